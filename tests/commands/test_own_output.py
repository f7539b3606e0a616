"""What this program made is no input of its next run: datasets, unfinished work and results inside the inputs are left out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpuskit import api
from corpuskit.errors import InputError, TargetError
from corpuskit.formats.readers import list_inputs

TEXT = "供水管网的日常维护由专人负责。每个季度检查一次阀门，并把结果写进记录。\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two pages, which is the one that commands run in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "pages" / "b.jsonl").write_text('{"text": "水库的闸门每年春天检修一次，检修的人要在本子上签名。"}\n', "utf-8")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("given", [".", "*", "pages", "**/*.*"])
def test_a_second_build_in_the_same_folder_reads_and_makes_the_same(here: Path, given: str) -> None:
    out = "pages/out" if given == "pages" else "dist/x"
    first = api.build([given], out, workers=1)
    before = files(here / out)
    again = api.build([given], out, workers=1)
    assert (first.code, again.code, first.left_out, again.skipped) == (0, 0, [], [])
    assert [one.where for one in again.left_out] == [out]
    assert files(here / out) == before


def test_a_dataset_inside_an_input_is_left_out_and_its_documents_are_read_where_it_is_given(here: Path) -> None:
    api.build(["pages"], "dist/x", workers=1)
    around = api.build(["."], "other", workers=1)
    assert (around.code, around.counts["documents_in"]) == (0, 2)
    (said,) = around.left_out
    assert said.where == "./dist/x" and "give this folder itself" in said.hint
    itself = api.build(["dist/*"], "third", workers=1)
    assert (itself.counts["documents_in"], itself.left_out, itself.skipped) == (2, [], [])


@pytest.mark.parametrize("given", ["dist/x", "dist/x/data", "dist/x/data/train-00000-of-00001.parquet"])
def test_a_build_does_not_replace_what_it_reads(here: Path, given: str) -> None:
    api.build(["pages"], "dist/x", workers=1)
    before = files(here / "dist" / "x")
    with pytest.raises(InputError, match="lies in --out"):
        api.build([given], "dist/x", workers=1)
    both = api.build([given, "pages"], "dist/x", workers=1)
    assert both.counts["documents_in"] == 2 and len(both.left_out) == 1
    assert files(here / "dist" / "x") == before


def test_unfinished_work_is_no_input(here: Path) -> None:
    (here / "pages" / "x.corpuskit-work").mkdir()
    (here / "pages" / "x.corpuskit-work" / "rows.jsonl").write_text('{"text": "半成品"}\n', "utf-8")
    found, problems = list_inputs(["pages"])
    assert [file.relative for file in found] == ["a.txt", "b.jsonl"]
    assert [(one.path, one.left_out) for one in problems] == [("pages/x.corpuskit-work", True)]


def test_results_inside_an_input_are_not_read_again(here: Path) -> None:
    assert api.clean(["pages"], out="pages/clean").counts["documents"] == 2
    with pytest.raises(TargetError, match="exists"):
        api.clean(["pages"], out="pages/clean")
    (here / "pages" / "clean" / "a.txt").rename(here / "gone.txt")
    (here / "pages" / "clean" / "b.jsonl").unlink()
    again = api.clean(["pages"], out="pages/clean")
    assert (again.counts["documents"], [one.where for one in again.left_out]) == (2, ["pages/clean"])
    kept = api.dedup(["pages"], out="pages/clean/kept")
    assert kept.counts["documents"] == 4  # what lies beside --out is an input like any other


def test_what_is_left_out_is_one_line_and_no_failure(here: Path) -> None:
    api.build(["pages"], "dist/x", workers=1)

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "corpuskit", "build", ".", "--out", "dist/x", *more]
        return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)

    said = run()
    left_out, wrote = said.stderr.rstrip("\n").split("\n")
    assert (said.returncode, left_out) == (0, "left out dist/x: is where the results go; nothing in it is read")
    assert wrote == "wrote dist/x; `corpuskit report dist/x --open` shows every edit"
    quiet = run("--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert [one["where"] for one in json.loads(run("--json").stdout)["left_out"]] == ["dist/x"]
