"""Undoing one rule: what it removed is there again, and everything that does not touch it stays done."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpuskit.commands.putback import put_back
from corpuskit.core.edit import Edit, Edits, Layer, apply


def layer(name: str, text: str, *edits: tuple[int, int, str, str]) -> Layer:
    return Layer(name, "1", Edits.of([Edit(a, b, text[a:b], new, rule, 1.0, "") for a, b, new, rule in edits]))


def test_later_edits_are_moved_and_none_is_lost() -> None:
    text = "ab,X(x)Y\ncd,ef"
    notes = layer("notes", text, (4, 7, "", "note"))
    second = apply(text, notes.edits)
    cut = layer("cut", second, (3, 6, "", "cut"))
    third = apply(second, cut.edits)
    commas = layer("commas", third, (2, 3, "，", "comma"), (5, 6, "，", "comma"))
    layers = [notes, cut, commas]
    assert put_back(text, layers, "none of them") == apply(third, commas.edits) == "ab，cd，ef"
    assert put_back(text, layers, "note") == "ab，X(x)Y\ncd，ef", "the cut stood across the place where the note was"
    assert put_back(text, layers, "cut") == "ab，XY\ncd，ef"
    assert put_back(text, layers, "comma") == "ab,cd,ef"


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[Layer]]:
    text = draw(st.text("abcdefgh\n", min_size=1, max_size=30))
    first, layers = text, []
    for n in range(draw(st.integers(1, 4))):
        places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
        edits = []
        for start, end in zip(places[::2], places[1::2], strict=False):
            rule = draw(st.sampled_from(["keep", "gone"]))
            edits.append((start, end, draw(st.text("XYZ", max_size=3)), rule))
        made = layer(f"step{n}", text, *edits)
        layers.append(made)
        text = apply(text, made.edits)
    return first, layers


def without(text: str, layers: list[Layer]) -> str:
    """The same by following every character, slowly: a character is (its own number) or (layer, edit, place)."""
    with_it = [(-1, n, 0) for n in range(len(text))]
    chars = dict(zip(with_it, text, strict=True))
    other = list(with_it)
    for number, one in enumerate(layers):
        after, changed = [], list(other)
        at = 0
        for k, edit in enumerate(one.edits):
            after += with_it[at : edit.start]
            new = [(number, k, n) for n in range(len(edit.inserted))]
            chars.update(zip(new, edit.inserted, strict=True))
            gone = with_it[edit.start : edit.end]
            at = edit.end
            after += new
            if edit.rule == "gone":
                continue
            place = changed.index(gone[0]) if gone[0] in changed else -1
            if place >= 0 and changed[place : place + len(gone)] == gone:
                changed[place : place + len(gone)] = new
        with_it, other = after + with_it[at:], changed
    return "".join(chars[c] for c in other)


@given(histories())
def test_it_is_what_following_every_character_gives(case: tuple[str, list[Layer]]) -> None:
    text, layers = case
    assert put_back(text, layers, "gone") == without(text, layers)
    full = text
    for one in layers:
        full = apply(full, one.edits)
    assert put_back(text, layers, "no such rule") == full
