"""Candidate pairs of documents: who meets whom in the buckets of a key.

What lives here: bucket_pairs(), hot_pairs() for a bucket that is too large for one array, joined(), distinct(). What never does:
reading sketches (sketches.py), comparing documents (link.py), tasks (parted.py).

A pair is one number, later rank << 32 | earlier rank, so that sorted pairs are in the order in which they are decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from corpuskit.engines.sketches import I64, U64

__all__ = ["BUCKET_FIRST", "BUCKET_NEAR", "bucket_pairs", "distinct", "hot_pairs", "joined"]

BUCKET_FIRST = 4  # the best-ranked members of a bucket: the one that stays is nearly always among them
BUCKET_NEAR = 4  # and the members just before a document
SHIFT = np.uint64(32)
U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]


def bucket_pairs(keys: U64, place: I64, fixed: int, group: I32 | None) -> U64:
    """Candidate pairs of keys and the ranks of their documents, sorted, each once.

    No pair has a later rank below `fixed`. group: of each rank; with it no pair is of one group.
    """
    order = np.argsort(keys)
    keys, place = keys[order], place[order]
    same = keys[1:] == keys[:-1]
    shared = np.zeros(len(keys), dtype=bool)  # most keys have one document only, and are out before the slower sort
    shared[1:] = same
    shared[:-1] |= same
    keys, place = keys[shared], place[shared]
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
    return _wanted(pairs, fixed, group)


def hot_pairs(members: Iterable[I64], fixed: int, group: I32 | None) -> Iterator[U64]:
    """The same for one bucket whose members come in parts: sorted ranks, each part after the one before."""
    before = np.empty(0, np.int64)  # the last few of the parts so far
    firsts = np.empty(0, np.int64)
    seen = 0
    for place in members:
        firsts = np.concatenate((firsts, place[: BUCKET_FIRST - len(firsts)]))
        both = np.concatenate((before, place))
        index = np.arange(len(before), len(both))
        number = seen + np.arange(len(place))  # in the whole bucket
        pairs = []
        for back in range(1, BUCKET_NEAR + 1):
            ok = number >= back
            pairs.append((both[index[ok]], both[index[ok] - back]))
        for ahead, one in enumerate(firsts):
            ok = number - BUCKET_NEAR > ahead
            pairs.append((both[index[ok]], np.full(int(ok.sum()), one)))
        seen += len(place)
        before = both[-BUCKET_NEAR:]
        yield _wanted(pairs, fixed, group)


def _wanted(pairs: Sequence[tuple[I64, I64]], fixed: int, group: I32 | None) -> U64:
    late = np.concatenate([a for a, _ in pairs]).astype(np.uint64)
    early = np.concatenate([b for _, b in pairs]).astype(np.uint64)
    wanted = (late != early) & (late >= np.uint64(fixed))  # one document may hold a key twice
    if group is not None:
        wanted &= group[late] != group[early]
    return distinct((late[wanted] << SHIFT) | early[wanted])


def joined(per_linker: Sequence[Sequence[U64]]) -> tuple[U64, U8]:
    """(pairs, numbers of their linkers) in ascending order, each pair once per linker."""
    found = [distinct(np.concatenate([np.empty(0, np.uint64), *some])) for some in per_linker]
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
