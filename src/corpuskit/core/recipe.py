"""Recipes: which steps, in which order, with which parameters.

What lives here: parsing TOML to a frozen Recipe, strict checking, building the steps from a registry that the caller
passes in (this module imports no step), and writing the resolved form, recipe.lock.toml. What never does: finding recipe
files (rulebook), running anything.

An unknown key or step is an error that names the nearest known one. Every default is written out when a recipe is
resolved, with step versions, versions of the libraries that decide output, and digests of learned tables and rule files,
and one digest of it all.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from difflib import get_close_matches
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

from corpuskit.errors import RecipeError

__all__ = ["FORMAT", "Recipe", "StepSpec", "installed_version", "lock_text", "make_step", "parse", "resolve", "to_toml"]

FORMAT = 1


@dataclass(frozen=True)
class StepSpec:
    """One [[step]]: the step's name and the parameters that differ from its defaults."""

    use: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Recipe:
    """An ordered list of steps with a name."""

    name: str
    steps: tuple[StepSpec, ...]
    description: str = ""

    def with_params(self, use: str, **params: Any) -> Recipe:
        """The recipe with some parameters of the step `use` set. Raises RecipeError when it has no such step."""
        if all(spec.use != use for spec in self.steps):
            raise RecipeError(
                f"recipe {self.name!r} has no step {use!r}, so {', '.join(params)} cannot be set",
                hint=f"its steps are {', '.join(spec.use for spec in self.steps)}",
            )
        steps = tuple(StepSpec(s.use, MappingProxyType({**s.params, **params})) if s.use == use else s for s in self.steps)
        return replace(self, steps=steps)


def _nearest(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(known))}"


