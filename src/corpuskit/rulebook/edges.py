"""What every match of a pattern has, read from the pattern: the cheap tests before the pattern itself.

What lives here: edge_of() and start_of() (the characters that a match can begin and end with), and the parsed pattern for others.
What never does: pieces of text that a match needs (needs.py, anchors.py), matching a line (linematch.py).

How it works: the parsed pattern is walked from its first or last item, over all that may be empty, and the characters of the
first items that cannot be are gathered as one class; for the first two characters the walk goes on behind each of them. What
the walk does not know (references, conditions) makes the class "any", so the test is never stricter than the pattern. Nothing
is compiled for it but single classes: most patterns that are asked about are never tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

# The parser of patterns is private to `re` since 3.11; its opcodes are those that the compiler itself reads.
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from corpuskit.rulebook.rules import case_flag

__all__ = ["REPEATS", "branches_of", "edge_of", "parsed", "start_of"]

_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S", "CATEGORY_WORD": r"\w", "CATEGORY_NOT_WORD": r"\W",
}  # fmt: skip
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


@cache
def parsed(pattern: str, flags: int | None = None) -> Any:
    """The items of a pattern as the parser of `re` gives them. flags: of the pattern; without, those of the rules."""
    return parser.parse(pattern, case_flag(pattern) if flags is None else flags)


def _either(classes: Iterable[str], pattern: str, flags: int | None = None) -> re.Pattern[str]:
    flags = case_flag(pattern) if flags is None else flags & re.IGNORECASE
    return re.compile("|".join(sorted(classes)), flags | re.DOTALL)


class _AnyCharacterError(Exception):
    """The edge may be anything."""


def _within(value: Any) -> Any:
    """The items of a group; one that turns flags on may begin, end and hold anything."""
    if value[1]:
        raise _AnyCharacterError
    return value[3]


def _char(code: int) -> str:
    return f"\\U{code:08x}"


def _class(items: Iterable[tuple[Any, Any]]) -> str:
    out = ""
    for op, value in items:
        name = str(op)
        if name == "NEGATE":
            out += "^"
        elif name == "LITERAL":
            out += _char(value)
        elif name == "RANGE":
            out += f"{_char(value[0])}-{_char(value[1])}"
        elif name == "CATEGORY":
            out += _CATEGORIES[str(value)]
        else:
            raise _AnyCharacterError
    return f"[{out}]"


def _item(op: Any, value: Any, found: set[str], *, last: bool) -> bool:
    """Gather the edge of one item; True when the item may be empty, so that the next one counts too."""
    name = str(op)
    if name == "LITERAL":
        found.add(f"[{_char(value)}]")
    elif name == "NOT_LITERAL":
        found.add(f"[^{_char(value)}]")
    elif name == "IN":
        found.add(_class(value))
    elif name == "BRANCH":
        empties = [_walk(branch, found, last=last) for branch in value[1]]  # every branch must be walked
        return True in empties
    elif name == "SUBPATTERN":
        return _walk(_within(value), found, last=last)
    elif name == "ATOMIC_GROUP":
        return _walk(value, found, last=last)
    elif name in REPEATS:
        return _walk(value[2], found, last=last) or value[0] == 0
    elif name in ("ASSERT", "ASSERT_NOT", "AT"):
        return True
    else:
        raise _AnyCharacterError
    return False


def _walk(items: Sequence[tuple[Any, Any]], found: set[str], *, last: bool) -> bool:
    return all(_item(op, value, found, last=last) for op, value in (reversed(list(items)) if last else items))


def edge_of(pattern: str, *, last: bool = False, flags: int | None = None) -> re.Pattern[str] | None:
    """A pattern of one character that every match begins with (ends with, for `last`); None when that may be any, or none.

    flags: those that the pattern is compiled with, where they are not those of a rule.
    """
    found: set[str] = set()
    try:
        if _walk(parsed(pattern, flags), found, last=last):
            return None
    except (_AnyCharacterError, KeyError):
        return None
    return _either(found, pattern, flags)


# Where a walk stands: the items, the number of the next one, and where it goes on behind them.
_Place = tuple[Sequence[tuple[Any, Any]], int, Any]
DEPTH_MAX = 200  # of a walk; repeats of what may be empty would go on for ever
STARTS_MAX = 20_000  # pairs of items of one pattern


def _single(op: Any, value: Any) -> str | None:
    """The class of an item that takes one character; None for other items."""
    name = str(op)
    if name == "LITERAL":
        return f"[{_char(value)}]"
    if name == "NOT_LITERAL":
        return f"[^{_char(value)}]"
    if name == "IN":
        return _class(value)
    return "." if name == "ANY" else None


def _firsts(place: _Place | None, depth: int = 0) -> Iterator[tuple[str, _Place | None]]:
    """(class, where the walk stands behind it) of each character that can come next; ("", None) where the pattern may end."""
    if depth > DEPTH_MAX:
        raise _AnyCharacterError
    if place is None:
        yield "", None
        return
    items, n, behind = place
    if n == len(items):
        yield from _firsts(behind, depth + 1)
        return
    (op, value), after = items[n], (items, n + 1, behind)
    name = str(op)
    single = _single(op, value)
    if single is not None:
        yield single, after
    elif name == "BRANCH":
        for branch in value[1]:
            yield from _firsts((branch, 0, after), depth + 1)
    elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
        yield from _firsts((_within(value) if name == "SUBPATTERN" else value, 0, after), depth + 1)
    elif name in REPEATS:
        least, most, inner = value
        if most > 0:
            again = [(op, (max(0, least - 1), most if most is parser.MAXREPEAT else most - 1, inner))]
            yield from _firsts((inner, 0, (again, 0, after)), depth + 1)
        if least == 0:
            yield from _firsts(after, depth + 1)
    elif name in ("ASSERT", "ASSERT_NOT", "AT"):
        yield from _firsts(after, depth + 1)
    else:
        raise _AnyCharacterError


def start_of(pattern: str) -> re.Pattern[str] | None:
    """A pattern of the two characters that a match begins with (of any second one behind a match of one); None when those may
    be any, or too many to tell."""
    seconds: dict[str, set[str]] = {}
    count = 0
    try:
        for one, place in _firsts((list(parsed(pattern)), 0, None)):
            if not one:
                return None
            found = seconds.setdefault(one, set())
            for two, _ in _firsts(place):
                found.add(two or ".")
                count += 1
                if count > STARTS_MAX:
                    return None
    except (_AnyCharacterError, KeyError):
        return None
    return _either((f"{one}(?:{'|'.join(sorted(two))})" for one, two in seconds.items()), pattern)


def branches_of(op: Any, value: Any) -> Sequence[Sequence[tuple[Any, Any]]]:
    """The branches of an item that holds others: one, or those of a choice."""
    name = str(op)
    if name == "BRANCH":
        return list(value[1])
    if name == "SUBPATTERN":
        return [value[3]]
    if name == "ATOMIC_GROUP":
        return [value]
    return [value[2]] if name in REPEATS else []
