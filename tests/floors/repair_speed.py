"""Floors of repair's speed, as multiples of BLAKE2b over the same bytes in the same run.

Lives here: sound text by language, and damaged text by damage. Never here: whether a repair is right (repair.py).

BLAKE2b does about 700 MB/s on the machine of the aims: sound text wants 3.5 times its time at most, damaged text 350 times
(2 MB/s). Both are measured in turns, and the least of several rounds counts.
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

ROUNDS, DAMAGED_ROUNDS = 7, 3
LANGS = ("zh-Hans", "zh-Hant", "ja", "ko", "en", "fr", "vi", "ru")
BYTES_PER_LANG = 300_000
DAMAGED = (
    "utf8-as-cp1252", "gbk-as-latin1", "utf8-as-gbk", "gbk-as-big5", "junk-before-marks-stripped", "pinyin-notes",
    "site-generator", "numeric-references",
)  # fmt: skip


def figures(full: bool = False) -> list[dict[str, Any]]:
    """Multiples of BLAKE2b: the scan, sound documents, damaged pages. The quick form is the same."""
    del full
    return [*_sound(), _damaged()]


def _seconds(works: list[Callable[[], object]], rounds: int) -> list[float]:
    """The least processor time of each, taken in turns."""
    best = [9e9] * len(works)
    for _ in range(rounds):
        for at, work in enumerate(works):
            start = time.process_time()
            work()
            best[at] = min(best[at], time.process_time() - start)
    return best


def _repair(text: str) -> None:
    Repair().edits(Document("0" * 16, text))


def _sound() -> list[dict[str, Any]]:
    scans: dict[str, float] = {}
    repairs: dict[str, float] = {}
    totals = [0.0, 0.0, 0.0]
    documents = 0
    digest = blake2b(digest_size=8)
    for lang in LANGS:
        texts: list[str] = []
        for record in corpora.load([lang], ["prose", "classical"], "test", BYTES_PER_LANG * 4):
            if sum(map(len, texts)) < BYTES_PER_LANG // 2:
                texts.append(record["text"])
        data = [text.encode("utf-8") for text in texts]
        digest.update(b"".join(data))
        documents += len(texts)
        for text in texts:
            _repair(text)
        hashing, scanning, repairing = _seconds(
            [
                lambda data=data: [blake2b(one).digest() for one in data],  # type: ignore[misc]
                lambda texts=texts: [scan(text) for text in texts],  # type: ignore[misc]
                lambda texts=texts: [_repair(text) for text in texts],  # type: ignore[misc]
            ],
            ROUNDS,
        )
        scans[lang], repairs[lang] = round(scanning / hashing, 2), round(repairing / hashing, 2)
        totals = [old + new for old, new in zip(totals, (hashing, scanning, repairing), strict=True)]
    rows = []
    for name, per, seconds in (("scan", scans, totals[1]), ("sound", repairs, totals[2])):
        row = {"name": f"repair.{name}-times-blake2b", "figure": round(seconds / totals[0], 2), "cases": documents}
        rows.append({**row, "digest": digest.hexdigest(), "kind": "max", "extra": {"aim": 3.5, "languages": per}})
    return rows


def _damaged() -> dict[str, Any]:
    """The slowest of the damages, on pages of sixty sentences."""
    page = "\n".join(sentences("zh-Hans", 240)[:60])
    times: dict[str, float] = {}
    for name in DAMAGED:
        harmed = DAMAGES[name](page)
        assert isinstance(harmed, str)
        data = harmed.encode("utf-8")
        _repair(harmed)
        work: list[Callable[[], object]] = [lambda data=data: blake2b(data).digest(), lambda text=harmed: _repair(text)]  # type: ignore[misc]
        hashing, repairing = _seconds(work, DAMAGED_ROUNDS)
        times[name] = round(repairing / hashing)
    digest = blake2b(page.encode("utf-8"), digest_size=8).hexdigest()
    extra = {"aim": 350, "damages": times}
    row = {"name": "repair.damaged-times-blake2b", "figure": float(max(times.values())), "cases": len(DAMAGED)}
    return {**row, "digest": digest, "kind": "max", "extra": extra}
