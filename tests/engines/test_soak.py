"""The short form of scripts/soak: a worker, the parent, and both are killed; the bytes are those of an undisturbed build."""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path

import pytest

from tests.support import soak
from tests.support.soak_ray import loses_a_node

WORDS = ("--recipe", "minimal")
ON_RAY = ("--engine", "ray")
RAY_START_SECONDS = 5.0
SEED = 3
WATER = ("供水管网", "河堤水闸", "村口水井", "山下水库", "街边水泵")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Some hundred kilobytes of records."""
    path = tmp_path / "in.jsonl"
    chance = random.Random(SEED)
    with path.open("w", encoding="utf-8") as file:
        for n in range(1_500):
            text = "".join(f"第{n}篇的第{k}句，讲的是{chance.choice(WATER)}的日常维护。" for k in range(20))
            file.write(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n")
    return path


@pytest.mark.slow
def test_killed_builds_end_in_the_same_bytes_and_leave_nothing(source: Path, tmp_path: Path) -> None:
    out, temporary = soak.folders(tmp_path, -1)
    begun = time.monotonic()
    assert soak.start(source, out, temporary, *WORDS).wait() == 0
    seconds = time.monotonic() - begun
    wanted = soak.digests(out)
    for n in range(len(soak.KINDS)):
        assert not soak.one_kill(n, source, tmp_path, wanted, seconds, random.Random(SEED + n), *WORDS)


@pytest.mark.slow
@pytest.mark.ray
@pytest.mark.parametrize("kind", ["parent", "worker", "node"])
def test_so_do_builds_on_ray(kind: str, source: Path, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="s") as name:  # short, as Ray wants it
        folder = Path(name)
        out, temporary = soak.folders(folder, -1)
        begun = time.monotonic()
        assert soak.start(source, out, temporary, *WORDS).wait() == 0
        seconds = time.monotonic() - begun + RAY_START_SECONDS
        if kind == "node":
            assert not loses_a_node(0, source, folder, soak.digests(out), seconds, random.Random(SEED), *WORDS, *ON_RAY)
            return
        n = soak.KINDS.index(kind)
        assert not soak.one_kill(n, source, folder, soak.digests(out), seconds, random.Random(SEED), *WORDS, *ON_RAY)
