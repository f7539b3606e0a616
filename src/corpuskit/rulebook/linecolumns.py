"""Which rules can take which of many lines, as columns: by their length, their ends and what they hold, without folding one.

What lives here: LineColumns. What never does: one line at a time (linegate.py), matching (linematch.py).

How it works: rules are bits in rows of words, a row for each line, and each test is a table of such rows: by the first, the
first two and the last character, by the number of characters, and by a byte that says which of eight kinds of characters the
line holds. A sentence holds a full stop or one of a few very common words, which few patterns can hold, and often no digit,
which some must hold. Fields laid end to end need a rule for the first of them, one for the last, and for each kind of character
one that can hold it.

Weak: what a pattern needs somewhere inside is known for digits only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from corpuskit.rulebook.edges import Facts, facts_of
from corpuskit.rulebook.lineends import BLANKS, BULLETS, CODES, DIGIT, EDGELESS, HAS_DIGIT, HELD, PAIRS, Shown, held_by
from corpuskit.rulebook.literalscan import KEY_STEP, WORD_BITS, Codes, Rows, rows_of, unfolded
from corpuskit.rulebook.rules import Rule

__all__ = ["BLANKS", "BULLETS", "EDGELESS", "PAIRS", "LineColumns", "bits_of", "mask_of"]

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Row = np.ndarray[Any, np.dtype[np.uint64]]  # of words

PAIRS_MAX = 16_000  # first two characters remembered, 80 bytes each
COVERED = 5  # of HELD, the first: no separators, so that between fields laid end to end none of them stands outside a field


def bits_of(mask: int) -> list[int]:
    """The numbers of the rules of a mask, ascending."""
    found = []
    while mask:
        bit = mask & -mask
        found.append(bit.bit_length() - 1)
        mask ^= bit
    return found


class LineColumns:
    """The tables of some rules. What is not known yet of a rule lets every line through."""

    __slots__ = (
        "_all", "_all_or_none", "_asked", "_besides", "_bits", "_every", "_facts", "_fields", "_held", "_holders", "_joined",
        "_joined_limit", "_limits", "_longest", "_may_begin", "_may_end", "_needless_fields", "_rules", "_span_rules", "_starts",
        "_within",
    )  # fmt: skip

    def __init__(
        self,
        rules: Sequence[Rule],
        joined: int,
        needless: int,
        spans: int,
        limits: Sequence[int],
        joined_limit: int,
        longest: int,
    ) -> None:
        """joined, needless, spans: rules as bits; limits: of each rule the most characters of a line it is tried on, joined_limit
        those of fields end to end; longest: lines with more are not judged."""
        self._rules = rules
        self._limits, self._joined_limit, self._longest = limits, joined_limit, longest
        count = len(rules)
        self._all = (1 << count) - 1
        self._joined, self._every = rows_of([joined, self._all], count)
        self._span_rules = rows_of([spans], count)
        self._all_or_none = rows_of([0, self._all], count)
        self._besides = rows_of([0, joined & needless, needless, needless], count)
        self._bits = joined, needless
        self._may_begin = np.repeat(rows_of([self._all], count), CODES, axis=0)
        self._may_end = self._may_begin.copy()
        self._starts = _Pairs(self._all, count)
        self._facts: dict[int, Facts] = {}
        self._asked = 0
        self._ask(needless)

    def note(self, char: str, may: int, *, last: bool) -> None:
        """Enter which rules a folded character fits as the first (last) one of a match: for lines that show it at their end."""
        if char in EDGELESS if last else char in PAIRS:
            return
        table = self._may_end if last else self._may_begin
        for raw in unfolded().get(char, (char,)):
            if ord(raw) < CODES - 1 and (not raw.isspace() if last else raw.isalnum()):
                table[ord(raw)] = rows_of([may & self._all], len(self._rules))

    def note_start(self, pair: str, may: int) -> None:
        """Enter which rules two folded characters fit as the first of a match: for lines that begin with a letter or digit."""
        self._starts.note(pair, may & self._all)

    def _ask(self, mask: int) -> None:
        """See to it that the facts of these rules are known."""
        if self._asked and not mask & ~self._asked:
            return
        for n in bits_of(mask & ~self._asked):
            self._facts[n] = facts_of(self._rules[n].expanded, "".join(HELD))
        self._asked |= mask
        count = len(self._rules)
        facts = [self._facts.get(n) for n in range(count)]
        holds = np.array([[fact is None or fact.holds[kind] for fact in facts] for kind in range(len(HELD))], dtype=np.bool_)
        digit = np.array([fact is not None and fact.has_digit for fact in facts], dtype=np.bool_)
        byte = np.arange(2 * HAS_DIGIT)
        may = (byte & HAS_DIGIT > 0)[:, None] | ~digit
        for kind, holders in enumerate(holds):
            may &= (byte >> kind & 1 == 0)[:, None] | holders
        self._held, self._holders = _packed(may), _packed(holds)
        digits = mask_of(digit)
        joined, needless = self._bits
        self._fields = rows_of([joined & ~digits, joined], count)
        self._needless_fields = rows_of([joined & needless & ~digits, joined & needless], count)
        least = [0 if fact is None else fact.least_chars for fact in facts]
        most = [self._longest if fact is None else min(self._longest, fact.most_chars) for fact in facts]
        self._within = (_Bounds(self._limits, count), _Bounds(least, count), _Bounds(most, count))

    def judge(self, codes: Codes, starts: Ints, ends: Ints, rows: Rows) -> tuple[Ints, Rows, Flags]:
        """(places of the lines that some rule may take, rules that may take each, whether fields may lie end to end there).

        rows: the rules with a literal on each line codes[start:end]; no line is empty.
        """
        self._ask(_one(np.bitwise_or.reduce(rows, axis=0)))
        shown = Shown(codes, starts, ends)
        left = self._by_ends(shown, rows)  # four of ten; what the other lines hold need not be read
        shown, rows = shown.take(left), rows.take(left, axis=0)
        kept, whole, joins = self._judge_rest(codes, shown, rows)
        return left.take(kept), whole.take(kept, axis=0), joins.take(kept)

    def _by_ends(self, shown: Shown, rows: Rows) -> Ints:
        """The lines that are left by their first two and their last characters alone."""
        begins, stops = self._fitting(shown)
        fields = rows & self._joined | self._needless_fields[1]
        joins = _meet(fields & begins, self._every) & _meet(fields & stops, self._every)
        joins &= (shown.sizes <= self._joined_limit) & (_meet(rows, self._joined) | shown.is_open)
        begins &= stops
        begins |= self._span_rules
        begins &= self._tried(shown, rows)
        return (joins | _meet(begins, self._every) | (shown.sizes > self._longest)).nonzero()[0]

    def _fitting(self, shown: Shown) -> tuple[Rows, Rows]:
        """(rules that the first characters of each line fit, those that the last one fits)."""
        begins, stops = self._may_begin.take(shown.first, axis=0), self._may_end.take(shown.last, axis=0)
        begins &= self._starts.of(np.where(shown.is_open, 0, shown.pairs))
        return begins, stops

    def _tried(self, shown: Shown, rows: Rows) -> Rows:
        """The rules tried on each line: rules without literals where a digit or a bracket begins it, those of fields beside
        other fields."""
        besides = _meet(rows, self._joined) + 2 * (shown.is_open | (shown.kinds & DIGIT > 0))
        found: Rows = rows | self._besides.take(besides, axis=0)
        return found

    def _judge_rest(self, codes: Codes, shown: Shown, rows: Rows) -> tuple[Ints, Rows, Flags]:
        """judge() of lines that are left by their ends; the rules and flags are those of all of them."""
        held, tight = held_by(codes, shown.starts, shown.ends), shown.tight(codes)
        sizes, is_open = shown.sizes, shown.is_open
        limits, least, most = self._within
        begins, stops = self._fitting(shown)
        allowed = limits.from_bound(sizes)
        whole = self._tried(shown, rows)
        whole &= begins & stops & allowed & self._held.take(held, axis=0) & least.up_to(sizes) & most.from_bound(tight)
        whole |= rows & self._span_rules
        joins = (sizes <= self._joined_limit) & (_meet(rows, self._joined) | is_open)
        at = np.flatnonzero(joins)
        # behind a bullet, or in brackets, fields may lie that need no literal
        allowed = allowed.take(at, axis=0) | self._all_or_none.take(is_open.take(at), axis=0)
        begins, stops = begins.take(at, axis=0) & allowed, stops.take(at, axis=0) & allowed
        joins[at] = self._may_join(rows.take(at, axis=0), held.take(at), begins, stops)
        kept = np.flatnonzero(joins | _meet(whole, self._every) | (sizes > self._longest))
        return kept, whole, joins

    def _may_join(self, rows: Rows, held: Bytes, begins: Rows, stops: Rows) -> Flags:
        """Where there is a rule for the first field, one for the last, and one for each kind of character."""
        digits = np.minimum(held & HAS_DIGIT, 1)
        usable = rows & self._fields.take(digits, axis=0) | self._needless_fields.take(digits, axis=0)
        may: Flags = _meet(usable & begins, self._every) & _meet(usable & stops, self._every)
        for kind in range(COVERED):
            may &= (held & (1 << kind) == 0) | _meet(usable, self._holders[kind])
        return may


class _Bounds:
    """Rules by a bound of characters that each has."""

    __slots__ = ("_above", "_below", "_bounds")

    def __init__(self, bounds: Sequence[int], rules: int) -> None:
        of, steps = np.array(bounds, dtype=np.int64), np.unique(np.array(bounds, dtype=np.int64))
        none = np.zeros((1, rules), dtype=np.bool_)
        self._bounds = steps
        self._above = _packed(np.concatenate((of >= steps[:, None], none)))
        self._below = _packed(np.concatenate((none, of <= steps[:, None])))

    def from_bound(self, sizes: Ints) -> Rows:
        """For each size the rules whose bound it does not exceed."""
        return self._above.take(self._bounds.searchsorted(sizes, "left"), axis=0)

    def up_to(self, sizes: Ints) -> Rows:
        """For each size the rules whose bound it reaches."""
        return self._below.take(self._bounds.searchsorted(sizes, "right"), axis=0)


class _Pairs:
    """Rules by the first two folded characters of a line; a pair that is not known yet lets all through."""

    __slots__ = ("_count", "_keys", "_rows", "_rules", "_slots")

    def __init__(self, every: int, rules: int) -> None:
        self._rules = rules
        self._slots = np.zeros(0x10000, dtype=np.uint16)  # of a hash of the pair the row; two pairs with one hash: the newer
        self._keys = np.zeros(PAIRS_MAX + 1, dtype=np.int64)
        self._rows = np.repeat(rows_of([every], rules), PAIRS_MAX + 1, axis=0)
        self._count = 0  # rows in use; row 0 stands for all that is not known

    def note(self, pair: str, may: int) -> None:
        one, two = map(ord, pair)
        if max(one, two) >= CODES - 1:
            return
        slot = (one * KEY_STEP + two) & 0xFFFF
        at = int(self._slots[slot])
        if not at:
            if self._count >= PAIRS_MAX:
                self._slots[:] = 0
                self._count = 0
            self._count += 1
            at = self._slots[slot] = self._count
        self._keys[at] = one << 16 | two
        self._rows[at] = rows_of([may], self._rules)

    def of(self, pairs: Ints) -> Rows:
        """The rules of each pair, which is two code points in one number."""
        at = self._slots.take(((pairs >> 16) * KEY_STEP + pairs) & 0xFFFF)
        found: Rows = self._rows.take(at * (self._keys.take(at) == pairs), axis=0)
        return found


def mask_of(flags: Iterable[object]) -> int:
    """Bits of the places that hold true."""
    return sum(1 << n for n, flag in enumerate(flags) if flag)


def _one(row: Rows) -> int:
    """A row as one integer."""
    return sum(word << WORD_BITS * n for n, word in enumerate(row.tolist()))


def _packed(flags: Flags) -> Rows:
    """Rows of flags as rows of words."""
    wide = np.zeros((len(flags), -(-flags.shape[1] // WORD_BITS) * WORD_BITS or WORD_BITS), dtype=np.bool_)
    wide[:, : flags.shape[1]] = flags
    return np.packbits(wide, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def _meet(rows: Rows, row: Row) -> Flags:
    """Whether each of the rows has a bit of one row: word by word, which is eight times as quick as along the short side."""
    found = np.zeros(len(rows), dtype=np.uint64)
    for n, word in enumerate(row):
        if word:
            found |= rows[:, n] & word
    return found > 0
