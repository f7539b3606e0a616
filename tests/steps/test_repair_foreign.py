"""Repair of pages that were shown in a charset of Russia, of DOS or of the Mac: UTF-8 read back exactly, sound text left alone.

Lives here: whole pages in every such charset, and look-alikes. Never here: Windows-1252 and Latin-1 (test_repair_chains.py).
"""

from __future__ import annotations

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
        "GARÇON, UN CAFÉ. ÇA VA. L’ÉTÉ ÉTAIT LÀ…\n",
        "Παρασκευή ∩ Σάββατο ⌐ π = 3,14 Γ\n",
        "When a Mac opens it in the wrong encoding, can’t shows as can‚Äôt; a Windows apostrophe in UTF-8 is the cause.\n",
    ],
)
def test_look_alikes_stay(text: str) -> None:
    assert _repaired(text)[0] == text
