"""Pinyin notes: page programs that wrote X(pinyin) for every X of a drawn table, 協(xié).

What lives here: which notes of a page are that damage. What never does: readings and spellings (pinyin.py), notes that fell
across two characters or lost their bracket (shifts.py reads those, with the table found here).

How it works: a note is taken out only if (1) the reading belongs to the character, (2) on this page the character has that very
note everywhere or nowhere, and (3) the page as a whole looks like the damage. What tells a program from a teacher is which
characters have notes. A teacher notes the rarest of a page, those with several readings, or nearly all; a table drawn by a
program takes no heed of that. So each noted character is weighed by its place among the page's characters in order of how common
they are, which needs no list of easy and hard ones: for a character commoner than half of those that have no note, a teacher is
out of the question. Notes in the middle of words of running prose count in full; on the words of a list, on what stands in
quotation marks by itself, or in a page that speaks of reading, they hardly count. A character noted again and again without
exception shows the rule; one with and without a note shows a hand.

Weak: one note in a short text is left alone, and so are a few on rare characters: a teacher may have written them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.pinyin import LETTERS, NOTE, readings, spelling
from corpuskit.steps.repair.plausibility import alone, charmodel
from corpuskit.steps.repair.sides import with_simpler_form

__all__ = ["NOTHING", "STRONG", "Page", "judge"]

_SWALLOWED = re.compile(rf"[?\ufffd]\(?([{LETTERS}]{{1,7}}) ?\)")
_HAN = re.compile(r"[\u3400-\u9fff]")

# Evidence is a log likelihood ratio, program against teacher; both densities and the limits were chosen on the tune half of the
# corpora and on texts with notes by hand (tests/steps/test_repair_notes.py).
TEACHER_POWER = 6.0  # a teacher's density over the rank r of a character among the page's, rarest 1: POWER * r ** (POWER - 1)
TEACHER_ANY = 0.08  # and this much of it on any character
RANKS_LENT = 20  # a short page's ranks say little: so many characters of a usual page are added
USUAL_RANKS = (3.5, 5.5, 6.1, 6.5, 6.7, 7.0, 7.3, 7.6, 8.0, 8.7, 11.5)  # deciles of -log probability over pages of 250 characters
TRADITIONAL = 1.2  # for a traditional character: pages that a program wrote note hardly any others, teachers of Taiwan use zhuyin
ENOUGH_HANS = 3.5
ENOUGH_HANT = 2.0  # who notes traditional characters by hand notes words, not characters inside them
FEWEST = 2  # one note shows no rule
ENOUGH_MORE = 6.0  # on top where the page speaks of reading
STRONG = 8.0  # from here on notes of characters that are bare elsewhere belong to it
REPEATED, REPEATED_EACH, REPEATED_MOST = 1.0, 4, 8.0  # for each further note of a character that is never bare; of one; of all
SEVERAL_FACTOR = 0.3  # of a character with several readings, which wants telling apart
RARE = -0.3  # the least that one character counts: words that a program cut hold rare characters too
UNUSUAL = -0.7  # and of one with a reading that it has more seldom
BARE = -2.0  # of a character with and without its note, or with two
ACCIDENT, ACCIDENTS_MOST = 2.5, 3  # for a note whose bracket was swallowed
PRIMER_RATIO = 0.6  # share of the characters in noted lines that have notes; the drawn tables of real pages reach 0.2
DENSE_RATIO, DENSE_FACTOR = 0.35, 0.1  # from that share on, how much the evidence counts
COMMON = 6.5  # -log probability of the commonest three in ten characters of a page
DRAWN_OFTEN = 4  # notes of such characters beyond the first
ALWAYS_RATIO, BARE_RATIO = 0.8, 0.25  # of the noted, those never bare; of the rarer half, those never noted
DRAWN_FEWEST, DRAWN_ALWAYS, DRAWN_BARE = 12, 0.95, 0.5  # the same where common ones do not come again: noted characters, and both
CLAUSE_CHARS, LIST_FACTOR = 5.0, 0.3  # mean hanzi per noted clause: lists of words have fewer, and count so much less
INSIDE, BESIDE, WORD_END, APART = 1.5, 1.0, 0.7, 0.2  # what a place counts: in a word, before a hanzi or mark, at a word's end
TENTHS = [tenth / 10 for tenth in range(11)]
_LESSON = re.compile(
    "拼音|注音|[读讀字]音|生字|多音|[轻輕][声聲]|[声聲][调調母]|[韵韻]母|[识識]字|[读讀念]作|[发發]音|朗[读讀]|[造]句"
    "|[汉漢][语語字]|[课課]文|[学學][习習]?中文|[笔筆][画畫顺順]|部首|偏旁|生[词詞]|[念读讀][错錯成]"
)
_CLAUSE = re.compile("[^，。、；：！？,;:!?\n]+")
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "'": "'", "《": "》"}
_MARKS = "，。、；：！？”’》」』,;:!?"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page's notes are: `table` maps each character to the note to take out, as the table of readings has it.

    `seen` is the number of notes whose reading belongs to the character; `evidence` what judge() counted.
    """

    table: Mapping[str, str]
    seen: int = 0
    evidence: float = 0.0

    def has(self, char: str, written: str) -> bool:
        """Whether this is the page's note on this character."""
        note = self.table.get(char)
        return note is not None and (note == written or note == spelling(written))


