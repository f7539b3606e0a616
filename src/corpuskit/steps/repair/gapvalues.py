"""What the candidates of a gap are worth where they stand: log probabilities in context, and what stands against them.

What lives here: candidate_values(), for all candidates of all gaps in a few look-ups, page_gains(), what the rest of the page
says for each, and product_values(), for two or three gaps that lean on each other. What never does: the choice (gaps.py), which
candidates there are (slots.py, pairs.py).

How it works: of many candidates only those that do best beside their next neighbours are looked at closely. Digits, which the
model's texts have few of, are weighed as numerals in words would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.repair.model import CharModel
from corpuskit.steps.repair.plausibility import charmodel, pair_logs, windows
from corpuskit.steps.repair.slots import Slot

__all__ = ["beside_digit", "candidate_values", "page_gains", "product_values"]

NUMERAL_BESIDE_DIGIT = 6.0  # cost of 十 beside 9: numbers are written in one way
DOUBLE_STOP = 6.0  # cost of a stop beside a stop; the model, which backs off, thinks too well of 。，
TOGETHER_MOST = {2: 8, 3: 6}  # candidates of each of so many gaps that are weighed as products; with half as many more the same
LOOKED_AT_MOST = 24  # candidates of one gap that are weighed with two characters to either side
HOPELESS = -500.0  # value of the others


def candidate_values(around: NDArray[np.int64], asked: list[tuple[Slot, int]]) -> NDArray[np.float64]:
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


def page_gains(
    page: CharModel, around: NDArray[np.int64], own: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How much likelier each candidate, with the two after it, is to a view of the model that has read the page."""
    places = tuple(np.repeat(row, sizes) for row in around)
    with_page = _run_logs(page, (*places[:2], own, *places[2:]))
    return with_page - _run_logs(charmodel(), (*places[:2], own, *places[2:]))


def product_values(
    model: CharModel,
    runs: NDArray[np.int64],
    places: Sequence[int],
    slots: Sequence[Sequence[Slot]],
    known: Sequence[Sequence[NDArray[np.float64]]],
    now: Sequence[NDArray[np.int64]],
) -> tuple[NDArray[np.float64], list[NDArray[np.int64]]]:
    """Log probabilities of gaps taken together, less their costs, for many groups of one shape.

    runs: [group, class], two before the first gap to two after the last; in `places` what the gaps hold now. slots, known, now:
    for each of the places, of each group, the Slot, by candidate its log probability within the class less its costs, and which
    one is chosen. Returns [group, an axis for each gap], and for each gap which candidates stand there, [group, candidate]: those
    that do best beside neighbours that are no gaps, and last the one chosen now. Where a Slot has fewer, some are HOPELESS.
    """
    most = TOGETHER_MOST[len(places)]
    shape = (len(runs), *[most + 1] * len(places))
    columns = [np.broadcast_to(each.reshape(-1, *[1] * len(places)), shape).ravel() for each in runs.T]
    costs = np.zeros(shape)
    kept = []
    for axis, (place, its_slots, its_known, its_now) in enumerate(zip(places, slots, known, now, strict=True)):
        best, classes, value = _best(runs, place, places, its_slots, its_known, its_now, most)
        own_axis = [len(runs), *[-1 if axis == other else 1 for other in range(len(places))]]
        columns[place] = np.broadcast_to(classes.reshape(own_axis), shape).ravel()
        costs += value.reshape(own_axis)
        kept.append(best)
    values = _run_logs(model, tuple(columns))
    stops = _stops()
    for before, after in pairwise(columns[1:-1]):
        values -= DOUBLE_STOP * (stops[before] & stops[after])
    return values.reshape(shape) + costs, kept


def beside_digit(run: NDArray[np.int64], places: Sequence[int]) -> bool:
    """Whether a digit stands around gaps, which the model hardly knows."""
    return bool((np.delete(run, places) == _digits()[0]).any())


def _best(
    runs: NDArray[np.int64],
    place: int,
    places: Sequence[int],
    slots: Sequence[Slot],
    known: Sequence[NDArray[np.float64]],
    now: NDArray[np.int64],
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The candidates of a gap in each group that are worth weighing, the one chosen now last: numbers, classes and `known`."""
    sizes = np.array([len(slot.chars) for slot in slots])
    own, costs = np.concatenate([slot.ids for slot in slots]), np.concatenate(known)
    rough = costs + (charmodel().single[own] if place - 1 in places else pair_logs(np.repeat(runs[:, place - 1], sizes), own))
    if place + 1 not in places:
        rough = rough + pair_logs(own, np.repeat(runs[:, place + 1], sizes))
    rows = np.repeat(np.arange(len(slots)), sizes)
    numbers = np.arange(len(own)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    shape = len(slots), max(most, int(sizes.max())) + 1
    table, classes, value = np.full(shape, -np.inf), np.zeros(shape, np.int64), np.full(shape, HOPELESS)
    table[rows, numbers], classes[rows, numbers], value[rows, numbers] = rough, own, costs
    table[np.arange(len(slots)), now] = -np.inf
    best = np.argsort(-table, axis=1, kind="stable")[:, : most + 1]
    best[:, most] = now
    kept_value = np.take_along_axis(value, best, 1)
    kept_value[:, :most][best[:, :most] == now[:, None]] = HOPELESS  # not twice
    return best, np.take_along_axis(classes, best, 1), kept_value


def _run_logs(model: CharModel, run: tuple[NDArray[np.int64], ...]) -> NDArray[np.float64]:
    """Log probability of the third class of each run and of those after it, each given the two before it."""
    total = np.zeros(len(run[0]))
    _, context = model._pairs(run[0], run[1])
    for a, b, c in zip(run, run[1:], run[2:], strict=False):
        shorter, following = model._pairs(b, c)
        total += model._thirds(context, shorter, (a, b, c))
        context = following
    return total
