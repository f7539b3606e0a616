"""Lines that are a part of something larger: of a wrapped sentence, of a bracket, of a column of figures, of a section.

What lives here: is_of_more(). What never does: lines told by their own words (ownline.py), cutting (page.py asks before it cuts).

How it works: the judge and the words of buttons look at one line. A line that leaves a bracket open, or that the next one goes on
with in small letters, is half of a sentence; a figure amid others that do not count up is a cell of a table, not the number of a
page; and words in capitals over a paragraph are the head of a section.

Weak: wrapped lines of languages without small letters; a column that happens to count up.
"""

from __future__ import annotations

import re
from itertools import pairwise

from corpuskit.steps.strip.judge import RULE as JUDGE
from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["is_of_more"]

WRAPPED_MIN_CHARS = 40
HEAD_MIN_LETTERS = 4
RUN_MIN = 3  # figures under each other
_BUTTONS = re.compile(r"[a-z]{2}\.tools\.(?:call|button|phrase|word)|any\.page\.judge")
_OPEN = re.compile(r"[(（\[【]\s*\Z")
_FIGURE = re.compile(r"[-+−]?\d{1,9}(?:[.,]\d{1,4})?%?")
_WORKS = re.compile("《[^《》]+》")


def is_of_more(page: Page, line: Line, cut: Cut) -> bool:
    """True for a line that goes on, or that a paragraph goes on from, taken by its looks or by the word of a button."""
    if cut.rule == "any.tools.names":
        return _WORKS.fullmatch(line.view) is not None
    if _BUTTONS.fullmatch(cut.rule) is None:
        return False
    below = page.lines[line.at + 1] if line.at + 1 < len(page.lines) else None
    if below is not None and below.cut is None:
        if below.prose and _is_in_capitals(line.raw):
            return True
        if cut.rule == JUDGE and (_OPEN.search(line.raw) is not None or _is_wrapped(line.raw, below.raw)):
            return True
    return cut.rule == JUDGE and _FIGURE.fullmatch(line.view) is not None and _is_in_column(page.lines, line.at)


def _is_in_capitals(raw: str) -> bool:
    return raw.isupper() and sum(char.isalpha() and char.lower() != char for char in raw) >= HEAD_MIN_LETTERS


def _is_wrapped(raw: str, below: str) -> bool:
    """True for a long line of letters without an end mark, over one that begins with a small letter."""
    said = raw.rstrip()
    return len(said) >= WRAPPED_MIN_CHARS and said[-1:].isalpha() and said[-1:].islower() and below.lstrip()[:1].islower()


def _is_in_column(lines: list[Line], at: int) -> bool:
    """True amid figures that stand under each other and do not count up by one, as the numbers of pages do."""
    first = last = at
    while first and _FIGURE.fullmatch(lines[first - 1].view) is not None:
        first -= 1
    while last + 1 < len(lines) and _FIGURE.fullmatch(lines[last + 1].view) is not None:
        last += 1
    if last - first + 1 < RUN_MIN:
        return False
    values = [float(line.view.strip("+%").replace(",", "").replace("−", "-")) for line in lines[first : last + 1]]
    return any(later != value + 1 for value, later in pairwise(values))
