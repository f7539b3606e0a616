"""What sites set into lines: links, buttons, heads and tails of posts, marks of pages, plugs; and what only looks like them."""

from __future__ import annotations

import time

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.insetgrammar import insets_of, page_marks
from corpuskit.steps.partgrammar import parts_of
from corpuskit.steps.strip import Strip
from tests.support.furnished import stripped

TITLE = "渡口边的修船铺"
BODY = "修船铺开在石阶下面，墙上挂着三代人用过的刨子，每年汛期之前，船家都要来补一次缝。"
END = "铺子去年收了两个徒弟，一个学木工，一个学油漆，师傅说再干十年不成问题。"
BAR = ("首页 > 新闻 > 地方", "【打印】【关闭】")
NOVEL = ("书架小说 > 武侠 > 断桥", "上一章 目录 下一章")


def page(*lines: str, bars: tuple[str, str] = BAR) -> str:
    return "\n".join((bars[0], TITLE, *lines, bars[1]))


@pytest.mark.parametrize(
    "line",
    [
        "他说⟦（点此查看航线图）⟧，船从上游来。" + BODY,
        "甲船业⟦(行情,资讯)⟧去年接了四十条船，都是旧船翻修。" + BODY,
        "木料从山里来⟦[相关专题：山里的木头]⟧，要晾三年才能用。" + BODY,
        BODY + "⟦（相关报道见5版）⟧",
        BODY + "⟦【延伸閱讀】石階下的老屋⟧",
        BODY + "⟦★更多新聞：老碼頭亮燈⟧",
        BODY + "⟦（張三 李四）⟧",
        BODY + "⟦（郑十/文 冯一/摄）⟧",
        BODY + "⟦（示意圖／翻攝自網路）⟧",
        BODY + "⟦（据某江晚报报道）⟧",
        BODY + "⟦长按识别下方二维码进群，每晚八点讲修船。⟧",
        BODY + "⟦想学木工的，加小助手微信 chuan0000 备注“木工”。⟧",
        "⟦本报记者 赵六 报道：⟧" + BODY,
        "⟦本报南桥3月16日讯⟧ " + BODY,
    ],
)
def test_an_inset_goes_and_its_sentence_stays(line: str) -> None:
    marked = line.replace("⟦", "").replace("⟧", "")
    start, end = line.index("⟦"), line.index("⟧")
    left = (line[:start] + line[end + 1 :]).strip()
    assert stripped(page(BODY, marked, END)) == "\n".join((TITLE, BODY, left, END))


@pytest.mark.parametrize(
    "line",
    [
        "请打开【视频】栏目，按提示选择【下载】按钮，完成以后重新启动机器，再看是否正常。",
        "提交的材料（视频、图片）应当清晰，每项不超过三份，由窗口当场核对原件以后退回。",
        "刨子有三种，短的（图片）用来修边，长的用来找平，还有一种弯的专门刨船底的弧面。",
        "具体名额和办法（详见附件），由各乡镇在月底以前报送，过期不再补报，请相互转告。",
        "据某新社记者张三报道，这座桥建成于一九五六年，桥墩用的是本地的青石，至今完好。",
        "3楼的会议室周三下午有人，要开会的请到5楼，钥匙在值班室，用完以后记得放回原处。",
        "谜面说的是一座山，谜底在纸的背面，猜中的人可以领一支铅笔和一本练习本。（黄山）",
        "关于石阶的级数，各家说法不同[10]，有说四十二级的[11]，也有说四十四级的[12]。",
        "他把名字写在船底，油漆盖住以后谁也看不见，只有翻过来补缝的时候才露出来（很小）。",
        "Follow Route 9 for two miles and turn left at the mill, where the old boat shed stands.",
        BODY + "（下转第三版）",
        BODY + "（上接第一版）",
    ],
)
def test_what_looks_like_an_inset_stays(line: str) -> None:
    assert stripped(page(BODY, line, END)) == "\n".join((TITLE, BODY, line, END))


def test_heads_and_tails_of_posts_go() -> None:
    bars = ("首页 > 修船论坛 > 木工", "【打印】【关闭】")
    posts = (
        "⟦2楼 北风 2019-01-14 21:02⟧ " + BODY,
        END + "⟦支持(3) 反对(0)⟧",
        "⟦回复 4楼：⟧" + BODY,
        "⟦#6⟧ " + END + "⟦[此帖被 北风 在 2019-01-15 08:11 修改]⟧",
        BODY + "⟦——来自 修船论坛 安卓客户端⟧",
    )
    text = page(*(post.replace("⟦", "").replace("⟧", "") for post in posts), bars=bars)
    assert stripped(text) == "\n".join((TITLE, BODY, END, BODY, END, BODY))


def test_the_marks_of_the_pages_of_a_book_go() -> None:
    lines = (BODY[:20] + "- 88 -" + BODY[20:], END + "·89·", BODY[:10] + "[第90页]" + BODY[10:])
    assert stripped(page(*lines)) == "\n".join((TITLE, BODY, END, BODY))
    assert page_marks(("一只船- 12 -在河边。", "没有第二个数字。")) == []
    assert page_marks(("见[1]和[2]。", "又见[3]。", "再见[4]。")) == []


