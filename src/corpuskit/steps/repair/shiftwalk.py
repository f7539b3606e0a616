"""Reading on, one byte off: from a place where a byte is missing to the place where characters and bytes agree again.

What lives here: the walk over a damaged line that gives the slots of the original text (a character, or the characters that a
lost byte leaves possible). What never does: the choice among them (shifts.py).

How it works: in code page 936 a character is two bytes, or one below 80. A lost or foreign byte makes everything after it pair
up wrongly: the second byte of each character is read with the first of the next. Walking over what is shown, each shown
character completes the pending first byte with its own first byte and leaves its second byte pending. The shift ends
- where the shown character is ASCII: it was the low second byte of the pending character (霸賴L: 嘗 ends in L);
- where a shown character's second byte is ASCII: that was an ASCII character of the original;
- at a `?`: the pending character lost its second byte, and the `?` mostly swallowed the byte after it. Where the pair that it
  stands for means nothing or lay in a user-defined zone, both bytes are lost, and the shift goes on after it: to the end of the
  line where only a byte is left, which shows as one more `?`.
Where full-width forms were made ASCII afterwards, an ASCII mark may have been A3 xx: both readings are followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpuskit.steps.repair.gbk import flat_pair, to_char, to_pair
from corpuskit.steps.repair.pinyin import LETTERS, readings
from corpuskit.steps.repair.plausibility import USUAL_MARKS, commonest

__all__ = ["NOTED_MOST", "Walk", "all_by_lead", "by_lead", "by_trail", "walk"]

MOST_CHARS = 400  # a longer shift has not been seen; the next ASCII byte or low second byte ends it
NOTED_MOST = 60  # hanzi kept for a reading alone, likeliest first
ENDS_MOST = 20  # hanzi that a line may end in: they are weighed with all others, and hardly ever meant
MOST_WALKS = 12  # readings followed from one place; with 6 the right one is not among them once in a hundred breaks

ASKED_INSIDE = 5  # what a `?` inside a shift counts as full-width: a pair that means nothing stands there 800 times as often

_NOTE = re.compile(rf"\(([{LETTERS}]{{1,7}}) ?\)")
_TAIL_NOTE = re.compile(rf"\(?([{LETTERS}]{{1,7}}) ?\)")
_LOST_NOTED = re.compile(rf"\?[{LETTERS}]{{1,7}} ?\)")  # a character of which both bytes are lost, but not its reading
MARK_LEAD = 0xA1  # first byte of most marks
_TAIL_TAG = re.compile(r"(?:/(?:p|div|span|td|li|br|strong|font|section|a|b|h[1-6])|br ?/?|p)>")
_JUNK = re.compile("[\x05-\x08]+")
_END_MARKS = "。！？”…）》：；，、"
_NEVER_FLAT = frozenset("\"$%&'()")
"""ASCII that was no full-width form inside a shift: its second byte would begin a symbol, kana or a letter. Those from * to /
begin traditional hanzi: 現 is AC 46."""
_MARKS = "，。、？！；：,;!?:"


@cache
def by_trail() -> dict[int, tuple[str, ...]]:
    """Second byte to the hanzi and usual marks that end in it, likeliest first."""
    out: dict[int, list[str]] = {}
    for pair, char in to_char().items():
        out.setdefault(pair & 0xFF, []).append(char)
    return {byte: commonest(chars, len(chars)) for byte, chars in out.items()}


@cache
def all_by_lead() -> dict[int, tuple[str, ...]]:
    """First byte to the characters that begin with it, without user-defined zones."""
    out: dict[int, list[str]] = {}
    for pair, char in to_char().items():
        if not "\ue000" <= char <= "\uf8ff":
            out.setdefault(pair >> 8, []).append(char)
    return {byte: tuple(chars) for byte, chars in out.items()}


@cache
def by_lead() -> dict[int, tuple[str, ...]]:
    """The same, hanzi and usual marks only, likeliest first."""
    return {byte: commonest(chars, len(chars)) for byte, chars in all_by_lead().items()}


@dataclass(frozen=True, slots=True)
class Walk:
    """One way to read on. `slots` are the original characters (several where a byte is lost); text[start:end] is used up.

    `swallowed`: a byte of the original went with the `?` at the end and nothing tells which.
    `flat`: how many ASCII characters were read as full-width forms, unlikely ones more than once. `noted`: the pinyin note of the
    last character. `vanished`: a pair of bytes is thought to have vanished before it.
    """

    start: int
    end: int
    slots: tuple[tuple[str, ...], ...]
    swallowed: bool = False
    flat: int = 0
    noted: str = ""
    vanished: bool = False


def walk(
    text: str, start: int, pending: int | None, flattened: bool, junked: bool = False, swallows: bool | None = None
) -> list[Walk]:
    """All ways to read `text` from `start` on with `pending` as the first byte before it (None: that byte is lost).

    `flattened`: ASCII marks may have been full-width forms. `junked`: a program put controls before the marks of this page.
    `swallows`: whether the reader took the byte after a lost one along, None where nothing tells. Empty when no way reaches a
    place where bytes agree again.
    """
    done: list[Walk] = []
    by_mark = junked or (start < len(text) and text[start] in _MARKS)
    todo: list[tuple[int, int | None, tuple[tuple[str, ...], ...], int]] = [(start, pending, (), 0)]
    pairs = to_pair()
    while todo and len(done) < MOST_WALKS:
        at, lead, slots, flat = todo.pop()
        steps: list[tuple[str, ...]] = list(slots)
        while True:
            if at >= len(text) or at - start > MOST_CHARS:
                break
            char = text[at]
            pair = pairs.get(char, 0)
            if pair:
                slot = _complete(lead, pair >> 8)
                if not slot:
                    break
                steps.append(slot)
                at += 1
                lead = pair & 0xFF
                if lead > 0x80:
                    continue
                if lead < 0x80:
                    steps.append((chr(lead),))
                    done.append(Walk(start, at, tuple(steps), flat=flat))
                break
            if char == "€":  # byte 80, which begins nothing
                done += _ended(text, start, at, steps, _complete(lead, 0x80), flat)
                break
            if char in "?\ufffd":
                if lead is not None and (slot := _complete(lead, 0x80)):  # or ? for that byte, where the reader knew no €
                    done.append(Walk(start, at + 1, (*steps, slot), flat=flat))
                ended = _lost_trail(text, at, lead, by_mark, swallows)
                if ended:
                    end, slot, swallowed, noted = ended
                    done.append(Walk(start, end, (*steps, slot), swallowed, flat, noted))
                inside = _lost_pair(lead)
                if inside and text[at + 1 :] == "?":
                    done.append(Walk(start, at + 2, (*steps, _before_mark(inside), _line_ends()), flat=flat))
                if inside and swallows and text[at + 1 : at + 2] == "?" and at + 2 < len(text):  # a mark lost whole
                    last = _lost_trail(text, at + 1, MARK_LEAD, by_mark, swallows)
                    if last:
                        done.append(Walk(start, last[0], (*steps, _before_mark(inside), tuple(_END_MARKS)), last[2], flat))
                if inside and at + 1 < len(text) and (pairs.get(text[at + 1], 0) or _LOST_NOTED.match(text, at + 1)):
                    todo.append((at + 1, None, (*steps, inside), flat))
            elif "@" <= char <= "~":
                ends = _ended(text, start, at, steps, _complete(lead, ord(char)), flat)
                done += ends
                if ends and ends[0].noted:
                    break
            wide = flat_pair(char) if flattened and char not in _NEVER_FLAT else 0
            slot = _complete(lead, 0xA3) if wide else ()
            if not slot:
                break
            steps.append(slot)
            lead = wide & 0xFF
            at += 1
            flat += ASKED_INSIDE if char == "?" and len(steps) > 1 else 1
    return done


def _ended(text: str, start: int, at: int, steps: list[tuple[str, ...]], slot: tuple[str, ...], flat: int) -> list[Walk]:
    """The walk that ends with the character at `at`, a second byte by itself, and with the note on it if there is one."""
    note = _NOTE.match(text, at + 1)
    read = tuple(char for char in slot if readings().has(char, note[1])) if note else ()
    if note and read:
        return [Walk(start, note.end(), (*steps, read), flat=flat, noted=note[1])]
    return [Walk(start, at + 1, (*steps, slot), flat=flat)] if slot else []


def _complete(lead: int | None, trail: int) -> tuple[str, ...]:
    if lead is None:
        return by_trail().get(trail, ())
    char = to_char().get(lead << 8 | trail)
    return (char,) if char else ()


@cache
def _lost_pair(lead: int | None) -> tuple[str, ...]:
    """Characters of the pending first byte whose second byte begins a pair that means nothing, or lies in a user zone.

    Such a pair shows as one `?` (the next character's first byte is lost with it) and the shift goes on.
    """
    chars = by_lead().get(lead, ()) if lead is not None else ()
    return tuple(char for char in chars if to_pair()[char] & 0xFF in _lost_leads())


@cache
def _before_mark(chars: tuple[str, ...]) -> tuple[str, ...]:
    """Of some characters those whose second byte makes no pair with the first of a mark, A1 or A3: lines end in marks. All where
    there are none."""
    return tuple(char for char in chars if any(_means_nothing(to_pair()[char] & 0xFF, mark) for mark in (0xA1, 0xA3))) or chars


def _means_nothing(lead: int, trail: int) -> bool:
    """Whether a pair is a cell left free outside the user-defined zones, for which GB 18030 has private-use characters."""
    return "\ue766" <= to_char().get(lead << 8 | trail, "\ue766") <= "\ue864"


@cache
def _line_ends() -> tuple[str, ...]:
    """What the last character of a line can be when both its bytes are lost: its first with the pair, its second for want of
    another."""
    hanzi = [char for chars in by_lead().values() for char in chars if char not in USUAL_MARKS]
    return (*_END_MARKS, *commonest(hanzi, ENDS_MOST))


@cache
def _lost_leads() -> frozenset[int]:
    """First bytes of pairs that show as `?`, the second byte being one that begins hanzi or marks."""
    zones = (*range(0xAA, 0xB0), *range(0xF8, 0xFF))
    common = (0xA1, 0xA3, *range(0xB0, 0xD7))
    return frozenset(a for a in range(0x81, 0xFF) if a in zones or any(_means_nothing(a, b) for b in common))


def _lost_trail(
    text: str, at: int, lead: int | None, by_mark: bool, swallows: bool | None
) -> tuple[int, tuple[str, ...], bool, str] | None:
    """End, possible characters, whether an unknown byte went too, and the note that tells the character, for a `?` at `at`
    that stands for a second byte.

    by_mark: marks had controls before them.
    """
    after = at + 1
    note = _TAIL_NOTE.match(text, after)
    if lead is None:
        read = commonest(readings().of(note[1]), NOTED_MOST) if note else ()
        return (note.end(), read, False, note[1]) if note and read else None
    slot = by_lead().get(lead, ())
    if not slot:
        return None
    if note:
        read = tuple(char for char in all_by_lead().get(lead, ()) if readings().has(char, note[1]))
        return (note.end(), read, False, note[1]) if read else None
    tag = _TAIL_TAG.match(text, after)
    if tag:
        return tag.end(), slot, False, ""
    junk = _JUNK.match(text, after)
    end = junk.end() if junk else after
    if junk or end >= len(text) or swallows is False or (text[at] == "\ufffd" and not swallows):
        return end, slot, False, ""
    # Where a program cut at marks, the next mark's controls went with the `?`. Else only ASCII can have stopped the shift.
    if text[end] in _MARKS and (by_mark or text[end] < "\x80"):
        return end, slot, False, ""
    return end, slot, True, ""
