"""The shards of a dataset folder, opened for reading: a fault becomes one line that names the file.

What lives here: shards_in, shard, read_group. What never does: what the rows mean; writing (parquet.py).

A shard may be cut off, changed on the disk, or gone, and the parquet library says so in many ways, the last of them only when a
string is looked at. So groups are validated when they are read (a tenth of the time of reading them), and whatever it says is
an InputError.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpuskit.errors import InputError
from corpuskit.formats.folder import manifest_of

__all__ = ["Broken", "read_group", "shard", "shards_in"]

HINT = "fetch it again, or build again; `corpuskit check` finds what else is wrong"
Broken = Callable[[InputError], object]  # is told of a shard that cannot be read, so that the others are


def shards_in(folder: Path, config: str, split: str | None = None) -> list[Path]:
    """The files of one config (its folder name, folders in it too), in the order of their rows.

    Those that the manifest names are among them, whether they are there or not: a shard that is gone must not pass for none.
    """
    pattern = f"{split or '*'}-*.parquet"
    try:
        named = [PurePath(out["path"]) for out in (manifest_of(folder) or {}).get("outputs", ())]
    except (TypeError, KeyError):  # `corpuskit check` says so
        named = []
    wanted = {folder / path for path in named if path.parts[:1] == (config,) and path.match(pattern) and ".." not in path.parts}
    return sorted({*(folder / config).rglob(pattern), *wanted})


@contextmanager
def shard(path: Path, columns: Collection[str] = ()) -> Iterator[Any]:
    """A parquet file with these columns, open. Raises InputError, also for what fails in the block while it is read."""
    try:
        with pq.ParquetFile(path) as file:
            lost = next((name for name in columns if name not in file.schema_arrow.names), None)
            if lost is not None:
                raise InputError(f"{path} has no column {lost!r}", hint=HINT)
            yield file
    except FileNotFoundError:
        raise InputError(f"{path} is not there", hint=HINT) from None
    except (pa.ArrowException, OSError) as error:
        said = getattr(error, "strerror", None) or " ".join(str(error).split("\n", 1)[0].split())
        raise InputError(f"{path} cannot be read: {said.rstrip('.')}", hint=HINT) from None


def read_group(file: Any, group: int, columns: Sequence[str] | None = None) -> Any:
    """One row group of an open shard as a table, validated."""
    table = file.read_row_group(group, columns=columns)
    table.validate(full=True)
    return table
