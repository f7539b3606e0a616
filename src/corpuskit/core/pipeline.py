"""The one loop: ask every step, apply its edits, check them, record them.

What lives here: Pipeline and Outcome. What never does: parallelism, files, counting (report.py), concrete steps.

This is the only place in corpuskit where a text changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
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


_Act = Callable[[int, Document], Document | Outcome]


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
        [outcome] = self.run_each([doc])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def run_each(self, docs: Sequence[Document], entered: Callable[[int], object] | None = None) -> list[Outcome | Exception]:
        """Each document through all steps, as run() does it: its Outcome, or the exception with which a step failed on it.

        Step by step rather than document by document: the tables of one step stay in the processor's cache, which makes a
        batch of ordinary pages a third quicker. `entered` is called with the index of the document that a step turns to next.
        Raises MemoryError at once.
        """
        now = dict(enumerate(docs))
        ended: dict[int, Outcome | Exception] = {}
        for act in self._acts():
            for n, doc in list(now.items()):
                if entered is not None:
                    entered(n)
                found: Document | Outcome | Exception
                try:
                    found = act(n, doc)
                except MemoryError:
                    raise
                except Exception as error:  # a step broke on this document; what it means is for the caller to say
                    found = error
                if isinstance(found, Document):
                    now[n] = found
                else:
                    del now[n]
                    ended[n] = found
        return [ended[n] for n in range(len(docs))]

    def _acts(self) -> Iterator[_Act]:
        """What is done with each document, in order. The last ends every document that is left."""
        measures: dict[int, list[tuple[str, float]]] = {}
        for editor in self.editors:
            yield partial(_edited, cast(Editor, editor))
        for annotator in self.annotators:
            yield partial(_annotated, cast(Annotator, annotator))
        for judge in self.judges:
            yield partial(_judged, cast(Judge, judge), measures)
        yield partial(_sketched, cast(list[Linker], self.linkers), measures)

    def edit(self, doc: Document) -> Document:
        """One document through the editors alone."""
        for editor in cast(list[Editor], self.editors):
            doc = _edited(editor, 0, doc)
        return doc


def _edited(editor: Editor, _: int, doc: Document) -> Document:
    step = cast(Step, editor)
    found = editor.edits(doc)
    layer = found if isinstance(found, Layer) else Layer(step.name, step.version, found)
    if not len(layer.edits) and not layer.notes:
        return doc
    try:
        text = apply(doc.text, layer.edits)
    except InvariantError as error:
        raise InvariantError(f"step {step.name} {step.version}, document {doc.id}: {error}", hint=error.hint) from error
    return doc.with_layer(layer, text)


def _annotated(annotator: Annotator, _: int, doc: Document) -> Document:
    return doc.with_meta(annotator.annotate(doc))


def _judged(judge: Judge, measures: dict[int, list[tuple[str, float]]], n: int, doc: Document) -> Document | Outcome:
    found = measures.setdefault(n, [])
    found += measured(judge, doc)
    drop = judge.verdict(doc)
    return doc if drop is None else Outcome(doc, drop, (), tuple(found))


def _sketched(linkers: Sequence[Linker], measures: dict[int, list[tuple[str, float]]], n: int, doc: Document) -> Outcome:
    """All linkers on one document, one after the other: they share its key text."""
    sketches = tuple([(cast(Step, linker).name, linker.sketch(doc)) for linker in linkers])
    return Outcome(doc, None, sketches, tuple(measures.get(n, ())))


def measured(judge: object, doc: Document) -> Iterable[tuple[str, float]]:
    """What a judge measured (its optional method `measures(doc) -> Mapping[str, float]`), for the column `quality`."""
    measure = getattr(judge, "measures", None)
    return cast(Mapping[str, float], measure(doc)).items() if measure is not None else ()


def _of_kind(steps: Sequence[object], kinds: Sequence[str], kind: str) -> list[object]:
    return [step for step, its_kind in zip(steps, kinds, strict=True) if its_kind == kind]
