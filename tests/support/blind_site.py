"""What the family of site generators does to a page: notes and junk put in by bytes, then read, cleaned and flattened.

Lives here: the draw of a site (its table of notes, its junk, its markup, its reader) and the damage of a page or passage by
it. Never here: bytes and readers themselves (blind_bytes.py), the choice of texts and how many (blind_sets.py).

The order is the one of the reasoning: conversion (blind_texts.converted), notes, junk, reading, tags taken off, control runs
taken off or not, full-width forms flattened or not.

As the reasoning says: notes are in ASCII parentheses with tone marks and without numbers; some tables have a blank before the
second parenthesis; within a page a note is all or nothing for a character; the replacements follow each other, each over what
the one before it left; runs of 1 to 5 of U+0005..U+0008 stand before ，。、？！； and sometimes before ：.

Assumed where it leaves freedom. Tables of 12 to 60 characters (seen: 18, 36, 57), three in four of them characters of the
page and the others of its language, since a table is the site's and not the page's; on a converted page two in three tables
hold only characters that the conversion made, as all those seen are. The readings are the usual ones of pypinyin or, for half
of the sites, of Unihan, as far as the corpora have it. A table has its blank in every note or in about half of them. The run
is the same before all marks of a site, or one per mark, or drawn anew each time. One site in six leaves out one or two of the
six marks. Lines end in `</p>`, `<br>` or nothing. Two sites in three are read by one that eats the byte after a lost one and
writes `?`, as the seeds were; the others write U+FFFD, or leave the byte, or both. No site drops a lost byte without a mark.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pypinyin import Style, pinyin

from tests.support import corpora
from tests.support.blind_bytes import CONTROLS, JUNK, NOTE, TAG, Case, Read, Reader, Stream, case_of, put_in, shown, stream
from tests.support.blind_texts import HAN, only_traditional

MARKS = "，。、？！；"
TABLE_SIZES = (12, 60)
READERS = {
    "eats": Reader("gb18030"),
    "eats-no-zones": Reader("gbk"),
    "eats-fffd": Reader("gb18030", mark="\ufffd"),
    "leaves": Reader("gbk", eats="codec"),
    "browser": Reader("gb18030", eats="high", mark="\ufffd", euro=True),
}
_READER_WEIGHTS = (6, 3, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Site:
    notes: tuple[tuple[str, str], ...]  # a character and what is put after it, in the order of the replacements
    junk: tuple[tuple[str, tuple[str, ...]], ...]  # a mark and the runs put before it in turn
    ends: str  # what stands at the end of a line: "p", "br" or "text"
    reader: str
    controls_left: bool
    flattened: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set of cases asks of its sites. noted: characters that must be in the table; books: who says the readings."""

    notes: bool = True
    junk: bool = False
    sizes: tuple[int, int] = TABLE_SIZES
    noted: tuple[str, ...] = ()
    books: tuple[str, ...] = ("pypinyin", "unihan")


def site(rng: random.Random, page: str, pool: str, plan: Plan) -> Site:
    """A site drawn at random for a page; pool: the different characters that pages of its language have."""
    return Site(
        _notes(rng, page, pool, plan) if plan.notes else (),
        _junk(rng) if plan.junk else (),
        rng.choices(("p", "br", "text"), (3, 1, 2))[0],
        rng.choices(tuple(READERS), _READER_WEIGHTS)[0],
        plan.junk and rng.random() < 0.4,
        rng.random() < 0.5,
    )


def damaged(name: str, text: str, by: Site, tags: bool = True) -> Case | None:
    """The text as that site leaves it."""
    page = stream(text, "gbk")
    if tags:
        page = _tagged(page, by.ends)
    for char, note in by.notes:
        page = put_in(page, char.encode("gbk"), [note.encode("gbk")], NOTE, after=True)
    for mark, runs in by.junk:
        page = put_in(page, mark.encode("gbk"), [run.encode("ascii") for run in runs], JUNK, after=False)
    reads = READERS[by.reader].read(page.data)
    if tags:
        reads = _untagged(reads)
    return case_of(name, text, page, shown(reads, not by.controls_left, by.flattened))


def falls_across(text: str, sought: Iterable[str]) -> bool:
    """Whether one of the characters stands in the bytes of the text where it is no character.

    Quicker than the damage, and never no where it breaks something; what one replacement puts in may keep another from falling.
    """
    data, edges = _cut(text)
    for char in sought:
        piece = char.encode("gbk")
        found = data.find(piece)
        while found >= 0:
            if found not in edges:
                return True
            found = data.find(piece, found + 2)
    return False


