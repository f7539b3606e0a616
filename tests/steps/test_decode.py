"""decode: every byte comes back, whatever the bytes; the right encoding on readable examples; what is refused and how.

Long, because every encoding, and every way of breaking it, has its case.
"""

from __future__ import annotations

import codecs
import itertools
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Decoding, Document
from corpuskit.core.edit import apply
from corpuskit.errors import InputError, InvariantError
from corpuskit.steps.decode import RULES, Decode, decode_bytes, encode_text, encodings_prior, survey
from corpuskit.steps.decode.names import known_name
from corpuskit.steps.decode.reading import ONE_FORM, read_run
from corpuskit.testing import damage
from corpuskit.testing.laws import assert_decoding_reversible, assert_editor_laws
from tests.seeds.truth import load_truth

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LAWS = settings(max_examples=60, deadline=None, derandomize=True)

HANS = "春天来了，河边的柳树发芽了。孩子们在草地上放风筝，老人坐在长椅上晒太阳。"
HANT = "春天來了，河邊的柳樹發芽了。孩子們在草地上放風箏，老人坐在長椅上曬太陽。"
JA = "春になりました。川のほとりの柳が芽を出し、子どもたちは草の上で凧をあげています。"
KO = "봄이 왔습니다. 강가의 버드나무에 싹이 트고 아이들은 풀밭에서 연을 날립니다."
RU = "Пришла весна, и дети запускают воздушных змеев на лугу у реки."
# The same sentence in writings that share their bytes with each other.
OTHERS = [
    ("האביב הגיע, והילדים מעיפים עפיפונים באחו שליד הנהר.", ("cp1255", "iso8859-8")),
    ("جاء الربيع، والأطفال يطيرون الطائرات الورقية في المرج قرب النهر.", ("cp1256", "iso8859-6")),
    ("ฤดูใบไม้ผลิมาถึงแล้ว เด็กๆ เล่นว่าวอยู่ในทุ่งหญ้าริมแม่น้ำ", ("cp874", "tis-620")),
    ("Bahar geldi, çocuklar ırmağın kıyısındaki çayırda uçurtma uçuruyor, yaşlılar güneşleniyor.", ("cp1254", "iso8859-9")),
    ("Přišlo jaro, děti pouštějí draky na louce u řeky a staří lidé sedí na slunci.", ("cp1250", "iso8859-2")),
    ("Przyszła wiosna, dzieci puszczają latawce na łące nad rzeką, a starsi siedzą na słońcu.", ("cp1250", "iso8859-2")),
    ("Megjött a tavasz, a gyerekek sárkányt eregetnek a folyó melletti réten, az öregek a napon ülnek, és nézik őket.",
     ("cp1250", "iso8859-2")),
    (RU, ("iso8859-5", "cp866")),
]  # fmt: skip
MULTI = [
    "utf-8", "gb18030", "big5hkscs", "cp950", "cp932", "euc_jp", "cp949", "utf-16-le", "utf-16-be", "utf-32-le", "hz",
    "iso2022_jp_2", "iso2022_kr", "cp1252", "koi8-r", "cp1250", "cp1254", "cp1255", "cp1256", "cp874", "iso8859-6",
]  # fmt: skip

# -- law 1: bytes come back ------------------------------------------------------------------------------------------

odd_bytes = st.sampled_from(
    [b"~{VPND~}", b"~{VP~}~\n", b"~~", b"\x1b$B0l\x1b(B", b"\x1b(J\\", b"\x80", b"\xa2\xcc", b"\x88\x62", b"\xa1\xe3\xa1\x45",
     b"\x87\x90", b"\xff", b"\xed\xa0\x80", b"\xd8\x00", b"\xe4\xb8", b"\n", b"plain\n", b"\xff\xfe", b"\xef\xbb\xbf"]
)  # fmt: skip
some_text = st.builds(
    lambda text, encoding: text.encode(encoding, "ignore"),
    st.text(alphabet=HANS + HANT + JA + KO + RU + "～•￥①\n", min_size=1, max_size=30),
    st.sampled_from(MULTI),
)
any_bytes = st.lists(st.one_of(some_text, odd_bytes, st.binary(max_size=12)), max_size=6).map(b"".join)


