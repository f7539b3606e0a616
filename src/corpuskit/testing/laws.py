"""The six laws as assertions that anyone can run on a step of their own.

What lives here: one function per law, each raising AssertionError with the text, the step and what differed (also under
`python -O`, where a bare assert says nothing). What never does: making examples (damages.py does), depending on a test framework.

    from corpuskit.testing import assert_step_laws
    assert_step_laws(MyStep(), "some text", others=["another text"])

The functions for editors return how many edits they saw, so that a test can demand that a share of its examples made edits: a law
that only sees texts that need nothing proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from hashlib import blake2b
from pathlib import Path
from typing import Any

from corpuskit.core.document import Decoding, Document
from corpuskit.core.edit import Edits, Layer, apply, undo
from corpuskit.core.report import Report
from corpuskit.core.step import Drop, kind_of

__all__ = [
    "assert_balanced",
    "assert_clean",
    "assert_decoding_reversible",
    "assert_editor_laws",
    "assert_linker_laws",
    "assert_pure",
    "assert_report_balanced",
    "assert_reversible",
    "assert_same_files",
    "assert_settled",
    "assert_step_laws",
]

_ALLOWED_CONTROLS = "\n\t"
_AGAIN = 5  # calls in a row that must agree: state that counts calls shows itself


def _demand(true: bool, said: str) -> None:
    if not true:
        raise AssertionError(said)


def _layer(step: Any, text: str, meta: Mapping[str, Any] | None = None) -> Layer:
    found = step.edits(Document("0" * 16, text, meta or {}))
    return found if isinstance(found, Layer) else Layer(step.name, step.version, found)


def _answer(step: Any, text: str, meta: Mapping[str, Any] | None) -> Any:
    """What a step of any kind says about a text."""
    kind = kind_of(step)
    if kind == "editor":
        return _layer(step, text, meta)
    ask = {"annotator": "annotate", "judge": "verdict", "linker": "sketch"}[kind]
    return getattr(step, ask)(Document("0" * 16, text, meta or {}))


def assert_reversible(text: str, layers: Sequence[Layer], result: str) -> int:
    """Law 1: undoing the layers from last to first gives the text that entered the first. Returns the number of edits."""
    back = result
    for layer in reversed(layers):
        back = undo(back, layer.edits)
    _demand(back == text, f"undo gave {back!r}, not {text!r}")
    return sum(len(layer.edits) for layer in layers)


def assert_decoding_reversible(data: bytes, text: str, decoding: Decoding, encode: Any) -> None:
    """Law 1, on to the bytes: `encode(text, decoding)` gives `data` back."""
    back = encode(text, decoding)
    _demand(back == data, f"encoding back gave {back[:80]!r}, not {data[:80]!r} ({decoding.how})")


def assert_pure(step: Any, text: str, others: Sequence[str] = (), meta: Mapping[str, Any] | None = None) -> int:
    """Law 2, for a step of any kind: the same answer again, whatever was processed in between, and from a fresh copy of the step;
    and in a batch with `others`, where the step answers for batches.

    Returns the number of edits of an editor, and 1 for the answer of another step that says something, else 0.
    """
    fresh = deepcopy(step)
    first = _answer(step, text, meta)
    for other in others:
        _answer(step, other, None)
    for _ in range(_AGAIN):
        _demand(_answer(step, text, meta) == first, f"{step.name} gave another answer the second time on {text!r}")
    _demand(_answer(fresh, text, meta) == first, f"a fresh {step.name} gives another answer on {text!r}")
    _assert_batch(step, [text, *others])
    return len(first.edits) if isinstance(first, Layer) else int(bool(first))


def _assert_batch(step: Any, texts: Sequence[str]) -> None:
    """What a step says of a batch is what it says of each."""
    if hasattr(step, "may_edit"):
        for text, may in zip(texts, step.may_edit(texts), strict=True):
            layer = _layer(step, text)
            _demand(bool(may) or not (len(layer.edits) or layer.notes), f"{step.name} edits {text!r}, may_edit denies it")
    if hasattr(step, "sketch_each"):
        docs = [Document("0" * 16, text) for text in texts]
        for doc, sketch in zip(docs, step.sketch_each(docs), strict=True):
            _demand(sketch == step.sketch(doc), f"{step.name}: sketch_each differs from sketch on {doc.text!r}")
    if hasattr(step, "annotate_each"):
        docs = [Document("0" * 16, text) for text in texts]
        for doc, found in zip(docs, step.annotate_each(docs), strict=True):
            _demand(found == step.annotate(doc), f"{step.name}: annotate_each differs from annotate on {doc.text!r}")
    if hasattr(step, "judge_each"):
        docs = [Document("0" * 16, text) for text in texts]
        for doc, judged in zip(docs, step.judge_each(docs), strict=True):
            alone = (step.measures(doc) if hasattr(step, "measures") else {}, step.verdict(doc))
            _demand(tuple(judged) == alone, f"{step.name}: judge_each differs from measures and verdict on {doc.text!r}")


def assert_settled(step: Any, text: str, meta: Mapping[str, Any] | None = None) -> int:
    """Law 3: a second run on the result applies no edit. Returns the number of edits of the first run."""
    first = _layer(step, text, meta)
    after = apply(text, first.edits)
    second = _layer(step, after, meta)
    _demand(not len(second.edits), f"{step.name} is not settled on {text!r}: then {list(second.edits)[:3]!r}")
    return len(first.edits)


def assert_balanced(text: str, edits: Edits, result: str) -> int:
    """Law 4: characters in - removed + inserted = characters out. Returns the number of edits."""
    removed, inserted = sum(e.end - e.start for e in edits), sum(len(e.inserted) for e in edits)
    _demand(len(text) - removed + inserted == len(result), f"{len(text)} - {removed} + {inserted} != {len(result)}")
    _demand((removed, inserted) == (len(edits.removed), len(edits.inserted)), "columns and edits count differently")
    return len(edits)


def assert_report_balanced(report: Report) -> None:
    """Law 4 for a run: characters balance, and documents in = kept + dropped + duplicate + failed."""
    chars = report.section("characters").get("all", {})
    left = chars.get("in", 0) - chars.get("removed", 0) + chars.get("inserted", 0)
    _demand(left == chars.get("out", 0), f"characters do not balance: {chars}")
    docs = report.section("documents").get("all", {})
    fates = sum(docs.get(fate, 0) for fate in ("kept", "dropped", "duplicate", "failed"))
    _demand(docs.get("in", 0) == fates, f"documents do not balance: {docs}")


def assert_clean(before: str, after: str, *, whole: bool = False) -> None:
    """Law 5: no lone surrogate and no control character that was not there before; none at all when `whole`."""
    bad = [c for c in after if "\ud800" <= c <= "\udfff" or (_is_control(c) and (whole or c not in before))]
    _demand(not bad, f"the result holds {bad[:5]!r}")


def _is_control(char: str) -> bool:
    return (char < " " and char not in _ALLOWED_CONTROLS) or "\x7f" <= char <= "\x9f"


def assert_same_files(one: Path, other: Path) -> int:
    """Law 6: two folders (a dataset built by two engines, shard counts or worker counts) hold the same files with the same bytes.

    Returns how many files there are.
    """
    found = [
        {p.relative_to(root).as_posix(): blake2b(p.read_bytes()).digest() for p in root.rglob("*") if p.is_file()}
        for root in (one, other)
    ]
    differing = sorted(name for name in found[0].keys() | found[1].keys() if found[0].get(name) != found[1].get(name))
    _demand(not differing, f"{one.name} and {other.name} differ in {', '.join(differing[:5])}")
    return len(found[0])


def assert_editor_laws(step: Any, text: str, others: Sequence[str] = (), meta: Mapping[str, Any] | None = None) -> int:
    """Laws 1 to 5 for one editor and one text. Returns the number of edits that the text needed."""
    assert_pure(step, text, others, meta)
    layer = _layer(step, text, meta)
    result = apply(text, layer.edits)
    assert_reversible(text, [layer], result)
    assert_balanced(text, layer.edits, result)
    assert_clean(text, result)
    for note in layer.notes:
        _demand(0 <= note.start <= note.end <= len(text), f"{step.name}: a note lies outside the text: {note}")
    if not (step.name == "script" and getattr(step, "config", None)):  # a raw config of the script step is the one exemption
        assert_settled(step, text, meta)
    return len(layer.edits)


def assert_linker_laws(step: Any, one: str, other: str) -> float:
    """A linker is pure, and its similarity symmetric, from 0 to 1, and 1 for the same text. Returns the similarity."""
    assert_pure(step, one, [other])
    a, b = (step.sketch(Document("0" * 16, text)) for text in (one, other))
    found = float(step.similarity(a, b))
    _demand(found == step.similarity(b, a), f"{step.name}: the similarity of {one!r} and {other!r} depends on their order")
    _demand(0.0 <= found <= 1.0, f"{step.name}: a similarity of {found}")
    _demand(not a.keys or step.similarity(a, a) == 1.0, f"{step.name}: {one!r} is not the same as itself")
    return found


def assert_step_laws(step: Any, text: str, others: Sequence[str] = (), meta: Mapping[str, Any] | None = None) -> int:
    """The laws for a step of any kind. Returns what assert_pure does: 0 means that the text asked nothing of the step."""
    kind = kind_of(step)
    if kind == "editor":
        return assert_editor_laws(step, text, others, meta)
    seen = assert_pure(step, text, others, meta)
    if kind == "judge":
        drop = step.verdict(Document("0" * 16, text, meta or {}))
        _demand(drop is None or (isinstance(drop, Drop) and bool(drop.reason)), f"{step.name}: a drop without a reason")
    for other in others if kind == "linker" else ():
        assert_linker_laws(step, text, other)
    return seen