@functools.lru_cache(maxsize=4)
def _cut(text: str) -> tuple[bytes, frozenset[int]]:
    edges, at = set(), 0
    for char in text:
        edges.add(at)
        at += 1 if char < "\x80" else 2
    return text.encode("gbk"), frozenset(edges)


def cut_once(name: str, text: str, rng: random.Random) -> Case | None:
    """One character anywhere is cut in two by a byte that is no second byte: the least that a break can be."""
    places = [at for at, char in enumerate(text) if at and HAN.match(char)]
    if not places:
        return None
    at = rng.choice(places)
    before, after = stream(text[:at], "gbk"), stream(text, "gbk")
    cut = len(before.data) + 1
    page = Stream(after.data[:cut] + b"\x07" + after.data[cut:], after.owners[:cut] + [JUNK] + after.owners[cut:])
    reader = READERS[rng.choices(tuple(READERS), _READER_WEIGHTS)[0]]
    return case_of(name, text, page, shown(reader.read(page.data), True, rng.random() < 0.5))


@functools.cache
def _unihan() -> dict[str, str]:
    """The customary reading of each character in the Unicode consortium's own table."""
    found = {}
    for record in corpora.load(["zh-Hans"], ["phonetic"]):
        for line in record["text"].split("\n") if record["id"].startswith("unihan-readings") else ():
            code, _, rest = line.partition("\tkMandarin\t")
            if rest:
                found[chr(int(code[2:], 16))] = rest.split(" ")[0]
    return found


@functools.cache
def reading(char: str, book: str) -> str:
    """The usual reading with its tone mark; nothing where the book has none or GBK cannot write it."""
    said = ""
    if book == "unihan":
        said = _unihan().get(char, "")
    if not said:
        said = "".join(group[0] for group in pinyin(char, style=Style.TONE, errors="ignore"))
    try:
        said.encode("gbk")
    except UnicodeEncodeError:
        return ""
    return said


def _notes(rng: random.Random, page: str, pool: str, plan: Plan) -> tuple[tuple[str, str], ...]:
    size = rng.randint(*plan.sizes)
    here = sorted({char for char in page if HAN.match(char)})
    made = [char for char in here if char in only_traditional()]
    if len(made) >= size // 2 and rng.random() < 0.67:
        here = made
        pool = _made(pool)
    chosen = rng.sample(here, min(len(here), max(1, size * 3 // 4)))
    chosen += [char for char in rng.sample(pool, min(len(pool), size - size * 3 // 4)) if char not in chosen]
    chosen += [char for char in plan.noted if char not in chosen]
    rng.shuffle(chosen)
    book = rng.choice(plan.books)
    blank = rng.choice((0.0, 0.0, 1.0, 0.5))
    said = [(char, reading(char, book)) for char in chosen]
    return tuple((char, f"({reads}{' ' if rng.random() < blank else ''})") for char, reads in said if reads)


@functools.lru_cache(maxsize=8)
def _made(pool: str) -> str:
    return "".join(char for char in pool if char in only_traditional())


def _junk(rng: random.Random) -> tuple[tuple[str, tuple[str, ...]], ...]:
    marks = list(MARKS)
    if rng.random() < 1 / 6:
        marks = rng.sample(marks, len(marks) - rng.randint(1, 2))
    if rng.random() < 1 / 3:
        marks.append("：")
    rng.shuffle(marks)

    def run() -> str:
        return "".join(rng.choices(CONTROLS, k=rng.randint(1, 5)))

    manner = rng.choice(("one", "per mark", "each"))
    only = run()
    if manner == "one":
        return tuple((mark, (only,)) for mark in marks)
    return tuple((mark, tuple(run() for _ in range(1 if manner == "per mark" else 31))) for mark in marks)


def _tagged(page: Stream, ends: str) -> Stream:
    if ends == "text":
        return page
    first, last = (b"<p>", b"</p>") if ends == "p" else (b"", b"<br />")
    page = put_in(page, b"\n", [last], TAG, after=False)
    page = put_in(page, b"\n", [first], TAG, after=True) if first else page
    return Stream(first + page.data + last, [TAG] * len(first) + page.owners + [TAG] * len(last))


def _untagged(reads: Sequence[Read]) -> list[Read]:
    """As an extractor takes tags off: what was read and not the bytes, so that a tag whose bracket was eaten stays."""
    text = "".join(unit.text for unit in reads)
    gone = [range(*tag.span()) for tag in re.finditer(r"</?p>|<br />", text)]
    places = {at for tag in gone for at in tag}
    out, at = [], 0
    for unit in reads:
        out.append(Read("", unit.lo, unit.hi, unit.lost) if at in places and unit.text else unit)
        at += len(unit.text)
    return out
