"""The ledger: what was done to each document, as rows of the config `audit`, and back.

What lives here: AUDIT_SCHEMA, AuditRows (layers and decoding to columns), layers_of and decoding_of (rows back to layers and
decoding), rule_counts. What never does: files (parquet.py), finding the rows of one document (lookup.py), rows for a
publishable copy (withhold.py), text logic.

How it works: layers are numbered from 1. Where a layer holds PACK_FROM or more one-to-one edits (script conversion, widened
punctuation) these go into one row of kind "packed"; every other edit is a row of kind "edit", a note is a row of kind "note" (its
candidates are JSON in `packed`). A layer whose texts cannot stand in a string column (lone surrogates in `inserted`) is
packed whole. Layer 0 is how the bytes were decoded; it is written only when it is more than one strict run of the column
`encoding` without byte order mark. Columns are extended per layer, so no Python object is made for an edit.

Weak: `how` of a plain decoding is not kept; it says nothing that the column `encoding` does not.

Long, because writing and reading a ledger row must agree and are kept side by side.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa

from corpuskit.core.document import Decoding
from corpuskit.core.edit import Edit, Edits, Layer, Note
from corpuskit.errors import InputError
from corpuskit.formats.packed import (
    WithheldError,
    code_points,
    numbers,
    of_code_points,
    pack_decoding,
    pack_edits,
    steps,
    unpack_decoding,
    unpack_edits,
)

__all__ = ["AUDIT_SCHEMA", "DECODE_RULE", "AuditRows", "decoding_of", "layers_of", "rule_counts"]

DECODE_RULE = "decode.bytes"
PACK_FROM = 4  # one-to-one edits of one layer; below that, rows that people can read cost no more than a payload

AUDIT_SCHEMA: Any = pa.schema(
    [
        ("doc_id", pa.string()),
        ("layer", pa.int16()),
        ("step", pa.string()),
        ("version", pa.string()),
        ("kind", pa.string()),
        ("rule", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("removed", pa.string()),
        ("removed_raw", pa.binary()),
        ("inserted", pa.string()),
        ("confidence", pa.float32()),
        ("why", pa.string()),
        ("packed", pa.binary()),
    ]
)
_NAMES: tuple[str, ...] = tuple(AUDIT_SCHEMA.names)

Row = Mapping[str, Any]


def _is_unicode(text: str) -> bool:
    """True when the text holds no lone surrogate."""
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class AuditRows:
    """Rows of the ledger, gathered as columns. `add` per document, `take` when there are enough (see `approximate_bytes`)."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._columns: dict[str, list[Any]] = {name: [] for name in _NAMES}
        self.approximate_bytes = 0

    def __len__(self) -> int:
        return len(self._columns["doc_id"])

    def take(self) -> Any:
        """The rows so far as a RecordBatch with AUDIT_SCHEMA; the gatherer is empty afterwards."""
        arrays = [pa.array(self._columns[field.name], field.type) for field in AUDIT_SCHEMA]
        self._reset()
        return pa.RecordBatch.from_arrays(arrays, schema=AUDIT_SCHEMA)

    def add(
        self,
        doc_id: str,
        layers: Sequence[Layer],
        decoding: Decoding | None = None,
        encoding: str | None = None,
        first_layer: int = 1,
    ) -> None:
        """One document: its layers from first to last, and how its bytes were decoded (None for a record's string).

        `encoding` is what the document's column `encoding` holds; `first_layer` the number of the first layer given here.
        """
        if decoding is not None and not _is_plain(decoding, encoding):
            payload = pack_decoding(decoding)
            span = decoding.runs[-1][1] if decoding.runs else 0
            self._one(doc_id, 0, "decode", "1", "packed", DECODE_RULE, 0, span, packed=payload)
        for number, layer in enumerate(layers, first_layer):
            self._layer(doc_id, number, layer)

    def _layer(self, doc_id: str, number: int, layer: Layer) -> None:
        edits = layer.edits
        if len(edits):
            self._edits(doc_id, number, layer)
        elif not layer.notes:
            self._packed(doc_id, number, layer, edits)
        for note in layer.notes:
            seen = json.dumps(note.candidates, ensure_ascii=True).encode("ascii") if note.candidates else None
            why = note.why if _is_unicode(note.why) else note.why.encode("utf-8", "backslashreplace").decode()
            self._one(doc_id, number, layer.step, layer.version, "note", note.rule, note.start, note.end, why=why, packed=seen)

    def _edits(self, doc_id: str, number: int, layer: Layer) -> None:
        edits = layer.edits
        if not _is_unicode(edits.inserted) or not all(map(_is_unicode, edits.whys)):
            self._packed(doc_id, number, layer, edits)
            return
        n = len(edits)
        single = _one_to_one(edits) if n >= PACK_FROM else None
        if single is None or int(single.sum()) < PACK_FROM:
            self._rows(doc_id, number, layer, range(n))
        elif single.all():
            self._packed(doc_id, number, layer, edits)
        else:
            self._packed(doc_id, number, layer, _subset(edits, single))
            self._rows(doc_id, number, layer, np.flatnonzero(~single).tolist())

    def _packed(self, doc_id: str, number: int, layer: Layer, edits: Edits) -> None:
        rule = edits.rules[0] if len(edits.rules) == 1 else None
        start, end = (edits.starts[0], edits.ends[-1]) if len(edits) else (0, 0)
        payload = pack_edits(edits)
        self._one(doc_id, number, layer.step, layer.version, "packed", rule, start, end, packed=payload)

    def _rows(self, doc_id: str, number: int, layer: Layer, which: Sequence[int]) -> None:
        """Rows of kind "edit" for the edits with these (ascending) indices."""
        edits, columns, n = layer.edits, self._columns, len(which)
        starts = [edits.starts[i] for i in which]
        ends = [edits.ends[i] for i in which]
        upto = edits.inserted_ends
        at = _removed_starts(edits)
        gone = [edits.removed[at[i] : at[i] + e - s] for i, s, e in zip(which, starts, ends, strict=True)]
        raw: list[bytes | None] = [None] * n
        removed: list[str | None] = list(gone)
        if not _is_unicode(edits.removed):
            for k, text in enumerate(gone):
                if not _is_unicode(text):
                    removed[k], raw[k] = None, text.encode("utf-8", "surrogatepass")
        rule_of, why_of, sure = edits.rule_of, edits.why_of, edits.confidences
        columns["doc_id"].extend(repeat(doc_id, n))
        columns["layer"].extend(repeat(number, n))
        columns["step"].extend(repeat(layer.step, n))
        columns["version"].extend(repeat(layer.version, n))
        columns["kind"].extend(repeat("edit", n))
        columns["rule"].extend(repeat(edits.rules[0], n) if rule_of is None else [edits.rules[rule_of[i]] for i in which])
        columns["start"].extend(starts)
        columns["end"].extend(ends)
        columns["removed"].extend(removed)
        columns["removed_raw"].extend(raw)
        columns["inserted"].extend([edits.inserted[upto[i - 1] if i else 0 : upto[i]] for i in which])
        columns["confidence"].extend(repeat(1.0, n) if sure is None else [sure[i] for i in which])
        columns["why"].extend(repeat(edits.whys[0], n) if why_of is None else [edits.whys[why_of[i]] for i in which])
        columns["packed"].extend(repeat(None, n) if sure is None else [_exact(sure[i]) for i in which])
        self.approximate_bytes += 64 * n + len(edits.removed) + len(edits.inserted)

    def _one(
        self, doc_id: str, layer: int, step: str, version: str, kind: str, rule: str | None, start: int, end: int,
        *, why: str | None = None, packed: bytes | None = None,
    ) -> None:  # fmt: skip
        row = (doc_id, layer, step, version, kind, rule, start, end, None, None, None, None, why, packed)
        for name, value in zip(_NAMES, row, strict=True):
            self._columns[name].append(value)
        self.approximate_bytes += 64 + len(packed or b"")


