"""Lost bytes of UTF-8: the choice among the characters that gaps leave possible, for a whole page at once.

What lives here: fill(). What never does: finding the gaps (misread.py), what is possible (slots.py).

How it works: fill() puts the likeliest character into every gap, weighs all candidates of all gaps in one look-up, and weighs
those that stand next to another gap again, a few times. Marks in pairs (pairing.py) are weighed together.

Weak: two gaps side by side are weighed one after the other, not together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.pairing import Pairs
from corpuskit.steps.repair.plausibility import charmodel, pair_logs, windows
from corpuskit.steps.repair.sides import one_sided
from corpuskit.steps.repair.slots import Slot

__all__ = ["Filled", "fill"]

NUMERAL_BESIDE_DIGIT = 6.0  # cost of 十 beside 9: numbers are written in one way
DOUBLE_STOP = 6.0  # cost of a stop beside a stop; the model, which backs off, thinks too well of 。，
PASSES_MOST = 4  # over gaps side by side, each weighed with the choice of the others: two left 4 % more characters wrong
LOOKED_AT_MOST = 24  # candidates of one gap that are weighed with two characters to either side
HOPELESS = -500.0  # value of the others
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
    ids, member = charmodel()._ids(stream)
    member = member.astype(np.float64)
    shares = [1.0] * len(slots)
    rivals: list[tuple[str, ...]] = [()] * len(slots)
    todo = np.arange(len(slots))
    least = np.array([slot.least for slot in slots])
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
        asked = [slots[i] for i in todo.tolist()]
        around = np.stack((ids[at - 2], ids[at - 1], ids[at + 1], ids[at + 2]))
        anew = _anew(todo, around, weighed)
        if len(anew):
            weighed[:, anew] = around[:, anew]
            values_of[_places(owner, anew)] = _values(around[:, anew], [(slots[i], scripts[i]) for i in anew.tolist()])
        values = values_of[_places(owner, todo)]
        if pairs:
            if turn == 0:
                pairs.couple(values, chars)
            costs = pairs.costs(chars)
            values -= costs[_places(owner, todo)]
        sizes = np.array([len(slot.chars) for slot in asked])
        starts = np.cumsum(sizes) - sizes
        top = np.maximum.reduceat(values, starts)
        weights = np.exp(values - np.repeat(top, sizes))
        weights /= np.repeat(np.add.reduceat(weights, starts), sizes)
        share_of = np.maximum.reduceat(weights, starts)
        tops = np.flatnonzero(weights == np.repeat(share_of, sizes))
        best_of = tops[np.searchsorted(tops, starts)] - starts  # the first of equals
        unsure = np.flatnonzero(share_of < np.maximum(least[todo], RIVALS_BELOW))
        orders = dict(zip(todo[unsure].tolist(), _first_most(weights, starts[unsure], sizes[unsure]), strict=True))
        changed = False
        for i, share, best, place in zip(todo.tolist(), share_of.tolist(), best_of.tolist(), at[todo].tolist(), strict=True):
            slot = slots[i]
            char = slot.chars[best]
            changed |= chars[place] != char
            chars[place] = char
            ids[place] = slot.ids[best]
            shares[i] = share
            if i in orders:
                rivals[i] = tuple([slot.chars[k] for k in orders[i][: len(slot.chars)]])
        todo = todo[near[todo]]
        if not changed or not len(todo):
            break
    return shares, rivals


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


def _values(around: NDArray[np.int64], asked: list[tuple[Slot, int]]) -> NDArray[np.float64]:
    """Log probability of every candidate of every slot with the two characters after it, less its cost in the script.

    around: [2 before, 2 after; slots]. Shape: the candidates of all slots, one slot after the other. Of many candidates only
    those that do best beside their next neighbours are looked at closely; the others get HOPELESS.
    """
    slots = [slot for slot, _ in asked]
    sizes = np.array([len(slot.chars) for slot in slots])
    own = np.concatenate([slot.ids for slot in slots])
    known = np.concatenate([slot.known[script] for slot, script in asked])
    kept = _promising(around, own, sizes, known, slots)
    stops = _stops()
    if kept is None:
        values = known + _in_context(around, own, sizes)
        values -= DOUBLE_STOP * (stops[own] & np.repeat(stops[around[1]] | stops[around[2]], sizes))
        return values
    some = np.add.reduceat(kept, np.cumsum(sizes) - sizes, dtype=np.int64)
    values = np.full(len(own), HOPELESS)
    values[kept] = known[kept] + _in_context(around, own[kept], some)
    values[kept] -= DOUBLE_STOP * (stops[own[kept]] & np.repeat(stops[around[1]] | stops[around[2]], some))
    return values


def _promising(
    around: NDArray[np.int64], own: NDArray[np.int64], sizes: NDArray[np.int64], known: NDArray[np.float64], slots: list[Slot]
) -> NDArray[np.bool_] | None:
    """Which candidates do best beside the next character to either side, and all marks; None where no slot has many."""
    many = sizes > LOOKED_AT_MOST
    if not many.any():
        return None
    kept = np.repeat(~many, sizes)
    left, right = (np.repeat(around[row][many], sizes[many]) for row in (1, 2))
    chosen = own[~kept]
    rough = known[~kept] + pair_logs(np.concatenate((left, chosen)), np.concatenate((chosen, right))).reshape(2, -1).sum(axis=0)
    its_sizes = sizes[many]
    starts = np.cumsum(its_sizes) - its_sizes
    rows = np.repeat(np.arange(len(its_sizes)), its_sizes)
    columns = np.arange(len(rough)) - np.repeat(starts, its_sizes)
    table = np.full((len(its_sizes), int(its_sizes.max())), np.inf)
    table[rows, columns] = -rough
    best = np.zeros(table.shape, np.bool_)
    np.put_along_axis(best, np.argpartition(table, LOOKED_AT_MOST - 1, axis=1)[:, :LOOKED_AT_MOST], True, axis=1)
    for row, slot in enumerate([slot for slot, is_long in zip(slots, many.tolist(), strict=True) if is_long]):
        best[row, [place for place, _ in slot.marks]] = True
    kept[~kept] = best[rows, columns]
    return kept


def _in_context(around: NDArray[np.int64], own: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Log probability of every candidate with the two characters after it. around: [2 before, 2 after; slots].

    What stands beside digits the model hardly knows, its texts have few; what stands beside 二, 三, 五 it does. The middle one of
    several numerals decides, so that 五官 or 三角 do not.
    """
    digit, numerals, ten = _digits()
    beside = (around == digit).any(axis=0)
    if not beside.any():
        return np.asarray(windows(around[:2], own, around[2:], sizes), np.float64)
    logs = np.empty(len(own))
    chosen = np.repeat(beside, sizes)
    plain, near, its_sizes = around[:, ~beside], around[:, beside], sizes[beside]
    if len(its_sizes) < len(sizes):
        logs[~chosen] = windows(plain[:2], own[~chosen], plain[2:], sizes[~beside])
    tries = []
    for numeral in numerals:
        inner, outer = (np.where(near == digit, each, near) for each in (numeral, ten))
        outer[1:3] = inner[1:3]
        outer[0] = np.where(near[1] == digit, outer[0], inner[0])
        outer[3] = np.where(near[2] == digit, outer[3], inner[3])
        tries.append(outer)
    its_own = np.tile(own[chosen], len(tries))
    whole = np.concatenate(tries, axis=1)
    values = windows(whole[:2], its_own, whole[2:], np.tile(its_sizes, len(tries)))
    logs[chosen] = np.median(values.reshape(len(tries), -1), axis=0)
    logs[chosen] -= NUMERAL_BESIDE_DIGIT * (
        _numerals()[own[chosen]] & np.repeat((near[1] == digit) | (near[2] == digit), its_sizes)
    )
    return logs


@cache
def _digits() -> tuple[int, list[int], int]:
    """The class of digits, of some numerals, and of 十, which is what a further digit stands for."""
    model = charmodel()
    return (
        int(model.class_of[ord("1")]),
        model.class_of[[ord(char) for char in "二三五六七八九"]].tolist(),
        int(model.class_of[ord("十")]),
    )


@cache
def _numerals() -> NDArray[np.bool_]:
    """By class of the model: whether it is a numeral that does not stand beside a digit (万 and 亿 do)."""
    return _table("〇零一二三四五六七八九十百两")


@cache
def _stops() -> NDArray[np.bool_]:
    """By class of the model: whether it is a stop that does not stand beside another."""
    return _table("，。、；：")


def _table(chars: str) -> NDArray[np.bool_]:
    model = charmodel()
    table = np.zeros(model.n, np.bool_)
    table[model.class_of[[ord(char) for char in chars]]] = True
    return table
