"""A document with everything that was ever done to it, in one view: what stayed, what went, what came, and by which rule.

What lives here: Piece and pieces_of(), which lays all layers over the original. What never does: HTML.

How it works: the text is a list of pieces that are alive or dead. Each layer's edits walk over the living pieces, cut them at
their edges, and turn what they remove into dead pieces, which stay in the list so that they can be shown. A note is a piece
without text, put in before the edits of its layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpuskit.core.edit import Edit, Layer, Note
from corpuskit.errors import InvariantError

__all__ = ["Piece", "pieces_of"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `came` is the edit that inserted it (None: it is from the original), `went` the one that removed it.

    A piece with a `note` has no text: the note's place is in front of the next piece.
    """

    text: str
    came: Edit | None = None
    went: Edit | None = None
    note: Note | None = None


def pieces_of(original: str, layers: Sequence[Layer]) -> list[Piece]:
    """All pieces in reading order. The living ones joined are the final text, those that nobody inserted the original.

    Raises InvariantError when the layers do not fit the text.
    """
    pieces = [Piece(original)] if original else []
    for layer in layers:
        if layer.notes:
            pieces = _noted(pieces, sorted(layer.notes, key=lambda note: note.start))
        if len(layer.edits):
            pieces = _laid(pieces, list(layer.edits))
    return pieces


def _noted(pieces: Sequence[Piece], notes: Sequence[Note]) -> list[Piece]:
    """The pieces with the notes of a layer in their places."""
    out: list[Piece] = []
    todo = list(reversed(pieces))
    at = 0
    for note in notes:
        at = _take(out, todo, at, note.start, None)
        out.append(Piece("", note=note))
    return out + todo[::-1]


def _laid(pieces: Sequence[Piece], edits: Sequence[Edit]) -> list[Piece]:
    """The pieces after one layer."""
    out: list[Piece] = []
    todo = list(reversed(pieces))
    at = 0  # in the living text that enters the layer
    for edit in edits:
        at = _take(out, todo, at, edit.start, None)
        at = _take(out, todo, at, edit.end, edit)
        if edit.inserted:
            out.append(Piece(edit.inserted, came=edit))
    return out + todo[::-1]


def _take(out: list[Piece], todo: list[Piece], at: int, upto: int, went: Edit | None) -> int:
    """Move living text up to `upto` from `todo` to `out`, dying by `went` if there is one; what is not living comes along."""
    while at < upto:
        if not todo:
            raise InvariantError("the layers do not fit the text")
        piece = todo.pop()
        if piece.went is not None or piece.note is not None:
            out.append(piece)
            continue
        size = len(piece.text)
        if at + size > upto:
            todo.append(Piece(piece.text[upto - at :], piece.came))
            piece = Piece(piece.text[: upto - at], piece.came)
        out.append(Piece(piece.text, piece.came, went))
        at += len(piece.text)
    return at
