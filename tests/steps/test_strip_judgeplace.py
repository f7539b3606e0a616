"""What the page judge asks of a line, by where the line stands."""

from __future__ import annotations

import pytest

from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps.strip.judgeplace import (
    AMID_SCORE,
    BETWEEN_SCORE,
    INSIDE_SCORE,
    LIFTED_SCORE,
    LONG_BETWEEN_SCORE,
    LONG_SCORE,
    NEVER,
    OUTSIDE_SCORE,
    asked_of,
    of_rows_that_stay,
)
from corpuskit.steps.strip.judgetrees import cut_score
from corpuskit.steps.strip.page import Cut, Page

SENTENCES = [
    "河边的老柳树去年冬天被风刮倒了一棵，村里人把它锯成几段，做了桥头的长凳。",
    "长凳坐了不到半年就磨得发亮，孩子们放学以后总要在上面写一会儿作业才回家。",
]
GONE = "版权所有 某某网络"
PLUG = "纸箱找大力，现货三千种，来电有礼"  # reads like a sentence


def asked(above: list[str], line: str, below: list[str], words: float = 0.0) -> float:
    """The score asked of a line; GONE among the others goes."""
    page = Page("\n".join([*above, line, *below]), matcher_for())
    for other in page.lines:
        if other.raw == GONE:
            page.mark(other, Cut("zh.notice.rights", "it goes"))
    return asked_of(page, [page.lines[len(above)]], [words])[0]


ROW = "收藏 点赞 打赏 举报 分享给朋友 返回列表页 关闭窗口"  # longer than a short line


def test_less_is_asked_between_lines_that_go() -> None:
    assert asked([*SENTENCES, GONE], "收藏 点赞", [GONE]) == BETWEEN_SCORE < cut_score()
    assert asked([GONE, "标题", GONE], "收藏 点赞", [GONE, *SENTENCES]) == BETWEEN_SCORE
    assert asked([*SENTENCES, GONE], ROW, [GONE]) == LONG_BETWEEN_SCORE < LONG_SCORE


@pytest.mark.parametrize(("above", "below"), [([*SENTENCES, GONE], ["甲乙"]), ([GONE], [*SENTENCES])])
def test_what_looks_like_a_sentence_may_go_outside_the_text(above: list[str], below: list[str]) -> None:
    assert asked(above, "收藏 点赞", below) == cut_score()
    assert asked(above, ROW, below) == LONG_SCORE > cut_score()
    assert asked(above, PLUG, below) == OUTSIDE_SCORE
    assert asked(above, "【上篇】桥头的长凳", below) == (OUTSIDE_SCORE if above[0] in SENTENCES else NEVER)


def test_as_much_as_ever_is_asked_elsewhere() -> None:
    assert asked([*SENTENCES, "甲乙"], "收藏 点赞", ["丙丁", GONE]) == cut_score()  # outside, but not beside it
    assert asked([SENTENCES[0], GONE], "收藏 点赞", [SENTENCES[1]]) == INSIDE_SCORE > cut_score()  # beside it, but in the text
    assert asked([SENTENCES[0]], "收藏 点赞", [SENTENCES[1], GONE]) == AMID_SCORE
    assert asked([SENTENCES[0]], PLUG, [SENTENCES[1], GONE], 3.0) == NEVER
    assert asked(["甲乙", SENTENCES[0], "丙丁"], PLUG, ["戊己", SENTENCES[1], GONE], 3.0) == LIFTED_SCORE
    assert asked(["甲乙", SENTENCES[0], "丙丁"], PLUG, ["戊己", SENTENCES[1], GONE], 1.0) == NEVER
    assert asked([GONE], SENTENCES[0], [], 3.0) != OUTSIDE_SCORE  # the text itself is not outside it


def test_the_last_sentence_of_a_text_is_not_outside() -> None:
    assert asked([SENTENCES[0]], SENTENCES[1], [GONE]) == NEVER


def test_a_refrain_is_the_texts_under_it_too() -> None:
    refrain = "月亮出来亮堂堂"
    between = [SENTENCES[0], refrain, SENTENCES[1]]
    assert asked(between, refrain, [GONE, GONE]) == AMID_SCORE
    assert asked([*between, GONE], refrain, [GONE]) == AMID_SCORE
    assert asked([*between, GONE], "收藏 点赞", [GONE]) == BETWEEN_SCORE


ROWS = ["甲一二 乙三四 丙五六", "丁一二 戊三四 己五六", "庚一二 辛三四 壬五六", "癸一二 子三四 丑五六", "寅一二 卯三四 辰五六"]


@pytest.mark.parametrize(
    ("rows", "taken", "stays"),
    [
        (ROWS, [2, 4], {2, 4}),  # most of the verse stays, so all of it does
        (ROWS, [0, 1, 3], set()),  # most goes
        (ROWS[:3], [1], set()),  # too few lines to be a run
        (["收藏 点赞", "分享 打印", "举报 返回", "关闭 置顶"], [1], set()),  # too short to tell
        ([*ROWS[:2], SENTENCES[0], *ROWS[2:]], [0], set()),  # two runs
        (["2024/6/14(五)19:30", "2024/6/15(六)19:30", "2024/6/16(日)14:30"], [0], {0}),
        (["2021-03-05 甲乙 12", "2021-03-06 丙丁 13", "2021-03-07 戊己 14", "2021-03-08 庚辛 15"], [3], {3}),
    ],
)
def test_of_rows_of_one_shape_all_stay_where_most_do(rows: list[str], taken: list[int], stays: set[int]) -> None:
    assert of_rows_that_stay(Page("\n".join(rows), matcher_for()), taken) == stays
