"""Which of many lines some rule may take, told by where pieces of its pattern stand and by what the line begins and ends with.

What lives here: Sieve. What never does: patterns (anchors.py reads them), matching (linematch.py).

How it works: of each piece two neighbouring characters that are rare together are looked for in the raw text: numbers of the
characters, two of them as one key, a table of flags. At the few places where a flag stands two more characters of the piece are
compared. What is left are pairs of a place and a variant of a rule: the variant fits where it may begin, go on and end as the
line does, the line is neither too short nor too long for it, and the piece stands as far from both ends as it can in a match. A
line with fields laid end to end needs one that fits its beginning and one that fits its end. Variants that no piece tells are
asked of all lines, by their ends and length alone.

What a line may have around a match (blanks, a bullet, brackets) makes the places of its ends a range and the characters there
unknown; so a line is never let go that a rule takes.

Long, because the tables and the looks that use them must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from corpuskit.rulebook.anchors import ENDLESS, Share, Variant, share_of
from corpuskit.rulebook.charsets import CODES, case_forms
from corpuskit.rulebook.codepoints import unfolded
from corpuskit.rulebook.folding import fold_small, fold_table
from corpuskit.rulebook.lineends import BLANK, EDGELESS, LOOSE, LOOSE_MAX_CHARS, kinds_of_codes, skip

__all__ = ["JOINS", "TAKEN", "TOLD", "Sieve", "Tables", "tables_of"]

Array = np.ndarray[Any, np.dtype[Any]]
SIZES = 1024  # lengths of lines that are told apart
KEY_STEP = 0x1B2D  # odd, so that neighbouring numbers get keys far apart
GROUPS = 8  # of variants without pieces
# Of a line: a rule without pieces may take it; a rule may be the first, the last of several fields; the first has a piece there.
TAKEN, FIRST, LAST, TOLD = np.uint8(1), np.uint8(2), np.uint8(4), np.uint8(8)
JOINS = FIRST | LAST
EDGE_CHARS = LOOSE_MAX_CHARS - 1
REST_CHARS = 4  # of a piece that are compared besides its two rarest


class Tables(NamedTuple):
    """What is known of variants and pieces, as arrays, so that they can be kept in a file."""

    rule: Array  # of each variant: the number of its rule, the fewest and most characters of a
    least: Array  # match, the longest line that it is tried on
    most: Array
    limit: Array
    joined: Array  # whether it may be one of several fields on a line
    begin_ids: Array  # of each raw code point below U+10000 an id; for each id whether each variant fits it
    begin_fits: Array
    second_ids: Array
    second_fits: Array
    end_ids: Array
    end_fits: Array
    alone_begins: Array  # of each raw code point which groups of variants without pieces fit, as bits
    alone_seconds: Array
    alone_ends: Array
    alone_sizes: Array
    alone_joined: Array
    numbers: Array  # of each raw code point
    texts: Array  # of pieces, a row each: key, place of the key, length, shift and number of two more characters; by key
    places: Array  # where a text stands in matches, a row each: number of the text, variant, before least and most, behind
    also: Array  # texts that a line of a variant holds besides, a row each: number of the text, variant


def tables_of(rules: Sequence[tuple[Sequence[Variant], int, bool, bool]], share: Share = share_of) -> Tables:
    """The tables of rules: of each its variants, the longest line it is tried on, whether it may be one of several fields,
    whether a line must hold a piece of it. share: see anchors.py."""
    told, alone = [], []
    for which, (variants, limit, joined, has_pieces) in enumerate(rules):
        for variant in variants:
            if variant.anchors and has_pieces:
                told.append((variant, limit, joined, which))
            else:
                alone.append((variant, limit, joined, 1 << which % GROUPS))
    begin_ids, begin_fits = _ids([variant.begins for variant, *_ in told])
    second_ids, second_fits = _ids([variant.seconds for variant, *_ in told])
    end_ids, end_fits = _ids([variant.ends for variant, *_ in told])
    numbers, texts, places, also = _pieces([variant for variant, *_ in told], share)
    sizes = np.zeros(SIZES, dtype=np.uint8)
    for variant, limit, _, bit in alone:
        sizes[variant.least : min(variant.most + 2 * LOOSE_MAX_CHARS, limit, SIZES - 2) + 1] |= np.uint8(bit)
    return Tables(
        np.array([which for *_, which in told], dtype=np.int64),
        np.array([variant.least for variant, *_ in told], dtype=np.int64),
        np.array([variant.most for variant, *_ in told], dtype=np.int64),
        np.array([limit for _, limit, _, _ in told], dtype=np.int64),
        np.array([joined for _, _, joined, _ in told], dtype=np.bool_),
        begin_ids, begin_fits, second_ids, second_fits, end_ids, end_fits,
        _bits([(variant.begins, bit) for variant, _, _, bit in alone], BLANK | LOOSE),
        _bits([(variant.seconds, bit) for variant, _, _, bit in alone], 0),
        _bits([(variant.ends, bit) for variant, _, _, bit in alone], BLANK | LOOSE),
        sizes,
        np.array([sum({bit for _, _, joined, bit in alone if joined})], dtype=np.uint8),
        numbers, texts, places, also,
    )  # fmt: skip


def _bits(flags: Sequence[tuple[Array, int]], free: int) -> Array:
    """Of each raw code point the bits of the flags that it has; all for a character of the kinds `free`."""
    found = np.zeros(CODES, dtype=np.uint8)
    for has, bit in flags:
        found |= np.where(has, np.uint8(bit), np.uint8(0))
    found = found[fold_small()]
    found[(kinds_of_codes() & free) > 0] = 0xFF
    found[CODES - 1] = 0xFF
    return found


def _ids(flags: Sequence[Array]) -> tuple[Array, Array]:
    """(id of each raw code point, for each id whether each of the variants fits it); the first, that all fit, of loose marks."""
    table = np.array(flags, dtype=np.bool_).reshape(len(flags), CODES)
    _, first, ids = np.unique(np.packbits(table, axis=0).T, axis=0, return_index=True, return_inverse=True)
    fits = np.concatenate((np.ones((1, len(flags)), dtype=np.bool_), table[:, first].T))
    raw = (ids.reshape(-1) + 1).astype(np.uint16)[fold_small()]
    raw[(kinds_of_codes() & LOOSE) > 0] = 0
    raw[CODES - 1] = 0
    return raw, np.packbits(fits, axis=1, bitorder="little")


@cache
def _raws(char: str) -> tuple[str, ...]:
    """The raw characters that a folded one stands for, in whatever case; none where folding leaves no such character."""
    table = fold_table()
    found = {raw for form in case_forms(char) for raw in unfolded().get(form, (form,))}
    return tuple(sorted(raw for raw in found if table.get(ord(raw), raw) in case_forms(char)))


def _pieces(variants: Sequence[Variant], share: Share) -> tuple[Array, Array, Array, Array]:
    """(numbers, texts, places, also): see Tables."""
    texts = sorted(
        {_one_case(text) for variant in variants for text in (*(anchor.text for anchor in variant.anchors), *variant.also)}
    )
    singles = {text for text in texts if len(text) == 1}
    chars = [*sorted({char for text in texts for char in text} - singles), *sorted(singles)]
    number = {char: n for n, char in enumerate(chars, 1)}
    numbers = np.zeros(CODES, dtype=np.uint16)
    for char, n in number.items():
        for raw in _raws(char):
            if ord(raw) < CODES - 1:
                numbers[ord(raw)] = n
    rows = []
    for text in texts:
        at = min(range(len(text) - 1), key=lambda n: share(text[n : n + 2]), default=0)
        others = sorted((n for n in range(len(text)) if n not in (at, at + 1)), key=lambda n: share(text[n]))[:REST_CHARS]
        others += [at] * (REST_CHARS - len(others))
        key = (number[text[at]] * KEY_STEP + (number[text[at + 1]] if len(text) > 1 else 0)) & 0xFFFF
        row = [key, at, len(text), number[text[at]], number[text[at + 1]]] if len(text) > 1 else [-1, 0, 1, number[text], 0]
        for n in others:
            row += [n - at, number[text[n]]]
        rows.append((row, text))
    rows.sort()
    place = {text: n for n, (_, text) in enumerate(rows)}
    places = {
        (place[_one_case(anchor.text)], which, *anchor[1:])
        for which, variant in enumerate(variants)
        for anchor in variant.anchors
    }
    also = {(place[_one_case(text)], which) for which, variant in enumerate(variants) for text in variant.also}
    return (
        numbers,
        np.array([row for row, _ in rows], dtype=np.int32).reshape(-1, 5 + 2 * REST_CHARS),
        np.array(sorted(places), dtype=np.int32).reshape(-1, 6),
        np.array(sorted(also), dtype=np.int32).reshape(-1, 2),
    )


@cache
def _form(char: str) -> str:
    return min(case_forms(char))


def _one_case(text: str) -> str:
    """A text as it stands for all its cases."""
    return "".join(map(_form, text))


class Sieve:
    """Tables, ready to be asked."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        texts, places = tables.texts, tables.places
        self._shift, self._size = texts[:, 1], texts[:, 2]
        self._others = tuple(
            (texts[:, n].astype(np.int64), texts[:, n + 1].astype(np.uint16)) for n in range(5, texts.shape[1], 2)
        )
        # Pieces of one character stand first, with a key of none: they are found by the number itself.
        single = int(np.searchsorted(texts[:, 0], 0))
        self._first_single = np.uint16(texts[:single, 3].min() if single else 0xFFFF)
        self._single_of = np.zeros(0x10000, dtype=np.int64)
        self._single_of[texts[:single, 3]] = np.arange(single)
        keys, begin = np.unique(texts[single:, 0], return_index=True)
        self._flags = np.zeros(0x10000, dtype=np.bool_)
        self._flags[keys] = True
        self._slots = np.zeros(0x10000, dtype=np.uint16)
        self._slots[keys] = np.arange(1, len(keys) + 1)
        self._texts_of = _Groups(
            np.concatenate((np.zeros(single, dtype=np.int64), self._slots[texts[single:, 0]])), len(keys) + 1
        )
        self._pair_of = self._pairs(texts[single:], begin)
        self._place_of, self._also_of = _Groups(places[:, 0], len(texts)), _Groups(tables.also[:, 0], len(texts))
        self._variant, self._also = places[:, 1].astype(np.int64), tables.also[:, 1].astype(np.int64)
        self._bounds = tuple(np.ascontiguousarray(places[:, n]).astype(np.int64) for n in (2, 3, 4, 5))
        self._has_also = np.zeros(len(tables.least), dtype=np.bool_)
        self._has_also[self._also] = True
        # Of each text how far from the beginning and from the end of a line it may stand at most, blanks and brackets apart.
        self._far, self._deep = np.full(len(texts), -ENDLESS), np.full(len(texts), -ENDLESS)
        joined = tables.joined.take(self._variant)
        np.maximum.at(self._far, places[:, 0], self._bounds[1])
        np.maximum.at(self._deep, places[:, 0], np.where(joined, ENDLESS, self._bounds[3]))
        self._loose = kinds_of_codes() & LOOSE > 0
        self._loose[CODES - 1] = True
        self._opens = np.where(self._loose | (kinds_of_codes() & BLANK > 0), np.uint8(0xFF), np.uint8(0))
        edgeless = np.isin(fold_small(), [ord(char) for char in EDGELESS])
        self._closes = self._loose | edgeless

    def _pairs(self, texts: Array, begin: Array) -> Array:
        """Of each key the two characters that have it; 0 where several have."""
        pairs = texts[:, 3].astype(np.uint32) << np.uint32(16) | texts[:, 4].astype(np.uint32)
        least, most = np.minimum.reduceat(pairs, begin), np.maximum.reduceat(pairs, begin)
        found: Array = np.concatenate((np.zeros(1, dtype=np.uint32), np.where(least == most, least, np.uint32(0))))
        return found

    def beginning(self, text: str) -> list[int]:
        """The numbers of the rules with pieces whose matches may begin with one or two folded characters."""
        tables = self._tables
        fits = self._row(tables.begin_ids, tables.begin_fits, text[0])
        if len(text) > 1:
            fits = fits & self._row(tables.second_ids, tables.second_fits, text[1])
        return self._rules(fits)

    def ending(self, char: str) -> list[int]:
        """The numbers of the rules with pieces whose matches may end with a folded character."""
        return self._rules(self._row(self._tables.end_ids, self._tables.end_fits, char))

    def _row(self, ids: Array, fits: Array, char: str) -> Array:
        row: Array = fits[int(ids[min(ord(char), CODES - 1)])]
        return row

    def _rules(self, fits: Array) -> list[int]:
        variants = np.unpackbits(fits, count=len(self._tables.rule), bitorder="little").nonzero()[0]
        found: list[int] = np.unique(self._tables.rule.take(variants)).tolist()
        return found

    def mark(self, codes: Array, starts: Array, ends: Array, marks: Array) -> tuple[list[int], list[int]]:
        """Add to the marks of lines TAKEN where a rule without pieces may take it, FIRST, LAST where one may be so of several
        fields on it; and (lines, rules) of those that others may take."""
        self._alone(codes, starts, ends, marks)
        return self._told(codes, starts, ends, marks)

    def _alone(self, codes: Array, starts: Array, ends: Array, marks: Array) -> None:
        """Mark lines by the variants without pieces."""
        tables = self._tables
        first, last = codes.take(starts, mode="clip"), codes.take(ends - 1, mode="clip")
        fit = tables.alone_seconds.take(codes.take(starts + 1, mode="clip"), mode="clip")
        fit |= self._opens.take(first, mode="clip")
        fit &= tables.alone_begins.take(first, mode="clip")
        closing = tables.alone_ends.take(last, mode="clip")
        joined = tables.alone_joined[0]
        marks |= (fit & closing & tables.alone_sizes.take(ends - starts, mode="clip") > 0) * TAKEN
        marks |= (fit & joined > 0) * FIRST
        marks |= ((closing & joined > 0) | self._closes.take(last, mode="clip")) * LAST

    def _found(self, codes: Array) -> tuple[Array, Array]:
        """(places, numbers of the texts) where a text stands, as far as it is compared."""
        numbers = self._tables.numbers.take(codes, mode="clip")
        keys = numbers[:-1] * np.uint16(KEY_STEP)
        keys += numbers[1:]
        at = self._flags.take(keys).nonzero()[0]
        slots = self._slots.take(keys.take(at))
        known = self._pair_of.take(slots)
        pairs = numbers.take(at).astype(np.uint32)
        pairs <<= np.uint32(16)
        pairs |= numbers.take(at + 1)
        sure = ((pairs == known) | (known == 0)).nonzero()[0]
        texts, of = self._texts_of.members(slots.take(sure))
        at = at.take(sure).take(of)
        for shift, number in self._others:
            same = (numbers.take(at + shift.take(texts), mode="clip") == number.take(texts)).nonzero()[0]
            at, texts = at.take(same), texts.take(same)
        at -= self._shift.take(texts)
        single = (numbers >= self._first_single).nonzero()[0]
        return np.concatenate((at, single)), np.concatenate((texts, self._single_of.take(numbers.take(single))))

    def _told(self, codes: Array, starts: Array, ends: Array, marks: Array) -> tuple[list[int], list[int]]:
        """Mark lines by the variants with pieces."""
        at, texts = self._found(codes)
        line = ends.searchsorted(at)
        # A beginning of eight or more loose marks may be longer still.
        open_ones = self._loose.take(codes.take(starts + EDGE_CHARS, mode="clip"), mode="clip").take(line)
        open_others = self._loose.take(codes.take(ends - 1 - EDGE_CHARS, mode="clip"), mode="clip").take(line)
        near = (at - starts.take(line) <= self._far.take(texts) + EDGE_CHARS) | open_ones
        near &= (ends.take(line) - at <= self._deep.take(texts) + self._size.take(texts) + EDGE_CHARS) | open_others
        some = near.nonzero()[0]
        held, shown = _Held(self, line, texts, len(marks)), _Shown(codes, starts, ends, line)
        of_line, variant, takes, begins, _ = self._fitting(shown, held, *(one.take(some) for one in (line, at, texts)))
        marks[of_line[begins]] |= FIRST | TOLD
        asked = (marks & JOINS == FIRST).take(line).nonzero()[0]
        if len(asked):
            last, _, _, _, closes = self._fitting(shown, held, *(one.take(asked) for one in (line, at, texts)))
            marks[last[closes]] |= LAST
        return of_line[takes].tolist(), self._tables.rule.take(variant[takes]).tolist()

    def _fitting(
        self, shown: _Shown, held: _Held, of_line: Array, at: Array, texts: Array
    ) -> tuple[Array, Array, Array, Array, Array]:
        """(lines, variants, flags: one may take the line, be the first of fields there, the last)."""
        tables = self._tables
        which, of = self._place_of.members(texts)
        begin = at.take(of)
        end = begin + self._size.take(texts).take(of)
        line, variant = of_line.take(of), self._variant.take(which)
        row = shown.row.take(line)
        before_least, before_most, behind_least, behind_most = (bound.take(which) for bound in self._bounds)
        fits = (begin - shown.first_at.take(row) >= before_least) & (begin - shown.latest.take(row) <= before_most)
        closes = (shown.last_at.take(row) - end >= behind_least - 1) & (shown.earliest.take(row) - end < behind_most)
        joined = tables.joined.take(variant)
        some = (fits & closes | joined & (fits | closes)).nonzero()[0]
        fits, closes, joined = fits.take(some), closes.take(some), joined.take(some)
        line, row, variant = line.take(some), row.take(some), variant.take(some)
        fits &= self._fits(tables.begin_ids, tables.begin_fits, shown.first, row, variant)
        fits &= self._fits(tables.second_ids, tables.second_fits, shown.second, row, variant)
        closes &= self._fits(tables.end_ids, tables.end_fits, shown.last, row, variant)
        takes = fits & closes & (shown.most.take(row) >= tables.least.take(variant))
        takes &= (shown.least.take(row) <= tables.most.take(variant)) & (shown.sizes.take(row) <= tables.limit.take(variant))
        fits &= joined
        closes &= joined
        some = (takes | fits | closes).nonzero()[0]
        line, variant = line.take(some), variant.take(some)
        holds = held.of(line, variant)
        return line, variant, takes.take(some) & holds, fits.take(some) & holds, closes.take(some) & holds

    @staticmethod
    def _fits(ids: Array, fits: Array, shown: Array, row: Array, variant: Array) -> Array:
        rows = ids.take(shown, mode="clip") * np.intp(fits.shape[1])
        found: Array = fits.ravel().take(rows.take(row) + (variant >> 3)) >> (variant & 7).astype(np.uint8) & np.uint8(1) > 0
        return found


