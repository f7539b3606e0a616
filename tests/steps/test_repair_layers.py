"""Repair of short lines of a misread page, of Big5 whose second bytes are letters, and of notations on top of each other.

Lives here: examples of lent.py, written.py and of what escapes.py and singlebyte.py do together. Never here: shares over whole
sets (test_repair_chains.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair
from corpuskit.testing.damages_charset import read_single

HANS = ("上午\n第一组先去河边量水深，第二组在桥头等着。\n好", "他在信里只写了一句话\n“路上小心”\n。")
HANT = ("上午\n第一組先去河邊量水深，第二組在橋頭等著。\n好", "他在信裡只寫了一句話\n「路上小心」\n。")


def repaired(text: str) -> str:
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


@pytest.mark.parametrize("shown", ["latin1", "cp1252"])
@pytest.mark.parametrize(("sound", "charset"), [*((one, "gbk") for one in HANS + HANT), *((one, "cp950") for one in HANT)])
@pytest.mark.parametrize("again", [False, True])
def test_the_shortest_lines_come_back_with_their_page(sound: str, charset: str, shown: str, again: bool) -> None:
    harmed = read_single(sound.encode(charset), shown)
    assert repaired(read_single(harmed.encode(), shown) if again else harmed) == sound


LETTERS = [
    "彼君子女，綢直如髮。", "四面浮云猜是汝。", "如此可方便小數點定位。", "向上、向下方向鍵", "深山夕照深秋雨。",
    "有美一人，清揚婉兮。", "衣錦褧衣，裳錦褧裳。", "《夜泊牛渚怀古》", "按一下[確定]以新增程式庫。",
]  # fmt: skip


@pytest.mark.parametrize("sound", LETTERS)
@pytest.mark.parametrize("shown", ["latin1", "cp1252"])
def test_big5_is_seen_where_its_second_bytes_are_letters(sound: str, shown: str) -> None:
    assert repaired(read_single(sound.encode("cp950"), shown)) == sound


@pytest.mark.parametrize(
    "sound", ["揚之水，不流束薪，終鮮兄弟，維予二人。", "匯入檔案時，請先關閉其他視窗。", "參與者的行為由主持人決定。"]
)
def test_a_first_byte_that_shows_as_a_quotation_mark_belongs_to_its_sentence(sound: str) -> None:
    assert repaired(read_single(sound.encode("gbk"), "cp1252")) == sound


KEPT = [
    "1¼ 2½ 3¾ 4¹ 5² 6³", "é à é à é à", "§ 1. § 2. § 3.", "Ångström, Ålesund, Åbo", "«a» «b» «c»", "±1 ±2 ±3", "a·b·c·d·e",
    "第一组先去河边量水深，第二组在桥头等着。\nMüller, Ålesund, café, ¡Hola!",
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_signs_and_letters_with_one_between_are_left_whole(text: str) -> None:
    assert repaired(text) == text


def test_a_misread_page_leaves_foreign_words_whole() -> None:
    harmed = read_single(HANS[0].encode("gbk"), "cp1252")
    assert repaired(harmed + "\nMüller\n¡Hola!") == HANS[0] + "\nMüller\n¡Hola!"


SENTENCE = "第一组先去河边量水深 (约 3 米)，第二组在桥头等着；午饭后一起回来。"


def _u(text: str) -> str:
    return "".join(char if char < "\x80" else f"\\u{ord(char):04x}" for char in text)


def _x(text: str, charset: str = "utf-8") -> str:
    return "".join(char if char < "\x80" else "".join(f"\\x{byte:02x}" for byte in char.encode(charset)) for char in text)


def _by_script(text: str) -> str:
    return "".join(
        char
        if char.isascii() and (char.isalnum() or char in "@*_+-./")
        else f"%u{ord(char):04X}"
        if char > "\xff"
        else f"%{ord(char):02X}"
        for char in text
    )


LAYERS: dict[str, Callable[[str], str]] = {
    "json-lines": lambda text: json.dumps(text + "\n" + text)[1:-1],
    "bytes-lines": lambda text: repr((text + "\n" + text).encode())[2:-1],
    "script": lambda text: _by_script(text + "\n" + text),
    "form": lambda text: quote_plus(text + "\n" + text),
    "percent-twice": lambda text: quote(quote(text + "\n" + text)),
    "u-of-cp1252": lambda text: _u(read_single((text + "\n" + text).encode(), "cp1252")),
    "x-of-latin1": lambda text: _x(read_single((text + "\n" + text).encode("gbk"), "latin1")),
    "tags": lambda text: _u(text + "\n" + text),
    "short-lines": lambda text: _u(text + "\n" + text),
}


@pytest.mark.parametrize("name", LAYERS)
def test_notations_on_top_of_each_other(name: str) -> None:
    sound = "<b>出发</b>" + SENTENCE if name == "tags" else SENTENCE
    assert repaired(LAYERS[name](sound)) == sound + "\n" + sound


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_short_lines_of_escapes_come_back_with_their_page(charset: str) -> None:
    sound = SENTENCE + "\n好\n。"
    assert repaired(_x(sound, charset)) == sound
    assert repaired(_u(sound)) == sound


@pytest.mark.parametrize(
    "text", ['title="\\u51fa\\u53d1\\n"', "msg.go=\\u51fa\\u53d1", "\\u51fa\\n", "print(b'\\xe5\\x87\\xba\\n')"]
)
def test_escapes_of_code_stay(text: str) -> None:
    assert repaired(text) == text


HOLED = [
    "春天的风从河面上吹过来，桥头的老人们坐在石凳上晒太阳，谁也不说话。", "他把报告交给了上级，然后回到办公室继续工作到深夜。",
    "我們在山上住了三天，每天早上都去看日出，晚上就圍著火堆唱歌。",
]  # fmt: skip


@pytest.mark.parametrize("sound", HOLED)
def test_bytes_that_a_strict_reader_made_marks_are_filled_by_context(sound: str) -> None:
    harmed = sound.encode().decode("cp1252", "replace")
    assert "\ufffd" in harmed
    assert repaired(harmed) == sound
    assert repaired("前面一行。\n" + harmed + "\n後面一行。") == "前面一行。\n" + sound + "\n後面一行。"


@pytest.mark.parametrize(
    "text", ["voil\ufffd le caf\ufffdé", "M\ufffdller, \ufffdtat, Stra\ufffde", "第\ufffd组先去，第\ufffd组等着。"]
)
def test_other_marks_stay(text: str) -> None:
    assert repaired(text) == text
