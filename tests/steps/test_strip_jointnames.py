"""Injected names that a page has behind marks only: they go; names that stand in a clause, or that clauses go on with, stay."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps.strip import Strip
from corpuskit.steps.strip.jointnames import joint_names
from corpuskit.steps.strip.page import Page
from corpuskit.testing import assert_editor_laws

TITLE = "桥头的长凳"
HEAD = "发布时间：2021-05-06　浏览次数：120"
FOOT = "上一篇：没有了\n下一篇：渡口的石阶"
PARAGRAPHS = (
    "河边的石阶被磨得发亮，早晨没有人在那里洗菜。{a}",
    "老人说这条河从前更宽，{b}因为上游修了闸，水慢了下来。",
    "船还停在渡口，缆绳换过三次。{c}今年夏天雨水很多，谁也没有解开它。",
    "村里的孩子学会了游泳，大人们还是不放心。{d}",
)


def stripped(text: str, **options: bool) -> str:
    found = Strip(**options).edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


def page(a: str = "", b: str = "", c: str = "", d: str = "", *, head: str = HEAD, foot: str = FOOT, title: str = TITLE) -> str:
    return "\n".join([title, head, *(row.format(a=a, b=b, c=c, d=d) for row in PARAGRAPHS), foot])


CLEAN = stripped(page())


@pytest.mark.parametrize(
    "places",
    [
        {"a": "砾鹭", "b": "砾鹭", "d": "砾鹭"},  # hangs twice, and before a clause
        {"a": "砾鹭。", "c": "砾鹭。"},  # a sentence of its own
        {"b": "砾鹭鲵", "c": "砾鹭鲵娱乐", "d": "砾鹭鲵"},  # once with its advert
        {"a": "（砾鹭88）", "b": "砾鹭88", "c": "（砾鹭88）", "foot": FOOT + "\n砾鹭88 砾鹭88官网 砾鹭88下载"},
        {"b": "砾鹭棋牌", "c": "砾鹭棋牌下载", "foot": FOOT + "\n砾鹭棋牌(中国)官方网站-IOS/安卓通用版/手机APP下载"},
    ],
)
def test_a_name_behind_marks_goes(places: dict[str, str]) -> None:
    text = page(**places)
    assert stripped(text).startswith(CLEAN)
    assert_editor_laws(Strip(), text)
    assert "砾鹭" in stripped(text, spam=False)


@pytest.mark.parametrize(
    "places",
    [
        {"b": "砾鹭也说，", "c": "砾鹭的父亲是船工。"},  # the subject of clauses
        {"a": "砾鹭", "c": "砾鹭", "b": "修桥的人里有砾鹭，"},  # inside a clause too
        {"a": "叮咚。", "c": "叮咚。"},  # a sound
        {"b": "砾鹭小学", "c": "砾鹭小学"},  # part of a longer name
    ],
)
def test_a_name_of_the_text_stays(places: dict[str, str]) -> None:
    text = page(**places)
    assert stripped(text) == text.removesuffix(FOOT).replace(HEAD + "\n", "").rstrip("\n")


def test_where_a_name_stands_for_words_that_are_gone_it_stays() -> None:
    text = page(b="【砾鹭体育】学校开办了第一个班，", c="【砾鹭体育】学校开了闸，", title="【砾鹭体育】学校简介")
    assert stripped(text).count("砾鹭") == 3


def test_only_pages_with_furniture_are_looked_at() -> None:
    text = page("砾鹭", "砾鹭", d="砾鹭", head="", foot="")
    assert [*joint_names(Page(text, matcher_for((), ())))]
    assert stripped(text) == text


def test_a_refrain_without_commas_stays() -> None:
    text = "\n".join([TITLE, HEAD, *("僧问如何是渡口的船。砾鹭。它不怕破。", "僧问和尚今年多少岁。砾鹭。不记。"), FOOT])
    assert stripped(text).count("砾鹭") == 2
