"""Damage by editing, copying and scanning: what happens to characters and lines after the encoding was right.

What lives here: forward functions for look-alike characters, invisible characters, wraps, scanning mistakes and censoring.
What never lives here: wrong charsets and escapes (see damages_charset, damages_escape), any repair.

What is weak: the look-alike tables are small samples of each kind, chosen to be common, not complete.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from corpuskit.testing.damages_draw import Draw

_INVISIBLE = "\u200b\u200c\u200d\u200e\u2060\ufeff\u00ad"
_SCANNED = {"日": "曰", "己": "已", "未": "末", "人": "入", "0": "O", "1": "l", "〇": "0", "口": "囗", "，": "'"}
_MARKS = {"。": "。。。", "、": "丶", "……": ".....", "——": "－－", "·": "•"}


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


@cache
def _radicals() -> dict[int, str]:
    """Plain ideograph to Kangxi radical (U+2F00..U+2FD5), from the compatibility mappings of Unicode."""
    return {ord(unicodedata.normalize("NFKC", chr(code))): chr(code) for code in range(0x2F00, 0x2FD6)}


@cache
def _compatible() -> dict[int, str]:
    """Plain ideograph to compatibility ideograph (U+F900..U+FA6D), the first where there are several."""
    out: dict[int, str] = {}
    for code in range(0xF900, 0xFA6E):
        plain = unicodedata.normalize("NFC", chr(code))
        if plain != chr(code):
            out.setdefault(ord(plain), chr(code))
    return out


def to_radicals(text: str) -> str:
    """Ideographs that are also Kangxi radicals as those radicals (人 to ⼈), as text copied from PDF files has them."""
    return text.translate(_radicals())


def to_compatibility(text: str) -> str:
    """Ideographs that have one as compatibility ideographs (金 to U+F90A)."""
    return text.translate(_compatible())


def to_full_width(text: str) -> str:
    """ASCII letters and digits as full-width forms (2019 to ２０１９)."""
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in text)


def add_invisible(text: str, *, seed: int = 0, ratio: float = 0.03) -> str:
    """Zero-width characters, soft hyphens and stray byte order marks after a drawn share of the Han characters."""
    draw = Draw(seed)
    places = [at for at, char in enumerate(text) if _is_han(char)]
    hit = set(draw.sample(places, max(1, round(len(places) * ratio))))
    return "".join(char + draw.pick(_INVISIBLE) if at in hit else char for at, char in enumerate(text))


def indent_lines(text: str) -> str:
    """Two ideographic blanks before every line that is not empty."""
    return "\n".join("\u3000\u3000" + line if line else line for line in text.split("\n"))


def wrap_lines(text: str, *, width_chars: int = 38) -> str:
    """Every line broken after a fixed number of characters, as text copied from PDF files is."""
    return "\n".join(line[at : at + width_chars] for line in text.split("\n") for at in range(0, max(1, len(line)), width_chars))


def spread_blanks(text: str, *, seed: int = 0, ratio: float = 0.1) -> str:
    """A blank after a drawn share of the Han characters that stand before another (零 件)."""
    draw = Draw(seed)
    places = [at for at in range(len(text) - 1) if _is_han(text[at]) and _is_han(text[at + 1])]
    hit = set(draw.sample(places, max(1, round(len(places) * ratio))))
    return "".join(char + " " if at in hit else char for at, char in enumerate(text))


def misread_scan(text: str, *, seed: int = 0, ratio: float = 0.5) -> str:
    """Scanning mistakes: a drawn share of 日 己 未 人 0 1 and the like becomes its look-alike."""
    draw = Draw(seed)
    return "".join(_SCANNED[char] if char in _SCANNED and draw.chance(ratio) else char for char in text)


def misuse_marks(text: str) -> str:
    """Marks replaced by makeshift ones: 丶 for 、, 。。。 for 。, ..... for ……, －－ for ——, • for ·."""
    for mark, makeshift in _MARKS.items():
        text = text.replace(mark, makeshift)
    return text


def spell_letters(text: str, *, chars: str = "最一大") -> str:
    """Characters written as their pinyin letters to get past a filter (zui大值); readings from pypinyin."""
    from pypinyin import Style, pinyin

    table = {ord(char): pinyin(char, style=Style.NORMAL)[0][0] for char in chars}
    return text.translate(table)


def censor(text: str, *, words: tuple[str, ...], mark: str = "**") -> str:
    """Words wiped by a filter that leaves asterisks."""
    for word in words:
        text = text.replace(word, mark)
    return text


def cut_heads(text: str, *, at: str = "-.", seed: int = 0, ratio: float = 0.5) -> str:
    """Line heads lost: a crawler split drawn lines at their first hyphen or dot and kept what follows."""
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if any(mark in line for mark in at)]
    for number in Draw(seed).sample(places, max(1, round(len(places) * ratio))):
        lines[number] = lines[number][min(lines[number].find(mark) for mark in at if mark in lines[number]) + 1 :]
    return "\n".join(lines)
