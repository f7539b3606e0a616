"""Finding duplicates in parts, as tasks of an engine: the same links as link(), whatever the number of documents.

What lives here: link_parted() and its two tasks. What never does: deciding who goes (link.py), placement and retry (engines).

How it works. One task for each bucket, a range of the keys of one linker, writes the candidate pairs in it, sorted. One task for
each span, a range of the later document's rank, reads its slice of all buckets, and verifies: for each document the pairs in
order, up to the first that is similar enough. What is left is one pass over the spans in order (decide()), which compares only
where a pair's earlier document has itself gone. A process holds one bucket or one span, and 12 bytes for each document.

A bucket that has too many keys is split by the median of its keys, again and again. What cannot be split so is one key that very
many documents share; its members are taken by spans of their rank, with the few that a pair may reach back to carried on.

Weak: the last pass is one process. It reads 17 bytes for each pair, and compares in chains (b like a, c like b but not like a).
"""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np

from corpuskit.core.progress import Say, silent
from corpuskit.core.step import Linker
from corpuskit.engines import Engine, Failure
from corpuskit.engines.link import UNKNOWN, Candidates, Links, compared, decide, inverse
from corpuskit.engines.pairs import I32, bucket_pairs, hot_pairs, joined
from corpuskit.engines.sketches import I64, U64, Column, SketchFiles, key_edges
from corpuskit.errors import InvariantError, OutputError

__all__ = ["link_parted"]

BUCKET_KEYS = 3_000_000  # three times what a bucket should have; about 100 bytes each while it is looked at
SPAN_PAIRS = 250_000  # per span: some seconds of comparing
SAMPLES = 64  # of the later ranks in one file of pairs, to cut the spans by
PAIRS_AT_ONCE = 20_000
PLAN = "plan.pickle"
Sides = Sequence[tuple[Linker, Sequence[SketchFiles]]]


@dataclass(frozen=True)
class BucketTask:
    """The pairs among the keys [low, end) of one linker."""

    folder: str
    digest: str
    linker: int
    number: int
    low: int
    end: int


@dataclass(frozen=True)
class SpanTask:
    """Verify the pairs whose later rank is in [low, end)."""

    folder: str
    digest: str
    number: int
    low: int
    end: int
    pieces: str  # digest of the list of files with pairs


@dataclass(frozen=True)
class Piece:
    """A file of sorted pairs, and some of their later ranks, evenly spaced."""

    name: str
    linker: int
    pairs: int
    sample: tuple[int, ...]


class _Plan:
    """What all tasks of one run share. It lies in the folder, so that a task is small."""

    def __init__(self, folder: Path, body: Any) -> None:
        self.linkers, files, self.fixed, grouped = body
        self.files = [[SketchFiles(stems, rows, first) for stems, rows, first in its] for its in files]
        self.ranks = np.load(folder / "ranks.npy")
        self.doc_of = np.load(folder / "docs.npy")
        self.group: I32 | None = np.load(folder / "group.npy") if grouped else None

    def sides(self) -> list[Candidates]:
        return [Candidates(one, (), partial(_body, its)) for one, its in zip(self.linkers, self.files, strict=True)]


def _body(files: Sequence[SketchFiles], doc: int) -> bytes:
    return next(one for one in reversed(files) if doc >= int(one.firsts[0])).body(doc)


@lru_cache(maxsize=1)  # tasks of one run come one after the other
def _plan(folder: str, digest: str) -> _Plan:
    return _Plan(Path(folder), pickle.loads(_sure(Path(folder) / PLAN, digest)))


