"""Rows of the ledger for a publishable copy: nothing in them that is not in the final texts.

What lives here: withhold(), and where a text that a layer put in was taken away again. What never does: files (publishable.py),
writing or reading rows as layers (ledger.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from corpuskit.core.edit import Edits, Layer
from corpuskit.formats.ledger import layers_of
from corpuskit.formats.packed import holds_inserted, pack_edits, unpack_edits

__all__ = ["withhold"]

Row = Mapping[str, Any]
Spans = list[tuple[int, int]]


def withhold(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows of one document without any text that is not in its final text.

    Taken out: what was removed; what was inserted and then removed again by a later layer; reasons and candidates (they may
    quote); the undecodable bytes of layer 0. Places, rules and counts stay.
    """
    doomed = _removed_later(layers_of(rows, lost="?"))
    out = []
    for row in rows:
        bare = dict(row, removed=None, removed_raw=None, why=None)
        if row["kind"] == "edit":
            bare["packed"] = row["packed"]  # an exact confidence
        elif row["kind"] == "packed" and row["layer"]:
            edits = unpack_edits(row["packed"], lost="?")
            spans = doomed[row["layer"]]
            keep = holds_inserted(row["packed"]) and not any(_touches(spans, a, b) for a, b in _landing(edits))
            bare["packed"] = pack_edits(edits, removed=False, inserted=keep)
        else:
            bare["packed"] = None
        out.append(bare)
    _withhold_inserted(out, layers_of(rows, lost="?"), doomed)
    return out


def _withhold_inserted(rows: list[dict[str, Any]], layers: Sequence[Layer], doomed: Mapping[int, Spans]) -> None:
    """Clear `inserted` of the rows of kind "edit" whose inserted text a later layer took away."""
    for number, layer in enumerate(layers, 1):
        places = zip(layer.edits.starts, layer.edits.ends, _landing(layer.edits), strict=True)
        gone = {(start, end) for start, end, (a, b) in places if _touches(doomed[number], a, b)}
        for row in rows:
            if row["layer"] == number and row["kind"] == "edit" and (row["start"], row["end"]) in gone:
                row["inserted"] = None


def _landing(edits: Edits) -> list[tuple[int, int]]:
    """Where each edit's inserted text stands in the text after the layer."""
    out, shift, before = [], 0, 0
    for start, end, upto in zip(edits.starts, edits.ends, edits.inserted_ends, strict=True):
        out.append((start + shift, start + shift + upto - before))
        shift += upto - before - (end - start)
        before = upto
    return out


def _removed_later(layers: Sequence[Layer]) -> dict[int, Spans]:
    """Per layer number: the spans (sorted, disjoint) of the text after that layer that a later layer replaced or removed."""
    doomed: dict[int, Spans] = {}
    spans: Spans = []
    for number in range(len(layers), 0, -1):
        doomed[number] = spans
        edits = layers[number - 1].edits
        spans = _joined([*zip(edits.starts, edits.ends, strict=True), *_before(spans, edits)])
    return doomed


def _joined(spans: Spans) -> Spans:
    out: Spans = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        elif a < b:
            out.append((a, b))
    return out


def _before(spans: Spans, edits: Edits) -> Spans:
    """Spans of the text after `edits` as spans of the text before; what was inserted maps to nothing."""
    out: Spans = []
    landing = _landing(edits)
    tops = [y for _, y in landing]
    for a, b in spans:
        i = bisect_right(tops, a)  # the first edit whose landing ends behind a
        at = a
        while at < b:
            shift = edits.ends[i - 1] - landing[i - 1][1] if i else 0
            stop = min(b, landing[i][0]) if i < len(landing) else b
            if at < stop:
                out.append((at + shift, stop + shift))
            if i >= len(landing):
                break
            at = max(at, landing[i][1])
            i += 1
    return out


def _touches(spans: Spans, a: int, b: int) -> bool:
    """True when [a, b) shares a character with one of the sorted, disjoint spans."""
    i = bisect_right(spans, (a, b)) - 1
    near = spans[max(i, 0) : i + 2]
    return any(x < b and a < y for x, y in near)
