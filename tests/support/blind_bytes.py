"""Bytes that remember which character they belong to, how a wrong reader reads them, and what that did to each stretch of
text.

Lives here: the byte stream with its owners, replacing in it as a program does that takes text for bytes, readers of double
bytes, and the truth of a case: its wounds. Never here: which damages there are (blind_site.py, blind_chains.py), sound text
(blind_texts.py), counting (repair_tally.py), anything of the product, anything of the other generator (independent_*.py).

How it works: every byte of a stream names the character of the sound text it is part of, or what put it there. Whatever a
reader makes of the bytes, a place where a unit of the reader ends and no character is half read is a place where both texts
agree again. Between two such places the text is sound, or it is a wound: a note, a run of junk, or a break, which is what
lies between a lost first byte and the place where reader and text agree again.

Assumed, as the reasoning on damage leaves it open: U+FFFD and `?` are the only marks of a lost byte (the third, a box, is
what a font shows). Half-width and full-width forms count as the same text, since flattening comes last and touches every
line.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

NOTE, STRAY, JUNK, TAG = -1, -2, -3, -4
"""Owners that are no character: a note after its own character, a note after half of one, junk before a mark, a tag."""
KINDS = {NOTE: "note", STRAY: "stray", JUNK: "junk", TAG: "tag"}
CONTROLS = "\x05\x06\x07\x08"
_FLAT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def flat(text: str) -> str:
    """Full-width ASCII forms as ASCII, and nothing else: no NFKC."""
    return text.translate(_FLAT)


@dataclass(frozen=True, slots=True)
class Wound:
    """Damaged text [start, end) stands for original text [true_start, true_end), in code points; `losses` marks stand in it."""

    kind: str
    start: int
    end: int
    true_start: int
    true_end: int
    losses: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged text with its truth. `lost` are the places of the original characters of which a byte is gone."""

    name: str
    text: str
    original: str
    wounds: tuple[Wound, ...]
    lost: tuple[int, ...] = ()

    @property
    def exact(self) -> bool:
        return not self.lost


class Read(NamedTuple):
    """What a reader gave for the bytes [lo, hi); lost: it says that they are nothing, or says nothing at all."""

    text: str
    lo: int
    hi: int
    lost: bool = False


@dataclass(slots=True)
class Stream:
    data: bytes
    owners: list[int]

    def edges(self) -> list[tuple[bool, int]]:
        """For each place between bytes: whether no character is cut there, and the number of the next character."""
        following = [max(self.owners, default=-1) + 1]
        for owner in reversed(self.owners):
            following.append(owner if owner >= 0 else following[-1])
        following.reverse()
        out, last = [(True, following[0])], -1
        for at, owner in enumerate(self.owners, start=1):
            last = owner if owner >= 0 else last
            out.append((following[at] != last, following[at]))
        return out


def stream(text: str, codec: str) -> Stream:
    owners: list[int] = []
    pieces = []
    for at, char in enumerate(text):
        piece = char.encode(codec)
        pieces.append(piece)
        owners += [at] * len(piece)
    return Stream(b"".join(pieces), owners)


def put_in(into: Stream, found: bytes, added: Sequence[bytes], owner: int, after: bool) -> Stream:
    """One added piece before or after each place where the bytes stand, whatever they are part of; the pieces take turns."""
    data, owners, done, turn = [], [], 0, 0
    at = into.data.find(found)
    while at >= 0:
        end = at + len(found)
        cut = end if after else at
        piece = added[turn % len(added)]
        says = STRAY if owner == NOTE and len(set(into.owners[at:end])) > 1 else owner
        data += [into.data[done:cut], piece]
        owners += into.owners[done:cut] + [says] * len(piece)
        done, turn = cut, turn + 1
        at = into.data.find(found, end)
    data.append(into.data[done:])
    return Stream(b"".join(data), owners + into.owners[done:])


