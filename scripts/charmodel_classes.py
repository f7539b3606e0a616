"""Which characters the model tells apart, and which share a class.

Lives here: the class of a code point (traditional and simplified forms share one, and so do full-width and ASCII forms of a
mark, all digits, all Latin letters, ...), and the numbering of the classes.
Never here: counts. The tables made from this are baked into charmodel.bin; nothing at run time imports this module.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

# Labels of the classes that are not a single character; private-use code points, so that no text can collide.
OTHER, DIGIT, LATIN, LATIN_ACCENTED, KANA, HANGUL, CYRILLIC, GREEK, RARE_HAN, JUNK = map(chr, range(0xE000, 0xE00A))

# The same mark in another width or shape. ASCII . and ' and " have other uses beside Latin text and stay themselves.
_SAME_MARK = {
    ",": "，", "!": "！", "?": "？", ";": "；", ":": "：", "(": "（", ")": "）",
    "﹐": "，", "﹔": "；", "﹕": "：", "﹖": "？", "﹗": "！", "︰": "：", "｡": "。", "､": "、",
    "「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“", "﹂": "”", "﹃": "‘", "﹄": "’",
    "⋯": "…", "‧": "·", "・": "·", "•": "·", "―": "—", "─": "—", "〜": "～",
}  # fmt: skip
_MARKS = frozenset("，。；？！：“”‘’、…—·～（）《》〈〉【】〔〕")


def is_han(char: str) -> bool:
    """Unified and compatibility ideographs, and 〇."""
    return char == "〇" or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"


def label_of(char: str, fold: Mapping[int, str]) -> str:
    """The class of a character: a character that stands for it, or one of the labels above."""
    if is_han(char):
        return fold.get(ord(char), char)
    char = _SAME_MARK.get(char, char)
    if char in _MARKS:
        return char
    char = fold.get(ord(char), char)  # full-width letters, digits and signs
    if char == "\n":
        return "\n"
    if char in "\t\r\x0b\x0c\x85\u2028\u2029" or unicodedata.category(char) == "Zs":
        return " "
    return _group(char)


def _group(char: str) -> str:
    if char.isascii():
        return DIGIT if char.isdigit() else LATIN if char.isalpha() else char if char.isprintable() else JUNK
    category = unicodedata.category(char)
    if category in ("Cc", "Co", "Cn", "Cs") or char == "\ufffd":
        return JUNK
    name = unicodedata.name(char, "")
    for start, label in (
        ("LATIN ", LATIN_ACCENTED), ("HIRAGANA ", KANA), ("KATAKANA", KANA), ("HANGUL ", HANGUL), ("CYRILLIC ", CYRILLIC),
        ("GREEK ", GREEK), ("HALFWIDTH KATAKANA", KANA),
    ):  # fmt: skip
        if name.startswith(start):
            return label
    return OTHER


class Numbering:
    """Class labels to numbers, most frequent first, so that the numbers pack well. What is not numbered is rare Han or OTHER."""

    def __init__(self, labels: Iterable[str]) -> None:
        self.labels = list(labels)
        self.number = {label: number for number, label in enumerate(self.labels)}
        self.rare_han, self.other = self.number[RARE_HAN], self.number[OTHER]

    def __len__(self) -> int:
        return len(self.labels)

    def of(self, char: str, fold: Mapping[int, str]) -> int:
        """The class number of any character."""
        label = label_of(char, fold)
        return self.number.get(label, self.rare_han if is_han(label) else self.other)
