"""Parentheses and straight quotes: pairs that become full width or curved, both or neither.

What lives here: pairing and the conditions. What never does: marks between words (marks.py).

How it works: pairs are matched by a stack, within three lines. A pair with Han inside is Chinese unless it is a call; a pair
without Han is Chinese when it follows Han directly and holds words or numbers: (^_^), (C), (x, y) and file(1) stay.

Weak: a pair that spans lines is not seen.
"""

from __future__ import annotations

import re

import numpy as np

from corpuskit.steps.columns import Classes, Draft, Ints
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import Bools, View, is_in

__all__ = ["add_parentheses", "add_quotes"]

_AFTER_CHINESE = is_in(v.HAN, v.CLOSE, v.CLOSES)
_CHINESE = is_in(v.HAN, v.OPEN, v.CLOSE, v.OPENS, v.CLOSES, v.STOP, v.WIDE)
_AFTER_MARK = is_in(v.STOP, v.WIDE, v.COMMA, v.SEMI, v.COLON)
_WORD = is_in(v.LETTER, v.DIGIT, v.SIGN, v.RIGHT, v.QUOTE, v.APOSTROPHE)
_WORDS = re.compile(r"[ A-Za-z0-9À-ɏ+/<~“\"'-][\w .,、，;:/%+&'’“”\"\-–—‰℃°·～~≥≤<>=×*#@$￥!?()]*")
_FACE = re.compile(r"\W*[A-Za-z0-9]?[_^.\-=*;:]+[A-Za-z0-9]?\W*|[CRPT]|TM")
_COORDINATES = re.compile(r"-?(?:\d+(?:\.\d+)?|[a-z]\w?)(?:, ?-?(?:\d+(?:\.\d+)?|[a-z]\w?))+")
_NUMBERING = re.compile(r"\d{1,2}|[A-Za-z]|[ivxIVX]{1,4}")
_CALLED = re.compile(r"[A-Za-z0-9_.:$>-]*[_.:$>][A-Za-z0-9_]*$|[a-z0-9]+[A-Z]\w*$")
_PHRASE = re.compile(r"[A-Za-z]{2,}[,:]? [A-Za-z]{2,}")
MOST_LINES = 3  # that a pair may reach over


def _pairs(view: View) -> tuple[Ints, Ints]:
    """Positions of opening and closing parentheses, matched within three lines; at least one of each pair is half width."""
    inner = view.classes[1:-1]
    at = np.flatnonzero(is_in(v.LEFT, v.RIGHT, v.OPENS, v.CLOSES)[inner])
    kinds, lines = inner[at].tolist(), view.line_of(at).tolist()
    lefts: list[int] = []
    rights: list[int] = []
    stack: list[tuple[int, int, int]] = []
    for position, kind, line in zip(at.tolist(), kinds, lines, strict=True):
        while stack and line - stack[-1][1] >= MOST_LINES:
            stack.pop()
        if kind in (v.LEFT, v.OPENS):
            stack.append((position, line, kind))
        elif stack:
            start, on, was = stack.pop()
            if (was == v.LEFT or kind == v.RIGHT) and (on == line or _joins(view.classes, start, position)):
                lefts.append(start)
                rights.append(position)
    return np.array(lefts, np.int64), np.array(rights, np.int64)


def _joins(classes: Classes, start: int, end: int) -> bool:
    """Whether a pair over a line end is one: Han beside both, and no list marker such as a) closes it."""
    opens = classes[start] == v.HAN or classes[start + 2] == v.HAN
    return bool(opens and _CHINESE[classes[end]])


def add_parentheses(draft: Draft, view: View, flat: Bools) -> tuple[Ints, Ints]:
    """Widen pairs; returns the positions that are full width afterwards, opening and closing. flat: lines without wide marks."""
    lefts, rights = _pairs(view)
    if not len(lefts):
        return lefts, rights
    keep = view.may(lefts) & view.may(rights) & (rights - lefts > 1)
    lefts, rights = lefts[keep], rights[keep]
    if not len(lefts):
        return lefts, rights
    k = view.classes
    han = np.concatenate(([0], np.cumsum(_CHINESE[k[1:-1]], dtype=np.int32)))
    pure = np.concatenate(([0], np.cumsum(k[1:-1] == v.HAN, dtype=np.int32)))
    inside = (han[rights] - han[lefts + 1]) > 0  # Han, or a mark that only CJK text has
    inside &= (k[lefts] != v.BLANK) | (pure[rights] - pure[lefts] > 0)
    before, after, first, last = k[lefts], k[rights + 2], k[lefts + 2], k[rights]
    mixed = ((k[lefts + 1] == v.OPENS) | (k[rights + 1] == v.CLOSES)) & (k[rights + 2] != v.CLOSES)
    surplus = (k[lefts + 1] == v.OPENS) & (k[rights + 2] == v.CLOSES)  # （a)）: the half-width one has no partner
    lines = view.line_of(lefts)
    half = flat[lines]
    beside = _CHINESE[before] | _CHINESE[first] | _CHINESE[last] | _CHINESE[after] | half | mixed
    plain = (first != v.QUOTE) & (first != v.APOSTROPHE)
    widen = inside & beside & ~_WORD[before] & ~surplus
    ask_call = inside & beside & plain & _WORD[before] & ~surplus
    ask_words = ~inside & ~surplus & (_AFTER_CHINESE[before] | ((after == v.HAN) & ~_WORD[before]) | mixed | half)
    for n in np.flatnonzero(ask_call).tolist():
        widen[n] = _is_gloss(view.text, int(lefts[n]), int(rights[n]), half[n])
    for n in np.flatnonzero(ask_words).tolist():
        content = view.text[lefts[n] + 1 : rights[n]]
        marker = _NUMBERING.fullmatch(content) is not None and before[n] != v.HAN and not mixed[n]
        if marker and not (half[n] and _AFTER_MARK[before[n]]):
            continue
        if half[n] and not (_AFTER_CHINESE[before[n]] or after[n] == v.HAN or mixed[n]) and before[n] != v.BLANK:
            continue
        if _WORD[before[n]] and not mixed[n]:
            widen[n] = _PHRASE.search(content) is not None and _holds_words(content)
        else:
            widen[n] = before[n] != v.BLANK and _holds_words(content)
    lefts, rights, first, last = lefts[widen], rights[widen], first[widen], last[widen]
    before, after = before[widen], after[widen]
    half_left, half_right = lefts[k[lefts + 1] == v.LEFT], rights[k[rights + 1] == v.RIGHT]
    draft.put(half_left, "（", "punctuation.parenthesis")
    draft.put(half_right, "）", "punctuation.parenthesis")
    _tighten(draft, view, lefts[first == v.BLANK] + 1, rights[last == v.BLANK] - 1)
    return lefts, rights


