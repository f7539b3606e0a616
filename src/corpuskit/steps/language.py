"""The step `language`: what language and script a document is in.

What lives here: Language. What never does: changing text; n-gram models (ngrams.py), script classes (script/detect.py).

How it works: scripts are counted on a bounded sample, by one table look-up per character. Han, kana and hangul decide Chinese,
Japanese and Korean; characters that only simplified or only traditional text has decide between zh-Hans and zh-Hant. Scripts with
one large language (Greek, Thai ...) decide it. Only Latin, Cyrillic, Arabic, Devanagari and Bengali text goes to a model.

Weak: text without one-sided characters is "zh" only; a language that shares its script with a larger one and that the model does
not know is taken for its neighbour; program code counts as the language of its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from corpuskit.core.document import Document, Scalar
from corpuskit.errors import UsageError
from corpuskit.steps.columns import Codes, joined
from corpuskit.steps.script import detect, tables
from corpuskit.steps.script.trie import text_of

__all__ = ["RULES", "Language"]

RULES: dict[str, str] = {}  # an annotator: it makes no edits

# (script, language where the script tells it, ranges). Weight: how much one character says, in Latin letters (a Han character
# stands for about half a word; measured on parallel manuals: 2.6 Latin letters per Han, 2.1 per hangul, 1.8 per kana).
_SCRIPTS: tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...] = (
    ("latin", "", ((0x41, 0x5A), (0x61, 0x7A), (0xAA, 0xAA), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0x1E00, 0x1EFF))),
    ("cyrillic", "", ((0x400, 0x52F), (0x1C80, 0x1C88), (0x2DE0, 0x2DFF), (0xA640, 0xA69F))),
    ("arabic", "", ((0x620, 0x64A), (0x66E, 0x6D3), (0x6D5, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))),
    ("devanagari", "", ((0x900, 0x963), (0x971, 0x97F))),
    ("bengali", "", ((0x980, 0x9E3),)),
    ("greek", "el", ((0x370, 0x3FF), (0x1F00, 0x1FFF))),
    ("hebrew", "he", ((0x591, 0x5F4), (0xFB1D, 0xFB4F))),
    ("armenian", "hy", ((0x531, 0x58A),)),
    ("georgian", "ka", ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2D))),
    ("ethiopic", "am", ((0x1200, 0x139F),)),
    ("gurmukhi", "pa", ((0xA01, 0xA65), (0xA70, 0xA76))),
    ("gujarati", "gu", ((0xA81, 0xAE3),)),
    ("oriya", "or", ((0xB01, 0xB63),)),
    ("tamil", "ta", ((0xB82, 0xBD7),)),
    ("telugu", "te", ((0xC00, 0xC63),)),
    ("kannada", "kn", ((0xC80, 0xCE3),)),
    ("malayalam", "ml", ((0xD00, 0xD63),)),
    ("sinhala", "si", ((0xD81, 0xDF4),)),
    ("thai", "th", ((0xE01, 0xE4E),)),
    ("lao", "lo", ((0xE81, 0xECD),)),
    ("tibetan", "bo", ((0xF00, 0xFBC),)),
    ("myanmar", "my", ((0x1000, 0x109F),)),
    ("khmer", "km", ((0x1780, 0x17D3),)),
    ("mongolian", "mn", ((0x1820, 0x18AA),)),
    ("bopomofo", "zh", ((0x3105, 0x312F),)),
)
_HAN, _KANA, _HANGUL = (len(_SCRIPTS) + n for n in (1, 2, 3))
_WEIGHTS = (0.0, *(1.0 for _ in _SCRIPTS), 2.6, 1.8, 2.1)
_EAST_ASIAN = {"zh-Hans", "zh-Hant", "zh", "ja", "ko"}
_MIXED_RATIO = 0.1  # a language with less is a quotation, not a part of the document
_FEWEST_LETTERS = 2  # below: und
_MODEL_CHARS = 300  # letters of the document's main script that the model reads; more changed no answer on the tune texts
_MODEL_PART_CHARS = 120  # the same for a part that is smaller than the East Asian part


@cache
def _script_table() -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int64]]:
    """(code point -> kind, kind -> number of its script, kind -> row of detect's combinations of classes).

    Kinds are few, so one look-up and one count answer both questions. The last code point stands for everything outside the BMP.
    """
    scripts = np.zeros(0x10001, dtype=np.int64)
    classes = detect.classes()
    scripts[(classes & np.uint16(detect.HAN)) != 0] = _HAN
    scripts[(classes & np.uint16(detect.KANA)) != 0] = _KANA
    scripts[ord("の")] = _KANA
    scripts[(classes & np.uint16(detect.HANGUL)) != 0] = _HANGUL
    for number, (_, _, ranges) in enumerate(_SCRIPTS, 1):
        for low, high in ranges:
            scripts[low : high + 1] = number
    combination_of, combinations = detect.kinds()
    pairs, kind_of = np.unique(scripts * len(combinations) + combination_of, return_inverse=True)
    return kind_of.astype(np.uint8), (pairs // len(combinations)).astype(np.uint8), pairs % len(combinations)


@cache
def _sums() -> NDArray[np.float64]:
    """Kind -> whether it is a letter, the weight of each script, each class that detect counts: one product gives all sums."""
    _, script_of, class_of = _script_table()
    weights = (script_of[:, None] == np.arange(len(_WEIGHTS))) * np.array(_WEIGHTS)
    return np.concatenate([script_of[:, None] > 0, weights, detect.class_sums()[class_of]], axis=1).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Language:
    """Annotator: lang (BCP 47), lang_confidence (0 to 1), script, and lang_shares for mixed documents.

    lang: zh-Hans, zh-Hant, zh (Chinese without one-sided characters, or both scripts mixed), ja, ko, en ...; und where there is
    nothing to go by. script: hans, hant, hant-tw, hant-hk, mixed, han (either), ja, ko, latin, cyrillic ..., none.
    lang_shares: as in ("zh-Hans=0.71", "en=0.29"), by weighted letters, only where a second language has a tenth or more.

    sample_chars: how much is looked at, in three parts (beginning, middle, end). engine: langdetect (its profiles, read without
    its random sampling, so results are the same in every process) or lingua (needs the extra of that name).
    Raises UsageError when lingua is chosen and not installed.
    """

    name: ClassVar[str] = "language"
    version: ClassVar[str] = "4"
    libraries: ClassVar[tuple[str, ...]] = ("langdetect",)

    sample_chars: int = 6_000
    engine: Literal["langdetect", "lingua"] = "langdetect"

    def __post_init__(self) -> None:
        if self.sample_chars < 3:
            raise UsageError(f"language: sample_chars = {self.sample_chars} is too small", hint="use 1000 or more")

    def tables_used(self) -> Mapping[str, str]:
        """Digests of the tables that tell scripts, regions and languages apart."""
        from corpuskit.steps.ngrams import words_digest

        names = ("STCharacters", "TSCharacters", "JPShinjitaiCharacters", "TWPhrases", "TWPhrasesRev", "HKPhrasesRev")
        return {"function-words": words_digest(), **{f"opencc/{name}": tables.digest("opencc", name) for name in names}}

    def annotate(self, doc: Document, /) -> Mapping[str, Scalar | tuple[str, ...]]:
        """lang, lang_confidence, script, and lang_shares where the document is mixed."""
        return self.annotate_each((doc,))[0]

    def annotate_each(self, docs: Sequence[Document], /) -> list[Mapping[str, Scalar | tuple[str, ...]]]:
        """The same of each: scripts are counted in all of them together."""
        samples = [_sample(doc.text, self.sample_chars) for doc in docs]
        _, starts, codes = joined(samples)
        kind_of, sums = _script_table()[0], _sums()
        kinds = kind_of.take(codes, mode="clip")
        spans = [slice(start, start + len(sample)) for start, sample in zip(starts.tolist(), samples, strict=True)]
        counted = np.array([np.bincount(kinds[span], minlength=len(sums)) for span in spans])
        numbers = counted @ sums  # whole numbers are exact in floats
        rows = zip(_ordinary(numbers), samples, spans, numbers, strict=True)
        return [told or self._annotated(sample, codes[span], kinds[span], row.tolist()) for told, sample, span, row in rows]

    def _annotated(
        self, sample: str, codes: Codes, kinds: NDArray[np.uint8], sums: list[float]
    ) -> Mapping[str, Scalar | tuple[str, ...]]:
        """What a sample with these sums (see _sums) is in."""
        if sample.isascii() and self.engine == "langdetect" and (told := _sure_by_words(sample)):
            return {"lang": told, "lang_confidence": 1.0, "script": "latin"}
        letters, *numbers = sums
        weights = numbers[: len(_WEIGHTS)]
        counts = detect.Counts.of(*map(int, numbers[len(_WEIGHTS) :]))
        found = self._languages(codes, kinds, weights, counts) if letters >= _FEWEST_LETTERS else {}
        if weights[_HAN] and not found:  # a single Han character is Chinese still
            found = {"zh": (1.0, 0.5)}
        if not found:
            return {"lang": "und", "lang_confidence": 0.0, "script": "none"}
        lang, (share, sure) = max(found.items(), key=lambda item: (item[1][0], item[0]))
        out: dict[str, Scalar | tuple[str, ...]] = {"lang": lang, "lang_confidence": round(share * sure, 4)}
        out["script"] = _script_name(lang, codes, weights, counts)
        if len(found) > 1:
            parts = sorted(((s, name) for name, (s, _) in found.items() if s >= _MIXED_RATIO), reverse=True)
            if len(parts) > 1:
                out["lang_shares"] = tuple(f"{name}={part:.2f}" for part, name in parts)
        return out

    def _languages(
        self, codes: Codes, kinds: NDArray[np.uint8], weights: list[float], counts: detect.Counts
    ) -> dict[str, tuple[float, float]]:
        """Language -> (share of the weighted letters, confidence in the name)."""
        total = sum(weights)
        found: dict[str, tuple[float, float]] = {}
        eastern = sum(weights[_HAN:])
        if eastern:
            for name, (part, sure) in _eastern(codes, weights, counts).items():
                found[name] = (part * eastern / total, sure)
        if eastern > (1 - _MIXED_RATIO) * total:
            return found
        for number, (_, lang, _) in enumerate(_SCRIPTS, 1):
            part = weights[number] / total
            if part < _MIXED_RATIO:
                continue
            name, sure = (lang, 1.0) if lang else self._model(codes, kinds, number, part > 0.5)
            before = found.get(name, (0.0, 0.0))
            found[name] = (before[0] + part, max(before[1], sure))
        return found

    def _model(self, codes: Codes, kinds: NDArray[np.uint8], number: int, main: bool) -> tuple[str, float]:
        from corpuskit.steps.ngrams import lingua_guess, profile_guess, read_chars

        limit = _MODEL_CHARS if main else _MODEL_PART_CHARS
        guess = profile_guess
        if self.engine == "langdetect":
            codes, kinds = codes[: read_chars(limit)], kinds[: read_chars(limit)]
        else:
            guess = lingua_guess
        script_of = _script_table()[1]
        other = ((script_of != number) & (script_of != 0)).take(kinds)
        wide = codes.astype(np.uint32)
        text = text_of(np.where(other, np.uint32(0x20), wide)) if other.any() else text_of(wide)
        return guess(text, _SCRIPTS[number - 1][0], limit)


def _ordinary(sums: NDArray[np.float64]) -> list[dict[str, Scalar | tuple[str, ...]]]:
    """The answer for each text in simplified characters with little else, as most are, without the questions that others need;
    empty for the others. sums: a row for each text, with the columns of _sums()."""
    weights, classes = sums[:, 1 : len(_WEIGHTS) + 1], sums[:, len(_WEIGHTS) + 1 :]
    han, hans, hant, kana, _, hangul, shinjitai, _, _, shared = classes.T
    eastern, total = weights[:, _HAN], weights[:, :_HAN].sum(axis=1)  # these are whole numbers: their order does not matter
    total = total + eastern
    for number in (_KANA, _HANGUL):
        eastern, total = eastern + weights[:, number], total + weights[:, number]
    usual = (han > 0) & (hant + kana + hangul + shinjitai + shared == 0) & (eastern > (1 - _MIXED_RATIO) * total)
    usual &= sums[:, 0] >= _FEWEST_LETTERS
    rows = zip(usual.tolist(), hans.tolist(), eastern.tolist(), total.tolist(), strict=True)
    return [
        {
            "lang": "zh-Hans" if one_sided else "zh",
            "lang_confidence": round(part / whole * round((one_sided + 1) / (one_sided + 2), 4), 4),
            "script": "hans" if one_sided else "han",
        }
        if is_usual
        else {}
        for is_usual, one_sided, part, whole in rows
    ]


def _sure_by_words(text: str) -> str:
    """The language of ASCII text that its frequent words tell: there is no other script to count."""
    from corpuskit.steps.ngrams import words_guess

    return words_guess(text, "latin")


def _sample(text: str, size: int) -> str:
    """The text, or its beginning, middle and end, `size` characters in all."""
    if len(text) <= size:
        return text
    part = size // 3
    middle = (len(text) - part) // 2
    return f"{text[:part]}\n{text[middle : middle + part]}\n{text[-part:]}"


def _eastern(codes: Codes, weights: list[float], counts: detect.Counts) -> dict[str, tuple[float, float]]:
    """Chinese, Japanese and Korean shares of the East Asian part."""
    if not (counts.kana or counts.hangul or counts.shinjitai):
        return {_chinese_name(counts.hans, counts.hant): (1.0, _chinese_sure(counts))}
    script = detect.document_script(codes, counts)
    where = detect.scope(codes)
    chinese_han, hans, hant = 0, 0, 0
    if where is not None:
        chinese_han = int(np.count_nonzero(((where.found & np.uint16(detect.HAN)) != 0) & where.chinese))
        hans, hant = where.hans, where.hant
    other_han = counts.han - chinese_han
    japanese, korean = weights[_KANA], weights[_HANGUL]
    weight = _WEIGHTS[_HAN]
    if script == "ja" or (counts.shinjitai and japanese >= korean):
        japanese += weight * other_han
    elif japanese or korean:
        share = japanese / (japanese + korean)
        japanese, korean = japanese + share * weight * other_han, korean + (1 - share) * weight * other_han
    total = japanese + korean + weight * chinese_han
    if not total:
        return {"zh": (1.0, 0.5)}
    parts = {"ja": (japanese, 1.0), "ko": (korean, 1.0), _chinese_name(hans, hant): (weight * chinese_han, _chinese_sure(counts))}
    return {name: (part / total, sure) for name, (part, sure) in parts.items() if part}


def _chinese_name(hans: int, hant: int) -> str:
    if not hans and not hant:
        return "zh"
    if min(hans, hant) * 2 > max(hans, hant):  # both in earnest: neither name would be true
        return "zh"
    return "zh-Hans" if hans > hant else "zh-Hant"


def _chinese_sure(counts: detect.Counts) -> float:
    """How sure the name is: 1 for clear evidence of one side, less for little evidence, half for none."""
    hans, hant = counts.hans, counts.hant
    most, least = max(hans, hant), min(hans, hant)
    return round((most + 1) / (most + least + 2) if least else (most + 1) / (most + 2), 4)


def _script_name(lang: str, codes: Codes, weights: list[float], counts: detect.Counts) -> str:
    if lang not in _EAST_ASIAN:
        return _SCRIPTS[max(range(1, _HAN), key=weights.__getitem__) - 1][0]
    if lang in ("ja", "ko"):
        return lang
    name = detect.document_script(codes, counts)
    return name if name not in ("ja", "ko", "none") else {"zh-Hans": "hans", "zh-Hant": "hant"}.get(lang, "han")
