"""Where a page holds pieces of text that stand isolated, and what they share: the evidence for injected terms.

What lives here: Evidence, evidence_of(). What never does: the forms of pieces and places (pieces.py), the verdict (spam.py).

How it works: the pieces are gathered once for each state of a page. Every part of a piece that other pieces hold too is a
candidate; of those that stand in the same pieces the longest is looked into first. Parts of words that the page's sentences
hold are none.

Long, because gathering and asking share the pieces.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

from corpuskit.rulebook.linegate import BLANKS
from corpuskit.steps.strip.amid import Amid, Head, amid_names, goes_on, heads_of
from corpuskit.steps.strip.amidhints import amid_hint
from corpuskit.steps.strip.clausenames import clause_places
from corpuskit.steps.strip.page import LINES_KNOWN, Line, Page
from corpuskit.steps.strip.pieces import (
    ADDRESS,
    ALONE_MAX_CHARS,
    ANY_END,
    ATTRIBUTED,
    BRACKETED,
    CLAUSE,
    COMMON,
    DECORATION,
    EXTRA_MAX_CHARS,
    GLUED,
    GLUED_CHARS,
    GLUED_LATIN,
    HELD_STOP,
    LINE_ENDS,
    LISTED,
    LISTED_MAX,
    OPENER,
    PIECES_MAX,
    PREFIX,
    PREFIX_MIN_CHARS,
    SENTENCE_ENDS,
    STOP,
    SUFFIX,
    SUFFIX_MAX_CHARS,
    TITLE_LINES,
    TITLE_MIN_CHARS,
    TOKEN_MAX_CHARS,
    TOKEN_MIN_CHARS,
    TOLD,
    TRADE,
    WRAPPED_MIN_CHARS,
    WRAPPED_MIN_LINES,
    WRAPPED_RATIO,
    Piece,
    after_stops,
    common_prefix,
    head_end,
    is_around,
    is_kin,
    is_token,
    low,
    may_be_injected,
)

__all__ = ["Evidence", "evidence_of", "glued_at", "suffix_of"]


NUMBERED = re.compile(r"\d{1,2}[.、)]\s?[^\d\s]|[一二三四五六七八九十]{1,3}、")  # an item of a list: the list of annexes
_LABELLED_NUMBER = re.compile(r"[:\s]\s*[A-Z]{0,4}\d[\d.\-/]*\s*\Z")  # what stands before it is no name but a label
BOOK = re.compile(r"[-—\s]{0,8}《[^《》]{1,24}》")


def _is_own_line(view: str) -> bool:
    """True for a title with a name at it, for an item of a list, and for the title of a book from which the lines over it are."""
    return _holds_title(view) or NUMBERED.match(view) is not None or BOOK.fullmatch(view) is not None


@lru_cache(maxsize=LINES_KNOWN)
def _holds_stop(view: str) -> bool:
    """True for a line with the end of a sentence in it."""
    return HELD_STOP.search(view) is not None


@lru_cache(maxsize=LINES_KNOWN)
def _alone(view: str) -> str | None:
    """What a short line says alone; None where it is a sentence, a title with a name at it, or an item of a list."""
    return low(view) if view[-1] not in "。,;" and not _is_own_line(view) else None


@lru_cache(maxsize=LINES_KNOWN)
def glued_at(tail: str) -> re.Match[str] | None:
    """What is glued behind the last sentence of a paragraph and is no clause, and does not say whose that is; tail: the end of
    it, folded."""
    match = GLUED.search(tail)
    return match if match is not None and not (CLAUSE.search(match[1]) or ATTRIBUTED.match(match[1])) else None


def suffix_of(view: str, end: int) -> re.Match[str] | None:
    """What stands behind the last mark before `end`. Looked for where it can be: a row of marks is not read from each of them."""
    return SUFFIX.search(view, max(0, end - SUFFIX_MAX_CHARS), end)


@lru_cache(maxsize=LINES_KNOWN)
def _advertises(view: str) -> bool:
    """True for a line with a word of the adverts of injected names."""
    return TRADE.search(view) is not None


@lru_cache(maxsize=LINES_KNOWN)
def _holds_title(view: str) -> bool:
    """True for words of a title with the advert of a name behind a mark: the line is not the name alone."""
    suffix = suffix_of(view, len(view))
    if suffix is None:
        return False
    name, title = suffix[1] or suffix[2], view[: suffix.start()]
    if len(title) < TITLE_MIN_CHARS or TRADE.search(name) is None or len(TRADE.sub("", name)) < TOKEN_MIN_CHARS:
        return False
    return TRADE.search(title) is None and not is_kin(title, name)


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
        self._amid: list[Amid] | None = None

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

    @cached_property
    def heads(self) -> list[Head]:
        """The beginnings of the sentences of the page."""
        return heads_of(self.live, self.page)

    def amid(self) -> list[Amid]:
        """Names glued amid paragraphs."""
        if self._amid is None:  # a page without a hit is only looked at where a first look found something
            may = any(line.hits for line in self.page.lines) or amid_hint(self.page.text)
            self._amid = [] if not may else amid_names(self.page, self.heads, self.pieces_of, self.pieces)
        return self._amid

    @property
    def may_hold(self) -> bool:
        """False where no token can be an injected one."""
        return may_be_injected(self.pieces) and any(may_be_injected(pieces) for pieces in self.sharing())

    def _is_wrapped(self) -> bool:
        """True for a text set in lines of one width: what stands behind a full stop goes on below."""
        long = [line.view for line in self.live if len(line.view) >= WRAPPED_MIN_CHARS]
        open_ones = sum(view[-1] not in LINE_ENDS and ANY_END.search(view[-TOKEN_MAX_CHARS:]) is None for view in long)
        return open_ones >= max(WRAPPED_MIN_LINES, WRAPPED_RATIO * len(long))

    def _gather(self) -> None:
        wrapped: bool | None = None  # asked where it matters
        seen: set[str] = set()  # a paragraph that a page shows twice is one witness
        for i, line in enumerate(self.live):
            if len(self.pieces) >= PIECES_MAX:
                return
            is_held = not line.prose and i > 0 and _holds_stop(line.view)
            if is_held and wrapped is None:
                wrapped = self._is_wrapped()
            if line.prose and line.view in seen:
                continue
            if line.prose or (is_held and not wrapped):
                seen.add(line.view)
                self._as_known(self.page.pieces, line, self._at_sentences)
            elif i and len(line.view) <= ALONE_MAX_CHARS and (text := _alone(line.view)) is not None:
                self.pieces.append(Piece(line, "alone", 0, len(line.raw), text, amid=self._is_amid(i)))
        for line in self.live[:TITLE_LINES]:
            if not line.prose:
                self._as_known(self.page.titled, line, self._at_title)
        for line in self.page.lines:
            if line.cut is not None and line.cut.rule == "zh.source.publisher":
                self.pieces.append(Piece(line, "publisher", 0, 0, low(line.view)))
            elif line.cut is not None and line.cut.family not in TOLD and _advertises(line.view):
                for text in dict.fromkeys(LISTED.split(line.view)[:LISTED_MAX]):
                    if TOKEN_MIN_CHARS <= len(text) <= ALONE_MAX_CHARS and TRADE.search(text):
                        self.pieces.append(Piece(line, "gone", 0, 0, low(text)))
            elif line.cut is not None and line.cut.family == "spam" and len(line.view) <= ALONE_MAX_CHARS:
                amid = any(other.prose and other.cut is None for other in self.page.lines[line.at :])
                self.pieces.append(Piece(line, "alone", 0, 0, low(line.view), amid=amid))
            elif line.cut is None and line.hits and any(hit.rule.id == "zh.source.publisher" for hit in line.hits):
                self.pieces.append(Piece(line, "publisher", 0, 0, low(line.view)))

    def _as_known(self, known: dict[int, tuple[str, list[Piece]]], line: Line, gather: Callable[[Line], None]) -> None:
        """Add the pieces of a line, which are the same as long as the line is."""
        raw, pieces = known.get(line.at, ("", []))
        if raw == line.raw:
            self.pieces += pieces
            return
        count = len(self.pieces)
        gather(line)
        known[line.at] = line.raw, self.pieces[count:]

    def _at_sentences(self, line: Line) -> None:
        self._at_end(line)
        self._amid_sentences(line)

    def _at_end(self, line: Line) -> None:
        """What is glued after the last sentence of a paragraph."""
        raw = line.raw
        if not ("。" in raw or "！" in raw or "？" in raw):
            match = GLUED_LATIN.search(line.view[-GLUED_CHARS:]) if line.view[-1] not in ".!?" else None
            if match is not None and line.raw.endswith(match[1]):
                self.pieces.append(Piece(line, "glued", len(raw) - len(match[1]), len(raw), low(match[1].strip("[]()"))))
            return
        if raw[-1].isspace() or raw[-1] in BLANKS:
            tail = self.page.matcher.view(raw[-GLUED_CHARS:])
        else:  # the trimmed view ends where the line does; what it lacks at its beginning holds no end of a sentence
            tail = line.view[-GLUED_CHARS:]
        match = glued_at(tail)
        if match is not None:
            start = len(raw) - len(tail) + match.start(1)
            start -= tail[match.start(1) - 1 : match.start(1)] in (",", "，")
            closed = match[1][-1] in SENTENCE_ENDS + "."
            self.pieces.append(Piece(line, "glued", start, len(raw.rstrip()), low(match[1]), closed=closed))

    def _amid_sentences(self, line: Line) -> None:
        """What stands in brackets behind a full stop, and addresses between sentences."""
        view = self.page.folded(line)
        if OPENER.search(view) is not None:
            for match in BRACKETED.finditer(view):
                is_glued = self.pieces and self.pieces[-1].line is line and self.pieces[-1].start <= match.start("all")
                if not is_glued and not (COMMON.fullmatch(match["in"]) or ATTRIBUTED.match(match["in"])):
                    self.pieces.append(Piece(line, "bracket", match.start("all"), match.end(), low(match["in"])))
        if "." in view:
            for match in ADDRESS.finditer(view):
                self.pieces.append(Piece(line, "address", match.start("in"), match.end(), low(match["in"])))

    def _is_amid(self, i: int) -> bool:
        """True for a line alone among sentences; lists of words, and what stands under the text, prove nothing."""
        return self.live[i - 1].prose and any(line.prose for line in self.live[i + 1 : i + 3])

    def _at_title(self, line: Line) -> None:
        view = self.page.folded(line)
        prefix, suffix = PREFIX.match(view), suffix_of(view, len(view))
        if prefix is not None and _LABELLED_NUMBER.match(view, prefix.end() - 1) is None:
            blanks = len(view) - len(view.lstrip())
            self.pieces.append(Piece(line, "title", blanks, prefix.end(), low(prefix[1] or prefix[2])))
        if suffix is not None and (prefix is None or suffix.end() > prefix.end()):
            text, start = suffix[1] or suffix[2], suffix.start()
            while (more := suffix_of(view, start)) is not None and is_kin(more[1] or more[2], text):
                start = more.start()  # the name several times: title-NAME-NAME下载
            self.pieces.append(Piece(line, "title", start, len(line.raw), low(text)))

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
        shared = [(len(where), len(token), token) for token, where in places.items() if len(where) > 1 and is_token(token)]
        for count, _, token in sorted(shared, reverse=True):
            where = places[token]
            longer = any(token != other and token in other and places[other] >= where for n, _, other in shared if n >= count)
            if not longer:
                yield token

    def pieces_of(self, token: str) -> list[Piece]:
        """The pieces that are the token with a few words around."""
        found = []
        for piece in self.pieces:
            if token in piece.text and (piece.kind == "publisher" or is_around(piece.text, token)):
                found.append(piece)
        return found

    def _speaks(self, token: str) -> bool:
        """True for a name before the colon of several lines: who speaks in a talk, a part of a recipe."""
        return sum(low(line.view).startswith(f"{token}:") for line in self.live) > 1

    def inside(self, token: str) -> list[Line]:
        """Prose lines where the token stands inside a sentence: neither glued at the end nor right behind a full stop."""
        held: dict[int, list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            opens = piece.kind == "title" or piece.text.lstrip(DECORATION).startswith(token)
            if piece.kind in ("glued", "title", "bracket") and token in piece.text and opens:
                held[id(piece.line)].append(piece)
        found = []
        speaks = self._speaks(token)
        clauses = Counter(line.at for line, _, _ in clause_places(self.page, self.live, token))
        for line in self.live:
            pieces = held.get(id(line), [])
            if not (line.prose or pieces):
                continue
            view = low(self.page.folded(line))
            for piece in pieces:
                view = view[: piece.start] + " " * (piece.end - piece.start) + view[piece.end :]
            if token in view and view.count(token) > len([*after_stops(view, token)]) + clauses[line.at] + (
                head_end(view, token, speaks=speaks) > 0
            ):
                found.append(line)
        found += [head.line for head in goes_on(self.heads, token, self.pieces) if head.line not in found]
        return found

    def mid_sentences(self, token: str) -> Iterator[tuple[Line, int, int]]:
        """(line, start, end in its raw) of the token, or the beginning of one of its pieces, right behind a full stop, or set
        before a paragraph with a blank."""
        heads = [re.sub(r"[【\[〖「『]", "", piece.text) for piece in self.pieces if token in piece.text and not piece.closed]
        speaks = self._speaks(token)
        for line in self.live:
            if not line.prose:
                continue
            view = low(self.page.folded(line))
            if (end := head_end(view, token, speaks=speaks)) > 0:
                yield line, len(view) - len(view.lstrip()), end
            for stop in STOP.finditer(view):
                start = stop.end()
                size = max((common_prefix(view, start, head) for head in heads), default=0)
                found = view[start : start + size]
                if size >= PREFIX_MIN_CHARS and (token in found or found in token):
                    yield line, start, start + size + (view[start + size : start + size + 1] in SENTENCE_ENDS)
