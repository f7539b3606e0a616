"""Marks in pairs among lost characters: 《 that loses a byte needs its 》, which may have lost one too.

What lives here: Pairs, the marks of a page's stretches line by line, and what a candidate costs that leaves a pair broken. What
never does: the values themselves, the choice (gaps.py).

How it works: a line is read from left to right with the marks that are open, the present choice standing in every gap. A closing
mark where none is open costs, so does an opening one that nothing ahead closes, and any other candidate where one is owed.
Where both ends of a pair are lost neither pleads for the other, so before the first look the two are weighed together.

Weak: quotation marks of one form for both ends are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.slots import CLOSING, STOPS, Slot

__all__ = ["Pairs"]

WRONG_QUOTE = 3.0  # cost of a quotation mark that opens twice, or closes what is not open (it may have been open a line before)
CLOSES = 4.0  # in favour of the mark that closes what is open: one place in a dozen does, which the model does not see
OWED = 6.0  # cost of any other character where the mark of a pair is owed, and of another closing mark where none is open
REACH = 60  # characters between the ends of a pair that are both lost: titles are shorter
_OPENING = {closing: opening for opening, closing in CLOSING.items()}
_WIDE = dict(zip("()[]", "（）【】", strict=True))
_MARK = re.compile("[\n" + "".join(map(re.escape, (*CLOSING, *_OPENING, *_WIDE))) + "]")


class _Event(NamedTuple):
    """A mark of the line, or a slot that may be one: `slot` is its number, -1 for a mark that was not lost."""

    place: int
    slot: int
    mark: str


_Ahead = Sequence[tuple[str, int]]
"""The marks ahead of a gap, each with the number of its slot or -1."""


class Pairs:
    """The marks in pairs of stretches, by line.

    stream: all stretches, the likeliest character in every gap. at, slots: the gaps, in order. pieces: of each stretch where it
    begins and ends in the stream, and the sound text between it and the stretch before on its line; None where the line begins.
    """

    def __init__(
        self, stream: str, at: Sequence[int], slots: Sequence[Slot], pieces: Sequence[tuple[int, int, str | None]]
    ) -> None:
        self._at, self._slots = at, slots
        self._starts = np.cumsum([0, *[len(slot.chars) for slot in slots]]).tolist()
        self._lines = _lines(stream, at, slots, pieces)

    def __bool__(self) -> bool:
        return bool(self._lines)

    def couple(self, values: NDArray[np.float64], chars: list[str]) -> None:
        """Put the best of each gap into `chars`, and both ends of a pair where that is likelier than neither."""
        leads = {event.slot: self._leads(values, event.slot) for line in self._lines for event in line if event.slot >= 0}
        for line in self._lines:
            for event in line:
                if event.slot >= 0:
                    chars[event.place] = self._slots[event.slot].chars[int(self._of(values, event.slot).argmax())]
            for number, event in enumerate(line):
                if event.slot >= 0:
                    self._couple(values, chars, line, number, leads)

    def _of(self, values: NDArray[np.float64], slot: int) -> NDArray[np.float64]:
        return values[self._starts[slot] : self._starts[slot + 1]]

    def _couple(
        self,
        values: NDArray[np.float64],
        chars: list[str],
        line: list[_Event],
        number: int,
        leads: Mapping[int, Mapping[str, float]],
    ) -> None:
        here = line[number]
        own, slot = self._of(values, here.slot), self._slots[here.slot]
        likeliest = float(own.max())
        for place, mark in slot.marks:
            if mark not in CLOSING or chars[here.place] == mark:
                continue
            least = likeliest - CLOSES - float(own[place])  # what the other end may lose by closing
            for ahead in islice(line, number + 1, None):
                if ahead.place - here.place > REACH:
                    break
                if ahead.slot < 0:
                    if ahead.mark in (mark, CLOSING[mark]):
                        break
                    continue
                if leads[ahead.slot].get(CLOSING[mark], least) > least:
                    chars[here.place], chars[ahead.place] = mark, CLOSING[mark]
                    return

    def _leads(self, values: NDArray[np.float64], slot: int) -> dict[str, float]:
        """How much likelier each closing mark of a gap is than the best of the others, at most what it costs where nothing is
        open."""
        own = self._of(values, slot)
        best = int(own.argmax())
        top, second = float(own[best]), max(float(own[:best].max(initial=-np.inf)), float(own[best + 1 :].max(initial=-np.inf)))
        found: dict[str, float] = {}
        for place, char in self._slots[slot].marks:
            if char in _OPENING:
                found.setdefault(char, min(float(own[place]) - (second if place == best else top), OWED))
        return found

    def costs(self, chars: list[str]) -> NDArray[np.float64]:
        """What each candidate of each gap costs for the pairs it breaks, the others being as `chars` has them."""
        costs = np.zeros(self._starts[-1])
        for line in self._lines:
            marks = [(event.mark or chars[event.place], event.slot) for event in line]
            open_now: list[str] = []
            end = 0
            for number, (event, (mark, _)) in enumerate(zip(line, marks, strict=True)):
                if event.slot >= 0:
                    while end < len(line) and line[end].place - event.place <= REACH:
                        end += 1
                    last = chars[event.place + 1] == "\n"
                    ahead = marks[number + 1 : end]
                    self._charge(self._of(costs, event.slot), self._slots[event.slot], open_now, ahead, last)
                if mark in CLOSING:
                    open_now.append(CLOSING[mark])
                elif mark in open_now:
                    del open_now[open_now.index(mark) :]
        return costs

    def _charge(self, costs: NDArray[np.float64], slot: Slot, open_now: list[str], ahead: _Ahead, last: bool) -> None:
        if open_now and last:
            costs += WRONG_QUOTE
        owed = next((char for _, char in slot.marks if char in CLOSING and char != "“" and self._owed(char, ahead)), "")
        if owed:
            costs += OWED
        own = slot.mark_set
        waits = any(mark in own and mark != "”" and not _closed(_OPENING[mark], ahead) for mark in open_now)
        for place, char in slot.marks:
            if char == owed or char in open_now:
                costs[place] = -CLOSES if char in open_now else 0.0
            elif char in _OPENING or (char == "“" and "”" in open_now):
                costs[place] += WRONG_QUOTE if char in "“”" else OWED
            elif char in STOPS and waits:
                costs[place] += WRONG_QUOTE

    def _owed(self, opening: str, ahead: _Ahead) -> bool:
        """Whether the next mark of the kind closes it, and no gap on the way there may hold the opening one as well."""
        for mark, slot in ahead:
            if mark == CLOSING[opening]:
                return True
            if mark == opening or (slot >= 0 and opening in self._slots[slot].mark_set):
                return False
        return False


def _closed(opening: str, ahead: _Ahead) -> bool:
    """Whether the next mark of the kind is the closing one."""
    closing = CLOSING[opening]
    return next((mark == closing for mark, _ in ahead if mark in (opening, closing)), False)


def _lines(
    stream: str, at: Sequence[int], slots: Sequence[Slot], pieces: Sequence[tuple[int, int, str | None]]
) -> list[list[_Event]]:
    number = {place: k for k, place in enumerate(at)}
    paired = sorted(place for place, k in number.items() if slots[k].paired)
    lines: list[list[_Event]] = [[]]
    next_slot = 0
    for begin, end, between in pieces:
        if between is None:
            lines.append([])
        else:
            lines[-1] += [_Event(begin, -1, _WIDE.get(mark, mark)) for mark in _MARK.findall(between)]
        events = [
            _Event(m.start(), -1, _WIDE.get(m[0], m[0])) for m in _MARK.finditer(stream, begin, end) if m.start() not in number
        ]
        while next_slot < len(paired) and paired[next_slot] < end:
            events.append(_Event(paired[next_slot], number[paired[next_slot]], ""))
            next_slot += 1
        for event in sorted(events):
            if event.mark == "\n":
                lines.append([])
            else:
                lines[-1].append(event)
    return [line for line in lines if any(event.slot >= 0 for event in line)]
