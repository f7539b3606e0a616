"""The ledger's rows of one document, found without reading the whole ledger.

What lives here: LedgerIndex. What never does: layers (ledger.py makes them from the rows).

How it works: one pass over the column doc_id notes where each document's rows are (34 bytes a document); the last row group
read is kept, because documents are asked for in about the order of the ledger.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from corpuskit.errors import InputError
from corpuskit.formats.shardfile import Broken, read_group, shard, shards_in

__all__ = ["LedgerIndex"]

COLUMNS = ("doc_id", "layer", "kind", "start", "end", "packed")  # without them rows say nothing


class LedgerIndex:
    """Where the rows of each document are in the config `audit` of a dataset folder.

    A shard that cannot be read raises InputError, or is handed to `broken` and left out.
    """

    def __init__(self, folder: Path, config: str = "audit", broken: Broken | None = None) -> None:
        self._paths = shards_in(folder, config)
        self._held: tuple[tuple[int, int], Any] | None = None
        self._broken, self._lost = broken, set[tuple[int, int]]()
        ids, places = [], []
        for number, path in enumerate(self._paths):
            try:
                found = _places(path, number)
            except InputError as error:
                if broken is None:
                    raise
                broken(error)
                continue
            ids += [one for one, _ in found]
            places += [where for _, where in found]
        all_ids = np.concatenate(ids) if ids else np.zeros(0, "S16")
        order = np.argsort(all_ids, kind="stable")
        self._ids = all_ids[order]
        self._places = np.concatenate(places)[order] if places else np.zeros((0, 4), np.int32)

    def rows(self, doc_id: str) -> list[dict[str, Any]]:
        """All rows of one document in file order; none when nothing was done to it."""
        key = np.bytes_(doc_id.encode("ascii", "replace"))
        first, last = np.searchsorted(self._ids, key, "left"), np.searchsorted(self._ids, key, "right")
        out: list[dict[str, Any]] = []
        for number, group, start, count in self._places[first:last].tolist():
            if (number, group) in self._lost:
                continue
            try:
                out += self._group(number, group).slice(start, count).to_pylist()
            except InputError as error:
                if self._broken is None:
                    raise
                self._lost.add((number, group))
                self._broken(error)
        return out

    def ids(self) -> set[str]:
        """The ids of all documents that have rows."""
        return {key.decode() for key in np.unique(self._ids).tolist()}

    def _group(self, number: int, group: int) -> Any:
        if self._held is None or self._held[0] != (number, group):
            with shard(self._paths[number]) as file:
                self._held = ((number, group), read_group(file, group))
        return self._held[1]


def _places(path: Path, number: int) -> list[tuple[Any, Any]]:
    """For each row group of a shard: the ids in it, and (shard, group, first row, rows) of each."""
    out = []
    with shard(path, COLUMNS) as file:
        for group in range(file.num_row_groups):
            found, starts, counts = _runs(read_group(file, group, ["doc_id"]).column(0))
            where = np.empty((len(found), 4), np.int32)
            where[:, 0], where[:, 1], where[:, 2], where[:, 3] = number, group, starts, counts
            out.append((found, where))
    return out


def _runs(column: Any) -> tuple[Any, Any, Any]:
    """(ids, first rows, lengths) of the runs of equal ids in a column."""
    values = np.array(column.to_pylist(), dtype="S16") if len(column) else np.zeros(0, "S16")
    if not len(values):
        return values, np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(values[1:] != values[:-1]) + 1))
    return values[starts], starts, np.diff(np.append(starts, len(values)))
