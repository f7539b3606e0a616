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
from functools import cache
from typing import Any

import numpy as np

from corpuskit.rulebook.edges import Facts, facts_of
from corpuskit.rulebook.folding import fold_small, fold_table
from corpuskit.rulebook.literalscan import KEY_STEP, WORD_BITS, Codes, Rows, rows_of, unfolded
from corpuskit.rulebook.rules import Rule

__all__ = ["BLANKS", "BULLETS", "EDGELESS", "PAIRS", "LineColumns", "bits_of", "mask_of"]

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Row = np.ndarray[Any, np.dtype[np.uint64]]  # of words

BLANKS = " \t\r\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
BULLETS = "-–—*·•●○■□◆◇▪▶►>»※★☆|~"
PAIRS = {"[": "]", "(": ")", "【": "】", "〔": "〕", "{": "}", "<": ">", "《": "》", "〖": "〗", "「": "」"}
EDGELESS = frozenset("|/,;、·•丨>~-)]】〕}>》〖〗」\ufeff\u200b\u200c\u200d\u2060")  # marks that may stand behind a match

CODES = 0x10000  # what lies above is taken for the last of them, which may be anything
ALNUM, BLANK, LOOSE, DIGIT = 1, 2, 4, 8
PAIRS_MAX = 16_000  # first two characters remembered, 80 bytes each
LOOSE_MAX_CHARS = 8  # blanks, bullets and brackets looked at at each end
# The kinds of characters that a line is asked for, digits besides. The first are no separators: between fields laid end to end
# none of them stands outside a field.
HELD = ("。", "的", "了", "是", "在", ",", "、")
COVERED = 5
HAS_DIGIT = 1 << len(HELD)


def bits_of(mask: int) -> list[int]:
    """The numbers of the rules of a mask, ascending."""
    found = []
    while mask:
        bit = mask & -mask
        found.append(bit.bit_length() - 1)
        mask ^= bit
    return found


@cache
def _kinds() -> Bytes:
    """Of each raw code point whether it is alphanumeric, and whether it is, folded, a blank, a loose mark, a digit."""
    table, loose = fold_table(), frozenset((*BULLETS, *PAIRS, *PAIRS.values()))
    kinds = np.zeros(CODES, dtype=np.uint8)
    for code in range(CODES - 1):
        char = chr(code)
        folded = table.get(code, char)
        kind = ALNUM if char.isalnum() else 0
        if folded.isspace() or folded in BLANKS:
            kind |= BLANK | LOOSE
        kind |= LOOSE if folded in loose else 0
        kinds[code] = kind | (DIGIT if char.isdigit() or folded.isdigit() else 0)
    kinds[-1] = LOOSE | DIGIT
    return kinds


@cache
def _contents() -> Bytes:
    """Of each raw code point the bit of its kind."""
    contents = np.where(_kinds() & DIGIT, np.uint8(HAS_DIGIT), np.uint8(0))
    for n, char in enumerate(HELD):
        for raw in unfolded().get(char, (char,)):
            contents[ord(raw)] |= np.uint8(1 << n)
    return contents


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
        holds = [mask_of(fact is None or fact.holds[kind] for fact in facts) for kind in range(len(HELD))]
        digits = mask_of(fact is not None and fact.has_digit for fact in facts)
        rows = []
        for byte in range(2 * HAS_DIGIT):
            may = self._all if byte & HAS_DIGIT else self._all & ~digits
            for kind, holders in enumerate(holds):
                may &= holders if byte >> kind & 1 else self._all
            rows.append(may)
        self._held = rows_of(rows, count)
        self._holders = rows_of(holds, count)
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
        contents = _contents()[codes] if codes.itemsize == 2 else _contents().take(codes, mode="clip")
        held = np.bitwise_or.reduceat(contents, np.column_stack((starts, ends)).ravel())[::2]
        first, last, tight, pairs = _ends(codes, starts, ends)
        kinds = _kinds().take(first)
        sizes = ends - starts
        limits, least, most = self._within
        begins, stops = self._may_begin.take(first, axis=0), self._may_end.take(last, axis=0)
        begins &= self._starts.of(np.where(kinds & ALNUM > 0, pairs, 0))
        allowed = limits.from_bound(sizes)
        joining = _meet(rows, self._joined)
        is_open = kinds & ALNUM == 0  # behind a bullet, or in brackets, fields may lie that need no literal
        # Rules without literals are tried where a digit or a bracket begins the line, those of fields beside other fields.
        whole = rows | self._besides.take(joining + 2 * (is_open | (kinds & DIGIT > 0)), axis=0)
        whole &= begins & stops & allowed & self._held.take(held, axis=0) & least.up_to(sizes) & most.from_bound(tight)
        whole |= rows & self._span_rules
        joins = (sizes <= self._joined_limit) & (joining | is_open)
        at = np.flatnonzero(joins)
        allowed = allowed.take(at, axis=0) | self._all_or_none.take(is_open.take(at), axis=0)
        begins, stops = begins.take(at, axis=0) & allowed, stops.take(at, axis=0) & allowed
        joins[at] = self._may_join(rows.take(at, axis=0), held.take(at), begins, stops)
        kept = np.flatnonzero(joins | _meet(whole, self._every) | (sizes > self._longest))
        return kept, whole.take(kept, axis=0), joins.take(kept)

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
        steps = sorted(set(bounds))
        self._bounds = np.array(steps, dtype=np.int64)
        self._above = rows_of([*(mask_of(bound >= step for bound in bounds) for step in steps), 0], rules)
        self._below = rows_of([0, *(mask_of(bound <= step for bound in bounds) for step in steps)], rules)

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


def _meet(rows: Rows, row: Row) -> Flags:
    """Whether each of the rows has a bit of one row: word by word, which is eight times as quick as along the short side."""
    found = np.zeros(len(rows), dtype=np.uint64)
    for n, word in enumerate(row):
        if word:
            found |= rows[:, n] & word
    return found > 0


def _ends(codes: Codes, starts: Ints, ends: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """(first and last character of each line that are not blank, the fewest characters that a match of the whole line has, the
    first two characters folded, 0 where there is one): a match may leave out blanks, bullets and brackets at the ends."""
    kinds = _kinds()

    def skip(at: Ints, step: int, kind: int) -> Ints:
        moved = np.ones(len(at), dtype=np.bool_)
        at = at.copy()
        for _ in range(LOOSE_MAX_CHARS):
            moved &= kinds.take(codes.take(at, mode="clip"), mode="clip") & kind > 0
            if not moved.any():
                break
            at += step * moved
        return at

    first, last = skip(starts, 1, BLANK), skip(ends - 1, -1, BLANK)
    low, high = skip(first, 1, LOOSE), skip(last, -1, LOOSE)
    ended = (low - first < LOOSE_MAX_CHARS) & (last - high < LOOSE_MAX_CHARS) & (low <= high)

    def shown(at: Ints) -> Ints:
        return np.minimum(codes.take(at, mode="clip").astype(np.int64), CODES - 1)

    folded = fold_small()
    pairs = folded.take(shown(first)).astype(np.int64) << 16 | folded.take(shown(first + 1))
    return shown(first), shown(last), np.where(ended, high - low + 1, 0), np.where(last > first, pairs, 0)
