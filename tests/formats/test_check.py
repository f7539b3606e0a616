"""The check: a sound dataset passes; each thing that can be wrong is found under its own name, with a fix."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuskit.errors import InputError
from corpuskit.formats.check import check_folder
from corpuskit.formats.check_laws import check_laws
from corpuskit.formats.lookup import LedgerIndex
from corpuskit.formats.manifest import read_checksums, write_checksums
from corpuskit.formats.parquet import read_batches
from tests.formats.made import encode, make


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "demo"
    folder.mkdir()
    make(folder, count=40, shard_bytes=1000)
    return folder


@pytest.fixture
def demo(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "demo")
    return tmp_path / "demo"


def names(folder: Path, *, load: bool = False, advice: bool = False) -> set[str]:
    found = check_folder(folder, encode, everything=True, load=load)
    assert all(f.what and f.fix and f.where for f in found)
    return {f.name for f in found if advice or not f.advice}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def rewrite(folder: Path, config: str, change: Callable[[pa.Table], pa.Table]) -> None:
    path = next((folder / config).glob("*.parquet"))
    pq.write_table(change(pq.read_table(path)), path, write_page_index=True)


def test_a_sound_dataset_passes_and_loads(sound: Path) -> None:
    assert check_folder(sound, encode, load=True) == []
    assert len(list((sound / "data").iterdir())) > 1


def test_originals_are_really_proved(demo: Path) -> None:
    assert names(demo) == set()
    wrong = list(check_laws(demo, lambda text, decoding: encode(text, decoding) + b"!", everything=True, withheld=False))
    assert {f.name for f in wrong} == {"law.reversible"}
    assert len(wrong) == 40


def set_column(name: str, value: object) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        at = table.schema.get_field_index(name)
        column = table.column(at).to_pylist()
        column[0] = value
        return table.set_column(at, table.schema.field(at), pa.array(column, table.schema.field(at).type))

    return change


BREAKS: dict[str, Callable[[Path], object]] = {
    "checksums.differ": lambda d: edit(d / "recipe.lock.toml", "web-zh", "web"),
    "checksums.gone": lambda d: (d / "recipe.lock.toml").unlink(),
    "checksums.unlisted": lambda d: (d / "notes.txt").write_text("x"),
    "checksums.damaged": lambda d: (d / "checksums.sha256").write_text("nonsense\n"),
    "manifest.gone": lambda d: next((d / "audit").iterdir()).unlink(),
    "manifest.differs": lambda d: rewrite(d, "data", lambda t: t.slice(1)),
    "manifest.damaged": lambda d: (d / "manifest.json").write_text("{"),
    "shards.stale": lambda d: shutil.copy(next((d / "rejected").iterdir()), d / "rejected" / "train-old.parquet"),
    "shards.mixed": lambda d: shutil.copy(next((d / "rejected").iterdir()), d / "rejected" / "train-00001-of-00002.parquet"),
    "shards.missing": lambda d: sorted((d / "data").iterdir())[0].unlink(),
    "shards.partial": lambda d: (d / "data" / "train-00000.partial").write_text(""),
    "parquet.unreadable": lambda d: next((d / "data").iterdir()).write_bytes(b"PAR1 garbage PAR1"),
    "parquet.schema": lambda d: rewrite(d, "data", lambda t: t.drop_columns(["site"])),
    "parquet.null-type": lambda d: rewrite(
        d, "data", lambda t: t.set_column(t.schema.get_field_index("title"), "title", pa.nulls(len(t)))
    ),
    "parquet.extra-column": lambda d: pq.write_table(
        pq.read_table(next((d / "data").iterdir())).slice(0, 1).append_column("zz", pa.array([1])), d / "data" / "zz.parquet"
    ),
    "hijacker.script": lambda d: (d / "demo.py").write_text(""),
    "card.missing": lambda d: (d / "README.md").unlink(),
    "card.bom": lambda d: (d / "README.md").write_bytes(b"\xef\xbb\xbf" + (d / "README.md").read_bytes()),
    "card.no-metadata": lambda d: (d / "README.md").write_text("# a card\n"),
    "card.yaml": lambda d: edit(d / "README.md", "---\n", "---\na: [\n"),
    "card.duplicate-key": lambda d: edit(d / "README.md", "pretty_name: demo", "pretty_name: demo\npretty_name: other"),
    "card.norway": lambda d: edit(d / "README.md", "language:\n- en", "language:\n- no"),
    "card.language": lambda d: edit(d / "README.md", "language:\n- en", "language:\n- zh-CN"),
    "card.licence": lambda d: edit(d / "README.md", "license: cc0-1.0", "license: public domain"),
    "card.size-category": lambda d: edit(d / "README.md", "n<1K", "small"),
    "card.no-default": lambda d: (edit(d / "README.md", "  default: true\n", ""), edit(
        d / "README.md", "config_name: default", "config_name: main")),
    "card.no-files": lambda d: edit(d / "README.md", "audit/train-*", "audits/train-*"),
    "card.overlap": lambda d: edit(d / "README.md", "path: rejected/train-*", "path: '**/*.parquet'"),
    "card.rows": lambda d: edit(d / "README.md", "num_examples: 38", "num_examples: 39"),
    "card.bytes": lambda d: edit(d / "README.md", "num_bytes: ", "num_bytes: 1"),
    "card.sizes": lambda d: edit(d / "README.md", "download_size: ", "download_size: 1"),
    "card.features": lambda d: edit(d / "README.md", "  - name: site\n    dtype: string\n", ""),
    "card.splits": lambda d: edit(d / "README.md", "  - name: train\n    num_bytes", "  - name: other\n    num_bytes"),
    "card.version": lambda d: edit(d / "README.md", "version: 1.0.", "version: 1.0.1"),
    "croissant.damaged": lambda d: (d / "croissant.json").write_text("[]"),
    "croissant.differs": lambda d: edit(d / "croissant.json", '"sha256": "', '"sha256": "0'),
    "croissant.gone": lambda d: edit(d / "croissant.json", '"contentUrl": "data/', '"contentUrl": "date/'),
    "croissant.format": lambda d: edit(d / "croissant.json", "application/x-parquet", "application/vnd.apache.parquet"),
    "croissant.invalid": lambda d: edit(d / "croissant.json", '"sc:Dataset"', '"sc:Thing"'),
    "law.chars": lambda d: rewrite(d, "data", set_column("chars", 1)),
    "law.edits": lambda d: rewrite(d, "data", set_column("edits", 1)),
    "law.reversible": lambda d: rewrite(d, "data", set_column("sha256", "00" * 32)),
    "law.id": lambda d: rewrite(d, "rejected", lambda t: pa.concat_tables([t, t])),
    "law.duplicate": lambda d: rewrite(d, "rejected", set_column("kept_id", "0" * 16)),
    "law.ledger": lambda d: rewrite(d, "audit", set_column("doc_id", "0" * 16)),
    "load.fails": lambda d: edit(d / "README.md", "num_examples: 38", "num_examples: 39"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_each_fault_has_its_name(demo: Path, name: str) -> None:
    BREAKS[name](demo)
    assert name in names(demo, load=name.startswith("load."))


def test_a_damaged_ledger_is_found(demo: Path) -> None:
    def flip(table: pa.Table) -> pa.Table:
        rows = table.to_pylist()
        at = next(i for i, r in enumerate(rows) if r["kind"] == "edit")
        rows[at]["removed"] = rows[at]["removed"][:-1] + "X"
        return pa.Table.from_pylist(rows, table.schema)

    rewrite(demo, "audit", flip)
    assert "law.reversible" in names(demo)


def test_folders_of_others(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    table = pa.table({"text": ["a", "b"]})
    pq.write_table(table, folder / "train-00000-of-00001.parquet")
    found = check_folder(folder)
    assert [f.name for f in found if not f.advice] == []
    assert "card.missing" in {f.name for f in found}
    (folder / "README.md").write_text("---\nconfigs:\n- config_name: a\n  data_files: '*.parquet'\n- config_name: b\n"
                                      "  data_files: rows.jsonl\n---\n")  # fmt: skip
    (folder / "rows.jsonl").write_text('{"text": "x"}\n')
    assert {"card.no-default", "card.formats", "load.fails"} <= names(folder, load=True)
    (folder / "README.md").unlink()
    (folder / "sub").mkdir()
    (folder / "sub" / "task.toml").write_text("")
    assert "hijacker.harbor" in names(folder)
    with pytest.raises(InputError):
        check_folder(tmp_path / "none")


def rows(folder: Path, name: str = "train.parquet", table: Any = None) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    pq.write_table(pa.table({"text": ["a", "b"]}) if table is None else table, folder / name)


def yaml_of(folder: Path, block: str) -> None:
    rows(folder)
    (folder / "README.md").write_text(f"---\n{block}\n---\n# x\n")


def manifest(folder: Path, outputs: object, keep: object) -> None:
    body = {"tool": "corpuskit", "format": 1, "outputs": outputs, "keep": keep}
    (folder / "manifest.json").write_text(json.dumps(body))


ONE = "configs:\n- config_name: default\n  data_files: train.parquet\n"
SPLITS_AS_KEYS = "configs:\n- config_name: a\n  data_files:\n    train: train.parquet"
MAP = pa.table({"m": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64()))})
OUTSIDE = [{"path": "../../x", "rows": 1, "bytes": 1}]
OTHERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda d: None, "folder.no-data"),
    "a list": (lambda d: yaml_of(d, "- a\n- b"), "card.yaml"),
    "a word": (lambda d: yaml_of(d, "hello"), "card.yaml"),
    "an impossible date": (lambda d: yaml_of(d, "created: 2024-13-45"), "card.yaml"),
    "a key that is a list": (lambda d: yaml_of(d, "? [1, 2]\n: 3"), "card.yaml"),
    "depth": (lambda d: yaml_of(d, "a: " + "[" * 500 + "]" * 500), "card.yaml"),
    "configs a word": (lambda d: yaml_of(d, "configs: hello"), "card.configs"),
    "numbers for texts": (lambda d: yaml_of(d, "license: {a: b}\nlanguage: 5\ndataset_info: 3"), "card.licence"),
    "a size that is a list": (lambda d: yaml_of(d, "size_categories: [[1]]"), "card.size-category"),
    "no name": (lambda d: yaml_of(d, "configs:\n- config_name: null\n  data_files: train.parquet"), "card.config-name"),
    "splits as keys": (lambda d: yaml_of(d, SPLITS_AS_KEYS), "card.data-files"),
    "features a word": (lambda d: yaml_of(d, ONE + "dataset_info:\n  features: x\n  splits:\n  - name: train"), "card.features"),
    "splits a list": (lambda d: yaml_of(d, ONE + "dataset_info:\n  splits:\n  - name: [a]\n  - 3"), "card.splits"),
    "one part of two": (lambda d: rows(d, "data/train-00000-of-00002.parquet"), "shards.missing"),
    "no rows": (lambda d: rows(d, table=pa.table({"text": pa.array([], pa.string())})), "parquet.no-rows"),
    "no columns": (lambda d: rows(d, table=pa.table({})), "parquet.no-columns"),
    "half a file": (lambda d: (d / "a.parquet").write_bytes(b"PAR1"), "parquet.unreadable"),
    "a link to nowhere": (lambda d: (d / "a.parquet").symlink_to("nowhere"), "parquet.unreadable"),
    "a folder in a loop": (lambda d: (d / "loop").symlink_to("."), "folder.no-data"),
    "a map": (lambda d: rows(d, table=MAP), "parquet.map-type"),
    "brackets": (lambda d: rows(d, "a[1]/train.parquet"), "hijacker.path"),
    "bytes for a name": (lambda d: (d / os.fsdecode(b"\xff.txt")).write_text("x"), "file.name"),
    "saved to disk": (lambda d: datasets.Dataset.from_dict({"text": ["a"]}).save_to_disk(str(d)), "folder.save-to-disk"),
    "sums of another form": (lambda d: (d / "checksums.sha256").write_bytes(b"\xff\xfe"), "checksums.damaged"),
    "another Croissant": (lambda d: (d / "croissant.json").write_text('{"distribution": [3]}'), "croissant.damaged"),
    "our manifest, wrong columns": (lambda d: manifest(d, [], 3), "manifest.damaged"),
    "our manifest, a taken column": (lambda d: manifest(d, [], {"text": "string"}), "manifest.damaged"),
    "our manifest, a way out": (lambda d: manifest(d, OUTSIDE, {}), "manifest.damaged"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_whatever_others_made_gets_a_name_and_never_a_traceback(tmp_path: Path, name: str) -> None:
    make_it, want = OTHERS[name]
    folder = tmp_path / "theirs"
    folder.mkdir()
    make_it(folder)
    assert want in names(folder)


def test_what_the_library_wrote_is_sound(tmp_path: Path) -> None:
    """Dataset.to_parquet, and a card with its features: nothing is wrong, and it loads."""
    folder = tmp_path / "theirs"
    (folder / "data").mkdir(parents=True)
    made = datasets.Dataset.from_dict({"text": ["a", "b"], "label": [0, 1]})
    made = made.cast_column("label", datasets.ClassLabel(names=["x", "y"]))
    made.to_parquet(str(folder / "data" / "train-00000-of-00001.parquet"))
    (folder / "README.md").write_text(
        "---\nlicense: mit\ndataset_info:\n  features:\n  - name: text\n    dtype: string\n  - name: label\n    dtype:\n"
        "      class_label:\n        names:\n          '0': x\n          '1': y\n  splits:\n  - name: train\n    num_bytes: 26\n"
        "    num_examples: 2\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*\n---\n"
    )
    assert names(folder, load=True) == set()
    assert {f.name for f in check_folder(folder, load=False)} <= {"card.bytes", "card.sizes"}


def test_many_findings_of_one_kind_are_counted(tmp_path: Path) -> None:
    for n in range(60):
        (tmp_path / f"{n:02d}.parquet").write_bytes(b"x")
    found = [f for f in check_folder(tmp_path, load=False) if f.name == "parquet.unreadable"]
    assert len(found) == 21
    assert found[-1].what == "and 40 more like these"


def test_a_list_of_checksums_as_sha256sum_writes_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    digest = hashlib.sha256(b"x").hexdigest().upper()
    (tmp_path / "checksums.sha256").write_bytes(f"{digest} *a.txt\r\n".encode())
    assert read_checksums(tmp_path) == {"a.txt": digest.lower()}
    assert names(tmp_path) == set()


def test_a_large_dataset_is_streamed_and_not_copied(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuskit.formats import check

    monkeypatch.setattr(check, "LOADED_BYTES", 1000)
    assert [f.name for f in check_folder(sound, encode, load=True)] == ["load.streamed"]


def test_the_index_finds_the_rows_of_each_document(sound: Path) -> None:
    index = LedgerIndex(sound)
    want: dict[str, list[dict[str, object]]] = {}
    for batch in read_batches(sound, "audit"):
        for row in batch.to_pylist():
            want.setdefault(row["doc_id"], []).append(row)
    assert len(want) == 40
    assert {key: index.rows(key) for key in want} == want
    assert index.rows("f" * 16) == []
    assert index.ids() == set(want)


def test_checksums_can_be_written_again(demo: Path) -> None:
    from corpuskit.formats.about import about_of

    (demo / "notes.txt").write_text("mine")
    write_checksums(demo, about_of(demo))
    assert names(demo) == set()
