"""The line over a text that would be its last title, and goes with the furniture it stands among.

What lives here: last_titles(). What never does: cutting, what a title is on pages that keep one (steps/pagetitle.py).

How it works: sites set buttons, a date or a rating behind a title, on its line. What takes such a line whole leaves the text
without a title. So where no line over the text is left, the one whose beginning says what the text says stays: a good part of the
pairs of its characters stands in the text. Only lines that were taken for how they look are asked: the page judge, rows of
tools, bars of fields.

Weak: titles in letters, whose pairs stand in any text; titles of two or three characters; titles that the text does not name; and
a title over a row of fields that stays too, which would go when the result is cleaned again, so it goes at once.
"""

from __future__ import annotations

import re
from itertools import takewhile

from corpuskit.steps.strip.judge import RULE as JUDGE
from corpuskit.steps.strip.page import Line, Page

__all__ = ["last_titles"]

BY_LOOKS = frozenset((JUDGE, "any.tools.menu-row", "any.source.field-line"))
LEAST_CHARS = 4  # before the mark that ends a title
LEAST_PAIRS = 4  # of a row of short words, one or two stand in any text
SHARED_RATIO = 0.25  # of the titles that went on 1,660 pages five of nine have as much, of 44 other lines over the text none
_TAIL = re.compile(r"[\s|·★☆(\[【]|\d{4}[-/.年]")  # what a site sets behind a title begins so
_HANZI = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")


def last_titles(page: Page) -> dict[int, tuple[str, float]]:
    """By their numbers, lines that should stay because no line over the text is left: the rule that took it, and the share of its
    pairs of characters that stand in the text."""
    head = list(takewhile(lambda line: line.cut is not None, page.lines))
    rest = page.lines[len(head) :]
    asked = [line for line in head if line.cut is not None and line.cut.rule in BY_LOOKS]
    if not (asked and rest and rest[0].is_text):
        return {}
    text = {pair for line in rest if line.cut is None for pair in _pairs(line.view)}
    best: tuple[float, Line | None] = SHARED_RATIO, None
    for line in asked:
        tail = _TAIL.search(line.view, LEAST_CHARS)
        pairs = _pairs(line.view[: tail.start()] if tail is not None else line.view)
        if len(pairs) >= LEAST_PAIRS and len(pairs & text) / len(pairs) >= best[0]:
            best = len(pairs & text) / len(pairs), line
    share, found = best
    return {found.number: (found.cut.rule, share)} if found is not None and found.cut is not None else {}


def _pairs(view: str) -> set[str]:
    """Each two characters that stand side by side, of writing that has no blanks between words."""
    return {run[at : at + 2] for run in _HANZI.findall(view) for at in range(len(run) - 1)}
