"""What goes wrong between machines and files: killers, killed builds, inputs that change, leftovers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.commands.build import _without_killer
from corpuskit.commands.finishing import write_configs
from corpuskit.commands.maptask import MapTask, stem_of
from corpuskit.engines import Failure
from corpuskit.errors import InvariantError, OutputError, UsageError
from corpuskit.formats import folder
from tests.support.killing import Killing

SENTENCE = "第{}篇讲的是城市供水管网的日常维护，第{}段。"


def records(path: Path, count: int, **special: str) -> None:
    """A file of records; `special` maps r<number> to the text of that record."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            text = special.get(f"r{n}") or "".join(SENTENCE.format(n * 7919 % 10007, k * n) for k in range(12))
            file.write(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n")


def texts(out: Path) -> list[str]:
    import pyarrow.parquet as pq

    files = sorted((out / "data").glob("train-*.parquet"))
    return [text for file in files for text in pq.read_table(file, columns=["text"]).column("text").to_pylist()]


@pytest.mark.slow
def test_a_document_that_kills_its_worker_is_left_out_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killer = "这一篇会杀死进程。KILLER " + SENTENCE
    records(tmp_path / "in.jsonl", 120, r17=killer, r18=killer + "又一篇。", r90=killer)
    monkeypatch.setattr(build_module, "SHARD_BYTES", 20_000)
    monkeypatch.setattr(build_module, "map_shard", Killing(tmp_path / "died", always="KILLER"))
    result = api.build([str(tmp_path / "in.jsonl")], str(tmp_path / "out"), recipe="minimal", workers=2)
    assert result.counts["documents_in"] == 117 == result.counts["documents_kept"]
    lines = (tmp_path / "in.jsonl").read_bytes().split(b"\n")
    offsets = [sum(len(line) + 1 for line in lines[:n]) for n in (17, 18, 90)]
    for offset, problem in zip(offsets, result.skipped, strict=True):
        assert f"in.jsonl#{offset}" in problem.line and "killed its worker" in problem.line
    kept = texts(tmp_path / "out")
    assert len(kept) == 117 and not any("KILLER" in text for text in kept)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out"]


def task(tmp_path: Path, at: int | None) -> MapTask:
    if at is not None:
        journal(tmp_path, "key", at)
    return MapTask(3, None, "", str(tmp_path), "key")


def journal(tmp_path: Path, key: str, at: int) -> None:
    stem_of(tmp_path, key).parent.mkdir(parents=True, exist_ok=True)
    stem_of(tmp_path, key).with_suffix(".at").write_bytes(b"%20d" % at)


def test_the_journal_names_the_killer(tmp_path: Path) -> None:
    again = _without_killer(task(tmp_path, 41), Failure(3, "the worker process died (exit code -9)", 3), 1)
    assert again.skip == {41} and again.key != "key"
    journal(tmp_path, again.key, 41)
    with pytest.raises(InvariantError, match="again and again"):
        _without_killer(again, Failure(3, "the worker process died (exit code -9)", 3), 2)


def test_a_failure_outside_any_document_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(InvariantError, match="outside any document"):
        _without_killer(task(tmp_path, None), Failure(3, "the worker process died (exit code -9)", 3), 1)
    with pytest.raises(OutputError, match="cannot be written"):
        _without_killer(task(tmp_path, 1), Failure(3, "OSError: [Errno 28] No space left on device", 3), 1)


def test_an_input_that_changed_between_two_runs_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    records(source, 60)
    monkeypatch.setattr(build_module, "SHARD_BYTES", 10_000)
    writing = write_configs

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_module, "write_configs", stopped)
    with pytest.raises(KeyboardInterrupt):
        api.build([str(source)], str(out), recipe="minimal", workers=1)
    work = tmp_path / ".out.work"
    assert len(list((work / "map").glob("*.json"))) > 3 and not out.exists()
    before = source.stat()
    records(source, 60, r5="改过的第五篇，" + "甲" * 20)
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))
    monkeypatch.setattr(build_module, "write_configs", writing)
    api.build([str(source)], str(out), recipe="minimal", workers=1)
    assert sum("改过的第五篇" in text for text in texts(out)) == 1
    fresh = tmp_path / "fresh" / "out"
    api.build([str(source)], str(fresh), recipe="minimal", workers=1)
    assert texts(fresh) == texts(out)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fresh", "in.jsonl", "out"]


def test_an_input_that_changes_while_it_is_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        records(tmp_path / "in" / name, 20)
    mapping = build_module._map

    def meanwhile(*words: Any) -> Any:
        found = mapping(*words)
        records(tmp_path / "in" / "a.jsonl", 21)
        (tmp_path / "in" / "b.jsonl").unlink()
        return found

    monkeypatch.setattr(build_module, "_map", meanwhile)
    result = api.build([str(tmp_path / "in")], str(tmp_path / "out"), recipe="minimal", workers=1)
    assert [(p.where, p.what) for p in result.skipped] == [
        ("a.jsonl", "changed while it was read"), ("b.jsonl", "went away while the build ran"),
    ]  # fmt: skip
    assert result.code == 4


def test_finished_tasks_are_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    records(source, 60)
    monkeypatch.setattr(build_module, "SHARD_BYTES", 10_000)
    writing = write_configs
    monkeypatch.setattr(build_module, "write_configs", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        api.build([str(source)], str(out), recipe="minimal", workers=1)
    stamps = {p: p.stat().st_mtime_ns for p in (tmp_path / ".out.work" / "map").glob("*.docs.arrow")}
    seen: dict[Path, int] = {}

    def look(temporary: Path, work: Path, *rest: Any, **options: Any) -> Any:
        seen.update({p: p.stat().st_mtime_ns for p in (work / "map").glob("*.docs.arrow")})
        return writing(temporary, work, *rest, **options)

    monkeypatch.setattr(build_module, "write_configs", look)
    api.build([str(source)], str(out), recipe="minimal", workers=1)
    assert len(stamps) > 3 and seen == stamps


def test_leftovers_of_killed_builds_go_with_the_next(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        stale, alive = tmp_path / f".out.new-{dead.pid}", tmp_path / f".out.new-{sleeper.pid}"
        other = tmp_path / f".other.new-{dead.pid}"
        for one in (stale, alive, other):
            one.mkdir()
            (one / "data").write_text("half")
        with folder.replacing(tmp_path / "out") as fresh:
            (fresh / "manifest.json").write_text('{"tool": "corpuskit", "format": 1}')
        assert sorted(p.name for p in tmp_path.iterdir()) == sorted([alive.name, other.name, "out"])
    finally:
        sleeper.kill()
        sleeper.wait()


HOLDER = """
    import sys, time
    from pathlib import Path
    from corpuskit.formats import folder
    with folder.locked(Path("work")):
        print("held", flush=True)
        time.sleep(60)
"""


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    script = tmp_path / "hold.py"
    script.write_text(textwrap.dedent(HOLDER), "utf-8")
    holder = subprocess.Popen([sys.executable, str(script)], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(UsageError, match=f"process {holder.pid}"), folder.locked(tmp_path / "work"):
            pytest.fail("two processes hold one work folder")
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        if holder.stdout is not None:
            holder.stdout.close()
    start = time.monotonic()
    with folder.locked(tmp_path / "work") as work:
        assert (work / "lock").read_text() == f"process {os.getpid()}"
    assert time.monotonic() - start < 1
