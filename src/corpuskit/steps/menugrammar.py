"""The grammar of menu rows: lines that are words of menus, buttons and page tools one after the other, in four languages.

What lives here: Menu, read_menu() (how much of a line is made of such words). What never does: the words (menuwords.py),
deciding that a line goes (strip/menurow.py).

How it works: the folded line is cut at blanks, bars, brackets and arrows; from each piece on the longest word of the tables is
taken, over several pieces where the word has blanks. Numbers count for nothing. What is left over is free: the name of a site.

Weak: words that stand without anything between them; a menu of nothing but names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.menuwords import SECTIONS, TOOLS

__all__ = ["Menu", "read_menu"]

LINE_MAX_CHARS = 120
PHRASE_MAX_PIECES = 5
LINES_KNOWN = 5_000  # the passes over a page ask again, and its menus stand on many pages of a site
_CUT = re.compile(r"[\s|/·•、>»<«‹›→←↑↓▲▼\[\]()【】{}┊丨,;:!?…︱*=■◆●▶☆★-]+")
_NUMBER = re.compile(r"\d[\d.,]{0,9}[万千k+]?(?:条|次|人|个|件|개)?")
# A line with these is a sentence, whatever words stand in it.
_SENTENCE = re.compile(r"[。…][^\s]|\.\s\S|,\s?[\u3400-\u9fff]{4}")


@dataclass(frozen=True, slots=True)
class Menu:
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


def _pieces(view: str) -> list[str]:
    return [piece for piece in _CUT.split(view) if piece]


@lru_cache(maxsize=LINES_KNOWN)
def read_menu(view: str) -> Menu:
    """What a folded line is made of."""
    if len(view) > LINE_MAX_CHARS or _SENTENCE.search(view):
        return NONE
    tools_table, sections_table = _tables()
    pieces = [piece for piece in _pieces(view.lower()) if _NUMBER.fullmatch(piece) is None]
    at = tools = sections = free = known_chars = 0
    while at < len(pieces):
        for size in range(min(PHRASE_MAX_PIECES, len(pieces) - at), 0, -1):
            word = tuple(pieces[at : at + size])
            if word in tools_table or word in sections_table:
                tools += word in tools_table
                sections += word not in tools_table
                known_chars += sum(map(len, word))
                at += size
                break
        else:
            free += 1
            at += 1
    total = sum(map(len, pieces))
    return Menu(tools, sections, free, known_chars / total if total else 0.0)
