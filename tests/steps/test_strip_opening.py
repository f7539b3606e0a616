"""Pages without a line that a rule knows, what stands at their feet, counters, and menus whatever their marks."""

from __future__ import annotations

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.countgrammar import is_count_line
from corpuskit.steps.menugrammar import read_menu
from corpuskit.steps.strip import Strip, opening
from corpuskit.steps.strip.footing import is_credit, is_notice
from corpuskit.steps.strip.opening import arrow_chain, may_open, row_of_names
from corpuskit.steps.strip.page import is_prose
from tests.support.settled import settled

TITLE = "渡口最后一条木船"
BODY = "清晨六点，渡口的灯还亮着，船工已经把缆绳解开了一半。他说今年的水比往年大，来得也早。"
MORE = "等桥修好以后，这条船就要停了。问起以后的打算，他想了很久，说先把船底再刷一遍油。"


@pytest.mark.parametrize(
    ("top", "foot"),
    [
        (("某站 ▸ 文苑 ▸ 旧事 ▸ " + TITLE,), ()),
        (("馆情概况┊展厅一览┊查阅办法┊旧藏征集┊文苑",), ("◄ 巷口的灯 • 老街的秤 ►",)),
        (("走船论坛 ≡ 地区论坛 ≡ 游记",), ("收藏(312) ⎮ 分享",)),
        ((), ("列印 ∣ 复制链接 ∣ 转发", "浏览 1,204 · 回复 3")),
    ],
)
def test_a_page_opens_by_its_forms(top: tuple[str, ...], foot: tuple[str, ...]) -> None:
    left = settled(*top, TITLE, BODY, MORE, *foot)
    assert [line for line in left if line] == [TITLE, BODY, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "东门 > 西门 > 南门，三处价钱依次降低。",
        "甲 · 乙 · 丙 · 丁",
        "2003年4月12日　晴",
    ],
)
def test_one_such_line_opens_nothing(line: str) -> None:
    assert settled(TITLE, BODY, MORE, line) == [TITLE, BODY, MORE, line]


def test_an_article_on_the_words_of_buttons_keeps_them() -> None:
    text = (TITLE, BODY, "登录 / 登陆 / 登入", MORE, "上一篇：", BODY[::-1], "版权所有 翻印必究", MORE)
    assert settled(*text) == [*text]


def test_the_foot_of_a_page_is_read_from_below() -> None:
    foot = ("本文仅代表作者个人观点，不代表本站立场。", "文：张三　编辑：李四", "上一篇：老街的灯")
    assert settled(TITLE, BODY, MORE, *foot)[:3] == [TITLE, BODY, MORE]
    assert not set(foot) & {*settled(TITLE, BODY, MORE, *foot)}
    law = "本案中被告未经授权转载，法院判决其承担责任，注明出处并不免责。"
    assert law in settled(TITLE, BODY, law, "上一篇：老街的灯")


def test_a_rule_of_a_class_that_is_off_keeps_its_lines_at_the_foot() -> None:
    text = "\n".join((TITLE, BODY, MORE, "责任编辑：张三", "上一篇：老街的灯"))
    found = Strip(off=("zh.credit.editor",)).edits(Document("0" * 16, text))
    assert "责任编辑：张三" in apply(text, found.edits if isinstance(found, Layer) else found)


@pytest.mark.parametrize(
    "view", ["本文已被浏览 1345 次", "12 of 14 people found this helpful", "댓글 3 | 공감 12", "有用(12) 没用(1)"]
)
def test_counters(view: str) -> None:
    assert is_count_line(view)


@pytest.mark.parametrize(
    "view", ["面粉500克 温水260克", "浏览器有三种", "推荐三本书", "第3步", "阅读：上午两小时，下午一小时，晚上不读。"]
)
def test_what_is_no_counter(view: str) -> None:
    assert not is_count_line(view)


@pytest.mark.parametrize(
    "view", ["大字体小字体扫码带走", "完善在线简历 上传附件简历", "首页新闻动态公司新闻", "评论12 收藏 分享"]
)
def test_words_of_menus_without_marks_between_them(view: str) -> None:
    menu = read_menu(view)
    assert menu.tools
    assert not menu.free


@pytest.mark.parametrize("view", ["关闭阀门", "打开后盖", "看电影的人", "分享到最后大家都哭了"])
def test_what_only_begins_like_a_button(view: str) -> None:
    assert not read_menu(view).tools


def test_forms() -> None:
    assert arrow_chain("某站 > 文苑 > 旧事") == ("某站", "文苑", "旧事")
    assert arrow_chain("x > y > 0，所以 z > 0") == ()
    assert row_of_names("甲馆 ◦ 乙馆 ◦ 丙馆 ◦ 丁馆")
    assert not row_of_names("甲馆，乙馆，丙馆，丁馆")
    assert not may_open(BODY + "\n" + MORE)
    assert is_notice("著作权归作者所有,商业转载请联系作者获得授权,非商业转载请注明出处。")
    assert not is_notice("开春以前还有五个星期。他们打算再做十只壶,送给下游的村子。(转载须注明出处)")
    assert is_credit("Words: Jane Doe. Photographs: John Roe")
    assert not is_credit("摄影:入门者最容易犯的三个错误")


@given(
    st.lists(st.sampled_from(["一二三四五六七", "。", "　", " ", "★", "“", "abc ", "！", "1", "\u200b"]), max_size=24).map(
        "".join
    )
)
@example("一二三四五六七" * 5 + "。")
@example("　　“一二三四五六七" + "一二三四五六七" * 4 + "！")
def test_what_surely_is_prose_is_prose(raw: str) -> None:
    event(f"surely prose: {opening.is_surely_prose(raw)}")
    if opening.is_surely_prose(raw):
        assert is_prose(opening.view_of(raw))


def test_a_long_sentence_is_surely_prose() -> None:
    assert opening.is_surely_prose("一二三四五六七" * 5 + "。")


def test_only_lines_outside_the_text_are_asked() -> None:
    sentence = "一个足够长的句子写在这里，前面要有二十八个字才算得上是一句正文，所以再添几个字。"
    lines = ["首页", "", sentence, "中间的短行", sentence + "后面还有。", "末行一", "末行二"]
    assert [line for line in opening.lines_outside("\n".join(lines)) if line] == ["首页", "末行二", "末行一"]
    assert [*opening.lines_outside("")] == []
    assert [*opening.lines_outside("只有一行")] == ["只有一行"]
