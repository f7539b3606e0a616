"""The one loop: ask every step, apply its edits, check them, record them.

What lives here: Pipeline and Outcome. What never does: parallelism, files, counting (report.py), concrete steps.

This is the only place in corpuskit where a text changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

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


_Act = Callable[[int, Document], Document | Outcome]  # what is done with a document; an Outcome ends its way
_Sketches = tuple[tuple[str, Sketch], ...]


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
        batch = _Batch(docs, entered)
        measures: dict[int, list[tuple[str, float]]] = {}
        for editor in self.editors:
            batch.each(partial(_edited, cast(Editor, editor)), batch.asked(editor))
        for annotator in self.annotators:
            batch.each(partial(_annotated, cast(Annotator, annotator), batch.answers(annotator, "annotate_each")))
        for judge in self.judges:
            batch.each(partial(_judged, cast(Judge, judge), batch.answers(judge, "judge_each"), measures))
        if self.linkers:
            batch.each(partial(_sketched, cast(list[Linker], self.linkers), batch.sketches(self.linkers), measures))
        else:
            batch.end(measures)
        return [batch.ended[n] for n in range(len(docs))]

    def edit(self, doc: Document) -> Document:
        """One document through the editors alone."""
        for editor in cast(list[Editor], self.editors):
            doc = _edited(editor, 0, doc)
        return doc


class _Batch:
    """Documents on their way through the steps together, each until its drop, its failure or its end.

    A step may answer for all of them in one call (see core/step.py). Where that fails, each is asked alone: the failure must be
    its document's.
    """

    def __init__(self, docs: Sequence[Document], entered: Callable[[int], object] | None) -> None:
        self._now = dict(enumerate(docs))
        self._entered = entered
        self.ended: dict[int, Outcome | Exception] = {}

    def each(self, act: _Act, numbers: Sequence[int] | None = None) -> None:
        """Do it with the documents of these numbers, or with all that are left."""
        for n in list(self._now) if numbers is None else numbers:
            if self._entered is not None:
                self._entered(n)
            found: Document | Outcome | Exception
            try:
                found = act(n, self._now[n])
            except MemoryError:
                raise
            except Exception as error:  # a step broke on this document; what it means is for the caller to say
                found = error
            if isinstance(found, Document):
                self._now[n] = found
            else:
                del self._now[n]
                self.ended[n] = found

    def end(self, measures: Mapping[int, Sequence[tuple[str, float]]]) -> None:
        """What is left has gone all its way."""
        for n, doc in self._now.items():
            self.ended[n] = Outcome(doc, None, (), tuple(measures[n])) if n in measures else Outcome(doc)
        self._now = {}

    def asked(self, editor: object) -> Sequence[int] | None:
        """The numbers of the documents that an editor may change or have notes on; None for all."""
        answer = self._together(editor, "may_edit", lambda docs: [doc.text for doc in docs])
        return None if answer is None else [n for n, may in zip(self._now, answer, strict=True) if may]

    def answers(self, step: object, method: str) -> Mapping[int, Any]:
        """What a step says of each document in one call; empty where it must be asked for each."""
        answer = self._together(step, method, list)
        return {} if answer is None else dict(zip(self._now, answer, strict=True))

    def sketches(self, linkers: Sequence[object]) -> Mapping[int, _Sketches]:
        """The sketches of each document; empty where a linker must be asked for each."""
        found: list[list[tuple[str, Sketch]]] = []
        for linker in linkers:
            answer = self._together(linker, "sketch_each", list)
            if answer is None:
                return {}
            name = cast(Step, linker).name
            found.append([(name, sketch) for sketch in answer])
        return dict(zip(self._now, zip(*found, strict=True), strict=True)) if found else {}

    def _together(self, step: object, method: str, given: Callable[[Iterable[Document]], object]) -> Sequence[Any] | None:
        answer = getattr(step, method, None)
        if answer is None or len(self._now) < 2:
            return None
        if self._entered is not None:
            self._entered(next(iter(self._now)))
        try:
            return cast(Sequence[Any], answer(given(self._now.values())))
        except MemoryError:
            raise
        except Exception:
            return None


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


def _annotated(annotator: Annotator, ready: Mapping[int, Any], n: int, doc: Document) -> Document:
    return doc.with_meta(ready[n] if n in ready else annotator.annotate(doc))


def _judged(
    judge: Judge, ready: Mapping[int, Any], measures: dict[int, list[tuple[str, float]]], n: int, doc: Document
) -> Document | Outcome:
    found = measures.setdefault(n, [])
    if n in ready:
        of_it, drop = ready[n]
        found += of_it.items()
    else:
        found += measured(judge, doc)
        drop = judge.verdict(doc)
    return doc if drop is None else Outcome(doc, drop, (), tuple(found))


def _sketched(
    linkers: Sequence[Linker],
    ready: Mapping[int, _Sketches],
    measures: dict[int, list[tuple[str, float]]],
    n: int,
    doc: Document,
) -> Outcome:
    sketches = ready.get(n)
    if sketches is None:
        sketches = tuple([(cast(Step, linker).name, linker.sketch(doc)) for linker in linkers])
    return Outcome(doc, None, sketches, tuple(measures.get(n, ())))


def measured(judge: object, doc: Document) -> Iterable[tuple[str, float]]:
    """What a judge measured (its optional method `measures(doc) -> Mapping[str, float]`), for the column `quality`."""
    measure = getattr(judge, "measures", None)
    return cast(Mapping[str, float], measure(doc)).items() if measure is not None else ()


def _of_kind(steps: Sequence[object], kinds: Sequence[str], kind: str) -> list[object]:
    return [step for step, its_kind in zip(steps, kinds, strict=True) if its_kind == kind]
