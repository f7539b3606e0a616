"""Candidate pairs of documents, in ascending order, in bounded memory.

What lives here: Pairs. What never does: finding candidates, comparing documents (link.py does both).

How it works: pairs are held until there are HELD_PAIRS of them. Then all go to files, one for each linker and each of PARTS spans
of the later document's rank, and so do those that follow. Spans are in the order in which pairs are wanted, so each is read,
sorted and given by itself: memory is that of the largest span, and the order is the same as without files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpuskit.engines.sketches import U64

__all__ = ["Pairs", "distinct"]

HELD_PAIRS = 4_000_000  # 8 bytes each, and three times that while they are sorted
PARTS = 64
U8 = npt.NDArray[np.uint8]


class Pairs:
    """Pairs as (later rank << 32 | earlier rank), each with the number of the linker that it is for."""

    def __init__(self, linkers: int, documents: int, folder: Path | None = None) -> None:
        """`folder`: an existing one for the files; without one all pairs are held."""
        self._folder = folder
        self._held: list[list[U64]] = [[] for _ in range(linkers)]
        self._held_count = 0
        self._spilled = False
        self._edges = np.array([documents * n // PARTS for n in range(1, PARTS)], dtype=np.uint64) << np.uint64(32)
        self.count = 0  # some may be counted more than once

    def add(self, linker: int, pairs: U64) -> None:
        """Pairs in ascending order."""
        self._held[linker].append(pairs)
        self._held_count += len(pairs)
        self.count += len(pairs)
        if self._folder is not None and self._held_count >= HELD_PAIRS:
            self._spill(self._folder)

    def __iter__(self) -> Iterator[tuple[U64, U8]]:
        """(pairs, linkers) in ascending order of the pairs, each pair once per linker, a span at a time."""
        if not self._spilled or self._folder is None:
            yield _joined([np.concatenate(held) if held else np.empty(0, np.uint64) for held in self._held])
            return
        self._spill(self._folder)
        for part in range(PARTS):
            read = []
            for linker in range(len(self._held)):
                path = self._path(self._folder, linker, part)
                read.append(np.fromfile(path, np.uint64) if path.exists() else np.empty(0, np.uint64))
                path.unlink(missing_ok=True)
            yield _joined(read)

    def _spill(self, folder: Path) -> None:
        self._spilled = True
        for linker, held in enumerate(self._held):
            for pairs in held:
                for part, its in enumerate(np.split(pairs, np.searchsorted(pairs, self._edges))):
                    if len(its):
                        with self._path(folder, linker, part).open("ab") as file:
                            its.tofile(file)
            held.clear()
        self._held_count = 0

    @staticmethod
    def _path(folder: Path, linker: int, part: int) -> Path:
        return folder / f"pairs.{linker}.{part}"


def _joined(per_linker: list[U64]) -> tuple[U64, U8]:
    found = [distinct(pairs) for pairs in per_linker]
    pairs = np.concatenate(found)
    numbers = np.concatenate([np.full(len(one), n, np.uint8) for n, one in enumerate(found)])
    order = np.argsort(pairs, kind="stable")  # stable: the linkers of one pair stay in their order
    return pairs[order], numbers[order]


def distinct(values: U64) -> U64:
    """The distinct values, sorted. (np.unique of NumPy 2.3 and later hashes first, which is slower here.)"""
    values = np.sort(values)
    keep = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=keep[1:])
    return values[keep]
