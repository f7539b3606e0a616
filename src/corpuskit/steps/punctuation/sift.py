"""The look at a batch: of many texts together, those that need the closer look.

What lives here: sift(). What never does: a decision to change; a text that passes here may still need nothing.

How it works: of a sound text few characters have a half-width form or stand before one. They are found in one pass over the
classes of the batch, and the classes of their neighbours are one number, which a table answers. Places of parentheses and
straight quotes are many in sound text, names of functions and manual pages with their `(8)` above all. A text that has no others
is asked line by line: where each pair is a call or English set off, no quotes pair, and a full-width mark shows that the line is
not flat, nothing can change. A text with a few others is asked about them one by one (settled.py).

Weak: a line that is no Chinese, or code, is not known for that here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from corpuskit.steps.columns import Classes, Codes, Ints, Joined, holders
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.brackets import MOST_LINES, is_wide
from corpuskit.steps.punctuation.quotes import may_pair
from corpuskit.steps.punctuation.settled import MOST_PLACES, stay_all
from corpuskit.steps.punctuation.spots import is_aside
from corpuskit.steps.punctuation.view import Line

__all__ = ["sift"]

(
    _NO, _SURE, _DOUBTFUL, _ASKED, _TAG, _TAG_DOUBTFUL, _TAG_ASKED, _DOTS_AFTER, _DOTS_BEFORE, _HYPHENS,
) = range(10)  # fmt: skip
"""What neighbours say of a character: nothing; a place; a place of a quote or parenthesis; no place, but the marks of a line that
is looked at are asked about it; one of these if the sign before it ends a tag; a place if a third point follows, or stands
before; one if Chinese follows the second hyphen."""
_PAD = 2
_OPENING, _CLOSING, _STOPS = (v.HAN, v.OPEN, v.OPENS), (v.HAN, v.CLOSE, v.CLOSES), (v.STOP, v.WIDE)
_NEAR = (*_OPENING, v.CLOSE, v.CLOSES)
_CJK = (*_NEAR, *_STOPS)
_QUOTES, _MARKS = (v.QUOTE, v.APOSTROPHE), (v.COMMA, v.SEMI, v.COLON, v.BANG, v.ASK)
_CALLS = (v.BANG, v.ASK)
_FULL_STOPS = re.compile("。。。")
_CURVED = re.compile("[“‘「『”’」』]")
_is_cjk = np.isin(np.arange(32), _CJK)


@cache
def _answers() -> npt.NDArray[np.uint8]:
    """What a class says between the classes before and after it, by three numbers of five bits."""
    table = np.zeros((32, 32, 32), np.uint8)
    every = tuple(range(32))
    for before, here, after, answer in (
        (_CLOSING, _QUOTES, every, _DOUBTFUL), ((v.SIGN,), _QUOTES, every, _TAG_DOUBTFUL), (every, _QUOTES, _OPENING, _DOUBTFUL),
        (every, (v.LEFT,), _NEAR, _DOUBTFUL), (_NEAR, (v.LEFT,), every, _DOUBTFUL), ((v.LEFT,), (v.RIGHT,), every, _NO),
        (_CJK, (v.RIGHT,), every, _DOUBTFUL), (every, (v.RIGHT,), _CJK, _DOUBTFUL),
        (every, (v.LEFT,), (v.RIGHT,), _NO), ((v.LEFT,), (v.RIGHT,), _NEAR, _NO),  # (): a call
        ((v.WIDE, v.DASH), _CALLS, every, _ASKED), ((v.DASH,), _MARKS, every, _ASKED), (every, (v.ASK,), _CLOSING[1:], _ASKED),
        ((v.SIGN,), (v.DOT,), every, _TAG_ASKED), ((v.SIGN,), _MARKS, every, _TAG),
        (_CLOSING, _MARKS, every, _SURE), (every, _MARKS, _OPENING, _SURE),
        (every, (v.ASK,), (v.NEWLINE,), _SURE), (every, (v.WIDE_ALNUM,), every, _SURE), (every, (v.BAR,), (v.BAR,), _SURE),
        ((v.HAN,), (v.BLANK,), (*_CLOSING, *_STOPS), _SURE), ((v.OPEN, v.OPENS), (v.BLANK,), (v.HAN,), _SURE),
        ((v.HAN,), (v.DOT,), (v.NEWLINE, v.CLOSE, v.CLOSES), _SURE), (_CJK, (v.DOT,), (v.DOT,), _DOTS_AFTER),
        ((v.DOT,), (v.DOT,), _CJK, _DOTS_BEFORE), (_CJK, (v.HYPHEN,), (v.HYPHEN,), _HYPHENS),
    ):  # fmt: skip
        table[np.ix_(before, here, after)] = answer
    return table.reshape(-1)


def sift(batch: Joined, *, quotes: bool) -> list[bool]:
    """For each of the texts of a batch, whether it needs the closer look. `quotes`: also those with any quotation mark."""
    text, starts, codes = batch
    if codes.dtype == np.uint8:  # ASCII
        return [False] * len(starts)
    padded = v.padded_classes(codes, _PAD)
    row = padded[1:-1].tobytes()
    if v.HAN not in row and v.WIDE_ALNUM not in row:
        return [False] * len(starts)
    sure, doubtful, asked = _places(codes, padded)
    patterns = [_FULL_STOPS] * _has_three(padded == v.STOP) + [_CURVED] * quotes
    others = [match.start() for pattern in patterns for match in pattern.finditer(text)]
    must = _many(starts, sure, others)
    ends = [*(starts[1:] - 1).tolist(), len(text)]
    sure_in, asked_in = dict(_by_text(starts, sure, must)), dict(_by_text(starts, asked, must))
    stays = [padded[at + _PAD] == v.RIGHT and is_aside(text, at) for at in doubtful.tolist()]
    doubtful_in = dict(_by_text(starts, doubtful[~np.array(stays, np.bool_)], must))
    for number in {**doubtful_in, **sure_in}:
        start, end = int(starts[number]), ends[number]
        view = v.View(text[start:end], row[start : end + 2], [], bytearray(), None, False)
        places, doubts = sure_in.get(number, []), doubtful_in.get(number, [])
        stay = not places or stay_all(view, places)
        must[number] = not stay or _may_change(view, sorted(places + doubts), asked_in.get(number, []))
    return [
        one and (row.find(v.HAN, start, end + 1) >= 0 or row.find(v.WIDE_ALNUM, start, end + 1) >= 0)
        for one, start, end in zip(must.tolist(), starts.tolist(), ends, strict=True)
    ]


def _has_three(is_there: npt.NDArray[np.bool_]) -> bool:
    """Whether three stand side by side."""
    return bool((is_there[:-2] & is_there[1:-1] & is_there[2:]).any())


def _places(codes: Codes, padded: Classes) -> tuple[Ints, Ints, Ints]:
    """Positions that need the closer look, those of parentheses and straight quotes that may, and those of marks to ask about."""
    told = padded > v.BLANK
    between = (padded - v.HAN) < v.DASH - v.HAN  # Chinese; of the blanks, most of all, only those in its midst are asked about
    told[1:-1] |= (padded[1:-1] == v.BLANK) & between[:-2] & between[2:]
    at = np.flatnonzero(told)
    three = padded[at - 1].astype(np.uint16)
    for step in (0, 1):
        three <<= 5
        three |= padded[at + step]
    answers = _answers()[three]
    told = answers != _NO
    at, answers = at[told], answers[told]
    if len(at) and int(answers.max()) > _DOUBTFUL:
        sign = codes[at - _PAD - 1]
        is_tag, is_bracket = sign == ord(">"), sign == ord("]")
        answers[(answers == _TAG) & is_tag] = _SURE
        answers[(answers == _TAG_DOUBTFUL) & is_tag] = _DOUBTFUL
        answers[((answers == _TAG) & is_bracket) | ((answers == _TAG_ASKED) & (is_tag | is_bracket))] = _ASKED
        ahead, back = padded[at + 2], padded[at - 2]
        more = ((answers == _DOTS_AFTER) & (ahead == v.DOT)) | ((answers == _DOTS_BEFORE) & (back == v.DOT))
        answers[more | ((answers == _HYPHENS) & _is_cjk[ahead])] = _SURE
    at -= _PAD
    return at[answers == _SURE], at[answers == _DOUBTFUL], at[answers == _ASKED]


def _many(starts: Ints, sure: Ints, others: list[int]) -> npt.NDArray[np.bool_]:
    """Whether each text holds one of the others or more places than are asked one by one."""
    counts = np.bincount(starts.searchsorted(sure, "right") - 1, minlength=len(starts))
    many: npt.NDArray[np.bool_] = counts > MOST_PLACES
    return many | np.array(holders(starts, others), np.bool_)


def _by_text(starts: Ints, places: Ints, left_out: npt.NDArray[np.bool_]) -> Iterator[tuple[int, list[int]]]:
    """The number of each text that holds some of the places, and which of its own places they are; some are left out."""
    numbers = starts.searchsorted(places, "right") - 1
    if left_out.any():
        kept = ~left_out[numbers]
        places, numbers = places[kept], numbers[kept]
    inside = places - starts[numbers]
    for number, pairs in groupby(zip(numbers.tolist(), inside.tolist(), strict=True), key=itemgetter(0)):
        yield number, [place for _, place in pairs]


_BRACKETS = (v.LEFT, v.RIGHT, v.OPENS, v.CLOSES)
_A_LINE_END = bytes([v.NEWLINE])


def _may_change(view: v.View, places: list[int], asked: list[int]) -> bool:
    """Whether anything may change in a text that has no other places than these, of parentheses and straight quotes."""
    row = view.row
    if v.may_be_flat(row, len(places)):
        return True
    # The closer look counts some twice, once with each neighbour.
    if v.may_be_flat(row, 2 * len(places)) and (asked or v.is_narrow(row)):
        return True
    done = -1
    opened: list[int] = []  # where lines with these places leave parentheses open
    for at in places:
        if at >= done:
            start, done = view.line_start(at), row.find(_A_LINE_END, at + 1)
            line = (start, min(done, len(view.text)))
            next_asked = bisect_left(asked, start)
            if (next_asked < len(asked) and asked[next_asked] < done) or _may_touch(view, line, opened):
                return True
    return False


def _may_touch(view: v.View, line: Line, opened: list[int]) -> bool:
    """Whether anything may change in a line, apart from marks that stand in no place. opened: brackets of lines before that
    none closed, to which those of this line are added."""
    row, text = view.row, view.text
    start, end = line[0] + 1, line[1] + 1
    if view.is_flat(line):
        return True
    if (row.find(v.QUOTE, start, end) >= 0 or row.find(v.APOSTROPHE, start, end) >= 0) and may_pair(text, row, line):
        return True
    stack: list[int] = []
    for at in v.places_of(row, _BRACKETS, start, end):
        if row[at] in (v.LEFT, v.OPENS):
            stack.append(at - 1)
        elif stack:
            left = stack.pop()
            is_half = row[left + 1] == v.LEFT or row[at] == v.RIGHT
            if is_half and at - left > 2 and (row[left] == v.SIGN or is_wide(view, left, at - 1)):
                return True
        elif opened and row.count(v.NEWLINE, opened[-1] + 1, at) < MOST_LINES:
            return True  # closes what another of the lines opened
    opened += stack
    return False
