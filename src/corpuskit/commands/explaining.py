"""A document's history as text: every step with its edits in place, under the rule that made them.

What lives here: explained(). What never does: reading a dataset (opened.py), breaking lines for a terminal (terminal.py).

A rule speaks once where several of its edits follow each other: its id and what it is about, then each place, and under it
what the step said of that place alone. Rules without such words (marks, characters) may have thousands of edits; after
SHOWN_ALIKE in a row the rest is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from corpuskit.commands.aligned import aligned
from corpuskit.commands.opened import Stored
from corpuskit.commands.rulewords import words_of_rules
from corpuskit.core.edit import Edit, Layer, Note
from corpuskit.core.text import harmless, visible

__all__ = ["explained"]

CONTEXT_CHARS = 12  # on each side of an edit, so that a small one fits a line of 80 columns
SHOWN_ALIKE = 12
NOTE_CHARS = 60
REVIEW = "review."  # rules that speak of what stayed are called after the one that would have taken it


def explained(stored: Stored, kept: Mapping[str, Any] | None) -> Iterator[str]:
    """The lines for people. kept: the row of the document that stays, of a duplicate."""
    other = f"{visible(kept['path'])}, id {kept['id']}" if kept is not None else str(stored.row.get("kept_id") or "")
    yield from _head(stored, other)
    for text, layer in zip(stored.texts(), stored.layers, strict=False):
        yield f"\n{layer.step} (version {layer.version}): {_counted(layer)}"
        for rule, edits in groupby(_in_order(layer), key=lambda edit: edit.rule):
            yield from _edits(text, rule, list(edits))
        for rule, notes in groupby(layer.notes, key=lambda note: note.rule):
            yield from _notes(text, rule, list(notes))
    yield "\ntext\n" + harmless(str(stored.row["text"]))
    if kept is not None:
        yield f"\nbeside the one that stays ({other}): [-only here-] {{+only there+}}"
        yield from aligned(str(stored.row["text"]), str(kept["text"]))


def _head(stored: Stored, other: str) -> Iterator[str]:
    row = stored.row
    yield f"{visible(row['path'])}  id {row['id']}  {row['encoding'] or 'record'}  {row['lang'] or ''}  {row['chars']} characters"
    if stored.rejected:
        limit = (
            f" (value {row['value']:g}, limit {row['limit']:g})" if row["value"] is not None and row["limit"] is not None else ""
        )
        same = f", {row['similarity']:.3f} similar to {other}, which stays" if row["kept_id"] else ""
        yield f"rejected: {row['reason']}{limit}{same}"
    if not any(len(layer.edits) for layer in stored.layers):
        yield "nothing was changed"


def _in_order(layer: Layer) -> list[Edit]:
    """The edits as they stand in the text; those of a step that says nothing of single ones (marks, characters), rule by rule."""
    edits = list(layer.edits)
    if all(_of_its_own(edit, "") == "" for edit in edits):
        first = {rule: n for n, rule in reversed(list(enumerate(edit.rule for edit in edits)))}
        edits.sort(key=lambda edit: first[edit.rule])
    return edits


def _counted(layer: Layer) -> str:
    parts = [(len(layer.edits), "edit"), (len(layer.notes), "note")]
    return ", ".join(f"{n:,} {name}{'' if n == 1 else 's'}" for n, name in parts if n) or "nothing"


def _edits(text: str, rule: str, edits: Sequence[Edit]) -> Iterator[str]:
    words = words_of_rules().get(rule, "")
    if not words and len({edit.why for edit in edits}) == 1:
        words = edits[0].why  # a rule of a recipe's own file
    yield f"  {rule}" + (f": {words}" if words else "")
    alike = [n for n, edit in enumerate(edits) if not _of_its_own(edit, words)]
    folded = set(alike[SHOWN_ALIKE:])
    said = ""
    for n, edit in enumerate(edits):
        if n in folded:
            continue
        left, right = text[max(0, edit.start - CONTEXT_CHARS) : edit.start], text[edit.end : edit.end + CONTEXT_CHARS]
        change = f"[-{visible(edit.removed)}-]" if edit.removed else ""
        change += f"{{+{visible(edit.inserted)}+}}" if edit.inserted else ""
        yield f"    {visible(left)}{change}{visible(right)}"
        said, before = _of_its_own(edit, words), said
        if said and said != before:  # of edits that follow each other for one reason, the first says it
            yield f"      {said}"
    if folded:
        yield f"    and {len(folded):,} more like these; --json and --html have them all"


def _of_its_own(edit: Edit, words: str) -> str:
    """What the step said of this edit and the rule does not say of all."""
    sure = "" if edit.confidence == 1.0 else f"confidence {edit.confidence:.2f}"
    return ", ".join(part for part in (edit.why if edit.why != words else "", sure) if part)


def _notes(text: str, rule: str, notes: Sequence[Note]) -> Iterator[str]:
    known = words_of_rules()
    taker = rule.removeprefix(REVIEW)
    words = known.get(rule) or known.get(taker) or known.get(f"any.{taker}", "")
    stayed = rule.startswith(REVIEW) and rule not in known
    yield f"  note {rule}" + (f": it stayed, though it may be {words}" if stayed and words else f": {words}" if words else "")
    for note in notes:
        seen = f"; candidates {' '.join(note.candidates)}" if note.candidates else ""
        yield f"    {visible(text[note.start : note.end])[:NOTE_CHARS]!r}"
        said = note.why.removeprefix("it stayed: ") if stayed else note.why
        if (said and said != words) or seen:
            yield f"      {said if said != words else ''}{seen}".rstrip()
