"""Whether a rule without literals may hit a text: a time alone on one of its first lines, a name in brackets at its end.

What lives here: hits_without_literal(), may_hit_without_literal() (many texts at once). What never does: the rules with literals
(rulebook/linematch.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from corpuskit.rulebook.joined import Joined
from corpuskit.rulebook.linematch import Matcher, trim

__all__ = ["hits_without_literal", "may_hit_without_literal"]

HEAD_CHARS = 400  # holds the first lines of a page, where a time may stand alone
TAIL_CHARS = 80  # holds a last line that is a name in brackets
CLOSERS = (")", "）", "]", "】")
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def hits_without_literal(text: str, matcher: Matcher) -> bool:
    """False when no rule without literals can hit a line of this text: one of the first lines begins with a digit (a time
    alone), or the last ends with a bracket (a name alone)."""
    if text[-TAIL_CHARS:].rstrip()[-1:] in CLOSERS:
        return True
    for line in text[:HEAD_CHARS].split("\n"):
        if line.lstrip()[:1].isdigit():
            view = matcher.view(line)
            tried, joins = matcher.gate.may_hit(view, trim(view), matcher.gate.needless)
            if tried and matcher.hits(line, view, tried, joins=joins):
                return True
    return False


@cache
def _begins() -> Flags:
    """Of each code point below U+10000 whether it is a digit or a blank, behind which one may stand; of those above it is not
    known."""
    return np.array([chr(code).isdigit() or chr(code).isspace() for code in range(0xFFFF)] + [True])


def may_hit_without_literal(joined: Joined) -> Flags:
    """For each text of a batch False where hits_without_literal() is, for nearly all of them."""
    may = np.array([text[-TAIL_CHARS:].rstrip()[-1:] in CLOSERS for text in joined.texts], dtype=np.bool_)
    for piece in joined.pieces():
        starts = piece.lines[0][_begins().take(piece.firsts, mode="clip")]
        which = joined.which(starts + piece.offset)
        may[which[starts + piece.offset - joined.begins.take(which) < HEAD_CHARS]] = True
    return may
