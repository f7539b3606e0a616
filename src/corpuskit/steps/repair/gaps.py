"""Lost bytes of UTF-8: the choice among the characters that gaps leave possible, for a whole page at once.

What lives here: fill(). What never does: finding the gaps (misread.py), what is possible (slots.py).

How it works: fill() puts the likeliest character into every gap, weighs all candidates of all gaps in one look-up, and weighs
those that stand next to another gap again, a few times. Marks in pairs (pairing.py) are weighed together. Where the choice is not
sure the page is asked: names and terms return, and the model rarely knows them. Two gaps side by side of which one is not sure
are then weighed as products, with a third that follows: the share of each is the sum over the others, so none leans on a guess.

Weak: of more than three gaps in a row three at a time are weighed as products.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.gapvalues import beside_digit, candidate_values, page_gains, product_values
from corpuskit.steps.repair.model import CharModel
from corpuskit.steps.repair.pairing import Pairs
from corpuskit.steps.repair.plausibility import charmodel
from corpuskit.steps.repair.sides import one_sided
from corpuskit.steps.repair.slots import Slot

__all__ = ["Filled", "fill"]

PASSES_MOST = 4  # over gaps side by side, each weighed with the choice of the others: two left 4 % more characters wrong
RIVALS_BELOW, RIVALS_MOST = 0.75, 5  # share below which the rivals are told, at least, and how many
PAGE_CHARS = 500  # a page that tells something; single sentences of the tune half did not gain
SURE = 0.98  # share from which the rest of the page is not asked
TOGETHER_LEAST = 0.9  # gaps that ask for so much (Big5, which loses four characters of five) stand on guesses on all sides
TOGETHER_GAPS = 3  # at most
TOGETHER_CHARS = 2  # from one gap to the next that it is weighed with
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


def fill(stretches: Sequence[tuple[str, list[str | Slot], str]], between: Sequence[str | None] | None = None) -> list[Filled]:
    """Choose the gaps of stretches (text before, characters and gaps, text after). Linear in their length.

    between: for each stretch the sound text that parts it from the one before it, None where another line begins; without it
    each is a line of its own.
    """
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
        pieces_at = [(span[0], span[1], part) for span, part in zip(spans, between or [None] * len(spans), strict=True)]
        pairs = Pairs(stream, left_of, slots, pieces_at)
        shares, rivals = _weigh(chars, stream, np.array(left_of), slots, scripts, pairs)
    out = []
    for begin, end, first, last in spans:
        at = [place - begin for place in left_of[first:last]]
        out.append(Filled(chars[begin:end], at, shares[first:last], rivals[first:last]))
    return out


def _weigh(
    chars: list[str], stream: str, at: NDArray[np.int64], slots: list[Slot], scripts: list[int], pairs: Pairs
) -> tuple[list[float], list[tuple[str, ...]]]:
    """Choose all slots, those beside others in several passes; the choices go into `chars`. Shares and the best five of each."""
    ids = charmodel()._ids(stream)[0]
    told_below = np.array([max(slot.least, RIVALS_BELOW) for slot in slots])
    chosen = _Chosen(slots, at, chars, ids, np.ones(len(slots)), [()] * len(slots), told_below)
    todo = np.arange(len(slots))
    near = np.zeros(len(slots), np.bool_)
    close = np.diff(at) <= 2
    near[1:] |= close
    near[:-1] |= close
    if pairs:
        near |= np.array([slot.paired for slot in slots])
    owner = np.repeat(np.arange(len(slots)), [len(slot.chars) for slot in slots])
    values_of = np.empty(len(owner))
    weighed = np.full((4, len(slots)), -1)  # beside what each slot was weighed last
    for turn in range(PASSES_MOST):
        around = np.stack((ids[at - 2], ids[at - 1], ids[at + 1], ids[at + 2]))
        anew = _anew(todo, around, weighed)
        if len(anew):
            weighed[:, anew] = around[:, anew]
            asked = [(slots[i], scripts[i]) for i in anew.tolist()]
            values_of[_places(owner, anew)] = candidate_values(around[:, anew], asked)
        values = values_of[_places(owner, todo)]
        if pairs:
            if turn == 0:
                pairs.couple(values, chars)
            costs = pairs.costs(chars)
            values -= costs[_places(owner, todo)]
        changed = chosen.take(todo, values)
        todo = todo[near[todo]]
        if not changed or not len(todo):
            break
    unsure = np.flatnonzero(chosen.shares < SURE)
    model = _page(stream, at) if len(unsure) and len(stream) >= PAGE_CHARS else charmodel()
    if model.seen is not None:
        around = np.stack((ids[at - 2], ids[at - 1], ids[at + 1], ids[at + 2]))[:, unsure]
        own = _places(owner, unsure)
        values = values_of[own] - (pairs.costs(chars)[own] if pairs else 0.0)
        sizes = np.array([len(slots[i].chars) for i in unsure.tolist()])
        classes = np.concatenate([slots[i].ids for i in unsure.tolist()])
        chosen.take(unsure, values + page_gains(model, around, classes, sizes))
    _side_by_side(chosen, owner, model, scripts, pairs)
    return chosen.shares.tolist(), chosen.rivals


def _side_by_side(chosen: _Chosen, owner: NDArray[np.int64], model: CharModel, scripts: list[int], pairs: Pairs) -> None:
    """Weigh gaps beside each other together where one is not sure."""
    at, unsure = chosen.at, chosen.shares < SURE
    few = np.array([slot.least < TOGETHER_LEAST for slot in chosen.slots])
    near = (np.diff(at) <= TOGETHER_CHARS) & few[1:] & few[:-1]
    shapes: dict[tuple[int, ...], list[range]] = {}
    for group in _groups(near, unsure):
        places = tuple((at[group.start : group.stop] - at[group.start] + 2).tolist())
        if not beside_digit(chosen.ids[at[group.start] - 2 : at[group.stop - 1] + 3], places):
            shapes.setdefault(places, []).append(group)
    if not shapes:
        return
    costs = pairs.costs(chosen.chars) if pairs else np.zeros(len(owner))
    starts = np.searchsorted(owner, np.arange(len(at) + 1)).tolist()
    for places, groups in shapes.items():
        runs = chosen.ids[at[[group.start for group in groups], None] - 2 + np.arange(places[-1] + 3)]
        numbers = [[group[axis] for group in groups] for axis in range(len(places))]
        slots = [[chosen.slots[i] for i in row] for row in numbers]
        known = [[chosen.slots[i].known[scripts[i]] - costs[starts[i] : starts[i + 1]] for i in row] for row in numbers]
        now = [np.array([chosen.slots[i].chars.index(chosen.chars[at[i]]) for i in row]) for row in numbers]
        values, kept = product_values(model, runs, places, slots, known, now)
        axes = tuple(range(1, values.ndim))
        weights = np.exp(values - values.max(axis=axes, keepdims=True))
        weights /= weights.sum(axis=axes, keepdims=True)
        best = np.unravel_index(weights.reshape(len(groups), -1).argmax(axis=1), weights.shape[1:])
        for axis, row in enumerate(numbers):
            shares = weights.sum(axis=tuple(other for other in axes if other != axis + 1))
            for number, candidates, chosen_at, its_shares in zip(row, kept[axis], best[axis].tolist(), shares, strict=True):
                chosen.put(number, candidates, chosen_at, its_shares)


def _groups(near: NDArray[np.bool_], unsure: NDArray[np.bool_]) -> Iterator[range]:
    """Gaps that stand near each other, one of them unsure, three at a time. near: of each gap, whether the next one is."""
    ends = np.flatnonzero(~np.append(near, np.zeros(1, np.bool_))) + 1
    for start, stop in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        while stop - start > 1:
            end = min(start + TOGETHER_GAPS, stop)
            if unsure[start:end].any():
                yield range(start, end)
            start = end


def _page(stream: str, at: NDArray[np.int64]) -> CharModel:
    """The model, having read the stretches at hand without what was chosen in their gaps."""
    known = list(stream)
    for place in at.tolist():
        known[place] = "\ufffd"
    return charmodel().with_document("".join(known))


@dataclass(slots=True)
class _Chosen:
    """The choices so far: characters and classes in the stream, and of each slot the share of its best and its rivals."""

    slots: list[Slot]
    at: NDArray[np.int64]
    chars: list[str]
    ids: NDArray[np.int64]
    shares: NDArray[np.float64]
    rivals: list[tuple[str, ...]]
    told_below: NDArray[np.float64]  # share of each slot below which its rivals are told

    def put(self, number: int, kept: NDArray[np.int64], best: int, shares: NDArray[np.float64]) -> None:
        """Choose for one slot among some of its candidates. shares: of each of them."""
        slot, place = self.slots[number], int(self.at[number])
        self.chars[place], self.ids[place] = slot.chars[kept[best]], slot.ids[kept[best]]
        self.shares[number] = shares[best]
        told = kept[np.argsort(-shares, kind="stable")[:RIVALS_MOST]] if shares[best] < self.told_below[number] else kept[:0]
        self.rivals[number] = tuple([slot.chars[candidate] for candidate in told.tolist() if candidate < len(slot.chars)])

    def take(self, todo: NDArray[np.int64], values: NDArray[np.float64]) -> bool:
        """Choose the best of some slots by the values of their candidates; whether any choice is another than before."""
        sizes = np.array([len(self.slots[i].chars) for i in todo.tolist()])
        starts = np.cumsum(sizes) - sizes
        top = np.maximum.reduceat(values, starts)
        weights = np.exp(values - np.repeat(top, sizes))
        weights /= np.repeat(np.add.reduceat(weights, starts), sizes)
        share_of = np.maximum.reduceat(weights, starts)
        tops = np.flatnonzero(weights == np.repeat(share_of, sizes))
        best_of = tops[np.searchsorted(tops, starts)] - starts  # the first of equals
        self.shares[todo] = share_of
        unsure = np.flatnonzero(share_of < self.told_below[todo])
        orders = _first_most(weights, starts[unsure], sizes[unsure])
        changed = False
        for i, best, place in zip(todo.tolist(), best_of.tolist(), self.at[todo].tolist(), strict=True):
            slot = self.slots[i]
            changed |= self.chars[place] != slot.chars[best]
            self.chars[place] = slot.chars[best]
            self.ids[place] = slot.ids[best]
            self.rivals[i] = ()
        for i, order in zip(todo[unsure].tolist(), orders, strict=True):
            self.rivals[i] = tuple([self.slots[i].chars[k] for k in order[: len(self.slots[i].chars)]])
        return changed


def _anew(todo: NDArray[np.int64], around: NDArray[np.int64], weighed: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the slots that stand beside other characters than when they were weighed last: the same again gives the same."""
    differs: NDArray[np.bool_] = (around != weighed).any(axis=0)
    anew: NDArray[np.int64] = todo[differs[todo]]
    return anew


def _places(owner: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which candidates belong to some of the slots. owner: the slot of each candidate."""
    is_chosen = np.zeros(int(owner[-1]) + 1, np.bool_)
    is_chosen[chosen] = True
    return is_chosen[owner]


def _first_most(weights: NDArray[np.float64], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> list[list[int]]:
    """For each of some slots the numbers of its likeliest candidates, likeliest first; where it has fewer, others follow."""
    if not len(sizes):
        return []
    rows = np.repeat(np.arange(len(sizes)), sizes)
    columns = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    table = np.full((len(sizes), max(RIVALS_MOST, int(sizes.max()))), np.inf)
    table[rows, columns] = -weights[columns + np.repeat(starts, sizes)]
    first: list[list[int]] = np.argsort(table, axis=1, kind="stable")[:, :RIVALS_MOST].tolist()
    return first