NOTHING = Page({})


def judge(text: str) -> Page:
    """Decide which notes of a text are the damage. Linear in the text."""
    known = readings()
    found = [m for m in NOTE.finditer(text) if known.has(m[1], m[2])]
    if not found:
        return NOTHING
    noted, clauses = _around(text, found)
    by_char: dict[str, Counter[str]] = {}
    for m in found:
        by_char.setdefault(m[1], Counter())[spelling(m[2])] += 1
    is_dense = len(found) >= DENSE_RATIO * noted and not _is_drawn(text, by_char)
    if is_dense and len(found) >= PRIMER_RATIO * noted:
        return Page({}, len(found))
    steady, doubtful, evidence = _weigh(text, found, by_char)
    evidence *= (DENSE_FACTOR if is_dense else 1.0) * (LIST_FACTOR if clauses < CLAUSE_CHARS else 1.0)
    accidents = sum(bool(known.of(m[1])) for m in _SWALLOWED.finditer(text))
    evidence += ACCIDENT * min(ACCIDENTS_MOST, accidents)
    evidence += sum(against for _, against in doubtful.values())
    if len(found) + accidents < FEWEST or evidence < _enough(text, steady):
        return Page({}, len(found), evidence)
    least = BARE if evidence >= STRONG else UNUSUAL
    steady |= {char: note for char, (note, against) in doubtful.items() if note and against >= least}
    return Page(steady, len(found), evidence)


def _is_drawn(text: str, by_char: Mapping[str, Counter[str]]) -> bool:
    """Whether a page full of notes is none that a teacher noted through: it notes common characters each time that they come,
    and many that are rarer never."""
    totals = Counter(_HAN.findall(text))
    always = [char for char, notes in by_char.items() if notes.total() == totals[char]]
    often = sum(min(totals[char] - 1, REPEATED_EACH) for char in always if alone(char) < COMMON)
    middle = median(map(alone, by_char))
    rarer = [char for char in totals if alone(char) > middle]
    bare = len([char for char in rarer if char not in by_char])
    if often >= DRAWN_OFTEN and len(always) >= ALWAYS_RATIO * len(by_char):
        return bare >= BARE_RATIO * len(rarer)
    return len(by_char) >= DRAWN_FEWEST and len(always) >= DRAWN_ALWAYS * len(by_char) and bare >= DRAWN_BARE * len(rarer)


