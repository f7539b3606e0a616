"""The commands that turn texts into texts: clean, repair, strip, normalise; and inspect, which only looks.

What lives here: running chosen steps over inputs, a few documents at a time, and writing the results as files. What never does:
packing a dataset, printing (a hook `emit` shows each document where the caller wants that).
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from corpuskit.commands.outcome import Problem, Result, taken
from corpuskit.commands.outfolder import OutFolder
from corpuskit.commands.recipes import load_recipe, pipeline_of, steps_recipe
from corpuskit.core.document import Document, Source, make_id
from corpuskit.core.edit import Layer
from corpuskit.core.pipeline import Outcome, Pipeline
from corpuskit.core.progress import Say, silent
from corpuskit.core.report import damage_left
from corpuskit.core.step import Drop
from corpuskit.errors import EXIT_USAGE, InputError
from corpuskit.formats import readers
from corpuskit.formats.readers import shown_path
from corpuskit.steps.decode import decode_bytes

__all__ = ["Filtered", "clean", "inspect", "normalise", "repair", "strip"]

Emit = Callable[["Filtered"], None]


@dataclass(frozen=True, slots=True)
class Filtered:
    """One document that went through: `rendered` is how it stands in the output (text, or a JSON line for a record)."""

    path: str
    source: Source
    before: str
    text: str
    layers: tuple[Layer, ...]
    encoding: str | None
    rendered: str
    drop: Drop | None = None
    meta: Mapping[str, Any] | None = None


SHARD_BYTES = 1_000_000  # of input between two words of progress
TOGETHER_CHARS, TOGETHER_MOST = 200_000, 500  # of documents that go through the pipeline together, quicker than one by one
_Read = tuple[Source, str, str | None]  # source, text, encoding


def documents(
    paths: Sequence[str],
    text_key: str | None,
    result: Result,
    stdin: BinaryIO | None,
    say: Say = silent,
    out: str | None = None,
) -> Iterator[_Read]:
    """(source, text, encoding) of every readable document; what cannot be read is told in `result`. out: where results go."""
    problems = result.skipped
    with tempfile.TemporaryDirectory(prefix="corpuskit-") as spool:
        inputs, found = readers.list_inputs(paths, stdin=stdin, spool=Path(spool), outputs=[out])
        skipped, left_out = taken(found)
        problems += skipped
        result.left_out += left_out
        done = seen = 0
        total = sum(file.bytes for file in inputs)
        for shard in readers.plan(inputs, SHARD_BYTES):
            say("cleaning", done, total, {"documents": seen})
            done += shard.bytes
            for item in readers.read(shard, text_key=text_key):
                if not isinstance(item, readers.RawDocument):
                    problems.append(Problem(item.path, item.what, item.hint))
                    continue
                seen += 1
                if item.data is None:
                    yield item.source, item.text or "", None
                    continue
                try:
                    text, decoding = decode_bytes(item.data, declared=item.declared)
                except InputError as error:
                    problems.append(Problem.of(shown_path(item.source), error))
                    continue
                yield item.source, text, "+".join(dict.fromkeys(run[2] for run in decoding.runs))


def _outcomes(pipeline: Pipeline, found: Iterable[_Read]) -> Iterator[tuple[_Read, Outcome]]:
    """Every document with what the pipeline made of it, in their order. Raises what a step raised on the first that failed."""
    held: list[_Read] = []
    chars = 0
    for one in chain(found, (None,)):
        if one is not None:
            held.append(one)
            chars += len(one[1])
        if one is None or chars >= TOGETHER_CHARS or len(held) >= TOGETHER_MOST:
            outcomes = pipeline.run_each([_document(*each) for each in held])
            for each, outcome in zip(held, outcomes, strict=True):
                if isinstance(outcome, Exception):
                    raise outcome
                yield each, outcome
            held, chars = [], 0


def _document(source: Source, text: str, encoding: str | None) -> Document:
    digest = bytes.fromhex(source.sha256) if source.sha256 else b"-"
    return Document(make_id(source.path, source.member, source.offset, digest), text, {"path": source.path, "encoding": encoding})


def _filter(
    command: str, paths: Sequence[str], pipeline: Pipeline, out: str | None, text_key: str | None, emit: Emit | None,
    progress: Say | None, stdin: BinaryIO | None,
) -> Result:  # fmt: skip
    """Every document through the pipeline's editors, annotators and judges."""
    result = Result(command, {"documents": 0, "changed": 0, "edits": 0, "notes": 0, "characters_in": 0, "characters_out": 0})
    folder = OutFolder(Path(out)) if out is not None else None
    shown: list[dict[str, Any]] = []
    pipeline = Pipeline([s for s in pipeline.steps if s not in pipeline.linkers])
    found = documents(paths, text_key, result, stdin, progress or silent, out)
    try:
        for (source, text, encoding), outcome in _outcomes(pipeline, found):
            doc = outcome.document
            rendered = _render(source, doc.text)
            one = Filtered(shown_path(source), source, text, doc.text, doc.layers, encoding, rendered, outcome.drop, doc.meta)
            edits = sum(len(layer.edits) for layer in doc.layers)
            counts = {"documents": 1, "changed": int(edits > 0), "edits": edits, "notes": sum(len(x.notes) for x in doc.layers)}
            for name, n in {**counts, "characters_in": len(text), "characters_out": len(doc.text)}.items():
                result.counts[name] += n
            if folder is not None:
                folder.write(source, rendered)
            elif emit is None:
                shown.append(_as_json(one))
            if emit is not None and folder is None:
                emit(one)
        if folder is not None:
            folder.close()
    except BaseException:
        if folder is not None:
            folder.drop()
        raise
    if folder is not None:
        result.data["out"] = out
    elif emit is None:
        result.data["documents"] = shown
    if not result.counts["documents"] and result.skipped:
        result.exit_code = EXIT_USAGE
    return result


