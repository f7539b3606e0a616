"""The card: real numbers, safe against documents, merged with a person's text; YAML that loads; Croissant that validates.

Long, because each section of a card has its test.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpuskit.errors import InputError, UsageError
from corpuskit.formats import about, manifest
from corpuskit.formats.about import CardInfo, about_of, read_card_info
from corpuskit.formats.card import content_version, merge_body, size_category, split_card, write_card
from corpuskit.formats.card_facts import Facts
from corpuskit.formats.card_text import bare, escape, percent, table, visible
from corpuskit.formats.card_use import loading, one_row
from corpuskit.formats.folder import manifest_of
from corpuskit.formats.manifest import read_checksums
from corpuskit.formats.parquet import digest_file, read_batches
from corpuskit.formats.publishable import write_publishable
from corpuskit.formats.report_text import report_text
from tests.formats.made import INFO, make


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "demo"
    folder.mkdir()
    make(folder)
    return folder


def test_numbers_are_those_of_the_run(demo: Path) -> None:
    card = (demo / "README.md").read_text(encoding="utf-8")
    assert "10 cleaned documents" in card
    assert "from 12 documents in 12 input files" in card
    rows = {
        line.split("`")[1]: line.replace("\u00a0", " ").split(" | ")[2:] for line in card.split("\n") if line.startswith("| `")
    }
    assert rows["strip"] == ["12 edits in 12 documents", "12", "707 → 611 |"]
    assert rows["quality"][:2] == ["left out: quality.short 1", "12 → 11"]
    assert rows["exact"][:2] == ["left out: duplicate.exact 1", "11 → 10"]
    kept = sum(row["chars"] for batch in read_batches(demo, "data", ["chars"]) for row in batch.to_pylist())
    assert rows["exact"][2].endswith(f"→ {kept} |")
    assert f"| `default` | `train` | 10 | {kept} |" in card
    assert "| `editors` | list of string | 100 % |" in card.replace("\u00a0", " ")
    assert "| `title` | string | 0 % |" in card.replace("\u00a0", " ")
    assert "More Information Needed" not in card
    assert "许可证：cc0-1.0" in card
    assert "Inputs that could not be read and are missing: 1" in card


def test_inputs_too_many_to_be_listed_are_counted_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(about, "LISTED_INPUTS", 5)
    monkeypatch.setattr(manifest, "LISTED_INPUTS", 5)
    for name in ("ds", "copy"):
        (tmp_path / name).mkdir()
    make(tmp_path / "ds")
    write_publishable(tmp_path / "ds", tmp_path / "copy", "somebody/copy")
    for name in ("ds", "copy"):
        card = (tmp_path / name / "README.md").read_text(encoding="utf-8")
        assert "in 12 input files" in card and "listed with SHA-256" not in card
        found = about_of(tmp_path / name)
        assert (found.input_files, found.names_inputs, list(found.inputs)) == (12, False, [])
        assert "12 input files" in report_text(found)
    assert manifest_of(tmp_path / "copy")["inputs"] == manifest_of(tmp_path / "ds")["inputs"]  # type: ignore[index]


def test_documents_cannot_write_the_card(demo: Path, tmp_path: Path) -> None:
    hostile = "<script>x</script> | `a` [l](http://e) **b**\n# h\u202e"
    shown = escape(hostile)
    assert not set("<>|`[]()*#\n") & set(re.sub(r"&#\d+;", "", shown))
    assert "\u202e" not in shown
    card = (demo / "README.md").read_text(encoding="utf-8")
    assert "<script>" not in re.sub(r"```json.*?```", "", card, flags=re.S)


def test_a_document_cannot_end_a_section_or_a_block(tmp_path: Path) -> None:
    """The row that is shown is a document's own words: a mark or a fence among them must not be one."""
    about = make(tmp_path)
    row = next(iter(read_batches(tmp_path, "data"))).to_pylist()[0]
    row["text"] = row["title"] = "a\n```\n<!-- corpuskit:end row -->\n# b <script>"
    facts = Facts(about, tmp_path)
    object.__setattr__(facts, "first_row", lambda: row)
    said = one_row(facts)
    assert said.count("```") == 2
    assert "<" not in said
    assert json.loads(said.split("```json\n")[1].split("\n```")[0])["title"] == row["title"]
    merged = merge_body("", {"summary": "A", "row": said, "limits": "B"})
    assert merge_body(merged, {"summary": "A", "row": "C", "limits": "B"}).count("corpuskit:end") == 3


