"""What makes strip quick must not change what it says: the same with every short cut taken out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Edit, Layer, Note
from corpuskit.core.text import lines
from corpuskit.rulebook.examples import unmark
from corpuskit.rulebook.linegate import LineGate
from corpuskit.rulebook.linematch import LineHit, Looked, Matcher, matcher_for
from corpuskit.rulebook.prefilter import Near, Prefilter
from corpuskit.steps import fieldgrammar, insetgrammar, partgrammar
from corpuskit.steps.strip import (
    Strip,
    amid,
    around,
    evidence,
    features,
    fieldline,
    owntext,
    parts,
    piecejudge,
    rows,
    shields,
    step,
)
from corpuskit.steps.strip.page import Page
from tests.support.pages import pages


class _OpenGate(LineGate):
    """Lets every rule through, whatever a line begins and ends with."""

    def begins(self, mask: int, char: str) -> int:
        return mask

    ends = starts = begins

    def may_hit(self, view: str, trimmed: tuple[int, int], mask: int) -> tuple[int, bool]:
        return mask, True


class _AllLines(Prefilter):
    """Names every line of a text."""

    def lines(self, text: str) -> Iterator[Near]:
        return (Near(start, end, 0, True, True, -1, "") for start, end, _ in lines(text) if start < end)


class _Plain(Matcher):
    """Looks at every line with every rule that has a literal there, and remembers none."""

    def __init__(self, rules: Any) -> None:
        super().__init__(rules)
        self.gate = _OpenGate(self.rules)
        self.prefilter = _AllLines(self.rules, self.gate)

    def hits_near_literal(self, raw: str, near: Near) -> list[LineHit]:
        return self.hits_alone(raw)[1]


def _texts() -> list[str]:
    made = random.Random(11)
    labelled = [page.text for page in pages("tune")]
    rows = [row for text in labelled for row in text.split("\n") if row]
    examples = [unmark(example)[0] for rule in matcher_for().rules for example in (*rule.hits, *rule.misses)]
    mixed = []
    for _ in range(150):
        chosen = made.choices(rows, k=made.randint(2, 14)) + made.choices(examples, k=2)
        made.shuffle(chosen)
        around = made.choice(("{}", "　{}", "· {}", "{}。", "【{}】", "{} "))
        mixed.append("\n".join(around.format(row) for row in chosen) + made.choice(("", "\n", "\n\n")))
    paragraphs = [row for row in rows if len(row) > 60 and row.endswith("。")]
    injected = []
    for _ in range(12):
        chosen = made.sample(paragraphs, 5)
        injected.append("\n".join([*chosen[:3], *(row + "某某娱乐" for row in chosen[3:])]))
    return labelled[::6] + mixed + injected


def _said(text: str, strip: Strip | None = None) -> tuple[list[Edit], list[Note]]:
    found = (strip or Strip()).edits(Document("0" * 16, text))
    return ([*found.edits], [*found.notes]) if isinstance(found, Layer) else ([*found], [])


def _forget() -> None:
    """Take out all that is remembered of lines seen before."""
    matcher = matcher_for()
    for known in (matcher.shown, matcher._known, matcher._met, features._known, step._waiting, piecejudge._lines_known):
        known.clear()
    for asked in (fieldgrammar.field_weight, fieldgrammar.label_alone, parts._parts, shields.is_shielded):
        asked.cache_clear()
    for asked in (
        amid._names_of,
        insetgrammar._numbers,
        parts._parts_of_short,
        evidence._advertises,
        evidence.glued_at,
        rows._heads_post,
    ):
        asked.cache_clear()
    for asked in (around.is_code_line, around.has_copyright, owntext.is_turn, fieldline._has_kana, fieldgrammar.is_date):
        asked.cache_clear()
    insetgrammar.is_post_head.cache_clear()
    insetgrammar.may_mark.cache_clear()
    features._held.cache_clear()


def test_strip_says_the_same_without_its_short_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _texts()
    quick = [_said(text) for text in texts]
    strip = Strip()
    asked = strip.may_edit(texts)
    assert step._waiting  # pages that edits() need not look at again
    assert [_said(text, strip) for text in texts] == quick
    _forget()  # not what lines begin and end with: that is now known of all
    assert [_said(text) for text in texts[::2]] == quick[::2]
    plain = _Plain(matcher_for().rules)

    def suspects(self: Strip, looked: Looked, matcher: Matcher) -> Page | None:
        return Page(looked.text, matcher, looked)

    monkeypatch.setattr(step, "matcher_for", lambda *_: plain)
    monkeypatch.setattr(Strip, "_page_without_hit", suspects)
    slow = [_said(text) for text in texts]
    assert sum(bool(edits) for edits, _ in slow) > len(texts) / 2
    for text, was, now, may in zip(texts, slow, quick, asked, strict=True):
        assert now == was, text
        assert may or not any(was), text


def test_what_was_seen_before_changes_nothing() -> None:
    texts = _texts()[::3]
    fresh = []
    for text in texts:
        _forget()
        fresh.append(_said(text))
    assert sum(bool(edits) for edits, _ in fresh) > len(texts) / 2
    for _ in range(2):
        assert [_said(text) for text in texts] == fresh
    assert features._known


def test_only_the_last_piece_of_a_line_can_be_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    made = random.Random(3)
    views = [row for text in _texts() for row in text.split("\n") if row.strip()][::3]
    words = ("扫码关注公众号", "。", "！", "”", " ", "…", "他说", "(", ")", "a.", "b! ", "点击下载APP", "记者:张三", "]", "?。")
    views += ["".join(made.choices(words, k=made.randint(2, 60))) for _ in range(400)]
    quick = [[*partgrammar.parts_of(view, first=False, last=True, novel=False)] for view in views]
    monkeypatch.setattr(partgrammar, "_last_piece", partgrammar._pieces)
    slow = [[*partgrammar.parts_of(view, first=False, last=True, novel=False)] for view in views]
    assert sum(map(bool, slow)) > 20
    assert quick == slow


def test_pages_that_nothing_can_act_on_are_given_up() -> None:
    texts = ["某某说明了情况,随后离开。\n" * 5, "他在第一章里写到目录,又修改了两次。\n还打印了一份\n", "", "\n\n"]
    assert Strip().may_edit(texts) == [False] * len(texts)


def test_lines_without_marks_of_parts_hold_none(monkeypatch: pytest.MonkeyPatch) -> None:
    made = random.Random(5)
    views = [row for text in _texts() for row in text.split("\n") if row.strip()][::2]
    words = ("回复", "更多", "推荐:", "记者", "张三", "讯", "阅读", "▼", "20", "河水浅了", "，", "桥", " ", "Follow us on X")
    views += ["".join(made.choices(words, k=made.randint(2, 9))) for _ in range(400)]
    place = parts.Place(first=False, last=False, novel=False, forum=False, known="张三")
    quick = [parts._parts.__wrapped__(view, place) for view in views]
    monkeypatch.setattr(parts, "may_be_behind", lambda view: True)
    assert [parts._parts.__wrapped__(view, place) for view in views] == quick
    assert sum(map(bool, quick)) > 20


def test_page_marks_are_in_lines_that_may_hold_one() -> None:
    views = [row for text in _texts() for row in text.split("\n") if row.strip()]
    bare = [view for view in views if not insetgrammar.may_mark(view)]
    assert len(bare) > len(views) / 2
    for begin in range(0, len(bare), 20):
        assert insetgrammar.page_marks(bare[begin : begin + 20]) == []
