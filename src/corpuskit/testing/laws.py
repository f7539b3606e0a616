"""The six laws as assertions that anyone can run on a step of their own.

What lives here: one function per law, each raising AssertionError with the text, the step and what differed. What never
does: making examples (damages.py does), depending on a test framework.

    from corpuskit.testing import assert_editor_laws
    assert_editor_laws(MyStep(), "some text")

Each function returns how many edits it saw, so that a test can demand that a share of its examples made edits: a law
that only sees texts that need nothing proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpuskit.core.document import Decoding, Document
from corpuskit.core.edit import Edits, Layer, apply, undo
from corpuskit.core.report import Report

__all__ = [
    "assert_balanced",
    "assert_clean",
    "assert_decoding_reversible",
    "assert_editor_laws",
    "assert_pure",
    "assert_report_balanced",
    "assert_reversible",
    "assert_settled",
]

_ALLOWED_CONTROLS = "\n\t"


def _layer(step: Any, text: str, meta: Mapping[str, Any] | None = None) -> Layer:
    found = step.edits(Document("0" * 16, text, meta or {}))
    return found if isinstance(found, Layer) else Layer(step.name, step.version, found)


def assert_reversible(text: str, layers: Sequence[Layer], result: str) -> int:
    """Law 1: undoing the layers from last to first gives the text that entered the first. Returns the number of edits."""
    back = result
    for layer in reversed(layers):
        back = undo(back, layer.edits)
    assert back == text, f"undo gave {back!r}, not {text!r}"
    return sum(len(layer.edits) for layer in layers)


def assert_decoding_reversible(data: bytes, text: str, decoding: Decoding, encode: Any) -> None:
    """Law 1, on to the bytes: `encode(text, decoding)` gives `data` back."""
    back = encode(text, decoding)
    assert back == data, f"encoding back gave {back[:80]!r}, not {data[:80]!r} ({decoding.how})"


def assert_pure(step: Any, text: str, others: Sequence[str] = (), meta: Mapping[str, Any] | None = None) -> int:
    """Law 2: the same edits and notes again, whatever was processed in between. Returns the number of edits."""
    first = _layer(step, text, meta)
    for other in others:
        _layer(step, other)
    again = _layer(step, text, meta)
    assert first == again, f"{step.name} gave other edits the second time on {text!r}"
    return len(first.edits)


def assert_settled(step: Any, text: str, meta: Mapping[str, Any] | None = None) -> int:
    """Law 3: a second run on the result applies no edit. Returns the number of edits of the first run."""
    first = _layer(step, text, meta)
    after = apply(text, first.edits)
    second = _layer(step, after, meta)
    assert not len(second.edits), f"{step.name} is not settled on {text!r}: then {list(second.edits)[:3]!r}"
    return len(first.edits)


def assert_balanced(text: str, edits: Edits, result: str) -> int:
    """Law 4: characters in - removed + inserted = characters out. Returns the number of edits."""
    removed, inserted = sum(e.end - e.start for e in edits), sum(len(e.inserted) for e in edits)
    assert len(text) - removed + inserted == len(result), f"{len(text)} - {removed} + {inserted} != {len(result)}"
    assert (removed, inserted) == (len(edits.removed), len(edits.inserted)), "columns and edits count differently"
    return len(edits)


def assert_report_balanced(report: Report) -> None:
    """Law 4 for a run: characters balance, and documents in = kept + dropped + duplicate + failed."""
    chars = report.section("characters").get("all", {})
    left = chars.get("in", 0) - chars.get("removed", 0) + chars.get("inserted", 0)
    assert left == chars.get("out", 0), f"characters do not balance: {chars}"
    docs = report.section("documents").get("all", {})
    fates = sum(docs.get(fate, 0) for fate in ("kept", "dropped", "duplicate", "failed"))
    assert docs.get("in", 0) == fates, f"documents do not balance: {docs}"


def assert_clean(before: str, after: str, *, whole: bool = False) -> None:
    """Law 5: no lone surrogate and no control character that was not there before; none at all when `whole`."""
    bad = [c for c in after if "\ud800" <= c <= "\udfff" or (_is_control(c) and (whole or c not in before))]
    assert not bad, f"the result holds {bad[:5]!r}"


def _is_control(char: str) -> bool:
    return (char < " " and char not in _ALLOWED_CONTROLS) or "\x7f" <= char <= "\x9f"


def assert_editor_laws(step: Any, text: str, others: Sequence[str] = (), meta: Mapping[str, Any] | None = None) -> int:
    """Laws 1 to 5 for one editor and one text. Returns the number of edits that the text needed."""
    assert_pure(step, text, others, meta)
    layer = _layer(step, text, meta)
    result = apply(text, layer.edits)
    assert_reversible(text, [layer], result)
    assert_balanced(text, layer.edits, result)
    assert_clean(text, result)
    for note in layer.notes:
        assert 0 <= note.start <= note.end <= len(text), f"{step.name}: a note lies outside the text: {note}"
    if not getattr(step, "config", None):  # a raw script config is the one exemption
        assert_settled(step, text, meta)
    return len(layer.edits)
