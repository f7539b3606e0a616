"""Floors of the step `language`: the right language for texts of 20 characters.

What lives here: figures(), and how the texts are cut. What never does: thresholds (tests/floors.json).

How it works: from the split "test" of build/corpora, windows of about 20 characters are cut out of lines of prose, at word
boundaries where the script has words. Manuals hold untranslated English: a line must hold two common words of its language,
and more of them than English ones (the whole line is judged, of which the step sees only the window). Chinese windows without
a one-sided character have no known script; there "zh" is right too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from random import Random
from typing import Any

import pytest

from corpuskit.core.document import Document
from corpuskit.steps.language import Language
from corpuskit.steps.script import detect
from corpuskit.steps.script.trie import codes_of
from tests.support.corpora import load

LANGUAGES = ("zh-Hans", "zh-Hant", "ja", "ko", "en", "de", "fr", "ru", "vi", "el", "es", "it")
CLOSE_LANGUAGES = ("es", "pt", "it", "fr", "nl", "de", "pl")  # the hard part alone: near relatives in one script
WINDOW_CHARS = 20
FEWEST_LETTERS = 14
_ENGLISH = re.compile(r"\b(?:the|and|of|to|is|for|with|this|that|you|are|be|by|not|from|your|it|as|an|can)\b", re.IGNORECASE)
# A few words per language, to see whether a line is in it at all; Vietnamese shows it by its letters.
_OWN = {
    "de": r"\b(?:der|die|und|das|ist|den|mit|nicht|ein|eine|zu)\b",
    "fr": r"\b(?:le|la|les|des|et|est|une|un|pour|que|du)\b",
    "es": r"\b(?:el|la|los|las|de|que|y|en|un|una|se)\b",
    "it": r"\b(?:il|la|di|che|e|un|una|per|non|è|del)\b",
    "pt": r"\b(?:o|a|os|de|que|e|um|uma|para|não|do|da)\b",
    "nl": r"\b(?:de|het|een|en|van|is|te|niet|dat|op)\b",
    "pl": r"\b(?:w|z|na|się|i|jest|do|nie|że|to)\b",
    "vi": "[ăâđêôơư\u1ea0-\u1ef9]",
}
_CODE = re.compile(r"[/\\<>=_{}$#|@~^`*+;\t\[\]]|https?:|\w\.\w|\w\(|--|[a-z][A-Z]")


def windows(lang: str, count: int, split: str) -> Iterator[str]:
    """Up to `count` windows of one language, the same ones every time."""
    random = Random(f"{lang}-{split}")
    try:
        records = list(load([lang], ["prose"], split))
    except pytest.skip.Exception:
        return  # not fetched: extra["languages"] says how many were
    lines = [line for record in records for line in map(str.strip, record["text"].split("\n")) if len(line) > 2 * WINDOW_CHARS]
    random.shuffle(lines)
    spaced = lang not in ("zh-Hans", "zh-Hant", "ja")
    given = 0
    for line in lines:
        if given == count:
            return
        if lang in _OWN and not _is_in(line, lang):
            continue
        text = _cut(line, random, spaced)
        if text is None or _CODE.search(text):
            continue
        if sum(char.isalpha() for char in text) >= FEWEST_LETTERS and _own(text, lang):
            given += 1
            yield text


def _is_in(line: str, lang: str) -> bool:
    """Whether a line of a manual in `lang` was translated at all."""
    own = len(re.findall(_OWN[lang], line, re.IGNORECASE))
    return own > 1 and own > len(_ENGLISH.findall(line))


def _cut(line: str, random: Random, spaced: bool) -> str | None:
    if not spaced:
        at = random.randrange(len(line) - WINDOW_CHARS + 1)
        return line[at : at + WINDOW_CHARS]
    words = line.split(" ")
    at = random.randrange(len(words))
    text = ""
    for word in words[at:]:
        longer = f"{text} {word}".strip()
        if len(longer) > WINDOW_CHARS + 2:
            break
        text = longer
    return text if len(text) >= WINDOW_CHARS - 4 else None


def _own(text: str, lang: str) -> bool:
    """Whether the window is written in its language's script at all (tables of commands are not)."""
    counts = detect.count(codes_of(text))
    if lang.startswith("zh"):
        return counts.han >= FEWEST_LETTERS and not counts.kana
    if lang == "ja":
        return counts.kana + counts.han >= FEWEST_LETTERS and counts.kana > 0
    if lang == "ko":
        return counts.hangul >= WINDOW_CHARS // 2
    letters = sum(char.isalpha() for char in text)
    latin = sum("LATIN" in unicodedata.name(char, "") for char in text if char.isalpha())
    return latin * 2 < letters if lang in ("ru", "el") else latin * 10 > letters * 9


def right(answer: str, lang: str, text: str) -> bool:
    """Whether an answer is right; "zh" is, where the window has no one-sided character."""
    if answer == lang:
        return True
    if answer != "zh" or not lang.startswith("zh"):
        return False
    counts = detect.count(codes_of(text))
    return not counts.hans and not counts.hant


def _figure(name: str, languages: tuple[str, ...], count: int, split: str) -> dict[str, Any]:
    step = Language()
    digest = blake2b(digest_size=16)
    good = cases = 0
    extra: dict[str, Any] = {}
    for lang in languages:
        hits = seen = 0
        for text in windows(lang, count, split):
            digest.update(text.encode("utf-8") + b"\n")
            seen += 1
            hits += right(str(step.annotate(Document("0" * 16, text))["lang"]), lang, text)
        if seen:
            extra[lang] = round(hits / seen, 4)
        good, cases = good + hits, cases + seen
    extra["languages"] = len(extra)
    figure = round(good / cases, 4)
    return {"name": name, "figure": figure, "cases": cases, "digest": digest.hexdigest(), "kind": "min", "extra": extra}


def figures(full: bool = False, split: str = "test") -> list[dict[str, Any]]:
    """The floors, with the figure of each language in `extra`."""
    count = 400 if full else 100
    return [
        _figure("language.twenty-characters", LANGUAGES, count, split),
        _figure("language.twenty-characters.close", CLOSE_LANGUAGES, count, split),
    ]
