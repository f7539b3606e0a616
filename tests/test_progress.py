"""Every long command says how far it is: a stage, how much of it, and counts; the terminal makes rate and time left of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from corpuskit import api, progressbar

Told = list[tuple[str, int, int]]


def listener(told: Told) -> Callable[[str, int, int, Mapping[str, int]], None]:
    return lambda stage, done, total, counts: told.append((stage, done, total))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Told]:
    folder = tmp_path_factory.mktemp("progress")
    source = folder / "in.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for n in range(250):
            file.write(json.dumps({"text": f"第{n}篇讲的是城市供水管网的日常维护，第{n * 7}段。" * 4}, ensure_ascii=False) + "\n")
    told: Told = []
    api.build([str(source)], str(folder / "ds"), recipe="minimal", workers=1, progress=listener(told))
    return source, folder / "ds", told


def stages(told: Told) -> list[str]:
    return list(dict.fromkeys(stage for stage, _, _ in told))


def test_a_build_tells_all_its_stages_and_linking_moves(built: tuple[Path, Path, Told]) -> None:
    told = built[2]
    assert stages(told) == ["cleaning", "linking 1/1", "writing", "describing"]
    assert all(done <= total or not total for _, done, total in told)
    assert [one for one in told if one[0] == "linking 1/1"][-1][1:] == (1, 1)


def test_the_other_long_commands_tell_theirs(built: tuple[Path, Path, Told], tmp_path: Path) -> None:
    source, dataset, _ = built
    calls: dict[str, Callable[[Callable[..., None]], object]] = {
        "cleaning": lambda say: api.repair([str(source)], out=str(tmp_path / "r"), progress=say),
        "reading": lambda say: api.dedup([str(source)], workers=1, progress=say),
        "restoring": lambda say: api.restore(str(dataset), all=True, out=str(tmp_path / "o"), progress=say),
        "copying": lambda say: api.push(str(dataset), "me/x", dry_run=True, progress=say),
    }
    for wanted, call in calls.items():
        told: Told = []
        call(listener(told))
        assert wanted in stages(told)
    told = []
    api.restore(str(dataset), all=True, out=str(tmp_path / "again"), progress=listener(told))
    assert [done for _, done, _ in told] == [0, 100, 200] and {total for _, _, total in told} == {250}


def test_without_a_terminal_a_line_says_share_rate_time_left_and_counts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progressbar, "LOG_SECONDS", 0.1)
    with progressbar.Progress(enabled=True, plain=True) as say:
        say("cleaning", 0, 10_000_000, {})
        time.sleep(0.02)
        say("cleaning", 5_000_000, 10_000_000, {"kept": 3, "dropped": 1})
        time.sleep(0.35)  # nothing is told meanwhile, and a line comes all the same
    lines = capsys.readouterr().err.strip().split("\n")
    assert len(lines) >= 2
    for part in ("cleaning: 50 %, 5.0 of 10.0 MB", "MB/s", "s left", "kept 3, dropped 1"):
        assert part in lines[0]
    with progressbar.Progress(enabled=False, plain=True) as say:
        say("cleaning", 0, 10, {})
        time.sleep(0.25)
    assert not capsys.readouterr().err
