"""A built dataset, opened for looking: its documents with their layers, and the way back to the original bytes.

What lives here: Opened (find, walk, original) and the proof by SHA-256. What never does: writing into a dataset.

How it works: the ledger stands in the order of the inputs, and so do the rows of each split, so walk() goes through both side by
side and holds one document at a time. What it must remember is the ids of the other splits (about 70 bytes each).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from corpuskit.core.document import Decoding
from corpuskit.core.edit import Layer, undo
from corpuskit.errors import CorpuskitError, GateError, InputError
from corpuskit.formats.ledger import decoding_of, layers_of
from corpuskit.formats.parquet import read_batches
from corpuskit.steps.decode import encode_text

__all__ = ["Opened", "Stored"]

CONFIGS = ("data", "rejected")


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
        """The text before each layer, and at last the text of the dataset. Raises InvariantError for a damaged ledger."""
        texts = [str(self.row["text"])]
        for layer in reversed(self.layers):
            texts.append(undo(texts[-1], layer.edits))
        return texts[::-1]

    def decoding(self, original: str) -> Decoding | None:
        return decoding_of(self.ledger, self.row["encoding"], original)

    def original_bytes(self) -> bytes:
        """The bytes of the input (of a record: of its string in UTF-8), proved by the stored SHA-256.

        Raises GateError when they do not have that SHA-256.
        """
        text = self.texts()[0]
        decoding = self.decoding(text)
        data = encode_text(text, decoding) if decoding is not None else text.encode("utf-8", "surrogatepass")
        found, wanted = sha256(data).hexdigest(), self.row["sha256"]
        if found != wanted:
            raise GateError(f"{self.row['path']} ({self.id}): restored bytes have sha256 {found[:12]}…, not {str(wanted)[:12]}…")
        return data


class Opened:
    """A dataset folder. Raises InputError when it is none of ours."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not self.path.is_dir():
            raise InputError(f"{path} is no folder", hint="give the folder that `corpuskit build --out` made")
        if not (self.path / "manifest.json").is_file() or not (self.path / "audit").is_dir():
            raise InputError(f"{path} is no dataset that corpuskit built", hint="it has no manifest.json or no audit/")

    def _streams(self) -> list[tuple[str, str]]:
        """(config, split) of each run of files whose rows stand in input order."""
        found = {(config, p.name.split("-")[0]) for config in CONFIGS for p in (self.path / config).glob("*.parquet")}
        return sorted(found)

    def walk(self) -> Iterator[Stored]:
        """Every document, kept and rejected, with its layers."""
        streams = self._streams()
        ids = {stream: self._ids(*stream) for stream in streams}
        for stream in streams:
            elsewhere = {one for other, some in ids.items() if other != stream for one in some}
            yield from self._walk(*stream, elsewhere)

    def _ids(self, config: str, split: str) -> list[str]:
        return [i for b in read_batches(self.path, config, ["id"], split) for i in b.column("id").to_pylist()]

    def _walk(self, config: str, split: str, elsewhere: set[str]) -> Iterator[Stored]:
        rows = (row for batch in read_batches(self.path, "audit") for row in batch.to_pylist())
        groups = ((doc_id, list(group)) for doc_id, group in groupby(rows, key=lambda row: row["doc_id"]))
        held = next(groups, None)
        for batch in read_batches(self.path, config, None, split):
            for row in batch.to_pylist():
                while held is not None and held[0] in elsewhere:
                    held = next(groups, None)
                ledger: list[dict[str, Any]] = []
                if held is not None and held[0] == row["id"]:
                    ledger = held[1]
                    held = next(groups, None)
                yield Stored(row, layers_of(ledger), ledger, config == "rejected")

    def find(self, wanted: str) -> Stored:
        """One document by its id, the first characters of its id, or its path. Raises InputError when none or several fit."""
        hits: list[tuple[str, Mapping[str, Any]]] = []
        for config, split in self._streams():
            for batch in read_batches(self.path, config, None, split):
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
            some = ", ".join(f"{row['id']} ({row['path']})" for _, row in hits[:MAX_HITS])
            raise InputError(f"{wanted!r} fits several documents: {some}", hint="give the whole id")
        config, row = hits[0]
        ledger: list[dict[str, Any]] = []
        for batch in read_batches(self.path, "audit"):
            ledger += batch.filter(pc.equal(batch.column("doc_id"), row["id"])).to_pylist()
        return Stored(row, layers_of(ledger), ledger, config == "rejected")

    def proofs(self, every: int = 1) -> Iterator[tuple[Stored, CorpuskitError | None]]:
        """Every n-th document with None when its original came back with the right SHA-256, or what went wrong."""
        for n, stored in enumerate(self.walk()):
            if n % every:
                continue
            try:
                stored.original_bytes()
            except CorpuskitError as error:
                yield stored, error
            else:
                yield stored, None


MAX_HITS = 5
