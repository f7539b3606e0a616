"""What stands around a line that a rule hits: company, neighbours, the text on both sides, program code.

What lives here: Limits, places_fit(), edits_with(), why_of(), Around. What never does: deciding what goes (decide.py).

How it works: each question looks at the lines that are still there when a pass begins, and at what has been marked since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpuskit.rulebook.linematch import LineHit
from corpuskit.steps.strip.page import LINES_KNOWN, Cut, Line, Page

__all__ = [
    "FURNITURE",
    "FURTHER",
    "RIGHTS",
    "SENTENCE_ENDS",
    "Around",
    "Limits",
    "edits_with",
    "has_licences",
    "places_fit",
    "why_of",
]

FURNITURE = frozenset(
    (
        "source",
        "counter",
        "credit",
        "breadcrumb",
        "tools",
        "notice",
        "prevnext",
        "advert",
        "keywords",
        "related",
        "script",
        "template",
    )
)
LINKS = frozenset(
    ("tools", "prevnext", "related", "counter", "breadcrumb")
)  # their words also stand in lists of words: menus, glossaries
LONELY_LINES = 3
SENTENCE_ENDS = "。!?…”』」"
LINK_MARK = re.compile(r"[|｜]|[>»›+…]$|\.{3}$|^[\[【]")
PHRASE_MIN_CHARS = (
    9  # shorter ones are words of menus, which manuals and answers name; longer ones are whole phrases of page tools
)
FURTHER = (
    *("de", "fr", "es", "pt", "ru", "vi"),
    *("it", "nl", "pl", "tr", "cs", "id", "sv", "uk", "ar", "th"),
)  # languages with rule files of their own, of which the judges have seen few pages or none
RIGHTS = frozenset(("en.notice.paper", *(f"{language}.notice.rights" for language in ("zh", "en", "ja", "ko", *FURTHER))))
COPYRIGHT = re.compile(r"copyright|©|\(c\)|rights reserved|版权所有", re.IGNORECASE)
LICENCE_MIN_LINES = 4  # a page has one or two such lines
HOLDER = re.compile(r"(?:portions )?(?:copyright\b|\(c\)|©)[^\n]{0,8}?\d{4}[\d\s,–-]{0,24}(?P<who>[^\n]{2,60})", re.IGNORECASE)
HOLDERS_MIN = 3  # different ones, each on a line: no page has so many
CODE_LINE = re.compile(
    r"[;{}>]$|^(?://|/\*|\*|#|<|\$ )|^(?:if|for|var|let|const|return|import|def|class|function)\b|=>|\w\(.*\)$"
)
TRACKER = re.compile(r"_hmt\b|%3Cscript|<script|cpro_id|googletag|adsbygoogle|bds_config|_bd_share", re.IGNORECASE)
OF_CODE = re.compile(r"代码|脚本|程序|网页|浏览器|script|html|\bcode\b", re.IGNORECASE)
CODE_SHARE = 0.2  # of the lines; a page of prose has under 5 %


@dataclass(frozen=True, slots=True)
class Limits:
    """What may not go: whole lines, lines with a term; and whether unsafe rules edit."""

    lines: frozenset[str]
    terms: tuple[str, ...]
    unsafe: bool

    def guards(self, view: str, text: str) -> bool:
        """True when a line (trimmed folded view) or the part of it that would go is protected."""
        return view in self.lines or any(term in text for term in self.terms)


@lru_cache(maxsize=LINES_KNOWN)
def is_code_line(view: str) -> bool:
    """True for a line that ends or begins as lines of programs do."""
    return CODE_LINE.search(view) is not None


@lru_cache(maxsize=LINES_KNOWN)
def has_copyright(view: str) -> bool:
    """True for a line that speaks of copyright."""
    return COPYRIGHT.search(view) is not None


@lru_cache(maxsize=LINES_KNOWN)
def _holder(view: str) -> str:
    match = HOLDER.match(view)
    return match["who"].split(".")[0].strip() if match is not None else ""


def has_licences(lines: Iterable[Line]) -> bool:
    """True for a collection of licences: what stays of a page has several lines with a holder and a year. Lines that go are not
    counted: a second run does not see them."""
    marked = [line.view for line in lines if line.cut is None and has_copyright(line.view)]
    return len(marked) >= LICENCE_MIN_LINES or len({_holder(view) for view in marked} - {""}) >= HOLDERS_MIN


def places_fit(hit: LineHit, line: Line) -> bool:
    """True when the line stands where the hit's rules may take it. Joined fields lend each other their places."""
    places = hit.rule.where if len(hit.pieces) < 2 else {place for rule, _ in hit.pieces for place in rule.where}
    return "line" in places or "span" in places or ("head" in places and line.head) or ("tail" in places and line.tail)


def edits_with(hit: LineHit, limits: Limits) -> bool:
    """True for a hit whose rules may take lines, or vouch for each other."""
    if len(hit.pieces) < 2:
        return hit.rule.safety == "safe" or (limits.unsafe and hit.rule.safety == "unsafe")
    levels = {rule.safety for rule, _ in hit.pieces}
    if "safe" in levels or (limits.unsafe and "unsafe" in levels):
        return True
    return len({rule.id for rule, _ in hit.pieces}) > 1  # two kinds of field on one line vouch for each other


