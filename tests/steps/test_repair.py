"""Repair: readable examples of every family, the laws on every named damage, what must never change, bounded work.

Long, because every damage that was ever mended stays here as a case.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.columns import joined
from corpuskit.steps.repair import RULES, Repair, repair_text
from corpuskit.steps.repair.scan import ALL, scan
from corpuskit.steps.repair.sift import sift
from corpuskit.testing import assert_editor_laws
from corpuskit.testing.damages import DAMAGES
from tests.support import corpora

HANS = (
    "图书馆的管理员每天早上都会把新到的杂志放在靠窗的架子上，读者可以自由取阅。",
    "他问：“明天的会议还开不开？”大家都说不知道，只好等通知。",
    "这条河从山里流出来，经过三个村庄，最后汇入大江。沿岸种满了柳树！",
    "经过两年的努力，研究小组终于完成了全部实验；结果发表在今年的年报上。",
    "市场上的蔬菜价格比上个月下降了百分之五，居民们都很高兴。",
    "小说的第一章写得很慢，作者花了半年时间才找到合适的开头。",
)
HANT = (
    "圖書館的管理員每天早上都會把新到的雜誌放在靠窗的架子上，讀者可以自由取閱。",
    "他問：“明天的會議還開不開？”大家都說不知道，只好等通知。",
    "這條河從山裏流出來，經過三個村莊，最後匯入大江。沿岸種滿了柳樹！",
    "經過兩年的努力，研究小組終於完成了全部實驗；結果發表在今年的年報上。",
    "市場上的蔬菜價格比上個月下降了百分之五，居民們都很高興。",
)
OTHER = ("plain ASCII (with) marks?", "Müller & Söhne – déjà vu")
DEBRIS = "中文。！？，?“”(xié)協雲Ã©ä¸­½\ufffd\x05锛銆€&#20013;\\u4e2d%E4%B8%AD=a \n"
STRINGS = [name for name, damage in DAMAGES.items() if damage.kind != "bytes"]


def repaired(text: str) -> str:
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


def notes(text: str) -> list[str]:
    found = Repair().edits(Document("0" * 16, text))
    return [note.rule for note in found.notes] if isinstance(found, Layer) else []


EXACT = [
    name
    for name, damage in DAMAGES.items()
    if damage.invertible == "exact" and damage.kind in ("charset", "escape") and name != "gbk-private-use"
]


@pytest.mark.parametrize("name", EXACT)
def test_exactly_invertible_damages_are_undone(name: str) -> None:
    damage = DAMAGES[name]
    tried = 0
    for sound in (*HANS, *HANT, "\n".join(HANS)):
        harmed = damage(sound)
        if not damage.covers(sound) or harmed == sound:
            continue
        assert isinstance(harmed, str)
        assert repaired(harmed) == sound
        tried += 1
    assert tried or name.startswith(("big5", "utf8-as-cp936-euro", "double", "named"))


LEFT = [
    "法文：Le café est déjà fermé, ça n'est pas grave – l'été arrive.",
    "Die Größe der Äpfel übertrifft alles, „schöne“ Früchte überall.",
    "Đây là một câu tiếng Việt bình thường, không có lỗi nào cả.",
    "Это обычное предложение без всяких ошибок?",
    "これは普通の日本語の文章です。削除しますか?」などの表示。",
    "이것은 보통의 한국어 문장입니다. 漢字도 있습니다?",
    "是不是?我不知道!你呢?",
    "为什么?!因为下雨了。真的??",
    "他叫王某某（wáng mǒu mǒu），是一名教师。",
    "地名亳(bó)州在安徽，读者常常读错；单(shàn)姓也是这样。",
    "春(chūn)眠(mián)不(bù)觉(jué)晓(xiǎo)，处(chù)处(chù)闻(wén)啼(tí)鸟(niǎo)。",
    "选择题：正确的是(a)还是(e)？白方走马(e)后，黑方(a)兵前进。",
    "人(rén)\n口(kǒu)\n手(shǒu)\n人和人不同，口和手也不同。",
    "绿(lǜ)色、女(nǚ)儿。",
    "轻声练习：我的(de)、你的(de)、他的(de)",
    "多音字：着(zhe)急、看着(zhe)、跟着(zhe)",
    "小(xiǎo)明(míng)在公园(yuán)里玩(wán)，看见一只小(xiǎo)狗(gǒu)。",
    "1. 蝴(hú)蝶(dié)飞过花园。\n2. 蜻(qīng)蜓(tíng)停在荷(hé)叶上。\n3. 蝴(hú)蝶(dié)和蜻(qīng)蜓(tíng)是朋友。",
    "生字：爸(bà) 妈(mā) 哥(gē)\n我家有爸(bà)爸(bà)、妈(mā)妈(mā)和哥(gē)哥(gē)。",
    "葉(yè)先生住在台北，他的太太姓尤(yóu)。",
    "學(xué)習(xí)漢(hàn)語(yǔ)很有意思。",
    "他叫赵?珺。",
    "本期作者：张?玿、李明、王芳",
    "他姓什么?瑇还是玳?",
    "真的嗎?「玨」",
    "如有查詢，請電郵?enquiry@example.hk",
    "採硫途中的?癘、溪流",
    "填空：x＝（－?±√（b²－4ac））÷2a。",
    "王堃、李祎、\ufffd珺、孙垚",
    "警方\ufffd籲，接獲",
    "消失\ufffd賣彩券",
    "型\ufffd|电压|功率",
    "请勿\ufffd?\ufffd踏草坪",
    "四位同\ufffd?\ufffd获得",
    "前有一道\ufffdV字形",
    "在 HTML 里，&nbsp; 表示不换行的空格，&#20013; 是一个汉字。",
    "网页源码里的空格要写成&nbsp;，大于号写成&gt;，浏览器才会照样显示。",
    "在网页里输入&amp;copy;就能看到&copy;这个符号。",
    "棋谱里的?!表示有疑问的一步，!?表示值得注意，??表示大错。",
    'text = "\\u4e2d\\u6587\\u4e2d\\u6587\\u4e2d\\u6587\\u4e2d\\u6587";',
    "title=\\u4e2d\\u6587\\u4e2d\\u6587\\u4e2d\\u6587\\u4e2d\\u6587",
    '`&ldquo;` and printf("\\u4e2d\\u6587\\u5b57")',
    "网址是 https://example.org/%E4%B8%AD%E6%96%87?a=1&copy=2 。",
    "浏览器里的鸂鶒、饕餮、魑魅魍魉，都是生僻字。",
    "鞑靼人骑马过来，踟蹰徘徊，缱绻旖旎。",
    "**重点**在这里，*不是*那里。",
    "the so-called “Ã©” is what é looks like",
    "a^2 + b^2 = c^2 (mod n), f(x) = ?",
    "目录\n第一章 总则········3\n第二章 细则················12",
    "来信请寄××市××路，电话：××××-××××××××，他骂道：“××××！”",
    "一晚上没睡着±±±±±±±±算了",
    "·×·×·×·×·×",
]


@pytest.mark.parametrize("sound", LEFT)
def test_sound_text_is_left_alone(sound: str) -> None:
    assert repaired(sound) == sound


def test_a_question_mark_or_a_lost_character_before_a_rare_one_is_no_shift() -> None:
    """GBK's characters beyond GB 2312 end in a byte that is ASCII: after a mark each would make a short shift."""
    rare = [chr(code) for code in range(0x4E00, 0x9FA6) if len(chr(code).encode("gbk", "ignore")) == 2]
    rare = [char for char in rare if not char.encode("gb2312", "ignore")][::7]
    assert len(rare) > 1000
    for template in (
        "这件事你问过他了吗?{}先生说没有。",
        "他叫赵?{}，今年上小学三年级。",
        "這件事你問過他了嗎?{}先生說沒有。",
        "他叫赵\ufffd{}，今年上学。",
    ):
        assert not [char for char in rare if repaired(template.format(char)) != template.format(char)], template


