"""Parentheses: pairs that become full width, both or neither.

What lives here: pairing and the conditions. What never does: marks between words (marks.py), quotes (quotes.py).

How it works: pairs are matched by a stack, within three lines. A pair with Han inside is Chinese unless it is a call; a pair
without Han is Chinese when it follows Han directly and holds words or numbers: (^_^), (C), (x, y) and file(1) stay.

Weak: a pair that spans lines is not seen.
"""

from __future__ import annotations

import re

from corpuskit.steps.columns import Draft
from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import View, any_of, is_in

__all__ = ["MOST_LINES", "add_parentheses", "is_wide"]

_AFTER_CHINESE = is_in(v.HAN, v.CLOSE, v.CLOSES)
_CHINESE = is_in(v.HAN, v.OPEN, v.CLOSE, v.OPENS, v.CLOSES, v.STOP, v.WIDE)
_AFTER_MARK = is_in(v.STOP, v.WIDE, v.COMMA, v.SEMI, v.COLON)
_WORD = is_in(v.LETTER, v.DIGIT, v.SIGN, v.RIGHT, v.QUOTE, v.APOSTROPHE)
_WORDS = re.compile(  # what may begin a gloss, also the name of a file or variable (.config, *_user, $version, #define)
    r"(?:[ A-Za-z0-9À-ɏ+/<~“\"'-]|[.*_$#]\w\w)[\w .,、，;:/%+&'’“”\"\-–—‰℃°·～~≥≤<>=×*#@$￥!?()|…]*"
)
_FACE = re.compile(r"\W*[A-Za-z0-9]?[_^.\-=*;:]+[A-Za-z0-9]?\W*|[CRPT]|TM")
_COORDINATES = re.compile(r"-?(?:\d+(?:\.\d+)?|[a-z]\w?)(?:, ?-?(?:\d+(?:\.\d+)?|[a-z]\w?))+")
_NUMBERING = re.compile(r"\d{1,2}|[A-Za-z]|[ivxIVX]{1,4}")
_CALLED = re.compile(r"[A-Za-z0-9_.:$>-]*[_.:$>][A-Za-z0-9_]*$|[a-z0-9]+[A-Z]\w*$")
_PHRASE = re.compile(r"[A-Za-z]{2,}[,:]? (?:[A-Za-z]{2,}|[0-9])")
MOST_LINES = 3  # that a pair may reach over


_HALF = re.compile(any_of(v.LEFT, v.RIGHT))
_BRACKETS = (v.LEFT, v.RIGHT, v.OPENS, v.CLOSES, v.NEWLINE)
_HOLDS_CHINESE = re.compile(any_of(v.HAN, v.OPEN, v.CLOSE, v.OPENS, v.CLOSES, v.STOP, v.WIDE))
_A_HAN, _A_LINE_END = bytes([v.HAN]), bytes([v.NEWLINE])


def _pairs(view: View) -> list[tuple[int, int]]:
    """Positions of opening and closing parentheses, matched within three lines; at least one of each pair is half width."""
    found: list[tuple[int, int]] = []
    for start, end in _regions(view):
        found += _pairs_in(view, start, end)
    return found


def _regions(view: View) -> list[tuple[int, int]]:
    """Spans of the row: the lines with a half-width bracket, and as many lines before and behind as a pair may reach over."""
    row = view.row
    found: list[tuple[int, int]] = []
    for start, end in view.lines:
        if _HALF.search(row, start + 1, end + 1) is None:
            continue
        low, high = start, end
        for _ in range(MOST_LINES - 1):
            low = max(row.rfind(_A_LINE_END, 0, low), 0)
            high = row.find(_A_LINE_END, high + 1) if high < len(row) - 2 else high
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _pairs_in(view: View, low: int, high: int) -> list[tuple[int, int]]:
    row, can = view.row, view.can
    found: list[tuple[int, int]] = []
    stack: list[tuple[int, int, int]] = []
    line = 0
    for at in v.places_of(row, _BRACKETS, low + 1, high + 1):
        kind = row[at]
        if kind == v.NEWLINE:
            line += 1
            continue
        while stack and line - stack[-1][1] >= MOST_LINES:
            stack.pop()
        if kind in (v.LEFT, v.OPENS):
            stack.append((at - 1, line, kind))
        elif stack:
            start, on, was = stack.pop()
            end = at - 1
            may = (was == v.LEFT or kind == v.RIGHT) and can[start] and can[end] and end - start > 1
            if may and (on == line or _joins(row, start, end)):
                found.append((start, end))
    return found


