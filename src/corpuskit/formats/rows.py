"""A finished document as one row of `default` or `rejected`.

What lives here: DocumentRows (documents to columns) and Rejection. What never does: files, the ledger (ledger.py), counting.

Fields of an input record that `keep` promotes become columns where their values have the type asked for; a value of another
type stays in `extra`, so nothing is lost without a word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from corpuskit.core.document import Document, Source
from corpuskit.core.report import damage_left
from corpuskit.errors import InputError
from corpuskit.formats.parquet import REJECTED_FIELDS, data_schema, rejected_schema
from corpuskit.formats.readers.records import dump_fields
from corpuskit.formats.readers.types import shown_path

__all__ = ["DocumentRows", "Rejection"]

_FROM_META = ("lang", "script", "title", "author", "publisher", "published", "section", "source_name")
_LISTS = ("editors", "reviewers")
_PYTHON = {"string": str, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a document was not kept: a judge's drop (value, limit), or a duplicate (kept_id, similarity)."""

    reason: str | None
    value: float | None = None
    limit: float | None = None
    kept_id: str | None = None
    similarity: float | None = None


class DocumentRows:
    """Rows in the order of the schema's columns: add() per document, take() when there are enough (see `approximate_bytes`).

    With `rejected=True` the rows have the columns of the config `rejected`; they are null where add() gets no Rejection.
    """

    def __init__(self, keep: Mapping[str, str] | None = None, *, rejected: bool = False) -> None:
        self.keep = dict(keep or {})
        self.schema: Any = rejected_schema(self.keep) if rejected else data_schema(self.keep)
        self._rejected = rejected
        self._reset()

    def _reset(self) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self.approximate_bytes = 0

    def __len__(self) -> int:
        return len(self._rows)

    def add(
        self,
        doc: Document,
        source: Source,
        *,
        measures: Iterable[tuple[str, float]] = (),
        duplicates: int | None = None,
        rejection: Rejection | None = None,
    ) -> None:
        """One document as it is after its last layer. `duplicates` is how many went because of it.

        Raises InputError when the text cannot stand in a dataset (lone surrogates: the step `decode` was left out).
        """
        text = doc.text
        if not text.isascii():
            try:
                text.encode("utf-8")
            except UnicodeEncodeError:
                raise InputError(
                    f"{shown_path(source)}: the text still holds lone surrogates", hint="put the step `decode` into the recipe"
                ) from None
        found, layers = doc.meta.get, doc.layers
        extra, kept = self._promoted(source.extra)
        row = (
            doc.id,
            text,
            *[None if (value := found(name)) is None else _string(value) for name in _FROM_META],
            *[list(value) if isinstance(value := found(name), tuple) and value else None for name in _LISTS],
            shown_path(source),
            _string(found("site")),
            _string(found("encoding")),
            len(text),
            source.sha256,
            sum([len(layer.edits) for layer in layers]),
            damage_left(doc) if layers else 0,
            [{"name": name, "value": value} for name, value in measures] or None,
            duplicates,
            source.record_id,
            extra,
            *[kept.get(name) for name in self.keep],
        )
        if self._rejected:
            row += tuple([getattr(rejection, name, None) for name, _ in REJECTED_FIELDS])
        self._rows.append(row)
        self.approximate_bytes += 3 * len(text) + len(source.extra or "") + 400

    def _promoted(self, extra: str | None) -> tuple[str | None, dict[str, Any]]:
        """(what is left of the other fields, values of promoted fields)."""
        if not extra or not self.keep:
            return extra, {}
        fields = json.loads(extra)
        kept: dict[str, Any] = {}
        for name, kind in self.keep.items():
            value: Any = fields.get(name)
            if kind == "float" and type(value) is int:
                value = float(value)
            if type(value) is _PYTHON[kind] and (kind != "int" or _fits(value)):
                kept[name] = _string(value) if kind == "string" else value
                del fields[name]
        return (dump_fields(fields) if fields else None), kept

    def take(self) -> Any:
        """The rows so far as a RecordBatch; the gatherer is empty afterwards."""
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(self.schema)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self.schema, strict=True)]
        self._reset()
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def _fits(value: Any) -> bool:
    return -(2**63) <= int(value) < 2**63  # an int64 column


def _string(value: Any) -> str | None:
    """A value of `meta` for a string column: nothing for nothing, and never a lone surrogate."""
    if value is None or value == "":
        return None
    text = value if isinstance(value, str) else str(value)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
