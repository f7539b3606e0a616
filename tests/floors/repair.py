"""Floors of repair: how much of named damage comes back, and that sound text stays as it is.

Lives here: the sets (sentences of the test half of build/corpora, damaged), the shares. Never here: a threshold of the repair.

`extra` of each figure prints what else became of the cases: `marked` (a U+FFFD with a note where nothing could be decided),
`left` (not touched at all), `wrong` (changed into something else). Documents of the sound text that are truly damaged are listed
with the reason in REALLY_DAMAGED and are not counted.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair
from corpuskit.steps.repair.scan import scan
from corpuskit.testing.damages import DAMAGES
from corpuskit.testing.damages_draw import Draw
from corpuskit.testing.damages_site import generate_site, hans_to_hant
from tests.support import corpora

FULL_CASES, QUICK_CASES = 600, 100
SOUND_BYTES_QUICK = 3_000_000

# Parts of ids, with what is wrong there. They hold the very damages that repair undoes.
REALLY_DAMAGED = {
    "zh_CN/man8/iptables.8": "GBK bytes lost in the package's own file, read one byte off",
    "zh_TW/man8/iptables.8": "the same, converted to traditional script afterwards",
    "man3/dde.3tcl": "&amp; left undecoded in a command line, in both translations",
    "games/fortunes/pets": "a pound sign with UTF-8's first byte before it",
}

EXACT = (
    "utf8-as-cp1252", "utf8-as-latin1", "utf8-as-cp1252-twice", "utf8-as-cp1252-thrice", "utf8-as-latin1-twice",
    "gbk-as-cp1252", "gbk-as-latin1", "big5-as-latin1", "big5-as-cp1252", "utf8-as-cp936-euro", "numeric-references",
    "numeric-references-hex", "double-escapes", "unicode-escapes", "byte-escapes", "percent", "quoted-printable", "mime-words",
)  # fmt: skip
GAPS = ("utf8-as-gbk", "utf8-as-gb18030", "utf8-as-gbk-browser", "utf8-as-cp936-question-mark")
SHIFTS = ("gbk-byte-lost", "junk-before-marks-stripped", "junk-before-marks-stripped-flattened", "junk-before-marks-flattened")
_FLAT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def figures(full: bool = False) -> list[dict[str, Any]]:
    """All figures of this part; the quick form on a tenth of the sentences."""
    cases = FULL_CASES if full else QUICK_CASES
    rows = [_sound(full)]
    for lang in ("zh-Hans", "zh-Hant"):
        sentences = _sentences(lang, cases)
        rows.append(_share(f"repair.exact.{lang}", sentences, EXACT, 0.995))
        rows.append(_share(f"repair.utf8-as-gbk.{lang}", sentences, GAPS, 0.70))
        rows.append(_share(f"repair.shifts.{lang}", sentences, SHIFTS, 0.78))
    rows += _notes(_sentences("zh-Hans", cases))
    rows.append(_speed(_sentences("zh-Hans", cases)))
    return rows


def _repaired(text: str) -> tuple[str, tuple[str, ...]]:
    found = Repair().edits(Document("0" * 16, text))
    layer = found if isinstance(found, Layer) else Layer("repair", "1", found)
    return apply(text, layer.edits), tuple(note.rule for note in layer.notes)


def _sentences(lang: str, count: int, least: int = 8, most: int = 200) -> list[str]:
    """Sentences that are mostly Han, drawn evenly from the test half."""
    found = []
    for record in corpora.load([lang], ["prose", "classical"], "test"):
        for sentence in re.split(r"(?<=[。！？])|\n", record["text"]):
            sentence = sentence.strip()
            if least <= len(sentence) <= most and len(re.findall("[\u4e00-\u9fff]", sentence)) > 0.6 * len(sentence):
                found.append(sentence)
    return sorted(Draw(7).sample(found, count))


def _digest(texts: list[str]) -> str:
    return blake2b("\x00".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _cases(sentences: list[str], names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """(sound, harmed, damage), the damages going round over the sentences."""
    for at, sound in enumerate(sentences):
        for name in names if len(names) <= 4 else (names[at % len(names)], names[(at + 7) % len(names)]):
            damage = DAMAGES[name]
            if not damage.covers(sound):
                continue
            try:
                harmed = damage(sound)
            except UnicodeEncodeError:
                continue
            if (
                isinstance(harmed, str)
                and harmed != sound
                and not (name.endswith("flattened") and harmed == sound.translate(_FLAT))
            ):
                yield (sound.translate(_FLAT) if name.endswith("flattened") else sound), harmed, name


def _share(name: str, sentences: list[str], damages: tuple[str, ...], aim: float) -> dict[str, Any]:
    right = marked = left = wrong = characters = good = 0
    harmed_texts = []
    per: dict[str, list[int]] = {}
    for sound, harmed, damage in _cases(sentences, damages):
        result, notes = _repaired(harmed)
        if damage.endswith("flattened"):  # which width a mark inside a shift gets back is not the point here
            result = result.translate(_FLAT)
        harmed_texts.append(harmed)
        row = per.setdefault(damage, [0, 0])
        row[1] += 1
        characters += len(sound)
        good += len(sound) if result == sound else sum(a == b for a, b in zip(sound, result, strict=False))
        if result == sound:
            right += 1
            row[0] += 1
        elif result == harmed:
            left += 1
        elif "\ufffd" in result or any(note.startswith("damage.undecided") for note in notes):
            marked += 1
        else:
            wrong += 1
    total = max(1, right + marked + left + wrong)
    extra = {
        "marked": round(marked / total, 4), "left": round(left / total, 4), "wrong": round(wrong / total, 4),
        "characters": round(good / max(1, characters), 4), "aim": aim,
        "damages": {key: round(a / b, 3) for key, (a, b) in per.items()},
    }  # fmt: skip
    return _row(name, right / total, total, _digest(harmed_texts), "min", extra)


def _notes(sentences: list[str]) -> list[dict[str, Any]]:
    """Pages of eight sentences with pinyin notes: without accidents, with accidents that lose no byte, and the whole site."""
    pages = ["\n".join(sentences[at : at + 8]) for at in range(0, len(sentences) - 7, 2)]
    plain: list[tuple[str, str]] = []
    accidents: list[tuple[str, str]] = []
    sites: list[tuple[str, str]] = []
    for seed, page in enumerate(pages):
        hant = hans_to_hant(page)
        try:
            harmed = DAMAGES["pinyin-notes"](hant, seed=seed, ratio=0.1, blank=seed % 3 == 0)
            whole = generate_site(page, seed=seed, ratio=0.08)
        except (UnicodeEncodeError, ValueError):
            continue
        assert isinstance(harmed, str)
        if "?" in hant or "\u00a0" in hant:
            continue
        (accidents if harmed.count("?") else plain).append((hant, harmed))
        sites.append((hans_to_hant(page, keep="斗于云系后").translate(_FLAT), whole))
    out = []
    for name, cases, aim in (("plain", plain, 0.999), ("accidents", accidents, 0.95), ("site", sites, 0.78)):
        right = sum(_repaired(harmed)[0] == sound for sound, harmed in cases)
        extra = {"aim": aim}
        digest = _digest([harmed for _, harmed in cases])
        out.append(_row(f"repair.pinyin-notes.{name}", right / max(1, len(cases)), len(cases), digest, "min", extra))
    return out


def _sound(full: bool) -> dict[str, Any]:
    """How many sound documents of the test half are changed: none may be."""
    changed: list[str] = []
    documents = size = 0
    digest = blake2b(digest_size=8)
    for record in corpora.load(split="test", limit_bytes=None if full else SOUND_BYTES_QUICK):
        if any(part in record["id"] for part in REALLY_DAMAGED):
            continue
        documents += 1
        size += len(record["text"].encode("utf-8"))
        digest.update(record["text"].encode("utf-8"))
        if _repaired(record["text"])[0] != record["text"]:
            changed.append(record["id"])
    return _row(
        "repair.sound-changed", len(changed), documents, digest.hexdigest(), "max", {"bytes": size, "changed": changed[:20]}
    )


def _speed(sentences: list[str]) -> dict[str, Any]:
    """Time of the scan over sound text as a multiple of BLAKE2b over its bytes; damaged MB/s beside it."""
    text = "\n".join(sentences) * 4
    data = text.encode("utf-8")
    scan(text)

    def seconds(work: Callable[[], object]) -> float:
        best = 9e9
        for _ in range(5):
            start = time.process_time()
            for _ in range(10):
                work()
            best = min(best, time.process_time() - start)
        return best

    ratio = seconds(lambda: scan(text)) / seconds(lambda: blake2b(data).digest())
    speeds = {}
    for name in ("utf8-as-cp1252", "gbk-as-latin1", "utf8-as-gbk", "site-generator"):
        harmed = DAMAGES[name]("\n".join(sentences[:60]))
        assert isinstance(harmed, str)
        _repaired(harmed)
        start = time.process_time()
        _repaired(harmed)
        speeds[name] = round(len(harmed.encode("utf-8")) / 1e6 / (time.process_time() - start), 2)
    return _row(
        "repair.scan-times-blake2b", round(ratio, 2), len(sentences), _digest(sentences), "max", {"damaged_mb_per_s": speeds}
    )


def _row(name: str, figure: float, cases: int, digest: str, kind: str, extra: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "figure": round(figure, 5), "cases": cases, "digest": digest, "kind": kind, "extra": extra}
