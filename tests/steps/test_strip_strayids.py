"""Empty elements with one made-up id, strewn between the lines of a hijacked page; tags of a lesson stay."""

from __future__ import annotations

import pytest

from tests.support.furnished import BODY, END, TITLE, stripped

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
    ],
)
def test_tags_of_a_lesson_stay(lines: str) -> None:
    text = f"{TITLE}\n{BODY}\n{lines}\n{END}"
    assert stripped(text) == text
