"""The last title over a text stays, also where what stands behind it on its line is a site's."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps.strip import Strip, doubt
from corpuskit.steps.strip.lasttitle import last_titles
from corpuskit.steps.strip.page import Cut, Page

TEXT = "荞麦面条要现擀现切。和面的水温冬天高、夏天低，揉好的面团盖上湿布醒半个钟头，再擀成一张薄片。\n"


def _asked(head: list[tuple[str, str | None]]) -> list[str]:
    """The lines that should stay of a head, each with the rule that took it."""
    page = Page("\n".join([line for line, _ in head]) + "\n" + TEXT, matcher_for())
    for line, (_, rule) in zip(page.lines, head, strict=False):
        line.cut = Cut(rule, "") if rule else None
    found = last_titles(page)
    return [line.raw for line in page.lines if line.number in found]


@pytest.mark.parametrize(
    ("head", "stays"),
    [
        ([("荞麦面条的擀法 收藏 打印", "any.page.judge")], "荞麦面条的擀法 收藏 打印"),
        ([("首页 菜谱 登录", "zh.tools.nav"), ("荞麦面条要现切 | 2009-11-03", "any.page.judge")], "荞麦面条要现切 | 2009-11-03"),
        ([("荞麦面条现擀现切(2009-11-03 08:15)", "any.source.field-line")], "荞麦面条现擀现切(2009-11-03 08:15)"),
    ],
)
def test_a_line_whose_beginning_the_text_repeats_stays(head: list[tuple[str, str | None]], stays: str) -> None:
    assert _asked(head) == [stays]


@pytest.mark.parametrize(
    "head",
    [
        [("荞麦面条的擀法", None), ("荞麦面条现擀 收藏", "any.page.judge")],  # a title is left
        [("写点评 传照片 签到 报错", "any.page.judge")],  # the text does not say it
        [("荞麦面条的擀法 收藏", "zh.summary.title")],  # a rule that knows what it is
        [("面条 收藏 打印", "any.page.judge")],  # too short to be told
    ],
)
def test_other_lines_go(head: list[tuple[str, str | None]]) -> None:
    assert _asked(head) == []


def _stripped(text: str) -> tuple[str, list[str]]:
    found = Strip().edits(Document("0" * 16, text))
    layer = found if isinstance(found, Layer) else Layer("strip", Strip.version, found)
    return apply(text, layer.edits), [note.why for note in layer.notes if "title" in note.why]


@pytest.mark.parametrize(
    "title", ["荞麦面条现擀现切 | 2009-11-03 08:15 | 打印 | 收藏", "荞麦面条现擀现切 2009-11-03 08:15 小灶 评论(9)"]
)
def test_strip_leaves_such_a_title_says_why_and_a_second_run_agrees(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    more = "切面之前撒一层干粉，刀要快，落刀要稳，切好的面条抖开，晾在竹匾里，等水开了再下锅。\n"
    text = "首页 > 厨房 > 正文\n" + title + "\n" + TEXT + more + "发表评论\n上一篇：腌萝卜\n下一篇：没有了\n"
    left, why = _stripped(text)
    assert left.startswith("荞麦面条现擀现切")
    assert left.endswith(TEXT + more)
    assert why
    assert _stripped(left)[0] == left
    monkeypatch.setattr(doubt, "last_titles", lambda page: {})
    assert _stripped(text)[0] == TEXT + more
