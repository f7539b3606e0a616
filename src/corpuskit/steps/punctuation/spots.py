"""The cheap proof that most texts, and most lines, need nothing: pairs of neighbours that a rule could touch.

What lives here: find_lines() and find_places(). What never does: a decision; a line that is found may still need nothing.

How it works: sixteen coarse classes, so that two neighbours are one byte. Bytes of pairs that no rule looks at are thrown out by
bytes.translate, which runs at memory speed; what is left (of a sound text mostly nothing) is searched for the few patterns.

Weak: knows neither code nor quotation; that is for the closer look.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt

from corpuskit.steps.columns import Classes, Codes
from corpuskit.steps.punctuation import view
from corpuskit.steps.punctuation.view import Line

__all__ = ["find_lines", "find_places", "is_aside", "pairs_of", "with_latin_ends"]

(
    OTHER, HAN, OPEN, CLOSE, MARK, ASK, LEFT, RIGHT, DOT, BLANK, HYPHEN, BAR, WIDE_ALNUM, NEWLINE, STOP, TAG_END,
) = range(16)  # fmt: skip
_COARSE = {
    view.HAN: HAN, view.OPEN: OPEN, view.OPENS: OPEN, view.CLOSE: CLOSE, view.CLOSES: CLOSE, view.COMMA: MARK, view.SEMI: MARK,
    view.COLON: MARK, view.BANG: MARK, view.QUOTE: MARK, view.APOSTROPHE: MARK, view.ASK: ASK, view.LEFT: LEFT, view.RIGHT: RIGHT,
    view.DOT: DOT, view.BLANK: BLANK, view.HYPHEN: HYPHEN, view.BAR: BAR, view.WIDE_ALNUM: WIDE_ALNUM, view.NEWLINE: NEWLINE,
    view.STOP: STOP, view.WIDE: STOP,
}  # fmt: skip
_NEAR = (HAN, OPEN, CLOSE)  # what makes a half-width mark beside it Chinese
_CJK = (HAN, OPEN, CLOSE, STOP)  # what makes dots and dashes beside it Chinese
_MARKS = (MARK, ASK)
_ALL = range(16)


def _pairs(first: Iterable[int], second: Iterable[int]) -> bytes:
    return bytes(sorted({a << 4 | b for a, b in product(first, second)}))


def _class(pairs: bytes) -> bytes:
    return b"[" + b"".join(re.escape(bytes([pair])) for pair in pairs) + b"]"


_BESIDE = b"".join(
    (
        _pairs([HAN, CLOSE], _MARKS), _pairs(_MARKS, [HAN, OPEN]), _pairs([TAG_END], [MARK]), _pairs([ASK], [NEWLINE]),
        _pairs(_ALL, [WIDE_ALNUM]), _pairs([LEFT], _NEAR), _pairs(_NEAR, [RIGHT]), _pairs([BAR], [BAR]),
        _pairs([RIGHT], [STOP]), _pairs([STOP], [RIGHT]),
    )
)  # fmt: skip
_EMPTY = _pairs([LEFT], [RIGHT])  # (): a call
_NEAR_LEFT, _RIGHT_NEAR = _pairs(_NEAR, [LEFT]), _pairs([RIGHT], _NEAR)
_SEQUENCES: tuple[tuple[bytes, ...], ...] = (
    (_pairs([HAN], [DOT]), _pairs([DOT], [NEWLINE, CLOSE])),
    (_pairs([HAN], [BLANK]), _pairs([BLANK], [HAN, CLOSE, STOP])),
    (_pairs([OPEN], [BLANK]), _pairs([BLANK], [HAN])),
    (_pairs(_CJK, [DOT]), _pairs([DOT], [DOT]), _pairs([DOT], [DOT])),
    (_pairs([DOT], [DOT]), _pairs([DOT], [DOT]), _pairs([DOT], _CJK)),
    (_pairs(_CJK, [HYPHEN]), _pairs([HYPHEN], [HYPHEN]), _pairs([HYPHEN], _CJK)),
)
_HEADS = b"".join(one[0] for one in _SEQUENCES)
_SPOT = re.compile(  # one class of bytes first: the search flies over all others
    _class(_BESIDE + _NEAR_LEFT + _RIGHT_NEAR + _HEADS)
    + b"(?:"
    + b"|".join(
        [
            b"(?<=" + _class(_BESIDE) + b")",
            b"(?<=" + _class(_NEAR_LEFT) + b")(?!" + _class(_EMPTY) + b")",
            b"(?<=" + _class(_RIGHT_NEAR) + b")(?<!" + _class(_EMPTY) + _class(_RIGHT_NEAR) + b")",
            *(b"(?<=" + _class(one[0]) + b")" + b"".join(map(_class, one[1:])) for one in _SEQUENCES),
        ]
    )
    + b")"
)
# All that a pattern holds, and every pair with a blank or a point: what stands side by side here does so in the text.
_KEPT = _BESIDE + _EMPTY + _NEAR_LEFT + _RIGHT_NEAR + b"".join(b"".join(one) for one in _SEQUENCES)
_KEPT += b"".join(_pairs([one], _ALL) + _pairs(_ALL, [one]) for one in (BLANK, DOT))
_DROPPED = bytes(set(range(256)).difference(_KEPT))
_NOT_EASTERN = bytes(pair for pair in range(256) if pair >> 4 not in (HAN, WIDE_ALNUM))  # a text with no other pair needs nothing
_STOPS = "。。。"
_IS_RIGHT = bytes(pair >> 4 == RIGHT for pair in range(256))
_start = operator.methodcaller("start")
_QUOTE = re.compile("[“‘「『”’」』]")


@cache
def _table() -> Classes:
    coarse = np.zeros(32, np.uint8)
    coarse[list(_COARSE)] = list(_COARSE.values())
    table: Classes = coarse[view.table()]
    table[ord(">")] = TAG_END
    return table


def _astral(codes: npt.NDArray[np.uint32]) -> Classes:
    return np.where((codes >= 0x20000) & (codes < 0x40000), HAN, OTHER).astype(np.uint8)


def pairs_of(codes: Codes) -> bytes:
    """A byte for every two neighbours of a text, with a line end before and after it."""
    row = np.empty(len(codes) + 2, np.uint8)
    row[0] = row[-1] = NEWLINE
    _table().take(codes, mode="clip", out=row[1:-1])
    if codes.dtype == np.uint32:
        above = np.flatnonzero(codes >= 0x10000)
        row[above + 1] = _astral(codes[above].astype(np.uint32))
    pairs = row[:-1] << 4
    pairs |= row[1:]
    return pairs.tobytes()


def find_lines(text: str, codes: Codes, *, quotes: bool) -> tuple[list[Line], int]:
    """(the lines of `text` in which something could be touched, in order; how many places there are).

    `quotes`: also lines with any quotation mark.
    """
    places = find_places(text, codes, quotes=quotes)
    return _lines_of(text, places), len(places)


def find_places(text: str, codes: Codes, *, quotes: bool) -> list[int]:
    """Where something could be touched: the place of a character, or behind the last one."""
    pairs = pairs_of(codes)
    places = []
    if _SPOT.search(pairs.translate(None, _DROPPED)) and pairs.translate(None, _NOT_EASTERN):
        places = [at for at in map(_start, _SPOT.finditer(pairs)) if not (_IS_RIGHT[pairs[at]] and is_aside(text, at - 1))]
    if _STOPS in text:
        places += [match.start() for match in re.finditer(_STOPS, text)]
    if quotes:
        places += [match.start() for match in _QUOTE.finditer(text)]
    return places


_LATIN_END = re.compile(r"(?<=[A-Za-z0-9)%\]\"])(?:,(?=[A-Za-z0-9\"])|;(?=[A-Za-z0-9])|:(?=[A-Za-z0-9])|[,;:](?=\n|\Z))")


def with_latin_ends(text: str, lines: list[Line]) -> list[Line]:
    """`lines`, and those with a mark between Latin words or at the end: in a flattened text they may be Chinese."""
    return sorted({*lines, *_lines_of(text, [match.start() for match in _LATIN_END.finditer(text)])})


def _lines_of(text: str, places: list[int]) -> list[Line]:
    found: list[Line] = []
    returns = "\r" in text
    end = -1
    for place in sorted(places):
        at = min(place, len(text) - 1)
        if at >= end:
            start, end = _line(text, at, returns)
            found.append((start, end))
    return found


def is_aside(text: str, at: int) -> bool:
    """Whether a closing parenthesis ends English set off by a blank, as in `域名 (domain)。`: such a pair always stays."""
    start = text.rfind("(", max(0, at - LONGEST_ASIDE_CHARS), at)
    return start > 0 and text[start - 1] == " " and (inner := text[start:at]).isascii() and ")" not in inner and "\n" not in inner


LONGEST_ASIDE_CHARS = 120


def _line(text: str, at: int, returns: bool) -> Line:
    """Start of the line of a place and the end after its line end; `returns`: a carriage return ends a line too."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at) + 1 or len(text)
    if returns:
        start = max(start, text.rfind("\r", start, at) + 1)
        end = text.find("\r", at, end) + 1 or end
    return start, end
