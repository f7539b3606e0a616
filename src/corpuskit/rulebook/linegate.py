"""Which rules can take a line at all, by its length, its first and its last character: the cheap test before the line is folded.

What lives here: LineGate, trim(), and the characters that may stand around a match. What never does: matching (linematch.py).

How it works: of each rule the characters that its matches can begin and end with are known (edges.py). For each character met
it is noted which rules were asked about it and which of them it fits; a rule's pattern is only parsed when first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from corpuskit.rulebook.edges import edge_of, start_of
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.literalscan import Codes, Rows, rows_of, unfolded
from corpuskit.rulebook.rules import Rule

__all__ = [
    "BLANKS",
    "EDGELESS",
    "LINE_LIMIT_CHARS",
    "PAIRS",
    "PARAGRAPH_LIMIT_CHARS",
    "LineGate",
    "bits_of",
    "joins_fields",
    "limit_chars",
    "trim",
]

# Boilerplate lines are short: the longest notice of the labelled pages has 190 characters. The limit bounds the time that a
# pattern can take on a hostile line.
LINE_LIMIT_CHARS = 600
# Fields, links and tools are shorter still (longest on the labelled pages: 96, a keyword line); notices and adverts are not.
SHORT_LIMIT_CHARS = 200
LONG_FAMILIES = frozenset(("notice", "advert", "summary", "script", "novel", "keywords"))
# Patterns that take a part of a line (a dateline, a credit at the end of a paragraph) must see whole paragraphs.
PARAGRAPH_LIMIT_CHARS = 20_000
STARTS_MAX = 20_000  # first two characters remembered
PEEK_CHARS = 32  # of a line's beginning, folded to find its first character behind blanks and bullets

BLANKS = " \t\r\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
LAST_BLANK = "\u3000"  # of all blanks but \ufeff
PAIRS = {"[": "]", "(": ")", "【": "】", "〔": "〕", "{": "}", "<": ">", "《": "》", "〖": "〗", "「": "」"}
EDGELESS = frozenset("|/,;、·•丨>~-)]】〕}>》〖〗」\ufeff\u200b\u200c\u200d\u2060")  # marks that may stand behind a match
_TRIM = re.compile(r"[\s\ufeff\u200b-\u200d\u2060]*(?:[-–—*·•●○■□◆◇▪▶►>»※★☆|~]+\s*)?")


def trim(view: str) -> tuple[int, int]:
    """(start, end) of a line without blanks at both ends and without a leading bullet."""
    start, end = 0, len(view)
    if not end:
        return 0, 0
    if not view[0].isalnum():  # all that the pattern takes is no letter and no digit
        match = _TRIM.match(view)
        start = match.end() if match else 0
    if view[-1] > LAST_BLANK and view[-1] != "\ufeff":
        return start, end
    while end > start and (view[end - 1] in BLANKS or view[end - 1].isspace()):
        end -= 1
    return start, end


def limit_chars(rule: Rule) -> int:
    """The longest line that a rule is tried on."""
    if rule.is_span or rule.cuts_part:
        return PARAGRAPH_LIMIT_CHARS
    return LINE_LIMIT_CHARS if rule.family in LONG_FAMILIES else SHORT_LIMIT_CHARS


def joins_fields(rule: Rule) -> bool:
    """True for a rule that may share its line with others."""
    return bool(rule.field) and not rule.is_span and not rule.cuts_part


def bits_of(mask: int) -> list[int]:
    """The numbers of the rules of a mask, ascending."""
    found = []
    while mask:
        bit = mask & -mask
        found.append(bit.bit_length() - 1)
        mask ^= bit
    return found


CODES = 0x10000  # what lies above is looked at one by one, under the last row


@cache
def _alnum() -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which code points are letters or digits; False of the last, which stands for all above."""
    return np.array([chr(code).isalnum() for code in range(CODES)])