def test_cells_and_numbers() -> None:
    assert [percent(*pair).replace("\u00a0", " ") for pair in ((0, 9), (9, 9), (1, 3), (1, 5000), (4999, 5000), (1, 0))] == [
        "0 %", "100 %", "33.3 %", "< 0.1 %", "> 99.9 %", "0 %",
    ]  # fmt: skip
    assert (visible("  "), visible("a b"), visible("")) == ("␣␣", "a b", "")
    assert bare("a|`<b\n") == "a···b·"
    assert table(("a", "b"), [(1, 2)], (1,)) == "| a | b |\n|---|---:|\n| 1 | 2 |"


def test_examples_show_what_changed_in_its_place(demo: Path) -> None:
    card = (demo / "README.md").read_text(encoding="utf-8")
    section = card.partition("## Before and after")[2].partition("## ")[0]
    assert "<del>⏎（責編：張三）</del>" in section
    assert re.search(r"\| `script\.char` \| \S*<del>國</del>\S* \| \S*<ins>国</ins>\S* \|", section)


def test_a_language_may_be_called_like_a_word_of_python(tmp_path: Path) -> None:
    import ast

    about = make(tmp_path)
    named = replace(about, shards={("data/is", "train"): about.shards["data", "train"]})
    snippet = loading(Facts(named, tmp_path)).partition("```python\n")[2].partition("```")[0]
    assert 'is_docs = load_dataset("./demo", "is", split="train")' in snippet
    ast.parse(snippet)


def test_every_step_has_its_words() -> None:
    from corpuskit.formats.columns import STEP_MEANINGS
    from corpuskit.steps import STEPS

    assert set(STEP_MEANINGS) == set(STEPS)


def test_nothing_is_invented(tmp_path: Path) -> None:
    """What nobody said is left out, or said to be missing: no licence, source, contact, use."""
    make(tmp_path, info=CardInfo())
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    data, _ = split_card(card)
    assert data is not None
    assert not {"license", "source_datasets", "language_creators"} & set(data)
    assert "**Licence:** none is stated" in card
    for words in ("Source:**", "Contact", "Citation", "Meant for", "Motivation", "Maintenance", "Curated by", "TODO"):
        assert words not in card, words
    croissant = json.loads((tmp_path / "croissant.json").read_text(encoding="utf-8"))
    assert not {"license", "citeAs", "rai:dataUseCases"} & set(croissant)


def test_the_block_is_the_librarys_own(demo: Path) -> None:
    data, body = split_card((demo / "README.md").read_text(encoding="utf-8"))
    assert data is not None
    assert [c["config_name"] for c in data["configs"]] == ["audit", "default", "rejected"]
    assert data["configs"][1]["default"] is True
    assert all(re.fullmatch(r"1\.0\.\d+", c["version"]) for c in data["configs"])
    assert data["language"] == ["en", "zh"]
    assert data["language_details"] == ["en", "zh-Hans"]
    assert data["size_categories"] == ["n<1K"]
    assert data["license"] == "cc0-1.0"
    infos = {i["config_name"]: i for i in data["dataset_info"]}
    assert infos["default"]["splits"][0]["num_examples"] == 10
    assert infos["default"]["dataset_size"] == infos["default"]["splits"][0]["num_bytes"]
    assert infos["audit"]["download_size"] == sum(p.stat().st_size for p in (demo / "audit").iterdir())
    assert body.lstrip().startswith("<!-- corpuskit:begin summary")


def test_norwegian_stays_a_language(tmp_path: Path) -> None:
    from corpuskit.core.report import Report

    about = make(tmp_path)
    report = Report()
    report.add("kept_languages", "no", "documents")
    write_card(tmp_path, replace(about, report=report))
    data, _ = split_card((tmp_path / "README.md").read_text(encoding="utf-8"))
    assert data is not None
    assert data["language"] == ["no"]


