"""Pages that a crawler left on one line: their blocks stand behind wide blanks.

What lives here: unrolled(), rolled(). What never does: what goes (step.py).

How it works: some extractions write a whole page on one line, menu, chain of sections, source bar, text and foot, and part its
blocks by two blanks and more. Where a text is made of such lines, the first blank of each wide one is read as the end of a line.
That keeps every place in the text: what is found on the lines holds for the text as it is.

Weak: blocks that one blank parts; two blanks behind the end of a sentence, which typists set and which part nothing here.
"""

from __future__ import annotations

import re

from corpuskit.core.edit import Edit, Edits, Layer

__all__ = ["rolled", "unrolled"]

LINE_MIN_CHARS = 300  # on the average, and of a line that is unrolled
BLOCKS_MIN = 4  # wide blanks of a line
_WIDE = re.compile(r"(?<=\S)(?:[ \t\u3000\xa0]{3,}|(?<![.!?:;,\"')\]])[ \t\u3000\xa0]{2})(?=\S)")


def unrolled(text: str) -> str | None:
    """The text with ends of lines in place of the first blank of each wide one, and as long; None where it has no such lines."""
    if len(text) < LINE_MIN_CHARS * (text.count("\n") + 1):
        return None
    lines, changed = text.split("\n"), False
    for n, line in enumerate(lines):
        if len(line) > LINE_MIN_CHARS and len(_WIDE.findall(line)) >= BLOCKS_MIN:
            lines[n] = _WIDE.sub(_broken, line)
            changed = True
    return "\n".join(lines) if changed else None


def _broken(match: re.Match[str]) -> str:
    return "\n" + match[0][1:]


def rolled(found: Edits | Layer, text: str) -> Edits | Layer:
    """What was found on the unrolled text, said of the text as it is: the same places, with its own blanks."""
    edits = found.edits if isinstance(found, Layer) else found
    own = Edits.of([Edit(e.start, e.end, text[e.start : e.end], e.inserted, e.rule, e.confidence, e.why) for e in edits])
    return Layer(found.step, found.version, own, found.notes) if isinstance(found, Layer) else own
