"""The grammar of insets: what sites set into a line of text, wherever in it they like.

What lives here: insets_of() (links and buttons, heads and tails of posts, plugs of novel sites), with what they are made of;
page_marks() (the numbers of the pages of a book). What never does: deciding that one goes (strip/parts.py); credits, calls and
datelines (partgrammar.py).

How it works: in brackets, an inset is made of words of the web from end to end, or begins with a head that sites put before a
link. Outside of brackets it stands at the very beginning or end of the line, with a mark of its own. A plug of a novel site is
a run of such words around an address or another telling word, up to the next mark or the next word that is none of them.

Weak: a button with words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from corpuskit.rulebook.edges import edge_of
from corpuskit.steps.creditwords import KO_RIGHTS
from corpuskit.steps.insetwords import (
    BRACKETED,
    BUTTONS,
    CODE,
    EDITED,
    ENDS_HELD,
    FLOOR_HEAD,
    HEADED,
    INSET,
    JUMP,
    MARK_FORMS,
    NOVEL_HOLDS,
    NOVEL_LONE,
    NOVEL_RUN,
    NOVEL_STRONG,
    POINTED,
    POST_REST,
    QUOTE_HEAD,
    RUNNING_HEAD,
    TAIL,
    TAIL_POST,
)
from corpuskit.steps.partgrammar import Part, holds_one, one_of

__all__ = ["insets_of", "is_post_head", "may_be_behind", "may_mark", "page_marks"]

RUN_MIN_CHARS = 6
STEP_MAX = 3  # pages between two marks that belong to one book
NUMBER_MIN = 10  # in brackets alone, lower numbers are those of notes
HEADS_KNOWN = 5_000  # lines asked about
LINES_KNOWN, KNOWN_CHARS = 1_000, 2_000  # remembered: each pass over a page looks at its lines again
_DIGIT = re.compile(r"\d|[第\[【{〔][一二三四五六七八九十百]")
SIDES, _SIDES = 3, "abcrv"
_HAN_DIGITS, _UNITS = "一二三四五六七八九", {"十": 10, "百": 100}
MARKS_MIN = 2  # of a form that says what it is; of bare numbers one more
NAMES_BUTTON = re.compile(r"(?:点击|选择|选中|使用|按住|打开|进入|单击|双击|按下?|的|“|\b[Tt]he|[Cc]lick|[Ss]elect|[Oo]pen)\s?\Z")
OF_BUTTON = re.compile(
    r"\s?(?:[▸►▶>→»-]{1,2}\s?[\[【]|按钮|按键|菜单|选项|键|图标|栏目?|频道|页面?|”|button|menu|tab|버튼|메뉴|ボタン)"
)
_SENTENCE_ENDS = tuple('.。!?…”’」』")]】》%')


_Mark = tuple[int, int, int, int, bool]  # line, start, end, number, whether it is sure


_ENDS_HELD, _NOVEL_HELD = one_of(ENDS_HELD), one_of(NOVEL_HOLDS)
_RIGHTS_HOLD = ("금지", "reserved")


@lru_cache(maxsize=HEADS_KNOWN)
def is_post_head(view: str) -> bool:
    """True for a line that begins with the number of a floor of a thread."""
    return FLOOR_HEAD.match(view) is not None


def insets_of(view: str, *, novel: bool, forum: bool) -> Iterator[Part]:
    """What stands in a folded line and is none of its text."""
    size = len(view.rstrip())
    if forum:
        yield from _posts(view, size)
    if holds_one(view, "([【〔<"):
        yield from _bracketed(view, size)
    yield from _behind(view, size)
    if novel:
        yield from _plugs(view, size)


@cache
def _behind_held() -> re.Pattern[str]:
    edges = [edge_of(pattern.regex.pattern, flags=pattern.regex.flags) for pattern in (HEADED, POINTED)]
    heads = [edge.pattern if edge is not None else "" for edge in edges]
    return re.compile("|".join((*heads, *map(re.escape, (*ENDS_HELD, *_RIGHTS_HOLD)))))


def may_be_behind(view: str) -> bool:
    """False for a line without brackets that holds no inset: outside of brackets each has one of some marks or words."""
    return _behind_held().search(view) is not None


def _posts(view: str, size: int) -> Iterator[Part]:
    """The head of a post before its words, and what a forum puts behind them."""
    for pattern in (FLOOR_HEAD, QUOTE_HEAD):
        match = pattern.match(view)
        if match is not None and match.end() < size:
            rest = POST_REST.match(view, match.end())
            end = rest.end() if rest is not None and rest.end() < size else match.end()
            yield Part("source", match.start("cut"), end, "the head of a post before its words")
            break
    match = TAIL_POST.search(view, 0, size)
    if match is not None and match.start() > 0:
        start = max(match.start("cut"), match.start("more"))
        yield Part("tools", start, match.end(), "buttons and counters behind a post")
    for match in CODE.finditer(view):
        yield Part("tools", match.start(), match.end(), "what is left of an attachment in a post")


def _bracketed(view: str, size: int) -> Iterator[Part]:
    for match in EDITED.finditer(view):
        yield Part("tools", match.start(), match.end(), "who edited a post, and when")
    for match in BRACKETED.finditer(view, 0, size):
        inner = match["in"].strip()
        button = match[0][0] in "[【" and BUTTONS.fullmatch(inner) and not _is_named(view, match.start(), match.end())
        if button or JUMP.fullmatch(inner) or INSET.fullmatch(inner):
            why = "in brackets: words of a link or a button and nothing else"
            yield Part("related", match.start(), match.end(), why)


def _is_named(view: str, start: int, end: int) -> bool:
    """True where a sentence speaks of a button (打开[视频]栏目), or the brackets hold the head of the line."""
    return (
        not view[:start].strip()
        or NAMES_BUTTON.search(view, max(0, start - 6), start) is not None
        or (OF_BUTTON.match(view, end) is not None)
    )


def _behind(view: str, size: int) -> Iterator[Part]:
    rights = KO_RIGHTS.search(view, 0, size) if holds_one(view, _RIGHTS_HOLD) else None
    if rights is not None and rights.start() > 0:
        yield Part("notice", rights.start(), rights.end(), "behind the last sentence: a notice on rights")
    match = HEADED.search(view, 0, size)
    match = match if match and view[: match.start()].rstrip()[-1:] in _SENTENCE_ENDS else POINTED.search(view, 0, size)
    became = match is not None and match[0].lstrip()[:1] == "→" and "," in match[0] and view[: match.start()].rstrip()[-1:] == ")"
    if match is not None and match.start() > 0 and not became:  # behind a bracket an arrow tells what comes of it
        yield Part("related", match.start(), match.end(), "behind the last sentence: a head of links and a title")

    if _ENDS_HELD.search(view) is None:
        return
    match = TAIL.search(view, 0, size)
    if match is not None and match.start("cut") > 0 and view[: match.start("cut")].rstrip()[-1:] in _SENTENCE_ENDS:
        yield Part("tools", match.start("cut"), match.end("cut"), "behind the last sentence: what a site puts between paragraphs")


# The last clause of a sentence that a novel site set between others: it speaks of reading there.
_PLUG_REST = re.compile(
    r",?[^。!?“”「」\"…,]{0,16}(?:阅读|体验|更新|章节|小说|书架|收藏|广告|追书|看书)[^。!?“”「」\"…,]{0,12}[。!~]"
)


def _plugs(view: str, size: int) -> Iterator[Part]:
    """Runs of words of novel sites with a telling one among them."""
    if _NOVEL_HELD.search(view) is None:
        return
    for match in NOVEL_LONE.finditer(view, 0, size):
        yield Part("novel", match.start(), match.end(), "a call for votes, or the end of a page, in a novel")
    for match in NOVEL_RUN.finditer(view, 0, size):
        start, end = match.span()
        text = match[0]
        if end - start < RUN_MIN_CHARS or NOVEL_STRONG.search(text) is None:
            continue
        before = view[:start].rstrip()[-1:]
        after = view[end : end + 1]
        closed = not after or after in '。!?,;…“「『"([【~ )]】' or text[-1] in "。!~)]】" or text[-1].isascii()
        if closed and (not before or before in '。!?,;…”」』"~)]】'):
            if before in "。!?…”」』" and "," in view[end - 1 : end + 1] and (rest := _PLUG_REST.match(view, end)) is not None:
                end = rest.end()  # the sentence is the site's own, so its last clause is too
            yield Part("novel", start, end, "words of a novel site, around its address or its name")


@lru_cache(maxsize=LINES_KNOWN)
def _numbers(view: str) -> tuple[tuple[int, int, int, bool], ...]:
    """(start, end, number, whether it is sure) of what has the form of a page's number, in the order of the forms."""
    return tuple((match.start(), match.end(), _value(match), sure) for form, sure in MARK_FORMS for match in form.finditer(view))


