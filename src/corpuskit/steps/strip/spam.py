"""Injected terms of one page, found without a list: a foreign token by its repetition and isolation.

What lives here: spam_hint(), spam_hints() and spam_may_act() (may the page hold some), glued_token(), spam_pass() (mark them),
spam_notes() (where one replaced words). What never does: names of brands; gathering where tokens stand (evidence.py).

How it works: an injected token stands where text has no words: glued after the full stop of a paragraph, alone on a line amid
the prose, before or behind the title, in the publisher's field. What several such pieces share is the token; its wording around
varies. A token that stands in two such places, or glued twice, and never inside a sentence, is foreign to the page, and all its
insertions go. Where it also stands inside sentences it may have replaced words: then nothing is cut for it and each such place
gets a note.

Weak: a page whose only injection stands once; a token that differs at every place.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np

from corpuskit.core.edit import Note
from corpuskit.rulebook.joined import Joined
from corpuskit.steps.strip.amid import Amid, is_phrase
from corpuskit.steps.strip.amidhints import amid_hint, amid_hints
from corpuskit.steps.strip.clausenames import clause_places
from corpuskit.steps.strip.evidence import Evidence, evidence_of
from corpuskit.steps.strip.features import words_of
from corpuskit.steps.strip.judgetrees import word_scores
from corpuskit.steps.strip.nametails import tail_end, with_mark
from corpuskit.steps.strip.page import Cut, Line, Page
from corpuskit.steps.strip.pieces import LINE_ENDS, PREFIX, SUFFIX, TRADE, Piece, glued_token, low, may_be_injected
from corpuskit.steps.strip.sweep import swept

__all__ = [
    "CONFIDENCE",
    "glued_token",
    "spam_hint",
    "spam_hints",
    "spam_may_act",
    "spam_notes",
    "spam_pass",
]

ALONE_MAX = 8  # lines alone with one token; injected pages of the labelled ones have up to 4
OWN_RATIO = 0.3  # of the pairs of characters that a name leaves of a title; they stand in the text too
SHORT_PLACES_MIN = 3  # of a name of two characters without an advert
REST_MIN_CHARS, REST_SCORE = 2, 0.5  # of what a name leaves of a line, and of its words as furniture, in nats
PARTING = " \u3000:|丨_-—–·~,"
OUTSIDE_RATIO = 2  # isolated pieces for each place inside a sentence
REPLACED_MIN_CHARS = 3  # two characters are too often a word of the page's own
SENTENCE_MIN_CHARS = 5  # behind a name, its full stop counted
SHORT_REST_CHARS = 3  # Han beside a name of two characters
CONFIDENCE = 0.95
_REPORTING = ("记者", "記者", "讯 ", "訊 ", "通讯员", "通訊員", "기자")
# Words of Japanese that stand alone before an example: そして, 例えば, デフォルトでは.
_CONNECTIVE = re.compile(
    "[\u3041-\u3096ー]+|(?:例えば|従って|但し|又は|及び|一方|次に|最後に|同様に)|[\u30a1-\u30fa\u3400-\u9fffー]{1,10}(?:では|には|とは|ならば|の場合)"
)
_LINK_MARKS = frozenset("→▲△▼▶►☞>»⇒※")
_CLOSING = frozenset(LINE_ENDS) - {"】"}


def spam_hint(text: str) -> bool:
    """True when a cheap look finds what injected terms leave: paragraphs that end in words after their last full stop."""
    tails = 0
    for line in text.split("\n"):
        if line and line[-1] not in _CLOSING and "。" in line and not line[-1].isspace():
            tails += 1
            if tails > 1:
                return True
    return amid_hint(text)


@cache
def _closes() -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Of each code point below U+10000 whether a line that ends with it shows nothing; those above never close."""
    return np.array([chr(code) in _CLOSING or chr(code).isspace() for code in range(0xFFFF)] + [False])


def spam_hints(joined: Joined) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """spam_hint() of each text of a batch."""
    tails = np.zeros(len(joined.texts), dtype=np.int64)
    for piece in joined.pieces():
        open_ones = (~_closes().take(piece.lasts, mode="clip")).nonzero()[0]
        starts, ends = (places.take(open_ones) for places in piece.lines)
        found = starts[piece.stops.searchsorted(starts) < piece.stops.searchsorted(ends)]
        tails += np.bincount(joined.which(found + piece.offset), minlength=len(tails))
    return (tails > 1) | amid_hints(joined)


