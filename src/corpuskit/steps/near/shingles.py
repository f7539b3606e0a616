"""Runs of characters as numbers: shingles, signatures, band keys, and what is kept of a text for later comparisons.

What lives here: shingles(), the two signatures, bands(), thin() and its estimate. What never does: limits, decisions (Near
makes them), characters of short texts (short.py).

All of it works on arrays of 32-bit numbers, which NumPy multiplies, compares and sorts eight at once.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from corpuskit.steps.keytext import Codes

__all__ = ["U32", "U64", "bands", "common", "estimate", "many_permutations", "one_permutation", "shingles", "thin"]

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
    count = len(codes) - size + 1
    if count < 1:
        return np.empty(0, dtype=np.uint32)
    found = _hashes(codes.astype(np.uint32), size)
    found ^= found >> SHIFT
    found &= EVEN
    numbers = _numbered(codes)
    if numbers is not None:
        odd = numbers[:count].copy()
        for n in range(1, size):
            odd |= numbers[n : n + count]
        found |= odd
    found.sort()
    keep = np.empty(count, dtype=bool)
    keep[0] = True
    np.not_equal(found[1:], found[:-1], out=keep[1:])
    distinct: U32 = found.compress(keep)
    return distinct


def many_permutations(shingles: U32, count: int) -> U32:
    """The classical signature: uint32 (count,), the least permuted value per permutation. For a few hundred shingles at most."""
    a, b = _permutations(count)
    permuted = shingles[None, :] ^ b[:, None]
    permuted *= a[:, None]  # a is odd: each row is a permutation of the 32-bit numbers
    least: U32 = permuted.min(axis=1)
    return least


@cache
def _edges(count: int) -> U32:
    return ((np.arange(count, dtype=np.uint64) << np.uint64(32)) // np.uint64(count)).astype(np.uint32)


def one_permutation(shingles: U32, count: int) -> U32:
    """The signature of one permutation: the least value in each of `count` bins; an empty bin borrows from the next."""
    places = shingles.searchsorted(_edges(count))
    # the first value at or after a bin's edge is its least; for an empty bin that is the next bin's: it is borrowed
    places[places == len(shingles)] = 0
    return shingles[places]


def bands(signature: U32, rows: int, kind: int) -> list[bytes]:
    """One key of 8 bytes per band of `rows` values."""
    state = (signature.reshape(-1, rows) * _band_factors(rows)).sum(axis=1, dtype=np.uint64)
    state += _band_starts(len(state), kind)
    state ^= state >> np.uint64(32)
    state *= np.uint64(0xC4CEB9FE1A85EC53)
    data = state.astype("<u8", copy=False).tobytes()
    return [data[i : i + 8] for i in range(0, len(data), 8)]


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
    places = np.append(found.searchsorted(_edges(count)), len(found))
    starts = np.repeat(places[:-1], np.diff(places))
    kept: U32 = found[np.arange(len(found)) - starts < least]
    return kept


def estimate(x: U32, y: U32, count: int, least: int = 2) -> tuple[U32, U32, U32]:
    """The parts of two thinned arrays that can be compared: of their union, the `least` smallest values of each bin.

    What of these is in x, in y, and in both. The share of both among them estimates the Jaccard similarity of the whole sets.
    """
    union = np.union1d(x, y)
    chosen = thin(union, count, least)
    return common(chosen, x), common(chosen, y), common(chosen, common(x, y))