def _render(source: Source, text: str) -> str:
    if not source.is_record:
        return text
    fields = json.loads(source.extra) if source.extra else {}
    record = {**({"id": source.record_id} if source.record_id is not None else {}), **fields, "text": text}
    return json.dumps(record, ensure_ascii=False) + "\n"


def _as_json(one: Filtered) -> dict[str, Any]:
    edits = [
        {"step": layer.step, "rule": e.rule, "start": e.start, "end": e.end, "removed": e.removed, "inserted": e.inserted,
         "confidence": e.confidence, "why": e.why}
        for layer in one.layers
        for e in layer.edits
    ]  # fmt: skip
    notes = [
        {"step": layer.step, "rule": n.rule, "start": n.start, "end": n.end, "why": n.why, "candidates": list(n.candidates)}
        for layer in one.layers
        for n in layer.notes
    ]
    drop = {"reason": one.drop.reason, "value": one.drop.value, "limit": one.drop.limit} if one.drop else None
    return {"path": one.path, "encoding": one.encoding, "text": one.text, "edits": edits, "notes": notes, "drop": drop}


def clean(
    paths: Sequence[str],
    out: str | None = None,
    recipe: str | None = None,
    steps: str | Sequence[Any] | None = None,
    diff: bool = False,
    text_key: str | None = None,
    emit: Emit | None = None,
    progress: Say | None = None,
    stdin: BinaryIO | None = None,
) -> Result:
    """Files to files, or a stream to a stream, through a recipe or only through `steps` ("repair,strip", or as in clean_text).

    With `out`, results go below that folder; else each document goes to `emit`, or into the result's `documents`. `diff`
    is for the command line, whose `emit` it chooses. Nothing is dropped here: a judge's verdict is in `documents`.
    """
    if steps is not None:
        pipeline = pipeline_of(steps_recipe(steps))
    else:
        pipeline = pipeline_of(load_recipe(recipe))
    return _filter("clean", paths, pipeline, out, text_key, emit, progress, stdin)


def repair(
    paths: Sequence[str], out: str | None = None, explain: bool = False, text_key: str | None = None, emit: Emit | None = None,
    progress: Say | None = None, stdin: BinaryIO | None = None,
) -> Result:  # fmt: skip
    """Undo encoding damage, and nothing else. `explain` is for the command line, whose `emit` it chooses."""
    return _filter("repair", paths, pipeline_of(steps_recipe(["decode", "repair"])), out, text_key, emit, progress, stdin)


