"""What the page judge asks of a line by its form and by the place where it stands.

What lives here: may_go() (what may be judged anywhere), asked_of() (for lines the score from which each goes),
of_rows_that_stay() (rows of verse and records). What never does: scores (judgetrees.py), which lines are weighed and what is
marked (judge.py).

How it works: more is asked of a long line than of a short one, for so much more would be lost, and more between two sentences.
Over the text and under it, right beside a line that goes, hardly any line is the text's, so what looks like a sentence or like
a title may go there too; between two lines that go less is asked. What stands between sentences once (a refrain) is the text's
wherever it stands again, and of rows of one shape of which most stay all do. The first line of a page is often its title, with
the name of the site.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from corpuskit.steps.strip.decide import POST_RULES
from corpuskit.steps.strip.judgetrees import cut_score
from corpuskit.steps.strip.mention import names_words
from corpuskit.steps.strip.page import LINES_KNOWN, Line, Page
from corpuskit.steps.strip.shields import MARKED_TITLE, SHIELDED, is_shielded

__all__ = ["BETWEEN_SCORE", "LEAST_SCORE", "LINE_MAX_CHARS", "OUTSIDE_WORDS", "asked_of", "may_go", "of_rows_that_stay"]

LINE_MAX_CHARS = 200  # of a line that goes; as of rules
SENTENCE_CHARS, SENTENCE_BLANKS = 6, 5  # before a full stop: of the labelled lines with that, one in eight goes
# What a sentence is asked for: of its words, in nats, and of the trees.
LIFTED_WORDS, LIFTED_SCORE = 2.3, 0.93
NEVER = 2.0
INSIDE_SCORE = 0.7  # of a line between the first sentence and the last, and of the first, which is most often the title
AMID_SCORE = 0.95  # of a line between two sentences that stay
SHORT_CHARS, LONG_SCORE = 20, 0.8
# Outside the text between two lines that go: of short lines and of long ones. Beside one that goes: of sentences and titles.
BETWEEN_SCORE, LONG_BETWEEN_SCORE = 0.45, 0.75
OUTSIDE_WORDS, OUTSIDE_SCORE = -0.6, 0.9
ROWS_MIN, NUMBERED_MIN = 4, 3  # lines of one shape that make a run; of rows with figures
ROW_MIN_CHARS, ROW_MAX_CHARS = 8, 60
_RELATION = re.compile(r"\w{1,2}(?:\s?[<>=≤≥+*/^-]\s?\w{1,4}){1,8}")  # x > y > 0
_CELLS = re.compile(r"\w[^\w]+\w")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
HEADS = POST_RULES | {"any.source.poster"}
LEAST_SCORE = min(AMID_SCORE, LIFTED_SCORE, BETWEEN_SCORE, LONG_BETWEEN_SCORE, OUTSIDE_SCORE)  # of all but cut_score()


def may_go(view: str) -> bool:
    """False for what the judge takes only where its place lets it: what is shielded, the title of a post, a line
    that holds a sentence, with a button or a reply behind it; and for a very long line."""
    return len(view) <= LINE_MAX_CHARS and _may_go(view)


@lru_cache(maxsize=LINES_KNOWN)
def _may_go(view: str) -> bool:
    return not (is_shielded(view) or MARKED_TITLE.match(view) or _holds_sentence(view))


@lru_cache(maxsize=LINES_KNOWN)
def _may_lift(view: str) -> bool:
    """True for a sentence that may go where its words and its place are surely a site's: what a reader risks."""
    return SHIELDED.match(view) is None and MARKED_TITLE.match(view) is None


def _holds_sentence(view: str) -> bool:
    """Whether a full stop ends a clause of some length somewhere in a line."""
    at = view.find("。")
    while at >= 0:
        clause = view[max(0, at - SENTENCE_CHARS) : at]
        if len(clause) == SENTENCE_CHARS and not any(map(str.isspace, clause)) and "。" not in clause:
            return True
        at = view.find("。", at + 1)
    end = view.find(". ")
    return end > 0 and view[end - 1].isalpha() and view.count(" ", 0, end) >= SENTENCE_BLANKS