def assert_back(data: bytes) -> str:
    """'refused', or the name of the encoding ('runs' where there are several); the bytes came back."""
    try:
        text, decoding = decode_bytes(data)
    except InputError:
        return "refused"
    assert_decoding_reversible(data, text, decoding, encode_text)
    assert not any("\ud800" <= char <= "\udfff" for char in text), data
    assert decoding.runs[0][0] == 0 and decoding.runs[-1][1] == len(data)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(decoding.runs))
    return decoding.runs[0][2] if len(decoding.runs) == 1 else "runs"


def test_any_bytes_come_back_or_are_refused() -> None:
    seen: list[str] = []

    @settings(LAWS, max_examples=400)
    @given(any_bytes)
    def check(data: bytes) -> None:
        seen.append(assert_back(data))
        survey(data)

    check()
    assert seen.count("refused") < len(seen) / 2
    assert len(set(seen)) >= 8, f"the examples reach too few encodings: {set(seen)}"


@LAWS
@given(any_bytes, st.sampled_from(MULTI))
def test_any_bytes_come_back_in_any_encoding(data: bytes, encoding: str) -> None:
    found = read_run(data, encoding)
    if found is not None:
        text, patch = found
        assert encode_text(text, Decoding(((0, len(data), encoding, b""),), patch)) == data
        assert not any("\ud800" <= char <= "\udfff" for char in text)


def sequences(encoding: str) -> Iterator[bytes]:
    yield from (bytes((byte,)) for byte in range(256))
    yield from (bytes(pair) for pair in itertools.product(range(0x80, 0x100), range(0x20, 0x100)))
    if encoding == "gb18030":
        digits, leads = range(0x30, 0x3A), range(0x81, 0xFF)
        firsts = (*range(0x81, 0x85), *range(0x90, 0xE4, 9), 0xE3)  # the BMP whole, and a ninth of what computes itself
        yield from (bytes(four) for four in itertools.product(firsts, digits, leads, digits))


@pytest.mark.parametrize("encoding", sorted(name for name in ONE_FORM if not name.startswith("utf-")))
def test_encodings_with_one_form_have_one_form(encoding: str) -> None:
    decoded = 0
    for sequence in sequences(encoding):
        try:
            text = sequence.decode(encoding)
        except UnicodeDecodeError:
            continue
        decoded += 1
        assert text.encode(encoding) == sequence
        assert not "\ud800" <= max(text) <= "\udfff"
    assert decoded > 200


def test_a_text_that_is_not_the_one_decoded_is_refused() -> None:
    text, decoding = decode_bytes(f"{HANS}\n".encode() + f"{HANS}\n".encode("gb18030") * 3)
    assert len(decoding.runs) == 2
    with pytest.raises(InvariantError, match="does not belong"):
        encode_text(text[:10], decoding)


# -- the right encoding ----------------------------------------------------------------------------------------------

RIGHT = [
    (HANS, "utf-8"), (HANS, "gb18030"), (HANT, "gb18030"), (HANT, "cp950"), (HANS, "hz"), (JA, "cp932"), (JA, "euc_jp"),
    (JA, "iso2022_jp"), (KO, "cp949"), (KO, "iso2022_kr"), (RU, "cp1251"), (RU, "koi8-r"), (RU, "utf-8"),
    ("佢哋喺嗰度食緊飯，啲嘢好好味～", "big5hkscs-web"), ("Weiße Mäuse fürchten große Kätzchen überhaupt nicht", "cp1252"),
    *((text, name) for text, names in OTHERS for name in names),
    *((text, name) for text in (HANS, HANT, JA, KO, RU) for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), RIGHT, ids=lambda value: value if value.isascii() else value[:4])
def test_right_text(text: str, encoding: str) -> None:
    if encoding == "big5hkscs-web":  # the wave dash as browsers write it, which Python's codec cannot
        data = text.replace("～", "∼").encode("big5hkscs")
    else:
        data = text.encode(encoding)
    for body in (data, data * 40 if encoding not in ("iso2022_jp", "iso2022_kr") else data):
        found, decoding = decode_bytes(body)
        assert found == text * (len(body) // len(data)), decoding
        assert encode_text(found, decoding) == body


FRAME = "┌──────┐\n│ Имя: │ Адрес и возраст человека\n╞══════╡\n└──────┘\n"


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "found"),
    [
        ("Її їжаки з'їли ґанок, а ми сиділи і дивилися на річку.", "koi8-u", None, "koi8-u"),
        (FRAME + "Сегодня мы сидели у реки и смотрели на лодки.\n", "koi8-r", None, "koi8-r"),
        ("Sa sœur a le cœur gros devant cette œuvre très belle, achetée à Orléans.", "iso8859-15", None, "iso8859-15"),
        ("Le café coûte 3 €, le thé vert à la crème brûlée coûte cher.", "iso8859-15", "ISO-8859-15", "iso8859-15"),
        ("Une tasse et ½ de crème fraîche, puis à nouveau ½ tasse de thé.", "cp1252", None, "cp1252"),
        ("Le cœur à l'œuvre coûte 3 € – c'est déjà très cher.", "cp1252", "iso-8859-15", "cp1252"),
    ],
)
def test_encodings_that_differ_in_a_few_characters(text: str, encoding: str, declared: str | None, found: str) -> None:
    data = text.encode(encoding)
    read, decoding = decode_bytes(data, declared=declared)
    assert (read, decoding.runs[0][2]) == (text, found)
    assert encode_text(read, decoding) == data


