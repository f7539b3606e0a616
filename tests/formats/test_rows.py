"""Finished documents as rows: every column, promoted fields, and what cannot stand in a dataset."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document, Source
from corpuskit.core.edit import Edit, Edits, Layer, Note
from corpuskit.errors import InputError
from corpuskit.formats.parquet import DATA_SCHEMA
from corpuskit.formats.rows import DocumentRows, Rejection

SOURCE = Source("a.zip", "b.jsonl", 5, True, "7", '{"votes":3,"big":99999999999999999999,"name":"甲","ok":true}', "ab" * 32)


def test_all_columns_are_there() -> None:
    layer = Layer("strip", "1", Edits.of([Edit(0, 1, "x", "", "a.b")]), (Note(0, 0, "damage.replacement-char"),))
    meta = {
        "lang": "zh-Hans",
        "editors": ("张三", "李四"),
        "title": "",
        "site": "a.example",
        "encoding": None,
        "author": "甲\udc80",
    }
    rows = DocumentRows()
    rows.add(Document("0" * 16, "文本", meta, (layer,)), SOURCE, measures=[("repetition", 0.25)], duplicates=2)
    batch = rows.take()
    assert batch.schema.equals(DATA_SCHEMA)
    (row,) = batch.to_pylist()
    assert {k: v for k, v in row.items() if v is not None} == {
        "id": "0" * 16, "text": "文本", "lang": "zh-Hans", "author": "甲\\udc80", "editors": ["张三", "李四"],
        "path": "a.zip!/b.jsonl",
        "site": "a.example", "chars": 2, "sha256": "ab" * 32, "edits": 1, "damage": 1, "duplicates": 2, "record_id": "7",
        "quality": [{"name": "repetition", "value": 0.25}], "extra": SOURCE.extra,
    }  # fmt: skip
    assert len(rows) == 0


def test_promoted_fields_have_types_and_others_stay() -> None:
    rows = DocumentRows({"votes": "float", "big": "int", "name": "string", "ok": "int"}, rejected=True)
    rows.add(Document("0" * 16, "x"), SOURCE, rejection=Rejection("quality.length", 1.0, 5.0))
    rows.add(Document("1" * 16, "y"), Source("a.txt"))
    one, two = rows.take().to_pylist()
    assert (one["votes"], one["big"], one["name"], one["ok"]) == (3.0, None, "甲", None)
    assert one["extra"] == '{"big":99999999999999999999,"ok":true}'
    assert (one["reason"], one["value"], one["limit"], one["kept_id"]) == ("quality.length", 1.0, 5.0, None)
    assert (two["reason"], two["extra"], two["votes"]) == (None, None, None)


def test_lone_surrogates_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"a\.zip!/b\.jsonl"):
        DocumentRows().add(Document("0" * 16, "a\ud800"), SOURCE)
