"""What the characters of a text cost, in bits, in each writing (rulebook/charfreq.npz, made by scripts/charfreq).

What lives here: the table, the sum over a text, and per line. What never does: encodings, decisions. Imports numpy: imported only
where bytes must be weighed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from corpuskit.steps.decode.tables import charfreq_bytes

__all__ = ["EIGHTHS", "HAN_WRITINGS", "WRITINGS", "cheapest", "costs_of_lines", "han_costs", "upper_bits", "upper_of_lines"]

EIGHTHS = 8  # of a bit: the table's unit
# The table's rows, in order. Languages stand for themselves, cs for Slavic ones in the same letters; latin is Western Europe.
WRITINGS = ("hans", "hant", "ja", "ko", "ru", "el", "latin", "he", "ar", "th", "tr", "cs", "pl", "hu")
HAN_WRITINGS = WRITINGS[:4]

Units = npt.NDArray[np.uint16]


@cache
def _table() -> npt.NDArray[np.uint8]:
    with np.load(io.BytesIO(charfreq_bytes())) as file:
        table: npt.NDArray[np.uint8] = file["cost"]
        if tuple(file["writings"].tolist()) != WRITINGS:
            raise AssertionError("charfreq.npz has other rows than costs.py")
    return table


def han_costs(writing: str) -> npt.NDArray[np.uint8]:
    """By code point below U+10000: what a character costs in a writing, in eighths of a bit."""
    row: npt.NDArray[np.uint8] = _table()[WRITINGS.index(writing)]
    return row


def _units(text: str) -> Units:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


def cheapest(text: str, writings: Sequence[str]) -> tuple[float, str]:
    """(bits, writing): what the whole text costs in the one of `writings` that reads it best."""
    units, table = _units(text), _table()
    sums = [(float(table[WRITINGS.index(writing)].take(units).sum(dtype=np.int64)), writing) for writing in writings]
    bits, writing = min(sums)
    return bits / EIGHTHS, writing


def upper_bits(text: str, writing: str) -> float:
    """What a character that is not ASCII costs, on average; 0.0 where there is none."""
    units = _units(text)
    units = units[units > 0x7F]
    return float(_table()[WRITINGS.index(writing)][units].mean()) / EIGHTHS if len(units) else 0.0


def costs_of_lines(text: str, writing: str) -> npt.NDArray[np.float64]:
    """What each line costs, its newline included. A text that ends with a newline has one more, empty line, which costs 0."""
    units = _units(text)
    sums = np.concatenate(([0], np.cumsum(_table()[WRITINGS.index(writing)][units], dtype=np.int64)))
    ends = np.concatenate((np.flatnonzero(units == 0x0A) + 1, [len(units)]))
    return np.diff(sums[ends], prepend=0) / EIGHTHS


@cache
def _upper_table(writing: str) -> npt.NDArray[np.uint8]:
    """The writing's costs, with 0 for ASCII."""
    row: npt.NDArray[np.uint8] = _table()[WRITINGS.index(writing)].copy()
    row[:0x80] = 0
    return row


def upper_of_lines(text: str, writing: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """What the characters beyond ASCII of each line cost, and how many they are."""
    units = _units(text)
    starts = np.concatenate(([0], np.flatnonzero(units == 0x0A) + 1))
    if starts[-1] == len(units):
        starts = starts[:-1]
    if not len(starts):
        return np.zeros(0), np.zeros(0, np.int64)
    bits = np.add.reduceat(_upper_table(writing).take(units), starts, dtype=np.int64) / EIGHTHS
    return bits, np.add.reduceat(units > 0x7F, starts, dtype=np.int64)
