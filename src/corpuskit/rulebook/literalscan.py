"""Where literals could stand in a raw text: a few array operations over the whole of it, without folding it first.

What lives here: LiteralScan, codes_of(), bit rows (rows_of). What never does: patterns; the exact search (prefilter.py does it,
on the lines that remain).

How it works: of each literal the six neighbouring characters that are rarest together are taken (all of a shorter one). A table
over the code points gives every raw character a number, the same for all that fold to one character; two numbers side by side
make a key of sixteen bits, and a table of flags says under which of them a literal may begin. Only there, at a tenth of all
places, the third character is asked in the same way; what is left, at one place in fifty, is looked up exactly, character by
character. So every place of a literal is found, in each script, width and case, and some places more. All tables together take
400 kB: what the processor's cache does not hold costs most.

Why not an Aho-Corasick automaton over the raw text: one over all raw forms (32,000) takes 135 MB and 0.3 s to build, more than
the processor's cache holds, and is slower. One call costs as much as a page does: texts are best scanned together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from corpuskit.rulebook.folding import fold_table

__all__ = ["KEY_STEP", "PADDING", "WORD_BITS", "LiteralScan", "codes_of", "raw_forms", "rows_of", "unfolded"]

Codes = np.ndarray[Any, np.dtype[Any]]
States = np.ndarray[Any, np.dtype[np.uint32]]
Places = np.ndarray[Any, np.dtype[np.intp]]
Rows = np.ndarray[Any, np.dtype[np.uint64]]
GRAM_CHARS = 6  # three leave eight times as many places in English
PADDING = "\n\n"  # behind a text; no literal holds a line break
RARE_BITS = 224  # what a character costs that charfreq.npz does not know
WORD_BITS = 64
KEY_STEP = 0x1B2D  # odd, so that neighbouring numbers get keys far apart


@cache
def unfolded() -> Mapping[str, tuple[str, ...]]:
    """Folded character to the raw characters that fold to it (itself included)."""
    found: dict[str, list[str]] = {}
    for code, char in fold_table().items():
        found.setdefault(char, []).append(chr(code))
    return {char: (char, *raws) for char, raws in found.items()}


def raw_forms(char: str) -> set[str]:
    """All raw characters that a folded lower-case character may stand for."""
    cases = {case for case in (char, char.upper(), char.title()) if len(case) == 1}
    return {raw for case in cases for raw in unfolded().get(case, (case,))}


def codes_of(text: str) -> Codes:
    """The code points of a text and of PADDING behind it, in two bytes each where that is enough, else in four."""
    padded = text + PADDING
    units = padded.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(padded):
        return np.frombuffer(units, dtype="<u2")
    return np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def rows_of(masks: Sequence[int], bits: int) -> Rows:
    """Bits as rows of 64-bit words, the lowest word first."""
    words = max(1, -(-bits // WORD_BITS))
    low = (1 << WORD_BITS) - 1
    return np.array([[mask >> WORD_BITS * n & low for n in range(words)] for mask in masks], dtype=np.uint64)


@cache
def _rarity() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """What each code unit costs, in eighths of a bit, in the writing where it is most common."""
    with (files("corpuskit.rulebook") / "charfreq.npz").open("rb") as file, np.load(file) as tables:
        costs: np.ndarray[Any, np.dtype[np.uint8]] = tables["cost"].min(axis=0)
    return costs


def _gram(literal: str) -> str:
    """The part of a literal that is looked up."""
    size = min(GRAM_CHARS, len(literal))
    rarity = _rarity()
    cost = [int(rarity[ord(c)]) if ord(c) < len(rarity) else RARE_BITS for c in literal]
    at = max(range(len(literal) - size + 1), key=lambda i: sum(cost[i : i + size]))
    return literal[at : at + size]


class LiteralScan:
    """A scan for literals (folded, lower case), each with the rules that need it as bits.

    What has been read of a literal is a state: 0 nothing; of each the rules are known whose literals end in it or before it.
    """

    __slots__ = (
        "_after",
        "_begins",
        "_cells",
        "_ends",
        "_first_single",
        "_next",
        "_numbers",
        "_pairs",
        "_rows",
        "_singles",
        "_slots",
        "_tables",
        "_thirds",
        "_threes",
        "_twos",
    )

    def __init__(self, literals: Mapping[str, int], rules: int) -> None:
        grams: dict[str, int] = {}
        for literal, mask in literals.items():
            gram = _gram(literal)
            grams[gram] = grams.get(gram, 0) | mask
        chars, singles = {c for gram in grams for c in gram}, {gram for gram in grams if len(gram) == 1}
        number = {c: n for n, c in enumerate((*sorted(chars - singles), *sorted(singles)), 1)}  # 0: in no gram
        self._numbers = {raw: n for c, n in number.items() for raw in raw_forms(c)}
        self._tables: dict[int, Codes] = {}
        states: dict[str, int] = {"": 0}
        masks = [0]
        for gram in sorted(grams, key=len):  # so that a state knows what those on the way to it say
            for size in range(1 if len(gram) == 1 else 2, len(gram) + 1):
                if gram[:size] not in states:
                    states[gram[:size]] = len(masks)
                    masks.append(masks[states.get(gram[: size - 1], 0)])  # those of a first character alone too
            masks[states[gram]] |= grams[gram]
        self._rows = rows_of(masks, rules)
        self._ends = np.array([mask > 0 for mask in masks])
        self._fill_pairs(states, number)
        after = {states[known[:-1]] << 16 | number[known[-1]]: state for known, state in states.items() if len(known) > 2}
        self._thirds = np.zeros(0x10000, dtype=np.bool_)
        self._thirds[[((cell >> 16) * KEY_STEP + cell) & 0xFFFF for cell in after]] = True
        cells = sorted(after)
        self._cells = np.array([*cells, 0xFFFFFFFF], dtype=np.uint32)
        self._after = np.array([*(after[cell] for cell in cells), 0], dtype=np.uint32)
        self._first_single = np.uint16(len(number) - len(singles) + 1)
        self._singles = np.zeros(len(number) + 1, dtype=np.uint16)
        for single in singles:
            self._singles[number[single]] = states[single]

    def _fill_pairs(self, states: Mapping[str, int], number: Mapping[str, int]) -> None:
        """The states of two characters: the first of those with a key, and behind each the next with the same; and the flags by
        the key of two characters (a literal begins with them, they are one) and of three (a literal begins with them)."""
        self._slots = np.zeros(0x10000, dtype=np.uint16)
        self._next = np.zeros(len(states), dtype=np.uint16)
        self._pairs = np.full(len(states), 0xFFFFFFFF, dtype=np.uint32)
        for known, state in states.items():
            if len(known) == 2:
                one, two = number[known[0]], number[known[1]]
                key = one * KEY_STEP + two & 0xFFFF
                self._pairs[state] = one << 16 | two
                self._next[state], self._slots[key] = self._slots[key], state
        self._begins, self._twos, self._threes = (np.zeros(0x10000, dtype=np.bool_) for _ in range(3))
        for known, state in states.items():
            if len(known) not in (2, 3):
                continue
            one, two, *more = (number[char] for char in known)
            key = one * KEY_STEP + two & 0xFFFF
            self._begins[key] = True
            if more:
                self._threes[key * KEY_STEP + more[0] & 0xFFFF] = True
            elif self._ends[state]:
                self._twos[key] = True

    def _table(self, codes: Codes) -> Codes:
        """The numbers of all code points."""
        size = 0x10000 if codes.itemsize == 2 else 0x110000
        table = self._tables.get(size)
        if table is None:
            table = np.zeros(size, dtype=np.uint16)
            chosen = [(ord(raw), number) for raw, number in self._numbers.items() if ord(raw) < size]
            table[[code for code, _ in chosen]] = [number for _, number in chosen]
            self._tables[size] = table
        return table

    def spots(self, codes: Codes) -> tuple[Places, Rows]:
        """(places, rules as rows of bits), ascending: each place where the part looked up of a literal stands."""
        numbers = self._table(codes).take(codes, mode="clip")
        at, states = self._begun(numbers)
        keys = states.astype(np.uint16) * np.uint16(KEY_STEP)
        keys += numbers.take(at + 2, mode="clip")
        live = np.flatnonzero(self._thirds[keys])
        now = states.take(live)
        for size in range(2, GRAM_CHARS):
            cells = now << np.uint32(16) | numbers.take(at.take(live) + size, mode="clip")
            place = self._cells.searchsorted(cells)
            found = np.flatnonzero(self._cells.take(place) == cells)
            if not len(found):
                break
            live, now = live.take(found), self._after.take(place.take(found))
            states[live] = now
        some = np.flatnonzero(self._ends.take(states))
        return at.take(some), self._rows.take(states.take(some), axis=0)

    def _begun(self, numbers: Codes) -> tuple[Places, States]:
        """(places, states) where two characters stand that a literal begins with, or one that is a literal; those left out where
        the third says that none goes on."""
        keys = numbers[:-1] * np.uint16(KEY_STEP)
        keys += numbers[1:]
        may = self._begins.take(keys, mode="wrap")
        may |= numbers[:-1] >= self._first_single
        at = may.nonzero()[0]
        twos, first = keys.take(at), numbers.take(at)
        threes = twos * np.uint16(KEY_STEP)
        threes += numbers.take(at + 2, mode="clip")
        on = self._threes.take(threes)
        on |= self._twos.take(twos)
        on |= first >= self._first_single
        some = on.nonzero()[0]
        at, first = at.take(some), first.take(some)
        states = self._slots.take(twos.take(some))
        pairs = first.astype(np.uint32) << np.uint32(16) | numbers.take(at + 1)
        while True:  # until each is the pair itself, or 0 behind the last with its key
            other = np.flatnonzero((self._pairs.take(states) != pairs) & (states > 0))
            if not len(other):
                break
            states[other] = self._next.take(states.take(other))
        alone = states == 0
        states[alone] = self._singles.take(first[alone])
        kept = states.nonzero()[0]
        return at.take(kept), states.take(kept).astype(np.uint32)


def literals_of(needs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Folded lower-case literal to the rules that need it as bits, of (folded literal, number of the rule) pairs."""
    found: dict[str, int] = {}
    for need, number in needs:
        found[need.lower()] = found.get(need.lower(), 0) | 1 << number
    return found
