"""Pairs of bytes that vanished inside a byte shift: read as private-use characters once, and taken out by a later cleaner.

What lives here: where in a reading such a pair may have stood, how probable that is, and the two characters it leaves open. What
never does: the reading on (shiftwalk.py), the choice of characters (shiftfill.py).

How it works: one byte off, one pair in ten lies in the zones that GBK leaves to users. A page with such a shift and without any
private-use character may have lost them: then the second byte of a character and the first of the next are gone together, and
what is left of both looks like one character, rare and senseless where it stands. Both readings follow from what is shown without
another assumption, so the model is asked for both: the one character, and the sum over all pairs of characters whose lost bytes
are of the zones. What is left of doubt goes into the shares of the characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.gbk import pair_of
from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.pinyin import LETTERS, readings
from corpuskit.steps.repair.plausibility import charmodel, commonest, product_scores, scores
from corpuskit.steps.repair.shiftwalk import NOTED_MOST, Walk, by_lead, by_trail, walk

__all__ = ["Memory", "Seam", "seams", "ways_on"]

# Chosen on pages of many sites, made of texts of the tune half.
STRIPPED, STRIPPED_SHOWN = 7.0, 2.0  # what it costs that a page was stripped, in nats; and one that shows it elsewhere
ODD_LEAST, ODD_SHOWN = 17.0, 15.0  # nats of a character and the two behind it, below which nothing is asked
FIRSTS_MOST, LASTS_MOST = 150, 400  # characters weighed where the other byte of one is lost too
DOUBT_LEAST = 0.1  # a smaller probability of the other reading is none

Slot = tuple[str, ...]

_NOTE = re.compile(rf"\(([{LETTERS}]{{1,7}}) ?\)")
_ZONES = (
    (frozenset((*range(0xAA, 0xB0), *range(0xF8, 0xFF))), frozenset(range(0xA1, 0xFF))),
    (frozenset(range(0xA1, 0xA8)), frozenset((*range(0x40, 0x7F), *range(0x80, 0xA1)))),
)
"""First and second bytes of the user-defined zones."""


@dataclass(frozen=True, slots=True)
class Seam:
    """A place where a pair may have vanished: the number of the slot that both readings share, the two slots of the reading with
    the pair, its probability, its best two characters.

    told: of each of the two one byte is known, or the reading.
    """

    number: int
    slots: tuple[Slot, Slot]
    share: float
    best: str
    told: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A slot of a reading, with what stands around. cut: its second byte is lost. noted: the pinyin note on it."""

    slot: Slot
    before: str
    after: str
    cut: bool
    noted: str


Memory = dict[Place, tuple[float, tuple[Slot, Slot], str] | None]


def seams(
    slots: Sequence[Slot],
    text: str,
    around: tuple[str, str],
    last: tuple[bool, str],
    habits: Habits,
    cost: Callable[[str, str], float],
    memory: Memory,
) -> list[Seam]:
    """Where a pair may have vanished in a reading of `slots` as `text`.

    around: the text before and behind. last: whether the last character lost its second byte, and the pinyin note on it. cost:
    what a character costs, with the note on it or "". memory: what was asked of these slots before.
    """
    left, right = around
    found = []
    for number in _odd(text, left, right, ODD_SHOWN if habits.stripped_shown else ODD_LEAST):
        is_last = number == len(text) - 1
        cut, noted = last if is_last else (False, "")
        before, after = (left + text[:number])[-2:], (text[number + 1 :] + right)[:2]
        place = Place(slots[number], before, after, cut, noted)
        if not (habits.stripped_shown or _is_told(place)):
            continue
        if place not in memory:
            memory[place] = _weighed(place, habits, cost)
        if weighed := memory[place]:
            odds, pair, best = weighed
            odds -= STRIPPED_SHOWN if habits.stripped_shown else STRIPPED
            share = 1.0 / (1.0 + exp(-max(min(odds, 40.0), -40.0)))
            if share >= DOUBT_LEAST:
                found.append(Seam(number, pair, share, best, _is_told(place)))
    return found


def ways_on(line: str, start: int, pending: int | None, habits: Habits) -> list[Walk]:
    """The ways to read on from `start`, with `pending` as the first byte before it, that fit the page's notes."""
    ways = walk(line, start, pending, habits.flattened, habits.junked, habits.swallows)
    return _with_notes(line, ways) if habits.stripped_shown and habits.noted else ways


