"""The ledger's rows give layers and decodings back, exactly, through parquet; a publishable copy holds no removed text."""

from __future__ import annotations

import io
from array import array

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Decoding
from corpuskit.core.edit import Edit, Edits, Layer, Note, apply
from corpuskit.formats.ledger import AUDIT_SCHEMA, AuditRows, decoding_of, layers_of, rule_counts
from corpuskit.formats.packed import WithheldError, pack_edits, unpack_edits
from corpuskit.formats.withhold import withhold

SETTINGS = settings(max_examples=120, deadline=None, derandomize=True)
# Lone surrogates, astral characters, blanks and both scripts.
CHARS = st.sampled_from("国國a é，,\n\u200b\ud800\udc80𠀀😀xyz0\u3000")
TEXTS = st.text(CHARS, max_size=40)
CONFIDENCES = st.sampled_from([1.0, 0.97, 0.5, 0.123456789012345, 1 / 3])


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> Edits:
    """Sorted, disjoint edits of `text`; half of the time mostly one-to-one, as script conversion makes them."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=20)))
    single = draw(st.booleans())
    found, at = [], 0
    for start in cuts:
        if start < at:
            continue
        end = min(len(text), start + (1 if single else draw(st.integers(0, 3))))
        inserted = draw(CHARS) if single and end - start == 1 and draw(st.integers(0, 9)) else draw(st.text(CHARS, max_size=3))
        rule, why = draw(st.sampled_from(["a.b", "c.d.e"])), draw(st.sampled_from(["", "因为"]))
        found.append(Edit(start, end, text[start:end], inserted, rule, draw(CONFIDENCES), why))
        at = max(end, start)
    return Edits.of(found)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, tuple[Layer, ...]]:
    text = start = draw(TEXTS)
    layers = []
    for number in range(draw(st.integers(0, 3))):
        edits = draw(edits_of(text))
        notes = tuple(
            Note(0, len(text), "review.x", draw(st.sampled_from(["", "看"])), draw(st.sampled_from([(), ("甲\ud800", "乙")])))
            for _ in range(draw(st.integers(0, 2)))
        )
        layers.append(Layer(f"step{number}", "1", edits, notes))
        text = apply(text, edits)
    return start, tuple(layers)


def through_parquet(rows: AuditRows) -> list[dict[str, object]]:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_batches([rows.take()]), sink)
    table = pq.read_table(sink)
    assert table.schema.equals(AUDIT_SCHEMA)
    return table.to_pylist()


SEEN = {"documents": 0, "edits": 0, "packed": 0}


@SETTINGS
@given(documents())
def test_layers_come_back(case: tuple[str, tuple[Layer, ...]]) -> None:
    _, layers = case
    rows = AuditRows()
    rows.add("0" * 16, layers)
    back = through_parquet(rows)
    assert layers_of(back) == layers
    counted: dict[str, int] = {}
    for layer in layers:
        for rule, (n, _, _) in layer.edits.counts_by_rule().items():
            counted[rule] = counted.get(rule, 0) + n
    assert rule_counts(back) == counted
    SEEN["documents"] += 1
    SEEN["edits"] += any(len(layer.edits) for layer in layers)
    SEEN["packed"] += any(row["kind"] == "packed" for row in back)


def test_enough_examples_made_edits_and_packed_rows() -> None:
    assert SEEN["documents"] >= 100
    assert SEEN["edits"] > 0.5 * SEEN["documents"]
    assert SEEN["packed"] > 0.2 * SEEN["documents"]


@SETTINGS
@given(documents())
def test_packed_payloads_come_back(case: tuple[str, tuple[Layer, ...]]) -> None:
    for layer in case[1]:
        assert unpack_edits(pack_edits(layer.edits)) == layer.edits


def test_numbers_of_every_size_survive() -> None:
    starts = array("q", [0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 10**9, 10**12])
    edits = Edits(starts, array("q", [s + 1 for s in starts]), "國" * 9, "国" * 9, array("q", range(1, 10)), ("script.char",))
    assert unpack_edits(pack_edits(edits)) == edits


def test_script_conversion_is_one_row_and_few_edits_are_readable_rows() -> None:
    text = "國學門開" * 10
    edits = Edits.of_characters(text, range(len(text)), "国学门开" * 10, "script.char")
    rows = AuditRows()
    rows.add("a" * 16, [Layer("script", "1", edits)])
    rows.add("b" * 16, [Layer("strip", "2", Edits.of([Edit(0, 3, "甲乙丙", "", "zh.x")]))])
    first, second = rows.take().to_pylist()
    assert (first["kind"], first["rule"], first["start"], first["end"]) == ("packed", "script.char", 0, 40)
    assert first["removed"] is None
    assert (second["kind"], second["removed"], second["inserted"], second["confidence"]) == ("edit", "甲乙丙", "", 1.0)


DECODINGS = st.builds(
    Decoding,
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["utf-8", "gb18030"]), st.binary(max_size=3)),
        max_size=3,
    ).map(tuple),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=300)), max_size=9).map(lambda p: tuple(sorted(p))),
    st.sampled_from(["", "scored 得分"]),
)


@SETTINGS
@given(DECODINGS, st.sampled_from(["utf-8", "gb18030"]))
def test_decoding_comes_back(decoding: Decoding, encoding: str) -> None:
    rows = AuditRows()
    rows.add("0" * 16, (), decoding, encoding)
    back = through_parquet(rows)
    if back:
        assert decoding_of(back, encoding, "") == decoding
        assert (back[0]["layer"], back[0]["step"], back[0]["kind"], back[0]["rule"]) == (0, "decode", "packed", "decode.bytes")
    else:
        assert not decoding.patch
        assert [run[2:] for run in decoding.runs] == [(encoding, b"")]


def test_a_plain_decoding_needs_no_row_and_is_rebuilt() -> None:
    rows = AuditRows()
    rows.add("0" * 16, (), Decoding(((0, 4, "gb18030", b""),), (), "scored"), "gb18030")
    assert len(rows) == 0
    assert decoding_of([], "gb18030", "中文") == Decoding(((0, 4, "gb18030", b""),))
    assert decoding_of([], None, "中文") is None


@SETTINGS
@given(documents())
def test_a_withheld_copy_holds_nothing_that_was_removed(case: tuple[str, tuple[Layer, ...]]) -> None:
    text, layers = case
    rows = AuditRows()
    rows.add("0" * 16, layers)
    bare = withhold(rows.take().to_pylist())
    assert pa.RecordBatch.from_pylist(bare, AUDIT_SCHEMA).num_rows == len(bare)
    assert all(row["removed"] is None and row["removed_raw"] is None and not row["why"] for row in bare)
    # Follow each character by a mark of its own: what the copy still inserts must stand in the final text.
    marked: list[object] = list(text)
    for number, layer in enumerate(layers, 1):
        out: list[object] = []
        at = 0
        for i, edit in enumerate(layer.edits):
            out += marked[at : edit.start] + [(number, i)] * len(edit.inserted)
            at = edit.end
        marked = out + marked[at:]
    final = {mark: marked.count(mark) for mark in marked if isinstance(mark, tuple)}
    shown = layers_of(bare, lost="\0")
    for number, layer in enumerate(layers, 1):
        for i, (was, now) in enumerate(zip(layer.edits, shown[number - 1].edits, strict=True)):
            assert (now.start, now.end, now.rule) == (was.start, was.end, was.rule)
            assert now.removed == "\0" * (was.end - was.start)
            if now.inserted.strip("\0"):
                assert final[number, i] == len(was.inserted)
    if any(edit.end > edit.start for layer in layers for edit in layer.edits):
        with pytest.raises(WithheldError):
            layers_of(bare)
