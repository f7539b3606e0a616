"""Suspects: the lines of a text that a two-byte charset may have misread.

What lives here: the second, closer look at the few places that the scan found odd, all of them at once. What never does: a
repair (misread.py, recode.py), the scan's one pass over every text (scan.py).

How it works: two rare characters near each other are usual in old verse, in word lists and in names. A misreading shows more.
Where UTF-8 was read as GBK or Big5, the bytes around the place cut into UTF-8 characters, two at least, whole or with one lost
byte each. Where two Chinese charsets were taken for each other the whole line is senseless: a tenth of it is odd, and its hanzi
are rarer by themselves than those of any text. Private-use characters are always looked at.

Weak: a misreading of one character passes unseen, as in the scan.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.misread import TWO_WIDE
from corpuskit.steps.repair.plausibility import charmodel
from corpuskit.steps.repair.scan import Places, hangul_places, is_rare, odd_places

__all__ = ["Suspects", "suspects"]

AROUND_CHARS = 8  # of a place, in which two misread characters show
ODD_RATIO = 0.1
# Mean of -log p per hanzi. On the tune half 99 of 100 lines of GBK shown as Big5 or the other way lie above 8.4, prose lies
# between 6 and 8, verse with rare characters between 8 and 11.
RARE_LEAST = 8.0

_FOREIGN = (
    (0xFFFD, 0xFFFD), (0xE000, 0xF8FF), (0x0370, 0x04FF), (0x2500, 0x25FF), (0x3041, 0x30FF), (0x3105, 0x3129), (0xAC00, 0xD7A3),
)  # fmt: skip
_HAN, _HALF_KANA, _HANGUL, _PRIVATE = "[\u3400-\u9fff]", "[\uff61-\uff9f]", "[\uac00-\ud7a3]", "[\ue000-\uf8ff]"
_OTHER_SIGN = re.compile(
    f"{_HALF_KANA}(?:{_HALF_KANA}|{_HAN})|{_HAN}(?:{_HALF_KANA}|{_HANGUL})|{_HANGUL}{_HAN}|{_PRIVATE}[^\n]*{_PRIVATE}"
)
_NO_BYTES, _NO_BYTE = "\x00", b"\x00"  # stands between pieces


class Suspects(NamedTuple):
    """(start, end) of lines, in order; a line may be in both."""

    misread: tuple[tuple[int, int], ...]  # UTF-8 may be in their bytes, or they hold private-use characters
    recoded: tuple[tuple[int, int], ...]  # the whole line may be text of one two-byte charset read in another


@lru_cache(maxsize=1)  # the scan of a text asks first, then the family of repairs that it called for
def suspects(text: str) -> Suspects:
    """The lines of a text to look at."""
    pairs, private, lost, ends = odd_places(text)
    hangul = np.array(hangul_places(text), np.intp)
    misread = set(_lines_at(private, ends))
    recoded = misread | set(_lines_at(np.concatenate((pairs, lost, hangul)), ends))
    of_line = np.searchsorted(ends, pairs)
    firsts = np.flatnonzero(np.diff(of_line, prepend=-1))
    lasts = np.append(firsts[1:], len(pairs))[: len(firsts)] - 1
    lines = _lines_at(pairs, ends)
    windows = [
        text[max(start, first - AROUND_CHARS - 3) : min(end, last + AROUND_CHARS)]
        for (start, end), first, last in zip(lines, pairs[firsts].tolist(), pairs[lasts].tolist(), strict=True)
    ]
    joined = _NO_BYTES.join(windows)
    for codec in ("gbk", "cp950"):
        misread.update(lines[number] for number in _structured(joined, codec))
    return Suspects(tuple(sorted(misread)), tuple(_senseless(text, sorted(recoded))))


def _lines_at(places: Places, ends: Places) -> list[tuple[int, int]]:
    """(start, end) of the lines that hold some of the places, in order."""
    numbers = np.unique(np.searchsorted(ends, places))
    starts = np.where(numbers > 0, ends[numbers - 1] + 1, 0)
    return list(zip(starts.tolist(), ends[numbers].tolist(), strict=True))


def _structured(joined: str, codec: str) -> list[int]:
    """The numbers of the pieces, joined by _NO_BYTES, whose bytes may hold two UTF-8 characters, whole or with a lost byte.

    What the codec cannot write becomes `?`, which counts as a lost byte; where characters begin is not looked at.
    """
    data = joined.encode(codec, "replace")
    found: list[int] = []
    at = 0
    while (m := TWO_WIDE.search(data, at)) is not None:
        found.append(data.count(_NO_BYTE, 0, m.start()))
        at = data.find(_NO_BYTE, m.start())
        if at < 0:
            break
    return found


@cache
def oddness() -> NDArray[np.uint8]:
    """By code point below U+10000: 1 for what is odd in Chinese text."""
    table = np.zeros(0x10000, np.uint8)
    for low, high in _FOREIGN:
        table[low : high + 1] = 1
    table[[ord(char) for char in is_rare()]] = 1
    return table


def _senseless(text: str, rows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the lines that may be text of one two-byte charset read in another, all of them looked at together."""
    rows = [row for row in rows if row[0] < row[1]]
    if not rows:
        return []
    joined = "".join([text[start:end] for start, end in rows])
    codes = np.minimum(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32), 0xFFFF)
    lengths = np.array([end - start for start, end in rows])
    starts = np.cumsum(lengths) - lengths
    odd = np.add.reduceat(oddness()[codes], starts, dtype=np.int64) >= ODD_RATIO * lengths
    if not odd.any():
        return []
    rarity = charmodel().han_rarity[codes]
    hans = np.maximum(np.add.reduceat(rarity > 0, starts, dtype=np.int64), 1)
    strange = np.add.reduceat(rarity, starts, dtype=np.float64) >= RARE_LEAST * hans
    return [
        row
        for row, may, rare in zip(rows, odd.tolist(), strange.tolist(), strict=True)
        if may and (rare or _OTHER_SIGN.search(text, *row))
    ]
