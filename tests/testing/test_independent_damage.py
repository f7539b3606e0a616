"""The independent damage generator is sane: it damages, what it calls exact can be had back, and its spans are the truth.

Lives here: checks of the generator itself and of the sentences it is fed. Never here: how well anything repairs its damages.

tests/cases/sentences holds sound text written for these tests, one sentence or paragraph a line, `## ` before a topic, one file
for each language; look-alikes.txt holds what looks damaged and is not, with an empty line between entries. No repair may change
any of it.
"""

from __future__ import annotations

import functools
import random
import re
from pathlib import Path

import pytest

from tests.support.independent_accidents import SITES, Byte, replaced
from tests.support.independent_damage import REGISTRY, within
from tests.support.independent_units import Damaged, browser_reader, python_reader, windows_reader

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "sentences"
CHINESE = ("hans", "hant-tw", "hant-hk")
LATIN_READ = {
    "utf8-as-latin-1",
    "utf8-as-cp1252",
    "gbk-as-latin-1",
    "gbk-as-cp1252",
    "gbk-as-cp1250",
    "big5-as-latin-1",
    "big5-as-cp1252",
}


def sentences(name: str) -> list[str]:
    return [
        line for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n") if line and not line.startswith("## ")
    ]


def look_alikes() -> list[str]:
    text = (FOLDER / "look-alikes.txt").read_text(encoding="utf-8").strip("\n")
    return [entry for block in text.split("\n\n") for entry in [re.sub(r"^## .*\n", "", block)] if entry]


TEXTS = [line for name in CHINESE for line in sentences(name)]


@functools.cache
def damaged(name: str) -> list[Damaged]:
    rng = random.Random(f"{name}:self-check")
    out = [REGISTRY[name].apply(text, rng) for text in TEXTS[::2]]
    return [each for each in out if each is not None]


def rebuilt(case: Damaged) -> str:
    """The original from the damaged text by its truth spans alone."""
    out, at = [], 0
    for span in case.spans:
        out.append(case.text[at : span.damaged[0]])
        out.append(case.original[slice(*span.original)])
        at = span.damaged[1]
    return "".join(out) + case.text[at:]


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_damage_changes_texts_and_its_spans_are_the_truth(name: str) -> None:
    cases = damaged(name)
    assert len(cases) >= 15
    for case in cases:
        assert case.text != case.original
        assert case.spans and rebuilt(case) == case.original
        for left, right in zip(case.spans, case.spans[1:], strict=False):
            assert left.damaged[1] <= right.damaged[0] and left.original[1] <= right.original[0]


@pytest.mark.parametrize("name", sorted(name for name, damage in REGISTRY.items() if damage.undo))
def test_what_is_exact_can_be_had_back_by_the_codecs_alone(name: str) -> None:
    undo = REGISTRY[name].undo
    assert undo is not None
    exact = [case for case in damaged(name) if case.exact]
    for case in exact:
        assert undo(case.text) == case.original
    if name in LATIN_READ or REGISTRY[name].row.startswith(("numeric", "\\u", "twice")):
        assert len(exact) == len(damaged(name))


@pytest.mark.parametrize("name", sorted(name for name, damage in REGISTRY.items() if damage.undo))
def test_exact_spans_alone_can_be_had_back(name: str) -> None:
    """Also in a text that is lossy elsewhere, a span called exact holds all its bytes."""
    undo = REGISTRY[name].undo
    assert undo is not None
    for case in damaged(name):
        for span in case.spans:
            if span.exact:
                assert undo(case.text[slice(*span.damaged)]) == case.original[slice(*span.original)]


def test_sentences_are_many_and_said_once() -> None:
    assert len(TEXTS) >= 400
    everything = look_alikes()
    for file in FOLDER.glob("*.txt"):
        if file.stem != "look-alikes":
            assert len(sentences(file.stem)) >= 60
            everything += sentences(file.stem)
    assert len(look_alikes()) >= 140
    assert len(everything) == len(set(everything))


def test_the_same_seed_gives_the_same_damage() -> None:
    for damage in REGISTRY.values():
        assert damage.apply(TEXTS[5], random.Random(9)) == damage.apply(TEXTS[5], random.Random(9))


def test_one_clause_only() -> None:
    rng = random.Random(4)
    cases = [within(damage, text, rng) for damage in REGISTRY.values() for text in TEXTS[:40]]
    found = [case for case in cases if case is not None]
    assert len(found) > 1000
    assert all(rebuilt(case) == case.original for case in found)
    kept = [case for case in found if case.spans[0].damaged[0] > 0 or case.spans[-1].original[1] < len(case.original)]
    assert len(kept) > 0.9 * len(found)


def test_readers_agree_with_the_codecs() -> None:
    for text in TEXTS[:120]:
        data = text.encode("utf-8")
        for codec in ("gbk", "gb18030", "big5", "cp950", "cp949", "cp932"):
            assert "".join(unit.text for unit in python_reader(codec)(data)) == data.decode(codec, errors="replace")
            assert "".join(unit.text for unit in python_reader(codec, "")(data)) == data.decode(codec, errors="ignore")


def test_readers_differ_where_they_should() -> None:
    data = b"\x80\xef\xbc\x8c*"  # the euro byte, then a comma of three bytes, then a star that is no second byte
    assert "".join(unit.text for unit in windows_reader("gb18030")(data)) == "€锛?"
    assert "".join(unit.text for unit in browser_reader("gbk", euro=True)(data)) == "€锛\ufffd*"
    assert "".join(unit.text for unit in python_reader("gbk")(data)) == data.decode("gbk", errors="replace")


def test_bytewise_replacement_takes_turns_and_never_overlaps() -> None:
    page = [Byte(value, at) for at, value in enumerate(b"aaaab")]
    out = replaced(page, b"aa", (b"1", b"22"), b")")
    assert bytes(byte.value for byte in out) == b"1aa)22aa)b"
    assert [byte.origin for byte in out if byte.ours] == [0, 1, 2, 3, 4]


def test_a_site_cuts_characters_in_two() -> None:
    """The full stop and the opening quote hold the bytes of an exclamation mark between them."""
    case = REGISTRY["site-shift"].apply("大家都说很好。“真的”。", random.Random(1))
    assert case is not None and case.text.startswith("大家都说很好?！")
    left = REGISTRY["site-junk-left"].apply("大家都说很好，真的。", random.Random(1))
    assert left is not None and set(left.text) & set("\x05\x06\x07\x08") and left.exact


def test_a_table_holds_for_the_whole_page() -> None:
    text = "学生学数学，老师教数学，大学生也学数学"
    for seed in range(20):
        case = REGISTRY["site-notes"].apply(text, random.Random(seed))
        assert case is not None
        for char in set(text):
            whole, noted = case.text.count(char), case.text.count(f"{char}(")
            assert case.text.count("?") > 0 or noted in (0, whole)


def test_every_site_is_in_the_registry() -> None:
    assert set(SITES) <= set(REGISTRY)
