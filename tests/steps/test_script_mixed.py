"""Chinese sentences on Japanese and Korean pages: converted whole, while what is not Chinese stays.

Lives here: pages of two languages. Never here: pages of one (test_script.py).
"""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.script import Script

JAPANESE = "日本語の本を読みました。とても面白かったです。", "ありがとうございました。これからもよろしくお願いします。"
KOREAN = "한국어 뉴스입니다. 오늘은 날씨가 좋습니다.", "내일은 비가 온다고 합니다."
HANT = "這本書介紹了圖書館的歷史,內容豐富,我已經讀了三遍。"
HANS = "这本书介绍了图书馆的历史,内容丰富,我已经读了三遍。"


def converted(text: str) -> str:
    found = Script(to="hans").edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


@pytest.mark.parametrize("around", [JAPANESE, KOREAN])
def test_a_chinese_sentence_on_a_page_of_another_language_is_converted_whole(around: tuple[str, str]) -> None:
    first, last = around
    assert converted(f"{first}\n{HANT}\n{last}\n") == f"{first}\n{HANS}\n{last}\n"


def test_a_sentence_that_quotes_a_japanese_title_is_converted_around_it() -> None:
    assert converted("他最近讀了『ノルウェイの森』,覺得內容很豐富。\n") == "他最近读了『ノルウェイの森』,觉得内容很丰富。\n"


@pytest.mark.parametrize(
    ("around", "own"),
    [
        (JAPANESE, "電話番号"),
        (JAPANESE, "東京大學圖書館"),
        (JAPANESE, "開館時間 午前九時"),
        (JAPANESE, "第二回 國語講座 於 大講堂"),
        (KOREAN, "國立中央博物館 開館"),
        (KOREAN, "漢文 敎育"),
    ],
)
def test_headings_without_kana_or_hangul_stay(around: tuple[str, str], own: str) -> None:
    first, last = around
    text = f"{first}\n{own}\n{last}\n"
    assert converted(text) == text
