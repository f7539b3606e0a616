"""The look at a batch: of many texts together, those that the scan must look at one by one.

What lives here: sift(). What never does: a proof that something is damage, or another idea of it than the scan's: each test here
holds wherever one of scan.py does, and mostly only there.

How it works: a call of NumPy costs as much as scanning a page, so a batch is looked at as one text. Sound text holds few of the
scan's characters: they are found in one pass, and all that follows is done with their places alone. A sign of ASCII is asked by
the scan's own patterns where it stands, none of which reaches over a line end: a text with nothing else is answered here.

Weak: a text full of letters beyond ASCII, or of hangul, has places everywhere.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.columns import BMP, Codes, Joined, holders
from corpuskit.steps.repair.scan import (
    CONT,
    CONTROL,
    CONTROL_CONT,
    FILL,
    FIRST,
    HANGUL,
    HIGH,
    LEAD,
    LOST,
    NOTHING,
    ODD,
    PRIVATE,
    SIGN,
    SIGNS,
    STRANGE,
    Places,
    Scan,
    kind_table,
)

__all__ = ["sift"]

# What stands before a sign, and what behind it.
_EAST_BEFORE, _HAN_BEFORE = 0x40, 0x80
_EAST, _SPELT, _LETTER, _HEX, _STAR = (1 << n for n in range(5))
_SIGN_SHIFT = 8
_PAD = 6
_NEAR = 3
_SHOWN = STRANGE | HIGH
_LADDER_SPAN = 4  # from the first to the third letter of a ladder
_LATIN_END = 0x180
_THREE_BYTES = 0xE0  # the first letter that stands for the lead byte of three
_ENOUGH = (CONTROL, PRIVATE, LOST, CONTROL_CONT)  # kinds that say enough alone


@cache
def _company() -> NDArray[np.uint16]:
    """What a code point says of a sign beside it; those above U+FFFF as U+FFFF does."""
    table = np.zeros(BMP, np.uint16)
    for low, high, bits in (
        (0x2E80, 0xFFFF, _EAST | _EAST_BEFORE), (0x2014, 0x2014, _EAST | _EAST_BEFORE), (0x201C, 0x201D, _EAST | _EAST_BEFORE),
        (0x3400, 0x9FFF, _HAN_BEFORE), (0x61, 0x7A, _SPELT | _LETTER), (0xC0, 0x1DC, _SPELT), (0x41, 0x5A, _SPELT | _LETTER),
        (0x23, 0x23, _LETTER), (0x251, 0x251, _SPELT), (0x261, 0x261, _SPELT), (0x30, 0x39, _HEX), (0x41, 0x46, _HEX),
        (0x61, 0x66, _HEX), (0x75, 0x75, _HEX), (0x3F, 0x3F, _HEX), (0x2A, 0x2A, _STAR),
    ):  # fmt: skip
        table[low : high + 1] |= np.uint16(bits)
    return table


@cache
def _asked() -> NDArray[np.bool_]:
    """By sign and what stands before and behind it: whether the scan may see anything in it."""
    company = np.arange(1 << _SIGN_SHIFT)
    table = np.zeros((0x80, len(company)), np.bool_)
    for sign, before, behind in (
        ("&", 0, _LETTER), ("\\", 0, _LETTER), ("%", 0, _HEX), ("=", 0, _HEX), ("(", _HAN_BEFORE, _SPELT),
        ("*", _HAN_BEFORE, _STAR),
    ):  # fmt: skip
        table[ord(sign)] = ((company & behind) != 0) & ((company & before) == before)
    table[ord("?")] = (company & (_EAST | _EAST_BEFORE)) != 0
    return table.reshape(-1)


def sift(batch: Joined) -> list[Scan | None]:
    """For each of the texts that were joined what the scan would say of it, or None where it must be asked."""
    text, starts, codes = batch
    row = np.zeros(len(codes) + _PAD, np.uint8)
    kind_table().take(codes, mode="clip", out=row[:-_PAD])
    hangul = HANGUL in row.tobytes()
    at = np.flatnonzero((row & np.uint8(0xFF ^ HANGUL)) != 0) if hangul else np.flatnonzero(row != 0)
    kind = row[at]
    found = _strange(codes, row, at, kind) if not kind.tobytes().isascii() else []
    if hangul:
        found.append(np.flatnonzero(row == HANGUL))
    out: list[Scan | None] = [NOTHING] * len(starts)
    if any(map(len, found)):
        out = [None if must else NOTHING for must in holders(starts, np.concatenate(found))]
    signs = _signs(codes, at[kind == SIGN])
    for number, sign in zip((starts.searchsorted(signs, "right") - 1).tolist(), signs.tolist(), strict=True):
        told = out[number]
        pattern, field = SIGNS[text[sign]]
        if told is not None and not getattr(told, field) and pattern.match(text, sign):
            out[number] = told._replace(**{field: True})
    return out


def _signs(codes: Codes, at: Places) -> Places:
    """Those of the signs of ASCII that stand in a company that the scan may ask about."""
    company = _company()
    before = company.take(codes.take(at - 1, mode="clip"), mode="clip") & np.uint16(_EAST_BEFORE | _HAN_BEFORE)
    behind = company.take(codes.take(at + 1, mode="clip"), mode="clip") & np.uint16(_EAST_BEFORE - 1)
    found: Places = at[_asked()[(codes[at].astype(np.uint16) << np.uint16(_SIGN_SHIFT)) | before | behind]]
    return found


def _strange(codes: Codes, row: NDArray[np.uint8], at: Places, kind: NDArray[np.uint8]) -> list[Places]:
    """What stands where the scan asks for more than a sign. Each look is taken only where what it begins with occurs."""
    seen = kind.tobytes()
    found = [at[kind == one] for one in _ENOUGH if one in seen]
    if FILL in seen or (FILL | ODD) in seen:
        found.append(_fills(codes, row, at[(kind | ODD) == (FILL | ODD)]))
    found.append(_odd(codes, at[(kind & ODD) != 0]))
    shown = at[(kind & _SHOWN) == _SHOWN]
    if len(shown):
        # A lead byte's letter before a continuation's, and four in a row with one of Latin-1 among them, are neighbours.
        if ((row[shown - 1] | row[shown + 1]) & HIGH).any():
            found += _rows(codes, row, at, kind)
        if bool((shown[2:] - shown[:-2] <= _LADDER_SPAN).any()):
            found.append(_ladders(row, shown))
    return found


def _fills(codes: Codes, row: NDArray[np.uint8], at: Places) -> Places:
    """Characters of memory fill beside each other, and the first of U+FFFD, or of a Western mark, read as GBK."""
    doubled = (row[at + 1] | ODD) == (FILL | ODD)
    found: Places = at[doubled | (codes[at] == ord("锟")) | (codes[at] == ord(FIRST))]
    return found


def _odd(codes: Codes, at: Places) -> Places:
    """The second of two odd characters within three places (UTF-16 units, as the scan counts them)."""
    if codes.dtype == np.uint32:
        units = at + np.searchsorted(np.flatnonzero(codes >= BMP), at)
        return at[1:][np.diff(units) <= _NEAR]
    return at[1:][np.diff(at) <= _NEAR]


def _rows(codes: Codes, row: NDArray[np.uint8], at: Places, kind: NDArray[np.uint8]) -> tuple[Places, Places]:
    """Where the letter of a lead byte stands before those of its continuations; four letters in a row."""
    lead = at[(kind & LEAD) != 0]
    lead = lead[(row[lead + 1] & CONT) != 0]
    lead = lead[(codes[lead] < _THREE_BYTES) | ((row[lead + 2] & CONT) != 0)]
    high = at[(kind & HIGH) != 0]
    four = high[:-3][high[3:] - high[:-3] == 3]
    if len(four):
        four = four[(codes[four[:, None] + np.arange(4)] < _LATIN_END).any(axis=1)]
    return lead, four


def _ladders(row: NDArray[np.uint8], shown: Places) -> Places:
    """Where three signs of Latin-1, or four of its signs and letters, stand with one character between each two."""
    for step in (2, 4):
        shown = shown[(row[shown + step] & _SHOWN) == _SHOWN]
    signs = (row[shown] & row[shown + 2] & row[shown + 4] & CONT) != 0
    found: Places = shown[signs | ((row[shown + 6] & _SHOWN) == _SHOWN)]
    return found