def _demand_keys(found: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in found:
        if key not in known:
            raise RecipeError(f"unknown key {key!r} in {where}", hint=_nearest(key, known))


def parse(text: str, where: str) -> Recipe:
    """A Recipe from TOML text. `where` names the file in errors. Step parameters are checked by resolve()."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{where} is not TOML: {error}", hint="see `corpuskit recipe show web-zh` for the form") from None
    _demand_keys(data, ("recipe", "step", "lock"), where)  # a lock file is a recipe too
    head, steps = data.get("recipe"), data.get("step")
    if not isinstance(head, dict) or not isinstance(steps, list) or not steps:
        raise RecipeError(f"{where} needs a [recipe] table and at least one [[step]]")
    _demand_keys(head, ("name", "format", "description"), f"[recipe] of {where}")
    if head.get("format") != FORMAT:
        raise RecipeError(f"{where} has format {head.get('format')!r}", hint=f"this corpuskit reads format = {FORMAT}")
    if not isinstance(head.get("name"), str) or not head["name"]:
        raise RecipeError(f"{where} has no name", hint='write name = "..." under [recipe]')
    specs = []
    for n, step in enumerate(steps, 1):
        if not isinstance(step, dict) or not isinstance(step.get("use"), str):
            raise RecipeError(f"step {n} of {where} does not say which step to use", hint='write use = "strip", for example')
        params = {key: _freeze(value) for key, value in step.items() if key != "use"}
        specs.append(StepSpec(step["use"], MappingProxyType(params)))
    return Recipe(head["name"], tuple(specs), str(head.get("description", "")))


def _freeze(value: Any) -> Any:
    return tuple(_freeze(v) for v in value) if isinstance(value, list) else value


SHARES = ("_ratio", "threshold")  # parameters of these names are shares of something


def make_step(use: str, params: Mapping[str, Any], registry: Mapping[str, type]) -> object:
    """A step from its name and parameters. Raises RecipeError for unknown names, unknown keys and wrong types."""
    if use not in registry:
        raise RecipeError(f"unknown step {use!r}", hint=_nearest(use, list(registry)))
    cls = registry[use]
    known = {f.name: f for f in fields(cls) if f.init}
    _demand_keys(params, list(known), f"step {use!r}")
    hints = get_type_hints(cls)
    values = {}
    for key, value in params.items():
        value = _freeze(list(value)) if isinstance(value, list | tuple) else value
        if isinstance(value, int) and not isinstance(value, bool) and float in (hints[key], *get_args(hints[key])):
            value = float(value)
        if not _fits(value, hints[key]):
            raise RecipeError(f"step {use!r}: {key} = {value!r} is not {_say(hints[key])}")
        if isinstance(value, int | float) and not 0 <= value <= (1 if key.endswith(SHARES) else math.inf):
            wanted = "lie between 0 and 1" if key.endswith(SHARES) else "not be negative"
            raise RecipeError(f"step {use!r}: {key} = {value!r} must {wanted}")
        values[key] = value
    missing = [n for n, f in known.items() if n not in values and f.default is MISSING and f.default_factory is MISSING]
    if missing:
        raise RecipeError(f"step {use!r} needs {', '.join(missing)}")
    return cls(**values)


def _fits(value: Any, hint: Any) -> bool:
    origin = get_origin(hint)
    args = get_args(hint)
    if hint is Any:
        return True
    if origin is None:
        return value is None if hint is type(None) else type(value) is hint or (hint is object)
    if str(origin) == "typing.Literal":
        return any(value == a and type(value) is type(a) for a in args)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(args) == 2 and args[1] is Ellipsis:
            return all(_fits(v, args[0]) for v in value)
        return len(args) == len(value) and all(_fits(v, a) for v, a in zip(value, args, strict=True))
    return any(_fits(value, a) for a in args)  # unions


def _say(hint: Any) -> str:
    if str(get_origin(hint)) == "typing.Literal":
        return "one of " + ", ".join(repr(a) for a in get_args(hint))
    return str(hint).replace("typing.", "") if get_origin(hint) else f"of type {getattr(hint, '__name__', hint)}"


def resolve(recipe: Recipe, registry: Mapping[str, type]) -> tuple[object, ...]:
    """The steps of a recipe, built. Order is checked by Pipeline."""
    return tuple(make_step(spec.use, spec.params, registry) for spec in recipe.steps)


# -- the lock file ---------------------------------------------------------------------------------------------------


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml_value(v) for v in value) + "]"
    out = ['"']
    for char in str(value):
        if char in '"\\':
            out.append("\\" + char)
        elif char < " " or char == "\x7f":
            out.append(f"\\u{ord(char):04X}")
        else:
            out.append(char)
    return "".join(out) + '"'


@cache
def installed_version(name: str) -> str:
    """The version of an installed library, whose description is parsed once. Raises PackageNotFoundError."""
    return version(name)


def _libraries(step: object) -> dict[str, str]:
    found = {}
    for name in getattr(type(step), "libraries", ()):
        try:
            found[name] = installed_version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found


def _tables(step: object) -> Mapping[str, str]:
    tables = getattr(step, "tables_used", None)
    return tables() if tables is not None else {}


def to_toml(recipe: Recipe, steps: Sequence[object], *, locked: bool) -> str:
    """The recipe as TOML with every parameter written out; with versions and table digests when `locked`."""
    out = ["[recipe]", f"name = {_toml_value(recipe.name)}", f"format = {FORMAT}"]
    if recipe.description:
        out.append(f"description = {_toml_value(recipe.description)}")
    for step in steps:
        out += ["", "[[step]]", f"use = {_toml_value(step.name)}"]  # type: ignore[attr-defined]
        for f in fields(step):  # type: ignore[arg-type]
            value = getattr(step, f.name)
            out.append(f"# {f.name} is not set" if value is None else f"{f.name} = {_toml_value(value)}")
        if locked:
            out.append(f"# version = {_toml_value(step.version)}")  # type: ignore[attr-defined]
    if locked:
        versions = {s.name: s.version for s in steps}  # type: ignore[attr-defined]
        tables: dict[str, str] = {}
        libraries: dict[str, str] = {}
        for step in steps:
            tables.update(_tables(step))
            libraries.update(_libraries(step))
        for title, rows in (("versions", versions), ("libraries", libraries), ("tables", tables)):
            out += ["", f"[lock.{title}]"] + [f"{_toml_value(k)} = {_toml_value(v)}" for k, v in sorted(rows.items())]
    return "\n".join(out) + "\n"


def lock_text(recipe: Recipe, steps: Sequence[object]) -> tuple[str, str]:
    """(text of recipe.lock.toml, digest). The digest covers steps, parameters, versions, libraries and tables."""
    body = to_toml(recipe, steps, locked=True)
    digest = blake2b(body.encode("utf-8"), digest_size=16).hexdigest()
    return f'{body}\n[lock]\ndigest = "{digest}"\n', digest