@pytest.mark.parametrize("path", sorted({truth.path for truth in load_truth() if truth.record is None}))
def test_seeds(path: str) -> None:
    truth = next(truth for truth in load_truth() if truth.path == path)
    data = (SEEDS / path).read_bytes()
    text, decoding = decode_bytes(data)
    assert text.replace("\r\n", "\n") == truth.file_text.replace("\r\n", "\n")
    assert encode_text(text, decoding) == data


def test_a_long_ascii_head_does_not_hide_the_rest() -> None:
    data = b"key = value\n" * 5000 + HANT.encode("cp950") + b"\n" + b"key = value\n" * 5000
    assert HANT in decode_bytes(data)[0]


def test_broken_utf8_stays_utf8() -> None:
    data = (HANS + "\n").encode() * 30
    broken = data[:100] + data[101:2000] + b"\xff" + data[2000:-2]
    text, decoding = decode_bytes(broken)
    assert {run[2] for run in decoding.runs} == {"utf-8"}
    assert [raw for _, raw in decoding.patch] == [b"\xe5\xaa", b"\xe4\xba", b"\xff", b"\x86", b"\xe3\x80"]
    assert encode_text(text, decoding) == broken


def test_a_lost_character_is_one_mark() -> None:
    text, decoding = decode_bytes("河边的柳树".encode()[:-1] + b" and more\n" + HANS.encode())
    assert text.startswith("河边的柳\ufffd and more")
    assert decoding.patch == ((4, "树".encode()[:-1]),)


def test_lines_of_two_encodings_are_runs() -> None:
    lines = [(HANS, "utf-8"), (HANS, "gb18030"), ("ascii", "ascii"), (HANT, "gb18030"), (HANT, "utf-8")]
    data = b"".join(text.encode(name) + b"\n" for text, name in lines)
    text, decoding = decode_bytes(data)
    assert text == "".join(text + "\n" for text, _ in lines)
    assert [run[2] for run in decoding.runs] == ["utf-8", "gb18030", "utf-8"]
    assert encode_text(text, decoding) == data


def test_a_short_line_of_a_file_that_is_mixed_line_by_line() -> None:
    lines = [HANS, "小贴士", HANS, HANS, HANS, "生抽 2勺", HANS]
    names = ["utf-8", "gb18030", "utf-8", "gb18030", "utf-8", "gb18030", "utf-8"]
    data = b"".join(text.encode(name) + b"\n" for text, name in zip(lines, names, strict=True))
    text, decoding = decode_bytes(data)
    assert text.split("\n")[:-1] == lines
    assert encode_text(text, decoding) == data


def test_short_gbk_that_is_valid_utf8_by_chance() -> None:
    # Each pair has a lead byte of C2 to DF and a second byte below C0, so the bytes are valid UTF-8 too.
    pairs = [bytes(pair) for pair in itertools.product(range(0xC2, 0xD8), range(0xA1, 0xC0))]
    words = b"".join(random.Random(1).sample(pairs, 12))
    assert words.decode("utf-8")
    common = "".join(c for c in "路段上课多少时间没本年电视台文" if re.fullmatch(rb"[\xc2-\xdf][\x80-\xbf]", c.encode("gb18030")))
    assert len(common) >= 3
    assert decode_bytes((common * 2).encode("gb18030"))[0] == common * 2
    for sound in ("café", "naïve", "Привет", "Ελλάδα", "مرحبا", "שלום", "é", "Ħaġ Ħaġ", "שלום שלום", "La|ʿAj|Ala|ʿAk|ʾ"):
        assert decode_bytes(sound.encode())[0] == sound


