"""Strings made to break a script converter: phrases cut and joined at bad places, every kind of character between them.

What lives here: strings(), the same ones everywhere for the same seed (only random.Random.random() is used, whose output is
fixed across Python versions). What never does: expected results; scripts/compare-opencc gets those from the official engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from corpuskit.steps.script import tables

DICTIONARIES = (
    "STPhrases", "STPhrases_GeneratedFromRegionalPhrases", "TSPhrases", "TWPhrases", "TWPhrasesRev", "HKPhrases", "HKPhrasesRev",
    "TWVariantsPhrases", "TWVariantsRevPhrases", "HKVariantsPhrases", "HKVariantsRevPhrases", "JPShinjitaiPhrases",
)  # fmt: skip
CHARACTERS = (
    "STCharacters", "TSCharacters", "TSCharactersExt", "TWVariants", "TWVariantsRev", "HKVariants", "HKVariantsRev",
    "JPShinjitaiCharacters", "JPShinjitaiCharactersRev", "CJK_Compatibility_Ideographs",
)  # fmt: skip
OTHER = (
    "，。、；：？！…“”‘’「」《》（）— \n\t,.:;abcXYZ0123456789-_/あいのカタナ한국어éßя😀"
    "🀄👩‍💻〇々〆⿰⿱⿲⿳⿻⿾⿰木木\u3000\ufe0f\U000e0100\u200b"
)


def strings(count: int, seed: int) -> Iterator[str]:
    """`count` strings of 1 to about 120 characters."""
    phrases = [list(tables.rows("opencc", name).items()) for name in DICTIONARIES]
    singles = [list(tables.rows("opencc", name).items()) for name in CHARACTERS]
    random = Random(seed).random

    def pick(things: list[tuple[str, tuple[str, ...]]]) -> str:
        key, values = things[int(random() * len(things))]
        return key if random() < 0.75 else values[int(random() * len(values))]

    for _ in range(count):
        pieces = []
        for _ in range(1 + int(random() * 20)):
            dice = random()
            if dice < 0.45:
                piece = pick(phrases[int(random() * len(phrases))])
                if random() < 0.4:  # cut, so that it overlaps with what comes next
                    piece = piece[int(random() * len(piece)) :] if random() < 0.5 else piece[: 1 + int(random() * len(piece))]
            elif dice < 0.8:
                piece = pick(singles[int(random() * len(singles))])
            else:
                piece = OTHER[int(random() * len(OTHER))]
            pieces.append(piece)
        yield "".join(pieces)
