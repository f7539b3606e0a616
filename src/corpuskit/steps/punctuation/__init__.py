"""The step `punctuation`: Chinese marks in full width, quotes paired, ellipses and dashes, artefact blanks, ASCII letters.

What lives here: the step with its parameters, its rules, and the order of its parts. What never does: characters for what they
are (steps/characters), encoding damage (steps/repair), text that is not Chinese.

How it works: a text in which no half-width mark stands beside Han or a CJK mark, no full-width letter, no makeshift dash or
ellipsis and no blank between Han needs nothing (spots.py). Otherwise only the lines with such a spot are looked at: those that
are Chinese prose are found, URLs, code and tables shut out, and brackets, quotes, marks and runs decided, again until nothing
changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Edits, Layer, Note
from corpuskit.steps.columns import Draft, code_points, joined, settle
from corpuskit.steps.punctuation import brackets, marks, protect, quotes, runs, spots, view
from corpuskit.steps.punctuation.sift import sift
from corpuskit.steps.repair.plausibility import model_digest

__all__ = ["RULES", "Punctuation"]

RULES: dict[str, str] = {
    "punctuation.comma": "a comma beside Han becomes ，",
    "punctuation.full-stop": "a point that ends a line of Chinese prose becomes 。",
    "punctuation.semicolon": "a semicolon beside Han becomes ；",
    "punctuation.colon": "a colon beside Han becomes ：",
    "punctuation.exclamation": "an exclamation mark beside Han becomes ！",
    "punctuation.question": "a question mark beside Han becomes ？",
    "punctuation.parenthesis": "a pair of parentheses in Chinese becomes （）",
    "punctuation.quote": "a pair of straight quotes around Chinese becomes “” or ‘’",
    "punctuation.quote-style": "quotes of Chinese lines in the style asked for",
    "punctuation.ellipsis": "... or 。。。 beside Han becomes ……",
    "punctuation.dash": "-- or ―― or －－ between Han becomes ——",
    "punctuation.blank": "a blank beside a full-width mark goes",
    "punctuation.torn-word": "a blank inside a word goes: torn words all over, one whole elsewhere, or every word set off",
    "punctuation.letter": "full-width letters and digits become ASCII",
    "review.question-mark": "a question mark that asks nothing may stand for a lost character: it stays",
}


@dataclass(frozen=True, slots=True)
class Punctuation:
    """Editor of punctuation in Chinese text. Each field switches one class off.

    marks: , . ; : ! ? beside Han. parentheses: balanced pairs. quotes: straight quotes. ellipses, dashes: makeshift
    ones. blanks: artefacts only. letters: full-width letters and digits. style: keep, curly (“”) or corner (「」).
    """

    name: ClassVar[str] = "punctuation"
    version: ClassVar[str] = "12"

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

    def may_edit(self, texts: Sequence[str], /) -> list[bool]:
        """Whether a text has a place that could be touched; a batch is looked at as one text."""
        return sift(joined(texts), quotes=self.style != "keep")

    def tables_used(self) -> Mapping[str, str]:
        """Digest of the character model, which tells torn words."""
        return {"charmodel.bin": model_digest()} if self.blanks else {}

    def _propose(self, text: str, notes: list[Note]) -> Edits:
        if text.isascii():
            return EMPTY
        codes = code_points(text)
        lines, places = spots.find_lines(text, codes, quotes=self.style != "keep")
        row = view.look(codes) if lines else b""
        if not row:
            return EMPTY
        if view.may_be_flat(row, places):
            lines = spots.with_latin_ends(text, lines)
        seen = _see(text, row, lines)
        draft = Draft(codes, text)
        if seen.lines:
            self._add_prose(draft, seen, notes)
        if self.letters:
            runs.add_letters(draft, seen)
        return draft.edits()

    def _add_prose(self, draft: Draft, seen: view.View, notes: list[Note]) -> None:
        if self.ellipses:
            runs.add_ellipses(draft, seen)
        if self.dashes:
            runs.add_dashes(draft, seen)
        if self.style != "keep":
            runs.add_style(draft, seen, self.style)
        if self.blanks:
            runs.add_blanks(draft, seen)
        if self.parentheses:
            opening, closing = brackets.add_parentheses(draft, seen)
            if opening:
                seen.mark(opening, view.OPENS, closing, view.CLOSES)
        if self.quotes:
            quotes.add_quotes(draft, seen)
        if self.marks:
            notes += marks.add_marks(draft, seen)


def _see(text: str, row: bytes, lines: list[view.Line]) -> view.View:
    """The view of a text that needs a closer look at these lines."""
    spoken = view.language(row)
    lines = protect.open_lines(text, row, [line for line in lines if spoken.is_chinese(row, line)])
    can = bytearray(len(text))
    for start, end in lines:
        can[start:end] = b"\1" * (end - start)
    shut = None
    spans = protect.shut_spans(text, row, lines) if lines else []
    if spans:
        shut = bytearray(len(text))
        for start, end in spans:
            shut[start:end] = b"\1" * (end - start)
            can[start:end] = bytes(end - start)
    return view.View(text, row, lines, can, shut, spoken.is_latin or spoken.is_kana)
