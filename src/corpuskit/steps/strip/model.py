"""The page model: which lines without a rule go, by their place between lines that go, their shape and their words.

What lives here: the score (a weighted sum of what features.py sees, weights in rulebook/pagemodel.json), the pass that marks
lines, and the notes on those that nearly went. What never does: training (scripts/pagemodel).

How it works: the model only speaks on pages where rules took at least MIN_CUTS lines in the same call. On the result no rule
takes anything, so it stays silent there: that is what makes it settled. Each pass sees the cuts of the one before, so a
verdict spreads to its neighbours. The reason of a cut names the features and the characters that weighed most.

Weak: a page without one known line of boilerplate is never looked at; sentences are never taken.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest
from typing import Any

import numpy as np

from corpuskit.core.edit import Note
from corpuskit.rulebook.stored import stored_model
from corpuskit.steps.strip.features import NAMES, PAGE_SLOTS, Words, grams
from corpuskit.steps.strip.modellook import Seen, look_each
from corpuskit.steps.strip.ownline import LOGGED
from corpuskit.steps.strip.page import LINES_KNOWN, Cut, Line, Page

__all__ = [
    "gram_means",
    "is_shielded",
    "is_sure",
    "judge_models_ahead",
    "may_judge",
    "model_digest",
    "model_notes",
    "model_pass",
    "model_scores",
    "size_costs",
    "weigh_grams",
]

MIN_CUTS = 2
REASONS = 4
PAGES_TOGETHER = 64  # looked at in one go: what the text of each holds takes 64 kB
SIZE_CHARS = 10  # a line of so many characters is as much of a loss by its length as by being a line
Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
_ZONE = [NAMES.index(name) for name in ("before the text", "after the text", "cut on both sides")]
_BETWEEN = NAMES.index("a cut between it and the text")
_LITTLE_PROSE = NAMES.index("little prose")
LITTLE_PROSE_MAX = 0.9
_STOPS = [NAMES.index(name) for name in ("ends with stop", "ends with quote", "ends with closing")]
_THREAD, _POST = NAMES.index("a thread"), NAMES.index("under a post's head")
_LATIN = NAMES.index("part of latin")
LATIN_MIN = 0.5  # English pages are few among the labelled ones; their lines need a surer score
# What an author puts under a text, what damage looks like, and the answer of one user to another: never taken whatever the score.
SHIELDED = re.compile(
    r"附件?\s?\d{0,2}\s?[:.、]|附[:表图录]|(?:二[〇零○O0]|(?:19|20)\d\d\s?年)[^\s:|]{2,12}[日号]|.{0,40}[\u00a1-\u00ff]{3}|.{0,60}\ufffd"
    r"|.{1,20}?(?:回复|@)\s?[^\s:]{1,16}\s?:.{4}|[(\[]?(?:[前后中上下]|以[上下])略[)\]]|[(\[]?第.{1,8}[章回节卷部篇话]\s?[完终][)\]]?\Z"
    r"|.{0,20}\b[a-z]\s?[<>=≤≥]\s?[a-z\d]\b|(?:内容|剧情)简介(?:\s?[·.…]){2,12}\Z"
    rf"|{LOGGED.pattern}"
)


MARKED_TITLE = re.compile(
    r"[【\[][\u3400-\u9fff]{2,4}[】\]]\s?[\u3400-\u9fff]{2}"
)  # [original] and the like open the title of a post
# Sentences are the text's, whatever stands around them: with an end mark, or with a clause before a comma.
SENTENCE = re.compile(
    r".{6,}[。!?…][”』」)]?\Z|(?:\S+\s){4}.*[a-z\u0600-\ud7ff][.!?][\"”’)]?\Z"
    r"|(?=[^:|>]{16,}\Z).{6,}(?:(?<!\d),|,(?!\d{3})).{4}"
)


@dataclass(frozen=True, slots=True)
class _Model:
    weights: Floats
    grams: Floats
    bias: float
    cut_score: float
    bare_score: float  # for lines with nothing that goes between them and the text
    note_score: float
    digest: str


@cache
def _model() -> _Model:
    data, digest = stored_model("pagemodel.json")
    weights = np.array([data["weights"][name] for name in NAMES], dtype=np.float32)
    table = np.frombuffer(b64decode(data["grams"]), dtype=np.int8).astype(np.float32) * np.float32(data["gram_step"])
    if len(table) != PAGE_SLOTS:
        raise ValueError("rulebook/pagemodel.json does not fit steps/strip/features.py: run scripts/pagemodel")
    return _Model(
        weights,
        table,
        float(data["bias"]),
        float(data["cut_score"]),
        float(data["bare_score"]),
        float(data["note_score"]),
        digest,
    )


def model_digest() -> str:
    """BLAKE2b of the weights, for recipe.lock.toml."""
    return _model().digest


def gram_means(seen: Seen) -> Floats:
    """For each line the sum of its grams' weights over the root of their number."""
    weigh_grams(seen.words)
    return np.array([word.mean for word in seen.words], dtype=np.float32)


