"""The end of a build: who is a duplicate, and the final rows of the three configs.

What lives here: find_links() over the sketches of all map tasks, and write_configs(), which streams the tasks' rows in input
order into parquet. What never does: cleaning, cards (formats), the order of commit (build.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuskit.commands.dividing import DEFAULT_SPLIT, DataWriters, Splits
from corpuskit.commands.mapping import FAILED, MapResult, stem_of
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.report import Report
from corpuskit.core.step import Linker, Step
from corpuskit.engines.link import Link, SketchFiles, link, rank
from corpuskit.formats.ledger import AUDIT_SCHEMA
from corpuskit.formats.parquet import Shard, ShardWriter, data_schema, rejected_schema
from corpuskit.formats.tokens import TOKENS, TokenCounter

__all__ = ["Written", "find_links", "write_configs"]


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


def write_configs(
    folder: Path,
    work: Path,
    results: Sequence[MapResult],
    links: Sequence[Link],
    *,
    keep: Sequence[tuple[str, str]] = (),
    shares: Mapping[str, float] | None = None,
    config_by: str | None = None,
    tokens: TokenCounter | None = None,
) -> Written:
    """Write data/, audit/ and rejected/ into `folder`. Raises OutputError when the disk refuses.

    With `tokens`, `keep` names its column too. `config_by` (lang, script) gives each value a folder below data/.
    """
    goes = {one.goes: one for one in links}
    copies: dict[int, int] = {}
    for one in links:
        copies[one.stays] = copies.get(one.stays, 0) + 1
    ids = _ids_of(work, results, {one.stays for one in links})
    counts = Report()
    for result in results:
        counts.merge(result.report)
    schema = data_schema(keep)
    data = DataWriters(folder, schema, Splits(shares or {}), config_by, counts)
    rejected = ShardWriter(folder, "rejected", rejected_schema(keep))
    audit = ShardWriter(folder, "audit", AUDIT_SCHEMA)
    written = Written()
    try:
        number = 0
        for result in results:
            stem = stem_of(work, result.index)
            for batch in _read(Path(f"{stem}.docs.arrow")):
                final = _with_links(batch, number, goes, ids, copies)
                if tokens is not None:
                    final = _with_tokens(final, tokens, rejected_schema(keep))
                _count(final, written.report)
                stays = pc.is_null(final.column("reason"))
                rejected.write(final.filter(pc.invert(stays)))
                data.write(final.filter(stays).select(schema.names))
                number += batch.num_rows
            for batch in _read(Path(f"{stem}.audit.arrow")):
                audit.write(batch)
        written.shards |= data.close()
        written.shards["audit", DEFAULT_SPLIT] = audit.close()
        written.shards["rejected", DEFAULT_SPLIT] = rejected.close()
    except BaseException:
        for writer in (data, rejected, audit):
            writer.abort()
        raise
    return written


def _with_tokens(batch: Any, tokens: TokenCounter, schema: Any) -> Any:
    """The batch with the number of tokens of each text."""
    counts = pa.array(tokens.count(batch.column("text").to_pylist()), pa.int64())
    columns = [counts if name == TOKENS else batch.column(name) for name in schema.names]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


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
    if TOKENS in batch.schema.names:
        report.add("kept", "all", "tokens", pc.sum(kept.column(TOKENS)).as_py() or 0)
    for column, section in (("lang", "kept_languages"), ("script", "kept_scripts")):
        groups = pa.table({"key": kept.column(column), "chars": kept.column("chars")}).group_by("key")
        for row in groups.aggregate([("chars", "sum"), ("chars", "count")]).to_pylist():
            if row["key"] is not None:
                report.add(section, row["key"], "documents", row["chars_count"])
                report.add(section, row["key"], "characters", row["chars_sum"] or 0)
