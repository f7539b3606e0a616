"""Lines that strip left above and below a text and that may state fields of the page all the same.

What lives here: stayed_pieces(), text_after_strip(), title_lines(), Titles. What never does: cutting; which field a value fills
(harvest.py).

How it works: strip leaves a line where it is not sure, because a cut is a loss. A column loses nothing by reading it. So the
lines before the first sentence of what is left, those behind its last, and a bracket that ends the last, become pieces like those
that strip took, at their places in the text that entered strip, under a rule of their own: HEAD, FOOT, or LATE for those right
behind the first sentence.

Weak: a page that opens with a table of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from corpuskit.core.document import Document
from corpuskit.core.edit import Edit, undo
from corpuskit.core.text import fold, lines
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.sectiongrammar import chain_rank
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time

__all__ = [
    "FOOT",
    "HEAD",
    "JUDGE",
    "LATE",
    "Titles",
    "is_sentence",
    "places_before",
    "stayed_pieces",
    "text_after_strip",
    "title_lines",
]

_Spot = tuple[int, int]
HEAD, LATE, FOOT = "any.stayed.head", "any.stayed.late", "any.stayed.foot"
LATE_LINES, LATE_CHARS, LATE_LINE_MAX_CHARS = 3, 600, 80
JUDGE = "any.page.judge"  # the rule of strip that takes lines by their looks and knows no fields
HEAD_LINES, FOOT_LINES = 12, 8  # the longest source bar on lines of their own on the labelled pages has 9
LINE_MAX_CHARS = 160
TAIL_CHARS = 4_000  # hold the last sentence and the lines behind it
SENTENCE_MIN_CHARS, PARAGRAPH_MIN_CHARS, LATIN_PARAGRAPH_MIN_CHARS = 14, 70, 150
# A question or a call alone may be a title.
_ASKING_CLAUSE = re.compile("[^，]*，.{12}.*[！？]")  # from the first comma on: what holds for another one holds for it
_SENTENCE = re.compile(r"。|[！？].*[！？，]|[a-z가-힣]{2}(?<!\bMin)(?<!\bmin)\.(?:\s[A-Z가-힣“]|\Z)|[a-z][!?]\s[A-Z“]")
_WIDE_SCRIPT = re.compile("[\u0370-\u1fff\u2e80-\uffff]")  # other than Latin letters and their marks
_GAPS = re.compile(r"\u3000|[|｜┊┆│┃丨]|[^\S\n]{2,}|\s[•·]\s")  # between the fields of a row
ROW_GAPS_MIN = 3
_LAST_BRACKET = re.compile(r"(?<=[。！？」』”.!?])\s?[(（\[［【〔][^()（）\[\]［］【】〔〕。]{2,24}[)）\]］】〕]\s*\Z")
_CLOSING = frozenset(")）]］】〕")  # with one of them a match of the above ends
# A line at the end of a page, in the form of a sentence, over notices that are sentences too.
_CHANGED = re.compile(
    r"[本此这這该該]?(?:页面?|頁面?|条目|條目|文)(?:[的]?)最[后後近](?:一次)?(?:修[改订訂]|编辑|編輯|更新)"
    r"|This page was last|Last (?:updated|modified|edited)|最終更新|(?:이\s)?문서는.{0,24}(?:마지막으로|최종)"
    r"|(?:Diese Seite wurde )?[Zz]uletzt (?:am|bearbeitet|geändert|aktualisiert)|(?:La )?[Dd]ernière modification"
    r"|Esta página (?:se editó|foi editada)"
    r"|Última (?:modificación|edición|atualização)|Ultima modifica|Laatst (?:bewerkt|gewijzigd)|(?:Дата )?[Пп]оследнее изменение"
    r"|(?:Эта )?страница последний раз|Ostatnia modyfikacja|Trang này được sửa|Halaman ini terakhir"
)
CHANGED_LINES, CHANGED_MAX_CHARS = 4, 80  # how far over the last line one is looked for
_BLANKS = " \t\r\u3000\ufeff"
_TITLE_END = re.compile(r"(?<!\s)\s*(?:[|｜_＿丨∣│⎮┊«»→←◦@]|::|--)\s*|(?<!\s)\s+[-–—:/·•]\s+")
TITLE_MAX_CHARS = 400  # of a line in which the end of a title is looked for
CHAIN_START_MAX_CHARS = 10  # the name of a site or of its first page


class Titles(NamedTuple):
    """Lines that may be the page's title, and what stands before a mark on them: the title before the site's name."""

    whole: tuple[str, ...]
    starts: tuple[str, ...]


def is_sentence(line: str) -> bool:
    """True for a line of a text's own: a sentence, or longer than titles and source bars are."""
    if "。" in line and len(line) >= SENTENCE_MIN_CHARS:  # most are told by that, in no time
        return True
    if len(line) >= PARAGRAPH_MIN_CHARS:
        latin = line.isascii() or _WIDE_SCRIPT.search(line) is None
        if (not latin or len(line) >= LATIN_PARAGRAPH_MIN_CHARS) and len(_GAPS.findall(line)) < ROW_GAPS_MIN:
            return True
    return len(line) >= SENTENCE_MIN_CHARS and (_SENTENCE.search(line) is not None or _ASKING_CLAUSE.match(line) is not None)


def text_after_strip(doc: Document) -> str:
    """The text as the last strip layer left it."""
    text = doc.text
    for layer in reversed(doc.layers):
        if layer.step == "strip":
            break
        if len(layer.edits):
            text = undo(text, layer.edits)
    return text


