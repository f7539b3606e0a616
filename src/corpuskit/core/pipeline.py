"""The one loop: ask every step, apply its edits, check them, record them.

What lives here: Pipeline and Outcome. What never does: parallelism, files, counting (report.py), concrete steps.

This is the only place in corpuskit where a text changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.core.step import KINDS, Annotator, Drop, Editor, Judge, Linker, Sketch, Step, kind_of
from corpuskit.errors import InvariantError, UsageError

__all__ = ["Outcome", "Pipeline"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document.

    On a drop, `document` is in the state reached so far and has no sketches. `measures` are what the judges measured.
    """

    document: Document
    drop: Drop | None = None
    sketches: tuple[tuple[str, Sketch], ...] = ()
    measures: tuple[tuple[str, float], ...] = ()


class Pipeline:
    """Steps in order: editors, annotators, judges, linkers. Another order raises UsageError."""

    def __init__(self, steps: Sequence[object]) -> None:
        kinds = [kind_of(step) for step in steps]
        ranks = [KINDS.index(kind) for kind in kinds]
        if ranks != sorted(ranks):
            names = ", ".join(cast(Step, step).name for step in steps)
            raise UsageError(
                f"steps are out of order: {names}",
                hint="editors come first, then annotators (language, harvest, personal), judges (quality), linkers (exact, near)",
            )
        self.steps = tuple(steps)
        self.editors = _of_kind(steps, kinds, "editor")
        self.annotators = _of_kind(steps, kinds, "annotator")
        self.judges = _of_kind(steps, kinds, "judge")
        self.linkers = _of_kind(steps, kinds, "linker")

    def run(self, doc: Document) -> Outcome:
        """One document through all steps. A step that breaks a law raises InvariantError, which names the step."""
        doc = self.edit(doc)
        for annotator in cast(list[Annotator], self.annotators):
            doc = doc.with_meta(annotator.annotate(doc))
        measures: list[tuple[str, float]] = []
        for judge in cast(list[Judge], self.judges):
            measures += measured(judge, doc)
            drop = judge.verdict(doc)
            if drop is not None:
                return Outcome(doc, drop, (), tuple(measures))
        sketches = tuple((cast(Step, linker).name, linker.sketch(doc)) for linker in cast(list[Linker], self.linkers))
        return Outcome(doc, None, sketches, tuple(measures))

    def edit(self, doc: Document) -> Document:
        """One document through the editors alone."""
        for editor in cast(list[Editor], self.editors):
            step = cast(Step, editor)
            found = editor.edits(doc)
            layer = found if isinstance(found, Layer) else Layer(step.name, step.version, found)
            if not len(layer.edits) and not layer.notes:
                continue
            try:
                text = apply(doc.text, layer.edits)
            except InvariantError as error:
                raise InvariantError(f"step {step.name} {step.version}, document {doc.id}: {error}", hint=error.hint) from error
            doc = doc.with_layer(layer, text)
        return doc


def measured(judge: object, doc: Document) -> Iterable[tuple[str, float]]:
    """What a judge measured (its optional method `measures(doc) -> Mapping[str, float]`), for the column `quality`."""
    measure = getattr(judge, "measures", None)
    return cast(Mapping[str, float], measure(doc)).items() if measure is not None else ()


def _of_kind(steps: Sequence[object], kinds: Sequence[str], kind: str) -> list[object]:
    return [step for step, its_kind in zip(steps, kinds, strict=True) if its_kind == kind]
