"""The ledger's rows of one document, found without reading the whole ledger.

What lives here: LedgerIndex. What never does: layers (ledger.py makes them from the rows).

How it works: one pass over the column doc_id notes where each document's rows are (34 bytes a document); the last row group
read is kept, because documents are asked for in about the order of the ledger.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

__all__ = ["LedgerIndex"]


class LedgerIndex:
    """Where the rows of each document are in the config `audit` of a dataset folder."""

    def __init__(self, folder: Path, config: str = "audit") -> None:
        self._paths = sorted((folder / config).glob("*.parquet"))
        self._held: tuple[tuple[int, int], Any] | None = None
        ids, places = [], []
        for number, path in enumerate(self._paths):
            with pq.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    found, starts, counts = _runs(file.read_row_group(group, columns=["doc_id"]).column(0))
                    ids.append(found)
                    where = np.empty((len(found), 4), np.int32)
                    where[:, 0], where[:, 1], where[:, 2], where[:, 3] = number, group, starts, counts
                    places.append(where)
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
            out += self._group(number, group).slice(start, count).to_pylist()
        return out

    def ids(self) -> set[str]:
        """The ids of all documents that have rows."""
        return {key.decode() for key in np.unique(self._ids).tolist()}

    def _group(self, number: int, group: int) -> Any:
        if self._held is None or self._held[0] != (number, group):
            with pq.ParquetFile(self._paths[number]) as file:
                self._held = ((number, group), file.read_row_group(group))
        return self._held[1]


def _runs(column: Any) -> tuple[Any, Any, Any]:
    """(ids, first rows, lengths) of the runs of equal ids in a column."""
    values = np.array(column.to_pylist(), dtype="S16") if len(column) else np.zeros(0, "S16")
    if not len(values):
        return values, np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(values[1:] != values[:-1]) + 1))
    return values[starts], starts, np.diff(np.append(starts, len(values)))
