"""Straight quotes: pairs that become curved, all of a line or none.

What lives here: pairing and the conditions. What never does: quotes that are curved already (runs.py sets their style).

How it works: the quotes of a line are paired one after the other; a pair stands around Chinese or is set in it, and is no value
in code or markup.
"""

from __future__ import annotations

import re

from corpuskit.steps.columns import Draft
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import View, is_in

__all__ = ["add_quotes"]

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
    for which, left, right in _KINDS:
        if which not in view.row:
            continue
        pairs = [pair for line in view.lines for pair in _quotes_of(view, line, which, left, right)]
        draft.put([a for a, _ in pairs], left, "punctuation.quote")
        draft.put([b for _, b in pairs], right, "punctuation.quote")
        view.mark([a for a, _ in pairs], v.OPEN, [b for _, b in pairs], v.CLOSE)


def _quotes_of(view: View, line: tuple[int, int], which: int, left: str, right: str) -> list[tuple[int, int]]:
    """The pairs of one line: all of its quotes or none."""
    row, text = view.row, view.text
    here: list[int] = []
    at = row.find(which, line[0] + 1, line[1] + 1)
    while at >= 0:
        if which == v.QUOTE or not (_LATIN[row[at - 1]] and _LATIN[row[at + 1]]):  # don't, 5'30
            here.append(at - 1)
        at = row.find(which, at + 1, line[1] + 1)
    if not here or len(here) % 2 or not all(map(view.can.__getitem__, here)):
        return []
    if text.count(left, *line) != text.count(right, *line) and not (right == "’" and _is_apostrophe_only(text, line)):
        return []  # half of a pair may be curved already, or the wrong way round
    pairs = list(zip(here[::2], here[1::2], strict=True))
    return pairs if all(_is_quoted(view, a, b) for a, b in pairs) else []


def _is_apostrophe_only(text: str, line: tuple[int, int]) -> bool:
    return "‘" not in text[line[0] : line[1]] and re.search("(?<![A-Za-z])’|’(?![A-Za-z])", text[line[0] : line[1]]) is None


def _is_quoted(view: View, a: int, b: int) -> bool:
    k = view.row
    outside, inside = (k[a], k[b + 2]), (k[a + 2], k[b])
    if not 1 < b - a <= LONGEST_QUOTE_CHARS or v.BLANK in inside or "\n" in view.text[a:b]:
        return False
    if not (_OUTSIDE[outside[0]] or outside[0] in (v.QUOTE, v.APOSTROPHE)):
        return False
    if outside[0] == v.BLANK and _VALUE.search(view.text, max(0, a - 20), a):
        return False
    if k.find(v.HAN, a + 2, b + 1) >= 0:
        return k[a + 1] == v.QUOTE or outside[1] == v.QUOTE or bool(_OUTSIDE[outside[1]])
    return k[a + 1] == v.QUOTE and k.find(_A_SIGN, a + 2, b + 1) < 0 and outside == (v.HAN, v.HAN)
