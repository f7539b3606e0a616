"""Marks between Latin words in flattened Chinese lines: a comma, semicolon or colon with no Han beside it.

What lives here: whether such a mark belongs to the Chinese sentence or to the words. What never does: marks beside Han.

How it works: who sets a half-width mark between Latin words sets a blank after it. So where a flattened line has none, the mark
was full width, unless the words are parts of one thing: an option list (rw,nodev), a number, a call, a path. What stands on both
sides is looked at as a whole; at least one must be a name: with a capital, a digit among letters, an underscore, or empty or
numbered parentheses as in passwd(5).

Weak: a list of three or more words in small letters stays; so do letters (x,y).
"""

from __future__ import annotations

import re

from corpuskit.steps.punctuation import view as v
from corpuskit.steps.punctuation.view import View, is_in

__all__ = ["is_sentence", "is_spot", "parts"]

LEAST_SENTENCE_HAN = 4
_ENDS = is_in(v.LETTER, v.DIGIT, v.RIGHT, v.SIGN, v.QUOTE)
_WORD_ENDS = is_in(v.LETTER, v.DIGIT, v.RIGHT)
_LINE_ENDS = is_in(v.LETTER, v.DIGIT, v.RIGHT, v.PERCENT)
_BEGINS = is_in(v.LETTER, v.DIGIT, v.QUOTE)


def is_spot(here: int, before: int, after: int) -> bool:
    """Whether a mark of class `here` beside no Han may be Chinese in a flattened line, by the classes of its neighbours."""
    if here == v.COMMA:
        return bool(_BEGINS[after] and _ENDS[before])
    if here not in (v.COLON, v.SEMI):
        return False
    if after == v.NEWLINE:
        return bool(_LINE_ENDS[before])
    return bool(_WORD_ENDS[before]) and after in (v.LETTER, v.DIGIT)


def is_sentence(view: View, at: int) -> bool:
    """Whether enough Han stands in a line before a mark."""
    return view.row.count(v.HAN, view.line_start(at) + 1, at + 1) >= LEAST_SENTENCE_HAN


_PART_OF_MORE = r"\w./:=@$\\&|<>{}\[\]("  # beside these a word is part of something else
# Words in small letters, but for lists (rw,nodev,noexec) and letters (x,y).
_WORD_BEFORE = re.compile(
    rf"(?<![{_PART_OF_MORE},-])(?:[A-Za-z][A-Za-z0-9-]+|[0-9]+|\)|[\u3400-\u9fff]\])$|[A-Za-z0-9_]\(\w?\w?\)$", re.A
)
_WORD_AFTER = re.compile(rf"[A-Za-z][A-Za-z0-9-]+(?![{_PART_OF_MORE},-])|[A-Za-z](?= ?[\u3400-\u9fff、])", re.A)
_BEFORE_HAN = re.compile(r"[A-Za-z0-9][\w.+-]*(?:\(\w?\w?\))? ?[\u3400-\u9fff]", re.A)
_NAME = re.compile(r"(?=\w*[.+-]?\w*(?:[A-Z]|[a-z]\d|\d[A-Za-z]|[A-Za-z]_)|\w+\()\w[\w.+-]*(?:\(\w?\w?\))?", re.A)
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?", re.A)
_HEX = re.compile("0x[0-9A-Fa-f]+")
_CAPITAL = re.compile(r"[A-Z]\w*[A-Za-z]|\w+[+.-]?[A-Z]", re.A)
_TOKEN_BEFORE, _TOKEN_AFTER = re.compile(r"[!-+\--:<-~]+$"), re.compile(r"[!-+\--:<-~]+")
_QUOTED_BEFORE = re.compile(r"(?:^|[\s\u3000-\u9fff\uff00-\uffef])(?:\"[!#-~]+\"[,，])*\"[!#-~]+\"$")
_QUOTED_AFTER = re.compile(r"\"[!#-~]+\"(?![\w\])}])", re.A)
_ASIDE_BEFORE = re.compile(r"[ \u3400-\u9fff”」』》]\([^()\n]{1,60}\)$")
_OPENING, _QUOTE_AFTER = ("“", "‘", "「", "『"), re.compile(" ?[“”‘’」』]")  # what is quoted as a whole is one thing
_LABEL = re.compile(r"[ \t]*(?:[-*•] )?[A-Za-z][\w+-]+(?: [\w+-]+){0,2}(?: ?\([\w+-]+\))?$", re.A)
_NUMBERED = re.compile(r"(?:^|[ \u3400-\u9fff，。；、（])[A-Z]{2,6}$")
_LONG_NUMBER = re.compile(r"\d[\d-]{5,}(?![\w.:/])", re.A)  # ISBN:9787..., QQ:12345678; no port, no time
LOOKED_AT_CHARS = 60


