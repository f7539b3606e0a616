"""The limits of `quality`: each is crossed by what it is for, and by nothing near it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Layer, Note
from corpuskit.steps.quality import Quality
from tests.support import corpora

LAW = settings(max_examples=60, deadline=None, derandomize=True)
SENTENCE = "入秋以后,河水一天比一天浅,岸边的石头露出来。"


def verdict(text: str, **limits: float) -> str | None:
    drop = Quality(**limits).verdict(Document("", text))  # type: ignore[arg-type]
    return drop.reason if drop else None


def drawn(chars: int, seed: int = 1) -> str:
    chance = random.Random(seed)
    return "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(chars))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "quality.empty"),
        (" \n\u3000\n", "quality.empty"),
        ("首页", "quality.short"),
        ("\n" * 30 + "首页" + "\n" * 30, "quality.short"),
        (SENTENCE, None),
        ("字" * 19, "quality.short"),
        ("\ufffd" * 50 + drawn(50), "quality.damage"),
        ("\ufffd" * 10 + drawn(90), None),
        ((drawn(40) + "\n") * 20, "quality.repetition"),
        (drawn(100) * 8, "quality.repetition"),
        (drawn(800), None),
        ("\n".join(drawn(60, n) + "\n" + drawn(30) for n in range(8)), None),  # verses with a refrain
        ("是\n" * 100 + drawn(400), None),  # short lines repeat in good texts
        (SENTENCE * 3, None),  # too short for a share to say anything
    ],
)
def test_verdicts(text: str, reason: str | None) -> None:
    assert verdict(text) == reason


def test_damage_that_repair_marked_counts() -> None:
    text = drawn(100)
    notes = (Note(10, 60, "damage.undecided-shift"),)
    doc = Document("", text, {}, (Layer("repair", "1", EMPTY, notes),))
    drop = Quality().verdict(doc)
    assert drop is not None and (drop.reason, drop.value, drop.limit) == ("quality.damage", 0.5, 0.4)
    assert Quality(max_damage_ratio=0.6).verdict(doc) is None
    twice = Document("", text, {}, (Layer("repair", "1", EMPTY, notes * 2),))
    assert Quality().measures(twice)["damage_ratio"] == 0.5
    other = Document("", text, {}, (Layer("repair", "1", EMPTY, (Note(0, 90, "review.odd"),)),))
    assert Quality().verdict(other) is None


def test_a_page_that_came_back_but_for_a_few_characters_stays() -> None:
    """A note on a character that context does not tell names the stretch; the character is what was lost."""
    text = drawn(40) + "\ufffd" + drawn(39) + "\ufffd" + drawn(19)
    notes = tuple(Note(start, 90, "damage.undecided-gap") for start in (0, 0, 40))
    doc = Document("", text, {}, (Layer("repair", "1", EMPTY, notes),))
    assert Quality().verdict(doc) is None
    assert Quality().measures(doc)["damage_ratio"] == 0.02


def test_limits_can_be_set() -> None:
    assert verdict("首页", min_chars=2) is None
    assert verdict((drawn(40) + "\n") * 20, max_repeated_ratio=1.1) is None


def test_measures_agree_with_the_verdict() -> None:
    text = (drawn(40) + "\n") * 20
    measures = Quality().measures(Document("", text))
    assert measures["chars"] == len(text) and measures["damage_ratio"] == 0
    assert measures["repeated_ratio"] >= 0.6 and set(measures) == {"chars", "damage_ratio", "repeated_ratio"}


@LAW
@given(st.text(st.sampled_from("河水漫过堤岸，。\n \ufffd😀\ud800a"), max_size=400))
def test_a_verdict_is_pure_and_its_value_crosses_its_limit(text: str) -> None:
    doc = Document("", text)
    drop = Quality().verdict(doc)
    assert drop == Quality().verdict(doc)
    if drop is not None:
        assert drop.value is not None and drop.limit is not None
        below = drop.reason in ("quality.empty", "quality.short")
        assert (drop.value < drop.limit) if below else (drop.value >= drop.limit)
    measures = Quality().measures(doc)
    assert all(0 <= measures[name] <= 1 for name in ("damage_ratio", "repeated_ratio"))


def test_sound_prose_is_kept() -> None:
    texts = [r["text"] for r in corpora.load(["zh-Hans"], ["classical"], "test", 400_000)]
    texts += [r["text"] for r in corpora.load(["zh-Hans", "ja", "en"], ["prose"], "test", 2_000_000) if len(r["text"]) > 300]
    assert len(texts) > 50
    dropped = [text[:80] for text in texts if verdict(text) is not None]
    assert len(dropped) <= 0.01 * len(texts), dropped