def _sure(path: Path, digest: str) -> bytes:
    """The file, when it is the one that was meant."""
    data = path.read_bytes()
    if _digest(data) != digest:
        raise OutputError(f"{path} is not the same on every machine", hint="the work folder must be shared by all of them")
    return data


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def link_parted(
    sides: Sides, ranks: I64, engine: Engine, work: Path, *, fixed: int = 0, groups: I32 | None = None, say: Say = silent
) -> Links:
    """Who goes, and for whom: what link() would say. `work` holds files meanwhile; the engine is closed when its tasks are done.

    sides: per linker its sketches, by ascending number of their documents. ranks, fixed, groups: as for link().
    """
    folder = work / "link"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        digest = _write_plan(folder, sides, ranks, fixed, groups)
        buckets = [
            BucketTask(str(folder), digest, number, n, low, end)
            for number, (_, files) in enumerate(sides)
            for n, (low, end) in enumerate(pairwise(key_edges(sum(one.total for one in files))))
        ]
        pieces = [piece for found in _run(engine, pair_bucket, buckets, "pairing", say) for piece in found]
        listed = pickle.dumps([(piece.name, piece.linker) for piece in pieces])
        (folder / "pieces.pickle").write_bytes(listed)
        edges = _span_edges(pieces, len(ranks))
        spans = [SpanTask(str(folder), digest, n, a, b, _digest(listed)) for n, (a, b) in enumerate(pairwise(edges))]
        _run(engine, verify_span, spans, "verifying", say)
        engine.close()  # its processes would take memory from what follows
        plan = _Plan(folder, pickle.loads((folder / PLAN).read_bytes()))
        try:
            return decide(_verified(folder, len(spans), say), plan.sides(), plan.doc_of, plan.group)
        finally:
            for one in chain.from_iterable(plan.files):
                one.close()
    finally:
        _plan.cache_clear()
        shutil.rmtree(folder, ignore_errors=True)


def _write_plan(folder: Path, sides: Sides, ranks: I64, fixed: int, groups: I32 | None) -> str:
    doc_of = inverse(ranks)
    np.save(folder / "ranks.npy", ranks.astype(np.uint32))
    np.save(folder / "docs.npy", doc_of.astype(np.uint32))
    if groups is not None:
        np.save(folder / "group.npy", groups[doc_of])
    files = [[(one.stems, one.rows, int(one.firsts[0])) for one in its] for _, its in sides]
    data = pickle.dumps(([linker for linker, _ in sides], files, fixed, groups is not None))
    (folder / PLAN).write_bytes(data)
    return _digest(data)


def _run(engine: Engine, function: Any, tasks: Sequence[Any], stage: str, say: Say) -> list[Any]:
    """The results of all tasks in their order."""
    results: dict[int, Any] = {}
    say(stage, 0, len(tasks), {})
    for ended in engine.run(function, list(enumerate(tasks))):
        if not isinstance(ended, Failure):
            results[ended.index] = ended.result
        elif ended.short_of_memory:
            results[ended.index] = function(tasks[ended.index])  # where the bound is looked at as for any other stage
        elif ended.error.startswith(("OutputError", "OSError", "FileNotFoundError")):
            hint = "free disk space, or choose another --work; on a cluster it must lie where all machines see it"
            raise OutputError(f"the work folder cannot be used: {ended.error}", hint=hint)
        else:
            raise InvariantError(f"finding duplicates failed: {ended.error}")
        say(stage, len(results), len(tasks), {})
    return [results[n] for n in range(len(tasks))]


def pair_bucket(task: BucketTask) -> list[Piece]:
    """Write the candidate pairs of one bucket; nearly always one file."""
    plan = _plan(task.folder, task.digest)
    pieces = []
    for n, pairs in enumerate(_bucket(plan, plan.files[task.linker], task.low, task.end)):
        if not len(pairs):
            continue
        name = f"pairs.{task.linker}.{task.number}.{n}.npy"
        _save(Path(task.folder) / name, pairs)
        at = np.linspace(0, len(pairs) - 1, SAMPLES).astype(np.int64)
        pieces.append(Piece(name, task.linker, len(pairs), tuple((pairs[at] >> np.uint64(32)).tolist())))
    return pieces


