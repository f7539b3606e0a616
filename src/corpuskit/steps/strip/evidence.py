"""Where a page holds pieces of text that stand isolated, and what they share: the evidence for injected terms.

What lives here: Piece, Evidence, glued_token(). What never does: the verdict (spam.py).

How it works: the pieces are gathered once for each state of a page. Every part of a piece that other pieces hold too is a
candidate; of those that stand in the same pieces the longest is looked into first. Parts of words that the page's sentences
hold are none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from corpuskit.rulebook.linegate import BLANKS
from corpuskit.steps.strip.page import Line, Page

__all__ = ["LINE_ENDS", "Evidence", "Piece", "evidence_of", "glued_token", "may_be_injected"]

TOKEN_MIN_CHARS = 2
LATIN_MIN_CHARS = 4
TOKEN_MAX_CHARS = 16
ALONE_MAX_CHARS = 24  # a line alone that holds a token and hardly more
EXTRA_MAX_CHARS = 14  # letters, brackets and trade words around the token in its piece
TITLE_LINES = 2
PREFIX_MIN_CHARS = 3  # of a piece, found again behind a full stop
PIECES_MAX = 80  # of a hostile page; injected pages have up to 30
WRAPPED_MIN_CHARS, WRAPPED_MIN_LINES, WRAPPED_RATIO = 20, 3, 0.25  # of the longer lines end amid a sentence: a text of one width
PLACES_MIN = 3  # isolated occurrences where none is glued
GLUED_CHARS = 60  # of a paragraph's end
TOLD = frozenset(("source", "credit", "counter", "summary"))  # classes whose lines tell of the page itself
LISTED_MAX = 8  # names on one line of a footer
_LISTED = re.compile(r"[\s|·_,/、-]+")
SENTENCE_ENDS = "。!?！？…"
LINE_ENDS = SENTENCE_ENDS + ".”』」）)】]：:；;，,、"
_ANY_END = re.compile(f"[{SENTENCE_ENDS}]")
_TOKEN = r"[^\s。!?…，,、;:()\[\]【】“”『』「」《》<>/=&%]"
# A name in Latin letters with the words of its advert.
_LATIN = (
    r"[A-Za-z][\w.-]{3,15}(?:\s[A-Za-z\d]{2,12}){0,2}"
    r"\s(?i:app|apk|download|login|official|online|casino|games?|slots?|bet|vip)"
)
_GLUED = re.compile(
    rf"(?:[。!?…][”』」]?[,，]?|[”』」],)\s*((?:[【「『〖][^【】「」『』〖〗\n]{{2,20}}[】」』〗]|{_LATIN}|{_TOKEN}{{2,16}}(?:\([^()]{{1,10}}\))?[^\s。!?…，,、;:()<>/=&%]{{0,8}})[。!]?)\s*\Z"
)
_PREFIX = re.compile(
    r"\s*(?:[【\[〖〔(「『★]([^】\]〗〕)」』★]{2,20})[】\]〗〕)」』★]|([^\s:|_。,，!?—-]{2,20}(?:\([^()]{1,10}\))?[^\s:|_。,，!?—-]{0,8})\s*[:|_—-]+)\s*(?=\S{4})"
)
_SUFFIX = re.compile(
    r"(?:\s*[|_—-]+\s*([^\s:|_。,，!?—-]{2,20}(?:\([^()]{1,10}\))?[^\s:|_。,，!?—-]{0,8})|\s*[【\[〖〔(「『★]([^】\]〗〕)」』★]{2,20})[】\]〗〕)」』★])\s*\Z"
)
# What the adverts of injected names are made of; no text of another kind has it right beside a name that stands isolated.
_TRADE = re.compile(
    r"app\b|官网|官方|(?:最新|安卓|苹果)?下载|登[录陆入]|注册|入口|娱乐|棋牌|真人|电竞|博彩|网页版|手机版|客户端|全站|(?:中国|集团)\)?有限公司|出金|送彩金",
    re.IGNORECASE,
)
# In brackets behind a full stop, where sites put a brand or an address.
_BRACKETED = re.compile(r"(?<=[。!?…”』」])\s*(?P<all>[(\[【『「](?P<in>[^()\[\]【】『』「」。,;:!?]{2,24})[)\]】』」])")
_OPENER = re.compile(r"[(\[【『「]")
# An address that begins a paragraph or stands behind a full stop, with a sentence glued to it.
_ADDRESS = re.compile(
    r"(?:\A\s*|(?<=[。!?…”』」]))(?P<in>(?:www\.)?[A-Za-z0-9-]{2,20}\.[A-Za-z]{2,8}(?:\.[A-Za-z]{2,3})?)(?=[\u3400-\u9fff“《]|\s*\Z)"
)
_COMMON = re.compile(r"[一二三四五六七八九十百\d]+|[完终全文续上下篇图表注]{1,3}|[\W_]+")
_HEAD_REST = re.compile(
    rf"(?:\([^()]{{1,10}}\))?(?P<more>{_TOKEN}{{0,8}}?)(?:[\]】〗)」』]\s*|\s*[:_|]\s*|\s+)(?=[\u3400-\u9fff“‘「『《\d])"
)
_DECORATION = "~【「『〖([-*·★,，"
_HEAD_MARKS = re.compile(r"[\[【〖(「『]")
# Words of clauses, which no name holds: what is glued behind a full stop then goes on below, in lines of one width.
_CLAUSE = re.compile(
    r"[的了是你我他她它们这那您若被把让而且或但也都须每請请]|如果|因为|所以|可以|应该|需要|不[能会要]|下[文面]|上[文面]|为了|已经|之[后前]|时候|然后|以及|无法|没有|将会"
    r"|根据|依据|通过|使用"
)
_HELD_STOP = re.compile(r"[。!?][”』」]?\s*[^。!?”』」\s]")  # a short line of a sentence and something behind it
_STOP = re.compile(r"[。!?…][”』」]?\s*(?=\S)")
_BOUNDS = re.compile(r"[\s()\[\]【】:|_。-]")


@dataclass(frozen=True, slots=True)
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
    match = _GLUED.search(view[-GLUED_CHARS:])
    core = _han_of(match[1]) if match else ""
    return core if TOKEN_MIN_CHARS <= len(core) <= TOKEN_MAX_CHARS and not _COMMON.fullmatch(core) else ""


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
        return any(_TRADE.search(piece.text) for piece in open_ones)
    return any(piece.kind == "title" and _TRADE.search(piece.text) for piece in open_ones)


def evidence_of(page: Page) -> Evidence:
    """The evidence of a page as it is now."""
    if page.evidence is None or page.evidence[0] != page.version:
        page.evidence = (page.version, Evidence(page))
    found: Evidence = page.evidence[1]
    return found


class Evidence:
    """The isolated pieces of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.live = page.live()
        self.pieces: list[Piece] = []
        self._gather()
        self._sharing: list[list[Piece]] | None = None

    def sharing(self) -> list[list[Piece]]:
        """The pieces that hold the same two characters, for each such two: no token can stand in more pieces than those."""
        if self._sharing is None:
            holders: dict[str, list[Piece]] = {}
            for piece in self.pieces:
                text = piece.text
                for pair in {text[n : n + TOKEN_MIN_CHARS] for n in range(len(text) - TOKEN_MIN_CHARS + 1)}:
                    holders.setdefault(pair, []).append(piece)
            self._sharing = [pieces for pieces in holders.values() if len(pieces) > 1]
        return self._sharing

    @property
    def may_hold(self) -> bool:
        """False where no token can be an injected one."""
        return may_be_injected(self.pieces) and any(may_be_injected(pieces) for pieces in self.sharing())

    def _is_wrapped(self) -> bool:
        """True for a text set in lines of one width: what stands behind a full stop goes on below."""
        long = [line.view for line in self.live if len(line.view) >= WRAPPED_MIN_CHARS]
        open_ones = sum(view[-1] not in LINE_ENDS and _ANY_END.search(view[-TOKEN_MAX_CHARS:]) is None for view in long)
        return open_ones >= max(WRAPPED_MIN_LINES, WRAPPED_RATIO * len(long))

    def _gather(self) -> None:
        wrapped: bool | None = None  # asked where it matters
        for i, line in enumerate(self.live):
            if len(self.pieces) >= PIECES_MAX:
                return
            is_held = not line.prose and i > 0 and _HELD_STOP.search(line.view) is not None
            if is_held and wrapped is None:
                wrapped = self._is_wrapped()
            if line.prose or (is_held and not wrapped):
                self._at_end(line)
                self._amid_sentences(line)
            elif i and len(line.view) <= ALONE_MAX_CHARS and line.view[-1] not in "。,;":
                self.pieces.append(Piece(line, "alone", 0, len(line.raw), _low(line.view), amid=self._is_amid(i)))
        for line in self.live[:TITLE_LINES]:
            if not line.prose:
                self._at_title(line)
        for line in self.page.lines:
            if line.cut is not None and line.cut.rule == "zh.source.publisher":
                self.pieces.append(Piece(line, "publisher", 0, 0, _low(line.view)))
            elif line.cut is not None and line.cut.family not in TOLD and _TRADE.search(line.view):
                for text in dict.fromkeys(_LISTED.split(line.view)[:LISTED_MAX]):
                    if TOKEN_MIN_CHARS <= len(text) <= ALONE_MAX_CHARS and _TRADE.search(text):
                        self.pieces.append(Piece(line, "gone", 0, 0, _low(text)))
            elif line.cut is not None and line.cut.family == "spam" and len(line.view) <= ALONE_MAX_CHARS:
                amid = any(other.prose and other.cut is None for other in self.page.lines[line.at :])
                self.pieces.append(Piece(line, "alone", 0, 0, _low(line.view), amid=amid))
            elif line.cut is None and line.hits and any(hit.rule.id == "zh.source.publisher" for hit in line.hits):
                self.pieces.append(Piece(line, "publisher", 0, 0, _low(line.view)))

    def _at_end(self, line: Line) -> None:
        """What is glued after the last sentence of a paragraph."""
        raw = line.raw
        if not ("。" in raw or "！" in raw or "？" in raw):
            return
        if raw[-1].isspace() or raw[-1] in BLANKS:
            tail = self.page.matcher.view(raw[-GLUED_CHARS:])
        else:  # the trimmed view ends where the line does; what it lacks at its beginning holds no end of a sentence
            tail = line.view[-GLUED_CHARS:]
        match = _GLUED.search(tail)
        if match is not None and _CLAUSE.search(match[1]) is None:
            start = len(raw) - len(tail) + match.start(1)
            start -= tail[match.start(1) - 1 : match.start(1)] in (",", "，")
            closed = match[1][-1] in SENTENCE_ENDS + "."
            self.pieces.append(Piece(line, "glued", start, len(raw.rstrip()), _low(match[1]), closed=closed))

    def _amid_sentences(self, line: Line) -> None:
        """What stands in brackets behind a full stop, and addresses between sentences."""
        view = self.page.folded(line)
        if _OPENER.search(view) is not None:
            for match in _BRACKETED.finditer(view):
                is_glued = self.pieces and self.pieces[-1].line is line and self.pieces[-1].start <= match.start("all")
                if not is_glued and not _COMMON.fullmatch(match["in"]):
                    self.pieces.append(Piece(line, "bracket", match.start("all"), match.end(), _low(match["in"])))
        if "." in view:
            for match in _ADDRESS.finditer(view):
                self.pieces.append(Piece(line, "address", match.start("in"), match.end(), _low(match["in"])))

    def _is_amid(self, i: int) -> bool:
        """True for a line alone among sentences; lists of words, and what stands under the text, prove nothing."""
        return self.live[i - 1].prose and any(line.prose for line in self.live[i + 1 : i + 3])

    def _at_title(self, line: Line) -> None:
        view = self.page.folded(line)
        prefix, suffix = _PREFIX.match(view), _SUFFIX.search(view)
        if prefix is not None:
            blanks = len(view) - len(view.lstrip())
            self.pieces.append(Piece(line, "title", blanks, prefix.end(), _low(prefix[1] or prefix[2])))
        if suffix is not None and (prefix is None or suffix.end() > prefix.end()):
            text, start = suffix[1] or suffix[2], suffix.start()
            while (more := _SUFFIX.search(view, 0, start)) is not None and _is_kin(more[1] or more[2], text):
                start = more.start()  # the name several times: title-NAME-NAME下载
            self.pieces.append(Piece(line, "title", start, len(line.raw), _low(text)))

    def candidates(self) -> Iterator[str]:
        """Tokens that several pieces share, those in most pieces first, of these the longest."""
        texts = [piece.text[: ALONE_MAX_CHARS + EXTRA_MAX_CHARS] for piece in self.pieces]
        # A token that pieces share begins with characters that they share: other beginnings need not be followed.
        heads = Counter(head for text in texts for head in {text[n : n + TOKEN_MIN_CHARS] for n in range(len(text))})
        places: dict[str, set[int]] = defaultdict(set)
        for n, text in enumerate(texts):
            for start in range(len(text) - TOKEN_MIN_CHARS + 1):
                if heads[text[start : start + TOKEN_MIN_CHARS]] > 1:
                    for end in range(start + TOKEN_MIN_CHARS, min(len(text), start + TOKEN_MAX_CHARS) + 1):
                        places[text[start:end]].add(n)
        shared = [(len(where), len(token), token) for token, where in places.items() if len(where) > 1 and _is_token(token)]
        for count, _, token in sorted(shared, reverse=True):
            where = places[token]
            longer = any(token != other and token in other and places[other] >= where for n, _, other in shared if n >= count)
            if not longer:
                yield token

    def pieces_of(self, token: str) -> list[Piece]:
        """The pieces that are the token with a few words around."""
        found = []
        for piece in self.pieces:
            if token in piece.text and (piece.kind == "publisher" or _is_around(piece.text, token)):
                found.append(piece)
        return found

    def _speaks(self, token: str) -> bool:
        """True for a name before the colon of several lines: who speaks in a talk, a part of a recipe."""
        return sum(_low(line.view).startswith(f"{token}:") for line in self.live) > 1

    def inside(self, token: str) -> list[Line]:
        """Prose lines where the token stands inside a sentence: neither glued at the end nor right behind a full stop."""
        held: dict[int, list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            opens = piece.kind == "title" or piece.text.lstrip(_DECORATION).startswith(token)
            if piece.kind in ("glued", "title", "bracket") and token in piece.text and opens:
                held[id(piece.line)].append(piece)
        found = []
        speaks = self._speaks(token)
        for line in self.live:
            pieces = held.get(id(line), [])
            if not (line.prose or pieces):
                continue
            view = _low(self.page.folded(line))
            for piece in pieces:
                view = view[: piece.start] + " " * (piece.end - piece.start) + view[piece.end :]
            if token in view and view.count(token) > len([*_after_stops(view, token)]) + (
                _head_end(view, token, speaks=speaks) > 0
            ):
                found.append(line)
        return found

    def mid_sentences(self, token: str) -> Iterator[tuple[Line, int, int]]:
        """(line, start, end in its raw) of the token, or the beginning of one of its pieces, right behind a full stop, or set
        before a paragraph with a blank."""
        heads = [re.sub(r"[【\[〖「『]", "", piece.text) for piece in self.pieces if token in piece.text]
        speaks = self._speaks(token)
        for line in self.live:
            if not line.prose:
                continue
            view = _low(self.page.folded(line))
            if (end := _head_end(view, token, speaks=speaks)) > 0:
                yield line, len(view) - len(view.lstrip()), end
            for stop in _STOP.finditer(view):
                start = stop.end()
                size = max((_common_prefix(view, start, head) for head in heads), default=0)
                found = view[start : start + size]
                if size >= PREFIX_MIN_CHARS and (token in found or found in token):
                    yield line, start, start + size + (view[start + size : start + size + 1] in SENTENCE_ENDS)


def _is_kin(text: str, other: str) -> bool:
    """True where one is the other with words of an advert."""
    return text.startswith(other[:PREFIX_MIN_CHARS]) and (
        text.startswith(other) or other.startswith(text) or _TRADE.search(text) is not None
    )


def _low(text: str) -> str:
    """In small letters, where that keeps the length: a name and its address differ in capitals."""
    low = text.lower()
    return low if len(low) == len(text) else text


def _common_prefix(view: str, start: int, head: str) -> int:
    size = 0
    while size < len(head) and start + size < len(view) and view[start + size] == head[size]:
        size += 1
    return size


def _head_end(view: str, token: str, *, speaks: bool) -> int:
    """Where the first words of a paragraph begin before which the token is set, alone or with the words of its advert, and a
    blank behind; 0 where none is."""
    text = view.lstrip()
    opened = _HEAD_MARKS.match(text) is not None
    match = _HEAD_REST.match(text, len(token) + opened) if text.startswith(token, opened) else None
    if match is not None and speaks and ":" in match[0][match.end("more") - match.start() :]:
        return 0
    if match is not None and opened != (match.end("more") < match.end() and text[match.end("more")] in "]】〗)」』"):
        return 0
    if match is None or (match["more"] and not _TRADE.search(match["more"])):
        return 0
    return len(view) - len(text) + match.end()


def _after_stops(view: str, token: str) -> Iterator[int]:
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


def _is_token(token: str) -> bool:
    if _COMMON.fullmatch(token) or _BOUNDS.search(token[0]) or _BOUNDS.search(token[-1]):
        return False
    return not token.isascii() or (len(token) >= LATIN_MIN_CHARS and any(c.isalpha() for c in token))


def _is_around(text: str, token: str) -> bool:
    """True when a piece is the token with letters, brackets or a few trade words around it, not a heading that holds it."""
    rest = re.sub(r"\([^()]*\)|[【】\[\]]", "", text.replace(token, "", 1)).strip()
    letters = "".join(c for c in rest if c.isascii())
    return len(rest) <= EXTRA_MAX_CHARS and len(rest) - len(letters) <= 7
