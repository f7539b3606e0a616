"""From marks to edits: blank lines, terminators, one sorted list over the original text.

What lives here: edits_of(). What never does: deciding what goes.

How it works: a line that goes takes its terminator with it. Where two blank lines would touch that were apart before, one
goes too, as do blank lines that would begin or end the text. A text that ended without a line break still does: the break
before the last cut goes in its stead.
"""

from __future__ import annotations

from corpuskit.core.edit import Edit, Edits
from corpuskit.steps.strip.page import Cut, Page

__all__ = ["edits_of"]

APART = "page"  # pieces of the models: each has words of its own


def edits_of(page: Page) -> Edits:
    """The edits of all marks on a page, sorted, over the original text."""
    bounds = page.bounds
    gone: dict[int, Cut] = {line.number: line.cut for line in page.lines if line.cut is not None}
    if not gone and not any(line.spans for line in page.lines):
        return Edits.of(())
    _take_blanks(page, gone)
    text = page.text
    found: list[Edit] = []
    open_end = bool(bounds) and bounds[-1][1] == bounds[-1][2]  # the last line has no terminator
    first_of_tail = _first_of_tail(len(bounds), gone) if open_end else len(bounds)
    spanned = {line.number: line for line in page.lines if line.spans}
    for number in sorted(gone.keys() | spanned.keys()):
        start, _, after = bounds[number]
        cut = gone.get(number)
        if cut is not None:
            start = bounds[number - 1][1] if number == first_of_tail and number > 0 else start
            found.append(Edit(start, after, text[start:after], "", cut.rule, cut.confidence, cut.why))
        else:
            found += [Edit(s, e, text[s:e], "", c.rule, c.confidence, c.why) for s, e, c in _joined(spanned[number].spans)]
    return Edits.of(found)


def _joined(spans: list[tuple[int, int, Cut]]) -> list[tuple[int, int, Cut]]:
    """Spans of one class that touch as one, with the reason of the one that was cut first: a dateline that two rules found in two
    parts."""
    joined: list[tuple[int, int, Cut]] = []
    order = {id(cut): n for n, (_, _, cut) in enumerate(spans)}
    for start, end, cut in sorted(spans, key=lambda span: span[0]):
        if joined and joined[-1][1] == start and joined[-1][2].family == cut.family != APART:
            before, _, first = joined.pop()
            joined.append((before, end, min(first, cut, key=lambda c: order[id(c)])))
        else:
            joined.append((start, end, cut))
    return joined


def _take_blanks(page: Page, gone: dict[int, Cut]) -> None:
    """Add to `gone` the blank lines that must go with the lines beside them."""
    blank = set(range(len(page.bounds))).difference(line.number for line in page.lines)
    last_kept_blank = True  # the start of the text counts as blank: a text should not begin with a blank line
    cut: Cut | None = None  # the last cut since a line was kept
    for number in range(len(page.bounds)):
        if number in gone:
            cut = gone[number]
        elif number in blank and cut is not None and last_kept_blank:
            gone[number] = cut
        else:
            last_kept_blank, cut = number in blank, None
    number = len(page.bounds) - 1
    while number >= 0 and (number in gone or (number in blank and number + 1 in gone)):
        if number not in gone:
            gone[number] = gone[number + 1]
        number -= 1


def _first_of_tail(count: int, gone: dict[int, Cut]) -> int:
    """The first line of the run of gone lines that reaches the end; `count` when the last line stays."""
    number = count
    while number > 0 and number - 1 in gone:
        number -= 1
    return number
