"""Which rules can take a line at all, by its length, its first and its last character: the cheap test before the patterns.

What lives here: LineGate, trim(). What never does: matching (linematch.py), many lines at once (sieve.py).

How it works: of each rule the characters that its matches can begin and end with are known: the sieve has read them in advance,
those of rules without literals are read from the pattern (edges.py). For each character met it is noted which rules were asked
about it and which of them it fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpuskit.rulebook.edges import edge_of, start_of
from corpuskit.rulebook.lineends import BLANKS, BULLETS, EDGELESS, PAIRS
from corpuskit.rulebook.rules import Rule
from corpuskit.rulebook.sieve import Sieve

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
LAST_BLANK = "\u3000"  # of all blanks but \ufeff

_TRIM = re.compile(rf"[\s\ufeff\u200b-\u200d\u2060]*(?:[{re.escape(BULLETS)}]+\s*)?")


def bits_of(mask: int) -> list[int]:
    """The numbers of the rules of a mask, ascending."""
    found = []
    while mask:
        bit = mask & -mask
        found.append(bit.bit_length() - 1)
        mask ^= bit
    return found


def mask_of(flags: Iterable[object]) -> int:
    """Bits of the places that hold true."""
    return sum(1 << n for n, flag in enumerate(flags) if flag)


def _either(masks: Sequence[int], numbers: Iterable[int]) -> int:
    """The bits of some of the masks."""
    found = 0
    for n in numbers:
        found |= masks[n]
    return found


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


class LineGate:
    """Rules as bits of an integer, by what they can begin and end with and by the longest line they are tried on."""

    __slots__ = (
        "_begins", "_edges", "_ends", "_limits", "_sieves", "_start_of", "_starts", "_told", "joined", "needless",
        "needless_joined", "rules", "spans",
    )  # fmt: skip

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.joined = mask_of(joins_fields(rule) for rule in rules)
        self.needless = mask_of(not rule.needs for rule in rules)
        self.needless_joined = self.joined & self.needless
        self.spans = mask_of(rule.is_span for rule in rules)
        limits = [limit_chars(rule) for rule in rules]
        self._limits = [(limit, mask_of(most >= limit for most in limits)) for limit in sorted(set(limits))]
        self._edges: dict[tuple[int, bool], re.Pattern[str] | None] = {}
        # Of each folded character: the rules that were asked about it, and those of them that it fits.
        self._begins: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        # The same of the first two characters.
        self._starts: dict[str, list[int]] = {}
        self._start_of: dict[int, re.Pattern[str] | None] = {}
        self._told = 0
        self._sieves: Sequence[tuple[Sieve, Sequence[int]]] = ()

    def ask(self, sieves: Sequence[tuple[Sieve, Sequence[int]]]) -> None:
        """Let sieves answer for the rules with literals: of each the bits of its rules."""
        self._sieves = sieves
        self._told = mask_of(bool(rule.needs) for rule in self.rules)

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
            if self._told & ~row[0]:
                for sieve, masks in self._sieves:
                    row[1] |= _either(masks, sieve.beginning(pair)) & self._told
                row[0] |= self._told
            for n in bits_of(mask & ~row[0]):
                if n not in self._start_of:
                    self._start_of[n] = start_of(self.rules[n].expanded)
                start = self._start_of[n]
                if start is None or start.fullmatch(pair):
                    row[1] |= 1 << n
            row[0] |= mask
        return mask & row[1]

    def _ask(self, rows: dict[str, list[int]], mask: int, char: str, *, last: bool) -> list[int]:
        row = rows.setdefault(char, [0, 0])
        if self._told & ~row[0]:
            for sieve, masks in self._sieves:
                row[1] |= _either(masks, sieve.ending(char) if last else sieve.beginning(char)) & self._told
            row[0] |= self._told
        for n in bits_of(mask & ~row[0]):
            if (n, last) not in self._edges:
                self._edges[n, last] = edge_of(self.rules[n].expanded, last=last)
            edge = self._edges[n, last]
            if edge is None or edge.fullmatch(char):
                row[1] |= 1 << n
        row[0] |= mask
        return row

    def within_limit(self, mask: int, size: int) -> int:
        """The rules of `mask` that are tried on a line of `size` characters."""
        for limit, allowed in self._limits:
            if size <= limit:
                return mask & allowed
        return 0

    def may_take(self, view: str, trimmed: tuple[int, int], mask: int) -> int:
        """Of `mask` the rules that may take a folded line as one, by its ends, and those that take a part of any."""
        start, end = trimmed
        if start >= end:
            return 0
        if view[start] in PAIRS:
            return mask
        begins = self.begins(mask & ~self.spans, view[start])
        if begins and end - start > 1:
            begins = self.starts(begins, view[start : start + 2])
        return (self.ends(begins, view[end - 1]) if begins else 0) | mask & self.spans

    def may_hit(self, view: str, trimmed: tuple[int, int], mask: int) -> tuple[int, bool]:
        """Of `mask` (bits: the rules whose literals stand on a folded line) those to try, and whether fields may lie end to end.

        Length and ends decide. Where fields may lie end to end, all of `mask` are to be tried: what stands between the first and
        the last of them shows at neither end.
        """
        start, end = trimmed
        size = len(view)
        if start >= end:
            return 0, False
        if size > PARAGRAPH_LIMIT_CHARS:
            return mask, False
        first, last = view[start], view[end - 1]
        if first in PAIRS:
            return mask, True
        whole, joins = mask, size <= LINE_LIMIT_CHARS and mask & self.joined > 0
        if joins:
            mask |= self.needless_joined
        if first.isdigit():
            mask |= self.needless
        mask = self.within_limit(mask, size) | mask & self.spans
        tried = self.may_take(view, trimmed, mask)
        # Of fields laid end to end one begins the line and another ends it.
        begins = self.begins(mask & self.joined, first) if joins else 0
        if begins and end - start > 1:
            begins = self.starts(begins, view[start : start + 2])
        if begins and (last in EDGELESS or self.ends(mask & self.joined, last)):
            return whole, True
        return tried, False
