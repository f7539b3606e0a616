"""How wide a text is on a terminal, and how it breaks into lines there.

What lives here: cells() and wrapped(). What never does: printing, asking a terminal for its size.

A Chinese character takes two cells. A line may break at blanks and between Chinese characters, but not before a mark that closes;
a path or another long word is never broken, for it could not be copied then.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["cells", "wrapped"]

_WIDE = "\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff01-\uff60"
_CLOSING = "，。、；：！？）」』】》〉”’…"
_PIECE = re.compile(rf"\s+|[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+[{_CLOSING}]*")


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def wrapped(text: str, width_cells: int, indent: str = "  ") -> list[str]:
    """The lines of one line of text; those after the first begin with `indent`."""
    if cells(text) <= width_cells:
        return [text]
    lines: list[str] = []
    line, used, held = "", 0, ""  # held: the blank before the next piece, which goes where the line ends
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece.isspace() and line:
            held = piece
            continue
        wide = cells(piece)
        if line.strip() and used + cells(held) + wide > width_cells:
            lines.append(line)
            line, used, held = indent, cells(indent), ""
        line += held + piece
        used += cells(held) + wide
        held = ""
    return [*lines, line]
