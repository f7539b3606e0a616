"""The folded characters that a part of a pattern can match, as flags over all code points below U+10000.

What lives here: flags_of_item() (one item that takes one character), EVERY. What never does: where such an item stands in a
pattern (anchors.py).

How it works: the members of a class are set in an array. Where case does not count, the array is closed over characters that
differ in case only, those of `re`'s own table of extra cases among them. What is left out of a class is left out by its very
characters alone: the flags are never stricter than the pattern. What the Unicode data at hand assigns to no character is in
each class that asks for a kind of character: a newer Python may know it as a letter, and the flags are kept in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from re import _casefix  # type: ignore[attr-defined]
from typing import Any
from unicodedata import category

import numpy as np

__all__ = ["CODES", "EVERY", "Flags", "case_forms", "flags_of_item"]

Flags = np.ndarray[Any, np.dtype[np.bool_]]

CODES = 0x10000  # what lies above is taken for the last of them, which may be anything
EVERY: Flags = np.ones(CODES, dtype=np.bool_)
EVERY.flags.writeable = False


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


_TESTS: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal, "CATEGORY_SPACE": str.isspace, "CATEGORY_WORD": _is_word,
}  # fmt: skip


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Character to all that it stands for where case does not count; only of those that have others."""
    found: dict[str, set[str]] = {}
    for code in range(CODES):
        char = chr(code)
        forms = {char, *(form for form in (char.lower(), char.upper(), char.title()) if len(form) == 1)}
        forms.add(char.lower()[0])  # `re` knows one letter also where lower() gives two
        forms.update(map(chr, _casefix._EXTRA_CASES.get(code, ())))
        if len(forms) > 1:
            joined = set().union(*(found.get(form, {form}) for form in forms))
            for form in joined:
                found[form] = joined
    return {char: frozenset(forms) for char, forms in found.items()}


def case_forms(char: str) -> frozenset[str]:
    """A character and those that differ from it in case only."""
    return _groups().get(char) or frozenset((char,))


@cache
def _case_pairs() -> tuple[Any, Any]:
    pairs = [(ord(one), ord(other)) for one, forms in _groups().items() for other in forms if max(one, other) < chr(CODES)]
    return np.array([one for one, _ in pairs]), np.array([other for _, other in pairs])


def _closed(flags: Flags) -> Flags:
    """The flags, and those of characters that differ in case only from one that is set."""
    into, of = _case_pairs()
    out = flags.copy()
    np.logical_or.at(out, into, flags[of])
    return out


@cache
def _category(name: str) -> Flags | None:
    base = name.replace("CATEGORY_NOT_", "CATEGORY_")
    test = _TESTS.get(base)
    if test is None:
        return None
    flags = np.array([test(chr(code)) for code in range(CODES)], dtype=np.bool_)
    return flags if base == name else ~flags


@cache
def _unassigned() -> Flags:
    return np.array([category(chr(code)) == "Cn" for code in range(CODES)], dtype=np.bool_)


def _of_class(items: Iterable[tuple[Any, Any]], *, any_case: bool) -> Flags:
    flags, negated = np.zeros(CODES, dtype=np.bool_), False
    for op, value in items:
        name = str(op)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            flags[min(value, CODES - 1)] = True
        elif name == "RANGE":
            flags[min(value[0], CODES - 1) : value[1] + 1] = True
        elif name == "CATEGORY" and (kind := _category(str(value))) is not None:
            flags |= kind
        else:
            return EVERY
    if negated:
        return ~flags
    return _closed(flags) if any_case else flags


def flags_of_item(op: Any, value: Any, *, any_case: bool) -> Flags | None:
    """The characters of an item that takes one; None for other items. The last flag, which stands for what lies above, is set."""
    name = str(op)
    if name == "ANY":
        return EVERY
    if name == "LITERAL":
        found = _of_class([(op, value)], any_case=any_case)
    elif name == "NOT_LITERAL":
        found = np.ones(CODES, dtype=np.bool_)
        found[min(value, CODES - 1)] = False
    elif name == "IN":
        found = _of_class(value, any_case=any_case)
        if any(str(inner) == "CATEGORY" for inner, _ in value):
            found = found | _unassigned()
    else:
        return None
    if not found[-1]:
        found = found.copy()
        found[-1] = True
    return found
