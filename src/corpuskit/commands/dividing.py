"""Which file a kept document goes to: its split, and its folder where there is a config per language or script.

What lives here: Splits, DataWriters. What never does: which documents are kept, the ledger, the card.

How it works: without `by` all documents lie in data/. With it, each language or script has a folder below data/, the config
`default` takes all of them, and each folder is a config of its own, so nothing is stored twice. A writer is opened when its
first row comes, because the datasets library cannot load a split without rows. Many writers hold many row groups in memory, so
these get smaller then; the size depends on the counts of the run alone, and so do the bytes of the files.

Weak: rows keep the order of the inputs within a folder only; `default` reads folder after folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuskit.core.report import Report
from corpuskit.errors import UsageError
from corpuskit.formats.parquet import GROUP_BYTES, Shard, ShardWriter
from corpuskit.steps.exact import exact_key

__all__ = ["CONFIG_BY", "DEFAULT_SPLIT", "DataWriters", "Splits", "parse_config_by"]

DEFAULT_SPLIT = "train"
CONFIG_BY = {"lang": "languages", "script": "scripts"}  # column -> section of the counts
UNDECIDED = "und"
HELD_BYTES = 8 * GROUP_BYTES  # of all writers together
LEAST_GROUP_BYTES = 2_000_000
_FOLDER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_TAKEN = ("default", "audit", "rejected")


def parse_config_by(name: str | None) -> str | None:
    """The column that configs go by. Raises UsageError."""
    if name is not None and name not in CONFIG_BY:
        raise UsageError(f"--config-by {name!r} is not known", hint=f"one of {', '.join(CONFIG_BY)}")
    return name


class Splits:
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


class DataWriters:
    """The writers of all files of documents. Use as: write(rows) as often as wanted, then close(), or abort()."""

    def __init__(self, folder: Path, schema: Any, splits: Splits, by: str | None, report: Report) -> None:
        self._folder, self._schema, self._splits, self._by = folder, schema, splits, by
        places = len(splits.names()) * max(1, len(report.section(CONFIG_BY[by])) if by else 1)
        self._group_bytes = min(GROUP_BYTES, max(LEAST_GROUP_BYTES, HELD_BYTES // places))
        self._writers: dict[tuple[str, str], ShardWriter] = {}

    def write(self, rows: Any) -> None:
        """Rows of kept documents with exactly the schema of the config `default`."""
        if not rows.num_rows:
            return
        keys = self._keys(rows)
        for key in sorted(set(keys)):
            chosen = rows if len(set(keys)) == 1 else rows.filter(pa.array([one == key for one in keys], pa.bool_()))
            self._writer(*key).write(chosen)

    def _keys(self, rows: Any) -> list[tuple[str, str]]:
        """(folder, split) of each row."""
        count = rows.num_rows
        one_split = len(self._splits.names()) == 1
        splits = [DEFAULT_SPLIT] * count if one_split else [self._splits.of(t) for t in rows.column("text").to_pylist()]
        values = pc.fill_null(rows.column(self._by), UNDECIDED).to_pylist() if self._by else []
        folders = [f"data/{_name(value)}" for value in values] if self._by else ["data"] * count
        return list(zip(folders, splits, strict=True))

    def _writer(self, folder: str, split: str) -> ShardWriter:
        if (folder, split) not in self._writers:
            made = ShardWriter(self._folder, folder, self._schema, split=split, group_bytes=self._group_bytes)
            self._writers[folder, split] = made
        return self._writers[folder, split]

    def close(self) -> dict[tuple[str, str], list[Shard]]:
        """(folder, split) -> files. A dataset without any document still has its schema in a file."""
        if not self._writers:
            self._writer("data", DEFAULT_SPLIT)
        order = {name: n for n, name in enumerate(self._splits.names())}
        keys = sorted(self._writers, key=lambda key: (key[0].split("/"), order[key[1]]))
        return {key: self._writers[key].close() for key in keys}

    def abort(self) -> None:
        for writer in self._writers.values():
            writer.abort()


def _name(value: str) -> str:
    """A value as the name of a folder and config; one that cannot be a name, or is taken, counts as undecided."""
    return value if _FOLDER.fullmatch(value) and value not in _TAKEN else UNDECIDED
