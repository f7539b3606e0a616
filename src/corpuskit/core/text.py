"""Looking at a text without losing count: lines with true offsets, and length-keeping folded views.

What lives here: lines(), fold(), visible(), harmless(). What never does: changing a text, rules, tables (from rulebook).

Lines end at "\\n" only. str.splitlines() is never used: it splits on eight more characters and forgets which. A "\\r"
before the "\\n" belongs to the line's text; the step `characters` takes it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpuskit.errors import InvariantError

__all__ = ["fold", "harmless", "line_bounds", "lines", "visible"]

_ACTED_ON = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all control characters but tab and newline


def lines(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, next) of each line: text[start:end] is its content, text[end:next] its terminator ("" at the end).

    A text that ends with a newline has no empty last line; an empty text has no lines.
    """
    at, size = 0, len(text)
    find = text.find
    while at < size:
        end = find("\n", at)
        if end < 0:
            yield at, size, size
            return
        yield at, end, end + 1
        at = end + 1


def line_bounds(text: str, position: int) -> tuple[int, int, int]:
    """(start, end, next) of the line that holds code point `position`."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return (start, len(text), len(text)) if end < 0 else (start, end, end + 1)


def fold(text: str, table: Mapping[int, str | int]) -> str:
    """A view of `text` through a one-to-one table, for matching; it has the same length, so offsets need no mapping.

    Raises InvariantError when the table is not one to one.
    """
    view = text.translate(table)
    if len(view) != len(text):
        raise InvariantError("a fold table must map one code point to one code point")
    return view


def harmless(text: str) -> str:
    """A text for a terminal, as it is but for what a terminal would act on, which is shown as \\uXXXX."""
    return _ACTED_ON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def visible(text: str) -> str:
    """For people to look at: a newline as ⏎, and everything that a terminal would act on or not show as \\uXXXX."""
    return "".join("⏎" if c == "\n" else c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
