"""Telling languages of one script apart by letter n-grams.

What lives here: words_guess() for text that its words tell, profile_guess(), which reads langdetect's language profiles, and
lingua_guess() for the optional extra. What never does: counting scripts, Chinese.

How it works: frequent short words (rulebook/function-words.tsv) say most about a short text. langdetect holds good profiles
(n-grams of one to three letters with their frequencies), but it samples n-grams at random until it feels sure: slow, and
different from process to process unless seeded. Here all n-grams of the text count and the posterior is computed exactly: the
same answer everywhere, quicker, and better on short text (tests/floors/language.py). A prior by how much of the web a
language fills decides where a few letters cannot.

Weak: languages without a profile are taken for a neighbour; English words in code are English.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.errors import UsageError
from corpuskit.rulebook.stored import stored_text
from corpuskit.steps.script.trie import codes_of

__all__ = ["frequent_words", "lingua_guess", "profile_guess", "read_chars", "words_digest", "words_guess"]

_LANGUAGES = {
    "latin": "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi",
    "cyrillic": "bg mk ru uk",
    "arabic": "ar fa ur",
    "devanagari": "hi mr ne",
    "bengali": "bn",
}
# Share of web text in percent, rounded (after W3Techs, content languages of websites, 2024); others count as _OTHER_PERCENT.
_WEB_PERCENT = {
    "en": 50.0, "es": 6.0, "de": 5.5, "fr": 4.4, "ru": 4.0, "pt": 3.8, "it": 2.7, "nl": 2.1, "pl": 1.8, "tr": 1.8, "fa": 1.3,
    "vi": 1.2, "id": 1.1, "cs": 1.0, "uk": 0.6, "ar": 0.6, "sv": 0.5, "hu": 0.5, "ro": 0.4, "da": 0.4, "fi": 0.4, "sk": 0.3,
    "hi": 0.3, "no": 0.2, "bg": 0.2, "hr": 0.2, "lt": 0.1, "sl": 0.1, "lv": 0.1, "et": 0.1, "ca": 0.1, "sq": 0.05,
}  # fmt: skip
_OTHER_PERCENT = 0.02
_FLOOR = 2e-5  # added to every frequency; langdetect adds 5e-5
_GRAM_WEIGHTS = (0.15, 0.3, 0.5)  # n-grams repeat each other: full weight makes a short text look long; chosen on the tune texts
_WORD_EVIDENCE = 4.0  # log of how much likelier a frequent word is in its own language than elsewhere; chosen likewise
_ENDING_EVIDENCE = 2.0  # the same for its endings
_ENDING_SIZES = (6, 5, 4, 3, 2)
_MOST_WORDS = 40  # more than enough to be sure
_LONGEST_GRAM = 3
# N-grams of one text are not independent. Dividing the evidence by this makes the mean confidence on 20-character texts equal
# to the share of right answers (0.973 and 0.969 on the tune texts).
_GRAMS_PER_FACT = 1.5
_TABLE_SIZE = 0x3001  # above are no letters of the scripts above; the last entry is a blank
_NORMALIZED_BELOW = 0x2000  # langdetect folds letters of these blocks, and East Asian ones
_CASED_BELOW = 0x2000
_LOOK_AHEAD = 3  # characters read for each letter wanted: tables and code have few words
_BLANK = np.array([0x20], dtype=np.uint32)
_NOISE = re.compile(r"https?://[-_.?&~;+=/#%0-9A-Za-z]+|[-_.0-9A-Za-z]{1,64}@[-_.0-9A-Za-z]{1,255}")
_COMBINING = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W\d_][^\s\d_!-/:-@\[-`{-~\u2010-\u2027\u3000-\u303f\uff00-\uffef]*")


@dataclass(frozen=True, slots=True)
class Model:
    """Frequencies of the n-grams of one script's languages."""

    languages: tuple[str, ...]
    keys: NDArray[np.uint64]  # n-grams, their letters packed by 21 bits, sorted
    logs: NDArray[np.float32]  # (n-grams, languages): log of frequency + _FLOOR, weighted
    prior: NDArray[np.float64]
    words: Mapping[str, tuple[int, ...]]  # frequent word -> languages that have it


def _words_text() -> str:
    return stored_text("function-words.tsv")


