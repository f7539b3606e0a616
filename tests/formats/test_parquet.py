"""Shards: explicit schema, our settings, bytes that depend on the rows alone, sizes as the datasets library counts them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.errors import InvariantError, OutputError, UsageError
from corpuskit.formats.ledger import AUDIT_SCHEMA
from corpuskit.formats.parquet import (
    DATA_SCHEMA,
    REJECTED_SCHEMA,
    ShardWriter,
    data_schema,
    features_json,
    measure,
    read_batches,
)


def row(n: int, **more: Any) -> dict[str, Any]:
    text = f"第{n}篇文章。" * (1 + n % 7)
    return {
        "id": f"{n:016x}", "text": text, "lang": "zh-Hans", "editors": ["张三"] if n % 3 else None, "path": f"a/{n}.txt",
        "chars": len(text), "edits": n % 5, "quality": [{"name": "repetition", "value": 0.1}] if n % 2 else None, **more,
    }  # fmt: skip


def batch(a: int, b: int) -> Any:
    return pa.RecordBatch.from_pylist([row(n) for n in range(a, b)], DATA_SCHEMA)


def write(folder: Path, cuts: list[int], **limits: int) -> list[Any]:
    writer = ShardWriter(folder, "data", DATA_SCHEMA, **limits)
    for a, b in pairwise(cuts):
        writer.write(batch(a, b))
    return writer.close()


def test_settings_of_the_file(tmp_path: Path) -> None:
    (shard,) = write(tmp_path, [0, 500])
    assert shard.path == "data/train-00000-of-00001.parquet"
    with pq.ParquetFile(tmp_path / shard.path) as file:
        assert file.schema_arrow.remove_metadata().equals(DATA_SCHEMA)
        meta = file.metadata
        for i in range(meta.row_group(0).num_columns):
            column = meta.row_group(0).column(i)
            assert column.compression == "ZSTD"
            assert column.has_offset_index
        keys = {k.decode(): v.decode() for k, v in meta.metadata.items()}
    assert json.loads(keys["content_defined_chunking"])["max_chunk_size"] == 1_048_576
    assert json.loads(keys["huggingface"])["info"]["features"]["text"] == {"dtype": "string", "_type": "Value"}
    assert sum(b.num_rows for b in read_batches(tmp_path, "data")) == shard.rows == 500


def test_level_three_is_asked_for(tmp_path: Path) -> None:
    """The naive compression="zstd" means level 1 in pyarrow; the file must be as small as level 3 makes it."""
    import random

    dice = random.Random(1)
    words = ["".join(chr(0x4E00 + dice.randrange(900)) for _ in range(dice.randrange(1, 5))) for _ in range(900)]
    rows = [row(n, text="".join(dice.choices(words, k=300))) for n in range(700)]
    table = pa.Table.from_pylist(rows, DATA_SCHEMA)
    writer = ShardWriter(tmp_path, "data", DATA_SCHEMA)
    writer.write(table)
    (shard,) = writer.close()
    sizes = {}
    for level in (1, 3):
        pq.write_table(table, tmp_path / "x", compression="zstd", compression_level=level, use_dictionary=False)
        sizes[level] = (tmp_path / "x").stat().st_size
    assert abs(shard.file_bytes - sizes[3]) < abs(shard.file_bytes - sizes[1])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 300), max_size=6))
def test_bytes_do_not_depend_on_batches(tmp_path_factory: pytest.TempPathFactory, cuts: list[int]) -> None:
    limits = {"shard_bytes": 15_000, "group_bytes": 4_000}
    one = write(tmp_path_factory.mktemp("one"), [0, 300], **limits)
    many = write(tmp_path_factory.mktemp("many"), sorted({0, 300, *cuts}), **limits)
    assert len(one) > 2
    assert one == many


def test_shards_are_cut_by_size_and_small_at_first(tmp_path: Path) -> None:
    shards = write(tmp_path, [0, 300], shard_bytes=15_000, group_bytes=4_000)
    assert [s.path for s in shards] == [f"data/train-{i:05d}-of-{len(shards):05d}.parquet" for i in range(len(shards))]
    ids = [i for b in read_batches(tmp_path, "data", ["id"]) for i in b.column(0).to_pylist()]
    assert ids == [f"{n:016x}" for n in range(300)]
    writer = ShardWriter(tmp_path / "b", "data", DATA_SCHEMA)
    limits = []
    for n in range(10):
        limits.append(writer._shard_limit() // 1_000_000)
        writer._paths.append(Path(str(n)))
    assert limits == [32] * 4 + [100] * 4 + [300] * 2


def test_no_rows_still_load(tmp_path: Path) -> None:
    shards = ShardWriter(tmp_path, "rejected", REJECTED_SCHEMA).close()
    assert [(s.path, s.rows, s.memory_bytes) for s in shards] == [("rejected/train-00000-of-00001.parquet", 0, 0)]
    assert pq.read_schema(tmp_path / shards[0].path).remove_metadata().equals(REJECTED_SCHEMA)


def test_another_schema_is_our_bug_and_taken_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvariantError):
        ShardWriter(tmp_path, "data", DATA_SCHEMA).write(pa.record_batch({"id": ["a"]}))
    assert data_schema({"votes": "int"}).field("votes").type == pa.int64()
    with pytest.raises(UsageError, match="title"):
        data_schema({"title": "string"})


def test_a_full_disk_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder must be")
    writer = ShardWriter(tmp_path, "data", DATA_SCHEMA)
    writer.write(batch(0, 5))
    with pytest.raises(OutputError, match="data/train"):
        writer.close()


@pytest.mark.parametrize("schema", [DATA_SCHEMA, REJECTED_SCHEMA, AUDIT_SCHEMA, data_schema({"a": "bool", "b": "float"})])
def test_features_are_those_of_the_datasets_library(schema: Any) -> None:
    from datasets import Features

    assert features_json(schema) == Features.from_arrow_schema(schema).to_dict()


def test_num_bytes_are_those_of_the_datasets_library(tmp_path: Path) -> None:
    from datasets import load_dataset

    shards = write(tmp_path, [0, 700], shard_bytes=40_000, group_bytes=9_000)
    loaded = load_dataset(
        "parquet", data_files=str(tmp_path / "data" / "train-*"), cache_dir=str(tmp_path / "cache"), split="train"
    )
    assert len(shards) > 1
    assert sum(s.memory_bytes for s in shards) == loaded.info.splits["train"].num_bytes
    assert measure(tmp_path / shards[0].path) == (shards[0].rows, shards[0].memory_bytes)
