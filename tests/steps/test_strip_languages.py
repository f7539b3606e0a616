"""Furniture of pages in languages that no judge has learned: it goes by rules, and the same words in a text stay.

Lives here: what is asked of two styles of pages for each language (tests/pages/tune/langs-*) and of texts with the words of
furniture in sentences, as heads, in manuals that name buttons, in talks, in lists of books (tests/cases/sound/languages.txt: the
language, then the text). Never here: figures.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from corpuskit.steps.strip import Strip
from corpuskit.steps.strip.page import THAI_PROSE_MIN_CHARS, is_prose
from tests.floors.strip import count_page
from tests.support.furnished import stripped
from tests.support.pages import FOLDER, Labelled, pages

STYLES = sorted(path.stem for path in (FOLDER / "tune").glob("langs-*.txt"))
FOUND_MIN = 0.75  # the mark over an advert amid paragraphs stays, and what goes only beside lines that go

TEXTS = (
    (Path(__file__).parents[1] / "cases" / "sound" / "languages.txt").read_text(encoding="utf-8").rstrip("\n").split("\n====\n")
)


@cache
def _pages() -> tuple[Labelled, ...]:
    return tuple(page for page in pages("tune") if page.style in STYLES)


def _pages_of(style: str) -> list[Labelled]:
    return [page for page in _pages() if page.style == style]


@pytest.mark.parametrize("style", STYLES)
def test_furniture_of_further_languages_goes(style: str) -> None:
    counts: Counter[str] = Counter()
    for page in _pages_of(style):
        counts += count_page(page, Strip())
    assert counts["wrong"] == 0
    assert counts["lost"] == 0
    assert counts["found"] >= FOUND_MIN * counts["lines"]


@pytest.mark.parametrize("text", TEXTS, ids=[text.split("\n")[0] for text in TEXTS])
def test_words_of_furniture_in_a_text_stay(text: str) -> None:
    language, _, said = text.partition("\n")
    assert stripped(said, lang=language) == said


def test_a_long_line_without_stops_is_a_sentence_where_the_writing_has_none() -> None:
    said = "ชาวบ้านช่วยกันสร้างสะพานไม้ไผ่ข้ามคลองเสร็จในหกสัปดาห์ และเด็กๆ เดินไปโรงเรียนใกล้ขึ้นกว่าเดิมมาก"
    assert is_prose(said)
    assert not is_prose(said[: THAI_PROSE_MIN_CHARS - 1])
    assert not is_prose("Wir haben zusammen eine Brücke gebaut und die Kinder gehen nun näher")
