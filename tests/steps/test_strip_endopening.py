"""Pages that only brackets behind sentences open."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.rulebook.joined import Joined
from corpuskit.steps.strip import Strip
from corpuskit.steps.strip.endopening import end_hint, end_hints

TITLE = "桥头的长凳"
FIRST = "河边的石阶被磨得发亮，早晨总有人在那里洗菜。"
SECOND = "老人说这条河从前更宽，船能一直开到集市门口。"
THIRD = "后来修了闸，水慢了下来，孩子们学会了游泳。"


def stripped(text: str, step: Strip) -> str:
    found = step.edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


@pytest.mark.parametrize(
    "pieces",
    [("（点击查看大图）",), ("（点击查看完整目录）",), ("[查看全部评论]", "（点赞 1203）")],
)
def test_sure_pieces_open_a_page(pieces: tuple[str, ...]) -> None:
    first, *others = pieces
    lines = [TITLE, FIRST + first, SECOND + "".join(others), THIRD]
    text = "\n".join(lines)
    assert end_hint(text)
    assert stripped(text, Strip()) == "\n".join([TITLE, FIRST, SECOND, THIRD])
    assert stripped(text, Strip(model=False)) == text


@pytest.mark.parametrize(
    "piece", ["（笑）", "（他后来才知道。）", "（一九八七年秋，于南窗下）", "（完）", "（详见第三章）", "（见图二）", "[3]"]
)
def test_what_a_writer_sets_there_opens_nothing(piece: str) -> None:
    text = "\n".join([TITLE, FIRST + piece, SECOND, THIRD + piece])
    assert not end_hint(text)
    assert stripped(text, Strip()) == text


def test_a_long_text_is_no_page() -> None:
    text = "\n".join([TITLE, FIRST + "（点击查看大图）", *[SECOND] * 2_000])
    assert not end_hint(text)


def test_texts_are_asked_together_as_alone() -> None:
    texts = [
        "",
        TITLE,
        FIRST + "（点击查看大图）",
        "x\n" + SECOND + "【相关阅读：河边的老屋】\n\n",
        FIRST + "（笑）",
        "🎉）",
        "）",
    ]
    assert end_hints(Joined(texts)) == [*map(end_hint, texts)]
    assert end_hints(Joined(texts)).count(True) == 2
