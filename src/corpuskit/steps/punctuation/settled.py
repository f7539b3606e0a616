"""Places that the classes of their neighbours do not settle, and a second look does: of a sound text most stay for sure.

What lives here: stay_all(). What never does: a decision to change; brackets and straight quotes (sift.py asks them line by line).

How it works: a text with a few places is asked place by place for what its rule would ask first: a `??` behind a blank, a smiley,
`::`, a blank between Han in a heading. The answers hold in a line that is not flat.

Weak: a place inside code or a URL is not known for that here.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpuskit.steps.punctuation import marks
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.runs import LEAST_STOPS, STOPS, is_inside
from corpuskit.steps.punctuation.torn import LEAST_TORN, torn
from corpuskit.steps.punctuation.view import View, is_in

__all__ = ["MOST_PLACES", "stay_all"]

MOST_PLACES = 4  # that a text may have: with more, the closer look is likely to find something
_WIDENS = is_in(v.HAN, v.CLOSE, v.CLOSES, v.DASH, v.WIDE, v.LETTER, v.DIGIT, v.RIGHT, v.PERCENT, v.SIGN)
_CALLS = (v.BANG, v.ASK)


def stay_all(view: View, places: Sequence[int]) -> bool:
    """Whether nothing changes at these places, all that a text has apart from brackets and quotes, as far as its lines are not
    flat."""
    row = view.row
    between = [at for at in places if row[at + 1] == v.BLANK and row[at] == row[at + 2] == v.HAN]
    others = [at for at in places if at not in between] if between else places
    return all(_stays(view, at) for at in others) and (not between or _stay_between(view, between))


def _stays(view: View, at: int) -> bool:
    row = view.row
    before, here, after = row[at : at + 3]
    if here == v.BLANK:
        return not is_inside(view.text, at)
    if here == v.COMMA:
        return v.COMMA in (before, after)
    if here in (v.COLON, v.SEMI):
        if here == v.COLON and v.COLON in (before, after):
            return True
        return bool(marks.FACES[after]) and marks.is_emoticon(view, at)
    if here == v.ASK and after == v.NEWLINE:
        head = at
        while row[head] in _CALLS:
            head -= 1
        return not _WIDENS[row[head]]
    return False


def _stay_between(view: View, places: Sequence[int]) -> bool:
    """Whether blanks between Han stay: too few to prove a torn or spread page, none in a word that stands whole elsewhere."""
    if len(places) > LEAST_TORN:
        return False
    row, prose = view.row, []
    for at in places:
        start, end = view.line_start(at) + 1, row.find(v.NEWLINE, at + 1)
        if sum(row.count(which, start, end) for which in STOPS) >= LEAST_STOPS:
            prose.append(at)
    return not (prose and torn(view.text, prose))
