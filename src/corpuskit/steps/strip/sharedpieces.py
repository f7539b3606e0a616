"""A look at one text before a page is made of it: may two of its isolated pieces share a name?

What lives here: may_share(). What never does: a verdict (spam.py), gathering the pieces of a page (evidence.py).

How it works: whatever is found to be injected stands in two isolated pieces, of which one is more than a short line by itself:
glued behind a sentence, in brackets behind one, an address, at the title. Such pieces are found by the patterns of evidence.py,
on all lines, without asking which are sentences, so there are never fewer. Where none of them has two characters in common with
another piece or with a short line, a page would show nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuskit.rulebook.folding import fold_whole
from corpuskit.rulebook.linegate import trim
from corpuskit.steps.strip.evidence import glued_at, suffix_of
from corpuskit.steps.strip.pieces import (
    ADDRESS,
    ALONE_MAX_CHARS,
    BRACKETED,
    GLUED_CHARS,
    GLUED_LATIN,
    PREFIX,
    TITLE_LINES,
    TOKEN_MIN_CHARS,
    low,
)

__all__ = ["may_share"]

_OPENED = re.compile(r"[。!?…”』」]\s*[(\[【『「]")
_ADDRESSED = re.compile(r"\.[A-Za-z]{2,8}(?=[.\u3400-\u9fff“《]|\s*\Z)")
_LATIN = re.compile(r"[.!?][\"”’)]?\s{1,2}[\[(]?[A-Z]")


def may_share(text: str) -> bool:
    """False where no isolated piece of a text has characters in common with another one."""
    views = [view for view in fold_whole(text).split("\n") if view and not view.isspace()]
    pieces = [*_pieces(views)]
    if not pieces:
        return False
    alone = [bare for view in views[1:] if len(bare := _bare(view)) <= ALONE_MAX_CHARS]
    short = low("\n".join(alone))
    known: set[str] = set()
    for piece in pieces:
        pairs = {piece[n : n + TOKEN_MIN_CHARS] for n in range(len(piece) - TOKEN_MIN_CHARS + 1)}
        if not known.isdisjoint(pairs) or any(pair in short for pair in pairs):
            return True
        known |= pairs
    return False


def _bare(view: str) -> str:
    start, end = trim(view)
    return view[start:end] or view.strip()


def _pieces(views: list[str]) -> Iterator[str]:
    """What stands isolated on lines, but for short lines by themselves."""
    for n, view in enumerate(views):
        if "。" in view or "!" in view or "?" in view:
            match = glued_at(view[-GLUED_CHARS:])
            if match is not None:
                yield low(match[1])
        if _LATIN.search(view) is not None:
            match = GLUED_LATIN.search(view[: trim(view)[1]][-GLUED_CHARS:])
            if match is not None:
                yield low(match[1])
        if _OPENED.search(view) is not None:
            for match in BRACKETED.finditer(view):
                yield low(match["in"])
        if _ADDRESSED.search(view) is not None:
            for match in ADDRESS.finditer(view):
                yield low(match["in"])
        if n < TITLE_LINES:
            for match in (PREFIX.match(view), suffix_of(view, len(view))):
                if match is not None:
                    yield low(match[1] or match[2])
