"""The step `punctuation`: Chinese marks in full width, quotes paired, ellipses and dashes, artefact blanks, ASCII letters.

What lives here: the step with its parameters, its rules, and the order of its parts. What never does: characters for what they
are (steps/characters), encoding damage (steps/repair), text that is not Chinese.

How it works: one look-up of classes; a text in which no half-width mark stands beside Han or a CJK mark, no full-width
letter, no makeshift dash or ellipsis and no blank between Han needs nothing. Otherwise the lines that are Chinese prose are
found, URLs, code and tables shut out, and brackets, quotes, marks and runs decided, again until nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Edits, Layer, Note
from corpuskit.steps.columns import Classes, Codes, Draft, settle
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
_AFTER_POINT = view.is_in(view.NEWLINE, view.CLOSE, view.CLOSES, view.DOT)
_AFTER_BLANK = view.is_in(view.HAN, view.CLOSE, view.CLOSES, view.STOP, view.WIDE)
_BEFORE_BLANK = view.is_in(view.OPEN, view.OPENS)
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
        spots = self._spots(text, classes)
        if not spots.any():
            return EMPTY
        seen = _see(text, codes, classes, spots)
        draft = Draft(codes)
        if seen.open_lines.any():
            self._add_prose(draft, seen, notes)
        if self.letters:
            runs.add_letters(draft, seen)
        return draft.edits()

    def _spots(self, text: str, classes: Classes) -> view.Bools:
        """Where something could be touched: the cheap proof that most texts, and most lines of the others, need nothing."""
        inner, before, after = classes[1:-1], classes[:-2], classes[2:]
        near = (classes - np.uint8(view.HAN)) <= view.CLOSES - view.HAN  # uint8 wraps: one comparison for a range
        beside = near[:-2] | near[2:]
        spots: view.Bools = ((inner - np.uint8(view.COMMA)) <= view.QUOTE - view.COMMA) & beside
        points = spots & (inner == view.DOT)
        if points.any():  # most are file names and the like
            spots &= ~points | _AFTER_POINT[after] | (before == view.DOT)
        spots |= (inner == view.WIDE_ALNUM) | ((inner == view.BAR) & (before == view.BAR))
        blank = inner == view.BLANK
        if blank.any():
            han = classes == view.HAN
            spots |= blank & ((han[:-2] & _AFTER_BLANK[after]) | (han[2:] & _BEFORE_BLANK[before]))
        spots |= ((inner == view.ASK) & (after == view.NEWLINE)) | ((inner == view.COLON) & (before == view.SIGN))
        if "。。。" in text:
            spots |= (inner == view.STOP) & (before == view.STOP)
        if "--" in text:
            spots |= (inner == view.HYPHEN) & beside
        if self.style != "keep":
            spots |= (inner == view.OPEN) | (inner == view.CLOSE)
        return spots

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


def _see(text: str, codes: Codes, classes: Classes, spots: view.Bools) -> view.View:
    """The view of a text that needs a closer look; only lines with a spot are open."""
    starts = view.lines_of(classes)
    chinese, is_foreign = view.chinese_lines(classes, starts)
    seen = view.View(text, codes, classes, starts, chinese, None, is_foreign)
    chinese &= seen.numbers_of(spots)
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
