"""The page model: which lines without a rule go, by their place between lines that go, their shape and their words.

What lives here: features of a line on its page, the score (a weighted sum, weights in rulebook/pagemodel.json), and the pass
that marks lines and the notes on those that nearly went. What never does: training (scripts/pagemodel).

How it works: the model only speaks on pages where rules took at least MIN_CUTS lines in the same call. On the result no rule
takes anything, so it stays silent there: that is what makes it settled. Each feature is a number from 0 to 1; the reason of a
cut names the features that weighed most.

Weak: a page without one known line of boilerplate is never looked at.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from itertools import pairwise
from operator import mul

from corpuskit.core.edit import Note
from corpuskit.steps.strip.decide import FURNITURE
from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["FEATURES", "features_of", "may_cut", "model_digest", "model_notes", "model_pass"]

MIN_CUTS = 2
NEAR_LINES = 3
NEAR_SHARE_MIN = 0.3  # of the lines around; a lone hit in a list of words makes no page
FEATURES = (
    "cut before", "cut after", "cut on both sides", "many cuts near", "before the text", "after the text", "far from prose",
    "very short", "short", "long", "ends a sentence", "prose", "digits", "separators", "title words", "words of the text",
    "repeated", "repeated shape", "enumerated", "colon", "commas", "first line", "link marks", "brackets", "at the very end",
)  # fmt: skip
_DIGITS = re.compile(r"\d+")
_SEPARATORS = re.compile(r"[|/•»›>]|\s{2,}")
_ENUMERATED = re.compile(r"[(第]?[一二三四五六七八九十\d]{1,3}[、.)章节条回]|[▲△◆■●★]|\[\d+\]|[①-⑳]")
_LINKS = re.compile(r"[>»›→]|\.\.\.|…$|https?:|www\.|@|[\[【]")


@dataclass(frozen=True, slots=True)
class _Model:
    weights: tuple[float, ...]
    bias: float
    cut_score: float
    note_score: float
    digest: str


@cache
def _model() -> _Model:
    text = (files("corpuskit.rulebook") / "pagemodel.json").read_text(encoding="utf-8")
    data = json.loads(text)
    weights = tuple(float(data["weights"][name]) for name in FEATURES)
    digest = blake2b(text.encode("utf-8"), digest_size=16).hexdigest()
    return _Model(weights, float(data["bias"]), float(data["cut_score"]), float(data["note_score"]), digest)


def model_digest() -> str:
    """BLAKE2b of the weights, for recipe.lock.toml."""
    return _model().digest


def _pairs(line: Line) -> frozenset[str]:
    """Pairs of neighbouring characters of a line; of Latin text its words."""
    if line.pairs is None:
        view = line.view
        line.pairs = frozenset(view.lower().split() if view.isascii() else map("".join, pairwise(view)))
    return line.pairs


def _share(part: frozenset[str], whole: set[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _is_gone(line: Line) -> bool:
    cut = line.cut
    return cut is not None and (cut.family in FURNITURE or cut.family in ("page", "novel", "spam"))


def _own_features(line: Line) -> tuple[str, tuple[float, ...]]:
    """(the line with its digits made alike, what its characters alone say, in the order of OWN); kept on the line."""
    if line.shape is None:
        view, size = line.view, len(line.view)
        digits = sum(map(str.isdigit, view))
        values = (
            size <= 6, size <= 24, size > 60, view[-1] in "。!?！？…\"”』」；;", digits / size,
            min(3, len(_SEPARATORS.findall(view))) / 3, _ENUMERATED.match(view) is not None, ":" in view,
            min(3, view.count(",") + view.count("、")) / 3, _LINKS.search(view) is not None, view[0] in "([【〔",
        )  # fmt: skip
        line.shape = (_DIGITS.sub("0", view) if digits else view, tuple(map(float, values)))
    return line.shape


def _views(lines: list[Line]) -> tuple[Counter[str], Counter[str]]:
    """How often each line, and each line with its digits made alike, stands on the page."""
    return Counter([line.view for line in lines]), Counter([_own_features(line)[0] for line in lines])


def features_of(page: Page) -> list[tuple[Line, tuple[float, ...]]]:
    """The features of each line that is still there and no prose, each from 0 to 1, in the order of FEATURES."""
    if page.featured is not None and page.featured[0] == page.version:
        return page.featured[1]
    lines = page.lines
    count = len(lines)
    live = [i for i, line in enumerate(lines) if line.cut is None]
    prose = [i for i in live if lines[i].prose]
    first, last = (prose[0], prose[-1]) if prose else (count, -1)
    title = set(_pairs(lines[live[0]])) if live else set()
    body: set[str] = set()
    for i in prose:
        body |= _pairs(lines[i])
    gone = [_is_gone(line) for line in lines]
    same, shapes = _views(lines)
    away = _distances(count, prose)
    found = []
    for rank, i in enumerate(live):
        line = lines[i]
        if line.prose:
            continue  # sentences are never taken
        shape, own = _own_features(line)
        before, after = i > 0 and gone[i - 1], i + 1 < count and gone[i + 1]
        low, high = max(0, i - NEAR_LINES), min(count, i + NEAR_LINES + 1)
        pairs = _pairs(line)
        found.append((line, (
            float(before), float(after), float(before and (after or i == count - 1)),
            (sum(gone[low:high]) - gone[i]) / max(1, high - low - 1), float(i < first), float(i > last), away[i] / 6,
            *own[:4], 0.0, *own[4:6], _share(pairs, title) if rank else 0.0, _share(pairs, body), float(same[line.view] > 1),
            float(shapes[shape] > 2), *own[6:9], float(rank == 0), *own[9:], float(i >= count - 2),
        )))  # fmt: skip
    page.featured = (page.version, found)
    return found


def _distances(count: int, prose: list[int]) -> list[int]:
    """For each line how many lines away the nearest prose is, 6 at most."""
    away = [6] * count
    for p in prose:
        for i in range(max(0, p - 5), min(count, p + 6)):
            away[i] = min(away[i], abs(i - p))
    return away


def _score(model: _Model, values: tuple[float, ...]) -> float:
    return 1 / (1 + math.exp(-model.bias - sum(map(mul, model.weights, values))))


def _reason(model: _Model, values: tuple[float, ...], score: float) -> str:
    weighed = sorted(((w * v, name) for w, v, name in zip(model.weights, values, FEATURES, strict=True)), reverse=True)
    return f"page model {score:.3f}: " + ", ".join(name for weight, name in weighed[:4] if weight > 0)


_AT = {name: i for i, name in enumerate(FEATURES)}


def may_cut(values: tuple[float, ...]) -> bool:
    """False for lines that the model may not take whatever their score: sentences, the first line, list items, and lines in
    the shape of a title or a name (no digits, separators, colon or link marks), but for titles between two lines that go."""

    def has(*names: str) -> bool:
        return any(values[_AT[name]] > 0 for name in names)

    if has("prose", "first line", "enumerated"):
        return False
    if has("very short") and not has("separators", "link marks", "repeated"):
        return False
    if has("before the text") and not has("cut before", "cut after"):
        return False
    if not has("separators", "digits", "link marks", "colon", "repeated") and (
        has("before the text") or not has("cut on both sides")
    ):
        return False
    if values[_AT["many cuts near"]] < NEAR_SHARE_MIN:
        return False
    return has("before the text", "after the text", "cut before", "cut after")


def _speaks(page: Page) -> bool:
    return sum(line.cut is not None and line.cut.family != "page" for line in page.lines) >= MIN_CUTS


def model_pass(page: Page) -> bool:
    """Mark the lines that the model takes; True when there are any."""
    if not _speaks(page):
        return False
    model = _model()
    changed = False
    for line, values in features_of(page):
        score = _score(model, values)
        if score >= model.cut_score and may_cut(values):
            changed = page.mark(line, Cut("any.page.model", _reason(model, values, score), round(score, 3))) or changed
    return changed


def model_notes(page: Page) -> list[Note]:
    """Notes on lines that looked suspicious and stayed."""
    if not _speaks(page):
        return []
    model = _model()
    return [
        Note(line.start, line.end, "review.page.model", f"it stayed: {_reason(model, values, score)}")
        for line, values in features_of(page)
        if (score := _score(model, values)) >= model.note_score
        and not values[_AT["prose"]]
        and not any(hit.rule.safety == "review" and hit.whole for hit in line.hits)
    ]
