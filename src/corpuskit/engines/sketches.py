"""Sketches on disk: what map tasks leave for the linking, and what a dataset keeps for later ones.

What lives here: SketchWriter, SketchFiles. What never does: making sketches (the linkers of steps do), comparing them (link.py).

How it works. STEM.keys.npy holds the keys of one task, sorted, STEM.rows.npy the row of each, STEM.ends.npy where each row's
body ends in STEM.bodies. Bodies go to the file as they come. Files are read by place, never mapped: pages of a mapped file
count as memory of the process, and there are more of them than of anything else. A range of the key space is found in every
task by the edges that were looked up when the task was opened; memory is bounded by the range, not by the corpus.

Weak: each range opens two files of every task: 0.1 ms each at 10,000 tasks, which is minutes for a corpus of a terabyte.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from corpuskit.core.step import Sketch

__all__ = ["I64", "U32", "U64", "Ranges", "SketchFiles", "SketchWriter"]

RANGE_KEYS = 1_000_000  # keys per range read at once: about 100 bytes each while it is looked at
KEY_BYTES = 8
BUFFER_BYTES = 1 << 20  # a body is 4 bytes a character: with the usual buffer each would be a call of the system
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
        self._stems = list(stems)
        self.firsts = first + np.concatenate(([0], np.cumsum(np.array(rows, dtype=np.int64))))
        self._open: dict[int, tuple[int, I64]] = {}
        self.total = sum(_count(stem) for stem in stems)

    def places(self, edges: Sequence[int]) -> list[npt.NDArray[np.int32]]:
        """Per task: where each edge of the key space lies among its keys."""
        wanted = np.array([min(edge, 2**64 - 1) for edge in edges], dtype=np.uint64)
        found = []
        for stem in self._stems:
            keys = np.load(f"{stem}.keys.npy")
            at = np.searchsorted(keys, wanted).astype(np.int32)
            at[[edge >= 2**64 for edge in edges]] = len(keys)
            found.append(at)
        return found

    def between(self, places: Sequence[npt.NDArray[np.int32]], n: int) -> tuple[list[U64], list[I64]]:
        """The keys between edges n and n + 1, and their documents, task by task."""
        keys, docs = [], []
        for stem, first, at in zip(self._stems, self.firsts.tolist(), places, strict=False):
            a, b = int(at[n]), int(at[n + 1])
            if a < b:
                keys.append(_slice(f"{stem}.keys.npy", np.dtype("<u8"), a, b))
                docs.append(_slice(f"{stem}.rows.npy", np.dtype("<u4"), a, b).astype(np.int64) + first)
        return keys, docs

    def body(self, doc: int) -> bytes:
        task = int(np.searchsorted(self.firsts, doc, side="right")) - 1
        file, ends = self._opened(task)
        row = doc - int(self.firsts[task])
        start = int(ends[row - 1]) if row else 0
        return os.pread(file, int(ends[row]) - start, start)

    def _opened(self, task: int) -> tuple[int, I64]:
        """(file of the bodies, where each ends) of a task; OPEN_TASKS of them are kept, the last used."""
        held = self._open.pop(task, None)
        if held is None:
            if len(self._open) >= OPEN_TASKS:
                os.close(self._open.pop(next(iter(self._open)))[0])
            stem = self._stems[task]
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
        total = sum(part.total for part in parts)
        self._count = max(1, -(-total // RANGE_KEYS))

    def __len__(self) -> int:
        return self._count

    def __contains__(self, item: object) -> bool:
        return any(item is one for one in self)

    def __iter__(self) -> Iterator[tuple[U64, I64]]:
        edges = [int(n * 2**64 // self._count) for n in range(self._count + 1)]
        places = [part.places(edges) for part in self._parts]
        for n in range(self._count):
            keys: list[U64] = [np.empty(0, np.uint64)]
            docs: list[I64] = [np.empty(0, np.int64)]
            for part, its in zip(self._parts, places, strict=True):
                more_keys, more_docs = part.between(its, n)
                keys += more_keys
                docs += more_docs
            yield np.concatenate(keys), np.concatenate(docs)


def _count(stem: Path) -> int:
    """The number of keys of a task, from the header of its file."""
    with Path(f"{stem}.keys.npy").open("rb") as file:
        np.lib.format.read_magic(file)
        shape, _, _ = np.lib.format.read_array_header_1_0(file)
    return int(shape[0])


def _slice(path: str, dtype: np.dtype[Any], start: int, end: int) -> npt.NDArray[Any]:
    """Elements [start, end) of an .npy file of one dimension."""
    with open(path, "rb") as file:  # noqa: PTH123
        np.lib.format.read_magic(file)
        np.lib.format.read_array_header_1_0(file)
        file.seek(start * dtype.itemsize, os.SEEK_CUR)
        return np.frombuffer(file.read((end - start) * dtype.itemsize), dtype)
