"""Empty elements with one made-up id, strewn between the lines of a hijacked page; tags of a lesson stay."""

from __future__ import annotations

import pytest

from corpuskit.steps.strip.strayids import _LINE
from tests.support.furnished import BODY, END, TITLE, stripped

STRAYS = ('<p id="a{:05}"></p>', '<rt id="a{:05}"></rt>')
STREWN = '  • <option id="kq7zb"></option>\n    1. <rt id="kq7zb"><tr id="kq7zb"></tr></rt>\n      <center id="kq7zb"></center>\n'


def test_they_go_and_open_the_page() -> None:
    assert stripped(f"{TITLE}\n{STREWN}{BODY}\n{END}") == f"{TITLE}\n{BODY}\n{END}"


@pytest.mark.parametrize(
    "lines",
    [
        '<div id="box1"></div>\n<div id="box2"></div>\n<p id="box3"></p>',  # each its own
        '<div id="box1"></div>\n<div id="box1"></div>\n<div id="box1"></div>',  # one element, written three times
        '<div id="main"></div>\n<p id="main"></p>\n<span id="main"></span>',  # a word
        '<div id="box1">左</div>\n<p id="box1">中</p>\n<span id="box1">右</span>',  # with a text
        '<div id="box1"></div>\n<p id="box1"></p>',  # two
        '<input id="user1">\n<button id="user1">\n<table id="user1">',  # a name that somebody gave
        '2. <div id="x123"></div><span id="x123"></span>\n3. <p id="x123"></p>',
        '<div id="kq7zb">\n<p id="kq7zb">\n<span id="kq7zb"></span>\n</p>\n</div>\n浏览器只认第一个，后面两个找不到。',
    ],
)
def test_tags_of_a_lesson_stay(lines: str) -> None:
    text = f"{TITLE}\n{BODY}\n{lines}\n{END}"
    assert stripped(text) == text


def test_a_row_of_blanks_is_read_once() -> None:
    assert _LINE.fullmatch(" " * 50_000 + "<") is None  # does not come to an end where each blank is tried as the first


def test_each_of_many_ids_is_told_by_its_own_elements() -> None:
    """Two elements with one id are none; with a third they go."""
    pairs = "\n".join(STRAYS[n % 2].format(n // 2) for n in range(12))
    threes = "\n".join(STRAYS[n % 2].format(n // 3) for n in range(12))
    assert stripped(f"{TITLE}\n{BODY}\n{pairs}\n{END}") == f"{TITLE}\n{BODY}\n{pairs}\n{END}"
    assert stripped(f"{TITLE}\n{BODY}\n{threes}\n{END}") == f"{TITLE}\n{BODY}\n{END}"
