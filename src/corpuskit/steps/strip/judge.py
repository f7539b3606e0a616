"""The page judge: a look at the lines that no rule takes, by all that stands around each.

What lives here: which lines are asked, the pass that marks lines, and the notes on those that nearly went. What never does: the
score of a line (judgetrees.py, over what judgecolumns.py sees), training (scripts/pagejudge).

How it works: the judge speaks when nothing else takes anything any more. Where another way took a line in the same call, it
weighs all others beside those. Then the lines that are left are weighed once more as if nothing were known, and two or more at
the ends that can only be furniture open a page: the result, on which nothing else is taken, is weighed in the same way, so
nothing goes there that had stayed. It weighs a whole page: a row of lines whose words are all furniture tells what no line of
them would. The reason of a cut names what weighed most, from the steps down the trees.

Weak: what ends as sentences do is never taken, and a sentence without its end mark has only its looks to keep it; a page in a
language that no labelled page is in opens by its forms alone.

Long, because who is asked, in a batch and alone, and what a verdict marks must agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from corpuskit.core.edit import Note
from corpuskit.rulebook.rules import is_off
from corpuskit.steps.strip.features import Words
from corpuskit.steps.strip.judgecolumns import Lines, look_around_each
from corpuskit.steps.strip.judgefirst import ALONE_CHARS_SCORE, OPEN_CHARS_SCORE, OPEN_LINES, is_known_language, tell
from corpuskit.steps.strip.judgelook import natural_lines, shared_each, words_around
from corpuskit.steps.strip.judgeplace import LEAST_SCORE, LINE_MAX_CHARS, OUTSIDE_WORDS, asked_of, may_go, of_rows_that_stay
from corpuskit.steps.strip.judgetrees import cut_score, note_score, reasons, tree_scores, word_scores
from corpuskit.steps.strip.page import HEAD_LINES, TAIL_LINES, Cut, Line, Page

__all__ = [
    "RULE",
    "judge_notes",
    "judge_opens",
    "judge_pass",
    "look_ahead",
    "scores_beside",
    "scores_if_unknown",
    "weigh_ahead",
]

RULE = "any.page.judge"
MIN_CUTS = 1
OPEN_SCORE = 0.95  # of two lines: at .98, eighteen lines of 36 MB of sound text less go, and 32 of 866 pages of unseen sites
PIECED_SCORE = 0.9  # the same on a page of which a piece goes: that is a site's
ASKED_SCORE = -3.5  # of a line's words and form, in nats: of two hundred unseen lines that go one has less
TITLE_MAX_CHARS = 20
# A title has no label, number of an item, cells or parts of a sentence; what a site sets first often has several parts.
_PARTED = re.compile(r"[|_·•>›»/\\:：\-—–☰≡×✕\[\]【】]|\s{2}|\S[ \u3000]\S+[ \u3000]\S|网$|報$|报$|站$|首[页頁]|官")
_OPENS_TEXT = re.compile(r":|,.*[,。]|^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、]|\S\s\S+\s\S")
_NO_TITLE_ENDS = frozenset("。.;,:，；：")
TITLE_SCORE = 0.985  # from which the last line that stands over a text may go
PROSE_MIN_RATIO = 0.4  # of the characters of a page; a list of words, commands or names opens by surer lines only
LIST_SCORE = 0.95
LIST_SURE_SCORE, LIST_WORDS_SCORE = 0.98, 1.0  # of two lines that open one whatever their characters; of their words, in nats
LIST_TOLD_SCORE = 0.96  # of two lines whose characters are a site's
LIST_WORDED_SCORE, LIST_WORDED_CHARS = 0.85, 6.5  # the same where the characters leave no doubt, in nats
LIST_MIN_LINES, LIST_TOP_LINES, LIST_FOOT_LINES = 6, 4, 6  # of a page without a sentence, that may open it
HEADS_MIN = 2
ALONE_SCORE = 0.985  # of a line that opens a page by itself
SURE_WORDS = 1.0  # of a line that is not asked about a second time, in nats
LINES_MOST = 4_000  # of a page that is judged: its columns take 1.4 kB a line
LANGUAGE_LINES = 12  # of a text that are looked at
Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The lines of a page, what each shows and whether it is known to go, and the places of those that may go."""

    lines: list[Line]
    views: list[str]
    words: list[Words]
    scores: Floats
    known: Flags
    asked: list[int]


