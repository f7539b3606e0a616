"""Words, numbers and tables of a card, safe against what documents say.

What lives here: escape, visible, table, and numbers for people. What never does: knowing what a card says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["NO_BREAK", "bare", "count", "escape", "number", "percent", "size", "table", "visible"]

NO_BREAK = "\u00a0"
_MARKUP = "\\`*_{}[]<>()#+!|~$&"


def escape(text: object) -> str:
    """Text that may stand in a Markdown table or paragraph: one line, and no markup of its own."""
    out = []
    for char in str(text).replace("\n", "⏎"):
        if char in _MARKUP:
            out.append(f"&#{ord(char)};")
        elif char.isprintable():
            out.append(char)
        else:
            out.append(f"U+{ord(char):04X}")
    return "".join(out)


def visible(text: str) -> str:
    """The same for a text that may be nothing but blanks."""
    return "␣" * len(text) if text and not text.strip(" ") else escape(text)


def bare(text: object) -> str:
    """A name inside of `code`: one line, without the mark that would end it, nor the one that would end a cell."""
    return "".join(char if char.isprintable() and char not in "`|<" else "·" for char in str(text)) or "·"


def table(head: Sequence[str], rows: Iterable[Sequence[object]], numeric: Sequence[int] = ()) -> str:
    """A Markdown table of cells that are escaped already; `numeric` columns stand at the right."""
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + "|".join("---:" if n in numeric else "---" for n in range(len(head))) + "|")
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def number(n: int) -> str:
    return f"{n:,}"


def count(n: int, one: str, more: str = "") -> str:
    """`1 document`, `2 documents`."""
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def percent(part: int, whole: int) -> str:
    """A share, which does not break before its sign: nothing and everything are said only where it is so."""
    if not whole or not part:
        return f"0{NO_BREAK}%"
    value = 100 * part / whole
    if part == whole:
        return f"100{NO_BREAK}%"
    shown = "< 0.1" if value < 0.1 else "> 99.9" if value >= 99.95 else f"{value:.1f}"
    return f"{shown} %".replace(" ", NO_BREAK)


def size(n: int) -> str:
    value = float(n)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            return f"{value:.0f}{NO_BREAK}{unit}" if unit == "B" else f"{value:.1f}{NO_BREAK}{unit}"
        value /= 1000
    return ""
