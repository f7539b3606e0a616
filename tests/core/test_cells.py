"""Lines for a terminal: as wide as it is, two cells for a Chinese character, nothing lost, no path broken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpuskit.core.cells import cells, wrapped

LINE = "skipped 甲/乙.txt: 这个文件读不出来，因为它不是文本。(leave it out, or convert it) /a/path/that/is/longer/than/a/line.txt"


def test_a_chinese_character_takes_two_cells() -> None:
    assert [cells(text) for text in ("ab", "甲乙", "a，", "e\u0301")] == [2, 4, 3, 1]


def test_a_line_that_fits_stays_and_a_long_one_is_broken_where_it_may() -> None:
    assert wrapped(LINE, 200) == [LINE]
    lines = wrapped(LINE, 30)
    assert "  /a/path/that/is/longer/than/a/line.txt" in lines  # on a line of its own, whole
    assert all(cells(line) <= 30 for line in lines if "/a/path" not in line)
    assert not [line for line in lines[1:] if line.strip()[0] in "，。)"]
    assert all(line.startswith("  ") for line in lines[1:])


@given(st.text(st.sampled_from("ab 甲乙，。(/"), max_size=120), st.integers(20, 60))
def test_nothing_is_lost_but_blanks(text: str, width: int) -> None:
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())
