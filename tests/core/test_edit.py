"""Edits as columns: the same as single edits, applied and undone exactly, and never trusted blindly."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuskit.core.edit import EMPTY, Edit, Edits, apply, diff, spliced, undo
from corpuskit.errors import InvariantError

TEXTS = st.text(alphabet="甲乙丙丁ab ,。\n\ud800", max_size=80)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and disjoint edits of it, all kinds mixed: removals, insertions, replacements, two rules."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    found = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if found and start == found[-1].end == found[-1].start:
            continue
        inserted = draw(st.text(alphabet="子丑xy", max_size=3))
        rule = draw(st.sampled_from(["r.one", "r.two"]))
        sure = draw(st.sampled_from([1.0, 0.5]))
        found.append(Edit(start, end, text[start:end], inserted, rule, sure, draw(st.sampled_from(["", "why"]))))
    return text, found


@given(edited())
def test_columns_hold_what_single_edits_say(case: tuple[str, list[Edit]]) -> None:
    _, found = case
    edits = Edits.of(found)
    assert list(edits) == found
    assert [edits[i] for i in range(len(edits))] == found
    assert edits.removed == "".join(e.removed for e in found)
    counts = edits.counts_by_rule()
    assert sum(c[0] for c in counts.values()) == len(found)
    assert sum(c[1] for c in counts.values()) == len(edits.removed)
    assert sum(c[2] for c in counts.values()) == len(edits.inserted)


@given(edited())
def test_undo_is_the_inverse_of_apply(case: tuple[str, list[Edit]]) -> None:
    text, found = case
    edits = Edits.of(found)
    after = apply(text, edits)
    expected, at = "", 0
    for e in found:
        expected += text[at : e.start] + e.inserted
        at = e.end
    assert after == expected + text[at:]
    assert undo(after, edits) == text


@given(TEXTS, st.data())
def test_one_to_one_edits_take_the_fast_way_to_the_same_place(text: str, data: st.DataObject) -> None:
    text = text * 20
    places = sorted(data.draw(st.sets(st.integers(0, max(0, len(text) - 1)), max_size=len(text)))) if text else []
    inserted = "子" * len(places)
    edits = Edits.of_characters(text, places, inserted, "r")
    slow = Edits.of(Edit(p, p + 1, text[p], "子", "r") for p in places)
    assert edits == slow
    assert apply(text, edits) == "".join("子" if i in set(places) else c for i, c in enumerate(text))
    assert undo(apply(text, edits), edits) == text


@given(TEXTS, TEXTS)
def test_diff_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    edits = Edits.of(diff(before, after, "r"))
    assert apply(before, edits) == after
    assert undo(after, edits) == before


def test_diff_of_long_texts_is_not_quadratic() -> None:
    before = "\n".join(f"第{i}行的内容很长很长" for i in range(4000))
    after = before.replace("第77行", "第七十七行").replace("第3999行", "最后")
    edits = Edits.of(diff(before, after, "r"))
    assert apply(before, edits) == after
    assert len(edits.removed) < 20


@pytest.mark.parametrize(
    "bad",
    [
        [Edit(0, 1, "乙", "", "r")],  # lies about what stood there
        [Edit(0, 2, "甲乙", "", "r"), Edit(1, 3, "乙丙", "", "r")],  # overlap
        [Edit(2, 9, "丙", "", "r")],  # out of bounds
        [Edit(2, 1, "", "x", "r")],  # ends before it starts
    ],
)
def test_apply_refuses_what_does_not_fit(bad: list[Edit]) -> None:
    with pytest.raises(InvariantError):
        apply("甲乙丙", Edits.of(bad))


def test_apply_refuses_columns_that_disagree() -> None:
    with pytest.raises(InvariantError):
        apply("甲乙", Edits(array("q", [0]), array("q", [1]), "甲", "xy", array("q", [1]), ("r",)))


def test_undo_refuses_edits_of_another_text() -> None:
    edits = Edits.of([Edit(0, 1, "甲", "x", "r")])
    with pytest.raises(InvariantError):
        undo("甲乙", edits)


def test_no_edits() -> None:
    assert apply("甲", EMPTY) == "甲" and not len(EMPTY) and list(Edits.of([])) == []
    assert EMPTY.counts_by_rule() == {}


def test_one_edit_and_a_slice_are_found_without_the_others() -> None:
    rows = [
        Edit(n * 5, n * 5 + n % 3, "删" * (n % 3), "加" * (n % 4), f"rule.{n % 2}", 0.5 + n / 100, f"{n % 3}")
        for n in range(1, 40)
    ]
    edits = Edits.of(rows)
    assert [edits[n] for n in range(len(rows))] == rows and edits[-1] == rows[-1]
    for part in (slice(3, 17), slice(None), slice(5, 5), slice(-4, None), slice(0, 39, 7)):
        assert isinstance(edits[part], Edits) and list(edits[part]) == rows[part]
    assert edits[3:30][4:9] == edits[7:12]
    with pytest.raises(IndexError):
        edits[39]
    with pytest.raises(ValueError, match="reversed"):
        edits[::-1]
    assert list(reversed(edits)) == rows[::-1]


def many(size: int = 400) -> tuple[str, Edits]:
    text = "".join("龍\U00020000\ud800é"[n % 4] for n in range(size))
    places = list(range(0, size, 3))
    return text, Edits.of_characters(text, places, "".join("龙\U0001f600\udc00"[n % 3] for n in range(len(places))), "test.swap")


def test_many_one_to_one_edits_are_applied_as_few_are() -> None:
    text, edits = many()
    assert apply(text, edits) == spliced(text, edits) != text
    assert undo(apply(text, edits), edits) == text


@pytest.mark.parametrize("broken", ["removed", "order", "bounds"])
def test_many_one_to_one_edits_are_checked(broken: str) -> None:
    text, edits = many()
    if broken == "removed":
        edits.removed = "x" + edits.removed[1:]
    elif broken == "order":
        edits.starts[1], edits.ends[1] = edits.starts[0], edits.ends[0]
    else:
        edits.starts[-1], edits.ends[-1] = len(text), len(text) + 1
    with pytest.raises(InvariantError):
        apply(text, edits)


COLUMNS = ["starts", "ends", "inserted_ends"]
NEAR = [*range(-3, 4), -(2**63), 2**63 - 1, 2**62]


@given(st.lists(st.tuples(st.sampled_from(COLUMNS), st.integers(0, 133), st.sampled_from(NEAR)), max_size=4), st.booleans())
def test_no_broken_column_slips_through_where_edits_are_many(changes: list[tuple[str, int, int]], together: bool) -> None:
    """Whatever stands in the columns: either what edit by edit gives, or the error that edit by edit gives."""
    text, edits = many()
    for name, at, value in changes:
        for column in ("starts", "ends") if together and name != "inserted_ends" else (name,):
            near = getattr(edits, column)[at] + value
            getattr(edits, column)[at] = near if -(2**63) <= near < 2**63 else value
    starts, ends = edits.starts.tolist(), edits.ends.tolist()
    sound = starts[0] >= 0 and ends[-1] <= len(text) and all(a <= b for a, b in zip(starts, ends, strict=True))
    sound = sound and all(a <= b for a, b in zip(ends, starts[1:], strict=False))
    sound = sound and sorted(edits.inserted_ends) == list(edits.inserted_ends) and edits.inserted_ends[-1] == len(edits.inserted)
    if sound and "".join(text[a:b] for a, b in zip(starts, ends, strict=True)) == edits.removed:
        assert apply(text, edits) == spliced(text, edits)
    else:
        with pytest.raises(InvariantError):
            apply(text, edits)