def _tighten(draft: Draft, view: View, after_left: Ints, before_right: Ints) -> None:
    """Single blanks just inside a full-width pair go."""
    k = view.classes
    spots = np.concatenate((after_left[k[after_left + 2] != v.BLANK], before_right[k[before_right] != v.BLANK]))
    spots = np.unique(spots)
    draft.delete(spots, spots + 1, "punctuation.blank")


def _is_gloss(text: str, left: int, right: int, is_flat: bool) -> bool:
    """Whether a pair with Han inside, after a Latin word or a sign, explains it (Linux(操作系统)) and is not called by it."""
    if text[left - 1] in "]\"'`$\\":
        return False
    content = text[left + 1 : right]
    if "=" in content or text[right + 1 : right + 2] in (";", "{", "=", "-", "[", "."):
        return False
    start = left
    while start and text[start - 1].isascii() and not text[start - 1].isspace() and text[start - 1] not in "(),;\"'":
        start -= 1
    if _CALLED.search(text[start:left]) is None:
        return True
    return is_flat and len(_HAN.findall(content)) >= LEAST_GLOSS_HAN


LEAST_GLOSS_HAN = 3  # what a call takes is shorter, or no Han
_HAN = re.compile("[\u3400-\u9fff]")


def _holds_words(content: str) -> bool:
    if len(content) == 1 and not content.isalnum():
        return content not in "^_ "  # a sign that is the subject: (|)
    return (
        _WORDS.fullmatch(content) is not None
        and _FACE.fullmatch(content) is None
        and _COORDINATES.fullmatch(content) is None
        and content.count("(") == content.count(")")
    )


LONGEST_QUOTE_CHARS = 200
_OUTSIDE = is_in(
    v.HAN, v.NEWLINE, v.BLANK, v.OPEN, v.CLOSE, v.STOP, v.WIDE, v.OPENS, v.CLOSES, v.COMMA, v.SEMI, v.COLON, v.LEFT, v.RIGHT
)


def add_quotes(draft: Draft, view: View) -> tuple[Ints, Ints]:
    """Pair straight double quotes around Chinese into “”; returns the positions of both, opening and closing."""
    k = view.classes
    lefts: list[int] = []
    rights: list[int] = []
    at = view.find(v.QUOTE)
    if not len(at):
        return at, at
    everything = np.flatnonzero(k[1:-1] == v.QUOTE)
    lines = view.line_of(at)
    total = np.bincount(view.line_of(everything), minlength=int(lines.max()) + 1)
    for line in np.unique(lines).tolist():
        here = at[lines == line].tolist()
        if len(here) % 2 or len(here) != total[line]:
            continue
        start = int(view.line_starts[line])
        end = view.text.find("\n", start)
        if view.text.count("“", start, end if end >= 0 else None) != view.text.count("”", start, end if end >= 0 else None):
            continue  # half of a pair may be curved already, or the wrong way round
        found = [(a, b) for a, b in zip(here[::2], here[1::2], strict=True)]
        if all(_is_quoted(view, a, b) for a, b in found):
            lefts += [a for a, _ in found]
            rights += [b for _, b in found]
    opening, closing = np.array(lefts, np.int64), np.array(rights, np.int64)
    draft.put(opening, "“", "punctuation.quote")
    draft.put(closing, "”", "punctuation.quote")
    return opening, closing


def _is_quoted(view: View, a: int, b: int) -> bool:
    k = view.classes
    outside, inside = (int(k[a]), int(k[b + 2])), (int(k[a + 2]), int(k[b]))
    if not 1 < b - a <= LONGEST_QUOTE_CHARS or v.BLANK in inside or "\n" in view.text[a:b]:
        return False
    if not _OUTSIDE[outside[0]]:
        return False
    content = k[a + 2 : b + 1]
    if bool((content == v.SIGN).any()) and not bool((content == v.HAN).any()):
        return False
    return bool((content == v.HAN).any()) or outside == (v.HAN, v.HAN)
