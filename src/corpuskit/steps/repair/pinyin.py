"""Pinyin: which readings belong to which character, in whichever spelling a page program used.

What lives here: the table of readings, the spellings, the shape of a note. What never does: deciding that notes are damage
(notes.py), byte shifts (shifts.py).

How it works: the table has tone marks, xié. A spelling with a tone digit, capitals, v or u: for ü, or the letters ɑ and ɡ that
GBK has for pinyin is brought to that form first. Letters without a tone are a reading only where the table has a neutral tone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b

from corpuskit.rulebook.stored import stored_text

__all__ = ["EVERYDAY", "LETTERS", "NOTE", "Readings", "pinyin_digest", "readings", "spelling"]

_MARKED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê"
LETTERS = f"a-zA-Z0-5:{_MARKED}{_MARKED.upper()}ɑɡ"
"""What readings are written in; a pattern of up to READING_MOST of them may hold one."""
NOTE = re.compile(rf"\((?<=([\u3400-\u9fff\uf900-\ufaff])\()([{LETTERS}]{{1,7}})( ?)\)")
"""The bracket of a note: the character before it, the reading, a blank."""

EVERYDAY = 5.5  # -log probability of the sixty commonest characters, 的 是 不 了, which nobody needs to be told

_TONES = dict(zip("aeiouü", ("āáǎà", "ēéěè", "īíǐì", "ōóǒò", "ūúǔù", "ǖǘǚǜ"), strict=True))
_TONE_PLACE = re.compile("a|e|o(?=u)|[iuüo](?![a-zü]*[aeiouü])")  # what bears the mark: a, e, the o of ou, else the last


@lru_cache(4096)
def spelling(written: str) -> str:
    """A reading as the table writes it: Xie2 and xié as xié, lv4 and lu:4 as lǜ. Whatever is no reading stays something else."""
    text = written.lower().replace("ɑ", "a").replace("ɡ", "g").replace("u:", "ü").replace("v", "ü")
    letters, digit = text[:-1], text[-1:]
    if not "0" <= digit <= "5" or not letters.isalpha():
        return text
    place = _TONE_PLACE.search(letters)
    if digit in "05" or place is None:
        return letters
    return letters[: place.start()] + _TONES[place[0]][int(digit) - 1] + letters[place.end() :]


class Readings:
    """Readings of characters: `usual[char]`, `sole` (characters hardly ever read otherwise), `pairs` (char + reading)."""

    def __init__(self, rows: str) -> None:
        self.usual: dict[str, str] = {}
        self.sole: set[str] = set()
        self.pairs: set[str] = set()
        self._by_reading: dict[str, list[str]] = {}
        for row in rows.split("\n"):
            if not row or row.startswith("#"):
                continue
            reading, sole, among, other = row.split("\t")
            self.sole.update(sole)
            for char in sole + among:
                self.usual[char] = reading
            self.pairs.update([char + reading for char in sole + among + other])
            self._by_reading.setdefault(reading, []).extend(sole + among + other)

    def has(self, char: str, reading: str) -> bool:
        """Whether the reading is one of the character's, in any spelling."""
        return char + reading in self.pairs or char + spelling(reading) in self.pairs

    def of(self, reading: str) -> Sequence[str]:
        """The characters that have the reading, in any spelling."""
        return self._by_reading.get(spelling(reading), ())


def _table() -> str:
    return stored_text("pinyin.tsv")


@cache
def readings() -> Readings:
    """The table of readings (rulebook/pinyin.tsv, made by scripts/pinyin), loaded on first use."""
    return Readings(_table())


@cache
def pinyin_digest() -> str:
    """BLAKE2b of the table file, for recipe.lock.toml."""
    return blake2b(_table().encode("utf-8"), digest_size=16).hexdigest()
