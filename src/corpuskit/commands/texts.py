"""Texts in memory: clean one, clean a batch, decode bytes, find duplicates.

What lives here: the public functions that touch no file. What never does: files, datasets on disk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal

from corpuskit.commands.recipes import BUILT_IN, load_recipe, pipeline_of, steps_recipe
from corpuskit.core.document import Decoding, Document, Meta, make_id
from corpuskit.core.edit import Layer
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.recipe import resolve
from corpuskit.core.step import Drop, Duplicate
from corpuskit.errors import UsageError
from corpuskit.steps import STEPS

Steps = str | Sequence[Any]  # names, (name, parameters) pairs, or steps
HARVESTED = ("title", "author", "publisher", "published", "section", "source_name", "editors", "reviewers")
Keep = Literal["longest", "first", "newest", "cleanest", "source-priority"]

__all__ = ["Cleaned", "clean_batch", "clean_text", "decode", "encode", "find_duplicates"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text with everything that was done to it.

    `layers` hold the edits, `meta` what was found out, `drop` why a judge would not keep it (then `text` is the text
    reached so far). `undo()` through the layers gives the input back: `corpuskit.undo(text, layer.edits)`, last first.
    """

    text: str
    layers: tuple[Layer, ...]
    meta: Meta
    drop: Drop | None


def _pipeline(recipe: str | None, steps: Steps | None) -> Pipeline:
    """The pipeline without linkers (they need more than one text); kept, for making it costs more than a short text."""
    if steps is None:
        if recipe is None or recipe in BUILT_IN:
            return _of_recipe(recipe)
        return _without_linkers(pipeline_of(load_recipe(recipe)))  # a file may have changed since
    if recipe is not None:
        raise UsageError("recipe and steps exclude each other", hint="give one of them")
    _demand_steps(steps)
    if not isinstance(steps, str) and not all(isinstance(step, str | tuple | list) for step in steps):
        made = [step if _is_step(step) else resolve(steps_recipe([step]), STEPS)[0] for step in steps]
        return _without_linkers(Pipeline(made))
    try:
        return _of_steps(steps if isinstance(steps, str) else tuple(map(_key, steps)))
    except TypeError:  # a parameter that cannot be hashed, a list for example
        return _without_linkers(pipeline_of(steps_recipe(steps)))


def _demand_steps(steps: Steps) -> None:
    """Raise UsageError for what is neither a name, nor a pair, nor a step."""
    for step in () if isinstance(steps, str) else steps:
        is_pair = isinstance(step, tuple | list) and len(step) == 2 and isinstance(step[0], str) and isinstance(step[1], Mapping)
        if isinstance(step, tuple | list) and not is_pair:
            raise UsageError(f"{step!r} is no step with parameters", hint='write it as ("script", {"to": "hans"})')
        if not isinstance(step, str) and not is_pair and not any(hasattr(step, asked) for asked in ASKED):
            raise UsageError(f"{step!r} is no step", hint="give a name, a pair of name and parameters, or a step of your own")


ASKED = ("edits", "annotate", "verdict", "sketch")  # what the pipeline asks a step for (core.step)


def _is_step(step: object) -> bool:
    return not isinstance(step, str | tuple | list)


def _key(step: Any) -> tuple[str, tuple[tuple[str, Any], ...]]:
    return (step, ()) if isinstance(step, str) else (step[0], tuple(step[1].items()))


@lru_cache(maxsize=len(BUILT_IN) + 1)
def _of_recipe(name: str | None) -> Pipeline:
    return _without_linkers(pipeline_of(load_recipe(name)))


@lru_cache(maxsize=64)
def _of_steps(key: str | tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]) -> Pipeline:
    named = key if isinstance(key, str) else [(name, dict(params)) for name, params in key]
    return _without_linkers(pipeline_of(steps_recipe(named)))


def _document(text: str) -> Document:
    return Document(make_id("", "", 0, sha256(text.encode("utf-8", "surrogatepass")).digest()), text)


def _without_linkers(pipeline: Pipeline) -> Pipeline:
    return Pipeline([s for s in pipeline.steps if s not in pipeline.linkers]) if pipeline.linkers else pipeline


def clean_text(text: str, *, recipe: str | None = None, steps: Steps | None = None) -> Cleaned:
    """One text through the editors, annotators and judges of a recipe (name or file), or only through `steps`.

    steps: names, or (name, parameters) pairs: ["repair", ("script", {"config": "s2twp"})]; a name alone means the step's
    own defaults; a step of your own (an object as in corpuskit.core.step) may stand among them.
    Raises TypeError when text is no string, UsageError or RecipeError for wrong names and parameters.
    """
    _demand_text(text, "clean_text")
    outcome = _pipeline(recipe, steps).run(_document(text))
    doc = outcome.document
    return Cleaned(doc.text, doc.layers, doc.meta, outcome.drop)


def _demand_text(text: object, asked: str) -> None:
    if not isinstance(text, str):
        hint = "use corpuskit.decode first" if isinstance(text, bytes) else "leave it out or make a text of it before"
        raise TypeError(f"{asked} needs a string, not {type(text).__name__}; {hint}")


