"""The step `punctuation`: what is widened, what stays, and the laws.

Long, because every mark has its list of what widens and what stays.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.core.edit import Edit, Layer, apply
from corpuskit.steps.punctuation import RULES, Punctuation, spots
from corpuskit.testing.laws import assert_editor_laws


def layer(text: str, step: Punctuation | None = None) -> Layer:
    found = (step or Punctuation()).edits(Document("0" * 16, text))
    return found if isinstance(found, Layer) else Layer("punctuation", "1", found)


def clean(text: str, step: Punctuation | None = None) -> str:
    return apply(text, layer(text, step).edits)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # marks between Latin words of flattened lines
        ("参见手册页 sort(1),uniq(1),join(1),再看例子", "参见手册页 sort(1)，uniq(1)，join(1)，再看例子"),
        ("支持 UTF-8,GB18030,Big5 三种编码,默认第一种", "支持 UTF-8，GB18030，Big5 三种编码，默认第一种"),
        ('选项有 "-a","-b","-c" 三个,都可以省略', '选项有 "-a"，"-b"，"-c" 三个，都可以省略'),
        ("如果结果大于 0,MAX 返回第一个,否则返回空", "如果结果大于 0，MAX 返回第一个，否则返回空"),
        ("需要时区数据 (tzinfo),Python 才能换算,请先安装", "需要时区数据 (tzinfo)，Python 才能换算，请先安装"),
        ("sed:Unix 的流编辑器,很老", "sed：Unix 的流编辑器，很老"),
        ("这本书,书号 ISBN:9780000000000,可以借", "这本书，书号 ISBN：9780000000000，可以借"),
        ("他来自 Open Data Institute(ODI)的分部,姓李", "他来自 Open Data Institute（ODI）的分部，姓李"),
        ("请写信给 Li Lei(lilei@example.org)问问,谢谢", "请写信给 Li Lei（lilei@example.org）问问，谢谢"),
        ("旧的编码 latin1(iso-8859-1)不再推荐,请用新的", "旧的编码 latin1（iso-8859-1）不再推荐，请用新的"),
        ("显示用户(%s)的状态,没有则为空", "显示用户（%s）的状态，没有则为空"),
        ("上文说过[12]:数据要备份,备份要检查", "上文说过[12]：数据要备份，备份要检查"),
        ("<b>奖励</b>(XP)会增加,请注意", "<b>奖励</b>（XP）会增加，请注意"),
        ("(a)这些作品由我完成,我有权发布", "（a）这些作品由我完成，我有权发布"),
        (
            '把脚本放入 "/etc/a/", "/etc/b/" 里面都可以,系统会定时运行',
            '把脚本放入 "/etc/a/", "/etc/b/" 里面都可以，系统会定时运行',
        ),
        (
            "已点亮,自动,有回光\n已点亮,强制,无回光\n已点亮,手动,有回光\n今天天气非常非常好,我们一起出门,去公园散散步\n他说,好的\n然后,走了\n最后,到了\n",
            "已点亮，自动，有回光\n已点亮，强制，无回光\n已点亮，手动，有回光\n今天天气非常非常好，我们一起出门，去公园散散步\n他说，好的\n然后，走了\n最后，到了\n",
        ),
        ("我们要防什么?泄露?丢失?都要防", "我们要防什么？泄露？丢失？都要防"),
        ("参加比赛?不,我只是看看", "参加比赛？不，我只是看看"),
        ("一年来,市里修了路;村里通了车!好吗?好。", "一年来，市里修了路；村里通了车！好吗？好。"),
        ("各县(市、区)都来了", "各县（市、区）都来了"),
        ("《某某办法(试行)》已经印发", "《某某办法（试行）》已经印发"),
        ("前院(砖房)、后院(木屋)都要刷漆", "前院（砖房）、后院（木屋）都要刷漆"),
        ("用写信、面谈等办法,一样可以说清", "用写信、面谈等办法，一样可以说清"),
        ("他说:“来了!”大家都笑了", "他说：“来了！”大家都笑了"),
        ("共收到1,234.5元,占全部的3.5%.", "共收到1,234.5元，占全部的3.5%。"),
        ("按1:1000的比例尺,水和米为2:1.", "按1:1000的比例尺，水和米为2:1。"),
        ('他答:"我叫小明,住在Boston."', "他答：“我叫小明，住在Boston。”"),
        ("立案319件,占比57.37%,21件已办", "立案319件，占比57.37%，21件已办"),
        ("发布时间:2025-03-09 05:04:03", "发布时间：2025-03-09 05:04:03"),
        ("(一)总体要求", "（一）总体要求"),
        ("(张三 李四 )今天到了", "（张三 李四）今天到了"),
        ("真的吗?!太好了!!!", "真的吗？！太好了！！！"),
        ("操作系统(OS)很多", "操作系统（OS）很多"),
        ("Linux(操作系统)很多", "Linux（操作系统）很多"),
        ("用 Linux,我们可以;用 Windows,也可以", "用 Linux，我们可以；用 Windows，也可以"),
        ("你好, 世界", "你好，世界"),
        ("中国 ,世界", "中国，世界"),
        ("作者: 张三", "作者：张三"),
        ("<b>提示</b>:请先保存,再退出", "<b>提示</b>：请先保存，再退出"),
        ("今天下雨了.\n我们没有出门.\n", "今天下雨了。\n我们没有出门。\n"),
        ('他说:"你好",走了...', "他说：“你好”，走了……"),
        ('颜色:"红",尺寸:"大"', '颜色:"红",尺寸:"大"'),  # data
        ('他说"你好"就走了', "他说“你好”就走了"),
        ("等了很久...他没有来", "等了很久……他没有来"),
        ("等了很久。。。他没有来", "等了很久……他没有来"),
        ("北京--上海,南京――杭州,这－－那", "北京——上海，南京——杭州，这——那"),
        ("２０１９年ＣＰＩ上涨２．５％", "2019年CPI上涨2.5%"),
        ("１０：３０开始,共２０，０００人", "10:30开始，共20,000人"),
        ("中国 ，世界", "中国，世界"),
        ("“ 中国 ”", "“中国”"),
        ("这（注:见下)里", "这（注：见下）里"),
        ("支持GNOME,KDE,都可以,没有问题", "支持GNOME，KDE，都可以，没有问题"),
        ("答案:A,选项:D", "答案：A，选项：D"),
        ("他问:'你读过\"论语\"吗?'", "他问：‘你读过“论语”吗？’"),
        ("这叫做'内卷',不是\"躺平\"。", "这叫做‘内卷’，不是“躺平”。"),
        ("他说:'It's好的',走了", "他说：‘It's好的’，走了"),
        ("(1)甲;(2)乙;(3)丙。", "（1）甲；（2）乙；（3）丙。"),
        ("真的?假的?!不会吧!!", "真的？假的？！不会吧！！"),
        ("接近于zsmalloc,z3fold不依赖它,再看看", "接近于zsmalloc，z3fold不依赖它，再看看"),
        ("安装以后,先运行以下的 Wrapper:\n甲,乙\n", "安装以后，先运行以下的 Wrapper：\n甲，乙\n"),
        ("你们协助 Debian吗?哪些平台上有 Perl?要到哪里去找?", "你们协助 Debian吗？哪些平台上有 Perl？要到哪里去找？"),
        ("系统(Linux 5.10)和内核配置(.config)已经更新", "系统（Linux 5.10）和内核配置（.config）已经更新"),
        ("# 标题:说明,如下\n这是正文,写得很好。", "# 标题：说明，如下\n这是正文，写得很好。"),
        ("姓名:张三\n价格:3,500\n底价:4,500\n均价:5,200", "姓名：张三\n价格：3,500\n底价：4,500\n均价：5,200"),  # no table
        ("甲厂:1,234,500元\n乙厂:2,345,600元\n丙厂:3,456,700元", "甲厂：1,234,500元\n乙厂：2,345,600元\n丙厂：3,456,700元"),
        (
            "文献综述,如下\n[1]张三.石桥研究,其一[J].某某学报,1999,发表以前写成的,一共三卷,都在书库里,另见:目录",
            "文献综述，如下\n[1]张三.石桥研究,其一[J].某某学报,1999,发表以前写成的,一共三卷,都在书库里,另见:目录",
        ),
        ("见表(见http://a.cn/b),看http://c.cn/d?e=1,2,再说", "见表（见http://a.cn/b），看http://c.cn/d?e=1,2，再说"),
    ],
)
def test_what_is_widened(text: str, wanted: str) -> None:
    assert clean(text) == wanted


STAYS = [
    "[1] 张三,李四. 石桥研究[M]. 某某: 甲乙出版社, 1999: 12-15.",
    "[2]王五,赵六.旧粮仓的改建(上)[J].某某学报,2003,12(3):45-48.",
    "3. 张三. 石桥的桥墩: 初探[D]. 某某大学, 2010.",
    "[4] 甲乙中心. 冰场统计[EB/OL]. (2019-03-01)[2020-05-06]. http://a.example/b.",
    "李四, 王五. 论石桥 [N]. 某某日报, 2001-03-04(5).",
    "这个列表里包括几个系统，如Linux.",
    "这一节说明安装的方法和Linux.\n版本 2.\n第3.\n",
    "会议于2025-03-09 05:04:03开始，比分3:2，比例1:1，12月5-6日，1,000元，10余人，第3.5节。",
    "点f(x)和f(x,y)、sin(α)，版权所有(C)2020，商标(R)。",
    "1.概述\n2.方法\n(1)甲\n(2)乙\na)丙\nb)丁\n1)戊\n一.己\nA.庚\n",
    "文件说明.txt和报告(1).docx、图片(修订).jpg，版本v1.2.3，路径C:\\用户\\a.txt",
    "邮箱zhang@example.com，网址http://example.com/a,b;c?d=e(f)，www.example.com:8080/x",
    '用`print("你好,世界")`输出，命令`a;b`',
    "好开心:)真的:-)哈哈(^_^)呵呵(T_T)嘿嘿(>_<)哦;)",
    "[链接](http://example.com/甲(乙).html)和![图](a.png)，[[分类:某某]]，{{模板|甲:乙}}",
    "设$f(x)=x,y$，点(1,2)和区间(0,1)。",
    "迈克尔.约翰逊说：很好。",
    "A&amp;甲，&nbsp;乙，&lt;丙",
    "张三 李四 王五 赵六",
    "春回大地 万象更新",
    "目 录",
    "姓 名：张三",
    "校友会—理事会，共话家常 同写新篇 —— 某某侧记",
    "Yahoo!奇摩和C++、.NET、Node.js",
    "中文 (English) 中文，用 foo(1) 和 open(2)。",
    "·•・‧~～〜…—－",
    "标题::\n\n:作者: 张三\n:译者: 李四\n",
    "姓名,性别,年龄\n张三,男,25\n李四,女,30\n王五,男,41\n",
    "苹果;红;3\n香蕉;黄;5\n葡萄;紫;7\n",
    "他身高5'8\"，屏幕15.6\"，讲it's和don't。",
    "1.e4 e5 2.Nf3 Nc6 西班牙开局",
    "目录..........12",
    "../上级/文件，[1...n]",
    '# include <stdio.h>\nint main() {\n    printf("你好,世界!");  // 输出:问候(中文)\n    return 0;\n}\n',
    "def 说(话):\n    # 注释:说话,然后走\n    print('他说:', 话)\n    return {'甲': 1, '乙': [2, 3]}\n",
    '{"姓名": "张三", "说明": "你好,世界"}\n',
    "```\n中文,代码;块(甲)\n```\n",
    "総務省は、平成(2019)年度の調査:結果,概要を発表した。これは(速報)です!\n",
    "漢字(かんじ)は,日本語です.",
    "대한민국(大韓民國)은 민주공화국이다. 서울:수도, 부산!",
    "１２３ＡＢＣは日本語の全角です。",
    "Arma virumque cano, Troiae qui primus ab oris; (Italiam fato profugus) Laviniaque venit!",
    '=LEFTB("中国";2) returns "中" (2 bytes), the rest of the text is English and so is this: (see 中)',
    "x = f(a, b)  # 计算结果,返回\n",
    "- name: 张三  # 注释,说明\n",
    "# 安装依赖,然后运行\npip install foo\npython main.py\n",
    "-- 查询用户,按姓名\nSELECT name FROM users;\n",
    "; 注释,配置\n[section]\nkey=value\n",
    "棋谱1. e4 e5 2. Nf3 Nc6 3. Bb5 a6?! 里的?!是可疑的一着。",
    "rock 'n' roll、the students' 书、'90年代、字符'a'和'b'，他来自Xi'an。",
    "姓名 = '张三'",
    '使用参数 --name "张三" 运行。',
    '$ echo "你好,世界"\n',
    "张三,25\n李四,30\n王五,41\n",
    "身高5'，臂展6'。'90s音乐和'80s音乐，O'Neil和D'Angelo，the '90s 音乐和 '80s 音乐",
    "用选项rw,nodev,noexec和坐标x,y。",
    "函数 main():\n调用 f(a1,b2) 和 open(2),然后 print(x)函数\n".replace(",然", "，然"),
    "磁盘分区记作 (hd0,msdos1)、(hd0,msdos2)，以此类推。",
    "价格是1,200元，时间是10:30，地址是localhost:10000。",
    "表情(>_<)和(T_T)还有(^_^)都可以，版权(C)所有。",
    "姓名,性别,民族\n张三,男,汉族\n李四,女,回族\n王五,男,汉族\n",
    '返回["a","b","c","d"]这样的值，也可以是[1,2]。',
    "兼容的字符串是“ti,omap3”，不是别的。",
    "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n",
    "[ti:渡口的灯]\n[ar:张三]\n[00:12.00]船家收了最后一根缆\n",
]


@pytest.mark.parametrize("text", STAYS)
def test_what_stays(text: str) -> None:
    assert clean(text) == text


def test_a_lost_character_is_not_made_a_question() -> None:
    found = layer("前总理朱?基视察了工厂。")
    assert not len(found.edits)
    assert [note.rule for note in found.notes] == ["review.question-mark"]
    assert clean("?——某某综述,全文如下。") == "?——某某综述，全文如下。"
    assert clean("你去吗?他问。") == "你去吗？他问。"


def test_torn_words_and_spaced_lines() -> None:
    body = "零件的表面粗糙度要合格，每个零件都要检查表面粗糙度，坏零件退回，好零件入库。\n"
    assert clean(body + "把零 件放好，测量表面粗 糙度，再装箱。\n") == body + "把零件放好，测量表面粗糙度，再装箱。\n"
    assert clean("这 是 一 本 关 于 山 的 书 和 水 的 书") == "这是一本关于山的书和水的书"
    assert clean("赵 钱 孙 李 周 吴 郑 王 冯 陈 褚 卫") == "赵 钱 孙 李 周 吴 郑 王 冯 陈 褚 卫"


def test_lines_of_a_scan_follow_one_that_is_proven() -> None:
    proven = "本 标 准 规 定 了 水 稻 种 子 的 质 量 要 求 、 检 验 方 法 和 包 装 。"
    rest = "第 一 章  总  则\n第 一 条 本 标 准 适 用 于 某 地 。\n起 草 单 位 ： 某 某 学 院\n金 木 水 火 土\n2 0 2 4 年 发 布"
    joined = "第 一 章  总  则\n第一条本标准适用于某地。\n起草单位：某某学院\n金 木 水 火 土\n2 0 2 4 年 发 布"
    assert clean(f"{rest}\n{proven}") == f"{joined}\n本标准规定了水稻种子的质量要求、检验方法和包装。"
    assert clean(f"{rest}\n昨天 的 会 在 下午 ， 他 在 也 了 不 到 ， 很 多 人 的 信 。").startswith("第 一 章  总  则\n第 一 条")


SEGMENTED = "昨天 下午 , 镇上 的 合作社 办 了 一 场 关于 果树 的 讲座 。 讲课 的 是 一 位 老师 , 他 用 了 3 个 小时 。\n"


def test_segmented_prose_is_put_together() -> None:
    whole = "昨天下午，镇上的合作社办了一场关于果树的讲座。讲课的是一位老师，他用了3个小时。\n"
    assert clean(SEGMENTED) == whole
    assert clean(SEGMENTED + "大家 提 了 不少 问题 。\n") == whole + "大家提了不少问题。\n"
    assert clean(SEGMENTED.replace("老师", "用 Python 的 老师")) == whole.replace("老师", "用 Python 的老师")
    assert clean("他 们 在 开 会 , 讨 论 了 很 久 。 会 由 主 任 主 持 。") == "他们在开会，讨论了很久。会由主任主持。"


TORN = (
    "渡口的老 船工说,他在 河上摆了三十年的 渡,每天天不亮就起 床,把缆绳一圈一 圈解开,等第 一批上学的孩子过 河。\n"
    "后来上 游修了桥,渡船停了,他就在岸 边种菜,给过路的 人指路,日子也过得安 稳。\n"
)


def test_a_text_full_of_torn_words_is_put_together() -> None:
    whole = TORN.replace(" ", "").replace(",", "，")
    assert clean(TORN) == whole
    assert clean(TORN + "老船工的故 事\n") == whole + "老船工的故事\n"  # a head: only what is inside a word goes
    assert clean(TORN + "老船工 张三\n") == whole + "老船工 张三\n"
    listed = "到场的有李四 王五 赵六,还有邻村的几位长辈,大家坐在船头谈天,说起从前的事情。\n"
    assert clean(TORN + listed) == whole + listed.replace(",", "，")
    for few in ("他在河上摆了三十年的 渡,每天天不亮就起 床,把缆绳解开。", "会上,张 三、李 四、王 五、赵 六等发言,并合影。"):
        assert clean(few) == few.replace(",", "，")


@pytest.mark.parametrize(
    "text",
    [
        "参会人员 张三 李四 王小五 赵六 钱七 孙八 周九 吴十 郑十一 王十二 冯十三",
        "明月几时有 把酒问青天 不知天上宫阙 今夕是何年 我欲乘风归去 又恐琼楼玉宇",
        "果树 讲座 合作社 镇上 老师 问题 小时 昨天 下午 水稻 农民 听众 通知",
        "我们 的家 在这里 你们 的家 在那里 他们 的家 在哪里 大家 的家 都在 这里",
    ],
)
def test_blanks_that_say_something_stay(text: str) -> None:
    assert clean(text) == text
    assert clean(SEGMENTED + text).endswith("\n" + text)


def test_quote_style() -> None:
    text = "他说：「你『好』嗎」，“我很‘好’”。It’s fine\n不平「衡\n"
    assert clean(text, Punctuation(style="curly")) == "他说：“你‘好’嗎”，“我很‘好’”。It’s fine\n不平「衡\n"
    assert clean(text, Punctuation(style="corner")) == "他说：「你『好』嗎」，「我很『好』」。It’s fine\n不平「衡\n"
    assert clean(text) == text


CLASSES = {
    "marks": "你好,世界",
    "parentheses": "你好(世界)",
    "quotes": "他说\"你好\"和'再见'了",
    "ellipses": "等等...吧",
    "dashes": "北京--上海",
    "blanks": "中国 ，世界",
    "letters": "ＣＰＩ上涨",
}


@pytest.mark.parametrize("field", CLASSES)
def test_each_class_can_be_switched_off(field: str) -> None:
    assert clean(CLASSES[field]) != CLASSES[field]
    assert clean(CLASSES[field], Punctuation(**{field: False})) == CLASSES[field]


HAN = ("中", "文字", "了吗", "的", "一二", "天气", "山水人家", "\U00020000")
MARKS = tuple(",,.;:!?()\"'。，：（）“”、《》") + ("...", "--", "。。")
REST = ("Linux", "ab", "3", "25", "  ", "\n", "http://a.b/", "<b>", "</b>", "\U0001f600", *"% ２Ａ．―－`=/&#$[]")
PIECES = st.one_of(*[st.sampled_from(HAN)] * 4, *[st.sampled_from(MARKS)] * 3, st.sampled_from(REST))
FOREIGN = st.one_of(*[PIECES] * 9, st.sampled_from(("の", "가", "ｶﾅ")))
TEXTS = st.one_of(*[st.lists(PIECES, min_size=12, max_size=50).map("".join)] * 4, st.lists(FOREIGN, max_size=40).map("".join))


@pytest.mark.parametrize("step", [Punctuation(), Punctuation(style="corner"), Punctuation(style="curly", parentheses=False)])
def test_laws(step: Punctuation) -> None:
    seen = {"texts": 0, "edited": 0}

    @settings(max_examples=400, deadline=None, derandomize=True)
    @given(TEXTS)
    def check(text: str) -> None:
        seen["texts"] += 1
        seen["edited"] += bool(assert_editor_laws(step, text, others=["你好,世界(甲)"]))
        assert {edit.rule for edit in layer(text, step).edits} <= set(RULES)

    check()
    assert seen["edited"] > 0.5 * seen["texts"]


def every(text: str, codes: object, *, quotes: bool) -> tuple[list[tuple[int, int]], int]:
    lines = [match.span() for match in re.finditer(".*\n|.+$", text)]
    return lines, len(text)


def test_the_scan_hides_no_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all lines looked at, the same edits come out (but for brackets over line ends: both lines must be found)."""
    seen = {"texts": 0, "edited": 0}
    with_scan: dict[str, list[Edit]] = {}

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(TEXTS.map(lambda text: text.replace("(", "").replace("（", "") if "\n" in text else text))
    def collect(text: str) -> None:
        with_scan[text] = list(layer(text).edits)

    collect()
    monkeypatch.setattr(spots, "find_lines", every)
    for text, edits in with_scan.items():
        seen["texts"] += 1
        seen["edited"] += bool(edits)
        assert list(layer(text).edits) == edits, text
    assert seen["edited"] > 0.3 * seen["texts"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_laws_on_any_text(text: str) -> None:
    assert_editor_laws(Punctuation(), text)


FRAGMENTS = (
    "参见", "手册", "系统", "说明", "，", "。", "；", "（", "）", "“", "”", "、", "——", "……", "？", "！", " ", "\n", "\r",
    "、ssh(1)，", "(如下)", "free()。", "'值'", '"文本"', "``x''", "(", ")", ",", ".", ":", "?", "!", "]", "[12]", "<b>甲</b>",
    ">", "...", "..", "--", "－－", "x", "Ab", " GNU 系统 v2", "the (name) of", "a)", "1", "Ａ", "の", "가",
    "https://a.example/x?y=(1)", " ??\n", ":-)", "::", ",,", "第 5 章", "‘ ", "” ",
)  # fmt: skip


@pytest.mark.parametrize(
    "odd",
    [
        "不知道. ??",
        "就这样了:-)",
        "见下面的例子::",
        "例如,,两个",
        "参见第 5 章 系统",
        "目的 “甲” 值",
        "选项 ”-m “ 文件名",
    ],
)
def test_what_stays_for_sure_needs_no_closer_look(odd: str) -> None:
    sound = "这一行很长，也完全没有问题，用全角标点。\n" * 3
    text = f"{sound}{odd}\n{sound}"
    looked = layer(text)
    assert not (looked.edits or looked.notes)
    assert Punctuation().may_edit([text]) == [False]


@pytest.mark.parametrize(
    "odd", ["好吗??", "就这样了:他说", "见下面:", "例如,两个", "系统系统系统系统，系 统好，很好", "目的“ 甲” 值"]
)
def test_what_changes_gets_the_closer_look(odd: str) -> None:
    sound = "这一行很长，也完全没有问题，用全角标点。\n" * 3
    text = f"{sound}{odd}\n{sound}"
    assert layer(text).edits
    assert Punctuation().may_edit([text]) == [True]


def test_the_look_at_a_batch_hides_no_edit() -> None:
    seen = {"passed": 0, "changed": 0}
    pieces = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=14).map("".join)
    sound = st.sampled_from(["", "这一行很长，也完全没有问题，用全角标点。\n" * 3])

    @settings(max_examples=400, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(sound, pieces).map("".join), min_size=1, max_size=5))
    def check(texts: list[str]) -> None:
        for text, may in zip(texts, Punctuation().may_edit(texts), strict=True):
            found = layer(text)
            assert may or not (found.edits or found.notes), text
            seen["passed"] += not may
            seen["changed"] += bool(found.edits)

    check()
    assert min(seen.values()) >= 150, seen
