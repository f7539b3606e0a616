"""Running a chain over a text, with every change known.

What lives here: convert(), which takes a text through all stages of a Chain and remembers where everything came from; Result.
What never does: deciding what is Chinese, reading tables, making edits (spans.py).

How it works. The text is a code point array. A stage finds phrases, writes their values, and maps all other characters through
a table. Values of the same length are written in place. Only values of another length move the text: from the first of them
on, `origin` holds, for each place between characters, the place in the original (-1 inside a phrase that changed as a
whole). Two stages compose by looking up one `origin` in the other, so the edits at the end always lead from the original
to the final text, whatever happened in between. Vocabulary (软件 to 軟體) is one edit per word; everything else is one
edit per character, which packs well.

The official rule (tables "opencc"): longest phrase from left to right; where a config has a segmentation, later stages stay
inside its segments; an ideographic description sequence (⿰木公) is passed over as one. The reimplemented rule: longest
phrase anywhere first, leftmost among equals, one dictionary after the other.

Weak: the official engine forgets what follows U+0000 in a segment; this one does not copy that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.script.tables import CHOICE, TABLE_SIZE, TERM, Chain, Group, Phrases
from corpuskit.steps.script.trie import Codes, Found, Ints, leftmost, longest_first

__all__ = ["NOTHING", "Result", "convert", "follow", "ranges"]

NOTHING = np.uint32(0xFFFF)  # a noncharacter: no key holds it, so what is masked with it stays
_FIRST_DESCRIPTION, _LAST_DESCRIPTION = 0x2FF0, 0x2FFF
_DESCRIPTION_PARTS = {0x2FF2: 3, 0x2FF3: 3, 0x2FFE: 1, 0x2FFF: 1}  # all others of the block take two
_DEEPEST, _LONGEST_CHARS = 16, 64  # limits of the official engine for one description sequence
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Result:
    """A text on its way through the stages."""

    codes: Codes  # as it is now
    kinds: NDArray[np.uint8]  # per character: the strongest kind of change so far, 0 for none
    fixed: Mask | None = None  # characters that must stay
    cuts: Mask | None = None  # True where a segment begins; no phrase of a later stage reaches over it
    origin: Ints | None = None  # per place between characters: the place in the original, -1 inside a changed phrase
    described: Mask | None = None  # in this stage: complete ideographic description sequences
    open_choices: Ints | None = None  # places (in the first stage's input) of characters decided by default only

    @property
    def stays(self) -> Mask | None:
        """What this stage must not change."""
        if self.fixed is None or self.described is None:
            return self.described if self.fixed is None else self.fixed
        return self.fixed | self.described


def ranges(starts: Ints, sizes: Ints) -> Ints:
    """start, start+1, ... for each of many runs, one after the other."""
    total = int(sizes.sum())
    out = np.ones(total, dtype=np.int64)
    if not total:
        return out
    ends = np.cumsum(sizes)
    out[0] = starts[0]
    out[ends[:-1]] = starts[1:] - starts[:-1] - sizes[:-1] + 1
    return np.cumsum(out)


def convert(codes: Codes, chain: Chain, fixed: Mask | None = None) -> Result:
    """`codes` through all stages. Characters where `fixed` is true stay, and phrases do not reach over them.

    The result may share memory with `codes`: treat both as read-only.
    """
    result = Result(codes, np.zeros(len(codes), dtype=np.uint8), fixed)
    if not len(codes):
        return result
    described = chain.official and bool(((codes >= _FIRST_DESCRIPTION) & (codes <= _LAST_DESCRIPTION)).any())
    if described:
        _pass_over(result)
    if chain.normalize is not None and _has_compatibility(codes):
        _stage(result, chain.normalize, None)
    found: Found | None = None
    if chain.segment is not None:
        found = leftmost(chain.segment.trie.find(_view(result)))
        result.cuts = np.zeros(len(codes) + 1, dtype=bool)
        result.cuts[found[0]] = True
        result.cuts[found[0] + found[1]] = True
    for number, group in enumerate(chain.stages):
        if described:  # a longer word may have completed a sequence, or a segment may end inside one
            _pass_over(result)
        _stage(result, group, found if number == 0 and chain.shared else None, official=chain.official)
    return result


def _has_compatibility(codes: Codes) -> bool:
    """Whether a compatibility ideograph stands there: U+F900 to U+FAFF, U+2F800 and above."""
    high = codes[codes >= 0xF900]
    return bool(((high < 0xFB00) | (high >= 0x2F800)).any())


def _view(result: Result) -> Codes:
    stays = result.stays
    return result.codes if stays is None else np.where(stays, NOTHING, result.codes)


def _stage(result: Result, group: Group, found: Found | None, *, official: bool = True) -> None:
    view = _view(result)
    taken = np.zeros(len(view), dtype=bool)
    chosen: list[tuple[Phrases, Found]] = []
    for phrases in group.phrases:
        if found is None:
            if official:
                finds = _choose(phrases, view, result.cuts)
            else:
                finds = longest_first(phrases.trie.find(view, every=True), taken)
        else:
            finds = found
        if len(finds[0]):
            taken[ranges(finds[0], finds[1])] = True
            chosen.append((phrases, finds))
    new = view
    if group.characters is not None:
        new = _mapped(view, group.characters)
        if chosen:
            np.copyto(new, view, where=taken)
        changed = new != view
        result.kinds[changed] = np.maximum(result.kinds[changed], group.character_kind)
        if group.ambiguous is not None:
            many = group.ambiguous.take(view, mode="clip")
            many &= ~taken
            places = np.flatnonzero(many)
            if result.open_choices is None:
                result.open_choices = places if result.origin is None else result.origin[places]
            result.kinds[places[changed[places]]] = np.maximum(result.kinds[places[changed[places]]], CHOICE)
    if new is result.codes:
        new = new.copy()
    stays = result.stays
    if stays is not None:
        np.copyto(new, result.codes, where=stays)
    before = result.codes
    result.codes = new
    for phrases, finds in chosen:
        _write(result, before, phrases, finds)
    _splice(result, chosen)


def _mapped(codes: Codes, table: Codes) -> Codes:
    new = table.take(codes, mode="clip")
    if int(codes.max()) >= TABLE_SIZE:
        np.copyto(new, codes, where=codes >= TABLE_SIZE)
    return new


def _choose(phrases: Phrases, view: Codes, cuts: Mask | None) -> Found:
    """The official choice: at each place from left to right, the first dictionary that has a phrase, its longest one."""
    if phrases.single_rank and cuts is None:
        return leftmost(phrases.trie.find(view))
    starts, sizes, numbers = phrases.trie.find(view, every=True)
    if not len(starts):
        return starts, sizes, numbers
    if cuts is not None:
        segment = np.cumsum(cuts)
        inside = segment[starts + sizes - 1] == segment[starts]
        starts, sizes, numbers = starts[inside], sizes[inside], numbers[inside]
        if not len(starts):
            return starts, sizes, numbers
    order = np.lexsort((-sizes, phrases.ranks[numbers], starts))
    first = order[np.append(True, starts[order][1:] != starts[order][:-1])]
    return leftmost((starts[first], sizes[first], numbers[first]))


def _write(result: Result, before: Codes, phrases: Phrases, finds: Found) -> None:
    """Write the values that have their key's length; a changed word of vocabulary becomes one atom."""
    starts, sizes, numbers = finds
    same = phrases.value_sizes[numbers] == sizes
    if not same.all():
        starts, sizes, numbers = starts[same], sizes[same], numbers[same]
    if not len(starts):
        return
    places = ranges(starts, sizes)
    values = phrases.value_codes[ranges(phrases.value_starts[numbers], sizes)]
    kinds = np.repeat(phrases.kinds[numbers], sizes)
    differs = values != before[places]
    result.codes[places] = values
    touched = places[differs]
    result.kinds[touched] = np.maximum(result.kinds[touched], kinds[differs])
    if (phrases.kinds[numbers] == TERM).any():
        term = (phrases.kinds[numbers] == TERM) & (sizes > 1)
        of_word = np.repeat(np.arange(len(starts)), sizes)
        changed = np.zeros(len(starts), dtype=bool)
        changed[of_word[differs]] = True
        term &= changed
        if term.any():
            if result.origin is None:
                result.origin = np.arange(len(result.codes) + 1, dtype=np.int64)
            result.origin[ranges(starts[term] + 1, sizes[term] - 1)] = -1
            result.kinds[ranges(starts[term], sizes[term])] = TERM


