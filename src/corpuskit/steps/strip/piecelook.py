"""What the piece judge sees: where in a page's lines a site may have set something, and what each such piece shows.

What lives here: NAMES, Found, places_of(), set_pieces(), find_pieces(), look_at_pieces(). What never does: weights
(rulebook/piecejudge.json), verdicts (piecejudge.py), training (scripts/piecejudge).

How it works: a piece stands in brackets, behind the last sentences of a line, or before a gap, the end of a bracket or a mark
near its beginning. Of each the judge sees the score of the span model, the score of
its characters, its place, what else stands on its page that may go, and what it shares with the lines that go and with
those that stay.

Weak: a piece between two clauses without marks of its own is not looked at, nor one behind a gap or a mark at the end of a
line: hardly one of these was told surely enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from corpuskit.core.latepattern import late
from corpuskit.steps.partwords import CAPTION
from corpuskit.steps.strip.features import Words, overlap
from corpuskit.steps.strip.spanmodel import Piece, is_own, pieces_of

__all__ = ["NAMES", "Found", "Place", "bare", "find_pieces", "look_at_pieces", "places_of", "set_pieces"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
HEAD_MAX_CHARS = 40
GAPS_MOST = 2  # of the first of a line
LINE_MAX_CHARS = 4_000  # of a line that is looked at
BODY_CHARS = 20_000  # of a page, in which the words of a piece are counted
NEAR_LINES = 3
_NONE = -9.0  # a score where there is none
_BRACKETS = "([【〔〈〖<《"
_BEFORE = "。!?…~”’」』.)]】〕,;:"
_ENDS = "。!?…;,:.~>"
_KINDS = ("bracket", "tail", "head")
_MARKS = "▲▼►▶▷→☞☛👉➤»≫★☆♥❤👍🔥◆◇■□●○※|¦丨│"
_HEAD = late(
    r"(?:\s{2,}|\u3000|(?<=[\u3040-\uffef\d★☆])\s(?=\S)|(?<=[)\]】〉》])(?=[^\s。,;:!?])"
    rf"|(?<=[{_MARKS}])(?=[^\s{_MARKS}]))\s*"
)
NAMES = (
    "span model", "characters", "length", "log length", *(f"is {kind}" for kind in _KINDS), "behind", "closes", "bracket",
    "character before", "word before", "character at its end", "question before",
    "lines", "lines that go", "part that goes", "pieces", "pieces a line", "best piece", "second piece", "best other",
    "mean of others", "others over 0", "others over 1", "others over -1", "alike", "best alike", "mean alike", "least alike",
    "alike over 0", "alike before", "same text", "in the text", "in lines that go", "shares with lines that go",
    "shares with the text", "length of line", "place in line", "rest of line", "line", "lines below", "place of line",
    "goes above", "goes below", "go near above", "go near below", "pieces of line", "sentences of line", "best characters",
    "characters over 0", "mean characters of others",
)  # fmt: skip


class Place(NamedTuple):
    """Where a piece may stand in a folded line, and how: one of the kinds, and what the span model is told of it."""

    start: int
    end: int
    kind: str
    piece: Piece


class Found(NamedTuple):
    """A piece view[start:end] of a line of a page, its words, trimmed, and how it stands there."""

    line: int
    start: int
    end: int
    text: str
    kind: str
    piece: Piece


def places_of(view: str, size: int) -> Iterator[Place]:
    """Where in view[:size] a site may have set something; a place may be told in two ways."""
    if CAPTION.match(view) or size > LINE_MAX_CHARS:
        return
    for piece in pieces_of(view, size):
        yield Place(piece.start, piece.end, "bracket" if piece.bracketed else "tail", piece)
    indent = len(view) - len(view.lstrip())
    heads = [m.start() for m in _HEAD.finditer(view, indent + 2, min(size, indent + HEAD_MAX_CHARS))]
    for end in heads[:GAPS_MOST]:
        yield Place(indent, end, "head", Piece(indent, end, False, False, False))


def bare(text: str) -> str:
    """The words of a piece without the brackets around them."""
    return text.strip("()[]【】〔〕〈〉〖〗<>《》 ") or text


def set_pieces(view: str) -> list[Found]:
    """What a site may have set into a folded line, trimmed, whoever's it is; the number of the line is 0."""
    out: list[Found] = []
    seen: set[tuple[int, int]] = set()
    for start, end, kind, place in places_of(view, len(view.rstrip())):
        whole = view[start:end]
        text = whole.lstrip()
        start = end - len(text)
        text = text.rstrip()
        end = start + len(text)
        if text and (start, end) not in seen:
            seen.add((start, end))
            out.append(Found(0, start, end, text, kind, Piece(0, 0, *place[2:])))
    return out


