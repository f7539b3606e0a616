"""Pinyin notes: page programs that wrote X(pinyin) for every X of a drawn table, 協(xié).

What lives here: which readings belong to which character, which notes of a page are that damage, and the notes to take out.
What never does: notes that fell across two characters or lost their bracket (shifts.py reads those, with the table found here).

How it works: a note is taken out only if (1) the reading belongs to the character, (2) on this page the character has that very
note everywhere or nowhere, and (3) the page as a whole looks like the damage: notes on ordinary characters with their usual
reading, in the middle of running prose, the same characters again and again, while most characters have none. A teacher's notes
stand on nearly every character, on the words of a list, on rare characters, on a character's first occurrence, in a page that
speaks of reading: all of that counts against.

Weak: a few notes in a short text are left alone, for a teacher may have written them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files

from corpuskit.steps.repair.plausibility import alone, charmodel, one_sided

__all__ = ["EVERYDAY", "LETTERS", "NOTE", "Page", "Readings", "judge", "pinyin_digest", "readings"]

LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿê"
NOTE = re.compile(rf"\((?<=([\u3400-\u9fff\uf900-\ufaff])\()([{LETTERS}]{{1,6}})( ?)\)")
"""The bracket of a note: the character before it, the reading, a blank."""
_SWALLOWED = re.compile(rf"[?\ufffd][{LETTERS}]{{1,6}} ?\)")
_HAN = re.compile(r"[\u3400-\u9fff]")

# Evidence is counted in units of "a note that nobody writes by hand". Chosen on the tune half of the corpora.
ENOUGH_HANS = 5.0
ENOUGH_HANT = 2.0  # who notes traditional characters by hand seldom uses pinyin, and notes words, not characters inside them
ENOUGH_MORE = 6.0  # on top where the page speaks of reading
STRONG = 8.0
PRIMER_RATIO = 0.6  # share of the characters in noted lines that have notes; the drawn tables of real pages reach 0.2
DENSE_RATIO, DENSE_FACTOR = 0.35, 0.25  # from that share on, how much the evidence counts
CLAUSE_CHARS, LIST_FACTOR = 5.0, 0.3  # mean hanzi per noted clause: lists of words have fewer, and count so much less
ONCE_FACTOR = 0.5  # a character noted once shows no rule
EVERYDAY = 5.5  # -log probability of the sixty commonest characters, 的 是 不 了, which nobody needs to be told
_LESSON = re.compile("拼音|注音|[读讀字]音|生字|多音|[轻輕][声聲]|[声聲][调調母]|[韵韻]母|[识識]字|[读讀念]作|[发發]音|朗[读讀]")
_CLAUSE = re.compile("[^，。、；：！？,;:!?\n]+")


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
        """Whether the reading is one of the character's."""
        return char + reading in self.pairs

    def of(self, reading: str) -> Sequence[str]:
        """The characters that have the reading."""
        return self._by_reading.get(reading, ())


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
    """Decide which notes of a text are the damage. Linear in the text."""
    found = [m for m in NOTE.finditer(text) if readings().has(m[1], m[2])]
    if not found:
        return NO_PAGE
    noted, clauses = _around(text, found)
    if len(found) >= PRIMER_RATIO * noted:
        return Page({}, len(found))
    by_char: dict[str, Counter[str]] = {}
    for m in found:
        by_char.setdefault(m[1], Counter())[m[2] + m[3]] += 1
    accidents = 2.0 * min(3, len(_SWALLOWED.findall(text)))
    evidence = against = 0.0
    steady: dict[str, str] = {}
    unusual: dict[str, str] = {}
    places = _places(text, found)
    totals = Counter(text)
    for char, notes in by_char.items():
        (note, count), *others = notes.most_common()
        bare = totals[char] - sum(notes.values())
        if others or bare > count // 8:
            against += 2.0
            continue
        if readings().usual.get(char) != note.strip():
            unusual[char] = note
            continue
        steady[char] = note
        weight = _weight(char) * places.get(char, 0.2)
        told = count > 1 or alone(char) < EVERYDAY or char in one_sided()[1]
        evidence += weight * (1 + 0.8 * min(count - 1, 3)) * (1.0 if told else ONCE_FACTOR)
    evidence *= (DENSE_FACTOR if len(found) >= DENSE_RATIO * noted else 1.0) * (LIST_FACTOR if clauses < CLAUSE_CHARS else 1.0)
    evidence += accidents - against
    enough = ENOUGH_HANT if any(char in one_sided()[1] for char in steady) else ENOUGH_HANS
    if evidence < enough + (ENOUGH_MORE if _LESSON.search(text) else 0.0):
        return Page({}, len(found), evidence)
    if evidence >= STRONG:
        steady |= unusual
    return Page(steady, len(found), evidence)


def _around(text: str, found: list[re.Match[str]]) -> tuple[int, float]:
    """Hanzi in the lines that hold notes, and mean hanzi per clause that holds some."""
    han = 0
    lengths: list[int] = []
    line_end = -1
    for m in found:
        if m.start() > line_end:
            start = text.rfind("\n", 0, m.start()) + 1
            line_end = text.find("\n", m.start())
            line_end = len(text) if line_end < 0 else line_end
            han += len(_HAN.findall(text, start, line_end))
            lengths += [len(_HAN.findall(c[0])) for c in _CLAUSE.finditer(text, start, line_end) if NOTE.search(c[0])]
    return han, sum(lengths) / max(1, len(lengths))


def _weight(char: str) -> float:
    """How odd it is to note this character: common ones with one reading need no note."""
    rarity = alone(char)
    if char in one_sided()[1]:
        weight = 1.2 if rarity < 10.5 else 0.8
    else:
        weight = 2.5 if rarity < EVERYDAY else 1.5 if rarity < 7.5 else 1.0 if rarity < 9.0 else 0.5 if rarity < 11.0 else 0.15
    return weight if char in readings().sole else weight * 0.8


def _places(text: str, found: list[re.Match[str]]) -> dict[str, float]:
    """Per noted character the best place it stands in: 1.5 inside a word, 1.0 before a character or mark, 0.2 elsewhere."""
    before = [text[max(0, m.start() - 2) : m.start() - 1] for m in found]
    after = [text[m.end() : m.end() + 1] for m in found]
    joined = _bound([(left, m[1]) for left, m in zip(before, found, strict=True)])
    follows = _bound([(m[1], right) for m, right in zip(found, after, strict=True)])
    out: dict[str, float] = {}
    for m, right, with_left, with_right in zip(found, after, joined, follows, strict=True):
        if not right:
            continue
        place = 0.7 if right in " .)）」" and with_left else 0.2
        if "\u3400" <= right <= "\u9fff":
            place = 1.5 if with_left or with_right else 1.0
        elif right in "，。、；：！？”’》,;:!?":
            place = 1.0
        out[m[1]] = max(place, out.get(m[1], 0.0))
    return out


def _bound(pairs: list[tuple[str, str]]) -> list[bool]:
    """For each two characters whether they are hanzi of one word: the second is much likelier after the first than by itself."""
    logs = charmodel().logps("".join(f"\n\n{a:1.1}{b:1.1}" for a, b in pairs))[3::4]
    return [
        all("\u3400" <= char <= "\u9fff" for char in (a, b)) and log + alone(b) > 2.0
        for (a, b), log in zip(pairs, logs, strict=True)
    ]