@dataclass(frozen=True, slots=True)
class _Columns:
    """Masks of a gate as rows of words."""

    joined: Rows
    needless_joined: Rows
    spans: Rows
    nothing: Rows
    limits: np.ndarray[Any, np.dtype[np.int64]]
    allowed: Rows  # by the number of limits below the size of a line

    @classmethod
    def of(cls, gate: LineGate, rules: int) -> _Columns:
        allowed = [mask for _, mask in gate._limits]
        return cls(
            rows_of([gate.joined], rules), rows_of([gate.needless_joined], rules), rows_of([gate.spans], rules),
            rows_of([0], rules), np.array([limit for limit, _ in gate._limits]), rows_of([*allowed, 0], rules),
        )  # fmt: skip


class LineGate:
    """Rules as bits of an integer, by what they can begin and end with and by the longest line they are tried on."""

    __slots__ = (
        "_all", "_begins", "_edges", "_ends", "_limits", "_lines", "_may_begin", "_may_end", "_start_of", "_starts", "joined",
        "needless", "needless_joined", "rules", "spans",
    )  # fmt: skip

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.joined = _mask(joins_fields(rule) for rule in rules)
        self.needless = _mask(not rule.needs for rule in rules)
        self.needless_joined = self.joined & self.needless
        self.spans = _mask(rule.is_span for rule in rules)
        limits = [limit_chars(rule) for rule in rules]
        self._limits = [(limit, _mask(most >= limit for most in limits)) for limit in sorted(set(limits))]
        self._edges: dict[tuple[int, bool], re.Pattern[str] | None] = {}
        # Of each folded character: the rules that were asked about it, and those of them that it fits.
        self._begins: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        # The same of the first two characters.
        self._starts: dict[str, list[int]] = {}
        self._start_of: dict[int, re.Pattern[str] | None] = {}
        # The same by raw code point, for many lines at once; what was not asked yet may be.
        self._all = (1 << len(rules)) - 1
        self._may_begin = np.repeat(rows_of([self._all], len(rules)), CODES, axis=0)
        self._may_end = self._may_begin.copy()
        self._lines = _Columns.of(self, len(rules))

    def begins(self, mask: int, char: str) -> int:
        """The rules of `mask` whose matches may begin with a character of a view."""
        row = self._begins.get(char)
        if row is None or mask & ~row[0]:
            row = self._ask(self._begins, mask, char, last=False)
        return mask & row[1]

    def ends(self, mask: int, char: str) -> int:
        """The rules of `mask` whose matches may end with a character of a view."""
        row = self._ends.get(char)
        if row is None or mask & ~row[0]:
            row = self._ask(self._ends, mask, char, last=True)
        return mask & row[1]

    def starts(self, mask: int, pair: str) -> int:
        """The rules of `mask` whose matches may begin with the first of two characters of a view, and go on with the second."""
        row = self._starts.get(pair)
        if row is None or mask & ~row[0]:
            if row is None:
                if len(self._starts) >= STARTS_MAX:
                    self._starts.clear()
                row = self._starts[pair] = [0, 0]
            for n in bits_of(mask & ~row[0]):
                if n not in self._start_of:
                    self._start_of[n] = start_of(self.rules[n].regex)
                start = self._start_of[n]
                if start is None or start.fullmatch(pair):
                    row[1] |= 1 << n
            row[0] |= mask
        return mask & row[1]

    def _ask(self, rows: dict[str, list[int]], mask: int, char: str, *, last: bool) -> list[int]:
        row = rows.setdefault(char, [0, 0])
        for n in bits_of(mask & ~row[0]):
            if (n, last) not in self._edges:
                self._edges[n, last] = edge_of(self.rules[n].regex, last=last)
            edge = self._edges[n, last]
            if edge is None or edge.fullmatch(char):
                row[1] |= 1 << n
        row[0] |= mask
        self._note(char, (row[1] | ~row[0]) & self._all, last=last)
        return row

    def _note(self, char: str, may: int, *, last: bool) -> None:
        """Enter what a character fits for the lines that show it at their raw end: where may_hit() looks behind it, nothing."""
        if char in EDGELESS if last else char in PAIRS:
            return
        table = self._may_end if last else self._may_begin
        for raw in unfolded().get(char, (char,)):
            if ord(raw) < CODES - 1 and (not raw.isspace() if last else raw.isalnum()):
                table[ord(raw)] = rows_of([may], len(self.rules))

    def within_limit(self, mask: int, size: int) -> int:
        """The rules of `mask` that are tried on a line of `size` characters."""
        for limit, allowed in self._limits:
            if size <= limit:
                return mask & allowed
        return 0

    def may_hit_each(self, rows: Rows, sizes: Codes, firsts: Codes, lasts: Codes) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """False for lines on which may_hit() has nothing to try; it may be true for others too.

        rows: the rules with a literal on each line; firsts, lasts: the code points at its ends.
        """
        c = self._lines
        joining = (rows & c.joined).any(axis=1) & (sizes <= LINE_LIMIT_CHARS)
        allowed = (rows | np.where(joining[:, None], c.needless_joined, c.nothing)) & c.allowed.take(
            c.limits.searchsorted(sizes), axis=0
        )
        begins = allowed & self._may_begin.take(np.minimum(firsts, CODES - 1), axis=0)
        ends = allowed & self._may_end.take(np.minimum(lasts, CODES - 1), axis=0)
        joins = joining & (begins & c.joined).any(axis=1) & (ends & c.joined).any(axis=1)
        # Behind a bullet or in brackets fields may lie end to end whatever the line begins with.
        joins |= (sizes <= LINE_LIMIT_CHARS) & ~_alnum().take(np.minimum(firsts, CODES - 1))
        found: np.ndarray[Any, np.dtype[np.bool_]] = joins | (begins & ends | rows & c.spans).any(axis=1)
        return found | (sizes > PARAGRAPH_LIMIT_CHARS)

    def may_hit(self, raw: str, mask: int) -> tuple[int, bool]:
        """Of `mask` (bits: the rules whose literals stand on the line) those to try, and whether fields may lie end to end.

        Length, first and last character decide, without folding the line. Where fields may lie end to end, all of `mask` are to
        be tried: what stands between the first and the last of them shows at neither end.
        """
        size = len(raw)
        if size > PARAGRAPH_LIMIT_CHARS:
            return mask, False
        spans, whole = mask & self.spans, mask
        if size <= LINE_LIMIT_CHARS and mask & self.joined:
            mask |= self.needless_joined
        mask = self.within_limit(mask, size)
        table = fold_table()
        first, second = raw[0], raw[1:2]
        if not first.isalnum():
            begin = raw[:PEEK_CHARS].translate(table)
            start = trim(begin)[0]
            if start >= len(begin) - 2:
                return whole, True
            first, second = begin[start], begin[start + 1]
            if first in PAIRS:
                return whole, True
        else:
            first = table.get(ord(first), first)
            second = table.get(ord(second), second) if second else ""
        begins = self.begins(mask, first)
        if begins and second:
            begins = self.starts(begins, first + second)
        joins = size <= LINE_LIMIT_CHARS and begins & self.joined
        if not begins:
            return spans, False
        last = raw[-1]
        if last.isspace():
            last = raw.rstrip()[-1:] or "|"
        last = table.get(ord(last), last)
        if last in EDGELESS:
            return (whole, True) if joins else (begins | spans, False)
        ends = self.ends(mask, last)
        if joins and ends & self.joined:  # of fields laid end to end one begins the line and another ends it
            return whole, True
        return (begins & ends) | spans, False


def _mask(flags: Iterable[object]) -> int:
    return sum(1 << n for n, flag in enumerate(flags) if flag)
