"""The check: a sound dataset passes; each thing that can be wrong is found under its own name, with a fix."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuskit.errors import InputError
from corpuskit.formats.check import check_folder
from corpuskit.formats.check_laws import check_laws
from corpuskit.formats.lookup import LedgerIndex
from corpuskit.formats.manifest import write_checksums
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
