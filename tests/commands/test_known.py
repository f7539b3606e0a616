"""What is known stays out: builds against datasets and indexes, repeated paragraphs, builds that only read what is new."""

from __future__ import annotations

import json
import random
import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.commands import mapping
from corpuskit.commands.repeats import cut_spans
from corpuskit.engines.index import FOLDER
from corpuskit.errors import InputError, UsageError
from corpuskit.steps.paragraphs import Paragraph, paragraphs_of

WORDS = re.findall("..", "河水堤岸石头孩子放学天黑回家老屋院子井台木桶山路竹林雨声灯火渡口船夫集市布匹铁锅米粮书信邻居婚事")


def page(seed: int, sentences: int = 12) -> str:
    chance = random.Random(seed)
    return "\n".join("，".join("".join(chance.sample(WORDS, 3)) for _ in range(3)) + "。" for _ in range(sentences)) + "\n"


def write(path: Path, texts: list[str]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps({"id": n, "text": text}, ensure_ascii=False) for n, text in enumerate(texts))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def rows(out: Path, config: str = "data") -> list[dict[str, Any]]:
    return [row for path in sorted((out / config).glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


def build(source: str, out: Path, **options: Any) -> Path:
    api.build([source], str(out), recipe="web-zh", workers=1, **options)
    return out


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("older")
    return build(write(folder / "a.jsonl", [page(n) for n in range(8)]), folder / "old")


@pytest.mark.parametrize("how", ["dataset", "index", "dataset without index"])
def test_a_build_leaves_out_what_an_older_dataset_has(older: Path, tmp_path: Path, how: str) -> None:
    given = older
    if how == "index":
        given = older / FOLDER
    elif how == "dataset without index":
        given = tmp_path / "bare"
        shutil.copytree(older, given)
        shutil.rmtree(given / FOLDER)
    edited = page(3)[:60] + "改" + page(3)[61:]
    source = write(tmp_path / "b.jsonl", [page(20), page(5), edited, page(21), page(21)])
    out = build(source, tmp_path / "new", against=[str(given)])
    assert [row["text"] for row in rows(out)] == [page(20).strip("\n") + "\n" * page(20).endswith("\n"), page(21)]
    gone = {row["record_id"]: row for row in rows(out, "rejected")}
    ids = {row["text"]: row["id"] for row in rows(older)}
    assert (gone["1"]["reason"], gone["1"]["kept_id"], gone["1"]["similarity"]) == ("known.exact", ids[page(5)], 1.0)
    assert (gone["2"]["reason"], gone["2"]["kept_id"]) == ("known.near", ids[page(3)])
    assert gone["4"]["reason"] == "duplicate.exact"
    assert api.check(str(out), all=True).code == 0


def test_several_indexes_together_know_what_each_knows(older: Path, tmp_path: Path) -> None:
    other = build(write(tmp_path / "c.jsonl", [page(30)]), tmp_path / "other")
    source = write(tmp_path / "d.jsonl", [page(30), page(2), page(31)])
    out = build(source, tmp_path / "new", against=[str(older / FOLDER), str(other)])
    assert [row["text"] for row in rows(out)] == [page(31)]


def test_the_index_is_small_and_has_no_text(older: Path, tmp_path: Path) -> None:
    long = build(write(tmp_path / "long.jsonl", [page(40, 400), page(41, 400)]), tmp_path / "long")
    size = sum(p.stat().st_size for p in (long / FOLDER).iterdir() if p.suffix != ".json")
    assert size <= 2 * 1_100 + 3 * 128  # and the heads of the files of numbers
    assert not any(row["text"][:8].encode() in (long / FOLDER / "near.bodies").read_bytes() for row in rows(long))


def test_a_folder_that_is_neither_dataset_nor_index_is_named(older: Path, tmp_path: Path) -> None:
    source = write(tmp_path / "e.jsonl", [page(1)])
    (tmp_path / "nothing").mkdir()
    with pytest.raises(InputError, match="nothing"):
        build(source, tmp_path / "new", against=[str(tmp_path / "nothing")])
    broken = tmp_path / "broken"
    shutil.copytree(older / FOLDER, broken)
    (broken / "near.bodies").write_bytes(b"")
    with pytest.raises(InputError, match="damaged"):
        build(source, tmp_path / "new", against=[str(broken)])
    head = json.loads((older / FOLDER / "index.json").read_text())
    head["linkers"]["near"] = "another"
    shutil.copytree(older / FOLDER, tmp_path / "other-version")
    (tmp_path / "other-version" / "index.json").write_text(json.dumps(head))
    with pytest.raises(InputError, match="another version"):
        build(source, tmp_path / "new", against=[str(tmp_path / "other-version")])


# -- which copy stays ----------------------------------------------------------------------------------------------------


def test_the_source_given_first_has_priority(tmp_path: Path) -> None:
    long, short = page(50) + page(51, 2), page(50)
    for name, text in (("z", short), ("a", long)):
        write(tmp_path / name / "x.jsonl", [text])
    for order, kept in ((("z", "a"), short), (("a", "z"), long)):
        out = tmp_path / "-".join(order)
        api.build([str(tmp_path / name) for name in order], str(out), workers=1, prefer="source-priority")
        assert [row["text"] for row in rows(out)] == [kept]
    api.build([str(tmp_path / "z"), str(tmp_path / "a")], str(tmp_path / "longest"), workers=1, prefer="longest")
    assert [row["text"] for row in rows(tmp_path / "longest")] == [long]


def test_keep_is_about_columns_and_says_so(tmp_path: Path) -> None:
    source = write(tmp_path / "f.jsonl", [page(1)])
    with pytest.raises(UsageError, match="--keep longest") as caught:
        build(source, tmp_path / "new", keep_fields="longest")
    assert "--prefer longest" in caught.value.hint
    with pytest.raises(UsageError, match="--prefer"):
        build(source, tmp_path / "new", prefer="best")


# -- repeated paragraphs ---------------------------------------------------------------------------------------------------

NOTICE = "本站刊登的各类稿件均由读者自行投寄，编者只作文字上的整理，不代表编辑部对其中内容的看法。\n"


@pytest.mark.parametrize(("mode", "left"), [("report", 5), ("keep-first", 1), ("cut", 0)])
def test_repeated_paragraphs(tmp_path: Path, mode: str, left: int) -> None:
    texts = [page(60 + n, 4) + NOTICE * (1 + (n == 0)) + page(70 + n, 4) for n in range(4)]
    out = build(write(tmp_path / "g.jsonl", texts), tmp_path / "new", paragraphs=mode)
    found = "".join(row["text"] for row in rows(out))
    assert found.count(NOTICE) == left
    assert found.replace(NOTICE, "") == "".join(texts).replace(NOTICE, "")
    ledger = [row for row in rows(out, "audit") if row["rule"] == "paragraphs.repeated"]
    assert len(ledger) == {"report": 4, "keep-first": 4, "cut": 5}[mode]
    assert {row["kind"] for row in ledger} == {"note" if mode == "report" else "edit"}
    assert api.check(str(out), all=True).code == 0


def test_a_document_of_repeated_paragraphs_alone_goes_whole(tmp_path: Path) -> None:
    other = NOTICE.replace("稿件", "图片").replace("编者", "美编")
    texts = [page(80, 4) + NOTICE, page(81, 4) + other, NOTICE + other]
    out = build(write(tmp_path / "h.jsonl", texts), tmp_path / "new", paragraphs="keep-first")
    (gone,) = rows(out, "rejected")
    assert (gone["reason"], gone["text"]) == ("duplicate.paragraphs", NOTICE + other)
    assert api.check(str(out), all=True).code == 0


def test_paragraphs_end_with_a_sentence() -> None:
    text = (
        "一个标题\n\n这是硬折行的一段，写到这里\n还没有写完，到这里才写完。\n下一段从这里开始，也在这里结束。\n最后一段没有句号"
    )
    assert [text[one.start : one.end] for one in paragraphs_of(text, 4)] == [
        "一个标题\n", "这是硬折行的一段，写到这里\n还没有写完，到这里才写完。\n",
        "下一段从这里开始，也在这里结束。\n", "最后一段没有句号",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "which", "wanted"),
    [
        ("甲。\n\n乙。\n\n丙。\n", [1], "甲。\n\n丙。\n"),
        ("甲。\n\n乙。\n\n丙。\n", [1, 2], "甲。\n"),
        ("甲。\n\n乙。\n\n丙。", [2], "甲。\n\n乙。"),
        ("甲。\n乙。\n丙。", [1, 2], "甲。"),
        ("甲。\n乙。\n丙。\n", [0, 2], "乙。\n"),
        ("甲。\n乙。\n丙。\n", [0, 1, 2], ""),
    ],
)
def test_blank_lines_go_with_a_paragraph(text: str, which: list[int], wanted: str) -> None:
    every: list[Paragraph] = paragraphs_of(text, 1)
    spans = cut_spans(text, [every[n] for n in which])
    left, at = "", 0
    for start, end in spans:
        assert start >= at
        left, at = left + text[at:start], end
    assert left + text[at:] == wanted


# -- only what is new --------------------------------------------------------------------------------------------------------


def test_an_incremental_build_reads_what_is_new_and_equals_a_full_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "SHARD_BYTES", 4_000)
    source = tmp_path / "in"
    source.mkdir()
    for n in range(30):
        (source / f"{n:02d}.txt").write_text(page(n), "utf-8")
    read: list[str] = []
    adding = mapping._ShardOutput.add

    def add(self: Any, number: int, raw: Any, journal: Any) -> None:
        read.append(raw.source.path)
        adding(self, number, raw, journal)

    monkeypatch.setattr(mapping._ShardOutput, "add", add)
    build(str(source), tmp_path / "out", incremental=True)
    assert len(read) == 30
    read.clear()
    (source / "07a.txt").write_text(page(100), "utf-8")
    (source / "20.txt").write_text(page(101), "utf-8")
    build(str(source), tmp_path / "out", incremental=True)
    assert {"07a.txt", "20.txt"} <= set(read) and len(read) <= 15  # and what shares a shard with them
    read.clear()
    build(str(source), tmp_path / "out", incremental=True)
    assert not read
    assert sorted(p.name for p in tmp_path.iterdir()) == [".out.work", "in", "out"]
    build(str(source), tmp_path / "full" / "out", fresh=True)
    assert digests(tmp_path / "out") == digests(tmp_path / "full" / "out")
    build(str(source), tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["full", "in", "out"]


def digests(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def test_a_site_that_loses_its_documents_raises_an_alarm(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for n in range(12):
        write(folder / "mirror" / f"{n:02d}.jsonl", [page(n)])
        write(folder / "a" / f"{n:02d}.jsonl", [page(n) if n < 8 else page(200 + n)])
    result = api.build([str(folder)], str(tmp_path / "out"), workers=1)
    assert [p.where for p in result.problems] == ["site mirror"] and "8 of its 12" in result.problems[0].what
    result = api.build([str(folder)], str(tmp_path / "out"), workers=1, alarm=0.9)
    assert not result.problems


def test_explain_shows_a_duplicate_beside_the_one_that_stays(tmp_path: Path) -> None:
    edited = page(3)[:60] + "改" + page(3)[61:]
    out = build(write(tmp_path / "i.jsonl", [page(3), edited]), tmp_path / "out")
    (gone,) = rows(out, "rejected")
    text = api.explain(str(out), gone["id"]).data["text"]
    assert f"[-改-]{{+{page(3)[60]}+}}" in text and "lines that are the same" in text
    assert np.isclose(gone["similarity"], float(text.split(" similar to ")[0].split()[-1]), atol=0.001)
