"""Whether a page speaks a language at all: rules of a language that is written in Latin letters ask it.

What lives here: Spoken. What never does: which language a document is in (steps/language.py), patterns (rulebook/).

How it works: RCS, ISSN or HRB mean one thing under a French or Czech shop and another in a Chinese text on messages or steel. A
page on which a site speaks German holds a few of the words that no German text does without. So the hits of a rule count where
the page holds two of its language's frequent words, and half as many as it holds of English, whose words stand on every page and
look like many of theirs (die, war, man); and where the page is too short to tell, with no other script and hardly any English.

Weak: short pages of two languages; closely related languages speak for each other.
"""

from __future__ import annotations

import re

from corpuskit.rulebook.linematch import LineHit
from corpuskit.steps.ngrams import frequent_words

__all__ = ["ASKED", "Spoken"]

ASKED = frozenset(("cs", "de", "es", "fr", "id", "it", "nl", "pl", "pt", "sv", "tr", "vi"))
WORDS_MIN = 2
ENGLISH_RATIO = 0.5
ENGLISH_MIN = 4  # that say a text is English
WIDE_MIN = 4  # letters of China, Japan and Korea
KANA_MIN = 20  # of a Japanese page
END_CHARS = 50_000  # at each end of a text
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile("[\u3041-\u30fa]")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


class Spoken:
    """What a text says of the languages it holds. Its words are read when the first rule asks."""

    __slots__ = ("_answers", "_text", "_words")

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: frozenset[str] | None = None
        self._answers: dict[str, bool] = {}

    def heard(self, hits: list[LineHit]) -> list[LineHit]:
        """The hits whose rules are of a language that the text holds, or of one that needs no asking."""
        if all(ASKED.isdisjoint(hit.rule.langs) and hit.rule.family != "novel" for hit in hits):
            return hits
        return [hit for hit in hits if self._counts(hit)]

    def _counts(self, hit: LineHit) -> bool:
        if hit.rule.family == "novel" and "ja" not in hit.rule.langs and len(_KANA.findall(self._text, 0, END_CHARS)) >= KANA_MIN:
            return False  # plugs of Chinese novel sites are no Japanese
        return ASKED.isdisjoint(hit.rule.langs) or any(self.holds(lang) for lang in hit.rule.langs)

    def holds(self, lang: str) -> bool:
        """True where the text has frequent words of a language that English does not explain, or says of none what it is."""
        known = self._answers.get(lang)
        if known is None:
            if self._words is None:
                text = self._text
                text = text if len(text) <= 2 * END_CHARS else text[:END_CHARS] + " " + text[-END_CHARS:]
                self._words = frozenset(_WORD.findall(text.lower()))
            own, english = len(self._words & frequent_words(lang)), len(self._words & frequent_words("en"))
            if own >= WORDS_MIN:
                known = own >= ENGLISH_RATIO * english
            else:
                known = english < ENGLISH_MIN and len(_WIDE.findall(self._text, 0, END_CHARS)) < WIDE_MIN
            self._answers[lang] = known
        return known
