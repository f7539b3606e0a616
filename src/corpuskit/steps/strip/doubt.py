"""A last look at what rules took: lines and pieces that the judges, beside all else that goes, would hardly take.

What lives here: Doubts, doubts_of(). What never does: scores (judge.py, piecejudge.py), what stays although a rule hits
(ownline.py and the modules beside it), cutting (page.py asks before it marks).

How it works: a rule sees a line by its words, a grammar by what stands beside it; only the judges see the page. When nothing
takes anything any more, the lines that rules took are weighed as if they were not known to go, those whose words are plainly a
site's left out. Of these the ones that are likely beside the others are known again, and the rest is weighed once more beside
them. What then has less than a right line ever has stays (where a rule knows it by its words only on a page where enough else
goes), the page goes its way once more without it, and strip (step.py) asks whether the result stays as it is. Pieces inside
lines are weighed by the piece judge in the same way. What is proven by the page or the site (injected names, templates, noise
against copying), and what a user's own rules take, is not doubted.

Weak: a piece between two clauses is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from corpuskit.core.edit import Note
from corpuskit.rulebook.linematch import Matcher
from corpuskit.rulebook.rules import load_rules
from corpuskit.steps.strip.decide import POST_RULES
from corpuskit.steps.strip.judge import scores_if_unknown
from corpuskit.steps.strip.judgeplace import may_go
from corpuskit.steps.strip.lasttitle import last_titles
from corpuskit.steps.strip.page import Page
from corpuskit.steps.strip.piecejudge import score_pieces

__all__ = ["DOUBTS_ALL", "DOUBTS_MOST", "Doubts", "doubts_of"]

DOUBTS_ALL = 2  # what is told by its form, and what by its words; 1: only the first
DOUBTS_MOST = 3  # times that a page is gone through again without what was doubted
LINE_SCORE = 0.1  # of 7,800 right lines of styles that the judge had not seen 45 have less, of 54 wrong ones 18
SENTENCE_SCORE = 0.05  # of what ends as sentences do, of which the judge has seen few that go
LIKELY_SCORE = 0.5
PIECE_SCORE = 0.1
KNOWN_MIN = 4  # lines that go and are not doubted: by fewer a rule's own words are not outweighed
JUDGED = ("any.", "zh.", "en.", "ja.", "ko.")  # rules of languages that the judges have seen pages in
BY_FORM = "any."  # rules that tell a line by its form, in any language
# Two things in one piece: a call and what stands behind it, a sentence and a bracket.
_BOUND = re.compile(r"[)\]】》>▶☞。!…][^\s\d)\]】》>」』”\"'.!?…]|[^\s(\[【][(\[【]|[\d][\u3400-\u9fff]")
# Classes whose lines are told by their own words. What follows from another line (titles under a head, links to the pages beside
# this one, chains, the heads of posts), what the page proves (injected names, copies) and names of makers are not doubted.
LINES = frozenset(("source", "notice", "advert", "counter", "keywords"))
TITLE = "any.summary.title-twice"
BY_PLACE = frozenset(
    (
        "any.source.poster",
        "any.source.table",
        "any.source.running-head",
        "any.counter.folio",
        "any.notice.foot",
        "zh.advert.signature-block",
        "zh.advert.reply-word",
        "zh.notice.join-forum",
    )
)
PIECES = frozenset(("advert", "related", "notice", "novel", "tools"))


@dataclass(frozen=True, slots=True)
class Doubts:
    """What stays although a rule would take it: lines by number, each with the rule and the score, and pieces by their words,
    also with their place in the text; and titles by number, each with the rule and what it shares with the text."""

    lines: dict[int, tuple[str, float]] = field(default_factory=dict)
    pieces: dict[str, tuple[str, float, int, int]] = field(default_factory=dict)
    titles: dict[int, tuple[str, float]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lines or self.pieces or self.titles)

    def __or__(self, other: Doubts) -> Doubts:
        return Doubts(self.lines | other.lines, self.pieces | other.pieces, self.titles | other.titles)

    def adds_to(self, other: Doubts) -> bool:
        """True where these hold what the others do not."""
        return not (
            self.lines.keys() <= other.lines.keys()
            and self.pieces.keys() <= other.pieces.keys()
            and self.titles.keys() <= other.titles.keys()
        )

    def holds_line(self, number: int) -> bool:
        """True for a line that stays."""
        return number in self.lines or number in self.titles

    def holds_piece(self, page: Page, piece: str) -> bool:
        """True for a piece of a line that stays."""
        return bool(self.pieces) and page.matcher.view(piece).strip() in self.pieces

    def notes(self, page: Page) -> Iterator[Note]:
        """A note on each line and piece that stayed."""
        for line in page.lines:
            rule, score = self.lines.get(line.number, ("", 0.0))
            if rule and line.cut is None:
                yield _note(line.start, line.end, rule, score, "page")
            rule, share = self.titles.get(line.number, ("", 0.0))
            if rule and line.cut is None:
                said = f"it stayed: {rule} would leave no title, and the text has {share:.0%} of its pairs of characters"
                yield Note(line.start, line.end, "review.page.doubt", said)
        for rule, score, start, end in self.pieces.values():
            line = next(line for line in page.lines if line.start <= start < line.end)
            if line.cut is None and not any(begin < end and start < stop for begin, stop, _ in line.spans):
                yield _note(start, end, rule, score, "piece")


def _note(start: int, end: int, rule: str, score: float, judge: str) -> Note:
    said = f"it stayed: {rule} would take it, and beside all that goes here the {judge} judge gives it {score:.2f}"
    return Note(start, end, "review.page.doubt", said)


@lru_cache(maxsize=8)
def _rules_of_the_user(matcher: Matcher) -> frozenset[str]:
    return frozenset(rule.id for rule in matcher.rules) - {rule.id for rule in load_rules()}


def _may_be_doubted(rule: str, family: str) -> bool:
    """True for a rule that takes a line by the words on it. A field with its label is what the label says: of the lines that
    tell where a page is from only bars and rows are doubted."""
    if not rule.startswith(JUDGED) or (family == "source" and not rule.startswith(BY_FORM)):
        return False
    return rule == TITLE or (family in LINES and rule not in POST_RULES and rule not in BY_PLACE)


def doubts_of(page: Page, *, words: bool) -> Doubts:
    """What rules took of a page on which nothing takes anything any more, and the judges would not. words: also lines that a rule
    knows by its words, where enough else goes."""
    own = _rules_of_the_user(page.matcher)
    return Doubts(_doubted_lines(page, own, words=words), _doubted_pieces(page, own), last_titles(page))


def _doubted_lines(page: Page, own: frozenset[str], *, words: bool) -> dict[int, tuple[str, float]]:
    asked = [
        (line, line.cut)
        for line in page.lines
        if line.cut is not None and line.cut.rule not in own and _may_be_doubted(line.cut.rule, line.cut.family)
    ]
    scores = scores_if_unknown(page, [line for line, _ in asked], LIKELY_SCORE)
    least = {True: LINE_SCORE, False: SENTENCE_SCORE}
    doubted = {
        line.number: (cut.rule, scores[line.at]) for line, cut in asked if scores.get(line.at, 1.0) < least[may_go(line.view)]
    }
    if words and sum(line.cut is not None for line in page.lines) - len(doubted) >= KNOWN_MIN:
        return doubted
    return {number: said for number, said in doubted.items() if said[0].startswith(BY_FORM)}


def _doubted_pieces(page: Page, own: frozenset[str]) -> dict[str, tuple[str, float, int, int]]:
    asked = [
        (line, start, end, cut)
        for line in page.lines
        if line.cut is None
        for start, end, cut in line.spans
        if cut.family in PIECES
        and cut.rule not in own
        and _BOUND.search(page.matcher.view(page.text[start:end]).strip()) is not None
    ]
    if not asked:
        return {}
    weighed = score_pieces(page, [(line, start, end) for line, start, end, _ in asked])
    found: dict[str, tuple[str, float, int, int]] = {}
    for (_, start, end, cut), told in zip(asked, weighed, strict=True):
        if told is not None and told[1] < PIECE_SCORE:
            found[told[0]] = cut.rule, told[1], start, end
    return found
