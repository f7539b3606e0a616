"""Repair of single-byte charsets, of Chinese charsets read as each other, of escapes: what is undone, what is left whole.

Lives here: examples of escapes.py, singlebyte.py with its rooms, recode.py, and shares over the sentences of tests/cases under
the damages of tests/support. Never here: byte shifts, pinyin notes, UTF-8 read as GBK (test_repair.py).

Long, because every chain of two damages has its case.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair
from corpuskit.steps.repair.escapes import decode_escapes
from corpuskit.testing.damages import DAMAGES
from tests.support.independent_damage import REGISTRY, within

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "sentences"
WIDE = {0x3000: " ", 0xA0: " "} | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def lines_of(name: str) -> list[str]:
    return [line for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]


CHINESE = [line for name in ("hans", "hant-tw", "hant-hk") for line in lines_of(name)]
SENTENCES = CHINESE[1::6]
PARAGRAPHS = ["".join(CHINESE[at : at + 4]) for at in range(2, len(CHINESE) - 4, 24)]


def repaired(text: str) -> str:
    found = Repair().edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


def is_noted(text: str) -> bool:
    found = Repair().edits(Document("0" * 16, text))
    return isinstance(found, Layer) and bool(found.notes)


def fates(name: str, texts: list[str], clause: bool = False) -> Counter[str]:
    """What becomes of texts under a damage: right, left, marked or wrong."""
    found: Counter[str] = Counter()
    for number, sound in enumerate(texts):
        damage, rng = REGISTRY[name], random.Random(number)
        case = within(damage, sound, rng) if clause else damage.apply(sound, rng)
        if case is None:
            continue
        new = repaired(case.text)
        if new.translate(WIDE) == sound.translate(WIDE):
            found["right"] += 1
        elif new == case.text:
            found["left"] += 1
        else:
            found["marked" if "\ufffd" in new or is_noted(case.text) else "wrong"] += 1
    assert found.total() >= 8
    return found


# -- sound text, and damage that nothing undoes --------------------------------------------------------------------------

LEFT_WHOLE = [
    "尺寸×¨",
    "×¦®",
    "公差×¬ª¡",
    "ÎÄÄÏ",
    "ÄÜÁÖ",
    "Ordnung: ÄÖÜÅÆØ und ÀÁÂÃÄÅ",
    "Zeichen ÛßßÄ sind",
    "ÂÜª",
    "Í¬",
    "ÄÜ¸",
    "ÖßÆÙÝ",
    "ÉÂúüÛÂ und",
    "“å½“”是一个例子",
]


@pytest.mark.parametrize("text", LEFT_WHOLE)
def test_letters_and_signs_are_left_whole(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize(
    "alphabet", ["¡¢£¤¥¦§¨©ª«¬®°±²³´µ¶·¸¹º»¼½¾¿×÷", "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞß", "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"]
)
def test_rows_of_letters_or_signs_are_no_damage(alphabet: str) -> None:
    rng = random.Random(7)
    changed = 0
    for size in (2, 3, 4, 5, 8, 12):
        for around in ("尺寸{}", "Zeichen {} sind", "{}"):
            for _ in range(40):
                text = around.format("".join(rng.choices(alphabet, k=size)))
                changed += repaired(text) != text
    assert changed <= 1


def test_a_run_that_nothing_explains_whole_stays_whole() -> None:
    # GBK in which a byte was lost: no pair of what is left may be taken for UTF-8, or the bytes are gone.
    for sound in SENTENCES:
        try:
            shown = sound.encode("gbk").decode("latin-1")
        except UnicodeEncodeError:
            continue
        broken = shown[:5] + shown[6:11] + shown[12:]
        new = repaired(broken)
        assert new == broken or not re.search("[\x80-\xff]", new), "read whole in one charset, or left"


# -- single-byte charsets ------------------------------------------------------------------------------------------------

EXACT = [
    "utf8-as-latin-1", "utf8-as-cp1252", "utf8-as-cp1252-twice", "utf8-as-latin-1-thrice", "gbk-as-latin-1", "gbk-as-cp1252",
    "gbk-as-cp1250",
]  # fmt: skip


@pytest.mark.parametrize("name", EXACT)
def test_exact_chains_of_whole_texts_come_back(name: str) -> None:
    found = fates(name, SENTENCES + PARAGRAPHS)
    assert found["wrong"] == found["marked"] == 0
    assert found["left"] <= 0.03 * found.total()


@pytest.mark.parametrize("name", EXACT)
def test_exact_chains_of_one_clause_come_back_and_its_neighbours_stay(name: str) -> None:
    found = fates(name, PARAGRAPHS, clause=True)
    assert found["wrong"] == found["marked"] == 0
    assert found["left"] <= 0.1 * found.total()


def test_quotation_marks_beside_a_misread_clause_are_not_drawn_in() -> None:
    sound = "他压低声音道：“后面有人跟着我们。”“老板，来两碗牛肉面！”"
    for codec in ("cp1252", "cp1250"):
        shown = "后面有人跟着我们。".encode("gbk").decode(codec)
        assert repaired(sound.replace("后面有人跟着我们。", shown)) == sound


def in_turkish(data: bytes) -> str:
    """Bytes as Windows-1254 shows them, and those without a letter as the control of their number."""
    return "".join(bytes((byte,)).decode("cp1254", "ignore") or chr(byte) for byte in data)


@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
def test_bytes_shown_in_the_turkish_charset_come_back(charset: str) -> None:
    # It is Windows-1252 with six other letters, and what many editors and detectors take GBK for.
    exact = told = 0
    for line in SENTENCES + PARAGRAPHS:
        sound = f"{line}😀" if charset == "utf-8" else line
        shown = in_turkish(sound.encode(charset, "ignore"))
        if sound.encode(charset, "ignore").decode(charset) != sound or not re.search("[ĞİŞğış]", shown):
            continue
        told += 1
        new = repaired(shown)
        exact += new == sound
        assert new in (sound, shown), "whole, or left"
    assert told > 30
    assert exact >= 0.97 * told


def test_comments_in_code_shown_in_the_turkish_charset_come_back() -> None:
    shown = "// {}\nint width = 0;  /* {} */\n-- =================== {} ===================\n"
    rows = ("初始化成员变量", "图片的宽度信息", "文件信息")
    misread = [row.encode("gbk").decode("cp1254") for row in rows]
    assert repaired(shown.format(*misread)) == shown.format(*rows)
    alone = "//读取文件信息，写入日志".encode("gbk").decode("cp1254")
    assert repaired(alone) == "//读取文件信息，写入日志"


TURKISH = (
    "Dağ yolunda yağış başladığı için şoför ağır ağır ilerliyordu; çığ düşüşü bekleniyordu.",
    "İŞÇİLİĞİN ÜCRETİ: AĞIR İŞ ÖĞÜĞÜ, GÜĞÜŞ ĞÜŞÇÖ, ŞİİRİN BAŞLIĞI, IŞIĞI AÇIŞ ÇAĞRISI",
    "Harfler: ç ğ ı ö ş ü Ç Ğ İ Ö Ş Ü; çğıöşüÇĞİÖŞÜ, ğüşıöç ĞÜŞİÖÇ, â î û.",
    "Öğüşüğü, büğüşüğü, çığışığı; üşüğü ğışı ığıs.",
    "Şığıne, Iğdır, Muş, Ağrı — “şöyle böyle” dedi, ığıl ığıl akan su…",
)


def test_turkish_stays() -> None:
    for sound in (*TURKISH, "\n".join(TURKISH)):
        assert repaired(sound) == sound
    rng, changed = random.Random(7), 0
    for size in (2, 3, 4, 5, 6, 8):
        for around in ("{}", "kitap {} var", "({})", "| {} |"):
            for _ in range(60):
                text = around.format("".join(rng.choices("çğıöşüÇĞİÖŞÜâîû", k=size)))
                changed += repaired(text) != text
    assert changed <= 1


@pytest.mark.parametrize("name", ["utf8-as-latin-1-cleaned", "utf8-as-cp1252-cleaned"])
def test_cleaned_text_is_filled_or_marked(name: str) -> None:
    found = fates(name, SENTENCES) + fates(name, PARAGRAPHS) + fates(name, PARAGRAPHS, clause=True)
    assert found["wrong"] <= 0.02 * found.total()
    assert found["right"] >= 0.85 * found.total()
    assert found["left"] == 0


def test_a_lost_byte_that_context_does_not_tell_is_marked() -> None:
    sound = "他没来，病了，我们只好改到下个星期再去拜访老师。"
    cleaned = sound.encode().decode("latin-1").replace("\xa0", " ").replace("\x85", " ")
    assert repaired(cleaned) in (sound, sound.replace("病", "\ufffd"))
    assert is_noted(cleaned) or repaired(cleaned) == sound


@pytest.mark.parametrize("lang", ["french", "german", "russian", "greek", "vietnamese", "japanese", "korean"])
@pytest.mark.parametrize("name", ["utf8-as-latin-1", "utf8-as-cp1252"])
def test_other_languages_come_back_from_utf8(lang: str, name: str) -> None:
    ftfy = pytest.importorskip("ftfy")
    ours = theirs = 0
    for sound in lines_of(lang):
        case = REGISTRY[name].apply(sound, random.Random(0))
        if case is None:
            continue
        ours += repaired(case.text) == sound
        theirs += ftfy.fix_encoding(case.text) == sound
        assert repaired(sound) == sound
    assert theirs >= 8
    assert ours >= theirs - 2


def test_european_text_and_its_signs() -> None:
    for shown, sound in (
        ("Ã‰tÃ© Â± 3Â°C â€“ dâ€™accord â€¦", "Été ± 3°C – d’accord …"),
        ("voilÃ  le cafÃ©Â»", "voilà le café»"),
        ("5 Î¼m and Î±-helix", "5 μm and α-helix"),
        ("ðŸ˜Š fun, 50â‚¬", "😊 fun, 50€"),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"),
    ):
        assert repaired(shown) == sound


# -- Chinese charsets read as each other -----------------------------------------------------------------------------------

# (damage, share of sentences right at least): most lose bytes, which nothing brings back
RECODED = [
    ("gbk-as-big5", 0.15), ("gbk-as-big5hkscs", 0.25), ("gbk-as-cp950-windows", 0.15), ("gbk-as-cp949-windows", 0.0),
    ("gbk-as-cp932-windows", 0.05), ("big5-as-gb18030", 0.9),
]  # fmt: skip


@pytest.mark.parametrize(("name", "least"), RECODED, ids=str)
def test_what_two_charsets_lost_is_marked_and_not_passed_over(name: str, least: float) -> None:
    found = fates(name, SENTENCES + PARAGRAPHS)
    assert found["wrong"] <= 0.06 * found.total()
    assert found["right"] >= least * found.total()


PAGE = (
    "前年秋天我们请了七位朋友到山里去看红叶。", "其他人都从县城出发，却在桥头等了整整一个下午。",
    "全程大约三十公里，请大家提前做好准备。", "她去过很多地方，最喜欢的却还是家乡的小巷。",
    "这个问题确实需要群众自己想办法解决。", "天晴了。",
)  # fmt: skip


@pytest.mark.parametrize(("name", "least"), [("gbk-as-big5", 4), ("gbk-as-big5-browser", 1), ("gbk-as-euc-kr", 5)])
def test_a_page_lends_its_proof_and_context_fills_lost_pairs(name: str, least: int) -> None:
    changes = {"on_error": "pair"} if name.endswith("browser") else {}
    shown = DAMAGES[name.removesuffix("-browser")]("\n".join(PAGE), **changes)
    assert isinstance(shown, str)
    new = repaired(shown).split("\n")
    assert new[-1] == PAGE[-1]
    assert sum(a == b for a, b in zip(new, PAGE, strict=True)) >= least
    assert all(a == b or "\ufffd" in a for a, b in zip(new, PAGE, strict=True))


def test_no_pair_of_a_sound_page_is_taken_for_another() -> None:
    sound = "\n".join(PAGE) + "\n囍\n大韓民國의 憲法은 1948年에 制定되었다.\n國立中央圖書館에서 發行한 雜誌"
    assert repaired(sound) == sound


# -- escapes -------------------------------------------------------------------------------------------------------------

ESCAPES = [
    "reference-decimal", "reference-hex-twice", "reference-open", "reference-open-twice", "reference-open-thrice", "u-escape",
    "x-escape-gbk", "json-string", "percent-utf-8", "percent-gbk", "quoted-printable-gbk", "encoded-word-b-gb2312",
]  # fmt: skip


def test_rows_of_references_are_no_lesson() -> None:
    row = "".join(f"&#{ord(char)};" for char in "网页的标签写作尖括号，浏览器读到它就换行。")
    text = "网页的标签写作尖括号，浏览器读到它就换行。"
    assert repaired(f"{row} HTML {row}\n{row}") == f"{text} HTML {text}\n{text}"
    lesson = "在 HTML 里，汉字可以写成编号，例如 &#20013;&#25991;&#23383; 就是三个字。"
    assert repaired(lesson) == lesson


def test_a_reference_without_semicolon_leaves_the_digits_behind_it() -> None:
    assert repaired("&#31532&#1606&#160&#31456&#160&#24320&#22987") == "第\xa06\xa0章\xa0开始"


@pytest.mark.parametrize("name", ESCAPES)
def test_whole_texts_of_escapes_come_back(name: str) -> None:
    found = fates(name, SENTENCES + PARAGRAPHS)
    assert found["wrong"] == found["marked"] == 0
    assert found["left"] <= 0.03 * found.total()


@pytest.mark.parametrize("name", ESCAPES)
def test_escapes_on_one_clause_come_back(name: str) -> None:
    found = fates(name, PARAGRAPHS, clause=True)
    assert found["wrong"] + found["marked"] <= 1
    assert found["right"] >= 0.7 * found.total()


def test_a_text_that_speaks_of_charsets_has_left_overs_too() -> None:
    sound = "把文件另存为UTF-8（无BOM），否则旧版编译器会把第一行当成非法字符。"
    harmed = REGISTRY["reference-decimal"].apply(sound, random.Random(0))
    assert harmed is not None and repaired(harmed.text) == sound
    for lesson in ("在UTF-8页面里，“&#20013;”显示为中。", "Unicode里的“中”可以写成&#20013;，也可以写成“&#x4e2d;”。"):
        assert repaired(lesson) == lesson


def test_references_after_an_address() -> None:
    shown = "请到 https://example.org/d/setup.zip&amp;#65292;&amp;#27284;案&#65311;"
    assert repaired(shown) == "请到 https://example.org/d/setup.zip，檔案？"
    assert repaired("见 https://example.org/?a=1&copy=2 一页") == "见 https://example.org/?a=1&copy=2 一页"


KEPT_ESCAPES = [
    "在Python里，\\u4e2d\\u6587\\u5b57就是“中文字”。",
    "他写下“\\u4e2d\\u6587\\u5b57”几个字。",
    "这段代码输出\\u4e2d\\u6587\\u5b57，不是乱码。",
    "打开 https://example.org/%E4%B8%AD%E6%96%87%E5%AD%97 ，再点登录。",
    "网址里的%E4%B8%AD%E6%96%87%E5%AD%97，是三个汉字。",
    "JSON字符串，\\u4e2d\\u6587\\u5b57，照样合法。",
    "邮件头写成，=?utf-8?B?5Lit5paH5a2X?=，见MIME。",
    "printf('\\u4e2d\\u6587\\u5b57')会打印中文。",
    "折扣是%20%30%40%50%60%70，不等。",
    "路径是，\\u4e2d\\u6587，两个字。",
    "比例，\\xe4\\xb8\\xad\\xe6\\xff\\xff\\xff，坏了。",
]


@pytest.mark.parametrize("text", KEPT_ESCAPES)
def test_escapes_that_are_meant_stay(text: str) -> None:
    assert repaired(text) == text


def test_percent_u_is_read_where_it_is_asked_for() -> None:
    changes = decode_escapes("%u4ECA%u5929%u5929%u6C14%u5F88%u597D%u3002")
    assert [change.inserted for change in changes] == ["今天天气很好。"]


def test_no_slow_run_of_escapes() -> None:
    for text in ("中\\u4e2d a " * 20_000, "中，%E4" + "%E4a" * 50_000, "中=E4=" * 30_000, "中，=?" + "=?a?b?" * 20_000):
        began = time.process_time()
        decode_escapes(text)
        assert time.process_time() - began < 5
