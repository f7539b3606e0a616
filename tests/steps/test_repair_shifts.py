"""Repair of byte shifts: which characters a lost byte leaves, how sure the choice is, what is no shift.

Long, because every form of a byte shift has its case.
"""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import Any

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair, shifts
from corpuskit.steps.repair.bareshifts import bare_places, read_bare
from corpuskit.steps.repair.gbk import pair_of
from corpuskit.steps.repair.habits import Habits
from corpuskit.steps.repair.notes import Page
from corpuskit.steps.repair.shiftfill import Choice, fill, noted_cost
from corpuskit.steps.repair.shiftmarks import mark_costs
from corpuskit.steps.repair.shiftproof import given, kept, with_doubt
from corpuskit.steps.repair.shiftwalk import Walk, walk
from corpuskit.steps.repair.sides import form_costs, one_sided
from corpuskit.steps.repair.swallowed import swallowed_costs
from corpuskit.steps.repair.tailshifts import lone_ends, read_end
from corpuskit.testing.damages_charset import read_cp936, write_cp936
from corpuskit.testing.damages_site import flatten_width, junk_before_marks, remove_controls


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
    choice = Choice(7, "的", (0.95,), (("的", "好"),), 20.0, False, "repair.byte-shift", 0.95)
    plain, odd = "我们今天在公司?开会议", "霰鬯罍斝犀兕?觥觚觯角"
    sure, unsure = (
        with_doubt(line, line.index("?"), replace(choice, end=line.index("?") + 1)).shares[0] for line in (plain, odd)
    )
    assert unsure < 0.76 < sure


def test_damage_further_on_does_not_make_a_choice_less_sure() -> None:
    choice = Choice(0, "的", (0.95,), (("的", "好"),), 20.0, False, "repair.byte-shift", 0.95)
    shares = [
        with_doubt(line, line.index("?"), replace(choice, end=line.index("?") + 1)).shares[0]
        for line in ("我们今天在公司?开会议", "我们今天在公司?开会议?鬯罍斝犀兕觥觚觯角霰")
    ]
    assert shares[0] == shares[1]


def test_characters_are_given_as_long_as_all_are_right_together() -> None:
    assert given((1.0, 0.9, 0.9)) == [True, True, True]
    assert given((0.8, 1.0, 0.8)) == [True, True, False]
    assert given((0.0, 0.5)) == [False, False]


@pytest.mark.parametrize(
    ("sound", "flatten"),
    [
        ("取消保护的单元格可以重新填写。", False),  # 护的 reads as ；さ, and one kana makes no Japanese
        ("取消保护的单元格可以重新填写。", True),
        ("他的说法其实较为模糊，模块的作用还是没有讲清楚。", False),  # 糊 is rare by itself
    ],
)
def test_marks_cut_inside_words(sound: str, flatten: bool) -> None:
    harmed = junk_before_marks(sound, strip=True, flatten=flatten)
    assert "?" in harmed
    assert repaired(harmed) == (flatten_width(sound) if flatten else sound) or repaired(harmed) == sound


def test_what_a_program_put_before_a_mark_was_swallowed_not_a_letter() -> None:
    """On a page with notes and cut marks, the ? before a full stop took a control character along."""
    lead, trail = (pair_of("息") >> 8, pair_of("消") & 0xFF)
    shown = read_cp936(bytes((trail, lead))) + "?。"
    ends = {junked: any(way.swallowed for way in walk(shown, 0, pair_of("消") >> 8, False, junked)) for junked in (True, False)}
    assert ends == {True: False, False: True}
    assert Habits("软(ruǎn)件", Page({"软": "ruǎn"}), proven=True).junked
    assert not Habits("软(ruǎn)件。”", Page({"软": "ruǎn"}), proven=True).junked  # the second mark would have been cut
    assert Habits("一个?？樱", Page({}), proven=False).junked


def test_the_swallowed_character_is_the_one_that_stands_in_such_places() -> None:
    between = swallowed_costs("我们已经看完", "请打开下一页", "")["hanzi"]
    assert min(between, key=lambda char: between[char]) == "\n"
    after = swallowed_costs("请先安装", "Linux 系统", "")["hanzi"]
    assert min(after, key=lambda char: after[char]) == " "
    page = "显示/隐藏，打开/关闭，开始/结束，输入/输出，放大/缩小，读取/写入，前进/后退，增加/减少。" * 3
    habit = swallowed_costs("我们可以显示", "隐藏", page)["hanzi"]
    assert habit["/"] < between["/"] and habit["\n"] > between["\n"]


