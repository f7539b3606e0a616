"""What strip leaves of a text, held to be settled.

Lives here: settled(). Never here: judging what should be left.
"""

from __future__ import annotations

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.strip import Strip


def settled(*lines: str) -> list[str]:
    """The lines that strip leaves of these; fails where a second run takes more."""
    text = "\n".join(lines)
    found = Strip().edits(Document("0" * 16, text))
    left = apply(text, found.edits if isinstance(found, Layer) else found)
    again = Strip().edits(Document("0" * 16, left))
    assert not (again.edits if isinstance(again, Layer) else again), "the result is not settled"
    return left.split("\n")