def _joins(row: bytes, start: int, end: int) -> bool:
    """Whether a pair over a line end is one: Han beside both, and no list marker such as a) closes it."""
    return bool((row[start] == v.HAN or row[start + 2] == v.HAN) and _CHINESE[row[end]])


def add_parentheses(draft: Draft, view: View) -> tuple[list[int], list[int]]:
    """Widen pairs; returns the positions that are full width afterwards, opening and closing."""
    found = _pairs(view)
    pairs = [(left, right) for left, right in found if is_wide(view, left, right)]
    pairs += _first_markers(view, found, pairs)
    row = view.row
    draft.put([left for left, _ in pairs if row[left + 1] == v.LEFT], "（", "punctuation.parenthesis")
    draft.put([right for _, right in pairs if row[right + 1] == v.RIGHT], "）", "punctuation.parenthesis")
    blanks = {left + 1 for left, _ in pairs if row[left + 2] == v.BLANK and row[left + 3] != v.BLANK}
    blanks |= {right - 1 for _, right in pairs if row[right] == v.BLANK and row[right - 1] != v.BLANK}
    draft.drop(sorted(blanks), "punctuation.blank")  # single blanks just inside a full-width pair
    return [left for left, _ in pairs], [right for _, right in pairs]


_NEXT_MARKER = {"1": "2", "a": "b", "A": "B", "i": "ii", "I": "II"}


def _first_markers(view: View, found: list[tuple[int, int]], wide: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """First markers at the start of a line whose second one, in the same line, becomes wide: (1)甲;(2)乙."""
    if len(wide) == len(found) or not wide:
        return []
    content_of = {left: view.text[left + 1 : right] for left, right in wide}
    first = []
    for left, right in found:
        second = _NEXT_MARKER.get(view.text[left + 1 : right])
        if second and left not in content_of and view.row[left] == v.NEWLINE:
            end = view.row.find(_A_LINE_END, left + 1)
            if any(left < other < end and content == second for other, content in content_of.items()):
                first.append((left, right))
    return first


def is_wide(view: View, left: int, right: int) -> bool:
    """Whether a pair becomes full width."""
    k = view.row
    before, after, first, last = view.before(left), k[right + 2], k[left + 2], k[right]
    if k[left + 1] == v.OPENS and after == v.CLOSES:
        return False  # （a)）: the half-width one has no partner
    mixed = (k[left + 1] == v.OPENS or k[right + 1] == v.CLOSES) and after != v.CLOSES
    if _HOLDS_CHINESE.search(k, left + 2, right + 1) and (before != v.BLANK or k.find(_A_HAN, left + 1, right + 1) >= 0):
        beside = mixed or _CHINESE[before] or _CHINESE[first] or _CHINESE[last] or _CHINESE[after]
        if not (beside or _is_flat(view, left)):
            return False
        if not _WORD[before]:
            return True
        return first not in (v.QUOTE, v.APOSTROPHE) and _is_gloss(view.text, left, right, _is_flat(view, left))
    half = _is_flat(view, left)
    if half and (_is_explained(view.text, left, right) or _is_between_han(view, left, right) or _is_set_tight(view, left, right)):
        return True
    if not (half or mixed or _AFTER_CHINESE[before] or (after == v.HAN and not _WORD[before])):
        return False
    content = view.text[left + 1 : right]
    marker = _NUMBERING.fullmatch(content) is not None and before != v.HAN and not mixed
    if marker and not (half and (_AFTER_MARK[before] or (before == v.NEWLINE and after == v.HAN and _is_clause(view, right)))):
        return False
    if half and not (_AFTER_CHINESE[before] or after == v.HAN or mixed) and before != v.BLANK:
        return bool(_WORD[before] and after == v.COMMA and _PHRASE.search(content) and _holds_words(content))
    if _WORD[before] and not mixed:
        return _PHRASE.search(content) is not None and _holds_words(content)
    return before != v.BLANK and _holds_words(content)


def _is_clause(view: View, right: int) -> bool:
    """Whether in the line of a list marker a half-width mark beside Han follows: it is prose, not a headline."""
    end = view.row.find(_A_LINE_END, right + 1)
    return v.BESIDE_HAN.search(view.row, right + 2, end) is not None


_SIGNS_ONLY = re.compile(r"[^\w ].{0,3}[^\w]")


def _is_between_han(view: View, left: int, right: int) -> bool:
    """Whether Han stands on both sides of a pair in a flattened line, and the pair is no face, mark or coordinates."""
    if view.row[left] != v.HAN or not (view.row[right + 2] == v.HAN or _AFTER_MARK[view.row[right + 2]]):
        return False
    content = view.text[left + 1 : right].replace("…", "")
    return (
        len(content) > 1
        and content.isascii()
        and "(" not in content
        and not content[0].isspace()
        and not any(pattern.fullmatch(content) for pattern in (_SIGNS_ONLY, _FACE, _COORDINATES, _NUMBERING))
    )


_SET_OFF = re.compile(r"(?:^|[\u3400-\u9fff]) [A-Za-z][A-Za-z0-9]+$")
_TIGHT = re.compile(r"[A-Za-z0-9][\u3400-\u9fff]|[\u3400-\u9fff][A-Za-z0-9]")
_NO_ARGUMENT = re.compile(r"[A-Za-z0-9][\w.-]+(?: [\w.-]+)*", re.A)


def _is_set_tight(view: View, left: int, right: int) -> bool:
    """Whether Han follows a pair directly in a line whose Latin words are set off from Han by blanks: half width would be."""
    if view.row[right + 2] != v.HAN or not _NO_ARGUMENT.fullmatch(view.text, left + 1, right):
        return False
    text = view.text
    start, end = view.line_start(left), view.row.find(_A_LINE_END, left + 1)
    return _SET_OFF.search(text, max(start, left - 40), left) is not None and _TIGHT.search(text, start, end) is None


_WORDS_BEFORE = re.compile(r"(?<![A-Za-z0-9_.:$>-])(?:[A-Za-z][A-Za-z-]* ){0,6}[A-Z]?[a-z]{2,}$")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.A)


