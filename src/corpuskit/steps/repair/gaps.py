"""Lost bytes of UTF-8: the choice among the characters that gaps leave possible, for a whole page at once.

What lives here: fill(). What never does: finding the gaps (misread.py), what is possible (slots.py).

How it works: fill() puts the likeliest character into every gap, weighs all candidates of all gaps in one look-up, and weighs
those that stand next to another gap again, a few times.

Weak: two gaps side by side are weighed one after the other, not together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.plausibility import charmodel, windows
from corpuskit.steps.repair.sides import one_sided
from corpuskit.steps.repair.slots import CLOSING, Slot

__all__ = ["Filled", "fill"]

WRONG_QUOTE = 3.0  # cost of a mark that opens twice, closes what is not open, or leaves open at a line's end
PASSES_MOST = 4  # over gaps side by side, each weighed with the choice of the others: two left 4 % more characters wrong
RIVALS_BELOW, RIVALS_MOST = 0.75, 5  # share below which the rivals are told, at least, and how many
SCRIPT_CHARS, SCRIPT_RATIO = 2, 0.8  # characters of one script that show it, and their share


@dataclass(frozen=True, slots=True)
class Filled:
    """A stretch with its gaps chosen: places, shares and rivals of the chosen characters, in order."""

    chars: list[str]
    at: Sequence[int]
    shares: Sequence[float]
    rivals: Sequence[tuple[str, ...]]


@cache
def _sides() -> NDArray[np.uint8]:
    """By code point below U+10000: 1 for a character of simplified script only, 2 for one of traditional script only."""
    table = np.zeros(0x10000, np.uint8)
    for value, side in enumerate(one_sided(), 1):
        table[[ord(char) for char in side if char < "\U00010000"]] = value
    return table


def _scripts(texts: Sequence[str]) -> list[int]:
    """For each text 1 where it is simplified, 2 where it is traditional, 0 where it does not tell: then all texts together."""
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    side = _sides().take(codes, mode="clip")
    lengths = np.array([len(text) + 1 for text in texts])
    starts = np.cumsum(lengths) - lengths
    hans, hant = (np.add.reduceat(side == value, starts, dtype=np.int64) for value in (1, 2))
    return [_script(a, b) for a, b in zip([*hans.tolist(), int(hans.sum())], [*hant.tolist(), int(hant.sum())], strict=True)]


def _script(hans: int, hant: int) -> int:
    if hans + hant < SCRIPT_CHARS:
        return 0
    return 1 if hans > SCRIPT_RATIO * (hans + hant) else 2 if hant > SCRIPT_RATIO * (hans + hant) else 0


def fill(stretches: Sequence[tuple[str, list[str | Slot], str]]) -> list[Filled]:
    """Choose the gaps of stretches (text before, characters and gaps, text after). Linear in their length."""
    left_of: list[int] = []
    slots: list[Slot] = []
    scripts: list[int] = []
    if not stretches:
        return []
    *own_script, whole = _scripts(["".join([part for part in parts if isinstance(part, str)]) for _, parts, _ in stretches])
    spans: list[tuple[int, int, int, int]] = []  # where the stretch lies in the stream; its slots
    pieces: list[str] = []
    size = 0
    for (left, parts, right), script in zip(stretches, own_script, strict=True):
        pieces.append("\n\n" + left)
        size += 2 + len(left)
        first = len(slots)
        begin = size
        for part in parts:
            if isinstance(part, Slot):
                left_of.append(size)
                slots.append(part)
                scripts.append(script or whole)
                part = part.chars[0]
            pieces.append(part)
            size += len(part)
        spans.append((begin, size, first, len(slots)))
        pieces.append(right + "\n\n")
        size += len(right) + 2
    stream = "".join(pieces)
    chars = list(stream)
    shares: list[float] = []
    rivals: list[tuple[str, ...]] = []
    if slots:
        shares, rivals = _weigh(chars, stream, np.array(left_of), slots, scripts)
    out = []
    for begin, end, first, last in spans:
        at = [place - begin for place in left_of[first:last]]
        out.append(Filled(chars[begin:end], at, shares[first:last], rivals[first:last]))
    return out


def _weigh(
    chars: list[str], stream: str, at: NDArray[np.int64], slots: list[Slot], scripts: list[int]
) -> tuple[list[float], list[tuple[str, ...]]]:
    """Choose all slots, those beside others in several passes; the choices go into `chars`. Shares and the best five of each."""
    ids, member = charmodel()._ids(stream)
    member = member.astype(np.float64)
    shares = [1.0] * len(slots)
    rivals: list[tuple[str, ...]] = [()] * len(slots)
    todo = np.arange(len(slots))
    near = np.zeros(len(slots), np.bool_)
    close = np.diff(at) <= 2
    near[1:] |= close
    near[:-1] |= close
    for _ in range(PASSES_MOST):
        values = _values(ids, at[todo], [(slots[i], scripts[i]) for i in todo.tolist()], chars)
        sizes = np.array([len(slots[i].chars) for i in todo.tolist()])
        starts = np.cumsum(sizes) - sizes
        top = np.maximum.reduceat(values, starts)
        weights = np.exp(values - np.repeat(top, sizes))
        weights /= np.repeat(np.add.reduceat(weights, starts), sizes)
        share_of = np.maximum.reduceat(weights, starts)
        tops = np.flatnonzero(weights == np.repeat(share_of, sizes))
        best_of = tops[np.searchsorted(tops, starts)] - starts  # the first of equals
        orders = _first_most(weights, starts, sizes)
        changed = False
        rows = zip(todo.tolist(), orders, share_of.tolist(), best_of.tolist(), at[todo].tolist(), strict=True)
        for i, order, share, best, place in rows:
            slot = slots[i]
            char = slot.chars[best]
            changed |= chars[place] != char
            chars[place] = char
            ids[place] = slot.ids[best]
            shares[i] = share
            if share < max(RIVALS_BELOW, slot.least):
                rivals[i] = tuple([slot.chars[k] for k in order[: len(slot.chars)]])
        todo = todo[near[todo]]
        if not changed or not len(todo):
            break
    return shares, rivals


def _first_most(weights: NDArray[np.float64], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> list[list[int]]:
    """For each slot the numbers of its likeliest candidates, likeliest first; where it has fewer, others follow."""
    table = np.full((len(sizes), max(RIVALS_MOST, int(sizes.max()))), np.inf)
    table[np.repeat(np.arange(len(sizes)), sizes), np.arange(len(weights)) - np.repeat(starts, sizes)] = -weights
    first: list[list[int]] = np.argsort(table, axis=1, kind="stable")[:, :RIVALS_MOST].tolist()
    return first


def _values(
    ids: NDArray[np.int64], at: NDArray[np.int64], asked: list[tuple[Slot, int]], chars: list[str]
) -> NDArray[np.float64]:
    """Log probability of every candidate of every slot with the two characters after it, less its cost in the script."""
    slots = [slot for slot, _ in asked]
    sizes = np.array([len(slot.chars) for slot in slots])
    own = np.concatenate([slot.ids for slot in slots])
    values = np.concatenate([slot.known[script] for slot, script in asked])
    values += windows(np.stack((ids[at - 2], ids[at - 1])), own, np.stack((ids[at + 1], ids[at + 2])), sizes)
    if any(slot.paired for slot in slots):
        values -= _brackets(at, slots, chars)
    return values


def _brackets(at: NDArray[np.int64], slots: list[Slot], chars: list[str]) -> NDArray[np.float64]:
    """What marks in pairs cost: an opening quotation mark where one is open, a closing one of any kind where none is, any other
    character at the end of a line where one is open. A line break closes all."""
    costs = np.zeros(sum([len(slot.chars) for slot in slots]))
    open_now: list[str] = []
    done = offset = 0
    for place, slot in zip(at.tolist(), slots, strict=True):
        if slot.paired:
            for char in chars[done:place]:
                if char == "\n":
                    open_now.clear()
                elif char in CLOSING:
                    open_now.append(CLOSING[char])
                elif char in open_now:
                    del open_now[open_now.index(char) :]
            done = place
            if open_now and chars[place + 1] == "\n":
                costs[offset : offset + len(slot.chars)] = WRONG_QUOTE
            elif slot.opening >= 0 and "”" in open_now:
                costs[offset + slot.opening] = WRONG_QUOTE
            for at_closing, char in slot.closing:
                costs[offset + at_closing] = 0.0 if char in open_now else WRONG_QUOTE
        offset += len(slot.chars)
    return costs
