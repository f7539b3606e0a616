"""Texts of a batch as one, for questions that arrays answer of all of them together.

What lives here: Joined (the texts with a line break between them, its code points piece by piece, which text a place is in).
What never does: rules, patterns; what a question means (prefilter.py, the step `strip`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from corpuskit.rulebook.codepoints import Codes, Places, codes_of

__all__ = ["Joined", "Piece"]

PIECE_CHARS = 480_000  # of a text at once: what a build sends together, and a page more; a quarter of it was slower (measured)
KEPT_CHARS = PIECE_CHARS  # of longer batches the code points are made again for each question: memory is bounded


class Piece:
    """Whole lines of the joined texts: the place of the first character, the code points (a line break behind the last line, and
    perhaps a second one), and where the line breaks stand in them. What several questions need is counted once."""

    def __init__(self, offset: int, codes: Codes) -> None:
        self.offset, self.codes = offset, codes
        self.breaks: Places = (codes == ord("\n")).nonzero()[0]

    @cached_property
    def begins(self) -> Places:
        """Where each line begins."""
        found: Places = np.concatenate((np.zeros(1, dtype=np.intp), self.breaks[:-1] + 1))
        return found

    @cached_property
    def lines(self) -> tuple[Places, Places]:
        """(starts, ends) of the lines that are not empty."""
        some = (self.breaks > self.begins).nonzero()[0]
        return self.begins.take(some), self.breaks.take(some)

    @cached_property
    def firsts(self) -> Codes:
        """The first character of each line that is not empty."""
        return self.codes.take(self.lines[0])

    @cached_property
    def lasts(self) -> Codes:
        """The last character of each line that is not empty."""
        return self.codes.take(self.lines[1] - 1)

    @cached_property
    def stops(self) -> Places:
        """Where full stops stand."""
        found: Places = (self.codes == ord("。")).nonzero()[0]
        return found


class Joined:
    """Texts with a line break between them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.text = texts[0] if len(texts) == 1 else "\n".join(texts)
        self._kept: list[Piece] | None = None

    @cached_property
    def begins(self) -> Places:
        """Where each text begins."""
        sizes = np.fromiter(map(len, self.texts), dtype=np.int64, count=len(self.texts)) + 1
        return np.cumsum(sizes) - sizes

    def which(self, places: Places) -> Places:
        """The number of the text that each place is in."""
        return self.begins.searchsorted(places, "right") - 1

    def pieces(self) -> Iterator[Piece]:
        """The joined text in pieces of whole lines."""
        if self._kept is None and len(self.text) <= KEPT_CHARS:
            self._kept = [*self._pieces()]
        yield from self._pieces() if self._kept is None else self._kept

    def _pieces(self) -> Iterator[Piece]:
        text, start, size = self.text, 0, len(self.text)
        while start < size:
            end = size
            if end - start > PIECE_CHARS:
                end = text.rfind("\n", start, start + PIECE_CHARS) + 1 or text.find("\n", start + PIECE_CHARS) + 1 or size
            codes = codes_of(text if end - start == size else text[start:end])
            yield Piece(start, codes)
            start = end
