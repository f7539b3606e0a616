"""EUC-TW recognised, so that it can be refused by name instead of read as nonsense hanzi.

What lives here: rough_text and may_be. What never does: decoding for good; Python has no codec, and next to no file is left.

How it works: CNS 11643 plane 1 holds the 5,401 hanzi of Big5's first level in the same order (a handful are swapped), from row
36 on; so a reading good enough for weighing is a count of places. Plane 2 is likewise Big5's second level; other planes are rare.
"""

from __future__ import annotations

import re
from functools import cache

from corpuskit.steps.decode.sampling import SAMPLE_PLACES

__all__ = ["may_be", "rough_text"]

# Possessive: the plain form would try every way to cut a stretch of ASCII.
_FORM = re.compile(rb"(?:[\x00-\x7f]++|[\xa1-\xfd][\xa1-\xfe]|\x8e[\xa1-\xb0][\xa1-\xfe]{2})*+")
_TOKENS = re.compile(rb"[\x00-\x7f]+|[\xa1-\xfd][\xa1-\xfe]|\x8e[\xa1-\xb0][\xa1-\xfe]{2}|[\x80-\xff]")
_FIRST_ROW = 0xC4
_SECOND_PLANE = 0xA2
WHOLE_MIN = 30  # tokens for each broken one; a piece of the shortest sample has 48


def may_be(data: bytes) -> bool:
    """Whether all bytes keep to the form of EUC-TW."""
    return _FORM.fullmatch(data) is not None


def rough_text(data: bytes) -> str | None:
    """Nearly the text, or None where the bytes do not keep to the form. Marks outside the hanzi come as they are in Big5. A
    sample may cut a character at the end of each of its pieces: so many may be broken, and are left out."""
    tokens = _TOKENS.findall(data)
    broken = sum(token[0] >= 0x80 and len(token) == 1 for token in tokens)
    if broken > SAMPLE_PLACES or broken * WHOLE_MIN > len(tokens):
        return None
    return "".join([_rough(token) for token in tokens if token[0] < 0x80 or len(token) > 1])


def _rough(token: bytes) -> str:
    if token[0] < 0x80:
        return token.decode("ascii")
    first, second = _levels()
    if len(token) == 2:
        place = (token[0] - _FIRST_ROW) * 94 + token[1] - 0xA1
        if place >= 0:
            return first[place] if place < len(first) else "\ufffd"
        mark = (token[0] - 0xA1) * 94 + token[1] - 0xA1
        return _marks()[mark] if mark < len(_marks()) else "\u3000"
    place = (token[2] - 0xA1) * 94 + token[3] - 0xA1
    return second[place] if token[1] == _SECOND_PLANE and place < len(second) else "\ufffd"


def _rows(first_lead: int, last_lead: int) -> str:
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    leads = range(first_lead, last_lead + 1)
    return "".join(bytes((lead, trail)).decode("big5", "replace") for lead in leads for trail in trails)


@cache
def _levels() -> tuple[str, str]:
    return _rows(0xA4, 0xC6)[:5401], _rows(0xC9, 0xF9)[:7652]


@cache
def _marks() -> str:
    return _rows(0xA1, 0xA3)