def _with_notes(line: str, ways: Sequence[Walk]) -> list[Walk]:
    """On a page that notes: ways without those whose last character is not read as the note behind it says, and ways in which a
    pair vanished before the one that is."""
    out = []
    for way in ways:
        note = None if way.noted or way.swallowed else _NOTE.match(line, way.end)
        if note is None or any(readings().has(char, note[1]) for char in way.slots[-1]):
            out.append(way)
        elif _trail(way.slots[-1][0]) == ord(line[way.end - 1]):
            for zone in range(len(_ZONES)):
                pair = _pair(Place(way.slots[-1], "", "", False, note[1]), zone)
                if all(pair):
                    out.append(replace(way, end=note.end(), slots=(*way.slots[:-1], *pair), noted=note[1], vanished=True))
    return out


def _is_told(place: Place) -> bool:
    lead, trail = _known(place)
    return lead is not None and (trail is not None or bool(place.noted))


def _weighed(place: Place, habits: Habits, cost: Callable[[str, str], float]) -> tuple[float, tuple[Slot, Slot], str] | None:
    """By how much two characters and a pair between them are likelier than one, in nats, and the likeliest of them."""
    if _known(place) == (None, None):
        return None
    one = np.array(scores(place.before, place.slot, place.after, habits.view))
    glued = _sum(one - [cost(char, place.noted) for char in place.slot])
    total, best, chosen = -np.inf, -np.inf, None
    for zone in range(len(_ZONES)):
        pair = _pair(place, zone)
        if not pair[0] or not pair[1]:
            continue
        costs = [cost(char, "") for char in pair[0]], [cost(char, place.noted) for char in pair[1]]
        values = product_scores(place.before, pair, place.after, habits.view) - np.add.outer(*map(np.array, costs))
        worth = _sum(values)
        total = float(np.logaddexp(total, worth))
        if worth > best:
            first, second = np.unravel_index(int(values.argmax()), values.shape)
            best, chosen = worth, (pair, pair[0][first] + pair[1][second])
    return (total - glued, *chosen) if chosen else None


def _odd(text: str, left: str, right: str, least: float) -> list[int]:
    """The characters that read badly, or after which the text does."""
    logs = charmodel().logps(left[-2:] + text + right[:2])[len(left[-2:]) :]
    return [at for at in range(len(text)) if -sum(logs[at : at + 3]) > least]


def _sum(values: NDArray[np.float64]) -> float:
    """log of the sum of the probabilities."""
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).sum()))


def _pair(place: Place, zone: int) -> tuple[Slot, Slot]:
    """The two characters that were one slot's bytes and a pair of the zone between them."""
    lead, trail = _known(place)
    starts = _starts(lead, zone)
    if trail is None:
        return starts, _read(place.noted, zone) if place.noted else _ends(None, zone)
    ends = _ends(trail, zone)
    return starts, tuple(char for char in ends if readings().has(char, place.noted)) if place.noted else ends


def _known(place: Place) -> tuple[int | None, int | None]:
    """The first and the second byte of a slot, None where it is lost."""
    leads, trails = {_lead(char) for char in place.slot}, {_trail(char) for char in place.slot}
    return (leads.pop() if len(leads) == 1 else None), (trails.pop() if len(trails) == 1 and not place.cut else None)


@cache
def _starts(lead: int | None, zone: int) -> Slot:
    """Characters of a first byte (None: of any) whose second byte begins a pair of the zone."""
    if lead is None:
        return commonest([char for chars in by_lead().values() for char in chars if _trail(char) in _ZONES[zone][0]], FIRSTS_MOST)
    return tuple(char for char in by_lead().get(lead, ()) if _trail(char) in _ZONES[zone][0])


@cache
def _ends(trail: int | None, zone: int) -> Slot:
    """Characters of a second byte (None: of any) whose first byte ends a pair of the zone."""
    if trail is None:
        return commonest([char for chars in by_lead().values() for char in chars if _lead(char) in _ZONES[zone][1]], LASTS_MOST)
    return tuple(char for char in by_trail().get(trail, ()) if _lead(char) in _ZONES[zone][1])


def _read(noted: str, zone: int) -> Slot:
    """Characters of a reading whose first byte ends a pair of the zone."""
    return tuple(char for char in commonest(readings().of(noted), NOTED_MOST) if _lead(char) in _ZONES[zone][1])


def _lead(char: str) -> int:
    return pair_of(char) >> 8


def _trail(char: str) -> int:
    return pair_of(char) & 0xFF