def _is_injected(token: str, pieces: list[Piece], page: Page, *, known: bool) -> bool:
    if known and pieces:
        return True
    if _CONNECTIVE.fullmatch(token) is not None:
        return False
    if any(f"{token}{role}" in page.text for role in _REPORTING):
        return False  # the paper itself
    if sum(piece.kind == "alone" for piece in pieces) > ALONE_MAX:
        return False  # a list of words, a glossary, a menu
    if token.isascii() and not any("。" in piece.line.view or TRADE.search(piece.text) for piece in pieces):
        return False  # in Latin letters a word alone behind a full stop may be a refrain: an Amen
    if len(token) < REPLACED_MIN_CHARS:
        pieces = [piece for piece in pieces if _is_hardly_more(piece, token)]
        amid = [piece.kind for piece in pieces if piece.amid and not piece.closed]
        if "glued" not in amid:
            return False
        is_often = amid.count("glued") > 1 or sum(kind != "bracket" for kind in amid) >= SHORT_PLACES_MIN
        is_advertised = any(TRADE.search(piece.text) for piece in pieces)
        if len(set(amid)) < 2:  # behind commas too, and with its advert
            return is_advertised and bool(clause_places(page, page.live(), token))
        if not (is_often or is_advertised) and _is_linked(pieces):
            return False  # two characters that a link to more shares with the title are a word of what both are about
    return may_be_injected(pieces)


def _is_hardly_more(piece: Piece, token: str) -> bool:
    """False for a head or a title with other words of a text beside two characters, which are a word of that text."""
    rest = piece.text.replace(token, "", 1)
    return sum(char >= "\u3400" for char in rest) <= SHORT_REST_CHARS or TRADE.search(rest) is not None or piece.kind == "gone"


def _is_linked(pieces: list[Piece]) -> bool:
    """True where a mark stands before the words that hold a token: a link, a picture's caption."""
    return any(piece.kind == "glued" and piece.text[:1] in _LINK_MARKS for piece in pieces)


def _mostly_outside(pieces: list[Piece], inside: int) -> bool:
    """True where a name is glued behind sentences again and again, and stands inside one hardly ever: what is glued goes."""
    glued = sum(piece.kind in ("glued", "bracket") and not piece.closed for piece in pieces)
    return glued > 1 and len(pieces) > OUTSIDE_RATIO * inside


def spam_pass(page: Page, known: tuple[str, ...] = ()) -> bool:
    """Mark injected terms; True when something was marked. `known` are terms of the page's site, which need no repetition."""
    for token in page.foreign:
        if _sweep(page, token):
            return True
    known = (*known, *page.foreign)
    if not (known or page.families() or any(line.hits for line in page.lines) or spam_hint(page.text)):
        return False  # what a first look lets go is not looked at on a page that was made for something else
    seen = evidence_of(page)
    if not (known or seen.may_hold):
        return _amid(page, seen)
    changed = False
    replaced: list[str] = []  # tokens that stand inside sentences: what holds one is left alone too
    for token in dict.fromkeys((*seen.candidates(), *known)):
        pieces = seen.pieces_of(token)
        if not _is_injected(token, pieces, page, known=token in known) or page.guard(token, token):
            continue
        if token not in known and is_phrase(token) and not any(TRADE.search(piece.text) for piece in pieces):
            continue  # a refrain
        inside = seen.inside(token)
        if inside and not _mostly_outside(pieces, len(inside)):
            replaced += [token] if len(token) >= REPLACED_MIN_CHARS else []
            continue
        if any(other in token or token in other for other in replaced):
            continue
        count = {kind: sum(piece.kind == kind for piece in pieces) for kind in ("glued", "alone", "title")}
        why = f"{token!r} is foreign to the page: {count['glued']} times after a sentence, {count['alone']} alone, "
        why += f"{count['title']} at the title"
        touched: set[int] = set()
        for piece in pieces:
            if piece.kind in ("publisher", "gone") or piece.line.cut is not None or id(piece.line) in touched:
                continue
            touched.add(id(piece.line))  # offsets move with the first cut of a line; the next pass sees the rest
            changed = _take(page, piece, token, why) or changed
        for line, start, end in seen.mid_sentences(token):
            if id(line) not in touched:
                touched.add(id(line))
                end = with_mark(line.raw, start, tail_end(line.raw, end))
                changed = page.cut_span(line, start, end, Cut("any.spam.glued", why, CONFIDENCE)) or changed
        if changed:
            page.foreign.append(token)
            return True
    return changed or _amid(page, seen)


