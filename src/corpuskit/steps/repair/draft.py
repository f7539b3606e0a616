"""Several rounds of repair on one text, told as one set of edits.

What lives here: Draft, which keeps the current text and, for every changed span, what stood there in the text that entered
the step. What never does: any knowledge of damage.

How it works: a family of repairs proposes changes on the current text. Where a change touches spans that an earlier family
made, all of them become one change: the original span they cover together, and the new text. So a span that was peeled
twice (two charsets deep) is one edit, and its reason names both.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpuskit.core.edit import Edit, Edits, Note

__all__ = ["Change", "Draft", "Finding"]


class Change(NamedTuple):
    """A proposed replacement of current_text[start:end]."""

    start: int
    end: int
    inserted: str
    rule: str
    confidence: float
    why: str


class Finding(NamedTuple):
    """A proposed note on current_text[start:end]."""

    start: int
    end: int
    rule: str
    why: str
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class _Piece:
    """text_in[start:end] became `inserted`, which now stands at `at`."""

    start: int
    end: int
    at: int
    inserted: str
    rule: str
    confidence: float
    why: str


class Draft:
    """The text on its way through the families of repair. `text` is the current text."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.text = text
        self.notes: list[Note] = []
        self._pieces: list[_Piece] = []
        self._starts: list[int] = []

    def note(self, findings: Iterable[Finding]) -> None:
        """Keep notes on the current text; call it before the changes that they speak of are applied."""
        for found in findings:
            start, end = self.source_offset(found.start), self.source_offset(found.end, end=True)
            self.notes.append(Note(start, max(start, end), found.rule, found.why, found.candidates))

    def apply(self, changes: Sequence[Change]) -> None:
        """Make changes (any order) on the current text. A change that overlaps an earlier one of the list is left out."""
        taken: list[Change] = []
        for change in sorted(changes, key=lambda c: (c.start, -c.end)):
            if taken and change.start < taken[-1].end:
                continue
            if self.text[change.start : change.end] != change.inserted:
                taken.append(change)
        if not taken:
            return
        old, pieces, out = self._pieces, list[_Piece](), list[str]()
        i = j = copied = shift = delta = 0  # delta: current offset minus source offset after the pieces passed so far
        while i < len(taken) or j < len(old):
            if i == len(taken) or (j < len(old) and _before(old[j], taken[i])):
                piece = old[j]
                delta = piece.at + len(piece.inserted) - piece.end
                piece.at += shift
                pieces.append(piece)
                j += 1
                continue
            # One cluster: a change, the old pieces it touches, and further changes that touch those.
            first_i, first_j, start, end = i, j, taken[i].start, taken[i].end
            source_start = start - delta
            if j < len(old) and old[j].at < start:
                start, source_start = old[j].at, old[j].start
            i += 1
            while True:
                if j < len(old) and old[j].at < end:
                    end = max(end, old[j].at + len(old[j].inserted))
                    delta = old[j].at + len(old[j].inserted) - old[j].end
                    j += 1
                elif i < len(taken) and taken[i].start < end:
                    end = max(end, taken[i].end)
                    i += 1
                else:
                    break
            inserted = self._rewritten(start, end, taken[first_i:i])
            out += (self.text[copied:start], inserted)
            merged = _merge(old[first_j:j], taken[first_i:i])
            pieces.append(_Piece(source_start, end - delta, start + shift, inserted, *merged))
            copied = end
            shift += len(inserted) - (end - start)
        out.append(self.text[copied:])
        self.text = "".join(out)
        self._pieces = pieces
        self._starts = [piece.at for piece in pieces]

    def _rewritten(self, start: int, end: int, changes: Sequence[Change]) -> str:
        out: list[str] = []
        for change in changes:
            out += (self.text[start : change.start], change.inserted)
            start = change.end
        out.append(self.text[start:end])
        return "".join(out)

    def source_offset(self, position: int, *, end: bool = False) -> int:
        """Where a place of the current text comes from; inside a changed span the span's start, or its end for `end`."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return position
        piece = self._pieces[index]
        inside = position - piece.at
        if inside >= len(piece.inserted):
            return piece.end + inside - len(piece.inserted)
        return piece.end if end and inside > 0 else piece.start

    def spans(self, rules: frozenset[str]) -> list[tuple[int, int]]:
        """Where the current text holds what changes of these rules brought, in order."""
        return [(piece.at, piece.at + len(piece.inserted)) for piece in self._pieces if piece.rule in rules]

    def edits(self) -> Edits:
        """All changes as edits of the text that entered; a change that came back to the original is none."""
        rows = []
        for p in self._pieces:
            removed = self.source[p.start : p.end]
            if removed != p.inserted:
                rows.append(Edit(p.start, p.end, removed, p.inserted, p.rule, p.confidence, p.why))
        return Edits.of(rows)


def _before(piece: _Piece, change: Change) -> bool:
    """Whether a piece ends before the change begins; a piece that is a bare deletion may stand at its start."""
    return piece.at + len(piece.inserted) <= change.start


def _merge(pieces: Sequence[_Piece], changes: Sequence[Change]) -> tuple[str, float, str]:
    """Rule, confidence and reason of a cluster: the last change's rule, the least confidence, all reasons."""
    whys = dict.fromkeys([p.why for p in pieces if p.why] + [c.why for c in changes if c.why])
    confidence = min([p.confidence for p in pieces] + [c.confidence for c in changes])
    return changes[-1].rule, confidence, "; then ".join(whys)
