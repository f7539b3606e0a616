"""The lines at the ends of texts, found by columns: the same as those of each text by itself."""

from __future__ import annotations

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from corpuskit.rulebook.joined import Joined
from corpuskit.steps.strip import endlines
from corpuskit.steps.strip.endlines import ends_each
from corpuskit.steps.strip.opening import lines_outside, outside
from corpuskit.steps.strip.page import HEAD_LINES, TAIL_LINES

SENTENCE = "这一句话说的是很久以前的一个村子里发生过的一件小事情大家都还记得。"
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["首页", SENTENCE, "\u3000\u3000" + SENTENCE, " " * 9 + SENTENCE, "", " ", "\x1c", "\U00020000" + SENTENCE]
        ),
        st.text("一a。 \u3000😀(", max_size=40),
    ),
    max_size=30,
)


def _by_itself(text: str) -> tuple[list[str], list[str]]:
    head, tail = outside(text, HEAD_LINES, TAIL_LINES)
    return sorted(line for line in lines_outside(text) if line.strip()), sorted(head + tail)


def _check(texts: list[str]) -> None:
    found = [(sorted(line for line in one.outside if line.strip()), sorted(one.ends)) for one in ends_each(Joined(texts))]
    assert found == list(map(_by_itself, texts))


@given(st.lists(LINES.map("\n".join), max_size=6))
def test_columns_say_what_each_text_says(texts: list[str]) -> None:
    event(f"sentences: {any(SENTENCE in text for text in texts)}")
    _check(texts)


def test_what_is_too_much_for_columns_is_asked_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["\n".join(["首页", SENTENCE, SENTENCE, "末行"]), SENTENCE, ""]
    _check(texts)
    monkeypatch.setattr(endlines, "KEPT_CHARS", 10)
    _check(texts)
