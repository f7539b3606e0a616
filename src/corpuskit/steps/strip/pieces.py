"""The pieces of text that stand isolated on a page: their forms, the places where injected names are set, and what is foreign.

What lives here: Piece, the patterns of places (glued behind a sentence, before or behind a title, in brackets, before a
paragraph), glued_token(), may_be_injected(), and the questions about one token and one text. What never does: gathering the
pieces of a page (evidence.py), the verdict (spam.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpuskit.rulebook.edged import edged
from corpuskit.steps.strip.page import Line

__all__ = [
    "ADDRESS",
    "ALONE_MAX_CHARS",
    "ANY_END",
    "ATTRIBUTED",
    "BRACKETED",
    "CLAUSE",
    "COMMON",
    "DECORATION",
    "EXTRA_MAX_CHARS",
    "GLUED",
    "GLUED_CHARS",
    "GLUED_LATIN",
    "HELD_STOP",
    "LINE_ENDS",
    "LISTED",
    "LISTED_MAX",
    "OPENER",
    "PIECES_MAX",
    "PREFIX",
    "PREFIX_MIN_CHARS",
    "SENTENCE_ENDS",
    "STOP",
    "SUFFIX",
    "TITLE_LINES",
    "TITLE_MIN_CHARS",
    "TOKEN_MAX_CHARS",
    "TOKEN_MIN_CHARS",
    "TOLD",
    "TRADE",
    "WRAPPED_MIN_CHARS",
    "WRAPPED_MIN_LINES",
    "WRAPPED_RATIO",
    "Piece",
    "after_stops",
    "common_prefix",
    "glued_token",
    "head_end",
    "is_around",
    "is_kin",
    "is_token",
    "low",
    "may_be_injected",
]

TOKEN_MIN_CHARS = 2
SHORT_LATIN_CHARS = 3  # of a whole piece without other letters; shorter ones are abbreviations and marks
TOKEN_MAX_CHARS = 16
ALONE_MAX_CHARS = 24  # a line alone that holds a token and hardly more
EXTRA_MAX_CHARS = 14  # letters, brackets and trade words around the token in its piece
TITLE_LINES = 2
TITLE_MIN_CHARS = 4
PREFIX_MIN_CHARS = 3  # of a piece, found again behind a full stop
PIECES_MAX = 80  # of a hostile page; injected pages have up to 30
WRAPPED_MIN_CHARS, WRAPPED_MIN_LINES, WRAPPED_RATIO = 20, 3, 0.25  # of the longer lines end amid a sentence: a text of one width
PLACES_MIN = 3  # isolated occurrences where none is glued
GLUED_CHARS = 60  # of a paragraph's end
TOLD = frozenset(("source", "credit", "counter", "summary"))  # classes whose lines tell of the page itself
LISTED_MAX = 8  # names on one line of a footer
LISTED = re.compile(r"[\s|·_,/、-]+")
SENTENCE_ENDS = "。!?！？…"
LINE_ENDS = SENTENCE_ENDS + ".”』」）)】]：:；;，,、"
ANY_END = re.compile(f"[{SENTENCE_ENDS}]")
_TOKEN = r"[^\s。!?…，,、;:()\[\]【】“”『』「」《》<>/=&%]"
# A name in Latin letters with the words of its advert.
_LATIN = (
    r"[A-Za-z][\w.-]{3,15}(?:\s[A-Za-z\d]{2,12}){0,2}"
    r"\s(?i:app|apk|download|login|official|online|casino|games?|slots?|bet|vip)"
)
GLUED = re.compile(
    rf"(?:[。!?…][”』」]?[,，]?|[”』」],)\s*((?:[【「『〖][^【】「」『』〖〗\n]{{2,20}}[】」』〗]|{_LATIN}|{_TOKEN}{{2,16}}(?:\([^()]{{1,10}}\))?[^\s。!?…，,、;:()<>/=&%]{{0,8}})[。!]?)\s*\Z"
)
# The same behind a sentence in Latin letters.
GLUED_LATIN = re.compile(r"(?<=[a-z\d)][.!?])[\"”’)]?\s{1,2}([\[(]?[A-Z][\w'&-]{2,19}(?:\s[\w'&-]{2,12}){0,4}[\])]?)\s*\Z")
PREFIX = re.compile(
    r"\s*(?:[【\[〖〔(「『★]([^】\]〗〕)」』★]{2,20})[】\]〗〕)」』★]|([^\s:|_。,，!?—-]{2,20}(?:\([^()]{1,10}\))?[^\s:|_。,，!?—-]{0,8})\s*(?:[:|_—-]+|(?<=[A-Za-z\d])·))\s*(?=\S{4})"
)
SUFFIX = re.compile(
    r"(?:\s*[|_—-]+\s*([^\s:|_。,，!?—-]{2,20}(?:\([^()]{1,10}\))?[^\s:|_。,，!?—-]{0,8})|\s*[【\[〖〔(「『★]([^】\]〗〕)」』★]{2,20})[】\]〗〕)」』★])\s*\Z"
)
SUFFIX_MAX_CHARS = 100  # 40 of the name, the others for the mark and blanks
# What the adverts of injected names are made of; no text of another kind has it right beside a name that stands isolated.
TRADE = edged(
    r"app\b|官网|官方|(?:最新|安卓|苹果)?下载|登[录陆入]|注册|入口|娱乐|棋牌|真人|电竞|博彩|网页版|手机版|客户端|全站|(?:中国|集团)\)?有限公司|出金|送彩金"
    r"|\bcasino\b|\bbonus\b|free spins|\bslots?\b|\bpoker\b|\bbetting\b|sportsbook",
    re.IGNORECASE,
)
# In brackets behind a full stop, where sites put a brand or an address.
BRACKETED = re.compile(r"(?<=[。!?…”』」])\s*(?P<all>[(\[【『「](?P<in>[^()\[\]【】『』「」。,;:!?]{2,24})[)\]】』」])")
OPENER = re.compile(r"[(\[【『「]")
# An address that begins a paragraph or stands behind a full stop, with a sentence glued to it.
ADDRESS = re.compile(
    r"(?:\A\s*|(?<=[。!?…”』」]))(?P<in>(?:www\.)?[A-Za-z0-9-]{2,20}\.[A-Za-z]{2,8}(?:\.[A-Za-z]{2,3})?)(?=[\u3400-\u9fff“《]|\s*\Z)"
)
COMMON = re.compile(r"[一二三四五六七八九十百\d]+|[完终全文续上下篇图表注]{1,3}|[\W_]+|(\w)\1+|(?:故|应)?选[A-Ga-g]{1,4}")
# Whose the words before it are, or where they stand; the mention of a user and the word of a thread are the writer's own.
ATTRIBUTED = re.compile(
    r"[—―–-]{1,3}\s?[^\s—―–-]|[@#]\w|[^《》]{0,6}《[^《》]+》"
    r"|[〔\[【]?(?:参?见\s?[第上下前后图表本该附注卷页\d]|[摘选引出]自|语出|原[载刊]|同[上前]|[译编作笔]者)"
)
_HEAD_REST = re.compile(
    rf"(?:\([^()]{{1,10}}\))?(?P<more>{_TOKEN}{{0,8}}?)(?:[\]】〗)」』]\s*|\s*[:_|]\s*|\s+)(?=[\u3400-\u9fff“‘「『《\d])"
)
DECORATION = "~【「『〖([-*·★,，"
_HEAD_MARKS = re.compile(r"[\[【〖(「『]")
# Words of clauses, which no name holds: what is glued behind a full stop then goes on below, in lines of one width.
CLAUSE = re.compile(
    r"[的了是你我他她它们这那您若被把让而且或但也都须每請请]|如果|因为|所以|可以|应该|需要|不[能会要]|下[文面]|上[文面]|为了|已经|之[后前]|时候|然后|以及|无法|没有|将会"
    r"|根据|依据|通过|使用"
)
HELD_STOP = re.compile(r"[。!?][”』」]?\s*[^。!?”』」\s]")  # a short line of a sentence and something behind it
STOP = re.compile(r"[。!?…][”』」]?\s*(?=\S)")
# Abbreviations and words of three letters that stand alone on sound pages.
_SHORT_WORDS = re.compile(
    r"app|www|com|net|org|edu|gov|pdf|doc|img|jpg|png|gif|end|the|and|for|you|vip|cms|rss|top|new|hot|tag|url|via|usb|cpu|gdp|dvd|ktv"
    r"|ceo|cfo|cto|gps|nba|cba|ppt|pvc|led|lcd|atm|mba|phd|dna|rna|wto|who|imf|gmt|utc|rmb|usd|faq|diy|pos|ict|ngo|csr|esg",
    re.IGNORECASE,
)
_BOUNDS = re.compile(r"[\s()\[\]【】:|_。-]")


@dataclass(slots=True, eq=False)
class Piece:
    """One isolated piece: its line, its kind (glued, alone, title, publisher), raw[start:end] that would go, its words."""

    line: Line
    kind: str
    start: int
    end: int
    text: str
    amid: bool = True  # False for a line alone behind the last sentence, where signatures stand
    closed: bool = False  # True for a glued piece with a full stop of its own, as short sentences have


def glued_token(view: str) -> str:
    """The core of a token glued after the last sentence of a folded paragraph; empty when there is none."""
    if view[-1] in LINE_ENDS or "。" not in view:
        return ""
    match = GLUED.search(view[-GLUED_CHARS:])
    core = _han_of(match[1]) if match and ATTRIBUTED.match(match[1]) is None else ""
    return core if TOKEN_MIN_CHARS <= len(core) <= TOKEN_MAX_CHARS and not COMMON.fullmatch(core) else ""


def _han_of(token: str) -> str:
    """The token without brackets; of letters and Han together only the Han, which is what repeats."""
    bare = re.sub(r"\([^()]*\)|[【】\[\]]", "", token).strip()
    han = "".join(c for c in bare if c >= "\u3400")
    return han if TOKEN_MIN_CHARS <= len(han) < len(bare) else bare


def may_be_injected(pieces: list[Piece]) -> bool:
    """True where pieces stand in two kinds of place, or are glued twice. More pieces never make it false."""
    amid = [piece.kind for piece in pieces if piece.amid and not piece.closed]
    glued = amid.count("glued")
    if glued > 1 or (len(set(amid)) > 1 and (len(amid) >= PLACES_MIN or glued > 0)):
        return True
    return len(pieces) > 1 and _is_advertised(pieces)


def _is_advertised(pieces: list[Piece]) -> bool:
    """True where a piece that is glued, or put before a title, has the words of an advert beside it, or a glued one shares its
    name with such a piece: then a second place is enough, though it is a line of the footer."""
    open_ones = [piece for piece in pieces if not piece.closed]
    if any(piece.kind in ("glued", "bracket") for piece in open_ones):
        return any(TRADE.search(piece.text) for piece in open_ones)
    return any(piece.kind == "title" and TRADE.search(piece.text) for piece in open_ones)


def is_kin(text: str, other: str) -> bool:
    """True where one is the other with words of an advert."""
    return text.startswith(other[:PREFIX_MIN_CHARS]) and (
        text.startswith(other) or other.startswith(text) or TRADE.search(text) is not None
    )


def low(text: str) -> str:
    """In small letters, where that keeps the length: a name and its address differ in capitals."""
    low = text.lower()
    return low if len(low) == len(text) else text


def common_prefix(view: str, start: int, head: str) -> int:
    size = 0
    while size < len(head) and start + size < len(view) and view[start + size] == head[size]:
        size += 1
    return size


def head_end(view: str, token: str, *, speaks: bool) -> int:
    """Where the first words of a paragraph begin before which the token is set, alone or with the words of its advert, and a
    blank behind; 0 where none is."""
    text = view.lstrip()
    opened = _HEAD_MARKS.match(text) is not None
    match = _HEAD_REST.match(text, len(token) + opened) if text.startswith(token, opened) else None
    if match is not None and speaks and ":" in match[0][match.end("more") - match.start() :]:
        return 0
    if match is not None and opened != (match.end("more") < match.end() and text[match.end("more")] in "]】〗)」』"):
        return 0
    if match is None or (match["more"] and not TRADE.search(match["more"])):
        return 0
    return len(view) - len(text) + match.end()


def after_stops(view: str, token: str) -> Iterator[int]:
    at = view.find(token)
    while at >= 0:
        before = view[:at].rstrip(" 【[(「『")
        latin = re.search(r"[A-Za-z0-9.]{1,16}\Z", before)  # letters that belong to the token
        before = before[: latin.start()] if latin else before
        opens = not before and token.isascii() and "." in token
        before = before[:-1] if before[-1:] == "," and before[-2:-1] in tuple("”』」") else before
        if opens or (before and before[-1] in SENTENCE_ENDS + "”』」"):
            yield at
        at = view.find(token, at + len(token))


def is_token(token: str) -> bool:
    """True for what may be a name: no number, no mark at its ends, of Latin letters more than three or three that are no word."""
    if COMMON.fullmatch(token) or _BOUNDS.search(token[0]) or _BOUNDS.search(token[-1]):
        return False
    if not token.isascii():
        return True
    if len(token) == SHORT_LATIN_CHARS:
        return token.isalpha() and _SHORT_WORDS.fullmatch(token) is None
    return len(token) > SHORT_LATIN_CHARS and any(c.isalpha() for c in token)


def is_around(text: str, token: str) -> bool:
    """True when a piece is the token with letters, brackets or a few trade words around it, not a heading that holds it."""
    rest = re.sub(r"\([^()]*\)|[【】\[\]]", "", text.replace(token, "", 1)).strip()
    if len(token) == SHORT_LATIN_CHARS and token.isascii() and re.search(rf"(?<![a-z\d]){token}(?![a-z\d])", text, re.I) is None:
        return False  # a part of a longer word
    letters = "".join(c for c in rest if c.isascii())
    return len(rest) <= EXTRA_MAX_CHARS and len(rest) - len(letters) <= 7
