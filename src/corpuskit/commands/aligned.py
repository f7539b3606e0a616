"""Two texts side by side in a terminal: what only one of them has, in its place.

What lives here: aligned(). What never does: deciding which of the two stays. The page of a document does the same in HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from corpuskit.core.edit import diff

__all__ = ["aligned"]

SAME_LINES = 3  # longer stretches of equal lines are folded
FOLD_CHARS = 60  # and so are longer stretches of equal characters within a line
COMPARED_LINES = 5_000  # more would take minutes


def aligned(left: str, right: str) -> Iterator[str]:
    """Lines that show both texts: [-only in left-] {+only in right+}; what is the same is folded."""
    a, b = (text.split("\n")[:COMPARED_LINES] for text in (left, right))
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from _same(a[i1:i2])
        else:
            yield from (_line(x, y) for x, y in zip_longest(a[i1:i2], b[j1:j2]))


def _same(lines: Sequence[str]) -> Iterator[str]:
    if len(lines) <= SAME_LINES:
        yield from (f"  {_fold(line)}" for line in lines)
        return
    yield f"  {_fold(lines[0])}"
    yield f"  … {len(lines) - 2:,} lines that are the same …"
    yield f"  {_fold(lines[-1])}"


def _line(left: str | None, right: str | None) -> str:
    if left is None or right is None:
        return f"- [-{_shown(left)}-]" if left is not None else f"+ {{+{_shown(right or '')}+}}"
    parts, at = [], 0
    for edit in diff(left, right, ""):
        parts.append(_fold(left[at : edit.start]))
        parts.append(f"[-{_shown(edit.removed)}-]" if edit.removed else "")
        parts.append(f"{{+{_shown(edit.inserted)}+}}" if edit.inserted else "")
        at = edit.end
    return "~ " + "".join(parts) + _fold(left[at:])


def _fold(text: str) -> str:
    if len(text) <= FOLD_CHARS:
        return _shown(text)
    return f"{_shown(text[: FOLD_CHARS // 2])} … {_shown(text[-FOLD_CHARS // 2 :])}"


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
