"""A look at one text before a page is made of it: may two of its isolated pieces share a name?

What lives here: may_share(). What never does: a verdict (spam.py), gathering the pieces of a page (evidence.py).

How it works: whatever is found to be injected stands in two isolated pieces, of which one is more than a short line by itself:
glued behind a sentence, in brackets behind one, an address, at the title. Such pieces are found by the patterns of evidence.py,
on all lines, without asking which are sentences, so there are never fewer. Where those that have two characters in common, and
the short lines with these, could not be injected, a page would show nothing.
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
    PLACES_MIN,
    PREFIX,
    TITLE_LINES,
    TOKEN_MIN_CHARS,
    TRADE,
    low,
)

__all__ = ["may_share"]

_OPENED = re.compile(r"[。!?…”』」]\s*[(\[【『「]")
_ADDRESSED = re.compile(r"\.[A-Za-z]{2,8}(?=[.\u3400-\u9fff“《]|[^\S\n]*(?:\n|\Z))")
_TITLED = re.compile(r"[:|_—·★\])】〗〕」』-]")
_LATIN = re.compile(r"[.!?][\"”’)]?\s{1,2}[\[(]?[A-Z]")


def may_share(text: str) -> bool:
    """False where no isolated pieces of a text that have characters in common could be injected."""
    folded = fold_whole(text)
    views = [view for view in folded.split("\n") if view and not view.isspace()]
    # Most texts hold nothing of a kind: asked of the whole text, it is not asked of each line.
    kinds = [pattern.search(folded) is not None for pattern in (_LATIN, _OPENED, _ADDRESSED)]
    pieces = [*_pieces(views, *kinds)]
    if not pieces:
        return False
    alone = [low(bare) for view in views[1:] if len(bare := _bare(view)) <= ALONE_MAX_CHARS]
    short = "\n".join(alone)
    holders: dict[str, list[tuple[str, str]]] = {}
    for piece in pieces:
        said = piece[1]
        for pair in {said[n : n + TOKEN_MIN_CHARS] for n in range(len(said) - TOKEN_MIN_CHARS + 1)}:
            holders.setdefault(pair, []).append(piece)
    return any(
        _may_tell(held, [line for line in alone if pair in line] if pair in short else [])
        for pair, held in holders.items()
        if len(held) > 1 or pair in short
    )


def _may_tell(held: list[tuple[str, str]], alone: list[str]) -> bool:
    """False where pieces (kind, words) and lines with the same characters could not be injected, wherever the lines stand: as
    may_be_injected() says, and of pieces glued behind sentences with a full stop of their own what notes ask for."""
    kinds = [kind for kind, _ in held]
    if kinds.count("glued") > 1:
        return True
    if len({*kinds, *(["alone"] if alone else [])}) > 1 and ("glued" in kinds or len(kinds) + len(alone) >= PLACES_MIN):
        return True
    told = [words for kind, words in held if kind in ("glued", "bracket")]
    if told:
        return any(TRADE.search(words) for words in (*(words for _, words in held), *alone))
    return any(kind == "title" and TRADE.search(words) for kind, words in held)


def _bare(view: str) -> str:
    start, end = trim(view)
    return view[start:end] or view.strip()


def _pieces(views: list[str], latin: bool, opened: bool, addressed: bool) -> Iterator[tuple[str, str]]:
    """What stands isolated on lines, but for short lines by themselves: the kind of place, and the words. latin, opened,
    addressed: whether one of the lines may hold pieces of these kinds."""
    for n, view in enumerate(views):
        if "。" in view or "!" in view or "?" in view:
            match = glued_at(view[-GLUED_CHARS:])
            if match is not None:
                yield "glued", low(match[1])
        if latin and _LATIN.search(view) is not None:
            match = GLUED_LATIN.search(view[: trim(view)[1]][-GLUED_CHARS:])
            if match is not None:
                yield "glued", low(match[1])
        if opened and _OPENED.search(view) is not None:
            for match in BRACKETED.finditer(view):
                yield "bracket", low(match["in"])
        if addressed and _ADDRESSED.search(view) is not None:
            for match in ADDRESS.finditer(view):
                yield "address", low(match["in"])
        if n < TITLE_LINES and _TITLED.search(view) is not None:
            for match in (PREFIX.match(view), suffix_of(view, len(view))):
                if match is not None:
                    yield "title", low(match[1] or match[2])