def strip(
    paths: Sequence[str], out: str | None = None, explain: bool = False, text_key: str | None = None, emit: Emit | None = None,
    progress: Say | None = None, stdin: BinaryIO | None = None,
) -> Result:  # fmt: skip
    """Cut boilerplate and injected spam, and nothing else. `explain` is for the command line, whose `emit` it chooses."""
    return _filter("strip", paths, pipeline_of(steps_recipe(["decode", "strip"])), out, text_key, emit, progress, stdin)


def normalise(
    paths: Sequence[str],
    out: str | None = None,
    to: str = "keep",
    phrases: bool = False,
    punctuation: bool = True,
    explain: bool = False,
    text_key: str | None = None,
    emit: Emit | None = None,
    progress: Say | None = None,
    stdin: BinaryIO | None = None,
) -> Result:
    """Normalise characters, marks and script, and nothing else.

    to: keep, hans, hant, tw or hk; phrases: also the words of the region. `explain` is for the command line, whose `emit`
    it chooses.
    """
    steps: list[Any] = ["decode", "characters"]
    if punctuation:
        steps.append("punctuation")
    steps.append(("script", {"to": to, "phrases": phrases}))
    return _filter("normalise", paths, pipeline_of(steps_recipe(steps)), out, text_key, emit, progress, stdin)


def inspect(
    paths: Sequence[str], text_key: str | None = None, progress: Say | None = None, stdin: BinaryIO | None = None
) -> Result:
    """Survey encodings, scripts, damage and likely boilerplate; nothing is written and nothing is changed.

    `data["rows"]`: one object per document with path, encoding, lang, script, chars, repairs, damage_left, boilerplate.
    """
    result = Result("inspect", {"documents": 0})
    editors = pipeline_of(steps_recipe(["decode", "repair", "characters", "strip", "language"]))
    rows: list[dict[str, Any]] = []
    totals: dict[str, Counter[str]] = {name: Counter() for name in ("encoding", "script", "language", "damage", "boilerplate")}
    found = documents(paths, text_key, result, stdin, progress or silent)
    for (source, text, encoding), outcome in _outcomes(editors, found):
        doc = outcome.document
        rules = {name: Counter[str]() for name in ("repair", "strip", "characters")}
        for layer in doc.layers:
            if layer.step in rules:
                rules[layer.step].update({rule: n for rule, (n, _, _) in layer.edits.counts_by_rule().items()})
        totals["encoding"][encoding or "(record)"] += 1
        totals["script"][str(doc.meta.get("script") or "none")] += 1
        totals["language"][str(doc.meta.get("lang") or "und")] += 1
        totals["damage"].update(rules["repair"])
        totals["boilerplate"].update(rules["strip"])
        rows.append(
            {
                "path": shown_path(source), "encoding": encoding, "lang": doc.meta.get("lang"), "script": doc.meta.get("script"),
                "chars": len(text), "repairs": sum(rules["repair"].values()), "damage_left": damage_left(doc),
                "boilerplate": sum(rules["strip"].values()),
            }
        )  # fmt: skip
        result.counts["documents"] += 1
    result.data = {"totals": {name: dict(c.most_common()) for name, c in totals.items()}, "rows": rows}
    result.data["text"] = _survey_text(rows, totals)
    if not rows and result.skipped:
        result.exit_code = EXIT_USAGE
    return result


def _survey_text(rows: Sequence[Mapping[str, Any]], totals: Mapping[str, Counter[str]]) -> str:
    out = [f"{'encoding':<10} {'lang':<8} {'chars':>8} {'repairs':>7} {'left':>5} {'junk':>5}  path"]
    for row in rows:
        name = str(row["path"])
        name = name if len(name) <= MAX_PATH_CHARS else "…" + name[1 - MAX_PATH_CHARS :]
        cells = f"{(row['encoding'] or '-')[:10]:<10} {(row['lang'] or '-'):<8} {row['chars']:>8,}"
        out.append(f"{cells} {row['repairs']:>7} {row['damage_left']:>5} {row['boilerplate']:>5}  {name}")
    for title, counts in totals.items():
        if counts:
            out.append(f"\n{title}")
            out += [f"  {n:>7,}  {name}" for name, n in counts.most_common(12)]
            if len(counts) > 12:
                out.append(f"  and {len(counts) - 12} more; --json lists all")
    return "\n".join(out)


MAX_PATH_CHARS = 28  # so that a row fits 80 columns