def why_of(hit: LineHit) -> str:
    """The reason of a cut, for people."""
    if len(hit.pieces) < 2:
        return hit.rule.why
    return "several fields on one line: " + ", ".join(dict.fromkeys(rule.id for rule, _ in hit.pieces))


class Around:
    """The lines of a page that are still there, and what stands around each."""

    def __init__(self, page: Page, limits: Limits) -> None:
        self.page = page
        self.limits = limits
        self.live = page.live()
        self.changed = False
        self.hit = [i for i, line in enumerate(self.live) if line.hits]
        self.has_prose = any(line.prose for line in self.live)
        # The text reaches from its first sentence to its last, short ones included.
        text = [i for i, line in enumerate(self.live) if line.prose or (not line.hits and line.view[-1] in SENTENCE_ENDS)]
        self.text = (text[0], text[-1]) if text else (len(self.live), -1)

    def cut(self, line: Line, cut: Cut) -> None:
        if self.page.mark(line, cut):
            self.changed = True

    def lines(self) -> Iterator[tuple[int, Line]]:
        """(place among the lines that were there, line) of each that a rule hits and that is still there."""
        for i in self.hit:
            if self.live[i].cut is None:
                yield i, self.live[i]

    def is_code(self, i: int) -> bool:
        """True where script left-overs would be the text itself: the page, or the lines around, are program code."""
        if self._is_leftover(i):
            return False
        around = self.live[max(0, i - 2) : i] + self.live[i + 1 : i + 3]
        if sum(is_code_line(line.view) for line in around) > len(around) / 2:
            return True
        return sum(is_code_line(line.view) for line in self.live) > CODE_SHARE * len(self.live)

    def _is_leftover(self, i: int) -> bool:
        """True for a line that calls a counter of visits or of adverts, on a page whose other lines are no code and say nothing
        of any."""
        if TRACKER.search(self.live[i].view) is None:
            return False
        rest = [line.view for line in self.live if not any(h.whole and h.rule.family == "script" for h in line.hits)]
        return not any(is_code_line(view) or OF_CODE.search(view) for view in rest)

    def is_lonely(self, i: int, hit: LineHit) -> bool:
        """True for a word of page tools where nothing says that this is a page: no prose, or amid it, and no other hit near."""
        line = self.live[i]
        if self.is_amid(i) and not self.has_neighbour(i):
            return True
        if i == 0 and len(self.live) > 1 and hit.rule.family == "breadcrumb":
            return False  # a chain of sections on top speaks for itself, however short the text below
        if (line.head or line.tail) and self.has_prose:
            return False
        return not self.has_company(i)

    def is_amid(self, i: int) -> bool:
        """True where lines that stay stand on both sides, sentences among them: steps of a manual name links and menus."""
        first, last = self.text
        view = self.live[i].view
        return first < i < last and len(view) < PHRASE_MIN_CHARS and LINK_MARK.search(view) is None

    def has_neighbour(self, i: int) -> bool:
        """True where the run of lines around that go, or that a rule would take, holds more than words of links and menus."""
        at = self.live[i].at
        lines = self.page.lines
        for step in (-1, 1):
            place = at + step
            while 0 <= place < len(lines) and (families := self.families(lines[place])):
                if families - LINKS:
                    return True
                place += step
        return False

    def has_furniture(self, but: Line | None = None) -> bool:
        """True where another line of the page goes, or would, that is more than a link or a word of a menu."""
        return any(line is not but and self.families(line) - LINKS for line in self.page.lines)

    def families(self, line: Line) -> set[str]:
        """The class that took a line, or those that would."""
        if line.cut is not None:
            return {line.cut.family}
        return {
            hit.rule.family for hit in line.hits if hit.whole and hit.rule.family in FURNITURE and edits_with(hit, self.limits)
        }

    def has_company(self, i: int) -> bool:
        """True where another line that a rule would take stands near."""
        near = self.live[max(0, i - LONELY_LINES) : i] + self.live[i + 1 : i + 1 + LONELY_LINES]
        return any(
            hit.whole and hit.rule.family in FURNITURE and edits_with(hit, self.limits) for other in near for hit in other.hits
        )

    def has_other(self, i: int, hit: LineHit) -> bool:
        """True when a rule of another kind took, or would take, another line of the page; a label alone wants it near."""
        lines = self.page.lines
        at = self.live[i].at
        if hit.rule.id in RIGHTS:
            marked = [line for line in lines if has_copyright(line.view)]
            if has_licences(lines):
                return False
            lines = [line for line in lines if line not in marked]  # (c) and "all rights reserved" prove each other nothing
        else:
            lines = lines[max(0, at - LONELY_LINES) : at + LONELY_LINES + 1]
        return any(
            other.cut.rule.split(".", 1)[1] != hit.rule.id.split(".", 1)[1]
            if other.cut is not None
            else any(
                h.whole and h.rule.family in FURNITURE and h.rule.id != hit.rule.id and edits_with(h, self.limits)
                for h in other.hits
            )
            for other in lines
            if other.at != at
        )
