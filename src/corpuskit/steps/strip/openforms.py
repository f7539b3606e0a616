"""Forms of lines that sites set around a text, whatever their words: chains of sections, rows of names, links to other pages.

What lives here: what a line (or a line and those below it) looks like. What never does: where such a line counts, and for how
much (opening.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpuskit.steps.menugrammar import LINE_MAX_CHARS
from corpuskit.steps.strip.page import LINES_KNOWN

__all__ = [
    "BOTH_TURNS",
    "CHAIN_NAMES",
    "MARKED",
    "TURNS",
    "arrow_chain",
    "names_of",
    "pair_of_names",
    "post_head",
    "row_of_names",
    "title_chain",
    "turns_back",
    "turns_on",
]

NAMES_MIN = 4
CHAIN_NAMES = 3
NAME_MAX_CHARS, LAST_MAX_CHARS = 16, 60
PAIR_MAX_CHARS = 24  # of both names of a chain of two
TITLE_MIN_CHARS, PREFIX_MAX_CHARS = 5, 60
# Whatever a site sets between names: any mark that writing has no use for. Dots and slashes stand in names and numbers too.
_MARK = r"[^\w\s。,.;:!?！？，、；：“”\"'‘’()（）《》〈〉【】\[\]…%￥$¥&+*#@~=©®™-]"
_BAR = re.compile(rf"\s{{0,3}}(?:{_MARK}|-{{2,3}}>?|::){{1,2}}\s{{0,3}}")
_DOTS = frozenset("·・•/／|｜")
_ROUTE = frozenset(("—", "–", "→", "～", "〜"))  # stand between the stops of a route too
ROUTE_STOPS = 8
_ARROW = re.compile(r"\s*(?:[-=]>|[→▸›»≫〉⟩＞❯▶﹥‹«]|>{1,2}|::|≡|--)\s*")
_NO_NAME = re.compile(r"[。！？!?，,；;：:“”\"=+(){}<]|\d{3}")
_LABEL = re.compile(r"[^\s:：>»›][^:：>»›\d]{1,24}[:：]\s{0,3}(?=\S)")  # "You are here:"
TURNS = re.compile(
    r"(?:[◄◀«≪‹＜←]{1,3}|<<)\s?(?=[^\n]{1,60}[\s•·|/])[^\n<>]{2,60}(?:[►▶»≫›＞→]{1,3}|>>)"
    r"|[◄◀«≪‹＜←]{1,3}\s?(?:前|이전|上|Older|Prev)[^\n]{1,40}"
)
# The pages before and after on one line, with their titles or without.
BOTH_TURNS = re.compile(
    r"\W{0,3}上一?(?:[篇条则页章节个期]|主题)[^\n]{0,60}?下一?(?:[篇条则页章节个期]|主题)[^\n。?!]{0,40}"
    r"|\W{0,3}(?:이전\s?글|이전\s)[^\n]{0,60}?다음(?:\s?글)?(?![에이은는을도의])[^\n.。?!]{0,40}|\W{0,3}(?:前の?(?:記事|记事|投稿|话|話|ページ)|一つ前)[^\n]{0,60}?(?:次の?(?:記事|记事|投稿|话|話|ページ)|一つ[後后])[^\n。]{0,40}"
    r"|\W{0,3}Prev(?:ious)?\b[^\n.]{0,60}?\bNext\b[^\n.]{0,50}"
)
# An arrow to the left and the title of a page, on one line, and an arrow to the right on the next.
_BACK = re.compile(r"\s{0,3}(?:[◄◀«≪‹←⇐⇦]{1,3}|<{1,3}-{0,2})\s{0,3}\w[^\n<>»›]{1,60}")
_ON = re.compile(
    r"\s{0,3}(?:[►▶»≫›→⇒⇨]{1,3}|-{0,2}>{1,3})\s{0,3}\w[^\n<>]{1,60}"
    r"|\s{0,3}\w[^\n<>«‹]{1,60}(?:[►▶»≫›→⇒⇨]{1,3}|-{0,2}>{1,3})\s{0,3}"
)
MARKED = re.compile(rf"{_MARK}|[→▸›»≫〉⟩＞❯▶﹥‹«>≡◄◀≪＜←]|::|--")  # what a chain, a row of names and turns cannot be without
_LINK = re.compile(rf"\s{{0,3}}(?:{_MARK}|[-=]>|>{{1,2}}|::|--|\s[-:：_]|_)\s{{0,3}}\Z")


# Who posted, and when to the minute; nothing else.
_POST_HEAD = re.compile(
    r"[^\s\d:,。.!?/;=<>()\[\]{}|]{1,16}[\s\u3000]+(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}[日.]?\s{1,2}\d{1,2}:\d\d(?::\d\d)?"
)


@lru_cache(maxsize=LINES_KNOWN)
def post_head(view: str) -> bool:
    """True for the name of a user and the day and minute of a post."""
    return _POST_HEAD.fullmatch(view) is not None


@lru_cache(maxsize=LINES_KNOWN)
def arrow_chain(raw: str) -> tuple[str, ...]:
    """The names of a line that arrows cut into three or more, a label before them or none; empty where it is none."""
    text = raw.strip().strip("[]【】")
    if "«" in text and text.count("«") == text.count("»"):
        return ()  # they quote
    names = _chained(text)
    if not names and (label := _LABEL.match(text)) is not None:
        names = _chained(text[label.end() :])
    return names if len(names) >= CHAIN_NAMES else ()


def _chained(text: str) -> tuple[str, ...]:
    """The names between the arrows of a line; empty where one of them can be none."""
    names = tuple(name.strip("[]【】 \u3000") for name in _ARROW.split(text))
    *sections, last = names
    if not all(names) or len(last) > LAST_MAX_CHARS or "。" in last:
        return ()
    return names if all(len(name) <= NAME_MAX_CHARS and not _NO_NAME.search(name) for name in sections) else ()


@lru_cache(maxsize=LINES_KNOWN)
def pair_of_names(raw: str) -> bool:
    """True for two short names with an arrow between them."""
    names = _chained(raw.strip().strip("[]【】"))
    return len(names) == 2 and len(raw.strip()) <= PAIR_MAX_CHARS and not any(map(_NO_NAME.search, names))


def title_chain(raw: str, below: Sequence[str]) -> bool:
    """True for a line that ends with what one of the lines below says, a mark before it: the end of a chain of sections."""
    line = raw.strip()
    for other in below:
        title = other.strip()
        if len(title) >= TITLE_MIN_CHARS and line.endswith(title) and len(line) > len(title):
            before = line[: -len(title)]
            if len(before) <= PREFIX_MAX_CHARS and _LINK.search(before) is not None and any(map(str.isalnum, before)):
                return True
    return False


def turns_back(raw: str) -> bool:
    """True for an arrow to the left with a title."""
    return _BACK.fullmatch(raw) is not None


def turns_on(raw: str) -> bool:
    """True for an arrow to the right with a title."""
    return _ON.fullmatch(raw) is not None


@lru_cache(maxsize=LINES_KNOWN)
def row_of_names(raw: str) -> bool:
    """True for four or more short names with one kind of bar or dot between them: a menu whose words need not be known."""
    return len(names_of(raw)) >= NAMES_MIN


def names_of(raw: str) -> tuple[str, ...]:
    """The short names of a line with one kind of mark between them, three at least, four between dots; empty where it is none."""
    text = raw.strip()
    if len(text) > LINE_MAX_CHARS:
        return ()
    marks = {mark.strip() for mark in _BAR.findall(text)}
    if len(marks) != 1 or (marks <= _ROUTE and text.count(*marks) > ROUTE_STOPS):
        return ()
    names = tuple(name.strip() for name in _BAR.split(text))
    least = NAMES_MIN if marks <= _DOTS else CHAIN_NAMES
    if len(names) < least or len({*names}) < len(names):
        return ()
    return names if all(0 < len(n) <= NAME_MAX_CHARS and not _NO_NAME.search(n) and not n.isdigit() for n in names) else ()
