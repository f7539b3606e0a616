"""Finding recipes: built-in by name, others by path; and the command `recipe`.

What lives here: load_recipe(), pipeline_of(), recipe(). What never does: parsing (core.recipe), running.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpuskit.commands.outcome import Result
from corpuskit.commands.outfolder import unwritable, write_whole
from corpuskit.commands.ownrules import checked_rules
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.recipe import Recipe, StepSpec, lock_text, parse, resolve, to_toml
from corpuskit.errors import RecipeError, TargetError, UsageError
from corpuskit.rulebook.rules import RULE_FILES
from corpuskit.rulebook.stored import stored_text
from corpuskit.steps import STEPS
from corpuskit.steps.strip import read_templates

__all__ = ["BUILT_IN", "DEFAULT_RECIPE", "StepNames", "load_recipe", "pipeline_of", "pipeline_of_text", "recipe", "steps_recipe"]

BUILT_IN = ("web-zh", "web", "minimal", "classical")
DEFAULT_RECIPE = "web-zh"
SCRIPT_TARGETS = ("keep", "hans", "hant", "tw", "hk")

StepNames = str | Sequence[str | tuple[str, Mapping[str, Any]]]


def load_recipe(name: str | None = None, *, to: str | None = None) -> Recipe:
    """A built-in recipe by name, or one from a TOML file (a recipe.lock.toml works too); `to` sets the script.

    Raises RecipeError when there is no such recipe or it is wrong.
    """
    name = DEFAULT_RECIPE if name is None else name
    if name in BUILT_IN:
        text = stored_text(f"recipes/{name}.toml")
        found = parse(text, f"recipe {name}")
    else:
        path = Path(name)
        if not path.is_file():
            raise RecipeError(f"no recipe {name!r}", hint=f"built in: {', '.join(BUILT_IN)}; or give the path of a .toml file")
        try:
            found = parse(path.read_text(encoding="utf-8"), name)
        except (OSError, UnicodeDecodeError) as error:
            said = getattr(error, "strerror", None) or "it is not UTF-8"
            raise RecipeError(f"recipe {name!r} cannot be read: {said}", hint="a recipe is TOML in UTF-8") from None
    folder = Path() if name in BUILT_IN else Path(name).parent
    found = replace(found, steps=tuple(_with_files_inside(spec, folder) for spec in found.steps))
    if name not in BUILT_IN:
        _demand_steps(found, name)
    if to is not None:
        if to not in SCRIPT_TARGETS:
            raise UsageError(f"unknown script {to!r}", hint=f"one of {', '.join(SCRIPT_TARGETS)}")
        found = found.with_params("script", to=to)
        if any(spec.use == "harvest" for spec in found.steps):
            found = found.with_params("harvest", to=to)
    return found


def _demand_steps(found: Recipe, name: str) -> None:
    """Every step is one, and decoding comes first. Raises RecipeError, which names the recipe's file."""
    try:
        resolve(found, STEPS)
    except RecipeError as error:
        raise RecipeError(f"{name}: {error}", hint=error.hint) from None
    if any(spec.use == "decode" for spec in found.steps[1:]):
        raise RecipeError(
            f"{name}: the step 'decode' stands behind another", hint="bytes become text before anything else: put it first"
        )


def _with_files_inside(spec: StepSpec, folder: Path) -> StepSpec:
    """The step with the text of its rule files and templates in place of their paths, which count from the recipe's `folder`.

    So a lock file is whole, and names no machine's place. A path that is found from the working folder is taken, too.
    """

    def found(name: str) -> str:
        return str(folder / name) if not Path(name).is_file() and (folder / name).is_file() else name

    def text_of(name: str) -> str:
        return name if "\n" in name or name in RULE_FILES else checked_rules(found(name)) + "\n"

    params = dict(spec.params)
    rules, templates = params.get("rule_files"), params.get("templates")
    if isinstance(rules, tuple) and all(isinstance(name, str) for name in rules):  # else make_step refuses it
        params["rule_files"] = tuple(map(text_of, rules))
    if isinstance(templates, str) and templates and "\n" not in templates:
        params["templates"] = read_templates(found(templates)) + "\n"  # with a newline it is taken for a text
    return StepSpec(spec.use, MappingProxyType(params))


def steps_recipe(steps: StepNames, name: str = "steps") -> Recipe:
    """A recipe from step names ("repair,strip" too), or (name, parameters) pairs. A name alone means the step's own defaults."""
    specs = []
    for step in [name.strip() for name in steps.split(",") if name.strip()] if isinstance(steps, str) else steps:
        use, params = (step, {}) if isinstance(step, str) else step
        specs.append(StepSpec(use, MappingProxyType(dict(params))))
    if not specs:
        raise UsageError("no steps were given", hint=f"known: {', '.join(STEPS)}")
    return Recipe(name, tuple(specs))


def pipeline_of(found: Recipe) -> Pipeline:
    """The pipeline of a recipe. Raises RecipeError or UsageError when the recipe is wrong."""
    return Pipeline(resolve(found, STEPS))


@lru_cache(maxsize=8)
def pipeline_of_text(toml: str) -> Pipeline:
    """The pipeline of a recipe's TOML text, kept for the next call; for workers, which get a recipe as text."""
    return pipeline_of(parse(toml, "recipe"))


def recipe(action: str = "list", name: str | None = None) -> Result:
    """List recipes, print one, or write one to a file.

    action: "list"; "show" with a recipe's name or file; "write" with the path of a new file, which gets the default
    recipe with every parameter written out. Raises UsageError, RecipeError, OutputError.
    """
    if action == "list":
        rows = [(n, load_recipe(n)) for n in BUILT_IN]
        listed = [{"name": n, "description": r.description, "steps": [s.use for s in r.steps]} for n, r in rows]
        return Result("recipe", {"recipes": len(listed)}, data={"recipes": listed})
    if action == "show":
        found = load_recipe(name)
        steps = resolve(found, STEPS)
        _, digest = lock_text(found, steps)
        return Result(
            "recipe",
            {"steps": len(steps)},
            data={"name": found.name, "digest": digest, "toml": to_toml(found, steps, locked=False)},
        )
    if action == "write":
        if not name:
            raise UsageError("recipe write needs the path of the new file", hint="corpuskit recipe write my-recipe.toml")
        path = Path(name)
        if path.exists():
            raise TargetError(f"{name} exists", hint="choose another name, or remove it first")
        found = load_recipe()
        try:
            write_whole(path, to_toml(found, resolve(found, STEPS), locked=False))
        except OSError as error:
            raise unwritable(name, error) from error
        return Result("recipe", {"steps": len(found.steps)}, data={"name": found.name, "path": name})
    raise UsageError(f"unknown action {action!r}", hint="list, show NAME, or write FILE")
