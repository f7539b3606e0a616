"""Floors of the step `script`: identity with both libraries, script of short segments, sound text that must stay, settledness.

What lives here: figures(). What never does: thresholds (tests/floors.json).

Identity with the official engine is compared by digests of its output on made-up strings (scripts/compare-opencc stores them, and
compares 100,000 strings per config and real text); the reimplemented library is asked itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Any

from corpuskit.core.document import Document
from corpuskit.core.edit import Edits, Layer, apply
from corpuskit.steps.script import Script, detect, tables
from corpuskit.steps.script.engine import convert
from corpuskit.steps.script.trie import codes_of, text_of
from tests.support.corpora import load
from tests.support.opencc_fuzz import strings

SEGMENT_CHARS = 12
REIMPLEMENTED_STRINGS = 40  # per config: the library is slow
TESTS = Path(__file__).resolve().parent.parent
_SEGMENT = re.compile("[^。！？!?；;\n]+")
_HAN = re.compile("[\u3400-\u9fff]")
_TARGETS = ("hans", "hant", "tw", "hk")


def _edits(step: Script, text: str) -> Edits:
    found = step.edits(Document("0" * 16, text))
    return found.edits if isinstance(found, Layer) else found


def segments(lang: str, count: int, split: str) -> Iterator[str]:
    """Sentences of at least 12 characters, most of them of the language's own script."""
    random = Random(f"{lang}-{split}")
    found = []
    for record in load([lang], ["prose"], split):
        for match in _SEGMENT.finditer(record["text"]):
            text = match.group().strip()[:60]
            own = len(_HAN.findall(text)) if lang.startswith("zh") else detect.count(codes_of(text)).kana
            if lang == "ko":
                own = detect.count(codes_of(text)).hangul
            if len(text) >= SEGMENT_CHARS and own >= (SEGMENT_CHARS if lang.startswith("zh") else 3):
                found.append(text)
    random.shuffle(found)
    yield from found[:count]


def _detection(full: bool, split: str) -> dict[str, Any]:
    """Right when the segment's own script is named; hant-tw and hant-hk are hant."""
    digest = blake2b(digest_size=16)
    good = cases = neutral = 0
    extra: dict[str, Any] = {}
    for lang, wanted in (("zh-Hans", "hans"), ("zh-Hant", "hant"), ("ja", "ja"), ("ko", "ko")):
        hits = seen = 0
        for text in segments(lang, 2000 if full else 400, split):
            digest.update(text.encode("utf-8") + b"\n")
            answer = detect.document_script(codes_of(text)).split("-")[0]
            counts = detect.count(codes_of(text))
            if lang.startswith("zh") and not counts.hans and not counts.hant:
                neutral += 1  # nothing in it tells: "han" is the only right answer
                hits += answer == "han"
            else:
                hits += answer == wanted
            seen += 1
        extra[lang] = round(hits / seen, 4) if seen else None
        good, cases = good + hits, cases + seen
    extra["neutral"] = neutral
    return _figure("script.detection", round(good / cases, 4), cases, digest.hexdigest(), "min", extra)


def _figure(name: str, figure: float, cases: int, digest: str, kind: str, extra: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "figure": figure, "cases": cases, "digest": digest, "kind": kind, "extra": extra}


def _unchanged(lang: str, full: bool, split: str | None) -> dict[str, Any]:
    """Characters changed in sound Japanese or Korean, over all targets."""
    digest = blake2b(digest_size=16)
    changed = documents = size_bytes = 0
    steps = [Script(to=target) for target in _TARGETS]  # type: ignore[arg-type]
    for record in load([lang], ["prose"], split, None if full else 1_000_000):
        data = record["text"].encode("utf-8")
        digest.update(data)
        documents += 1
        size_bytes += len(data)
        changed += sum(len(_edits(step, record["text"])) for step in steps)
    return _figure(f"script.{lang}-changed", changed, documents, digest.hexdigest(), "max", {"bytes": size_bytes})


def _sound_hant(full: bool, split: str) -> dict[str, Any]:
    """Edits per 10,000 characters of sound traditional text that fix_hant makes beyond plain conversion."""
    digest = blake2b(digest_size=16)
    mended = chars = documents = 0
    step = Script(to="hant", fix_hant=True)
    for record in load(["zh-Hant"], ["prose"], split, None if full else 1_000_000):
        text = record["text"]
        digest.update(text.encode("utf-8"))
        documents += 1
        chars += len(text)
        mended += sum(edit.rule == "script.mended" for edit in _edits(step, text))
    figure = round(10_000 * mended / chars, 3)
    return _figure("script.mended-in-sound", figure, documents, digest.hexdigest(), "max", {"chars": chars, "edits": mended})


def _settled(full: bool, split: str) -> dict[str, Any]:
    """Documents of any Chinese that a second run changes again."""
    digest = blake2b(digest_size=16)
    unsettled = documents = 0
    for lang in ("zh-Hans", "zh-Hant"):
        for record in load([lang], ["prose", "classical"], split, None if full else 600_000):
            digest.update(record["text"].encode("utf-8"))
            for target in _TARGETS:
                step = Script(to=target)  # type: ignore[arg-type]
                documents += 1
                unsettled += len(_edits(step, apply(record["text"], _edits(step, record["text"])))) > 0
    return _figure("script.unsettled", unsettled, documents, digest.hexdigest(), "max", {})


def _identity() -> list[dict[str, Any]]:
    """Configs whose output differs from the official engine's, and strings that the reimplemented library converts otherwise."""
    from opencc import OpenCC

    stored = json.loads((TESTS / "steps" / "opencc_digests.json").read_text(encoding="utf-8"))
    digest = blake2b(digest_size=16)
    different = strings_seen = 0
    for config in tables.CONFIGS:
        count = min(map(int, stored["digests"][config]))
        chain = tables.chain("opencc", config)
        ours = blake2b(digest_size=16)
        for text in strings(count, stored["seed"]):
            ours.update(text_of(convert(codes_of(text), chain).codes).encode("utf-8") + b"\n\n")
        different += ours.hexdigest() != stored["digests"][config][str(count)]
        strings_seen += count
        digest.update(ours.digest())
    official = _figure(
        "script.identity.official", different, strings_seen, digest.hexdigest(), "max", {"version": stored["version"]}
    )
    digest = blake2b(digest_size=16)
    different = cases = 0
    for config in tables.config_names("reimplemented"):
        reference = OpenCC(config)
        chain = tables.chain("reimplemented", config)
        for text in strings(REIMPLEMENTED_STRINGS, stored["seed"]):
            digest.update(text.encode("utf-8") + b"\n")
            different += text_of(convert(codes_of(text), chain).codes) != reference.convert(text)
            cases += 1
    return [official, _figure("script.identity.reimplemented", different, cases, digest.hexdigest(), "max", {})]


def figures(full: bool = False, split: str = "test") -> list[dict[str, Any]]:
    """All floors of the step. `full`: all of the sound text; otherwise samples of a megabyte."""
    return [
        *_identity(),
        _detection(full, split),
        _unchanged("ja", full, split if not full else None),
        _unchanged("ko", full, split if not full else None),
        _sound_hant(full, split),
        _settled(full, split),
    ]