def test_the_marks_of_the_leaves_of_an_old_book_go() -> None:
    lines = ("[003a]" + BODY, BODY[:10] + "[003b]" + BODY[10:], END + "[004a]")
    assert stripped(page(*lines)) == "\n".join((TITLE, BODY, BODY, END))
    assert page_marks(("〔第九叶〕河边有船。", "船上有灯。〔第十叶〕灯下有书。")) == [(0, 0, 5), (1, 5, 10)]
    assert page_marks(("[f. 21r]河边有船。", "船上[f. 21v]有灯。", "灯下[f. 22r]有书。")) == [(0, 0, 8), (1, 2, 10), (2, 2, 10)]
    lines = ("第 1 页 共 3 页" + BODY, "第 2 页 共 3 页" + END)
    assert stripped(page(*lines)) == "\n".join((TITLE, BODY, END))
    assert page_marks(("例句[3a]如下。", "又见[2b]。")) == []


@pytest.mark.parametrize(
    "plug",
    [
        "www.shujia.example",
        "（书架小说网 www.shujia.example）",
        "最新最快更新尽在书架小说网",
        "～～求月票～～",
        "『加入书签，方便阅读』",
        "手机用户请访问m.shujia.example",
    ],
)
def test_a_plug_between_sentences_goes_and_the_novel_stays(plug: str) -> None:
    first, second = "他把刀横在膝上，慢慢地擦，灯照着半边脸。", "“天亮之前要过河。”他说，“船在哪里？”"
    text = page(BODY, first + plug + second, END, bars=NOVEL)
    assert stripped(text) == "\n".join((TITLE, BODY, first + second, END))


def test_an_injected_name_needs_one_more_place_with_the_words_of_its_advert() -> None:
    text = page("他的手艺只教给了一个人。某曜体育网页版", BODY, END, "某曜体育官网 某曜体育最新网址")
    assert "某曜体育网页版" not in stripped(text)
    once = Strip(off=("any.page.part",)).edits(Document("0" * 16, page("他的手艺只教给了一个人。某曜书院", BODY, END)))
    assert not any("某曜书院" in edit.removed for edit in (once.edits if isinstance(once, Layer) else once))


def test_a_text_of_one_width_holds_no_injected_names() -> None:
    rows = (
        "系统不知道用户登录了多长时间。如果你打算",
        "在这种情况下统计时间，就应当包括这个选项，它会把",
        "终端上的时间加起来。如果你打算",
        "依据记录统计时间，就要小心终端的名字，因为它们会",
        "在重新启动以后改变，而记录不会跟着改变，所以要看",
        "前后两次的登录",
    )
    text = "\n".join(("ac 命令", *rows))
    assert stripped(text) == text


@pytest.mark.parametrize(
    "unit", ["最新章节", "[", "(点击查看", "本报记者 甲乙 ", "- 1 - ", "回复 举报 ", "m.a.", "（张三 ", "#1 2楼 "]
)
def test_hostile_lines_take_time_in_step_with_their_length(unit: str) -> None:
    spent = []
    for size in (4_000, 8_000):
        line = (unit * size)[:size]
        began = time.process_time()
        tuple(insets_of(line, novel=True, forum=True))
        tuple(parts_of(line, first=True, last=True, novel=True))
        page_marks((line,))
        spent.append(time.process_time() - began)
    assert spent[1] < max(0.4, 4 * spent[0])


@pytest.mark.parametrize("head", ["霞湾娱乐官网登录 ", "霞湾娱乐（中国） ", "霞湾娱乐　"])
def test_an_injected_name_set_before_a_paragraph_goes_with_the_others(head: str) -> None:
    """Such a place is none inside a sentence, so it does not speak for words that were replaced."""
    lines = (BODY + "霞湾娱乐官网登录", head + END, "他说：“今年的木料不错。”" + "霞湾娱乐最新网址")
    assert stripped(page(*lines)) == "\n".join((TITLE, BODY, END, "他说：“今年的木料不错。”"))


def test_a_name_before_a_paragraph_stays_where_it_is_the_pages_own() -> None:
    lines = ("石阶渡口 " + BODY, "石阶渡口 " + END, "他说：“今年的木料不错。”")
    assert stripped(page(*lines)) == "\n".join((TITLE, *lines))


def test_the_last_clause_of_a_plug_goes_with_it() -> None:
    rows = [
        "雾中灯",
        "渡口的灯灭了三盏，只剩最里头的一盏还亮着。",
        "{}",
        "船家把竹篙往岸上一点，不再说话。",
        "上一章 章节目录 下一章",
    ]
    for line, left in (
        ("他坐到了灯下。手机用户请浏览阅读，更优质的阅读体验。", "他坐到了灯下。"),
        ("他坐到了灯下。手机用户请浏览阅读，更优质的阅读体验。风停了。", "他坐到了灯下。风停了。"),
        ("他坐到了灯下。手机用户请访问m.site.example，灯下的人没有动。", "他坐到了灯下。灯下的人没有动。"),
    ):
        text = "\n".join(rows).format(line)
        found = Strip().edits(Document("0" * 16, text))
        result = apply(text, found.edits if isinstance(found, Layer) else found)
        assert left in result.split("\n"), line
