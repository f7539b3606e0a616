"""Repair of pages that were shown in a charset of Russia, of DOS or of the Mac: UTF-8 read back exactly, sound text left alone.

Lives here: whole pages in every such charset, lines of GBK in the Russian one of Windows, and look-alikes.
Never here: Windows-1252 and Latin-1 (test_repair_chains.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import RULES, Repair
from corpuskit.steps.repair.pages import CODECS

SOUND = {
    "zh": "山脚下的旧书店\n书店开在镇口，三间屋，一盏灯，从早上七点开到天黑。\n他常说：“一本好故事，可以走三代人的手。”\n",
    "ja": "峠の茶屋\n名物は、炭火で焼いた草餅。\n一日に三百個を売り切った日もあったという。\n",
    "ko": "도서관\n도서관은 매일 오후 두 시부터 여덟 시까지 문을 연다.\n책은 모두 기증받았다.\n",
    "en": "“You can’t stop the rain,” she said.\nThe café was closed – as it’s been all week.\n",
}


def _repaired(text: str) -> tuple[str, set[str]]:
    step = Repair()
    assert step.may_edit([text]) == [bool(step.edits(Document("0" * 16, text)))]
    found = step.edits(Document("0" * 16, text))
    edits = found.edits if isinstance(found, Layer) else found
    return apply(text, edits), {edit.rule for edit in edits}


def _shown(text: str, codec: str) -> str:
    """Each byte as the charset shows it, as a control character where it has nothing."""
    out = []
    for byte in text.encode():
        char = bytes((byte,)).decode(codec.replace("-", "_"), "replace")
        out.append(chr(byte) if char == "\ufffd" else char)
    return "".join(out)


@pytest.mark.parametrize(
    ("codec", "lang"),  # English has nothing in the Russian charsets of old that says what it is
    [(codec, lang) for codec in CODECS for lang in SOUND if lang != "en" or codec not in ("koi8-r", "cp866")],
)
def test_a_page_comes_back(codec: str, lang: str) -> None:
    rule = f"repair.utf8-as-{codec}"
    assert rule in RULES
    assert _repaired(_shown(SOUND[lang], codec)) == (SOUND[lang], {rule})


@pytest.mark.parametrize(
    "text",
    [
        "Ђорђе је рекао: „Сутра ћемо видети“. Њена кућа је на брегу…\n",
        "Он сказал: «Завтра увидим…» и ушёл. №5, §2 — „так“.\n",
        "╔══════╗\n║ Menü ║\n╚══════╝\nÄpfel, Öl, Übung\n",
        "ЙОД µЦД ±ЕД §ТД ¬РД; ±Т, ¶ПИРАМИДА¶, §А, §Б, °С, 5µА и 3±Б, А±Б, А§Б, Ц¬Т.\n",
        "ТЕМПЕРАТУРА±ДОПУСК\nСТАТЬЯ§ПУНКТ\nМОСКВА¶РОДИНА\nВХОД¬ВЫХОД\nТРЕБОВАНИЯ¶УСЛОВИЯ±ПРИМЕР\n",
        "Її мрії — її ґанок, її їжа; їі єї іє її: «Україна».\n§1¶Її±Її µЇї\n",
        "Ј¬ Њујоркер Љубљана ЏЕП ЂОРЂЕ ЈАЈА ЊЕЊ. Ја±ја, Је§је, Ји¶ји.\n",
        "ЎЈЎ Ў Беларусі: ЁН ЎЖО ТУТ, І ЎСЁ ЎЗЯЎ. І¬І, Ў§Ў\n",
        "GARÇON, UN CAFÉ. ÇA VA. L’ÉTÉ ÉTAIT LÀ…\n",
        "Παρασκευή ∩ Σάββατο ⌐ π = 3,14 Γ\n",
        "When a Mac opens it in the wrong encoding, can’t shows as can‚Äôt; a Windows apostrophe in UTF-8 is the cause.\n",
    ],
)
def test_look_alikes_stay(text: str) -> None:
    assert _repaired(text)[0] == text


SOURCE = '#include <stdio.h>\n// {}\nint count = 0;  /* {} */\nprintf("{}\\n");\n// {}\n'
COMMENTS = ("打开源文件，读取所有字符", "文件总数", "保存的路径和文件名", "返回")


def _in_russian(text: str) -> str:
    return text.encode("gbk").decode("cp1251")


def _in_russian_or_byte(text: str) -> str:
    """The same where a byte that the charset lacks is shown as itself."""
    return "".join(bytes((byte,)).decode("cp1251", "ignore") or chr(byte) for byte in text.encode("gbk"))


def test_comments_of_gbk_in_the_russian_charset_come_back() -> None:
    shown = SOURCE.format(*map(_in_russian, COMMENTS))
    assert _repaired(shown) == (SOURCE.format(*COMMENTS), {"repair.gbk-as-cp1251"})


@pytest.mark.parametrize("lang", ["hans", "hant-tw"])
def test_sentences_of_gbk_in_the_russian_charset_come_back_or_stay(lang: str) -> None:
    rows = (Path(__file__).resolve().parents[1] / "cases" / "sentences" / f"{lang}.txt").read_text("utf-8").split("\n")
    told = exact = 0
    for sound in rows[1::3]:
        data = sound.encode("gbk", "ignore")
        if data.decode("gbk") != sound or len(sound) < 6:
            continue
        shown = _in_russian_or_byte(sound)
        new, _ = _repaired(shown)
        told, exact = told + 1, exact + (new == sound)
        assert new in (sound, shown)
    assert told > 30
    assert exact >= 0.9 * told


def test_what_speaks_of_charsets_keeps_its_example() -> None:
    text = f"Кодировка (charset) GBK, открытая как windows-1251: «{_in_russian('文件名')}», {_in_russian('的，')}.\n"
    assert _repaired(text)[0] == text


@pytest.mark.parametrize("row", ["БИБЛИОТЕКА", "РЕКА", "УРОК", "ОТЕЦ"])
def test_words_in_capitals_stay_beside_gbk_in_the_russian_charset(row: str) -> None:
    comments = [f"// {_in_russian_or_byte('初始化成员变量')}", f"// {_in_russian_or_byte('读取文件信息，写入日志')}"]
    left = _repaired("\n".join([*comments, row]))[0]
    assert left.split("\n")[-1] == row
    assert "读取文件信息" in left


@pytest.mark.parametrize(("letter", "other"), [("Р", "Ð"), ("ю", "þ")])
def test_a_letter_that_the_russian_charset_lacks_is_no_byte(letter: str, other: str) -> None:
    row = f"// {_in_russian_or_byte('生成写入日志，读取行文件信息')}"
    assert letter in row
    assert _repaired(row)[0] != row
    assert _repaired(row.replace(letter, other))[0] == row.replace(letter, other)
