"""GBK shown in Windows-1251: ОДјю for 文件, as Russian editors show old Chinese source files.

What lives here: shows_gbk(), which is asked of texts that do not begin in East Asia, and cyrillic(). What never does: UTF-8 in
that charset (pages.py), charsets of Latin letters (singlebyte.py).

How it works: half of the bytes of GBK are signs in Windows-1251, and letters that Russian has not, and they stand amid capital
letters as in no language. A text that has such a place is looked at line by line. A line is read where a good share of its
letters are such signs and what it means is ordinary Chinese; one of a few hanzi or signs, where other lines have proven more.

Weak: a text whose only damage is a word of two or three hanzi is left; so are lines with sound Russian in them.
"""

from __future__ import annotations

import re
from functools import cache

from corpuskit.core.text import lines
from corpuskit.steps.repair.draft import Change
from corpuskit.steps.repair.singlebyte import talks_of_charsets
from corpuskit.steps.repair.written import chinese

__all__ = ["cyrillic", "shows_gbk"]

SIGNS = "µ¶±§¬Ј"  # one of these stands in all but the shortest text, and few others have any
SIGN_RATIO = 0.25  # of the letters beyond ASCII; of ordinary GBK it is half, of Ukrainian and Serbian below a fifth
PROVEN_CHARS = 4  # hanzi of a line that need no other line
LEAST_PROVEN = 10  # hanzi of such lines that let the others of the text be read
LESSON_CHARS = 10  # hanzi that are no example of misread text

_PLACE = re.compile("[\u0400-\u04ff][µ¶±§¬][\u0400-\u04ff]|Ј¬|ЎЈ")
_HAN = re.compile("[\u3400-\u9fff]")
_LOW = frozenset(range(0x80, 0xC0)) - {0xA8, 0xAB, 0xB8, 0xB9, 0xBB}  # without Ё « ё № »
# What no word of Russian, Ukrainian or Belarusian holds: words in capitals are bytes of GBK too.
_SIGN_BYTES = _LOW - {0xA1, 0xA2, 0xA5, 0xAA, 0xAF, 0xB2, 0xB3, 0xB4, 0xBA, 0xBF}


@cache
def _to_byte() -> dict[int, int]:
    shown = {byte: bytes((byte,)).decode("cp1251", "ignore") or chr(byte) for byte in range(0x100)}
    return {ord(char): byte for byte, char in shown.items()}


def shows_gbk(text: str) -> bool:
    """Whether a text has a place that hardly anything but GBK shows in Windows-1251."""
    return any(sign in text for sign in SIGNS) and _PLACE.search(text) is not None


def cyrillic(text: str) -> list[Change]:
    """Changes for the lines that are GBK in Windows-1251. Linear."""
    if not shows_gbk(text):
        return []
    rows = []
    for start, end, _ in lines(text):
        data = None if text[start:end].isascii() else _bytes(text[start:end])
        if data is not None:
            rows.append((start, end, data))
    least = LESSON_CHARS if talks_of_charsets(text) else PROVEN_CHARS
    read = chinese([data for _, _, data in rows], [True] * len(rows))
    found = [(row, one.text, len(_HAN.findall(one.text))) for row, one in zip(rows, read, strict=True) if one.text]
    sure = [(row, meant) for row, meant, count in found if count >= least and _has_signs(row[2])]
    if least == PROVEN_CHARS and sum(len(_HAN.findall(meant)) for _, meant in sure) >= LEAST_PROVEN:
        sure = [(row, meant) for row, meant, _ in found if any(byte in _SIGN_BYTES for byte in row[2])]
    why = "GBK bytes shown in a single-byte charset"
    return [Change(start, end, meant, "repair.gbk-as-cp1251", 0.99, why) for (start, end, _), meant in sure]


def _bytes(line: str) -> bytes | None:
    """The bytes of a line, where all of it has some."""
    codes = [_to_byte().get(ord(char), -1) for char in line]
    return None if min(codes, default=-1) < 0 else bytes(codes)


def _has_signs(data: bytes) -> bool:
    """Whether enough of the letters beyond ASCII are signs."""
    return sum(byte in _LOW for byte in data) >= SIGN_RATIO * sum(byte > 0x7F for byte in data)
