"""The piece judge: what a site set into lines that stay, told by its words and by all that its page shows.

What lives here: which pieces are asked, their scores (over what piecelook.py sees), and which go. What never does: cutting
(wordparts.py), training (scripts/piecejudge).

How it works: the pieces of all lines of a page are weighed at once, and of those that overlap the best one goes. A page is asked
only where something of a site went, or where brackets opened it: of the result, where nothing has, nothing is asked again. The
pages of a batch are weighed together.

Weak: of a text with very many such pieces none is weighed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from corpuskit.rulebook.stored import stored_model
from corpuskit.rulebook.trees import Floats, Trees, trees_of
from corpuskit.steps.namegrammar import is_person
from corpuskit.steps.strip.endopening import end_hint
from corpuskit.steps.strip.features import Words, chars_of
from corpuskit.steps.strip.judgetrees import gram_scores
from corpuskit.steps.strip.page import KNOWN_CHARS, LINES_KNOWN, Line, Page
from corpuskit.steps.strip.parts import OPENING, ends_a_speech
from corpuskit.steps.strip.piecelook import NAMES, Found, bare, look_at_pieces, set_pieces, with_shared
from corpuskit.steps.strip.spanmodel import Piece, is_bracketed, is_own, is_stop, piece_score
from corpuskit.steps.strip.spanscan import may_score_each

__all__ = [
    "ASKED_SCORE",
    "Told",
    "piece_judge_digest",
    "score_pieces",
    "told_of_result",
    "told_pieces",
    "weigh_pieces_ahead",
]

LINE_MIN_CHARS = 8
PIECES_MOST = 1_000  # of a page
PIECES_TOGETHER = 2_000  # that are looked at at once: what they take does not grow with a text
SENTENCE_SCORE = 0.97  # of what ends as sentences do: hardly any of these is a site's, and it would be missed
# Whom words are by; not who set down a note, nor a name between dashes.
_DASHES = re.compile(
    r"\s*[—―–]{1,3}[^\s—―–](?!.*(?:[:/|·]|编辑|记者|通讯员|[文图][/ ]|[摄攝]|整理|翻译|转自|来源|选自|摘自|[网报社台刊版]\b|出版)"
    r"|.*(?:[—―–]|[补谨附敬追]记|[谨敬]识|[编作译笔]者|登录|注册|下载)\s*\Z)"
)
_CLOSING = ("”", "」", "』", '"')
_SAID_BY = re.compile(r"\s*[—–]{1,2}")
_ENDS = tuple("。.!?…")
WORDS_KNOWN = 4_000
ASKED_SCORE = -4.0  # of the span model: of a hundred labelled pieces three or four have less, of those that stay six in seven


@dataclass(frozen=True, slots=True)
class Told:
    """A piece that goes, and the score of the judge, 0 to 1."""

    piece: Found
    score: float


@dataclass(frozen=True, slots=True)
class _Judge:
    trees: Trees
    cut_scores: dict[str, float]  # by the kind of a piece
    digest: str


@cache
def _judge() -> _Judge:
    data, digest = stored_model("piecejudge.json")
    if tuple(data["columns"]) != NAMES:
        raise ValueError("rulebook/piecejudge.json does not fit steps/strip/piecelook.py: run scripts/piecejudge")
    return _Judge(trees_of(data["trees"]), dict(data["cut_scores"]), digest)


def piece_judge_digest() -> str:
    """BLAKE2b of the trees, for recipe.lock.toml."""
    return _judge().digest


_shown: dict[str, Words] = {}  # the words of pieces, and what they show


def _words(texts: Sequence[str]) -> list[Words]:
    fresh = [text for text in dict.fromkeys(texts) if text not in _shown]
    if fresh:
        if len(_shown) + len(fresh) > WORDS_KNOWN:
            _shown.clear()
            fresh = [*dict.fromkeys(texts)]
        found = chars_of(fresh)
        for word, chars in zip(found, gram_scores([word.slots for word in found]).tolist(), strict=True):
            word.chars = chars
        _shown.update(zip(fresh, found, strict=True))
    return [_shown[text] for text in texts]


def _is_the_texts(piece: str) -> bool:
    """True for a sentence that closes a speech, and for whom a saying is by, behind dashes."""
    said_by = _SAID_BY.match(piece)
    return ends_a_speech(piece) or (said_by is not None and is_person(piece[said_by.end() :]))


def _names_a_speaker(view: str, start: int) -> bool:
    """True for what begins with dashes right behind a quotation: whose words these are, whatever a site hung behind that."""
    return view[:start].rstrip()[-1:] in _CLOSING and _DASHES.match(view, start) is not None


_lines_known: dict[str, list[Found]] = {}  # short folded lines, which stand on many pages of a site, and their pieces


def _weighable(views: Sequence[str]) -> dict[str, list[Found]]:
    """The pieces of folded lines that are weighed, as of a line 0."""
    known = {view: _lines_known.get(view) for view in views}
    fresh = [view for view, pieces in known.items() if pieces is None]
    found = {view: pieces or [] for view, pieces in known.items()}
    begin = 0
    while begin < len(fresh):
        pieces: list[tuple[str, Found]] = []
        while begin < len(fresh) and len(pieces) < PIECES_TOGETHER:
            pieces += [(fresh[begin], piece) for piece in set_pieces(fresh[begin])]
            begin += 1
        may = may_score_each([(piece.text, piece.piece) for _, piece in pieces], ASKED_SCORE)
        for (view, piece), may_be in zip(pieces, may, strict=True):
            if may_be and _is_asked(piece) and not _names_a_speaker(view, piece.start):
                found[view].append(piece)
    if len(_lines_known) + len(fresh) > LINES_KNOWN:
        _lines_known.clear()
    kept = [view for view in fresh if len(view) <= KNOWN_CHARS][:LINES_KNOWN]
    _lines_known.update((view, found[view]) for view in kept)
    return found


def _is_asked(piece: Found) -> bool:
    text = piece.text
    if is_own(text, bracketed=piece.piece.bracketed):
        return False
    return piece_score(text, piece.piece) >= ASKED_SCORE and not _is_the_texts(text)


def _fresh(page: Page, lines: Sequence[Line]) -> list[str]:
    """Lines that stay, folded, whose pieces are not known."""
    views = [page.folded(line) for line in lines if line.cut is None and len(line.view) >= LINE_MIN_CHARS]
    return [view for view in views if view not in page.weighable]


def _asked(page: Page, lines: Sequence[Line]) -> tuple[list[str], list[bool], list[Found]]:
    """Lines of a page, folded, which of them go, and the pieces of those that stay."""
    known: dict[str, list[Found]] = page.weighable
    fresh = _fresh(page, lines)
    if fresh:
        known.update(_weighable(fresh))
    views = [page.folded(line) for line in lines]
    gone = [line.cut is not None for line in lines]
    asked = [n for n, line in enumerate(lines) if line.cut is None and len(line.view) >= LINE_MIN_CHARS]
    found = [piece._replace(line=n) for n in asked for piece in known[views[n]]]
    of_lines = len(found)
    found = with_shared(found, views, asked)
    return views, gone, found if len(found) == of_lines else [p for p in found if p.kind != "shared" or _is_asked(p)]


def _columns(views: list[str], gone: list[bool], found: list[Found]) -> Floats:
    scores = np.array([piece_score(piece.text, piece.piece) for piece in found])
    words = _words([bare(piece.text) for piece in found])
    chars = np.array([word.chars for word in words], np.float64)
    return look_at_pieces(views, gone, found, scores, chars, words)


def weigh_pieces_ahead(pages: Sequence[Page]) -> None:
    """Weigh the pieces of pages that are asked about next, all at once."""
    pages = [page for page in pages if page.told is None or page.told[0] != page.version]
    may = [page.ends_open or not page.families().isdisjoint(OPENING) for page in pages]
    fresh = {page: _fresh(page, page.lines) for page, may_hold in zip(pages, may, strict=True) if may_hold}
    told = _weighable([view for views in fresh.values() for view in views])
    for page, views in fresh.items():
        page.weighable.update((view, told[view]) for view in views)
    asked = [_asked(page, page.lines) if may_hold else ([], [], []) for page, may_hold in zip(pages, may, strict=True)]
    asked = [one if len(one[2]) <= PIECES_MOST else ([], [], []) for one in asked]
    _words([bare(piece.text) for *_, found in asked for piece in found])
    columns = [_columns(views, gone, found) for views, gone, found in asked if found]
    scores = _judge().trees.scores(np.concatenate(columns)) if columns else np.zeros(0)
    begin = 0
    for page, (_, _, found) in zip(pages, asked, strict=True):
        end = begin + len(found)
        page.told = page.version, _chosen(found, scores[begin:end])
        begin = end


def _chosen(found: list[Found], scores: Floats) -> list[Told]:
    """The pieces that go, in the order of the page: of those that overlap the one with the best score."""
    taken: list[Told] = []
    kinds = _judge().cut_scores
    least = np.array([max(kinds[piece.kind], SENTENCE_SCORE * (piece.text[-1] in _ENDS)) for piece in found])
    order = sorted(
        np.flatnonzero(scores >= least).tolist(), key=lambda n: (-scores[n], found[n].end - found[n].start, found[n].start, n)
    )
    for n in order:
        piece = found[n]
        if not any(t.piece.line == piece.line and t.piece.start < piece.end and piece.start < t.piece.end for t in taken):
            taken.append(Told(piece, float(scores[n])))
    return sorted(taken, key=lambda told: (told.piece.line, told.piece.start))


def told_pieces(page: Page) -> list[Told]:
    """The pieces of a page that go, in the order of the page."""
    weigh_pieces_ahead([page])
    told: list[Told] = page.told[1] if page.told else []
    return told


def told_of_result(page: Page) -> list[Told]:
    """The pieces that would go from what is left of a page where lines go: brackets may open that, and beside nothing that goes
    they may score more. They are few."""
    if page.ends_open or page.families().isdisjoint(OPENING):
        return []
    live = page.live()
    if not end_hint("\n".join([line.raw for line in live])):
        return []
    views, gone, found = _asked(page, live)
    if not found or len(found) > PIECES_MOST:
        return []
    scores = _judge().trees.scores(_columns(views, gone, found))
    return [replace(told, piece=told.piece._replace(line=live[told.piece.line].at)) for told in _chosen(found, scores)]


def score_pieces(page: Page, pieces: Sequence[tuple[Line, int, int]]) -> list[tuple[str, float] | None]:
    """What the judge thinks of pieces that went from lines that stay, given with their places in the text, each as if it alone
    were still there: its words and the score. None for one that stands as no piece that the judge knows does."""
    out: list[tuple[str, float] | None] = []
    views, gone, found = _asked(page, page.lines)
    if len(found) > PIECES_MOST:
        return [None] * len(pieces)
    for line, start, end in pieces:
        others = [(s, e) for s, e, _ in line.spans if (s, e) != (start, end)]
        raw, at = _with_piece(page.text, line, others, start)
        view = page.matcher.view(raw)
        placed = _placed(line.at, view, at, min(at + end - start, len(view)))
        if placed is None:
            out.append(None)
            continue
        among = [piece for piece in found if piece.line != line.at]
        with_piece = [*views[: line.at], view, *views[line.at + 1 :]]
        of_line = [piece._replace(line=line.at) for piece in _weighable([view])[view]]
        same = [p for p in of_line if (p.start, p.end) == (placed.start, placed.end)]
        asked = [*among, *of_line] if same else [*among, *of_line, placed]
        scores = _judge().trees.scores(_columns(with_piece, gone, asked))
        out.append((placed.text, float(scores[asked.index(same[0] if same else placed)])))
    return out


def _with_piece(text: str, line: Line, others: list[tuple[int, int]], start: int) -> tuple[str, int]:
    """A line without the other pieces that went from it, and where in that the piece at `start` of the text stands."""
    parts, at, place = [], line.start, 0
    for begin, end in [*sorted(others), (line.end, line.end)]:
        if begin > at:
            parts.append(text[at:begin])
            if at <= start:
                place += min(begin, start) - at
        at = max(at, end)
    return "".join(parts), place


def _placed(at: int, view: str, start: int, end: int) -> Found | None:
    """The piece view[start:end], trimmed, in brackets, at the end or the head of a line; None where it stands otherwise."""
    while start < end and view[start].isspace():
        start += 1
    while end > start and view[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    text, before = view[start:end], view[:start].rstrip()[-1:]
    closes = not view[end:].strip()
    if is_bracketed(text):
        return Found(at, start, end, text, "bracket", Piece(0, 0, True, is_stop(before), closes))
    if closes:
        return Found(at, start, end, text, "tail", Piece(0, 0, False, is_stop(before), True))
    return None if before else Found(at, start, end, text, "head", Piece(0, 0, False, False, False))
