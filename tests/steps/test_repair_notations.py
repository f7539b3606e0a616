"""Repair of notations and chains as software really writes them: escaped twice, folded, without semicolons, through three hands.

What lives here: forms found by varying every chain by hand, and look-alikes that stay. What never does: the damages by name
(test_repair.py), shares over many sentences (tests/floors/repair.py).
"""

from __future__ import annotations

import base64

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair

SENTENCES = ("他们把旧书装进纸箱，搬到楼下的车里。", "窗外下著小雨，街上的燈一盞一盞亮了起來。")


def _repaired(text: str) -> str:
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


def _bytewise(text: str, charset: str, form: str) -> str:
    return "".join(chr(byte) if byte < 0x80 else form.format(byte) for byte in text.encode(charset))


def _references(text: str, form: str) -> str:
    return "".join(char if char < "\x80" else form.format(ord(char)) for char in text)


def _shown(text: str, charset: str) -> str:
    return "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in text.encode(charset))


@pytest.mark.parametrize("sound", SENTENCES)
@pytest.mark.parametrize("times", [1, 2])
def test_backslashes_that_were_escaped_themselves(sound: str, times: int) -> None:
    for escaped in (sound.encode("ascii", "backslashreplace").decode(), _bytewise(sound, "utf-8", "\\x{:02x}")):
        for _ in range(times):
            escaped = escaped.replace("\\", "\\\\")
        assert _repaired(escaped) == sound


@pytest.mark.parametrize("sound", SENTENCES)
@pytest.mark.parametrize("form", ["&#{};", "&#x{:x};", "&amp;#{};"])
@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_references_to_bytes_that_windows_has_no_letter_for(sound: str, form: str, charset: str) -> None:
    assert _repaired(_references(_shown(sound, charset), form)) == sound


@pytest.mark.parametrize("sound", SENTENCES)
@pytest.mark.parametrize("end", ["", "\n", " (2)"])
def test_hexadecimal_references_without_semicolons(sound: str, end: str) -> None:
    assert _repaired(_references(sound, "&#x{:x}") + end) == sound + end


def test_a_grave_accent_between_references_is_a_byte() -> None:
    sound = "我常在這裡看書。"
    assert "`" in _shown(sound, "big5")
    assert _repaired(_references(_shown(sound, "big5"), "&#{};")) == sound


@pytest.mark.parametrize("fold", ["\n ", "\r\n\t"])
def test_header_words_folded_over_lines_are_one(fold: str) -> None:
    words = [base64.b64encode(part.encode("gbk")).decode() for part in ("请各位同事", "准时参加会议")]
    folded = fold.join(f"=?gb2312?B?{word}?=" for word in words)
    assert _repaired(f"Subject: {folded}\r\nTo: all\r\n") == "Subject: 请各位同事准时参加会议\r\nTo: all\r\n"


@pytest.mark.parametrize("sound", SENTENCES)
def test_what_python_writes_for_a_no_break_space(sound: str) -> None:
    text = f"{sound}共 3\xa0本"
    assert _repaired(text.encode("ascii", "backslashreplace").decode()) == text


@pytest.mark.parametrize("text", ["可以用下面的方法來", "這裡可以找到你的名字"])
def test_big5_whose_pairs_all_lie_in_user_defined_zones(text: str) -> None:
    assert _repaired(text.encode("cp950").decode("gb18030")) == text


def test_verse_with_rare_characters_is_shown_by_its_marks() -> None:
    for text in ("绀烟迷雁迹，渐碎鼓零钟，街喧初息。", "蛩吟砌冷，荻老汀寒，雁唳霜天。"):
        assert _repaired(_shown(text, "gbk")) == text


KEPT = (
    r'print("\\u4f60\\u597d\\uff0c\\u4e16\\u754c\\u3002")',
    r"pattern = \\u4e00\\u5143\\u4e8c\\u6b21\\u65b9\\u7a0b\\u7684\\u89e3\\u3002",
    "Write `&#187;` for », and `&#129;` never.",
    "Byte &#129; has no letter.",
    r"C:\\users\\x64\\build",
    "/wiki/%E5%8D%97%E4%BA%AC/%E5%9F%8E%E5%A2%99",
    "The mask is &#x20ac0 in the old table.",
)


@pytest.mark.parametrize("text", KEPT)
def test_look_alikes_stay(text: str) -> None:
    assert _repaired(text) == text
