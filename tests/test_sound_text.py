"""How the sound text is taken out of its packages and shared among samples.

Lives here: the extractors of works, licences and spoken lines, the level share, names of scoped packages. Never here: fetching.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.support import corpora

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"


@pytest.fixture
def extract(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.setattr(sys, "path", [str(SCRIPTS), *sys.path])
    yield importlib.import_module("corpora_extract")


def test_works_are_found_wherever_they_stand(extract: ModuleType) -> None:
    work = {"title": "渡口", "author": "甲乙", "paragraphs": ["风来。", "船去。"], "tags": ["水"]}
    deep = {"title": "集", "content": [{"title": "卷一", "content": [{"chapter": "春", "paragraphs": ["雨。"]}]}]}
    tune = {"rhythmic": "渔歌", "paragraphs": ["一篙。"], "author": {"name": "丙"}}
    (units,) = extract.from_verses(json.dumps([work, deep, tune, {"title": "空", "paragraphs": []}]).encode())
    assert units == ["渡口\n甲乙\n风来。\n船去。", "春\n雨。", "渔歌\n一篙。"]


def test_a_licence_stays_as_it_is(extract: ModuleType) -> None:
    text = "甲许可证\n\n1. Definitions\n   “丙” means丁.\n"
    assert list(extract.from_licence(json.dumps({"name": "甲", "licenseText": text}).encode())) == [[text]]


def test_spoken_lines_only(extract: ModuleType) -> None:
    play = (
        "# game/a.rpy:1\ntranslate schinese a_1:\n\n"
        '    # e "Hello."\n    e "他说：\\"走吧。\\""\n    "旁白一句。"\n'
        '    old "Skip"\n    new "快进"\n    e "{b}粗{/b}"\n    e "你好，[name]。"\n    e "两\\n行"\n'
    )
    assert list(extract.from_speech(play.encode())) == [['他说："走吧。"', "旁白一句。"]]


def test_scoped_names_have_the_stem_of_their_file(extract: ModuleType) -> None:
    assert importlib.import_module("packages").stem_of("@a/b-c") == "a-b-c"
    assert importlib.import_module("packages").stem_of("b-c") == "b-c"


@pytest.mark.parametrize(
    ("sizes_bytes", "limit_bytes", "share_bytes"),
    [([10, 10, 10], 30, 10), ([1, 100, 100], 101, 50), ([1, 5, 100], 50, 44), ([3, 4], 100, 97), ([0, 8], 8, 8)],
)
def test_what_small_sources_leave_goes_to_the_others(sizes_bytes: list[int], limit_bytes: int, share_bytes: int) -> None:
    share = corpora._level(sizes_bytes, limit_bytes)
    assert share == share_bytes
    assert sum(min(size, share) for size in sizes_bytes) == min(limit_bytes, sum(sizes_bytes))
