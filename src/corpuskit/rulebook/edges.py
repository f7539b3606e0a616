"""With which characters a match of a pattern can begin and end: a cheap test before the pattern itself.

What lives here: edge_of(). What never does: matching a line (linematch.py).

How it works: the parsed pattern is walked from its first or last item, over all that may be empty, and the characters of the
first items that cannot be are gathered as one class. What the walk does not know (references, conditions) makes the class
"any", so the test is never stricter than the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# The parser of patterns is private to `re` since 3.11; its opcodes are those that the compiler itself reads.
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["edge_of"]

_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S", "CATEGORY_WORD": r"\w", "CATEGORY_NOT_WORD": r"\W",
}  # fmt: skip
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


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
        if _walk(parser.parse(pattern.pattern, pattern.flags), found, last=last):
            return None
    except (_AnyCharacterError, KeyError):
        return None
    return re.compile("|".join(sorted(found)), pattern.flags & re.IGNORECASE | re.DOTALL)
