"""The writer of a page of posts: the user whom its head names, or whose name stands over the card of a member.

What lives here: take_opener(), take_poster(), take_foot_writer(). What never does: the forms of such lines (rowposter.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.barrows import Bar, carded, is_user, name_alone, rows_of, user_of
from corpuskit.steps.fieldgrammar import label_alone, tokens_of
from corpuskit.steps.pagefields import PageFields
from corpuskit.steps.rowposter import poster_of
from corpuskit.steps.sections import Sections
from corpuskit.steps.taken import Piece, fields_of
from corpuskit.steps.timegrammar import find_time

__all__ = ["take_foot_writer", "take_opener", "take_poster"]

POSTER_MAX_CHARS = 24
OPENER_LINES = 10  # over and right under the title
POSTS = frozenset(
    ("zh.source.post-head", "zh.source.post-floor", "zh.source.post-author", "zh.source.floor-time", "zh.source.floor")
    + ("zh.source.forum-user", "zh.counter.member-card", "zh.counter.member", "en.source.forum")
    + ("zh.counter.post-foot", "zh.counter.member-row")
)
_OF_A_THREAD = re.compile(r"楼主|樓主|[题題]主|[（(]主人|[(（【\[|｜]作者|[发發][表帖布][于於在]|最后由|最後由|작성자|글쓴이")
CARD_LINES, LINE_MAX_CHARS = 4, 80
_USER = r"(?P<name>[^\s:,;。!?|/<>《》【】\[\]「」()★☆·•]{2,16})"
_NAME = re.compile(r"(?!楼主|[版板]主|\d+\Z)[\w·.-]{2,12}")
_CHANGED_BY = re.compile(rf"本(?:帖|贴|主题)(?:最后)?由\s?{_USER}\s?于\s?.{{4,24}}编辑")
_OPENER = re.compile(
    rf"{_USER}\s?(?:\|\s?(?:楼主|作者)\s?\||[(\[【]\s?(?:楼主|题主|主人|作者)\s?[)\]】]|\s(?:작성자|글쓴이)\s(?=\d))"
)
_POST = re.compile(r"(?:楼主\s?\|?\s?)?发[表布帖][于在]\s?:?\s?\d")
_OF_A_MEMBER = re.compile(
    r"(?:积分|威望|精华|主题|帖子|发帖|帖数|等级|金钱|注册|粉丝|UID|发消息|加好友|私信|回帖|经验)(?![\u3400-\u9fff])"
    r"|\d\s?(?:主题|帖子|积分|粉丝)|会员|站友"
)
_CELLS = re.compile(r"\s*[|｜丨·]\s*|\s{2,}|\u3000")
_WRITER = re.compile(r"(?:本文)?作者\s?:\s?\S")
_CARD = re.compile(r"\s*([^\s:：]{2,16})\s+[^\s:：\d]{2,4}[:：]")  # a user's name before the labels of the card
_COUNTED = re.compile(r"\s\d+\s|您|本[帖贴站文]")  # what a page tells its reader


def take_opener(
    page: PageFields, on_page: Sequence[Piece], head: float, sections: Sections, bars: Callable[[], list[Bar]]
) -> None:
    """The user whom the head of the page names as its writer by the form of the line, or who opened the thread."""
    pieces = [piece for piece in on_page if piece.start <= head and piece.whole]
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
    if _OF_A_THREAD.search("\n".join([piece.raw for piece in on_page])) is not None:
        _take_thread(page, on_page, bars())
    name = "" if page.opened else carded(bars(), page.title)
    if name and not page.is_site(name) and not sections.names(name) and not any(term in name for term in page.spam):
        page.found["author"] = name
        page.opened = True
    if not page.opened and any(piece.rule in POSTS for piece in pieces):
        under, _ = rows_of(bars(), page.title)
        name = user_of(under) or name_alone(bars(), page.title)
        if name and not any(term in name for term in page.spam):
            page.found["author"] = name
            page.opened = True


def _take_thread(page: PageFields, pieces: Sequence[Piece], bars: Sequence[Bar]) -> None:
    """Who opened a thread, said by the marks of his later posts, by the note of a change, or by the card over his first one."""
    name = _card_over(bars) or next((name for piece in pieces if (name := _marked(piece))), "")
    if name and not any(term in name for term in page.spam):
        page.found["author"] = name
        page.opened = True


def _marked(piece: Piece) -> str:
    """The user whom a line marks as the one who opened the thread; empty for any other line."""
    if len(piece.raw) > LINE_MAX_CHARS or piece.family in ("advert", "related", "prevnext"):
        return ""
    bare = piece.raw.strip(" \u3000\t（(")
    view = fold(bare, fold_table())
    match = _CHANGED_BY.match(view) or (_OPENER.match(view) if find_time(view) is not None else None)
    if match is None or not is_user(match["name"]):
        return ""
    return bare[match.start("name") : match.end("name")]


def _card_over(bars: Sequence[Bar]) -> str:
    """The name that opens the card of a member over the time of the first post."""
    head = next((n for n, bar in enumerate(bars) if bar.has_time and _POST.match(bar.view) is not None), 0)
    below = 0  # lines of the card under this one
    for bar in bars[max(0, head - CARD_LINES) : head][::-1]:
        told = len(_OF_A_MEMBER.findall(bar.view))
        first = _CELLS.split(bar.raw.strip())[0]
        if told and _OF_A_MEMBER.search(first) is not None:
            below += 1
            continue
        alone = first == bar.raw.strip() and below > 0
        view = fold(first, fold_table())
        is_name = is_user(view) or (told > 0 and _NAME.fullmatch(view) is not None and label_alone(view) is None)
        return first if (alone or told) and is_name else ""
    return ""


def take_foot_writer(page: PageFields, pieces: Sequence[Piece], head: float) -> None:
    """The writer whom a line of furniture under the text names behind the label for him, where nothing else does."""
    for piece in pieces:
        furniture = piece.whole and (piece.family in ("source", "page", "counter") or piece.judged)
        if piece.start <= head or not furniture or _WRITER.match(piece.view) is None:
            continue
        name = next((value for field, value in fields_of(piece.raw) if field == "author"), "")
        if name and is_user(fold(name, fold_table())):
            page.put("author", name)
            return


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
