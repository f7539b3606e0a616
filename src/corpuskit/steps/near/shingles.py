"""Runs of characters as numbers: shingles, signatures, band keys, and what is kept of a text for later comparisons.

What lives here: shingles(), the two signatures and bands() for one text and for many; thin() and its estimate. What never does:
limits, decisions (Near makes them), characters of short texts (short.py).

All of it works on arrays of 32-bit numbers, which NumPy multiplies, compares and sorts eight at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from corpuskit.steps.keytext import Codes

__all__ = [
    "U32", "U64", "bands", "bands_each", "common", "estimate", "many_permutations", "one_permutation", "one_permutation_each",
    "shingles", "shingles_each", "thin", "thin_each",
]  # fmt: skip

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]

ORDINAL = ord("第")
NUMERALS = "〇一二三四五六七八九十百千"  # after 第 they number something
# Odd factors for hashing runs of characters: 32 bits each of the golden ratio and the like; numpy multiplies eight at once.
FACTORS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], np.uint32)
SHIFT, EVEN = np.uint32(15), np.uint32(0xFFFFFFFE)


@cache
def _permutations(count: int) -> tuple[U32, U32]:
    random = np.random.default_rng(20240229)  # fixed: keys must be the same in every process and version of this step
    a = random.integers(0, 2**32, count, dtype=np.uint32) | np.uint32(1)
    return a, random.integers(0, 2**32, count, dtype=np.uint32)


def _numbered(codes: Codes) -> npt.NDArray[np.bool_] | None:
    """Which characters belong to a number: digits, and numerals after 第. None when there are none."""
    digits = codes - codes.dtype.type(0x30) <= 9  # smaller codes wrap round to large ones
    ordinal = codes == ORDINAL
    if ordinal.any():
        for at in np.flatnonzero(ordinal[:-1]).tolist():
            while at + 1 < len(codes) and chr(codes[at + 1]) in NUMERALS:
                at += 1
                digits[at] = True
    return digits if digits.any() else None


def _hashes(codes: U32, size: int) -> U32:
    """A hash of every run of `size` characters: that of its first half and that of its second, mixed."""
    if size == 1:
        return codes
    half = size // 2
    of_half = _hashes(codes, half)
    count = len(codes) - size + 1
    found = of_half[: count + size % 2] * FACTORS[0]
    found += of_half[half : half + len(found)]
    if size % 2:
        found = found[:count] * FACTORS[1]
        found += codes[size - 1 :]
    found ^= found >> SHIFT
    found *= FACTORS[2]
    hashes: U32 = found
    return hashes


def shingles(codes: Codes, size: int) -> U32:
    """Sorted distinct hashes of all runs of `size` characters: uint32 (m,). Odd ones hold a part of a number."""
    return shingles_each([codes], size)[0]


def shingles_each(texts: Sequence[Codes], size: int) -> list[U32]:
    """The shingles of each text, hashed together: a call of NumPy costs as much as a page does."""
    gap = np.zeros(1, np.uint32)  # no character: nothing after it belongs to what stands before it
    joined = np.concatenate([part for codes in texts for part in (codes, gap)]).astype(np.uint32, copy=False)
    if len(joined) < size:
        return [joined[:0]] * len(texts)
    numbers = _numbered(joined)
    found = _hashes(joined, size)
    found ^= found >> SHIFT
    found &= EVEN
    if numbers is not None:
        odd = numbers[: len(found)].copy()
        for n in range(1, size):
            odd |= numbers[n : n + len(found)]
        found |= odd
    ends = list(accumulate(len(codes) + 1 for codes in texts))
    spans = [(end - len(codes) - 1, max(end - len(codes) - 1, end - size)) for codes, end in zip(texts, ends, strict=True)]
    for start, end in spans:
        found[start:end].sort()
    new = np.zeros(len(found), dtype=bool)
    np.not_equal(found[1:], found[:-1], out=new[1:])
    for (start, end), after in zip(spans, ends, strict=True):
        new[start : start + 1] = start < end
        new[end:after] = False  # runs into the gap are none
    counts = np.cumsum(new)
    kept: U32 = found[new]
    bounds = [(int(counts[start]) - 1, int(counts[end - 1])) if start < end else (0, 0) for start, end in spans]
    return [kept[start:end] for start, end in bounds]


def many_permutations(shingles: U32, count: int) -> U32:
    """The classical signature: uint32 (count,), the least permuted value per permutation. For a few hundred shingles at most."""
    a, b = _permutations(count)
    permuted = shingles[None, :] ^ b[:, None]
    permuted *= a[:, None]  # a is odd: each row is a permutation of the 32-bit numbers
    least: U32 = permuted.min(axis=1)
    return least


def one_permutation(shingles: U32, count: int) -> U32:
    """The signature of one permutation: the least value in each of `count` bins; an empty bin borrows from the next."""
    signature: U32 = one_permutation_each([shingles], count)[0]
    return signature


def one_permutation_each(texts: Sequence[U32], count: int) -> npt.NDArray[np.uint32]:
    """The signature of each text, none of which is empty: uint32 (texts, count)."""
    sizes = np.array([len(one) for one in texts])
    joined = np.concatenate(texts)
    bins = _bins(joined, count).astype(np.int64)
    bins += np.repeat(np.arange(0, count * len(texts), count, dtype=np.int64), sizes)
    held = np.bincount(bins, minlength=count * len(texts)).reshape(-1, count)
    places = np.cumsum(held, axis=1) - held  # of the first value at or after a bin's edge: its least, or what it borrows
    places[places == sizes[:, None]] = 0
    places += (np.cumsum(sizes) - sizes)[:, None]
    signatures: npt.NDArray[np.uint32] = joined[places]
    return signatures


def bands(signature: U32, rows: int, kind: int) -> list[bytes]:
    """One key of 8 bytes per band of `rows` values."""
    return bands_each(signature[None, :], rows, kind)[0]


def bands_each(signatures: npt.NDArray[np.uint32], rows: int, kind: int) -> list[list[bytes]]:
    """The keys of each signature."""
    values = signatures.reshape(len(signatures), -1, rows)
    state = (values * _band_factors(rows)).sum(axis=2, dtype=np.uint64)
    state += _band_starts(state.shape[1], kind)
    state ^= state >> np.uint64(32)
    state *= np.uint64(0xC4CEB9FE1A85EC53)
    width = 8 * state.shape[1]
    data = state.astype("<u8", copy=False).tobytes()
    keys = [data[i : i + 8] for i in range(0, len(data), 8)]
    return [keys[i : i + width // 8] for i in range(0, len(keys), width // 8)]


@cache
def _band_factors(rows: int) -> U64:
    return np.array([0x9E3779B97F4A7C15, 0xFF51AFD7ED558CCD, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9][:rows], np.uint64)


@cache
def _band_starts(count: int, kind: int) -> U64:
    """A start of its own for each band and kind of key: equal values in different bands are no reason to meet."""
    return (np.arange(count, dtype=np.uint64) + np.uint64(1 + 1000 * kind)) * np.uint64(0xD6E8FEB86659FD93)


def common(x: U32, y: U32) -> U32:
    """What two sorted arrays of distinct values have in common."""
    both = np.concatenate((x, y))
    both.sort()
    shared: U32 = both[:-1][both[1:] == both[:-1]]
    return shared


def thin(found: U32, count: int, least: int = 2) -> U32:
    """The `least` smallest values in each of `count` equal bins: what `estimate` needs, and the signature is the same."""
    kept = np.ones(len(found), np.bool_)
    if len(found) > least:  # sorted: a value is left out where the one `least` places before it lies in its bin
        bins = _bins(found, count)
        np.not_equal(bins[least:], bins[:-least], out=kept[least:])
    return found[kept]


def thin_each(found: Sequence[U32], count: int, least: int = 2) -> list[U32]:
    """thin() of each array."""
    if not found:
        return []
    values = np.concatenate(found)
    ends = np.cumsum([len(one) for one in found])
    bins = _bins(values, count)
    kept = np.ones(len(values), np.bool_)
    np.not_equal(bins[least:], bins[:-least], out=kept[least:])
    for place in range(least):  # before the first values of an array lie those of another
        firsts = ends - [len(one) - place for one in found]
        kept[firsts[firsts < ends]] = True
    return np.split(values[kept], np.append(0, np.cumsum(kept))[ends[:-1]])


def _bins(values: U32, count: int) -> npt.NDArray[np.unsignedinteger[Any]]:
    """In which of `count` equal bins each value lies: the last whose edge, n * 2**32 // count, is not above it."""
    if not count & (count - 1):
        return values >> np.uint32(33 - count.bit_length())
    return ((values.astype(np.uint64) + np.uint64(1)) * np.uint64(count) - np.uint64(1)) >> np.uint64(32)


def estimate(x: U32, y: U32, count: int, least: int = 2) -> tuple[U32, U32, U32]:
    """The parts of two thinned arrays that can be compared: of their union, the `least` smallest values of each bin.

    What of these is in x, in y, and in both. The share of both among them estimates the Jaccard similarity of the whole sets.
    """
    union = np.union1d(x, y)
    chosen = thin(union, count, least)
    return common(chosen, x), common(chosen, y), common(chosen, common(x, y))