def test_windows_euro_sign_in_gbk() -> None:
    text, decoding = decode_bytes(HANS.encode("gb18030") + b" \x80 100\n")
    assert text == HANS + " € 100\n"
    assert decoding.patch[0][1] == b"\x80"


# -- byte order marks, oddities --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030"])
@pytest.mark.parametrize("text", ["", "a", HANS, "a\n" + RU])
def test_byte_order_marks(text: str, encoding: str) -> None:
    data = ("\ufeff" + text).encode(encoding)
    found, decoding = decode_bytes(data)
    assert (found, decoding.runs[0][2], decoding.runs[0][3]) == (text, encoding, "\ufeff".encode(encoding))
    assert encode_text(found, decoding) == data


def test_utf8_mark_before_gbk() -> None:
    data = b"\xef\xbb\xbf" + HANS.encode("gb18030")
    text, decoding = decode_bytes(data)
    assert text == HANS
    assert encode_text(text, decoding) == data


def test_empty() -> None:
    assert decode_bytes(b"") == ("", Decoding(((0, 0, "utf-8", b""),), (), "empty"))


STRAYS = [
    (HANS * 3, "utf-8"), (HANS * 3, "gb18030"), (HANS * 9, "gb18030"), (HANT * 3, "cp950"), (JA * 3, "cp932"), (KO * 3, "cp949"),
    (RU * 3, "cp1251"), ("plain text of some length", "utf-8"), ("ein Café", "cp1252"), ("two words", "utf-8"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), STRAYS, ids=lambda value: value[:6])
def test_a_few_nul_bytes_do_not_lose_a_text(text: str, encoding: str) -> None:
    for strayed in (text + "\0", f"{text}\0\n{text}", text + "\0" * 3, text + "\0" * 700, f"\0{text}"):
        data = strayed.encode(encoding)
        found, decoding = decode_bytes(data)
        assert (found, decoding.runs[0][2]) == (strayed, encoding)
        assert encode_text(found, decoding) == data
    marked = codecs.BOM_UTF8 + (text + "\0\n").encode()
    assert decode_bytes(marked)[0] == text + "\0\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("left", ["junk-before-marks", "utf8-as-gbk"])
def test_wide_text_that_was_damaged_before_is_no_binary_data(encoding: str, left: str) -> None:
    text = "2019-03-05 10:22\n" + damage(HANS + HANT, left)
    assert decode_bytes(text.encode(encoding))[0] == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_with_addresses_and_single_letters(encoding: str) -> None:
    for text in (
        "お問い合わせは info@example.jp までお願いいたします。",
        "中a",
        "ab",
        HANS + "\n",
        KO + " see https://example.org/a/b?c=d",
    ):
        assert decode_bytes(text.encode(encoding))[0] == text


LEGACY = [(HANS, "gb18030"), (HANT, "cp950"), (JA, "cp932"), (JA, "euc_jp"), (KO, "cp949")]


PAIRS = [(one, other) for one, other in itertools.permutations(LEGACY, 2) if one[0] != other[0]]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda pair: pair[1])
def test_lines_of_two_legacy_encodings_are_runs(one: tuple[str, str], other: tuple[str, str]) -> None:
    for counts in ((3, 3), (9, 2)):
        rows = [one] * counts[0] + [other] * counts[1] + [one] * counts[0]
        data = b"".join(text.encode(name) + b"\n" for text, name in rows)
        found, decoding = decode_bytes(data)
        assert found == "".join(text + "\n" for text, _ in rows), decoding
        assert len(decoding.runs) == 3
        assert encode_text(found, decoding) == data


@pytest.mark.parametrize(
    "text",
    [
        "Results are mean ± deviation.",
        "Über den Äckern lag noch Nebel.",
        "It costs £5.",
        "© Example",
        "Ça va",
        "naïve",
        "20 °C",
        "3 × 4",
        "€",
    ],
)
def test_a_few_western_characters_are_western(text: str) -> None:
    assert decode_bytes(text.encode("cp1252"))[0] == text


def test_odd_length_of_utf16() -> None:
    data = b"\xff\xfe" + HANS.encode("utf-16-le") + b"\x41"
    text, decoding = decode_bytes(data)
    assert text == HANS + "\ufffd"
    assert decoding.patch == ((len(HANS), b"\x41"),)
    assert encode_text(text, decoding) == data


