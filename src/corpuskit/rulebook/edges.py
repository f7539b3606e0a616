"""With which characters a match of a pattern can begin and end: a cheap test before the pattern itself.

What lives here: edge_of(), start_of(). What never does: matching a line (linematch.py).

How it works: the parsed pattern is walked from its first or last item, over all that may be empty, and the characters of the
first items that cannot be are gathered as one class; for the first two characters the walk goes on behind each of them. What
the walk does not know (references, conditions) makes the class "any", so the test is never stricter than the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

# The parser of patterns is private to `re` since 3.11; its opcodes are those that the compiler itself reads.
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["edge_of", "start_of"]

_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S", "CATEGORY_WORD": r"\w", "CATEGORY_NOT_WORD": r"\W",
}  # fmt: skip
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


@cache
def _parsed(pattern: re.Pattern[str]) -> Any:
    return parser.parse(pattern.pattern, pattern.flags)


class _AnyCharacterError(Exception):
    """The edge may be anything."""


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
        return _walk(value[3], found, last=last)
    elif name == "ATOMIC_GROUP":
        return _walk(value, found, last=last)
    elif name in _REPEATS:
        return _walk(value[2], found, last=last) or value[0] == 0
    elif name in ("ASSERT", "ASSERT_NOT", "AT"):
        return True
    else:
        raise _AnyCharacterError
    return False


def _walk(items: Sequence[tuple[Any, Any]], found: set[str], *, last: bool) -> bool:
    return all(_item(op, value, found, last=last) for op, value in (reversed(list(items)) if last else items))


def edge_of(pattern: re.Pattern[str], *, last: bool = False) -> re.Pattern[str] | None:
    """A pattern of one character that every match begins with (ends with, for `last`); None when that may be any, or none."""
    found: set[str] = set()
    try:
        if _walk(_parsed(pattern), found, last=last):
            return None
    except (_AnyCharacterError, KeyError):
        return None
    return re.compile("|".join(sorted(found)), pattern.flags & re.IGNORECASE | re.DOTALL)


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
        yield from _firsts((value[3] if name == "SUBPATTERN" else value, 0, after), depth + 1)
    elif name in _REPEATS:
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


def start_of(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """A pattern of the two characters that a match begins with (of any second one behind a match of one); None when those may
    be any, or too many to tell."""
    seconds: dict[str, set[str]] = {}
    count = 0
    try:
        for one, place in _firsts((list(_parsed(pattern)), 0, None)):
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
    either = "|".join(f"{one}(?:{'|'.join(sorted(two))})" for one, two in sorted(seconds.items()))
    return re.compile(either, pattern.flags & re.IGNORECASE | re.DOTALL)
