"""Repair of UTF-8 read as GBK in the middle of a sound line: what stands beside it is no part of it.

Lives here: sound hanzi and marks whose own bytes could be UTF-8, beside a stretch that was misread. Never here: lines misread as
a whole (test_repair_gaps.py, test_repair_chains.py).
"""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair


def repaired(text: str) -> str:
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


def misread(sound: str, piece: str, errors: str = "replace") -> str:
    assert sound.count(piece) == 1
    return sound.replace(piece, piece.encode().decode("gbk", errors))


@pytest.mark.parametrize(
    ("sound", "piece"),
    [
        ("会议从早上十点二十分开始，大家都到得很早。", "点二十分"),  # 十 is UTF-8 of a letter of phonetics
        ("我们往前看了一看，路灯还没有亮起来。", "看了一看"),
        ("他说水位涨得太快，所以先走了。", "位涨得太快"),
        ("这道菜要小火慢炖，放一点盐就够了。", "小火慢炖"),
        ("那种味道到现在也说不清，咸里带一点甜。", "也说不清"),  # the comma is the end of 壬
        ("早上按时把店门打开，先把地扫一遍再说。", "把店门打开"),
        ("把螺丝拧到底，灯就亮了起来。", "螺丝拧到底"),
    ],
)
@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_sound_text_beside_it_stays(sound: str, piece: str, errors: str) -> None:
    got = repaired(misread(sound, piece, errors))
    before, after = sound.split(piece)
    assert got.startswith(before)
    assert got.endswith(after)


@pytest.mark.parametrize(
    ("sound", "piece"),
    [
        ("会议从早上十点二十分开始，大家都到得很早。", "点二十分"),
        ("那种味道到现在也说不清，咸里带一点甜。", "也说不清"),
        ("根据上级的文件精神，我们开了三次会。", "文件精神"),
    ],
)
def test_the_stretch_itself_comes_back(sound: str, piece: str) -> None:
    assert repaired(misread(sound, piece)) == sound


def test_euro_signs_are_half_of_no_pair() -> None:
    """80 is the euro sign in code page 936, but not where it is the second byte of a pair."""
    assert repaired("他按时鎵撳紑，先听了一会儿收音机。") == "他按时打开，先听了一会儿收音机。"


def test_a_middle_dot_at_the_head_of_a_line_is_read() -> None:
    line = "·第一次来的人要先登记，再进去看。"
    assert repaired(line.encode().decode("gbk", "replace")).startswith("·第一次")
