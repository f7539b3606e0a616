"""Blanks between Han characters that tear words: which of those in lines of prose are artefacts.

What lives here: torn() (single words, proven by the page itself) and scattered() (pages full of such blanks, proven by words in
general). What never does: spread text, where every word is set off (spread.py); blanks beside marks (runs.py).

How it works: a blank that somebody meant stands between words: names of a list, lines of verse, a slogan. So the characters on
both sides of it attract each other no more than chance (the character model's pointwise mutual information: 意|见 5, 长|等 -1).
Blanks that a scan, a line wrap or a bad converter left fall anywhere, and between a quarter and three quarters of them lie inside
words. Measured on 1,663 sound texts of prose and 670 labelled pages: where four blanks or more stand in lines of prose, at most 2
are inside words. Where a page is proven, blanks between characters that attract each other go, and all others but those between
names and between runs of one length.

Weak: fewer than LEAST_TORN blanks prove nothing; names of two characters that are padded with a blank (王 明) never count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.steps.namegrammar import is_person
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import View
from corpuskit.steps.repair import model

__all__ = ["scattered", "torn"]

SURE_COUNT = 4  # whole elsewhere so often, a pair of characters is a word
INSIDE_NATS = 3.0  # from here on two neighbours are inside a word; of neighbours in running text two fifths are
LEAST_TORN = 3  # blanks inside words that prove a page,
TORN_RATIO = 0.2  # and so many of its blanks in lines of prose must be
LONG_RUN_CHARS = 8  # between two blanks or marks: no line of verse is so long
NAME_CHARS = 4
_HAN3 = re.compile("[\u3400-\u9fff]{3}")


def torn(text: str, places: Sequence[int]) -> list[int]:
    """Those of the blanks at `places`, each between two Han characters, that stand in a word which the text has whole elsewhere:
    often, or twice and once with a neighbour of this place.
    """
    words = {text[at - 1] + text[at + 1] for at in places}
    counts = {word: text.count(word) for word in words if word[0] != word[1]}
    return [at for at in places if _is_torn(text, at, counts)]


def _is_torn(text: str, at: int, counts: dict[str, int]) -> bool:
    a, b = text[at - 1], text[at + 1]
    count = counts.get(a + b, 0)
    if count < 2 or count >= SURE_COUNT:
        return count >= SURE_COUNT
    longer = (text[at - 2 : at] + b, a + text[at + 1 : at + 3])
    return any(len(piece) == 3 and _HAN3.fullmatch(piece) and piece in text for piece in longer)


def scattered(view: View, places: Sequence[int], others: Sequence[int]) -> list[int]:
    """The blanks that go because the text is full of torn words; none where it is not.

    places: between two Han characters in lines of prose; others: in other lines (heads), where only those inside words go.
    """
    runs = {at: _runs_beside(view.row, at + 1) for at in (*places, *others)}
    places = [at for at in places if max(runs[at]) > 1]
    if len(places) <= LEAST_TORN:
        return []
    bonds = _bonds(view.text, places)
    inside = sum(bond >= INSIDE_NATS for bond in bonds)
    if inside < LEAST_TORN or inside < TORN_RATIO * len(places):
        return []
    found = [at for at, bond in zip(places, bonds, strict=True) if bond > 0 or not _is_list(view.text, at, *runs[at])]
    others = [at for at in others if max(runs[at]) > 1]
    return found + [at for at, bond in zip(others, _bonds(view.text, others), strict=True) if bond >= INSIDE_NATS]


def _is_list(text: str, at: int, before: int, behind: int) -> bool:
    """Whether the runs beside a blank are names, or as long as one another, as lines of verse and slogans are."""
    if before == behind < LONG_RUN_CHARS:
        return True
    return (before <= NAME_CHARS and is_person(text[at - before : at])) or (
        behind <= NAME_CHARS and is_person(text[at + 1 : at + 1 + behind])
    )


def _runs_beside(row: bytes, at: int) -> tuple[int, int]:
    """How many Han characters stand before and behind the blank at row[at], up to LONG_RUN_CHARS."""
    before = behind = 0
    while before < LONG_RUN_CHARS and row[at - before - 1] == v.HAN:
        before += 1
    while behind < LONG_RUN_CHARS and row[at + behind + 1] == v.HAN:
        behind += 1
    return before, behind


def _bonds(text: str, places: Sequence[int]) -> list[float]:
    """How strongly the characters on both sides of each blank attract each other, in nats."""
    return model.attractions([text[at - 1] + text[at + 1] for at in places])
