"""Reading a text as words of classes: the longest word first, as an alternation of all of them would read it."""

from __future__ import annotations

import random
import re

import pytest

from corpuskit.steps.asidewords import FOREIGN, JA, KO, ZH, Lexicon, read

ASKED = [("act", "thing", "fill"), ("related", "head"), ("advert",), ("plea",)]


def _by_alternation(text: str, lexicon: Lexicon, kinds: tuple[str, ...]) -> list[tuple[str, int]]:
    seen: dict[str, str] = {}
    for kind in kinds:
        for word in lexicon.words[kind]:
            seen.setdefault(word, kind)
    pattern = re.compile("|".join((*map(re.escape, sorted(seen, key=lambda word: -len(word))), r"\w")))
    return [(seen.get(match[0], FOREIGN), len(match[0])) for match in pattern.finditer(text)]


@pytest.mark.parametrize("lexicon", [ZH, JA, KO], ids=["zh", "ja", "ko"])
def test_words_are_read_as_an_alternation_reads_them(lexicon: Lexicon) -> None:
    chance = random.Random(11)
    for kinds in ASKED:
        known = tuple(kind for kind in kinds if kind in lexicon.words)
        words = [word for kind in known for word in sorted(lexicon.words[kind])]
        if not words:
            continue
        for _ in range(300):
            pieces = [chance.choice(words) for _ in range(chance.randint(0, 5))] + chance.choices("我的 _了3,.。－ab", k=4)
            chance.shuffle(pieces)
            text = "".join(pieces)[: chance.randint(1, 30)]
            expected = _by_alternation(text, lexicon, known)
            found = read(text, lexicon, *known)
            assert found.size == sum(size for _, size in expected), text
            for kind in (*known, FOREIGN):
                assert found.chars.get(kind, 0) == sum(size for which, size in expected if which == kind), (text, kind)
                assert found.words.get(kind, 0) == sum(which == kind for which, _ in expected), (text, kind)
            assert found.first == (expected[0][0] if expected else ""), text
