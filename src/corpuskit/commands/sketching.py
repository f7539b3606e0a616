"""The map task of `dedup`: one shard of the input to sketches and names, in files of a work folder.

What lives here: SketchTask, sketch_shard() (which runs in worker processes), and Seen, the names of all documents. What never
does: cleaning, finding duplicates.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa

from corpuskit.commands.outcome import Problem
from corpuskit.commands.recipes import pipeline_of_text
from corpuskit.core.document import Document, make_id
from corpuskit.core.step import Linker, Step
from corpuskit.engines import DISK_ERRORS, Failure, make_engine
from corpuskit.engines.memory import Bound
from corpuskit.engines.sketches import SketchWriter
from corpuskit.errors import InputError, InvariantError, OutputError
from corpuskit.formats import readers
from corpuskit.formats.readers import shown_path
from corpuskit.steps.decode import decode_bytes

__all__ = ["One", "Seen", "SketchTask", "run_tasks", "sketch_shard"]

SHARD_BYTES = 8_000_000
SCHEMA: Any = pa.schema([
    ("name", pa.string()), ("file", pa.binary()), ("record", pa.bool_()), ("id", pa.string()), ("chars", pa.int64()),
    ("published", pa.string()), ("root", pa.int32()),
])  # fmt: skip


@dataclass(frozen=True)
class SketchTask:
    """What a worker needs to know."""

    index: int
    shard: Any  # readers.InputShard
    recipe_toml: str
    work: str
    text_key: str | None


@dataclass
class SketchResult:
    index: int
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class One:
    """One document as people know it: its path as shown, the file on disk, and whether it is a part of that file."""

    name: str
    file: str
    record: bool
    id: str


def stem_of(work: str | Path, index: int) -> Path:
    return Path(work) / f"{index:06d}"


def sketch_shard(task: SketchTask) -> SketchResult:
    """Sketch one shard. Whatever is wrong with an input is a Problem."""
    linkers = cast(list[Linker], pipeline_of_text(task.recipe_toml).linkers)
    stem = stem_of(task.work, task.index)
    writers = [SketchWriter(Path(f"{stem}.{cast(Step, linker).name}")) for linker in linkers]
    files = {part.file.relative: part.file for part in task.shard.parts}
    columns: dict[str, list[Any]] = {name: [] for name in SCHEMA.names}
    result = SketchResult(task.index)
    for item in readers.read(task.shard, text_key=task.text_key):
        if not isinstance(item, readers.RawDocument):
            result.problems.append(Problem(item.path, item.what, item.hint))
            continue
        source = item.source
        try:
            text = item.text if item.data is None else decode_bytes(item.data, declared=item.declared)[0]
        except InputError as error:
            result.problems.append(Problem.of(shown_path(source), error))
            continue
        doc = Document("", text or "")
        for linker, writer in zip(linkers, writers, strict=True):
            writer.add(result.rows, linker.sketch(doc))
        file = files[source.path]
        digest = bytes.fromhex(source.sha256) if source.sha256 else sha256(item.data or b"").digest()
        changed = datetime.fromtimestamp(file.changed_ns / 1e9, UTC).isoformat()
        row = (
            shown_path(source) + (f"#{source.offset}" if source.is_record else ""), os.fsencode(file.path),
            source.is_record or bool(source.member), make_id(source.path, source.member, source.offset, digest), len(doc.text),
            item.found.get("published") or changed, file.root,
        )  # fmt: skip
        for name, value in zip(SCHEMA.names, row, strict=True):
            columns[name].append(value)
        result.rows += 1
    for writer in writers:
        writer.finish(result.rows)
    table = pa.table([pa.array(columns[f.name], f.type) for f in SCHEMA], schema=SCHEMA)
    with pa.ipc.new_file(f"{stem}.seen.arrow", SCHEMA) as out:
        out.write_table(table)
    return result


def run_tasks(
    tasks: Sequence[SketchTask], workers: int, bound: Bound | None, ended: Callable[[SketchTask], None]
) -> list[SketchResult]:
    """Run all tasks; their results in input order.

    Raises InvariantError when one fails again and again, MemoryBoundError, OutputError.
    """
    engine = make_engine("local", workers, bound)
    results = {}
    try:
        for done in engine.run(sketch_shard, [(task.index, task) for task in tasks]):
            if isinstance(done, Failure) and done.short_of_memory and bound is not None:
                raise bound.error(f"reading {tasks[done.index].shard.parts[0].file.relative}")
            if isinstance(done, Failure) and done.error.startswith(DISK_ERRORS):
                raise OutputError(
                    f"the folder for temporary files cannot be written: {done.error.partition(': ')[2]}",
                    hint="free some space, or set TMPDIR to a folder that has some",
                )
            if isinstance(done, Failure):
                raise InvariantError(f"reading {tasks[done.index].shard.parts[0].file.relative} failed: {done.error}")
            results[done.index] = done.result
            ended(tasks[done.index])
    finally:
        engine.close()
    return [results[n] for n in sorted(results)]


class Seen:
    """The documents of all tasks, numbered through; names are read where they are asked for."""

    def __init__(self, work: Path, results: Sequence[SketchResult], bytes_: int) -> None:
        """bytes_: of the inputs."""
        self._work = work
        self.rows = [result.rows for result in results]
        self.bytes = bytes_
        self._firsts = np.concatenate(([0], np.cumsum(np.array(self.rows, np.int64))))
        self._held: tuple[int, Any] | None = None

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def column(self, name: str) -> Any:
        """One column of all documents."""
        parts = [self._task(n).column(name).combine_chunks() for n, rows in enumerate(self.rows) if rows]
        return pa.chunked_array(parts, SCHEMA.field(name).type)

    def __getitem__(self, number: int) -> One:
        task = int(np.searchsorted(self._firsts, number, side="right")) - 1
        row = self._task(task).slice(number - int(self._firsts[task]), 1).to_pylist()[0]
        return One(row["name"], os.fsdecode(row["file"]), row["record"], row["id"])

    def ids(self, without: Any) -> Iterator[tuple[int, str]]:
        """(number, id) of all documents but those whose numbers are in the sorted array `without`."""
        stays = np.ones(len(self), bool)
        stays[without] = False
        ids = self.column("id")
        for number in np.flatnonzero(stays).tolist():
            yield number, ids[number].as_py()

    def _task(self, index: int) -> Any:
        if self._held is None or self._held[0] != index:
            with pa.OSFile(f"{stem_of(self._work, index)}.seen.arrow") as source:
                self._held = (index, pa.ipc.open_file(source).read_all())
        return self._held[1]
