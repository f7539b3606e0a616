"""Repair of mail's quoted-printable form, as different programs write it.

Lives here: examples of quotedprintable.py. Never here: the other escapes (test_repair_chains.py).
"""

from __future__ import annotations

import time

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair
from corpuskit.steps.repair.quotedprintable import quoted_printable

HANS = "会议改到下周三下午两点，地点不变，请各位带上上个月的记录本和去年的账目表。\n晚饭在食堂一起吃，费用 = 每人 20 元。"
HANT = "會議改到下週三下午兩點，地點不變，請各位帶上上個月的記錄本和去年的帳目表。\n晚飯在食堂一起吃，費用 = 每人 20 元。"


def repaired(text: str) -> str:
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


def encoded(text: str, charset: str, width_chars: int, whole: bool = False, form: str = "={:02X}") -> str:
    """The quoted-printable form with lines of at most `width_chars`; whole: no line ends inside a character."""
    rows = []
    for line in text.split("\n"):
        rows.append("")
        for char in line:
            data = char.encode(charset)
            shown = [chr(byte) if byte < 0x80 and byte != 0x3D else form.format(byte) for byte in data]
            for piece in ["".join(shown)] if whole else shown:
                if len(rows[-1]) + len(piece) > width_chars - 1:
                    rows[-1] += "="
                    rows.append("")
                rows[-1] += piece
    return "\n".join(rows)


@pytest.mark.parametrize("width_chars", [30, 60, 72, 75, 76, 998])
@pytest.mark.parametrize(("sound", "charset"), [(HANS, "utf-8"), (HANS, "gbk"), (HANT, "utf-8"), (HANT, "cp950"), (HANT, "gbk")])
@pytest.mark.parametrize("whole", [False, True])
def test_lines_may_end_anywhere(sound: str, charset: str, width_chars: int, whole: bool) -> None:
    assert repaired(encoded(sound, charset, width_chars, whole)) == sound


def test_small_digits_and_other_line_ends() -> None:
    assert repaired(encoded(HANS, "utf-8", 76, form="={:02x}")) == HANS
    assert repaired(encoded(HANS, "utf-8", 76).replace("\n", "\r\n")) == HANS.replace("\n", "\r\n")


def test_a_block_amid_sound_lines() -> None:
    for before, after in (("大家好：\n", "\n老王"), ("Hello everybody,\n", "\nRegards")):
        assert repaired(before + encoded(HANS, "utf-8", 72) + after) == before + HANS + after


KEPT = [
    "width=10=20=30\nheight==A\n",
    "x=E4=B8\n",
    "=E4=B8=AD=E6=96=87=\n",  # cut off
    "a = b\n=E4=B8=AD=E6=96=87 = c",
    "Quoted-printable writes two hanzi like this:\n=E4=B8=AD=E6=96=87\nand MIME allows it.",
    "=20=20=20\n=3D=3D=3D",
    "=FF=FE=FD=FC=FB=FA",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_proves_nothing_stays(text: str) -> None:
    assert repaired(text) == text


def test_no_slow_block() -> None:
    for text in ("=E4=\n" * 50_000, "=E4=B8=AD" * 50_000, "=e4=e4 =\n\n" * 30_000, "a=" * 100_000):
        began = time.process_time()
        quoted_printable(text)
        assert time.process_time() - began < 5
