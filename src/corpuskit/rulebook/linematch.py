"""Which rules hit a line, and which part of it: one line at a time, without regard to its place on the page.

What lives here: LineHit, Matcher, matcher_for. What never does: places (head, tail), neighbours, edits: the step `strip`
decides with those.

How it works: a line is folded, stripped of blanks and bullets, and each rule that the prefilter names must match the whole
rest, or what stands inside one pair of brackets around it. Where no single rule takes the whole line, rules with a field
are laid end to end with only separators between them (several fields on one line). Span rules search; on a long line they
see windows around their literals, with a mark at each cut end so that an anchor cannot match there.

Weak: laying end to end takes the longest piece first and does not go back.

Long, because the shortcuts of the matcher are only right together with what they cut short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from corpuskit.core.text import fold, line_bounds
from corpuskit.rulebook.edges import edge_of
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.prefilter import Prefilter
from corpuskit.rulebook.rules import Rule, load_rules

__all__ = ["LINE_LIMIT_CHARS", "LineHit", "Matcher", "matcher_for"]

# Boilerplate lines are short: the longest notice of the labelled pages has 190 characters. The limit bounds the time that a
# pattern can take on a hostile line.
LINE_LIMIT_CHARS = 600
# Fields, links and tools are shorter still (longest on the labelled pages: 96, a keyword line); notices and adverts are not.
SHORT_LIMIT_CHARS = 200
LONG_FAMILIES = frozenset(("notice", "advert", "summary", "script", "novel", "keywords"))
# Patterns that take a part of a line (a dateline, a credit at the end of a paragraph) must see whole paragraphs.
PARAGRAPH_LIMIT_CHARS = 20_000
# How much of a long line a span rule sees on each side of its literal.
WINDOW_CHARS = 200
WHOLE_MIN_CHARS = 100  # below this the table of str.translate is faster than the detour over numpy
PEEK_CHARS = 32  # of a line's beginning, folded to find its first character behind blanks and bullets
VERDICTS_MAX = 50_000
EDGE = "\x00"  # stands at a cut end of a window; no pattern matches it

BLANKS = " \t\r\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
_TRIM = re.compile(r"[\s\ufeff\u200b-\u200d\u2060]*(?:[-–—*·•●○■□◆◇▪▶►>»※★☆|~]+\s*)?")
_PAIRS = {"[": "]", "(": ")", "【": "】", "〔": "〕", "{": "}", "<": ">", "《": "》", "〖": "〗", "「": "」"}
_SEPARATORS = r"[\s|/,;、·•丨>~-]*"
_SEPARATE = re.compile(_SEPARATORS)
EDGELESS = frozenset("|/,;、·•丨>~-)]】〕}>》〖〗」\ufeff\u200b\u200c\u200d\u2060")  # marks that may stand behind a match
_BOUNDARY = r"(?=[\s|/,;、·•丨()\[\]【】〔〕~-]|\Z)"


@dataclass(frozen=True, slots=True)
class LineHit:
    """One hit: what [start, end) of the raw line it takes, and the matches behind it (several for joined fields)."""

    rule: Rule
    start: int
    end: int
    pieces: tuple[tuple[Rule, re.Match[str]], ...]
    whole: bool  # True when it takes the line, False when a part


class Matcher:
    """Rules ready to be tried on lines. What it answers never changes; what it compiles, it compiles when first asked for."""

    __slots__ = (
        "_chosen",
        "_cutting",
        "_edges",
        "_joined",
        "_joined_mask",
        "_limits",
        "_masks_by_limit",
        "_needless",
        "_needless_joined_mask",
        "_span_mask",
        "_spanning",
        "_verdicts",
        "needless_mask",
        "prefilter",
        "rules",
    )

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.prefilter = Prefilter(self.rules)
        self._limits = [limit_chars(rule) for rule in self.rules]
        self._needless = [n for n, rule in enumerate(self.rules) if not rule.needs]
        joining = [n for n, rule in enumerate(self.rules) if rule.field and not rule.is_span and not rule.cuts_part]
        self._joined: dict[int, re.Pattern[str]] = {}
        self._joined_mask = sum(1 << n for n in joining)
        self._needless_joined_mask = self._joined_mask & sum(1 << n for n in self._needless)
        self.needless_mask = sum(1 << n for n in self._needless)
        self._span_mask = sum(1 << n for n, rule in enumerate(self.rules) if rule.is_span)
        self._masks_by_limit = [
            (limit, sum(1 << n for n, most in enumerate(self._limits) if most >= limit)) for limit in sorted(set(self._limits))
        ]
        self._edges: dict[tuple[int, bool], re.Pattern[str] | None] = {}
        self._verdicts: dict[tuple[int, str, bool], int] = {}
        self._chosen: dict[int, tuple[int, ...]] = {}
        self._spanning = frozenset(n for n, rule in enumerate(self.rules) if rule.is_span)
        self._cutting = frozenset(n for n, rule in enumerate(self.rules) if rule.cuts_part)

    def _fitting(self, mask: int, char: str, *, last: bool) -> int:
        """The rules of `mask` whose matches may begin (or end) with a character."""
        key = (mask, char, last)
        found = self._verdicts.get(key)
        if found is None:
            found, rest = 0, mask
            while rest:
                bit = rest & -rest
                edge = self._edge(bit.bit_length() - 1, last)
                if edge is None or edge.fullmatch(char):
                    found |= bit
                rest ^= bit
            if len(self._verdicts) > VERDICTS_MAX:
                self._verdicts.clear()
            self._verdicts[key] = found
        return found

    # Both are made when first asked for: most runs ask for few rules.

    def _edge(self, n: int, last: bool) -> re.Pattern[str] | None:
        if (n, last) not in self._edges:
            self._edges[n, last] = edge_of(self.rules[n].regex, last=last)
        return self._edges[n, last]

    def _joined_of(self, n: int) -> re.Pattern[str]:
        """The pattern of a rule as one of several fields laid end to end."""
        if n not in self._joined:
            regex = self.rules[n].regex
            self._joined[n] = re.compile(f"(?:{regex.pattern}){_BOUNDARY}", regex.flags & re.IGNORECASE)
        return self._joined[n]

    def may_hit(self, raw: str, mask: int) -> tuple[int, bool]:
        """Of `mask` (bits: the rules whose literals stand on the line) those to try, and whether fields may lie end to end.

        Length, first and last character decide, without folding the line. Where fields may lie end to end, all of `mask` are to
        be tried: what stands between the first and the last of them shows at neither end.
        """
        size = len(raw)
        if size > PARAGRAPH_LIMIT_CHARS:
            return mask, False
        spans, whole = mask & self._span_mask, mask
        if size <= LINE_LIMIT_CHARS and mask & self._joined_mask:
            mask |= self._needless_joined_mask
        for limit, allowed in self._masks_by_limit:
            if size <= limit:
                mask &= allowed
                break
        table = fold_table()
        first, last = raw[0], raw.rstrip()[-1:]
        if not first.isalnum():
            begin = raw[:PEEK_CHARS].translate(table)
            match = _TRIM.match(begin)
            start = match.end() if match else 0
            if start >= len(begin) - 2:
                return whole, True
            first = begin[start]
        first, last = table.get(ord(first), first), table.get(ord(last), last) if last else "|"
        if first in _PAIRS:
            return whole, True
        begins = self._fitting(mask, first, last=False)
        joins = bool(begins & self._joined_mask) and size <= LINE_LIMIT_CHARS
        if not begins or last in EDGELESS:
            return (whole, True) if joins else (begins | spans, False)
        ends = self._fitting(mask, last, last=True)
        if joins and ends & self._joined_mask:  # of fields laid end to end one begins the line and another ends it
            return whole, True
        return (begins & ends) | spans, False

    def view(self, raw: str) -> str:
        """The folded view that patterns see."""
        return fold(raw, fold_table()) if len(raw) < WHOLE_MIN_CHARS else fold_whole(raw)

    def tries_without_literal(self, view: str) -> bool:
        """True for a trimmed folded line that rules without literals may hit: it begins with a digit or a bracket."""
        return len(view) <= LINE_LIMIT_CHARS and (view[:1].isdigit() or view[:1] in _PAIRS) and bool(self._needless)

    def hits(
        self,
        raw: str,
        view: str | None = None,
        mask: int | None = None,
        trimmed: tuple[int, int] | None = None,
        *,
        joins: bool = True,
    ) -> list[LineHit]:
        """All hits on one raw line (no terminator): whole-line hits in rule order, then parts by place.

        view, mask, trimmed: the line folded, the rules to try on it as bits, and trim() of the view, where the caller has
        them already. joins: whether fields may lie end to end (may_hit says so).
        """
        if view is None:
            view = self.view(raw)
        if len(raw) > PARAGRAPH_LIMIT_CHARS:
            return self._spans(raw, view, None)
        start, end = trim(view) if trimmed is None else trimmed
        if start >= end:
            return []
        chosen = self.prefilter.rules_for(view) if mask is None else self._of_mask(mask)
        if len(raw) <= LINE_LIMIT_CHARS and (view[start].isdigit() or view[start] in _PAIRS):
            chosen = tuple(sorted({*chosen, *self._needless}))
        if not chosen:
            return []
        found = self._lines(raw, view, (start, end), chosen, joins)
        return found + self._spans(raw, view, chosen)

    def _of_mask(self, mask: int) -> tuple[int, ...]:
        """The indexes of the rules of a mask, ascending."""
        found = self._chosen.get(mask)
        if found is None:
            found = tuple(n for n in range(len(self.rules)) if mask >> n & 1)
            if len(self._chosen) > VERDICTS_MAX:
                self._chosen.clear()
            self._chosen[mask] = found
        return found

    def _lines(self, raw: str, view: str, trimmed: tuple[int, int], chosen: Sequence[int], joins: bool) -> list[LineHit]:
        start, end = trimmed
        found: list[LineHit] = []
        inner = _inside(view, start, end)
        before = view[start] in _PAIRS
        for n in chosen:
            rule = self.rules[n]
            if n in self._spanning or len(raw) > self._limits[n]:
                continue
            if not before and self._fitting(1 << n, view[start], last=False) == 0:
                continue
            match = rule.regex.fullmatch(view, start, end)
            if match is None and inner is not None:
                match = rule.regex.fullmatch(view, *inner)
            if match is None:
                continue
            if n in self._cutting:
                if match.start("cut") >= 0:
                    found.append(LineHit(rule, match.start("cut"), match.end("cut"), ((rule, match),), False))
            else:
                found.append(LineHit(rule, 0, len(raw), ((rule, match),), True))
        if joins and len(raw) <= LINE_LIMIT_CHARS and not any(hit.whole and hit.rule.safety == "safe" for hit in found):
            joined = self._join(view, start, end, chosen) or (self._join(view, *inner, chosen) if inner else ())
            if joined:
                found.append(LineHit(joined[0][0], 0, len(raw), joined, True))
        return found

    def _join(self, view: str, start: int, end: int, chosen: Sequence[int]) -> tuple[tuple[Rule, re.Match[str]], ...]:
        """Rules with a field laid end to end over view[start:end]; empty when they do not cover it, or only one does."""
        usable = sorted(n for n in {*chosen, *self._needless} if self._joined_mask >> n & 1)
        first, last = view[start], view[end - 1]
        if first not in _PAIRS and not any(self._fitting(1 << n, first, last=False) for n in usable):
            return ()
        if last not in EDGELESS and not any(self._fitting(1 << n, last, last=True) for n in usable):
            return ()
        pieces: list[tuple[Rule, re.Match[str]]] = []
        at = start
        while at < end:
            best: re.Match[str] | None = None
            which = -1
            for n in usable:
                match = self._joined_of(n).match(view, at, end)
                if match is None and view[at] in _PAIRS:
                    close = view.find(_PAIRS[view[at]], at, end)
                    match = self.rules[n].regex.fullmatch(view, at + 1, close) if close > 0 else None
                if match is not None and match.end() > at and (best is None or match.end() > best.end()):
                    best, which = match, n
            if best is None:
                return ()
            pieces.append((self.rules[which], best))
            at = best.end() + (1 if best.start() > at else 0)  # a bracketed piece ends after its bracket
            at = min(end, _separate(view, at, end))
        return tuple(pieces) if len(pieces) > 1 else ()

    def _spans(self, raw: str, view: str, chosen: Sequence[int] | None) -> list[LineHit]:
        wanted = self.prefilter.rules_for(view) if chosen is None else chosen
        found: list[LineHit] = []
        for n in wanted:
            if n not in self._spanning:
                continue
            rule = self.rules[n]
            for offset, piece in _windows(view, rule):
                for match in rule.regex.finditer(piece):
                    group = "cut" if rule.cuts_part else 0
                    start, end = match.start(group) + offset, match.end(group) + offset
                    if start < end and EDGE not in piece[match.start(group) : match.end(group)]:
                        found.append(LineHit(rule, start, end, ((rule, match),), False))
        found.sort(key=lambda hit: (hit.start, -hit.end))
        kept: list[LineHit] = []
        for hit in found:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept


@cache
def _fold_codes() -> tuple[np.ndarray[Any, np.dtype[np.uint16]], np.ndarray[Any, np.dtype[np.uint32]]]:
    codes = np.arange(0x110000, dtype="<u4")
    for code, char in fold_table().items():
        codes[code] = ord(char)
    return codes[:0x10000].astype("<u2"), codes


def fold_whole(text: str) -> str:
    """fold() with the rulebook's table, for long texts: 200 MB/s against 20. The small table is kept by the processor's cache."""
    small, full = _fold_codes()
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(text):
        view: str = small[np.frombuffer(units, dtype="<u2")].tobytes().decode("utf-16-le", "surrogatepass")
        if len(view) == len(text):  # two lone surrogates side by side would become one character
            return view
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return str(full[codes].tobytes(), "utf-32-le", "surrogatepass")


def lines_with_literals(text: str, matcher: Matcher) -> list[tuple[int, int, int]]:
    """(start, end, rules as bits) of each line on which literals stand, in order."""
    found: list[tuple[int, int, int]] = []
    start = end = -1
    mask = 0
    for spot, bits in matcher.prefilter.spots(text):
        if spot >= end:
            if mask:
                found.append((start, end, mask))
            start, end, _ = line_bounds(text, spot)
            mask = 0
        mask |= bits
    if mask:
        found.append((start, end, mask))
    return found


def limit_chars(rule: Rule) -> int:
    """The longest line that a rule is tried on."""
    if rule.is_span or rule.cuts_part:
        return PARAGRAPH_LIMIT_CHARS
    return LINE_LIMIT_CHARS if rule.family in LONG_FAMILIES else SHORT_LIMIT_CHARS


def trim(view: str) -> tuple[int, int]:
    """(start, end) of a line without blanks at both ends and without a leading bullet."""
    match = _TRIM.match(view)
    start = match.end() if match else 0
    end = len(view)
    while end > start and (view[end - 1] in BLANKS or view[end - 1].isspace()):
        end -= 1
    return start, end


def _inside(view: str, start: int, end: int) -> tuple[int, int] | None:
    """The inside of one pair of brackets around view[start:end], without blanks; None when there is no such pair."""
    if end - start < 3 or _PAIRS.get(view[start]) != view[end - 1]:
        return None
    start, end = start + 1, end - 1
    while start < end and view[start].isspace():
        start += 1
    while end > start and view[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _separate(view: str, at: int, end: int) -> int:
    match = _SEPARATE.match(view, at, end)
    return match.end() if match else at


def _windows(view: str, rule: Rule) -> list[tuple[int, str]]:
    """(offset of the piece in the view, piece) that a span rule searches: the line, or windows around its literals."""
    if len(view) <= LINE_LIMIT_CHARS:
        return [(0, view)]
    low = view.lower() if len(view.lower()) == len(view) else view
    spots: list[list[int]] = []
    for need in rule.needs:
        folded = fold(need, fold_table()).lower()
        at = low.find(folded)
        while at >= 0:
            spots.append([max(0, at - WINDOW_CHARS), min(len(view), at + len(folded) + WINDOW_CHARS)])
            at = low.find(folded, at + 1)
    merged: list[list[int]] = []
    for left, right in sorted(spots):
        if merged and left <= merged[-1][1]:
            merged[-1][1] = max(right, merged[-1][1])
        else:
            merged.append([left, right])
    return [
        (left - bool(left), (EDGE if left else "") + view[left:right] + (EDGE if right < len(view) else ""))
        for left, right in merged
    ]


def matcher_for(extra: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Matcher:
    """The matcher of the built-in rules and `extra` rule files, without the rules named (or begun) by `without`."""
    return _matcher(extra, without)  # one cache key, however it is called


@cache
def _matcher(extra: tuple[str, ...], without: tuple[str, ...]) -> Matcher:
    return Matcher(rule for rule in load_rules(extra) if not any(_named(rule.id, off) for off in without))


def _named(rule_id: str, off: str) -> bool:
    return rule_id == off or rule_id.startswith(off.rstrip(".") + ".")
