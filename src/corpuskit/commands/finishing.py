"""The end of a build: the final rows of the three configs.

What lives here: write_configs(), which streams the tasks' rows in input order into parquet. What never does: who is a duplicate
(linking.py), cleaning, cards (formats), the order of commit (build.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuskit.commands.dividing import DEFAULT_SPLIT, DataWriters, Splits
from corpuskit.commands.known import Known
from corpuskit.commands.linking import read_batches
from corpuskit.commands.mapping import FAILED
from corpuskit.commands.maptask import MapResult, stem_of
from corpuskit.commands.repeats import Repeats
from corpuskit.core.progress import Say, silent
from corpuskit.core.report import Report
from corpuskit.engines.link import Links
from corpuskit.formats.ledger import AUDIT_SCHEMA
from corpuskit.formats.parquet import Shard, ShardWriter, data_schema, rejected_schema
from corpuskit.formats.tokens import TOKENS, TokenCounter

__all__ = ["Written", "write_configs"]


@dataclass
class Written:
    """What was written: shards per (config, split), and counts that only the end of a build knows."""

    shards: dict[tuple[str, str], list[Shard]] = field(default_factory=dict)
    report: Report = field(default_factory=Report)


class _Ids:
    """The ids of some documents, by number: 16 bytes each."""

    def __init__(self, work: Path, results: Sequence[MapResult], wanted: Any, known: Known | None) -> None:
        self._known = known.ids if known is not None else None
        self.total = sum(r.rows for r in results)
        self._numbers = np.unique(wanted[wanted < self.total]).astype(np.int64)
        self._ids = np.zeros(len(self._numbers), "S16")
        at = 0
        for result in results:
            first, end = np.searchsorted(self._numbers, (at, at + result.rows))
            if first < end:
                rows = self._numbers[first:end] - at
                ids = pa.chunked_array(
                    [b.column("id") for b in read_batches(Path(f"{stem_of(work, result.key)}.docs.arrow"), ["id"])]
                )
                self._ids[first:end] = ids.take(pa.array(rows)).to_numpy().astype("S16")
            at += result.rows

    def __getitem__(self, number: int) -> str:
        if number >= self.total and self._known is not None:
            return bytes(self._known[number - self.total]).decode("ascii")
        return bytes(self._ids[np.searchsorted(self._numbers, number)]).decode("ascii")


def write_configs(
    folder: Path,
    work: Path,
    results: Sequence[MapResult],
    links: Links,
    *,
    keep: Sequence[tuple[str, str]] = (),
    shares: Mapping[str, float] | None = None,
    config_by: str | None = None,
    tokens: TokenCounter | None = None,
    counts: Report | None = None,
    known: Known | None = None,
    repeats: Repeats | None = None,
    say: Say = silent,
) -> Written:
    """Write data/, audit/ and rejected/ into `folder`. Raises OutputError when the disk refuses.

    With `tokens`, `keep` names its column too. `config_by` (lang, script) gives each value a folder below data/; `counts` of the
    map tasks tell which values there are.
    """
    ids = _Ids(work, results, np.append(links.stays, repeats.firsts if repeats is not None else ()), known)
    stays, copies = np.unique(links.stays, return_counts=True)
    schema = data_schema(keep)
    data = DataWriters(folder, schema, Splits(shares or {}), config_by, counts or Report())
    rejected = ShardWriter(folder, "rejected", rejected_schema(keep))
    audit = ShardWriter(folder, "audit", AUDIT_SCHEMA)
    written = Written()
    try:
        number = 0
        for result in results:
            say("writing", number, ids.total, {})
            stem = stem_of(work, result.key)
            layers = _Layers(Path(f"{stem}.audit.arrow"))
            later = []
            for batch in read_batches(Path(f"{stem}.docs.arrow")):
                final = _with_links(batch, number, links, ids, (stays, copies))
                if repeats is not None:
                    final, rows = repeats.applied(final, number, layers.of, ids.__getitem__, written.report)
                    later += [rows] if rows is not None else []
                if tokens is not None:
                    final = _with_tokens(final, tokens, rejected_schema(keep))
                _count(final, written.report)
                kept = pc.is_null(final.column("reason"))
                rejected.write(final.filter(pc.invert(kept)))
                data.write(final.filter(kept).select(schema.names))
                number += batch.num_rows
            for batch in read_batches(Path(f"{stem}.audit.arrow")):
                audit.write(batch)
            for rows in later:
                audit.write(rows)
        written.shards |= data.close()
        written.shards["audit", DEFAULT_SPLIT] = audit.close()
        written.shards["rejected", DEFAULT_SPLIT] = rejected.close()
    except BaseException:
        for writer in (data, rejected, audit):
            writer.abort()
        raise
    return written


class _Layers:
    """How many layers the documents of one task have, read when it is first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counts: dict[str, int] | None = None

    def of(self, doc_id: str) -> int:
        if self._counts is None:
            self._counts = {}
            for batch in read_batches(self._path, ["doc_id", "layer"]):
                self._counts.update(zip(batch.column("doc_id").to_pylist(), batch.column("layer").to_pylist(), strict=True))
        return self._counts.get(doc_id, 0)


def _with_tokens(batch: Any, tokens: TokenCounter, schema: Any) -> Any:
    """The batch with the number of tokens of each text."""
    counts = pa.array(tokens.count(batch.column("text").to_pylist()), pa.int64())
    columns = [counts if name == TOKENS else batch.column(name) for name in schema.names]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _with_links(batch: Any, first: int, links: Links, ids: _Ids, copies: tuple[Any, Any]) -> Any:
    """The batch with duplicates marked and counted. `copies`: (documents that stay, how many went for each)."""
    end = first + batch.num_rows
    hit = links.between(first, end)
    a, b = np.searchsorted(copies[0], (first, end))
    if not len(hit) and a == b:
        return batch
    columns = {name: batch.column(name) for name in batch.schema.names}
    reason, kept_id, similarity = (columns[n].to_pylist() for n in ("reason", "kept_id", "similarity"))
    for one in hit:
        row = one.goes - first
        kind = "duplicate" if one.stays < ids.total else "known"
        reason[row] = f"{kind}.exact" if one.similarity == 1.0 else f"{kind}.near"
        kept_id[row], similarity[row] = ids[one.stays], one.similarity
    duplicates = np.zeros(batch.num_rows, np.int32)
    duplicates[copies[0][a:b] - first] = copies[1][a:b]
    columns["reason"] = pa.array(reason, pa.string())
    columns["kept_id"] = pa.array(kept_id, pa.string())
    columns["similarity"] = pa.array(similarity, pa.float64())
    columns["duplicates"] = pa.array(duplicates)
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=batch.schema)


def _count(batch: Any, report: Report) -> None:
    """Move duplicates and failures out of `kept` and `dropped`, where the map tasks counted them."""
    reasons = batch.column("reason")
    for value in pc.value_counts(reasons.drop_null()).to_pylist():
        reason, n = value["values"], value["counts"]
        if reason.startswith(("duplicate.", "known.")):
            report.add("documents", "all", "kept", -n)
            report.add("documents", "all", "duplicate", n)
            report.add("drops", reason, "documents", n)
        elif reason == FAILED:
            report.add("documents", "all", "dropped", -n)
            report.add("documents", "all", "failed", n)
    gone = batch.column("site").filter(pc.is_valid(reasons)).drop_null()
    for value in pc.value_counts(gone).to_pylist():
        report.add("sites", value["values"], "documents_lost", value["counts"])
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
