"""The grammar of menu rows: lines that are words of menus, buttons and page tools one after the other, in four languages.

What lives here: Menu, read_menu() (how much of a line is made of such words). What never does: the words (menuwords.py),
deciding that a line goes (strip/menurow.py).

How it works: the folded line is cut at blanks, bars, brackets and arrows; from each piece on the longest word of the tables is
taken, over several pieces where the word has blanks. A piece of Han characters that is no word may be several that stand
without anything between them, or one that is put together: what to do and with what (下载|附件, 我要|报名). Numbers count for
nothing. What is left over is free: the name of a site.

Weak: a menu of nothing but names; a heading that is put together as buttons are.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.menuwords import ACTIONS, OBJECTS, SECTIONS, TOOLS

__all__ = ["Menu", "buttons_at", "read_menu"]

LINE_MAX_CHARS = 120
PHRASE_MAX_PIECES = 5
BUTTONS_MAX_CHARS = 24
_AROUND = " \u3000>»)]】→"
_OPENERS, _CLOSERS = "([【", ")]】"
WORD_MAX_CHARS = 10
LINES_KNOWN = 5_000  # the passes over a page ask again, and its menus stand on many pages of a site
_CUT = re.compile(r"(?:[^\w'’+]|_)+")  # whatever a site sets between its words
JOINED_MIN_CHARS, JOINED_MAX_CHARS = 4, 40
_HAN = re.compile(r"[\u3400-\u9fff]+")
_COUNTED = re.compile(r"([^\d]{1,6}?)\d{1,7}")  # a word of page tools with its count: 评论12
_NUMBER = re.compile(r"\d[\d.,]{0,9}[万千k+]?(?:条|次|人|个|件|개)?")
# A line with these is a sentence, whatever words stand in it.
_SENTENCE = re.compile(r"[。…][^\s]|\.\s\S|,\s?[\u3400-\u9fff]{4}")


class Menu(NamedTuple):
    """tools and sections: how many such words the line has; free: pieces that are none; known_ratio: the share of its letters
    in words of menus."""

    tools: int
    sections: int
    free: int
    known_ratio: float


NONE = Menu(0, 0, 0, 0.0)


def _words(text: str) -> frozenset[tuple[str, ...]]:
    folded = fold(text, fold_table()).lower()
    head, *rest = folded.split("|")
    words = [*head.split(), *rest]
    return frozenset(tuple(_pieces(word)) for word in words if word.strip())


@cache
def _tables() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    return _words(TOOLS), _words(SECTIONS)


@cache
def _openers() -> dict[str, int]:
    """The first piece of each phrase, with how many pieces the longest one that begins so has."""
    found: dict[str, int] = {}
    for table in _tables():
        for phrase in table:
            if len(phrase) <= PHRASE_MAX_PIECES:
                found[phrase[0]] = max(found.get(phrase[0], 0), len(phrase))
    return found


def _pieces(view: str) -> list[str]:
    return [piece for piece in _CUT.split(view) if piece]


@lru_cache(maxsize=LINES_KNOWN)
def read_menu(view: str) -> Menu:
    """What a folded line is made of."""
    if len(view) > LINE_MAX_CHARS or _SENTENCE.search(view):
        return NONE
    tools_table, sections_table = _tables()
    openers, heads = _openers(), _heads()
    pieces = [
        piece for piece in _CUT.split(view.lower()) if piece and (not piece[0].isdigit() or _NUMBER.fullmatch(piece) is None)
    ]
    at = tools = sections = free = known_chars = 0
    count = len(pieces)
    while at < count:
        piece = pieces[at]
        for size in range(min(openers.get(piece, 0), count - at), 0, -1):
            word = tuple(pieces[at : at + size])
            if word in tools_table or word in sections_table:
                tools += word in tools_table
                sections += word not in tools_table
                known_chars += sum(map(len, word))
                at += size
                break
        else:
            at += 1
            if piece[:2] not in heads and not piece[-1].isdigit():  # most are told from their first characters
                free += 1
                continue
            of_tools, of_sections = _inside(piece)
            tools += of_tools
            sections += of_sections
            if of_tools or of_sections:
                known_chars += len(piece)
            else:
                free += 1
    total = sum(map(len, pieces))
    return Menu(tools, sections, free, known_chars / total if total else 0.0)


@cache
def _parts() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """(words of a site's own, names of sections, what buttons do, what they do it with), those of Han characters only."""
    tools, sections = ({word[0] for word in table if len(word) == 1 and _HAN.fullmatch(word[0])} for table in _tables())
    actions, objects = (frozenset(word[0] for word in _words(text)) for text in (ACTIONS, OBJECTS))
    return frozenset(word for word in tools if len(word) > 1), frozenset(sections), actions, objects


@cache
def _lasts() -> frozenset[str]:
    """The last two characters of all words of page tools, and of what buttons do it with."""
    return frozenset(phrase[-1][-2:] for table in (_tables()[0], _words(ACTIONS), _words(OBJECTS)) for phrase in table)


@lru_cache(maxsize=LINES_KNOWN)
def buttons_at(view: str, size: int) -> int:
    """Where words of page tools begin that end view[:size], glued to the word before them or not; `size` where there are none."""
    end = size
    while end and view[end - 1] in _AROUND:
        end -= 1
    if end < 2 or view[end - 2 : end].lower() not in _lasts():
        return size
    for start in range(max(1, size - BUTTONS_MAX_CHARS), end - 1):
        if not (view[start].isalpha() or view[start] in _OPENERS) or _is_inside_word(view, start):
            continue
        menu = read_menu(view[start:size])
        if menu.tools and not menu.free and not menu.sections:
            return start if _is_balanced(view[start:size]) else size
    return size


def _is_inside_word(view: str, at: int) -> bool:
    """True between two characters of a word that is parted from others by blanks."""
    return all(char.isalnum() and not "\u3040" <= char <= "\u9fff" for char in view[at - 1 : at + 1])


def _is_balanced(text: str) -> bool:
    return all(text.count(opens) == text.count(closes) for opens, closes in zip(_OPENERS, _CLOSERS, strict=True))


@cache
def _heads() -> frozenset[str]:
    """The first two characters of all that a piece may be made of."""
    tools, sections, actions, objects = _parts()
    short = [action for action in actions if len(action) == 1]
    return frozenset(
        [word[:2] for words in (tools, sections, actions) for word in words if len(word) > 1]
        + [action + word[:1] for action in short for word in objects]
    )


def _inside(piece: str) -> tuple[int, int]:
    """(words of a site's own, names of sections) that a piece is made of without anything between them; (0, 0) where something
    is left over."""
    counted = _COUNTED.fullmatch(piece)
    if counted is not None:
        return int((counted[1],) in _tables()[0]), 0
    if not JOINED_MIN_CHARS <= len(piece) <= JOINED_MAX_CHARS or piece[:2] not in _heads() or _HAN.fullmatch(piece) is None:
        return 0, 0
    tools, sections, actions, objects = _parts()
    # For each place the best way to get there: fewest words, then most of a site's own. A word of an action wants its object.
    best: list[tuple[int, int, int] | None] = [(0, 0, 0)] + [None] * len(piece)
    for start in range(len(piece)):
        so_far = best[start]
        if so_far is None or piece[start : start + 2] not in _heads():
            continue
        for end in range(start + 2, min(len(piece), start + WORD_MAX_CHARS) + 1):
            part = piece[start:end]
            is_tool = part in tools or any(part[:n] in actions and part[n:] in objects for n in range(1, len(part) - 1))
            if is_tool or part in sections:
                way = so_far[0] + 1, so_far[1] - is_tool, so_far[2] + (not is_tool)
                if best[end] is None or way < best[end]:  # type: ignore[operator]
                    best[end] = way
    found = best[-1]
    return (-found[1], found[2]) if found is not None else (0, 0)
