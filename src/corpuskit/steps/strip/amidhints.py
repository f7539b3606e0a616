"""A first look at many texts at once: where may a name be glued amid paragraphs?

What lives here: amid_hints(). What never does: a verdict (amid.py).

How it works: the characters behind full stops and at the beginnings of short lines are numbers; the same number three times in a
text is looked at, and only the words there are folded.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from corpuskit.rulebook.folding import fold_whole
from corpuskit.rulebook.joined import Joined, Piece
from corpuskit.steps.strip.amid import HEAD_CHARS, MANY_HEADS, NAME_MIN_CHARS, SHORT_NAME_CHARS, may_be_name
from corpuskit.steps.strip.pieces import low

__all__ = ["amid_hints"]

SHORT_LINE_CHARS = 30
GROUP_MAX = 40  # places of the same characters that are looked at


def _table(chars: str, size: int) -> Any:
    codes = np.zeros(size, dtype=np.bool_)
    codes[[ord(c) for c in chars]] = True
    return codes


_OPENERS_AT = _table("【[(「『〖★（〔", 0x10000)
_ENDS_NAME = _table("\n:：|_-—】]", 0x10000)
_SAYS = ~_table("“”「」『』《》〈〉（）【】，。！？、；：…—·‘’\u3000", 0x10000)
_SAYS[: ord("-")] = False


def amid_hints(joined: Joined) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Of each text of a batch whether a name may be glued amid its paragraphs: some characters stand at the heads of sentences
    and of short lines, three times in all, and what follows them begins sentences."""
    out = np.zeros(len(joined.texts), dtype=np.bool_)
    for piece in joined.pieces():
        places, heads = _places(piece)
        for size in (NAME_MIN_CHARS, SHORT_NAME_CHARS):
            these, those = places, heads
            if size < NAME_MIN_CHARS:
                bare = those | _ENDS_NAME.take(piece.codes.take(places + size, mode="clip"), mode="clip")
                if bare.all() and not (~those).any():
                    continue
                these, those = places[bare], those[bare]
            _find(joined, piece, these, those, size, out)
    return out


def _places(piece: Piece) -> tuple[Any, Any]:
    """Where sentences and short lines begin, and which of them are sentences amid a paragraph."""
    codes = piece.codes
    stops = ((codes == ord("。")) | (codes == ord("！")) | (codes == ord("？"))).nonzero()[0] + 1
    starts, ends = piece.lines()
    size = ends - starts
    short = starts[(size <= SHORT_LINE_CHARS) & (size >= SHORT_NAME_CHARS)]
    short = short + _OPENERS_AT.take(codes.take(short), mode="clip")
    return np.concatenate((stops, short)), np.arange(len(stops) + len(short)) < len(stops)


def _find(joined: Joined, piece: Piece, places: Any, heads: Any, size: int, out: Any) -> None:
    """Mark the texts where `size` characters stand at several of these places, and what follows begins sentences."""
    keys = joined.which(places + piece.offset).astype(np.uint64)
    said = np.ones(len(places), dtype=np.bool_)
    for n in range(size):
        these = piece.codes.take(places + n, mode="clip")
        said &= _SAYS.take(these, mode="clip")
        keys = (keys << np.uint64(16)) + these.astype(np.uint64)
    said &= ~out[joined.which(places + piece.offset)]
    keys, heads, places = keys[said], heads[said], places[said]
    if not len(keys):
        return
    order = keys.argsort(kind="stable")
    keys, heads, places = keys[order], heads[order], places[order]
    firsts = np.concatenate(([True], keys[1:] != keys[:-1])).nonzero()[0]
    count = np.diff(np.append(firsts, len(keys)))
    hit = (count >= MANY_HEADS) & np.logical_or.reduceat(heads, firsts)
    groups = [(first, first + n) for first, n in zip(firsts[hit].tolist(), count[hit].tolist(), strict=True)]
    at = [place for first, end in groups for place in places[first : min(end, first + GROUP_MAX)].tolist()]
    text, offset = joined.text, piece.offset
    said_there = low(fold_whole("\0".join([text[offset + place : offset + place + HEAD_CHARS] for place in at]))).split("\0")
    n = 0
    for first, end in groups:
        taken = min(end - first, GROUP_MAX)
        said_here, amid = said_there[n : n + taken], heads[first : first + taken].tolist()
        n += taken
        if may_be_name([s.partition("\n")[0] for s in said_here], amid, size):
            out[joined.which(np.array([places[first] + offset]))[0]] = True
