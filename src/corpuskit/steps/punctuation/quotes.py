"""Straight quotes: pairs that become curved, all of a line or none.

What lives here: pairing and the conditions. What never does: quotes that are curved already (runs.py sets their style).

How it works: the quotes of a line are paired one after the other; a pair stands around Chinese or is set in it, and is no value
in code or markup.
"""

from __future__ import annotations

import re

from corpuskit.steps.columns import Draft
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import Line, View, is_in

__all__ = ["add_quotes", "may_pair"]

LONGEST_QUOTE_CHARS = 200
_OUTSIDE = is_in(
    v.HAN, v.NEWLINE, v.BLANK, v.OPEN, v.CLOSE, v.STOP, v.WIDE, v.OPENS, v.CLOSES, v.COMMA, v.SEMI, v.COLON, v.LEFT, v.RIGHT,
    v.BANG, v.ASK, v.DASH,
)  # fmt: skip
_LATIN = is_in(v.LETTER, v.DIGIT)
_A_SIGN = bytes([v.SIGN])
_VALUE = re.compile(r"(?:[=+<>|&\[{]|(?:^|\s)--?[A-Za-z][\w-]*)[ \t]+\Z")  # name = "value", --name "value"
_KINDS = ((v.QUOTE, "“", "”"), (v.APOSTROPHE, "‘", "’"))


def add_quotes(draft: Draft, view: View) -> None:
    """Pair straight quotes around Chinese into “” and ‘’, double ones first; `view` shows them as paired afterwards."""
    for kind in _KINDS:
        which, left, right = kind
        if which not in view.row:
            continue
        pairs = [pair for line in view.lines for pair in _quotes_of(view, line, kind)]
        draft.put([a for a, _ in pairs], left, "punctuation.quote")
        draft.put([b for _, b in pairs], right, "punctuation.quote")
        view.mark([a for a, _ in pairs], v.OPEN, [b for _, b in pairs], v.CLOSE)


def may_pair(text: str, row: bytes, line: Line) -> bool:
    """Whether a line holds quotes that pair, if no span of it is shut."""
    for kind in _KINDS:
        here = _quotes_in(row, line, kind[0])
        if here and _pairs_of(text, row, line, here, kind):
            return True
    return False


def _quotes_of(view: View, line: Line, kind: tuple[int, str, str]) -> list[tuple[int, int]]:
    """The pairs of one line: all of its quotes or none."""
    here = _quotes_in(view.row, line, kind[0])
    return _pairs_of(view.text, view.row, line, here, kind) if here and all(map(view.can.__getitem__, here)) else []


def _quotes_in(row: bytes, line: Line, which: int) -> list[int]:
    here: list[int] = []
    at = row.find(which, line[0] + 1, line[1] + 1)
    while at >= 0:
        if which == v.QUOTE or not (_LATIN[row[at - 1]] and _LATIN[row[at + 1]]):  # don't, 5'30
            here.append(at - 1)
        at = row.find(which, at + 1, line[1] + 1)
    return here


def _pairs_of(text: str, row: bytes, line: Line, here: list[int], kind: tuple[int, str, str]) -> list[tuple[int, int]]:
    if len(here) % 2:
        return []
    _, left, right = kind
    if text.count(left, *line) != text.count(right, *line) and not (right == "’" and _is_apostrophe_only(text, line)):
        return []  # half of a pair may be curved already, or the wrong way round
    pairs = list(zip(here[::2], here[1::2], strict=True))
    return pairs if all(_is_quoted(text, row, a, b) for a, b in pairs) else []


def _is_apostrophe_only(text: str, line: Line) -> bool:
    return "‘" not in text[line[0] : line[1]] and re.search("(?<![A-Za-z])’|’(?![A-Za-z])", text[line[0] : line[1]]) is None


def _is_quoted(text: str, k: bytes, a: int, b: int) -> bool:
    outside, inside = (k[a], k[b + 2]), (k[a + 2], k[b])
    if not 1 < b - a <= LONGEST_QUOTE_CHARS or v.BLANK in inside or "\n" in text[a:b]:
        return False
    if not (_OUTSIDE[outside[0]] or outside[0] in (v.QUOTE, v.APOSTROPHE)):
        return False
    if outside[0] == v.BLANK and _VALUE.search(text, max(0, a - 20), a):
        return False
    if k.find(v.HAN, a + 2, b + 1) >= 0:
        return k[a + 1] == v.QUOTE or outside[1] == v.QUOTE or bool(_OUTSIDE[outside[1]])
    return k[a + 1] == v.QUOTE and k.find(_A_SIGN, a + 2, b + 1) < 0 and outside == (v.HAN, v.HAN)
