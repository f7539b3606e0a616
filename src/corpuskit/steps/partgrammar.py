"""The grammar of parts: what sites put into a line of text, before its first sentence, between its sentences and behind its last.

What lives here: Part, parts_of() (the pieces of a line that may be such a part, with what they are made of). What never does:
deciding that a part goes (strip/parts.py), values (harvest.py).

How it works: a line is cut at the ends of its sentences and at brackets. A piece is named by what it is made of, not by
phrases: a credit is roles and names to its end; a call is made of verbs of the web (follow, scan, tap), of what they lead to
(account, app, hotline) and of little else; a link is a head and a title; a plug of a novel site is made of words of such sites;
a dateline is an outlet, a place, a day, and who reports.

Weak: a part that stands inside a sentence, without marks or brackets.

Long, because the order of its questions is the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpuskit.rulebook.quickpattern import QuickChoice, quick
from corpuskit.steps.creditwords import ADDED, DRAWN, EN_IMAGE, GESTURE, JA_CREDIT, KO_CREDIT, PENNED, TAKEN
from corpuskit.steps.namegrammar import is_person
from corpuskit.steps.partwords import (
    ABOUT_AUTHOR,
    ACCOUNT,
    ACCOUNT_HOLDS,
    ADDRESS,
    ARROWED,
    BRACKET,
    BRACKET_HOLDS,
    BUTTON,
    CALL_WORDS,
    CAPTION,
    CLOSERS,
    COMMERCE,
    CREDIT,
    DATELINES,
    EN_CALL,
    EN_CREDIT,
    FIRST_DATELINES,
    FLOOR,
    GLUED,
    GLUED_HOLDS,
    HOTLINE,
    IMAGE,
    LINK,
    MAIL,
    NO_NOTICE,
    NOTICE,
    OPENS_CALL,
    ORIGIN,
    OTHERS,
    PHONE,
    PLUG_STRONG,
    PLUG_WORDS,
    POST,
    QUOTES,
    SENT,
    SITE,
    SPLIT,
    SPLIT_CHARS,
    SPOKEN_OF,
    STRONG,
    UNIT,
    UNIT_NAME,
)

__all__ = ["Part", "holds_one", "is_bracketed_part", "is_part", "one_of", "openings_of", "parts_of"]

_DATELINES, _FIRST_DATELINES = QuickChoice(DATELINES), QuickChoice((*DATELINES, *FIRST_DATELINES))
CREDIT_DATE = quick(r"(?<=[)\]】])\s?\d{6,8}\Z")  # a day that a desk puts behind the credit: (编辑:甲乙)1100406
BULLETS = "□■◆◎●○"
FULL_NAME_CHARS = 3  # a family name and two characters: shorter ones are too often words
PART_MAX_CHARS = 90  # the longest plug on the labelled pages has 60
CALL_COVER_RATIO = 0.6  # of a call is made of words of calls; the rest names the site or the thing
PLUG_COVER_RATIO = 0.5
CALL_MIN_CHARS, CALL_MAX_CHARS = 4, 44  # a longer sentence tells somebody's readers what they can do, in a text of its own


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a folded line, view[start:end]; `kind` is the class of rules that it would belong to."""

    kind: str
    start: int
    end: int
    why: str


def holds_one(view: str, words: Iterable[str]) -> bool:
    """True where one of some words stands in a line."""
    for word in words:  # noqa: SIM110 - any() takes twice as long
        if word in view:
            return True
    return False


