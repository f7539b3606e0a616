"""Near duplicates: documents whose characters are mostly the same, in the same order.

What lives here: Near, a linker. What never does: deciding which copy stays, or looking at two documents that share no key
(engines.link does both).

How it works. The key text (keytext.py) knows no script, width, case, blanks or marks, so shingles of its characters are
right for Chinese, where there are no words to cut at. Keys are bands of a MinHash signature; they only name candidates.
The body holds what similarity() needs to be exact: all distinct shingle hashes, or for short texts the characters.

The signature is one permutation cut into bins, which costs one sort whatever the number of bins is. It finds pairs no worse
than K permutations do (1,000 pairs each, at 96 to 400 shingles and a similarity of 0.6 to 0.8: recall 0.99 to 1.00, in theory
0.988 to 1.00) at a fifth of the cost. Bands are as narrow as the threshold asks for. Below SHORT_CHARS one changed character
destroys a large share of the shingles, so short texts get shingles of three characters as well, permuted K times (they have
too few for bins), and similarity counts changed characters instead. A short text that may be wrapped in a long one has keys
of both kinds.

Similarity of long texts: the Jaccard similarity of their shingle sets; or, where one text is contained in the other (a page
in a wrapper), the overlap that two texts of equal size would need to reach the threshold, applied to the smaller one. Texts
that differ in their numbers and in hardly anything else are members of a series, not copies: the lowest bit of a shingle
hash tells whether it holds a number, so this costs no room.

Short texts are compared character by character, because one character can change what they say: a changed digit, numeral,
negation, direction or letter, a change in what may be a name, and two changes side by side (a word replaced) are never light.

Weak: short texts that differ in one character of another word (two countries, two colours) count as the same. Names are known
by common surnames only. Short texts in Latin letters, kana or hangul are only ever exact copies but for Han and marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

from corpuskit.core.document import Document
from corpuskit.core.step import Sketch
from corpuskit.steps.keytext import Codes, key_codes, key_digest

__all__ = ["RULES", "Near"]

RULES = {"near.copy": "Nearly the same text as a document that stays: verified similarity at or above the threshold."}

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]

BINS = 128
WANTED_RECALL = 0.98  # of pairs at the threshold, or of a page in a wrapper WRAPPED_SIMILARITY like it
WRAPPED_SIMILARITY = 0.6
SHORT_CHARS = 100  # key characters; at 100, two changed characters cost 10 % of the shingles
SHORT_SHINGLE_CHARS = 3
SHORT_BAND_ROWS = 3  # one change in 20 characters leaves s = 0.71 of three-character shingles: recall above 0.999
SHORT_PERMUTATIONS = 60
MIN_CHARS = 12  # shorter texts are only ever exact copies; a sentence of 20 characters may have 12 without marks and blanks
LONG_SHINGLES = 400  # a text of a page; in shorter ones a changed number is no counter of the page around it
WRAPPED_RATIO = 0.5  # the contained text must be at least this share of the other
ORDINAL = ord("第")
NUMERALS = "〇一二三四五六七八九十百千"  # after 第 they number something
SERIES_RATIO = 0.8  # the share of differing shingles that hold a number from which texts may be a series
# Characters whose change changes what a short text says: negations, numerals as words, directions, sexes, more and less.
TELLING = frozenset(
    "不没无非未否勿莫零〇一二三四五六七八九十百千万亿两半甲乙丙丁上下左右前后东西南北男女大小高低多少新旧早晚买卖升降增减内外进出入副"
)
# Surnames that are seldom part of another word; a change in one of the two characters after them may change a name.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "姜范姚谭廖邹熊陆郝孔崔邱秦史侯邵孟雷钱汤尹黎乔贺赖龚"
)
CALLED = frozenset("小老阿")  # before the last character of a name


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


def _shingles(codes: Codes, size: int) -> U32:
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


def _many_permutations(shingles: U32, count: int) -> U32:
    """The classical signature: uint32 (count,), the least permuted value per permutation. For a few hundred shingles at most."""
    a, b = _permutations(count)
    permuted = shingles[None, :] ^ b[:, None]
    permuted *= a[:, None]  # a is odd: each row is a permutation of the 32-bit numbers
    least: U32 = permuted.min(axis=1)
    return least


@cache
def _band_rows(threshold: float) -> int:
    """The most bins per band that still find pairs at the threshold: fewer candidates the more there are."""
    similarity = min(threshold, WRAPPED_SIMILARITY)
    for rows in (4, 3, 2):
        if 1 - (1 - similarity**rows) ** (BINS // rows) >= WANTED_RECALL:
            return rows
    return 1


@cache
def _edges(count: int) -> U32:
    return ((np.arange(count, dtype=np.uint64) << np.uint64(32)) // np.uint64(count)).astype(np.uint32)


def _one_permutation(shingles: U32, count: int) -> U32:
    """The signature of one permutation: the least value in each of `count` bins; an empty bin borrows from the next."""
    places = shingles.searchsorted(_edges(count))
    # the first value at or after a bin's edge is its least; for an empty bin that is the next bin's: it is borrowed
    places[places == len(shingles)] = 0
    return shingles[places]


def _bands(signature: U32, rows: int, kind: int) -> list[bytes]:
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


Change = tuple[int, str, str]  # place in the first text, the character there, the one in the second; "" for none


def _edits(a: str, b: str, limit: int) -> list[Change] | None:
    """The fewest single-character edits that make `a` into `b`, in order; None when there must be more than `limit`."""
    for most in range(abs(len(a) - len(b)), limit + 1):
        found = _within(a, 0, b, 0, most)
        if found is not None:
            return found
    return None


def _within(a: str, i: int, b: str, j: int, most: int) -> list[Change] | None:
    if most == 0:
        return [] if a[i:] == b[j:] else None
    while i < len(a) and j < len(b) and a[i] == b[j]:
        i, j = i + 1, j + 1
    if i == len(a) and j == len(b):
        return []
    x, y = a[i : i + 1], b[j : j + 1]
    for di, dj in ((1, 1), (1, 0), (0, 1)):
        if i + di <= len(a) and j + dj <= len(b):
            rest = _within(a, i + di, b, j + dj, most - 1)
            if rest is not None:
                return [(i, x if di else "", y if dj else ""), *rest]
    return None


def _tells(text: str, change: Change) -> bool:
    """Whether a change of one character may change what a short text says."""
    at, old, new = change
    both = old + new
    if any(c in TELLING or c.isdigit() for c in both):
        return True
    if not any("\u3400" <= c <= "\u9fff" or c >= "\U00020000" for c in both):
        return True  # letters, kana, hangul: one of them can be a negation, an ending, another word
    before = text[max(0, at - 2) : at]
    if any(c in SURNAMES for c in before) or (old in SURNAMES and new in SURNAMES):
        return True
    return bool(old and new and before[-1:] in CALLED and before)


def _common(x: U32, y: U32) -> U32:
    """What two sorted arrays of distinct values have in common."""
    both = np.concatenate((x, y))
    both.sort()
    shared: U32 = both[:-1][both[1:] == both[:-1]]
    return shared


def _is_series(x: U32, y: U32, shared: U32) -> bool:
    """Whether two texts differ in their numbers and in hardly anything else."""
    numbers_x, numbers_y, numbers_shared = (int(np.count_nonzero(a & 1)) for a in (x, y, shared))
    differing = len(x) + len(y) - 2 * len(shared)
    in_numbers = numbers_x + numbers_y - 2 * numbers_shared
    fewer = min(numbers_x, numbers_y)
    if not fewer or in_numbers < SERIES_RATIO * differing:
        return False
    # in a long text a few other numbers are a counter or a date of the page around it
    return numbers_shared < fewer / 2 or (in_numbers == differing and len(x) < LONG_SHINGLES)


@dataclass(frozen=True, slots=True)
class Near:
    """Finds documents with a verified similarity of at least `threshold`.

    threshold: Jaccard similarity of the sets of `shingle_chars`-character shingles of the key text, 0 to 1.
    keep: which of two copies stays (the engine ranks by it).
    """

    name: ClassVar[str] = "near"
    version: ClassVar[str] = "2"

    threshold: float = 0.75  # the least that a text with 2 % of its characters edited has; at 0.8 one in ten of them was missed
    shingle_chars: int = 5
    keep: Literal["longest", "first", "newest", "cleanest", "source-priority"] = "longest"

    def sketch(self, doc: Document, /) -> Sketch:
        codes = key_codes(doc.text)
        chars = len(codes)
        if chars < MIN_CHARS:
            return Sketch(())
        keys: list[bytes] = []
        if chars < SHORT_CHARS:
            signature = _many_permutations(_shingles(codes, SHORT_SHINGLE_CHARS), SHORT_PERMUTATIONS)
            keys += _bands(signature, SHORT_BAND_ROWS, kind=1)
        shingles = _shingles(codes, self.shingle_chars)
        if chars >= SHORT_CHARS * WRAPPED_RATIO:
            rows = _band_rows(self.threshold)
            keys += _bands(_one_permutation(shingles, BINS - BINS % rows), rows, kind=1 + rows)
        if chars < SHORT_CHARS:
            return Sketch(tuple(keys), b"S" + codes.astype("<u4").tobytes())
        return Sketch(tuple(keys), b"L" + shingles.astype("<u4", copy=False).tobytes())

    def similarity(self, a: Sketch, b: Sketch, /) -> float:
        """0 to 1; symmetric; 1 for equal key texts."""
        if not a.body or not b.body:
            return 0.0
        if a.body == b.body:
            return 1.0
        if a.body[:1] == b.body[:1] == b"S":
            return self._short_similarity(a.body, b.body)
        x, y = self._hashes(a.body), self._hashes(b.body)
        small, large = min(len(x), len(y)), max(len(x), len(y))
        if not small:
            return 0.0
        shared = _common(x, y)
        both = len(shared)
        jaccard = both / (small + large - both)
        overlap = both / small
        value = jaccard
        if jaccard < self.threshold and small >= WRAPPED_RATIO * large and overlap >= self._needed_overlap:
            value = overlap / (2 - overlap)  # what two texts of equal size with this overlap would have
        return 0.0 if value >= self.threshold and _is_series(x, y, shared) else value

    @property
    def _needed_overlap(self) -> float:
        """The share of common shingles that two texts of equal size have at the threshold."""
        return 2 * self.threshold / (1 + self.threshold)

    def _hashes(self, body: bytes) -> U32:
        data = np.frombuffer(body, dtype="<u4", offset=1)
        return _shingles(data, self.shingle_chars) if body[:1] == b"S" else data

    def _short_similarity(self, a: bytes, b: bytes) -> float:
        x, y = a[1:].decode("utf-32-le", "surrogatepass"), b[1:].decode("utf-32-le", "surrogatepass")
        longer = max(len(x), len(y))
        share = 1 - self._needed_overlap ** (1 / self.shingle_chars)  # of characters that may differ
        if x > y:
            x, y = y, x  # which edits are found must not depend on which text comes first
        edits = _edits(x, y, max(1, int(share * longer)))
        if edits is None or any(_tells(x, one) for one in edits):
            return 0.0
        if any(b[0] - a[0] <= 1 for a, b in pairwise(edits)):
            return 0.0  # side by side: a word was replaced
        return 1 - len(edits) / longer

    def tables_used(self) -> Mapping[str, str]:
        return {"fold": key_digest()}
