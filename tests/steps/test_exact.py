"""Exact copies: the same but for script, width, case, blanks and marks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.engines.link import link_sketches
from corpuskit.steps.exact import MIN_KEY_CHARS, Exact, exact_key

PROSE = "入秋以后,河水一天比一天浅,岸边的石头露出来,孩子们放学后就在上面跳来跳去,直到天黑才回家。"
LAW = settings(max_examples=60, deadline=None, derandomize=True)


def same(one: str, other: str) -> bool:
    return link_sketches([one, other], [Exact()], "first")[1] is not None


@pytest.mark.parametrize(
    "copy",
    [
        PROSE.replace(",", "，"),
        PROSE.replace(",", ""),
        PROSE.replace(",", ",\n\u3000\u3000"),
        PROSE.replace("后", "後").replace("来", "來").replace("边", "邊").replace("头", "頭"),
    ],
)
def test_copies(copy: str) -> None:
    assert copy != PROSE and same(PROSE, copy)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PROSE, PROSE.replace("河水", "湖水")),
        ("3.14", "314"),  # short: marks say something
        ("好吗?", "好吗!"),
        ("1-2", "12"),
        ("", "。"),
    ],
)
def test_no_copies(one: str, other: str) -> None:
    assert not same(one, other)


def test_short_texts_fold_script_width_and_blanks() -> None:
    assert same("讀書 ＡＢ", "读书AB")


@LAW
@given(st.lists(st.text("河水漫过堤岸，。 A1", max_size=50), min_size=2, max_size=12))
def test_who_stays_is_unlike_all_others_that_stay(texts: list[str]) -> None:
    found = link_sketches(texts, [Exact()], "first")
    stay = [t for t, duplicate in zip(texts, found, strict=True) if duplicate is None]
    assert len({exact_key(t) for t in stay}) == len(stay)
    for text, duplicate in zip(texts, found, strict=True):
        if duplicate is not None:
            assert exact_key(texts[int(duplicate.of)]) == exact_key(text) and found[int(duplicate.of)] is None


def test_a_key_is_pure_and_short() -> None:
    assert exact_key(PROSE) == exact_key(PROSE) and len(exact_key(PROSE)) == 16
    sketch = Exact().sketch(Document("", PROSE))
    assert sketch.keys == (exact_key(PROSE),) and Exact().similarity(sketch, sketch) == 1.0
    assert len(PROSE) > MIN_KEY_CHARS