@cache
def words_digest() -> str:
    """BLAKE2b of the table of frequent words, for recipe.lock.toml."""
    return blake2b(_words_text().encode("utf-8"), digest_size=16).hexdigest()


@cache
def _function_words() -> Mapping[str, frozenset[str]]:
    rows = (line.split("\t") for line in _words_text().split("\n") if line and line[0] != "#")
    return {lang: frozenset(words.split(" ")) for lang, words in rows}


@cache
def frequent_words(lang: str) -> frozenset[str]:
    """The frequent words of a language by its BCP 47 tag, without the endings that the table also holds; empty where unknown."""
    return frozenset(word for word in _function_words().get(lang, ()) if not word.startswith("-"))


@cache
def _model(script: str) -> Model:
    languages = tuple(_LANGUAGES[script].split())
    folder = files("langdetect") / "profiles"
    profiles = [json.loads((folder / name).read_text(encoding="utf-8")) for name in languages]
    row_of: dict[str, int] = {}
    for profile in profiles:
        for gram in profile["freq"]:
            if len(gram) <= _LONGEST_GRAM:
                row_of.setdefault(gram, len(row_of))
    table = np.full((len(row_of), len(languages)), _FLOOR, dtype=np.float64)
    for column, profile in enumerate(profiles):
        grams = {gram: n for gram, n in profile["freq"].items() if gram in row_of}
        sizes = np.array([profile["n_words"][len(gram) - 1] for gram in grams], dtype=np.float64)
        rows = np.array([row_of[gram] for gram in grams], dtype=np.int64)
        table[rows, column] += np.array(list(grams.values()), dtype=np.float64) / sizes
    letters = np.array([gram.rjust(_LONGEST_GRAM, "\0") for gram in row_of]).view("<u4").reshape(-1, _LONGEST_GRAM)
    keys = _packed(letters.astype(np.uint64).T)
    order = np.argsort(keys)
    prior = np.log(np.array([_WEB_PERCENT.get(lang, _OTHER_PERCENT) for lang in languages]))
    weights = np.array(_GRAM_WEIGHTS)[np.minimum(np.array([len(gram) for gram in row_of]), _LONGEST_GRAM) - 1]
    logs = np.log(table) * weights[:, None]
    words: dict[str, tuple[int, ...]] = {}
    for column, lang in enumerate(languages):
        for word in _function_words().get(lang, ()):
            words[word] = (*words.get(word, ()), column)
    return Model(languages, keys[order], logs[order].astype(np.float32), prior, words)


