"""The end of a build: who is a duplicate, and the final rows of the three configs.

What lives here: find_links() over the sketches of all map tasks, and write_configs(), which streams the tasks' rows in input
order into parquet. What never does: cleaning, cards (formats), the order of commit (build.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuskit.commands.mapping import FAILED, MapResult, stem_of
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.report import Report
from corpuskit.core.step import Linker, Step
from corpuskit.engines.link import Link, SketchFiles, link, rank
from corpuskit.formats.ledger import AUDIT_SCHEMA
from corpuskit.formats.parquet import Shard, ShardWriter, data_schema, rejected_schema
from corpuskit.steps.exact import exact_key

__all__ = ["Written", "find_links", "write_configs"]

DEFAULT_SPLIT = "train"


@dataclass
class Written:
    """What was written: shards per (config, split), and counts that only the end of a build knows."""

    shards: dict[tuple[str, str], list[Shard]] = field(default_factory=dict)
    report: Report = field(default_factory=Report)


def _read(path: Path, columns: Sequence[str] | None = None) -> Any:
    """All batches of an Arrow file, mapped, one after the other."""
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(included_fields=_indices(path, columns)))
        for n in range(reader.num_record_batches):
            yield reader.get_batch(n)


def _indices(path: Path, columns: Sequence[str] | None) -> list[int]:
    if columns is None:
        return []
    with pa.memory_map(str(path)) as source:
        schema = pa.ipc.open_file(source).schema
    return sorted(schema.get_field_index(name) for name in columns)


def find_links(work: Path, results: Sequence[MapResult], pipeline: Pipeline) -> list[Link]:
    """Who goes as a duplicate, and for whom; documents are numbered in input order over all tasks."""
    linkers = cast(list[Linker], pipeline.linkers)
    if not linkers or not any(r.rows for r in results):
        return []
    chars, damage, published = [], [], []
    for result in results:
        for batch in _read(Path(f"{stem_of(work, result.index)}.docs.arrow"), ["chars", "damage", "published"]):
            chars.append(batch.column("chars").to_numpy(zero_copy_only=False))
            damage.append(batch.column("damage").to_numpy(zero_copy_only=False).astype(np.int64))
            published += batch.column("published").to_pylist()
    keep = next((str(getattr(one, "keep")) for one in linkers if hasattr(one, "keep")), "longest")  # noqa: B009
    ranks = rank(keep, np.concatenate(chars), np.concatenate(damage), published)
    rows = [r.rows for r in results]
    parts = []
    for linker in linkers:
        files = SketchFiles([Path(f"{stem_of(work, r.index)}.{cast(Step, linker).name}") for r in results], rows)
        parts.append((linker, files.ranges(), files.body))
    return link(parts, ranks)


def _ids_of(work: Path, results: Sequence[MapResult], wanted: set[int]) -> dict[int, str]:
    """The ids of some documents, by number."""
    out: dict[int, str] = {}
    first = 0
    for result in results:
        if any(first <= n < first + result.rows for n in wanted):
            at = first
            for batch in _read(Path(f"{stem_of(work, result.index)}.docs.arrow"), ["id"]):
                ids = batch.column("id")
                out.update({at + n: ids[n].as_py() for n in range(len(ids)) if at + n in wanted})
                at += len(ids)
        first += result.rows
    return out


class _Splits:
    """Which split a text belongs to, by the hash of its folded text: stable when documents are added, copies together."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._edges: list[tuple[str, float]] = []
        upto = 0.0
        for name, share in shares.items():
            upto += share
            self._edges.append((name, upto))

    def names(self) -> list[str]:
        return [DEFAULT_SPLIT, *(name for name, _ in self._edges)]

    def of(self, text: str) -> str:
        place = int.from_bytes(blake2b(exact_key(text), digest_size=8, person=b"split").digest(), "big") / 2**64
        return next((name for name, edge in self._edges if place < edge), DEFAULT_SPLIT)


