"""The filters: files to files, a stream to a stream, one kind of cleaning at a time."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from corpuskit import api
from corpuskit.errors import OutputError

PAGE = "首頁 > 文化 > 正文\n山腳下的舊書店\n書店開在鎮口,三間屋,從早上開到天黑。\nËû³£µÀ£º¡°ÕâÀïÓÐºÃ¹ÊÊÂ¡£¡±\n責任編輯：張三\n"
REPAIRED = PAGE.replace("Ëû³£µÀ£º¡°ÕâÀïÓÐºÃ¹ÊÊÂ¡£¡±", "他常道：“这里有好故事。”")


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "page.txt").write_text(PAGE, "utf-8")
    lines = [{"id": "a", "text": PAGE, "kept": [1]}, {"id": "b", "text": "好。"}]
    (folder / "records.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return folder


def texts(result: api.Result) -> list[str]:
    return [d["text"] for d in result.data["documents"]]


def test_repair_does_nothing_else(pile: Path) -> None:
    found = api.repair([str(pile / "sub")])
    assert texts(found) == [REPAIRED]
    assert {e["step"] for d in found.data["documents"] for e in d["edits"]} == {"repair"}


def test_strip_does_nothing_else(pile: Path) -> None:
    found = api.strip([str(pile / "sub")])
    assert {e["step"] for d in found.data["documents"] for e in d["edits"]} == {"strip"}
    removed = [e["removed"] for e in found.data["documents"][0]["edits"]]
    assert removed[0] == "首頁 > 文化 > 正文\n"
    assert removed[-1] == "責任編輯：張三\n"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({}, "書店開在鎮口，三間屋，從早上開到天黑。"),
        ({"to": "hans"}, "书店开在镇口，三间屋，从早上开到天黑。"),
        ({"to": "hans", "punctuation": False}, "书店开在镇口,三间屋,从早上开到天黑。"),
    ],
)
def test_normalise(pile: Path, options: dict[str, object], line: str) -> None:
    (text,) = texts(api.normalise([str(pile / "sub")], **options))  # type: ignore[arg-type]
    assert text.split("\n")[2] == line


def test_results_as_files_keep_names_and_record_fields(pile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = api.clean([str(pile)], out=str(out), steps="repair")
    assert done.counts["documents"] == 3
    assert (out / "sub" / "page.txt").read_text("utf-8") == REPAIRED
    first, second = [json.loads(line) for line in (out / "records.jsonl").read_text("utf-8").splitlines()]
    assert (first["id"], first["text"], first["kept"]) == ("a", REPAIRED, [1])
    assert second["text"] == "好。"
    with pytest.raises(OutputError, match="exists"):
        api.clean([str(pile)], out=str(out), steps="repair")


def test_no_two_inputs_get_one_name_and_none_says_that_it_is_packed(tmp_path: Path) -> None:
    files = {
        "a.x.jsonl": '{"text": "一"}\n',
        "a.y.jsonl": '{"text": "二"}\n',
        "b.csv": "text\n三\n",
        "b.jsonl": '{"text": "四"}\n',
    }
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name, body in files.items():
        (source / name).write_text(body, "utf-8")
    (source / "c.txt.gz").write_bytes(gzip.compress("五".encode()))
    api.clean([str(source)], out=str(out), steps="repair")
    assert {path.name: path.read_text("utf-8") for path in out.iterdir()} == {
        "a.x.jsonl": files["a.x.jsonl"],
        "a.y.jsonl": files["a.y.jsonl"],
        "b.jsonl": '{"text": "三"}\n',
        "b.jsonl.jsonl": files["b.jsonl"],
        "c.txt": "五",
    }


def test_a_file_is_no_place_for_results(pile: Path) -> None:
    place = pile / "sub" / "page.txt"
    before = place.read_bytes()
    with pytest.raises(OutputError, match="is a file"):
        api.clean([str(pile)], out=str(place), steps="repair")
    assert place.read_bytes() == before


def test_inspect_counts_and_changes_nothing(pile: Path) -> None:
    before = {p: p.read_bytes() for p in pile.rglob("*") if p.is_file()}
    found = api.inspect([str(pile)])
    assert found.counts["documents"] == 3
    page = next(r for r in found.data["rows"] if r["path"] == "sub/page.txt")
    assert page["encoding"] == "utf-8"
    assert page["repairs"] > 0
    assert page["boilerplate"] == 2
    assert before == {p: p.read_bytes() for p in pile.rglob("*") if p.is_file()}