def test_a_shift_between_a_stop_and_a_quotation_mark() -> None:
    for strip in (False, True):
        for flatten in (False, True):
            sound = "孩子們都說這裏的老師講得很好。“下次還要來”，他們離開時這樣說。"
            harmed = DAMAGES["junk-before-marks"](sound, strip=strip, flatten=flatten, marks="！")
            assert isinstance(harmed, str) and harmed != sound
            assert repaired(harmed) == (sound.replace("，", ",") if flatten else sound)


def test_a_note_that_fell_across_two_characters() -> None:
    sound = "大家深入協商，協議已經寫好，協會的人也同意。雲層很低，雨快要來了。"
    harmed = DAMAGES["pinyin-notes"](sound, table={"協": "xié", "雲": "yún"})
    assert isinstance(harmed, str) and "?yún)" in harmed
    assert repaired(harmed) == sound


def test_references_in_a_page_that_says_nothing_of_them_are_decoded() -> None:
    assert repaired("公司&nbsp;成立多年，用&ldquo;心&rdquo;待客。") == "公司\u00a0成立多年，用“心”待客。"
    assert repaired("使用&ldquo;标签&rdquo;功能，可以整理文件。") == "使用“标签”功能，可以整理文件。"


def test_a_sentence_with_quotation_marks_left_in_escapes() -> None:
    sound = '如果要编辑一个以 "-" 开头的文件，请在文件列表前面加上 "--"。'
    for name in ("unicode-escapes", "byte-escapes"):
        harmed = DAMAGES[name](sound)
        assert isinstance(harmed, str)
        assert repaired(harmed) == sound


