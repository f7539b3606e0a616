"""Repair of byte shifts that show only where they end, and of characters that a note tells: on pages that show the damage.

Lives here: what is read, and what stays. Never here: shifts that begin at a `?` (test_repair_shifts.py).
"""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair
from corpuskit.testing.damages_charset import read_cp936, write_cp936

# A page program noted 的, 我 and 们 wherever they stand; so the page shows the damage.
PAGE = (
    "我(wǒ)们(men)今天去看的(de)那座桥，是村里人一起修的(de)。",
    "桥下的(de)水很浅，孩子们(men)夏天在那里捉鱼，老人坐在树下乘凉。",
    "修桥的(de)钱是大家凑的(de)，我(wǒ)家出了三天的(de)工，邻居出了两车石头。",
    "后来路修好了，走桥的(de)人少了，可是我(wǒ)们(men)还是喜欢从那里过。",
)


def repaired(line: str) -> str:
    text = "\n".join((*PAGE[:2], line, *PAGE[2:]))
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found).split("\n")[2]


def lost_without_a_sign(sound: str, at: int) -> str:
    """The line one byte off from the character at `at` on, up to a `?` for the second byte of its last."""
    return sound[:at] + read_cp936(write_cp936(sound[at:])[1:-1]) + "?"


@pytest.mark.parametrize(
    ("sound", "at"),
    [
        ("他们在门口等了很长时间之后才发现钥匙还在家里面", 13),
        ("所有的资料都在办公室的柜子里", 3),
        ("这个问题需要大家一起讨论", 6),
    ],
)
def test_a_shift_that_shows_only_at_its_end(sound: str, at: int) -> None:
    harmed = lost_without_a_sign(sound, at)
    assert harmed.count("?") == 1
    assert repaired(harmed) == sound


@pytest.mark.parametrize(
    ("harmed", "sound"),
    [
        ("村里每个?(rén)都出了一份力。", "村里每个人都出了一份力。"),
        ("大家那几天都很?máng )，没有人休息。", "大家那几天都很忙，没有人休息。"),
        ("老师让大家开\ufffd(shǐ)上课。", "老师让大家开始上课。"),
    ],
)
def test_a_note_tells_the_character_lost_before_it(harmed: str, sound: str) -> None:
    assert repaired(harmed) == sound


@pytest.mark.parametrize(
    "line", ["你们真的要去吗?", "这是不是他写的?我不知道。", "他问:去哪里?(qù nǎ lǐ)", "谁来了?(张三)", "要不要?要。"]
)
def test_a_question_stays(line: str) -> None:
    assert repaired(line) == line


def test_a_page_without_the_damage_proves_nothing() -> None:
    text = "村里每个?(rén)都出了一份力。"
    found = Repair().edits(Document("0" * 16, text))
    assert apply(text, found.edits if isinstance(found, Layer) else found) == text
