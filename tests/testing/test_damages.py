"""The named damages: every documented example made again exactly, and every promise of `exact` kept by inverse bytes.

The inverses here are written from the definition of each chain; they share no code with the damages or with any repair.

Long, because each damage is held against the bytes that real software makes.
"""

from __future__ import annotations

import base64
import html
import quopri
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpuskit.testing.damages import DAMAGES, damage
from corpuskit.testing.damages_charset import (
    in_user_zone,
    lose_outside_gb2312,
    read_as,
    read_cp936,
    utf8_as_multibyte,
    write_cp936,
)
from corpuskit.testing.damages_draw import Draw
from corpuskit.testing.damages_escape import to_numeric_references
from corpuskit.testing.damages_site import (
    draw_notes,
    flatten_width,
    generate_site,
    hans_to_hant,
    junk_before_marks,
    note_bytes,
    pinyin_notes,
    remove_controls,
)

HANS = "“测试”一词，在2024年的A区说得最多：“人们先问·再答”——共3次；然后呢？图书馆的模块化数字目录&价格<5元、第一本书。"
HANT = "「測試」一詞，在2024年的A區說得最多：關於圖書館的數字目錄，協會與學會都發現了問題；然後呢？金屬的鏡子。"
SAMPLES = (HANS, HANT, "北京-上海 10.5 公里\n一个人,两本书。\n\n第一·次", "堽城的䶮与镕，café ½ ǹ", "日未己人〇1口")

# name, sound text, what it must become
EXAMPLES: tuple[tuple[str, str, str], ...] = (
    ("utf8-as-gbk", "测试", "娴嬭瘯"),
    ("utf8-as-gbk", "，", "锛\ufffd"),
    ("utf8-as-gbk", "。", "銆\ufffd"),
    ("utf8-as-gbk", "“国", "鈥滃浗"),
    ("utf8-as-gbk", "的", "鐨\ufffd"),
    ("utf8-as-gbk", "一 ", "涓\ufffd "),
    ("utf8-as-gb18030", "测试", "娴嬭瘯"),
    ("utf8-as-cp936-question-mark", "，*", "锛?"),
    ("utf8-as-cp936-question-mark", "。 */", "銆?*/"),
    ("utf8-as-cp936-question-mark", "的\n好", "鐨?濂?"),
    ("utf8-as-cp936-question-mark", "的<br>", "鐨?br>"),
    ("utf8-as-cp936-euro", "一", "涓€"),
    ("utf8-as-cp936-euro", "——", "鈥斺€\ufffd"),
    ("utf8-as-gbk-browser", "的*", "鐨\ufffd*"),
    ("utf8-as-cp1252", "，", "ï¼Œ"),
    ("utf8-as-cp1252", "“", "â€œ"),
    ("utf8-as-cp1252", "国", "å›½"),
    ("utf8-as-cp1252-blanked", "堽", "å ½"),
    ("utf8-as-latin1-blanked", "堽", "å ½"),
    ("utf8-as-latin1", "国", "å\x9b½"),
    ("utf8-as-cp1252-twice", "国", "Ã¥â€ºÂ½"),
    ("utf8-as-latin1-twice", "市", "Ã¥Â¸Â\x82"),
    ("gbk-as-cp1252", "测试", "²âÊÔ"),
    ("gbk-as-latin1", "测试", "²âÊÔ"),
    ("gbk-as-latin1", "\u3000\u3000", "¡¡¡¡"),
    ("gbk-as-latin1", "之间", "Ö®¼ä"),
    ("gbk-as-cp1252", "斯", "Ë¹"),
    ("gbk-as-cp1250", "测试", "˛âĘÔ"),
    ("gbk-as-shift-jis", "测试", "ｲ簗ﾔ"),
    ("gbk-as-big5", "测试中文", "聆彸笢恅"),
    ("big5-as-gbk", "測試中文", "代刚いゅ"),
    ("big5-as-latin1", "中文", "¤¤¤å"),
    ("big5-as-latin1", "，", "¡A"),
    ("utf8-as-big5", "中国", "銝剖\ufffd\ufffd"),
    ("gbk-as-utf8", "测试", "\ufffd\ufffd\ufffd\ufffd"),
    ("gbk-as-utf8-as-gbk", "测试", "锟斤拷锟斤拷"),
    ("lost-outside-gbk", "\u00a0——某某市", "?——某某市"),
    ("gb2312-fallout", "张某镕", "张某?"),
    ("gb2312-fallout-near", "张某镕", "张某熔"),
    ("gb2312-fallout-parts", "张某镕", "张某(金容)"),
    ("gbk-private-use", "䶮", "\ue863"),
    ("numeric-references", "中·文", "&#20013;&#183;&#25991;"),
    ("numeric-references-hex", "中", "&#x4E2D;"),
    ("numeric-references-open", "中文", "&#20013&#25991"),
    ("named-entities", "“a·b” & <\u00a0", "&ldquo;a&middot;b&rdquo; &amp; &lt;&nbsp;"),
    ("named-entities-open", "a·b\u00a0“", "a&middotb&nbsp&ldquo"),
    ("double-escapes", "\u00a0<", "&amp;nbsp;&amp;lt;"),
    ("unicode-escapes", "中a😀", "\\u4e2da\\ud83d\\ude00"),
    ("byte-escapes", "中a", "\\xE4\\xB8\\xADa"),
    ("percent", "中a%", "%E4%B8%ADa%25"),
    ("quoted-printable", "中a=", "=E4=B8=ADa=3D"),
    ("mime-words", "中文\nplain", "=?gb2312?B?1tDOxA==?=\nplain"),
    ("hans-to-hant", "皇后出台", "皇後出臺"),
    ("flatten-width", "好！；？，（）：２。、“”《》…—·•　", "好!;?,():2。、“”《》…—·•　"),
    ("widened-ascii", "2019年CPI", "２０１９年ＣＰＩ"),
    ("kangxi-radicals", "用人文", "⽤⼈⽂"),
    ("compatibility-ideographs", "金樂", "\uf90a\uf914"),
    ("ideographic-indent", "甲\n\n乙", "\u3000\u3000甲\n\n\u3000\u3000乙"),
    ("makeshift-marks", "甲、乙·丙——丁。", "甲丶乙•丙－－丁。。。"),
    ("pinyin-for-characters", "最大值", "zui大值"),
    ("censored", "第一万分", "**万分"),
)