def _bucket(plan: _Plan, files: Sequence[SketchFiles], low: int, end: int) -> Iterator[U64]:
    """The pairs of the keys [low, end), in as many arrays as it takes."""
    keys, docs, count = [np.empty(0, np.uint64)], [np.empty(0, np.int64)], 0
    for its_keys, its_docs in chain.from_iterable(one.between(low, end) for one in files):
        keys.append(its_keys)
        docs.append(its_docs)
        count += len(its_keys)
        if count > BUCKET_KEYS:
            break
    if count <= BUCKET_KEYS:
        yield bucket_pairs(np.concatenate(keys), plan.ranks[np.concatenate(docs)].astype(np.int64), plan.fixed, plan.group)
    elif end - low == 1:
        del keys, docs
        yield from hot_pairs(_members(plan, files, low), plan.fixed, plan.group)
    else:
        middle = int(np.partition(np.concatenate(keys), count // 2)[count // 2])
        del keys, docs
        for a, b in pairwise(sorted({low, middle, middle + 1, end})):
            yield from _bucket(plan, files, a, b)


def _members(plan: _Plan, files: Sequence[SketchFiles], key: int) -> Iterator[I64]:
    """The ranks of the documents that share a key, sorted, in parts of about BUCKET_KEYS."""
    count = sum(len(keys) for one in files for keys, _ in one.between(key, key + 1))
    parts = -(-count // BUCKET_KEYS)
    for low, end in pairwise(len(plan.ranks) * n // parts for n in range(parts + 1)):
        found = []
        for _, docs in chain.from_iterable(one.between(key, key + 1) for one in files):
            place = plan.ranks[docs].astype(np.int64)
            found.append(place[(place >= low) & (place < end)])
        yield np.sort(np.concatenate(found))


def _span_edges(pieces: Sequence[Piece], documents: int) -> list[int]:
    """Ranks that cut the pairs into spans of about SPAN_PAIRS."""
    total = sum(piece.pairs for piece in pieces)
    count = -(-total // SPAN_PAIRS)
    if not count:
        return [0]
    late = np.array([one for piece in pieces for one in piece.sample], np.int64)
    weight = np.repeat([piece.pairs / SAMPLES for piece in pieces], SAMPLES)
    order = np.argsort(late, kind="stable")
    at = np.searchsorted(np.cumsum(weight[order]), [total * n / count for n in range(1, count)])
    return sorted({0, *late[order][np.minimum(at, len(late) - 1)].tolist(), documents})


def verify_span(task: SpanTask) -> int:
    """Write (pairs, linkers, similarities) of one span; how many pairs there are."""
    plan = _plan(task.folder, task.digest)
    folder = Path(task.folder)
    per_linker: list[list[U64]] = [[] for _ in plan.linkers]
    for name, linker in pickle.loads(_sure(folder / "pieces.pickle", task.pieces)):
        with Column(str(folder / name), np.dtype("<u8")) as column:
            per_linker[linker].append(column[column.place(task.low << 32) : column.place(task.end << 32)])
    pairs, numbers = joined(per_linker)
    similarity = np.full(len(pairs), UNKNOWN)
    sides = plan.sides()
    limits = [cast(float, getattr(one.linker, "threshold", 1.0)) for one in sides]
    done = -1
    for n, (pair, number) in enumerate(zip(pairs.tolist(), numbers.tolist(), strict=True)):
        late = pair >> 32
        if late == done:
            continue
        similarity[n] = compared(sides[number], int(plan.doc_of[late]), int(plan.doc_of[pair & 0xFFFFFFFF]))
        if similarity[n] >= limits[number]:
            done = late
    for one in chain.from_iterable(plan.files):
        one.close()
    for what, column_ in (("pairs", pairs), ("numbers", numbers), ("similarity", similarity)):
        _save(folder / f"span.{task.number}.{what}.npy", column_)
    return len(pairs)


def _verified(folder: Path, spans: int, say: Say) -> Iterator[tuple[int, int, float]]:
    """All pairs in ascending order, a span at a time."""
    for n in range(spans):
        names = [folder / f"span.{n}.{what}.npy" for what in ("pairs", "numbers", "similarity")]
        columns = [np.load(name) for name in names]
        for at in range(0, len(columns[0]), PAIRS_AT_ONCE):
            say("comparing", n, spans, {})
            yield from zip(*(column[at : at + PAIRS_AT_ONCE].tolist() for column in columns), strict=True)
        for name in names:
            name.unlink()


def _save(path: Path, array: Any) -> None:
    """Write a file under its name when it is whole: a task may be carried out twice at once, with the same bytes."""
    partial_ = path.with_name(f"{path.name}.{os.uname().nodename}-{os.getpid()}")
    with partial_.open("wb") as file:
        np.save(file, array)
    partial_.replace(path)