def asked_of(page: Page, lines: Sequence[Line], words: Sequence[float]) -> list[float]:
    """For each of some lines beside others that are known to go the score that is asked of it. words: what the words of each
    say, in nats."""
    text = [line.at for line in page.live() if line.is_text]
    first, last = (text[0], text[-1]) if text else (0, len(page.lines))
    asked = []
    seen = Counter(line.view for line in page.lines)
    refrains = {line.view for line in page.lines if seen[line.view] > 1 and _is_amid(page, line)}
    for line, score in zip(lines, words, strict=True):
        around = page.lines[max(0, line.at - 1) : line.at] + page.lines[line.at + 1 : line.at + 2]
        is_amid = line.view in refrains or _is_amid(page, line)
        least = _least(line.view, score, is_amid=is_amid)
        if first <= line.at <= last or line.at == 0:
            least = max(least, INSIDE_SCORE)
        is_title = line.at < first and MARKED_TITLE.match(line.view) is not None  # of a post
        if (
            line.at > 0
            and not (first <= line.at <= last or is_title or is_amid)
            and any(other.cut is not None for other in around)
        ):
            least = min(least, _least_outside(line.view, is_between=all(other.cut is not None for other in around)))
        asked.append(NEVER if _is_all_of_a_post(page, line) else least)
    return asked


def _is_all_of_a_post(page: Page, line: Line) -> bool:
    """Whether a line stands alone under the head of a post, before the head of the next or the end: it is the post."""
    above, below = page.lines[line.at - 1] if line.at else None, page.lines[line.at + 1 : line.at + 2]
    if above is None or above.cut is None or above.cut.rule not in POST_RULES:
        return False
    return not below or (below[0].cut is not None and below[0].cut.rule in HEADS)


def _is_amid(page: Page, line: Line) -> bool:
    """Whether a line stands between two of text that stay."""
    around = page.lines[line.at - 1 : line.at + 2 : 2] if line.at else []
    return len(around) == 2 and all(other.is_text and other.cut is None for other in around)


def of_rows_that_stay(page: Page, taken: Sequence[int]) -> set[int]:
    """By place, those of the lines taken that stand in a run of lines of one shape of which most stay."""
    lines, going = page.lines, set(taken)
    seen: set[int] = set()
    found: set[int] = set()
    for at in taken:
        shape = "" if at in seen else _shape(lines[at].view)
        if not shape:
            continue
        first = last = at
        while first > 0 and _shape(lines[first - 1].view) == shape:
            first -= 1
        while last + 1 < len(lines) and _shape(lines[last + 1].view) == shape:
            last += 1
        run = set(range(first, last + 1))
        seen |= run
        stays = sum(lines[n].cut is None for n in run - going)
        if len(run) >= (NUMBERED_MIN if "0" in shape else ROWS_MIN) and stays * 2 > len(run):
            found |= run & going
    return found


@lru_cache(maxsize=LINES_KNOWN)
def _shape(view: str) -> str:
    """The marks, blanks and kinds of characters of a row of two cells or more; empty for a short one, and for one word."""
    if not ROW_MIN_CHARS <= len(view) <= ROW_MAX_CHARS or not _CELLS.search(view):
        return ""
    return _DIGIT.sub("0", _LETTER.sub("a", view))


def _least_outside(view: str, *, is_between: bool) -> float:
    """The score that is asked of a line outside the text, beside one that goes or between two."""
    if names_words(view) or _RELATION.fullmatch(view) is not None:
        return NEVER
    if not may_go(view):
        return OUTSIDE_SCORE
    if is_between:
        return BETWEEN_SCORE if len(view) <= SHORT_CHARS else LONG_BETWEEN_SCORE
    return NEVER


def _least(view: str, words: float, *, is_amid: bool) -> float:
    """The score that is asked of a line wherever it stands."""
    if may_go(view):
        return max(cut_score(), LONG_SCORE * (len(view) > SHORT_CHARS), AMID_SCORE * is_amid)
    return LIFTED_SCORE if words >= LIFTED_WORDS and _may_lift(view) and not is_amid else NEVER
