"""Numbers of printed pages and running heads that a digitised text carries amid its sentences.

What lives here: folio_pass(), may_have_folios(), FOLIO_RULES. What never does: labels such as "page 3 of 7", which are rules.

How it works: numbers alone on a line between two like marks (— 63 —, ·31·) that count up by one with text between them are leaves
of a print where half of them, two at least, divide a sentence: sections end where sentences do. A line that is the same but for
its figures on one side of every second of them is the running head.

Weak: numbers without marks, which chapters and verses have too; a page with one leaf only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from itertools import pairwise

import numpy as np

from corpuskit.rulebook.joined import Joined
from corpuskit.steps.strip.page import PROSE_MIN_CHARS, Cut, Line, Page

__all__ = ["FOLIO_RULES", "folio_pass", "folios_each", "may_have_folios"]

NUMBER_RULE, HEAD_RULE = "any.counter.folio", "any.source.running-head"
FOLIO_RULES = {
    NUMBER_RULE: "the number of a printed page amid the text",
    HEAD_RULE: "a running head beside the numbers of printed pages",
}
CONFIDENCE = 0.97
DIVIDED_MIN, DIVIDED_RATIO = 2, 0.5  # numbers that divide a sentence, and their share
HEAD_MAX_CHARS = 60
NUMBERS_MIN = 2
_MARK = "—–―·•・~～－-"
_NUMBER = re.compile(rf"([{_MARK}]{{1,2}})\s?(\d{{1,4}})\s?([{_MARK}]{{1,2}})")
_LINE = re.compile(rf"^[^\S\n]*[{_MARK}]{{1,2}}\s?\d{{1,4}}\s?[{_MARK}]{{1,2}}[^\S\n]*$", re.MULTILINE)
_FIGURES = re.compile(r"\d+")
_ENDS = tuple('。.!?！？…—”’」』")）】]:：;；')
_CAPTION = re.compile(
    r"\s*(?:[▲△▼]|[图圖][为為]|[图圖]\s?\d|[资資]料[来來]源|[来來]源\s?[:：]|[注註]\s?[:：])|.*(?:[摄攝]|供[图圖])\Z"
)
_COUNTS = re.compile(r"第0[天日章回节節话話集夜]")  # heads of what the text itself counts


def may_have_folios(text: str) -> bool:
    """Whether two lines of a text are numbers between marks."""
    first = _LINE.search(text)
    return first is not None and _LINE.search(text, first.end()) is not None


def folios_each(joined: Joined) -> list[bool]:
    """may_have_folios() of each text of a batch."""
    may = np.zeros(len(joined.texts), dtype=np.bool_)
    marks = np.array([ord(mark) for mark in _MARK])
    for piece in joined.pieces():
        starts = piece.lines[0][np.isin(piece.firsts, marks)]
        may[joined.which(starts + piece.offset)] = True
    return [bool(flag) and may_have_folios(text) for flag, text in zip(may, joined.texts, strict=True)]


def folio_pass(page: Page) -> bool:
    """Mark the numbers of printed pages, and the heads beside them; True when there were any."""
    if not may_have_folios(page.left()):
        return False
    live = page.live()
    series: dict[str, list[tuple[int, int]]] = defaultdict(list)  # by the mark
    for at, line in enumerate(live):
        match = _NUMBER.fullmatch(line.raw.strip())
        if match is not None and match[1] == match[3]:
            series[match[1]].append((at, int(match[2])))
    changed = False
    for found in series.values():
        heads = _running_heads(live, [at for at, _ in found])
        if not _are_folios(live, found, heads):
            continue
        for at, _ in found:
            changed = page.mark(live[at], Cut(NUMBER_RULE, FOLIO_RULES[NUMBER_RULE], CONFIDENCE)) or changed
        for at in sorted(heads):
            changed = page.mark(live[at], Cut(HEAD_RULE, FOLIO_RULES[HEAD_RULE], CONFIDENCE)) or changed
    return changed


def _are_folios(live: Sequence[Line], found: Sequence[tuple[int, int]], heads: Set[int]) -> bool:
    if len(found) < NUMBERS_MIN or any(later != number + 1 for (_, number), (_, later) in pairwise(found)):
        return False
    if any(not any(line.prose for line in live[at + 1 : after]) for (at, _), (after, _) in pairwise(found)):
        return False
    divided = sum(_divides(live, at, heads) for at, _ in found)
    return divided >= max(DIVIDED_MIN, DIVIDED_RATIO * len(found))


def _divides(live: Sequence[Line], at: int, heads: Set[int]) -> bool:
    """True for a line amid a sentence, whatever heads stand beside it."""
    above, below = at - 1 - (at - 1 in heads), at + 1 + (at + 1 in heads)
    before, after = live[above].raw.rstrip() if above >= 0 else "", live[below].raw.lstrip() if below < len(live) else ""
    if len(before) < PROSE_MIN_CHARS or before.endswith(_ENDS) or _CAPTION.match(before) is not None:
        return False
    return after[:1].isalpha() and not after[:1].isupper()


def _running_heads(live: Sequence[Line], places: Sequence[int]) -> set[int]:
    """The lines that are the same but for their figures on one side of every number, or of every second."""
    known, heads = set(places), set()
    for side in (-1, 1):
        beside = [at + side for at in places if 0 <= at + side < len(live) and at + side not in known]
        short = {at: _FIGURES.sub("0", live[at].raw.strip()) for at in beside if len(live[at].raw) <= HEAD_MAX_CHARS}
        count = Counter(
            said for at, said in short.items() if not live[at].raw.rstrip().endswith(_ENDS) and not _COUNTS.search(said)
        )
        least = max(NUMBERS_MIN, len(places) // 2)
        heads |= {at for at, said in short.items() if count[said] >= least}
    return heads
