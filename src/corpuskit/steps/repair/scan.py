"""The scan: one pass that proves of most texts that no family of repair has anything to do.

What lives here: Scan (which kinds of suspicious neighbourhood a text holds) and the classes of characters it is made of. What
never does: a decision that something is damage.

How it works: every damage leaves a character that sound text hardly has in that company: a control or private-use character,
U+FFFD, Latin letters above 7F in rows, a question mark beside Chinese, a bracket after a hanzi, a reference or escape, rare
hanzi within three characters. "Rare" needs no table: not in the first level of GB 2312, of Big5, or of JIS X 0208. The text
becomes an array of UTF-16 units, one look-up turns it into class bits, and neighbourhoods are bit operations on shifted views;
a class that does not occur at all is known from one reduction. ASCII text is only searched for its four escape characters.

Weak: a text whose only damage is one or two characters long may pass unseen.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.core.text import line_bounds

__all__ = ["ALL", "NOTHING", "Scan", "common_han", "is_rare", "odd_lines", "scan"]

HIGH_1252 = (
    "\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018\u2019\u201a\u201c"
    "\u201d\u201e\u2020\u2021\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
"""What bytes 80..9F show as in Windows-1252."""

_HARD, _HIGH, _CONT, _LEAD2, _LEAD3, _RARE, _FILL = (1 << bit for bit in range(7))

# Each begins with a plain character, which `in` and the search find at the speed of memory.
_WIDE = "\u2014\u201c\u201d\u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_ESCAPES = {
    "&": re.compile(r"&(?:#|[A-Za-z]{2,8};?)"),
    "\\": re.compile(r"\\(?:[uU][0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})"),
    "%": re.compile(r"%[0-9A-Fa-f]{2}%[0-9A-Fa-f]{2}"),
    "=": re.compile(r"=(?:[0-9A-F]{2}=[0-9A-F]{2}|\?[A-Za-z])"),
}
_SITE = {
    "?": re.compile(f"\\?(?:(?=[{_WIDE}])|(?<=[{_WIDE}].)(?=[@-~!?,;:\x80-\uffff]))"),
    "(": re.compile("\\((?<=[\u3400-\u9fff]\\()(?=[a-z\xe0-\u01dc]{1,6} ?\\))"),
}


_LOCKED = ("锟斤", "锟捷", "烫烫烫", "屯屯屯", "葺葺葺葺")
_WIPED = re.compile("\\*\\*(?<=[\u3400-\u9fff]\\*\\*)")


class Scan(NamedTuple):
    """What a text may hold; all False means that no repair has anything to do."""

    escapes: bool = False  # character references, \\u, %E4, =E4, mail words
    latin: bool = False  # letters above 7F in rows, as single-byte charsets show UTF-8, GBK and Big5
    rare: bool = False  # rare hanzi near each other, as two-byte charsets show wrong bytes
    hard: bool = False  # control or private-use characters, U+FFFD
    site: bool = False  # a question mark or bracket beside Chinese
    locked: bool = False  # 锟斤拷, 烫烫烫, wiped words: only to be reported

    def __bool__(self) -> bool:
        return any(self)


NOTHING = Scan()
ALL = Scan(True, True, True, True, True, True)


@cache
def common_han() -> frozenset[str]:
    """The first levels of GB 2312, Big5 and JIS X 0208: 7,400 characters that ordinary text is made of."""
    high = range(0xA1, 0xFF)
    planes = (
        ("gb2312", range(0xB0, 0xD8), high),
        ("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *high)),
        ("euc_jp", range(0xB0, 0xD0), high),
    )
    data = "".join(
        b"".join(bytes((a, b)) for a in leads for b in trails).decode(codec, "ignore") for codec, leads, trails in planes
    )
    return frozenset(char for char in data if "\u3400" <= char <= "\u9fff")


@cache
def is_rare() -> frozenset[str]:
    """The Han characters of the BMP outside the first levels, and half-width kana."""
    han = (chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)))
    return frozenset(han) - common_han() | frozenset(map(chr, range(0xFF61, 0xFFA0)))


@cache
def _classes() -> NDArray[np.uint8]:
    """Class bits of every UTF-16 unit."""
    table = np.zeros(0x10000, np.uint8)
    for low, high in ((0x05, 0x08), (0x80, 0x9F), (0xE000, 0xF8FF), (0xFFFD, 0xFFFD)):
        table[low : high + 1] |= _HARD
    table[0x80:0x100] |= _HIGH
    table[0x80:0xC0] |= _CONT
    table[0xC2:0xE0] |= _LEAD2
    table[0xE0:0xF5] |= _LEAD3
    for char in HIGH_1252:
        table[ord(char)] |= _HIGH | _CONT
    table[[ord(char) for char in is_rare()]] |= _RARE
    table[[ord(char) for char in "锟烫屯葺"]] |= _FILL
    return table


def scan(text: str) -> Scan:
    """Which kinds of suspicious neighbourhood the text holds. Linear; about 2 ns per character beyond ASCII."""
    escapes = _any(text, _ESCAPES)
    if text.isascii():
        hard = any(map(text.__contains__, "\x05\x06\x07\x08"))
        return Scan(escapes=escapes, hard=hard) if escapes or hard else NOTHING
    bits = _classes().take(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16), mode="clip")
    seen = int(np.bitwise_or.reduce(bits))
    # Every charset here shows some byte from C2 on; quotation marks and dashes alone are no such letters.
    latin = bool(seen & (_LEAD2 | _LEAD3)) and _latin_rows(bits)
    rare = bool(seen & _RARE) and _rare_pairs(bits)
    hard = bool(seen & _HARD)
    site = _any(text, _SITE)
    locked = bool(seen & _FILL and any(map(text.__contains__, _LOCKED))) or ("**" in text and _WIPED.search(text) is not None)
    found = Scan(escapes, latin, rare, hard, site, locked)
    return found if any(found) else NOTHING


def odd_lines(text: str) -> list[tuple[int, int]]:
    """(start, end) of the lines that hold two rare characters near each other, a private-use, a control or a lost one."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    bits = _classes().take(np.minimum(codes, 0xFFFF))
    rare = bits & _RARE
    marked = (bits & _HARD) > 0
    for step in (1, 2, 3):
        marked[step:] |= (rare[:-step] & rare[step:]) > 0
    out: list[tuple[int, int]] = []
    done = -1
    for at in np.flatnonzero(marked).tolist():
        if at < done:
            continue
        start, end, done = line_bounds(text, at)
        out.append((start, end))
    return out


def _any(text: str, patterns: dict[str, re.Pattern[str]]) -> bool:
    return any(first in text and pattern.search(text) for first, pattern in patterns.items())


def _latin_rows(bits: NDArray[np.uint8]) -> bool:
    """UTF-8 seen through a single-byte charset (a lead and its continuations), or four high letters in a row."""
    if len(bits) < 2:
        return False
    cont = (bits & _CONT).astype(bool)
    if (((bits & _LEAD2).astype(bool))[:-1] & cont[1:]).any():
        return True
    if len(bits) > 2 and (((bits & _LEAD3).astype(bool))[:-2] & cont[1:-1] & cont[2:]).any():
        return True
    high = (bits & _HIGH).astype(bool)
    return len(bits) > 3 and bool((high[:-3] & high[1:-2] & high[2:-1] & high[3:]).any())


def _rare_pairs(bits: NDArray[np.uint8]) -> bool:
    """Two rare characters within three places."""
    rare = bits & _RARE
    return any(len(rare) > step and int((rare[:-step] & rare[step:]).max()) > 0 for step in (1, 2, 3))
