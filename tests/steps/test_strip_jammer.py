"""The noise that boards set between the lines of a post goes to the character, and nothing that means anything does."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.steps.strip import Strip
from corpuskit.steps.strip.jammer import jams_of
from corpuskit.testing import assert_editor_laws
from tests.support.furnished import stripped

HEAD = "查看: 3120|回复: 9\n修伞小记\n甲乙88  | 发表于 2009-3-14 20:11:05 | 显示全部楼层 |阅读模式"
BODY = [
    "伞骨断了两根，伞面还是好的，扔了可惜。我找了一段自行车的旧辐条，锯成两截，用细铜丝绑在断口上。",
    "铜丝要从里往外绕，绕七圈，末端压进缝里，不然会勾破伞面。",
    "撑开试了三次，没有再弯，第二天就带着它出了门，雨不大，伞面上还留着一点锈印。",
]


def jam(draw: random.Random, pairs: int) -> str:
    """What the software writes: pairs of a character of 32 to 59, a blank and one of 63 to 126."""
    return "".join(f"{chr(draw.randint(32, 59))} {chr(draw.randint(63, 126))}" for _ in range(pairs))


@pytest.mark.parametrize("seed", range(30))
def test_a_guarded_post_comes_out_whole(seed: int) -> None:
    draw = random.Random(seed)
    lines = [HEAD]
    for line in BODY:
        lines += [line + jam(draw, draw.randint(9, 14)).rstrip(), jam(draw, draw.randint(9, 14)).strip()]
    lines.append(jam(draw, 12).lstrip() + "她说这把伞还能再用十年，他点点头，把剩下的铜丝收进盒子里。")
    text = "\n".join(lines)
    left = [line for line in stripped(text).split("\n") if line]
    assert left == ["修伞小记", *BODY, "她说这把伞还能再用十年，他点点头，把剩下的铜丝收进盒子里。"]
    assert assert_editor_laws(Strip(), text) > 3


def test_jams_are_told_to_the_character() -> None:
    whole: list[bool] = []

    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(st.integers(0, 1 << 30), st.integers(8, 15), st.sampled_from(BODY))
    def check(seed: int, pairs: int, line: str) -> None:
        noise = jam(random.Random(seed), pairs)
        text = noise + line + noise
        gone = jams_of(text)
        assert all(end <= len(noise) or start >= len(noise) + len(line) for start, end in gone)
        whole.append(gone == [(0, len(noise)), (len(noise) + len(line), len(text))])

    check()
    assert sum(whole) >= 0.98 * len(whole)  # blanks, or few kinds of characters, may hide one


@pytest.mark.parametrize(
    "line",
    [
        "a b c d e f g h", "1 a 2 b 3 c 4 d", "x = a + b", "1 2 3 4 5 6 7 8", "e4 e5 Nf3 Nc6 Bb5 a6", "- [ ] a",
        "! a ! b ! c ! d",
        "0 a0 b0 c0 d0 e0 f", "D B 3 6/T 1 9 8 4", "A. B. C. D. E. F.", "( a ) ( b ) ( c )", "- a - b - c - d - e",
    ],
)  # fmt: skip
def test_what_means_something_is_no_jam(line: str) -> None:
    assert not jams_of(line)
    assert not jams_of(BODY[0] + line)


def test_the_title_of_a_thread_stays_however_short() -> None:
    assert stripped("\n".join((HEAD, "只需一步，马上注册", *BODY))) == "\n".join(("修伞小记", *BODY))
