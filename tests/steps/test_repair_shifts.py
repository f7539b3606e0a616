"""Repair of byte shifts: which characters a lost byte leaves, how sure the choice is, what is no shift."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair
from corpuskit.steps.repair.shiftfill import Choice
from corpuskit.steps.repair.shiftproof import given, with_doubt
from corpuskit.steps.repair.sides import form_costs, one_sided
from corpuskit.testing.damages_charset import read_cp936, write_cp936


def repaired(text: str) -> str:
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


def without_first_byte(sound: str, at: int) -> str:
    """The sentence with the first byte of one character lost and a question mark in its place."""
    pieces = [write_cp936(char) for char in sound]
    pieces[at] = b"?" + pieces[at][1:]
    return read_cp936(b"".join(pieces))


@pytest.mark.parametrize(
    ("sound", "at"),
    [
        ("這個問題的答案我們已經知道了。", 3),  # 題 ends in }
        ("我們需要一個新的方法來解決。", 5),  # 個 ends in byte 80
        ("請先關閉所有的視窗，然後開始安裝。", 12),  # 開 ends in _
        ("這些資料已經過時了，請重新下載。", 7),  # 時 ends in r
        ("按照下面的表格填寫各項資料。", 5),
        ("系統會自動執行這些命令。", 6),
        ("管理员可以查看所有用户的信息。", 12),
    ],
)
def test_a_lost_first_byte(sound: str, at: int) -> None:
    harmed = without_first_byte(sound, at)
    assert "?" in harmed
    assert repaired(harmed) == sound


@pytest.mark.parametrize(
    "sound",
    [
        "真的?A座没有人。",
        "這是真的?A先生問。",
        "好不好?@小王说好。",
        "價格是多少?€十。",
        "確定?]後面",
        "吃了?V字形的那個。",
        "确定?[是]或否",
    ],
)
def test_a_letter_or_sign_after_a_question_stays(sound: str) -> None:
    assert repaired(sound) == sound


def test_a_line_that_ends_in_the_middle_of_a_pair() -> None:
    """A9 A1 means nothing, so both 签 and the mark lose a byte to the one `?`, and the mark's second byte shows as another."""
    sound = "我们已经看过这个标签。"
    harmed = without_first_byte(sound, 4)
    assert harmed.endswith("??")
    assert repaired(harmed) == sound


def test_characters_of_both_scripts_belong_to_neither() -> None:
    simplified, traditional = one_sided()
    assert not set("行料表列你從后里乾於") & simplified
    assert not set("行料表列你后里乾") & traditional
    assert set("这个们") <= simplified
    assert set("這個們") <= traditional


def test_a_form_that_hardly_anyone_writes_costs_more_than_the_usual_one() -> None:
    assert form_costs("hant")[ord("鎭")] > form_costs("hant")[ord("鎮")] == 0.0
    assert not form_costs("").any()


def test_a_choice_is_less_sure_in_text_that_the_model_does_not_know() -> None:
    choice = Choice(7, "的", (0.95,), (("的", "好"),), 20.0, False, "repair.byte-shift")
    plain, odd = "我们今天在公司?开会议", "霰鬯罍斝犀兕?觥觚觯角"
    sure, unsure = (
        with_doubt(line, line.index("?"), replace(choice, end=line.index("?") + 1)).shares[0] for line in (plain, odd)
    )
    assert unsure < 0.76 < sure


def test_damage_further_on_does_not_make_a_choice_less_sure() -> None:
    choice = Choice(0, "的", (0.95,), (("的", "好"),), 20.0, False, "repair.byte-shift")
    shares = [
        with_doubt(line, line.index("?"), replace(choice, end=line.index("?") + 1)).shares[0]
        for line in ("我们今天在公司?开会议", "我们今天在公司?开会议?鬯罍斝犀兕觥觚觯角霰")
    ]
    assert shares[0] == shares[1]


def test_characters_are_given_as_long_as_all_are_right_together() -> None:
    assert given((1.0, 0.9, 0.9)) == [True, True, True]
    assert given((0.8, 1.0, 0.8)) == [True, True, False]
    assert given((0.0, 0.5)) == [False, False]