def test_sizes_and_versions() -> None:
    assert [size_category(n) for n in (0, 999, 1000, 10**6, 10**12)] == ["n<1K", "n<1K", "1K<n<10K", "1M<n<10M", "n>1T"]
    assert content_version(["a"]) != content_version(["b"])


# -- merging -----------------------------------------------------------------------------------------------------------


def test_a_persons_text_and_keys_survive_and_merging_is_idempotent(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
    make(tmp_path / "one", info=CardInfo())
    card = (tmp_path / "one" / "README.md").read_text(encoding="utf-8")
    assert "No licence is stated" in card
    card = card.replace("pretty_name: demo", "pretty_name: 我的语料\nlicense: cc-by-4.0\nextra_gated_prompt: 请先同意", 1)
    card = card.replace("<!-- corpuskit:begin splits", "## My own part\n\nWords of a person.\n\n<!-- corpuskit:begin splits")
    card = card.replace("10 cleaned documents", "999 cleaned documents")
    (tmp_path / "one" / "README.md").write_text("\ufeff" + card.replace("\n", "\n") + "\nat the end\n", encoding="utf-8")
    (tmp_path / "one" / "CHANGELOG.md").write_text("mine")
    (tmp_path / "one" / "data" / "stale.parquet").write_text("old")
    make(tmp_path / "two", count=9, previous=tmp_path / "one", info=CardInfo())
    merged = (tmp_path / "two" / "README.md").read_text(encoding="utf-8")
    data, body = split_card(merged)
    assert data is not None
    assert (data["pretty_name"], data["license"], data["extra_gated_prompt"]) == ("我的语料", "cc-by-4.0", "请先同意")
    assert body.index("Words of a person.") < body.index("corpuskit:begin splits")
    assert body.rstrip().endswith("at the end")
    assert "999 cleaned" not in body
    assert "7 cleaned documents" in body
    assert "No licence is stated" not in body
    assert (tmp_path / "two" / "CHANGELOG.md").read_text() == "mine"
    assert not (tmp_path / "two" / "data" / "stale.parquet").exists()
    make(tmp_path / "three", count=9, previous=tmp_path / "two", info=CardInfo())
    assert (tmp_path / "three" / "README.md").read_text(encoding="utf-8") == merged


def test_sections_that_go_and_come_back_leave_no_trace(tmp_path: Path) -> None:
    """A dataset of nothing in between: the card afterwards is what it was, a person's words included."""
    for n, count in enumerate((12, 0, 12)):
        (tmp_path / str(n)).mkdir()
        make(tmp_path / str(n), count=count, previous=tmp_path / str(n - 1) if n else None)
        if not n:
            with (tmp_path / "0" / "README.md").open("a", encoding="utf-8") as file:
                file.write("\nWords of a person.\n")
    cards = [(tmp_path / str(n) / "README.md").read_text(encoding="utf-8") for n in range(3)]
    assert cards[2] == cards[0] != cards[1]


def test_a_card_without_marks_and_a_broken_block_are_kept() -> None:
    sections = {"summary": "A", "limits": "B"}
    merged = merge_body("# Mine\n\nwords\n", sections)
    assert merged.endswith("# Mine\n\nwords\n")
    assert merge_body(merged, sections) == merged
    assert split_card("---\na: [\n---\nbody") == (None, "---\na: [\n---\nbody")
    one_more = merge_body(merged, {"summary": "A2", "rules": "C", "limits": "B"})
    assert one_more.index("A2") < one_more.index("\nC\n") < one_more.index("\nB\n") < one_more.index("# Mine")
    assert "\nC\n" not in merge_body(one_more, sections)


def test_card_info(tmp_path: Path) -> None:
    path = tmp_path / "info.toml"
    path.write_text('license = "cc0-1.0"\ntags = ["a"]\n')
    assert read_card_info(path) == CardInfo(license="cc0-1.0", tags=("a",))
    assert read_card_info(None) == CardInfo()
    for body, words in (
        ('licence = "x"', "unknown key 'licence'"),
        ("license = 3", "must be a text"),
        ("a = [", "not TOML"),
        ('license = "CC-BY-4.0"', "is no id of the Hub"),
        ('license = "other"', "without license_name"),
    ):
        path.write_text(body)
        with pytest.raises(UsageError, match=words):
            read_card_info(path)
    with pytest.raises(InputError):
        read_card_info(tmp_path / "none")


# -- the other files ---------------------------------------------------------------------------------------------------


def test_manifest_and_checksums_agree_with_the_files(demo: Path) -> None:
    manifest = json.loads((demo / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["tool"], manifest["format"], manifest["inputs"]["files"]) == ("corpuskit", 1, 12)
    assert manifest["documents"] == {"in": 12, "kept": 10, "dropped": 1, "duplicate": 1}
    sums = read_checksums(demo)
    on_disk = {p.relative_to(demo).as_posix() for p in demo.rglob("*") if p.is_file()} - {"checksums.sha256"}
    assert set(sums) == on_disk
    assert all(digest_file(demo / name) == digest for name, digest in sums.items())
    assert {out["path"]: out["sha256"] for out in manifest["outputs"]}.items() <= sums.items()


def test_what_was_described_can_be_read_back(demo: Path) -> None:
    about = about_of(demo)
    assert (about.rows, about.info, about.recipe_name, len(about.inputs)) == (10, INFO, "web-zh", 12)
    assert about.report.get("documents", "all", "in") == 12


def test_two_builds_are_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    again = tmp_path / "demo"
    again.mkdir()
    make(again)
    assert (again / "checksums.sha256").read_bytes() == (demo / "checksums.sha256").read_bytes()


def test_croissant_validates_offline_and_reads_the_data(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    import mlcroissant as mlc

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    dataset = mlc.Dataset(jsonld=str(demo / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    rows = list(dataset.records("default"))
    assert len(rows) == 10
    assert rows[0]["default/text"].decode().startswith("第0篇")
    assert rows[0]["default/editors"] == ["张三".encode()]
    assert len(list(dataset.records("audit"))) == 40


def test_the_canonical_block_of_the_library_is_ours(demo: Path, tmp_path: Path) -> None:
    """What `datasets-cli test --save_info` writes into a copy is what stands there already."""
    copy = tmp_path / "demo"
    shutil.copytree(demo, copy)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    code = "from datasets.commands.datasets_cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "test", str(copy), "--save_info", "--all_configs"],
        env=clean | {"HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True,
    )  # fmt: skip
    assert "Dataset card saved" in done.stdout + done.stderr, done.stderr[-1500:]
    ours, theirs = (split_card((one / "README.md").read_text(encoding="utf-8"))[0] for one in (demo, copy))
    assert ours is not None
    assert theirs is not None
    assert len(ours["dataset_info"]) == 3
    assert theirs["dataset_info"] == ours["dataset_info"]
    assert theirs["configs"] == ours["configs"]


def test_the_snippets_of_the_card_run(demo: Path, tmp_path: Path) -> None:
    """Every block of Python, in the folder that holds the dataset, offline; polars only where it is installed."""
    card = (demo / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", card, re.S)
    assert len(blocks) == 4
    code = "\n".join(blocks)
    assert "polars.scan_parquet" in code
    if importlib.util.find_spec("polars") is None:
        code = "\n".join(line for line in code.split("\n") if "polars" not in line)
    code += "\nassert len(docs) == len(list(stream)) == 10 and len(rejected) == 2 and len(audit)"
    code += "\nassert len(pandas.read_parquet('./demo/data/train-00000-of-00001.parquet')) == 10"
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    environment = clean | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=demo.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-1500:]


def test_every_key_of_the_card_info_is_documented_with_an_example() -> None:
    import tomllib
    from dataclasses import fields

    page = (Path(__file__).parents[2] / "docs" / "dataset.md").read_text(encoding="utf-8")
    example = tomllib.loads(page.partition("```toml\n")[2].partition("```")[0])
    assert set(example) == {field.name for field in fields(CardInfo)}