@lru_cache(maxsize=2)  # asked for the title, then for the pieces
def _outside(text: str) -> tuple[list[_Spot], list[_Spot], _Spot]:
    """The places of the lines before the first sentence, of those behind the last one, and of the text between, which is not
    read. A text without a sentence is a head and nothing else."""
    head: list[_Spot] = []
    for start, end, _ in lines(text):
        line = text[start:end].strip(_BLANKS)
        if line and is_sentence(line):
            break
        if line and len(head) < HEAD_LINES:
            head.append((start, end))
    else:
        return head, [], (head[-1][1] if head else 0, len(text))
    first = start
    foot: list[_Spot] = []
    last = len(text)
    for start, end in _lines_back(text, 0):
        line = text[start:end].strip(_BLANKS)
        if len(foot) == FOOT_LINES or (line and is_sentence(line) and (foot or _CHANGED.match(line) is None)):
            last = end
            break
        if line:
            foot.append((start, end))
    tail = islice((spot for spot in _lines_back(text, first) if text[spot[0] : spot[1]].strip(_BLANKS)), CHANGED_LINES)
    for start, end in tail:  # over notices that strip left
        line = text[start:end].strip(_BLANKS)
        if (start, end) not in foot and start >= first and len(line) <= CHANGED_MAX_CHARS and _CHANGED.match(line) is not None:
            foot.append((start, end))
    return head, sorted(foot), (first, last)


def _late(text: str, first: int) -> list[_Spot]:
    """The places of the few lines behind the first sentence, which may stand over the fields: a summary, a call, a title that
    is one."""
    found: list[_Spot] = []
    for start, end, _ in lines(text[first : first + LATE_CHARS]):
        line = text[first + start : first + end].strip(_BLANKS)
        if line and start and len(line) <= LATE_LINE_MAX_CHARS and not is_sentence(line):
            found.append((first + start, first + end))
        if len(found) == LATE_LINES:
            break
    return found


def _lines_back(text: str, low: int) -> Iterator[_Spot]:
    """The places of the lines from `low` on, the last one first."""
    end = len(text) - text.endswith("\n")
    while low < len(text) and end >= low:
        start = max(low, text.rfind("\n", low, end) + 1)
        yield start, end
        end = start - 1


def stayed_pieces(text: str, edits: Sequence[Edit]) -> list[Piece]:
    """The lines around what is left, as pieces in the places that they had before these edits; those that the page judge took
    among them, as it knows no fields."""
    return list(_pieces(text, edits))


def _last_bracket(text: str) -> list[_Spot]:
    """The place of a bracket behind the last sentence of a text."""
    for start, end in _lines_back(text, max(0, len(text) - TAIL_CHARS)):
        if is_sentence(line := text[start:end]):
            match = _LAST_BRACKET.search(line) if line.rstrip()[-1:] in _CLOSING else None
            return [(start + match.start(), end)] if match is not None else []
    return []


def _pieces(text: str, edits: Sequence[Edit]) -> Iterator[Piece]:
    head, foot, body = _outside(text)
    bracket = _last_bracket(text)
    if not (edits or head or foot or bracket):
        return  # most texts
    edits = sorted(edits, key=lambda edit: edit.start)
    for rule, spots in ((HEAD, head), (FOOT, bracket), (FOOT, foot)):
        for (start, end), place in zip(spots, places_before([start for start, _ in spots], edits), strict=True):
            if end - start <= LINE_MAX_CHARS:
                yield Piece(text[start:end], rule, place, True)
    late = _late(text, body[0]) if edits else []
    for (start, end), place in zip(late, places_before([start for start, _ in late], edits), strict=True):
        yield Piece(text[start:end], LATE, place, True)
    # What was cut right behind the last sentence is behind it: so the place of its last character is asked for.
    first, behind, last = (
        places_before((body[0], late[-1][1] if late else body[0], max(body[0], body[1] - 1)), edits) if edits else (0, 0, 0)
    )
    for edit in edits:
        if edit.rule == JUDGE and not behind < edit.start <= last:
            for start, end, _ in lines(edit.removed):
                if end - start <= LINE_MAX_CHARS and edit.removed[start:end].strip(_BLANKS):
                    rule = HEAD if edit.start <= first else LATE if edit.start <= behind else FOOT
                    yield Piece(edit.removed[start:end], rule, edit.start + start, True, judged=True)


def places_before(spots: Sequence[int], edits: Sequence[Edit]) -> list[int]:
    """The places before these edits, in order, of places in the text that they left."""
    found: list[int] = []
    gone, taken = 0, iter(edits)
    edit = next(taken, None)
    for spot in spots:
        while edit is not None and edit.start - gone <= spot:
            gone += len(edit.removed) - len(edit.inserted)
            edit = next(taken, None)
        found.append(spot + gone)
    return found


def title_lines(text: str, title: str | None = None) -> Titles:
    """What may be the page's title among the lines before the first sentence; the line with the title found comes first."""
    whole: list[str] = []
    starts: list[str] = []
    for start, end in _outside(text)[0]:
        line = text[start:end].strip(_BLANKS)
        marks = [match.start() for match in _TITLE_END.finditer(line, 0, TITLE_MAX_CHARS) if match.start()]
        if chain_rank(line) > 1 and marks and marks[0] <= CHAIN_START_MAX_CHARS:
            continue
        whole.append(line)
        if find_time(fold(line, fold_table())) is not None:
            continue  # a row of fields
        first_wide = line.find("\u3000", 2, TITLE_MAX_CHARS)
        if first_wide > 0:
            starts.append(line[:first_wide].strip())
        wide = line.rfind("\u3000", 0, TITLE_MAX_CHARS)
        starts += [line[:at].strip(_BLANKS) for at in (*marks, wide) if at > 0]
    if title:
        whole.sort(key=lambda line: title not in line)
    return Titles(tuple(dict.fromkeys(whole)), tuple(dict.fromkeys(starts)))
