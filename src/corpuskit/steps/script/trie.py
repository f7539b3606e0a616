"""Finding phrases in code point arrays, all at once.

What lives here: Trie (which keys of a dictionary start where) and the two ways of choosing among overlapping finds. What
never does: values, scripts, texts as str.

How it works: the text is a uint32 array. A bitmap over hashed pairs of neighbouring characters throws out nearly all positions
in a few array operations; the rest walk a trie whose transitions of one depth are one sorted uint64 array (state << 21 | code
point), so that a step of all candidates is one searchsorted. No automaton is built (ahocorasick_rs needs 0.3 s for the
phrases and scans str at 20 to 40 MB/s, because it maps byte offsets to characters).

Weak: keys that differ only after many equal characters cost one array operation per character.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Codes", "Found", "Ints", "Trie", "codes_of", "leftmost", "longest_first", "text_of"]

Codes = NDArray[np.uint32]
Ints = NDArray[np.int64]
Found = tuple[Ints, Ints, Ints]  # starts, lengths, key numbers

_CODE_BITS = np.uint64(21)
_HASH_BITS = 20
_HASH_MULTIPLIER = np.uint32(0x9E3779B1)  # 2**32 / golden ratio: spreads neighbouring code points
_HASH_SHIFT = np.uint32(32 - _HASH_BITS)


_LITTLE = np.dtype("<u4")


def codes_of(text: str) -> Codes:
    """The code points of `text`; lone surrogates are kept."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), _LITTLE).astype(np.uint32, copy=False)


