"""dedup on files, folders, records and datasets: what it lists, and what it does only when it is told to."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path
from typing import Any

import pytest

from corpuskit import api
from corpuskit.commands import dedup as dedup_module
from corpuskit.errors import OutputError, UsageError

WORDS = re.findall("..", "河水堤岸石头孩子放学天黑回家老屋院子井台木桶山路竹林雨声灯火渡口船夫集市布匹铁锅米粮书信邻居婚事")


def page(seed: int, sentences: int = 12) -> str:
    chance = random.Random(seed)
    return "\n".join("，".join("".join(chance.sample(WORDS, 3)) for _ in range(3)) + "。" for _ in range(sentences)) + "\n"


def near(seed: int) -> str:
    return page(seed)[:60] + "改" + page(seed)[61:]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"a/1.txt": page(1), "a/2.txt": page(2), "b/1.txt": page(1), "b/near.txt": near(2) + page(3, 1), "c.txt": page(4)}
    for name, text in files.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "in"


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def pairs(*paths: Path | str, **options: Any) -> list[tuple[str, str]]:
    result = api.dedup([str(path) for path in paths], workers=1, **options)
    return [(one["goes"], one["stays"]) for one in result.data["duplicates"]]


def test_a_list_changes_nothing(folder: Path) -> None:
    before = names(folder)
    result = api.dedup([str(folder)], workers=1)
    assert [(p["goes"], p["stays"]) for p in result.data["duplicates"]] == [("a/2.txt", "b/near.txt"), ("b/1.txt", "a/1.txt")]
    assert result.counts == {"documents": 5, "duplicates": 2, "files_changed": 0} and result.code == 0
    assert "2 of 5 documents" in result.data["text"] and names(folder) == before
    assert pairs(folder, method="exact") == [("b/1.txt", "a/1.txt")]
    assert pairs(folder, keep="first") == [("b/1.txt", "a/1.txt"), ("b/near.txt", "a/2.txt")]
    os.utime(folder / "a/1.txt", (1_000_000_000, 1_000_000_000))
    assert ("a/1.txt", "b/1.txt") in pairs(folder, keep="newest")


def test_copying_what_stays_and_moving_what_goes(folder: Path, tmp_path: Path) -> None:
    before = names(folder)
    api.dedup([str(folder)], out=str(tmp_path / "unique"), workers=1)
    assert names(tmp_path / "unique") == ["a/1.txt", "b/near.txt", "c.txt"] and names(folder) == before
    with pytest.raises(OutputError, match="exists"):
        api.dedup([str(folder)], out=str(tmp_path / "unique"), workers=1)
    result = api.dedup([str(folder)], out=str(tmp_path / "gone"), move=True, workers=1)
    assert names(tmp_path / "gone") == ["a/2.txt", "b/1.txt"] and result.counts["files_changed"] == 2
    assert names(folder) == ["a/1.txt", "b/near.txt", "c.txt"]


def test_hard_links_only_where_all_bytes_are_the_same(folder: Path) -> None:
    result = api.dedup([str(folder)], hard_link=True, workers=1)
    assert result.counts["files_changed"] == 1 and len(names(folder)) == 5
    assert (folder / "b/1.txt").stat().st_ino == (folder / "a/1.txt").stat().st_ino
    assert (folder / "a/2.txt").read_text("utf-8") == page(2)


def test_nothing_is_deleted_without_being_told(folder: Path) -> None:
    api.dedup([str(folder)], delete=True, workers=1)
    assert names(folder) == ["a/1.txt", "b/near.txt", "c.txt"]


def test_records_are_listed_and_never_touched(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "r.jsonl"
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in (page(1), page(7), page(7))]
    source.write_text("\n".join(lines) + "\n", "utf-8")
    third = len((lines[0] + "\n" + lines[1] + "\n").encode())
    result = api.dedup([str(source)], delete=True, workers=1)
    assert [p["goes"] for p in result.data["duplicates"]] == [f"r.jsonl#{third}"]
    assert result.counts["files_changed"] == 0 and [p.where for p in result.skipped] == [f"r.jsonl#{third}"]
    assert source.exists() and result.code == 4


def test_across_compares_the_paths_with_each_other_only(folder: Path) -> None:
    (folder / "b/again.txt").write_text(near(2) + page(3, 1), "utf-8")  # a copy within b does not count
    found = pairs(folder / "a", folder / "b", across=True)
    assert found == [("again.txt", "2.txt"), ("b/1.txt", "a/1.txt"), ("near.txt", "2.txt")]
    assert pairs(folder / "b", folder / "a", across=True) == [("2.txt", "again.txt"), ("a/1.txt", "b/1.txt")]
    with pytest.raises(UsageError, match="two paths"):
        pairs(folder, across=True)


def test_across_two_datasets(folder: Path, tmp_path: Path) -> None:
    for name in "ab":
        api.build([str(folder / name)], str(tmp_path / name), workers=1)
    result = api.dedup([str(tmp_path / "a"), str(tmp_path / "b")], across=True, workers=1)
    assert result.counts["documents"] == 4 and result.counts["duplicates"] == 2


def test_an_index_of_what_stays_is_known_later(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    api.dedup([str(folder / "a")], index=str(index), workers=1)
    with pytest.raises(OutputError, match="exists"):
        api.dedup([str(folder / "a")], index=str(index), workers=1)
    found = pairs(folder / "b", against=[str(index)])
    assert [goes for goes, _ in found] == ["1.txt", "near.txt"] and all(re.fullmatch("known [0-9a-f]{16}", s) for _, s in found)
    api.dedup([str(folder / "b")], against=[str(index)], delete=True, workers=1)
    assert names(folder) == ["a/1.txt", "a/2.txt", "c.txt"]


def test_workers_do_not_change_the_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = api.dedup([str(folder)], workers=1).data
    monkeypatch.setattr(dedup_module, "SHARD_BYTES", 500)
    assert api.dedup([str(folder)], workers=2, memory="2GB").data == one


def test_options_that_exclude_each_other(folder: Path) -> None:
    for options in ({"move": True}, {"delete": True, "hard_link": True}, {"method": "fuzzy"}):
        with pytest.raises(UsageError):
            api.dedup([str(folder)], **options)  # type: ignore[arg-type]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "zero.txt").write_bytes(b"\0" * 5000)
    result = api.dedup([str(tmp_path)], workers=1)
    assert [p.where for p in result.skipped] == ["zero.txt"] and result.code == 2
