"""Where pieces of patterns stand in a text: many short texts looked for at once.

What lives here: PieceIndex, Groups. What never does: what a piece means (sieve.py).

How it works: of each piece two neighbouring characters that are rare together are looked for: numbers of the characters, two of
them as one key, a table of flags. At the few places where a flag stands more characters of the piece are compared. Characters
that no piece of the index holds have no number, so that they make few keys.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["FIRST_OTHER", "Groups", "PieceIndex"]

Array = np.ndarray[Any, np.dtype[Any]]
KEY_STEP = np.uint16(0x1B2D)  # odd, so that neighbouring numbers get keys far apart
KEYS = 1 << 16
FIRST_OTHER = 5  # of a row of texts: the column of the first character that is compared besides


class Groups:
    """Rows of a table by what they belong to; they stand in its order."""

    def __init__(self, of: Array, count: int) -> None:
        self._begin = np.searchsorted(of, np.arange(count))
        self._count = np.searchsorted(of, np.arange(count), "right") - self._begin

    def members(self, groups: Array) -> tuple[Array, Array]:
        """(rows of each of the groups, one behind the other; which of the groups each belongs to)."""
        counts = self._count.take(groups)
        of = np.arange(len(groups)).repeat(counts)
        rows = (self._begin.take(groups) - (np.cumsum(counts) - counts)).take(of) + np.arange(len(of))
        return rows, of


class PieceIndex:
    """Some of the pieces of the tables of a sieve (`texts` and `numbers` there), ready to be looked for."""

    def __init__(self, numbers: Array, texts: Array, chosen: Array) -> None:
        """chosen: whether each of the texts belongs to the index."""
        rows = chosen.nonzero()[0]
        texts = texts.take(rows, axis=0)
        single = texts[:, 2] == 1
        # Numbers of its own: those of pieces of one character are the highest, so that they are found by the number itself.
        alone = np.unique(texts[single, 3])
        used = np.setdiff1d(texts[:, [3, 4, *range(FIRST_OTHER + 1, texts.shape[1], 2)]], [0, *alone.tolist()])
        # A piece may hold a folded character that no code point below U+10000 has: its number is above all of theirs.
        rank = np.zeros(max(int(numbers.max()), int(used.max(initial=0)), int(alone.max(initial=0))) + 1, dtype=np.uint16)
        rank[used] = np.arange(1, len(used) + 1)
        rank[alone] = np.arange(len(used) + 1, len(used) + 1 + len(alone))
        self._numbers = rank.take(numbers)
        self._first_single = np.uint16(len(used) + 1) if len(alone) else np.uint16(0xFFFF)
        self._single_of = np.zeros(len(used) + 1 + len(alone), dtype=np.int64)
        self._single_of[rank.take(texts[single, 3])] = rows[single]
        rows, texts = rows[~single], texts[~single]
        first, second = (rank.take(texts[:, n]).astype(np.int64) for n in (3, 4))
        keys = (first * int(KEY_STEP) + second) & (KEYS - 1)
        order = np.argsort(keys, kind="stable")
        keys, pairs, texts = keys[order], (first << 16 | second)[order], texts[order]
        self._rows, self._shift = rows[order], texts[:, 1].astype(np.int64)
        self._others = tuple(
            (texts[:, n].astype(np.int64), rank.take(texts[:, n + 1])) for n in range(FIRST_OTHER, texts.shape[1], 2)
        )
        unique, begin = np.unique(keys, return_index=True)
        self._flags = np.zeros(KEYS, dtype=np.bool_)
        self._flags[unique] = True
        self._slots = np.zeros(KEYS, dtype=np.uint16)
        self._slots[unique] = np.arange(len(unique))
        self._members = Groups(self._slots.take(keys), len(unique))
        # Of each key the two characters that have it; 0 where several have.
        least, most = (reduce.reduceat(pairs, begin) if len(begin) else pairs for reduce in (np.minimum, np.maximum))
        self._pair_of = np.where(least == most, least, 0).astype(np.uint32)

    def found(self, codes: Array) -> tuple[Array, Array]:
        """(places, numbers of the texts) where a text stands in code points below U+10000, as far as it is compared."""
        numbers = self._numbers.take(codes)
        keys = numbers[:-1] * KEY_STEP
        keys += numbers[1:]
        at = self._flags.take(keys).nonzero()[0]
        slots = self._slots.take(keys.take(at))
        pairs = numbers.take(at).astype(np.uint32)
        pairs <<= np.uint32(16)
        pairs |= numbers.take(at + 1)
        known = self._pair_of.take(slots)
        sure = ((pairs == known) | (known == 0)).nonzero()[0]
        texts, of = self._members.members(slots.take(sure))
        at = at.take(sure).take(of)
        for shift, number in self._others:
            same = (numbers.take(at + shift.take(texts), mode="clip") == number.take(texts)).nonzero()[0]
            if len(same) < len(at):
                at, texts = at.take(same), texts.take(same)
        at -= self._shift.take(texts)
        texts = self._rows.take(texts)
        single = (numbers >= self._first_single).nonzero()[0]
        if not len(single):
            return at, texts
        return np.concatenate((at, single)), np.concatenate((texts, self._single_of.take(numbers.take(single))))
