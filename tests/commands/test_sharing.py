"""`build --shard I/N`: parts that clean into one work folder, and the build that makes the dataset of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.commands.mapping import finished, map_shard
from corpuskit.commands.maptask import MapResult, MapTask
from corpuskit.commands.sharing import Share, parse_share
from corpuskit.errors import UsageError
from corpuskit.formats import folder

SHARD_BYTES = 10_000
PARTS = 3
PART = """
import sys
from corpuskit import api
from corpuskit.commands import build as build_module
build_module.SHARD_BYTES = int(sys.argv[1])
result = api.build([sys.argv[2]], sys.argv[3], recipe="minimal", workers=1, shard=sys.argv[4])
print(result.counts["documents_in"])
"""
HOLD = """
import sys
from pathlib import Path
from corpuskit.formats import folder
with folder.claimed(Path(sys.argv[1]), range(int(sys.argv[2]), int(sys.argv[3]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def digests(of: Path) -> dict[str, str]:
    return {p.relative_to(of).as_posix(): sha256(p.read_bytes()).hexdigest() for p in sorted(of.rglob("*")) if p.is_file()}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records in some thirty tasks, each twice; a file that cannot be read beside them."""
    place = tmp_path / "in"
    place.mkdir()
    with (place / "in.jsonl").open("w", encoding="utf-8") as file:
        for n in range(200):
            body = "".join(f"第{n % 100}篇的第{k}句，讲的是城市供水管网的日常维护。" for k in range(20))
            file.write(json.dumps({"id": n, "text": body}, ensure_ascii=False) + "\n")
    (place / "torn.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00torn")
    monkeypatch.setattr(build_module, "SHARD_BYTES", SHARD_BYTES)
    return place


@pytest.fixture
def wanted(source: Path, tmp_path: Path) -> tuple[dict[str, str], dict[str, int], list[str]]:
    """What an undivided build makes, counts and skips."""
    result = api.build([str(source)], str(tmp_path / "whole" / "demo"), recipe="minimal", workers=1)
    assert result.counts["documents_duplicate"] == 100 and len(result.skipped) == 1
    return digests(tmp_path / "whole" / "demo"), result.counts, [problem.line for problem in result.skipped]


@pytest.mark.parametrize("tasks", [0, 1, 2, 7, 100])
@pytest.mark.parametrize("count", [1, 2, 7, 9])
def test_parts_are_disjoint_and_together_all(tasks: int, count: int) -> None:
    spans = [Share(n, count).span(tasks) for n in range(1, count + 1)]
    assert [task for span in spans for task in span] == list(range(tasks))
    assert max(map(len, spans)) - min(map(len, spans)) <= 1


@pytest.mark.parametrize("text", ["", "3", "0/3", "4/3", "-1/3", "1/0", "a/b", "1/3/5", "1.5/3"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no part"):
        parse_share(text, ["in"], "out", fresh=False)


def test_what_parts_cannot_share_is_refused() -> None:
    for paths, work, fresh, said in [
        (["-"], "o", False, "standard"),
        (["i"], "o", True, "--fresh"),
        (["i"], "s3://b/o", False, "st"),
    ]:
        with pytest.raises(UsageError, match=f"--shard with .*{said}"):
            parse_share("1/2", paths, work, fresh=fresh)
    assert parse_share(None, ["-"], "s3://b/o", fresh=True) is None


def only_done(task: MapTask) -> MapResult:
    """map_shard() that takes what is done and does nothing."""
    done = finished(task)
    assert done is not None, "a part has left it out"
    return done


@pytest.mark.parametrize("parts", [1, PARTS, 50])
def test_parts_and_a_build_of_them_are_a_build(
    parts: int, source: Path, wanted: tuple[dict[str, str], dict[str, int], list[str]], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    out = tmp_path / "parts" / "demo"
    results = [
        api.build([str(source)], str(out), recipe="minimal", workers=1, shard=f"{n}/{parts}")
        for n in reversed(range(1, parts + 1))
    ]
    assert sum(result.counts["documents_in"] for result in results) == wanted[1]["documents_in"]
    assert [p.line for result in results for p in result.skipped] == wanted[2]
    assert not out.exists()
    monkeypatch.setattr(build_module, "map_shard", only_done)
    result = api.build([str(source)], str(out), recipe="minimal", workers=1)
    assert digests(out) == wanted[0] and result.counts == wanted[1]
    assert [p.line for p in result.skipped] == wanted[2]
    assert [p.name for p in out.parent.iterdir()] == ["demo"]


@pytest.mark.slow
def test_parts_at_the_same_time_of_which_one_never_comes(
    source: Path, wanted: tuple[dict[str, str], dict[str, int], list[str]], tmp_path: Path
) -> None:
    out = tmp_path / "parts" / "demo"
    out.parent.mkdir()
    words = [sys.executable, "-c", PART, str(SHARD_BYTES), str(source), str(out)]
    running = [subprocess.Popen([*words, f"{n}/{PARTS}"], stdout=subprocess.PIPE, text=True) for n in range(1, PARTS)]
    read = [int(process.communicate(timeout=120)[0]) for process in running]
    assert all(read) and not any(process.returncode for process in running)
    assert sum(read) < wanted[1]["documents_in"]
    api.build([str(source)], str(out), recipe="minimal", workers=1)
    assert digests(out) == wanted[0]
    assert [p.name for p in out.parent.iterdir()] == ["demo"]


def test_a_build_waits_for_its_parts_and_a_part_for_the_build(source: Path, tmp_path: Path) -> None:
    out, work = tmp_path / "demo", tmp_path / ".demo.work"

    def build(shard: str | None) -> Callable[[], object]:
        return lambda: api.build([str(source)], str(out), recipe="minimal", workers=1, shard=shard)

    with folder.locked(work, shared=True):
        with pytest.raises(UsageError, match=r"another build is using .*parts of it"):
            build(None)()
        build("1/2")()
    with folder.locked(work), pytest.raises(UsageError, match="another build is using"):
        build("2/2")()


def test_a_part_is_done_by_one_process_at_a_time(source: Path, tmp_path: Path) -> None:
    out, work = tmp_path / "demo", tmp_path / ".demo.work"
    work.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(work), "0", "3"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    try:
        with pytest.raises(UsageError, match="another part of this build is at work on the same tasks"):
            api.build([str(source)], str(out), recipe="minimal", workers=1, shard="1/5")
        api.build([str(source)], str(out), recipe="minimal", workers=1, shard="5/5")
    finally:
        holder.communicate("")
    api.build([str(source)], str(out), recipe="minimal", workers=1, shard="1/5")  # the claim ended with its process


def test_map_shard_is_what_a_part_runs(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def counted(task: MapTask) -> MapResult:
        done.append(task.index)
        return map_shard(task)

    monkeypatch.setattr(build_module, "map_shard", counted)
    result = api.build([str(source)], str(tmp_path / "demo"), recipe="minimal", workers=1, shard="2/4")
    assert done == sorted(done) and len(done) == result.counts["tasks"] > 3 and min(done) > 3
    assert result.data == {"out": str(tmp_path / "demo"), "shard": "2/4"}