@pytest.mark.parametrize(("name", "sound", "damaged"), EXAMPLES, ids=[f"{e[0]}:{i}" for i, e in enumerate(EXAMPLES)])
def test_example_is_made_exactly(name: str, sound: str, damaged: str) -> None:
    assert DAMAGES[name](sound) == damaged


# Site generators: the documented accidents, character for character. Controls are removed, width is kept.
SHIFTS = (
    ("叫好。“免票入場", "叫好?！懊馄比雸?"),  # 。“ = A1 A3|A1 B0 holds ！, 場 = 88 F6 ends it
    ("清楚。”他", "清楚?！彼?"),  # 。” = A1 A3|A1 B1 holds ！
    ("會議。籌備", "會議?；I備"),  # 。籌 = A1 A3|BB 49 holds ；, 49 is ASCII again
    ("3省（區", "3?。▍^"),  # 省（ = CA A1|A3 A8 holds 。, 區 = 85 5E
    ("模块化数字图", "?？榛\ue1ff\ue440滞?"),  # 模块 = C4 A3|BF E9 holds ？; two pairs in the user-defined zones
    ("排水。”</p>", "排水?！?/p>"),  # the orphan B1 swallows <
)


@pytest.mark.parametrize(("sound", "shifted"), SHIFTS)
def test_junk_before_marks_makes_the_documented_shift(sound: str, shifted: str) -> None:
    assert junk_before_marks(sound, strip=True) == shifted
    assert junk_before_marks(sound, strip=True, flatten=True) == flatten_width(shifted)
    wide = junk_before_marks(sound, strip=False, run_chars=(3, 3))
    assert remove_controls(wide) == shifted
    assert remove_controls(wide) != wide


@pytest.mark.parametrize("sound", ["。可", "。看", "。开", "。华", "。化", "。会", "省，"])
def test_listed_pairs_hold_a_mark_across_two_characters(sound: str) -> None:
    assert "?" in junk_before_marks(sound + "了", strip=True)


