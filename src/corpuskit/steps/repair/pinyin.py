"""Pinyin notes: page programs that wrote X(pinyin) for every X of a drawn table, 協(xié).

What lives here: which readings belong to which character, which notes of a page are that damage, and the notes to take out.
What never does: notes that fell across two characters or lost their bracket (shifts.py reads those, with the table found here).

How it works: a note is taken out only if (1) the reading belongs to the character, (2) on this page the character has that very
note everywhere or nowhere, and (3) the page as a whole looks like the damage: notes on ordinary characters with their usual
reading, amid words, while most characters have none. Notes in a primer stand on nearly every character, in a dictionary on the
headword only, in an article on rare characters or unusual readings: such notes give no evidence, or evidence against.

Weak: a single note in a short simplified text is left alone, for a teacher may have written it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files

from corpuskit.steps.repair.plausibility import alone, charmodel, one_sided

__all__ = ["LETTERS", "NOTE", "Page", "Readings", "judge", "pinyin_digest", "readings"]

LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê"
NOTE = re.compile(rf"([\u3400-\u9fff\uf900-\ufaff])\(([{LETTERS}]{{1,6}})( ?)\)")
_SWALLOWED = re.compile(rf"[?\ufffd][{LETTERS}]{{1,6}} ?\)")
_HAN = re.compile(r"[\u3400-\u9fff]")

# Evidence is counted in units of "a note that nobody writes by hand". Chosen on the tune half of the corpora.
ENOUGH_HANS = 2.5
ENOUGH_HANT = 1.0  # who notes traditional characters by hand seldom uses pinyin, and notes words, not characters inside them
STRONG = 6.0
PRIMER_RATIO = 0.6  # share of the characters in noted lines that have notes; the drawn tables of real pages reach 0.2


class Readings:
    """Readings of characters: `usual[char]`, `sole` (characters hardly ever read otherwise), `pairs` (char + reading)."""

    def __init__(self, rows: str) -> None:
        self.usual: dict[str, str] = {}
        self.sole: set[str] = set()
        self.pairs: set[str] = set()
        for row in rows.split("\n"):
            if not row or row.startswith("#"):
                continue
            reading, sole, among, other = row.split("\t")
            self.sole.update(sole)
            for char in sole + among:
                self.usual[char] = reading
            self.pairs.update([char + reading for char in sole + among + other])

    def has(self, char: str, reading: str) -> bool:
        """Whether the reading is one of the character's."""
        return char + reading in self.pairs


def _table() -> str:
    return (files("corpuskit.rulebook") / "pinyin.tsv").read_text(encoding="utf-8")


@cache
def readings() -> Readings:
    """The table of readings (rulebook/pinyin.tsv, made by scripts/pinyin), loaded on first use."""
    return Readings(_table())


@cache
def pinyin_digest() -> str:
    """BLAKE2b of the table file, for recipe.lock.toml."""
    return blake2b(_table().encode("utf-8"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Page:
    """What a page's notes are: `table` maps each character to the note to take out, as written ("xié", "luò ").

    `seen` is the number of notes whose reading belongs to the character; `evidence` what judge() counted.
    """

    table: Mapping[str, str]
    seen: int = 0
    evidence: float = 0.0


NO_PAGE = Page({})


def judge(text: str) -> Page:
    """Decide which notes of a text are the damage. Linear in the text for each different noted character, at most 400 of them."""
    found = [m for m in NOTE.finditer(text) if readings().has(m[1], m[2])]
    if not found:
        return NO_PAGE
    if _is_primer(text, found):
        return Page({}, len(found))
    by_char: dict[str, Counter[str]] = {}
    for m in found:
        by_char.setdefault(m[1], Counter())[m[2] + m[3]] += 1
    evidence = 2.0 * min(3, len(_SWALLOWED.findall(text)))
    steady: dict[str, str] = {}
    unusual: dict[str, str] = {}
    places = _places(text, found)
    totals = Counter(text)
    for char, notes in by_char.items():
        (note, count), *others = notes.most_common()
        bare = totals[char] - sum(notes.values())
        if others or bare > count // 8:
            evidence -= 2.0
            continue
        if readings().usual.get(char) != note.strip():
            unusual[char] = note
            continue
        steady[char] = note
        weight = _weight(char) * places.get(char, 0.2)
        evidence += weight * (1 + 0.8 * min(count - 1, 3))
    enough = ENOUGH_HANT if any(char in one_sided()[1] for char in steady) else ENOUGH_HANS
    if evidence < enough:
        return Page({}, len(found), evidence)
    if evidence >= STRONG:
        steady |= unusual
    return Page(steady, len(found), evidence)


def _is_primer(text: str, found: list[re.Match[str]]) -> bool:
    """Whether most characters of the lines that hold notes have one."""
    noted = han = 0
    line_end = -1
    for m in found:
        if m.start() > line_end:
            start = text.rfind("\n", 0, m.start()) + 1
            line_end = text.find("\n", m.start())
            line_end = len(text) if line_end < 0 else line_end
            han += len(_HAN.findall(text, start, line_end))
        noted += 1
    return noted >= PRIMER_RATIO * han


def _weight(char: str) -> float:
    """How odd it is to note this character: common ones with one reading need no note."""
    rarity = alone(char)
    if char in one_sided()[1]:
        weight = 1.2 if rarity < 10.5 else 0.8
    else:
        weight = 1.5 if rarity < 7.5 else 1.0 if rarity < 9.0 else 0.5 if rarity < 11.0 else 0.15
    return weight if char in readings().sole else weight * 0.8


def _places(text: str, found: list[re.Match[str]]) -> dict[str, float]:
    """Per noted character the best place it stands in: 1.5 inside a word, 1.0 before a character or mark, 0.2 elsewhere."""
    out: dict[str, float] = {}
    for m in found:
        after = text[m.end() : m.end() + 1]
        if out.get(m[1], 0.0) >= 1.5 or not after:
            continue
        place = 0.7 if after in " .)）」" and _joined(text, m) else 0.2
        if "\u3400" <= after <= "\u9fff":
            inside = charmodel().logps(m[1] + after)[1] + alone(after) > 2.0 or _joined(text, m)
            place = 1.5 if inside else 1.0
        elif after in "，。、；：！？”’》,;:!?":
            place = 1.0
        out[m[1]] = max(place, out.get(m[1], 0.0))
    return out


def _joined(text: str, m: re.Match[str]) -> bool:
    """Whether the noted character ends a word: it is much likelier after the character before it than by itself."""
    before = text[max(0, m.start() - 1) : m.start()]
    if not "\u3400" <= before <= "\u9fff":
        return False
    return charmodel().logps(before + m[1])[1] + alone(m[1]) > 2.0
