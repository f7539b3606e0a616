"""Injected names that only the heads of sentences show: of two characters."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.strip import Strip

TITLE = "桥头的长凳"
PARAGRAPHS = (
    ("河边的石阶被磨得发亮。", "但是早晨没有人在那里洗菜。"),
    ("老人说这条河从前更宽。", "这件事村里人都记得。"),
    ("后来修了闸，水慢了下来。", "村里的孩子们学会了游泳。"),
    ("船还停在渡口。", "今年夏天雨水很多。"),
)


def stripped(text: str) -> str:
    found = Strip().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


def page(name: str, places: int) -> str:
    return "\n".join([TITLE, *(a + (name if n < places else "") + b for n, (a, b) in enumerate(PARAGRAPHS))])


@pytest.mark.parametrize(("name", "places"), [("砾鹭", 4), ("砾鹭", 3)])
def test_it_goes(name: str, places: int) -> None:
    foot = "\n上一篇：无 下一篇：没有了"
    assert stripped(page(name, places) + foot) == page("", 0)


@pytest.mark.parametrize(("name", "places"), [("砾鹭", 2), ("老王", 4), ("后来", 4), ("砾鹭棋牌", 1)])
def test_it_stays(name: str, places: int) -> None:
    assert stripped(page(name, places)) == page(name, places)


def test_a_name_that_is_in_a_sentence_stays() -> None:
    text = page("砾鹭", 4) + "\n大家都认识砾鹭，他每天来。"
    assert stripped(text) == text


def test_a_name_that_is_the_subject_stays() -> None:
    text = "\n".join(
        [
            TITLE,
            *(
                a + "砾鹭" + b
                for (a, _), b in zip(PARAGRAPHS, ("是船工。", "也这么说。", "把船修好了。", "在岸上。"), strict=True)
            ),
        ]
    )
    assert stripped(text) == text
