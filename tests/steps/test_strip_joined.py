"""What the step `strip` asks of a batch of texts together says no less than what it asks of each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.rulebook import joined as joined_module
from corpuskit.rulebook.examples import unmark
from corpuskit.rulebook.joined import Joined
from corpuskit.rulebook.linematch import matcher_for
from corpuskit.rulebook.rules import load_rules
from corpuskit.steps.strip.literalless import hits_without_literal, may_hit_without_literal
from corpuskit.steps.strip.page import Page
from corpuskit.steps.strip.spam import spam_hint, spam_hints

PARTS = [
    "春天来了",
    "。",
    "\n",
    "\n\n",
    " ",
    "\u3000",
    "青鹭娱乐",
    "】",
    "12:30",
    "2024年3月5日 10:20",
    "(张三)",
    "[完]",
    "𝟎",
    "😀",
    "\ud83d",
    "a",
]
TEXTS = st.lists(st.lists(st.sampled_from(PARTS), max_size=14).map("".join), max_size=6)


@given(TEXTS, st.sampled_from([3, 20, 120_000]))
def test_a_batch_is_cut_into_whole_lines(texts: list[str], piece_chars: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joined_module, "PIECE_CHARS", piece_chars)
        joined = Joined(texts)
        found = []
        for piece in joined.pieces():
            starts, ends = piece.lines
            for start, end in zip((starts + piece.offset).tolist(), (ends + piece.offset).tolist(), strict=True):
                which = int(joined.which(np.array([start]))[0])
                begin = int(joined.begins[which])
                found.append((which, start - begin, texts[which][start - begin : end - begin]))
    expected = []
    for which, text in enumerate(texts):
        at = 0
        for line in text.split("\n"):
            expected += [(which, at, line)] if line else []
            at += len(line) + 1
    assert found == expected


@given(TEXTS)
def test_hints_of_a_batch_are_those_of_its_texts(texts: list[str]) -> None:
    assert spam_hints(Joined(texts)).tolist() == [spam_hint(text) for text in texts]


@given(TEXTS)
def test_rules_without_literals_are_asked_wherever_they_may_hit(texts: list[str]) -> None:
    matcher = matcher_for()
    for text, may in zip(texts, may_hit_without_literal(Joined(texts)).tolist(), strict=True):
        assert may or not hits_without_literal(text, matcher)


def test_pages_without_a_line_for_rules_without_literals_are_told() -> None:
    matcher = matcher_for()
    lines = [
        "(张三)",
        "【李四】",
        "2024-03-05 10:20",
        "12:30",
        "[2024年3月5日]",
        "3. 打开窗户",
        "（2011-03-24）　李四　　张三",
        "[完]",
    ]
    texts = [f"某某说明了情况。\n{line}\n随后离开。" for line in lines]
    matcher.may_hit_each(texts)
    free = [matcher.may_hit_free(text) for text in texts]
    hit = [any(line.hits for line in Page(text, matcher).lines) for text in texts]
    assert sum(hit) > 4
    assert sum(free) < len(free)
    assert all(may or not was for may, was in zip(free, hit, strict=True))


def test_lines_left_by_their_ends_hold_all_that_a_rule_takes() -> None:
    matcher = matcher_for()
    texts = [unmark(example)[0] for rule in load_rules() for example in rule.hits]
    assert len(texts) > 800
    for text, may in zip(texts, matcher.may_hit_each(texts), strict=True):
        lone = matcher.hits_alone(text) if "\n" not in text else ("", [])
        assert may or not lone[1], text
