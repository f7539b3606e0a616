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
from typing import NamedTuple

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import WHOLE_MIN_CHARS, fold_table, fold_whole, small_letters
from corpuskit.rulebook.joined import Joined
from corpuskit.rulebook.linegate import EDGELESS, LINE_LIMIT_CHARS, PAIRS, PARAGRAPH_LIMIT_CHARS, LineGate, bits_of, trim
from corpuskit.rulebook.prefilter import Near, Prefilter
from corpuskit.rulebook.rules import Rule, is_off, load_rules

__all__ = ["LINE_LIMIT_CHARS", "LineHit", "Looked", "Matcher", "matcher_for", "trim"]

# How much of a long line a span rule sees on each side of its literal.
WINDOW_CHARS = 200
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

    __slots__ = ("_chosen", "_cutting", "_joined", "_known", "_met", "_spanning", "gate", "prefilter", "rules", "shown")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.gate = LineGate(self.rules)
        self.prefilter = Prefilter(self.rules, self.gate)
        self._joined: dict[int, re.Pattern[str]] = {}
        self._known: dict[str, list[LineHit]] = {}
        self.shown: dict[str, tuple[str, list[LineHit], bool]] = {}  # raw line to what a page knows of it; see show()
        self._met: dict[int, _Met] = {}  # by the identity of a text
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

    def hits_near_literal(self, raw: str, near: Near) -> list[LineHit]:
        """The hits of rules one of whose literals stands on a line, and of those without needs where one does.

        near: what prefilter.lines() said of the line.
        """
        short = len(raw) <= KNOWN_CHARS
        found = self._known.get(raw) if short else None
        if found is not None:
            return found
        view = near.view
        if near.free or (near.joins and self._may_join(raw, view, near.firsts)):
            found = self._hits_of_line(raw, view)
        elif near.rules and self._may_match(view, near.rules):  # most end here, so it is asked before which literals stand there
            tried = self.prefilter.exact(raw, view, near.rules)
            found = self.hits(raw, view, tried, joins=False) if tried else []
        else:
            found = []
        if short:
            if len(self._known) >= KNOWN_MAX:
                self._known.clear()
            self._known[raw] = found
        return found

    def hits_alone(self, raw: str) -> tuple[str, list[LineHit]]:
        """(the line folded, what hits_near_literal() says of it), for one line by itself: without columns that is quicker."""
        view = self.view(raw)
        return view, self._hits_of_line(raw, view)

    def _hits_of_line(self, raw: str, view: str) -> list[LineHit]:
        trimmed = trim(view)
        mask = self.prefilter.exact(raw, view)
        tried, joins = self.gate.may_hit(view, trimmed, mask) if mask else (0, False)
        return self.hits(raw, view, tried, trimmed, joins=joins) if tried else []

    def show(self, raw: str, shown: tuple[str, list[LineHit], bool]) -> None:
        """Remember what a page knows of a line by itself: its trimmed view, all its hits, whether it is prose."""
        if len(self.shown) >= KNOWN_MAX:
            self.shown.clear()
        self.shown[raw] = shown

    def hits_of(self, text: str) -> dict[int, list[LineHit]]:
        """The hits of the lines of a text that have some beside a literal, by the line's start."""
        met = self._met.get(id(text))
        if met is None or met.text is not text:
            met = _Met(text, 0, [*self.prefilter.lines(text)], {})
        found = {}
        for near in met.lines:
            start = near.start - met.begin
            hits = met.looked.get(near.start)
            if hits is None:
                hits = self.hits_near_literal(text[start : near.end - met.begin], near)
            if hits:
                found[start] = hits
        return found

    def may_hit_each(self, texts: Sequence[str] | Joined) -> list[bool]:
        """For each text whether a line with a literal has a hit. hits_of() knows the texts until the next call."""
        joined = texts if isinstance(texts, Joined) else Joined(texts)
        begins, each = joined.begins.tolist(), joined.texts
        met = [_Met(text, begin, [], {}) for text, begin in zip(each, begins, strict=True)]
        which = 0
        for near in self.prefilter.lines(joined):
            which = bisect_right(begins, near.start, which) - 1
            met[which].lines.append(near)
        self._met = {id(one.text): one for one in met}
        return [bool(one.lines) and self._has_hit(one) for one in met]

    def may_hit_free(self, text: str) -> bool:
        """False where no rule without literals can hit a line of a text that may_hit_each() was asked about."""
        met = self._met.get(id(text))
        if met is None or met.text is not text:
            return True
        return any(
            (near.free or near.joins) and self.tries_without_literal(near.view[trim(near.view)[0] :]) for near in met.lines
        )

    def hits_free(self, text: str) -> bool:
        """Whether a line that a rule without literals may take has a hit, of a text that may_hit_each() was asked about."""
        met = self._met.get(id(text))
        if met is None or met.text is not text:
            return True
        for near in met.lines:
            trimmed = trim(near.view)
            if (near.free or near.joins) and self.tries_without_literal(near.view[slice(*trimmed)]):
                raw = text[near.start - met.begin : near.end - met.begin]
                if self.hits(raw, near.view, self.prefilter.exact(raw, near.view), trimmed):
                    return True
        return False

    def _has_hit(self, met: _Met) -> bool:
        for near in met.lines:
            hits = met.looked[near.start] = self.hits_near_literal(met.text[near.start - met.begin : near.end - met.begin], near)
            if hits:
                return True
        return False

    def _may_join(self, raw: str, view: str, firsts: int) -> bool:
        """False where fields cannot lie end to end on a line: they do not cover it, or none has its literal there. firsts: the
        rules with literals that may be the first."""
        start, end = trim(view)
        if start >= end:
            return False
        if view[start] in PAIRS:
            mask = self.prefilter.exact(raw, view)
            inner = _inside(view, start, end)
            return bool(mask) and bool(self._join(view, start, end, mask) or (inner and self._join(view, *inner, mask)))
        # The patterns first: hardly a line is covered by fields, and what literals stand there takes longer to say.
        return self._covers(view, start, end, firsts) and self.prefilter.exact(raw, view) & self.gate.joined > 0

    def _covers(self, view: str, start: int, end: int, firsts: int) -> bool:
        """False where no fields, laid end to end, cover view[start:end], whatever literals stand there: all that a field may take
        is followed, so what some of the rules cover is covered."""
        gate = self.gate
        usable = firsts & gate.joined | gate.needless_joined
        ways, seen = [start], {start}
        while ways:
            at = ways.pop()
            close = view.find(PAIRS[view[at]], at, end) if view[at] in PAIRS else -1
            rules = usable if close > 0 else gate.begins(usable, view[at])
            if close <= 0 and rules and end - at > 1:
                rules = gate.starts(rules, view[at : at + 2])
            for n in self._of_mask(rules) if rules else ():
                match = self._joined_of(n).match(view, at, end)
                stops = [match.end()] if match is not None else []
                if close > 0 and self.rules[n].regex.fullmatch(view, at + 1, close) is not None:
                    stops.append(close + 1)
                for stop in stops:
                    goes_on = min(end, _separate(view, stop, end))
                    if goes_on >= end:
                        return True
                    if goes_on not in seen and stop > at:
                        seen.add(goes_on)
                        ways.append(goes_on)
            usable = gate.joined | gate.needless_joined
        return False

    def _may_match(self, view: str, rules: int) -> bool:
        """False where the pattern of none of some rules matches a folded line, whatever literals stand there."""
        start, end = trim(view)
        if start >= end:
            return False
        inner = _inside(view, start, end) if view[start] in PAIRS else None
        for n in self._of_mask(rules):
            regex = self.rules[n].regex
            if n in self._spanning:
                if len(view) > LINE_LIMIT_CHARS or regex.search(view) is not None:
                    return True
            elif regex.fullmatch(view, start, end) or (inner is not None and regex.fullmatch(view, *inner)):
                return True
        return False

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
        # A line without the literal of any field is none, though fields that need none would cover it.
        joins = joins and bool(mask & gate.joined) and len(raw) <= LINE_LIMIT_CHARS
        if joins and not any(hit.whole and hit.rule.safety == "safe" for hit in found):
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


class _Met(NamedTuple):
    """Of a text of a batch: where it begins in the joined texts, its lines that could hold a hit, and the hits of those that were
    looked at, by their starts; the places of lines are those in the joined texts."""

    text: str
    begin: int
    lines: list[Near]
    looked: dict[int, list[LineHit]]


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
        self.hits = matcher.hits_of(text)

    @property
    def view(self) -> str:
        if self._view is None:
            self._view = fold_whole(self.text)
        return self._view


@cache
def _fold_chars() -> dict[int, str]:
    return dict(fold_table())  # str.translate reads a dict in half the time


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
    low = small_letters(view)
    spots: list[list[int]] = []
    for need in rule.needs:
        folded = small_letters(fold(need, fold_table()))
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
    return Matcher(rule for rule in load_rules(extra) if not is_off(rule.id, without))
