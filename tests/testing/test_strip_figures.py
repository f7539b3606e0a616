"""How the figures of strip are counted: a cut that leaves the very same text is not counted as a fault."""

from __future__ import annotations

import pytest

from corpuskit.core.edit import Edit, Edits
from corpuskit.steps.strip import Strip
from tests.floors import strip
from tests.support.pages import _page

ROW = "他沿着河堤走了很久，一直走到旧船厂门口才停下来。"


def _cuts(text: str, *pieces: str) -> Edits:
    spans = []
    for piece in pieces:
        at = text.index(piece) if not piece.startswith("^") else text.rindex(piece[1:])
        spans.append(Edit(at, at + len(piece.lstrip("^")), piece.lstrip("^"), "", "any.page.judge"))
    return Edits.of(spans)


@pytest.mark.parametrize(
    ("rows", "cut", "found", "wrong"),
    [
        (("K|旧船厂", "D:summary-copy|旧船厂 - 某某网", f"K|{ROW}"), ("旧船厂\n", " - 某某网"), 1, 0),
        (("K|旧船厂", "D:summary-copy|旧船厂 - 某某网", f"K|{ROW}"), ("旧船厂\n",), 0, 1),
        (("D:summary-copy|旧船厂", "D:counter|阅读：10", "K|旧船厂", f"K|{ROW}"), ("阅读：10\n", "^旧船厂\n"), 2, 0),
        (("D:summary-copy|旧船厂", "D:counter|阅读：10", "K|旧船厂", f"K|{ROW}"), ("^旧船厂\n",), 0, 1),
    ],
)
def test_which_of_two_equal_lines_goes(
    rows: tuple[str, ...], cut: tuple[str, ...], found: int, wrong: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _page("style", ["#page id=a lang=zh-Hans", *rows])
    monkeypatch.setattr(strip, "edits_of", lambda text, step: _cuts(text, *cut))
    seen = strip.count_page(page, Strip())
    assert (seen["found"], seen["wrong"]) == (found, wrong)
    assert bool(seen["lost"]) == bool(wrong)


@pytest.mark.parametrize(
    ("row", "cut", "counts"),
    [
        ("⟦tools:[顶]⟧ ⟦tools:[踩]⟧", ("[顶] [踩]",), (1, 1, 1)),
        ("⟦tools:[顶] [踩]⟧", ("[顶]", " [踩]"), (1, 1, 1)),
        ("⟦tools:[顶]⟧ ⟦tools:[踩]⟧", ("[顶]",), (1, 1, 0)),
        ("⟦tools:[顶]⟧，⟦tools:[踩]⟧", ("[顶]，[踩]",), (2, 1, 0)),
        ("⟦tools:[顶]⟧，⟦tools:[踩]⟧", ("[顶]", "[踩]"), (2, 2, 2)),
        ("⟦tools:[顶]⟧ 再说", ("[顶] 再",), (1, 1, 0)),
    ],
)
def test_pieces_side_by_side_are_one(
    row: str, cut: tuple[str, ...], counts: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _page("style", ["#page id=a lang=zh-Hans", f"K|{ROW}{row}"])
    monkeypatch.setattr(strip, "edits_of", lambda text, step: _cuts(text, *cut))
    seen = strip.count_page(page, Strip())
    assert (seen["spans"], seen["spans cut"], seen["spans found"]) == counts