def _exact(confidence: float) -> bytes | None:
    """Nothing where the column (float32) is enough to get `confidence` back, else its eight bytes."""
    return None if _widen(np.float32(confidence)) == confidence else np.array(confidence, "<f8").tobytes()


def _widen(confidence: Any) -> float:
    """The shortest decimal that a float32 stands for, as a float: 0.97 comes back as 0.97."""
    return float(str(np.float32(confidence)))


def _is_plain(decoding: Decoding, encoding: str | None) -> bool:
    """True when one strict run of `encoding` without byte order mark says it all."""
    if decoding.patch or len(decoding.runs) != 1:
        return False
    start, _, used, bom = decoding.runs[0]
    return start == 0 and not bom and used == encoding


def _removed_starts(edits: Edits) -> list[int]:
    """Where each edit's removed text starts in `edits.removed`."""
    at, total = [], 0
    for start, end in zip(edits.starts, edits.ends, strict=True):
        at.append(total)
        total += end - start
    return at


def _one_to_one(edits: Edits) -> Any:
    """Per edit: True when it replaces one character by one character."""
    gone = numbers(edits.ends) - numbers(edits.starts)
    come = steps(numbers(edits.inserted_ends))
    return (gone == 1) & (come == 1)


def _subset(edits: Edits, mask: Any) -> Edits:
    """The one-to-one edits that `mask` picks."""
    starts, ends = numbers(edits.starts), numbers(edits.ends)
    removed_at = np.cumsum(ends - starts) - 1  # of a one-character edit: its only character
    inserted_at = numbers(edits.inserted_ends) - 1
    n = int(mask.sum())

    def pick(column: array[int] | None) -> array[int] | None:
        return None if column is None else array("q", numbers(column)[mask].tobytes())

    sure = edits.confidences
    return Edits(
        array("q", starts[mask].tobytes()),
        array("q", ends[mask].tobytes()),
        of_code_points(code_points(edits.removed)[removed_at[mask]]),
        of_code_points(code_points(edits.inserted)[inserted_at[mask]]),
        array("q", range(1, n + 1)),
        edits.rules,
        pick(edits.rule_of),
        None if sure is None else array("d", np.frombuffer(sure, np.float64)[mask].tobytes()),
        edits.whys,
        pick(edits.why_of),
    )


