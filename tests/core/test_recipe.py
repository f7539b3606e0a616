"""Recipes: strict keys with the nearest known one named, all defaults written out, one digest."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import ClassVar, Literal

import pytest

from corpuskit.commands.recipes import BUILT_IN, load_recipe, pipeline_of, recipe, steps_recipe
from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Edits
from corpuskit.core.recipe import lock_text, make_step, parse, resolve, to_toml
from corpuskit.errors import RecipeError, UsageError
from corpuskit.steps import STEPS

GOOD = '[recipe]\nname = "x"\nformat = 1\n[[step]]\nuse = "paint"\ncolour = "red"\n'


@dataclass(frozen=True)
class Paint:
    name: ClassVar[str] = "paint"
    version: ClassVar[str] = "3"
    colour: Literal["red", "blue"] = "blue"
    coats: int = 1
    share: float = 0.5
    rooms: tuple[str, ...] = ()
    note: str | None = None

    def edits(self, doc: Document, /) -> Edits:
        return EMPTY


REGISTRY = {"paint": Paint}


def test_a_recipe_becomes_steps() -> None:
    (step,) = resolve(parse(GOOD, "x.toml"), REGISTRY)
    assert step == Paint(colour="red")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("colour", "color"), "did you mean 'colour'"),
        (GOOD.replace('"paint"', '"point"'), "did you mean 'paint'"),
        (GOOD.replace('"red"', '"green"'), "one of 'red', 'blue'"),
        (GOOD.replace('colour = "red"', "coats = true"), "coats"),
        (GOOD.replace('colour = "red"', 'coats = "two"'), "coats"),
        (GOOD.replace('colour = "red"', "rooms = [1]"), "rooms"),
        (GOOD.replace("format = 1", "format = 2"), "format"),
        (GOOD.replace('name = "x"', 'nam = "x"'), "did you mean 'name'"),
        (GOOD + "[steps]\n", "did you mean 'step'"),
        ("[recipe]\nname = 'x'\nformat = 1\n", "at least one"),
        ("[recipe\n", "not TOML"),
    ],
)
def test_a_wrong_recipe_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(RecipeError) as caught:
        resolve(parse(text, "x.toml"), REGISTRY)
    assert said in caught.value.line


def test_numbers_and_lists_are_taken_as_meant() -> None:
    step = make_step("paint", {"share": 1, "rooms": ["a", "b"]}, REGISTRY)
    assert step == Paint(share=1.0, rooms=("a", "b"))


def test_the_lock_holds_every_default_and_reads_back_to_the_same_steps() -> None:
    found = parse(GOOD, "x.toml")
    steps = resolve(found, REGISTRY)
    text, digest = lock_text(found, steps)
    data = tomllib.loads(text)
    assert data["step"] == [{"use": "paint", "colour": "red", "coats": 1, "share": 0.5, "rooms": []}]
    assert data["lock"]["versions"] == {"paint": "3"} and data["lock"]["digest"] == digest
    assert resolve(parse(text, "lock"), REGISTRY) == steps
    assert lock_text(found, resolve(parse(GOOD.replace("red", "blue"), "x"), REGISTRY))[1] != digest


def test_strings_survive_the_lock() -> None:
    odd = 'a"b\\c\n\t甲\x7f'
    step = Paint(note=odd)
    text = to_toml(parse(GOOD, "x"), [step], locked=False)
    assert tomllib.loads(text)["step"][0]["note"] == odd


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_recipes_are_whole(name: str) -> None:
    found = load_recipe(name)
    assert found.name == name and found.description
    assert pipeline_of(found).editors
    again = parse(to_toml(found, resolve(found, STEPS), locked=False), name)
    assert resolve(again, STEPS) == resolve(found, STEPS)


def test_order_of_kinds_is_enforced() -> None:
    with pytest.raises(UsageError, match="out of order"):
        pipeline_of(steps_recipe(["quality", "repair"]))


def test_unknown_recipes_and_scripts_are_named() -> None:
    with pytest.raises(RecipeError, match="no recipe 'web-zu'"):
        load_recipe("web-zu")
    with pytest.raises(UsageError, match="unknown script"):
        load_recipe("web-zh", to="latin")
    with pytest.raises(RecipeError, match="has no step 'script'"):
        load_recipe("minimal", to="hans")


def test_the_recipe_command(tmp_path: object) -> None:
    assert [r["name"] for r in recipe().data["recipes"]] == list(BUILT_IN)
    shown = recipe("show", "classical").data
    assert tomllib.loads(shown["toml"])["recipe"]["name"] == "classical"
