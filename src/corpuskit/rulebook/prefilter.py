"""The search that proves "nothing to do here".

What lives here: Prefilter. What never does: patterns, decisions.

How it works: rules match a folded view, but folding a whole document costs more than searching it. So the raw text is asked for
lines that a rule may take, many texts together (sieve.py). Only these are folded, and an exact search for literals names the
rules to try.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from corpuskit.core.text import fold
from corpuskit.rulebook.codepoints import PADDING, Codes, Places
from corpuskit.rulebook.folding import fold_codes, fold_table, narrowed, small_letters
from corpuskit.rulebook.joined import Joined, Piece
from corpuskit.rulebook.linegate import LINE_LIMIT_CHARS, LineGate, bits_of
from corpuskit.rulebook.rules import Rule
from corpuskit.rulebook.sieve import JOINS, TAKEN
from corpuskit.rulebook.sievetable import sieves_of

__all__ = ["Near", "Prefilter"]

FEW_RULES = 3  # up to so many, looking for each literal is quicker than the search for all

_SMALL_WORDS = frozenset(("a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"))


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_cased(literal: str) -> bool:
    return literal.lower() != literal.upper()


def _headline(literal: str) -> str:
    """A literal as English heads are written: Join the Conversation."""
    first, *others = literal.title().split(" ")
    return " ".join([first, *(word.lower() if word.lower() in _SMALL_WORDS else word for word in others)])


class Near(NamedTuple):
    """A line text[start:end] that could hold a hit; the rules that may take it, or a span of it, as bits; whether rules without
    pieces may (then any is to be tried), whether fields may lie end to end, which rules with pieces may be the first of them; the
    line folded."""

    start: int
    end: int
    rules: int
    free: bool
    joins: bool
    firsts: int
    view: str


class Prefilter:
    """Which lines of a text could hold a hit of any rule, and which rules to try on a line."""

    __slots__ = ("_cases", "_fine", "_literals", "_masks", "_needs", "_sieves", "gate")

    def __init__(self, rules: Iterable[Rule], gate: LineGate) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self.gate = gate
        self._sieves = sieves_of(gate.rules)
        gate.ask(self._sieves)
        needs = [(fold(need, fold_table()), n) for n, rule in enumerate(rules) for need in rule.needs]
        literals = _literals_of(needs)
        self._fine: Any = AhoCorasick(list(literals), matchkind=MatchKind.Standard) if literals else None
        self._literals, self._masks = list(literals), list(literals.values())
        number = {literal: which for which, literal in enumerate(literals)}
        self._needs: list[list[tuple[str, int]]] = [[] for _ in gate.rules]  # of each rule its literals
        for need, n in needs:
            self._needs[n].append((small_letters(need), number[small_letters(need)]))
        cases: dict[str, set[str]] = {}
        for need, _ in needs:
            if _is_cased(need):
                written = (need, need.lower(), need.upper(), need.capitalize(), need.title(), _headline(need))
                cases.setdefault(small_letters(need), set()).update(written)
        # Of each literal with letters the ways to write it; of the others None.
        self._cases = [cases.get(literal) for literal in literals]

    def lines(self, text: str | Joined) -> Iterator[Near]:
        """Each line that could hold a hit, in order."""
        for piece in (Joined((text,)) if isinstance(text, str) else text).pieces():
            yield from self._lines(piece)

    def _lines(self, piece: Piece) -> Iterable[Near]:
        """lines() of a piece of a text."""
        offset, codes, begins, breaks = piece.offset, piece.codes, piece.begins, piece.breaks
        marks = np.zeros(len(begins), dtype=np.uint8)
        narrow = narrowed(codes)
        rules: dict[int, int] = {}
        firsts: dict[int, int] = {}
        for sieve, masks in self._sieves:
            for into, (lines, numbers) in zip((rules, firsts), sieve.mark(narrow, begins, breaks, marks), strict=True):
                for line, number in zip(lines, numbers, strict=True):
                    into[line] = into.get(line, 0) | masks[number]
        any_first = self.gate.joined if len(self._sieves) > 1 else 0  # one sieve may tell the first field, another the last
        free = marks & TAKEN > 0
        joins = (marks & JOINS == JOINS) & (breaks - begins <= LINE_LIMIT_CHARS)
        may = free | joins
        may[[*rules]] = True
        may &= breaks > begins
        chosen = may.nonzero()[0]
        if not len(chosen):
            return
        starts, ends = begins.take(chosen), breaks.take(chosen)
        done, views = 0, fold_codes(_pieces(codes, starts, ends))
        columns = (column.tolist() for column in (chosen, starts, ends, free.take(chosen), joins.take(chosen)))
        for line, start, end, is_free, may_join in zip(*columns, strict=True):
            view = views[done : done + end - start]
            done += end - start
            mask = rules.get(line, 0)
            if mask or is_free or may_join:
                yield Near(start + offset, end + offset, mask, is_free, may_join, any_first | firsts.get(line, 0), view)

    def exact(self, raw: str, view: str, near: int | None = None) -> int:
        """The rules one of whose literals stands in a line, as bits: letters in one case and one width for the whole literal (see
        the weakness in rules.py).

        near: the only rules that are asked about.
        """
        low = small_letters(view)
        mask = 0
        if near is not None and near.bit_count() <= FEW_RULES:
            for n in bits_of(near):
                for literal, which in self._needs[n]:
                    if literal in low and (self._cases[which] is None or self._stands(which, raw, view, low)):
                        mask |= 1 << n
                        break
            return mask
        if self._fine is not None:
            for which, start, end in self._fine.find_matches_as_indexes(low, overlapping=True):
                cases = self._cases[which]
                if cases is None or (view[start:end] in cases and _is_one_width(raw[start:end], view[start:end])):
                    mask |= self._masks[which]
        return mask if near is None else mask & near

    def _stands(self, which: int, raw: str, view: str, low: str) -> bool:
        """True where a literal stands in a line."""
        literal, cases = self._literals[which], self._cases[which]
        at = low.find(literal)
        while at >= 0 and cases is not None:
            end = at + len(literal)
            if view[at:end] in cases and _is_one_width(raw[at:end], view[at:end]):
                return True
            at = low.find(literal, at + 1)
        return at >= 0

    def mask_of(self, view: str) -> int:
        """The rules one of whose literals stands in a folded line, in whatever case, as bits."""
        mask = 0
        if self._fine is not None:
            for which, _, _ in self._fine.find_matches_as_indexes(small_letters(view), overlapping=True):
                mask |= self._masks[which]
        return mask


def _literals_of(needs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Folded lower-case literal to the rules that need it as bits, of (folded literal, number of the rule) pairs."""
    found: dict[str, int] = {}
    for need, number in needs:
        found[small_letters(need)] = found.get(small_letters(need), 0) | 1 << number
    return found


def _pieces(codes: Codes, starts: Places, ends: Places) -> Codes:
    """codes[start:end] of all pieces, one behind the other."""
    sizes = ends - starts
    shift = starts - (np.cumsum(sizes) - sizes)
    return codes.take(np.repeat(shift, sizes) + np.arange(int(sizes.sum())))


def _is_one_width(raw: str, view: str) -> bool:
    """True where the letters are all half or all full width."""
    return raw == view or len({char.isascii() for char, folded in zip(raw, view, strict=True) if _is_letter(folded)}) < 2


assert PADDING.startswith("\n")  # so every line of a text has a break behind it
