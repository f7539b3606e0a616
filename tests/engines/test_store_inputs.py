"""Inputs in an object store: the same dataset as from a copy on this machine, from folders, patterns and single objects."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.errors import InputError, RemoteError, UsageError
from corpuskit.formats import readers, store
from corpuskit.formats.readers.ranged import BLOCK_BYTES, open_input
from corpuskit.formats.readers.types import InputFile
from tests.support.s3_server import KEYS, Fault, S3Server, server

__all__ = ["server"]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def sentences(n: int) -> str:
    return "".join(f"第{n}篇的第{k}句，讲的是城市供水管网的日常维护。" for k in range(12))


def crawl(folder: Path) -> Path:
    """One of each kind of file, and names of every sort."""
    lines = [json.dumps({"id": n, "text": sentences(n)}, ensure_ascii=False) for n in range(120)]
    (folder / "子 目录" / "深").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / "big.jsonl").write_text("\n".join(lines) + "\nno json\n", "utf-8")
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress("\n".join(lines[:9]).encode(), mtime=0))
    (folder / "a b#c%41+[1].txt").write_text(sentences(500), "utf-8")
    (folder / "子 目录" / "旧.txt").write_text(sentences(501), "gb18030")
    (folder / "子 目录" / "新.txt").write_text(sentences(502), "utf-8")
    (folder / "子 目录" / "深" / "空.txt").write_text("", "utf-8")
    (folder / ".hidden" / "x.txt").write_text(sentences(503), "utf-8")
    (folder / "settings.toml").write_text("a = 1", "utf-8")
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        archive.writestr("m/one.txt", sentences(504))
    return folder


def parquet(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": [sentences(n) for n in range(600, 700)]}), path, row_group_size=10)


def test_a_folder_gives_the_dataset_of_its_copy(server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = crawl(tmp_path / "crawl")
    parquet(folder / "rows.parquet")
    server.put_folder(folder, "bucket/deep/crawl")
    server.put("bucket/deep/crawl/folder-mark/", b"")
    server.put("bucket/deep/crawl-of-another/x.txt", sentences(900).encode())
    for shard_bytes, workers in ((8_000, 2), (1_000_000, 1)):
        monkeypatch.setattr(build_module, "SHARD_BYTES", shard_bytes)
        ours = api.build([str(folder)], str(tmp_path / f"here{shard_bytes}" / "demo"), recipe="minimal", workers=1)
        theirs = api.build(
            ["s3://bucket/deep/crawl/"], str(tmp_path / f"there{shard_bytes}" / "demo"), recipe="minimal", workers=workers
        )
        assert ours.counts == theirs.counts and ours.counts["documents_in"] == 233
        assert [p.where.removeprefix(str(folder)) for p in ours.skipped] == [
            p.where.removeprefix("s3://bucket/deep/crawl") for p in theirs.skipped
        ]
        assert digests(tmp_path / f"here{shard_bytes}") == digests(tmp_path / f"there{shard_bytes}")


PATTERNS = ("*", "*.txt", "**", "**/*.txt", "子*", "*/旧.txt", "?ig.jsonl", "[!b]*.jsonl*", "*/深/*", ".*/*", "none*")


def test_a_pattern_finds_what_it_finds_on_disk(server: S3Server, tmp_path: Path) -> None:
    folder = crawl(tmp_path / "crawl")
    server.put_folder(folder, "bucket/crawl")
    for pattern in PATTERNS:
        found = []
        for root in (str(folder), "s3://bucket/crawl"):
            files, problems = readers.list_inputs([f"{root}/{pattern}"])
            names = [(f.relative, f.bytes, f.kind, f.compression, f.root) for f in files]
            found.append((names, [(p.path.removeprefix(root), p.what) for p in problems]))
        assert found[0] == found[1], pattern


def test_one_object_has_its_own_name_and_two_roots_are_told_apart(server: S3Server, tmp_path: Path) -> None:
    for bucket in ("left", "right"):
        server.put(f"{bucket}/texts/a.txt", bucket.encode())
        (tmp_path / bucket / "texts").mkdir(parents=True)
        (tmp_path / bucket / "texts" / "a.txt").write_text(bucket)
    for given in (["{}/left/texts/a.txt"], ["{}/left/texts", "{}/right/texts"], ["{}/left", "{}/right/texts/a.txt"]):
        here, there = ([g.format(root) for g in given] for root in (tmp_path, "s3:/"))
        assert [f.relative for f in readers.list_inputs(here)[0]] == [f.relative for f in readers.list_inputs(there)[0]]
    twice, _ = readers.list_inputs(["s3://left/texts/a.txt", "s3://left"])
    assert [f.relative for f in twice] == ["texts/a.txt"]


def test_of_a_dataset_of_ours_only_the_documents_are_inputs(server: S3Server, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(sentences(1), "utf-8")
    api.build([str(tmp_path / "in.txt")], str(tmp_path / "demo"), recipe="minimal", workers=1)
    server.put_folder(tmp_path / "demo", "bucket/demo")
    here, there = readers.list_inputs([str(tmp_path / "demo")])[0], readers.list_inputs(["s3://bucket/demo"])[0]
    assert [f.relative for f in here] == [f.relative for f in there] == ["data/train-00000-of-00001.parquet"]


def test_file_addresses_are_paths(tmp_path: Path) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    (folder / "x.txt").write_text("一", "utf-8")
    files, problems = readers.list_inputs([f"file://{tmp_path}/a%20b"])
    assert not problems and files == readers.list_inputs([str(folder)])[0]
    with pytest.raises(UsageError, match="names no file of this machine"):
        readers.list_inputs(["file://elsewhere/x"])


def test_what_is_wrong_is_said_in_one_line(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.put("bucket/x.txt", b"x")
    with pytest.raises(RemoteError, match="s3://missing-bucket does not exist"):
        readers.list_inputs(["s3://missing-bucket/crawl"])
    (problem,) = readers.list_inputs(["s3://bucket/nothing"])[1]
    assert "does not exist" in problem.what
    with pytest.raises(UsageError, match="names no bucket"):
        readers.list_inputs(["s3://"])
    with pytest.raises(UsageError, match=r"ftp:// is not known"):
        readers.list_inputs(["ftp://host/x"])
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    server._forget_clients()
    with pytest.raises(RemoteError, match="there are no keys for s3://bucket") as raised:
        readers.list_inputs(["s3://bucket"])
    assert "AWS_ACCESS_KEY_ID" in raised.value.hint and "\n" not in raised.value.line


def test_without_the_client_it_says_which_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    store._store.cache_clear()
    monkeypatch.setattr(store.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="s3:// needs the package s3fs") as raised:
        readers.list_inputs(["s3://bucket/crawl"])
    assert "extra `s3`" in raised.value.hint


def test_ranges_read_like_a_file_and_no_more_than_is_wanted(server: S3Server, tmp_path: Path) -> None:
    data = bytes(range(256)) * 40_000
    server.put("bucket/x.bin", data)
    file = InputFile("s3://bucket/x.bin", "x.bin", len(data), "text")
    with open_input(file) as remote:
        local = io.BytesIO(data)
        for step in (
            ("seek", 5_000_000),
            ("read", 70_000),
            ("seek", -100, 2),
            ("read", 1_000),
            ("read", 1),
            ("seek", 3),
            ("read", 9),
        ):
            assert getattr(remote, step[0])(*step[1:]) == getattr(local, step[0])(*step[1:])
            assert remote.tell() == local.tell()
    server.log.clear()
    with open_input(file, 1 << 16) as remote:
        remote.seek(9_000_000)
        assert remote.read(10) == data[9_000_000:9_000_010]
    assert len(server.log) == 1
    with open_input(file) as remote:
        assert sha256(remote.read()).digest() == sha256(data).digest()
    assert len(server.log) == 1 + -(-len(data) // BLOCK_BYTES)


@pytest.mark.parametrize("kind", ["503", "reset", "lost", "short", "cut"])
def test_a_store_that_stumbles_changes_nothing(kind: str, server: S3Server, tmp_path: Path) -> None:
    folder = crawl(tmp_path / "crawl")
    server.put_folder(folder, "bucket/crawl")
    api.build([str(folder)], str(tmp_path / "here" / "demo"), recipe="minimal", workers=1)
    server.faults.append(fault := Fault("GET", r"crawl/", kind, times=6, every=2))
    server.faults.append(listing := Fault("GET", r"list-type=2", kind if kind not in ("short", "cut") else "503"))
    result = api.build(["s3://bucket/crawl"], str(tmp_path / "there" / "demo"), recipe="minimal", workers=1)
    assert not fault.times and not listing.times  # they did strike
    assert len(result.skipped) == 2  # the empty file and the line that is no JSON
    assert digests(tmp_path / "here") == digests(tmp_path / "there")


def test_a_store_that_stays_away_ends_the_build_and_nothing_is_written(server: S3Server, tmp_path: Path) -> None:
    server.put_folder(crawl(tmp_path / "crawl"), "bucket/crawl")
    server.faults.append(Fault("GET", r"big\.jsonl", "503", times=10_000))
    with pytest.raises(RemoteError, match="no good answer from the store"):
        api.build(["s3://bucket/crawl"], str(tmp_path / "demo"), recipe="minimal", workers=1)
    assert not (tmp_path / "demo").exists()
    server.faults.clear()
    assert api.build(["s3://bucket/crawl"], str(tmp_path / "demo"), recipe="minimal", workers=1).counts["documents_in"] == 133


def test_an_object_that_changes_or_goes_meanwhile_is_named(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        server.put(f"bucket/crawl/{n}.txt", sentences(n).encode())
    changed = build_module._changed

    def looked(inputs: object) -> object:
        server.put("bucket/crawl/0.txt", sentences(7).encode())
        server.remove("bucket/crawl/1.txt")
        return changed(inputs)  # type: ignore[arg-type]

    monkeypatch.setattr(build_module, "_changed", looked)
    result = api.build(["s3://bucket/crawl"], str(tmp_path / "demo"), recipe="minimal", workers=1)
    assert [(p.where, p.what) for p in result.skipped] == [
        ("0.txt", "changed while it was read"), ("1.txt", "went away while the build ran"),
    ]  # fmt: skip


def test_nothing_to_read_is_an_input_error(server: S3Server, tmp_path: Path) -> None:
    server.put("bucket/x.txt", b"")
    with pytest.raises(InputError, match="is empty"):
        api.build(["s3://bucket"], str(tmp_path / "demo"), workers=1)
