"""Columns over a text: code points, drafts of edits, and two sets of edits made one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.edit import Edit, Edits, apply, undo
from corpuskit.steps.columns import Draft, code_points, compose, joined

TEXTS = st.text(alphabet="ab中，\U00020000\ud800\n", min_size=1, max_size=30)


def _edits(data: st.DataObject, text: str, rule: str) -> Edits:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    rows = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if data.draw(st.booleans()):
            end = start if data.draw(st.booleans()) else end
        into = data.draw(st.sampled_from(["", "x", "中y", text[start:end] + "z"]))
        if text[start:end] != into:
            rows.append(Edit(start, end, text[start:end], into, f"{rule}.{data.draw(st.sampled_from('pq'))}"))
    return Edits.of(rows)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(TEXTS, st.data())
def test_two_layers_as_one(text: str, data: st.DataObject) -> None:
    first = _edits(data, text, "first")
    middle = apply(text, first)
    second = _edits(data, middle, "second")
    result = apply(middle, second)
    both = compose(text, middle, first, second)
    assert apply(text, both) == result
    assert undo(result, both) == text


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS)
def test_positions_are_code_points(text: str) -> None:
    assert "".join(map(chr, code_points(text).tolist())) == text


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(TEXTS, max_size=4), st.integers(0, 3))
def test_a_batch_is_joined_anew_when_one_of_its_texts_changed(texts: list[str], which: int) -> None:
    for now in (texts, list(texts), [text + "!" * (n == which) for n, text in enumerate(texts)], texts[1:]):
        text, starts, codes = joined(now)
        assert "".join(map(chr, codes.tolist())) == text == "\n".join(now)
        assert [text[start : start + len(one)] for start, one in zip(starts.tolist(), now, strict=True)] == now


def test_a_draft_sorts_and_resolves_overlaps() -> None:
    text = "a,b,c"
    draft = Draft(code_points(text))
    draft.add([3], [4], ["；；"], "second")
    draft.put(np.array([1]), "，", "first")
    draft.delete(np.array([3]), np.array([5]), "longer")
    edits = draft.edits()
    assert [(e.start, e.end, e.inserted, e.rule) for e in edits] == [(1, 2, "，", "first"), (3, 5, "", "longer")]
    assert apply(text, edits) == "a，b"
