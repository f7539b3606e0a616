"""The short form of scripts/soak: a worker, the parent, and both are killed; the bytes are those of an undisturbed build."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest

from tests.support import soak

WORDS = ("--recipe", "minimal")
SEED = 3
WATER = ("供水管网", "河堤水闸", "村口水井", "山下水库", "街边水泵")


@pytest.mark.slow
def test_killed_builds_end_in_the_same_bytes_and_leave_nothing(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    chance = random.Random(SEED)
    with source.open("w", encoding="utf-8") as file:
        for n in range(1_500):
            text = "".join(f"第{n}篇的第{k}句，讲的是{chance.choice(WATER)}的日常维护。" for k in range(20))
            file.write(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n")
    for name in ("whole", "whole.tmp"):
        (tmp_path / name).mkdir()
    begun = time.monotonic()
    assert soak.start(source, tmp_path / "whole" / "demo", tmp_path / "whole.tmp", *WORDS).wait() == 0
    seconds = time.monotonic() - begun
    wanted = soak.digests(tmp_path / "whole" / "demo")
    for n in range(len(soak.KINDS)):
        assert not soak.one_kill(n, source, tmp_path, wanted, seconds, chance, *WORDS)
