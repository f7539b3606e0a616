"""The two accidents of one family of site generators: notes and junk put in bytewise, over GBK bytes.

Lives here: pinyin notes from a table each page draws at random, junk before marks, and what a reader made of it. Never here:
other damages, anything of the product.

Source: the reasoning on how the accidents happened. Notes are a replacement X -> X(reading) over the bytes, so it also hits where
the two bytes of X lie across two characters; the table holds for the whole page, and in some tables a blank stands inside the
brackets. The junk is one to five control characters U+0005..U+0008 before the marks ，。、？！； and sometimes ：, found the same
way. A character cut in two leaves a lead byte that takes the next byte with it, and the line is read one byte off until something
puts it right. Last, a cleaner may have taken the control characters and may have flattened full-width ASCII forms.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pypinyin import Style, pinyin

from tests.support.independent_units import Damaged, Reader, Unit, aligned, windows_reader

MARKS = "，。、？！；"
JUNK = (5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class Byte:
    """A byte of the page and the byte of the original it is; put in: the place it stands before."""

    value: int
    origin: int
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Site:
    """How one site treats its pages."""

    notes: bool = False
    junk: bool = False
    runs_left: bool = False
    flattened: bool = False
    tags: bool = False


def _page(text: str, tags: bool) -> list[Byte] | None:
    """The page's bytes; with tags, each line has its `</p>`."""
    close = [Byte(value, 0, ours=False) for value in b"</p>"] if tags else []
    page: list[Byte] = []
    at = 0
    for char in text:
        try:
            data = char.encode("gbk")
        except UnicodeEncodeError:
            return None
        if char == "\n":
            page += [replace(byte, origin=at) for byte in close]
        page += [Byte(value, at + index) for index, value in enumerate(data)]
        at += len(data)
    return page + [replace(byte, origin=at) for byte in close]


def replaced(page: Sequence[Byte], wanted: bytes, before: Sequence[bytes], after: bytes) -> list[Byte]:
    """A bytewise replacement from left to right; `before` gives the bytes put in front of each hit, in turn."""
    data = bytes(byte.value for byte in page)
    out: list[Byte] = []
    at = hits = 0
    while (hit := data.find(wanted, at)) >= 0:
        out += page[at:hit]
        if before:
            out += [Byte(value, page[hit].origin, ours=False) for value in before[hits % len(before)]]
        found = page[hit : hit + len(wanted)]
        out += found
        out += [Byte(value, found[-1].origin + 1, ours=False) for value in after]
        at = hit + len(wanted)
        hits += 1
    return out + list(page[at:])


def reading(char: str) -> str | None:
    """The first reading with its tone mark, where GBK has it."""
    read = pinyin(char, style=Style.TONE)[0][0]
    try:
        read.encode("gbk")
    except UnicodeEncodeError:
        return None
    return None if read == char else read


def drawn_table(text: str, rng: random.Random) -> list[tuple[bytes, bytes]]:
    """A page's table: characters it has and, where there are any, some that only stand across two of its characters."""
    chars = sorted({char for char in text if "\u4e00" <= char <= "\u9fff"})
    data = text.encode("gbk", errors="replace")
    across = set()
    for at in range(len(data) - 1):
        pair = data[at : at + 2]
        char = pair.decode("gbk", errors="replace")
        if len(char) == 1 and "\u4e00" <= char <= "\u9fff" and char not in chars and 0xB0 <= pair[0] <= 0xF7 and pair[1] >= 0x40:
            across.add(char)
    table = rng.sample(chars, min(len(chars), max(1, round(len(chars) * rng.uniform(0.1, 0.4)))))
    table += rng.sample(sorted(across), min(len(across), rng.choice((0, 1, 1, 2))))
    rng.shuffle(table)
    blank = rng.choice((0.0, 0.0, 0.3, 1.0))
    rows = []
    for char in table:
        read = reading(char)
        if read is not None:
            note = f"({read} )" if rng.random() < blank else f"({read})"
            rows.append((char.encode("gbk"), note.encode("gbk")))
    return rows


def _with_junk(page: list[Byte], rng: random.Random) -> list[Byte]:
    marks = MARKS + ("：" if rng.random() < 0.2 else "")
    for mark in rng.sample(marks, len(marks)):
        runs = [bytes(rng.choices(JUNK, k=rng.randint(1, 5))) for _ in range(16)]
        page = replaced(page, mark.encode("gbk"), runs, b"")
    return page


def _read(page: Sequence[Byte], reader: Reader) -> list[Unit]:
    out = []
    for unit in reader(bytes(byte.value for byte in page)):
        got = page[unit.lo : unit.hi]
        ours = [byte for byte in got if byte.ours]
        lo = ours[0].origin if ours else got[0].origin
        hi = ours[-1].origin + 1 if ours else got[0].origin
        out.append(Unit(unit.text, lo, hi, unit.whole))
    return out


def _without_tags(units: list[Unit]) -> list[Unit]:
    """The tags that came through whole go again; of one that lost its first byte the rest stays."""
    out: list[Unit] = []
    for unit in units:
        out.append(unit)
        if "".join(each.text for each in out[-4:]) == "</p>" and all(each.lo == each.hi for each in out[-4:]):
            del out[-4:]
    return out


def _flattened(unit: Unit) -> Unit:
    text = "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in unit.text)
    return Unit(text, unit.lo, unit.hi, unit.whole and text == unit.text)


def accident(name: str, site: Site, text: str, rng: random.Random) -> Damaged | None:
    """The text as the site shows it; None where GBK cannot hold it or nothing came of it."""
    page = _page(text, site.tags)
    if page is None:
        return None
    if site.notes:
        for char, note in drawn_table(text, rng):
            page = replaced(page, char, (), note)
    if site.junk:
        page = _with_junk(page, rng)
    units = _read(page, windows_reader("gb18030"))
    if site.tags:
        units = _without_tags(units)
    if site.junk and not site.runs_left:
        units = [unit for unit in units if unit.text not in "\x05\x06\x07\x08"]
    if site.flattened:
        units = [_flattened(unit) for unit in units]
    return aligned(name, text, units, [len(char.encode("gbk")) for char in text])


SITES = {
    "site-notes": Site(notes=True),
    "site-notes-flattened": Site(notes=True, flattened=True),
    "site-junk-left": Site(junk=True, runs_left=True),
    "site-shift": Site(junk=True),
    "site-shift-flattened": Site(junk=True, flattened=True),
    "site-shift-tags": Site(junk=True, tags=True),
    "site-shift-tags-flattened": Site(junk=True, tags=True, flattened=True),
    "site-both": Site(notes=True, junk=True),
    "site-both-flattened": Site(notes=True, junk=True, tags=True, flattened=True),
}