def test_two_hanzi_of_which_a_mark_is_the_inner_bytes() -> None:
    sound = "请先关闭屏幕保护，再把窗口调亮一点。"
    harmed = flatten_width(remove_controls(junk_before_marks(sound)))
    assert "?;?" in harmed
    assert repaired(harmed) == flatten_width(sound)


def test_a_lone_lost_byte_begins_a_shift_where_the_reading_on_is_sure() -> None:
    sound = "他想把这些書送給學校。"
    assert repaired(without_first_byte(sound, 8).replace("?", "\ufffd")) == sound
    assert repaired("他想把这些書送給\ufffd校。") == "他想把这些書送給\ufffd校。"


def test_a_page_of_one_line_swallowed_no_newline() -> None:
    newline = "\n"
    one, more = (swallowed_costs("这个属", "请使用", page)["hanzi"][newline] for page in ("这个属请使用", "一行\n这个属请使用"))
    assert one > more


def test_an_open_bracket_wants_its_other_half_before_a_mark() -> None:
    assert mark_costs("（见下面的例", "。", False)["）"] < mark_costs("（见下面的例", "。", False)["，"] - 5
    assert mark_costs("（见下面的例", "", True)["，"] > mark_costs("（见下面的例", "", False).get("，", 0.0)


JUNKED = "今年的工作已经结束\x05\x06，大家都很满意\x07。\n"  # a page that shows the damage elsewhere


def one_byte_off(sound: str, at: int) -> str:
    """The sentence with the first byte of one character lost and nothing in its place."""
    return read_cp936(b"".join(write_cp936(char)[number == at :] for number, char in enumerate(sound)))


@pytest.mark.parametrize(
    ("sound", "at", "shows_itself"),
    [
        ("我们在山路上看见许多人正在修理这条道路。", 3, True),
        ("公司的负责人表示，这个项目明年可以完成。", 4, True),
        ("图书馆里的读者都喜欢安静地看书。", 2, False),
    ],
)
def test_a_shift_that_begins_without_a_question_mark(sound: str, at: int, shows_itself: bool) -> None:
    harmed = one_byte_off(sound, at) + "\n"
    assert repaired(JUNKED + harmed) == repaired(JUNKED) + sound + "\n"
    alone = sound + "\n" if shows_itself else harmed  # where nothing else shows the damage
    assert repaired(repaired(JUNKED) + harmed) == repaired(JUNKED) + alone


def test_a_question_mark_behind_what_reads_as_nothing_is_looked_at() -> None:
    harmed = one_byte_off("我们在山路上看见许多人正在修理这条道路。", 3)
    assert lone_ends([harmed, "我们在山路上看见许多人?"]) == [frozenset({harmed.index("?")}), frozenset()]
    rare = "他叫镕喆犇骉?住在垚村。", "鼋鼍蛟螭魑魅魍魉?", "犇骉羴鱻猋麤飝?什么意思?", "你認識龔龘龖嗎?"
    for sound in (*rare, "ハイフネーション?"):
        assert repaired(sound + "\n") == sound + "\n"


def test_a_bracket_that_nothing_opens_is_not_what_a_question_mark_swallowed() -> None:
    harmed = one_byte_off("最上面的一张可以用在游戏中，不能重复。", 4)
    assert ")" not in repaired(harmed + "\n")


def test_drawn_rows_rare_characters_and_words_of_other_writings_are_no_shift() -> None:
    words = "罘罳\tfu si", "ハイフネーション", "Не указан файл для установки[24].", "反時計回りの開いた円矢印", "да[a]"
    for row in ("──────" + one_byte_off("────┤", 1), "他叫镕喆，住在垚村。", "犇骉羴在这里。", *words):
        assert repaired(JUNKED + row + "\n") == repaired(JUNKED) + row + "\n"
    assert bare_places("├────┼────┤") == []


def test_what_was_refused_at_its_question_mark_does_not_begin_later() -> None:
    line = one_byte_off("我们在山路上看见许多人。", 3)
    choice = read_bare(line[:3] + "?" + line[3:], 5, 0, lambda at: line[:at], Habits(line, Page({}), proven=True))[1]
    assert choice is None


def test_brackets_of_two_widths_are_one_pair() -> None:
    assert mark_costs("(见下面的例)", "", False)["）"] > 0.0
    assert mark_costs("(见下面的例", "", False)["）"] < mark_costs("(" + "见下面的例" * 5, "", False)["）"] < 0.0


def test_a_full_stop_before_a_full_stop_costs_more_than_a_word_twice() -> None:
    assert mark_costs("修好了。", "", False)["。"] > mark_costs("修好的", "", False)["的"] > 0.0