def clean_batch(batch: Mapping[str, Sequence[Any]], *, recipe: str | None = None, column: str = "text") -> dict[str, list[Any]]:
    """A batch of columns with `column` cleaned, for `datasets.Dataset.map(batched=True)`, streaming too.

    Returns all columns of the batch, and: `lang` (str), `script` (str), `edits` (int), `meta` (str: what was harvested, as a
    JSON object), `drop` (str: the reason why a judge would not keep the row, "" for rows to keep). A column that the batch has
    already is never overwritten: ours is then called `clean_lang`, and so on. No row goes: filter on `drop` where you want
    that. A null stays a null. Raises UsageError when the batch lacks the column, TypeError when it is no batch (a call of `map`
    without `batched=True`) or the column holds other than strings.
    """
    if not hasattr(batch, "items") or not hasattr(batch, "keys"):
        raise TypeError(f"clean_batch needs a batch, columns by their names, not {type(batch).__name__}; try with_format(None)")
    if column not in batch:
        has = ", ".join(map(str, batch)) or "none"
        raise UsageError(f"the batch has no column {column!r}", hint=f"its columns: {has}; choose one with column=")
    if batch[column] is None or isinstance(batch[column], str | bytes):
        raise TypeError(f"clean_batch got one row, not a batch: {column!r} is no list of texts; call map with batched=True")
    pipeline = _pipeline(recipe, None)
    out: dict[str, list[Any]] = {name: list(values) for name, values in batch.items()}
    added: dict[str, list[Any]] = {name: [] for name in ("lang", "script", "edits", "meta", "drop")}
    for n, text in enumerate(batch[column]):
        if text is not None:
            _demand_text(text, f"clean_batch (column {column!r}, row {n} of the batch)")
    outcomes = pipeline.run_each([_document(text or "") for text in batch[column]])
    for n, (text, outcome) in enumerate(zip(batch[column], outcomes, strict=True)):
        if isinstance(outcome, Exception):
            raise outcome
        doc = outcome.document
        out[column][n] = None if text is None else doc.text
        added["lang"].append(str(doc.meta.get("lang") or "und"))
        added["script"].append(str(doc.meta.get("script") or ""))
        added["edits"].append(sum(len(layer.edits) for layer in doc.layers))
        harvested = {name: doc.meta[name] for name in HARVESTED if doc.meta.get(name)}
        added["meta"].append(json.dumps(harvested, ensure_ascii=False))
        added["drop"].append(outcome.drop.reason if outcome.drop and text is not None else "")
    for name, values in added.items():
        while name in out:
            name = f"clean_{name}"
        out[name] = values
    return out


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, Decoding]:
    """Text of bytes in an unknown encoding, and the Decoding that gives the bytes back.

    declared: an encoding that somebody claims; it is a hint and is checked. Raises InputError for binary data.
    """
    from corpuskit.steps.decode import decode_bytes

    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"decode needs bytes, not {type(data).__name__}")
    return decode_bytes(bytes(data), declared=declared)


def encode(text: str, decoding: Decoding) -> bytes:
    """The bytes that `decode` turned into this text. Raises InvariantError when the text is not the one it gave."""
    from corpuskit.steps.decode import encode_text

    return encode_text(text, decoding)


def find_duplicates(
    texts: Sequence[str],
    *,
    method: Literal["exact", "near"] = "near",
    threshold: float = 0.8,
    shingle_chars: int = 5,
    keep: Keep = "longest",
) -> list[Duplicate | None]:
    """One answer per text: None when it stays, or the Duplicate whose `of` is the index of the text that stays.

    threshold: Jaccard similarity of character shingles, from 0 to 1; every answer was verified against the text that
    stays. keep: which of two copies stays. Raises UsageError for an unknown method or a threshold out of range.
    """
    from corpuskit.engines.link import link_sketches
    from corpuskit.steps.exact import Exact
    from corpuskit.steps.near import Near

    if method not in ("exact", "near"):
        raise UsageError(f"unknown method {method!r}", hint="exact or near")
    if not 0 < threshold <= 1:
        raise UsageError(f"the threshold {threshold!r} is no share", hint="above 0 and at most 1; 0.8 by default")
    if shingle_chars < 1:
        raise UsageError(f"shingles of {shingle_chars} characters are none", hint="1 or more; 5 by default")
    if isinstance(texts, str):
        raise TypeError("find_duplicates needs a list of strings, not one string")
    wrong = next((n for n, text in enumerate(texts) if not isinstance(text, str)), None)
    if wrong is not None:
        raise TypeError(f"find_duplicates needs strings; number {wrong} is {type(texts[wrong]).__name__}: leave it out before")
    linkers: list[Any] = [Exact()]
    if method == "near":
        linkers.append(Near(threshold=threshold, shingle_chars=shingle_chars, keep=keep))
    return link_sketches(texts, linkers, keep)
