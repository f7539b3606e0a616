"""What many lines show at their ends and which kinds of characters they hold, as arrays, without folding one.

What lives here: Shown, held_by(), the marks that lines begin and end with. What never does: rules (linecolumns.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from corpuskit.rulebook.folding import fold_small, fold_table
from corpuskit.rulebook.literalscan import Codes, unfolded

__all__ = ["ALNUM", "BLANKS", "BULLETS", "CODES", "DIGIT", "EDGELESS", "HAS_DIGIT", "HELD", "PAIRS", "Shown", "held_by"]

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

BLANKS = " \t\r\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
BULLETS = "-–—*·•●○■□◆◇▪▶►>»※★☆|~"
PAIRS = {"[": "]", "(": ")", "【": "】", "〔": "〕", "{": "}", "<": ">", "《": "》", "〖": "〗", "「": "」"}
EDGELESS = frozenset("|/,;、·•丨>~-)]】〕}>》〖〗」\ufeff\u200b\u200c\u200d\u2060")  # marks that may stand behind a match

CODES = 0x10000  # what lies above is taken for the last of them, which may be anything
ALNUM, BLANK, LOOSE, DIGIT = 1, 2, 4, 8
LOOSE_MAX_CHARS = 8  # blanks, bullets and brackets looked at at each end
# The kinds of characters that a line is asked for, digits besides.
HELD = ("。", "的", "了", "是", "在", ",", "、")
HAS_DIGIT = 1 << len(HELD)


@cache
def _kinds() -> Bytes:
    """Of each raw code point whether it is alphanumeric, and whether it is, folded, a blank, a loose mark, a digit."""
    table, loose = fold_table(), frozenset((*BULLETS, *PAIRS, *PAIRS.values()))
    kinds = np.zeros(CODES, dtype=np.uint8)
    for code in range(CODES - 1):
        char = chr(code)
        folded = table.get(code, char)
        kind = ALNUM if char.isalnum() else 0
        if folded.isspace() or folded in BLANKS:
            kind |= BLANK | LOOSE
        kind |= LOOSE if folded in loose else 0
        kinds[code] = kind | (DIGIT if char.isdigit() or folded.isdigit() else 0)
    kinds[-1] = LOOSE | DIGIT
    return kinds


@cache
def _contents() -> Bytes:
    """Of each raw code point the bit of its kind."""
    contents = np.where(_kinds() & DIGIT, np.uint8(HAS_DIGIT), np.uint8(0))
    for n, char in enumerate(HELD):
        for raw in unfolded().get(char, (char,)):
            contents[ord(raw)] |= np.uint8(1 << n)
    return contents


def held_by(codes: Codes, starts: Ints, ends: Ints) -> Bytes:
    """Of each line the kinds of characters that it holds."""
    sizes = ends - starts
    begin = np.cumsum(sizes) - sizes
    held = codes.take(np.repeat(starts - begin, sizes) + np.arange(int(sizes.sum())))
    if not len(held):
        return np.zeros(len(starts), dtype=np.uint8)
    found: Bytes = np.bitwise_or.reduceat(_contents().take(held, mode="clip"), begin)
    return found


def _skip(codes: Codes, at: Ints, step: int, kind: int) -> Ints:
    """Places moved over the characters of a kind, some of them."""
    kinds = _kinds()
    at = at.copy()
    moving = (kinds.take(codes.take(at, mode="clip"), mode="clip") & kind).nonzero()[0]
    for _ in range(LOOSE_MAX_CHARS):
        if not len(moving):
            break
        now = at.take(moving) + step
        at[moving] = now
        moving = moving.take((kinds.take(codes.take(now, mode="clip"), mode="clip") & kind).nonzero()[0])
    return at


class Shown:
    """What many lines show at their ends: the first and last character that is no blank (first, last: as code points), the first
    two folded in one number (pairs: 0 where there is one), the kind of the first, and whether that is no letter and no digit."""

    __slots__ = ("ends", "first", "first_at", "is_open", "kinds", "last", "last_at", "pairs", "sizes", "starts")

    def __init__(self, codes: Codes, starts: Ints, ends: Ints) -> None:
        self.starts, self.ends, self.sizes = starts, ends, ends - starts
        self.first_at, self.last_at = _skip(codes, starts, 1, BLANK), _skip(codes, ends - 1, -1, BLANK)
        self.first, self.last = _code(codes, self.first_at), _code(codes, self.last_at)
        folded = fold_small()
        pairs = folded.take(self.first).astype(np.int64) << 16 | folded.take(_code(codes, self.first_at + 1))
        self.pairs = np.where(self.last_at > self.first_at, pairs, 0)
        self.kinds = _kinds().take(self.first)
        self.is_open = self.kinds & ALNUM == 0

    def take(self, places: Ints) -> Shown:
        """Some of the lines."""
        found = Shown.__new__(Shown)
        for name in self.__slots__:
            setattr(found, name, getattr(self, name).take(places))
        return found

    def tight(self, codes: Codes) -> Ints:
        """The fewest characters that a match of each whole line has: it may leave out blanks, bullets and brackets at
        the ends."""
        low, high = _skip(codes, self.first_at, 1, LOOSE), _skip(codes, self.last_at, -1, LOOSE)
        ended = (low - self.first_at < LOOSE_MAX_CHARS) & (self.last_at - high < LOOSE_MAX_CHARS) & (low <= high)
        return np.where(ended, high - low + 1, 0)


def _code(codes: Codes, at: Ints) -> Ints:
    """The code points at some places, the last of CODES for all above."""
    return np.minimum(codes.take(at, mode="clip").astype(np.int64), CODES - 1)