def test_a_reading_that_a_character_has_seldom_is_no_note_of_a_program() -> None:
    page = Habits("", Page({}), proven=True)
    assert noted_cost("意", "yì", page) < noted_cost("一", "yì", page)


def test_characters_that_only_gb18030_has_keep_their_bytes() -> None:
    assert pair_of("䴓") == 0xFE98
    assert pair_of("。") == 0xA1A3


def test_a_page_tells_whether_its_reader_takes_the_next_byte_along() -> None:
    pages = ("運輸?shù)认嚓P的事", "運輸?(shù)认嚓P的事", "運輸等相關的事")
    assert [Habits(page, Page({}), proven=True).swallows for page in pages] == [True, False, None]
    ways = [walk("?這", 0, pair_of("消") >> 8, False, False, swallows) for swallows in (None, True, False)]
    assert [any(way.swallowed for way in found) for found in ways] == [True, True, False]


def test_brackets_and_stops_inside_a_shift_were_never_wide() -> None:
    """The byte pair of （ ends in A8, which begins no hanzi: a note in ASCII brackets ends a shift."""
    assert not any(way.end > 1 for way in walk("兮(x", 0, pair_of("青") >> 8, True))


def test_a_quotation_cut_at_its_end() -> None:
    assert repaired("村民说：“这条路修好了?！?\n大家都点头。") == "村民说：“这条路修好了。”\n大家都点头。"
    assert repaired("真的修好了?！?\n大家都点头。") == "真的修好了?！?\n大家都点头。"


def test_a_tag_that_lost_its_first_byte_goes_with_the_shift() -> None:
    ends = {way.end for way in walk("?br />", 0, pair_of("消") >> 8, False)}
    assert 6 in ends


def test_the_orphan_before_a_mark_is_no_mark() -> None:
    """Nobody writes 。。; what stood before the full stop ended in the same byte as it does."""
    assert "。。" not in repaired("\x05\x06，他逍??。\n" * 2)


def test_a_whole_that_is_not_believed_keeps_its_least_sure_character_open() -> None:
    """A reading with certain but senseless characters is wrong however sure its ends are."""
    habits = Habits("按照期望的那样做。" * 60, Page({}), proven=True)
    line = "我们按照社区期??姆绞嚼矗"
    well, badly = (Choice(9, text, (0.95, 1.0), (("。",), ()), 20.0, False, "repair.byte-shift", 0.95) for text in ("望的", "▁g"))
    assert kept(line, 7, line[:7], well, habits) == [True, True]
    assert kept(line, 7, line[:7], badly, habits) == [False, True]
    assert kept(line, 7, line[:7], replace(badly, shares=(1.0, 1.0), text="▁ǔ", joint=0.99), habits) == []


def test_a_shift_that_leaves_a_question_mark_behind_is_not_believed() -> None:
    """Where two characters in a row lost both their bytes the reading ends too early, however well it reads."""
    habits = Habits("按照期望的那样做。" * 60, Page({}), proven=True)
    line = "我们按照社区期??姆绞嚼矗"
    choice = Choice(8, "望的", (0.95, 1.0), (("。",), ()), 20.0, False, "repair.byte-shift", 0.95)
    assert kept(line, 7, line[:7], choice, habits) == [False, True]


def test_a_letter_that_ended_the_shift_is_no_symbol_that_speaks_against_it() -> None:
    habits = Habits("按照期望的那样做。" * 60, Page({}), proven=True)
    line = "您可以选择的字型大?。琇ibre会使用它"
    letter = Choice(11, "小，L", (0.95, 1.0, 1.0), (("小",), (), ()), 20.0, False, "repair.byte-shift", 0.95)
    assert kept(line, 9, line[:9], letter, habits) == [True, True, True]
    assert kept(line, 9, line[:9], replace(letter, text="小，▁"), habits) == [False, True, True]


def test_a_comma_behind_a_question_mark_and_a_letter_before_a_hanzi_are_a_cut_full_stop() -> None:
    """。現 holds the bytes of ，: on a page that shows no other damage the letter F, second byte of 現, tells."""
    sound = "這個檔案請不要去用它。現在您可以在視窗裡選擇需要的選項，然後按下確定。"
    assert repaired(sound.replace("。現", "?，F")) == sound
    assert repaired("這是真的嗎?，F在您可以選擇。") == "這是真的嗎?，F在您可以選擇。"