def one_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of some words: for more than a few, one search is quicker than looking for each."""
    return re.compile("|".join(map(re.escape, words)))


_ACCOUNT_HELD, _GLUED_HELD = one_of(ACCOUNT_HOLDS), one_of(GLUED_HOLDS)


def is_part(sentence: str) -> bool:
    """True for a folded sentence that is none of a text: a call, a notice, a plug, a number to ring."""
    text = sentence.strip()
    bare = text.rstrip("。!~>»↓ ")
    return (
        _is_call(text)
        or EN_CALL.fullmatch(text) is not None
        or _is_notice(bare)
        or _is_plug(text)
        or HOTLINE.fullmatch(bare) is not None
    )


def is_bracketed_part(inner: str, opener: str) -> bool:
    """True for what a bracket amid a line holds and is none of its text."""
    return bool(_bracketed(inner.strip(), opener, ends=True, last=False, novel=False, after=True)[0]) or is_part(inner)


def parts_of(view: str, *, first: bool, last: bool, novel: bool, known: str = "") -> Iterator[Part]:
    """What stands in a folded line and is not its text. first, last: whether it is the first or last paragraph of the text;
    novel: whether the page is one of a novel site; known: the lines of the page that name who wrote it."""
    whole = size = len(view.rstrip())
    dated = CREDIT_DATE.search(view, 0, size)
    size = dated.start() if dated is not None else size
    yield from openings_of(view, first=first)
    if CAPTION.match(view):
        return  # what stands behind the words of a caption belongs to it
    brackets = [*BRACKET.finditer(view, 0, size)] if holds_one(view, BRACKET_HOLDS) else []
    taken: set[int] = set()
    for match in brackets:
        ends = match.end() == size
        after_sentence = match.start() > 0 and view[: match.start()].rstrip()[-1:] in tuple(CLOSERS)
        inner = match["in"].strip()
        kind, why = _bracketed(inner, match[0][0], ends=ends, last=last, novel=novel, after=after_sentence)
        if not kind and ends and after_sentence and _is_signed(inner, known, last=last):
            kind, why = "credit", "behind the last sentence: names in brackets, as the page gives them or two together"
        if kind and match.start() > 0:
            yield Part(kind, match.start(), whole if ends else match.end(), why)
            taken.add(match.start())
    held = [match.span() for match in brackets]
    for start, end in _pieces(view, size) if novel else _last_piece(view, size):
        if start == 0 or start in taken or any(low < start < high for low, high in held):
            continue
        kind, why = _sentence(view[start:end].strip(), ends=end >= size, last=last, novel=novel)
        if kind:
            yield Part(kind, start, end, why)
    for match in ACCOUNT.finditer(view) if _ACCOUNT_HELD.search(view) else ():
        if view[: match.start()].rstrip()[-1:] in tuple("。!?…”’」』"):
            yield Part("advert", match.start(), match.end(), "an account to add, glued between two sentences")
    for match in GLUED.finditer(view) if _GLUED_HELD.search(view) else ():
        before = view[: match.start()].rstrip()
        if before and before[-1] in "。!?…”」』" and not view[match.end() : match.end() + 1].isascii():
            yield Part("novel" if novel else "advert", match.start(), match.end(), "an address glued between two sentences")


def openings_of(view: str, *, first: bool) -> Iterator[Part]:
    """What stands before the first sentence of a folded line, whatever follows."""
    yield from _dateline(view, first)
    post = POST.match(view)
    if post is not None and post.end() < len(view):
        yield Part("source", 0, post.end(), "what a forum puts before a post")


def _pieces(view: str, size: int) -> list[tuple[int, int]]:
    """The sentences of a line, blanks between them left to the one before."""
    cuts = [0, *(match.end() for match in SPLIT.finditer(view, 0, size))]
    if cuts[-1] < size:
        cuts.append(size)
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def _last_piece(view: str, size: int) -> list[tuple[int, int]]:
    """The last of _pieces() where it is short enough for a part: but on pages of novels no other can be one."""
    start = size - PART_MAX_CHARS - 1
    while start > 0 and SPLIT_CHARS.match(view, start - 1) is not None:
        start -= 1  # so that no mark is seen from its middle
    start = max(0, start)
    if view.find(".", start, size) < 0:
        last = view[start:size].rstrip(_MARKS + _AFTER_MARKS)
        end = start + len(last.rstrip())
        if _ENDED.fullmatch(view, end, size) is not None:  # one end of a sentence at most stands there
            at = max(view.rfind(mark, start, end) for mark in _MARKS)
            while at > start and view[at - 1] in _MARKS:
                at -= 1
            match = SPLIT.match(view, at, size) if at >= 0 else None
            return [(match.end(), size)] if match is not None else []
    cuts = [match.end() for match in SPLIT.finditer(view, start, size) if match.end() < size]
    return [(cuts[-1], size)] if cuts else []


# What SPLIT takes where no "." stands: marks, what closes a quotation behind them, blanks.
_MARKS, _AFTER_MARKS = "。!?…", '”’」』")'
_ENDED = re.compile(rf"[{_AFTER_MARKS}\s]*(?:[{_MARKS}]+[{_AFTER_MARKS}]*\s*)?")

_TAG = re.compile("</?[A-Za-z][\\w:-]*(?:\\s[^<>]*)?/?>")  # of a program's text


def _dateline(view: str, first: bool) -> Iterator[Part]:
    at = 0
    while at < len(view) and view[at] in BULLETS:
        at += 1
    if _TAG.match(view, at) is not None:
        return
    for match in (_FIRST_DATELINES if first else _DATELINES).matches(view, at):
        if match.end() < len(view):
            yield Part("credit", 0, match.end(), "a dateline before the first sentence")
            return


def _is_signed(text: str, known: str, *, last: bool) -> bool:
    """True for names and nothing else: those that the page's own lines of credits hold, two or more, or one at the text's end."""
    names = re.split(r"[\s、,/;]{1,3}", text)
    if not all(len(name) > 1 for name in names):
        return False
    told = re.split(r"[\s、,/;:|·・=-]{1,3}", known)
    if all(name in told for name in names):
        return True
    if not all(is_person(name) for name in names):
        return False
    return len(names) > 1 or names[0] in known or (last and len(text) == FULL_NAME_CHARS)


def _bracketed(text: str, opener: str, *, ends: bool, last: bool, novel: bool, after: bool) -> tuple[str, str]:
    if not text:
        return "", ""
    if QUOTES.fullmatch(text):
        return "related", "in brackets: links to quotations"
    if novel and (SITE.fullmatch(text) or _is_plug(text)):
        return "novel", "in brackets: a plug of the site"
    link = LINK.fullmatch(text)
    if link is not None and link["title"]:
        return "related", "in brackets: a link to another page"
    if _is_call(text) or (after and OPENS_CALL.match(text)):
        return "tools", "in brackets: a call to tap, follow or ring"
    if ends and ((opener in "[【" and BUTTON.fullmatch(text)) or FLOOR.fullmatch(text)):
        return "tools", "a button, or the number of a floor, behind the last sentence"
    if SENT.fullmatch(text):
        return "tools", "the device that a post was sent from"
    if _is_notice(text):
        return "notice", "in brackets: a notice on rights"
    if not after:
        return "", ""
    if not ends:
        image = TAKEN.fullmatch(text) or EN_IMAGE.fullmatch(text) or (":" in text and IMAGE.fullmatch(text))
        return ("credit", "in brackets behind a sentence: where a picture comes from") if image else ("", "")
    return _credit(text, last=last, bracketed=True)


def _credit(text: str, *, last: bool, bracketed: bool) -> tuple[str, str]:
    """Credits and origins behind the last sentence of a paragraph."""
    if CREDIT.fullmatch(text) or EN_CREDIT.fullmatch(text):
        return "credit", "behind the last sentence: who wrote, edited or took the pictures"
    if PENNED.fullmatch(text) or JA_CREDIT.fullmatch(text) or KO_CREDIT.fullmatch(text):
        return "credit", "behind the last sentence: who wrote it or took the pictures"
    if EN_IMAGE.fullmatch(text) or TAKEN.fullmatch(text):
        return "credit", "behind the last sentence: where a picture comes from"
    if bracketed and DRAWN.fullmatch(text):
        return "source", "in brackets behind the last sentence: where the news comes from"
    if IMAGE.fullmatch(text) and (bracketed or last):
        return "credit", "behind the last sentence: where the pictures come from"
    if last and ORIGIN.fullmatch(text):
        return "source", "behind the last sentence of the page: where it comes from"
    if last and bracketed and (UNIT_NAME.fullmatch(text) or UNIT.fullmatch(text)):
        return "credit", "behind the last sentence of the page: whose text it is"
    if last and ABOUT_AUTHOR.fullmatch(text):
        return "credit", "behind the last sentence of the page: who the author is"
    return "", ""


def _sentence(text: str, *, ends: bool, last: bool, novel: bool) -> tuple[str, str]:
    """A sentence, or what stands behind the last one."""
    if len(text) > PART_MAX_CHARS or len(text) < CALL_MIN_CHARS:
        return "", ""
    if novel and not any(mark in text[1:] for mark in "“「") and _is_plug(text):
        return "novel", "a sentence made of words of novel sites"
    if not ends:
        return "", ""
    bare = text.rstrip("。!~>»↓ ")
    unmarked = text[-1] not in "。!?…"
    link = LINK.fullmatch(text)
    if unmarked and (link is not None or ARROWED.fullmatch(text)):
        return "related", "behind the last sentence: a link to another page"
    if (GESTURE.fullmatch(bare) and SPOKEN_OF.search(text) is None) or (ADDED.fullmatch(bare) and OTHERS.search(text) is None):
        return "advert", "the last sentence is a call to scan, or to add an account"
    if _is_call(text) or EN_CALL.fullmatch(text):
        return "advert", "the last sentence is a call to tap, follow or ring"
    if HOTLINE.fullmatch(bare):
        return "advert", "behind the last sentence: a number to ring"
    if unmarked and SENT.fullmatch(text):
        return "tools", "the device that a post was sent from"
    if _is_notice(bare) and len(bare) <= PART_MAX_CHARS // 2:
        return "notice", "the last sentence is a notice on rights"
    if unmarked and MAIL.fullmatch(text):
        return "credit", "behind the last sentence: the writer's address"
    if unmarked or EN_CREDIT.fullmatch(text.rstrip(".")):
        return _credit(text.rstrip("."), last=last, bracketed=False)
    return "", ""


def _is_call(text: str) -> bool:
    """True for what is made of verbs of the web, what they lead to, and little else."""
    if not CALL_MIN_CHARS <= len(text) <= CALL_MAX_CHARS or STRONG.search(text) is None or OTHERS.search(text):
        return False
    if PHONE.search(text) is not None and COMMERCE.search(text) is None:
        return False
    cover, acts = 0, 0
    for match in CALL_WORDS.finditer(text):
        cover += match.end() - match.start()
        acts += match.lastgroup == "act"
    return acts > 0 and cover >= CALL_COVER_RATIO * len(text)


def _is_plug(text: str) -> bool:
    """True for what is made of words of novel sites, one of them telling."""
    if not CALL_MIN_CHARS <= len(text) <= PART_MAX_CHARS or PLUG_STRONG.search(text) is None:
        return False
    bare = ADDRESS.sub("网", text)  # an address is one word, however long
    return sum(len(match[0]) for match in PLUG_WORDS.finditer(bare)) >= PLUG_COVER_RATIO * len(bare)


def _is_notice(text: str) -> bool:
    return len(text) <= PART_MAX_CHARS and NOTICE.search(text) is not None and NO_NOTICE.search(text) is None
