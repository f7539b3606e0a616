"""Parts of lines that no rule knows: datelines, credits, calls, links and plugs in a paragraph that stays.

What lives here: part_pass(). What never does: patterns (steps/partgrammar.py), values (harvest.py).

How it works: only on pages where a rule took a line of furniture in the same call: a text by itself may well speak of its
sources, of apps and of who took the pictures. What is left of a line must be a text still. A paragraph is looked at until no
part of it goes.

Weak: a page without one known line of boilerplate keeps its parts, but for those that rules know.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from corpuskit.rulebook.quickpattern import QuickChoice
from corpuskit.steps.asidegrammar import SET_IN, asides_of, last_pieces, title_marks
from corpuskit.steps.bylinegrammar import byline_head
from corpuskit.steps.callgrammar import calls_of
from corpuskit.steps.fieldgrammar import field_weight
from corpuskit.steps.insetgrammar import insets_of, is_post_head, may_be_behind, may_mark, page_marks
from corpuskit.steps.menugrammar import buttons_at, read_menu
from corpuskit.steps.partgrammar import Part, holds_one, openings_of, parts_of
from corpuskit.steps.partwords import BRACKET_HOLDS, CAPTION, DATELINES, POST
from corpuskit.steps.strip.mention import is_mention
from corpuskit.steps.strip.page import KNOWN_CHARS, Cut, Line, Page
from corpuskit.steps.strip.partbounds import (
    runs_into_text,
    to_bracket,
    to_mark,
    with_bracket,
    with_question,
    with_row,
    with_title,
)
from corpuskit.steps.tailgrammar import HEADS, heads_of, tails_of

__all__ = ["LEFT_MIN_CHARS", "OPENING", "PART_RULES", "ends_a_speech", "is_word_of", "part_pass"]

PART_RULES = {
    "any.credit.part": "a dateline before the first sentence, or a credit behind the last one",
    "any.source.part": "where the text comes from, behind its last sentence",
    "any.related.part": "a link to another page inside a paragraph",
    "any.advert.part": "a call to follow, ring or tap behind the last sentence of a paragraph",
    "any.tools.part": "a button or the name of a device inside a paragraph",
    "any.counter.part": "counters behind the last sentence of a paragraph",
    "any.notice.part": "a notice on rights inside a paragraph",
    "any.novel.part": "a plug of a novel site inside a paragraph",
    "any.page.part": "a piece of a line that the piece judge takes, by its words and all that its page shows",
}
FURNITURE = frozenset(
    ("source", "counter", "credit", "breadcrumb", "tools", "notice", "prevnext", "advert", "keywords", "related", "novel")
)
OPENING = FURNITURE | {"page"}  # what the page judge takes is furniture too
CHAPTER_LINKS = ("上一章", "下一章", "上一页", "章节目录", "章节列表", "本章", "加入书签", "下一章节", "字数:", "书名:")
THREADS = ("楼主", "只看该作者", "发帖", "回帖", "论坛", "跟帖", "发表回复", "快速回复", "贴吧", "回复主题")
LEFT_MIN_CHARS = 6  # of the line stays: answers of a thread are as short
LINE_MIN_CHARS, BRACKETED_MIN_CHARS = 12, 8
HEAD_MAX_CHARS = 60  # the longest headline on the labelled pages has 45 characters
CONFIDENCE = 0.9
# Without a bracket, and without a mark that may end a sentence before its last characters, a line holds no part but at its
# beginning and behind a mark of its own: all other grammars ask for one of these.
_MAY_HOLD = re.compile(r"[(\[【〔『〈〖《<。!?…~.”’」』\")\]】〕》%](?:(?<=[(\[【〔『〈〖《<])|(?=\s*\S))")
_OPENINGS = QuickChoice((*DATELINES, POST, *HEADS))  # what such a line may begin with
SURE_WEIGHT = 2  # of fields
LINES_KNOWN = 500  # the last pass over a page sees the lines of the one before
SHORT_KNOWN = 10_000
SAME_MAX = 10  # cuts of the same words in one pass over a line: a page set in one line has more of them than there are passes
# A holder and a year, or a clause by its number.
OF_A_LICENCE = re.compile(
    r"\s*(?:copyright|\(c\)|©|portions|\d{1,3}\.\s[A-Z]|第[一二三四五六七八九十百\d]{1,4}条)", re.IGNORECASE
)
_OPENERS = frozenset("([【〔〈〖<《（［｛{")
_SAID = frozenset(("notice", "advert"))
REACHED = re.compile(r"联[系络]人\s?:")  # of a small advert: whom to ask is part of it
SPOKEN = re.compile(r"\s*[A-Z][A-Z .'’]{1,20}:\s")


class Place(NamedTuple):
    """Whether a line is the first or last paragraph of its text, and what kind of page it stands on."""

    first: bool
    last: bool
    novel: bool
    forum: bool
    known: str = ""


def part_pass(page: Page) -> bool:
    """Mark the parts of paragraphs that go; True when there were any."""
    if page.families().isdisjoint(OPENING) and not page.ends_open:
        return False
    gone = [line for line in page.lines if line.cut is not None and line.cut.family in OPENING]
    novel = any(holds_one(line.view, CHAPTER_LINKS) or (line.cut and line.cut.family == "novel") for line in gone)
    live = page.live()
    prose = [i for i, line in enumerate(live) if line.prose]
    if not prose:
        return False
    forum = _has_posts(live) or any(holds_one(line.view, THREADS) for line in gone)
    known = "\n".join(line.view for line in gone if line.cut is not None and line.cut.family in ("source", "credit"))
    first = next((i for i, line in enumerate(live) if i and line.is_text), prose[0])
    changed = _cut_marks(page, live) or _cut_buttons(page, live)
    # Only names in brackets are compared with `known`.
    inner, inner_known = Place(False, False, novel, forum), Place(False, False, novel, forum, known)
    for i, line in enumerate(live):
        if not line.prose and len(line.view) <= HEAD_MAX_CHARS and line.view[-1] in ")]】":
            changed = _cut_mark(page, line) or changed
        least = BRACKETED_MIN_CHARS if line.view[-1] in ")]】〕" else LINE_MIN_CHARS
        if len(line.view) >= least and not (i == 0 and not line.prose):
            place = inner_known if known and holds_one(page.folded(line), BRACKET_HOLDS) else inner
            if i in (first, prose[0]) or i >= prose[-1]:
                place = place._replace(first=i in (first, prose[0]), last=i >= prose[-1])
            state = line.raw, place
            if page.partless.get(line.at) == state:
                continue
            if _cut_part(page, line, place):
                changed = True
            else:
                page.partless[line.at] = state
    return changed


def _has_posts(live: list[Line]) -> bool:
    """True where two lines or more are heads of posts."""
    posts = 0
    for line in live:
        if line.posted is None:
            line.posted = is_post_head(line.view)
        posts += line.posted
        if posts > 1:
            return True
    return False


def _may_be_marked(page: Page, live: list[Line]) -> bool:
    """False where no line holds the number of a page."""
    marked = False
    for line in live:
        if line.marked is None:
            line.marked = may_mark(page.folded(line))
        marked = marked or line.marked
    return marked


def _cut_marks(page: Page, live: list[Line]) -> bool:
    """Cut the numbers of the pages of a book, the last one of each line first; True when there were any."""
    if not _may_be_marked(page, live):
        return False
    changed = False
    views = [page.folded(line) for line in live]
    if views == page.markless:
        return False
    for at, start, end in reversed(page_marks(views)):
        why = "the number of a page, one of several that grow through the text"
        if len((views[at][:start] + views[at][end:]).strip()) >= LEFT_MIN_CHARS:
            changed = page.cut_span(live[at], start, end, Cut("any.tools.part", why, CONFIDENCE)) or changed
    page.markless = [] if changed else views
    return changed


def _cut_buttons(page: Page, live: list[Line]) -> bool:
    """Cut the same buttons behind the words of several lines: in brackets, or more than one of them; True when there were any."""
    held: dict[str, list[tuple[Line, int, int]]] = {}
    for line in live:
        view = page.folded(line)
        size = len(view.rstrip())
        start = buttons_at(view, size) if size and view[size - 1] not in "。.!?…" else size
        words, before = view[start:size].strip(), view[:start].strip()
        if words and len(before) > 1 and (words[0] in "[【" or read_menu(words).tools > 1) and not read_menu(before).tools:
            held.setdefault(words, []).append((line, start, size))
    changed = False
    for words, places in held.items():
        if len({page.folded(line)[:start].strip() for line, start, _ in places}) > 1:
            cut = Cut("any.tools.part", f"the buttons {words} behind several lines", CONFIDENCE)
            for line, start, size in places:
                changed = page.cut_span(line, start, size, cut) or changed
    return changed


def _cut_mark(page: Page, line: Line) -> bool:
    """Cut what a site sets behind a title or a head; True when there was something."""
    view = page.folded(line).rstrip()
    return any(
        page.cut_span(line, part.start, part.end, Cut(f"any.{part.kind}.part", part.why, CONFIDENCE))
        for part in title_marks(view)
    )


def _cut_part(page: Page, line: Line, place: Place) -> bool:
    """Cut the last part of a line that goes, and the same words where they stand before it as such a part; True when there
    was one."""
    whole = page.folded(line)
    words, count, low = "", 0, len(whole)
    for start, end, part in (_parts_of_short if len(whole) <= KNOWN_CHARS else _parts)(whole, place):
        if part.kind == "notice" and OF_A_LICENCE.match(whole):
            continue  # it goes as a whole, or it is a licence's
        if part.kind == "advert" and SPOKEN.match(whole):
            continue  # said on a stage
        if part.kind == "advert" and REACHED.match(whole, start):
            continue
        if part.kind in _SAID and (ends_a_speech(whole[start:end]) or (part.kind == "notice" and is_mention(whole[start:end]))):
            continue  # somebody says it in the text, or the text speaks of it
        found = line.raw[start:end].strip()
        if count == SAME_MAX or (count and (end > low or found != words or len(line.raw) - len(found) < LEFT_MIN_CHARS)):
            continue
        if not count and part.why == SET_IN and is_word_of(page, found):
            continue
        if page.cut_span(line, start, end, Cut(f"any.{part.kind}.part", part.why, CONFIDENCE)):
            words, count, low = found, count + 1, start
    return count > 0 or _cut_known(page, line, whole)


def ends_a_speech(sentence: str) -> bool:
    """True for a sentence that closes quotation marks which were opened before it."""
    said = sentence.rstrip()
    return any(said.endswith(close) and said.count(close) > said.count(open_) for open_, close in ("“”", "「」", "『』"))


def is_word_of(page: Page, bracket: str) -> bool:
    """True where the words of a bracket stand in what is left of the page without it too: they are words of the text, or for
    one of them. Empty ones are to be filled in; what has no brackets stands for no word."""
    inner = bracket[1:-1].strip()
    if bracket[0] not in _OPENERS:
        return False
    return not inner or page.left().count(inner) > page.left().count(bracket)


def _cut_known(page: Page, line: Line, view: str) -> bool:
    """Cut what stands behind the last sentence of a line and would go on a line of its own; True when there was something."""
    size = len(view.rstrip())
    if not size or view[size - 1] in "。!?…”」』." or CAPTION.match(view):
        return False
    for start, end in last_pieces(view, size):
        cut = _known(page, view[start:end].strip())
        if cut is not None and len(view[:start].strip()) >= LEFT_MIN_CHARS:
            return page.cut_span(line, start, end, cut)
    return False


def _known(page: Page, text: str) -> Cut | None:
    """Why a piece would go on a line of its own: a rule that needs nothing around it, or fields and tools and nothing else."""
    hit = next((hit for hit in page.matcher.hits(text) if hit.whole and hit.rule.safety != "review"), None)
    if hit is not None and hit.rule.family in FURNITURE and hit.rule.family != "novel":  # plugs have a grammar of their own
        return Cut(hit.rule.id, "behind the last sentence: " + hit.rule.why, CONFIDENCE)
    if field_weight(text) >= SURE_WEIGHT:
        return Cut("any.source.part", "behind the last sentence: times, labels, counters and tools only", CONFIDENCE)
    return None


@lru_cache(maxsize=LINES_KNOWN)
def _parts(whole: str, place: Place) -> tuple[tuple[int, int, Part], ...]:
    """(start, end, part) of the parts of a folded line that may go, the last one first."""
    indent = len(whole) - len(whole.lstrip(" \u3000\t"))
    view = whole[indent:]
    if not (place.first or place.novel or place.forum) and _MAY_HOLD.search(view) is None:
        if not (_OPENINGS.may_be_in(view) or may_be_behind(view)):
            return ()
        parts = [*openings_of(view, first=False), *insets_of(view, novel=False, forum=False)]
        parts += heads_of(view, first=False, known=place.known)
        return _spots(whole, view, indent, parts)
    parts = [*parts_of(view, first=place.first, last=place.last, novel=place.novel, known=place.known)]
    parts += insets_of(view, novel=place.novel, forum=place.forum)
    parts += heads_of(view, first=place.first, known=place.known)
    size = len(view.rstrip())
    parts += tails_of(view, size)
    parts += calls_of(view, size)
    parts += asides_of(view, size, last=place.last, novel=place.novel)
    if place.first and (head := byline_head(view)):
        parts.append(Part("credit", 0, head, "before the first sentence: who tells it, and where"))
    return _spots(whole, view, indent, parts)


def _spots(whole: str, view: str, indent: int, parts: list[Part]) -> tuple[tuple[int, int, Part], ...]:
    """The parts of a view with what belongs to each, as places in the whole line."""
    if not parts:
        return ()
    size = len(view.rstrip())
    parts = [with_bracket(view, part) for part in parts]
    parts = [to_bracket(view, part) for part in parts]
    parts = [to_mark(view, part, size) for part in parts]
    parts = [with_question(view, part, size) for part in parts]
    parts = [with_title(view, part, size) for part in parts]
    parts = [with_row(view, part, size) for part in parts]
    parts = [part for part in parts if not runs_into_text(view, part, size)]
    spots = [(part.start + indent, part.end + indent, part) for part in sorted(parts, key=_reach, reverse=True)]
    return tuple(spot for spot in spots if len((whole[: spot[0]] + whole[spot[1] :]).strip()) >= LEFT_MIN_CHARS)


# Short lines stand on many pages of a site.
_parts_of_short = lru_cache(maxsize=SHORT_KNOWN)(_parts.__wrapped__)


def _reach(part: Part) -> tuple[int, int]:
    """The part that ends last, and of those the longest, is cut first."""
    return part.end, -part.start
