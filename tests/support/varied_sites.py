"""Whole pages as many different site generators would leave them: tune material, varied widely so that nothing is fitted to one.

Lives here: the ways of a site, drawn anew for every page, and the damaged page with its wounds. Never here: anything of the
product but its draws of chance, texts, counting (repair_tally.py).

Source: the reasoning on how the accidents happened, its first section. What it leaves open is drawn: which marks get junk, in
what order and of which bytes; whether a table of notes comes before or after; how a reader takes a byte that makes no pair (with
the byte after it, alone, as a browser does), what it shows for it, whether it knows the cells left to users and the euro sign;
whether lines end in a tag; whether controls were left and full-width forms flattened; bytes lost for no visible reason.
A wound is a stretch between two places where the page's bytes and characters agree, where it differs from the original. A page
may be stripped besides: a later cleaner took its private-use characters out, and at each of them two bytes went without a trace.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pypinyin import Style, pinyin

from corpuskit.testing.damages_draw import Draw
from tests.support.blind_bytes import Case, Wound

Page = list[tuple[int, int]]
"""Bytes, each with the place of its character in the original, or PUT_IN or TAG."""

PUT_IN, TAG = -1, -2

_FLAT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TAGS = ("</p>", "<br>", "<br />", "</p><p>", "</div>")


@dataclass(frozen=True, slots=True)
class Ways:
    """How one site treats its pages."""

    marks: str  # that get junk, in this order
    run: bytes  # the junk's bytes
    run_bytes: tuple[int, int]
    noted: int  # rows of the table of notes
    notes_first: bool
    blank: bool
    tag: str  # at the end of a line; a cleaner takes out those that are whole
    eats: str  # "next", "alone", "browser": what goes with a byte that makes no pair
    mark: str  # shown for it
    zones: bool  # whether cells left to users are read
    euro: bool
    controls_left: bool
    flattened: bool
    lost: int  # first bytes lost besides
    stripped: bool = False  # a later cleaner took private-use characters out


def drawn(seed: int, chars: int) -> Ways:
    """The ways of a page of so many characters."""
    draw = Draw(seed * 7919 + 11)
    marks = "".join(mark for mark in draw.sample("，。、？！；", 6) if draw.chance(0.85)) + ("：" if draw.chance(0.25) else "")
    few, many = draw.pick([(1, 1), (1, 5), (1, 5), (2, 4), (1, 3)])
    return Ways(
        marks=marks if draw.chance(0.9) else "",
        run=draw.pick([b"\x05\x06\x07\x08", b"\x05\x06\x07\x08", b"\x06\x07", b"\x08"]),
        run_bytes=(few, many),
        noted=draw.pick([0, 0, 0, 6, 18, 36, 57]),
        notes_first=draw.chance(0.7),
        blank=draw.chance(0.3),
        tag=draw.pick(_TAGS) if draw.chance(0.35) else "",
        eats=draw.pick(["next", "next", "next", "alone", "browser"]),
        mark="\ufffd" if draw.chance(0.15) else "?",
        zones=draw.chance(0.6),
        euro=draw.chance(0.6),
        controls_left=draw.chance(0.2),
        flattened=draw.chance(0.5),
        lost=draw.between(1, 1 + chars // 400) if draw.chance(0.25) else 0,
    )


def made(text: str, seed: int, stripped: bool = False) -> Case | None:
    """The page as a site shows it; None where GBK lacks a character of it or nothing came of it.

    stripped: the site's reader knew the cells left to users, and what it made of them was taken out later.
    """
    ways, draw = drawn(seed, len(text)), Draw(seed)
    if stripped:
        ways = replace(ways, zones=True, stripped=True)
    page = _written(text, ways.tag)
    if page is None:
        return None
    table = _table(text, ways, draw)
    if ways.notes_first:
        page = _noted(page, table)

    def run() -> bytes:
        return bytes(draw.pick(ways.run) for _ in range(draw.between(*ways.run_bytes)))

    for mark in ways.marks:
        page = _put(page, mark.encode("gbk"), True, run)
    if not ways.notes_first:
        page = _noted(page, table)
    firsts = [at for at, (byte, origin) in enumerate(page[1:], 1) if byte > 0xA0 and origin >= 0 and origin != page[at - 1][1]]
    for at in sorted(draw.sample(firsts, ways.lost), reverse=True):
        del page[at]
    damaged, wounds = _aligned(text, page, ways)
    name = "notes" if ways.noted else "junk"
    return Case(name, damaged, text, wounds, ()) if wounds else None


def _written(text: str, tag: str) -> Page | None:
    page: Page = []
    for at, char in enumerate(text):
        try:
            data = char.encode("gbk")
        except UnicodeEncodeError:
            return None
        if char == "\n":
            page += [(byte, TAG) for byte in tag.encode()]
        page += [(byte, at) for byte in data]
    return page + [(byte, TAG) for byte in tag.encode()]


def _table(text: str, ways: Ways, draw: Draw) -> list[tuple[bytes, bytes]]:
    rows = []
    for char in draw.sample(sorted({char for char in text if "\u4e00" <= char <= "\u9fff"}), ways.noted):
        try:
            note = f"({pinyin(char, style=Style.TONE)[0][0]}{' ' * ways.blank})".encode("gbk")
        except UnicodeEncodeError:
            continue
        rows.append((char.encode("gbk"), note))
    return rows


def _noted(page: Page, table: Sequence[tuple[bytes, bytes]]) -> Page:
    for char, note in table:
        page = _put(page, char, False, lambda note=note: note)  # type: ignore[misc]
    return page


def _put(page: Page, wanted: bytes, before: bool, piece: Callable[[], bytes]) -> Page:
    data = bytes(byte for byte, _ in page)
    out: Page = []
    at = 0
    while (hit := data.find(wanted, at)) >= 0:
        cut = hit if before else hit + len(wanted)
        out += page[at:cut]
        out += [(byte, PUT_IN) for byte in piece()]
        out += page[cut : hit + len(wanted)]
        at = hit + len(wanted)
    return out + page[at:]


@cache
def _pair(lead: int, trail: int, zones: bool) -> str:
    """The character of a pair, empty where it has none."""
    if 0x40 <= trail <= 0xFE and trail != 0x7F:
        try:
            return bytes((lead, trail)).decode("gbk")
        except UnicodeDecodeError:
            char = bytes((lead, trail)).decode("gb18030", "ignore")
            return char if zones and len(char) == 1 and "\ue000" <= char <= "\uf8ff" else ""
    return ""


def _read(data: bytes, ways: Ways) -> list[tuple[str, int, int]]:
    """The characters shown, each with the bytes [start, end) it stands for."""
    out = []
    at = 0
    while at < len(data):
        first, following = data[at], data[at + 1] if at + 1 < len(data) else 0
        char, size = chr(first), 1
        if first == 0x80 and ways.euro:
            char = "€"
        elif first in (0x80, 0xFF) or (first > 0x80 and at + 1 == len(data)):
            char = ways.mark
        elif first > 0x80:
            char, size = _pair(first, following, ways.zones), 2
            if not char:
                char = ways.mark
                size = 1 if ways.eats == "alone" or (ways.eats == "browser" and following < 0x80) else 2
        out.append((char, at, at + size))
        at += size
    return out


def _aligned(text: str, page: Page, ways: Ways) -> tuple[str, tuple[Wound, ...]]:
    """The page as shown, and the stretches between places where bytes and characters agree in which it differs from the text."""
    following = [len(text)] * (len(page) + 1)  # the character that the next byte of the text after each place belongs to
    for at in range(len(page) - 1, -1, -1):
        following[at] = following[at + 1] if page[at][1] < 0 else page[at][1]
    before = [-1] * (len(page) + 1)
    for at, (_, origin) in enumerate(page, 1):
        before[at] = before[at - 1] if origin < 0 else origin
    out: list[str] = []
    wounds: list[Wound] = []
    chars = true_start = 0
    shown = ""
    for char, _, hi in _without_tags(_read(bytes(byte for byte, _ in page), ways), page, ways.tag):
        shown += _cleaned(char, ways)
        if before[hi] == following[hi]:
            continue  # inside a character
        true_end = following[hi]
        wanted = text[true_start:true_end]
        if shown != (wanted.translate(_FLAT) if ways.flattened else wanted):
            kind = "break" if wanted or ways.mark in shown else "junk" if shown < " " else "note"
            last = wounds[-1] if wounds else None
            if last and last.kind == kind != "break" and last.end == chars:
                wounds.pop()
                wounds.append(Wound(kind, last.start, chars + len(shown), last.true_start, true_end, 0))
            else:
                wounds.append(Wound(kind, chars, chars + len(shown), true_start, true_end, 0))
        out.append(shown)
        chars += len(shown)
        true_start, shown = true_end, ""
    return "".join(out), tuple(wounds)


def _without_tags(units: list[tuple[str, int, int]], page: Page, tag: str) -> list[tuple[str, int, int]]:
    """A cleaner takes out the tags that came through whole; of one that lost its first byte the rest stays."""
    out: list[tuple[str, int, int]] = []
    for unit in units:
        out.append(unit)
        last = out[-len(tag) :] if tag else []
        if "".join(char for char, _, _ in last) == tag and tag and all(page[lo][1] == TAG for _, lo, _ in last):
            del out[-len(tag) :]
    return out


def _cleaned(char: str, ways: Ways) -> str:
    char = "" if char in "\x05\x06\x07\x08" and not ways.controls_left else char
    char = "" if ways.stripped and "\ue000" <= char <= "\uf8ff" else char
    return char.translate(_FLAT) if ways.flattened else char
