"""Parts of lines and rows of lines that no rule knows: what goes beside furniture, and what stays with and without it."""

from __future__ import annotations

import random
import time

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.steps.partgrammar import parts_of
from corpuskit.steps.partwords import ACCOUNT, ACCOUNT_HOLDS, BRACKET, BRACKET_HOLDS, GLUED, GLUED_HOLDS
from corpuskit.steps.strip import Strip
from tests.support.furnished import BODY, END, FURNITURE, TITLE, around, stripped


@pytest.mark.parametrize(
    "part",
    [
        "编辑/张三",
        "摄影：李四",
        "文/图 河口融媒记者 张三",
        "（参与采写：李四）",
        "（学生记者 张三）",
        "（来源：化学学院　作者：张三）",
        "（摘自《山川》2019年第6期，张三文）",
        "来源：互联网，侵删",
        "（图片来自网络，如有侵权请联系删除）",
        "点击查看视频>>",
        "（点击图片可放大）",
        "[详细]",
        "点击文末“阅读原文”，看更多冰场故事。",
        "如有疑问可点击在线咨询专家。",
        "了解更多请加微信：bing0000",
        "免费咨询热线：0000-0000000",
        "相关报道：汛前检查，他们把每一块水尺都擦了一遍",
        "更多新聞：老戲院修復完工",
    ],
)
def test_a_part_behind_the_last_sentence_goes(part: str) -> None:
    assert stripped(around(BODY, END + part)) == "\n".join((TITLE, BODY, END))


@pytest.mark.parametrize(
    "dateline",
    [
        "江口融媒记者 张三  ",
        "（通讯员 张三）",
        "（本報記者黃丙報道）",
        "本报柳溪3月29日讯 记者张三报道：",
        "某新社临湾7月1日电（记者 张三 李四）",
        "[記者張三南投報導]",
    ],
)
def test_a_dateline_goes_without_its_sentence(dateline: str) -> None:
    assert stripped(around(dateline + BODY, END)) == "\n".join((TITLE, BODY, END))


@pytest.mark.parametrize(
    "line",
    [
        "市民如对新线路有疑问，可拨打公交服务热线0000-1234567，或到各首末站领取纸质线路图。",
        "消费者可以扫描包装上的二维码查看检验报告，也可以拨打标签上的电话询问。",
        "▲ 志工以人力將卵石一顆顆歸位，縫隙不灌水泥。（圖／記者張三攝）",
        "绿叶菜放久了，亚硝酸盐会上升，凉到不烫手就放进冷藏室。（文中数据为实验室结果）",
        "他把那句话记在本子上：“点击率不是读者，读者会回来。”",
        "法院认为，未经许可转载他人文章的，应当承担侵权责任，判决书已经生效。",
        "他在编辑部门口站了很久，手里捏着那张退稿信。编辑没有出来见他。",
        "据新华社记者张三报道，这座桥建成于一九五六年，桥墩用的是本地的青石。",
    ],
)
def test_sentences_that_look_alike_stay(line: str) -> None:
    assert stripped(around(BODY, line, END)) == "\n".join((TITLE, BODY, line, END))


def test_without_furniture_no_part_goes() -> None:
    text = "\n".join((TITLE, BODY, END + "点击查看视频>>"))
    assert stripped(text) == text


def test_a_plug_between_sentences_goes_on_pages_of_novels_only() -> None:
    before, plug, after = (
        "“今晚不会有人过河了。”他自言自语。",
        "看最快更新的小说，就上栈桥文学网。",
        "话音未落，对岸忽然亮起一盏灯。",
    )
    novel = "\n".join(("第三章 渡口", BODY, before + plug + after, END, "上一章 目录 下一章"))
    assert stripped(novel) == "\n".join(("第三章 渡口", BODY, before + after, END))
    assert plug in stripped(around(BODY, before + plug + after, END))


def test_a_rule_for_paragraphs_takes_the_last_sentence_where_the_rest_is_text() -> None:
    plug = "本书由栈桥文学网首发，请勿转载！"
    novel = "\n".join(("第三章 渡口", BODY, END + plug, BODY, "上一章 目录 下一章"))
    assert stripped(novel) == "\n".join(("第三章 渡口", BODY, END, BODY))


def test_spans_that_touch_are_one_edit() -> None:
    found = Strip().edits(Document("0" * 16, around("本报柳溪3月29日讯 记者张三报道：" + BODY, END)))
    assert [edit.removed for edit in found if "\n" not in edit.removed] == ["本报柳溪3月29日讯 记者张三报道："]


def test_a_table_of_labels_with_values_below_goes() -> None:
    table = ("索引号：", "SY000/2022-00318", "发布机构：", "某某县某局", "生效日期：", "2022-08-15", "发布日期：", "2022-08-15")
    assert stripped(around(*table, BODY, END)) == "\n".join((TITLE, BODY, END))
    content = ("项目名称：", "旧粮仓改建", "建设单位：", "某某县教育局")
    assert stripped(around(*content, BODY, END)) == "\n".join((TITLE, *content, BODY, END))


def test_a_chain_of_sections_on_lines_of_their_own_goes() -> None:
    chain = ("当前位置：", "首页", ">", "政策解读", ">", "民政")
    assert stripped("\n".join((*chain, TITLE, BODY, END))) == "\n".join((TITLE, BODY, END))


def test_the_name_over_a_post_goes_and_a_short_answer_stays() -> None:
    heads = ("发表于 2013-9-21 23:08 | 只看该作者", "发表于 2013-9-22 08:40 | 只看该作者")
    text = "\n".join((TITLE, "mapleroad", heads[0], BODY, "tinkettle", heads[1], "顶一下"))
    assert "mapleroad" not in stripped(text)
    assert stripped(text).endswith("顶一下")