def _value(match: re.Match[str]) -> int:
    """The number of a mark; the sides of leaves and the columns of pages are counted through."""
    told = match.groupdict()
    if "leaf" in told:
        return int(told["leaf"]) * SIDES + _SIDES.find(told["side"]) % SIDES
    return _han_number(told["han"]) if "han" in told else int(next(g for g in match.groups() if g))


def _han_number(text: str) -> int:
    """The number that is written in Han, below a thousand."""
    total = digit = 0
    for char in text:
        unit = _UNITS.get(char, 0)
        total, digit = (total + max(1, digit) * unit, 0) if unit else (total, _HAN_DIGITS.find(char) + 1)
    return total + digit


@lru_cache(maxsize=HEADS_KNOWN)
def may_mark(view: str) -> bool:
    """False for a line in which page_marks() finds no number of a page, whatever lines stand around it."""
    if _DIGIT.search(view) is None:
        return False
    return RUNNING_HEAD.match(view) is not None or bool((_numbers if len(view) <= KNOWN_CHARS else _numbers.__wrapped__)(view))


def page_marks(views: Sequence[str], *, first_line: int = 0) -> list[tuple[int, int, int]]:
    """(line, start, end) of the marks of the pages of a book: numbers in one of their forms that grow from line to line."""
    found: list[_Mark] = []
    title = _bare(views[0]) if views else ""
    for number, view in enumerate(views):
        if _DIGIT.search(view) is None:
            continue
        numbers = (_numbers if len(view) <= KNOWN_CHARS else _numbers.__wrapped__)(view)
        head = RUNNING_HEAD.match(view)
        if head is None and not numbers:
            continue
        held: list[_Mark] = []
        taken = bytearray(len(view))  # 1 for each character of a mark
        if head is not None and number and len(_bare(head["head"])) > 2 and _bare(head["head"]) in title:
            held.append((number + first_line, head.start("head"), head.end("page"), int(head["page"]), True))
            taken[head.start("head") : head.end("page")] = b"\1" * (head.end("page") - head.start("head"))
        for start, end, page, sure in numbers:
            if 1 not in taken[start:end]:
                held.append((number + first_line, start, end, page, sure))
                taken[start:end] = b"\1" * (end - start)
        found += sorted(held, key=lambda mark: mark[1])
    if len(found) < MARKS_MIN:
        return []
    chain = _longest_chain(found)
    told = sum(mark[4] for mark in chain)  # in a form that says what it is
    rows = len({mark[0] for mark in chain})
    in_turn = rows > MARKS_MIN and all(b[3] - a[3] == 1 for a, b in pairwise(chain))
    if (told >= MARKS_MIN and rows >= MARKS_MIN) or (len(chain) > MARKS_MIN and chain[0][3] >= NUMBER_MIN and (told or in_turn)):
        return [mark[:3] for mark in chain]
    return []


def _bare(text: str) -> str:
    return re.sub(r"[\s《》·:,-]", "", text)


def _longest_chain(found: Sequence[_Mark]) -> list[_Mark]:
    """The longest of the chains that begin at each mark and always go on with the next one a few numbers higher, of equal ones
    the first. Read from the end, so that each mark is looked at once."""
    next_of: list[int] = [len(found)] * len(found)
    length_of = [0] * (len(found) + 1)
    nearest: dict[int, int] = {}  # by number, the first mark behind this one
    for at in range(len(found) - 1, -1, -1):
        number = found[at][3]
        next_of[at] = min(nearest.get(number + step, len(found)) for step in range(1, STEP_MAX + 1))
        length_of[at] = 1 + length_of[next_of[at]]
        nearest[number] = at
    at = max(range(len(found)), key=length_of.__getitem__, default=len(found))
    chain = []
    while at < len(found):
        chain.append(found[at])
        at = next_of[at]
    return chain
