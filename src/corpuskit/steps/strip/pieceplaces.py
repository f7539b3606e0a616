"""Where in one line a site may have set something.

What lives here: KINDS, Place, places_of(), shared_starts(). What never does: what such a piece shows (piecelook.py), whether it
goes (piecejudge.py).

How it works: a piece stands in brackets or behind the last sentences of a line; before a gap, the end of a bracket or a mark near
its beginning (head), or before a colon, a dash or the end of its first sentence there (label); behind a gap, a mark or a bracket
near its end (gap, mark). What several lines of a page end with is told apart by piecelook.py (shared).

Weak: a piece between two clauses without marks of its own is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from corpuskit.core.latepattern import late
from corpuskit.steps.partwords import CAPTION
from corpuskit.steps.strip.spanmodel import Piece, pieces_of

__all__ = ["KINDS", "Place", "places_of", "shared_starts"]

KINDS = ("bracket", "tail", "head", "label", "gap", "mark", "shared")
HEAD_MAX_CHARS, DASH_MAX_CHARS, POSTED_MAX_CHARS = 40, 60, 80
HEADS_MOST = 3
END_MAX_CHARS = 32  # behind a gap, a mark or a bracket at the end of a line
SHARED_MAX_CHARS, SHARED_STARTS = 40, 6
GLUED_LINE_MAX_CHARS, GLUED_MIN_CHARS, GLUED_MAX_CHARS = 30, 2, 8  # of a head that ends with what a site glued to it
PLACES_MOST = 2  # of each kind at one end of a line
LINE_MAX_CHARS = 4_000  # of a line that is looked at
_EAST = "\u2e80-\u9fff\uac00-\ud7af"  # scripts without blanks between words, and Korean
_MARKS = "▲▼►▶▷→☞☛👉➤»≫★☆♥❤👍🔥◆◇■□●○※|¦丨│"
_HEAD = late(
    r"(?:\s{2,}|\u3000|(?<=[\u3040-\uffef\d★☆])\s(?=\S)|(?<=[a-z])\s(?=[\u3400-\u9fff])|(?<=[)\]】〉》」』])(?=[^\s。,;:!?])"
    rf"|(?<=[{_MARKS}])(?=[^\s{_MARKS}]))\s*"
)
_LABEL = late(r"(?:(?<!\d):(?!/)|:(?![\d/])|(?<=[)\]】〉》〕〗」』])(?=\s))\s*(?=\S)")
_DASH = late(r"(?:\s(?:[-–—]{1,2}|=)|[.,)/][-–—]{1,2})\s+(?=\S)")
# The clock of a post near the head of its line, with what a board sets behind it.
_POSTED = late(r"\d{1,2}:\d\d(?::\d\d)?[)\]】]?(?:\s?[|/·]\s?[^\s|/·]{2,8}){0,5}\s*(?=\S)")
_GAP = late(rf"(?:\s{{2,}}|[\u3000\t]|(?<=[{_EAST}\d)\]】〉》〕」』。!?…☆★])\s)\s*(?=\S)")
_WIDE_GAP = late(r"(?:\s{2,}|[\u3000\t])\s*(?=\S)")
_END_MARK = late(rf"(?<=\S)\s?(?=[{_MARKS}◎♪▪▾▸↑↓↗⇩✎¶#_|+@>]|[-–—](?=[^\d\s-])|\s[-–—]\s)|(?<=[)\]】〉》〕〗])(?=[^\s。,;:!?.])")
_BRACKETS = late(r"(?:\[[^\[\]\n]{1,12}\]\s?|【[^【】\n]{1,12}】\s?|\([^()\n]{1,12}\)\s?){2,}\Z")
_COUNT = late(
    rf"(?<=[{_EAST}\d”」』)])[\u3400-\u9fff]{{2}}(?P<more>[\u3400-\u9fff]{{2}})?\s?[:(]?\s?\d[\d,.]{{0,9}}\s?[万千kKwW+]?\s?[次人条个楼赞]?\)?\Z"
)
# What no such head, and no such end, is without.
_HEAD_HINT = late(rf"[\s:)\]】〉》」』〕〗{_MARKS}-]")
_END_HINT = late(rf"[\s)\]】〉》〕〗{_MARKS}◎♪▪▾▸↑↓↗⇩✎¶#_+@>\d–—…-]")
_EASTERN = late(f"[{_EAST}]")
_SHARED = late(r"(?<=\S)\s+(?=\S)|(?<=[^\s\[])(?=\[)|(?<=[^\s(])(?=\()|(?<=[^\s#¶])(?=[#¶]\Z)")


class Place(NamedTuple):
    """Where a piece may stand in a folded line, and how: one of the kinds, and what the span model is told of it."""

    start: int
    end: int
    kind: str
    piece: Piece


def places_of(view: str, size: int) -> Iterator[Place]:
    """Where in view[:size] a site may have set something; a place may be told in two ways."""
    if CAPTION.match(view) or size > LINE_MAX_CHARS:
        return
    for piece in pieces_of(view, size):
        yield Place(piece.start, piece.end, "bracket" if piece.bracketed else "tail", piece)
    indent = len(view) - len(view.lstrip())
    if _HEAD_HINT.search(view, indent + 2, min(size, indent + POSTED_MAX_CHARS)) is not None:
        yield from _heads(view, indent, size)
    low = max(indent + 1, size - END_MAX_CHARS)
    if _END_HINT.search(view, low - 1, size) is not None:
        yield from _ends(view, low, size)


def _heads(view: str, indent: int, size: int) -> Iterator[Place]:
    for kind, pattern, most in (
        ("head", _HEAD, HEAD_MAX_CHARS),
        ("label", _LABEL, HEAD_MAX_CHARS),
        ("label", _DASH, DASH_MAX_CHARS),
    ):
        found = pattern.finditer(view, indent + 2, min(size, indent + most))
        for close in islice(found, HEADS_MOST if kind == "head" else PLACES_MOST):
            end = close.start() if kind == "head" else close.end()
            yield Place(indent, end, kind, Piece(indent, end, False, False, False))
    posted = _POSTED.search(view, indent + 2, min(size, indent + POSTED_MAX_CHARS))
    if posted is not None:
        yield Place(indent, posted.end(), "head", Piece(indent, posted.end(), False, False, False))


def _ends(view: str, low: int, size: int) -> Iterator[Place]:
    for kind, pattern in (("gap", _GAP), ("mark", _END_MARK)):
        starts = [m.end() for m in pattern.finditer(view, low, size) if m.end() < size]
        for start in starts[-PLACES_MOST:]:
            yield _end_place(start, size, kind)
    wide = [m.end() for m in _WIDE_GAP.finditer(view, low, size) if m.end() < size]
    if wide:
        yield _end_place(wide[-1], size, "gap")
    for match in (_BRACKETS.search(view, low, size), _COUNT.search(view, low, size)):
        if match is not None:
            yield _end_place(match.start(), size, "mark")
            if match.re.groups and match["more"]:
                yield _end_place(match.start() + 2, size, "mark")


def _end_place(start: int, end: int, kind: str) -> Place:
    return Place(start, end, kind, Piece(start, end, False, False, True))


def shared_starts(view: str, size: int) -> list[int]:
    """Where in view[:size] the words begin that other lines of the page may end with too."""
    starts = [m.end() for m in _SHARED.finditer(view, max(1, size - SHARED_MAX_CHARS), size)]
    starts = [start for start in starts if start < size][-SHARED_STARTS:]
    if size <= GLUED_LINE_MAX_CHARS and _EASTERN.match(view, size - 1) is not None:
        glued = range(max(1, size - GLUED_MAX_CHARS), size - GLUED_MIN_CHARS + 1)
        starts += [start for start in glued if start not in starts and not view[start].isspace()]
    return starts