class _Held:
    """Which lines hold what variants need besides."""

    def __init__(self, sieve: Sieve, lines: Array, texts: Array, count: int) -> None:
        self._sieve, self._lines, self._texts, self._count = sieve, lines, texts, count

    def of(self, lines: Array, variants: Array) -> Array:
        """Whether each of the lines holds what its variant needs besides."""
        has = self._sieve._has_also.take(variants)
        if not has.any():
            return ~has
        asked_lines = np.zeros(self._count, dtype=np.bool_)
        asked_lines[lines[has]] = True
        some = asked_lines.take(self._lines).nonzero()[0]
        also, of = self._sieve._also_of.members(self._texts.take(some))
        step = len(self._sieve._has_also)
        held = np.sort(self._lines.take(some).take(of) * step + self._sieve._also.take(also))
        asked = lines * step + variants
        found: Array = ~has
        if len(held):
            found |= held.take(held.searchsorted(asked), mode="clip") == asked
        return found


class _Groups:
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


class _Shown:
    """The ends of some lines: the first two and the last character that are no blanks, the places between which a match can begin
    and end (latest, earliest: behind and before blanks, bullets and brackets; far off where there are many), the fewest and most
    characters that it can have."""

    def __init__(self, codes: Array, starts: Array, ends: Array, lines: Array) -> None:
        """lines: their numbers, some of them again."""
        chosen = np.zeros(len(starts), dtype=np.bool_)
        chosen[lines] = True
        lines = chosen.nonzero()[0]
        self.row = np.zeros(len(starts), dtype=np.int64)
        self.row[lines] = np.arange(len(lines))
        starts, ends = starts.take(lines), ends.take(lines)
        self.sizes = ends - starts
        self.first_at, self.last_at = skip(codes, starts, 1, BLANK), skip(codes, ends - 1, -1, BLANK)
        self.latest, self.earliest = skip(codes, self.first_at, 1, LOOSE), skip(codes, self.last_at, -1, LOOSE)
        self.latest[self.latest - self.first_at >= LOOSE_MAX_CHARS] += ENDLESS
        self.earliest[self.last_at - self.earliest >= LOOSE_MAX_CHARS] -= ENDLESS
        self.most, self.least = self.last_at - self.first_at + 1, self.earliest - self.latest + 1
        self.first, self.last = codes.take(self.first_at, mode="clip"), codes.take(self.last_at, mode="clip")
        opens = kinds_of_codes().take(self.first, mode="clip") & LOOSE > 0
        self.second = np.where(opens, self.first, codes.take(self.first_at + 1, mode="clip"))  # what begins is not known
