"""The step `punctuation`: Chinese marks in full width, quotes paired, ellipses and dashes, artefact blanks, ASCII letters.

What lives here: the step with its parameters, its rules, and the order of its parts. What never does: characters for what they
are (steps/characters), encoding damage (steps/repair), text that is not Chinese.

How it works: one look-up of classes; a text in which no half-width mark stands beside Han or a CJK mark, no full-width
letter, no makeshift dash or ellipsis and no blank between Han needs nothing. Otherwise the lines that are Chinese prose are
found, URLs, code and tables shut out, and brackets, quotes, marks and runs decided, again until nothing changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Edits, Layer, Note
from corpuskit.steps.columns import Classes, Codes, Draft, Ints, settle
from corpuskit.steps.punctuation import brackets, marks, protect, runs, view

__all__ = ["RULES", "Punctuation"]

RULES: dict[str, str] = {
    "punctuation.comma": "a comma beside Han becomes ，",
    "punctuation.full-stop": "a point that ends a line of Chinese prose becomes 。",
    "punctuation.semicolon": "a semicolon beside Han becomes ；",
    "punctuation.colon": "a colon beside Han becomes ：",
    "punctuation.exclamation": "an exclamation mark beside Han becomes ！",
    "punctuation.question": "a question mark beside Han becomes ？",
    "punctuation.parenthesis": "a pair of parentheses in Chinese becomes （）",
    "punctuation.quote": "a pair of straight quotes around Chinese becomes “”",
    "punctuation.quote-style": "quotes of Chinese lines in the style asked for",
    "punctuation.ellipsis": "... or 。。。 beside Han becomes ……",
    "punctuation.dash": "-- or ―― or －－ between Han becomes ——",
    "punctuation.blank": "a blank beside a full-width mark goes",
    "punctuation.torn-word": "a blank inside a word goes, where the word stands whole elsewhere or all characters are spaced",
    "punctuation.letter": "full-width letters and digits become ASCII",
    "review.question-mark": "a question mark that asks nothing may stand for a lost character: it stays",
}


_AFTER_BLANK = view.is_in(view.HAN, view.CLOSE, view.CLOSES, view.STOP, view.WIDE, *range(view.COMMA, view.LEFT))
_BEFORE_BLANK = view.is_in(view.OPEN, view.OPENS)


def _spot_pattern() -> re.Pattern[bytes]:
    """Over the bytes of the padded classes: one class of rare characters first, so that the search flies over the rest."""

    def any_of(*which: int) -> bytes:
        return b"[" + b"".join(re.escape(bytes([one])) for one in which) + b"]"

    near = any_of(view.HAN, view.OPEN, view.CLOSE, view.OPENS, view.CLOSES)
    marks = (view.COMMA, view.SEMI, view.COLON, view.BANG, view.ASK, view.LEFT, view.RIGHT, view.QUOTE)
    mark, point, han = any_of(*marks), any_of(view.DOT), any_of(view.HAN)
    twice = [any_of(view.BAR), any_of(view.HYPHEN), any_of(view.DOT)]
    conditions = [
        b"(?<=" + near + mark + b")",
        b"(?<=" + mark + b")(?=" + near + b")",
        b"(?<=" + han + point + b")(?=" + any_of(view.NEWLINE, view.CLOSE, view.CLOSES) + b")",
        b"(?<=" + any_of(view.WIDE_ALNUM) + b")",
        b"(?<=" + any_of(view.ASK) + b")(?=" + any_of(view.NEWLINE) + b")",
        b"(?<=" + any_of(view.SIGN) + any_of(view.COLON) + b")",
        *[b"(?<=" + one + one + b")" for one in twice],
    ]
    first = any_of(*marks, view.DOT, view.WIDE_ALNUM, view.BAR, view.HYPHEN)
    return re.compile(first + b"(?:" + b"|".join(conditions) + b")", re.S)


_SPOT = _spot_pattern()
_STOPS = bytes([view.STOP]) * 3
_FLATTENED = view.is_in(view.WIDE, view.OPENS, view.CLOSES)
_PROSE_ONLY = view.is_in(view.STOP, view.WIDE, view.DASH)


@dataclass(frozen=True, slots=True)
class Punctuation:
    """Editor of punctuation in Chinese text. Each field switches one class off.

    marks: , . ; : ! ? beside Han. parentheses: balanced pairs. quotes: straight double quotes. ellipses, dashes: makeshift
    ones. blanks: artefacts only. letters: full-width letters and digits. style: keep, curly (“”) or corner (「」).
    """

    name: ClassVar[str] = "punctuation"
    version: ClassVar[str] = "1"

    marks: bool = True
    parentheses: bool = True
    quotes: bool = True
    ellipses: bool = True
    dashes: bool = True
    blanks: bool = True
    letters: bool = True
    style: Literal["keep", "curly", "corner"] = "keep"

    def edits(self, doc: Document, /) -> Edits | Layer:
        """Edits (and a note per doubtful question mark) that one text needs."""
        notes: list[Note] = []
        found = settle(doc.text, lambda text: self._propose(text, notes if text is doc.text else []))
        return Layer(self.name, self.version, found, tuple(notes)) if notes else found

    def _propose(self, text: str, notes: list[Note]) -> Edits:
        if text.isascii():
            return EMPTY
        codes, classes = view.look(text)
        if not len(classes):
            return EMPTY
        spots = self._spots(classes)
        if not len(spots):
            return EMPTY
        seen = _see(text, codes, classes, spots)
        draft = Draft(codes)
        if seen.open_lines.any():
            self._add_prose(draft, seen, notes)
        if self.letters:
            runs.add_letters(draft, seen)
        return draft.edits()

    def _spots(self, classes: Classes) -> Ints:
        """Positions where something could be touched: the cheap proof that most texts, and most lines, need nothing."""
        row = classes.tobytes()
        at = [match.start() - 1 for match in _SPOT.finditer(row)]
        before, blank, after = classes[:-2], classes[1:-1] == view.BLANK, classes[2:]  # too frequent for the pattern
        inside = np.flatnonzero(blank & ((before == view.HAN) | (after == view.HAN)))
        if len(inside):
            left, right = before[inside], after[inside]
            at += inside[((left == view.HAN) & _AFTER_BLANK[right]) | (_BEFORE_BLANK[left] & (right == view.HAN))].tolist()
        if _STOPS in row:
            at += np.flatnonzero(classes[1:-1] == view.STOP).tolist()
        if self.style != "keep":
            at += np.flatnonzero((classes[1:-1] == view.OPEN) | (classes[1:-1] == view.CLOSE)).tolist()
        return np.array(at, np.int64)

    def _add_prose(self, draft: Draft, seen: view.View, notes: list[Note]) -> None:
        inner = seen.classes[1:-1]
        wide, half = seen.per_line(_FLATTENED[inner]), seen.per_line(marks.adjacent(seen.classes))
        flat = (wide == 0) & (half > 0) & bool(wide.sum() <= half.sum())
        if self.ellipses:
            runs.add_ellipses(draft, seen)
        if self.dashes:
            runs.add_dashes(draft, seen)
        if self.style != "keep":
            runs.add_style(draft, seen, self.style)
        if self.blanks:
            runs.add_blanks(draft, seen)
        if self.parentheses:
            opening, closing = brackets.add_parentheses(draft, seen, flat)
            seen.classes[opening + 1], seen.classes[closing + 1] = view.OPENS, view.CLOSES
        if self.quotes:
            opening, closing = brackets.add_quotes(draft, seen)
            seen.classes[opening + 1], seen.classes[closing + 1] = view.OPEN, view.CLOSE
        if self.marks:
            notes += marks.add_marks(draft, seen, flat)


def _see(text: str, codes: Codes, classes: Classes, spots: Ints) -> view.View:
    """The view of a text that needs a closer look; only lines with a spot are open."""
    starts = view.lines_of(classes)
    chinese, is_foreign = view.chinese_lines(classes, starts)
    seen = view.View(text, codes, classes, starts, chinese, None, is_foreign)
    wanted = np.zeros(len(starts), np.bool_)
    wanted[seen.line_of(spots)] = True
    chinese &= wanted
    if not chinese.any():
        return seen
    inner = classes[1:-1]
    chinese &= ~protect.code_lines(text, starts, seen.per_line(inner == view.HAN), seen.per_line(inner == view.SIGN))
    stops = seen.per_line(_PROSE_ONLY[inner])
    for separator, which in ((",", view.COMMA), (";", view.SEMI)):
        chinese &= ~protect.table_lines(text, starts, separator, seen.per_line(inner == which), stops)
    if not chinese.any():
        return seen
    spans = protect.shut_spans(text)
    if spans:
        seen.shut = np.zeros(len(codes), np.bool_)
        for start, end in spans:
            seen.shut[start:end] = True
    return seen
