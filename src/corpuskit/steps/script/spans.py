"""From the result of a conversion to its edits.

What lives here: edits_between(). What never does: converting.

How it works: where no word changed its length or as a whole, every changed place is one edit. Otherwise `origin` tells which
places between characters lead to a place in the original; what lies between two such places is one edit.
"""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from corpuskit.core.edit import EMPTY, Edits
from corpuskit.steps.script.engine import Result, ranges
from corpuskit.steps.script.trie import Codes, Ints, text_of

__all__ = ["edits_between"]


def _column(values: Ints) -> array[int]:
    column = array("q")
    column.frombytes(values.astype(np.int64, copy=False).view(np.uint8).data)
    return column


_NUMBERS = array("q", range(1, 4097))


def _counted(size: int) -> array[int]:
    """1, 2, ... size."""
    return _NUMBERS[:size] if size <= len(_NUMBERS) else array("q", range(1, size + 1))


def edits_between(original: Codes, result: Result, rules: tuple[str, ...]) -> Edits:
    """The edits that lead from `original` to `result.codes`. `rules` is indexed by kind."""
    if result.origin is None:
        [starts] = (original != result.codes).nonzero()
        if not len(starts):
            return EMPTY
        removed, inserted = text_of(original.take(starts)), text_of(result.codes.take(starts))
        return _edits(starts, starts + 1, removed, inserted, _counted(len(starts)), result.kinds.take(starts), rules)
    origin, codes = result.origin, result.codes
    plain = (origin[1:] - origin[:-1] == 1) & (origin[:-1] >= 0)  # one character from one character
    single = np.flatnonzero(plain & (codes != original.take(origin[:-1], mode="clip")))
    rest = np.flatnonzero(~plain)
    at = np.flatnonzero(origin[rest] >= 0)  # where a word begins; its other places lead nowhere
    words, sizes = rest[at], np.diff(np.append(at, len(rest)))
    old_sizes = origin[words + sizes] - origin[words]
    same = np.flatnonzero(old_sizes == sizes)
    if len(same):  # a later stage may have taken a word back
        size = sizes[same]
        differs = original[ranges(origin[words[same]], size)] != codes[ranges(words[same], size)]
        keep = np.ones(len(words), dtype=bool)
        keep[same] = np.add.reduceat(differs.astype(np.int64), np.cumsum(size) - size) > 0
        words, sizes, old_sizes = words[keep], sizes[keep], old_sizes[keep]
    if not len(single) and not len(words):
        return EMPTY
    ones = np.ones(len(single), dtype=np.int64)
    new_starts = np.concatenate([single, words])
    order = np.argsort(new_starts, kind="stable")
    new_starts = new_starts[order]
    new_sizes, sizes = np.concatenate([ones, sizes])[order], np.concatenate([ones, old_sizes])[order]
    starts = origin[new_starts]
    picked = ranges(new_starts, new_sizes)
    inserted_ends = np.cumsum(new_sizes)
    kinds = np.maximum.reduceat(result.kinds[picked], inserted_ends - new_sizes)
    removed = text_of(original[ranges(starts, sizes)])
    return _edits(starts, starts + sizes, removed, text_of(codes[picked]), _column(inserted_ends), kinds, rules)


def _edits(
    starts: Ints,
    ends: Ints,
    removed: str,
    inserted: str,
    inserted_ends: array[int],
    kinds: NDArray[np.uint8],
    rules: tuple[str, ...],
) -> Edits:
    held = kinds.tobytes()
    used = [kind for kind in range(len(rules)) if kind in held]
    rule_of = None
    if len(used) > 1:
        place = [used.index(kind) if kind in used else 0 for kind in range(len(rules))]
        rule_of = _column(np.array(place).take(kinds))
    names = tuple([rules[kind] for kind in used])
    return Edits(_column(starts), _column(ends), removed, inserted, inserted_ends, names, rule_of)
