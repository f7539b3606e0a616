"""Plain lines of fields between a title and its text, on a page that a site has furnished.

What lives here: take_under_title(). What never does: lines that say by their form that they are fields (fieldlines.py).

How it works: a label with one value may be the text's own (whose poem it is, when a meeting is). Where a line of the site stands
over the title, and all that stands between the title and the first sentence are one to three such lines, they are the page's.

Weak: a notice whose only line over its first sentence says when something is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.steps.creditreader import credits_of
from corpuskit.steps.fieldgrammar import SENTENCE
from corpuskit.steps.fieldvalues import LISTS, PEOPLE
from corpuskit.steps.namegrammar import joined
from corpuskit.steps.pagefields import PageFields
from corpuskit.steps.stayed import HEAD
from corpuskit.steps.taken import Piece, fields_of

__all__ = ["take_under_title"]

LINES_MAX, LINE_MAX_CHARS = 3, 48
FURNITURE = frozenset(("breadcrumb", "tools", "source", "counter", "page", "summary", "credit"))
_OWN = re.compile(
    r"(?:会议|活动|开放|考试|举办|报名|演出|展览|開放|活動|會議|考試|報名|展期)|(?:时间|時間|日時|일시|When|Time)\s?[:：]"
)


def take_under_title(page: PageFields, pieces: Sequence[Piece]) -> None:
    """Fill what is missing from the lines between the title and the text, where these are fields and nothing else."""
    top = next((n for n, piece in enumerate(pieces) if piece.raw.strip() == page.title and piece.rule == HEAD), -1)
    if top < 1 or not any(piece.family in FURNITURE or piece.judged for piece in pieces[:top]):
        return
    under = [piece for piece in pieces[top + 1 :] if piece.rule == HEAD and not piece.judged]
    if not 1 <= len(under) <= LINES_MAX or page.text <= under[-1].start:
        return
    between = pieces[top + 1 : pieces.index(under[-1])]
    if any(piece not in under and piece.family not in FURNITURE and not piece.judged for piece in between):
        return
    found: list[tuple[str, str]] = []
    for piece in under:
        raw = joined(piece.raw)  # 张 三 is one name
        said = list(fields_of(raw))
        if all(field in PEOPLE for field, _ in said):  # several names behind one label
            persons, whole = credits_of(raw, japanese=page.japanese)
            named = [(one.field, raw[one.start : one.end]) for one in persons if one.field and whole]
            said = named if len(named) > len(said) else said
        if not said or len(piece.raw) > LINE_MAX_CHARS or SENTENCE.search(piece.view) or _OWN.search(piece.raw):
            return
        found += said
    known = set(page.found)
    for field, value in found:
        if field not in known and field != "section":
            page.put(field, value, labelled=True, adds=field in LISTS or field == "author")
