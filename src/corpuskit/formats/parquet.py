"""Parquet: the schemas of a dataset and a writer whose files depend on the rows alone.

What lives here: DATA_SCHEMA, REJECTED_SCHEMA, data_schema (with promoted columns), ShardWriter, read_batches, measure. What never
does: which row a document becomes (rows.py), cards, folders.

How it works: schemas are complete and explicit from the first row, because a column that is all null in the first shard makes
loading fail when it is inferred. Row groups and shards are cut by the size of the rows, counted row by row, so
the bytes of a file do not depend on how rows arrived in batches, on workers, or on the clock. The number of shards is known only
at the end, so shards are renamed then. Each finished file is read back once: that proves that it can be read, and it
measures what the datasets library will record as num_bytes.

Settings, with reasons (measured on Chinese text): zstd at level 3 (a missing level means 1 and costs a third more), page index
(the Hub's viewer reads by page), content-defined chunking (a second upload stores a quarter), string and not large_string, row
groups of 32 MB (streaming waits for one row group). The first shards are smaller, so that a dataset of 128 MB has four and can
be read in parallel, while a large one has files of 300 MB.

Long, because everything that decides the bytes of a shard stands in one place.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpuskit.errors import InvariantError, OutputError, UsageError
from corpuskit.formats.shardfile import read_group, shard, shards_in

__all__ = [
    "DATA_SCHEMA", "REJECTED_SCHEMA", "Shard", "ShardWriter", "data_schema", "digest_file", "features_json", "measure",
    "read_batches", "read_shard", "rejected_schema",
]  # fmt: skip

MB = 1_000_000
GROUP_BYTES = 32 * MB
SHARD_BYTES = 300 * MB
FIRST_SHARDS = ((4, 32 * MB), (8, 100 * MB))  # (before shard n, at most so many bytes)
ROW_BYTES = 48  # counted per row for its numbers and offsets, so that rows without text fill a group too
CDC = {"min_chunk_size": 262_144, "max_chunk_size": 1_048_576, "norm_level": 0}  # what datasets writes for True

_QUALITY = pa.list_(pa.struct([("name", pa.string()), ("value", pa.float64())]))
DATA_FIELDS: tuple[tuple[str, Any], ...] = (
    ("id", pa.string()),
    ("text", pa.string()),
    ("lang", pa.string()),
    ("script", pa.string()),
    ("title", pa.string()),
    ("author", pa.string()),
    ("publisher", pa.string()),
    ("published", pa.string()),
    ("section", pa.string()),
    ("source_name", pa.string()),
    ("editors", pa.list_(pa.string())),
    ("reviewers", pa.list_(pa.string())),
    ("path", pa.string()),
    ("site", pa.string()),
    ("encoding", pa.string()),
    ("chars", pa.int64()),
    ("sha256", pa.string()),
    ("edits", pa.int32()),
    ("damage", pa.int32()),
    ("quality", _QUALITY),
    ("duplicates", pa.int32()),
    ("record_id", pa.string()),
    ("extra", pa.string()),
)
REJECTED_FIELDS: tuple[tuple[str, Any], ...] = (
    ("reason", pa.string()),
    ("value", pa.float64()),
    ("limit", pa.float64()),
    ("kept_id", pa.string()),
    ("similarity", pa.float64()),
)
KEEP_TYPES: dict[str, Any] = {"string": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}

# Columns whose values repeat. A dictionary of texts or digests only costs memory and time.
_REPEATING = frozenset((
    "lang", "script", "author", "publisher", "published", "section", "source_name", "editors.list.element",
    "reviewers.list.element", "path", "site", "encoding", "quality.list.element.name", "reason", "kept_id",
    "doc_id", "step", "version", "kind", "rule", "removed", "inserted", "why",
))  # fmt: skip
_NO_STATISTICS = frozenset(("text", "extra", "removed", "removed_raw", "inserted", "packed", "why"))


def data_schema(keep: Mapping[str, str] | Sequence[tuple[str, str]] = ()) -> Any:
    """The schema of the config `default`; `keep` promotes fields of the input to columns: name -> string|int|float|bool.

    Raises UsageError when a promoted name is taken.
    """
    extra = []
    for name, kind in dict(keep).items():
        if any(name == own for own, _ in (*DATA_FIELDS, *REJECTED_FIELDS)) or name == "doc_id":
            raise UsageError(f"the field {name!r} cannot become a column: that name is taken", hint="it stays in `extra`")
        extra.append((name, KEEP_TYPES[kind]))
    return pa.schema([*DATA_FIELDS, *extra])


def rejected_schema(keep: Mapping[str, str] | Sequence[tuple[str, str]] = ()) -> Any:
    """The schema of the config `rejected`: all columns of default, and why each document was not kept."""
    return pa.schema([*data_schema(keep), *(pa.field(name, kind) for name, kind in REJECTED_FIELDS)])


DATA_SCHEMA: Any = data_schema()
REJECTED_SCHEMA: Any = rejected_schema()


def features_json(schema: Any) -> dict[str, Any]:
    """The `features` of a schema in the form of the datasets library, without importing it (0.6 s).

    Strings, numbers, binary, lists and structs only, which is all that our schemas hold.
    """
    return {field.name: _feature(field.type) for field in schema}


def _feature(kind: Any) -> Any:
    if pa.types.is_list(kind):
        return {"feature": _feature(kind.value_type), "_type": "List"}
    if pa.types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    names = {pa.float64(): "float64", pa.float32(): "float32", pa.bool_(): "bool"}
    return {"dtype": names.get(kind, str(kind)), "_type": "Value"}


@dataclass(frozen=True, slots=True)
class Shard:
    """One finished file. `path` is relative to the dataset folder, with forward slashes."""

    path: str
    rows: int
    file_bytes: int
    sha256: str
    memory_bytes: int  # what the datasets library counts as num_bytes


def digest_file(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def measure(path: Path) -> tuple[int, int]:
    """(rows, bytes in memory) of a parquet file, read in the way of the datasets library, one row group at a time."""
    import pyarrow.dataset as pads  # brings pandas along, half a second that only a build should pay

    rows = size = 0
    with path.open("rb") as file:
        fragment = pads.ParquetFileFormat().make_fragment(file)
        groups = fragment.row_groups
        if not groups:
            return 0, 0
        # Without pre-buffering: it would hold the compressed bytes of the whole file.
        options = pads.ParquetFragmentScanOptions(pre_buffer=False, use_buffered_stream=True)
        batches = fragment.to_batches(
            batch_size=groups[0].num_rows or 1, batch_readahead=0, fragment_readahead=0, fragment_scan_options=options
        )
        for batch in batches:
            rows += batch.num_rows
            size += pa.Table.from_batches([batch]).nbytes
    return rows, size


def read_batches(folder: Path, config: str, columns: Sequence[str] | None = None, split: str | None = None) -> Iterator[Any]:
    """Record batches of one config (its folder name, folders in it too) in file order, one row group in memory at a time."""
    for path in shards_in(folder, config, split):
        yield from read_shard(path, columns)


def read_shard(path: Path, columns: Sequence[str] | None = None) -> Iterator[Any]:
    """Record batches of one shard, one row group in memory at a time. Raises InputError for one that is gone or damaged."""
    with shard(path, columns or ()) as file:
        for group in range(file.num_row_groups):
            yield from read_group(file, group, columns).to_batches()


class ShardWriter:
    """Writes one split of one config as train-00000-of-0000N.parquet files below `folder / config`.

    Use as: write(batch) as often as wanted, then close() -> the shards. Without any row, close() still writes one file
    with the schema and no rows, so that the config loads. abort() takes unfinished files away. Raises OutputError when
    the disk refuses.
    """

    def __init__(
        self,
        folder: Path,
        config: str,
        schema: Any,
        *,
        split: str = "train",
        shard_bytes: int = SHARD_BYTES,
        group_bytes: int = GROUP_BYTES,
    ) -> None:
        self._folder, self._config, self._schema, self._split = folder, config, schema, split
        self._shard_bytes, self._group_bytes = shard_bytes, group_bytes
        info = {"info": {"features": features_json(schema)}}
        meta = {"huggingface": json.dumps(info), "content_defined_chunking": json.dumps(CDC)}
        self._schema_out = schema.with_metadata(meta)
        self._buffer: list[Any] = []
        self._buffered_bytes = 0
        self._shard_filled_bytes = 0
        self._paths: list[Path] = []
        self._writer: Any = None
        self.rows = 0

    def write(self, batch: Any) -> None:
        """Append rows: a RecordBatch or Table with exactly this writer's schema."""
        if not batch.schema.equals(self._schema):
            raise InvariantError(f"rows for {self._config} have another schema: {batch.schema}")
        for part in batch.to_batches() if isinstance(batch, pa.Table) else (batch,):
            if part.num_rows:
                self._append(part)

    def _append(self, batch: Any) -> None:
        """Cut `batch` at the ends of row groups and shards. A row that fills a group up is the last of its group."""
        total = row_bytes(batch)
        self.rows += batch.num_rows
        at = 0
        while at < batch.num_rows:
            room = self._group_room()
            before = int(total[at - 1]) if at else 0
            upto = int(total.searchsorted(before + room)) + 1
            upto = min(upto, batch.num_rows)
            took = int(total[upto - 1]) - before
            self._buffer.append(batch.slice(at, upto - at))
            self._buffered_bytes += took
            self._shard_filled_bytes += took
            at = upto
            if took >= room:
                self._flush()
                if self._shard_filled_bytes >= self._shard_limit():
                    self._end_shard()

    def _shard_limit(self) -> int:
        number = len(self._paths) - 1 if self._writer is not None else len(self._paths)
        steps = [size for before, size in FIRST_SHARDS if number < before]
        return min(self._shard_bytes, *steps[:1]) if steps else self._shard_bytes

    def _group_room(self) -> int:
        """Bytes until the row group, or the shard before it, is full."""
        group = self._group_bytes - self._buffered_bytes
        return max(1, min(group, self._shard_limit() - self._shard_filled_bytes))

    def _flush(self) -> None:
        if not self._buffer:
            return
        # One chunk per column: page borders follow chunks, and must not depend on how the rows arrived.
        table = pa.Table.from_batches(self._buffer).combine_chunks()
        self._buffer, self._buffered_bytes = [], 0
        try:
            if self._writer is None:
                self._start_shard()
            self._writer.write_table(table.cast(self._schema_out), row_group_size=table.num_rows)
        except OSError as error:
            raise self._refused(error) from error

    def _start_shard(self) -> None:
        folder = self._folder / self._config
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self._split}-{len(self._paths):05d}.partial"
        self._paths.append(path)
        leaves = _leaves(self._schema)
        self._writer = pq.ParquetWriter(
            path,
            self._schema_out,
            compression="zstd",
            compression_level=3,
            use_dictionary=[name for name in leaves if name in _REPEATING],
            write_statistics=[name for name in leaves if name not in _NO_STATISTICS],
            write_page_index=True,
            use_content_defined_chunking=CDC,
        )

    def _end_shard(self) -> None:
        if self._writer is not None:
            writer, self._writer = self._writer, None
            try:
                writer.close()
            except OSError as error:
                raise self._refused(error) from error
        self._shard_filled_bytes = 0

    def _refused(self, error: OSError) -> OutputError:
        where = f"{self._config}/{self._split}"
        return OutputError(f"cannot write {where}: {error.strerror or error}", hint="free disk space, or choose another --out")

    def close(self) -> list[Shard]:
        """Finish, rename and measure the shards."""
        self._flush()
        self._end_shard()
        try:
            if not self._paths:
                self._start_shard()
                self._end_shard()
            return [self._finish(number, path) for number, path in enumerate(self._paths)]
        except OSError as error:
            raise self._refused(error) from error

    def _finish(self, number: int, path: Path) -> Shard:
        name = f"{self._split}-{number:05d}-of-{len(self._paths):05d}.parquet"
        done = path.replace(path.with_name(name))
        rows, memory_bytes = measure(done)
        return Shard(f"{self._config}/{name}", rows, done.stat().st_size, digest_file(done), memory_bytes)

    def abort(self) -> None:
        """Close what is open and take this writer's unfinished files away."""
        if self._writer is not None:
            with contextlib.suppress(OSError):
                self._writer.close()
            self._writer = None
        for path in self._paths:
            path.unlink(missing_ok=True)


def row_bytes(batch: Any) -> Any:
    """Cumulative bytes of the rows of a batch, as counted for cutting: a fixed part, and the length of every text."""
    import numpy as np

    sizes = np.full(batch.num_rows, ROW_BYTES, np.int64)
    for column in batch.columns:
        if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
            lengths = pc.fill_null(pc.binary_length(column), 0)
            sizes += lengths.to_numpy(zero_copy_only=False)
    return np.cumsum(sizes)


def _leaves(schema: Any) -> list[str]:
    """The names of the leaf columns as parquet spells them."""
    out: list[str] = []

    def walk(name: str, kind: Any) -> None:
        if pa.types.is_list(kind):
            walk(f"{name}.list.element", kind.value_type)
        elif pa.types.is_struct(kind):
            for field in kind:
                walk(f"{name}.{field.name}", field.type)
        else:
            out.append(name)

    for field in schema:
        walk(field.name, field.type)
    return out
