"""Floors of `punctuation` (and `characters`): flattened marks come back, and sound text stays as it is.

What lives here: the sets (lines of the test half of build/corpora), the shares. What never does: thresholds of the steps.

How it works: a line is sound when its author sets marks in full width throughout: no half-width mark and no straight quote beside
Han, no blank beside a full-width mark or inside quotes, no makeshift dash, no half-width parenthesis around Han and no full-width
one without its partner, no full-width letters, no = { }.
Such lines are flattened (U+FF01..FF5E to ASCII, as the site generators do) and restored; a mark is right when the very character
stands there again, and an ASCII mark of the original is wrong when it changed. Two sets: lines that are mostly Han
(six of ten visible characters, as news is) and all lines (manuals, full of commands and options).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from corpuskit.core.document import Document
from corpuskit.core.edit import Edits, Layer
from corpuskit.steps.characters import Characters
from corpuskit.steps.punctuation import Punctuation
from tests.support.corpora import load

MARKS = "，；：！？（）"
HALF = ",;:!?()"
FEWEST_HAN = 8
CHINESE_RATIO = 0.05  # of the characters of a text that is called English
_HAN = "[\u3400-\u9fff]"
_UNSOUND = re.compile(
    rf'{_HAN}[,.;:!?()"\']|[,;:!?()"\']{_HAN}|\([^)]*{_HAN}|{_HAN}[^(（]*\)|[”’」』》）】][,;:!?()]|[０-９Ａ-Ｚａ-ｚ]'
    r"|[ \u00a0\u3000][，；：！？（）。、]"
    r"|[，；：！？（）。、][ \u00a0\u3000]|[│·]|^\s|\.\.\.|--|=|[{}]|[\u3040-\u30ff\uac00-\ud7a3]"
    r"|[ \u00a0][”’」』]|[“‘「『][ \u00a0]|“[^”]*\"|>[,:;]|[－―]{2}"
)
_FLAT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# What a restored text must hold unchanged: numbers with marks, dates and times, URLs, e-mail, calls.
_FIXED = re.compile(
    r"(?<![0-9])[0-9]+(?:[.,:][0-9]+)+|(?:https?|ftp)://[!-~]*[A-Za-z0-9/]|[\w.+-]+@[\w-]+\.[\w.]+[A-Za-z]"
    r"|[A-Za-z_]\w*\([\x20-\x27\x2a-\x7e]*\)",
    re.A,
)


def flatten(text: str) -> str:
    """U+FF01..FF5E to ASCII, and nothing else."""
    return text.translate(_FLAT)


def is_sound(line: str, share: float) -> bool:
    """Whether a line has full-width marks, all of them full width, and at least this share of Han."""
    han = len(re.findall(_HAN, line))
    return (
        any(char in MARKS for char in line)
        and han >= max(FEWEST_HAN, share * len(re.sub(r"\s", "", line)))
        and line.count("（") == line.count("）")
        and _UNSOUND.search(line) is None
    )


def sound_lines(split: str, share: float, limit_bytes: int | None = None) -> Iterator[tuple[str, list[str]]]:
    """(id, sound lines) of the Chinese records of a split."""
    for record in load(["zh-Hans", "zh-Hant"], ["prose", "interface"], split, limit_bytes):
        lines = [line for line in record["text"].split("\n") if is_sound(line, share)]
        if lines:
            yield record["id"], lines


def _edits(step: Punctuation | Characters, text: str) -> Edits:
    found = step.edits(Document("0" * 16, text))
    return found.edits if isinstance(found, Layer) else found


def restored(text: str) -> list[str]:
    """What stands at each position of the flattened text after the step (an edit of another length stands at its first)."""
    flat = flatten(text)
    now = list(flat)
    for edit in _edits(Punctuation(), flat):
        if len(edit.inserted) == edit.end - edit.start:
            now[edit.start : edit.end] = edit.inserted
        else:
            now[edit.start : edit.end] = [edit.inserted] + [""] * (edit.end - edit.start - 1)
    return now


def _flattening(share: float, limit_bytes: int | None) -> list[dict[str, Any]]:
    total = dict.fromkeys(MARKS, 0)
    right = dict.fromkeys(MARKS, 0)
    changed = kept = broken = fixed = 0
    digest = blake2b(digest_size=16)
    for _, lines in sound_lines("test", share, limit_bytes):
        text = "\n".join(lines)
        digest.update(text.encode())
        now = restored(text)
        for at, char in enumerate(text):
            if char in total:
                total[char] += 1
                right[char] += now[at] == char
            elif char in HALF:
                kept += 1
                changed += now[at] != char
        flat = flatten(text)
        for match in _FIXED.finditer(text):
            fixed += 1
            broken += "".join(now[match.start() : match.end()]) != flat[match.start() : match.end()]
    marks = sum(total.values())
    name = "punctuation.flattened" + ("" if share else ".manuals")
    common = {"digest": digest.hexdigest()}
    by_mark = {char: round(right[char] / total[char], 4) for char in MARKS if total[char]}
    return [
        {
            "name": f"{name}.right",
            "figure": sum(right.values()) / max(marks, 1),
            "cases": marks,
            "kind": "min",
            "extra": by_mark,
            **common,
        },
        {"name": f"{name}.half-width-changed", "figure": changed, "cases": kept, "kind": "max", "extra": {}, **common},
        {"name": f"{name}.fixed-changed", "figure": broken, "cases": fixed, "kind": "max", "extra": {}, **common},
    ]


def _is_chinese(text: str) -> bool:
    return sum("\u3400" <= char <= "\u9fff" for char in text) > CHINESE_RATIO * len(text)


def _unchanged(name: str, langs: list[str] | None, kinds: list[str] | None, limit_bytes: int | None) -> dict[str, Any]:
    """Edits in text that must not change: other languages, code, markup without Chinese."""
    edits = texts = 0
    digest = blake2b(digest_size=16)
    examples: list[str] = []
    for record in load(langs, kinds, "test", limit_bytes):
        if record["lang"] not in ("ja", "ko") and _is_chinese(record["text"]):
            continue  # licences of Chinese projects among the English ones
        texts += 1
        digest.update(record["text"].encode())
        found = _edits(Punctuation(), record["text"])
        edits += len(found)
        examples += [f"{record['id']}: {edit.removed!r} -> {edit.inserted!r}" for edit in list(found)[:2]]
    extra = {"examples": examples[:10]}
    return {"name": name, "figure": edits, "cases": texts, "digest": digest.hexdigest(), "kind": "max", "extra": extra}


def _sound_chinese(limit_bytes: int | None) -> dict[str, Any]:
    edits = lines_seen = 0
    digest = blake2b(digest_size=16)
    examples: list[str] = []
    for name, lines in sound_lines("test", 0.0, limit_bytes):
        text = "\n".join(lines)
        lines_seen += len(lines)
        digest.update(text.encode())
        for edit in _edits(Punctuation(), text):
            edits += 1
            examples.append(f"{name}: {text[max(0, edit.start - 8) : edit.end + 8]!r} {edit.rule}")
    return {
        "name": "punctuation.sound-chinese.edits",
        "figure": edits,
        "cases": lines_seen,
        "digest": digest.hexdigest(),
        "kind": "max",
        "extra": {"examples": examples[:20]},
    }


def figures(full: bool) -> list[dict[str, Any]]:
    """The figures; the quick form takes a sample of every source."""
    limit = None if full else 1_500_000
    return [
        *_flattening(0.6, limit),
        *_flattening(0.0, limit),
        _sound_chinese(limit),
        _unchanged("punctuation.other-languages.edits", ["ja", "ko", "en", "fr", "de", "ru", "vi", "el"], None, limit),
        _unchanged("punctuation.code.edits", ["code"], None, limit),
    ]
