"""Where a paragraph begins and ends, and that a batch is told what each text is told alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.steps.keytext import keys_joined
from corpuskit.steps.paragraphs import Paragraphs, paragraphs_of

_LINE = "河水漲過了第三級石階，"


def _parts(text: str, min_chars: int = 1) -> list[str]:
    return [text[one.start : one.end] for one in paragraphs_of(text, min_chars)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("一行。\n又一行。", ["一行。\n", "又一行。"]),
        ("折成兩\n行的話。\n後面。\n", ["折成兩\n行的話。\n", "後面。\n"]),
        ("沒有句號\n\n  \n另一段", ["沒有句號\n", "另一段"]),
        ("他說：“走。”』 \n完", ["他說：“走。”』 \n", "完"]),
        ("”』\n。）", ["”』\n。）"]),
        ("It ends here.\r\nNext", ["It ends here.\r\n", "Next"]),
        ("\n\n", []),
        ("", []),
    ],
)
def test_a_paragraph_ends_at_a_sentence_or_a_blank_line(text: str, parts: list[str]) -> None:
    assert _parts(text, 1) == [part for part in parts if any(c.isalnum() for c in part)]


def test_marks_and_script_do_not_tell_paragraphs_apart_and_short_ones_do_not_count() -> None:
    one, two = paragraphs_of(_LINE * 3 + "。\n" + "河水涨过了第三级石阶" * 3 + "！", 30)
    assert one.key == two.key
    assert paragraphs_of(_LINE * 2 + "。", 30) == []


@given(st.lists(st.text(alphabet="甲乙a。\n ：”𠀀\x85", max_size=40), max_size=6))
def test_a_batch_is_told_what_each_text_is_told_alone(texts: list[str]) -> None:
    step = Paragraphs(min_chars=2)
    docs = [Document("0" * 16, text) for text in texts]
    assert step.sketch_each(docs) == [step.sketch(doc) for doc in docs]


def test_a_batch_with_astral_characters_goes_the_slower_way() -> None:
    assert keys_joined(["甲乙。", "𠀀"]) is None
    assert keys_joined(["甲乙。", "丙"]) is not None
