"""Parts of lines that no rule knows: datelines, credits, calls, links and plugs in a paragraph that stays.

What lives here: part_pass(). What never does: patterns (steps/partgrammar.py), values (harvest.py).

How it works: only on pages where a rule took a line of furniture in the same call: a text by itself may well speak of its
sources, of apps and of who took the pictures. What is left of a line must be a text still. A paragraph is looked at until no
part of it goes.

Weak: a page without one known line of boilerplate keeps its parts, but for those that rules know.
"""

from __future__ import annotations

from functools import lru_cache

from corpuskit.steps.partgrammar import Part, parts_of
from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["PART_RULES", "part_pass"]

PART_RULES = {
    "any.credit.part": "a dateline before the first sentence, or a credit behind the last one",
    "any.source.part": "where the text comes from, behind its last sentence",
    "any.related.part": "a link to another page inside a paragraph",
    "any.advert.part": "a call to follow, ring or tap behind the last sentence of a paragraph",
    "any.tools.part": "a button or the name of a device inside a paragraph",
    "any.notice.part": "a notice on rights inside a paragraph",
    "any.novel.part": "a plug of a novel site inside a paragraph",
}
FURNITURE = frozenset(
    ("source", "counter", "credit", "breadcrumb", "tools", "notice", "prevnext", "advert", "keywords", "related", "novel")
)
CHAPTER_LINKS = ("上一章", "下一章", "上一页", "章节目录", "章节列表", "本章", "加入书签", "下一章节", "字数:", "书名:")
LEFT_MIN_CHARS = 6  # of the line stays: answers of a thread are as short
LINE_MIN_CHARS = 12
CONFIDENCE = 0.9
LINES_KNOWN = 500  # the last pass over a page sees the lines of the one before


def part_pass(page: Page) -> bool:
    """Mark the parts of paragraphs that go; True when there were any."""
    gone = [line for line in page.lines if line.cut is not None and line.cut.family in FURNITURE]
    if not gone:
        return False
    novel = any(word in line.view for line in gone for word in CHAPTER_LINKS) or any(
        line.cut is not None and line.cut.family == "novel" for line in gone
    )
    live = page.live()
    prose = [i for i, line in enumerate(live) if line.prose]
    if not prose:
        return False
    changed = False
    for i, line in enumerate(live):
        if len(line.view) >= LINE_MIN_CHARS and not (i == 0 and not line.prose):
            changed = _cut_part(page, line, i == prose[0], i >= prose[-1], novel) or changed
    return changed


def _cut_part(page: Page, line: Line, first: bool, last: bool, novel: bool) -> bool:
    """Cut the last part of a line that goes; True when there was one."""
    view = page.folded(line)
    indent = len(view) - len(view.lstrip(" \u3000\t"))
    for part in sorted(_parts(view[indent:], first, last, novel), key=_reach, reverse=True):
        start, end = part.start + indent, part.end + indent
        if len((view[:start] + view[end:]).strip()) < LEFT_MIN_CHARS:
            continue
        if page.cut_span(line, start, end, Cut(f"any.{part.kind}.part", part.why, CONFIDENCE)):
            return True
    return False


@lru_cache(maxsize=LINES_KNOWN)
def _parts(view: str, first: bool, last: bool, novel: bool) -> tuple[Part, ...]:
    return tuple(parts_of(view, first=first, last=last, novel=novel))


def _reach(part: Part) -> tuple[int, int]:
    """The part that ends last, and of those the longest, is cut first."""
    return part.end, -part.start
