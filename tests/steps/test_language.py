"""The step `language`: tags, shares, and the same answer in every process."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.errors import UsageError
from corpuskit.steps.language import Language
from tests.support.corpora import load


def found(text: str, **params: object) -> dict[str, object]:
    return dict(Language(**params).annotate(Document("0" * 16, text)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "lang", "script"),
    [
        ("", "und", "none"),
        ("2024-01-02 10:30 1,024 %", "und", "none"),
        ("字", "zh", "han"),
        ("里面", "zh", "han"),  # right in both scripts
        ("他们在这里工作", "zh-Hans", "hans"),
        ("他們在這裡工作", "zh-Hant", "hant"),
        ("電話", "zh-Hant", "hant"),
        ("這個軟體的使用者介面和網路設定都很好", "zh-Hant", "hant-tw"),
        ("佢哋喺香港嘅屋企食飯，唔係咁講嘅", "zh-Hant", "hant-hk"),
        ("日本語の文章です。", "ja", "ja"),
        ("東京都渋谷区", "ja", "ja"),
        ("한국어 문장입니다.", "ko", "ko"),
        ("대한민국 憲法은 國民의 것", "ko", "ko"),
        ("The quick brown fox jumps over the dog", "en", "latin"),
        ("Der Hund läuft über die Straße", "de", "latin"),
        ("Le chien traverse la rue pour aller à l'école", "fr", "latin"),
        ("Con chó chạy qua đường", "vi", "latin"),
        ("Собака переходит через дорогу", "ru", "cyrillic"),
        ("Ο σκύλος διασχίζει τον δρόμο", "el", "greek"),
        ("สุนัขข้ามถนน", "th", "thai"),
        ("הכלב חוצה את הכביש", "he", "hebrew"),
        ("कुत्ता सड़क पार करता है", "hi", "devanagari"),
        ("الكلب يعبر الطريق إلى المدرسة", "ar", "arabic"),
    ],
)
def test_tags(text: str, lang: str, script: str) -> None:
    meta = found(text)
    assert (meta["lang"], meta["script"]) == (lang, script)
    assert "lang_shares" not in meta


def test_mixed_documents_have_shares() -> None:
    chinese = "这是一段中文，讲的是怎么安装软件，怎么设置网络。" * 3
    meta = found(chinese + "\n" + "This is an English paragraph about how to set up the network. " * 2)
    assert meta["lang"] == "zh-Hans"
    shares = dict(part.split("=") for part in meta["lang_shares"])  # type: ignore[attr-defined]
    assert list(shares) == ["zh-Hans", "en"]
    assert 0.98 <= sum(map(float, shares.values())) <= 1.0
    both = found("国家发展，我们说话。" * 5 + "國家發展，我們說話。" * 5)
    assert (both["lang"], both["script"]) == ("zh", "mixed")


def test_a_chinese_text_that_quotes_japanese_stays_chinese() -> None:
    meta = found("他们说的这句话是「ありがとう」，意思是谢谢。我们觉得这样说很有礼貌，应该学习。")
    assert meta["lang"] == "zh-Hans"


def test_confidence_grows_with_evidence() -> None:
    few, many = found("他们来了"), found("他们来了，说这个问题还没有解决，让我们开会讨论一下。")
    assert 0.5 < float(str(few["lang_confidence"])) < float(str(many["lang_confidence"])) <= 1.0


def test_one_answer_in_every_process() -> None:
    code = (
        "from corpuskit.steps.language import Language; from corpuskit.core.document import Document\n"
        "for t in ('ein kurzer Text', 'an open door', 'la porta', 'o livro', '電話', 'кот'):\n"
        "    print(sorted(Language().annotate(Document('0' * 16, t)).items()))"
    )
    answers = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(3)}
    assert len(answers) == 1 and "lang" in answers.pop()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(st.characters(min_codepoint=1), max_size=60))
def test_any_text_has_a_tag(text: str) -> None:
    meta = found(text)
    assert meta == found(text)
    assert isinstance(meta["lang"], str) and meta["lang"]
    assert 0.0 <= float(str(meta["lang_confidence"])) <= 1.0


def test_long_texts_are_sampled() -> None:
    head, tail = "这个问题我们还没有讨论。" * 200, "This paragraph is written in English. " * 400
    assert found(head + tail, sample_chars=600)["lang_shares"]


def test_lingua_is_named_when_missing() -> None:
    try:
        import lingua  # noqa: F401
    except ImportError:
        with pytest.raises(UsageError, match="lingua"):
            found("an English text", engine="lingua")
    else:
        assert found("this is an English text", engine="lingua")["lang"] == "en"


def test_traditional_chinese_is_never_korean() -> None:
    seen = 0
    for record in load(["zh-Hant"], ["prose", "interface"], "test", 1_000_000):
        for line in record["text"].split("\n"):
            if not any("\uac00" <= c <= "\ud7a3" for c in line):
                assert found(line)["lang"] != "ko", line
                seen += 1
    assert seen > 1_000
