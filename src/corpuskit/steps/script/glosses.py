"""Places that must stay as they are, whatever their script: protected terms, and text that speaks about characters.

What lives here: fixed_places(). What never does: converting, judging whole documents.

How it works: `龙（龍）` and `繁體：龍` give a character in its other script, and `“後”字` names one; converting it would make the
sentence say nothing. A bracket whose content folds to what stands before it is such a gloss; so is one character in
quotation marks before 字.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.rulebook import fold_table

__all__ = ["fixed_places"]

_LONGEST_GLOSS_CHARS = 8
# Both begin with a rare mark, so that the search is quick.
_GLOSS = re.compile(f"[（(]([\u3400-\u9fff][\u3400-\u9fff、/或，]{{0,{_LONGEST_GLOSS_CHARS - 1}}})[）)]")
_NAMED = re.compile("[」』”’\"']字")
# 繁體：龍, 简体写作“龙”
_IN_SCRIPT = re.compile(
    "[体體]字?(?:[写寫]?[作为為是成]|[：:]) ?[“「『\"']?([\u3400-\u9fff]{1,4})(?=[”」』\"'，。；、,;.\\s）)]|$)"
)
_SCRIPT_NAMES = frozenset("繁简簡正异異")
_OPENING = "「『“‘\"'"
_BETWEEN = re.compile("[、/或，]")


@cache
def _terms(protect: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(term) for term in sorted(protect, key=len, reverse=True) if term))


def fixed_places(text: str, protect: tuple[str, ...]) -> NDArray[np.bool_] | None:
    """True per character that stays, or None when nothing is to stay."""
    spans = [match.span() for match in _terms(protect).finditer(text)] if any(protect) else []
    for match in _NAMED.finditer(text):
        at = match.start()
        if at > 1 and text[at - 2] in _OPENING:
            spans.append((at - 1, at))
    for match in _IN_SCRIPT.finditer(text):
        if text[match.start() - 1 : match.start()] in _SCRIPT_NAMES:
            spans.append(match.span(1))
    for match in _GLOSS.finditer(text):
        given = match.group(1)
        for piece in (given, *_BETWEEN.split(given)):
            before = text[max(0, match.start(1) - 1 - len(piece)) : match.start(1) - 1]
            if piece and piece != before and len(piece) == len(before) and all(map(_same, piece, before)):
                spans += [match.span(1), (match.start(1) - 1 - len(piece), match.start(1) - 1)]
                break
    if not spans:
        return None
    mask = np.zeros(len(text), dtype=bool)
    for start, end in spans:
        mask[start:end] = True
    return mask


def _same(one: str, other: str) -> bool:
    table = fold_table()
    return table.get(ord(one), one) == table.get(ord(other), other)