def test_proven_stretches_lend_their_proof_to_short_ones_of_the_same_page() -> None:
    harmed = DAMAGES["utf8-as-gb18030"]("图片\n" + "\n".join(HANS))
    assert isinstance(harmed, str)
    short, _, rest = harmed.partition("\n")
    assert repaired(harmed).split("\n")[0] == "图片"
    assert len(repaired(rest).split("\n")) == len(HANS)
    assert repaired(short) == short


def test_a_shift_that_ends_a_line_tells_that_a_mark_may_be_gone() -> None:
    harmed = "我们不知道这样做会引起什么样的?浠?"
    assert repaired(harmed) == "我们不知道这样做会引起什么样的变化"
    assert "damage.undecided-shift" in notes(harmed)


@pytest.mark.parametrize("head", ["来信摘登 2011年3月4日 ： ", "读者意见："])
def test_sound_words_beside_what_one_chinese_charset_made_of_another_stay(head: str) -> None:
    meant = "房間裡面的桌子居然都是濕的,設施老舊又不乾淨,還要等."
    shown = meant.encode("cp950").decode("gb18030")
    assert repaired(head + shown) == head + meant
    assert repaired(shown) == meant
    tail = "（编辑部）"
    assert repaired(head + shown + tail) == head + meant + tail


def test_what_follows_a_lost_character_is_read_without_the_half_of_it() -> None:
    meant = "記得幾年以前讀過那本關於山的書，從此喜歡上了這位作者的文字，後來一直沒有再遇到。"
    shown = meant.encode("gbk").decode("cp1252", "replace")  # 關, 從 and 來 hold bytes that Windows-1252 has not
    got = repaired(shown)
    assert shown.count("\ufffd") == got.count("\ufffd") > 0
    assert all(char in (theirs, "\ufffd") for char, theirs in zip(got, meant, strict=True))
    assert repaired("Das Caf\ufffdÄhnlich, Stra\ufffdéÉ") == "Das Caf\ufffdÄhnlich, Stra\ufffdéÉ"


def test_middle_dots_in_references_are_no_bytes() -> None:
    assert repaired("这本书很感人" + "&#183;" * 8) == "这本书很感人" + "·" * 8
    assert repaired("哈哈哈哈，真好。".encode("gbk").decode("cp1252")) == "哈哈哈哈，真好。"


def test_what_is_lost_is_reported_not_guessed() -> None:
    assert "damage.replacement-char" in notes("前面的字\ufffd丢了。")
    assert "damage.locked-bytes" in notes("编码错了：锟斤拷锟斤拷。")
    assert "damage.memory-fill" in notes("缓冲区烫烫烫烫烫烫")
    assert repaired("编码错了：锟斤拷锟斤拷，烫烫烫烫。") == "编码错了：锟斤拷锟斤拷，烫烫烫烫。"