# -- back ------------------------------------------------------------------------------------------------------------


def layers_of(rows: Iterable[Row], *, lost: str | None = None) -> tuple[Layer, ...]:
    """The layers of one document from its rows (dicts of AUDIT_SCHEMA, in file order).

    `lost` stands for each removed character that a publishable copy withholds; with None such rows raise WithheldError.
    Raises InputError when rows are damaged.
    """
    by_layer: dict[int, list[Row]] = {}
    for row in rows:
        if row["layer"]:
            by_layer.setdefault(row["layer"], []).append(row)
    try:
        return tuple(_layer_of(by_layer[number], lost) for number in sorted(by_layer))
    except (ValueError, IndexError, KeyError, TypeError) as error:
        some = next(iter(by_layer.values()))[0]["doc_id"]
        raise InputError(
            f"the ledger rows of document {some} are damaged: {error}", hint="run `corpuskit check` on the dataset"
        ) from error


def _layer_of(rows: Sequence[Row], lost: str | None) -> Layer:
    notes = tuple(
        Note(r["start"], r["end"], r["rule"] or "", r["why"] or "", tuple(json.loads(r["packed"])) if r["packed"] else ())
        for r in rows
        if r["kind"] == "note"
    )
    packed = [unpack_edits(r["packed"], lost=lost) for r in rows if r["kind"] == "packed"]
    plain = [_edit_of(r, lost) for r in rows if r["kind"] == "edit"]
    if len(packed) == 1 and not plain:
        edits = packed[0]
    else:
        edits = Edits.of([*(edit for some in packed for edit in some), *plain])
    return Layer(rows[0]["step"], rows[0]["version"], edits, notes)


def _edit_of(row: Row, lost: str | None) -> Edit:
    removed, raw, size = row["removed"], row["removed_raw"], row["end"] - row["start"]
    if removed is None and raw is not None:
        removed = raw.decode("utf-8", "surrogatepass")
    inserted = row["inserted"]
    if removed is None or inserted is None:
        if lost is None:
            raise WithheldError()
        removed = lost * size if removed is None else removed
        inserted = "" if inserted is None else inserted
    if len(removed) != size:
        raise ValueError(f"the edit at {row['start']} holds {len(removed)} characters, not {size}")
    confidence = np.frombuffer(row["packed"], "<f8")[0] if row["packed"] else _widen(row["confidence"])
    return Edit(row["start"], row["end"], removed, inserted, row["rule"], float(confidence), row["why"] or "")


def decoding_of(rows: Iterable[Row], encoding: str | None, original: str) -> Decoding | None:
    """How the bytes of one document became `original` (the text that entered the first layer).

    None for a record (its `encoding` is null): the string itself is what restores. Raises InputError when rows are damaged.
    """
    for row in rows:
        if row["layer"] == 0:
            try:
                return unpack_decoding(row["packed"])
            except (ValueError, TypeError) as error:
                raise InputError(f"how document {row['doc_id']} was decoded is damaged: {error}") from error
    if encoding is None:
        return None
    return Decoding(((0, len(original.encode(encoding)), encoding, b""),))


def rule_counts(rows: Iterable[Row]) -> dict[str, int]:
    """Edits per rule, packed rows opened."""
    out: dict[str, int] = {}
    for row in rows:
        if row["kind"] == "edit":
            out[row["rule"]] = out.get(row["rule"], 0) + 1
        elif row["kind"] == "packed" and row["layer"]:
            for rule, (edits, _, _) in unpack_edits(row["packed"], lost="?").counts_by_rule().items():
                out[rule] = out.get(rule, 0) + edits
    return out
