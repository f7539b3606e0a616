"""The key text: what two copies have in common, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.steps.keytext import key_codes, key_codes_each, key_digest, key_text

LAW = settings(max_examples=60, deadline=None, derandomize=True)
TEXTS = st.text(st.sampled_from("河水漫過過堤岸说說网網。，！ \n\u3000\t-—“”ABcdＡ１2é😀𠀀\u200b\ud800"), max_size=40)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("河水，漫过\u3000堤岸。\n", "河水漫过堤岸"),
        ("網絡與軟體", "网络与软体"),
        ("ＡＢＣ １２３", "abc123"),
        ("Grüße, ЁЛКА!", "grüßeёлка"),
        ("«ça»　et — là…", "çaetlà"),
        ("𠀀字😀", "𠀀字😀"),  # astral characters stay as they are, symbols too
        ("☺ → ★ ¥ $", ""),
        ("", ""),
    ],
)
def test_examples(text: str, key: str) -> None:
    assert key_text(text) == key


def test_script_width_case_blanks_and_marks_do_not_matter() -> None:
    assert key_text("《漢語》ＯＫ，下面這句話。") == key_text("汉语 ok 下面这句话")


@LAW
@given(TEXTS)
def test_settled_and_never_longer(text: str) -> None:
    key = key_text(text)
    assert key_text(key) == key
    assert len(key) <= len(text)


@LAW
@given(TEXTS, TEXTS)
def test_keys_of_parts_join(one: str, other: str) -> None:
    assert key_text(one) + key_text(other) == key_text(one + other)


@LAW
@given(TEXTS, st.sampled_from(" \n\u3000，。!?-"), st.integers(0, 40))
def test_a_mark_or_blank_anywhere_changes_nothing(text: str, mark: str, at: int) -> None:
    assert key_text(text[:at] + mark + text[at:]) == key_text(text)


@LAW
@given(st.lists(TEXTS, max_size=5), st.integers(0, 4))
def test_a_batch_has_the_keys_of_its_texts(texts: list[str], which: int) -> None:
    for now in (texts, list(texts), [text + "！Z" * (n == which) for n, text in enumerate(texts)], texts[1:]):
        assert [one.tolist() for one in key_codes_each(now)] == [key_codes(text).tolist() for text in now]


def test_arrays_are_small_and_cannot_be_changed() -> None:
    assert key_codes("河水").dtype == np.uint16 and key_codes("河𠀀").dtype == np.uint32
    with pytest.raises(ValueError, match="read-only"):
        key_codes("河水")[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        key_codes_each(["河水", "漫过"])[1][0] = 1
    assert "unicode" in key_digest()