def test_a_title_under_the_name_of_a_poster_stays() -> None:
    head = "發表於 2013-9-21 23:08 | 只看該作者"
    for title in ("[原創] 走了三天的山路", "第一次一個人走完那段山路", "【分享】山路"):
        text = "\n".join(("樓主: 山中某", title, head, BODY, "沙發", head, "頂一下，謝謝分享這麼好的路線。"))
        assert title in stripped(text).split("\n")


def test_rows_of_a_question_page_go() -> None:
    row = "发问者: 小某 | 发问时间: 2013/03/02 21:14 | 浏览: 1,203"
    assert stripped(around(row, BODY, BODY)) == "\n".join((TITLE, BODY, BODY))


HEAD = "发表于 2013-9-21 23:08 | 只看该作者"
STRUCTURAL = {
    "any.source.poster": (TITLE, "mapleroad", HEAD, BODY, "tinkettle", HEAD, "顶一下"),
    "any.source.field-line": (FURNITURE[0], TITLE, "发问者: 小某 | 发问时间: 2013/03/02 21:14 | 浏览: 1,203", BODY, BODY),
    "any.source.table": (FURNITURE[0], TITLE, "来源", "某某网", "发布时间", "2019-03-05", BODY, BODY, FURNITURE[1]),
    "any.breadcrumb.row": ("当前位置:", "首页", ">", "新闻", ">", "地方", TITLE, BODY, BODY, FURNITURE[1]),
}


@pytest.mark.parametrize("rule", STRUCTURAL)
def test_a_rule_that_no_literal_shows_can_be_switched_off(rule: str) -> None:
    document = Document("0" * 16, "\n".join(STRUCTURAL[rule]))
    layers = [Strip(off=off).edits(document) for off in ((), (rule,), (rule.rpartition(".")[0],))]
    on, *off = ({edit.rule for edit in (layer.edits if isinstance(layer, Layer) else layer)} for layer in layers)
    assert rule in on
    assert all(rule not in rules for rules in off)


def test_a_button_goes_from_a_line_however_often_it_stands_there() -> None:
    post = "他说石阶还要再修。"
    assert stripped(around(BODY, f"{post}【打印】" * 120 + END)) == "\n".join((TITLE, BODY, post * 120 + END))


def test_hostile_lines_take_bounded_time() -> None:
    for unit in ("记者张三", "点击关注", "(来源:", "《山川》", "2019年3月", "a.b", "编辑/"):
        line = unit * 3_000
        began = time.process_time()
        found = list(parts_of(line, first=True, last=True, novel=True))
        assert time.process_time() - began < 10.0, "a line of some ten thousand characters should take a fraction of a second"
        assert all(0 <= part.start < part.end <= len(line) for part in found), unit


def test_what_a_pattern_is_not_tried_without_is_in_all_its_matches() -> None:
    made = random.Random(4)
    for pattern, holds, form in (
        (ACCOUNT, ACCOUNT_HOLDS, "想了解更多请添加{}:abc12345咨询"),
        (GLUED, GLUED_HOLDS, "某某小说网{}abc-d.com.cn/"),
        (BRACKET, BRACKET_HOLDS, "{}某某)]】〕』"),
    ):
        forms = [form.format(word) for word in holds]
        assert all(pattern.search(text) for text in forms)
        for _ in range(4000):
            text = made.choice(forms)
            for _ in range(made.randint(1, 3)):
                at = made.randrange(len(text))
                text = text[:at] + made.choice(("", "w", "微", "Q", "v", ".", "(", "号")) + text[at + 1 :]
            assert pattern.search(text) is None or any(word in text for word in holds), text


@pytest.mark.parametrize(
    "lines",
    [
        ("时间：2021年9月18日 8:30", "地点：社区文化广场", "参加人员：各楼组居民"),
        ("时间：夏天40分钟，冬天2小时", "来源：外婆", "做法：和面、揉光、盖布，发到两倍大。"),
        ("其一", "雨后新苔上石阶，柴门不掩任风开。"),
        ("【赏析】诗写雨后之景，不着一字写人，而人自在其中，读来如对故友。",),
    ],
)
def test_labels_and_heads_of_the_text_stay(lines: tuple[str, ...]) -> None:
    bar = "发布时间：2021-09-06 来源：社区居委会 浏览：88"
    assert stripped("\n".join((FURNITURE[0], TITLE, bar, *lines, BODY, END, FURNITURE[1]))) == "\n".join(
        (TITLE, *lines, BODY, END)
    )


SENTENCE_AND_CALL = [
    ("小船慢慢离了岸，她没有回头。求月票！", "求月票！"),
    ("风停了，巷子里一个人也没有。求推荐票！求收藏！", "求推荐票！求收藏！"),
    ("照此安装仍有漏水，请拍下接口处的照片一并寄来。某某水暖服务热线：400-000-0000，全天恭候您的来电！",
     "某某水暖服务热线：400-000-0000，全天恭候您的来电！"),
    ("疑問請以書面提出，逾期不予受理，電話提出者亦同。（本網不承擔任何法律責任）", "（本網不承擔任何法律責任）"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "gone"), SENTENCE_AND_CALL)
def test_a_rule_for_lines_takes_only_the_sentences_it_speaks_of(line: str, gone: str) -> None:
    above = "他们沿着河走了很久，天快黑的时候才看见村口的灯，谁也没有先开口说话。"
    text = f"河边的人\n{above}\n{line}\n上一篇：山里的人　下一篇：海上的人\n"
    assert f"\n{line.removesuffix(gone)}" in stripped(text)
    assert gone not in stripped(text)