def _amid(page: Page, seen: Evidence) -> bool:
    """Cut a name that is glued amid paragraphs, and where it stands alone; True when there was one."""
    for amid in seen.amid():
        if amid.sure and not page.guard(amid.token, amid.token) and _take_amid(page, seen, amid):
            page.foreign.append(amid.token)
            return True
    return False


def _take_amid(page: Page, seen: Evidence, amid: Amid) -> bool:
    why = f"{amid.token!r} stands {len(amid.heads)} times before sentences that begin without it"
    cut = Cut("any.spam.glued", why, CONFIDENCE)
    changed = False
    for head in sorted(amid.heads, key=lambda head: head.start, reverse=True):  # so that offsets hold
        raw = head.line.raw
        end = with_mark(raw, head.start, tail_end(raw, head.start + len(amid.token)))
        while end < len(raw) and raw[end] in " \u3000":
            end += 1
        changed = page.cut_span(head.line, head.start, end, cut) or changed
    if not changed:
        return False
    for piece in seen.pieces_of(amid.token):
        if piece.kind in ("alone", "title", "bracket") and piece.line.cut is None and not piece.line.spans:
            _take(page, piece, amid.token, why)
    live = page.live()
    if len(live) > 1 and not live[1].prose and low(live[0].view) == amid.token:
        page.mark(live[0], Cut("any.spam.alone", why, CONFIDENCE))
    return True


def _sweep(page: Page, token: str) -> bool:
    """Cut what is left of a name that was found to be injected; True when there was something."""
    changed = False
    places = swept(page, token)
    held = {(line.at, start) for line, start, _ in places}
    places += [place for place in clause_places(page, page.live(), token) if (place[0].at, place[1]) not in held]
    for line, start, end in sorted(places, key=lambda place: (place[0].at, -place[1])):
        cut = Cut("any.spam.glued", f"{token!r} is foreign to the page and stands apart here", CONFIDENCE)
        changed = page.cut_span(line, start, tail_end(line.raw, end), cut) or changed
    return changed


# What an advert says of itself.
_PRAISE = re.compile(
    r"平台|信誉|品牌|首[选選]|[欢歡]迎|正版|安全|[稳穩]定|[体體][育彩]|[开開][户戶]|[优優]惠|送|[贏赢]|彩|在[线線]|[游遊][戏戲]|官|[投赌賭]"
    r"|\d{3,}\s*[元万萬]|www|\.[a-z]{2,4}\b"
)


def _take(page: Page, piece: Piece, token: str, why: str) -> bool:
    cut = Cut(f"any.spam.{'glued' if piece.kind in ('bracket', 'address') else piece.kind}", why, CONFIDENCE)
    if piece.kind == "alone":
        if _amid_words(page, piece, token):
            return False
        part = _title_part(page, piece, token) or _beside_words(page, piece, token)
        return page.mark(piece.line, cut) if part is None else page.cut_span(piece.line, *part, cut)
    raw, start = piece.line.raw, piece.start
    end = with_mark(raw, start, tail_end(raw, piece.end)) if piece.kind == "glued" else piece.end
    if piece.kind == "glued" and _goes_on(piece, token):
        end = start + len(token)
    if start > 1 and end >= len(raw.rstrip()) and raw[start - 1] == raw[start - 2] == "。":
        start -= 1  # the mark that stood before the name came with it
    return page.cut_span(piece.line, start, end, cut)


def _goes_on(piece: Piece, token: str) -> bool:
    """True where a sentence with its own full stop goes on right behind a name, in words of no advert."""
    rest = piece.text.removeprefix(token)
    if not piece.closed or rest == piece.text or len(rest) < SENTENCE_MIN_CHARS or not rest[0] >= "\u3400":
        return False
    return TRADE.search(rest) is None and _PRAISE.search(rest) is None


