"""Near duplicates: documents whose characters are mostly the same, in the same order.

What lives here: Near, a linker, and its limits; hashing is in shingles.py, short texts in short.py. What never does: deciding
which copy stays, or looking at two documents that share no key (engines.link does both).

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
negation, direction or letter, a change in what may be a name, and two changes side by side (a word replaced) are never light;
but for a direction and the like where the character model says that it cannot stand there (short.py).

Weak: short texts that differ in one character of another word (two countries, two colours) count as the same. Names are known
by common surnames only. Short texts in Latin letters, kana or hangul are only ever exact copies but for Han and marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import ClassVar, Literal

import numpy as np

from corpuskit.core.document import Document
from corpuskit.core.step import Sketch
from corpuskit.steps.keytext import Codes, key_codes, key_codes_each, key_digest
from corpuskit.steps.near.shingles import (
    U32,
    bands,
    bands_each,
    common,
    estimate,
    many_permutations,
    one_permutation,
    one_permutation_each,
    shingles,
    shingles_each,
    thin_each,
)  # fmt: skip
from corpuskit.steps.near.short import edits_between, tells

__all__ = ["RULES", "Near"]

RULES = {"near.copy": "Nearly the same text as a document that stays: verified similarity at or above the threshold."}

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
SERIES_RATIO = 0.8  # the share of differing shingles that hold a number from which texts may be a series


@cache
def _band_rows(threshold: float) -> int:
    """The most bins per band that still find pairs at the threshold: fewer candidates the more there are."""
    similarity = min(threshold, WRAPPED_SIMILARITY)
    for rows in (4, 3, 2):
        if 1 - (1 - similarity**rows) ** (BINS // rows) >= WANTED_RECALL:
            return rows
    return 1


def _is_series(x: U32, y: U32, shared: U32, longer: int) -> bool:
    """Whether two texts differ in their numbers and in hardly anything else."""
    numbers_x, numbers_y, numbers_shared = (int(np.count_nonzero(a & 1)) for a in (x, y, shared))
    differing = len(x) + len(y) - 2 * len(shared)
    in_numbers = numbers_x + numbers_y - 2 * numbers_shared
    fewer = min(numbers_x, numbers_y)
    if not fewer or in_numbers < SERIES_RATIO * differing:
        return False
    # in a long text a few other numbers are a counter or a date of the page around it
    return numbers_shared < fewer / 2 or (in_numbers == differing and longer < LONG_SHINGLES)


@dataclass(frozen=True, slots=True)
class Near:
    """Finds documents with a verified similarity of at least `threshold`.

    threshold: Jaccard similarity of the sets of `shingle_chars`-character shingles of the key text, 0 to 1.
    keep: which of two copies stays (the engine ranks by it).
    """

    name: ClassVar[str] = "near"
    version: ClassVar[str] = "3"

    threshold: float = 0.75  # the least that a text with 2 % of its characters edited has; at 0.8 one in ten of them was missed
    shingle_chars: int = 5
    keep: Literal["longest", "first", "newest", "cleanest", "source-priority"] = "longest"

    def sketch(self, doc: Document, /) -> Sketch:
        codes = key_codes(doc.text)
        chars = len(codes)
        if chars < MIN_CHARS:
            return Sketch(())
        found = shingles(codes, self.shingle_chars)
        if chars < SHORT_CHARS:
            return Sketch(self._short_keys(codes, found), b"S" + codes.astype("<u4").tobytes())
        return Sketch(self._long_keys(found), b"L" + found.astype("<u4", copy=False).tobytes())

    def sketch_each(self, docs: Sequence[Document], /) -> list[Sketch]:
        """sketch() of each document; long texts are hashed together."""
        codes = key_codes_each([doc.text for doc in docs])
        long = [n for n, one in enumerate(codes) if len(one) >= max(SHORT_CHARS, self.shingle_chars)]
        if not long:
            return [self.sketch(doc) for doc in docs]
        found = self._long_sketches(shingles_each([codes[n] for n in long], self.shingle_chars))
        sketches = dict(zip(long, found, strict=True))
        return [sketches[n] if n in sketches else self.sketch(doc) for n, doc in enumerate(docs)]

    def _long_sketches(self, found: Sequence[U32]) -> list[Sketch]:
        rows = _band_rows(self.threshold)
        keys = bands_each(one_permutation_each(found, self._bins), rows, kind=1 + rows)
        return [Sketch(tuple(its), b"L" + one.astype("<u4", copy=False).tobytes()) for its, one in zip(keys, found, strict=True)]

    def _short_keys(self, codes: Codes, found: U32) -> tuple[bytes, ...]:
        signature = many_permutations(shingles(codes, SHORT_SHINGLE_CHARS), SHORT_PERMUTATIONS)
        keys = bands(signature, SHORT_BAND_ROWS, kind=1)
        return (*keys, *self._long_keys(found)) if len(codes) >= SHORT_CHARS * WRAPPED_RATIO else tuple(keys)

    def _long_keys(self, found: U32) -> tuple[bytes, ...]:
        if not len(found):
            return ()  # a text that is shorter than a shingle
        rows = _band_rows(self.threshold)
        return tuple(bands(one_permutation(found, self._bins), rows, kind=1 + rows))

    @property
    def _bins(self) -> int:
        return BINS - BINS % _band_rows(self.threshold)

    def thinned(self, body: bytes, /) -> bytes:
        """A body for an index, 1 kB at most: similarity() estimates where some shingles had to be left out."""
        return self.thinned_each((body,))[0]

    def thinned_each(self, bodies: Sequence[bytes], /) -> list[bytes]:
        """thinned() of each body, with few calls of NumPy."""
        out = list(bodies)
        long = [n for n, body in enumerate(bodies) if body[:1] == b"L" and len(body) > 1 + 4 * 2 * BINS]
        found = [self._hashes(bodies[n]) for n in long]
        for n, whole, some in zip(long, found, thin_each(found, self._bins), strict=True):
            out[n] = b"P" + len(whole).to_bytes(4, "little") + some.astype("<u4", copy=False).tobytes()
        return out

    def keys_of(self, body: bytes, /) -> tuple[bytes, ...]:
        """The keys of a text by its body, thinned or not: the same that its sketch has."""
        if not body:
            return ()
        if body[:1] == b"S":
            codes = np.frombuffer(body, dtype="<u4", offset=1)
            return self._short_keys(codes, shingles(codes, self.shingle_chars))
        return self._long_keys(self._hashes(body))

    def similarity(self, a: Sketch, b: Sketch, /) -> float:
        """0 to 1; symmetric; 1 for equal key texts."""
        if not a.body or not b.body:
            return 0.0
        if a.body == b.body and a.body[:1] != b"P":
            return 1.0
        if a.body[:1] == b.body[:1] == b"S":
            return self._short_similarity(a.body, b.body)
        x, y = self._hashes(a.body), self._hashes(b.body)
        sizes = self._size(a.body, x), self._size(b.body, y)
        small, large = min(sizes), max(sizes)
        if not small:
            return 0.0
        if b"P" in (a.body[:1], b.body[:1]):
            x, y, shared = estimate(x, y, self._bins)
            jaccard = len(shared) / (len(x) + len(y) - len(shared))
            overlap = min(1.0, jaccard / (1 + jaccard) * (small + large) / small)
        else:
            shared = common(x, y)
            jaccard = len(shared) / (small + large - len(shared))
            overlap = len(shared) / small
        value = jaccard
        if jaccard < self.threshold and small >= WRAPPED_RATIO * large and overlap >= self._needed_overlap:
            value = overlap / (2 - overlap)  # what two texts of equal size with this overlap would have
        return 0.0 if value >= self.threshold and _is_series(x, y, shared, max(small, large)) else value

    @staticmethod
    def _size(body: bytes, found: U32) -> int:
        """The number of distinct shingles of the text."""
        return int.from_bytes(body[1:5], "little") if body[:1] == b"P" else len(found)

    @property
    def _needed_overlap(self) -> float:
        """The share of common shingles that two texts of equal size have at the threshold."""
        return 2 * self.threshold / (1 + self.threshold)

    def _hashes(self, body: bytes) -> U32:
        data = np.frombuffer(body, dtype="<u4", offset=5 if body[:1] == b"P" else 1)
        return shingles(data, self.shingle_chars) if body[:1] == b"S" else data

    def _short_similarity(self, a: bytes, b: bytes) -> float:
        x, y = a[1:].decode("utf-32-le", "surrogatepass"), b[1:].decode("utf-32-le", "surrogatepass")
        longer = max(len(x), len(y))
        share = 1 - self._needed_overlap ** (1 / self.shingle_chars)  # of characters that may differ
        if x > y:
            x, y = y, x  # which edits are found must not depend on which text comes first
        edits = edits_between(x, y, max(1, int(share * longer)))
        if edits is None or any(tells(x, one) for one in edits):
            return 0.0
        if any(b[0] - a[0] <= 1 for a, b in pairwise(edits)):
            return 0.0  # side by side: a word was replaced
        return 1 - len(edits) / longer

    def tables_used(self) -> Mapping[str, str]:
        from corpuskit.steps.repair.plausibility import model_digest

        return {"charmodel.bin": model_digest(), "fold": key_digest()}
