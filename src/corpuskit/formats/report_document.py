"""The page of one document: `corpuskit explain --html`.

What lives here: explain_page(), and the box in which a document with its marks is shown. What never does: reading a dataset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from corpuskit.core.edit import Layer
from corpuskit.formats.card_text import count as words
from corpuskit.formats.page_frame import Reasons, language_attribute, page, shown, table
from corpuskit.formats.page_marks import in_context, marked_text, note_in_context, side_by_side

__all__ = ["document_box", "explain_page", "rules_used"]

LISTED = 1_000  # edits that are also listed one by one, per step; the text above has them all
HOW = (
    '<p class="soft"><del>removed</del> <ins>inserted</ins> <del class="both">inserted, then removed again</del> '
    '<span class="flag">⚑</span> seen and left alone. Point at a mark, tap it, or press <b>n</b> and <b>p</b> to walk through '
    "the marks, to see which rule did it and why.</p>"
)


def document_box(number: int, original: str, layers: Sequence[Layer], lang: object, reasons: Reasons, limit: int | None) -> str:
    """A document with all its marks, and the buttons for before and after. `number` is unique on the page."""
    name = f"text-{number}"
    buttons = "".join(
        f'<button type="button" value="{value}" aria-pressed="{"true" if value == "all" else "false"}">{said}</button>'
        for value, said in (("all", "all marks"), ("before", "before"), ("after", "after"))
    )
    walk = (
        '<button type="button" value="previous">‹ previous mark</button><button type="button" value="next">next mark ›</button>'
    )
    whole = "" if limit is not None else " whole"
    return (
        f'<div class="tools" data-for="{name}" hidden>{buttons}{walk}</div>'
        f'<div class="text{whole}" id="{name}" tabindex="0"{language_attribute(lang)}>'
        f"{marked_text(original, layers, reasons, limit)}</div>"
    )


def rules_used(layers: Sequence[Layer]) -> list[tuple[str, int, int, int]]:
    """(rule, edits, characters removed, characters inserted) of one document, most edits first."""
    sums: dict[str, list[int]] = {}
    for layer in layers:
        for rule, figures in layer.edits.counts_by_rule().items():
            sums[rule] = [a + b for a, b in zip(sums.get(rule, (0, 0, 0)), figures, strict=True)]
    return sorted(((rule, a, b, c) for rule, (a, b, c) in sums.items()), key=lambda row: (-row[1], row[0]))


def explain_page(row: Mapping[str, Any], layers: Sequence[Layer], texts: Sequence[str], kept_text: str | None = None) -> str:
    """The page of one document: every edit in its place with rule and why, the edits step by step, and all its columns.

    `texts` are its states, from the text that entered the first layer to the one in the dataset. `kept_text` is the text of the
    document that stays instead of a duplicate; both are shown side by side.
    """
    reasons, numbers = Reasons(), count()
    edits, notes = sum(len(x.edits) for x in layers), sum(len(x.notes) for x in layers)
    parts = [("in-place", "In place", HOW + document_box(next(numbers), texts[0], layers, row.get("lang"), reasons, None))]
    if kept_text is not None:
        same = "" if row.get("similarity") is None else f", similarity {row['similarity']:.3f}"
        heads = "this document, which was left out", f"{shown(row.get('kept_id'))}, which stays{same}"
        parts.append(("pair", "Beside the one that stays", side_by_side(texts[-1], kept_text, heads)))
    used = rules_used(layers)
    if used:
        rows = [(f"<code>{shown(rule)}</code>", f"{a:,}", f"{b:,}", f"{c:,}") for rule, a, b, c in used]
        parts.append(("rules", "Rules", table(("rule", "edits", "removed", "inserted"), rows, (1, 2, 3))))
    steps = "".join(_step(text, layer) for text, layer in zip(texts, layers, strict=False))
    if steps:
        parts.append(("steps", "Step by step", steps))
    parts.append(("columns", "Columns", table(("column", "value"), list(_columns(row)))))
    head = (
        f'<h1>{shown(row.get("title") or row["path"])}</h1><p class="lead">{shown(row["path"])}, id {shown(row["id"])}: '
        f"{words(edits, 'edit')} and {words(notes, 'note')} in {words(len(layers), 'step')}</p>"
    )
    if row.get("reason"):
        limits = "" if row.get("limit") is None else f" (value {row['value']:g}, limit {row['limit']:g})"
        head += f'<p class="alarm">Left out of the dataset: <code>{shown(row["reason"])}</code>{limits}</p>'
    body = "".join(f'<section><h2 id="{key}">{name}</h2>{html}</section>' for key, name, html in parts)
    return page(f"{row['path']} – corpuskit", head + body, [(key, name) for key, name, _ in parts], reasons)


def _step(text: str, layer: Layer) -> str:
    if not len(layer.edits) and not layer.notes:
        return ""
    rows = []
    for edit in layer.edits[:LISTED]:
        sure = "" if edit.confidence == 1.0 else f", confidence {edit.confidence:.2f}"
        rows.append(
            f'<div class="context">{in_context(text, edit)}<span class="soft"><code>{shown(edit.rule)}</code> at '
            f"{edit.start:,}{sure} {shown(edit.why)}</span></div>"
        )
    more = len(layer.edits) - LISTED
    if more > 0:
        rows.append(f'<p class="soft">and {more:,} more edits</p>')
    for note in layer.notes[:LISTED]:
        seen = f" candidates: {shown(' | '.join(note.candidates))}" if note.candidates else ""
        rows.append(
            f'<div class="context">{note_in_context(text, note)}<span class="soft">⚑ <code>{shown(note.rule)}</code> at '
            f"{note.start:,} {shown(note.why)}{seen}</span></div>"
        )
    said = words(len(layer.edits), "edit") + (f", {words(len(layer.notes), 'note')}" if layer.notes else "")
    title = f'<b>{shown(layer.step)}</b> <span class="soft">version {shown(layer.version)}: {said}</span>'
    return f'<details><summary>{title}</summary><div class="in">{"".join(rows)}</div></details>'


def _columns(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if name == "text" or value is None or value == "" or value == []:
            continue
        if name == "quality":
            value = ", ".join(f"{one['name']} {one['value']:g}" for one in value)
        elif isinstance(value, list):
            value = ", ".join(map(str, value))
        yield shown(name), shown(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value)