def test_every_rule_an_edit_or_note_carries_is_listed() -> None:
    for name in STRINGS:
        for sound in ("\n".join(HANS), "\n".join(HANT)):
            harmed = DAMAGES[name](sound)
            assert isinstance(harmed, str)
            found = Repair().edits(Document("0" * 16, harmed))
            layer = found if isinstance(found, Layer) else Layer("repair", "1", found)
            assert {edit.rule for edit in layer.edits} | {note.rule for note in layer.notes} <= set(RULES), name
            assert all(0.0 < edit.confidence <= 1.0 for edit in layer.edits), name


def test_the_laws_hold_on_every_named_damage() -> None:
    seen = {"examples": 0, "edited": 0}

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(
        st.lists(st.sampled_from(HANS + HANT + OTHER), min_size=1, max_size=4),
        st.lists(st.sampled_from(STRINGS), min_size=1, max_size=2),
        st.booleans(),
    )
    def check(parts: list[str], names: list[str], mixed: bool) -> None:
        harmed = "\n".join(parts)
        for name in names:
            new = DAMAGES[name](harmed)
            assert isinstance(new, str)
            harmed = new
        if mixed:
            harmed = HANS[0] + "\n" + harmed + "\n" + HANT[1]
        harmed = harmed.encode("utf-8", "replace").decode("utf-8")
        seen["examples"] += 1
        seen["edited"] += assert_editor_laws(Repair(), harmed, [HANS[0]]) > 0

    check()
    assert seen["edited"] >= 0.4 * seen["examples"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(alphabet=st.sampled_from(DEBRIS), max_size=60))
def test_the_laws_hold_on_debris(text: str) -> None:
    assert_editor_laws(Repair(), text)


FAMILIES = frozenset(("escapes", "single-byte", "two-byte", "site"))
PIECES = (*HANS, *HANT, *OTHER, DEBRIS, "été — « là »", "葳蕤踟蹰", "是不是?我", "函数(int)", "……——“", "a&b; \\x41 %20 =?", "ÖÐ")


def same_without_scan(text: str) -> bool:
    """Whether the families, all of them asked, do what those do that the scan names."""
    everything = repair_text(text, ALL, FAMILIES)
    named = repair_text(text, scan(text), FAMILIES)
    return everything.text == named.text


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
    st.sampled_from(STRINGS),
    st.lists(st.sampled_from(PIECES), max_size=2),
    st.integers(0, 60),
)
def test_the_scan_hides_no_edit(parts: list[str], name: str, around: list[str], cut: int) -> None:
    harmed = DAMAGES[name]("\n".join(parts))
    assert isinstance(harmed, str)
    assert same_without_scan("\n".join([*around, harmed]))
    assert same_without_scan("".join(around) + harmed[cut : cut + 30])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", *STRINGS]), st.integers(0, 60)), min_size=1, max_size=6))
def test_a_batch_is_seen_as_its_texts_are(drawn: list[tuple[str, str, int]]) -> None:
    texts = []
    for piece, name, cut in drawn:
        harmed = DAMAGES[name](piece) if name else piece + "\U00020000"
        assert isinstance(harmed, str)
        texts += [harmed, harmed[cut : cut + 20]]
    assert Repair().may_edit(texts) == [bool(scan(text)) for text in texts]


SIGNS = "&\\%=?(*#xu4Ee5ǎ) ,;中。“—»é·ÖÐ\xa0\x85\x06\ufffd\ue000锟斤烫瑟芮가\U00020000\n"


@settings(max_examples=1_500, deadline=None, derandomize=True)
@given(st.lists(st.text(SIGNS, max_size=12), min_size=1, max_size=5))
def test_what_a_batch_says_of_a_text_is_what_the_scan_says(texts: list[str]) -> None:
    said = sift(joined(texts))
    assert [scan(text) if told is None else told for text, told in zip(texts, said, strict=True)] == list(map(scan, texts))