@pytest.mark.parametrize("mark", ["：", "\u3000"])
def test_marks_that_are_not_replaced_stay_whole_across_two_characters(mark: str) -> None:
    lead, trail = write_cp936(mark)
    left = read_cp936(bytes((0xC4, lead)))
    right = read_cp936(bytes((trail, 0xA1)))
    assert junk_before_marks(left + right + "了", strip=True) == left + right + "了"
    assert "?" in junk_before_marks(left + right + "了", strip=True, marks=mark)


def test_orphan_swallows_exactly_one_control_character() -> None:
    for run_chars in range(1, 6):
        out = junk_before_marks("叫好。“免票", marks="！", run_chars=(run_chars, run_chars))
        assert out.index("！") - out.index("?") == run_chars
        assert len(re.findall("[\x05-\x08]", out)) == run_chars - 1


def test_next_real_mark_aligns_the_text_again() -> None:
    # The last byte of 票 takes the control character before ，, then all is well.
    assert junk_before_marks("叫好。“免票，今天好。", strip=True).endswith("?，今天好。")


PINYIN = (
    ("加入協會", {"協": "xié", "雲": "yún"}, "加入?yún)f(xié)會"),  # C8 EB|85 66 holds 雲
    ("灌輸等關", {"數": "shù", "關": "guān"}, "灌輸?shù)汝P(guān)"),  # DD 94|B5 C8 holds 數
    ("網絡會", {"絡": "luò ", "會": "huì "}, "網絡(luò )會(huì )"),
    ("加入協會", {"協": "xié"}, "加入協(xié)會"),
)


@pytest.mark.parametrize(("sound", "table", "noted"), PINYIN)
def test_pinyin_notes_make_the_documented_text(sound: str, table: dict[str, str], noted: str) -> None:
    assert pinyin_notes(sound, table=table) == noted


def test_order_of_the_table_decides_the_accident() -> None:
    assert pinyin_notes("加入協會", table={"雲": "yún", "協": "xié"}) == "加入?yún)f會"


def test_drawn_table_notes_a_character_always_or_never() -> None:
    table = draw_notes(HANT, seed=3, ratio=0.5)
    assert table
    out = pinyin_notes(HANT * 3, table=table)
    for char, reading in table.items():
        assert out.count(f"{char}({reading})") == HANT.count(char) * 3
    assert draw_notes(HANT, seed=3, ratio=0.5) == table
    assert draw_notes(HANT, seed=4, ratio=0.5) != table
    assert all(reading.endswith(" ") for reading in draw_notes(HANT, seed=3, blank=True).values())


def test_table_with_a_character_outside_gbk_is_refused() -> None:
    with pytest.raises(ValueError, match="no two-byte GBK character"):
        note_bytes(b"", {"a": "ei"})


def test_script_by_character_keeps_what_generators_keep() -> None:
    assert hans_to_hant("出台奋斗关于云上联系先后", keep="斗于云系后") == "出臺奮斗關于云上聯系先后"


def test_whole_generator_is_its_parts_over_one_byte_string() -> None:
    out = generate_site("加入协会。“不收钱”的数据（云）", table={"協": "xié", "雲": "yún"}, seed=1)
    assert out == "加入?yún)f(xié)會?!安皇斟X”的數據(云)"


# Inverses, by definition of the chain. A name that promises `exact` and has none here fails the test below.
def _back_cp936(text: str) -> bytes:
    out = bytearray()
    for char in text:
        if char == "€":
            out.append(0x80)
        elif "\ue000" <= char <= "\uf8ff":
            out += char.encode("gb18030")
        else:
            out += char.encode("gbk")
    return bytes(out)


def _back_cp1252(text: str) -> bytes:
    return b"".join(bytes((ord(char),)) if ord(char) < 0x100 else char.encode("cp1252") for char in text)


def _times(count: int, back: Callable[[str], bytes]) -> Callable[[str], str]:
    def inverse(text: str) -> str:
        for _ in range(count):
            text = back(text).decode("utf-8")
        return text

    return inverse


def _latin1(text: str) -> bytes:
    return text.encode("latin1")