def find_pieces(views: Sequence[str], asked: Iterable[int]) -> list[Found]:
    """The pieces of some lines of a page, given folded and not trimmed, without a writer's own."""
    return [
        piece._replace(line=line)
        for line in asked
        for piece in set_pieces(views[line])
        if not is_own(piece.text, bracketed=piece.piece.bracketed)
    ]


def look_at_pieces(
    views: Sequence[str], gone: Sequence[bool], found: Sequence[Found], scores: Floats, chars: Floats, words: Sequence[Words]
) -> Floats:
    """The columns NAMES of the pieces of a page. views: its lines, folded; gone: which of them go; scores: of the span model, a
    number a piece; chars: what the characters of each say; words: what they show (features.py)."""
    count = len(views)
    stays = "\n".join([view for view, is_gone in zip(views, gone, strict=True) if not is_gone])
    goes = "\n".join([view for view, is_gone in zip(views, gone, strict=True) if is_gone])
    body = stays[:BODY_CHARS]
    going = np.concatenate(([0], np.cumsum(np.array(gone, dtype=np.int64))))
    all_gone = int(going[-1])
    same = Counter(piece.text for piece in found)
    of_line = Counter(piece.line for piece in found)
    ranked = np.sort(scores)[::-1]
    best, second = float(ranked[0]), float(ranked[1]) if len(ranked) > 1 else _NONE
    with_goes = overlap(goes, list(words)) if goes else np.zeros(len(found))
    with_stays = overlap(stays, list(words))
    kinds = np.array([_alike(piece) for piece in found])
    over = [int((scores > least).sum()) for least in (0.0, 1.0, -1.0)]
    chars_best, chars_over, chars_sum = float(chars.max()), int((chars > 0).sum()), float(chars.sum())
    total, n = float(scores.sum()), len(found)
    alike = {kind: np.sort(scores[kinds == kind]) for kind in set(kinds.tolist())}
    rows = []
    seen: Counter[int] = Counter()
    for at, piece in enumerate(found):
        view, line, text, score = views[piece.line], piece.line, piece.text, float(scores[at])
        before = view[: piece.start].rstrip()[-1:]
        inner = bare(text)
        kind = int(kinds[at])
        peers = alike[kind]
        others = len(peers) - 1
        seen[kind] += 1
        peer_best = (float(peers[-2]) if score == peers[-1] else float(peers[-1])) if others else _NONE
        peer_least = (float(peers[1]) if score == peers[0] else float(peers[0])) if others else _NONE
        rows.append([
            score, float(chars[at]), len(text), np.log1p(len(text)), *(piece.kind == known for known in _KINDS),
            piece.piece.behind, piece.piece.closes, _BRACKETS.find(text[0]) if piece.piece.bracketed else -1,
            _BEFORE.find(before) if before else -2, before.isalnum(), _ENDS.find(inner[-1]), before == "?",
            count, all_gone, all_gone / count, n, n / max(1, count - all_gone), best, second,
            (second if score == best else best), (total - score) / (n - 1) if n > 1 else _NONE,
            over[0] - (score > 0), over[1] - (score > 1), over[2] - (score > -1),
            others, peer_best, (float(peers.sum()) - score) / others if others else _NONE, peer_least,
            (int((peers > 0).sum()) - (score > 0)) / others if others else -1.0, seen[kind],
            same[text], body.count(inner), goes.count(inner), float(with_goes[at]), float(with_stays[at]),
            len(view), piece.start / max(1, len(view)), len(view) - len(text), line, count - 1 - line, line / count,
            gone[line - 1] if line else True, gone[line + 1] if line + 1 < count else True,
            int(going[line] - going[max(0, line - NEAR_LINES)]),
            int(going[min(count, line + 1 + NEAR_LINES)] - going[line + 1]),
            of_line[line], view.count("。"), chars_best, chars_over, (chars_sum - float(chars[at])) / (n - 1) if n > 1 else _NONE,
        ])  # fmt: skip
    return np.array(rows, np.float64)


def _alike(piece: Found) -> int:
    """A number that pieces set in the same way share: in the same brackets, at the same end."""
    if piece.piece.bracketed:
        return _BRACKETS.find(piece.text[0])
    return len(_BRACKETS) + _KINDS.index(piece.kind)
