"""Readers: what people have is found and read in a fixed order; whatever is bad is one named problem, and the rest goes on.

Long, because each format has its readable, broken and hostile inputs.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import tracemalloc
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.formats.readers import Problem, RawDocument, list_inputs, plan, read, shown_path
from corpuskit.formats.readers.containers import repaired_name
from corpuskit.formats.readers.streams import Stream, lines_of

PACK = {
    ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstandard.ZstdCompressor().compress,
}  # fmt: skip


def read_all(*paths: Path | str, shard_bytes: int = 32_000_000, **options: Any) -> tuple[list[RawDocument], list[Problem]]:
    inputs, problems = list_inputs(paths)
    documents = []
    for shard in plan(inputs, shard_bytes):
        for item in read(shard, **options):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                documents.append(item)
    return documents, problems


def jsonl(*records: Any) -> bytes:
    return b"".join(json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in records)


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
def test_a_cut_file_says_how_many_lines_were_kept(name: str, tmp_path: Path) -> None:
    data = jsonl(*({"text": f"第{n}行"} for n in range(40)), {"id": 1}) + b'{"text": "\xe4\xbd'
    path = tmp_path / name
    path.write_bytes(data if not name.endswith(".gz") else gzip.compress(data)[:-9])
    for shard_bytes in (10**6, 300):
        documents, problems = read_all(path, shard_bytes=shard_bytes)
        assert len(documents) == 40
        (last,) = [p for p in problems if "cut off" in p.what or "UTF-8" in p.what]
        assert ("40 of the 41 lines before" in last.what) == (shard_bytes == 10**6 or name.endswith(".gz")), last
        assert ".gz" in name or last.path == "r.jsonl:42"


@pytest.mark.parametrize(
    ("before", "said"),
    [(0, "no whole line stands before it"), (1, "the line before it was kept"), (3, "all 3 lines before it were kept")],
)
def test_a_cut_file_says_it_in_plain_words(before: int, said: str, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(jsonl(*({"text": f"第{n}行"} for n in range(before))) + b'{"text": "abc')
    documents, (last,) = read_all(path)
    assert (len(documents), last.path) == (before, f"r.jsonl:{before + 1}")
    assert last.what.endswith("; " + said)


# -- finding -----------------------------------------------------------------------------------------------------------


def test_folders_are_walked_in_the_order_of_relative_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b.md", "a.txt", ".hidden/x.txt", "SOURCES.toml", "c.unknown"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("文", encoding="utf-8")
    documents, problems = read_all(tmp_path)
    assert [d.source.path for d in documents] == ["a.txt", "a/b.md", "a/z.txt", "b.txt", "c.unknown"]
    assert not problems
    first = documents[0]
    assert first.data == "文".encode()
    assert (first.source.sha256, first.source.is_record) == (sha256("文".encode()).hexdigest(), False)


def test_files_globs_and_equal_names(tmp_path: Path) -> None:
    for name in ("x/a.txt", "y/a.txt", "y/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    inputs, _ = list_inputs([tmp_path / "x" / "a.txt", tmp_path / "y"])
    assert [(f.relative, Path(f.path).read_text()) for f in inputs] == [
        ("b.txt", "y/b.txt"), ("x/a.txt", "x/a.txt"), ("y/a.txt", "y/a.txt"),
    ]  # fmt: skip
    assert [f.relative for f in list_inputs([f"{tmp_path}/*/a.txt"])[0]] == ["x/a.txt", "y/a.txt"]
    assert [f.relative for f in list_inputs([f"{tmp_path}/*"])[0]] == ["x/a.txt", "y/a.txt", "y/b.txt"]
    assert [f.relative for f in list_inputs([f"{tmp_path}/**"])[0]] == ["x/a.txt", "y/a.txt", "y/b.txt"]
    assert [f.relative for f in list_inputs([tmp_path / "y", tmp_path / "y" / "b.txt"])[0]] == ["a.txt", "b.txt"]


GIVEN = ["a/pages", "b/pages", "b/pages/sub", "b/pages/sub/x.txt", "pages~2", "c/x.txt", "c", "link", "a/*/x.txt", "gone"]


@settings(max_examples=60, deadline=None)
@given(st.permutations(GIVEN), st.integers(2, len(GIVEN)))
def test_names_and_problems_do_not_depend_on_the_order_of_the_paths(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], count: int
) -> None:
    base = tmp_path_factory.getbasetemp() / "order"
    if not base.exists():
        for name in ("a/pages/x.txt", "b/pages/x.txt", "b/pages/sub/x.txt", "pages~2/x.txt", "c/x.txt", "c/pages/x.txt"):
            (base / name).parent.mkdir(parents=True, exist_ok=True)
            (base / name).write_text(name)
        (base / "link").symlink_to(base / "c")
        (base / "gone").symlink_to(base / "nothing")
    chosen = [str(base / name) for name in order[:count]]
    found, problems = list_inputs(chosen)
    again, same = list_inputs(sorted(chosen))
    named = [(f.relative, os.path.realpath(f.path)) for f in found]
    assert named == [(f.relative, os.path.realpath(f.path)) for f in again] and problems == same
    assert len({name for name, _ in named}) == len(named) == len({path for _, path in named})
    assert [str(base) in name for name, _ in named] == [False] * len(named)  # no place of the machine in an id


def test_clashing_files_all_get_their_roots_names_and_the_first_path_counts(tmp_path: Path) -> None:
    for name in ("a/pages/x.txt", "a/pages/own.txt", "b/pages/x.txt", "b/pages/in/y.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    inputs, _ = list_inputs([tmp_path / "b/pages/in", tmp_path / "b/pages", tmp_path / "a/pages"])
    assert [(f.relative, f.root) for f in inputs] == [("in/y.txt", 0), ("own.txt", 2), ("pages/x.txt", 2), ("pages~2/x.txt", 1)]


def test_bad_paths_are_named(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "sub").mkdir(parents=True)
    (tmp_path / "out.txt").write_text("outside")
    (tree / "ok.txt").write_text("fine")
    (tree / "empty.txt").touch()
    (tree / "sub" / "loop").symlink_to(tree)
    (tree / "leaves.txt").symlink_to(tmp_path / "out.txt")
    (tree / "dangling").symlink_to(tmp_path / "nothing")
    (tree / "inner").symlink_to(tree / "sub")
    os.mkfifo(tree / "pipe")
    documents, problems = read_all(tree, tmp_path / "missing", f"{tmp_path}/*.none")
    assert [d.source.path for d in documents] == ["ok.txt"]
    said = {p.path.removeprefix(str(tmp_path) + "/"): p.what for p in problems}
    assert said == {
        "tree/empty.txt": "is empty",
        "tree/sub/loop": "is a link to a folder that holds it (a loop); not followed",
        "tree/leaves.txt": "is a link out of the folder; not followed",
        "tree/dangling": "is a link to nothing",
        "tree/pipe": "is not a regular file",
        "missing": "does not exist",
        "*.none": "matches no file",
    }


def test_names_that_are_not_unicode_survive_escaped(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("名".encode("gbk") + b".txt")).write_bytes(b"text")
    documents, problems = read_all(tmp_path)
    assert not problems
    assert documents[0].source.path == "\\xc3\\xfb.txt"
    documents[0].source.path.encode("utf-8")


def test_unreadable_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("a")
    inputs, _ = list_inputs([tmp_path])
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt").mkdir()  # opening fails, also for root
    items = list(read(plan(inputs)[0]))
    assert isinstance(items[0], Problem)
    assert items[0].path == "a.txt"
    assert "cannot be read" in items[0].what


def test_standard_input(tmp_path: Path) -> None:
    for piped, kind in ((b"plain text", "text"), (jsonl({"text": "x"}), "jsonl"), (gzip.compress(b"text"), "text")):
        inputs, problems = list_inputs(["-"], stdin=io.BytesIO(piped), spool=tmp_path)
        assert not problems
        assert (inputs[0].relative, inputs[0].kind) == ("stdin", kind)
        assert len(list(read(plan(inputs)[0]))) == 1
    twice, problems = list_inputs(["-", "-"], stdin=io.BytesIO(b"text"), spool=tmp_path)
    assert len(twice) == 1 and not problems
    assert list_inputs(["-"], stdin=io.BytesIO(b""), spool=tmp_path)[1][0].what == "standard input is empty"


# -- records -----------------------------------------------------------------------------------------------------------


def test_jsonl_keeps_every_field(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(
        '\ufeff{"id": 7, "text": "甲", "url": "http://a/", "n": 3}\r\n\n{"content": "\\ud800", "_id": "x"}'.encode()
    )
    documents, problems = read_all(tmp_path)
    assert not problems
    one, two = documents
    assert (one.text, one.source.record_id, one.source.extra) == ("甲", "7", '{"id":7,"url":"http://a/","n":3}')
    assert (one.source.offset, one.source.is_record, one.source.sha256) == (0, True, sha256("甲".encode()).hexdigest())
    assert (two.text, two.source.record_id, two.source.extra) == ("\ud800", "x", None)
    data = (tmp_path / "r.jsonl").read_bytes()
    assert data[two.source.offset :].startswith(b'{"content"')


def test_bad_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [
        b'{"text": "one"}', b"{broken", b'{"title": "x"}', b'{"text": 5}', b"[1]", b'{"text": "\xff"}', b'{"text": null}',
        b"[" * 100_000, b'{"text": "last"}',
    ]  # fmt: skip
    (tmp_path / "r.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    documents, problems = read_all(tmp_path)
    assert [d.text for d in documents] == ["one", "last"]
    said = {p.path: p.what for p in problems}
    assert said["r.jsonl:2"].startswith("is not JSON")
    assert said["r.jsonl:3"] == "has none of the fields text, content, raw_content (it has title)"
    assert said["r.jsonl:4"] == "the field 'text' is int, not a text"
    assert said["r.jsonl:5"] == "is list, not an object"
    assert said["r.jsonl:6"].startswith("is not UTF-8")
    assert said["r.jsonl:7"] == "the field 'text' is null, not a text"
    assert said["r.jsonl:8"].startswith("is not JSON")
    assert len(said) == 7


def test_many_bad_lines_are_counted_not_listed(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(jsonl(*[{"title": "x"}] * 500, {"text": "ok"}))
    documents, problems = read_all(tmp_path)
    assert len(documents) == 1
    assert len(problems) == 21
    assert problems[-1].what == "480 more records: none of the fields text, content, raw_content"


def test_text_key_and_paths_in_records(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(jsonl({"data": {"body": "甲", "n": 1}, "text": "no"}))
    documents, _ = read_all(tmp_path, text_key="data.body")
    assert documents[0].text == "甲"
    assert json.loads(documents[0].source.extra or "") == {"data": {"n": 1}, "text": "no"}
    assert read_all(tmp_path, text_key="tekst")[1][0].what == "has no field 'tekst' (it has data, text)"


def test_a_huge_line_is_skipped_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with path.open("wb") as file:
        file.write(jsonl({"text": "before"}))
        file.write(b'{"text": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n')
        file.write(jsonl({"text": "after"}))
    tracemalloc.start()
    documents, problems = read_all(path, limit_bytes=8_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [d.text for d in documents] == ["before", "after"]
    assert [(p.path, p.what) for p in problems] == [
        ("r.jsonl:2", "is 100,000,012 bytes, above the limit of 8,000,000 for one document; left out")
    ]
    assert peak < 40_000_000


def test_a_huge_text_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 3_000_000)
    documents, problems = read_all(tmp_path, limit_bytes=1_000_000)
    assert not documents
    assert "is 3,000,000 bytes" in problems[0].what


def test_json_lists_objects_and_lines(tmp_path: Path) -> None:
    records = [{"text": f"第{n}篇", "n": n} for n in range(3000)]
    (tmp_path / "a.json").write_text(json.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"text": "one", "more": [1]}, indent=2))
    (tmp_path / "c.json").write_bytes(jsonl({"text": "x"}, {"text": "y"}))
    (tmp_path / "d.json").write_text('[{"text": "kept"}, {"text": "cut')
    documents, problems = read_all(tmp_path)
    assert [d.text for d in documents] == [*(r["text"] for r in records), "one", "x", "y", "kept"]
    assert [p.path for p in problems] == ["d.json"]
    data = (tmp_path / "a.json").read_bytes()
    assert all(data[d.source.offset :].startswith(b'{\n  "text"') for d in documents[:3000:500])


def test_tables(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes('\ufefftitle,text\r\n甲,"多行\n文本"\r\n乙,短,多\r\n丙\r\n丁,末\r\n'.encode())
    (tmp_path / "b.tsv").write_bytes("text\tid\n中文表格\t9\n".encode("gb18030"))
    documents, problems = read_all(tmp_path)
    assert [(d.text, d.source.extra, d.source.record_id) for d in documents] == [
        ("多行\n文本", '{"title":"甲"}', None), ("末", '{"title":"丁"}', None), ("中文表格", None, "9"),
    ]  # fmt: skip
    assert [(p.path, p.what) for p in problems] == [
        ("a.csv:4", "has 3 fields, the first line names 2"), ("a.csv:5", "the field 'text' is null, not a text"),
    ]  # fmt: skip
    data = (tmp_path / "a.csv").read_bytes()
    assert data[documents[1].source.offset :].startswith("丁".encode())


def test_parquet_rows_and_row_groups(tmp_path: Path) -> None:
    table = pa.table({"content": [f"篇{n}" for n in range(50)], "when": pa.array(range(50), pa.timestamp("s"))})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=10)
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 not really")
    whole, problems = read_all(tmp_path)
    assert [d.text for d in whole] == table["content"].to_pylist()
    assert whole[3].source.extra == '{"when":"1970-01-01T00:00:03"}'
    assert [p.path for p in problems] == ["bad.parquet"]
    inputs, _ = list_inputs([tmp_path / "a.parquet"])
    assert len(plan(inputs, 200)) == 5
    assert read_all(tmp_path / "a.parquet", shard_bytes=200)[0] == whole


def test_a_parquet_row_with_a_value_that_is_none_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    texts = pa.array(["甲".encode(), b"\xff\xfe", "丙".encode()], pa.binary()).view(pa.string())
    times = pa.array([0, 1, 2**60], pa.int64()).view(pa.timestamp("ms"))
    pq.write_table(pa.table({"text": texts, "id": ["a", "b", "c"]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": ["丁", "戊", "己"], "when": times}), tmp_path / "b.parquet")
    documents, problems = read_all(tmp_path)
    assert [d.text for d in documents] == ["甲", "丙", "丁", "戊"]
    assert [d.source.offset for d in documents] == [0, 2, 0, 1]
    assert [(p.path, "'text'" in p.what, "'when'" in p.what) for p in problems] == [
        ("a.parquet:2", True, False),
        ("b.parquet:3", False, True),
    ]


# -- cutting -----------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.integers(1, 300))
def test_cutting_changes_nothing(tmp_path_factory: pytest.TempPathFactory, sizes: list[int], shard_bytes: int) -> None:
    folder = tmp_path_factory.mktemp("cut")
    (folder / "r.jsonl").write_bytes(jsonl(*[{"text": "字" * n} if n % 7 else {"no": 1} for n in sizes]))
    (folder / "s.txt").write_text("small")
    whole = read_all(folder)
    cut = read_all(folder, shard_bytes=shard_bytes)
    assert cut[0] == whole[0]
    assert {p.path for p in cut[1]} >= {p.path for p in whole[1]}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=200), st.integers(1, 50))
def test_lines_are_lines(data: bytes, limit: int) -> None:
    found = list(lines_of(Stream(io.BytesIO(data)), limit))
    want = data.split(b"\n")
    want = want[:-1] if want[-1] == b"" else want
    assert [line for _, line, _ in found] == [line if len(line) <= limit else None for line in want]
    assert all(data[at : at + size] == want[i] for i, (at, _, size) in enumerate(found))


# -- packed ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", PACK)
def test_packed_files_and_frames_one_after_the_other(tmp_path: Path, suffix: str) -> None:
    pack = PACK[suffix]
    one, two = jsonl(*[{"text": f"甲{n}"} for n in range(5000)]), jsonl({"text": "乙"})
    (tmp_path / f"r.jsonl{suffix}").write_bytes(pack(one) + pack(two))
    (tmp_path / f"t.txt{suffix}").write_bytes(pack("文本".encode()))
    documents, problems = read_all(tmp_path)
    assert not problems
    assert len(documents) == 5002
    assert documents[5000].text == "乙"
    assert documents[5001].data == "文本".encode()


@pytest.mark.parametrize("suffix", PACK)
def test_cut_off_files_keep_what_was_read(tmp_path: Path, suffix: str) -> None:
    # Digests do not compress: the cut file still holds blocks.
    body = jsonl(*[{"text": sha256(b"%d" % n).hexdigest() * 3} for n in range(20_000)])
    packed = PACK[suffix](body)
    (tmp_path / f"r.jsonl{suffix}").write_bytes(packed[: len(packed) * 3 // 4])
    documents, problems = read_all(tmp_path)
    assert 6_000 < len(documents) < 20_000
    assert problems[-1].path == f"r.jsonl{suffix}"
    assert "ends too early" in problems[-1].what


@pytest.mark.parametrize("suffix", PACK)
def test_damaged_files_are_named(tmp_path: Path, suffix: str) -> None:
    packed = bytearray(PACK[suffix](b"sound text " * 1000))
    packed[len(packed) // 2] ^= 0xFF
    (tmp_path / f"a.txt{suffix}").write_bytes(bytes(packed))
    (tmp_path / f"b.txt{suffix}").write_bytes(b"this was never packed")
    problems = read_all(tmp_path)[1]
    if suffix == ".zst":  # without a checksum in the frame a flipped bit need not show
        problems = [p for p in problems if p.path.startswith("b")]
    assert problems
    assert all("is damaged" in p.what or "ends too early" in p.what for p in problems)
    assert any(p.path.startswith("b.txt") for p in problems)


@pytest.mark.parametrize("suffix", PACK)
def test_bombs_are_refused(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuskit.formats.readers.streams.FREE_BYTES", 1_000_000)
    (tmp_path / f"a.jsonl{suffix}").write_bytes(PACK[suffix](b"x" * 20_000_000))
    documents, problems = read_all(tmp_path)
    assert not documents
    assert any("when unpacked" in p.what for p in problems)


def zipped(path: Path, members: dict[str, bytes], **options: Any) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, **options)


def test_archives_and_archives_inside(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", "深")
    with tarfile.open(tmp_path / "t.tar.gz", "w:gz") as archive:
        for name, data in {"./a/b.txt": b"tar text", "inner.zip": inner.getvalue(), "../evil.txt": b"no", "e.txt": b""}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    zipped(tmp_path / "z.zip", {"x.txt": b"zip text", "/abs.txt": b"no", "r.jsonl.gz": gzip.compress(jsonl({"text": "r"}))})
    documents, problems = read_all(tmp_path)
    assert [(shown_path(d.source), d.text or (d.data or b"").decode()) for d in documents] == [
        ("t.tar.gz!/a/b.txt", "tar text"), ("t.tar.gz!/inner.zip!/deep.txt", "深"),
        ("z.zip!/x.txt", "zip text"), ("z.zip!/r.jsonl.gz", "r"),
    ]  # fmt: skip
    assert {p.path: p.what for p in problems} == {
        "t.tar.gz!/../evil.txt": "its name leads out of the archive; left out",
        "t.tar.gz!/e.txt": "is empty",
        "z.zip!//abs.txt": "its name leads out of the archive; left out",
    }


def test_archives_too_deep_cut_off_or_broken(tmp_path: Path) -> None:
    data = b"text"
    for _ in range(6):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.txt" if data == b"text" else "a.zip", data)
        data = out.getvalue()
    (tmp_path / "deep.zip").write_bytes(data)
    (tmp_path / "broken.zip").write_bytes(data[:-10])
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for n in range(3):
            info = tarfile.TarInfo(f"{n}.txt")
            info.size = 1000
            archive.addfile(info, io.BytesIO(b"x" * 1000))
    (tmp_path / "cut.tar").write_bytes(out.getvalue()[:2500])
    documents, problems = read_all(tmp_path)
    assert shown_path(documents[0].source) == "cut.tar!/0.txt"
    said = {p.path.split("!")[0]: p.what for p in problems}
    assert "levels deep" in said["deep.zip"]
    assert "no sound zip" in said["broken.zip"]
    assert "stays" in said["cut.tar"]


def test_zip_bomb_and_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuskit.formats.readers.streams.FREE_BYTES", 1_000_000)
    zipped(tmp_path / "bomb.zip", {"a.txt": b"\0" * 20_000_000, "ok.txt": b"fine"})
    documents, problems = read_all(tmp_path)
    assert [d.data for d in documents] == [b"fine"]
    assert "when unpacked" in problems[0].what


def test_names_in_archives_are_repaired(tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    zipped(path, {"AAAA.txt": b"x"})
    path.write_bytes(path.read_bytes().replace(b"AAAA.txt", "名字".encode("gbk") + b".txt"))
    assert read_all(path)[0][0].source.member == "名字.txt"
    assert repaired_name("über.txt".encode("cp437")) == "über.txt"
    assert repaired_name("文档.txt".encode()) == "文档.txt"
    with tarfile.open(tmp_path / "t.tar", "w", format=tarfile.GNU_FORMAT, encoding="gb18030") as archive:
        info = tarfile.TarInfo("新闻/一.txt")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    assert read_all(tmp_path / "t.tar")[0][0].source.member == "新闻/一.txt"


@pytest.mark.parametrize(("name", "extra"), [("a.html", "html"), ("a.warc", "warc")])
def test_a_missing_extra_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, extra: str) -> None:
    import sys

    for module in ("trafilatura", "warcio", "warcio.archiveiterator"):
        monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / name).write_bytes(b"<html></html>")
    (problem,) = read_all(tmp_path)[1]
    assert f"the extra {extra!r} is not installed" in problem.what
    assert extra in problem.hint


def test_a_dataset_of_the_hub_is_read_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    cached = tmp_path / "datasets--zhang--pages"
    files = {"a.jsonl": b'{"text": "one"}\n', "b/c.txt": b"two", "README.md": b"no", "dataset_infos.json": b"{}"}
    revision = "0" * 40
    for n, (name, data) in enumerate(files.items()):
        (cached / "blobs").mkdir(parents=True, exist_ok=True)
        (cached / "blobs" / str(n)).write_bytes(data)
        link = cached / "snapshots" / revision / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(cached / "blobs" / str(n))
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text(revision)
    inputs, problems = list_inputs(["hf://zhang/pages"])
    assert [(one.relative, one.kind) for one in inputs] == [("a.jsonl", "jsonl"), ("b/c.txt", "text")] and not problems
    assert [item.text or item.data for shard in plan(inputs) for item in read(shard)] == ["one", b"two"]  # type: ignore[union-attr]
    for wrong in ("hf://zhang/nothing", "hf://zhang"):
        inputs, problems = list_inputs([wrong])
        assert not inputs and [one.path for one in problems] == [wrong] and problems[0].hint


def test_of_a_dataset_of_ours_only_the_documents_are_inputs(tmp_path: Path) -> None:
    for name in ("data/train-00000-of-00001.parquet", "audit/train-00000-of-00001.parquet", "README.md"):
        (tmp_path / "set" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / name).write_bytes(b"x")
    (tmp_path / "set" / "manifest.json").write_text('{"tool": "corpuskit", "format": 1}')
    inputs, _ = list_inputs([str(tmp_path / "set")])
    assert [one.relative for one in inputs] == ["data/train-00000-of-00001.parquet"]


def test_in_a_store_too_datasets_of_ours_and_unfinished_work_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as in a folder (tests/commands/test_own_output.py); the store is a dictionary here."""
    from corpuskit.formats.readers import stored
    from corpuskit.formats.store import Entry

    ours = b'{"tool": "corpuskit", "format": 1}'
    objects = {
        "s3://b/in/a.txt": b"text", "s3://b/in/dist/x/manifest.json": ours, "s3://b/in/dist/x/data/train.parquet": b"rows",
        "s3://b/in/app/manifest.json": b'{"name": "a web app"}', "s3://b/in/w/x.corpuskit-work/map/1.jsonl": b"{}",
    }  # fmt: skip

    class Shelf:
        def entry(self, url: str) -> Entry | None:
            return Entry(url, len(objects[url]), 1, 1) if url in objects else None

        def below(self, url: str) -> list[Entry]:
            return [Entry(name, len(data), 1, 1) for name, data in sorted(objects.items()) if name.startswith(f"{url}/")]

        def read(self, url: str) -> bytes:
            return objects[url]

    monkeypatch.setattr(stored, "store_of", lambda _: Shelf())
    files, problems = list_inputs(["s3://b/in"])
    assert [file.relative for file in files] == ["a.txt", "app/manifest.json"]
    assert [(one.path, one.left_out) for one in problems] == [("s3://b/in/dist/x", True), ("s3://b/in/w/x.corpuskit-work", True)]
    whole, none = list_inputs(["s3://b/in/dist/x"])
    assert [file.relative for file in whole] == ["data/train.parquet"] and not none