def _weigh(
    text: str, found: Sequence[re.Match[str]], by_char: Mapping[str, Counter[str]]
) -> tuple[dict[str, str], dict[str, tuple[str, float]], float]:
    """Characters with their one usual note; the others with their note ("" where a hand wrote it) and what it counts; the
    evidence of the first."""
    totals = Counter(_HAN.findall(text))
    unlike = dict(zip(by_char, _unlike_teacher("".join(by_char), "".join(totals)), strict=True))
    places = _places(text, found)
    known = readings()
    steady: dict[str, str] = {}
    doubtful: dict[str, tuple[str, float]] = {}
    evidence = again = 0.0
    for char, notes in by_char.items():
        (note, count), *others = notes.most_common()
        bare = totals[char] - notes.total()
        if others or bare > count // 8:
            doubtful[char] = ("" if others or bare > count else note, BARE)
        elif known.usual.get(char) != note:
            doubtful[char] = (note, UNUSUAL)
        else:
            steady[char] = note
            worth = unlike[char]
            place = places.get(char, APART)
            factor = 1.0 if char in known.sole else SEVERAL_FACTOR
            if char in with_simpler_form():
                worth = max(worth, 1.0)
            if worth > 0:
                worth *= place * factor
            again += REPEATED * min(count - 1, REPEATED_EACH) * min(1.0, place) * factor
            evidence += max(worth, RARE)
    return steady, doubtful, evidence + min(again, REPEATED_MOST)


def _unlike_teacher(chars: str, page: str) -> list[float]:
    """For each character the log of how much likelier a program is to note one of its rank among a page's than a teacher."""
    own, others = _rarity(chars), np.sort(_rarity(page))
    usual = np.interp(own, USUAL_RANKS, TENTHS)
    rank = (np.searchsorted(others, own) + RANKS_LENT * usual) / (len(others) + RANKS_LENT)
    teacher = TEACHER_ANY + (1 - TEACHER_ANY) * TEACHER_POWER * rank ** (TEACHER_POWER - 1)
    traditional = [char in with_simpler_form() for char in chars]
    unlike: list[float] = (TRADITIONAL * np.array(traditional) - np.log(teacher)).tolist()
    return unlike


def _rarity(chars: str) -> NDArray[np.float32]:
    """-log probability of each hanzi of the BMP by itself."""
    rarity: NDArray[np.float32] = charmodel().han_rarity[np.frombuffer(chars.encode("utf-16-le"), np.uint16)]
    return rarity


def _enough(text: str, steady: Mapping[str, str]) -> float:
    """How much evidence the page must show."""
    hant = any(char in with_simpler_form() for char in steady)
    return (ENOUGH_HANT if hant else ENOUGH_HANS) + (ENOUGH_MORE if _LESSON.search(text) else 0.0)


def _around(text: str, found: Sequence[re.Match[str]]) -> tuple[int, float]:
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
            lengths += [
                len(_HAN.findall(c[0])) for c in _CLAUSE.finditer(text, start, line_end) if "(" in c[0] and NOTE.search(c[0])
            ]
    return han, sum(lengths) / max(1, len(lengths))


def _places(text: str, found: Sequence[re.Match[str]]) -> dict[str, float]:
    """For each noted character what the best place counts that it stands in."""
    before = [text[max(0, m.start() - 2) : m.start() - 1] for m in found]
    after = [text[m.end() : m.end() + 1] for m in found]
    pairs = [(left, m[1]) for left, m in zip(before, found, strict=True)]
    pairs += [(m[1], right) for m, right in zip(found, after, strict=True)]
    bound = _bound(pairs)
    joined, follows = bound[: len(found)], bound[len(found) :]
    out: dict[str, float] = {}
    for m, left, right, with_left, with_right in zip(found, before, after, joined, follows, strict=True):
        if not right or _QUOTES.get(left) == right:
            continue
        place = WORD_END if right in " .)）「\n" and with_left else APART
        if "\u3400" <= right <= "\u9fff":
            place = INSIDE if with_left or with_right else BESIDE
        elif right in _MARKS:
            place = BESIDE
        out[m[1]] = max(place, out.get(m[1], 0.0))
    return out


def _bound(pairs: Sequence[tuple[str, str]]) -> list[bool]:
    """For each two characters whether they are hanzi of one word: the second is much likelier after the first than by itself."""
    logs = charmodel().logps("".join(f"\n\n{a:1.1}{b:1.1}" for a, b in pairs))[3::4]
    return [
        all("\u3400" <= char <= "\u9fff" for char in (a, b)) and log + alone(b) > 2.0
        for (a, b), log in zip(pairs, logs, strict=True)
    ]
