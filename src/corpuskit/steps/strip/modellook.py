"""What the page model sees of the lines of a page: their features, a row each, for many pages at once.

What lives here: Seen, look_each() and, for one page, look(). What never does: what a line shows by itself (features.py), where it
stands (surroundings.py), weights and verdicts (model.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from corpuskit.steps.strip.features import Words, overlap_each, words_on
from corpuskit.steps.strip.page import LINES_KNOWN, Line, Page
from corpuskit.steps.strip.surroundings import kinds_around, places

__all__ = ["Seen", "look", "look_each"]

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Seen:
    """The lines that the model may judge, their features (a row each), and what each shows by itself."""

    lines: list[Line]
    values: Floats
    words: list[Words]

    @property
    def slots(self) -> Ints:
        """The grams of all lines."""
        return np.concatenate([word.slots for word in self.words])

    @property
    def owner(self) -> Ints:
        """The number of the line of each gram."""
        return np.repeat(np.arange(len(self.words)), [len(word.slots) for word in self.words])


@lru_cache(maxsize=LINES_KNOWN)
def _shape(view: str) -> str:
    """A line with its numbers made alike."""
    return _DIGITS.sub("0", view)


_LAST_PLACES = 3  # features of the place behind those of the words


Only = Callable[[Line, bool], bool]


def look(page: Page, gone: list[bool], only: Only | None = None) -> Seen | None:
    """What look_each() says of one page."""
    return look_each([page], [gone], only)[0]


def look_each(pages: Sequence[Page], gone_each: Sequence[list[bool]], only: Only | None = None) -> list[Seen | None]:
    """For each page the features of each line that is still there and no prose, but the first; None where there is none.

    gone_each: for each line of a page whether it goes. only: looks just at the lines that it is true of (asked with whether a
    line stands before the text), and of those at such as stand outside the text or between two lines that go: most are told from
    their places.
    """
    found: list[Seen | None] = [None] * len(pages)
    asked: list[tuple[int, list[int], list[int], list[Words]]] = []
    for n, (page, gone) in enumerate(zip(pages, gone_each, strict=True)):
        lines = page.lines
        live = [line.at for line in lines if line.cut is None or line.at in page.unsure]
        at = [i for i in live[1:] if not lines[i].prose and lines[i].cut is None]
        if only is not None:
            at = [i for i, before in _within_reach(lines, gone, live, at) if only(lines[i], before)]
        if at:
            asked.append((n, live, at, words_on(page, [lines[i].view for i in at])))
    if not asked:
        return found
    counts = [len(at) for _, _, at, _ in asked]
    all_words = [word for *_, words in asked for word in words]
    own = np.array([word.row for word in all_words])
    place = np.concatenate([places(pages[n], gone_each[n], live, at) for n, live, at, _ in asked])
    shared = _shared_each([(pages[n], live, at) for n, live, at, _ in asked], all_words, counts)
    kinds = np.concatenate([kinds_around(pages[n], gone_each[n], at) for n, _, at, _ in asked])
    values = np.hstack([own, place[:, :-_LAST_PLACES], shared, place[:, -_LAST_PLACES:], kinds])
    begin = 0
    for n, _, at, words in asked:
        end = begin + len(at)
        found[n] = Seen([pages[n].lines[i] for i in at], values[begin:end], words)
        begin = end
    return found


def _within_reach(lines: list[Line], gone: list[bool], live: list[int], at: list[int]) -> Iterator[tuple[int, bool]]:
    """Of some places those outside the text or between two lines that go; with whether they stand before the text."""
    count = len(lines)
    first = next((i for i in live if lines[i].is_text), count)
    last = next((i for i in reversed(live) if lines[i].is_text), count)
    for i in at:
        before = i < first < count
        if before or i > last or (0 < i < count - 1 and gone[i - 1] and gone[i + 1]):
            yield i, before


def _shared_each(asked: Sequence[tuple[Page, list[int], list[int]]], words: list[Words], counts: list[int]) -> Floats:
    """What lines share with the title, with the text, and with other lines of their page."""
    titles, bodies, rows = [], [], []
    for page, live, at in asked:
        lines = page.lines
        titles.append(lines[live[0]].view)
        bodies.append("\n".join([lines[i].view for i in live if lines[i].prose]))
        shapes = [_shape(line.view) for line in lines]
        same, often = Counter([line.view for line in lines]), Counter(shapes)
        rows += [
            (
                same[lines[i].view] > 1,
                often[shapes[i]] > 2,
                any([hit.whole and hit.rule.safety == "review" for hit in lines[i].hits]),  # noqa: C419 - a generator takes longer
            )
            for i in at
        ]
    of = np.repeat(np.arange(len(asked)), counts)
    overlaps = overlap_each([*titles, *bodies], words, of, len(asked))
    return np.column_stack([*overlaps, np.array(rows, np.float32)])
