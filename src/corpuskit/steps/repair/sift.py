"""The look at a batch: of many texts together, those that the scan must look at one by one.

What lives here: sift(). What never does: a proof that something is damage, or another idea of it than the scan's: each test here
holds wherever one of scan.py does, and mostly only there.

How it works: a call of NumPy costs as much as scanning a page, so a batch is looked at as one text. Sound text holds few of the
scan's characters: they are found in one pass, and all that follows is done with their places alone.

Weak: a text full of letters beyond ASCII, or of hangul, has places everywhere.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.columns import BMP, Codes, Ints, holders
from corpuskit.steps.repair.scan import (
    CONT,
    CONTROL,
    CONTROL_CONT,
    FILL,
    HANGUL,
    HIGH,
    LEAD,
    LOST,
    ODD,
    PRIVATE,
    SIGN,
    STRANGE,
    Places,
    kind_table,
)

__all__ = ["sift"]

_EAST, _HAN, _SPELT, _LETTER, _HEX, _STAR, _NEVER = (1 << n for n in range(7))
_AROUND = np.array([0, -1, 1, 2])  # a sign, and what stands before it, behind it, and behind that
_PAD = 6
_NEAR = 3
_SHOWN = STRANGE | HIGH
_LATIN_END = 0x180
_THREE_BYTES = 0xE0  # the first letter that stands for the lead byte of three


@cache
def _company() -> NDArray[np.uint8]:
    """What a code point says of a sign beside it; those above U+FFFF as U+FFFF does."""
    table = np.zeros(BMP, np.uint8)
    for low, high, bit in (
        (0x2E80, 0xFFFF, _EAST), (0x2014, 0x2014, _EAST), (0x201C, 0x201D, _EAST), (0x3400, 0x9FFF, _HAN),
        (0x61, 0x7A, _SPELT | _LETTER), (0xC0, 0x1DC, _SPELT), (0x41, 0x5A, _SPELT | _LETTER), (0x23, 0x23, _LETTER),
        (0x251, 0x251, _SPELT), (0x261, 0x261, _SPELT),
        (0x30, 0x39, _HEX), (0x41, 0x46, _HEX), (0x61, 0x66, _HEX), (0x75, 0x75, _HEX), (0x3F, 0x3F, _HEX), (0x2A, 0x2A, _STAR),
    ):  # fmt: skip
        table[low : high + 1] |= np.uint8(bit)
    return table


@cache
def _asked() -> NDArray[np.uint8]:
    """By sign: what must stand before it (0: anything), behind it, and behind that (0: anything)."""
    table = np.zeros((0x80, 3), np.uint8)
    for sign, before, behind, then in (
        ("&", 0, _LETTER, 0), ("\\", 0, _LETTER, _HEX), ("%", 0, _HEX, 0), ("=", 0, _HEX, 0),
        ("(", _HAN, _SPELT, 0), ("*", _HAN, _STAR, 0), ("?", _NEVER, 0, 0),
    ):  # fmt: skip
        table[ord(sign)] = before, behind, then
    return table


def sift(codes: Codes, starts: Ints) -> list[bool]:
    """For each of the texts that were joined, a line end between each two, whether the scan must look at it.

    codes: of the joined text, in which they begin at `starts`.
    """
    row = np.zeros(len(codes) + _PAD, np.uint8)
    kind_table().take(codes, mode="clip", out=row[:-_PAD])
    at = np.flatnonzero((row & np.uint8(0xFF ^ HANGUL)) != 0)
    kind = row[at]
    found = [at[_ENOUGH[kind]], _signs(codes, at[kind == SIGN]), _fills(codes, row, at[(kind | ODD) == (FILL | ODD)])]
    found += [_odd(codes, at[(kind & ODD) != 0]), *_latin(codes, row, at, kind)]
    if HANGUL in row.tobytes():
        found.append(np.flatnonzero(row == HANGUL))
    return holders(starts, np.concatenate(found))


_ENOUGH = np.zeros(256, np.bool_)  # kinds that say enough alone
_ENOUGH[[CONTROL, PRIVATE, LOST, CONTROL_CONT]] = True


def _signs(codes: Codes, at: Places) -> Places:
    """Those of the signs of ASCII that stand in a company that the scan asks about."""
    around = codes.take(at[:, None] + _AROUND, mode="clip")
    beside = _company().take(around[:, 1:], mode="clip")
    wanted = _asked().take(around[:, 0], axis=0)
    is_met = (((beside & wanted) != 0) | (wanted == 0)).all(axis=1)
    asks = (around[:, 0] == ord("?")) & (((beside[:, 0] | beside[:, 1]) & _EAST) != 0)
    found: Places = at[is_met | asks]
    return found


def _fills(codes: Codes, row: NDArray[np.uint8], at: Places) -> Places:
    """Characters of memory fill beside each other, and the first of U+FFFD read as GBK."""
    doubled = (row[at + 1] | ODD) == (FILL | ODD)
    found: Places = at[doubled | (codes[at] == ord("锟"))]
    return found


def _odd(codes: Codes, at: Places) -> Places:
    """The second of two odd characters within three places (UTF-16 units, as the scan counts them)."""
    if codes.dtype == np.uint32:
        units = at + np.searchsorted(np.flatnonzero(codes >= BMP), at)
        return at[1:][np.diff(units) <= _NEAR]
    return at[1:][np.diff(at) <= _NEAR]


def _latin(codes: Codes, row: NDArray[np.uint8], at: Places, kind: NDArray[np.uint8]) -> tuple[Places, ...]:
    """Where the letter of a lead byte stands before those of its continuations; four letters in a row; ladders of letters."""
    lead = at[(kind & LEAD) != 0]
    lead = lead[(row[lead + 1] & CONT) != 0]
    lead = lead[(codes[lead] < _THREE_BYTES) | ((row[lead + 2] & CONT) != 0)]
    high = at[(kind & HIGH) != 0]
    four = high[:-3][high[3:] - high[:-3] == 3]
    if len(four):
        four = four[(codes[four[:, None] + np.arange(4)] < _LATIN_END).any(axis=1)]
    ladder = at[(kind & _SHOWN) == _SHOWN]
    for step in (2, 4):
        ladder = ladder[(row[ladder + step] & _SHOWN) == _SHOWN]
    signs = (row[ladder] & row[ladder + 2] & row[ladder + 4] & CONT) != 0
    return lead, four, ladder[signs | ((row[ladder + 6] & _SHOWN) == _SHOWN)]
