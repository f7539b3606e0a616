"""Ray as an engine: what it says without Ray, workers that die each time, and nothing of it on standard output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpuskit import api
from corpuskit.commands import build as build_module
from corpuskit.engines import TRIES, Done, Failure, make_engine
from corpuskit.errors import UsageError
from tests.support import soak
from tests.support.killing import Killing


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


WAITS = """
import time
from corpuskit.engines import make_engine
engine = make_engine("ray", 2)
print([ended.result for ended in engine.run(abs, [(n, -n) for n in range(3)])], flush=True)
time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.ray
def test_nothing_outlives_a_killed_build() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        ran = process.stdout.readline()
        running = len(list(soak.living(process.pid)))
        process.kill()
    assert ran and running > 5  # the servers and agents of Ray, and workers
    assert soak.wait_for_none(process.pid) == []


@pytest.mark.slow
@pytest.mark.ray
def test_a_document_that_kills_its_worker_is_left_out_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "in.jsonl"
    records(source, 60)
    source.write_text(
        source.read_text("utf-8") + json.dumps({"text": "这一篇会杀死进程。KILLER" * 5}, ensure_ascii=False), "utf-8"
    )
    monkeypatch.setattr(build_module, "SHARD_BYTES", 10_000)
    monkeypatch.setattr(build_module, "map_shard", Killing(tmp_path / "died", always="KILLER"))
    result = api.build([str(source)], str(tmp_path / "left" / "demo"), recipe="minimal", workers=2, engine="ray")
    (problem,) = result.skipped
    assert "killed its worker" in problem.line and result.counts["documents_in"] == 60
