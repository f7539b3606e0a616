"""Classes of characters for the step `characters`, and what single characters become.

What lives here: the class of every code point, the maps for look-alike characters. What never does: a decision that depends
on what stands beside a character (visible.py, white.py).

How it works: maps of Kangxi radicals and compatibility ideographs come from the decompositions of the running Python's Unicode
data, which the Unicode stability policy freezes. The CJK radicals supplement has almost none there; its pairs follow Unicode's
EquivalentUnifiedIdeograph.txt (15.0) where the radical is a whole character of running text. Radicals that are only parts of
characters (the water of three dots, the standing heart) are left out: who writes one means it.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "BIDI", "BLANK", "BREAK", "COMPATIBLE", "CONTROL", "LIGATURE", "MARK", "NEWLINE", "OBJECT", "ORDINARY", "PRIVATE", "RADICAL",
    "SOFT", "TAG", "WIDE", "ZERO", "astral_classes", "class_table", "ligatures", "look_alikes",
]  # fmt: skip

ORDINARY, NEWLINE, BLANK, CONTROL, BREAK, WIDE, ZERO, BIDI, SOFT, OBJECT, TAG, RADICAL, COMPATIBLE, LIGATURE, MARK, PRIVATE = (
    range(16)
)

_SUPPLEMENT: Final = (
    "⺁厂⺄乙⺊卜⺌小⺍小⺎兀⺒巳⺓幺⺔彑⺛旡⺜日⺝月⺞歺⺟母⺠民⺦丬⺧牛⺩王⺫目⺬示⺯糹⺰纟⺴冗⺶羊⺻聿⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车"
    "⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_LIGATURES: Final = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}


@cache
def look_alikes() -> MappingProxyType[str, str]:
    """Radical or compatibility ideograph to the unified ideograph that it is."""
    found = dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True))
    for code in range(0x2F00, 0x2FD6):
        found[chr(code)] = unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0xF900, 0xFADA), *range(0x2F800, 0x2FA1E)):
        plain = unicodedata.normalize("NFC", chr(code))
        if plain != chr(code):
            found[chr(code)] = plain
    return MappingProxyType(found)


def ligatures() -> MappingProxyType[str, str]:
    """Latin ligature to its letters."""
    return MappingProxyType(_LIGATURES)


@cache
def class_table() -> npt.NDArray[np.uint8]:
    """The class of each code point below U+10000."""
    table = np.zeros(0x10000, np.uint8)

    def put(which: int, *spans: tuple[int, int]) -> None:
        for low, high in spans:
            table[low : high + 1] = which

    put(NEWLINE, (0x0A, 0x0A))
    put(BLANK, (0x20, 0x20), (0x09, 0x09))
    put(CONTROL, (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x9F))
    put(BREAK, (0x0B, 0x0D), (0x85, 0x85), (0x2028, 0x2029))
    put(WIDE, (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000))
    put(ZERO, (0x200B, 0x200D), (0x2060, 0x2060), (0xFEFF, 0xFEFF), (0x180E, 0x180E))
    put(BIDI, (0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
    put(SOFT, (0xAD, 0xAD))
    put(OBJECT, (0xFFFC, 0xFFFC))
    put(PRIVATE, (0xE000, 0xF8FF))
    put(LIGATURE, (0xFB00, 0xFB06))
    for char in look_alikes():
        if ord(char) < 0x10000:
            table[ord(char)] = COMPATIBLE if "\uf900" <= char <= "\ufaff" else RADICAL
    table[_combining()] = MARK
    return table


def _combining() -> list[int]:
    """Code points below U+10000 that NFC may move or join to what stands before them."""
    found = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    for code in range(0x300, 0x10000):
        if unicodedata.combining(chr(code)):
            found.add(code)
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            found.add(int(parts[1], 16))
    return sorted(code for code in found if code >= 0x300)


def astral_classes(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """The class of code points above U+FFFF."""
    out = np.zeros(len(codes), np.uint8)
    out[(codes >= 0x2F800) & (codes < 0x2FA1E)] = COMPATIBLE
    out[(codes >= 0xE0000) & (codes < 0xE0080)] = TAG
    out[codes >= 0xF0000] = PRIVATE
    return out
