"""Where literals could stand in a raw text: a few array operations over the whole of it, without folding it first.

What lives here: LiteralScan, codes_of(), bit rows (rows_of). What never does: patterns; the exact search (prefilter.py does it,
on the lines that remain).

How it works: of each literal the six neighbouring characters that are rarest together are taken (all of a shorter one). A table
over the code points gives every raw character the numbers of the folded lower-case character that it stands for; pairs of
numbers are looked up for all places at once, and what follows them, character by character, where something is left. So every
place of a literal is found, in each script, width and case, and some places more.

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

__all__ = ["PADDING", "WORD_BITS", "LiteralScan", "codes_of", "raw_forms", "rows_of", "unfolded"]

Codes = np.ndarray[Any, np.dtype[Any]]
Numbers = np.ndarray[Any, np.dtype[np.uint32]]
Places = np.ndarray[Any, np.dtype[np.intp]]
Rows = np.ndarray[Any, np.dtype[np.uint64]]
GRAM_CHARS = 6  # three leave eight times as many places in English
PADDING = "\n\n"  # behind a text; no literal holds a line break
RARE_BITS = 224  # what a character costs that charfreq.npz does not know
WORD_BITS = 64


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
    """A scan for literals (folded, lower case), each with the rules that need it as bits."""

    __slots__ = (
        "_after", "_bits", "_cells", "_numbers", "_pair_rows", "_pairs", "_rows", "_seen", "_sure", "_tables", "_thirds",
    )  # fmt: skip

    def __init__(self, literals: Mapping[str, int], rules: int) -> None:
        grams: dict[str, int] = {}
        for literal, mask in literals.items():
            gram = _gram(literal)
            grams[gram] = grams.get(gram, 0) | mask
        later = {c: n for n, c in enumerate(sorted({c for gram in grams for c in gram}), 1)}
        first = {c: n for n, c in enumerate(sorted({gram[0] for gram in grams}), 1)}
        self._bits = np.uint32(len(later).bit_length())
        self._numbers = {raw: first.get(c, 0) << int(self._bits) | n for c, n in later.items() for raw in raw_forms(c)}
        self._tables: dict[int, Numbers] = {}
        self._fill(grams, first, later, rules)

    def _fill(self, grams: Mapping[str, int], first: Mapping[str, int], later: Mapping[str, int], rules: int) -> None:
        """The tables of pairs and of what may follow a pair. A character that is in no gram has the number 0."""
        bits = int(self._bits)
        self._pairs = np.zeros((len(first) + 1) << bits, dtype=np.uint16)
        sure = [0]  # of each pair the rules that need no third character
        for gram in sorted(grams, key=len):
            row = first[gram[0]] << bits
            if len(gram) == 1:
                self._pairs[row : row + (1 << bits)] = len(sure)
                sure.append(grams[gram])
                continue
            cell = row | later[gram[1]]
            known = int(self._pairs[cell])
            if not known or known == self._pairs[row]:  # a pair of its own, which says too what its first character says alone
                self._pairs[cell] = len(sure)
                sure.append(sure[known])
            if len(gram) == 2:
                sure[int(self._pairs[cell])] |= grams[gram]
        self._seen = self._pairs > 0
        self._sure = np.array([mask > 0 for mask in sure])
        self._pair_rows = rows_of(sure, rules)
        self._thirds = np.zeros(len(sure) << bits, dtype=np.uint16)
        masks = [0]  # of each beginning of three characters or more the rules that need no further one
        after: dict[int, int] = {}
        known_as: dict[str, int] = {}
        for gram, mask in grams.items():
            at = int(self._pairs[first[gram[0]] << bits | later[gram[1]]]) if len(gram) > 2 else 0
            for size in range(3, len(gram) + 1):
                cell = at << bits | later[gram[size - 1]]
                at = known_as.setdefault(gram[:size], len(masks))
                if at == len(masks):
                    masks.append(0)
                if size == 3:
                    self._thirds[cell] = at
                else:
                    after[cell] = at
            masks[at] |= mask if at else 0
        self._rows = rows_of(masks, rules)
        cells = sorted(after)
        self._cells = np.array([*cells, 0xFFFFFFFF], dtype=np.uint32)
        self._after = np.array([*(after[cell] for cell in cells), 0], dtype=np.uint32)

    def _table(self, codes: Codes) -> Numbers:
        size = 0x10000 if codes.itemsize == 2 else 0x110000
        table = self._tables.get(size)
        if table is None:
            table = np.zeros(size, dtype=np.uint32)
            chosen = [(ord(raw), number) for raw, number in self._numbers.items() if ord(raw) < size]
            table[[code for code, _ in chosen]] = [number for _, number in chosen]
            self._tables[size] = table
        return table

    def spots(self, codes: Codes) -> tuple[Places, Rows]:
        """(places, rules as rows of bits), ascending: each place where the part looked up of a literal stands."""
        numbers = self._table(codes).take(codes)
        later = numbers & np.uint32((1 << int(self._bits)) - 1)
        numbers ^= later
        keys = numbers[:-1]
        keys |= later[1:]
        at = self._seen.take(keys).nonzero()[0]
        pairs = self._pairs.take(keys.take(at))
        thirds = self._thirds.take(pairs.astype(np.uint32) << self._bits | later.take(at + 2, mode="clip"))
        kept = np.flatnonzero(self._sure.take(pairs) | (thirds > 0))
        at, now = at.take(kept), thirds.take(kept).astype(np.uint32)
        rows = self._pair_rows.take(pairs.take(kept), axis=0) | self._rows.take(now, axis=0)
        live = now.nonzero()[0]
        now = now.take(live)
        for size in range(3, GRAM_CHARS):
            cells = now << self._bits | later.take(at.take(live) + size, mode="clip")
            place = self._cells.searchsorted(cells)
            found = np.flatnonzero(self._cells.take(place) == cells)
            if not len(found):
                break
            live, now = live.take(found), self._after.take(place.take(found))
            rows[live] |= self._rows.take(now, axis=0)
        some = np.flatnonzero(rows.any(axis=1))
        return at.take(some), rows.take(some, axis=0)


def literals_of(needs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Folded lower-case literal to the rules that need it as bits, of (folded literal, number of the rule) pairs."""
    found: dict[str, int] = {}
    for need, number in needs:
        found[need.lower()] = found.get(need.lower(), 0) | 1 << number
    return found
