"""Pieces of paragraphs that go by their words: what the grammars of parts have left, asked of the span model.

What lives here: word_pass(). What never does: the score (spanmodel.py), the grammars (parts.py).

How it works: it is the last to look at a page, so that a line that goes as a whole has gone, and it looks only at pages where
furniture went and at lines between the first and the last sentence. What is left of a line must be a text still. A bracket that
heads what stands behind it to the end of the line takes that along.

Weak: a piece between two sentences without marks of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.steps.strip.page import KNOWN_CHARS, LINES_KNOWN, Cut, Line, Page
from corpuskit.steps.strip.parts import LEFT_MIN_CHARS, OPENING, is_word_of, with_title
from corpuskit.steps.strip.spanmodel import told_by_words

__all__ = ["word_pass"]

LINE_MIN_CHARS = 8
REFERS = re.compile(r"\s*[(\[]?(?:参考|参看|参阅|参见|引自|语出|典出|事见|见)\s?:?\s?《")  # a book that a text rests on
CONFIDENCE = 0.9
CUTS_MAX = 40  # of a line, which is read again after each; of the labelled ones hardly any has two


def word_pass(page: Page) -> bool:
    """Mark the pieces that go; True when there were any."""
    if page.families().isdisjoint(OPENING) and not page.ends_open:
        return False
    live = page.live()
    prose = [i for i, line in enumerate(live) if line.prose]
    changed = False
    for line in live[prose[0] : prose[-1] + 1] if prose else ():
        if len(line.view) < LINE_MIN_CHARS or page.wordless.get(line.at) == line.raw:
            continue
        changed = _cut_all(page, line) or changed
        page.wordless[line.at] = line.raw
    return changed


def _cut_all(page: Page, line: Line) -> bool:
    """Cut piece after piece, here and now: another look at the whole page would cost more. A line with more of them than any site
    sets into one stays whole: a part of them would leave the others to the next run."""
    held = line.raw, line.whole, line.view, line.hits, line.prose
    spans = len(line.spans)
    for count in range(CUTS_MAX + 1):
        if not _cut_one(page, line):
            return count > 0
    line.raw, line.whole, line.view, line.hits, line.prose = held
    line.ended = None
    del line.spans[spans:]
    page.version += 1
    return False


def _cut_one(page: Page, line: Line) -> bool:
    """Cut the last piece of a line that goes; True when there was one."""
    view = page.folded(line)
    spots = (_spots if len(view) <= KNOWN_CHARS else _spots.__wrapped__)(view)
    if len(spots) > CUTS_MAX:
        return False  # no site's work; see _cut_all
    for start, end, why in spots:
        if is_word_of(page, line.raw[start:end].strip()) or REFERS.match(view, start):
            continue
        if page.cut_span(line, start, end, Cut("any.page.part", why, CONFIDENCE)):
            return True
    return False


@lru_cache(maxsize=LINES_KNOWN)
def _spots(view: str) -> tuple[tuple[int, int, str], ...]:
    """(start, end, why) of the pieces of a folded line, the last one first."""
    size = len(view.rstrip())
    parts = sorted((with_title(view, part, size) for part in told_by_words(view, size)), key=lambda part: -part.end)
    spots = [(part.start, part.end, part.why) for part in parts]
    return tuple(spot for spot in spots if len((view[: spot[0]] + view[spot[1] :]).strip()) >= LEFT_MIN_CHARS)
