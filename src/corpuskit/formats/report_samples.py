"""The documents that the report page shows, chosen by a stated rule.

What lives here: Samples, choose(), and the kinds of samples. What never does: HTML.

The rule, which the page repeats: whole documents are the DOCUMENTS changed ones with the smallest ids (ids are hashes, so that is
a fair draw, and the same one each time); edits and notes of each rule come from the first PER_RULE documents in which it did
something, in the order of the ledger; of the duplicates, the least similar pairs among the first PAIRS_SEEN, because those are
worth a doubt; of the documents left out, the first PER_REASON of each reason.

How it works: ids are found in the narrow columns first; then only the row groups that hold them are read.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuskit.core.edit import Edit, Layer, Note, apply, undo
from corpuskit.errors import CorpuskitError
from corpuskit.formats.ledger import layers_of
from corpuskit.formats.packed import unpack_edits
from corpuskit.formats.parquet import read_batches
from corpuskit.formats.shardfile import read_group, shard, shards_in

__all__ = ["DOCUMENTS", "LEDGER_ROWS", "PAIRS", "PAIRS_SEEN", "PER_REASON", "PER_RULE", "Pair", "Sample", "Samples", "choose"]

DOCUMENTS = 12
PER_RULE = 3
PAIRS = 8
PAIRS_SEEN = 20_000
PER_REASON = 3
LEDGER_ROWS = 500_000  # of the ledger are looked at for samples; a rule that is rarer has counts, but no sample
OPENED_PACKS = 2_000  # packed rows of several rules that are opened to see which

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """A document: its row, the text that entered the first layer, and the layers."""

    row: Row
    original: str
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A document left out as a duplicate, and the one that stays."""

    gone: Row
    kept: Row


@dataclass
class Samples:
    """All that is shown. `edits` and `notes` map a rule to (row, text that entered the layer, what was done)."""

    documents: list[Sample] = field(default_factory=list)
    edits: dict[str, list[tuple[Row, str, Edit]]] = field(default_factory=dict)
    notes: dict[str, list[tuple[Row, str, Note]]] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    rejected: dict[str, list[Row]] = field(default_factory=dict)


def choose(folder: Path) -> Samples:
    """The samples of a dataset that holds its ledger with all removed text."""
    drawn = _changed(folder)
    by_rule = _first_documents(folder)
    stored = _stored(folder, {*drawn, *(one for ids in by_rule.values() for one in ids)})
    out = Samples(documents=[stored[one] for one in drawn if one in stored])
    for rule, ids in sorted(by_rule.items()):
        for one in ids:
            if one in stored:
                _first_uses(stored[one], rule, out)
    if (folder / "rejected").is_dir():
        out.pairs = _pairs(folder)
        out.rejected = _rejected(folder)
    return out


def _changed(folder: Path) -> list[str]:
    """The smallest ids of kept documents with edits."""
    found: list[str] = []
    for batch in read_batches(folder, "data", ["id", "edits"]):
        ids = batch.filter(pc.greater(batch.column("edits"), 0)).column("id").to_pylist()
        found = heapq.nsmallest(DOCUMENTS, found + ids)
    return found


def _first_documents(folder: Path) -> dict[str, list[str]]:
    """rule -> ids of the first documents in which it made an edit or a note."""
    found: dict[str, list[str]] = {}
    rows = opened = 0
    for batch in read_batches(folder, "audit", ["doc_id", "kind", "layer", "rule", "packed"]):
        named = pa.Table.from_batches([batch.select(["rule", "doc_id"])]).filter(pc.is_valid(batch.column("rule")))
        for pair in named.group_by(["rule", "doc_id"], use_threads=False).aggregate([]).to_pylist():
            _add(found, pair["rule"], pair["doc_id"])
        mixed = batch.filter(pc.and_(pc.is_null(batch.column("rule")), pc.greater(batch.column("layer"), 0)))
        for row in mixed.slice(0, OPENED_PACKS - opened).to_pylist():
            opened += 1
            for rule in _rules_of(row["packed"]):
                _add(found, rule, row["doc_id"])
        rows += batch.num_rows
        if rows >= LEDGER_ROWS:
            break
    return found


