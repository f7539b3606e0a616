"""What the piece judge sees: where in a page's lines a site may have set something, and what each such piece shows.

What lives here: NAMES, Found, set_pieces(), shared_pieces(), find_pieces(), look_at_pieces(). What never does: where a piece may
stand in one line (pieceplaces.py), weights (rulebook/piecejudge.json), verdicts (piecejudge.py), training (scripts/piecejudge).

How it works: of each piece the judge sees the score of the span model, the score of its characters, its place, what else stands
on its page that may go, and what it shares with the lines that go and with those that stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from corpuskit.steps.strip.features import Words, overlap
from corpuskit.steps.strip.pieceplaces import KINDS, places_of, shared_starts
from corpuskit.steps.strip.spanmodel import Piece, is_own

__all__ = ["NAMES", "Found", "bare", "find_pieces", "look_at_pieces", "set_pieces", "with_shared"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
SHARED_MIN_CHARS, SHARED_LINE_MAX_CHARS, SHARED_MIN_LINES = 3, 120, 2
BODY_CHARS = 20_000  # of a page, in which the words of a piece are counted
NEAR_LINES = 3
_NONE = -9.0  # a score where there is none
_BRACKETS = "([【〔〈〖<《"
_BEFORE = "。!?…~”’」』.)]】〕,;:"
_ENDS = "。!?…;,:.~>"
NAMES = (
    "span model", "characters", "length", "log length", *(f"is {kind}" for kind in KINDS), "behind", "closes", "bracket",
    "character before", "word before", "character at its end", "question before",
    "lines", "lines that go", "part that goes", "pieces", "pieces a line", "best piece", "second piece", "best other",
    "mean of others", "others over 0", "others over 1", "others over -1", "alike", "best alike", "mean alike", "least alike",
    "alike over 0", "alike before", "same text", "in the text", "in lines that go", "shares with lines that go",
    "shares with the text", "length of line", "place in line", "rest of line", "line", "lines below", "place of line",
    "goes above", "goes below", "go near above", "go near below", "pieces of line", "sentences of line", "best characters",
    "characters over 0", "mean characters of others",
)  # fmt: skip


class Found(NamedTuple):
    """A piece view[start:end] of a line of a page, its words, trimmed, and how it stands there."""

    line: int
    start: int
    end: int
    text: str
    kind: str
    piece: Piece


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


def shared_pieces(views: Sequence[str], asked: Sequence[int]) -> list[Found]:
    """What several of some lines of a page end with, as heads do with what a site hangs behind each."""
    out = []
    ends = {line: len(views[line].rstrip()) for line in asked}
    short = [line for line in asked if SHARED_MIN_CHARS < ends[line] <= SHARED_LINE_MAX_CHARS]
    last = Counter(views[line][ends[line] - 2 : ends[line]] for line in short)  # most lines share not even these
    short = [line for line in short if last[views[line][ends[line] - 2 : ends[line]]] > 1]
    held = {line: shared_starts(views[line], ends[line]) for line in short}
    count = Counter(text for line in short for text in {views[line][start : ends[line]] for start in held[line]})
    for line in short:
        view, end = views[line], ends[line]
        times = {start: count[view[start:end]] for start in held[line]}
        most = max(times.values(), default=0)
        start = min((start for start, of in times.items() if 2 * of > most), default=0)  # the longest of those that are as common
        if most >= SHARED_MIN_LINES and (most > SHARED_MIN_LINES or not view[start - 1 : start + 1].isalnum()):
            out.append(Found(line, start, end, view[start:end], "shared", Piece(0, 0, False, False, True)))
    return out


def find_pieces(views: Sequence[str], asked: Sequence[int]) -> list[Found]:
    """The pieces of some lines of a page, given folded and not trimmed, without a writer's own."""
    found = [piece._replace(line=line) for line in asked for piece in set_pieces(views[line])]
    return [piece for piece in with_shared(found, views, asked) if not is_own(piece.text, bracketed=piece.piece.bracketed)]


def with_shared(found: list[Found], views: Sequence[str], asked: Sequence[int]) -> list[Found]:
    """The pieces of the lines of a page with those that only the page shows, in the order of the lines."""
    known = {(piece.line, piece.start, piece.end) for piece in found}
    more = [piece for piece in shared_pieces(views, asked) if (piece.line, piece.start, piece.end) not in known]
    return sorted([*found, *more], key=lambda piece: piece.line) if more else found


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
            score, float(chars[at]), len(text), np.log1p(len(text)), *(piece.kind == known for known in KINDS),
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
    return len(_BRACKETS) + KINDS.index(piece.kind)