def test_no_slow_pattern() -> None:
    # Stretches that make careless patterns try every cut; each must come back in time proportional to its length.
    for data in (b"~{!" * 60_000, b"x" * 200_000 + b"\x80", b"\xa1\xa1" * 100_000 + b"\xff", b"\x1b$" * 60_000):
        assert_back(data)


# -- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj", b"PK\x03\x04abc", b"\x89PNG\r\n\x1a\nabc", b"\x1f\x8b\x08abc", bytes(100),
        b"key\x00value\x00other\x00more\x00",
        bytes(range(256)) * 20, random.Random(0).randbytes(5000), b"\x01\x02\x03\x04" * 50,
        b"\xef\xbb\xbf\x00\x01\x02\x03", b"\xff\xfe" + b"\x00\xdc" * 50,
    ],
)  # fmt: skip
def test_binary_is_refused_with_a_hint(data: bytes) -> None:
    with pytest.raises(InputError, match="binary data") as caught:
        decode_bytes(data)
    assert caught.value.hint


def euc_tw(text: str) -> bytes | None:
    done = run(["iconv", "-f", "UTF-8", "-t", "EUC-TW"], input=text.encode(), capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def test_euc_tw_is_refused_by_name() -> None:
    # 春天來了，孩子們在草地上 in EUC-TW (CNS 11643), as iconv writes it; and with a character of plane 2.
    data = euc_tw(HANT)
    if data is None:
        pytest.skip("NOT RUN: no iconv that knows EUC-TW")
    for body in (data, data + b"\n" + data, (data * 7 + b"\n") * 5, b"x" + data * 40):  # long ones are sampled
        with pytest.raises(InputError, match="EUC-TW"):
            decode_bytes(body)


def test_iso_2022_cn_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="ISO-2022-CN"):
        decode_bytes(b"\x1b$)A\x0e\x56\x50\x0f")


# -- hints -----------------------------------------------------------------------------------------------------------


def test_declared_decides_only_what_is_open() -> None:
    assert decode_bytes(HANS.encode(), declared="gb2312")[0] == HANS
    assert decode_bytes(HANT.encode("cp950"), declared="gb2312")[0] == HANT
    assert decode_bytes(HANS.encode("gb18030"), declared="iso-8859-1")[0] == HANS
    polish = "Zażółć gęślą jaźń"
    assert decode_bytes(polish.encode("cp1250"), declared="windows-1250")[0] == polish
    assert decode_bytes(HANS.encode("gb18030"), declared="no such encoding")[0] == HANS


def test_prior_counts_for_a_little() -> None:
    data = "電".encode("cp950")
    assert decode_bytes(data, prior={"cp950": 30})[0] == "電"
    assert decode_bytes(HANS.encode("gb18030"), prior={"cp950": 1000})[0] == HANS


def test_survey_and_prior_of_a_folder() -> None:
    big5, utf8 = (HANT * 5).encode("cp950"), (HANS * 9).encode()
    heads = [big5[:300], big5[:301], utf8[:400], b"ascii", b"\x00\x01", b"\xff\xfea\x00"]
    assert encodings_prior(heads) == {"cp950": 2, "utf-16-le": 1, "utf-8": 1}
    assert survey(b"") is None


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("GB2312", "gb18030"), ("gbk", "gb18030"), ("Big5", "big5"), ("x-sjis", "cp932"), ("latin1", "cp1252"),
        ("EUC-TW", "euc-tw"), ("hex", None), ("?", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_labels(label: str | None, name: str | None) -> None:
    assert known_name(label) == name


# -- the step --------------------------------------------------------------------------------------------------------


def test_step_laws() -> None:
    edits: list[int] = []

    @LAWS
    @given(st.text(alphabet=st.sampled_from("中文a\n\ud800\udfff\U00020000"), max_size=20))
    def check(text: str) -> None:
        edits.append(assert_editor_laws(Decode(), text, others=("a\ud800",)))

    check()
    assert sum(count > 0 for count in edits) > len(edits) / 2


def test_step_replaces_lone_surrogates() -> None:
    step = Decode()
    doc = Document("0" * 16, "a\ud83d中\udc00")
    edits = step.edits(doc)
    assert apply(doc.text, edits) == "a\ufffd中\ufffd"
    assert {edit.rule for edit in edits} == set(RULES)
    assert set(step.tables_used()) == {"charfreq"}


def test_utf8_loads_no_numpy() -> None:
    code = "import sys; from corpuskit.steps.decode import decode_bytes; decode_bytes('文'.encode() * 99); print(*sys.modules)"
    assert "numpy" not in run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