def text_of(codes: Codes) -> str:
    """The text of code points."""
    return codes.astype(_LITTLE, copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def _pair_hash(codes: Codes) -> Codes:
    mixed: Codes = codes[:-1] * _HASH_MULTIPLIER
    mixed ^= codes[1:] * np.uint32(0x85EBCA6B)
    mixed >>= _HASH_SHIFT
    return mixed


class Trie:
    """Keys of one or more characters. `keys` must not repeat; a key's number is its place in `keys`."""

    def __init__(self, keys: Sequence[str]) -> None:
        sizes = np.fromiter(map(len, keys), dtype=np.int64, count=len(keys))
        single = {ord(keys[n]): n for n in np.flatnonzero(sizes == 1).tolist()}
        self.single = np.full(max(single) + 2, -1, dtype=np.int64) if single else None  # code point -> key number
        if self.single is not None:
            self.single[list(single)] = list(single.values())
        numbers = np.flatnonzero(sizes > 1)
        self.pairs = np.zeros(1 << _HASH_BITS, dtype=bool)
        self.steps: list[NDArray[np.uint64]] = []  # per depth from 2 on: sorted transitions
        self.ends: list[Ints] = []  # per depth: key number that ends in this state, or -1
        self.grows: list[NDArray[np.bool_]] = []  # per depth: whether a longer key goes through this state
        if len(numbers):
            longer = keys if len(numbers) == len(keys) else [keys[n] for n in numbers.tolist()]
            self._grow(longer, sizes[numbers], numbers)

    def _grow(self, keys: Sequence[str], sizes: Ints, numbers: Ints) -> None:
        width = int(sizes.max())
        table = np.array(keys, dtype=f"<U{width}").view("<u4").reshape(len(keys), width)
        self.pairs[_pair_hash_columns(table)] = True
        state = table[:, 0].astype(np.uint64)
        for depth in range(2, width + 1):
            step = state << _CODE_BITS | table[:, depth - 1]
            known, state_of = np.unique(step, return_inverse=True)
            ends = np.full(len(known), -1, dtype=np.int64)
            here = sizes == depth
            ends[state_of[here]] = numbers[here]
            self.steps.append(known)
            self.ends.append(ends)
            alive = sizes > depth
            grows = np.zeros(len(known), dtype=bool)
            grows[state_of[alive]] = True
            self.grows.append(grows)
            table, sizes, numbers, state = table[alive], sizes[alive], numbers[alive], state_of[alive].astype(np.uint64)

    def find(self, codes: Codes, *, every: bool = False) -> Found:
        """The longest key at each position, by position; with `every`, all keys (by position, then by length)."""
        starts, sizes, numbers = self._find_longer(codes, every)
        if self.single is None:
            return starts, sizes, numbers
        single = self.single.take(codes, mode="clip")
        at = np.flatnonzero(single >= 0)
        if not every and len(at):
            at = at[~np.isin(at, starts, assume_unique=True)]
        if not len(at):
            return starts, sizes, numbers
        single = single[at]
        starts, sizes = np.concatenate([starts, at]), np.concatenate([sizes, np.ones(len(at), dtype=np.int64)])
        numbers = np.concatenate([numbers, single])
        order = np.lexsort((sizes, starts))
        return starts[order], sizes[order], numbers[order]

    def _find_longer(self, codes: Codes, every: bool) -> Found:
        empty = np.empty(0, dtype=np.int64)
        if len(codes) < 2 or not self.steps:
            return empty, empty, empty
        at = np.flatnonzero(self.pairs.take(_pair_hash(codes)))
        padded = np.append(codes, np.zeros(len(self.steps), dtype=np.uint32))  # no key holds U+0000
        state = codes.take(at).astype(np.uint64)
        all_starts, all_sizes, all_numbers = [], [], []
        for depth, (known, ends, grows) in enumerate(zip(self.steps, self.ends, self.grows, strict=True), 2):
            step = state << _CODE_BITS | padded.take(at + (depth - 1))
            place = np.searchsorted(known, step)
            hit = known.take(place, mode="clip") == step
            at, place = at[hit], place[hit]
            number = ends.take(place)
            ending = number >= 0
            found = at[ending]
            if len(found):
                all_starts.append(found)
                all_numbers.append(number[ending])
                all_sizes.append(np.full(len(found), depth, dtype=np.int64))
            alive = grows.take(place)
            at, state = at[alive], place[alive].astype(np.uint64)
            if not len(at):
                break
        if not all_starts:
            return empty, empty, empty
        if len(all_starts) == 1:
            return all_starts[0], all_sizes[0], all_numbers[0]
        starts, sizes, numbers = np.concatenate(all_starts), np.concatenate(all_sizes), np.concatenate(all_numbers)
        order = np.argsort(starts, kind="stable")  # depths were visited in order, so lengths ascend within a start
        starts, sizes, numbers = starts[order], sizes[order], numbers[order]
        if not every and len(starts):
            last = np.append(starts[1:] != starts[:-1], True)
            starts, sizes, numbers = starts[last], sizes[last], numbers[last]
        return starts, sizes, numbers


def _pair_hash_columns(table: NDArray[np.uint32]) -> Codes:
    first, second = table[:, 0] * _HASH_MULTIPLIER, table[:, 1] * np.uint32(0x85EBCA6B)
    mixed: Codes = (first ^ second) >> _HASH_SHIFT
    return mixed


def leftmost(found: Found) -> Found:
    """Of finds sorted by start (one per start), those met when going from left to right and never back."""
    starts, sizes, numbers = found
    if len(starts) < 2:
        return found
    ends = starts + sizes
    overlapping = np.flatnonzero(starts[1:] < np.maximum.accumulate(ends)[:-1]) + 1
    if not len(overlapping):
        return found
    keep = np.ones(len(starts), dtype=bool)
    before, last = -2, 0
    columns = (overlapping, starts[overlapping], ends[overlapping], ends[overlapping - 1])
    for n, start, end, head_end in zip(*(column.tolist() for column in columns), strict=True):
        if n - 1 != before:  # the one before overlaps nothing on its left: it was met
            last = head_end
        if start < last:
            keep[n] = False
        else:
            last = end
        before = n
    return starts[keep], sizes[keep], numbers[keep]


def longest_first(found: Found, taken: NDArray[np.bool_]) -> Found:
    """Of all finds, longest first and leftmost among equals, those that overlap no earlier choice; marks `taken`."""
    starts, sizes, numbers = found
    if not len(starts):
        return found
    keep = []
    order = np.lexsort((starts, -sizes))
    ends = starts + sizes
    for n, start, end in zip(order.tolist(), starts[order].tolist(), ends[order].tolist(), strict=True):
        if not taken[start] and not taken[end - 1] and not (end - start > 2 and taken[start:end].any()):
            taken[start:end] = True
            keep.append(n)
    keep.sort()
    return starts[keep], sizes[keep], numbers[keep]
