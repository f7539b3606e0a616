"""Where misread UTF-8 meets sound text of the same line: which characters at its edges are sound.

What lives here: has_sound(), asked about a line; head(), tail() and parts_before(), asked about the bytes of shown characters.
What never does: finding the stretches and reading them (misread.py).

How it works: many common hanzi have bytes in GBK that are UTF-8 of a letter as well (十 is U+02AE, 一 is U+04BB), and most marks
are the end of some character, the first byte of which a hole may have taken. Beside sound text they are what they seem; elsewhere
they are, where what they would stand for hardly occurs in Chinese. All of it only on lines that have sound text.

Weak: a sound character beside the stretch that is three bytes of UTF-8 with its neighbour goes with it, and where the reader
dropped bytes without a mark, one that is with the byte before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from corpuskit.steps.repair.gbk import HOLE, to_char
from corpuskit.steps.repair.plausibility import USUAL_MARKS, alone
from corpuskit.steps.repair.scan import common_han
from corpuskit.steps.repair.slots import possible

__all__ = ["has_sound", "head", "is_sound", "parts_before", "tail"]

RARER = 4.0  # in log probability, what a hole would have to stand for against what is shown
MARK = 3.0  # -log probability of a mark, as alone() has it for hanzi
SOUND_CHARS = 3  # common hanzi side by side
# Letters and signs of two bytes that Chinese text has: of Latin-1, with tone marks, Greek.
_USUAL = re.compile("[\xa0-\xffāēěīōūǎǐǒǔǖǘǚǜΑ-Ωα-ω]")


@cache
def _common() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(common_han()))}]{{{SOUND_CHARS}}}")


def has_sound(text: str, start: int, end: int) -> bool:
    """Whether some common hanzi stand together in a line: among misread characters they are strewn."""
    return _common().search(text, start, end) is not None


@cache
def _shown(lead: int, trail: int) -> str:
    """The common hanzi or mark that two bytes show as, or nothing."""
    char = to_char().get(lead << 8 | trail, "")
    return char if char in USUAL_MARKS or char in common_han() else ""


def _at(data: bytes, owner: Sequence[int], place: int) -> str:
    """The common hanzi or mark that begins at a byte; nothing where none does."""
    if place < 0 or place + 2 > len(data) or owner[place] != owner[place + 1]:
        return ""
    return _shown(data[place], data[place + 1])


def is_sound(data: bytes, owner: Sequence[int], place: int) -> bool:
    """Whether a common hanzi or mark begins at a byte."""
    return place < len(data) and _at(data, owner, place) != ""


def _is_letter(data: bytes, owner: Sequence[int], place: int) -> bool:
    return 0xC2 <= data[place] < 0xE0 and 0x80 <= data[place + 1] < 0xC0 and _at(data, owner, place) in common_han()


def _is_usual(data: bytes, place: int) -> bool:
    return _USUAL.match(data[place : place + 2].decode("utf-8", "replace")) is not None


def head(data: bytes, owner: Sequence[int], first: int, begin: int, limit: int) -> int:
    """Where a stretch begins that was found at `first`, in data[begin:limit], without the sound hanzi at its head."""
    beside = first - 2 >= begin and _at(data, owner, first - 2) != ""
    while first + 2 < limit and _is_letter(data, owner, first) and (beside or not _is_usual(data, first)):
        first += 2
        beside = True
    return first


def tail(data: bytes, owner: Sequence[int], start: int, stop: int, limit: int) -> int:
    """Where a run of whole characters data[start:stop] ends without the sound hanzi at its end."""
    beside = stop + 2 <= limit and _at(data, owner, stop) != ""
    while stop - 2 >= start and _is_letter(data, owner, stop - 2) and (beside or not _is_usual(data, stop - 2)):
        stop -= 2
        beside = True
    return stop


def parts_before(token: re.Match[bytes], data: bytes, owner: Sequence[int], how: int) -> int:
    """How many bytes of a token with a lost first byte belong to the stretch: those before its last two, where these show a
    common hanzi or mark and whatever else they may be the end of is far rarer; else all."""
    place = token.end() - 2
    shown = _at(data, owner, place)
    if not shown or data[place - 1] != HOLE:
        return token.end() - token.start()
    rarest = MARK if shown in USUAL_MARKS else alone(shown)
    least = min([alone(char) or MARK for char in possible(-1, data[place], data[place + 1], -1, how).chars])
    return place - token.start() if least >= rarest + RARER else token.end() - token.start()
