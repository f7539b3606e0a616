"""Pages where nothing else of a site goes, opened by what stands in brackets behind sentences at the ends of lines.

What lives here: open_ends() (whether such pieces open a page), end_hint(), end_hints() (a first look at texts). What never does:
which pieces go then (parts.py, wordparts.py), how a piece scores (spanmodel.py).

How it works: of a page of which only paragraphs are left, what a site set into them is all that tells of it. One bracket behind
the last sentence of a line that the span model is very sure of opens the page, or two of different words that it is sure of.
Both ask for more than a piece has to have that goes, so what stays opens nothing. Long texts are no pages.

Weak: a page with a single piece that is not quite sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from corpuskit.rulebook.folding import fold_whole
from corpuskit.rulebook.joined import Joined
from corpuskit.steps.strip.page import LINES_KNOWN, Page
from corpuskit.steps.strip.parts import OPENING
from corpuskit.steps.strip.spanmodel import BRACKETED_MAX_CHARS, ends_score

__all__ = ["end_hint", "end_hints", "open_ends"]

TEXT_MAX_CHARS = 30_000
ONE_SCORE, TWO_SCORE = 2.5, 1.5
TWO = 2
LINE_MIN_CHARS = 8
_OPENER_OF = {")": "(", "）": "（", "]": "[", "］": "［", "】": "【", "〕": "〔", "〉": "〈", "〗": "〖"}
_STOPS = frozenset("。.!?…！？．~～”’」』")


@cache
def _closers() -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Of each code point below U+10000 whether it closes a bracket; those above never do."""
    return np.array([chr(code) in _OPENER_OF for code in range(0xFFFF)] + [False])


def _may_tell(raw: str) -> bool:
    """False where a line does not end with a bracket behind the end of a sentence."""
    size = len(raw)
    at = raw.rfind(_OPENER_OF[raw[-1]], max(0, size - BRACKETED_MAX_CHARS - 2))
    return at > 0 and size >= LINE_MIN_CHARS and raw[max(0, at - 4) : at].rstrip()[-1:] in _STOPS


@lru_cache(maxsize=LINES_KNOWN)
def _score(raw: str) -> tuple[float, str]:
    """(score, words) of the bracket at the end of a line."""
    return ends_score(fold_whole(raw))


def _opens(lines: Iterable[str]) -> bool:
    told: dict[str, float] = {}
    for raw in lines:
        if raw and raw[-1] in _OPENER_OF and _may_tell(raw):
            score, words = _score(raw)
            if score >= ONE_SCORE:
                return True
            if score >= TWO_SCORE:
                told[words] = score
    return len(told) >= TWO


def open_ends(page: Page) -> bool:
    """Open a page by the ends of its lines, as they were; True where that is new. Asked last: what goes as a whole line is told
    better by lines as they are."""
    if page.ends_open or any(line.cut is not None and line.cut.family in OPENING for line in page.lines):
        return False
    page.ends_open = end_hint(page.text)
    return page.ends_open


def end_hint(text: str) -> bool:
    """Whether the ends of its lines open a text."""
    return len(text) <= TEXT_MAX_CHARS and _opens(text.split("\n"))


def end_hints(joined: Joined) -> list[bool]:
    """end_hint() of each text of a batch."""
    ends: dict[int, list[str]] = {}
    texts: Sequence[str] = joined.texts
    for piece in joined.pieces():
        starts, stops = piece.lines
        some = _closers().take(piece.lasts, mode="clip").nonzero()[0]
        places = starts.take(some) + piece.offset
        for start, stop, n in zip(
            places.tolist(), (stops.take(some) + piece.offset).tolist(), joined.which(places).tolist(), strict=True
        ):
            if len(texts[n]) <= TEXT_MAX_CHARS:
                ends.setdefault(n, []).append(joined.text[start:stop])
    found = [False] * len(texts)
    for n, lines in ends.items():
        found[n] = _opens(lines)
    return found