def _from_private(text: str) -> str:
    cells = [bytes((0xFE, trail)) for trail in (*range(0x50, 0x7F), *range(0x80, 0xA1))]
    table = {0xE815 + at: cell.decode("gb18030") for at, cell in enumerate(cells)} | {0xE7C8: "ǹ"}
    return text.translate(table)


def _from_lines(data: bytes) -> str:
    out = []
    for line in data.split(b"\n"):
        try:
            out.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            out.append(line.decode("gb18030"))
    return "\n".join(out)


def _from_u_escapes(text: str) -> str:
    joined = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16")


def _from_byte_escapes(text: str) -> str:
    return re.sub(r"(?:\\x[0-9A-F]{2})+", lambda m: bytes.fromhex(m[0].replace("\\x", "")).decode("utf-8"), text, flags=re.ASCII)


def _from_mime(text: str) -> str:
    def words(line: str) -> str:
        found = re.findall(r"=\?gb2312\?B\?([^?]*)\?=", line)
        return b"".join(map(base64.b64decode, found)).decode("gb18030") if found else line

    return "\n".join(map(words, text.split("\n")))


INVERSES: dict[str, Callable[[str], str] | Callable[[bytes], str]] = {
    "utf8-as-cp936-euro": lambda text: _back_cp936(text).decode("utf-8"),
    "utf8-as-cp1252": _times(1, _back_cp1252),
    "utf8-as-cp1252-twice": _times(2, _back_cp1252),
    "utf8-as-cp1252-thrice": _times(3, _back_cp1252),
    "utf8-as-latin1": _times(1, _latin1),
    "utf8-as-latin1-twice": _times(2, _latin1),
    "gbk-as-cp1252": lambda text: _back_cp1252(text).decode("gbk"),
    "gbk-as-latin1": lambda text: _latin1(text).decode("gbk"),
    "big5-as-latin1": lambda text: _latin1(text).decode("cp950"),
    "big5-as-cp1252": lambda text: _back_cp1252(text).decode("cp950"),
    "gbk-private-use": _from_private,
    "mixed-encodings": _from_lines,
    "widened-ascii": lambda text: re.sub("[\uff10-\uff5a]", lambda m: chr(ord(m[0]) - 0xFEE0), text),
    "numeric-references": lambda text: re.sub("&#([0-9]+);", lambda m: chr(int(m[1])), text),
    "numeric-references-hex": lambda text: re.sub("&#x([0-9A-F]+);", lambda m: chr(int(m[1], 16)), text),
    "named-entities": html.unescape,
    "double-escapes": lambda text: html.unescape(html.unescape(text)),
    "unicode-escapes": _from_u_escapes,
    "byte-escapes": _from_byte_escapes,
    "percent": unquote,
    "quoted-printable": lambda text: quopri.decodestring(text.encode("ascii")).decode("utf-8"),
    "mime-words": _from_mime,
    "kangxi-radicals": lambda text: re.sub("[\u2f00-\u2fd5]", lambda m: unicodedata.normalize("NFKC", m[0]), text),
    "compatibility-ideographs": lambda text: re.sub("[\uf900-\ufa6d]", lambda m: unicodedata.normalize("NFC", m[0]), text),
    "invisible-characters": lambda text: re.sub("[\u200b-\u200e\u2060\ufeff\u00ad]", "", text),
    "ideographic-indent": lambda text: "\n".join(line.removeprefix("\u3000\u3000") for line in text.split("\n")),
}
EXACT = sorted(name for name, entry in DAMAGES.items() if entry.invertible == "exact")

_CHARS = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    st.sampled_from("，。、；：？！“”（）《》—…·的一是了人\u3000\u00a0½éǹ䶮"),
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
    st.sampled_from("\n金樂かなカナ한글ёλ😀"),
)


def test_every_exact_damage_has_an_inverse_here() -> None:
    assert sorted(INVERSES) == EXACT


@pytest.mark.parametrize("name", EXACT)
def test_exact_damage_comes_back(name: str) -> None:
    entry = DAMAGES[name]
    pieces = [*SAMPLES, *(clause for sample in SAMPLES for clause in re.findall("[一-龥]{1,6}|[^一-龥]+", sample))]
    covered = [piece for piece in pieces if entry.covers(piece)]
    assert all(INVERSES[name](entry(piece)) == piece for piece in covered)  # type: ignore[arg-type]
    assert any(entry(piece) != piece for piece in covered)


