"""Spread prose: lines in which every character, or every word as a segmenter cuts it, is set off by blanks.

What lives here: Spread, which tells such lines and their blanks. What never does: words torn by a single blank (runs.py), lists
of names, verse and tables, whose blanks say something.

How it works: a list or a verse has no function words (的, 了, 在) that stand alone; running text that was cut into words has
many, and its words are short. A line of LEAST_SPREAD blanks proves itself. Where most lines with blanks are proven, so is the
page: shorter ones with a function word or a mark that stands alone follow. Where a proven line has every character set off, as
a scan leaves it, so have others of its page: those with a mark that stands alone follow whatever else is there. In such lines
also the blanks beside marks and digits go; those beside Latin words stay.
"""

from __future__ import annotations

import re

from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import View, any_of

__all__ = ["Spread"]

LEAST_SPREAD = 10  # blanks between Han in a line that proves itself
LEAST_FUNCTION = 3  # function words that stand alone in it, of two kinds at least; two where no words are left
LEAST_SCANNED = 7  # hanzi, each set off, in a line that follows one of its kind
LONGEST_WORD_CHARS = 8  # of Han, as a segmenter leaves the name of an office whole
MOST_MEAN_CHARS = 2.4  # of the words of a line; segmented prose has 1.5 to 2
PROVEN_RATIO = 0.5  # of the lines with blanks between Han
_FUNCTION = set("的了是在和有不为為与與也就而及之他她它我你这這被把着著很但还還又")  # few of them are surnames
_HAN_WORD = re.compile(any_of(v.HAN) + b"+")
_GLUE = (v.HAN, v.DIGIT, v.OPEN, v.CLOSE, v.STOP, v.WIDE, v.OPENS, v.CLOSES, v.PERCENT, *range(v.COMMA, v.QUOTE + 1))
_BLANK = re.compile(b"(?<=" + any_of(*_GLUE) + b")" + any_of(v.BLANK) + b"(?=" + any_of(*_GLUE) + b")")
_ALONE = re.compile(
    any_of(v.BLANK) + any_of(v.STOP, v.WIDE, v.COMMA, v.SEMI, v.COLON, v.BANG, v.ASK) + any_of(v.BLANK, v.NEWLINE)
)


class Spread:
    """The lines of one text that are spread. See each line with blanks between Han, then ask for the blanks that go."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._proven: list[v.Line] = []
        self._others: list[v.Line] = []

    def see(self, start: int, end: int, between: int) -> None:
        """A line, and how many of its blanks stand between Han."""
        if between:
            (self._proven if between >= LEAST_SPREAD and self._is_proven(start, end) else self._others).append((start, end))

    def blanks(self) -> list[int]:
        """Where the blanks stand that only spread the text."""
        lines = self._proven
        if lines and len(lines) >= PROVEN_RATIO * (len(lines) + len(self._others)):
            lines = lines + [line for line in self._others if self._follows(*line)]
        elif any(max(self._sizes(*line)) == 1 for line in lines):
            lines = lines + [line for line in self._others if self._is_scanned(*line)]
        row, can = self._view.row, self._view.can
        return [at for start, end in lines for match in _BLANK.finditer(row, start + 1, end + 1) if can[at := match.start() - 1]]

    def _is_proven(self, start: int, end: int) -> bool:
        alone = [word for word in self._view.text[start:end].split(" ") if word in _FUNCTION]
        sizes = self._sizes(start, end)
        least = LEAST_FUNCTION if max(sizes) > 1 else 2
        return len(alone) >= least and len(set(alone)) > 1 and _are_short(sizes)

    def _follows(self, start: int, end: int) -> bool:
        words = self._view.text[start:end].split(" ")
        has_one = not _FUNCTION.isdisjoint(words) or _ALONE.search(self._view.row, start + 1, end + 2) is not None
        return has_one and _are_short(self._sizes(start, end))

    def _is_scanned(self, start: int, end: int) -> bool:
        sizes = self._sizes(start, end)
        return len(sizes) >= LEAST_SCANNED and max(sizes) == 1 and _ALONE.search(self._view.row, start + 1, end + 2) is not None

    def _sizes(self, start: int, end: int) -> list[int]:
        return [len(match.group()) for match in _HAN_WORD.finditer(self._view.row, start + 1, end + 1)]


def _are_short(sizes: list[int]) -> bool:
    """Whether the words of a line are as a segmenter leaves them."""
    return max(sizes) <= LONGEST_WORD_CHARS and sum(sizes) <= MOST_MEAN_CHARS * len(sizes)
