"""What the grammar of punctuation looks at: a class for every character, lines that are Chinese, spans that are not prose.

What lives here: classes, the view of one text, which lines may be touched. What never does: a decision about a mark.

How it works: one row of bytes, a class per character, with a line end before and after it, so that every character has
neighbours. Pages are short and few of their lines are touched, so that searching bytes is quicker than comparing arrays. A line
may be touched when it holds Han characters, hardly any kana or hangul, is no code, and is no row of a table. Japanese lines may
hold no kana (headings): in a text with much kana, only a long line without any counts as Chinese.

Weak: source code is known by its signs; a comment in Chinese inside code is left alone with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from corpuskit.steps.columns import Classes, Codes, class_view

__all__ = [
    "BESIDE_HAN",
    "Language",
    "Line",
    "View",
    "any_of",
    "classes",
    "is_in",
    "is_narrow",
    "language",
    "look",
    "may_be_flat",
    "padded_classes",
    "places_of",
    "table",
]

Line = tuple[int, int]
"""Start and end of a line as positions in the text; the end is after the line end."""

(
    OTHER, NEWLINE, KANA, HANGUL, DIGIT, LETTER, HAN, OPEN, CLOSE, OPENS, CLOSES, STOP, WIDE, DASH, PERCENT, SIGN, BLANK,
    WIDE_ALNUM, BAR, HYPHEN, COMMA, DOT, SEMI, COLON, BANG, ASK, LEFT, RIGHT, QUOTE, APOSTROPHE,
) = range(30)  # fmt: skip
"""OPEN CLOSE: brackets and quotes that are never half width; OPENS CLOSES: （ ）; WIDE: ，；：！？; STOP: 。、; DASH: … —.
SIGN: ASCII signs of code and markup. From HAN to CLOSES: what makes a mark beside it Chinese; to WIDE: what a blank beside it
may be an artefact of; from BLANK on: what the neighbours are asked
about; from COMMA on: marks with a full-width form."""

FOREIGN_RATIO = 0.125  # kana and hangul per Han character in a line: above, the line is not Chinese (a quoted の stays below)
FOREIGN_TEXT_RATIO = 0.2  # in a whole text: above, lines without kana or hangul are not trusted either
LATIN_TEXT_RATIO = 1.5  # Latin words per Han character: above, a text is not Chinese but quotes it
QUOTING_RATIO = 0.2  # in such a text: above, a line is not Chinese either
LATIN_RATIO = 2.0  # the same in a Chinese text, where names, commands and URLs are long
SURE_HAN = 40  # Han characters in a line without kana or hangul: no Japanese or Korean sentence is so long (measured: 0 in 5 MB)


@cache
def table() -> Classes:
    """The class of each code point below U+10000."""
    of = np.zeros(0x10000, np.uint8)
    of[[0x0A, 0x0D]] = NEWLINE
    of[[0x20, 0x09]] = BLANK
    for low, high, which in (
        (0x3400, 0x4DBF, HAN), (0x4E00, 0x9FFF, HAN), (0xF900, 0xFAD9, HAN), (0x3005, 0x3007, HAN),
        (0x3041, 0x3096, KANA), (0x30A1, 0x30FA, KANA), (0x30FC, 0x30FF, KANA), (0x31F0, 0x31FF, KANA), (0xFF66, 0xFF9F, KANA),
        (0xAC00, 0xD7A3, HANGUL), (0x1100, 0x11FF, HANGUL), (0x3131, 0x318E, HANGUL),
        (0x30, 0x39, DIGIT), (0x41, 0x5A, LETTER), (0x61, 0x7A, LETTER), (0xC0, 0x24F, LETTER), (0x370, 0x52F, LETTER),
        (0x1E00, 0x1FFF, LETTER), (0xFF10, 0xFF19, WIDE_ALNUM), (0xFF21, 0xFF3A, WIDE_ALNUM), (0xFF41, 0xFF5A, WIDE_ALNUM),
    ):  # fmt: skip
        of[low : high + 1] = which
    for chars, which in (
        ("“‘「『《〈【〔〖", OPEN), ("”’」』》〉】〕〗", CLOSE), ("。、", STOP), ("，；：！？", WIDE),
        ("（", OPENS), ("）", CLOSES), ("…—", DASH), ("%‰℃°", PERCENT), ("―－", BAR),
        ("{}=<>$\\#&|`~^_@/*+[]", SIGN), ("-", HYPHEN), (",", COMMA), (".", DOT), (";", SEMI), (":", COLON),
        ("!", BANG), ("?", ASK), ("(", LEFT), (")", RIGHT), ('"', QUOTE), ("'", APOSTROPHE),
    ):  # fmt: skip
        of[[ord(char) for char in chars]] = which
    return of


def _astral(codes: npt.NDArray[np.uint32]) -> Classes:
    return np.where((codes >= 0x20000) & (codes < 0x40000), HAN, OTHER).astype(np.uint8)


def is_in(*which: int) -> bytes:
    """A table to ask `table[a_class]`: 1 where the class is one of `which`."""
    return bytes(one in which for one in range(32))


def any_of(*which: int) -> bytes:
    """A pattern for one character of these classes, over a row of classes."""
    return b"[" + b"".join(re.escape(bytes([one])) for one in which) + b"]"


_WIDE = (WIDE, OPENS, CLOSES)
_ANY_WIDE = re.compile(any_of(*_WIDE))
BESIDE_HAN = re.compile(  # a mark with a full-width form beside Han or a CJK mark
    b"%b(?:(?<=%b.)|(?=%b))" % (any_of(*range(COMMA, APOSTROPHE + 1)), any_of(HAN, CLOSE, CLOSES, DASH), any_of(HAN, OPEN)),
    re.S,
)


@dataclass(slots=True)
class View:
    """One text as the grammar sees it. Position p of the text is row[p + 1]; row[0] and row[-1] are line ends.

    lines: those that may be touched, in order. can: per character 1 where it lies in such a line and in no protected span (URLs,
    code and the like). shut: per character 1 inside a protected span of these lines; None where there is none.
    """

    text: str
    row: bytes
    lines: list[Line]
    can: bytearray
    shut: bytearray | None
    is_foreign: bool
    _flat: dict[int, bool] = field(default_factory=dict)
    _is_narrow: bool | None = None
    _row: bytes = b""

    def __post_init__(self) -> None:
        self._row = self.row

    def mark(self, positions: Iterable[int], which: int, others: Iterable[int], other: int) -> None:
        """Show the characters at these positions as the classes that they become."""
        row = bytearray(self.row)
        for at in positions:
            row[at + 1] = which
        for at in others:
            row[at + 1] = other
        self.row = bytes(row)

    def before(self, at: int) -> int:
        """The class of what stands before a mark at `at`. A tag is passed over, and so is the number of a footnote
        (这样[12]：); a square bracket around Chinese counts as Chinese.
        """
        row, text = self.row, self.text
        which = row[at]
        if which != SIGN:
            return which
        if text[at - 1] == ">" and self.shut is not None:
            start = text.rfind("<", 0, at)
            if start > 0 and self.shut[start] and self.shut.find(0, start, at) < 0:
                return row[start]
        if text[at - 1] == "]" and (found := _BRACKET.search(text, max(0, at - LONGEST_BRACKET_CHARS), at)):
            return row[found.start() + 1] if row[found.start() + 1] == HAN and not found[1] else CLOSE
        return which

    def line_start(self, position: int) -> int:
        """Where the line of a position starts."""
        return self._row.rfind(_END, 0, position + 1)

    def is_flat(self, line: Line) -> bool:
        """Whether a line has no full-width mark, in a text with no more of them than of half-width ones beside Chinese."""
        known = self._flat.get(line[0])
        if known is None:
            known = _ANY_WIDE.search(self._row, line[0] + 1, line[1] + 1) is None
            if known and self._is_narrow is None:
                self._is_narrow = is_narrow(self._row)
            known = self._flat[line[0]] = known and bool(self._is_narrow)
        return known


_END = bytes([NEWLINE])
_BRACKET = re.compile(r"[\u3400-\u9fff”」』》)）。 ]\[(?:\d{1,3}|([^\[\]\n]*[\u3400-\u9fff][^\[\]\n]*))\]$")
LONGEST_BRACKET_CHARS = 40


_NOT_WIDE = bytes(one for one in range(32) if one not in _WIDE)


def _count_wide(row: bytes) -> int:
    return len(row.translate(None, _NOT_WIDE))


_NO_MARKS = bytes(range(COMMA))


def is_narrow(row: bytes) -> bool:
    """Whether a text has half-width marks beside Chinese, and no more full-width ones. Most are sound: how many half-width marks
    there are at all is counted first, which takes a tenth of the time.
    """
    wide = _count_wide(row)
    if wide > len(row.translate(None, _NO_MARKS)):
        return False
    half = len(BESIDE_HAN.findall(row))
    return half > 0 and wide <= half


def may_be_flat(row: bytes, places: int) -> bool:
    """Whether a text may have flat lines, judged by the number of places where something could be touched."""
    return row.count(WIDE) <= places and _count_wide(row) <= places


def places_of(row: bytes, kinds: Iterable[int], start: int, end: int) -> list[int]:
    """Where characters of some classes stand in a part of a row, in order. Few do, and looking for a byte runs at memory speed,
    which a pattern for several does not.
    """
    found: list[int] = []
    for which in kinds:
        at = row.find(which, start, end)
        while at >= 0:
            found.append(at)
            at = row.find(which, at + 1, end)
    found.sort()
    return found


def classes(codes: Codes) -> Classes:
    """The class of each code point."""
    return class_view(codes, table(), _astral)


def padded_classes(codes: Codes, pad: int) -> Classes:
    """The class of each code point, between `pad` line ends before and after."""
    row = np.full(len(codes) + 2 * pad, NEWLINE, np.uint8)
    if codes.dtype == np.uint32:
        row[pad:-pad] = classes(codes)
    else:
        table().take(codes, mode="clip", out=row[pad:-pad])
    return row


def look(codes: Codes) -> bytes:
    """The padded row of classes of a text; nothing where it holds neither Han nor full-width letters."""
    inner = classes(codes).tobytes()
    return _END + inner + _END if HAN in inner or WIDE_ALNUM in inner else b""


@dataclass(frozen=True, slots=True)
class Language:
    """What a whole text is in. is_latin, is_kana: more of it than Chinese; holds_kana: kana or hangul at all."""

    is_latin: bool
    is_kana: bool
    holds_kana: bool

    def is_chinese(self, row: bytes, line: Line) -> bool:
        """Whether a line is Chinese."""
        start, end = line[0] + 1, line[1] + 1
        han = row.count(HAN, start, end)
        if not han or _words(row, start, end, most := (QUOTING_RATIO if self.is_latin else LATIN_RATIO) * han) > most:
            return False
        if not self.holds_kana:
            return True
        foreign = row.count(KANA, start, end) + row.count(HANGUL, start, end)
        return foreign == 0 and han >= SURE_HAN if self.is_kana else foreign <= FOREIGN_RATIO * han


def language(row: bytes) -> Language:
    """The language of a text with this row of classes."""
    han, foreign = row.count(HAN), row.count(KANA) + row.count(HANGUL)
    most = LATIN_TEXT_RATIO * han
    return Language(_words(row, 0, len(row), most) > most, foreign > FOREIGN_TEXT_RATIO * max(han, 1), foreign > 0)


_WORD = re.compile(any_of(LETTER) + b"+")


def _words(row: bytes, start: int, end: int, most: float) -> int:
    """How many Latin words stand there; 0 where they are `most` at the utmost."""
    return 0 if row.count(LETTER, start, end) <= most else len(_WORD.findall(row, start, end))