def _is_explained(text: str, left: int, right: int) -> bool:
    """Whether a pair without Han, after Latin words without a blank, holds their letters or a mail address: Some Words(SW)."""
    words, content = _WORDS_BEFORE.search(text, max(0, left - 80), left), text[left + 1 : right]
    if words is None:
        return False
    if _MAIL.fullmatch(content):
        return True
    if not (content.isalpha() and content.isupper() and 2 <= len(content) <= 6):
        return False
    at, phrase = -1, words.group()
    if content[0] not in [word[0] for word in phrase.split(" ")]:
        return False
    for letter in content.lower():
        at = phrase.lower().find(letter, at + 1)
        if at < 0:
            return False
    return True


def _is_flat(view: View, at: int) -> bool:
    return view.is_flat((view.line_start(at), min(view.row.find(_A_LINE_END, at + 1), len(view.text))))


def _is_gloss(text: str, left: int, right: int, is_flat: bool) -> bool:
    """Whether a pair with Han inside, after a Latin word or a sign, explains it (Linux(操作系统)) and is not called by it."""
    content = text[left + 1 : right]
    if text[left - 1] in "]\"'`$\\":
        return is_flat and text[left - 1] in "\"'" and len(_HAN.findall(content)) >= LEAST_QUOTED_HAN
    if "=" in content or text[right + 1 : right + 2] in (";", "{", "=", "-", "[", "."):
        return False
    start = left
    while start and text[start - 1].isascii() and not text[start - 1].isspace() and text[start - 1] not in "(),;\"'":
        start -= 1
    called = _CALLED.search(text[start:left])
    if called is None:
        return True
    is_short = len(called.group()) <= LONGEST_ABBREVIATION_CHARS and called.group().isalpha()
    return is_flat and len(_HAN.findall(content)) >= (LEAST_QUOTED_HAN if is_short else LEAST_GLOSS_HAN)


LEAST_GLOSS_HAN = 3  # what a call takes is shorter, or no Han
LEAST_QUOTED_HAN = 2
LONGEST_ABBREVIATION_CHARS = 3  # SoC, TeX: their small letters make no name of a function
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
