"""The user whose name stands alone over the time or the figures of his post.

What lives here: take_handle(). What never does: names between a title and furniture (barrows.py), rows that hold a name beside a
time (rowwriter.py, rowposter.py).

How it works: a short line right over a row with a time is as often the title. It is the user where a second sign says so: it
opens with an at-sign, ends with the mark of a verified account, stands a second time over a time or on a line that the page
judge took, or what follows it counts what its owner has published.

Weak: a site without titles that repeats the name of a section over each post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.barrows import is_user
from corpuskit.steps.pagefields import PageFields
from corpuskit.steps.stayed import HEAD, LATE
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time

__all__ = ["take_handle"]

NAME_MAX_CHARS, LINES_MAX = 20, 5
_AT = re.compile(r"@[A-Za-z]\w{1,19}")
_VERIFIED = re.compile(r"(?P<name>[\u3400-\u9fff]{2,12})[Vv]")
_PUBLISHED = re.compile(r"\d[\d.,]*\s?[万萬]?\s?(?:篇?文章|作品|粉[丝絲]|获赞|總?閱讀|总阅读|投稿)")


def take_handle(page: PageFields, pieces: Sequence[Piece], head: float) -> None:
    """Fill the writer from a line that is a user's name by its place and a second sign."""
    alone = [n for n, piece in enumerate(pieces[:-1]) if _may_be(piece) and _is_under(pieces[n + 1], piece)]
    timed = [n for n in alone if find_time(pieces[n + 1].view) is not None]
    said = [pieces[n].raw.strip() for n in timed] + page.judged
    for n in alone[:LINES_MAX]:
        piece, below = pieces[n], pieces[n + 1]
        if piece.start > head or piece.rule == LATE:
            continue
        raw = piece.raw.strip()
        marked = _VERIFIED.fullmatch(raw)
        name = marked["name"] if marked is not None else raw
        signs = n in timed and (_AT.fullmatch(raw) is not None or marked is not None or said.count(raw) > 1)
        signs = signs or (below.family == "counter" and _PUBLISHED.search(below.view) is not None and raw != page.title)
        if not signs or (_AT.fullmatch(raw) is None and not is_user(fold(name, fold_table()))):
            continue
        if page.is_section(name) or page.is_site(name):
            continue
        if _AT.fullmatch(raw) is not None:
            page.found["author"] = raw
        else:
            page.put("author", name)
        return


def _may_be(piece: Piece) -> bool:
    return piece.rule in (HEAD, LATE) and piece.whole and 1 < len(piece.raw.strip()) <= NAME_MAX_CHARS and " " not in piece.view


def _is_under(below: Piece, piece: Piece) -> bool:
    """True for furniture on the line right behind."""
    return below.start == piece.end + 1 and below.whole and (below.family in ("source", "counter", "page") or below.judged)
