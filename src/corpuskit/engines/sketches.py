"""Sketches on disk: what map tasks leave for the linking, and what a dataset keeps for later ones.

What lives here: SketchWriter, SketchFiles. What never does: making sketches (the linkers of steps do), comparing them (link.py).

How it works. STEM.keys.npy holds the keys of one task, sorted, STEM.rows.npy the row of each, STEM.ends.npy where each row's
body ends in STEM.bodies. Bodies go to the file as they come. Files are read by place, never mapped: pages of a mapped file
count as memory of the process, and there are more of them than of anything else. Keys are hashes, so the place of a range of the
key space in a task is known but for a few hundred keys; memory is bounded by the range, not by the corpus.

Weak: each range opens two files of every task: for a corpus of a terabyte that are minutes for each machine.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from corpuskit.core.step import Sketch

__all__ = ["I64", "U32", "U64", "Column", "Ranges", "SketchFiles", "SketchWriter", "key_edges", "keys_between"]

RANGE_KEYS = 1_000_000  # keys per range read at once: about 100 bytes each while it is looked at
KEY_BYTES = 8
BUFFER_BYTES = 1 << 20  # a body is 4 bytes a character: with the usual buffer each would be a call of the system
HEAD_BYTES = 10  # of an .npy file, before the text of its header
WINDOW = 2_048  # keys looked at together where one is searched
OPEN_TASKS = 200  # files of bodies open at once; 1,024 is a usual limit for a process

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]


class SketchWriter:
    """The sketches of one task. Documents are numbered within the task.

    With a stem, bodies go to STEM.bodies at once and `finish` writes the rest; without, all is held in memory.
    """

    def __init__(self, stem: Path | None = None) -> None:
        self._stem = stem
        self._keys = bytearray()
        self._rows = array("I")
        self._sizes = array("q")
        self.bodies: list[bytes] = []
        self._file: BinaryIO | None = Path(f"{stem}.bodies").open("wb", buffering=BUFFER_BYTES) if stem is not None else None  # noqa: SIM115

    def add(self, row: int, sketch: Sketch) -> None:
        """The sketch of the next row; rows without one are left out."""
        joined = b"".join(sketch.keys)
        if len(joined) != KEY_BYTES * len(sketch.keys):
            joined = b"".join(key if len(key) == KEY_BYTES else blake2b(key, digest_size=8).digest() for key in sketch.keys)
        self._keys += joined
        self._rows.extend([row] * len(sketch.keys))
        self._sizes.extend([0] * (row - len(self._sizes)))
        self._sizes.append(len(sketch.body))
        if self._file is None:
            self.bodies.extend([b""] * (row - len(self.bodies)))
            self.bodies.append(sketch.body)
        else:
            self._file.write(sketch.body)

    def arrays(self) -> tuple[U64, U32]:
        """(keys sorted, their rows)."""
        keys = np.frombuffer(bytes(self._keys), dtype="<u8")
        rows = np.array(self._rows, dtype=np.uint32)
        order = np.argsort(keys, kind="stable")
        return keys[order], rows[order]

    def finish(self, rows: int) -> None:
        """Write what is missing beside STEM.bodies; the task has `rows` documents."""
        assert self._file is not None
        self._file.close()
        keys, key_rows = self.arrays()
        np.save(f"{self._stem}.keys.npy", keys)
        np.save(f"{self._stem}.rows.npy", key_rows)
        self._sizes.extend([0] * (rows - len(self._sizes)))
        np.save(f"{self._stem}.ends.npy", np.cumsum(np.array(self._sizes, dtype=np.int64)))

    def abort(self) -> None:
        if self._file is not None:
            self._file.close()


class SketchFiles:
    """The sketches of many tasks, in task order; documents are numbered through, from `first` on."""

    def __init__(self, stems: Sequence[Path], rows: Sequence[int], first: int = 0) -> None:
        self.stems, self.rows = list(stems), list(rows)
        self.firsts = first + np.concatenate(([0], np.cumsum(np.array(rows, dtype=np.int64))))
        self._firsts = self.firsts.tolist()  # to look one up in a list is quicker
        self._open: dict[int, tuple[int, I64]] = {}

    @property
    def total(self) -> int:
        """How many keys there are, from the headers of the files."""
        return sum(_count(f"{stem}.keys.npy") for stem in self.stems)

    def between(self, low: int, end: int) -> Iterator[tuple[U64, I64]]:
        """(keys, documents) with low <= key < end, task by task."""
        for stem, first in zip(self.stems, self.firsts.tolist(), strict=False):
            with Column(f"{stem}.keys.npy", np.dtype("<u8")) as column:
                a = column.place(low) if low > 0 else 0
                b = column.place(end) if end < 2**64 else len(column)
                keys = column[a:b]
            if a < b:
                with Column(f"{stem}.rows.npy", np.dtype("<u4")) as column:
                    yield keys, column[a:b].astype(np.int64) + first

    def body(self, doc: int) -> bytes:
        task = bisect_right(self._firsts, doc) - 1
        file, ends = self._opened(task)
        row = doc - self._firsts[task]
        start = int(ends[row - 1]) if row else 0
        return os.pread(file, int(ends[row]) - start, start)

    def _opened(self, task: int) -> tuple[int, I64]:
        """(file of the bodies, where each ends) of a task; OPEN_TASKS of them are kept, the last used."""
        held = self._open.pop(task, None)
        if held is None:
            if len(self._open) >= OPEN_TASKS:
                os.close(self._open.pop(next(iter(self._open)))[0])
            stem = self.stems[task]
            held = os.open(f"{stem}.bodies", os.O_RDONLY), np.load(f"{stem}.ends.npy")
        self._open[task] = held
        return held

    def close(self) -> None:
        """Close the files of bodies."""
        for file, _ in self._open.values():
            os.close(file)
        self._open.clear()


class Ranges(Collection[tuple[U64, I64]]):
    """(keys, documents) of successive ranges of the key space over several SketchFiles, read as they are asked for."""

    def __init__(self, parts: Sequence[SketchFiles]) -> None:
        self._parts = parts
        self.edges = key_edges(sum(part.total for part in parts))

    def __len__(self) -> int:
        return len(self.edges) - 1

    def __contains__(self, item: object) -> bool:
        return any(item is one for one in self)

    def __iter__(self) -> Iterator[tuple[U64, I64]]:
        for low, end in pairwise(self.edges):
            yield keys_between(self._parts, low, end)


def key_edges(keys: int) -> list[int]:
    """Where the key space is cut so that each range has RANGE_KEYS of this many keys, spread evenly as hashes are."""
    count = max(1, -(-keys // RANGE_KEYS))
    return [n * 2**64 // count for n in range(count + 1)]


def keys_between(parts: Sequence[SketchFiles], low: int, end: int) -> tuple[U64, I64]:
    """(keys, documents) of one range of the key space."""
    keys: list[U64] = [np.empty(0, np.uint64)]
    docs: list[I64] = [np.empty(0, np.int64)]
    for part in parts:
        for its_keys, its_docs in part.between(low, end):
            keys.append(its_keys)
            docs.append(its_docs)
    return np.concatenate(keys), np.concatenate(docs)


def _count(path: str) -> int:
    """The number of elements of an .npy file of one dimension, from its size."""
    with Column(path, np.dtype("<u8")) as column:
        return len(column)


class Column:
    """An .npy file of one dimension, read by place."""

    def __init__(self, path: str, dtype: np.dtype[Any]) -> None:
        self._dtype = dtype
        self._file = os.open(path, os.O_RDONLY)
        head = os.pread(self._file, HEAD_BYTES, 0)
        if head[:8] != b"\x93NUMPY\x01\x00":
            os.close(self._file)
            raise OSError(f"{path} is not what a sketch writer leaves")
        self._start = HEAD_BYTES + int.from_bytes(head[8:], "little")
        self._length = (os.fstat(self._file).st_size - self._start) // dtype.itemsize

    def __enter__(self) -> Column:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, wanted: slice) -> npt.NDArray[Any]:
        size = self._dtype.itemsize
        data = os.pread(self._file, max(0, wanted.stop - wanted.start) * size, self._start + wanted.start * size)
        return np.frombuffer(data, self._dtype)

    def place(self, value: int) -> int:
        """Where `value` lies in the sorted column: the first element that is not below it.

        Where values are spread evenly, as hashes are, one look near the place where it would be is nearly always enough.
        """
        low, end = 0, self._length
        guess = value * end >> 64
        while True:
            start, stop = max(low, guess - WINDOW // 2), min(end, guess + WINDOW // 2)
            window = self[start:stop]
            found = int(np.searchsorted(window, np.uint64(value)))
            if (found or start == low) and (found < len(window) or stop == end):
                return start + found
            low, end = (low, start) if not found else (stop, end)
            guess = (low + end) // 2