def parts(view: View, at: int) -> bool:
    """Whether a mark at a spot (see is_spot) belongs to the Chinese sentence."""
    here, after, text = view.row[at + 1], view.row[at + 2], view.text
    if after == v.NEWLINE:
        return is_sentence(view, at) and not text.endswith("()", 0, at)
    start = max(at - LOOKED_AT_CHARS, text.rfind("\n", 0, at) + 1)
    head = text[start:at]
    if here == v.COLON and after == v.DIGIT:
        return _NUMBERED.search(head) is not None and _LONG_NUMBER.match(text, at + 1) is not None
    if here == v.COLON:
        return start == view.line_start(at) and _LABEL.fullmatch(head) is not None and _is_before_han(view, at)
    if here == v.SEMI:
        return _WORD_BEFORE.search(head) is not None and _is_before_han(view, at)
    if after == v.QUOTE:
        return _QUOTED_BEFORE.search(head) is not None and _QUOTED_AFTER.match(text, at + 1) is not None
    if (word := _WORD_BEFORE.search(head)) is not None and (following := _WORD_AFTER.match(text, at + 1)) is not None:
        return not (head[: word.start()].endswith(_OPENING) and _QUOTE_AFTER.match(text, following.end()))
    if _ASIDE_BEFORE.search(text[max(0, start - 1) : at]) is not None:
        return _is_before_han(view, at) or _is_name(_token_after(view, at))
    return _parts_names(view, at)


def _parts_names(view: View, at: int) -> bool:
    """Whether a comma stands between two names, or a number and a name with a capital, that are no part of a Latin list."""
    text, left, right = view.text, _token_before(view, at), _token_after(view, at)
    start = at - len(left)
    before = text[start - 1 : start]
    if not _is_name(right) or (before.isascii() and before.isalnum()):
        return False
    if _NUMBER.fullmatch(left):
        return _CAPITAL.match(right) is not None and (before in ("", " ") or "\u3400" <= before <= "\u9fff")
    return _is_name(left) and not _is_spaced(text, start, at + 1 + len(right))


def _is_before_han(view: View, at: int) -> bool:
    """Whether one Latin word stands behind a mark, and Chinese directly after it."""
    return _BEFORE_HAN.match(view.text, at + 1) is not None


def _token_before(view: View, at: int) -> str:
    """What stands without a blank before a mark, from the last full-width bracket on."""
    found = _TOKEN_BEFORE.search(view.text, max(0, at - LOOKED_AT_CHARS), at)
    if found is None:
        return ""
    start = found.start()
    return view.text[max(start, view.row.rfind(v.OPENS, start + 1, at + 1)) : at]


def _token_after(view: View, at: int) -> str:
    found = _TOKEN_AFTER.match(view.text, at + 1)
    if found is None:
        return ""
    end = view.row.find(v.CLOSES, at + 2, found.end() + 1)
    return view.text[at + 1 : found.end() if end < 0 else end - 1].rstrip(":.")


def _is_name(token: str) -> bool:
    return len(token) > 1 and (_NAME.fullmatch(token) or _HEX.fullmatch(token)) is not None


def _is_spaced(text: str, start: int, end: int) -> bool:
    """Whether a list goes on, before or behind, with a comma and a blank: its author sets Latin lists in half width."""
    if text.endswith(", ", 0, start) and text[start - 3 : start - 2].isascii():
        return True
    return text[end : end + 2] == ", " and text[end + 2 : end + 3].isascii()
