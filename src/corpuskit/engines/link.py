"""Finding duplicates over a whole corpus: candidates, verification, and who stays.

What lives here: rank(), link() and the Links it gives. What never does: making sketches (the linkers of steps do), keeping
them (sketches.py), reading documents.

How it works. Every document has a rank in a total order that does not depend on arrival (rank()). Documents that share a
key are candidates. Going up the ranks, a document goes only if the linker verifies it, on the sketches' bodies, to be
similar enough to one that *stays*; when a candidate has itself gone, the document that it went for is tried instead. So
nothing goes because it resembles something that itself goes, and banding alone never removes anything (banding alone
dropped 584 of 25,469 originals where it was measured). Documents of an older dataset take the first ranks and never go.

Weak: in a bucket with very many members a document is compared with the first and the nearest few only
(BUCKET_FIRST, BUCKET_NEAR), which can cost recall, never precision. About 50 bytes per document are held at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, overload

import numpy as np
import numpy.typing as npt

from corpuskit.core.document import Document
from corpuskit.core.progress import Say, silent, told
from corpuskit.core.step import Duplicate, Linker, Sketch
from corpuskit.engines.pairs import Pairs, distinct
from corpuskit.engines.sketches import I64, U64, SketchWriter
from corpuskit.errors import UsageError

__all__ = ["KEEP_POLICIES", "Candidates", "Keep", "Link", "Links", "link", "link_sketches", "rank"]

Keep = Literal["longest", "first", "newest", "cleanest", "source-priority"]
KEEP_POLICIES: tuple[Keep, ...] = ("longest", "first", "newest", "cleanest", "source-priority")

BUCKET_FIRST = 4  # the best-ranked members of a bucket: the one that stays is nearly always among them
BUCKET_NEAR = 4  # and the members just before a document
PAIRS_AT_ONCE = 20_000  # candidate pairs turned into Python numbers at once

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Link:
    """Document `goes` (its number) is similar to document `stays`, verified."""

    goes: int
    stays: int
    similarity: float


class Links(Sequence[Link]):
    """Links in ascending number of the document that goes, as columns: 24 bytes each. A Link is built only on access."""

    def __init__(self, goes: I64, stays: I64, similarity: F64) -> None:
        order = np.argsort(goes, kind="stable")
        self.goes, self.stays, self.similarity = goes[order], stays[order], similarity[order]

    @classmethod
    def none(cls) -> Links:
        return cls(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float64))

    def __len__(self) -> int:
        return len(self.goes)

    @overload
    def __getitem__(self, n: int) -> Link: ...
    @overload
    def __getitem__(self, n: slice) -> Links: ...
    def __getitem__(self, n: int | slice) -> Link | Links:
        if isinstance(n, slice):
            return Links(self.goes[n], self.stays[n], self.similarity[n])
        return Link(int(self.goes[n]), int(self.stays[n]), float(self.similarity[n]))

    def between(self, first: int, end: int) -> Links:
        """The links of the documents [first, end)."""
        a, b = np.searchsorted(self.goes, (first, end))
        return self[int(a) : int(b)]


@dataclass(frozen=True)
class Candidates:
    """What one linker has: successive ranges of (keys, documents), and the body of a document."""

    linker: Linker
    ranges: Collection[tuple[U64, I64]]
    body: Callable[[int], bytes]


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


def _bucket_pairs(keys: U64, docs: I64, ranks: I64, fixed: int, group: npt.NDArray[np.int32] | None) -> U64:
    """Candidate pairs of one key range as (later rank << 32 | earlier rank), unique. `group`: of each rank."""
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
    wanted = (late != early) & (late >= np.uint64(fixed))  # one document may hold a key twice
    if group is not None:
        wanted &= group[late] != group[early]
    return distinct((late[wanted] << np.uint64(32)) | early[wanted])


def _in_parts(candidates: Pairs, say: Say) -> Iterator[tuple[int, int]]:
    """All pairs and their linkers as Python numbers, without ever holding all of them as such."""
    done = 0
    for pairs, numbers in candidates:
        for at in range(0, len(pairs), PAIRS_AT_ONCE):
            say("comparing", done + at, candidates.count, {})
            yield from zip(pairs[at : at + PAIRS_AT_ONCE].tolist(), numbers[at : at + PAIRS_AT_ONCE].tolist(), strict=True)
        done += len(pairs)


def _candidates(
    linkers: Sequence[Candidates], ranks: I64, fixed: int, group: npt.NDArray[np.int32] | None, say: Say, spill: Path | None
) -> Pairs:
    """All candidate pairs."""
    pairs = Pairs(len(linkers), len(ranks), spill)
    for number, one in enumerate(linkers):
        for keys, docs in told(one.ranges, f"linking {number + 1}/{len(linkers)}", len(one.ranges), say):
            pairs.add(number, _bucket_pairs(keys, docs, ranks, fixed, group))
    return pairs


def link(
    linkers: Sequence[Candidates],
    ranks: I64,
    *,
    fixed: int = 0,
    groups: npt.NDArray[np.int32] | None = None,
    say: Say = silent,
    spill: Path | None = None,
) -> Links:
    """Who goes, and for whom.

    ranks: int64 (n,), a permutation. Documents of the first `fixed` ranks never go. groups: int32 (n,); with it, only
    documents of different groups are compared. spill: a folder for pairs, when there are many.
    The result depends on sketches and ranks only.
    """
    if len(ranks) >= 2**32:
        raise UsageError("more than four billion documents in one run", hint="build in parts and use dedup across them")
    doc_of = np.empty_like(ranks)
    doc_of[ranks] = np.arange(len(ranks))
    group = None if groups is None else groups[doc_of]
    pairs = _candidates(linkers, ranks, fixed, group, say, spill)
    limits = [cast(float, getattr(one.linker, "threshold", 1.0)) for one in linkers]
    went_for = np.full(len(ranks), -1, dtype=np.int32 if len(ranks) < 2**31 else np.int64)  # rank -> the rank that stays
    goes, stays, similarities = array("q"), array("q"), array("d")
    tried: set[tuple[int, int]] = set()
    last = -1
    for pair, number in _in_parts(pairs, say):
        late, early = pair >> 32, pair & 0xFFFFFFFF
        if went_for[late] >= 0:
            continue
        if late != last:
            tried.clear()
            last = late
        target = int(went_for[early]) if went_for[early] >= 0 else early
        if (number, target) in tried or (group is not None and group[target] == group[late]):
            continue
        tried.add((number, target))
        one = linkers[number]
        similarity = one.linker.similarity(Sketch((), one.body(int(doc_of[late]))), Sketch((), one.body(int(doc_of[target]))))
        if similarity >= limits[number]:
            went_for[late] = target
            goes.append(int(doc_of[late]))
            stays.append(int(doc_of[target]))
            similarities.append(similarity)
    return Links(np.array(goes, np.int64), np.array(stays, np.int64), np.array(similarities, np.float64))


def link_sketches(texts: Sequence[str], linkers: Sequence[Linker], keep: str) -> list[Duplicate | None]:
    """Duplicates among texts in memory: one answer per text, `of` is the index of the text that stays."""
    chars = np.array([len(t) for t in texts], dtype=np.int64)
    ranks = rank(keep, chars, np.zeros_like(chars))
    parts = []
    for linker in linkers:
        writer = SketchWriter()
        for row, text in enumerate(texts):
            writer.add(row, linker.sketch(Document("", text)))
        keys, rows = writer.arrays()
        parts.append(Candidates(linker, [(keys, rows.astype(np.int64))], writer.bodies.__getitem__))
    answers: list[Duplicate | None] = [None] * len(texts)
    for one in link(parts, ranks):
        answers[one.goes] = Duplicate(one.stays, one.similarity)
    return answers
