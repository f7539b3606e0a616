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
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.linegate import EDGELESS, LINE_LIMIT_CHARS, PAIRS, PARAGRAPH_LIMIT_CHARS, LineGate, bits_of, trim
from corpuskit.rulebook.prefilter import Prefilter
from corpuskit.rulebook.rules import Rule, load_rules

__all__ = ["LINE_LIMIT_CHARS", "LineHit", "Looked", "Matcher", "fold_whole", "matcher_for", "trim"]

# How much of a long line a span rule sees on each side of its literal.
WINDOW_CHARS = 200
WHOLE_MIN_CHARS = 100  # below this the table of str.translate is faster than the detour over numpy
# What stands around the text stands on many pages of a site: the hits of short lines are remembered.
KNOWN_CHARS = 60
KNOWN_MAX = 5_000
MASKS_MAX = 20_000  # remembered as lists of rules
EDGE = "\x00"  # stands at a cut end of a window; no pattern matches it

_SEPARATE = re.compile(r"[\s|/,;、·•丨>~-]*")
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

    __slots__ = ("_chosen", "_cutting", "_joined", "_known", "_spanning", "gate", "prefilter", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.gate = LineGate(self.rules)
        self.prefilter = Prefilter(self.rules, self.gate)
        self._joined: dict[int, re.Pattern[str]] = {}
        self._known: dict[str, list[LineHit]] = {}
        self._chosen: dict[int, tuple[int, ...]] = {}
        self._spanning = frozenset(bits_of(self.gate.spans))
        self._cutting = frozenset(n for n, rule in enumerate(self.rules) if rule.cuts_part)

    def _joined_of(self, n: int) -> re.Pattern[str]:
        """The pattern of a rule as one of several fields laid end to end; made when first asked for: most runs ask for few."""
        if n not in self._joined:
            regex = self.rules[n].regex
            self._joined[n] = re.compile(f"(?:{regex.pattern}){_BOUNDARY}", regex.flags & re.IGNORECASE)
        return self._joined[n]

    def view(self, raw: str) -> str:
        """The folded view that patterns see."""
        return fold(raw, _fold_chars()) if len(raw) < WHOLE_MIN_CHARS else fold_whole(raw)

    def tries_without_literal(self, view: str) -> bool:
        """True for a trimmed folded line that rules without literals may hit: it begins with a digit or a bracket."""
        first = view[:1]
        return (first in PAIRS or first.isdigit()) and len(view) <= LINE_LIMIT_CHARS and self.gate.needless > 0

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
        them already. joins: whether fields may lie end to end (gate.may_hit says so).
        """
        if view is None:
            view = self.view(raw)
        if len(raw) > PARAGRAPH_LIMIT_CHARS:
            return self._spans(raw, view, self._of_mask(self.prefilter.mask_of(view)))
        start, end = trim(view) if trimmed is None else trimmed
        if start >= end:
            return []
        if mask is None:
            mask = self.prefilter.mask_of(view)
        if len(raw) <= LINE_LIMIT_CHARS and (view[start] in PAIRS or view[start].isdigit()):
            mask |= self.gate.needless
        if not mask:
            return []
        found = self._lines(raw, view, (start, end), mask, joins)
        spans = mask & self.gate.spans
        return found + self._spans(raw, view, self._of_mask(spans)) if spans else found

    def hits_near_literal(self, raw: str, near: int, looked: Looked | None = None, at: int = 0) -> list[LineHit]:
        """The hits of rules one of whose literals stands on a line, and of those without needs where one does.

        near: what prefilter.lines() said of the line. looked: whose view holds the line folded, under `at`.
        """
        found = self._known.get(raw)
        if found is not None:
            return found
        mask, (tried, joins) = near, self.gate.may_hit(raw, near)
        view = ""
        if tried:
            view = self.view(raw) if looked is None else looked.view[at : at + len(raw)]
            mask = self.prefilter.exact(raw, view)
        if mask != near:
            tried, joins = self.gate.may_hit(raw, mask) if mask else (0, False)
        found = self.hits(raw, view, tried, joins=joins) if tried else []
        if len(raw) <= KNOWN_CHARS:
            if len(self._known) >= KNOWN_MAX:
                self._known.clear()
            self._known[raw] = found
        return found

    def may_hit_each(self, texts: Sequence[str]) -> list[bool]:
        """For each text whether a line with a literal has a hit."""
        found = [False] * len(texts)
        ends = [*accumulate(len(text) + 1 for text in texts)]
        together = "\n".join(texts)
        which = 0
        for start, end, near in self.prefilter.lines(together):
            which = bisect_right(ends, start, which)
            if not found[which]:
                raw = together[start:end]
                found[which] = bool(self.hits_near_literal(raw, near))
        return found

    def _of_mask(self, mask: int) -> tuple[int, ...]:
        """The numbers of the rules of a mask, ascending."""
        found = self._chosen.get(mask)
        if found is None:
            if len(self._chosen) > MASKS_MAX:
                self._chosen.clear()
            found = self._chosen[mask] = tuple(bits_of(mask))
        return found

    def _lines(self, raw: str, view: str, trimmed: tuple[int, int], mask: int, joins: bool) -> list[LineHit]:
        start, end = trimmed
        found: list[LineHit] = []
        gate = self.gate
        tried = gate.within_limit(mask & ~gate.spans, len(raw))
        inner = None
        if view[start] in PAIRS:
            inner = _inside(view, start, end)
        else:
            tried = gate.ends(gate.begins(tried, view[start]), view[end - 1])
            if tried and end - start > 1:
                tried = gate.starts(tried, view[start : start + 2])
        for n in self._of_mask(tried) if tried else ():
            rule = self.rules[n]
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
            joined = self._join(view, start, end, mask) or (self._join(view, *inner, mask) if inner else ())
            if joined:
                found.append(LineHit(joined[0][0], 0, len(raw), joined, True))
        return found

    def _join(self, view: str, start: int, end: int, mask: int) -> tuple[tuple[Rule, re.Match[str]], ...]:
        """Rules with a field laid end to end over view[start:end]; empty when they do not cover it, or only one does."""
        gate = self.gate
        usable = mask & gate.joined | gate.needless_joined
        if view[start] not in PAIRS and not gate.begins(usable, view[start]):
            return ()
        if view[end - 1] not in EDGELESS and not gate.ends(usable, view[end - 1]):
            return ()
        pieces: list[tuple[Rule, re.Match[str]]] = []
        at = start
        while at < end:
            best: re.Match[str] | None = None
            which = -1
            bracketed = view[at] in PAIRS
            for n in self._of_mask(usable if bracketed else gate.begins(usable, view[at])):
                match = self._joined_of(n).match(view, at, end)
                if match is None and bracketed:
                    close = view.find(PAIRS[view[at]], at, end)
                    match = self.rules[n].regex.fullmatch(view, at + 1, close) if close > 0 else None
                if match is not None and match.end() > at and (best is None or match.end() > best.end()):
                    best, which = match, n
            if best is None:
                return ()
            pieces.append((self.rules[which], best))
            at = best.end() + (1 if best.start() > at else 0)  # a bracketed piece ends after its bracket
            at = min(end, _separate(view, at, end))
        return tuple(pieces) if len(pieces) > 1 else ()

    def _spans(self, raw: str, view: str, chosen: Sequence[int]) -> list[LineHit]:
        found: list[LineHit] = []
        for n in chosen:
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


class Looked:
    """What the rules say of the lines of one text, each by itself: `hits` of the lines with a literal that have some, by the
    line's start. `view` is the text folded."""

    __slots__ = ("_view", "hits", "text")

    def __init__(self, text: str, matcher: Matcher | None) -> None:
        """matcher: None where the text is known to have no hit of that kind."""
        self.text = text
        self._view: str | None = None
        self.hits: dict[int, list[LineHit]] = {}
        if matcher is None:
            return
        for start, end, near in matcher.prefilter.lines(text):
            raw = text[start:end]
            if hits := matcher.hits_near_literal(raw, near, self, start):
                self.hits[start] = hits

    @property
    def view(self) -> str:
        if self._view is None:
            self._view = fold_whole(self.text)
        return self._view


@cache
def _fold_chars() -> dict[int, str]:
    return dict(fold_table())  # str.translate reads a dict in half the time


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


def _inside(view: str, start: int, end: int) -> tuple[int, int] | None:
    """The inside of one pair of brackets around view[start:end], without blanks; None when there is no such pair."""
    if end - start < 3 or PAIRS.get(view[start]) != view[end - 1]:
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