def write_configs(
    folder: Path,
    work: Path,
    results: Sequence[MapResult],
    links: Sequence[Link],
    *,
    keep: Sequence[tuple[str, str]] = (),
    shares: Mapping[str, float] | None = None,
    exact_only: bool = False,
) -> Written:
    """Write data/, audit/ and rejected/ into `folder`. Raises OutputError when the disk refuses."""
    goes = {one.goes: one for one in links}
    copies: dict[int, int] = {}
    for one in links:
        copies[one.stays] = copies.get(one.stays, 0) + 1
    ids = _ids_of(work, results, {one.stays for one in links})
    splits = _Splits(shares or {})
    data = {name: ShardWriter(folder, "data", data_schema(keep), split=name) for name in splits.names()}
    rejected = ShardWriter(folder, "rejected", rejected_schema(keep))
    audit = ShardWriter(folder, "audit", AUDIT_SCHEMA)
    written = Written()
    writers = [*data.values(), rejected, audit]
    try:
        number = 0
        for result in results:
            stem = stem_of(work, result.index)
            for batch in _read(Path(f"{stem}.docs.arrow")):
                final = _with_links(batch, number, goes, ids, copies)
                _count(final, written.report)
                stays = pc.is_null(final.column("reason"))
                rejected.write(final.filter(pc.invert(stays)))
                _write_data(final.filter(stays), data, splits, data_schema(keep))
                number += batch.num_rows
            for batch in _read(Path(f"{stem}.audit.arrow")):
                audit.write(batch)
        for name, writer in data.items():
            written.shards["data", name] = writer.close()
        written.shards["audit", DEFAULT_SPLIT] = audit.close()
        written.shards["rejected", DEFAULT_SPLIT] = rejected.close()
    except BaseException:
        for writer in writers:
            writer.abort()
        raise
    return written


def _write_data(kept: Any, data: Mapping[str, ShardWriter], splits: _Splits, schema: Any) -> None:
    rows = pa.RecordBatch.from_arrays([kept.column(name) for name in schema.names], schema=schema)
    if len(data) == 1:
        data[DEFAULT_SPLIT].write(rows)
        return
    names = [splits.of(text) for text in rows.column("text").to_pylist()]
    for name, writer in data.items():
        writer.write(rows.filter(pa.array([n == name for n in names], pa.bool_())))


def _with_links(batch: Any, first: int, goes: Mapping[int, Link], ids: Mapping[int, str], copies: Mapping[int, int]) -> Any:
    """The batch with duplicates marked and counted."""
    numbers = range(first, first + batch.num_rows)
    hit = [n for n in numbers if n in goes]
    if not hit and not any(n in copies for n in numbers):
        return batch
    columns = {name: batch.column(name) for name in batch.schema.names}
    reason, kept_id, similarity = (columns[n].to_pylist() for n in ("reason", "kept_id", "similarity"))
    for n in hit:
        one = goes[n]
        row = n - first
        reason[row] = "duplicate.exact" if one.similarity == 1.0 else "duplicate.near"
        kept_id[row], similarity[row] = ids[one.stays], one.similarity
    columns["reason"] = pa.array(reason, pa.string())
    columns["kept_id"] = pa.array(kept_id, pa.string())
    columns["similarity"] = pa.array(similarity, pa.float64())
    columns["duplicates"] = pa.array([copies.get(n, 0) for n in numbers], pa.int32())
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=batch.schema)


def _count(batch: Any, report: Report) -> None:
    """Move duplicates and failures out of `kept` and `dropped`, where the map tasks counted them."""
    reasons = batch.column("reason")
    for value in pc.value_counts(reasons.drop_null()).to_pylist():
        reason, n = value["values"], value["counts"]
        if reason.startswith("duplicate."):
            report.add("documents", "all", "kept", -n)
            report.add("documents", "all", "duplicate", n)
            report.add("drops", reason, "documents", n)
        elif reason == FAILED:
            report.add("documents", "all", "dropped", -n)
            report.add("documents", "all", "failed", n)
    kept = batch.filter(pc.is_null(reasons))
    report.add("kept", "all", "documents", kept.num_rows)
    report.add("kept", "all", "characters", pc.sum(kept.column("chars")).as_py() or 0)
    for column, section in (("lang", "kept_languages"), ("script", "kept_scripts")):
        groups = pa.table({"key": kept.column(column), "chars": kept.column("chars")}).group_by("key")
        for row in groups.aggregate([("chars", "sum"), ("chars", "count")]).to_pylist():
            if row["key"] is not None:
                report.add(section, row["key"], "documents", row["chars_count"])
                report.add(section, row["key"], "characters", row["chars_sum"] or 0)
