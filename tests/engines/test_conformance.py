"""Law 6: the same bytes for every engine, shard size and worker count; and again after the kill of a worker, a node or all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.engines import ENGINES, Done, Failure, make_engine
from corpuskit.formats import readers
from tests.support.killing import Killing

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
SMALL_SHARD_BYTES = 10_000
CASES = [(1, 1, None), (2, 2, None), (1, 7, None), (2, 7, "2GB"), (2, 30, None)]  # workers, shards, memory


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a dataset, by relative path."""
    return {
        p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()
    }


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("reference") / "demo"
    result = api.build([str(SEEDS)], str(out), workers=1)
    assert result.counts["documents_in"] > 30 and not result.counts["documents_failed"]
    return digests(out)


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize(("workers", "shards", "memory"), CASES)
def test_same_bytes(
    engine: str, workers: int, shards: int, memory: str | None, reference: dict[str, str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    inputs, _ = readers.list_inputs([str(SEEDS)])
    shard_bytes = -(-sum(file.bytes for file in inputs) // shards)
    assert len(readers.plan(inputs, shard_bytes)) >= shards
    monkeypatch.setattr(build_module, "SHARD_BYTES", shard_bytes)
    out = tmp_path / "demo"
    api.build([str(SEEDS)], str(out), workers=workers, memory=memory, engine=engine)
    assert digests(out) == reference


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_ends_exactly_once_whatever_it_does(engine: str, workers: int) -> None:
    runner = make_engine(engine, workers)
    try:
        for _ in range(2):  # an engine runs one set of tasks after the other
            ended = list(runner.run(_odd_ones_raise, [(n, n * 10) for n in range(9)]))
            assert sorted(e.index for e in ended) == list(range(9))
            assert {e.index: e.result for e in ended if isinstance(e, Done)} == {n: n * 100 for n in range(0, 9, 2)}
            assert all("odd" in e.error for e in ended if isinstance(e, Failure))
    finally:
        runner.close()


def _odd_ones_raise(task: int) -> int:
    if task // 10 % 2:
        raise ValueError("odd ones are not liked")
    return task * 10


def test_building_again_in_place_changes_nothing(reference: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "demo"
    for _ in range(2):
        api.build([str(SEEDS)], str(out), workers=1)
        assert digests(out) == reference
    assert sorted(p.name for p in tmp_path.iterdir()) == ["demo"]  # no work folder, no old dataset


def _records(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            body = "".join(f"第{n}篇的第{k}句,讲的是城市供水管网的日常维护。" for k in range(40))
            file.write(json.dumps({"id": n, "text": body}, ensure_ascii=False) + "\n")


RUN = """
import sys
from corpuskit import api
if __name__ == "__main__":
    api.build([sys.argv[1]], sys.argv[2], recipe="minimal", workers=2, engine=sys.argv[3])
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_a_killed_build_goes_on_to_the_same_bytes(engine: str, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    _records(source, 12_000)
    script = tmp_path / "run.py"
    script.write_text(RUN, "utf-8")
    api.build([str(source)], str(tmp_path / "whole" / "demo"), recipe="minimal", workers=1)
    wanted = digests(tmp_path / "whole" / "demo")
    out = tmp_path / "cut" / "demo"
    killed = 0
    for wait_seconds in (1.5, 2.5, 3.5):
        process = subprocess.Popen([sys.executable, str(script), str(source), str(out), engine], stderr=subprocess.DEVNULL)
        time.sleep(wait_seconds)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed
    subprocess.run([sys.executable, str(script), str(source), str(out), engine], check=True, timeout=120)
    assert digests(out) == wanted
    assert sorted(p.name for p in out.parent.iterdir()) == ["demo"]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, dict[str, str]]:
    """Records in some sixty shards, and what an undisturbed build makes of them."""
    source = tmp_path / "in.jsonl"
    _records(source, 200)
    monkeypatch.setattr(build_module, "SHARD_BYTES", SMALL_SHARD_BYTES)
    api.build([str(source)], str(tmp_path / "whole" / "demo"), recipe="minimal", workers=1)
    return source, digests(tmp_path / "whole" / "demo")


@pytest.mark.slow
@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_a_killed_worker_changes_no_byte(
    engine: str, small: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, wanted = small
    monkeypatch.setattr(build_module, "map_shard", Killing(tmp_path / "died", once="第30篇"))
    result = api.build([str(source)], str(tmp_path / "cut" / "demo"), recipe="minimal", workers=2, engine=engine)
    assert (tmp_path / "died").exists() and not result.skipped
    assert digests(tmp_path / "cut" / "demo") == wanted


NODES = """
import sys, threading, time
from pathlib import Path
from typing import Any
from ray.cluster_utils import Cluster
from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.commands.mapping import map_shard

def slowly(task):
    import time
    time.sleep(0.5)
    return map_shard(task)

source, out, shard_bytes = sys.argv[1:]
memory = 2_000_000_000
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": 80_000_000})
nodes = [cluster.add_node(num_cpus=1, memory=memory, object_store_memory=80_000_000) for _ in range(2)]
build_module.SHARD_BYTES, build_module.map_shard = int(shard_bytes), slowly
killed = []

def kill():
    work = Path(out).parent / ".demo.work" / "map"
    while len(list(work.glob("*.json"))) < 3:
        time.sleep(0.05)
    cluster.remove_node(nodes[0], allow_graceful=False)
    killed.append(len(list(work.glob("*.json"))))

thread = threading.Thread(target=kill, daemon=True)
thread.start()
try:
    api.build([source], out, recipe="minimal", engine="ray", address=cluster.address)
    thread.join()
    print("killed after", killed[0], "tasks", file=sys.stderr)
finally:
    cluster.shutdown()
"""


@pytest.mark.slow
@pytest.mark.ray
def test_a_build_that_loses_a_node_has_the_same_bytes(small: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    source, wanted = small
    script = tmp_path / "nodes.py"
    script.write_text(NODES, "utf-8")
    out = tmp_path / "ray" / "demo"
    out.parent.mkdir()
    begun = time.monotonic()
    words = [sys.executable, str(script), str(source), str(out), str(SMALL_SHARD_BYTES)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, f"{time.monotonic() - begun:.0f} s: {done.stderr[-4000:]}"
    assert "killed after" in done.stderr
    assert digests(out) == wanted
