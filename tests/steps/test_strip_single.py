"""What an extraction leaves of a site on a text where nothing else of it is left: one dateline, one credit, one bar."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.steps.strip import Strip
from tests.support.furnished import BODY, END, TITLE, around, stripped


@pytest.mark.parametrize(
    "head",
    [
        "某新网某地4月30日电(张三)",
        "某某社某地4月8日电",
        "某国经济网某地3月4日讯 ",
        "某浪科技讯 ",
        "　　某京报讯 ",
        "某浪家居 某地报道：",
        "某经AI快讯,",
        "又讯 （记者 张三 李四）",
        "3月15日消息：（记者 张三）",
    ],
)
def test_a_dateline_goes_and_its_sentence_stays(head: str) -> None:
    assert stripped(f"{TITLE}\n{head}{BODY}\n{END}").replace("　", "") == f"{TITLE}\n{BODY}\n{END}"


@pytest.mark.parametrize(
    "head",
    [
        "据某新社某地4月8日电，",
        "某新网4月8日消息传来时，",
        "这门课讲航空通讯 ",
        "张三在信里说快讯,",
        "3月15日消息传开以后，",
        "在某地报道：有人说",
    ],
)
def test_a_sentence_that_only_looks_like_one_stays(head: str) -> None:
    text = f"{TITLE}\n{head}{BODY}\n{END}"
    assert stripped(text) == text


@pytest.mark.parametrize(
    "tail",
    [
        "来源：某球网编辑：张三审核：李四",
        "文章来源:某日经济新闻责任编辑:91",
        "（文/某某处    编辑/张三  李四）",
        "（編輯：張三）1100731",
        "返回某狐，查看更多",
        "如果觉得这篇文章对你有所帮助，欢迎点赞、关注、转发，我们下期再见~~",
    ],
)
def test_a_credit_or_call_behind_the_last_sentence_goes(tail: str) -> None:
    assert stripped(f"{TITLE}\n{BODY}\n{END}{tail}") == f"{TITLE}\n{BODY}\n{END}"


@pytest.mark.parametrize(
    "tail", ["（待续）", "（掌声）", "编辑：您好。", "请大家转发、传阅这份文件。", "作者：无名氏。", "（张三 男）"]
)
def test_what_a_writer_adds_stays(tail: str) -> None:
    text = f"{TITLE}\n{BODY}\n{END}{tail}"
    assert stripped(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "合作社5月6日电费已经缴清，余款存在信用社里。",
        "某某出版社3月5日电告作者，请他月底前交齐书稿。",
        "人民日报讯 这四个字，他每天要排几十遍铅字，闭着眼也不会错。",
        "3月17日消息：大桥合龙。这是日记里唯一的一行字，后面全是空白。",
        "初审：3月1日 复审：3月20日 终审：4月1日",
        "编辑：2名 校对：1名 美编：1名",
        "初审：编辑 复审：主任 终审：主编",
        "他在每条视频的末尾都要加上一句，记得点赞、收藏哦！",
        "亚洲一区、日本一区、韩国一区",
        "张三主编《某县志》，某某出版社2003年版（责任编辑：李四）",
        "他把稿子递了过去。责编：不行",
        "出版社的三个岗位各有所司。编辑：选题组稿 校对：核对原文 审核：把关",
        "除了刘备还有哪两个人？（关羽、张飞）",
        "会议一致推选出两名新的监事。（张三、李四）",
        "灯光渐暗，台下的人起立鼓掌良久。（张三、李四下）",
    ],
)
def test_a_text_of_its_own_stays(line: str) -> None:
    for text in (f"{TITLE}\n{BODY}\n{line}\n{END}", f"{TITLE}\n{line}\n{BODY}\n{END}"):
        assert stripped(text) == text


def test_dispatches_of_several_days_keep_their_datelines() -> None:
    days = [f"某某社某地4月{day}日电 今日渡口水位{day}尺，往来船只照常，无事可记。" for day in (8, 9, 11)]
    text = "\n".join((TITLE, BODY, *days, END))
    assert stripped(text) == text
    assert stripped("\n".join((TITLE, days[0], BODY, END))) == "\n".join((TITLE, days[0].split(" ")[1], BODY, END))


@pytest.mark.parametrize(
    "line",
    [
        "责编：张三 编辑：山某 校对：李四",
        "（来源：某华网）",
        "来源：某某日报（ID：abc_daily）记者 张三",
        "本报记者 张三/文",
        "某某晚报首席记者 张三 实习记者 李四",
        "本文来自微信公众号：某某位 （ID：abc），作者：张三",
        "注：本文转自[http://b.example/a](http://b.example/a)",
        "某某時報【張三╱某地報導】",
    ],
)
def test_a_line_about_the_text_goes(line: str) -> None:
    assert stripped(f"{TITLE}\n{BODY}\n{END}\n{line}") == f"{TITLE}\n{BODY}\n{END}"


def test_a_bar_with_how_often_it_was_read_opens_a_page() -> None:
    bar = "文档序号：6485548阅读：162来源：某知局"
    assert stripped(f"{TITLE}\n{bar}\n{BODY}\n{END}") == f"{TITLE}\n{BODY}\n{END}"


@pytest.mark.parametrize(
    "row",
    [
        "价格：3,200元　　看了又看 188 次",  # the price is what the page is about
        "3.（判断题）凭证遗失时，应取得单位的证明并注明内容，由负责人批准后，才能代作凭证使用，谁也不例外。（　）",
    ],
)
def test_rows_of_what_a_page_is_about_stay(row: str) -> None:
    assert row in stripped(around(row, BODY, END))


@pytest.mark.parametrize(
    "head",
    ["第2楼 Post By：2004-6-12 23:15:40 ", "楼主 发贴心情 Post By：2004-6-12 22:47:09 "],
)
def test_the_whole_head_of_a_post_goes(head: str) -> None:
    first, second = "昨天桥墩下的石头露出来了。", "公示牌上写的是十月二十五号通车。"
    page = "\n".join(("第1楼 2013-9-17 07:00", TITLE, BODY, head + first, head + second, "【打印】【关闭】"))
    assert stripped(page).endswith(f"{BODY}\n{first}\n{second}")


def test_a_list_of_what_adult_sites_want_to_be_found_for_goes() -> None:
    row = "国产精品免费视频观看,欧美激情视频在线,亚洲无码一区二区三区,高清中文字幕在线观看"
    assert stripped(f"{row}\n{TITLE}\n{BODY}\n{END}") == f"{TITLE}\n{BODY}\n{END}"
    report = "整治黄色网站、成人视频、盗版电影，净化网络环境"
    assert stripped(f"{report}\n{BODY}\n{END}") == f"{report}\n{BODY}\n{END}"


@pytest.mark.parametrize(
    "line",
    [
        "东边楼一区二区 西边楼一区二区 南边楼二区三区",
        "東邊樓一區二區 西邊樓一區二區 南邊樓二區三區",
        "国产成人护理垫,日本成人护理垫,欧美成人奶粉,韩国成人奶粉",
        "国产精品茶叶视频 国产精品瓷器视频 国产精品丝绸视频",
        "亚洲成人组、欧美成人组、日本成人组",
        "某色网华东5月6日电解铜报价每吨七万元，较昨日上涨两百元。",
        "某家电网某地5月6日电采暖用户新增三千户，负荷平稳。",
        "供销社5月6日电，请速运盐二百担，船已经在码头等候。",
        "本刊3月1日讯，这几个字印歪了，他又从头排了一遍。",
        "天文台讯：今夜有流星雨，请各位携带厚衣，九点集合。",
        "他写财经快讯，写了十五年，每天三千字，从来没有迟过。",
        "某某日报 张三报道：我在某地的三十天，从一张车票说起。",
        "本文首发于《某国农史》杂志1995年第3期，收入本书时略有删节",
        "本文转自父亲的日记，那一年他十八岁，报名参了军",
        "某某出版社出版，获第一届某某奖（文/张三 图/李四）某某书目",
        "通讯 跨越山海的通道 记者张三 李四（责编：王五）",
        "请各组按时交回审读表。初审：周一 复审：周三 终审：周五",
        "本届编委会名单如下。主编：张三 编辑：李四 校对：王五",
        "孩子们都望着墙角不说话。责编：高兴",
        "征文截至八月底。特别声明：凡报名参赛者即视为同意主办方在网站使用其作品。",
        "第五条 乙方应当写明下列文字。版权声明：所有图片版权归甲方，转载须经许可。",
        "3. 扣款成功后，点击返回首页，查看更多",
        "步骤五：关闭弹窗，返回列表，查看更多",
        "孩子于五月三日走失，家人非常着急。请大家点赞、转发、关注！",
        "如果你喜欢这首诗，请收藏、分享",
        "又讯（记者 张三）这样的写法今天已经很少见了。",
    ],
)
@pytest.mark.parametrize(
    "place", ["{title}\n{body}\n{line}\n{end}", "{title}\n{line}\n{body}\n{end}", "{title}\n{body}\n{end}\n{line}"]
)
def test_what_only_has_the_form_of_a_site_stays_anywhere(line: str, place: str) -> None:
    text = place.format(title=TITLE, body=BODY, end=END, line=line)
    assert stripped(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "某某社某地8月15日电 对方今天宣布停火，自零时起生效，各处枪声渐稀。",
        "某某社3月6日报道：停火已经破裂，车队半路被迫折回，无人受伤。",
        "某浪科技讯 北京时间四月三日上午，两家公司宣布合并，明年挂牌。",
    ],
)
def test_a_dateline_below_sentences_of_a_text_is_cited(line: str) -> None:
    for text in (f"{TITLE}\n{BODY}\n{line}\n{END}", f"{TITLE}\n{BODY}\n{END}\n{line}"):
        assert stripped(text) == text
    assert stripped(f"{TITLE}\n{line}\n{BODY}\n{END}") != f"{TITLE}\n{line}\n{BODY}\n{END}"


def test_who_said_what_stays_where_several_did() -> None:
    said = ["某透社3月5日报道：双方同意停火四十八小时，车队可以进城。", "某联社3月6日报道：停火已经破裂，车队半路被迫折回。"]
    text = "\n".join((TITLE, *said, BODY))
    assert stripped(text) == text


@pytest.mark.parametrize(
    "lines",
    [
        ("旧粮仓里的冰场和渡口的灯火【责编：张三】", "一座桥在山里修了整整十二年【责编：李四】"),
        ("这一册讲的是孩子们怎样团圆。（文/张三 图/李四）", "这一册讲的是荷花镇的早市。（文/王五 图/赵六）"),
    ],
)
def test_a_credit_behind_line_after_line_is_a_column(lines: tuple[str, str]) -> None:
    page = Strip().edits(Document("0" * 16, "\n".join((TITLE, BODY, *lines))))
    found = page.edits if isinstance(page, Layer) else page
    assert not [edit for edit in found if edit.rule in ("zh.credit.editor-bracket", "zh.credit.doers-slashed")]


def test_the_source_of_a_passage_has_text_behind_it() -> None:
    text = "\n".join((TITLE, BODY, "（来源：某华新闻）", END))
    assert stripped(text) == text


def test_a_source_in_brackets_before_the_source_goes_with_it() -> None:
    line = "我们力争把握机遇，实现新的突破。"
    text = f"{TITLE}\n{BODY}\n{END}\n{line}(文章来源：某日经济新闻)文章来源：某日经济新闻责任编辑：91"
    assert stripped(text) == f"{TITLE}\n{BODY}\n{END}\n{line}"
    assert stripped(stripped(text)) == stripped(text)
