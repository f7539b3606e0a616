"""Pieces of lines that go by their words and by what their page shows: what the grammars of parts have left.

What lives here: word_pass(). What never does: the scores (piecejudge.py), the grammars (parts.py).

How it works: it is the last to look at a page, when no line goes any more, and only where something of a site went. What is left
of a line must be a text still. A bracket that heads what stands behind it to the end of the line takes that along.

Weak: a piece between two clauses without marks of its own.
"""

from __future__ import annotations

import re
from itertools import groupby

from corpuskit.steps.namegrammar import is_person
from corpuskit.steps.partgrammar import Part
from corpuskit.steps.strip.page import Cut, Line, Page
from corpuskit.steps.strip.partbounds import with_title
from corpuskit.steps.strip.parts import LEFT_MIN_CHARS, is_word_of
from corpuskit.steps.strip.piecejudge import Told, told_of_result, told_pieces
from corpuskit.steps.strip.spanmodel import piece_words
from corpuskit.steps.strip.wordown import is_of_text

__all__ = ["word_pass"]

REFERS = re.compile(r"\s*[(\[]?(?:参考|参看|参阅|参见|引自|语出|典出|事见|见)\s?:?\s?《")  # a book that a text rests on
NAME_CHARS = 3  # a writer's name behind his last sentence
# Whom a saying is by, or what is: no site's word stands there.
_SAID_BY = re.compile(r"[—–]{1,2}(?!来自|内容|转自)[^\s—–·月登下]{1,10}(?:\s?\d{1,3})?\Z")
_QUOTED = tuple('”’」』"')
_HEADS = re.compile(
    r"[\[【〔《](?:[^\[\]【】〔〕《》]{0,6}(?:阅读|[报閱阅]道|[报報]导|新闻|链接|推荐|文章|回顾|话题|专题|影音|広告|広告|PR|関連|关连|관련)[^\[\]【】〔〕《》]{0,4})[\]】〕》]"
)
RULE = "any.page.part"
CUTS_MAX = 40  # of a line: one with more of them than any site sets into one stays whole


def word_pass(page: Page) -> bool:
    """Mark the pieces that go; True when there were any."""
    return _cut_told(page, told_pieces(page)) or _cut_told(page, told_of_result(page))


def _cut_told(page: Page, pieces: list[Told]) -> bool:
    changed = False
    for number, of_line in groupby(pieces, key=lambda told: told.piece.line):
        told = [*of_line]
        if len(told) <= CUTS_MAX:
            changed = _cut(page, page.lines[number], told) or changed
    return changed


def _cut(page: Page, line: Line, told: list[Told]) -> bool:
    """Cut the pieces of a line that go, the last one first; True when there was one."""
    changed = False
    for one in reversed(told):
        view = page.folded(line)
        part = Part("page", one.piece.start, one.piece.end, "")
        if view[: part.start].rstrip()[-1:] not in ",、;:" or _HEADS.match(view, part.start) is not None:
            part = with_title(view, part, len(view.rstrip()))  # amid a sentence that goes on only the head of a link has one
        if len((view[: part.start] + view[part.end :]).strip()) < LEFT_MIN_CHARS:
            continue
        if is_of_text(page.lines, line.at, view, one.piece, one.score):
            continue
        if len(one.piece.text) <= NAME_CHARS and is_person(one.piece.text):
            continue
        if view[: part.start].rstrip()[-1:] in _QUOTED and _SAID_BY.match(one.piece.text):
            continue
        if is_word_of(page, line.raw[part.start : part.end].strip()) or REFERS.match(view, part.start):
            continue
        changed = page.cut_span(line, part.start, part.end, Cut(RULE, _why(one), round(one.score, 3))) or changed
    return changed


def _why(told: Told) -> str:
    words = ", ".join(piece_words(told.piece.text, told.piece.piece))
    return f"{_WHERE[told.piece.kind]}, worded and set as sites do ({words}; piece judge {told.score:.3f})"


_WHERE = {
    "bracket": "in brackets",
    "tail": "behind the last sentence",
    "head": "at the head of a line",
    "label": "at the head of a line",
    "gap": "behind a gap",
    "mark": "behind a mark or a bracket",
    "shared": "at the end of several lines",
}
