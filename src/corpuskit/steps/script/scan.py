"""Which texts may change: the cheap question, about one text and about a batch of texts at once.

What lives here: evidence(), the characters that make a text worth a closer look, and may_change(), which asks them of a whole
batch. What never does: the closer look itself (detect.py), converting.

How it works: one table tells for each code point what the question needs, so a batch is read once. Japanese holds characters of
the other script on every line; whether a text is Japanese outside its quotations is counted here from the same table, and is then
the answer of the closer look too (detect.scope() gives None for it).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from corpuskit.steps.columns import joined
from corpuskit.steps.script import detect, mend, quotes, regional, tables

__all__ = ["evidence", "may_change"]

_EVIDENCE, _MARKER, _KANA, _HAN, _NOT_JAPANESE, _OPENS, _CLOSES, _LINE_END = (1 << n for n in range(8))
_LONGEST = quotes.LONGEST_CHARS + 1  # from the mark that opens a quotation to the one that closes it


def _evidence_chars(target: str, variants: bool, mend_too: bool) -> str:
    chars = detect.characters_of(detect.HANT if target == "hans" else detect.HANS)
    if mend_too:  # any traditional text may hold a wrong choice
        chars += detect.characters_of(detect.HANT)
    if variants:
        triggers = tables.chain("opencc", "t2" + target).triggers
        chars += "".join(triggers.findall("".join(map(chr, range(0x3400, 0xA000)))))
        chars += "".join(regional.foreign_to_taiwan()) if target == "tw" else ""
    return "".join(sorted(set(chars)))


@cache
def evidence(target: str, variants: bool, mend_too: bool) -> re.Pattern[str]:
    """Finds something in every text that the target (hans, hant, tw, hk) may change.

    variants: the target's own forms are asked for in traditional text too. mend_too: the text may be machine-made.
    """
    return re.compile("[" + "".join(map(re.escape, _evidence_chars(target, variants, mend_too))) + "]")


@cache
def _aspects(target: str, variants: bool) -> NDArray[np.uint8]:
    """Code point -> what the question needs to know of it; 65,537 entries, the last for all code points above U+FFFF."""
    classes = detect.classes()
    table = np.zeros(len(classes), np.uint8)
    for bit, of in ((_KANA, detect.KANA), (_HAN, detect.HAN), (_NOT_JAPANESE, detect.NOT_JAPANESE)):
        table[(classes & np.uint16(of)) != 0] |= bit
    marked = [(_EVIDENCE, _evidence_chars(target, variants, False)), (_OPENS, quotes.OPENING), (_CLOSES, quotes.CLOSING)]
    marked.append((_LINE_END, "\n"))
    if target != "hans":
        marked.append((_MARKER, mend.MARKER_CHARS))
    for bit, chars in marked:
        table[np.fromiter(map(ord, chars), np.intp, len(chars))] |= bit
    table[-1] = 0
    return table


def may_change(texts: Sequence[str], target: str, *, variants: bool, mends: bool) -> list[bool]:
    """Per text: whether the closer look may find something to change.

    variants, mends: as evidence() has them; whether a text may be machine-made is asked here.
    """
    text, starts, codes = joined(texts)
    if not len(codes):
        return [False] * len(texts)
    found = _aspects(target, variants).take(codes, mode="clip")
    ends = np.append(starts[1:] - 1, len(found))
    full = starts < ends
    held = np.zeros(len(starts), np.uint8)
    held[full] = np.bitwise_or.reduceat(found, starts[full])  # with the line end behind a text, which says nothing
    if mends:
        wrong = [at for at in np.flatnonzero((found & _MARKER) != 0).tolist() if mend.is_wrong_at(text, at)]
        held[starts.searchsorted(wrong, "right") - 1] |= _EVIDENCE
    may = (held & _EVIDENCE) != 0
    asked = np.flatnonzero(may & ((held & (_KANA | _NOT_JAPANESE)) == _KANA))
    if len(asked):
        may[asked] = ~_are_japanese([found[at:to] for at, to in zip(starts[asked].tolist(), ends[asked].tolist(), strict=True)])
    return cast(list[bool], may.tolist())


def _are_japanese(texts: Sequence[NDArray[np.uint8]]) -> NDArray[np.bool_]:
    """Per text without characters that Japan does not know: whether it holds kana enough outside its quotations.

    texts: the aspects of their code points.
    """
    line_end = np.full(1, _LINE_END, np.uint8)
    found = np.concatenate([part for text in texts for part in (text, line_end)])
    ends = np.cumsum([len(text) + 1 for text in texts])
    kana_before = np.cumsum((found & _KANA) != 0, dtype=np.int32)
    han_before = np.cumsum((found & _HAN) != 0, dtype=np.int32)
    kana, han = (np.diff(before[ends - 1], prepend=0) for before in (kana_before, han_before))
    marks = np.flatnonzero(found >= _OPENS)
    kinds = found[marks]
    pairs = np.flatnonzero((kinds[:-1] == _OPENS) & (kinds[1:] == _CLOSES) & (np.diff(marks) <= _LONGEST))
    if len(pairs):
        quoted = kana_before[marks[pairs + 1]] - kana_before[marks[pairs]]
        kana = kana - np.bincount(ends.searchsorted(marks[pairs], "right"), quoted, len(ends)).astype(np.int64)
    return np.array([detect.is_much_kana(*of) for of in zip(kana.tolist(), han.tolist(), strict=True)])
