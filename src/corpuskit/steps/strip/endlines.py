"""The lines over the first and under the last sentence of each text of a batch, found by columns.

What lives here: ends_each(). What never does: what such lines tell (opening.py, judge.py); one text by itself (opening.py's
outside() and _outside(), which say the same).

How it works: of each line of the joined texts it is known where its first word begins and where its last full stop stands, and
that tells what surely is prose. Python sees the lines at the ends alone. A line that begins with many blanks, or with a character
beyond U+FFFF, is asked by itself.

Weak: a batch of many characters is left to the looks at single texts, so that its columns need no memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from corpuskit.rulebook.joined import KEPT_CHARS, Joined, Piece
from corpuskit.steps.strip.opening import is_surely_prose, lines_outside, outside
from corpuskit.steps.strip.page import HEAD_LINES, PROSE_MIN_CHARS, TAIL_LINES

__all__ = ["Ends", "ends_each"]

BLANKS_MAX = 4  # at the beginning of a line, that are passed by as columns
BLANK, WORD, UNKNOWN = 1, 2, 4
Array = np.ndarray[Any, np.dtype[Any]]


class Ends(NamedTuple):
    """Of a text: all lines over and under what surely is prose; the first HEAD_LINES and last TAIL_LINES of them. Blank lines
    may be left out of the former and are left out of the latter."""

    outside: Sequence[str]
    ends: Sequence[str]


@cache
def _kinds() -> Array:
    """Of each code point below U+FFFF whether it is a blank, and whether a word may begin with it; others are not known."""
    chars = list(map(chr, range(0xFFFF)))
    kinds = [BLANK * char.isspace() | WORD * char.isalnum() for char in chars]
    return np.array([*kinds, UNKNOWN], dtype=np.uint8)


def ends_each(joined: Joined) -> list[Ends]:
    """The lines at the ends of each text of a batch."""
    if len(joined.text) > KEPT_CHARS:
        return [_ends_of(text) for text in joined.texts]
    columns = [_lines(joined, piece) for piece in joined.pieces()]
    starts, ends, prose = (np.concatenate(parts) for parts in zip(*columns, strict=True)) if columns else (_NONE,) * 3
    first = starts.searchsorted(joined.begins)  # of each text the number of its first line, and of the line behind its last
    behind = np.append(first, len(starts))[1:]
    # The first prose of a text, and the line behind its last; where it has none, the line behind all and the first.
    at = prose.nonzero()[0]
    left, right = at.searchsorted(first), at.searchsorted(behind)
    some = left < right
    padded = np.append(at, 0)
    until = np.where(some, padded.take(left), behind)
    since = np.where(some, padded.take(right - 1) + 1, behind)
    head = np.minimum(until, first + HEAD_LINES)
    tail = np.maximum(np.where(some, since, head), behind - TAIL_LINES)
    # The lines asked for, text by text: those over the first prose, and those under the last.
    sizes = np.stack((until - first, behind - since), axis=1).reshape(-1)
    done = np.cumsum(sizes)
    shift = np.stack((first, since), axis=1).reshape(-1) - (done - sizes)
    numbers = shift.repeat(sizes) + np.arange(done[-1] if len(done) else 0)
    text = joined.text
    raws = [text[a:b] for a, b in zip(starts.take(numbers).tolist(), ends.take(numbers).tolist(), strict=True)]
    over, under = done[::2], done[1::2]
    begin = over - sizes[::2]
    heads = begin + head - first
    tails = np.where(some, over + tail - since, begin + tail - first)
    bounds = (column.tolist() for column in (begin, heads, tails, under))
    return [Ends(raws[a:d], raws[a:b] + raws[c:d]) for a, b, c, d in zip(*bounds, strict=True)]


_NONE = np.zeros(0, dtype=np.intp)


def _ends_of(text: str) -> Ends:
    """The lines at the ends of one text."""
    head, tail = outside(text, HEAD_LINES, TAIL_LINES)
    return Ends([*lines_outside(text)], head + tail)


def _lines(joined: Joined, piece: Piece) -> tuple[Array, Array, Array]:
    """(start, end, is it surely prose) of each line of a piece that is not blank, in the joined texts."""
    kinds, codes, offset = _kinds(), piece.codes, piece.offset
    starts, ends = piece.lines
    words = starts.copy()
    kind = kinds.take(piece.firsts, mode="clip")
    blank = (kind == BLANK).nonzero()[0]
    for _ in range(BLANKS_MAX):
        if not len(blank):
            break
        words[blank] += 1
        blank = blank[words[blank] < ends[blank]]
        kind[blank] = kinds.take(codes.take(words[blank]), mode="clip")
        blank = blank[kind[blank] == BLANK]
    kind[blank] = UNKNOWN
    kept = (words < ends).nonzero()[0]
    if len(kept) < len(words):
        starts, ends, words, kind = starts.take(kept), ends.take(kept), words.take(kept), kind.take(kept)
    stops = np.append(piece.stops, len(codes))
    last = stops.take(stops.searchsorted(ends) - 1)  # before all, the place behind all: not within the line
    prose = (kind == WORD) & (last >= words + PROSE_MIN_CHARS) & (last < ends)
    unknown = (kind == UNKNOWN).nonzero()[0].tolist()
    gone = []
    for n in unknown:
        raw = joined.text[offset + int(starts[n]) : offset + int(ends[n])]
        prose[n] = is_surely_prose(raw)
        if raw.isspace():
            gone.append(n)
    if gone:
        starts, ends, prose = (np.delete(column, gone) for column in (starts, ends, prose))
    return starts + offset, ends + offset, prose
