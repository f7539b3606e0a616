"""How a decoder reads bytes it should not be given, and where each damaged character came from.

Lives here: readers (bytes to units, each with the bytes it stands for) as Python, browsers and Windows read, and the alignment of
units with the original text. Never here: the damages themselves, nor anything of the product: this side is written without it.

Source: the reasoning on encoding damage, rows "UTF-8 read as GBK" (what is lost, and who loses it), "same, Windows style" (the
mark swallows the byte after it) and "0x80" (the euro sign of code page 936).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """What a reader gave for the bytes [lo, hi) of the original; whole is False where the bytes cannot be had back from text."""

    text: str
    lo: int
    hi: int
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """A changed stretch: damaged text [start, end), original text [start, end), in code points; exact: no byte of it was lost."""

    damaged: tuple[int, int]
    original: tuple[int, int]
    exact: bool


@dataclass(frozen=True, slots=True)
class Damaged:
    name: str
    text: str
    original: str
    spans: tuple[Span, ...]

    @property
    def exact(self) -> bool:
        return all(span.exact for span in self.spans)


Reader = Callable[[bytes], list[Unit]]
Undo = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Damage:
    """row: the kind in the taxonomy; lossy: bytes are always gone, so nobody can be asked for the text."""

    name: str
    row: str
    apply: Callable[[str, random.Random], Damaged | None]
    undo: Undo | None = None
    lossy: bool = False


def _strict(piece: bytes, codec: str) -> str | None:
    try:
        return piece.decode(codec)
    except UnicodeDecodeError:
        return None


def _first_good(data: bytes, at: int, codec: str, widths: Sequence[int]) -> tuple[str, int] | None:
    for width in widths:
        if at + width <= len(data):
            text = _strict(data[at : at + width], codec)
            if text is not None:
                return text, width
    return None


def _whole(text: str, data: bytes, codec: str) -> bool:
    """Whether the character still says which bytes it was: some tables have two pairs for one character."""
    return text.encode(codec) == data


def python_reader(codec: str, mark: str = "\ufffd") -> Reader:
    """bytes.decode(codec, errors="replace" or, with mark "", "ignore"): what is wrong is as long as the codec itself says."""

    def read(data: bytes) -> list[Unit]:
        units, at = [], 0
        while at < len(data):
            good = _first_good(data, at, codec, (1, 2, 3, 4))
            if good:
                units.append(Unit(good[0], at, at + good[1], _whole(good[0], data[at : at + good[1]], codec)))
                at += good[1]
                continue
            try:
                data[at:].decode(codec)
                raise AssertionError("a unit was wrong but the rest is not")
            except UnicodeDecodeError as error:
                width = max(1, error.end - error.start)
            units.append(Unit(mark, at, at + width, whole=False))
            at += width
        return units

    return read


def browser_reader(codec: str, euro: bool = False) -> Reader:
    """As the Encoding Standard has it: a pair that is none gives one U+FFFD; its second byte stays only when it is ASCII."""

    def read(data: bytes) -> list[Unit]:
        units, at = [], 0
        while at < len(data):
            good = _first_good(data, at, codec, (1, 2, 3, 4))
            if euro and data[at] == 0x80:
                good = ("€", 1)
            if good:
                # With the byte 80 a euro sign as well, the pair A2 E3 is no longer told from it.
                units.append(Unit(good[0], at, at + good[1], whole=not (euro and good == ("€", 2))))
                at += good[1]
                continue
            width = 2 if at + 1 < len(data) and data[at + 1] >= 0x80 else 1
            units.append(Unit("\ufffd", at, at + width, whole=False))
            at += width
        return units

    return read


def windows_reader(codec: str, mark: str = "?") -> Reader:
    """A code page with pairs: a lead byte always takes the byte after it, whatever that is; a pair that is none is one mark."""

    def read(data: bytes) -> list[Unit]:
        units, at = [], 0
        while at < len(data):
            byte = data[at]
            if byte < 0x80 or byte == 0xFF or (byte == 0x80 and codec == "gb18030"):
                text = "€" if byte == 0x80 else bytes([byte]).decode("latin-1")
                units.append(Unit(text, at, at + 1, whole=byte != 0xFF))
                at += 1
                continue
            text = _strict(data[at : at + 2], codec) if at + 2 <= len(data) else None
            width = min(2, len(data) - at)
            if text == "€" and codec == "gb18030":
                text = "\ue76c"  # code page 936 has no euro sign there, and gives the user-defined character of that cell
            whole = text == "\ue76c" or (text is not None and _whole(text, data[at : at + 2], codec))
            units.append(Unit(text or mark, at, at + width, whole))
            at += width
        return units

    return read


def single_byte_reader(codec: str) -> Reader:
    """One character per byte; a byte that the table leaves open is the control character of its number, as browsers have it."""
    table = [bytes([byte]).decode(codec, errors="replace") for byte in range(256)]
    table = [chr(byte) if char == "\ufffd" else char for byte, char in enumerate(table)]

    def read(data: bytes) -> list[Unit]:
        return [Unit(table[byte], at, at + 1) for at, byte in enumerate(data)]

    return read


def single_byte_bytes(text: str, codec: str) -> bytes:
    """The inverse of single_byte_reader."""
    out = bytearray()
    for char in text:
        try:
            out += char.encode(codec)
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                raise
            out.append(ord(char))
    return bytes(out)


def again(units: Iterable[Unit], codec: str, reader: Reader) -> list[Unit]:
    """The text of the units written in `codec` and read by `reader`: a second accident on top of the first."""
    units = list(units)
    encoded = [unit.text.encode(codec) for unit in units]
    owner = [unit for unit, data in zip(units, encoded, strict=True) for _ in data]
    out = []
    for unit in reader(b"".join(encoded)):
        owners = owner[unit.lo : unit.hi]
        whole = unit.whole and all(each.whole for each in owners)
        out.append(Unit(unit.text, owners[0].lo, owners[-1].hi, whole))
    return out


def blanks_cleaned(units: Iterable[Unit]) -> list[Unit]:
    """What a cleaner does to single-byte readings: U+00A0 and U+0085 are blanks, runs of blanks one blank, U+00AD nothing."""
    out: list[Unit] = []
    blank_before = True
    for unit in units:
        text = unit.text.replace("\xad", "")
        if text and re.fullmatch(r"[ \t\xa0\x85]+", text):
            text = "" if blank_before else " "
            blank_before = True
        elif text:
            blank_before = text == "\n"
        out.append(Unit(text, unit.lo, unit.hi, unit.whole and text == unit.text))
    for at in range(len(out) - 1, -1, -1):  # and the blank at the end goes
        if out[at].text not in ("", " "):
            break
        if out[at].text:
            out[at] = Unit("", out[at].lo, out[at].hi, whole=False)
    return out


def aligned(name: str, original: str, units: Sequence[Unit], widths: Sequence[int]) -> Damaged | None:
    """The units as text with their truth spans; `widths` are the bytes of each original character. None: nothing changed."""
    char_at = {0: 0}
    total = 0
    for index, width in enumerate(widths):
        total += width
        char_at[total] = index + 1
    spans: list[Span] = []
    text: list[str] = []
    length = start = char_start = 0
    exact = True
    for index, unit in enumerate(units):
        text.append(unit.text)
        length += len(unit.text)
        exact &= unit.whole
        reach = unit.hi if index + 1 < len(units) else total
        if reach not in char_at or (index + 1 < len(units) and units[index + 1].lo < reach):
            continue
        if index + 1 < len(units) and units[index + 1].lo == units[index + 1].hi == reach:
            continue  # what was put in belongs to the stretch before it
        spans.append(Span((start, length), (char_start, char_at[reach]), exact))
        start, char_start, exact = length, char_at[reach], True
    damaged = "".join(text)
    if damaged == original:
        return None
    changed = [s for s in spans if damaged[slice(*s.damaged)] != original[slice(*s.original)]]
    return Damaged(name, damaged, original, tuple(_joined(changed)))


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Neighbours of one kind become one span."""
    out: list[Span] = []
    for span in spans:
        last = out[-1] if out else None
        if last and last.damaged[1] == span.damaged[0] and last.original[1] == span.original[0] and last.exact == span.exact:
            out[-1] = Span((last.damaged[0], span.damaged[1]), (last.original[0], span.original[1]), span.exact)
        else:
            out.append(span)
    return out
