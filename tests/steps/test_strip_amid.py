"""Names glued amid paragraphs: found by what follows them; names that are subjects of sentences stay."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Edits, Layer, apply
from corpuskit.rulebook.joined import Joined
from corpuskit.steps.strip import Strip
from corpuskit.steps.strip.amidhints import amid_hints
from corpuskit.steps.strip.openings import opening_odds
from corpuskit.testing import assert_editor_laws
from tests.support.pages import Labelled, pages

NAME = "岩某鲵讯"
TITLE = "渡口的石阶为什么有七级"
BODY = [
    "入秋以后，河水一天比一天浅，岸边的石头露了出来。{}孩子们放学后就在上面跳来跳去，谁也不肯先回家。",
    "镇上的人说，石阶是照着水位砌的，一级就是一尺。{}如果第三级露出来，渡船就不能开了。",
    "工程队在桥头搭起了棚子，白天量尺寸，夜里对图纸。{}这件事已经做了三个星期。",
]


def found(text: str) -> tuple[Edits, list[str]]:
    layer = Strip().edits(Document("0" * 16, text))
    return (layer.edits, [note.rule for note in layer.notes]) if isinstance(layer, Layer) else (layer, [])


def by_style(style: str) -> list[Labelled]:
    return [page for page in pages("amid") if page.style == style]


@pytest.mark.parametrize("page", by_style("injected"), ids=lambda page: page.id)
def test_names_glued_amid_paragraphs_go(page: Labelled) -> None:
    gone = {at for edit in found(page.text)[0] for at in range(edit.start, edit.end)}
    wanted = {at for start, end, _ in page.spans for at in range(start, end)}
    wanted |= {at for row in page.rows if row.kind for at in range(row.start, row.end)}
    assert {at for at in gone ^ wanted if not page.text[at].isspace()} == set()
    assert_editor_laws(Strip(), page.text)


@pytest.mark.parametrize("page", by_style("same"), ids=lambda page: page.id)
def test_names_that_are_words_of_the_text_stay(page: Labelled) -> None:
    edits, notes = found(page.text)
    assert (list(edits), notes) == ([], [])


def test_a_name_of_no_known_shape_needs_another_place_or_gets_a_note() -> None:
    text = "\n".join((TITLE, *(row.format(NAME) for row in BODY[:2]), BODY[2].format("")))
    assert apply(text, found(text)[0]) == text
    titled = f"{NAME}|{text}"
    assert NAME not in apply(titled, found(titled)[0])


def test_a_name_that_opens_a_paragraph_too_stays() -> None:
    rows = [row.format(NAME) for row in BODY]
    glued = "\n".join((f"{NAME}：{TITLE}", *rows))
    assert NAME not in apply(glued, found(glued)[0])
    text = f"{glued}\n{NAME}春天来得晚，河边的柳树到四月才绿。"
    assert apply(text, found(text)[0]) == text


def test_a_name_inside_sentences_too_stays() -> None:
    rows = [row.format(NAME) for row in BODY]
    text = "\n".join((f"{NAME}|{TITLE}", *rows, f"渡口归{NAME}管，这一点镇上的人都知道，也没有人说什么。"))
    assert apply(text, found(text)[0]).count(NAME) == text.count(NAME)


def test_texts_are_looked_at_alone_as_in_a_batch() -> None:
    texts = [page.text for page in pages("amid")]
    assert amid_hints(Joined(texts)).tolist() == [bool(amid_hints(Joined([text]))[0]) for text in texts]


def test_what_begins_a_sentence_is_told_from_what_goes_on() -> None:
    begins = ["但是他们", "这件事", "因为天冷", "村里的人", "每到冬天"]
    goes_on = ["的第一个", "说这样", "把门关上", "也不知道", "是一家"]
    assert min(map(opening_odds, begins)) > 0.5
    assert max(map(opening_odds, goes_on)) < -1
    assert opening_odds("") == 0.0
