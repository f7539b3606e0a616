"""Finding duplicates over a whole corpus: verification, and who stays.

What lives here: rank(), link() and decide(), and the Links they give. What never does: making sketches (the linkers of steps do),
keeping them (sketches.py), candidates (pairs.py), tasks (parted.py), reading documents.

How it works. Every document has a rank in a total order that does not depend on arrival (rank()). Documents that share a
key are candidates. Going up the ranks, a document goes only if the linker verifies it, on the sketches' bodies, to be
similar enough to one that *stays*; when a candidate has itself gone, the document that it went for is tried instead. So
nothing goes because it resembles something that itself goes, and banding alone never removes anything (banding alone
dropped 584 of 25,469 originals where it was measured). Documents of an older dataset take the first ranks and never go.

Weak: in a bucket with very many members a document is compared with the first and the nearest few only
(pairs.py), which can cost recall, never precision. About 50 bytes per document are held at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Literal, cast, overload

import numpy as np
import numpy.typing as npt

from corpuskit.core.document import Document
from corpuskit.core.progress import Say, silent, told
from corpuskit.core.step import Duplicate, Linker, Sketch
from corpuskit.engines.pairs import bucket_pairs, joined
from corpuskit.engines.sketches import I64, U64, SketchWriter
from corpuskit.errors import UsageError

__all__ = [
    "KEEP_POLICIES",
    "Candidates",
    "Keep",
    "Link",
    "Links",
    "compared",
    "decide",
    "inverse",
    "link",
    "link_sketches",
    "rank",
]

Keep = Literal["longest", "first", "newest", "cleanest", "source-priority"]
KEEP_POLICIES: tuple[Keep, ...] = ("longest", "first", "newest", "cleanest", "source-priority")

UNKNOWN = -1.0  # a similarity that was not asked for yet
PAIRS_AT_ONCE = 20_000  # candidate pairs turned into Python numbers at once

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]


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


def decide(
    edges: Iterable[tuple[int, int, float]], sides: Sequence[Candidates], doc_of: npt.NDArray[Any], group: I32 | None
) -> Links:
    """Who goes, and for whom: one pass over all pairs.

    edges: (later rank << 32 | earlier rank, number of the linker, similarity of the two, or UNKNOWN) in ascending order.
    group: of each rank. Held: 4 bytes for each document, 24 for each one that goes.
    """
    limits = [cast(float, getattr(one.linker, "threshold", 1.0)) for one in sides]
    went_for = np.full(len(doc_of), -1, dtype=np.int32 if len(doc_of) < 2**31 else np.int64)  # rank -> the rank that stays
    goes, stays, similarities = array("q"), array("q"), array("d")
    tried: set[tuple[int, int]] = set()
    last = -1
    for pair, number, known in edges:
        late, early = pair >> 32, pair & 0xFFFFFFFF
        if late != last:
            tried.clear()
            last = late
        elif went_for[late] >= 0:
            continue
        target = int(went_for[early]) if went_for[early] >= 0 else early
        if (number, target) in tried or (group is not None and group[target] == group[late]):
            continue
        tried.add((number, target))
        similarity = known if target == early and known >= 0 else compared(sides[number], int(doc_of[late]), int(doc_of[target]))
        if similarity >= limits[number]:
            went_for[late] = target
            goes.append(int(doc_of[late]))
            stays.append(int(doc_of[target]))
            similarities.append(similarity)
    return Links(np.array(goes, np.int64), np.array(stays, np.int64), np.array(similarities, np.float64))


def compared(side: Candidates, late: int, early: int) -> float:
    """The similarity of two documents."""
    return side.linker.similarity(Sketch((), side.body(late)), Sketch((), side.body(early)))


def link(sides: Sequence[Candidates], ranks: I64, *, fixed: int = 0, groups: I32 | None = None, say: Say = silent) -> Links:
    """Who goes, and for whom, with all pairs held; parted.py has the same for any number of them.

    ranks: int64 (n,), a permutation. Documents of the first `fixed` ranks never go. groups: int32 (n,); with it, only
    documents of different groups are compared. The result depends on sketches and ranks only.
    """
    doc_of = inverse(ranks)
    group = None if groups is None else groups[doc_of]
    found: list[list[U64]] = []
    for number, one in enumerate(sides):
        stage = f"linking {number + 1}/{len(sides)}"
        found.append([bucket_pairs(k, ranks[docs], fixed, group) for k, docs in told(one.ranges, stage, len(one.ranges), say)])
    return decide(_in_parts(joined(found), say), sides, doc_of, group)


def inverse(ranks: I64) -> I64:
    """The document of each rank."""
    if len(ranks) >= 2**32:
        raise UsageError("more than four billion documents in one run", hint="build in parts and use dedup across them")
    doc_of = np.empty_like(ranks)
    doc_of[ranks] = np.arange(len(ranks))
    return doc_of


def _in_parts(edges: tuple[U64, npt.NDArray[np.uint8]], say: Say) -> Iterator[tuple[int, int, float]]:
    """All pairs as Python numbers, without ever holding all of them as such."""
    pairs, numbers = edges
    for at in range(0, len(pairs), PAIRS_AT_ONCE):
        say("comparing", at, len(pairs), {})
        yield from zip(
            pairs[at : at + PAIRS_AT_ONCE].tolist(), numbers[at : at + PAIRS_AT_ONCE].tolist(), repeat(UNKNOWN), strict=False
        )


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
