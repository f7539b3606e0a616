"""The writer of a page of posts: the user whom its head names, or whose name stands over the card of a member.

What lives here: take_opener(), take_poster(). What never does: the forms of such lines (rowposter.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from corpuskit.steps.barrows import Bar, name_alone, rows_of, user_of
from corpuskit.steps.fieldgrammar import tokens_of
from corpuskit.steps.pagefields import PageFields
from corpuskit.steps.rowposter import poster_of
from corpuskit.steps.sections import Sections
from corpuskit.steps.taken import Piece

__all__ = ["take_opener", "take_poster"]

POSTER_MAX_CHARS = 24
OPENER_LINES = 10  # over and right under the title
POSTS = frozenset(
    ("zh.source.post-head", "zh.source.post-floor", "zh.source.post-author", "zh.source.floor-time", "zh.source.floor")
    + ("zh.source.forum-user", "zh.counter.member-card", "zh.counter.member", "en.source.forum")
    + ("zh.counter.post-foot", "zh.counter.member-row")
)
_CARD = re.compile(r"\s*([^\s:：]{2,16})\s+[^\s:：\d]{2,4}[:：]")  # a user's name before the labels of the card
_COUNTED = re.compile(r"\s\d+\s|您|本[帖贴站文]")  # what a page tells its reader


def take_opener(page: PageFields, pieces: list[Piece], sections: Sections, bars: Callable[[], list[Bar]]) -> None:
    """The user whom the head of the page names as its writer by the form of the line."""
    for piece in pieces[:OPENER_LINES]:
        if piece.raw.strip() in page.titles.whole[:1]:
            continue
        name = poster_of(piece.raw)
        if name and not sections.names(name) and not page.is_site(name) and not any(term in name for term in page.spam):
            page.found["author"] = name
            page.opened = True
            return
    parted = any(not piece.whole for piece in pieces[:OPENER_LINES])
    for bar in bars()[:OPENER_LINES] if parted else ():  # a line of which strip took the mark of the floor
        name = poster_of(bar.raw) if bar.raw != page.title else ""
        if name and not sections.names(name) and not page.is_site(name) and not any(term in name for term in page.spam):
            page.found["author"] = name
            page.opened = True
            return
    if any(piece.rule in POSTS for piece in pieces):
        under, _ = rows_of(bars(), page.title)
        name = user_of(under) or name_alone(bars(), page.title)
        if name and not any(term in name for term in page.spam):
            page.found["author"] = name
            page.opened = True


def take_poster(page: PageFields, pieces: list[Piece]) -> None:
    """The user of a thread's first post, whose name stands alone over the card of the member."""
    for n, piece in enumerate(pieces):
        if piece.rule == "zh.counter.member-card" and (card := _CARD.match(piece.raw)) is not None:
            page.put("author", card[1])
            return
        tokens = tokens_of(piece.view)
        is_name = bool(tokens) and all(token.kind == "free" for token in tokens) and len(piece.view) <= POSTER_MAX_CHARS
        is_name = is_name and ":" not in piece.view and not piece.view[-1:].isdigit() and not _COUNTED.search(piece.view)
        beside = piece.family != "page" or any(other.rule in POSTS for other in pieces[max(0, n - 1) : n + 2])
        if is_name and beside and piece.whole and piece.family in ("source", "page", "counter"):
            page.put("author", piece.raw)
            return