def _title_part(page: Page, piece: Piece, token: str) -> tuple[int, int] | None:
    """The part with the name, of a line that is a title with a name at it: what the name leaves has pairs of characters that
    stand on other lines. None where the line is none."""
    view = page.folded(piece.line)
    found = [match for match in (PREFIX.match(view), SUFFIX.search(view)) if match is not None and token in low(match[0])]
    if not found:
        return None
    start, end = found[0].span()
    rest = view[:start] + "\n" + view[end:]
    if token in low(rest) or TRADE.search(rest) is not None:
        return None
    pairs = [pair for n in range(len(rest) - 1) if (pair := rest[n : n + 2]).isalnum()]
    others = "\n".join([other.view for other in page.live() if other is not piece.line])
    return (start, end) if sum(pair in others for pair in pairs) > OWN_RATIO * len(pairs) else None


def _amid_words(page: Page, piece: Piece, token: str) -> bool:
    """True for a line with other words than those of adverts on both sides of the token: a leg of a journey, a row of a list."""
    before, found, behind = low(page.folded(piece.line)).partition(token)
    rests = [rest.strip(PARTING) for rest in (before, behind)]
    if not found or any(len(rest) < REST_MIN_CHARS or not rest[:2].isalnum() for rest in rests):
        return False
    if any(TRADE.search(rest) or _PRAISE.search(rest) for rest in rests):
        return False
    return float(word_scores(words_of([" ".join(rests)]))[0]) <= REST_SCORE


def _beside_words(page: Page, piece: Piece, token: str) -> tuple[int, int] | None:
    """The name at an end of a line, with the mark that parts it from a head or an item of the text; None where what it leaves
    may be its advert."""
    view = page.folded(piece.line)
    at = low(view).find(token)
    if at < 0 or low(view).count(token) > 1:
        return None
    before, behind = view[:at].rstrip(PARTING), view[at + len(token) :].lstrip(PARTING)
    if bool(before.strip()) == bool(behind.strip()):
        return None
    rest = (before or behind).strip()
    if len(rest) < REST_MIN_CHARS or rest[0] in "([【《<" or TRADE.search(rest) or _PRAISE.search(rest):
        return None
    if float(word_scores(words_of([rest]))[0]) > REST_SCORE:
        return None
    return (len(before), len(view)) if before.strip() else (0, len(view) - len(behind))


def _glued(pieces: list[Piece]) -> int:
    return sum(piece.kind == "glued" for piece in pieces)


def _may_be_noted(seen: Evidence) -> bool:
    return _glued(seen.pieces) > 1 and any(_glued(pieces) > 1 for pieces in seen.sharing())


def spam_may_act(page: Page) -> bool:
    """False where spam_pass(), without known terms, and spam_notes() find nothing on a page as it is."""
    seen = evidence_of(page)
    return seen.may_hold or _may_be_noted(seen) or bool(seen.amid())


def spam_notes(page: Page) -> list[Note]:
    """Notes where a foreign token stands inside sentences, so that cutting it would leave holes."""
    seen = evidence_of(page)
    noted: set[Line] = set()
    found: list[Note] = []
    for amid in seen.amid():
        why = f"it stayed: {amid.token!r} stands {len(amid.heads)} times before sentences that begin without it"
        lines = [line for line in dict.fromkeys(head.line for head in amid.heads) if line not in noted]
        found += [Note(line.start, line.end, "review.any.spam.glued", why) for line in lines]
        noted.update(lines)
    hinted = any(line.hits for line in page.lines) or spam_hint(page.text)  # others are not looked at
    if not (hinted and _may_be_noted(seen)):
        return found
    for token in seen.candidates():
        pieces = seen.pieces_of(token)
        inside = seen.inside(token) if _glued(pieces) > 1 else []
        if inside:
            why = f"{token!r} is foreign to the page and may stand for other words here; cutting it would leave a hole"
            found += [Note(line.start, line.end, "damage.spam-replaced", why) for line in inside if line not in noted]
            noted.update(inside)
    return found
