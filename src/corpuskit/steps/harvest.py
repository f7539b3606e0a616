"""The step `harvest`: metadata from what strip took out and from the lines around the text, and the title from the text.

What lives here: Harvest, and the script of the values. What never does: cutting; a second set of patterns: the groups of the
rulebook's patterns name the fields.

How it works: every line or span that the strip layer removed is matched again by the rules, whose groups are named like
fields; lines above and below the text that strip left are read by the same grammar (fieldreader.py). Times become ISO 8601,
names become tuples, outlets lose the words that say nothing (网络 and 本站 fill nothing). A value that strip cut elsewhere as
an injected term, or that stands on the page as such terms do (injectedname.py), is no metadata. The title is found in the
text (pagetitle.py).

With `to`, values of a Chinese page are converted to the script that the text was converted to, so that a name in a column is the
name in the text. Japanese and Korean pages keep theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from corpuskit.core.document import Document, Scalar
from corpuskit.core.edit import Layer, apply
from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps.fieldreader import read_pieces
from corpuskit.steps.fieldvalues import Fields
from corpuskit.steps.houses import rights_at_foot
from corpuskit.steps.injectedname import injected_names
from corpuskit.steps.namegrammar import read_names
from corpuskit.steps.pagefields import PageFields
from corpuskit.steps.pagetitle import find_title
from corpuskit.steps.script import Script
from corpuskit.steps.script.step import Target
from corpuskit.steps.stayed import JUDGE, stayed_pieces, text_after_strip, title_lines
from corpuskit.steps.taken import pieces_of
from corpuskit.steps.timegrammar import read_time

__all__ = ["RULES", "Harvest", "read_names", "read_time"]

RULES: dict[str, str] = {}

JAPANESE_LOOK_CHARS = 2_000
# A line of fields on a page without furniture has one of them: a figure, a year, a mark between fields, a word for what
# somebody did.
_SIGN = re.compile(
    r"\d|[年월일]|\s-\s|[^\w\s，。、！？；“”‘’《》…,.!?;'\"「」『』-]|[编編校审審摄攝撰采採][辑輯对對核影写寫访訪稿]|稿|[报報][道导導]|[记記]者|作者|通[讯訊]"
    r"|기자|글|소식|팔로우|이웃|구독|블로그|ブログ|フォロ|博客|部落格|[Bb]y\b|BY\b|[a-z]{2} [A-Z]"
)
_KANA = re.compile("[\u3040-\u30ff]")


@dataclass(frozen=True, slots=True)
class Harvest:
    """Fills title, author, publisher, published, section, source_name, editors and reviewers.

    rule_files: further rule files that strip used (paths or TOML texts). to: the script of the values of Chinese pages (keep,
    hans, hant, tw, hk), as in the step `script`.
    """

    name: ClassVar[str] = "harvest"
    version: ClassVar[str] = "43"

    rule_files: tuple[str, ...] = ()
    to: Target = "keep"

    def annotate(self, doc: Document, /) -> Mapping[str, Scalar | tuple[str, ...]]:
        """The fields found; a field that is not there has no key."""
        found: Fields = {}
        edits = [edit for layer in doc.layers if layer.step == "strip" for edit in layer.edits]
        title = find_title(doc.text, edits)
        text = text_after_strip(doc)
        known = [edit for edit in edits if edit.rule != JUDGE]
        pieces = sorted(pieces_of(known) + stayed_pieces(text, edits), key=lambda piece: piece.start)
        if pieces and (edits or any(_SIGN.search(piece.raw) is not None for piece in pieces)):
            spam = tuple(edit.removed.strip() for edit in edits if edit.rule.startswith("any.spam."))
            if any(piece.judged or piece.family in ("spam", "page") for piece in pieces):
                around = [piece.raw for piece in pieces if piece.family in ("spam", "page", "stayed")]
                spam += injected_names(around, "\n".join((text, *(edit.removed for edit in edits))))
            japanese = _KANA.search(doc.text, 0, JAPANESE_LOOK_CHARS) is not None
            titles = title_lines(text, title)
            page = PageFields(found, matcher_for(self.rule_files), spam, titles, title or "", japanese=japanese)
            page.owners = rights_at_foot(text)
            page.judged = [line.strip() for edit in edits if edit.rule == JUDGE for line in edit.removed.split("\n")]
            read_pieces(page, pieces, max(len(doc.text), edits[-1].end if edits else 0))
            if title is None and page.title:
                found["title"] = page.title
            if self.to != "keep" and str(doc.meta.get("lang", "zh")).startswith("zh"):
                found = {field: _converted(value, self.to) for field, value in found.items()}
        if title is not None:
            found["title"] = title
        return found


def _converted(value: Scalar | tuple[str, ...], to: Target) -> Scalar | tuple[str, ...]:
    """A value in the script `to`; a repeat that only the script kept apart goes."""
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(str(_converted(name, to)) for name in value))
    if not isinstance(value, str) or value.isascii():
        return value
    doc = Document("", value)
    found = Script(to=to).edits(doc)
    return apply(value, found.edits if isinstance(found, Layer) else found)