def _packed(letters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    keys: NDArray[np.uint64] = letters[0] << np.uint64(42) | letters[1] << np.uint64(21) | letters[2]
    return keys


@cache
def _letters() -> NDArray[np.uint32]:
    """Code point -> the letter as the profiles have it (they fold some Vietnamese and Romanian ones), a blank for no letter."""
    from langdetect.utils.ngram import NGram

    table = np.full(_TABLE_SIZE, 0x20, dtype=np.uint32)
    for code in range(_TABLE_SIZE - 1):
        char = chr(code)
        if char.isalpha() or unicodedata.category(char) in ("Mn", "Mc"):  # vowel signs of Indian scripts
            table[code] = ord(NGram.normalize(char)) if code < _NORMALIZED_BELOW else code
    return table


@cache
def _capitals() -> NDArray[np.bool_]:
    return np.array([chr(code).isupper() for code in range(_CASED_BELOW)] + [False])


def _grams(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """N-grams of the words in `codes`, a blank on both sides of each; words in capitals say little and are left out."""
    letters = np.concatenate([_BLANK, _letters().take(codes, mode="clip"), _BLANK])
    capital = np.concatenate([[False], _capitals().take(codes, mode="clip"), [False]])
    shout = capital[1:] & capital[:-1]
    if shout.any():
        word = np.cumsum(letters == 0x20)
        loud = np.zeros(int(word[-1]) + 1, dtype=bool)
        loud[word[1:][shout]] = True
        letters = np.where(loud[word], np.uint32(0x20), letters)
    wide = letters.astype(np.uint64)
    blank = letters == 0x20
    pairs, triples = ~(blank[1:] & blank[:-1]), ~(blank[1:-1] | (blank[2:] & blank[:-2] & blank[1:-1]))
    two = wide[:-1] << np.uint64(21) | wide[1:]
    return np.concatenate([wide[~blank], two[pairs], (wide[:-2] << np.uint64(42) | two[1:])[triples]])


_SURE_CHARS = 600  # of a text are looked at for its frequent words
# So many different frequent words of one language, and so many more than of any other, need no n-grams: of 4,269 pieces of
# 900 characters that they decide (nine languages, tune texts) the two disagree on nine, each half in the other language.
_SURE_WORDS, _SURE_MARGIN = 8, 6


def words_guess(text: str, script: str) -> str:
    """The language of text whose frequent words leave no doubt; empty where they do."""
    model = _model(script)
    found = model.words.keys() & set(text[:_SURE_CHARS].lower().split())
    if len(found) < _SURE_WORDS:
        return ""
    counts = [0] * len(model.languages)
    for word in found:
        for column in model.words[word]:
            counts[column] += 1
    best = max(counts)
    sure = best >= _SURE_WORDS and sorted(counts)[-2] <= best - _SURE_MARGIN
    return model.languages[counts.index(best)] if sure else ""


def read_chars(limit_chars: int) -> int:
    """How many characters of its text profile_guess() reads at most."""
    return max(_SURE_CHARS, _LOOK_AHEAD * limit_chars)


def profile_guess(text: str, script: str, limit_chars: int) -> tuple[str, float]:
    """(language, confidence from 0 to 1) of text in one script; ("und", 0.0) when there is nothing to go by.

    `limit_chars`: how many letters are read.
    """
    model = _model(script)
    if len(model.languages) == 1:
        return model.languages[0], 1.0
    if sure := words_guess(text, script):
        return sure, 1.0
    found = _WORD.findall(_without_addresses(text[: _LOOK_AHEAD * limit_chars]))
    words = " ".join(found)[: limit_chars * 5 // 4]
    if script == "latin" and _COMBINING.search(words):
        from langdetect.utils.ngram import NGram

        words = NGram.normalize_vi(words)
    grams = _grams(codes_of(words))
    place = np.searchsorted(model.keys, grams)
    known = place[model.keys.take(place, mode="clip") == grams]
    if not len(known):
        return "und", 0.0
    score = model.prior + model.logs.take(known, axis=0).sum(axis=0, dtype=np.float64)
    _add_words(score, words.lower().split(" ")[:_MOST_WORDS], model.words)
    best = int(score.argmax())
    tempered = (score - score[best]) / _GRAMS_PER_FACT
    return model.languages[best], round(float(1.0 / np.exp(tempered).sum()), 4)


def _add_words(score: NDArray[np.float64], words: list[str], known: Mapping[str, tuple[int, ...]]) -> None:
    """Add the evidence of frequent words; of other words, that of the longest ending that some language is known by."""
    for word in words:
        columns = known.get(word)
        if columns is not None:
            for column in columns:
                score[column] += _WORD_EVIDENCE
            continue
        for size in _ENDING_SIZES:
            columns = known.get("-" + word[-size:])
            if columns is not None:
                for column in columns:
                    score[column] += _ENDING_EVIDENCE
                break


def _without_addresses(text: str) -> str:
    """The text without URLs and e-mail addresses; the pattern is slow, so it runs only where there can be one."""
    return _NOISE.sub(" ", text) if "@" in text or "://" in text else text


@cache
def _lingua() -> Any:
    try:
        from lingua import LanguageDetectorBuilder
    except ImportError:
        raise UsageError(
            "language: engine = 'lingua' needs the package lingua-language-detector",
            hint="install corpuskit with its extra `lingua`, or use engine = 'langdetect'",
        ) from None
    return LanguageDetectorBuilder.from_all_languages().build()


def lingua_guess(text: str, script: str, limit_chars: int) -> tuple[str, float]:
    """The same by lingua, whose models it loads on first use. `script` is not needed."""
    detector = _lingua()
    values = detector.compute_language_confidence_values(_without_addresses(text)[:limit_chars])
    if not values or not values[0].value:
        return "und", 0.0
    return values[0].language.iso_code_639_1.name.lower(), round(float(values[0].value), 4)
