"""The map task of a build: one shard of the input through the pipeline, into files of the work folder.

What lives here: map_shard(), which runs in worker processes. What never does: what a task is told and tells (maptask.py), looking
at other shards.

Files of a task are named after its key, a digest of recipe, program and input shard, so a changed input or recipe is never taken
for done: KEY.docs.arrow (all columns, in input order), KEY.audit.arrow (the ledger), KEY.LINKER.* (sketches), and last the marker
KEY.json, which makes the task done. KEY.at holds the number of the document being worked on, so that a document that kills the
process is known by name.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pyarrow as pa

from corpuskit.commands import handover
from corpuskit.commands.journal import FileJournal, Journal
from corpuskit.commands.maptask import MapResult, MapTask, stem_of
from corpuskit.commands.outcome import Problem
from corpuskit.commands.recipes import pipeline_of_text
from corpuskit.core.collector import settled
from corpuskit.core.document import Decoding, Document, Source, make_id
from corpuskit.core.pipeline import Outcome, Pipeline
from corpuskit.core.step import Drop, Step
from corpuskit.engines.sketches import SketchWriter
from corpuskit.errors import CorpuskitError, InputError, OutputError
from corpuskit.formats import readers
from corpuskit.formats.ledger import AUDIT_SCHEMA, AuditRows
from corpuskit.formats.readers import shown_path
from corpuskit.formats.rows import DocumentRows, Rejection
from corpuskit.formats.scratch import scratch
from corpuskit.formats.store import is_stored
from corpuskit.steps.decode import Decode, decode_bytes

__all__ = ["map_shard", "site_of", "stopped_at", "stopped_number"]

BATCH_BYTES = 2_000_000  # of text held before a batch goes to disk; as columns of Python objects it takes several times that
HELD_CHARS = 400_000  # of text that goes through the steps together: some 270 pages; seventy took an eighth more time
STAYS = Rejection(None)
FAILED = "failed"  # the reason of a document on which a step broke; its original text is kept in `rejected`


def finished(task: MapTask) -> MapResult | None:
    """The result of a task that was done before with the same key, or None."""
    marker = stem_of(task.work, task.key).with_suffix(".json")
    try:
        data = json.loads(marker.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return MapResult.from_json(task.index, data) if data.get("key") == task.key else None


def map_shard(task: MapTask) -> MapResult:
    """Run one shard. Raises OSError when the work folder cannot be written; anything wrong with an input is a Problem."""
    if is_stored(task.work):
        return _map_stored(task)
    done = finished(task)
    return done if done is not None else _map(task, FileJournal(_journal(task)))


def _map_stored(task: MapTask) -> MapResult:
    """The same with a work folder in a store: made in a folder of this machine, then committed."""
    marker = handover.finished(task.work, task.key)
    if marker is None:
        with scratch() as folder:
            (folder / "map").mkdir()
            _map(replace(task, work=str(folder)), handover.StoredJournal(task.work, task.key))
            marker = handover.commit(task.work, task.key, folder / "map")
    return MapResult.from_json(task.index, marker)


def _map(task: MapTask, told: Journal) -> MapResult:
    pipeline = pipeline_of_text(task.recipe_toml)
    out = _ShardOutput(task, pipeline)
    try:
        with told as journal, settled() as out.may_settle:
            out.alone = journal.alone  # the last try was killed: if a document did it, its number must stand in the journal
            for number, item in enumerate(_documents(task)):
                journal.at(number)
                if isinstance(item, Problem):
                    out.add_problem(item)
                elif number in task.skip:
                    where = item.source.path + (f"#{item.source.offset}" if item.source.is_record else "")
                    out.add_problem(
                        Problem(where, "killed its worker three times and was left out", "send us the file, or remove it")
                    )
                else:
                    out.add(number, item, journal)
            out.run_held(journal)
        return out.finish()
    except BaseException:
        out.abort()
        raise


def _journal(task: MapTask) -> Path:
    return stem_of(task.work, task.key).with_suffix(".at")


def stopped_number(task: MapTask) -> int | None:
    """The number of the document that a stopped task was at, from its journal; None where it was at none."""
    if is_stored(task.work):
        return handover.stopped_number(task.work, task.key)
    try:
        return int(_journal(task).read_bytes())
    except (OSError, ValueError):
        return None


def stopped_at(task: MapTask) -> str:
    """The name of the document that a stopped task was at, from its journal; of the first file where it was at none."""
    number = stopped_number(task)
    if number is None:
        return str(task.shard.parts[0].file.relative)
    found = next(islice(_documents(task), number, None), None)
    if isinstance(found, readers.RawDocument):
        return shown_path(found.source) + (f"#{found.source.offset}" if found.source.is_record else "")
    return found.where if found is not None else str(task.shard.parts[0].file.relative)


def _documents(task: MapTask) -> Iterator[Any]:
    for item in readers.read(task.shard, text_key=task.text_key):
        if isinstance(item, readers.RawDocument):
            yield item
        else:
            yield Problem(item.path, item.what, item.hint)


@dataclass(frozen=True, slots=True)
class _Held:
    """A decoded document that waits for the steps. `number` is its place in the shard."""

    number: int
    source: Source
    doc: Document
    decoding: Decoding | None
    encoding: str | None


class _ShardOutput:
    """The files of one task while it runs."""

    def __init__(self, task: MapTask, pipeline: Pipeline) -> None:
        self.task = task
        self._roots = {part.file.relative: part.file.root for part in task.shard.parts}
        self._priors = {folder: dict(found) for folder, found in task.priors}
        self.pipeline = pipeline
        self.result = MapResult(task.index, task.key)
        self.stem = stem_of(task.work, task.key)
        if not self.stem.parent.is_dir():  # the build made it: this is another machine, which does not see it
            raise OutputError(f"{self.stem.parent} is not on every machine", hint="the work folder must be shared by all of them")
        self._docs_rows = DocumentRows(dict(task.keep), rejected=True)
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._docs = pa.ipc.new_file(f"{self.stem}.docs.arrow", self._docs_rows.schema, options=options)
        self._audit = pa.ipc.new_file(f"{self.stem}.audit.arrow", AUDIT_SCHEMA, options=options)
        self._ledger = AuditRows()
        self._held: list[_Held | Problem] = []
        self._held_chars = 0
        self.alone = False  # one document at a time
        self.may_settle = False  # whether what a batch leaves behind is kept from the garbage collector
        names = [cast(Step, linker).name for linker in pipeline.linkers]
        self._sketches = {name: SketchWriter(Path(f"{self.stem}.{name}")) for name in names}

    def add(self, number: int, raw: Any, journal: Journal) -> None:
        """One raw document: decode, and hold it until there are enough for the steps."""
        source: Source = raw.source
        try:
            text, decoding = _decoded(raw, self._priors.get(source.path.rpartition("/")[0]))
        except InputError as error:
            self.add_problem(Problem.of(source.path + (f"!{source.member}" if source.member else ""), error))
            return
        encoding = "+".join(dict.fromkeys(run[2] for run in decoding.runs)) if decoding is not None else None
        digest = bytes.fromhex(source.sha256) if source.sha256 else sha256(raw.data or b"").digest()
        meta = {**raw.found, "path": source.path, "site": site_of(source), "encoding": encoding, "sha256": digest.hex()}
        doc = Document(make_id(source.path, source.member, source.offset, digest), text, meta)
        self._held.append(_Held(number, source, doc, decoding, encoding))
        self._held_chars += len(text)
        if self._held_chars >= HELD_CHARS or self.alone:
            self.run_held(journal)

    def add_problem(self, problem: Problem) -> None:
        """Something wrong with the input, in its place among the documents."""
        self._held.append(problem)

    def run_held(self, journal: Journal) -> None:
        """The documents held so far through the steps, and into rows."""
        held, self._held, self._held_chars = self._held, [], 0
        docs = [one for one in held if isinstance(one, _Held)]
        outcomes = iter(self.pipeline.run_each([one.doc for one in docs], lambda n: journal.at(docs[n].number)))
        for one in held:
            if isinstance(one, _Held):
                self._keep(one, self._outcome(next(outcomes), one))
            else:
                self.result.problems.append(one)
        if self.may_settle:
            gc.freeze()

    def _keep(self, held: _Held, outcome: Outcome) -> None:
        self.result.report.record(outcome, chars_in=len(held.doc.text))
        drop = outcome.drop
        why = Rejection(drop.reason, drop.value, drop.limit) if drop else STAYS
        self._docs_rows.add(outcome.document, held.source, measures=outcome.measures, duplicates=0, rejection=why)
        self._ledger.add(outcome.document.id, outcome.document.layers, held.decoding, held.encoding)
        for name, sketch in outcome.sketches:
            self._sketches[name].add(self.result.rows, sketch)
        self.result.rows += 1
        self._count_root(self._roots[held.source.path])
        if self._docs_rows.approximate_bytes + self._ledger.approximate_bytes >= BATCH_BYTES:
            self._flush()

    def _count_root(self, root: int) -> None:
        runs = self.result.roots
        if runs and runs[-1][0] == root:
            runs[-1][1] += 1
        else:
            runs.append([root, 1])

    def _outcome(self, found: Outcome | Exception, held: _Held) -> Outcome:
        """What became of a document; one on which a step broke goes to `rejected` as it came, and the job goes on."""
        if isinstance(found, Outcome):
            return found
        said = found.args[0] if isinstance(found, CorpuskitError) else f"{type(found).__name__}: {found}"
        self.result.problems.append(
            Problem(
                held.source.path,
                f"a bug of ours: {said}",
                f"document {held.doc.id} is kept in `rejected`, unchanged; please report it",
            )
        )
        return Outcome(Pipeline([Decode()]).edit(held.doc), Drop(FAILED))  # no lone surrogate can stand in a column

    def _flush(self) -> None:
        if len(self._docs_rows):
            self._docs.write_batch(self._docs_rows.take())
        if len(self._ledger):
            self._audit.write_batch(self._ledger.take())

    def finish(self) -> MapResult:
        """Write what is held and, last, the marker."""
        self._flush()
        self._docs.close()
        self._audit.close()
        for name in ("docs", "audit"):  # on the disk before the marker is
            with Path(f"{self.stem}.{name}.arrow").open("rb") as written:
                os.fsync(written.fileno())
        for writer in self._sketches.values():
            writer.finish(self.result.rows)
        marker = self.stem.with_suffix(".json")
        partial = marker.with_suffix(".json.partial")
        with partial.open("w", encoding="utf-8") as file:
            file.write(self.result.to_json())
            file.flush()
            os.fsync(file.fileno())
        partial.replace(marker)
        return self.result

    def abort(self) -> None:
        for sketches in self._sketches.values():
            sketches.abort()
        for writer in (self._docs, self._audit):
            try:
                writer.close()
            except (OSError, pa.ArrowException):
                continue


def _decoded(raw: Any, prior: Mapping[str, int] | None) -> tuple[str, Decoding | None]:
    if raw.data is None:
        return raw.text, None
    return decode_bytes(raw.data, declared=getattr(raw, "declared", None), prior=prior)


def site_of(source: Source) -> str | None:
    """The grouping key: the host of the record's address where it has one, else the folder the file lies in."""
    if source.extra and '"url"' in source.extra:
        try:
            url = json.loads(source.extra).get("url")
            host = urlsplit(url).hostname if isinstance(url, str) else None
        except ValueError:
            host = None
        if host:
            return host
    folder = source.path.rpartition("/")[0]
    return folder or None
