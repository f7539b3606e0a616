"""Pieces of text that every match of a pattern holds, and whether it ends where the text does; read from the pattern.

What lives here: needed_of() and reaches_end(). What never does: classes of first and last characters (edges.py), matching.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from corpuskit.rulebook.edges import REPEATS, branches_of, parsed

__all__ = ["needed_of", "reaches_end"]

NEEDED_MAX = 12  # pieces of text: looking for more takes longer than most patterns


def needed_of(pattern: str, flags: int) -> frozenset[str] | None:
    """Pieces of text of which every match of a pattern holds one; None where none are known. Letters of two cases are left out
    where case does not count."""
    return _needed(parsed(pattern, flags), bool(flags & re.IGNORECASE))


def _needed(items: Iterable[tuple[Any, Any]], any_case: bool) -> frozenset[str] | None:
    """The best of what is needed by the items of a sequence, all of which each match has: the longest pieces, the fewest."""
    found: list[frozenset[str]] = []
    run = ""
    for op, value in items:
        if str(op) == "LITERAL" and not (any_case and chr(value).lower() != chr(value).upper()):
            run += chr(value)
            continue
        found += [frozenset((run,))] if run else []
        run = ""
        needed = _needed_of_item(op, value, any_case)
        found += [needed] if needed else []
    found += [frozenset((run,))] if run else []
    return max(found, key=lambda pieces: (min(map(len, pieces)), -len(pieces)), default=None)


def _needed_of_item(op: Any, value: Any, any_case: bool) -> frozenset[str] | None:
    name = str(op)
    if name == "IN":
        return _members(value, any_case)
    if name == "SUBPATTERN" and value[1]:
        return None
    if name in REPEATS and value[0] == 0:
        return None
    branches = [_needed(branch, any_case) for branch in branches_of(op, value)]
    if not branches or None in branches:
        return None
    either = frozenset().union(*(branch for branch in branches if branch))
    return either if len(either) <= NEEDED_MAX else None


def _members(items: Sequence[tuple[Any, Any]], any_case: bool) -> frozenset[str] | None:
    """The characters of a small class."""
    found: set[str] = set()
    for op, value in items:
        name = str(op)
        if name not in ("LITERAL", "RANGE"):
            return None
        low, high = (value, value) if name == "LITERAL" else value
        if high - low >= NEEDED_MAX:
            return None
        found.update(map(chr, range(low, high + 1)))
    if len(found) > NEEDED_MAX or (any_case and any(char.lower() != char.upper() for char in found)):
        return None
    return frozenset(found)


def reaches_end(pattern: str, flags: int) -> bool:
    """True where every match of a pattern ends where the text does."""
    return _reaches_end(parsed(pattern, flags))


def _reaches_end(items: Sequence[tuple[Any, Any]]) -> bool:
    op, value = items[-1] if len(items) else (None, None)
    if str(op) == "AT":
        return str(value) == "AT_END_STRING"
    return str(op) in ("SUBPATTERN", "BRANCH", "ATOMIC_GROUP") and all(map(_reaches_end, branches_of(op, value)))
