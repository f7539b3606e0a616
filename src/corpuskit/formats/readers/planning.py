"""Cutting the inputs into shards of about equal size, also inside one big file, so that it uses every core.

What lives here: plan(). What never does: parsing records.

JSONL is cut at line starts, parquet at row groups. Other big files are one shard: CSV cannot be cut safely (a line
break may stand inside quotes), compressed files must be read from their start.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from corpuskit.formats.readers.ranged import open_input
from corpuskit.formats.readers.types import InputFile, InputShard, Part

__all__ = ["SHARD_BYTES", "plan"]

SHARD_BYTES = 32_000_000
CUT_PARTS = 8  # small files are cut into shards of an eighth of the wanted size and more
LOOK_BYTES = 1 << 16  # read at once where only the next line end, or the footer, is wanted
SHARD_FILES = 20_000  # many tiny files cost by the file, not by the byte


def plan(inputs: Iterable[InputFile], shard_bytes: int = SHARD_BYTES) -> list[InputShard]:
    """Shards in the order of the inputs. What they hold together, read in order, does not depend on `shard_bytes`."""
    shards: list[InputShard] = []
    held: list[Part] = []
    held_bytes = 0
    for file in inputs:
        pieces = _pieces(file, shard_bytes) if file.bytes > shard_bytes and not file.compression else [Part(file)]
        if held and (len(pieces) > 1 or held_bytes + file.bytes > shard_bytes or len(held) >= SHARD_FILES):
            shards.append(InputShard(tuple(held)))
            held, held_bytes = [], 0
        if len(pieces) > 1:
            shards.extend(InputShard((piece,)) for piece in pieces)
        else:
            held.extend(pieces)
            held_bytes += file.bytes
            if held_bytes >= shard_bytes / CUT_PARTS and _cuts(file.relative):
                shards.append(InputShard(tuple(held)))
                held, held_bytes = [], 0
    if held:
        shards.append(InputShard(tuple(held)))
    return shards


def _cuts(relative: str) -> bool:
    """Whether a shard may end after this file: one name in CUT_PARTS, so that a new file changes the shards around it only."""
    return blake2b(relative.encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] % CUT_PARTS == 0


def _pieces(file: InputFile, shard_bytes: int) -> list[Part]:
    """Ranges of a big file; the whole file where it cannot be cut or read (reading it will say why)."""
    cuts: list[int] = []
    try:
        if file.kind == "jsonl":
            cuts = _line_starts(file, shard_bytes)
        elif file.kind == "parquet":
            cuts = _group_starts(file, shard_bytes)
    except (OSError, ValueError):
        return [Part(file)]
    if not cuts:
        return [Part(file)]
    return [Part(file, a, b) for a, b in zip([0, *cuts], [*cuts, -1], strict=True)]


def _line_starts(file: InputFile, shard_bytes: int) -> list[int]:
    cuts: list[int] = []
    with open_input(file, LOOK_BYTES) as stream:
        goal = shard_bytes
        while goal < file.bytes:
            stream.seek(goal - 1)
            at = goal - 1
            while block := stream.read(LOOK_BYTES):
                n = block.find(b"\n")
                if n >= 0:
                    at += n + 1
                    break
                at += len(block)
            if at >= file.bytes:
                break
            cuts.append(at)
            goal = max(goal + shard_bytes, at + 1)
    return cuts


def _group_starts(file: InputFile, shard_bytes: int) -> list[int]:
    import pyarrow.parquet as pq

    cuts: list[int] = []
    held = 0
    with open_input(file, LOOK_BYTES) as raw, pq.ParquetFile(raw) as parquet:
        meta = parquet.metadata
        for group in range(meta.num_row_groups):
            size = sum(meta.row_group(group).column(c).total_compressed_size for c in range(meta.num_columns))
            if held and held + size > shard_bytes:
                cuts.append(group)
                held = 0
            held += size
    return cuts
