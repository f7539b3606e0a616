"""What the grammar of punctuation looks at: a class for every character, lines that are Chinese, spans that are not prose.

What lives here: classes, the view of one text, which lines may be touched. What never does: a decision about a mark.

How it works: one array of classes over the text, with a line end before and after it, so that every character has neighbours.
A line may be touched when it holds Han characters, hardly any kana or hangul, is no code, and is no row of a table. Japanese
lines may hold no kana (headings): in a text with much kana, only a long line without any counts as Chinese.

Weak: source code is known by its signs; a comment in Chinese inside code is left alone with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from corpuskit.steps.columns import Classes, Codes, Ints, class_view, code_points

__all__ = ["Bools", "View", "chinese_lines", "is_in", "lines_of", "look"]

Bools = npt.NDArray[np.bool_]

(
    OTHER, NEWLINE, BLANK, KANA, HANGUL, DIGIT, LETTER, HAN, OPEN, CLOSE, OPENS, CLOSES, STOP, WIDE, DASH, PERCENT, WIDE_ALNUM,
    BAR, SIGN, HYPHEN, COMMA, DOT, SEMI, COLON, BANG, ASK, LEFT, RIGHT, QUOTE, APOSTROPHE,
) = range(30)  # fmt: skip
"""OPEN CLOSE: brackets and quotes that are never half width; OPENS CLOSES: （ ）; WIDE: ，；：！？; STOP: 。、; DASH: … —.
SIGN: ASCII signs of code and markup. From HAN to CLOSES: what makes a mark beside it Chinese; to WIDE: what a blank beside it
may be an artefact of; from COMMA on: marks with a full-width form."""

FOREIGN_RATIO = 0.125  # kana and hangul per Han character in a line: above, the line is not Chinese (a quoted の stays below)
FOREIGN_TEXT_RATIO = 0.2  # in a whole text: above, lines without kana or hangul are not trusted either
LATIN_TEXT_RATIO = 1.5  # Latin words per Han character: above, a text is not Chinese but quotes it
QUOTING_RATIO = 0.2  # in such a text: above, a line is not Chinese either
LATIN_RATIO = 2.0  # the same in a Chinese text, where names, commands and URLs are long
SURE_HAN = 40  # Han characters in a line without kana or hangul: no Japanese or Korean sentence is so long (measured: 0 in 5 MB)


@cache
def _table() -> Classes:
    table = np.zeros(0x10000, np.uint8)
    table[[0x0A, 0x0D]] = NEWLINE
    table[[0x20, 0x09]] = BLANK
    for low, high, which in (
        (0x3400, 0x4DBF, HAN), (0x4E00, 0x9FFF, HAN), (0xF900, 0xFAD9, HAN), (0x3005, 0x3007, HAN),
        (0x3041, 0x3096, KANA), (0x30A1, 0x30FA, KANA), (0x30FC, 0x30FF, KANA), (0x31F0, 0x31FF, KANA), (0xFF66, 0xFF9F, KANA),
        (0xAC00, 0xD7A3, HANGUL), (0x1100, 0x11FF, HANGUL), (0x3131, 0x318E, HANGUL),
        (0x30, 0x39, DIGIT), (0x41, 0x5A, LETTER), (0x61, 0x7A, LETTER), (0xC0, 0x24F, LETTER), (0x370, 0x52F, LETTER),
        (0x1E00, 0x1FFF, LETTER), (0xFF10, 0xFF19, WIDE_ALNUM), (0xFF21, 0xFF3A, WIDE_ALNUM), (0xFF41, 0xFF5A, WIDE_ALNUM),
    ):  # fmt: skip
        table[low : high + 1] = which
    for chars, which in (
        ("“‘「『《〈【〔〖", OPEN), ("”’」』》〉】〕〗", CLOSE), ("。、", STOP), ("，；：！？", WIDE),
        ("（", OPENS), ("）", CLOSES), ("…—", DASH), ("%‰℃°", PERCENT), ("―－", BAR),
        ("{}=<>$\\#&|`~^_@/*+[]", SIGN), ("-", HYPHEN), (",", COMMA), (".", DOT), (";", SEMI), (":", COLON),
        ("!", BANG), ("?", ASK), ("(", LEFT), (")", RIGHT), ('"', QUOTE), ("'", APOSTROPHE),
    ):  # fmt: skip
        table[[ord(char) for char in chars]] = which
    return table


def _astral(codes: npt.NDArray[np.uint32]) -> Classes:
    return np.where((codes >= 0x20000) & (codes < 0x40000), HAN, OTHER).astype(np.uint8)


def is_in(*which: int) -> Bools:
    """A table to ask `table[classes]`: whether each class is one of `which`."""
    table = np.zeros(32, np.bool_)
    table[list(which)] = True
    return table


@dataclass(slots=True)
class View:
    """One text as the grammar sees it. Position p of the text is classes[p + 1]; classes[0] and classes[-1] are line ends.

    `line_of` gives the line number of a position, `open_lines` whether that line may be touched, `shut` marks positions inside
    protected spans (URLs, code and the like). Lines are counted from the line ends of `line_starts`.
    """

    text: str
    codes: Codes
    classes: Classes
    line_starts: Ints
    open_lines: Bools
    shut: Bools | None
    is_foreign: bool

    def line_of(self, positions: Ints) -> Ints:
        """The line number of each position."""
        return np.searchsorted(self.line_starts, positions, "right") - 1

    def may(self, positions: Ints) -> Bools:
        """Whether each position lies in prose that may be touched."""
        allowed = self.open_lines[self.line_of(positions)]
        return allowed if self.shut is None else allowed & ~self.shut[positions]

    def find(self, *which: int) -> Ints:
        """Positions of characters of these classes that may be touched."""
        inner = self.classes[1:-1]
        at = np.flatnonzero(inner == which[0] if len(which) == 1 else is_in(*which)[inner])
        return at[self.may(at)]

    def per_line(self, where: Bools) -> Ints:
        """How many positions of each line are true; `where` has one entry per character of the text."""
        return _count(where, self.line_starts)


SMALL_CHARS = 20_000  # below, adding up all positions is quicker than finding the true ones (measured)


def _count(where: Bools, starts: Ints) -> Ints:
    """How many positions from each start to the next are true."""
    if not len(where):
        return np.zeros(len(starts), np.int64)
    if len(where) < SMALL_CHARS:
        return np.asarray(np.add.reduceat(where, starts, dtype=np.int64))
    at = np.flatnonzero(where)
    before = np.empty(len(starts) + 1, np.int64)
    before[:-1] = np.searchsorted(at, starts)
    before[-1] = len(at)
    return before[1:] - before[:-1]


def look(text: str) -> tuple[Codes, Classes]:
    """The code points and the padded classes of a text; no classes where nothing in it is CJK."""
    codes = code_points(text)
    if not (codes >= FIRST_CJK).any():
        return codes, NO_CLASSES
    classes = np.empty(len(codes) + 2, np.uint8)
    classes[0] = classes[-1] = NEWLINE
    classes[1:-1] = class_view(codes, _table(), _astral)
    return codes, classes


FIRST_CJK = 0x2E80
NO_CLASSES: Classes = np.zeros(0, np.uint8)


def lines_of(classes: Classes) -> Ints:
    """Starts of the lines of a text with these padded classes; a text that ends in a line end has no empty last line."""
    ends = np.flatnonzero(classes[1:-1] == NEWLINE)
    starts = np.concatenate(([0], ends + 1))
    return starts[:-1] if len(starts) > 1 and starts[-1] >= len(classes) - 2 else starts


def chinese_lines(classes: Classes, starts: Ints) -> tuple[Bools, bool]:
    """(which lines are Chinese, whether the text as a whole is in another language)."""
    inner = classes[1:-1]

    han, words = _count(inner == HAN, starts), _count((inner == LETTER) & (classes[:-2] != LETTER), starts)
    is_latin = int(words.sum()) > LATIN_TEXT_RATIO * int(han.sum())
    chinese = (han > 0) & (words <= (QUOTING_RATIO if is_latin else LATIN_RATIO) * han)
    foreign_at = (inner == KANA) | (inner == HANGUL)
    if not foreign_at.any():
        return chinese, is_latin
    foreign = _count(foreign_at, starts)
    chinese &= foreign <= FOREIGN_RATIO * han
    is_foreign = int(foreign.sum()) > FOREIGN_TEXT_RATIO * max(int(han.sum()), 1)
    if is_foreign:
        chinese &= (han >= SURE_HAN) & (foreign == 0)
    return chinese, is_foreign or is_latin
