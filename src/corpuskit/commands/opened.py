"""A built dataset, opened for looking: its documents with their layers, and the way back to the original bytes.

What lives here: Opened (find, walk, original) and the proof by SHA-256. What never does: writing into a dataset.

One document is held at a time; formats.lookup knows where its rows of the ledger are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from corpuskit.core.document import Decoding
from corpuskit.core.edit import Layer, undo
from corpuskit.errors import GateError, InputError, InvariantError, UsageError
from corpuskit.formats.folder import open_dataset
from corpuskit.formats.ledger import decoding_of, layers_of
from corpuskit.formats.lookup import LedgerIndex
from corpuskit.formats.parquet import read_shard
from corpuskit.formats.readers.listing import escaped
from corpuskit.formats.shardfile import Broken, shard, shards_in
from corpuskit.steps.decode import encode_text

__all__ = ["Opened", "Stored"]

CONFIGS = ("data", "rejected")
COLUMNS = ("id", "text", "path", "encoding", "sha256", "record_id", "extra")
LOOK = "`corpuskit check` says which file of the dataset was changed; fetch it again, or build again"


@dataclass(frozen=True)
class Stored:
    """One document of a dataset: its row, its layers, and whether it was rejected."""

    row: Mapping[str, Any]
    layers: tuple[Layer, ...]
    ledger: Sequence[Mapping[str, Any]]
    rejected: bool

    @property
    def id(self) -> str:
        return str(self.row["id"])

    def texts(self) -> list[str]:
        """The text before each layer, and at last the text of the dataset. Raises InputError where its ledger does not fit."""
        texts = [str(self.row["text"])]
        try:
            for layer in reversed(self.layers):
                texts.append(undo(texts[-1], layer.edits))
        except InvariantError as error:  # no law was broken here: the files were changed after the build
            raise self._damaged(str(error)) from error
        return texts[::-1]

    def _damaged(self, what: str) -> InputError:
        where = f"{self.row['path']} ({self.id})"
        return InputError(f"{where}: text and ledger do not fit together: {what}", hint=LOOK)

    def decoding(self, original: str) -> Decoding | None:
        return decoding_of(self.ledger, self.row["encoding"], original)

    def original_bytes(self) -> bytes:
        """The bytes of the input (of a record: of its string in UTF-8), proved by the stored SHA-256.

        Raises GateError when they do not have that SHA-256, InputError when text and ledger do not fit together.
        """
        text = self.texts()[0]
        try:
            decoding = self.decoding(text)
            data = encode_text(text, decoding) if decoding is not None else text.encode("utf-8", "surrogatepass")
        except (LookupError, UnicodeError) as error:  # the row that says how the bytes were decoded is gone or another
            raise self._damaged(str(error)) from error
        found, wanted = sha256(data).hexdigest(), self.row["sha256"]
        if found != wanted:
            what = f"restored bytes have sha256 {found[:12]}…, not {str(wanted)[:12]}…; they were not written"
            raise GateError(f"{self.id}: {what}", hint=LOOK)
        return data


class Opened:
    """A dataset folder. Raises InputError when it is none of ours.

    A shard that is damaged, or that the manifest names and is not there, raises InputError wherever it is met; or `broken` is
    told of each, and all others are read.
    """

    def __init__(self, path: str | Path, broken: Broken | None = None) -> None:
        self.path = open_dataset(path)
        self._broken = broken
        if not (self.path / "manifest.json").is_file() or not (self.path / "audit").is_dir():
            raise InputError(
                f"{path} is no dataset that corpuskit built: it has no manifest.json or no audit/",
                hint="`corpuskit check` says what is missing in one of ours",
            )

    @cached_property
    def _ledger(self) -> LedgerIndex:
        return LedgerIndex(self.path, broken=self._broken)

    @cached_property
    def _shards(self) -> list[tuple[str, Path]]:
        """(config, file) of the documents."""
        return [(config, path) for config in CONFIGS for path in shards_in(self.path, config)]

    def count(self) -> int:
        """The number of documents, kept and rejected, in the shards that can be read."""
        rows = 0
        for _, path in self._shards:
            with suppress(InputError), shard(path) as file:
                rows += file.metadata.num_rows
        return rows

    def _batches(self) -> Iterator[tuple[str, Any]]:
        """(config, rows) of all documents, one row group at a time."""
        for config, path in self._shards:
            try:
                with shard(path, COLUMNS):
                    pass
                for batch in read_shard(path):
                    yield config, batch
            except InputError as error:
                if self._broken is None:
                    raise
                self._broken(error)

    def _stored(self, config: str, row: Mapping[str, Any]) -> Stored:
        ledger = self._ledger.rows(str(row["id"]))
        return Stored(row, layers_of(ledger), ledger, config == "rejected")

    def walk(self) -> Iterator[Stored]:
        """Every document, kept and rejected, with its layers."""
        for config, batch in self._batches():
            for row in batch.to_pylist():
                try:
                    stored = self._stored(config, row)
                except InputError as error:  # its rows of the ledger say nothing
                    if self._broken is None:
                        raise
                    self._broken(error)
                else:
                    yield stored

    def find(self, wanted: str) -> Stored:
        """One document by its id, the first characters of its id, or its path. Raises InputError when none or several fit."""
        wanted = escaped(wanted)  # as the column `path` spells a name that is no text
        if not wanted:
            raise UsageError("no document was named", hint="give an id, its first characters, or an input's path")
        hits: list[tuple[str, Mapping[str, Any]]] = []
        for config, batch in self._batches():
            mask = pc.or_(pc.starts_with(batch.column("id"), wanted), pc.equal(batch.column("path"), wanted))
            hits += [(config, row) for row in batch.filter(mask).to_pylist()]
            if len(hits) > MAX_HITS:
                break
        exact = [hit for hit in hits if hit[1]["id"] == wanted]
        hits = exact or hits
        if not hits:
            raise InputError(
                f"no document {wanted!r} in {self.path.name}", hint="give an id, its first characters, or an input's path"
            )
        if len(hits) > 1:
            some = ", ".join(f"{row['id']} ({row['record_id'] or row['path']})" for _, row in hits[:MAX_HITS])
            raise InputError(f"{wanted!r} fits several documents: {some}", hint="give the whole id")
        config, row = hits[0]
        return self._stored(config, row)


MAX_HITS = 5
