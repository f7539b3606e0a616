"""Pages on one line: their blocks stand behind wide blanks, and are read as lines."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.strip import Strip
from corpuskit.steps.strip.unrolled import unrolled
from corpuskit.testing import assert_editor_laws
from tests.support.furnished import BODY, END, TITLE, stripped

MORE = "馆里的孩子分成三组，小的学站，大的学倒滑，再大的教小的，这样一个冬天下来谁都不怕摔，家长站在栏外看，捧着热水袋。"
BLOCKS = (
    "网站首页    新闻    体育    娱乐    论坛    博客",
    "当前位置：首页 > 新闻 > 地方",
    TITLE,
    "2019-12-08 10:21    来源：某某网    责任编辑：张三",
    BODY,
    MORE,
    END,
    "分享到：    微博    微信    打印    关闭",
    "上一篇：没有了    下一篇：春季运动会开幕",
    "版权所有 © 2019 某某网",
)


@pytest.mark.parametrize("wide", ["    ", "  ", "　　", "\xa0\xa0\xa0"])
def test_furniture_of_a_page_on_one_line_goes(wide: str) -> None:
    left = stripped(wide.join(BLOCKS))
    assert left.split() == [TITLE, BODY, MORE, END]


def test_it_settles_and_comes_back() -> None:
    text = "    ".join(BLOCKS)
    assert assert_editor_laws(Strip(), text) > 4
    left = stripped(text)
    assert stripped(left) == left


def test_a_batch_says_the_same() -> None:
    texts = ["    ".join(BLOCKS), "\n".join(BLOCKS), "    ".join(BLOCKS[4:7])]
    step = Strip()
    may = step.may_edit(texts)
    for text, flag in zip(texts, may, strict=True):
        found = step.edits(Document("0" * 16, text))
        edits = found.edits if isinstance(found, Layer) else found
        assert flag or not edits
        assert apply(text, edits) == stripped(text)


@pytest.mark.parametrize(
    "text",
    [
        "    ".join((BODY, MORE, END, BODY, MORE)),  # nothing but text
        "  ".join(f"The ferry left at nine and came back at noon, in year {n}, as it always had." for n in range(8)),
        "    ".join(f"{n} 年  水位 {n % 7} 米  流量 {n % 90} 方" for n in range(1950, 1990)),  # a table
    ],
)
def test_text_with_wide_blanks_stays(text: str) -> None:
    assert stripped(text) == text


def test_only_long_lines_with_several_blocks_are_read_so() -> None:
    assert unrolled("    ".join(BLOCKS)) is not None
    assert unrolled("\n".join(BLOCKS)) is None
    assert unrolled("甲    乙    丙    丁    戊    己") is None
    typed = "  ".join(["The ferry left at nine, and nobody had seen the man with the lamp again."] * 8)
    assert unrolled(typed) is None  # two blanks behind a full stop are a typist's
    text = "    ".join(BLOCKS)
    assert len(unrolled(text) or "") == len(text)
