"""What site generators leave: pinyin notes and byte shifts, taken together because the one hides in the other.

What lives here: the pass over a page's lines. What never does: the decisions themselves (notes.py, shifts.py), what the page
tells of its words (habits.py).

How it works: the notes that are the page's damage come out first, in a view of each line, for a shift may run on beneath a
note; the shifts are read on that view and told in offsets of the line itself. Text that nothing beside `?` or `(` touches is
never looked at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from corpuskit.core.text import line_bounds
from corpuskit.steps.repair.bareshifts import bare_places
from corpuskit.steps.repair.draft import Change, Finding
from corpuskit.steps.repair.gbk import pair_of, to_char
from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.notes import NOTHING, STRONG, Page, judge
from corpuskit.steps.repair.pinyin import LETTERS, NOTE, readings
from corpuskit.steps.repair.shifts import VANISHED, odd_places, repair_line
from corpuskit.steps.repair.tailshifts import lone_ends

__all__ = ["repair_site"]

RULE_NOTE = "repair.pinyin-note"
RULE_NBSP = "repair.lost-no-break-space"

_TOUCHED = re.compile("[?\ufffd](?:(?=[!?;:,]?[\u2010-\uffe6@-~\x05-\x08])|(?<=[\u2010-\uffe6].))")
_ACROSS = re.compile(rf"\((?<=([\u3400-\u9fff])([@-~])\()([{LETTERS}]{{1,7}}) ?\)")
_ACROSS_BEHIND = re.compile(rf"\)([@-~])\(([{LETTERS}]{{1,7}}) ?\)")  # behind the hanzi's own note
_JUNK = re.compile("[\x05-\x08]+(?=[，。、？！；：,!?;:])")
_LOST_BLANK = re.compile("\\?(?=\u2014\u2014)")
PROVEN_SHIFTS = 2
LINES_IN_VAIN = 40


def repair_site(text: str, settled: Sequence[tuple[int, int]] = ()) -> tuple[list[Change], list[Finding]]:
    """Changes and notes for pinyin notes, byte shifts and no-break spaces lost to `?`. Linear in the text.

    settled: spans, in order, in which no byte shift is looked for.
    """
    page = judge(text) if NOTE.search(text) else NOTHING
    changes = [
        Change(m.start(), m.end(), "", RULE_NBSP, 0.95, "a no-break space, which GBK lacks, became ? at the head of a line")
        for m in _LOST_BLANK.finditer(text)
        if not m.start() or text[m.start() - 1] == "\n"
    ]
    why = "control characters that a page program put before marks to make its pages differ"
    if _is_junked(text):
        changes += [Change(m.start(), m.end(), "", "repair.junk-controls", 1.0, why) for m in _JUNK.finditer(text)]
    findings: list[Finding] = []
    if page.seen and not page.table:
        m = NOTE.search(text)
        assert m is not None
        why = f"{page.seen} notes fit their characters, but nothing shows that a program put them there"
        findings.append(Finding(m.start(), m.end(), "review.pinyin-note", why))
    views: list[tuple[int, str, list[int] | None]] = []
    done = -1
    touched = _outside([m.start() for m in _TOUCHED.finditer(text)], settled)
    taken = _page_notes(text, page) if page.table else []
    proven = bool(page.table) or _is_junked(text)
    touched = sorted(touched + [start for start, _ in taken] + (_outside(bare_places(text), settled) if proven else []))
    for at in touched:
        if at < done:
            continue
        start, end, done = line_bounds(text, at)
        view, owner = _without_notes(text[start:end], start, taken, changes)
        if "?" in view or "\ufffd" in view or (proven and bare_places(view)):
            views.append((start, view, owner))
    _shifts(Habits(text, page, proven=proven), views, changes, findings)
    return changes, findings


def _is_junked(text: str) -> bool:
    return any(map(text.__contains__, "\x05\x06\x07\x08"))


def _outside(places: list[int], spans: Sequence[tuple[int, int]]) -> list[int]:
    starts = [start for start, _ in spans]
    inside = (bisect_right(starts, place) - 1 for place in places)
    return [place for place, span in zip(places, inside, strict=True) if span < 0 or place >= spans[span][1]]


def _shifts(
    habits: Habits,
    views: list[tuple[int, str, list[int] | None]],
    changes: list[Change],
    findings: list[Finding],
) -> None:
    """Read the shifts of some lines, which are given with their offset and their places in the text."""
    lines = [line for _, line, _ in views]
    odd = odd_places(lines, habits.proven)
    ends = [frozenset[int]() for _ in lines] if habits.proven else lone_ends(lines)
    if not (any(odd) or any(ends) or habits.proven) or habits.other:
        return
    read = _read(lines, odd, ends, habits)
    # A page that shows the damage in one place proves it for places that show less.
    if not habits.proven and sum(len(found) for found, _ in read) >= PROVEN_SHIFTS:
        habits = habits.as_proven()
        read = _read(lines, odd_places(lines, habits.proven), ends, habits)
    if habits.stripped and sum(VANISHED in change.why for found, _ in read for change in found) >= PROVEN_SHIFTS:
        habits = habits.as_stripped()
        read = _read(lines, odd_places(lines, habits.proven), ends, habits)
    for (offset, view, places), (found, notes) in zip(views, read, strict=True):
        owner = range(len(view)) if places is None else places
        for change in found:
            changes.append(change._replace(start=offset + owner[change.start], end=offset + owner[change.end - 1] + 1))
        for note in notes:
            last = owner[max(note.start, note.end - 1)]
            findings.append(note._replace(start=offset + owner[note.start], end=offset + last + 1))


def _read(
    lines: Sequence[str], places: Sequence[frozenset[int]], ends: Sequence[frozenset[int]], habits: Habits
) -> list[tuple[list[Change], list[Finding]]]:
    """Changes and notes of every line; none any more once many lines had none: something else damaged the page."""
    out: list[tuple[list[Change], list[Finding]]] = []
    in_vain = bare_in_vain = 0
    for line, odd, lone in zip(lines, places, ends, strict=True):
        bare = bare_places(line) if habits.proven and bare_in_vain < LINES_IN_VAIN else sorted(lone)
        found = repair_line(line, 0, habits, odd, bare) if (odd or bare) and in_vain < LINES_IN_VAIN else ([], [])
        in_vain = 0 if found[0] else in_vain + bool(odd)
        bare_in_vain = 0 if found[0] else bare_in_vain + bool(bare)
        out.append(found)
    return out


def _page_notes(text: str, page: Page) -> list[tuple[int, int]]:
    """Where the page's notes stand, in order: on their characters, and where the bytes of one lie across a hanzi and a letter."""
    owners = {m.end(): m for m in NOTE.finditer(text) if page.has(m[1], m[2])}
    across = [(m[1], m[2], m[3], m.span()) for m in _ACROSS.finditer(text)]
    for m in _ACROSS_BEHIND.finditer(text):
        if m.start() + 1 in owners:
            across.append((owners[m.start() + 1][1], m[1], m[2], (m.start() + 2, m.end())))
    present = set(text) if across else set()
    found = [m.span() for m in owners.values()]
    for hanzi, letter, reading, span in across:
        char = to_char().get((pair_of(hanzi) & 0xFF) << 8 | ord(letter), "")
        alone_across = page.evidence >= STRONG and char not in present and readings().has(char, reading)
        if char and (page.has(char, reading) or (alone_across and not reading.isascii())):
            found.append(span)
    return sorted(found)


def _without_notes(
    line: str, offset: int, taken: Sequence[tuple[int, int]], changes: list[Change]
) -> tuple[str, list[int] | None]:
    """The line without the page's notes, and for each character of that view its place in the line (None: its own)."""
    first = bisect_left(taken, (offset, 0))
    pieces: list[str] = []
    owner: list[int] = []
    at = 0
    why = "a page program wrote the reading of this character after it, here and everywhere on the page"
    for start, end in taken[first : bisect_left(taken, (offset + len(line), 0))]:
        pieces.append(line[at : start - offset])
        owner += range(at, start - offset)
        at = end - offset
        changes.append(Change(start, end, "", RULE_NOTE, 1.0, why))
    if not pieces:
        return line, None
    pieces.append(line[at:])
    owner += range(at, len(line))
    return "".join(pieces), owner
