"""The literal search that proves "nothing to do here": one Aho-Corasick pass over the raw document.

What lives here: variants() of a literal in the scripts and widths that fold to it, and Prefilter. What never does:
patterns, decisions.

How it works: rules match a folded view, but folding a whole document costs more than searching it (50 MB/s against 360).
So every literal is expanded to all raw strings whose folded view it is, and the raw document is searched once. Only lines
with a hit are looked at: the literals say which rules come into question, edges.py which of these can begin and end as the
line does. On what is left, folded, a second search over the folded literals names the rules to try.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from typing import Any

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.rules import Rule

__all__ = ["Prefilter", "variants"]

# More raw forms than this for one literal would bloat the automaton; such a literal should be shortened.
VARIANTS_MAX = 4096


@cache
def _unfolded() -> Mapping[str, tuple[str, ...]]:
    """Folded character to the raw characters that fold to it (itself included)."""
    found: dict[str, list[str]] = {}
    for code, char in fold_table().items():
        found.setdefault(char, []).append(chr(code))
    return {char: (char, *raws) for char, raws in found.items()}


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _spellings(literal: str) -> set[str]:
    """The literal in each case, its letters in half and in full width; one case and one width for the whole of it."""
    cases = {literal, literal.lower(), literal.upper(), literal.capitalize(), literal.title()}
    wide = {"".join(chr(ord(c) + 0xFEE0) if _is_letter(c) else c for c in case) for case in cases}
    return cases | wide


def variants(literal: str) -> set[str]:
    """All raw strings that the search looks for so that a folded line with `literal` is found.

    Han characters and marks in every mixture of raw forms; letters in one case and width (see the weakness in rules.py).
    Raises ValueError when there are more than VARIANTS_MAX.
    """
    unfolded = _unfolded()
    found: set[str] = set()
    for spelling in _spellings(literal):
        pieces = [(c,) if _is_letter(c) else unfolded.get(c, (c,)) for c in spelling]
        count = 1
        for piece in pieces:
            count *= len(piece)
        if count > VARIANTS_MAX:
            raise ValueError(f"the literal {literal!r} has {count} raw forms: use a shorter one")
        found.update("".join(chosen) for chosen in product(*pieces))
    return found


class Prefilter:
    """Which lines of a text could hold a hit of any rule, and which rules to try on a folded line."""

    __slots__ = ("_fine", "_fine_masks", "_raw", "_raw_masks")

    def __init__(self, rules: Iterable[Rule]) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        rules = tuple(rules)
        owners: dict[str, list[int]] = {}
        for n, rule in enumerate(rules):
            for need in rule.needs:
                owners.setdefault(fold(need, fold_table()).lower(), []).append(n)
        masks: dict[str, int] = {}
        for need in {fold(need, fold_table()) for rule in rules for need in rule.needs}:
            mask = sum(1 << n for n in set(owners[need.lower()]))
            for form in variants(need):
                masks[form] = masks.get(form, 0) | mask
        raw = sorted(masks)
        self._raw_masks = [masks[form] for form in raw]
        # A full table is twice as fast as the default here (127 against 66 MB/s with 13,500 raw forms) and takes 0.2 s to build.
        full = Implementation.DFA
        self._raw: Any = AhoCorasick(raw, matchkind=MatchKind.Standard, implementation=full) if raw else None
        self._fine: Any = AhoCorasick(list(owners), matchkind=MatchKind.Standard) if owners else None
        self._fine_masks = [sum(1 << n for n in set(numbers)) for numbers in owners.values()]

    def positions(self, text: str) -> list[int]:
        """Where literals stand in a raw text (code points, ascending); empty for most documents."""
        if self._raw is None:
            return []
        return [start for _, start, _ in self._raw.find_matches_as_indexes(text)]

    def spots(self, text: str) -> list[tuple[int, int]]:
        """(where a literal stands in a raw text, the rules that need it as bits), by the literals' ends."""
        if self._raw is None:
            return []
        masks = self._raw_masks
        return [(start, masks[which]) for which, start, _ in self._raw.find_matches_as_indexes(text, overlapping=True)]

    def mask_of(self, view: str) -> int:
        """The rules one of whose literals stands in a folded line, as bits."""
        mask = 0
        if self._fine is not None:
            for which, _, _ in self._fine.find_matches_as_indexes(view.lower(), overlapping=True):
                mask |= self._fine_masks[which]
        return mask
