"""Paragraphs that stand more than once: found over all tasks, then noted or cut where they stand.

What lives here: Repeats. What never does: what a paragraph is (steps.paragraphs), files of a dataset.

Only documents that are kept count, so a paragraph is never cut because it stands in a copy that went. The first is the one in
the earliest document by path and offset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from corpuskit.core.edit import Edit, Edits, Layer, Note, apply
from corpuskit.core.report import Report
from corpuskit.engines.sketches import Ranges, SketchFiles
from corpuskit.formats.ledger import AuditRows
from corpuskit.steps.paragraphs import Paragraph, Paragraphs, paragraphs_of

__all__ = ["EMPTIED", "Repeats"]

RULE = "paragraphs.repeated"
EMPTIED = "duplicate.paragraphs"  # the reason of a document of which nothing would be left; it goes as it is


class Repeats:
    """The repeated paragraphs of a corpus: 16 bytes for each, and a byte per document."""

    def __init__(self, step: Paragraphs, files: SketchFiles, kept: Any) -> None:
        """`kept`: bool (n,), which documents stay."""
        self._step = step
        keys, firsts = [], []
        self._hit = np.zeros(len(kept), bool)
        for found, docs in Ranges([files]):
            stays = kept[docs]
            found, docs = found[stays], docs[stays]
            order = np.lexsort((docs, found))
            found, docs = found[order], docs[order]
            new = np.ones(len(found), bool)
            new[1:] = found[1:] != found[:-1]
            start = np.flatnonzero(new)
            many = np.diff(np.append(start, len(found))) > 1
            keys.append(found[start[many]])
            firsts.append(docs[start[many]])
            self._hit[docs[np.repeat(many, np.diff(np.append(start, len(found))))]] = True
        self._keys = np.concatenate(keys) if keys else np.empty(0, np.uint64)
        self.firsts = np.concatenate(firsts) if firsts else np.empty(0, np.int64)

    def hit(self, first: int, end: int) -> list[int]:
        """The documents of [first, end) that hold a repeated paragraph."""
        return (first + np.flatnonzero(self._hit[first:end])).tolist()

    def _repeated(self, number: int, text: str) -> Iterator[tuple[Paragraph, int]]:
        """(paragraph, the first document that has it) of all that are to go from this document."""
        seen: set[int] = set()
        for one in paragraphs_of(text, self._step.min_chars):
            at = int(np.searchsorted(self._keys, np.uint64(one.key)))
            if at == len(self._keys) or int(self._keys[at]) != one.key:
                continue
            first = int(self.firsts[at])
            if self._step.mode == "cut" or first != number or one.key in seen:
                yield one, first
            seen.add(one.key)

    def layer(self, number: int, text: str, name: Callable[[int], str]) -> Layer | None:
        """What is done to a document, or None. `name` gives the id of a document."""
        found = list(self._repeated(number, text))
        if not found:
            return None
        step, version = Paragraphs.name, Paragraphs.version
        why = {first: "stands in this document" if first == number else f"stands in {name(first)}" for _, first in found}
        if self._step.mode == "report":
            notes = tuple(Note(one.start, one.end, RULE, why[first], ()) for one, first in found)
            return Layer(step, version, Edits.of([]), notes)
        spans = cut_spans(text, [one for one, _ in found])
        edits = [_edit(text, span, why[first]) for span, (_, first) in zip(spans, found, strict=True)]
        return Layer(step, version, Edits.of(edits))

    def applied(
        self, batch: Any, first: int, layers_before: Callable[[str], int], name: Callable[[int], str], report: Report
    ) -> tuple[Any, Any]:
        """The batch with its repeated paragraphs cut, and the rows of the ledger for it (None when there are none)."""
        hits = self.hit(first, first + batch.num_rows)
        if not hits:
            return batch, None
        columns = {n: batch.column(n) for n in batch.schema.names}
        changed = {n: columns[n].to_pylist() for n in ("text", "chars", "edits", "reason")}
        ledger = AuditRows()
        for number in hits:
            row = number - first
            layer = self.layer(number, changed["text"][row], name)
            if layer is None:
                continue
            text = apply(changed["text"][row], layer.edits)
            if not text.strip():
                changed["reason"][row] = EMPTIED
                continue
            doc_id = columns["id"][row].as_py()
            ledger.add(doc_id, [layer], first_layer=1 + layers_before(doc_id))
            _count(report, layer)
            changed["text"][row], changed["chars"][row] = text, len(text)
            changed["edits"][row] += len(layer.edits)
        for n, values in changed.items():
            columns[n] = pa.array(values, columns[n].type)
        return pa.RecordBatch.from_arrays(list(columns.values()), schema=batch.schema), ledger.take() if len(ledger) else None


def _edit(text: str, span: tuple[int, int], why: str) -> Edit:
    return Edit(*span, text[slice(*span)], "", RULE, 1.0, why)


def cut_spans(text: str, found: Sequence[Paragraph]) -> list[tuple[int, int]]:
    """The spans to remove: each with the blank lines after it, or at the end of the text with those before it."""
    spans = []
    for one in found:
        end = one.end
        while end < len(text) and text[end] == "\n":
            end += 1
        spans.append([one.start, end])
    last = len(spans)
    while last and spans[last - 1][1] == (spans[last][0] if last < len(spans) else len(text)):
        last -= 1  # the run of paragraphs that ends the text
    if last < len(spans):
        start = spans[last][0]
        floor = spans[last - 1][1] if last else 0
        keep = 1 if text.endswith("\n") else 0  # a final line break is kept as found
        while start > floor and text[start - 1] == "\n":
            start -= 1
        if start > floor:
            spans[last][0] = min(start + keep, spans[last][0])
    return [(a, b) for a, b in spans]


def _count(report: Report, layer: Layer) -> None:
    for note in layer.notes:
        report.add("notes", note.rule, "notes")
    removed = len(layer.edits.removed)
    if not removed:
        return
    report.add("characters", "all", "out", -removed)
    report.add("characters", "all", "removed", removed)
    for section, key in (("steps", layer.step), ("rules", RULE)):
        report.add(section, key, "documents")
        report.add(section, key, "edits", len(layer.edits))
        report.add(section, key, "removed", removed)
