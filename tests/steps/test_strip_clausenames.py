"""Injected names behind commas, with the mark that they brought along; datelines of a site."""

from __future__ import annotations

import pytest

from corpuskit.rulebook.folding import fold_whole
from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps.partgrammar import openings_of
from corpuskit.steps.strip.clausenames import clause_places
from corpuskit.steps.strip.page import Page
from tests.support.settled import settled

NAME = "鲸渊棋牌"
GLUED = [
    "清晨六点，渡口的灯还亮着，船工已经把缆绳解开了一半。" + NAME,
    "他说今年的水比往年大，来得也早，两岸的人都起得更早。" + NAME,
]


def places(*lines: str, token: str = NAME) -> int:
    page = Page("\n".join(lines), matcher_for())
    page.place()
    return len(clause_places(page, page.lines, token))


@pytest.mark.parametrize("advert", ["", "注册", "官网"])
def test_a_name_behind_a_comma_goes_where_the_page_shows_it(advert: str) -> None:
    line = f"等桥修好以后，{NAME}{advert}这条船就要停了，他想了很久，说先把船底再刷一遍油。"
    assert settled("渡口最后一条木船", *GLUED, line)[3] == "等桥修好以后，这条船就要停了，他想了很久，说先把船底再刷一遍油。"


@pytest.mark.parametrize(
    "line",
    [
        f"等桥修好以后，{NAME}的人就要搬走了，他们想了很久，才把船卖给对岸的人家。",
        f"等桥修好以后，{NAME}也要停了，他想了很久，说先把船底再刷一遍油，再卖掉。",
    ],
)
def test_a_name_that_is_the_subject_of_clauses_is_the_texts(line: str) -> None:
    assert places(line) == 0


def test_everyday_words_behind_commas_are_no_names() -> None:
    line = "等桥修好以后，我们这条船就要停了，我们今天把缆绳解开，我们村里的人都来了。"
    assert places(line, token="我们") == 0


@pytest.mark.parametrize("mark", ["。", "，"])
def test_a_mark_that_came_with_a_name_goes_with_it(mark: str) -> None:
    line = f"等桥修好以后，这条船就要停了，船工想了很久才开口。{NAME}{mark}这时候灯灭了，两岸什么也看不见。"
    assert (
        settled("渡口最后一条木船", *GLUED, line)[3]
        == "等桥修好以后，这条船就要停了，船工想了很久才开口。这时候灯灭了，两岸什么也看不见。"
    )


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("江畔科技讯 2月14日消息，一家做雨伞的公司今天停业。", "江畔科技讯 2月14日消息，"),
        ("江畔之家 10 月 18 日消息，开源笔记软件今天更新。", "江畔之家 10 月 18 日消息，"),
        ("江畔财经5月11日讯，早盘三大指数都是低开。", "江畔财经5月11日讯，"),
        ("江畔晚报讯 记者 周八 清明假期第一天游人不多。", "江畔晚报讯 记者 周八 "),
    ],
)
def test_the_dateline_of_a_site_is_a_part(line: str, dateline: str) -> None:
    parts = [part for part in openings_of(fold_whole(line), first=True) if part.kind == "credit"]
    assert [line[part.start : part.end] for part in parts] == [dateline]


@pytest.mark.parametrize(
    "line",
    [
        "据江畔财经5月11日消息，早盘三大指数都是低开。",
        "财经频道每天五点开始播出，谁也没有想到。",
        "5月11日，早盘三大指数都是低开。",
        "通讯 记者都走了以后，他才来。",
    ],
)
def test_who_said_something_when_is_no_dateline(line: str) -> None:
    assert not [part for part in openings_of(fold_whole(line), first=True) if part.kind == "credit"]