def test_signs_of_ascii_are_answered_without_the_scan() -> None:
    texts = ["一个&amp;词。", "\\u4e2d", "%E4%B8", "=?utf-8?", "中?文", "中(zhōng)", "某**人", "a=b & c%d (x) * y?", ""]
    said = sift(joined(texts))
    assert None not in said
    assert said == list(map(scan, texts))
    assert list(map(bool, said)) == [True] * 7 + [False] * 2


def test_a_batch_of_sound_text_is_seen_as_its_texts_are() -> None:
    texts = [record["text"] for record in corpora.load(split="tune", limit_bytes=600_000)]
    texts += [text[at : at + 40] for text in texts for at in range(0, min(len(text), 4_000), 40)]
    for at in range(0, len(texts), 60):
        assert Repair().may_edit(texts[at : at + 60]) == [bool(scan(text)) for text in texts[at : at + 60]]
    assert len(texts) >= 2_000


def test_the_scan_hides_no_edit_in_sound_text() -> None:
    asked = 0
    for record in corpora.load(split="tune", limit_bytes=1_500_000):
        assert same_without_scan(record["text"]), record["id"]
        asked += not scan(record["text"])
    assert asked >= 300


@pytest.mark.slow
def test_work_on_a_damaged_line_of_five_megabytes_grows_with_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters that the model scores, per character of the line: as many for a long line as for a short one."""
    from corpuskit.steps.repair.model import CharModel

    scored = 0
    plain_stream = CharModel._stream

    def counting(self: CharModel, ids: Any) -> Any:
        nonlocal scored
        scored += len(ids)
        return plain_stream(self, ids)

    monkeypatch.setattr(CharModel, "_stream", counting)
    sound = "".join(HANT) * 40
    for harmed in (
        DAMAGES["junk-before-marks"](sound, strip=True, flatten=True),
        DAMAGES["gbk-byte-lost"](sound, count=60),
        "是不是?我不知道" * 600,
        "?！" * 2000 + "中",
        "\ufffd懊赓" * 1500,
        "協(xié)" * 1500,
    ):
        assert isinstance(harmed, str)
        scored = 0
        repaired(harmed)
        once = scored + len(harmed)
        scored = 0
        repaired(harmed * 4)
        assert scored + 4 * len(harmed) <= 6 * once
    # The long line itself: sound text amid, so that what is counted stays within the time of a test.
    line = ("".join(HANT) * 90 + "孩子們都說這裏的老師講得很好?！跋麓卧賮怼彼麄冸x開時這樣說。") * 110
    assert len(line.encode("utf-8")) > 3_000_000
    scored = 0
    repaired(line)
    assert scored <= 2 * len(line)


WELL = """村口的老井已经用了一百多年，井水冬暖夏凉，全村的人都到这里挑水。
每年春天，村里人都要把井台清洗一遍。
老井旁边有一棵槐树，夏天开花的时候满院都是香味，井边就成了孩子们玩耍的地方。
老人坐在树下，对孩子们讲村子的故事。"""


@pytest.mark.parametrize("flatten", [False, True])
def test_a_newline_that_a_question_mark_swallowed_comes_back_with_the_stop_before_it(flatten: bool) -> None:
    table = {"井": "jǐng", "村": "cūn", "老": "lǎo", "的": "de", "匆": "cōng"}  # 匆 stands across 洗 and 一
    harmed = DAMAGES["pinyin-notes"](WELL, table=table, flatten=flatten)
    assert isinstance(harmed, str)
    assert "洗?cōng)" in harmed and harmed.count("\n") < WELL.count("\n")
    flat = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    assert repaired(harmed).translate(flat) == WELL.translate(flat)


def test_a_word_that_was_cut_twice_needs_no_other_proof_and_two_question_marks_are_none() -> None:
    cut = "如果您不同意这个补??，请礼貌地回复，解释原因。"
    assert repaired(cut) == cut.replace("??", "丁")
    for sound in ("你到底说什么??，快讲清楚。", "这件事真的很难??。", "他怎么还不来??，天都黑了。", "太好了?!?，我们走吧。"):
        assert repaired(sound) == sound