def test_three_question_marks_are_no_sigh_where_nothing_is_asked() -> None:
    """模块 cut in two leaves three on a page without full-width forms; 啊? would leave three as well."""
    page = "系统在启动的时候读取配置文件,然后载入所有的程序。\n用户可以在窗口里选择需要的选项,然后点击确定。\n" * 12
    assert "啊" not in repaired(page + "编译的软件???的名称,您可以在这里输入。\n首先?\x06\x06；ǎ常\n")


def test_a_note_behind_the_last_character_speaks_for_the_whole() -> None:
    habits = Habits("按照期望的那样做。" * 60, Page({}), proven=True)
    noted, plain = "这里从前是两?。▍^(qū)的边界", "这里从前是两?。▍^穆穆穆的边界"
    shares = [0.70 + n / 100 for n in range(25)]
    choices = [
        Choice(noted.index("的"), "县区", (share, 1.0), (("。",), ()), 20.0, False, "repair.byte-shift", share)
        for share in shares
    ]
    believed = [[all(kept(line, 6, line[:6], one, habits)) for one in choices] for line in (noted, plain)]
    assert sum(believed[0]) > sum(believed[1]) > 0
    assert not all(believed[0])


@pytest.mark.parametrize("swallowed", [False, True])
def test_a_shift_of_many_lost_characters_is_weighed_in_parts(swallowed: bool) -> None:
    """All of them together would be more ways than a machine has room for."""
    habits = Habits("按照期望的那样做。" * 60, Page({}), proven=True)
    hanzi = tuple("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏")
    slots = (hanzi, ("的",)) * 40 + (hanzi,)
    line = "?" * 90
    tracemalloc.start()
    fill(line, 0, "", Walk(0, 81, slots, swallowed), habits, "repair.byte-shift", "")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000_000


STRIPPED_PAGE = (
    "那年冬天，中国科技大学的老师们在图书馆里办了一个展览。非常有名、了不起的科学家都来看过，大家很高兴。\n"
    "老师说，科技成果的转化需要很多年的努力。我们把这些成果写成文章，发给国内的同行看，大家都说很好。\n"
    "后来国家又给了我们一些经费，学校的学生也来帮忙，事情做得很顺利。\n"
    "孩子们问：“这是什么？”老师说：“这是我们国家自己做的机器。”孩子们都说好。\n"
)


def stripped(sound: str, at: int) -> str:
    """The sentence one byte off from a character on, and what fell into the zones of users taken out."""
    return "".join(char for char in without_first_byte(sound, at) if not "\ue000" <= char <= "\uf8ff")


@pytest.mark.parametrize(
    ("sound", "wanted"),
    [
        ("他说这些中国科技公司很好abc。", "他说这些中国科技公司很好abc。"),
        ("老师说中国人民都很高兴abc。", "老师说中国人民都很高兴abc。"),
        (
            "一共有三种很大的机器，非常有名、了不起的图书馆也在那里。",
            "一共有三种很大的�，非常有�了不起的图书馆也在那里。",
        ),
        ("我们那里的人都说中国的科学技术很好，大家都很高兴。", "我们那里的人都说中国�科学技术很好，大家都很高兴。"),
    ],
)
def test_a_vanished_pair_does_not_glue_its_neighbours(sound: str, wanted: str) -> None:
    """国科 hold a pair of the zones between them: without it one rare character, 蛊, is left of both."""
    broken = [("今天天气很好，大家都出去玩了abc。", 4), ("他把这个国家的历史写成了一本书abc。", 3), (sound, 1)]
    page = STRIPPED_PAGE + "\n".join(stripped(text, at) for text, at in broken) + "\n"
    assert repaired(page).split("\n")[-2] == wanted
    layer = Repair().edits(Document("0" * 16, page))
    assert isinstance(layer, Layer)
    assert all(edit.confidence < 1.0 for edit in layer.edits)


@pytest.mark.parametrize("name", ["@張老師", "@小李", "@管理員 @小王", "@"])
@pytest.mark.parametrize("asked", ["這個問題怎么解決", "截止日期是哪一天", "你們都看完了嗎"])
def test_whoever_is_asked_and_named_is_no_shift(asked: str, name: str) -> None:
    page = "學(xué)校的網(wǎng)絡(luò)課程從今天開始，網(wǎng)上都有，學(xué)生們都來學(xué)。\n" * 3
    found = repaired(page + f"{asked}?{name}\n")
    assert f"{asked}?{name}" in found


def test_places_that_end_no_shift_are_asked_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def counted(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        return read_end(*given)

    monkeypatch.setattr(shifts, "read_end", counted)
    text = "瀣?äº\x86ä¸\x83çº§" * 100
    Repair().edits(Document("0" * 16, text))
    assert 0 < asked <= 2 * (shifts.TRIES_END_MOST + 2)
