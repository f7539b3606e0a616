"""A first look at many texts at once: where may a name be glued amid paragraphs?

What lives here: amid_hints(). What never does: a verdict (amid.py).

How it works: the characters behind full stops and at the beginnings of short lines are numbers; the same number three times in a
text is looked at, and only the words there are folded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from corpuskit.rulebook.folding import fold_whole
from corpuskit.rulebook.joined import Joined, Piece
from corpuskit.steps.strip.amid import (
    HEAD_CHARS,
    MANY_HEADS,
    NAME_MIN_CHARS,
    SHORT_NAME_CHARS,
    is_foreign_name,
    is_name,
    may_be_name,
)
from corpuskit.steps.strip.pieces import low

__all__ = ["amid_hint", "amid_hints"]

SHORT_LINE_CHARS = 30
GROUP_MAX = 40  # places of the same characters that are looked at
SPREAD, SLOT_SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(64 - 14)  # of a key, for numbers of 14 bits


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
    and of short lines, three times in all, and what follows them begins sentences. The batch does not matter."""
    out = np.zeros(len(joined.texts), dtype=np.bool_)
    _told.clear()
    seen = [_beginnings(joined, piece) for piece in joined.pieces()]
    if seen:
        long_keys, short_keys, said, heads, bare, places = (np.concatenate(parts) for parts in zip(*seen, strict=True))
        for size, keys, may in (
            (NAME_MIN_CHARS, long_keys, said == NAME_MIN_CHARS),
            (SHORT_NAME_CHARS, short_keys, bare & (said >= SHORT_NAME_CHARS)),
        ):
            some = may.nonzero()[0]
            _find(joined, keys.take(some), heads.take(some), places.take(some), size, out)
    _told.update(zip(joined.texts, out.tolist(), strict=True))
    return out


@lru_cache(maxsize=10_000)
def _begins_sentences(chars: str) -> bool:
    """True for two characters that are no name by themselves: sentences begin with them, or a word that many do."""
    name = low(fold_whole(chars))
    return not (is_name(name) and is_foreign_name(name))


_told: dict[str, bool] = {}  # of the texts of the last batch, whose pages are asked of one by one


def amid_hint(text: str) -> bool:
    """The same of one text."""
    found = _told.get(text)
    return bool(amid_hints(Joined([text]))[0]) if found is None else found


def _beginnings(joined: Joined, piece: Piece) -> tuple[Any, Any, Any, Any, Any, Any]:
    """Of the places of a piece where sentences and short lines begin: text and first three characters as one number, the same of
    two, how many of these a name may hold, whether it is the head of a sentence amid a paragraph, whether a name of two
    characters may stand there, and where it is in the joined texts."""
    codes = piece.codes
    starts, ends = piece.lines
    size = ends - starts
    short = starts[(size <= SHORT_LINE_CHARS) & (size >= SHORT_NAME_CHARS)]
    others = ((codes == ord("！")) | (codes == ord("？"))).nonzero()[0]
    places = np.concatenate((piece.stops + 1, others + 1, short))
    places += _OPENERS_AT.take(codes.take(places, mode="clip"), mode="clip")
    heads = np.arange(len(places)) < len(places) - len(short)
    keys = [joined.which(places + piece.offset).astype(np.uint64)]
    said, goes_on = np.zeros(len(places), dtype=np.intp), np.ones(len(places), dtype=np.bool_)
    for n in range(NAME_MIN_CHARS):
        these = codes.take(places + n, mode="clip")
        goes_on &= _SAYS.take(these, mode="clip")
        said += goes_on
        keys.append((keys[-1] << np.uint64(16)) + these.astype(np.uint64))
    bare = heads | _ENDS_NAME.take(codes.take(places + SHORT_NAME_CHARS, mode="clip"), mode="clip")
    return keys[NAME_MIN_CHARS], keys[SHORT_NAME_CHARS], said, heads, bare, places + piece.offset


def _find(joined: Joined, keys: Any, heads: Any, places: Any, size: int, out: Any) -> None:
    """Mark the texts where the same characters stand at several places, and what follows begins sentences."""
    if not len(keys):
        return
    # Most stand once or twice, and sorting is dear: they are told by how many share some bits of a product.
    slots = (keys * SPREAD >> SLOT_SHIFT).astype(np.intp)
    some = (np.bincount(slots).take(slots) >= MANY_HEADS).nonzero()[0]
    if not len(some):
        return
    keys, heads, places = keys.take(some), heads.take(some), places.take(some)
    order = np.lexsort((places, ~heads, keys))
    keys, heads, places = keys[order], heads[order], places[order]
    firsts = np.concatenate(([True], keys[1:] != keys[:-1])).nonzero()[0]
    count = np.diff(np.append(firsts, len(keys)))
    hit = (count >= MANY_HEADS) & heads[firsts]
    firsts, count = firsts[hit], count[hit]
    begins = places.take(firsts)
    for first, n, at, which in zip(*map(np.ndarray.tolist, (firsts, count, begins, joined.which(begins))), strict=True):
        if out[which]:
            continue
        taken = slice(first, first + min(n, GROUP_MAX))
        text = joined.text
        if size == SHORT_NAME_CHARS and _begins_sentences(text[at : at + size]):
            continue
        said = "\0".join([text[at : at + HEAD_CHARS].partition("\n")[0] for at in places[taken].tolist()])
        out[which] = may_be_name(low(fold_whole(said)).split("\0"), heads[taken].tolist(), size)
