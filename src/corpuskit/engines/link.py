"""Finding duplicates over a whole corpus: candidates, verification, and who stays.

What lives here: SketchFiles (what a map task leaves on disk), rank(), link(). What never does: making sketches (the
linkers of steps do), reading documents.

How it works. Every document has a rank in a total order that does not depend on arrival (rank()). Documents that share a
key are candidates. Going up the ranks, a document goes only if the linker verifies it, on the sketches' bodies, to be
similar enough to one that *stays*; when a candidate has itself gone, the document that it went for is tried instead. So
nothing goes because it resembles something that itself goes, and banding alone never removes anything (banding alone
dropped 584 of 25,469 originals where it was measured).

Each task's keys are sorted on disk, so one range of keys can be read from all tasks by binary search in mapped files:
memory is bounded by the range, not by the corpus. Bodies are mapped and read one by one.

Weak: in a bucket with very many members a document is compared with the first and the nearest few only
(BUCKET_FIRST, BUCKET_NEAR), which can cost recall, never precision. All candidate pairs are held at once (9 bytes each, 25 while
they are sorted). Every task has files mapped; Linux allows 65,530 mappings per process, enough for 10,000 tasks or so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from corpuskit.core.document import Document
from corpuskit.core.step import Duplicate, Linker, Sketch
from corpuskit.errors import UsageError

__all__ = ["KEEP_POLICIES", "Keep", "Link", "SketchFiles", "SketchWriter", "link", "link_sketches", "rank"]

Keep = Literal["longest", "first", "newest", "cleanest", "source-priority"]
KEEP_POLICIES: tuple[Keep, ...] = ("longest", "first", "newest", "cleanest", "source-priority")

BUCKET_FIRST = 4  # the best-ranked members of a bucket: the one that stays is nearly always among them
BUCKET_NEAR = 4  # and the members just before a document
RANGE_KEYS = 1_000_000  # keys per range read at once: about 100 bytes each while it is looked at
PAIRS_AT_ONCE = 100_000  # candidate pairs turned into Python numbers at once

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Link:
    """Document `goes` (its number) is similar to document `stays`, verified."""

    goes: int
    stays: int
    similarity: float


class SketchWriter:
    """Collects the sketches of one task and writes them as SketchFiles. Documents are numbered within the task."""

    def __init__(self) -> None:
        self._keys: list[bytes] = []
        self._rows: list[int] = []
        self._bodies: list[bytes] = []
        self._body_rows: list[int] = []

    def add(self, row: int, sketch: Sketch) -> None:
        for key in sketch.keys:
            self._keys.append(key if len(key) == 8 else blake2b(key, digest_size=8).digest())
            self._rows.append(row)
        self._bodies.append(sketch.body)
        self._body_rows.append(row)

    def arrays(self) -> tuple[U64, U32]:
        """(keys sorted, their rows)."""
        keys = np.frombuffer(b"".join(self._keys), dtype="<u8")
        rows = np.array(self._rows, dtype=np.uint32)
        order = np.argsort(keys, kind="stable")
        return keys[order], rows[order]

    @property
    def bodies(self) -> list[bytes]:
        return self._bodies

    @property
    def body_rows(self) -> list[int]:
        return self._body_rows

    def write(self, stem: Path, rows: int) -> None:
        """Write STEM.keys.npy, STEM.rows.npy, STEM.ends.npy (one per document of the task) and STEM.bodies."""
        keys, key_rows = self.arrays()
        np.save(f"{stem}.keys.npy", keys)
        np.save(f"{stem}.rows.npy", key_rows)
        sizes = np.zeros(rows, dtype=np.int64)
        sizes[self._body_rows] = [len(body) for body in self._bodies]
        np.save(f"{stem}.ends.npy", np.cumsum(sizes))
        Path(f"{stem}.bodies").write_bytes(b"".join(self._bodies))


class SketchFiles:
    """The sketches of many tasks, in task order; documents are numbered through."""

    def __init__(self, stems: Sequence[Path], rows: Sequence[int]) -> None:
        self.firsts = np.concatenate(([0], np.cumsum(np.array(rows, dtype=np.int64))))
        self._keys = [np.load(f"{stem}.keys.npy", mmap_mode="r") if _filled(stem, "keys.npy") else None for stem in stems]
        self._rows = [np.load(f"{stem}.rows.npy", mmap_mode="r") if _filled(stem, "keys.npy") else None for stem in stems]
        self._ends = [np.load(f"{stem}.ends.npy") for stem in stems]
        self._bodies = [
            np.memmap(f"{stem}.bodies", dtype=np.uint8, mode="r") if Path(f"{stem}.bodies").stat().st_size else None
            for stem in stems
        ]

    def ranges(self) -> Iterable[tuple[U64, I64]]:
        """Yield (keys, documents) of successive ranges of the key space."""
        total = sum(len(k) for k in self._keys if k is not None)
        parts = max(1, -(-total // RANGE_KEYS))
        edges = [int(n * 2**64 // parts) for n in range(parts + 1)]
        for low, high in pairwise(edges):
            keys, docs = [], []
            for n, (task_keys, task_rows) in enumerate(zip(self._keys, self._rows, strict=True)):
                if task_keys is None or task_rows is None:
                    continue
                a = int(np.searchsorted(task_keys, np.uint64(low)))
                b = len(task_keys) if high >= 2**64 else int(np.searchsorted(task_keys, np.uint64(high)))
                if a < b:
                    keys.append(np.asarray(task_keys[a:b]))
                    docs.append(np.asarray(task_rows[a:b]).astype(np.int64) + int(self.firsts[n]))
            if keys:
                yield np.concatenate(keys), np.concatenate(docs)

    def body(self, doc: int) -> bytes:
        task = int(np.searchsorted(self.firsts, doc, side="right")) - 1
        row = doc - int(self.firsts[task])
        ends, bodies = self._ends[task], self._bodies[task]
        start = int(ends[row - 1]) if row else 0
        return bodies[start : int(ends[row])].tobytes() if bodies is not None else b""


def _filled(stem: Path, suffix: str) -> bool:
    """An .npy file with no rows cannot be mapped; its header alone is 128 bytes."""
    return Path(f"{stem}.{suffix}").stat().st_size > 128


def rank(keep: str, chars: I64, damage: I64, published: Sequence[str | None] | None = None, source: I64 | None = None) -> I64:
    """The rank of each document (0 stays before 1 ...), from facts alone; ties go to the earlier (path, offset).

    chars: int64 (n,) length in code points; damage: int64 (n,) places of damage left; published: ISO 8601 or None;
    source: int64 (n,), which of the given paths a document came from. Raises UsageError for an unknown policy.
    """
    order = np.arange(len(chars), dtype=np.int64)
    if keep == "first":
        by: list[npt.NDArray[np.int64]] = [order]
    elif keep == "longest":
        by = [order, damage, -chars]
    elif keep == "cleanest":
        by = [order, -chars, damage]
    elif keep == "source-priority":
        by = [order, -chars, source if source is not None else order]
    elif keep == "newest":
        stamps = [p or "" for p in published] if published is not None else [""] * len(chars)
        place = {stamp: -n for n, stamp in enumerate(sorted(set(stamps)))}
        by = [order, -chars, np.array([place[s] for s in stamps], dtype=np.int64)]
    else:
        raise UsageError(f"unknown keep policy {keep!r}", hint=f"one of {', '.join(KEEP_POLICIES)}")
    ranks = np.empty_like(order)
    ranks[np.lexsort(by)] = order
    return ranks


def _bucket_pairs(keys: U64, docs: I64, ranks: I64) -> U64:
    """Candidate pairs of one key range as (later rank << 32 | earlier rank), unique."""
    order = np.argsort(keys)
    keys, docs = keys[order], docs[order]
    same = keys[1:] == keys[:-1]
    shared = np.zeros(len(keys), dtype=bool)  # most keys have one document only, and are out before the slower sort
    shared[1:] = same
    shared[:-1] |= same
    keys, place = keys[shared], ranks[docs[shared]]
    order = np.lexsort((place, keys))
    keys, place = keys[order], place[order]
    n = len(keys)
    new = np.ones(n, dtype=bool)
    new[1:] = keys[1:] != keys[:-1]
    first = np.maximum.accumulate(np.where(new, np.arange(n), 0))
    index = np.arange(n)
    pairs = []
    for back in range(1, BUCKET_NEAR + 1):
        ok = index - back >= first
        pairs.append((place[ok], place[index[ok] - back]))
    for ahead in range(BUCKET_FIRST):
        ok = first + ahead < index - BUCKET_NEAR
        pairs.append((place[ok], place[first[ok] + ahead]))
    late = np.concatenate([a for a, _ in pairs]).astype(np.uint64)
    early = np.concatenate([b for _, b in pairs]).astype(np.uint64)
    distinct = late != early  # one document may hold a key twice
    return _distinct((late[distinct] << np.uint64(32)) | early[distinct])


def _distinct(values: U64) -> U64:
    """The distinct values, sorted. (np.unique of NumPy 2.3 and later hashes first, which is slower here.)"""
    values = np.sort(values)
    keep = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=keep[1:])
    return values[keep]


def _in_parts(pairs: U64, numbers: npt.NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """All rows as Python numbers, without ever holding all of them as such."""
    for at in range(0, len(pairs), PAIRS_AT_ONCE):
        yield from zip(pairs[at : at + PAIRS_AT_ONCE].tolist(), numbers[at : at + PAIRS_AT_ONCE].tolist(), strict=True)


def link(linkers: Sequence[tuple[Linker, Iterable[tuple[U64, I64]], Callable[[int], bytes]]], ranks: I64) -> list[Link]:
    """Who goes, and for whom. `linkers`: (linker, its key ranges, a function from document number to body).

    ranks: int64 (n,), a permutation. Result in ascending number of the document that goes. The result depends on sketches
    and ranks only.
    """
    if len(ranks) >= 2**32:
        raise UsageError("more than four billion documents in one run", hint="build in parts and use dedup across them")
    doc_of = np.empty_like(ranks)
    doc_of[ranks] = np.arange(len(ranks))
    candidates: list[U64] = []
    whose: list[npt.NDArray[np.uint8]] = []
    for number, (_, ranges, _) in enumerate(linkers):
        parts = [_bucket_pairs(keys, docs, ranks) for keys, docs in ranges]
        if parts:
            candidates.append(_distinct(np.concatenate(parts)))
            whose.append(np.full(len(candidates[-1]), number, dtype=np.uint8))
    if not candidates:
        return []
    pairs, numbers = np.concatenate(candidates), np.concatenate(whose)
    del candidates, whose
    order = np.argsort(pairs, kind="stable")  # stable: the linkers of one pair stay in their order
    pairs, numbers = pairs[order], numbers[order]
    del order
    gone: dict[int, tuple[int, float]] = {}  # rank -> (rank that stays, similarity)
    tried: set[tuple[int, int]] = set()
    last = -1
    for pair, number in _in_parts(pairs, numbers):
        late, early = pair >> 32, pair & 0xFFFFFFFF
        if late in gone:
            continue
        if late != last:
            tried.clear()
            last = late
        target = gone[early][0] if early in gone else early
        if (number, target) in tried:
            continue
        tried.add((number, target))
        linker, _, body = linkers[number]
        similarity = linker.similarity(Sketch((), body(int(doc_of[late]))), Sketch((), body(int(doc_of[target]))))
        if similarity >= cast(float, getattr(linker, "threshold", 1.0)):
            gone[late] = (target, similarity)
    found = [Link(int(doc_of[late]), int(doc_of[stay]), value) for late, (stay, value) in gone.items()]
    return sorted(found, key=lambda one: one.goes)


def link_sketches(texts: Sequence[str], linkers: Sequence[Linker], keep: str) -> list[Duplicate | None]:
    """Duplicates among texts in memory: one answer per text, `of` is the index of the text that stays."""
    chars = np.array([len(t) for t in texts], dtype=np.int64)
    ranks = rank(keep, chars, np.zeros_like(chars))
    parts: list[tuple[Linker, Iterable[tuple[U64, I64]], Callable[[int], bytes]]] = []
    for linker in linkers:
        writer = SketchWriter()
        for row, text in enumerate(texts):
            writer.add(row, linker.sketch(Document("", text)))
        keys, rows = writer.arrays()
        parts.append((linker, [(keys, rows.astype(np.int64))], writer.bodies.__getitem__))
    answers: list[Duplicate | None] = [None] * len(texts)
    for one in link(parts, ranks):
        answers[one.goes] = Duplicate(one.stays, one.similarity)
    return answers
