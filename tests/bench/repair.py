"""Speed of `repair`, as ratios to BLAKE2b over the same bytes in the same run.

What lives here: measure(): sound text by language (the scan alone, and the whole step), and damaged text by damage. What never
does: thresholds, printing, whether a repair is right (tests/floors/repair.py).

The aims: sound text at 1/3.5 of BLAKE2b, damaged text at 1/350 (2 MB/s where BLAKE2b does 700). All are timed in turns (CPU
time), and the best round counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from corpuskit.core.document import Document
from corpuskit.steps.repair import Repair
from corpuskit.steps.repair.scan import scan
from corpuskit.testing.damages import DAMAGES
from tests.floors.repair import sentences
from tests.support import corpora

LANGS = ("zh-Hans", "zh-Hant", "ja", "ko", "en", "fr", "vi", "ru")
BYTES_PER_LANG = 300_000
DAMAGED = (
    "utf8-as-cp1252", "gbk-as-latin1", "utf8-as-gbk", "gbk-as-big5", "big5-as-gbk", "junk-before-marks-stripped", "pinyin-notes",
    "site-generator", "numeric-references",
)  # fmt: skip
TRADITIONAL = ("big5-as-gbk",)  # Big5 has no simplified characters


def measure(rounds: int = 3) -> list[dict[str, Any]]:
    """Rows {name, blake2b_ratio}: scan and step by language, and the step on pages of sixty sentences by damage."""
    rows = []
    for lang in LANGS:
        texts: list[str] = []
        for record in corpora.load([lang], ["prose", "classical"], "test", BYTES_PER_LANG * 4):
            if sum(map(len, texts)) < BYTES_PER_LANG // 2:
                texts.append(record["text"])
        for name, work in (("scan", scan), ("repair", _repair)):
            rows.append({"name": f"{name} sound {lang}", "blake2b_ratio": _ratio(texts, work, rounds)})
    pages = {lang: "\n".join(sentences(lang, 240)[:60]) for lang in ("zh-Hans", "zh-Hant")}
    for damage in DAMAGED:
        harmed = DAMAGES[damage](pages["zh-Hant" if damage in TRADITIONAL else "zh-Hans"])
        assert isinstance(harmed, str)
        rows.append({"name": f"repair {damage}", "blake2b_ratio": _ratio([harmed], _repair, rounds)})
    return rows


def _repair(text: str) -> object:
    return Repair().edits(Document("0" * 16, text))


def _ratio(texts: list[str], work: Callable[[str], object], rounds: int) -> float:
    """BLAKE2b's least CPU time over that of `work`, timed in turns after a first round that loads the tables."""
    data = [text.encode("utf-8", "surrogatepass") for text in texts]
    best = [9e9, 9e9]
    for number in range(rounds + 1):
        for at, run in enumerate((lambda: [blake2b(one).digest() for one in data], lambda: [work(text) for text in texts])):
            start = time.process_time()
            run()
            if number:
                best[at] = min(best[at], time.process_time() - start)
    return best[0] / best[1]
