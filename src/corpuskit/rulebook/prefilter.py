"""The literal search that proves "nothing to do here".

What lives here: Prefilter. What never does: patterns, decisions.

How it works: rules match a folded view, but folding a whole document costs more than searching it. So the raw text is scanned
for what could be a literal (literalscan.py), and of the lines where something stands most are let go by their length, their ends
and what they hold (linecolumns.py): many texts together, as columns. Only the lines that are left are folded, and an exact search
for their literals names the rules to try.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_codes, fold_table
from corpuskit.rulebook.joined import Joined, Piece
from corpuskit.rulebook.linegate import LineGate, bits_of
from corpuskit.rulebook.literalscan import PADDING, Codes, LiteralScan, Places, Rows, literals_of
from corpuskit.rulebook.rules import Rule

__all__ = ["Near", "Prefilter"]

FEW_RULES = 3  # up to so many, looking for each literal is quicker than the search for all


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_cased(literal: str) -> bool:
    return literal.lower() != literal.upper()


class Near(NamedTuple):
    """A line text[start:end] that could hold a hit, and rules as bits: those that may have a literal there, and those that may
    take it as a whole or a span of it; whether fields may lie end to end; the line folded."""

    start: int
    end: int
    rules: int
    whole: int
    joins: bool
    view: str


class Prefilter:
    """Which lines of a text could hold a hit of any rule, and which rules to try on a line."""

    __slots__ = ("_cases", "_fine", "_literals", "_masks", "_needs", "_scan", "gate")

    def __init__(self, rules: Iterable[Rule], gate: LineGate) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self.gate = gate
        needs = [(fold(need, fold_table()), n) for n, rule in enumerate(rules) for need in rule.needs]
        literals = literals_of(needs)
        self._scan = LiteralScan(literals, len(gate.rules)) if literals else None
        self._fine: Any = AhoCorasick(list(literals), matchkind=MatchKind.Standard) if literals else None
        self._literals, self._masks = list(literals), list(literals.values())
        number = {literal: which for which, literal in enumerate(literals)}
        self._needs: list[list[int]] = [[] for _ in gate.rules]  # of each rule its literals
        for need, n in needs:
            self._needs[n].append(number[need.lower()])
        cases: dict[str, set[str]] = {}
        for need, _ in needs:
            if _is_cased(need):
                cases.setdefault(need.lower(), set()).update((need, need.lower(), need.upper(), need.capitalize(), need.title()))
        # Of each literal with letters the ways to write it; of the others None.
        self._cases = [cases.get(literal) for literal in literals]

    def lines(self, text: str | Joined) -> Iterator[Near]:
        """Each line that could hold a hit of a rule with literals, in order; some of its rules may have no literal there."""
        if self._scan is None:
            return
        for piece in (Joined((text,)) if isinstance(text, str) else text).pieces():
            yield from self._lines(piece, self._scan)

    def _lines(self, piece: Piece, scan: LiteralScan) -> Iterable[Near]:
        """lines() of a piece of a text."""
        offset, codes, breaks = piece
        at, rows = scan.spots(codes)
        if not len(at):
            return
        line = breaks.searchsorted(at)
        begin = np.concatenate(([0], (line[1:] != line[:-1]).nonzero()[0] + 1))
        line = line.take(begin)
        ends = breaks.take(line)
        starts = np.where(line > 0, breaks.take(line - 1, mode="clip") + 1, 0)
        rows = np.bitwise_or.reduceat(rows, begin, axis=0)
        kept, whole, joins = self.gate.columns.judge(codes, starts, ends, rows)
        starts, ends = starts.take(kept), ends.take(kept)
        masks = zip(_integers(rows.take(kept, axis=0)), _integers(whole), joins.tolist(), strict=True)
        done, views = 0, fold_codes(_pieces(codes, starts, ends))
        for start, end, (near, tried, may_join) in zip(starts.tolist(), ends.tolist(), masks, strict=True):
            yield Near(start + offset, end + offset, near, tried, may_join, views[done : done + end - start])
            done += end - start

    def exact(self, raw: str, view: str, near: int | None = None) -> int:
        """The rules one of whose literals stands in a line, as bits: letters in one case and one width for the whole literal (see
        the weakness in rules.py).

        near: the only rules that are asked about.
        """
        low = view.lower()
        if len(low) != len(view):
            low = "".join(c.lower() if len(c.lower()) == 1 else c for c in view)
        if near is not None and near.bit_count() > FEW_RULES:
            return self.exact(raw, view) & near
        if near is not None:
            return sum(1 << n for n in bits_of(near) if any(self._stands(which, raw, view, low) for which in self._needs[n]))
        mask = 0
        if self._fine is not None:
            for which, start, end in self._fine.find_matches_as_indexes(low, overlapping=True):
                cases = self._cases[which]
                if cases is None or (view[start:end] in cases and _is_one_width(raw[start:end], view[start:end])):
                    mask |= self._masks[which]
        return mask

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
            for which, _, _ in self._fine.find_matches_as_indexes(view.lower(), overlapping=True):
                mask |= self._masks[which]
        return mask


def _integers(rows: Rows) -> list[int]:
    """Rows as integers."""
    size, data = rows.itemsize * rows.shape[1], rows.astype("<u8").tobytes()
    return [int.from_bytes(data[at : at + size], "little") for at in range(0, len(data), size)]


def _pieces(codes: Codes, starts: Places, ends: Places) -> Codes:
    """codes[start:end] of all pieces, one behind the other."""
    sizes = ends - starts
    shift = starts - (np.cumsum(sizes) - sizes)
    return codes.take(np.repeat(shift, sizes) + np.arange(int(sizes.sum())))


def _is_one_width(raw: str, view: str) -> bool:
    """True where the letters are all half or all full width."""
    return raw == view or len({char.isascii() for char, folded in zip(raw, view, strict=True) if _is_letter(folded)}) < 2


assert PADDING.startswith("\n")  # so every line of a text has a break behind it