@dataclass(frozen=True, slots=True)
class _Sight:
    """The lines that may go, their columns, and what their characters alone say."""

    lines: list[Line]
    columns: Floats
    chars: Floats


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The same with their scores."""

    lines: list[Line]
    columns: Floats
    scores: Floats
    chars: Floats
    said: dict[int, str] = field(default_factory=dict)  # reasons that were found already, by row

    def reasons(self, rows: Ints) -> list[str]:
        """What spoke most for some rows."""
        missing = [at for at in rows.tolist() if at not in self.said]
        if missing:
            self.said.update(zip(missing, reasons(self.columns[missing], self.scores[missing]), strict=True))
        return [self.said[at] for at in rows.tolist()]


def _words(page: Page, views: list[str]) -> list[Words]:
    """What each line shows by itself; the long lines of a page are looked at once too."""
    fresh = [view for view in views if view not in page.words]
    page.words.update(zip(fresh, words_around(fresh), strict=True))
    return [page.words[view] for view in views]


def look_ahead(pages: Sequence[Page]) -> None:
    """Look at the lines of pages that will most likely be judged, all at once: what each shows by itself is then known."""
    views = list({line.view: None for page in pages for line in page.lines if line.view not in page.words})
    if not views:
        return
    found = dict(zip(views, words_around(views), strict=True))
    word_scores(list(found.values()))
    for page in pages:
        page.words.update({line.view: found[line.view] for line in page.lines if line.view not in page.words})


def weigh_ahead(pages: Sequence[Page]) -> None:
    """Weigh the lines of pages that are judged next beside those that are known to go, all at once; of pages on which none then
    goes, also those that may open them."""
    look_ahead(pages)
    _weigh_beside_known(pages)
    _weigh_openings([page for page in pages if not is_off(RULE, page.off) and not _taken(page)])


def _weigh_beside_known(pages: Sequence[Page]) -> None:
    asked: list[tuple[Page, Any, _Asked]] = []
    for page in pages:
        state = _state(page)
        if state is not None and (page.weighed is None or page.weighed[0] != state):
            one = _asked(page, page.lines, state[0])
            if one is None:
                page.weighed = state, None
            else:
                asked.append((page, state, one))
    if not asked:
        return
    seen_each = _sight_each([one for _, _, one in asked])
    sights = [(page, state, seen) for (page, state, _), seen in zip(asked, seen_each, strict=True)]
    columns = np.concatenate([seen.columns for _, _, seen in sights])
    scores = tree_scores(columns)
    told = np.flatnonzero(scores >= min(note_score(), cut_score()))  # what goes or has a note is asked for its reason
    said = dict(zip(told.tolist(), reasons(columns[told], scores[told]), strict=True)) if len(told) else {}
    begin = 0
    for page, state, seen in sights:
        end = begin + len(seen.columns)
        of_page = {at - begin: said[at] for at in range(begin, end) if at in said}
        page.weighed = state, _Verdict(seen.lines, seen.columns, scores[begin:end], seen.chars, of_page)
        begin = end


def _weigh_openings(pages: Sequence[Page]) -> None:
    """The same for pages on which the judge takes nothing beside what is known, as if nothing were."""
    asked = [(page, _may_open(page)) for page in pages if page.opening is None or page.opening[0] != page.version]
    for page, one in asked:
        if one is None:
            page.opening = page.version, None
    seen = _sight_each([one for _, one in asked if one is not None])
    if not seen:
        return
    scores = tree_scores(np.concatenate([sight.columns for sight in seen]))
    begin = 0
    for page, sight in zip([page for page, one in asked if one is not None], seen, strict=True):
        end = begin + len(sight.columns)
        page.opening = page.version, _Verdict(sight.lines, sight.columns, scores[begin:end], sight.chars)
        begin = end


def _weigh_some(page: Page, known: list[bool], only: set[int], *, every: bool = False) -> _Verdict | None:
    """What the judge thinks of some lines of a page, by place, that it looks at; every: of those that it may not take, too."""
    asked = _asked(page, page.lines, known, every=every)
    some = [] if asked is None else [at for at in asked.asked if page.lines[at].at in only]
    return _verdict(replace(asked, asked=some)) if asked is not None and some else None


def _verdict(asked: _Asked) -> _Verdict:
    """What the judge thinks of each line that it looks at."""
    [seen] = _sight_each([asked])
    return _Verdict(seen.lines, seen.columns, tree_scores(seen.columns), seen.chars)


def _asked(
    page: Page, lines: list[Line], known: list[bool], zone: set[int] | None = None, *, every: bool = False
) -> _Asked | None:
    """The lines that the judge looks at: not known to go, and such as it may take (every: others too); of those in a zone, where
    one is given, whose characters may open a page. None where there are none."""
    views = [line.view for line in lines]
    words = _words(page, views)
    scores = word_scores(words)
    flags = np.array(known)
    asked = [
        at
        for at in np.flatnonzero((scores >= ASKED_SCORE) & ~flags).tolist()
        if every or may_go(views[at]) or (zone is None and scores[at] >= OUTSIDE_WORDS and len(views[at]) <= LINE_MAX_CHARS)
    ]
    if zone is not None:
        asked = [at for at in asked if lines[at].at in zone and (words[at].chars or 0.0) >= OPEN_CHARS_SCORE]
    return _Asked(lines, views, words, scores, flags, asked) if asked else None


def _sight_each(pages: Sequence[_Asked]) -> list[_Sight]:
    """What the judge sees of the lines that it looks at, of some pages."""
    shared = shared_each([(one.words, natural_lines(one.views, one.scores, one.known)) for one in pages])
    lines = [
        Lines(one.views, one.words, one.scores, one.known, one.asked, of_page) for one, of_page in zip(pages, shared, strict=True)
    ]
    return [
        _Sight([one.lines[at] for at in one.asked], columns, np.array([one.words[at].chars or 0.0 for at in one.asked]))
        for one, columns in zip(pages, look_around_each(lines), strict=True)
    ]


def _state(page: Page) -> tuple[list[bool], list[str]] | None:
    """Which lines are known to go, and all lines as they are; None where too few are known."""
    known = [line.cut is not None and (line.cut.rule != RULE or line.at in page.opened) for line in page.lines]
    families = {line.cut.family for line, is_known in zip(page.lines, known, strict=True) if is_known and line.cut is not None}
    if (
        sum(known) < MIN_CUTS or len(known) > LINES_MOST or (families <= {"prevnext", "page"} and not page.opened)
    ):  # handbooks turn their pages too
        return None
    return known, [line.view for line in page.lines]


def _beside_known(page: Page) -> _Verdict | None:
    """The verdict on a page where lines are known to go; None where there are none."""
    state = _state(page)
    if state is None:
        return None
    if page.weighed is None or page.weighed[0] != state:
        asked = _asked(page, page.lines, state[0])
        page.weighed = state, None if asked is None else _verdict(asked)
    found: _Verdict | None = page.weighed[1]
    return found


def scores_beside(page: Page, lines: Sequence[Line]) -> dict[int, float]:
    """By place, what the judge thinks of some lines beside those that are known to go; without those that it does not look at,
    and those whose words say enough for it. One whose words are no furniture at all has nothing."""
    state = _state(page)
    if state is None:
        return {}
    words = word_scores(_words(page, [line.view for line in lines])).tolist()
    doubtful = [line for line, score in zip(lines, words, strict=True) if score < SURE_WORDS]
    found = {line.at: 0.0 for line, score in zip(lines, words, strict=True) if score < ASKED_SCORE}
    if len(found) == len(doubtful):
        return found
    if len(lines) == 1:
        verdict = _weigh_some(page, state[0], {line.at for line in doubtful})
    else:
        verdict = _beside_known(page)
    places = {line.at for line in doubtful}
    if verdict is not None:
        scores = zip(verdict.lines, verdict.scores.tolist(), strict=True)
        found |= {line.at: score for line, score in scores if line.at in places}
    return found


def scores_if_unknown(page: Page, lines: Sequence[Line], likely: float) -> dict[int, float]:
    """By place, what the judge thinks of some lines that go as if they were not known to, beside all others that are. Those that
    are likely beside the others are known again when the rest is weighed. Without lines whose words say enough for it, or nothing
    at all."""
    if len(page.lines) > LINES_MOST:
        return {}
    words = word_scores(_words(page, [line.view for line in lines])).tolist()
    doubtful = {line.at for line, score in zip(lines, words, strict=True) if ASKED_SCORE <= score < SURE_WORDS}
    known = [
        line.cut is not None and line.at not in doubtful and (line.cut.rule != RULE or line.at in page.opened)
        for line in page.lines
    ]
    found: dict[int, float] = {}
    while doubtful:
        verdict = _weigh_some(page, known, doubtful, every=True)
        if verdict is None:
            break
        scores = {line.at: score for line, score in zip(verdict.lines, verdict.scores.tolist(), strict=True)}
        found |= scores
        sure = {at for at, score in scores.items() if score >= likely}
        if not sure:
            break
        known = [is_known or at in sure for at, is_known in enumerate(known)]
        doubtful = scores.keys() - sure
    return found


def _may_open(page: Page) -> _Asked | None:
    """The lines at the ends of what is left of a page that may open it, none known to go; None where they are too few."""
    live = page.live()
    text = [n for n, line in enumerate(live) if line.prose]
    if len(live) > LINES_MOST:
        return None
    if not text and len(live) < LIST_MIN_LINES:
        return None
    if not text:
        middle = len(live) // 2
        ends = live[: min(LIST_TOP_LINES, middle)] + live[max(middle, len(live) - LIST_FOOT_LINES) :]
    else:
        ends = live[: min(text[0], HEAD_LINES)] + live[max(text[-1] + 1, len(live) - TAIL_LINES) :]
    ends = [line for line in ends if may_go(line.view)]
    if not ends:
        return None
    if not is_known_language("".join([live[n].view for n in (text or range(len(live)))[:LANGUAGE_LINES]])):
        return None
    words = _words(page, [line.view for line in ends])
    worded = word_scores(words)
    told = [word.chars or 0.0 for word in words]
    if not tell(told):
        return None
    of_sites = max(sum(score >= ALONE_CHARS_SCORE for score in told), int((worded >= LIST_WORDS_SCORE).sum()))
    if of_sites < OPEN_LINES and _is_list(live):
        return None
    return _asked(page, live, [False] * len(live), {line.at for line in ends})


def _is_list(live: list[Line]) -> bool:
    """Whether sentences are the lesser part of a page."""
    return sum(len(line.view) for line in live if line.prose) < PROSE_MIN_RATIO * sum(len(line.view) for line in live)


def _opening(page: Page) -> tuple[_Verdict, Ints] | None:
    """The verdict on the lines that are still there, none known to go, and which of them open the page; None where too few do."""
    if page.opening is None or page.opening[0] != page.version:
        asked = _may_open(page)
        page.opening = page.version, None if asked is None else _verdict(asked)
    verdict: _Verdict | None = page.opening[1]
    if verdict is None:
        return None
    live = page.live()
    is_list = _is_list(live)
    text = [n for n, line in enumerate(live) if line.prose]
    worded = is_list & (verdict.scores >= LIST_WORDED_SCORE) & (verdict.chars >= LIST_WORDED_CHARS)
    least = LIST_SCORE if is_list else PIECED_SCORE if any(line.spans for line in live) else OPEN_SCORE
    found = np.flatnonzero((verdict.scores >= least) | worded)
    alone = (verdict.scores[found] >= ALONE_SCORE) & (verdict.chars[found] >= ALONE_CHARS_SCORE)
    told = (verdict.scores >= LIST_TOLD_SCORE) & (verdict.chars >= ALONE_CHARS_SCORE)
    told |= worded
    if is_list and max(told.sum(), (verdict.scores >= LIST_SURE_SCORE).sum()) < OPEN_LINES:
        return None
    if text and len(found) < OPEN_LINES and (not alone.any() or _may_head(live, text, verdict.lines[found[0]])):
        return None
    found = _but_title(page, verdict, found)
    return (verdict, found) if len(found) else None


def _may_head(live: list[Line], text: list[int], line: Line) -> bool:
    """True for a line under a text with heads between its paragraphs: it may be the last of these, over nothing."""
    heads = [n for n in range(text[0] + 1, text[-1]) if not (live[n].prose or live[n].is_text) and live[n].view[-1] not in ":;,"]
    return line.at > live[text[-1]].at and len(heads) >= HEADS_MIN


def judge_opens(page: Page) -> bool:
    """True where the judge opens a page on which nothing else goes."""
    page.place()
    return _opening(page) is not None


def _taken(page: Page) -> tuple[_Verdict, Ints] | None:
    """The verdict on a page where lines are known to go, and which lines go; None where none do."""
    verdict = _beside_known(page)
    if verdict is None:
        return None
    lines, scores = verdict.lines, verdict.scores
    likely = [at for at in np.flatnonzero(scores >= min(cut_score(), LEAST_SCORE)).tolist() if lines[at].cut is None]
    if not likely:
        return None
    near = [lines[at] for at in likely]
    asked = dict(zip(likely, asked_of(page, near, [page.words[line.view].score or 0.0 for line in near]), strict=True))
    told = [at for at in likely if scores[at] >= asked[at]]
    stays = of_rows_that_stay(page, [lines[at].at for at in told])
    taken = _but_title(page, verdict, np.array([at for at in told if lines[at].at not in stays], dtype=np.int64))
    return (verdict, taken) if len(taken) else None


def judge_pass(page: Page) -> bool:
    """Mark the lines that the judge takes; True when there are any. A page where nothing goes opens by lines of its own."""
    if is_off(RULE, page.off):
        return False
    found = _taken(page)
    if found is not None and _mark(page, *found):
        return True
    opening = _opening(page)
    if opening is None:
        return False
    verdict, taken = opening
    page.opened |= {verdict.lines[at].at for at in taken.tolist()}
    return _mark(page, verdict, taken)


def _but_title(page: Page, verdict: _Verdict, taken: Ints) -> Ints:
    """The lines taken but for the one over the text that looks least like furniture, where no other would stay over it: the
    title. What can hardly be one goes all the same."""
    gone = {verdict.lines[n].at for n in taken.tolist()}
    stays = [line for line in page.lines if line.cut is None and line.at not in gone]
    text = next((line.at for line in stays if line.prose), stays[0].at if stays else 0)
    over = [n for n in taken.tolist() if verdict.lines[n].at < text]
    if over and stays and any(line.at < text for line in stays) and _is_first_title(page, gone, stays[0]):
        over = [n for n in over if verdict.lines[n].at == 0]
    elif any(line.at < text for line in stays):
        return taken
    if not over:
        return taken
    title = min(over, key=lambda n: (verdict.scores[n], n))
    return taken if verdict.scores[title] >= TITLE_SCORE else taken[taken != title]


def _is_first_title(page: Page, gone: set[int], below: Line) -> bool:
    """True where the first line may be the title, over furniture under which the text begins with a line that is none: one with a
    label, in marks of a sentence, or of two parts. below: the first line that stays."""
    first = page.lines[0]
    if 0 not in gone or first.hits or _PARTED.search(first.view) or len(first.view) > TITLE_MAX_CHARS:
        return False
    return below.at > 1 and (below.view[-1] in _NO_TITLE_ENDS or _OPENS_TEXT.search(below.view) is not None)


def _mark(page: Page, verdict: _Verdict, taken: Ints) -> bool:
    changed = False
    said = verdict.reasons(taken)
    for at, reason in zip(taken.tolist(), said, strict=True):
        changed = page.mark(verdict.lines[at], Cut(RULE, reason, round(float(verdict.scores[at]), 3))) or changed
    return changed


def judge_notes(page: Page) -> list[Note]:
    """Notes on lines that looked suspicious and stayed."""
    verdict = None if is_off(RULE, page.off) else _beside_known(page)
    if verdict is None:
        return []
    stayed = np.flatnonzero((verdict.scores >= note_score()) & np.array([line.cut is None for line in verdict.lines]))
    if not len(stayed):
        return []
    said = verdict.reasons(stayed)
    return [
        Note(verdict.lines[at].start, verdict.lines[at].end, "review.page.judge", f"it stayed: {reason}")
        for at, reason in zip(stayed.tolist(), said, strict=True)
    ]