@dataclass(frozen=True, slots=True)
class Reader:
    """How double bytes are read.

    codec: gbk (user-defined cells are nothing), gb18030 (they are private use), big5, cp950, big5hkscs. eats: `always`, a first
    byte takes the byte after it even where both are nothing (Windows, mbstring); `high`, only one that is no ASCII (browsers);
    `codec`, what Python's codec says. euro: the byte 80 is a euro sign. four: the four-byte characters of GB18030 too.
    """

    codec: str
    eats: str = "always"
    mark: str = "?"
    euro: bool = False
    four: bool = False

    def read(self, data: bytes) -> list[Read]:
        out, at = [], 0
        while at < len(data):
            first = data[at]
            if first < 0x80:
                out.append(Read(chr(first), at, at + 1))
                at += 1
                continue
            text, width = ("€", 1) if first == 0x80 and self.euro else self._pair(data, at)
            lost = not text
            if lost:
                text, width = self.mark, self._eaten(data, at)
            out.append(Read(text, at, at + width, lost))
            at += width
        return out

    def _pair(self, data: bytes, at: int) -> tuple[str, int]:
        for width in (2, 4) if self.four else (2,):
            if at + width <= len(data):
                text = decoded(data[at : at + width], self.codec)
                if text:
                    return text, width
        return "", 0

    def _eaten(self, data: bytes, at: int) -> int:
        if at + 1 == len(data):
            return 1
        if self.eats == "always":
            return 2
        if self.eats == "high":
            return 2 if data[at + 1] >= 0x80 else 1
        try:
            data[at : at + 8].decode(self.codec)
        except UnicodeDecodeError as error:
            return max(1, error.end - error.start)
        return 1


@functools.lru_cache(maxsize=1 << 16)
def decoded(piece: bytes, codec: str) -> str:
    """The one character that the bytes are, or nothing."""
    try:
        text = piece.decode(codec)
    except UnicodeDecodeError:
        return ""
    return text if piece[0] >= 0x80 and not (len(text) > 1 and text[-1] < "\x80") else ""


def shown(reads: Iterable[Read], clean_controls: bool, flatten: bool) -> list[Read]:
    """What a later cleaning leaves of the units: no control characters, no full-width ASCII forms, as told."""
    gone = frozenset(CONTROLS) if clean_controls else frozenset()
    out = []
    for unit in reads:
        text = unit.text
        if text in gone:
            text = ""
        elif flatten and "\uff01" <= text <= "\uff5e":
            text = flat(text)
        out.append(unit if text is unit.text else Read(text, unit.lo, unit.hi, unit.lost))
    return out


def case_of(name: str, original: str, page: Stream, reads: Sequence[Read]) -> Case | None:
    """The units as a case with its wounds; None where they are the original."""
    edges = page.edges()
    wounds: list[Wound] = []
    lost: set[int] = set()
    text: list[str] = []
    at = start = losses = lo = 0
    wanted = flat(original)
    for unit in reads:
        text.append(unit.text)
        at += len(unit.text)
        if unit.lost:
            losses += 1
            lost.update(owner for owner in page.owners[unit.lo : unit.hi] if owner >= 0)
        agrees, true_end = edges[unit.hi]
        if not agrees:
            continue
        true_start = edges[lo][1]
        said = "".join(text)
        if losses or (said != original[true_start:true_end] and flat(said) != wanted[true_start:true_end]):
            kind = KINDS[page.owners[lo]] if true_start == true_end else "break"
            _joined(wounds, Wound(kind, start, at, true_start, true_end, losses))
        start, lo, losses, text = at, unit.hi, 0, []
    whole = "".join(unit.text for unit in reads)
    if whole == original or not wounds:
        return None
    return Case(name, whole, original, tuple(wounds), tuple(sorted(lost)))


def _joined(wounds: list[Wound], new: Wound) -> None:
    """Units of one insertion are one wound; what is left of a tag belongs to the break that ate its bracket."""
    last = wounds[-1] if wounds else None
    touches = last is not None and last.end == new.start and last.true_end == new.true_start
    if last and touches and new.true_start == new.true_end and (last.kind == new.kind or new.kind == "tag"):
        wounds[-1] = replace(last, end=new.end, losses=last.losses + new.losses)
    else:
        wounds.append(new)
