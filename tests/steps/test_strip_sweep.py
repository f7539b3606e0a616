"""Names that a page has shown to be injected: what is left of them goes wherever it stands apart, and nothing else does."""

from __future__ import annotations

import pytest

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table, fold_whole
from corpuskit.steps.strip import Strip
from corpuskit.testing import assert_editor_laws
from tests.support.furnished import stripped

NAME = "珂某体讯"
TITLE = "渡口的石阶为什么有七级"
BODY = [
    "入秋以后，河水一天比一天浅，岸边的石头露出来，孩子们放学后就在上面跳来跳去。",
    "镇上的人说，石阶是照着水位砌的，哪一级露出来，就知道渡船还能不能开。",
    "工程队在桥头搭起了棚子，白天量尺寸，夜里对图纸，三个星期没有停过一天工。",
]
FOOT = "© 2021 All rights reserved."
PROOF = [BODY[0] + NAME, NAME, BODY[1] + f"【{NAME}】"]  # that the name is foreign


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f"{NAME}|{TITLE}", TITLE),
        (f"{NAME}(中国){TITLE}", TITLE),
        (f"{TITLE}_{NAME}(官方)", TITLE),
        (f"{TITLE}│{NAME}│", TITLE),
        (f"{NAME}-{NAME}官方网站(中国)：{TITLE}", TITLE),
        (f"他说石阶还要再修。{NAME}首页修好的那天请大家来看。", "他说石阶还要再修。修好的那天请大家来看。"),
        (f"他说石阶还要再修。{NAME}：修好的那天请大家来看。", "他说石阶还要再修。修好的那天请大家来看。"),
        (f"他问：“石阶修几级？”<{NAME}>修好的那天请大家来看。", "他问：“石阶修几级？”修好的那天请大家来看。"),
        (f"石料　35方　{NAME}app下载", "石料　35方"),
        (f"他说石阶还要再修。。{NAME}app", "他说石阶还要再修。"),
    ],
)
def test_what_stands_apart_goes(line: str, left: str) -> None:
    text = "\n".join((line, *PROOF, BODY[2]))
    assert stripped(text) == "\n".join((left, *BODY))
    assert assert_editor_laws(Strip(), text) > 2


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f"{NAME}石料价目", "石料价目"),
        (f"{NAME}丨各渡口负责人：", "各渡口负责人："),
        (f"{NAME}：冬季开渡", "冬季开渡"),
        (f"电话：000-0000000{NAME}", "电话：000-0000000"),
        (f"{NAME}信誉平台", ""),
        (f"{NAME}(中国)有限公司", ""),
    ],
)
def test_a_head_keeps_its_words_beside_a_name(line: str, left: str) -> None:
    text = "\n".join((TITLE, *PROOF, line, BODY[2]))
    assert stripped(text) == "\n".join((TITLE, *BODY[:2], *([left] if left else []), BODY[2]))
    assert assert_editor_laws(Strip(), text) > 2


def test_a_name_amid_sentences_stays() -> None:
    text = "\n".join(
        (TITLE, *PROOF, f"他在{NAME}上班，{BODY[2]}", f"我也在{NAME}上过班，{BODY[2]}", f"谁不知道{NAME}呢，{BODY[2]}")
    )
    assert text.count(NAME) - stripped(text).count(NAME) <= 3


def test_a_title_between_adverts_of_a_name_stays() -> None:
    text = "\n".join((f"首页 > 新闻 > {TITLE}", f"某某体育官网（中国）{TITLE}-某某体育app下载", *BODY))
    assert TITLE in stripped(text)


def test_a_refrain_in_latin_letters_stays() -> None:
    rows = ["The river is low, and the steps are dry, and the children dance on them until night. Selah", "Selah"]
    text = "\n".join((*rows, "The ferry is late, and nobody minds, for the moon is on the water and the wind is warm. Selah"))
    assert stripped(text) == text


def test_an_advert_in_latin_letters_goes() -> None:
    rows = [
        "The river is low, and the steps are dry, and the children dance on them until night.",
        "The ferry is late again today.",
    ]
    text = "\n".join((f"Kelvane | {TITLE}", rows[0] + " Kelvane online casino", "Kelvane", rows[0] + " [Kelvane]", rows[1], FOOT))
    assert stripped(text) == "\n".join((TITLE, rows[0], rows[0], rows[1]))


def test_folding_beyond_the_plane_is_one_and_the_same() -> None:
    beyond = [chr(code) for code, to in fold_table().items() if ord(to) > 0xFFFF]
    text = "甲" + "".join(beyond)
    assert beyond
    assert fold_whole(text) == fold(text, fold_table())


def test_a_line_may_hold_the_name_any_number_of_times() -> None:
    line = "他说石阶还要再修。" * 60
    text = "\n".join((TITLE, *PROOF, line.replace("。", f"。{NAME}首页"), BODY[2]))
    assert stripped(text) == "\n".join((TITLE, *BODY[:2], line, BODY[2]))
    assert_editor_laws(Strip(), text)


@pytest.mark.parametrize("place", ["（见图二）", "（参见下文第三节）", "（见表3）", "(见附录一)", "见图二"])
def test_places_of_the_same_text_are_no_names(place: str) -> None:
    text = "\n".join((TITLE, BODY[0] + place, BODY[1], BODY[2] + place))
    assert stripped(text) == text