@pytest.mark.parametrize("name", EXACT)
@settings(max_examples=60, deadline=None)
@given(text=st.text(_CHARS, max_size=40))
def test_exact_damage_comes_back_from_any_text_it_covers(name: str, text: str) -> None:
    if DAMAGES[name].covers(text):
        assert INVERSES[name](DAMAGES[name](text)) == text  # type: ignore[arg-type]


@pytest.mark.parametrize("name", DAMAGES)
def test_every_damage_harms_something_and_is_pure(name: str) -> None:
    entry = DAMAGES[name]
    outs = [entry(sample) for sample in SAMPLES]
    assert any(out != sample for out, sample in zip(outs, SAMPLES, strict=True))
    assert [entry(sample) for sample in SAMPLES] == outs
    assert entry("") in ("", b"")


@pytest.mark.parametrize("name", DAMAGES)
@settings(max_examples=25, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@example(text="\U0002b02c")  # its traditional form is no GBK character
def test_no_damage_fails_on_any_text(name: str, text: str) -> None:
    assert isinstance(DAMAGES[name](text), str | bytes)


@pytest.mark.parametrize("name", sorted(name for name in DAMAGES if DAMAGES[name].covers is not DAMAGES["percent"].covers))
def test_what_a_damage_does_not_cover_is_said(name: str) -> None:
    doubtful = ("€", "的 ", "国国", "\r\n", "&", "\\", "=?", "㐀", "２", "⼈", "\uf90a", "\u200b", "\u3000", "\ue863", "&nbsp;")
    assert not all(map(DAMAGES[name].covers, (*doubtful, "\u00b7", "隆")))


def test_every_damage_explains_itself() -> None:
    for name, entry in DAMAGES.items():
        assert name == entry.name
        assert entry.title
        assert 10 < len(entry.how) < 140
        assert "\n" not in entry.how


def test_seed_decides_the_draw() -> None:
    entry = DAMAGES["lost-to-replacement"]
    assert entry(HANS, seed=1) != entry(HANS, seed=2)
    draw = Draw(5)
    assert [draw.between(1, 3) for _ in range(100)].count(3) > 10
    assert sorted(draw.sample([1, 2, 3], 9)) == [1, 2, 3]


def test_losses_differ_by_program() -> None:
    data = "的*好".encode()
    assert read_as(data, "gbk", on_error="byte") == "鐨\ufffd*濂\ufffd"
    assert read_as(data, "gbk", on_error="pair") == "鐨\ufffd*濂\ufffd"
    assert read_as(data, "gbk", on_error="swallow") == "鐨\ufffd濂\ufffd"
    bad = "一个".encode()  # E4B8 80E4 B8AA: 80 begins nothing
    assert read_as(bad, "gbk", on_error="byte") == "涓\ufffd涓\ufffd"
    assert utf8_as_multibyte("一个", charset="cp936", euro=True, zones=True) == "涓€涓\ufffd"


def test_unknown_charset_is_named() -> None:
    with pytest.raises(ValueError, match="no multi-byte charset 'latin1'"):
        read_as(b"", "latin1")


def test_user_zones_are_1894_cells_and_come_back() -> None:
    cells = [bytes((a, b)) for a in range(0x81, 0xFF) for b in range(0x40, 0xFF) if in_user_zone(a, b)]
    assert len(cells) == 1894
    assert all(write_cp936(read_cp936(cell)) == cell for cell in cells)
    assert read_cp936(b"\xaa\xa1") == "\ue000"


def test_chain_by_name() -> None:
    assert damage("“国”", "named-entities", "double-escapes").startswith("&amp;amp;ldquo;")
    with pytest.raises(KeyError, match="no damage named 'nothing'"):
        damage("", "nothing")
    with pytest.raises(TypeError, match="gives bytes"):
        damage("中", "mixed-encodings")


def test_references_without_semicolon_run_into_digits() -> None:
    assert to_numeric_references("中5", semicolon=False) == "&#200135"


def test_parts_are_used_only_where_people_write_them() -> None:
    assert lose_outside_gb2312("喆鑁", how="parts") == "(吉吉)?"