def _splice(result: Result, chosen: list[tuple[Phrases, Found]]) -> None:
    """Put in the values that are longer or shorter than their key."""
    columns: list[tuple[Ints, Ints, Codes, Ints, NDArray[np.uint8]]] = []
    for phrases, (starts, sizes, numbers) in chosen:
        other = phrases.value_sizes[numbers] != sizes
        if other.any():
            number = numbers[other]
            size = phrases.value_sizes[number]
            values = phrases.value_codes[ranges(phrases.value_starts[number], size)]
            columns.append((starts[other], sizes[other], values, size, phrases.kinds[number]))
    for n, moves in enumerate(columns):
        _splice_one(result, *moves)
        for later in range(n + 1, len(columns)):  # the places of what is still to come have moved
            starts, rest = columns[later][0], columns[later][1:]
            grown = np.cumsum(moves[3] - moves[1])
            columns[later] = (starts + np.append(0, grown)[np.searchsorted(moves[0], starts)], *rest)


def _splice_one(result: Result, starts: Ints, sizes: Ints, values: Codes, value_sizes: Ints, kinds: NDArray[np.uint8]) -> None:
    """Replace [start, start + size) by its value, everywhere at once: old text and values are one pool to pick from."""
    length = len(result.codes)
    pieces = np.zeros((2 * len(starts) + 1, 2), dtype=np.int64)  # (from, how many) in the pool: text, value, text, value ... text
    pieces[2::2, 0] = starts + sizes
    pieces[0::2, 1] = np.append(starts, length) - pieces[0::2, 0]
    pieces[1::2, 0] = length + np.cumsum(value_sizes) - value_sizes
    pieces[1::2, 1] = value_sizes
    pieces = pieces[pieces[:, 1] > 0]
    pick = ranges(pieces[:, 0], pieces[:, 1])
    first = np.zeros(len(values), dtype=bool)
    first[np.cumsum(value_sizes) - value_sizes] = True

    def moved(old: NDArray[Any], new: NDArray[Any], last: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([np.concatenate([old[:length], new])[pick], last])

    none = np.empty(0, dtype=np.int64)
    origin = np.arange(length + 1, dtype=np.int64) if result.origin is None else result.origin
    inside = np.full(len(values), -1, dtype=np.int64)
    inside[first] = origin[starts]
    result.codes = moved(result.codes, values, none).astype(np.uint32, copy=False)
    result.kinds = moved(result.kinds, np.repeat(kinds, value_sizes), none).astype(np.uint8, copy=False)
    result.origin = moved(origin, inside, origin[-1:])
    if result.cuts is not None:
        begin = np.zeros(len(values), dtype=bool)
        begin[first] = result.cuts[starts]
        result.cuts = moved(result.cuts, begin, result.cuts[-1:])
    if result.fixed is not None:
        result.fixed = moved(result.fixed, np.zeros(len(values), dtype=bool), none.astype(bool))


def _pass_over(result: Result) -> None:
    """Mark the complete ideographic description sequences; a sequence ends at the latest where its segment does."""
    codes = result.codes
    operators = np.flatnonzero((codes >= _FIRST_DESCRIPTION) & (codes <= _LAST_DESCRIPTION))
    mask = np.zeros(len(codes), dtype=bool)
    ends = np.array([len(codes)]) if result.cuts is None else np.append(np.flatnonzero(result.cuts[:-1]), len(codes))
    last = 0
    for start in operators.tolist():
        if start >= last:
            limit = min(start + _LONGEST_CHARS, int(ends[np.searchsorted(ends, start, side="right")]))
            size, complete = _description(codes[start:limit].tolist(), 0, _DEEPEST)
            if complete:
                last = start + size
                mask[start:last] = True
    result.described = mask


def _description(codes: list[int], at: int, deep: int) -> tuple[int, int]:
    """(end, 1) of the sequence that begins at `at`, or (0, 0) when it is incomplete, too deep or too long."""
    if at >= len(codes) or not deep:
        return 0, 0
    code = codes[at]
    at += 1
    if _FIRST_DESCRIPTION <= code <= _LAST_DESCRIPTION:
        for _ in range(_DESCRIPTION_PARTS.get(code, 2)):
            at, ok = _description(codes, at, deep - 1)
            if not ok:
                return 0, 0
    return at, 1


def follow(first: Result, second: Result) -> Result:
    """One result for two runs, the second on what the first gave."""
    if second.origin is None:
        second.kinds = np.maximum(first.kinds, second.kinds)
        second.origin = first.origin
        return second
    known = second.origin[:-1] >= 0
    second.kinds[known] = np.maximum(second.kinds[known], first.kinds[second.origin[:-1][known]])
    if first.origin is not None:
        known = second.origin >= 0
        second.origin[known] = first.origin[second.origin[known]]
    return second
