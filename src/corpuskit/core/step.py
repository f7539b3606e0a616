"""The four kinds of step, and what judges and linkers answer.

What lives here: the protocols Editor, Annotator, Judge, Linker; Drop, Sketch, Duplicate; kind_of(). What never does: a
concrete step. A step proposes, the pipeline disposes: no step changes a text, keeps state between documents, reads a
file during a call, or knows what other documents hold. What is learned from a corpus is a parameter with a digest.

Some methods are optional. They answer for a batch, because a call of NumPy costs as much as a page does: an editor's
`may_edit(texts) -> Sequence[bool]` is False only for texts on which `edits` would find nothing and note nothing; an annotator's
`annotate_each(docs)` is `annotate` of each, a linker's `sketch_each(docs)` is `sketch` of each. A judge may measure,
`measures(doc) -> Mapping[str, float]`; its `judge_each(docs)` is (`measures`, `verdict`) of each.

A concrete step is one frozen dataclass whose fields are its parameters, with two class variables: `name` (its name in
recipes) and `version` (moved whenever its output changes).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol, runtime_checkable

from corpuskit.core.document import Document, Scalar
from corpuskit.core.edit import Edits, Layer
from corpuskit.errors import InvariantError

__all__ = ["KINDS", "Annotator", "Drop", "Duplicate", "Editor", "Judge", "Kind", "Linker", "Sketch", "Step", "kind_of"]

Kind = Literal["editor", "annotator", "judge", "linker"]
KINDS: tuple[Kind, ...] = ("editor", "annotator", "judge", "linker")  # also the order in a recipe


@dataclass(frozen=True, slots=True)
class Drop:
    """Why a document is not kept: a reason id, and the value that crossed a limit where there is one."""

    reason: str
    value: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a linker keeps of a document: `keys` (documents that share one are candidates) and a `body` to verify with."""

    keys: tuple[bytes, ...]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that goes because it is verified similar to one that stays: `of` is that one's id or index."""

    of: str | int
    similarity: float


class Step(Protocol):
    """What all steps share."""

    name: ClassVar[str]
    version: ClassVar[str]


@runtime_checkable
class Editor(Protocol):
    """Proposes edits. They are sorted, disjoint and true; a second run on the result proposes none."""

    def edits(self, doc: Document, /) -> Edits | Layer: ...


@runtime_checkable
class Annotator(Protocol):
    """Finds metadata."""

    def annotate(self, doc: Document, /) -> Mapping[str, Scalar | tuple[str, ...]]: ...


@runtime_checkable
class Judge(Protocol):
    """Keeps a document (None) or says why not."""

    def verdict(self, doc: Document, /) -> Drop | None: ...


@runtime_checkable
class Linker(Protocol):
    """Finds duplicates: a sketch per document, and the true similarity of two sketches (0 to 1)."""

    def sketch(self, doc: Document, /) -> Sketch: ...
    def similarity(self, a: Sketch, b: Sketch, /) -> float: ...


def kind_of(step: object) -> Kind:
    """The kind of a step, by the one method of its protocol. Raises InvariantError for anything else."""
    if isinstance(step, Editor):
        return "editor"
    if isinstance(step, Annotator):
        return "annotator"
    if isinstance(step, Judge):
        return "judge"
    if isinstance(step, Linker):
        return "linker"
    raise InvariantError(f"{type(step).__name__} is no step: it has none of edits, annotate, verdict, sketch")
