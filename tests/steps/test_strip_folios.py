"""Numbers of printed pages and running heads amid a text; numbers that a writer set stay."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.steps.strip import Strip
from tests.support.furnished import stripped

PARAGRAPHS = (
    "这一年的水位比往年高出两尺，渡口的石阶没了七级，守渡人把缆绳换到了上面的",
    "铁环上。等到九月水退下去，石阶上留着一道黄印，后来的人就拿这道印作记号，",
    "说某年的水到过这里。县里派人量过三回，数目都记在册子上，册子收在渡口的小屋里。",
)


def _with(*between: str, texts: tuple[str, ...] = PARAGRAPHS) -> str:
    lines = [texts[0]]
    for block, text in zip(between, texts[1:], strict=True):
        lines += [*block.split("|"), text]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "between",
    [("— 63 —", "— 64 —"), ("·31·", "·32·"), ("- 7 -", "- 8 -"), ("－1－", "－2－"), ("~ 118 ~", "~ 119 ~")],
)
def test_leaves_of_a_print_go(between: tuple[str, str]) -> None:
    assert stripped(_with(*between)) == "\n".join(PARAGRAPHS)


def test_a_running_head_beside_them_goes() -> None:
    assert stripped(_with("— 63 —|某县文史　第九辑", "— 64 —|某县文史　第九辑")) == "\n".join(PARAGRAPHS)
    assert stripped(_with("渡口志 第3卷|— 12 —", "渡口志 第4卷|— 13 —")) == "\n".join(PARAGRAPHS)


SENTENCES = (
    "这一年的水位比往年高出两尺，渡口的石阶没了七级。",
    "等到九月水退下去，石阶上留着一道黄印。",
    "县里派人量过三回，数目都记在册子上。",
)


@pytest.mark.parametrize(
    ("between", "texts"),
    [
        (("— 1 —", "— 2 —"), SENTENCES),  # sections of a story
        (("- 2 -", "- 3 -"), SENTENCES),  # of which the first has no number
        (("— 63 —", "— 80 —"), PARAGRAPHS),  # not one after the other
        (("-63-", "— 64 —"), PARAGRAPHS),  # not of one make
        (("63", "64"), PARAGRAPHS),  # no marks: verses, figures of a table
        (("— 63 —", "说明"), PARAGRAPHS),  # one alone
        (("— 12 —", "— 13 —"), SENTENCES),  # sections of a later instalment
        (("～4～", "～5～"), SENTENCES),
        (("- 7 -|啊，河水", "- 8 -|啊，河水"), SENTENCES),  # with a refrain
        (("阿兰|— 40 —", "阿兰|— 41 —"), SENTENCES),  # with who speaks
        (("图为老人和他的船，左边站着的是他的女儿，那年冬天在河的北岸拍下|-02-", "-03-"), SENTENCES),  # under a caption
    ],
)
def test_numbers_of_the_text_stay(between: tuple[str, str], texts: tuple[str, ...]) -> None:
    text = _with(*between, texts=texts)
    assert stripped(text) == text


def test_a_batch_says_the_same() -> None:
    texts = [_with("— 63 —", "— 64 —"), _with("— 1 —", "— 2 —", texts=SENTENCES), "\n".join(SENTENCES)]
    step = Strip()
    may = step.may_edit(texts)
    found = [bool(step.edits(Document("0" * 16, text))) for text in texts]
    assert found == [True, False, False]
    assert all(flag or not edits for flag, edits in zip(may, found, strict=True))
    assert [stripped(text) != text for text in texts] == found  # each by itself


def test_heads_of_what_the_text_counts_stay() -> None:
    text = _with("第12天 晴|— 12 —", "第13天 晴|— 13 —")
    assert "第12天 晴" in stripped(text)