def weigh_grams(words: Iterable[Words]) -> None:
    """Let lines know what gram_means() says of them, many at once."""
    fresh = [word for word in words if word.mean is None]
    if fresh:
        sizes = np.array([len(word.slots) for word in fresh])
        weights = _model().grams[np.concatenate([word.slots for word in fresh]) % PAGE_SLOTS]
        total = np.bincount(np.repeat(np.arange(len(fresh)), sizes), weights=weights, minlength=len(fresh))
        for word, mean in zip(fresh, (total / np.sqrt(np.maximum(1, sizes))).astype(np.float32), strict=True):
            word.mean = mean


def size_costs(sizes: Ints) -> Floats:
    """What a line's length takes off its score: a long line wrongly taken is a greater loss than a short one."""
    return np.log((sizes + SIZE_CHARS) / SIZE_CHARS).astype(np.float32)


def _some(values: Floats, columns: list[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows have something in one of a few columns: column by column, for rows are few."""
    found: np.ndarray[Any, np.dtype[np.bool_]] = values[:, columns[0]] > 0
    for column in columns[1:]:
        found |= values[:, column] > 0
    return found


def may_judge(values: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which lines the model may take whatever their score: those outside the text or between lines that go, on a page with
    some prose; a lone hit in a list of words makes no page."""
    fit: np.ndarray[Any, np.dtype[np.bool_]] = (
        _some(values, _ZONE)
        & (values[:, _LITTLE_PROSE] < LITTLE_PROSE_MAX)
        & ~((values[:, _THREAD] > 0) & (values[:, _POST] > 0))
    )
    return fit


def is_sure(values: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Lines that may go at the lower score: with a line that goes between them and the text, for what touches the text may be its
    own (a signature, a telephone number, a table); no sentences, no English, no answers of a thread."""
    sure: np.ndarray[Any, np.dtype[np.bool_]] = (
        (values[:, _BETWEEN] > 0) & ~_some(values, _STOPS) & (values[:, _LATIN] < LATIN_MIN) & ~(values[:, _THREAD] > 0)
    )
    return sure


@lru_cache(maxsize=LINES_KNOWN)
def is_shielded(view: str) -> bool:
    """True for what the model never takes: sentences, what authors put under a text, what damage looks like."""
    return SHIELDED.match(view) is not None or SENTENCE.match(view) is not None


def _may_go(line: Line, before_text: bool) -> bool:
    """False for what the model never takes, whatever stands around it."""
    return not is_shielded(line.view) and not (before_text and MARKED_TITLE.match(line.view))


def _fit_each(pages: Sequence[Page]) -> list[Seen | None]:
    """The lines of each page that the model may take, by their places and by what it never takes."""
    found: list[Seen | None] = []
    gone = [[line.cut is not None and line.at not in page.unsure for line in page.lines] for page in pages]
    for seen in look_each(pages, gone, _may_go):
        if seen is None:
            found.append(None)
            continue
        fit = may_judge(seen.values)
        if fit.all():
            found.append(seen)
            continue
        kept = np.flatnonzero(fit)
        at = kept.tolist()
        found.append(Seen([seen.lines[n] for n in at], seen.values[kept], [seen.words[n] for n in at]) if at else None)
    return found


def _speaks(page: Page) -> bool:
    """False for a page where the model stays silent."""
    families = [line.cut.family for line in page.lines if line.cut is not None and line.cut.family != "page"]
    families += page.narrowed
    return len(families) >= MIN_CUTS and {*families} != {"prevnext"}  # handbooks turn their pages too


def judge_models_ahead(pages: Sequence[Page]) -> None:
    """Let pages know what the model says of their lines, many at once."""
    pages = [page for page in pages if (page.judged is None or page.judged[0] != page.version) and _speaks(page)]
    for begin in range(0, len(pages), PAGES_TOGETHER):
        _judge_each(pages[begin : begin + PAGES_TOGETHER])


def _judge_each(pages: Sequence[Page]) -> None:
    model = _model()
    fit = _fit_each(pages)
    weigh_grams([word for seen in fit if seen is not None for word in seen.words])
    for page, seen in zip(pages, fit, strict=True):
        found = None
        if seen is not None:
            raw = seen.values @ model.weights + gram_means(seen) + model.bias
            sizes = np.array([len(line.view) for line in seen.lines])
            found = seen, (1 / (1 + np.exp(size_costs(sizes) - raw))).astype(np.float32)
        page.judged = (page.version, found)


def _judge(page: Page) -> tuple[Seen, Floats] | None:
    """What the model sees of each line that it may judge, and its score; None where it stays silent."""
    if not _speaks(page):
        return None
    judge_models_ahead([page])
    found: tuple[Seen, Floats] | None = page.judged[1] if page.judged is not None else None
    return found


def model_scores(page: Page) -> dict[int, float]:
    """By place, what the model thinks of the lines that it may judge."""
    judged = _judge(page)
    if judged is None:
        return {}
    seen, scores = judged
    return {line.at: score for line, score in zip(seen.lines, scores.tolist(), strict=True)}


def _reason(seen: Seen, at: int, score: float) -> str:
    weighed = _model().weights * seen.values[at]
    good = np.flatnonzero(weighed > 0)
    named = [name for _, name in nlargest(REASONS, [(float(weighed[n]), NAMES[n]) for n in good.tolist()])]
    return f"page model {score:.3f}: " + ", ".join([*named, repr(_telling(seen.lines[at].view))])


@lru_cache(maxsize=LINES_KNOWN)
def _telling(view: str) -> str:
    """The two characters of a line that weigh most."""
    pieces = [view[i : i + 2] for i in range(max(1, len(view) - 1))]
    slots, owner = grams(pieces)
    return pieces[int(np.argmax(np.bincount(owner, weights=_model().grams[slots % PAGE_SLOTS], minlength=len(pieces))))]


def model_pass(page: Page, doubted: Callable[[Page, Sequence[Line]], frozenset[int]]) -> bool:
    """Mark the lines that the model takes; True when there are any. doubted: the places of those that stay all the same."""
    judged = _judge(page)
    if judged is None:
        return False
    seen, scores = judged
    changed = False
    model = _model()
    least = np.where(is_sure(seen.values), model.cut_score, model.bare_score)
    taken = np.flatnonzero(scores >= least).tolist()
    stay = doubted(page, [seen.lines[at] for at in taken]) if taken else frozenset()
    for at in taken:
        if seen.lines[at].at in stay:
            continue
        score = float(scores[at])
        changed = page.mark(seen.lines[at], Cut("any.page.model", _reason(seen, at, score), round(score, 3))) or changed
    return changed


def _is_review(line: Line) -> bool:
    return any(hit.rule.safety == "review" and hit.whole for hit in line.hits)


def model_notes(page: Page) -> list[Note]:
    """Notes on lines that looked suspicious and stayed."""
    judged = _judge(page)
    if judged is None:
        return []
    seen, scores = judged
    return [
        Note(line.start, line.end, "review.page.model", f"it stayed: {_reason(seen, at, float(scores[at]))}")
        for at, line in enumerate(seen.lines)
        if scores[at] >= _model().note_score and line.cut is None and not _is_review(line)
    ]
