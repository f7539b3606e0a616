"""Which of many lines some rule may take, told by where pieces of its pattern stand and by what the line begins and ends with.

What lives here: Sieve. What never does: patterns (anchors.py reads them), matching (linematch.py).

How it works: pieces are looked for in the raw text (pieceindex.py). What stands there are pairs of a place and a variant of a
rule: the variant fits where it may begin, go on and end as the line does, the line is neither too short nor too long for it, and
the piece stands as far from both ends as it can in a match. A line with fields laid end to end needs one that fits its beginning
and one that fits its end. What a line must hold besides are common words: they are looked for last, on the lines that are left.
Variants that no piece tells are asked of all lines, by their ends and length alone.

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
from corpuskit.rulebook.lineends import BLANK, EDGELESS, LEADING, LOOSE, LOOSE_MAX_CHARS, PAIRS, kinds_of_codes, skip
from corpuskit.rulebook.pieceindex import Groups, PieceIndex

__all__ = ["JOINS", "TAKEN", "Sieve", "Tables", "tables_of"]

Array = np.ndarray[Any, np.dtype[Any]]
_Named = tuple[list[int], list[int]]
SIZES = 1024  # lengths of lines that are told apart
KEY_STEP = 0x1B2D  # odd, so that neighbouring numbers get keys far apart
GROUPS = 8  # of variants without pieces
# Of a line: a rule without pieces may take it; a rule may be the first, the last of several fields.
TAKEN, FIRST, LAST = np.uint8(1), np.uint8(2), np.uint8(4)
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
        self._size = texts[:, 2]
        told, also = (np.bincount(one, minlength=len(texts)) > 0 for one in (places[:, 0], tables.also[:, 0]))
        self._told_pieces = PieceIndex(tables.numbers, texts, told)
        self._also_pieces = PieceIndex(tables.numbers, texts, also)
        self._place_of, self._also_of = Groups(places[:, 0], len(texts)), Groups(tables.also[:, 0], len(texts))
        self._variant, self._also = places[:, 1].astype(np.int64), tables.also[:, 1].astype(np.int64)
        self._bounds = tuple(np.ascontiguousarray(places[:, n]).astype(np.int64) for n in (2, 3, 4, 5))
        self._has_also = np.zeros(len(tables.least), dtype=np.bool_)
        self._has_also[self._also] = True
        # Of each text how far from the beginning and from the end of a line it may stand at most, blanks and brackets apart, and
        # the longest line that a variant with it is tried on.
        self._far, self._deep, self._limit = (np.full(len(texts), -ENDLESS) for _ in range(3))
        joined = tables.joined.take(self._variant)
        np.maximum.at(self._far, places[:, 0], self._bounds[1])
        np.maximum.at(self._deep, places[:, 0], np.where(joined, ENDLESS, self._bounds[3]))
        np.maximum.at(self._limit, places[:, 0], np.where(joined, 2 * ENDLESS, tables.limit.take(self._variant)))
        self._loose = kinds_of_codes() & LOOSE > 0
        self._loose[CODES - 1] = True
        self._opens = np.where(self._loose | (kinds_of_codes() & BLANK > 0), np.uint8(0xFF), np.uint8(0))
        edgeless = np.isin(fold_small(), [ord(char) for char in EDGELESS])
        self._closes = self._loose | edgeless
        # Rules without pieces are tried on lines that begin so.
        digits = [char.isdigit() or char in PAIRS for char in map(chr, range(CODES))]
        self._tries_alone = np.array(digits).take(fold_small()) | (kinds_of_codes() & LEADING > 0)
        self._tries_alone[CODES - 1] = True

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

    def mark(self, codes: Array, starts: Array, ends: Array, marks: Array) -> tuple[_Named, _Named]:
        """Add to the marks of lines TAKEN where a rule without pieces may take it, FIRST, LAST where one may be so of several
        fields on it; and (lines, rules) of rules with pieces: those that may take a line, and those that may be the first of
        several fields on one with a last."""
        shown = _Shown(codes, starts, ends)
        self._alone(shown, marks)
        return self._told(shown, marks)

    def _alone(self, shown: _Shown, marks: Array) -> None:
        """Mark lines by the variants without pieces."""
        tables = self._tables
        fit = tables.alone_seconds.take(shown.second)
        fit |= self._opens.take(shown.first)
        fit &= tables.alone_begins.take(shown.first)
        closing = tables.alone_ends.take(shown.last)
        joined = tables.alone_joined[0]
        taken = fit & closing & tables.alone_sizes.take(shown.sizes, mode="clip") > 0
        marks |= (taken & self._tries_alone.take(shown.leading())) * TAKEN
        marks |= (fit & joined > 0) * FIRST
        marks |= ((closing & joined > 0) | self._closes.take(shown.last)) * LAST

    def _found(self, codes: Array) -> tuple[Array, Array]:
        """(places, numbers of the texts) where a piece stands that tells a variant."""
        return self._told_pieces.found(codes)

    def _told(self, shown: _Shown, marks: Array) -> tuple[_Named, _Named]:
        """Mark lines by the variants with pieces."""
        at, texts = self._found(shown.codes)
        line = shown.ends.searchsorted(at)
        start, end = shown.starts.take(line), shown.ends.take(line)
        # A beginning of eight or more loose marks may be longer still.
        open_ones, open_others = (self._loose.take(codes).take(line) for codes in shown.beyond())
        near = (at - start <= self._far.take(texts) + EDGE_CHARS) | open_ones
        near &= (end - at <= self._deep.take(texts) + self._size.take(texts) + EDGE_CHARS) | open_others
        near &= end - start <= self._limit.take(texts)
        some = near.nonzero()[0]
        of_line, variant, takes, begins, _ = self._fitting(shown, *(one.take(some) for one in (line, at, texts)))
        may_begin, may_close = marks & FIRST > 0, marks & LAST > 0
        may_begin[of_line[begins]] = True
        some = (may_begin & ~may_close).take(line).nonzero()[0]
        last, closing, _, _, closes = self._fitting(shown, *(one.take(some) for one in (line, at, texts)))
        last, closing = last[closes], closing[closes]
        may_close[last] = True
        # What a line must hold besides is looked for only where that decides something: a first field before no last one is none.
        idle = begins & ~may_close.take(of_line)
        marks[of_line[idle]] |= FIRST
        some = (takes | begins & ~idle).nonzero()[0]
        of_line, variant, takes, begins = (one.take(some) for one in (of_line, variant, takes, begins & ~idle))
        holds = self._holds(shown, np.concatenate((of_line, last)), np.concatenate((variant, closing)))
        begins &= holds[: len(some)]
        takes &= holds[: len(some)]
        marks[of_line[begins]] |= FIRST
        marks[last[holds[len(some) :]]] |= LAST
        rules = self._tables.rule.take(variant)
        return (of_line[takes].tolist(), rules[takes].tolist()), (of_line[begins].tolist(), rules[begins].tolist())

    def _fitting(self, shown: _Shown, line: Array, at: Array, texts: Array) -> tuple[Array, Array, Array, Array, Array]:
        """(lines, variants, flags: one may take the line, be the first of fields there, the last), but for what the line must
        hold besides."""
        tables = self._tables
        which, of = self._place_of.members(texts)
        begin = at.take(of)
        end = begin + self._size.take(texts).take(of)
        line, variant = line.take(of), self._variant.take(which)
        before_least, before_most, behind_least, behind_most = (bound.take(which) for bound in self._bounds)
        fits = (begin - shown.first_at.take(line) >= before_least) & (begin - shown.latest.take(line) <= before_most)
        closes = (shown.last_at.take(line) - end >= behind_least - 1) & (shown.earliest.take(line) - end < behind_most)
        joined = tables.joined.take(variant)
        some = (fits & closes | joined & (fits | closes)).nonzero()[0]
        fits, closes, joined = fits.take(some), closes.take(some), joined.take(some)
        line, variant = line.take(some), variant.take(some)
        fits &= self._fits(tables.begin_ids, tables.begin_fits, shown.first, line, variant)
        fits &= self._fits(tables.second_ids, tables.second_fits, shown.second_known, line, variant)
        closes &= self._fits(tables.end_ids, tables.end_fits, shown.last, line, variant)
        takes = fits & closes & (shown.most.take(line) >= tables.least.take(variant))
        takes &= (shown.least.take(line) <= tables.most.take(variant)) & (shown.sizes.take(line) <= tables.limit.take(variant))
        fits &= joined
        closes &= joined
        some = (takes | fits | closes).nonzero()[0]
        return line.take(some), variant.take(some), takes.take(some), fits.take(some), closes.take(some)

    def _holds(self, shown: _Shown, lines: Array, variants: Array) -> Array:
        """Whether each of the lines holds what its variant needs besides."""
        has = self._has_also.take(variants)
        found: Array = ~has
        if not has.any():
            return found
        asked = np.zeros(len(shown.starts), dtype=np.bool_)
        asked[lines[has]] = True
        some = asked.nonzero()[0]
        codes, begins = shown.of_lines(some)
        at, texts = self._also_pieces.found(codes)
        also, of = self._also_of.members(texts)
        step = len(self._has_also)
        held = np.sort(some.take(begins.searchsorted(at, "right") - 1).take(of) * step + self._also.take(also))
        if len(held):
            wanted = lines * step + variants
            found |= held.take(held.searchsorted(wanted), mode="clip") == wanted
        return found

    @staticmethod
    def _fits(ids: Array, fits: Array, shown: Array, row: Array, variant: Array) -> Array:
        rows = ids.take(shown) * np.intp(fits.shape[1])
        found: Array = fits.ravel().take(rows.take(row) + (variant >> 3)) >> (variant & 7).astype(np.uint8) & np.uint8(1) > 0
        return found


class _Shown:
    """The ends of lines: the first two and the last character that are no blanks, the places between which a match can begin and
    end (latest, earliest: behind and before blanks, bullets and brackets; far off where there are many), the fewest and most
    characters that it can have."""

    def __init__(self, codes: Array, starts: Array, ends: Array) -> None:
        self.codes, self.starts, self.ends = codes, starts, ends
        self.sizes = ends - starts
        self.first_at, self.last_at = skip(codes, starts, 1, BLANK), skip(codes, ends - 1, -1, BLANK)
        self.latest, self.earliest = skip(codes, self.first_at, 1, LOOSE), skip(codes, self.last_at, -1, LOOSE)
        self.latest[self.latest - self.first_at >= LOOSE_MAX_CHARS] += ENDLESS
        self.earliest[self.last_at - self.earliest >= LOOSE_MAX_CHARS] -= ENDLESS
        self.most, self.least = self.last_at - self.first_at + 1, self.earliest - self.latest + 1
        self.first, self.last = codes.take(self.first_at, mode="clip"), codes.take(self.last_at, mode="clip")
        self.second = codes.take(self.first_at + 1, mode="clip")
        opens = kinds_of_codes().take(self.first) & LOOSE > 0
        self.second_known = np.where(opens, self.first, self.second)  # behind a loose mark it is not known what begins

    def leading(self) -> Array:
        """The first characters behind blanks and bullets; one of these where there are many."""
        return self.codes.take(skip(self.codes, self.first_at, 1, LEADING), mode="clip")

    def beyond(self) -> tuple[Array, Array]:
        """The characters so far from both ends as loose marks are looked at."""
        return self.codes.take(self.starts + EDGE_CHARS, mode="clip"), self.codes.take(self.ends - 1 - EDGE_CHARS, mode="clip")

    def of_lines(self, lines: Array) -> tuple[Array, Array]:
        """(code points of some lines with the break behind each, where each begins in them)."""
        sizes = self.sizes.take(lines) + 1
        ends = np.cumsum(sizes)
        begins = ends - sizes
        return self.codes.take((self.starts.take(lines) - begins).repeat(sizes) + np.arange(ends[-1])), begins
