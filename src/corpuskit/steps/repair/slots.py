"""The characters that a lost byte of UTF-8 leaves possible.

What lives here: Slot, and the tables behind it. What never does: the choice among its characters (gaps.py), finding the gaps
(misread.py).

How it works: each kind of gap has one Slot, made on first use: its characters, likeliest first, with their classes in the
character model and what each costs beforehand in either script.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.gbk import to_char
from corpuskit.steps.repair.plausibility import USUAL_MARKS, charmodel, commonest
from corpuskit.steps.repair.sides import SCRIPTS, form_costs, one_sided

__all__ = [
    "BIG5",
    "CLOSING",
    "GBK_ZONES_KEPT",
    "GBK_ZONES_LOST",
    "NEXT_FIRST",
    "STOPS",
    "Slot",
    "big5_writer",
    "possible",
    "slot_of",
]

CANDIDATES_MOST = 160  # per hole: hanzi beyond the likeliest of one hole are hardly ever meant
SWALLOWED, SWALLOWED_REPLACED = 4.0, 6.0  # cost of a `?`, or of U+FFFD, that swallowed an ASCII byte
NEXT_FIRST = -2  # for `after`: the next byte is the lost first byte of a character
UNUSUAL = 4.0  # cost of a symbol that running text hardly has
# Share that the best candidate must have; the second, where more than one byte is lost. On the tune half the choices between
# 0.5 and 0.7 are right in two of three cases, those above in 97 of 100. Of those with two lost bytes, what 0.8 gives and 0.9 does
# not is right in twelve of thirteen, what 0.7 would give besides in six of seven. The third for Big5, which loses so much that
# every choice leans on others.
SHARE_LEAST, SHARE_LEAST_MANY, SHARE_LEAST_BIG5 = 0.7, 0.8, 0.96
OTHER_SCRIPT = 0.5  # cost of a traditional character where the script is not known
CORNERS_HANS = 2.0  # cost of 「」 in simplified text, which has “”
WRONG_SCRIPT = 3.0  # cost of a character of the other script

GBK_ZONES_LOST, GBK_ZONES_KEPT, BIG5 = range(3)
"""How a reader treats pairs: GBK with the user-defined zones lost or kept, Big5."""


# In favour of marks that the model's texts have too seldom: of news each thousandth character begins a title.
_LIFT = {"《": 0.5, "》": 0.5, "‘": 1.0, "’": 1.0}
CLOSING = dict(zip("“《「『（【", "”》」』）】", strict=True))
_CLOSES = frozenset(CLOSING.values())
STOPS = frozenset("。！？；")
_Bytes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """The characters possible in one place, likeliest first."""

    chars: tuple[str, ...]
    ids: NDArray[np.int64]  # classes in the character model
    known: NDArray[np.float64]  # [script, character]: log probability within the class, less what it costs beforehand
    marks: tuple[tuple[int, str], ...]  # places of marks that come in pairs and of stops, and the marks
    mark_set: frozenset[str]
    paired: bool  # whether a mark that comes in pairs is among them
    least: float  # share that the best must have
    swallows: frozenset[str] = frozenset()  # those that would mean that the mark of the hole swallowed an ASCII byte

    @property
    def swallows_all(self) -> bool:
        """Whether the mark has swallowed a byte for certain."""
        return len(self.swallows) == len(self.chars)


@cache
def slot_of(
    chars: tuple[str, ...], swallows: frozenset[str] = frozenset(), cost: float = 0.0, least: float = SHARE_LEAST
) -> Slot:
    """The Slot of some characters (the first is the likeliest). Those that swallow a byte cost so much more."""
    ids, member = charmodel()._ids("".join(chars))
    own = np.array([_cost(char) + cost * (char in swallows) for char in chars])
    simplified, traditional = (np.array([char in side for char in chars]) for side in one_sided())
    hans, hant = (form_costs(script)[[ord(char) for char in chars]] for script in SCRIPTS[1:])
    scripts = np.stack((traditional * OTHER_SCRIPT, traditional * WRONG_SCRIPT, simplified * WRONG_SCRIPT))
    scripts[1] += CORNERS_HANS * np.array([char in "「」『』" for char in chars])
    scripts += np.stack((np.minimum(hans, hant), hans * ~traditional, hant * ~simplified))
    marks = tuple((place, char) for place, char in enumerate(chars) if char in _CLOSES or char in CLOSING or char in STOPS)
    paired = any(char not in STOPS for _, char in marks)
    return Slot(chars, ids, member - own - scripts, marks, frozenset(char for _, char in marks), paired, least, swallows)


def _cost(char: str) -> float:
    return -_LIFT[char] if char in _LIFT else 0.0 if "\u4e00" <= char <= "\u9fff" or char in USUAL_MARKS else UNUSUAL


@cache
def big5_writer() -> NDArray[np.uint16]:
    """As gbk.writer(), for code page 950."""
    table = np.zeros(0x10000, np.uint16)
    for lead in range(0xFE, 0x80, -1):
        for trail in (*range(0xFE, 0xA0, -1), *range(0x7E, 0x3F, -1)):
            try:
                table[ord(bytes((lead, trail)).decode("cp950"))] = lead << 8 | trail
            except UnicodeDecodeError:
                continue
    table[:0x80] = np.arange(0x80)
    table[0xFFFD] = 0xFF
    return table


@cache
def _lost(how: int) -> NDArray[np.bool_]:
    """[lead, trail]: whether a reader loses `lead` when `trail` comes after it."""
    table = np.ones((256, 256), np.bool_)
    if how == BIG5:
        pairs = big5_writer()
        kept = pairs[pairs > 0xFF]
        table[kept >> 8, kept & 0xFF] = False
    else:
        for pair, char in to_char().items():
            table[pair >> 8, pair & 0xFF] = how == GBK_ZONES_LOST and "\ue000" <= char <= "\uf8ff"
    table[0x80] = True
    table[:, :0x40] = True
    return table


@cache
def possible(first: int, second: int, third: int, after: int, how: int, mark: int = 0) -> Slot:
    """Characters whose UTF-8 has the given bytes (-1: lost). `after`: the byte shown after the hole, -1 where that says nothing.

    A byte is lost because it makes no pair with the byte after it. `mark`: the mark of the hole where it may have swallowed an
    ASCII byte too: then any byte may be lost there, at a cost, and the Slot says which characters would mean that.
    """
    firsts = np.arange(0xE2, 0xF0) if first < 0 else np.array([first])
    seconds = np.arange(0x80, 0xC0) if second < 0 else np.array([second])
    thirds = np.arange(0x80, 0xC0) if third < 0 else np.array([third])
    a, b, c = (grid.ravel() for grid in np.meshgrid(firsts, seconds, thirds, indexing="ij"))
    codes = (a & 15) << 12 | (b & 63) << 6 | c & 63
    meant = ((codes >= 0x2010) & (codes <= 0x2312)) | ((codes >= 0x2460) & (codes <= 0x9FFF))
    meant |= (codes >= 0xFF01) & (codes <= 0xFFE5)
    a, b, c, codes = a[meant], b[meant], c[meant], codes[meant]
    fits = _fitting(a, b, c, (first, second, third), after, _lost(how))
    chars = "".join(map(chr, codes))
    sure = frozenset("".join(map(chr, codes[fits])))
    if mark and after >= 0:
        found = tuple(dict.fromkeys((*(_likeliest("".join(map(chr, codes[fits]))) if sure else ()), *_likeliest(chars))))
        extra = SWALLOWED if mark == ord("?") else SWALLOWED_REPLACED
        return slot_of(found, frozenset(found) - sure, extra if sure else 0.0)
    if fits.any():
        chars = "".join(map(chr, codes[fits]))
    least = SHARE_LEAST_BIG5 if how == BIG5 else SHARE_LEAST if len(chars) <= 64 else SHARE_LEAST_MANY
    return slot_of(_likeliest(chars), least=least)


def _likeliest(chars: str) -> tuple[str, ...]:
    return commonest(chars, CANDIDATES_MOST) or tuple(chars[:CANDIDATES_MOST]) or ("\ufffd",)


def _fitting(
    a: _Bytes, b: _Bytes, c: _Bytes, given: tuple[int, int, int], after: int, lost: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which of the characters of bytes a, b, c lose just the bytes that are not given."""
    first, second, third = given
    fits = np.ones(len(a), np.bool_)
    if after == NEXT_FIRST:  # the first byte of the next character is lost with the third of this one
        return np.asarray(lost[c][:, 0xE1:0xF0].any(axis=1), np.bool_)
    if first < 0:
        fits = lost[a, after] if after >= 0 else fits
    elif second < 0 and third < 0:
        fits = lost[b, c]
        fits = fits & lost[c, after] if after >= 0 else fits
    elif after >= 0:
        fits = lost[b if second < 0 else c, after]
    return fits
