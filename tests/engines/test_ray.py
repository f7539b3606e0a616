"""Ray as an engine: what it says without Ray, dead workers and a dead node, and nothing of it on standard output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.commands.mapping import MapResult, MapTask, map_shard
from corpuskit.engines import TRIES, Done, Failure, make_engine
from corpuskit.errors import UsageError


def digests(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def records(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            body = "".join(f"第{n}篇的第{k}句，讲的是城市供水管网的日常维护。" for k in range(20))
            file.write(json.dumps({"id": n, "text": body}, ensure_ascii=False) + "\n")


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed")
def test_without_ray_it_says_what_to_install(tmp_path: Path) -> None:
    records(tmp_path / "in.jsonl", 3)
    with pytest.raises(UsageError, match="needs the package ray") as raised:
        api.build([str(tmp_path / "in.jsonl")], str(tmp_path / "out"), engine="ray")
    assert "extra `ray`" in raised.value.hint and not (tmp_path / "out").exists()


def test_an_address_is_for_ray_only(tmp_path: Path) -> None:
    records(tmp_path / "in.jsonl", 3)
    with pytest.raises(UsageError, match="--address with --engine local"):
        api.build([str(tmp_path / "in.jsonl")], str(tmp_path / "out"), address="127.0.0.1:6379")


def die_once(task: tuple[int, str]) -> int:
    """Task 1 dies in its first try, task 3 in each."""
    number, marker = task
    if number == 3 or (number == 1 and not Path(marker).exists()):
        Path(marker).write_text("was here")
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.slow
@pytest.mark.ray
def test_a_dead_worker_costs_a_try_and_one_that_always_dies_is_given_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    engine = make_engine("ray", 2)
    try:
        ended = list(engine.run(die_once, [(n, (n, str(tmp_path / f"{n}"))) for n in range(5)]))
    finally:
        engine.close()
    (failure,) = [e for e in ended if isinstance(e, Failure)]
    assert (failure.index, failure.tries) == (3, TRIES) and "worker process died" in failure.error
    assert sorted(e.index for e in ended if isinstance(e, Done)) == [0, 1, 2, 4]
    assert capfd.readouterr().out == ""  # results of commands go there


def killed_once(task: MapTask) -> MapResult:
    """map_shard() of which the second shard dies once, and the third for ever at one document."""
    from corpuskit.steps.language import Language

    sound = Language.annotate

    def annotate(self: Any, doc: Any) -> Any:
        marker = Path(task.work) / "died"
        if "第30篇" in doc.text and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if "KILLER" in doc.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return sound(self, doc)

    Language.annotate = annotate  # type: ignore[method-assign]
    try:
        return map_shard(task)
    finally:
        Language.annotate = sound  # type: ignore[method-assign]


@pytest.mark.slow
@pytest.mark.ray
def test_a_build_whose_worker_is_killed_has_the_same_bytes_and_leaves_the_killer_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.jsonl"
    records(source, 60)
    monkeypatch.setattr(build_module, "SHARD_BYTES", 10_000)
    api.build([str(source)], str(tmp_path / "whole" / "demo"), recipe="minimal", workers=1)
    monkeypatch.setattr(build_module, "map_shard", killed_once)
    result = api.build([str(source)], str(tmp_path / "ray" / "demo"), recipe="minimal", workers=2, engine="ray")
    assert not result.skipped
    assert digests(tmp_path / "ray" / "demo") == digests(tmp_path / "whole" / "demo")
    source.write_text(
        source.read_text("utf-8") + json.dumps({"text": "这一篇会杀死进程。KILLER" * 5}, ensure_ascii=False), "utf-8"
    )
    result = api.build([str(source)], str(tmp_path / "left" / "demo"), recipe="minimal", workers=2, engine="ray")
    (problem,) = result.skipped
    assert "killed its worker" in problem.line and result.counts["documents_in"] == 60


NODES = """
import sys, threading, time
from pathlib import Path
from ray.cluster_utils import Cluster
from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.commands.mapping import map_shard

def slowly(task):
    import time
    time.sleep(0.5)
    return map_shard(task)

source, out = sys.argv[1:]
memory = 2_000_000_000
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": 80_000_000})
nodes = [cluster.add_node(num_cpus=1, memory=memory, object_store_memory=80_000_000) for _ in range(2)]
build_module.SHARD_BYTES, build_module.map_shard = 10_000, slowly
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
def test_a_build_that_loses_a_node_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "in.jsonl"
    records(source, 200)
    monkeypatch.setattr(build_module, "SHARD_BYTES", 10_000)
    api.build([str(source)], str(tmp_path / "whole" / "demo"), recipe="minimal", workers=1)
    script = tmp_path / "nodes.py"
    script.write_text(NODES, "utf-8")
    out = tmp_path / "ray" / "demo"
    out.parent.mkdir()
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(script), str(source), str(out)], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, f"{time.monotonic() - begun:.0f} s: {done.stderr[-4000:]}"
    assert "killed after" in done.stderr
    assert digests(out) == digests(tmp_path / "whole" / "demo")
