"""Lost bytes of UTF-8 read as GBK: marks that come in pairs, and what stands beside figures.

Lives here: sentences as news and notices have them, misread, and what comes back. Never here: shares over a corpus.
"""

from __future__ import annotations

import numpy as np
import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair, gaps, gapvalues
from corpuskit.steps.repair.plausibility import charmodel
from corpuskit.testing.damages_charset import utf8_as_multibyte

DATED = (
    "3月6日，学校召开第十二次教职工大会。",
    "截至2021年4月30日，全县共有图书室209个。",
    "大会定于2020年6月8日在礼堂召开，历时2天。",
    "7月15日至19日，小组先后走访了16户人家。",
    "第5届书画展有700名学生参加，比上年多了30人。",
)
UNITS = "年月日天届名个人第"
TITLED = (
    "会议通过了《2021年工作计划》，并安排了下一步工作。",
    "他在《关于加强乡村图书室建设的意见（草案）》，里写下了自己的看法。",
    "大家一起学习了《民法典》，又讨论了新的章程。",
)


def misread(text: str) -> str:
    """The text as Python's GBK decoder shows its UTF-8."""
    return text.encode().decode("gbk", "replace")


def repaired(text: str) -> tuple[str, list[str]]:
    found = Repair().edits(Document("0" * 16, text))
    layer = found if isinstance(found, Layer) else Layer("repair", "0", found)
    return apply(text, layer.edits), [note.rule for note in layer.notes]


@pytest.mark.parametrize("charset", ["gbk", "gb18030"])
def test_units_beside_figures_come_back(charset: str) -> None:
    page = "\n".join(DATED)
    shown = page.encode().decode(charset, "replace")
    assert shown.count("\ufffd") > 10
    result = repaired(shown)[0]
    assert [result[at] for at, char in enumerate(page) if char in UNITS] == [char for char in page if char in UNITS]


def test_a_figure_that_the_mark_of_a_hole_took_is_marked() -> None:
    """Windows puts one mark for a lead byte and the ASCII byte after it: what it took must not be passed over."""
    page = "\n".join((*DATED, *TITLED))
    shown = utf8_as_multibyte(page, charset="cp936", lost="?", on_error="swallow", euro=True, zones=True)
    result = repaired(shown)[0]
    assert "图书室209个" in page
    assert "图书室\ufffd09个" in result


@pytest.mark.parametrize("text", TITLED)
def test_a_title_keeps_its_marks_or_says_what_it_lost(text: str) -> None:
    result, notes = repaired(misread(text))
    assert [result[at] for at, char in enumerate(text) if char not in "《》"] == [char for char in text if char not in "《》"]
    for at, char in enumerate(text):
        if char in "《》" and result[at] != char:
            assert result[at] == "\ufffd"
            assert "damage.undecided-gap" in notes


def test_both_marks_of_a_title_are_found_by_each_other() -> None:
    text = "大家一起学习了《民法典》，又讨论了新的章程。"
    assert repaired(misread(text))[0] == text


def test_no_stop_is_put_beside_a_stop() -> None:
    for text in (*DATED, *TITLED):
        for charset in ("gbk", "gb18030"):
            result = repaired(utf8_as_multibyte(text, charset=charset))[0]
            assert not any(pair in result for pair in ("。，", "，。", "、，", "，，", "。。", "：，"))


@pytest.mark.parametrize(
    "text", ["他说：“《春》和《秋》都好。”", "（一）看图；（二）写话。", "【通知】明天下午放假。", "“好”，他说，“就这么办！”"]
)
def test_marks_of_other_kinds_pair_too(text: str) -> None:
    result, _ = repaired(misread(text))
    assert all(got == want or got == "\ufffd" for got, want in zip(result, text, strict=True))


@pytest.mark.parametrize("charset", ["gbk", "cp936", "cp950"])
def test_what_is_not_weighed_again_would_be_weighed_alike(charset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = "\n".join((*DATED, *TITLED))
    shown = utf8_as_multibyte(page, charset=charset, lost="\ufffd", on_error="swallow", euro=True, zones=True)
    asked: list[int] = []
    values = gaps.candidate_values
    monkeypatch.setattr(gaps, "candidate_values", lambda around, slots: asked.append(len(slots)) or values(around, slots))  # type: ignore[func-returns-value]
    result = repaired(shown)
    fewer = sum(asked)
    asked.clear()
    monkeypatch.setattr(gaps, "_anew", lambda todo, around, weighed: todo)
    assert repaired(shown) == result
    assert 0 < fewer < sum(asked)


def test_slots_are_weighed_together_as_alone() -> None:
    chance = np.random.default_rng(7)
    model = charmodel()
    classes = model.class_of[[ord(char) for char in "12三年月日天的学校，。\n《人"]].astype(np.int64)
    sizes = chance.integers(1, 9, 60)
    around, own = classes[chance.integers(0, len(classes), (4, 60))], classes[chance.integers(0, len(classes), sizes.sum())]
    together = gapvalues._in_context(around, own, sizes)
    ends = np.cumsum(sizes)
    alone = [gapvalues._in_context(around[:, n : n + 1], own[ends[n] - sizes[n] : ends[n]], sizes[n : n + 1]) for n in range(60)]
    assert together.tolist() == np.concatenate(alone).tolist()


PAGE = (
    "清早的码头上停着三条船，工人把货物一件一件搬下来。对面的茶馆刚刚开门，老板在门口扫地。",
    "几个孩子沿着河边跑过，手里举着风车。雨下了一整夜，路上到处都是水。他把信放进抽屉，没有再看一眼。",
    "远处传来火车的声音，慢慢地又听不见了。她在灯下缝衣服，一直缝到半夜。门前的槐树开了花，满院子都是香气。",
    "集市上人来人往，卖菜的卖布的都在吆喝。山路很窄，只能一个人一个人地走过去。",
)


@pytest.mark.parametrize("name", ["闵鹄", "褚霁", "隗珏"])
@pytest.mark.parametrize("last", ["人人都说起老{}", "河边的{}"])
def test_a_name_that_the_model_does_not_know_is_filled_by_its_page(name: str, last: str) -> None:
    told = (f"{name}的家在河边。", f"第二天{name}走了。", f"人们问起{name}时，他不说话。")
    lines = (*told, *PAGE, *PAGE, *PAGE, last.format(name))
    assert repaired(misread(last.format(name)))[0] != last.format(name)
    assert repaired(misread("\n".join(lines)))[0].split("\n")[-1] == last.format(name)


@pytest.mark.parametrize(
    "text",
    [
        "换一个只要十几块钱",
        "信是写给一个人看的，不是写给一群人看的。",
        "关于暂停部分设备服务的公告",
        "因为厨房人手有限，当晚只设十八席。",
    ],
)
def test_gaps_side_by_side_lean_on_each_other_not_on_a_guess(text: str) -> None:
    shown = utf8_as_multibyte(text, charset="gbk", lost="?")
    assert repaired(shown)[0] == text


def test_a_line_of_many_stretches_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The question whether a line holds sound text reads all of it: asked for each stretch it made long lines quadratic."""
    from corpuskit.steps.repair import misread as module

    asked: list[int] = []
    has_sound = module.has_sound
    monkeypatch.setattr(module, "has_sound", lambda text, start, end: asked.append(start) or has_sound(text, start, end))
    stretch = misread("信是写给一个人看的，不是写给一群人看的。")
    repaired(f"{stretch} sound 12 " * 200)
    assert 0 < len(asked) <= 4  # each charset, and once more with what the page tells of its reader