def _add(found: dict[str, list[str]], rule: str, doc_id: str) -> None:
    ids = found.setdefault(rule, [])
    if len(ids) < PER_RULE and doc_id not in ids:
        ids.append(doc_id)


def _rules_of(packed: bytes | None) -> Iterable[str]:
    try:
        return unpack_edits(packed).counts_by_rule() if packed else ()
    except (CorpuskitError, ValueError):
        return ()


def _first_uses(sample: Sample, rule: str, out: Samples) -> None:
    """Add the first edit and the first note of a rule in a document."""
    for text, layer in _states(sample):
        if rule in layer.edits.rules and len(layer.edits):
            edit = next((e for e in layer.edits if e.rule == rule), None)
            if edit is not None:
                out.edits.setdefault(rule, []).append((sample.row, text, edit))
                return
        note = next((n for n in layer.notes if n.rule == rule), None)
        if note is not None:
            out.notes.setdefault(rule, []).append((sample.row, text, note))
            return


def _states(sample: Sample) -> Iterator[tuple[str, Layer]]:
    """Each layer with the text that entered it."""
    text = sample.original
    for layer in sample.layers:
        yield text, layer
        text = apply(text, layer.edits)


def _stored(folder: Path, ids: set[str]) -> dict[str, Sample]:
    """Documents with their layers; those whose ledger is damaged or withheld are left out."""
    ledger: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(folder, "audit", "doc_id", ids):
        ledger.setdefault(row["doc_id"], []).append(row)
    out = {}
    for config in ("data", "rejected"):
        for row in _rows(folder, config, "id", ids):
            try:
                layers = layers_of(ledger.get(row["id"], []))
                text = row["text"]
                for layer in reversed(layers):
                    text = undo(text, layer.edits)
            except CorpuskitError:
                continue
            out[row["id"]] = Sample(row, text, layers)
    return out


def _rows(folder: Path, config: str, key: str, ids: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Whole rows whose `key` is one of `ids`, in file order."""
    wanted = pa.array(sorted(ids), pa.string())
    for path in shards_in(folder, config) if len(wanted) else ():
        with shard(path, [key]) as file:
            for group in range(file.num_row_groups):
                hit = pc.is_in(read_group(file, group, [key]).column(0), wanted)
                if pc.any(hit).as_py():
                    yield from read_group(file, group).filter(hit).to_pylist()


def _pairs(folder: Path) -> list[Pair]:
    """The least similar duplicates beside what stays instead of them."""
    seen: list[tuple[float, str, str]] = []
    for batch in read_batches(folder, "rejected", ["id", "kept_id", "similarity"]):
        for row in batch.filter(pc.is_valid(batch.column("kept_id"))).to_pylist():
            seen.append((1.0 if row["similarity"] is None else row["similarity"], row["id"], row["kept_id"]))
        if len(seen) >= PAIRS_SEEN:
            break
    worth = heapq.nsmallest(PAIRS, seen)
    gone = {row["id"]: row for row in _rows(folder, "rejected", "id", {one for _, one, _ in worth})}
    kept = {row["id"]: row for row in _rows(folder, "data", "id", {one for _, _, one in worth})}
    return [Pair(gone[a], kept[b]) for _, a, b in worth if a in gone and b in kept and gone[a]["text"] is not None]


def _rejected(folder: Path) -> dict[str, list[Row]]:
    """The first documents of each reason, duplicates aside."""
    found: dict[str, list[str]] = {}
    for batch in read_batches(folder, "rejected", ["id", "reason", "kept_id"]):
        for row in batch.filter(pc.is_null(batch.column("kept_id"))).to_pylist():
            ids = found.setdefault(row["reason"] or "", [])
            if len(ids) < PER_REASON:
                ids.append(row["id"])
    out: dict[str, list[Row]] = {reason: [] for reason in sorted(found)}
    for row in _rows(folder, "rejected", "id", {one for ids in found.values() for one in ids}):
        out[row["reason"] or ""].append(row)
    return out
