"""The literal search that proves "nothing to do here".

What lives here: Prefilter. What never does: patterns, decisions.

How it works: rules match a folded view, but folding a whole document costs more than searching it. So the raw text is scanned
for what could be a literal (literalscan.py), and of the lines where something stands most are let go by their length and
their ends (linegate.py): many texts together, as columns. On the few lines that are left, folded, an exact search over the
literals names the rules to try.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.linegate import LineGate
from corpuskit.rulebook.literalscan import PADDING, WORD_BITS, Codes, LiteralScan, codes_of, literals_of
from corpuskit.rulebook.rules import Rule

__all__ = ["Prefilter"]

PIECE_CHARS = 50_000  # of a text at once; its columns take 20 bytes for each, which the processor's cache should hold


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_cased(literal: str) -> bool:
    return literal.lower() != literal.upper()


class Prefilter:
    """Which lines of a text could hold a hit of any rule, and which rules to try on a line."""

    __slots__ = ("_cases", "_fine", "_masks", "_scan", "gate")

    def __init__(self, rules: Iterable[Rule], gate: LineGate) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self.gate = gate
        needs = [(fold(need, fold_table()), n) for n, rule in enumerate(rules) for need in rule.needs]
        literals = literals_of(needs)
        self._scan = LiteralScan(literals, len(gate.rules)) if literals else None
        self._fine: Any = AhoCorasick(list(literals), matchkind=MatchKind.Standard) if literals else None
        self._masks = list(literals.values())
        cases: dict[str, set[str]] = {}
        for need, _ in needs:
            if _is_cased(need):
                cases.setdefault(need.lower(), set()).update((need, need.lower(), need.upper(), need.capitalize(), need.title()))
        # Of each literal with letters the ways to write it; of the others None.
        self._cases = [cases.get(literal) for literal in literals]

    def lines(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(start, end, rules as bits) of each line that could hold a hit of a rule with literals, in order; some of the rules
        may have no literal there."""
        start, size = 0, len(text)
        while start < size and self._scan is not None:
            end = size
            if end - start > PIECE_CHARS:
                end = text.rfind("\n", start, start + PIECE_CHARS) + 1 or text.find("\n", start + PIECE_CHARS) + 1 or size
            for first, last, mask in self._lines(codes_of(text if end - start == size else text[start:end]), self._scan):
                yield start + first, start + last, mask
            start = end

    def _lines(self, codes: Codes, scan: LiteralScan) -> Iterable[tuple[int, int, int]]:
        """lines() of a piece of a text."""
        at, rows = scan.spots(codes)
        if not len(at):
            return ()
        breaks = (codes == ord("\n")).nonzero()[0]
        line = breaks.searchsorted(at)
        begin = np.concatenate(([0], (line[1:] != line[:-1]).nonzero()[0] + 1))
        line = line.take(begin)
        ends = breaks.take(line)
        starts = np.where(line > 0, breaks.take(line - 1, mode="clip") + 1, 0)
        rows = np.bitwise_or.reduceat(rows, begin, axis=0)
        kept = self.gate.may_hit_each(rows, ends - starts, codes.take(starts), codes.take(ends - 1)).nonzero()[0]
        masks = [0] * len(kept)
        for n, column in enumerate(rows.take(kept, axis=0).T.tolist()):
            masks = [mask | word << WORD_BITS * n for mask, word in zip(masks, column, strict=True)]
        return zip(starts.take(kept).tolist(), ends.take(kept).tolist(), masks, strict=True)

    def exact(self, raw: str, view: str) -> int:
        """The rules one of whose literals stands in a line, as bits: letters in one case and one width for the whole literal (see
        the weakness in rules.py)."""
        mask = 0
        if self._fine is not None:
            low = view.lower()
            if len(low) != len(view):
                low = "".join(c.lower() if len(c.lower()) == 1 else c for c in view)
            for which, start, end in self._fine.find_matches_as_indexes(low, overlapping=True):
                cases = self._cases[which]
                if cases is None or (view[start:end] in cases and _is_one_width(raw[start:end], view[start:end])):
                    mask |= self._masks[which]
        return mask

    def mask_of(self, view: str) -> int:
        """The rules one of whose literals stands in a folded line, in whatever case, as bits."""
        mask = 0
        if self._fine is not None:
            for which, _, _ in self._fine.find_matches_as_indexes(view.lower(), overlapping=True):
                mask |= self._masks[which]
        return mask


def _is_one_width(raw: str, view: str) -> bool:
    """True where the letters are all half or all full width."""
    return raw == view or len({char.isascii() for char, folded in zip(raw, view, strict=True) if _is_letter(folded)}) < 2


assert PADDING.startswith("\n")  # so every line of a text has a break behind it
