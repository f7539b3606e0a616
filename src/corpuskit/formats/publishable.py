"""A publishable copy of a dataset: the same documents, without any text that was taken out of them.

What lives here: write_publishable(). What never does: the network (hub.py).

What was removed may be exactly what must not be published (names, phone numbers, other people's pages), so the ledger keeps
places, rules and counts but no removed text, rejected documents lose their text, the card has no examples, and the report
page and learned templates stay at home. The copy has a manifest, card and Croissant of its own, so `check` passes on it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from corpuskit.errors import InputError
from corpuskit.formats.about import About, about_of
from corpuskit.formats.describe import describe
from corpuskit.formats.ledger import AUDIT_SCHEMA
from corpuskit.formats.parquet import Shard, ShardWriter, digest_file, read_batches, rejected_schema
from corpuskit.formats.shardfile import shard as open_shard
from corpuskit.formats.withhold import withhold

__all__ = ["write_publishable"]

# What stays of a rejected document: what names it and why it went. Everything else is its text, or was made of it.
REJECTED_STAYS = frozenset(
    ("id", "lang", "script", "path", "site", "encoding", "chars", "sha256", "edits", "damage", "quality", "record_id",
     "reason", "value", "limit", "kept_id", "similarity")
)  # fmt: skip
BATCH_ROWS = 20_000


def write_publishable(
    folder: Path, target: Path, repo: str, *, removed_text: bool = False, audit: bool = True, rejected: bool = True
) -> About:
    """Write a publishable copy of the dataset `folder` into the empty folder `target`. Raises InputError for a foreign folder.

    Shards of documents are linked, not copied, where the disk can. With `removed_text` nothing is withheld.
    """
    about = about_of(folder)
    shards: dict[tuple[str, str], list[Shard]] = {}
    for (config, split), files in about.shards.items():
        if (config == "audit" and not audit) or (config == "rejected" and not rejected):
            continue
        for shard in files:
            _demand_sound(folder / shard.path, shard.sha256)
        if removed_text or about.withheld or config not in ("audit", "rejected"):
            for shard in files:
                _link(folder / shard.path, target / shard.path)
            shards[config, split] = list(files)
        elif config == "audit":
            shards[config, split] = _write(target, config, split, AUDIT_SCHEMA, _bare_ledger(folder, split))
        else:
            schema = rejected_schema(about.keep)
            shards[config, split] = _write(target, config, split, schema, _bare_rejected(folder, split, schema))
    withheld = about.withheld or not removed_text
    copy = replace(about, shards=shards, repo=repo, withheld=withheld, name=repo.rpartition("/")[2])
    describe(target, copy, folder)
    return copy


def _demand_sound(path: Path, sha256: str) -> None:
    """The copy gets checksums of its own, so what was changed after the build is told now or never. Raises InputError."""
    with open_shard(path):
        pass
    if digest_file(path) != sha256:
        raise InputError(f"{path} is not what was built", hint="fetch it again, or build the dataset again")


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _write(target: Path, config: str, split: str, schema: Any, batches: Iterator[Any]) -> list[Shard]:
    writer = ShardWriter(target, config, schema, split=split)
    for batch in batches:
        writer.write(batch)
    return writer.close()


def _bare_ledger(folder: Path, split: str) -> Iterator[Any]:
    """The ledger without removed text, document by document."""
    rows = (row for batch in read_batches(folder, "audit", split=split) for row in batch.to_pylist())
    held: list[dict[str, Any]] = []
    for _, of_one in groupby(rows, key=lambda row: row["doc_id"]):
        held += withhold(list(of_one))
        if len(held) >= BATCH_ROWS:
            yield pa.RecordBatch.from_pylist(held, AUDIT_SCHEMA)
            held = []
    if held:
        yield pa.RecordBatch.from_pylist(held, AUDIT_SCHEMA)


def _bare_rejected(folder: Path, split: str, schema: Any) -> Iterator[Any]:
    """Rejected documents without their text and what was taken from it."""
    for batch in read_batches(folder, "rejected", split=split):
        columns = [
            batch.column(field.name) if field.name in REJECTED_STAYS else pa.nulls(batch.num_rows, field.type) for field in schema
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)
