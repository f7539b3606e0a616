"""The grammar of asides: what a site hangs behind a sentence, told by the share of its words that are words of sites.

What lives here: asides_of() (parts of a folded line, behind its last sentence or in brackets), title_marks() (what a site sets
behind a title or a head). What never does: deciding that one goes (strip/parts.py); the words (asidewords.py); who wrote or
edited (bylinegrammar.py); buttons (buttongrammar.py); counters (countgrammar.py).

How it works: no phrase is known. A piece between the end of a sentence and the end of its line or bracket is read as words of
a few classes: a button is verbs of the web and what they act on; a counter is numbers and what is counted; a link is a head
made of words for other texts, a mark and a title; an advert has two words of trade. How much of the piece must be such words
depends on how much its place says: least in square brackets behind a full stop, most without brackets.

Weak: a button or an advert in words of its own.

Long, because the order of its questions is the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from corpuskit.steps.asideforms import (
    ADDRESSED,
    CLAUSE,
    EDITED_EN,
    EN_OWN_NOTE,
    EN_WEB,
    FROM,
    HEAD_WORD,
    NOT_THE_SITES,
    OWN_NOTE,
    RIGHTS,
    SPONSORED,
    STRONG_WEB,
    TOLD_TO_PRESS,
)
from corpuskit.steps.asidewords import EN, STATES, ZH, Reading, may_hold, read
from corpuskit.steps.buttongrammar import (
    BUTTON_MAX_CHARS,
    EN_TAIL_MAX_CHARS,
    PICTOGRAPHS,
    has_han,
    is_bare_button,
    is_button,
    tongues,
)
from corpuskit.steps.bylinegrammar import is_byline
from corpuskit.steps.countgrammar import is_count_line
from corpuskit.steps.partgrammar import Part, holds_one
from corpuskit.steps.partwords import CAPTION, OTHERS

__all__ = ["SET_IN", "asides_of", "last_pieces", "title_marks"]

TAIL_MAX_CHARS = 64
HEAD_COVER, PLEA_COVER = 0.99, 0.75
ADVERT_WORDS_MIN, BARE_ADVERT_WORDS_MIN = 2, 3
PIECES_MAX = 3
SET_IN_MAX_CHARS, SET_IN_BARE_MAX_CHARS = 40, 12  # with a word of the web, and without
HUNG_MIN_CHARS = 3
MIN_ASIDE_CHARS, ASIDE_MAX_CHARS, ASIDE_BARE_MAX_CHARS = 4, 60, 14  # the last: with one word of the web only
ENDING_COVER, AMID_COVER = 0.5, 0.7  # of an aside in round brackets
SET_IN = "in square brackets behind a sentence: what a site set there"
LINES_KNOWN = 2_000
_STOPS = "。!?…~”’」』"
# What a match begins with comes first, as one set of characters: so most places of a line are passed over quickly.
_STOP = re.compile(
    r"[。!?…~”’」』.](?:(?<=[。!?…~])[。!?…~]*[”’」』\")\]】]{0,2}|(?<=[”’」』])(?=[(\[【〔])"
    r"|(?<=[a-z\d가-힣\u3040-\u30ff]\.)[”’\")]?(?=\s|[(\[【〔]))\s*"
)
_INNER = r"[^()\[\]【】〔〕『』〈〉〖〗\n]"
_BRACKET = re.compile(
    rf"[(\[【〔『〈〖]{_INNER}{{1,70}}[)\]】〕』〉〗]|\[{_INNER}{{1,50}}\({_INNER}{{1,20}}\){_INNER}{{0,20}}\]|《[^《》\n]{{4,40}}》|<[^<>\n]{{4,40}}>"
)
_ANY_STOP = re.compile(r"[。!?…]")
_SENTENCES = re.compile(r"[。!?…]|\A[^\[\]]*\]")  # more than one, or the end of a bracket
_TOLD_BEFORE = re.compile(r"[가-힣](?<!니)다[.!][\"”’)]?\s")  # another sentence
_OPENERS = ("(", "[", "【", "〔", "『", "〈", "〖", "《", "<")
_WIDE = re.compile("[\u3041-\u9fff가-힣]")
_SQUARE, _WORKS = "[【〔〖", "《<『"  # the names of works stand in these, and where they do, more must be told
_DIGITS = re.compile(r"\d[\d,.]{0,9}")
_HEAD = re.compile(
    r"[\s★☆◎◆◇■□●※➤▶►▸☛☞👉→⇒▷>*·-]{0,4}[\[【《〔<]?(?P<head>[^\s:()\[\]【】《》〔〕<>|/。]{2,12})"
    r"(?:\s?[\]】》〔>]\s?[:|/]?\s?|\s?[:|/>»→丨]{1,3}\s?)(?P<title>[^\s].{2,60})\Z"
)
_CHANGED = re.compile(r"(?:上次|最近|最后|本[页文帖])(?:更新|修订|编辑|修改)(?:时间|日期|于)?\s?:?\s?[\d年月日./:\s-]{2,20}")
_POINTED = re.compile(r"[▶►▸▷☛☞👉❯➤⇒📷🔗»>＞]{1,3}\s?[^\s\d<>»].{2,}")
_PLAIN = re.compile(
    r"可(?![见看])|应|须|必|将|(?<!想)要|会(?![员长议场])|能|在.{1,8}[上中里]|通过|一(?![键览])|这(?![里儿])|那(?![里儿])"
)  # a clause of the text
RUN_ON_MIN_CHARS = 20
_LIST_NUMBER = re.compile(r"\s*\d{1,3}\.")
_POINTED_END = re.compile(
    r"(?:보기|세요|받기|가기|듣기)(?=\s[가-힣])"
)  # the verb that ends a link in Korean, before the next sentence
_TITLE_TAIL = re.compile(r"(?:\s*[\[【][精荐热顶图][\]】])*\s*(?P<open>[(\[【〔])(?P<in>[^()\[\]【】〔〕\n]{2,18})[)\]】〕]\Z")


def asides_of(view: str, size: int, *, last: bool, novel: bool) -> Iterator[Part]:
    """What stands in view[:size] and is none of its text: in brackets behind a sentence, and behind the last one."""
    if CAPTION.match(view):
        return  # what stands behind the words of a caption belongs to it
    for match in _BRACKET.finditer(view, 0, size) if holds_one(view, _OPENERS) else ():
        before = view[: match.start()].rstrip()
        if not before:
            continue
        if before[-1] == "." and _LIST_NUMBER.fullmatch(before) is not None:
            continue
        if before[-1] not in _STOPS + ".)]】":
            if match.end() == size and match[0][0] in _SQUARE and _is_hung(match[0][1:-1].strip(), before):
                yield Part("tools", match.start(), size, "in square brackets at the end of a line: a button")
            continue
        inner, ends = match[0][1:-1].strip(), match.end() == size
        kind, why = _bracketed(inner, match[0][0], ends=ends, last=last, novel=novel)
        if kind:
            yield Part(kind, match.start(), match.end(), "in brackets behind a sentence: " + why)
        elif match[0][0] in _SQUARE and before[-2:] not in ("..", "……") and before[-1] != "…" and is_set_in(inner, ends=ends):
            yield Part("tools", match.start(), match.end(), SET_IN)
    yield from _behind(view, size, last=last, novel=novel)


def last_pieces(view: str, size: int) -> Iterator[tuple[int, int]]:
    """(start, end) of what stands between an end of a sentence and the end of the line, the longest first."""
    low = max(0, size - EN_TAIL_MAX_CHARS - 4)
    starts = [match.end() for match in _STOP.finditer(view, low, size) if 0 < match.end() < size]
    for start in starts[-PIECES_MAX:]:
        if size - start <= (EN_TAIL_MAX_CHARS if view[start:size].isascii() else TAIL_MAX_CHARS):
            yield start, size


def _behind(view: str, size: int, *, last: bool, novel: bool) -> Iterator[Part]:
    for start, end in last_pieces(view, size):
        kind, why = _tail(view[start:end].strip(), last=last, novel=novel)
        if kind:
            closed = _POINTED_END.search(view, start, end) if kind == "related" else None
            yield Part(kind, start, closed.end() if closed is not None else end, "behind the last sentence: " + why)
            return


@lru_cache(maxsize=LINES_KNOWN)
def _bracketed(text: str, opener: str, *, ends: bool, last: bool, novel: bool) -> tuple[str, str]:
    square = opener in "[【〔『〈〖"
    if not text or text.isdigit() or NOT_THE_SITES.match(text):
        return "", ""
    if _CHANGED.fullmatch(text):
        return "source", "when the page was changed"
    if opener in _WORKS:
        return _in_marks_of_works(text) if ends or opener != "<" else ("", "")
    if SPONSORED.fullmatch(f"[{text}]"):
        return "advert", "a mark of adverts"
    if ends and is_byline(text, last=last, bracketed=True):
        return "credit", "roles and names"
    if is_button(text, square=square, ends=ends):
        return "tools", "a button, made of words of the web"
    if _is_count(text):
        return "counter", "numbers and what they count"
    if RIGHTS.search(text) and "。" not in text[:-1] and "法" not in text:
        return "notice", "a notice on rights or risks"
    if _is_headed(text, bracketed=True):
        return "related", "a head of links and a title"
    if ends and _is_advert(text, words=1 if square else ADVERT_WORDS_MIN):
        return "advert", "words of trade"
    if novel and _is_plea(text):
        return "novel", "a plea for votes"
    if not square and _is_aside(text, ends=ends):
        return "tools", "words of the web, and no clause"
    if ends and (EDITED_EN.fullmatch(text) or FROM.fullmatch(text)):
        return "tools", "where a post was sent from, or who changed it"
    return "", ""


def _runs_on(text: str) -> bool:
    """True where a sentence of the text goes on right behind the words of a link: nothing tells where."""
    return text[-1] in "。" and "," in text and len(text) > RUN_ON_MIN_CHARS


def _in_marks_of_works(text: str) -> tuple[str, str]:
    """The class of what stands where the name of a work may stand."""
    if _is_advert(text, words=ADVERT_WORDS_MIN):
        return "advert", "words of trade"
    return ("tools", "a button, made of words of the web") if is_button(text, square=False, ends=True) else ("", "")


def _is_hung(text: str, before: str) -> bool:
    """True for a button at the end of a row that is no sentence, and that the row does not tell to press."""
    if len(text) < HUNG_MIN_CHARS or OWN_NOTE.match(text) or TOLD_TO_PRESS.search(before) or STRONG_WEB.search(text) is None:
        return False
    return CLAUSE.search(text) is None and HEAD_WORD.search(text) is None and is_button(text, square=True, ends=True)


@lru_cache(maxsize=LINES_KNOWN)
def is_set_in(text: str, *, ends: bool) -> bool:
    """True for what may stand in square brackets behind a sentence and is no note of a writer, an editor or a stage."""
    if not 2 <= len(text) <= SET_IN_MAX_CHARS or OWN_NOTE.match(text) or NOT_THE_SITES.match(text) or OTHERS.search(text):
        return False
    if not _WIDE.search(text):
        return (
            text[0].isupper() and EN_OWN_NOTE.match(text) is None and (len(text.split()) > 1 or text.lower() in EN.words["act"])
        )
    if CLAUSE.search(text) is not None:
        return False
    return (ends and len(text) <= SET_IN_BARE_MAX_CHARS) or (
        STRONG_WEB.search(text) is not None and HEAD_WORD.search(text) is None
    )


def _is_aside(text: str, *, ends: bool) -> bool:
    """True for words in round brackets a good share of which are of the web or of trade, and which make no clause."""
    bare = PICTOGRAPHS.sub("", text).strip(" >»→↓↑▲▼.…")
    if not MIN_ASIDE_CHARS <= len(bare) <= ASIDE_MAX_CHARS or OTHERS.search(bare) or OWN_NOTE.match(bare):
        return False
    if not _WIDE.search(bare):
        return bare[0].isupper() and EN_OWN_NOTE.match(bare) is None and _is_english_aside(bare, ends=ends)
    if CLAUSE.search(bare) or not has_han(bare):
        return False
    told = [*STRONG_WEB.finditer(bare)]
    if not told:
        return False
    if _PLAIN.search(bare):
        return False
    if ends and (len(told) > 1 or (len(bare) <= ASIDE_BARE_MAX_CHARS and (told[0].start() == 0 or told[-1].end() == len(bare)))):
        return True
    tongue = tongues(bare)[0]
    seen = read(bare, tongue, "act", "thing", "fill", *(("advert",) if tongue is ZH else ()))
    return len(bare) <= ASIDE_BARE_MAX_CHARS and seen.cover >= (ENDING_COVER if ends else AMID_COVER)


def _is_english_aside(text: str, *, ends: bool) -> bool:
    seen = read(text, EN, "act", "thing", "fill")
    return seen.first == "act" and EN_WEB.search(text) is not None and seen.cover >= (ENDING_COVER if ends else AMID_COVER)


@lru_cache(maxsize=LINES_KNOWN)
def _tail(text: str, *, last: bool, novel: bool) -> tuple[str, str]:
    """The class of what stands behind the last sentence, and why."""
    bare = text.rstrip("。.!~ ")
    sponsored = SPONSORED.match(text)
    if sponsored is not None and "。" not in text[:-1] and len(text) - sponsored.end() > 1:
        return "advert", "a mark of adverts and what it heads"
    if (bare == text or (text.isascii() and text[-1] == ".")) and is_byline(bare, last=last, bracketed=False):
        return "credit", "roles and names"
    if _is_count(text):
        return "counter", "numbers and what they count"
    if novel and _is_plea(bare):
        return "novel", "a plea for votes"
    if EDITED_EN.fullmatch(text) or FROM.fullmatch(text):
        return "tools", "where a post was sent from, or who changed it"
    if ADDRESSED.fullmatch(text):
        return "advert", "an address to write to"
    if _POINTED.match(text) and not _ANY_STOP.search(text[:-1]) and not _runs_on(text):
        return "related", "a pointer and what it leads to"
    if text[-1] not in "。?？":
        if _is_headed(text):
            return "related", "a head of links and a title"
        if text[0] not in "(“「" and _is_advert(
            bare.rstrip(">»"), words=ADVERT_WORDS_MIN if text[0] in "([【" else BARE_ADVERT_WORDS_MIN
        ):
            return "advert", "words of trade"
    if (
        RIGHTS.search(text)
        and len(bare) <= TAIL_MAX_CHARS
        and not (_SENTENCES.search(bare) or _TOLD_BEFORE.search(bare))
        and "法" not in text
    ):
        return "notice", "a notice on rights or risks"
    if text[0] not in "([【〔『“「=" and (text[-1] != "。" or not has_han(text)) and is_bare_button(text):
        return "tools", "a call or a button, made of words of the web"
    return "", ""


def _is_count(text: str) -> bool:
    """True for numbers, what they count, and nothing else; a heart or a thumb stands for what is counted."""
    if not _DIGITS.search(text) or len(text) > 2 * BUTTON_MAX_CHARS or text[-1] in ":。":
        return False
    bare = PICTOGRAPHS.sub("", text)
    return is_count_line(bare) or (bare != text and not _DIGITS.sub("", bare).strip(" ()[]【】:|/·+,"))


def _is_headed(text: str, *, bracketed: bool = False) -> bool:
    """True for a head made of words for other texts, a mark, and a title."""
    match = _HEAD.match(text)
    if match is None or "。" in match["title"] or match["head"].isdigit():
        return False
    head = match["head"].strip()
    if bracketed and _OTHER_TEXTS.fullmatch(head) and CLAUSE.search(text) is None:
        return True
    if head.isascii():
        return head.lower() in _EN_HEADS
    seen = read(head, ZH, "related", "head")
    return seen.cover >= HEAD_COVER and seen.has("related")


# Of what kind the other texts are that a bracket leads to.
_OTHER_TEXTS = re.compile(
    r"(?:相关|有关|关联|同类|推荐|延伸|扩展|拓展|往期|热门|更多|另见|图文)(?:阅读|报[道导]|新闻|文[章献件]|链接|公告|个股|来信|案例|词条|问题|内容|视频|专题|推荐|回顾"
    r"|法规|产品|课程|攻略|作品|词语|成语|政策|解读|活动|帖子?|主题|话题|专栏|游记|图集|论文|书目|判例|文书|招聘|职位|食谱|菜谱|歌曲)|延伸|推荐|回顾|重温|前文|后续"
)
_EN_HEADS = frozenset(("also", "related", "recommended", "more", "next", "previously", "read", "watch", "see", "listen"))
_PHRASES = re.compile(r"(?:限时|免费|领取|立减|半价|优惠)")


def _is_advert(text: str, *, words: int) -> bool:
    """True where words of trade stand, and no clause of another text around them."""
    if len(text) > TAIL_MAX_CHARS or not has_han(text) or OTHERS.search(text) or _ANY_STOP.search(text[:-1]):
        return False
    if not may_hold(text, ZH, "advert"):
        return False
    seen: Reading = read(text, ZH, "advert")
    told = [word for word in ZH.words["advert"] if word in text]
    told = [word for word in told if not any(word != other and word in other for other in told)]
    return len(told) >= max(words, ADVERT_WORDS_MIN if _PHRASES.search(text) is None else words) and seen.has("advert")


def _is_plea(text: str) -> bool:
    seen = read(text, ZH, "plea")
    return seen.cover >= PLEA_COVER and re.search(r"求|票|收藏|订阅|打赏", text) is not None


def title_marks(view: str) -> Iterator[Part]:
    """What a site sets in brackets behind a title or a short head: the state of a thread, a button, a counter."""
    match = _TITLE_TAIL.search(view)
    if match is None or match.start() == 0 or _ANY_STOP.search(view, 0, match.start()):
        return
    inner = match["in"].strip()
    if (match["open"] in "[【" and inner in STATES) or (_DIGITS.search(inner) and ":" in inner and _is_count(inner)):
        yield Part("tools", match.start(), len(view), "in brackets behind a title: a button, a state or a counter")
