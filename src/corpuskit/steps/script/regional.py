"""Taiwan and Hong Kong: which of them a text comes from, and forms that the official tables forget on the way to another region.

What lives here: region_of(); what regional forms are in simplified characters and in Taiwan's. What never does: converting.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.columns import Codes as AnyCodes
from corpuskit.steps.script import tables
from corpuskit.steps.script.trie import Codes, Trie, leftmost

__all__ = ["foreign_to_taiwan", "region_of", "simplified_of", "table_of"]

_REGION_SAMPLE_CHARS = 3_000  # region words are looked for in so much of a text
_CANTONESE = "嘅咗喺啲哋冇佢嚟嗰咁乜嘢唔啱攞俾"
_HONG_KONG_FORMS = "裏綫衞説鈎枱麪着羣"
_ANIMAL = {"牠": "它"}  # the animal's 它 of Taiwan: in none of the tables


def _in(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeError:
        return False
    return True


@cache
def simplified_of() -> Mapping[str, str]:
    """Regional form (衞, 粧, 簷) -> simplified character, where the tables to simplified do not have the form."""
    known = tables.rows("opencc", "TSCharacters")
    found = dict(_ANIMAL)
    for name in ("HKVariants", "TWVariants"):
        for standard, values in tables.rows("opencc", name).items():
            plain = known.get(standard, (standard,))[0]
            for form in values:
                if form not in known and not _in(form, "gb2312") and _in(plain, "gb2312"):
                    found[form] = plain
    return found


@cache
def foreign_to_taiwan() -> Mapping[str, str]:
    """Form that only Hong Kong writes (説, 衞) -> Taiwan's form, which the official tables to Taiwan do not know."""
    taiwan = tables.rows("opencc", "TWVariants")
    found = {}
    for standard, values in tables.rows("opencc", "HKVariants").items():
        form = taiwan.get(standard, (standard,))[0]
        for value in values:
            if value != form and not _in(value, "big5") and value not in taiwan:
                found[value] = form
    return found


@cache
def table_of(target: str) -> Codes:
    """Code point of a form -> what the target (hans or tw) writes; 0 for all others."""
    table = np.zeros(tables.TABLE_SIZE + 1, dtype=np.uint32)
    for form, standard in (simplified_of() if target == "hans" else foreign_to_taiwan()).items():
        table[ord(form)] = ord(standard)
    return table


@cache
def _region_words() -> tuple[Trie, NDArray[np.int8]]:
    """Words that only Taiwan uses (1), that it does not use (-1), that Hong Kong uses (2); in traditional characters."""
    words: dict[str, int] = {}
    for mainland, values in tables.rows("opencc", "TWPhrases").items():
        if len(mainland) > 1 and mainland not in values:
            words[mainland] = -1
    for taiwan, values in tables.rows("opencc", "TWPhrasesRev").items():
        if len(taiwan) > 1 and taiwan not in values:
            words[taiwan] = 1
    for hong_kong, values in tables.rows("opencc", "HKPhrasesRev").items():
        if len(hong_kong) > 1 and hong_kong not in values and hong_kong not in words:
            words[hong_kong] = 2
    return Trie(list(words)), np.array(list(words.values()), dtype=np.int8)


@cache
def _local_forms() -> NDArray[np.bool_]:
    """Code point -> whether only Hong Kong writes it."""
    table = np.zeros(0x10001, dtype=bool)
    table[[ord(char) for char in _CANTONESE + _HONG_KONG_FORMS]] = True
    return table


def region_of(codes: AnyCodes) -> str:
    """hant-tw, hant-hk or hant, by words and forms in the beginning of a traditional text."""
    sample = codes[:_REGION_SAMPLE_CHARS].astype(np.uint32, copy=False)
    trie, sides = _region_words()
    _, _, numbers = leftmost(trie.find(sample))
    found = sides[numbers]
    taiwan, elsewhere, hong_kong = (int(np.count_nonzero(found == side)) for side in (1, -1, 2))
    hong_kong += int(np.count_nonzero(_local_forms().take(sample, mode="clip")))
    if taiwan > 1 and taiwan > 2 * (elsewhere + hong_kong):
        return "hant-tw"
    if hong_kong > 2 and hong_kong > 2 * taiwan:
        return "hant-hk"
    return "hant"
