"""The step `characters`: controls, invisible characters, look-alikes, blanks and line ends.

What lives here: the step with its parameters, its rules, and the order of its parts. What never does: punctuation and width
(steps/punctuation), encoding damage (steps/repair).

How it works: one look-up of classes over the whole text (see steps/columns) proves most texts sound. Otherwise visible
characters first, then white space, then wrapped lines, again until nothing changes, as one layer.
NFC is applied to sequences with combining marks only. NFKC is never applied: it ruins ① ㎡ ½ … ﹏ ™ and full-width layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np

from corpuskit.core.document import Document
from corpuskit.core.edit import Edits, Layer, Note
from corpuskit.steps.characters import tables, visible, white, wraps
from corpuskit.steps.columns import Classes, Codes, Draft, Ints, class_view, code_points, holders, joined, settle

__all__ = ["RULES", "Characters"]

RULES: dict[str, str] = {
    "characters.control": "control characters other than line end and tab go",
    "characters.line-end": "CR LF, CR, NEL, U+2028, U+2029, vertical tab and form feed become a line end, or go beside one",
    "characters.zero-width": "zero-width blanks, joiners and byte order marks go, except in emoji and scripts that need them",
    "characters.bidi": "direction marks go, except in lines with right-to-left letters",
    "characters.soft-hyphen": "soft hyphens go",
    "characters.object": "object replacement characters go",
    "characters.tag": "tag characters go, except in flags",
    "characters.radical": "Kangxi and CJK radicals in running text become the ideographs that they look like",
    "characters.compatibility": "CJK compatibility ideographs in Chinese text become the unified ideographs",
    "characters.ligature": "Latin ligatures in words become letters",
    "characters.composed": "combining marks are put in order and joined with their base (NFC)",
    "characters.blank": "no-break, ideographic and other Unicode blanks become one blank",
    "characters.indent": "ideographic blanks at the start of a line go, and a blank behind what went there",
    "characters.trailing": "blanks at the end of a line go",
    "characters.blank-lines": "several blank lines become one",
    "characters.wrap": "line ends at a fixed width inside sentences go, where the width is proven",
    "damage.private-use": "private-use characters stay and are counted",
}


@dataclass(frozen=True, slots=True)
class Characters:
    """Editor of single characters and white space. Each field switches one class off.

    controls, line_ends, zero_width (with byte order marks, object and tag characters), bidi, soft_hyphens, radicals,
    compatibility, ligatures, composed, blanks, indents, trailing, blank_lines, wraps, private_use (notes only).
    """

    name: ClassVar[str] = "characters"
    version: ClassVar[str] = "3"

    controls: bool = True
    line_ends: bool = True
    zero_width: bool = True
    bidi: bool = True
    soft_hyphens: bool = True
    radicals: bool = True
    compatibility: bool = True
    ligatures: bool = True
    composed: bool = True
    blanks: bool = True
    indents: bool = True
    trailing: bool = True
    blank_lines: bool = True
    wraps: bool = True
    private_use: bool = True

    def edits(self, doc: Document, /) -> Edits | Layer:
        """Edits (and a note per run of private-use characters) that one text needs."""
        view = _view(doc.text)
        found = settle(doc.text, lambda text: self._propose(text, view if text is doc.text else _view(text)))
        notes = _private_use(view[1]) if self.private_use and view[2] == tables.PRIVATE else ()
        return Layer(self.name, self.version, found, notes) if notes else found

    def may_edit(self, texts: Sequence[str], /) -> list[bool]:
        """Whether a text has anything to look at; a batch is looked at as one text."""
        _, starts, codes = joined(texts)
        may = holders(starts, white.odd_places(_classes(codes)))
        if not self.wraps or codes.max(initial=0) < wraps.FIRST_HAN:
            return may
        return [one or wraps.may_be_wrapped(text) for one, text in zip(may, texts, strict=True)]

    def _propose(self, text: str, view: tuple[Codes, Classes, int]) -> Edits:
        codes, classes, most = view
        draft = Draft(codes)
        if most > tables.BLANK:
            self._add_visible(draft, text, codes, classes)
            found = draft.edits()
            if len(found) and self.indents and visible.add_bared_blanks(draft, text, found):
                return draft.edits()
            if len(found):
                return found
        if most > tables.CONTROL or white.is_odd(classes):
            white.add_white(draft, text, classes, self._wanted())
            found = draft.edits()
            if len(found):
                return found
        if self.wraps:
            wraps.add_joins(draft, text)
        return draft.edits()

    def _wanted(self) -> white.Wanted:
        names = ("line_ends", "blanks", "indents", "trailing", "blank_lines")
        return frozenset(field.name for field in fields(self) if field.name in names and getattr(self, field.name))

    def _add_visible(self, draft: Draft, text: str, codes: Codes, classes: Classes) -> None:
        def at(which: int) -> Ints:
            return np.flatnonzero(classes == which)

        held = [bool((classes == which).any()) for which in range(tables.PRIVATE + 1)]

        for which, on, rule in (
            (tables.CONTROL, self.controls, "control"),
            (tables.SOFT, self.soft_hyphens, "soft-hyphen"),
            (tables.OBJECT, self.zero_width, "object"),
        ):
            if on and held[which]:
                draft.delete(at(which), at(which) + 1, f"characters.{rule}")
        if self.zero_width and held[tables.ZERO]:
            visible.add_zero_width(draft, codes, at(tables.ZERO))
        if self.zero_width and held[tables.TAG]:
            visible.add_tags(draft, text, at(tables.TAG))
        if self.bidi and held[tables.BIDI]:
            visible.add_bidi(draft, text, at(tables.BIDI))
        if self.radicals and held[tables.RADICAL]:
            visible.add_look_alikes(draft, text, codes, classes, tables.RADICAL, "characters.radical")
        if self.compatibility and held[tables.COMPATIBLE]:
            visible.add_look_alikes(draft, text, codes, classes, tables.COMPATIBLE, "characters.compatibility")
        if self.ligatures and held[tables.LIGATURE]:
            visible.add_ligatures(draft, text, at(tables.LIGATURE))
        if self.composed and held[tables.MARK]:
            visible.add_composed(draft, text, classes)


def _view(text: str) -> tuple[Codes, Classes, int]:
    """Code points, their classes, and the highest class."""
    codes = code_points(text)
    classes = _classes(codes)
    return codes, classes, int(classes.max()) if len(classes) else 0


def _classes(codes: Codes) -> Classes:
    return class_view(codes, tables.class_table(), tables.astral_classes)


def _private_use(classes: Classes) -> tuple[Note, ...]:
    edges = np.diff((classes == tables.PRIVATE).astype(np.int8), prepend=0, append=0)
    spans = zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True)
    return tuple(Note(start, end, "damage.private-use", "private-use characters: their meaning is lost") for start, end in spans)
