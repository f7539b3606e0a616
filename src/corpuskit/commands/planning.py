"""What a build is going to do: the recipe with its parameters, the inputs, the options, and how many processes.

What lives here: Plan, make_plan(), and the forms of options (sizes, columns, splits). What never does: running anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from corpuskit.commands.outcome import Problem, taken
from corpuskit.commands.recipes import load_recipe
from corpuskit.core.pipeline import Pipeline
from corpuskit.core.recipe import StepSpec, lock_text, resolve, to_toml
from corpuskit.engines.link import KEEP_POLICIES
from corpuskit.engines.memory import TASK_BYTES, Bound
from corpuskit.errors import InputError, UsageError
from corpuskit.formats import readers
from corpuskit.formats.parquet import KEEP_TYPES, data_schema
from corpuskit.formats.readers.types import InputFile, escaped
from corpuskit.formats.store import is_stored, local_path
from corpuskit.steps import STEPS
from corpuskit.steps.paragraphs import Paragraphs

__all__ = ["Plan", "make_plan", "parse_bound", "parse_keep", "parse_size", "parse_split", "workers_for"]

SMALL_BYTES = 4_000_000  # inputs below need no second process: starting one costs more than it gives
MIN_MEMORY_BYTES = 500_000_000  # the parent alone, with pyarrow and NumPy, takes about 250 MB
BASE_BYTES = 200_000_000  # the parent while workers run: 150 MB where measured


@dataclass(frozen=True)
class Plan:
    """What a build is going to do; resolved, checked, nothing written yet."""

    toml: str
    lock: str
    digest: str
    steps: tuple[object, ...]
    name: str
    keep: tuple[tuple[str, str], ...]
    shares: dict[str, float]
    inputs: list[InputFile]
    problems: list[Problem]
    left_out: list[Problem]
    workers: int
    bound: Bound | None


def make_plan(
    paths: Sequence[str],
    *,
    recipe: str | None,
    to: str | None,
    prefer: str | None,
    paragraphs: str | None,
    workers: int,
    memory: str | None,
    keep_fields: str | None,
    split: Sequence[str] | None,
    templates: str | None,
    out: str,
    work: Path,
    stdin: BinaryIO | None,
) -> Plan:
    """What a build of these paths does; what is in `out`, which it replaces, is no input.

    Raises UsageError, RecipeError, and InputError when there is nothing to read.
    """
    found = load_recipe(recipe, to=to)
    if templates is not None:
        try:
            found = found.with_params("strip", templates=Path(templates).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            said = getattr(error, "strerror", None) or "it is not UTF-8"
            raise UsageError(
                f"--templates {templates} cannot be read: {said}", hint="`corpuskit rules --learn` makes such a file"
            ) from None
    if prefer is not None:
        if prefer not in KEEP_POLICIES:
            raise UsageError(f"--prefer {prefer!r} is no policy", hint=f"one of {', '.join(KEEP_POLICIES)}")
        found = found.with_params("near", keep=prefer)
    if paragraphs is not None:
        others = tuple(spec for spec in found.steps if spec.use != Paragraphs.name)
        found = replace(found, steps=(*others, StepSpec(Paragraphs.name, MappingProxyType({"mode": paragraphs}))))
    steps = resolve(found, STEPS)
    Pipeline(steps)  # refuses a wrong order before anything is read
    lock, digest = lock_text(found, steps)
    inputs, found_problems = readers.list_inputs(paths, stdin=stdin, spool=work, outputs=[out])
    problems, left_out = taken(found_problems)
    inputs = _outside(inputs, out, left_out)
    if not inputs:
        unread = [*problems, *left_out]
        if len(unread) == 1:
            raise InputError(unread[0].line)
        if unread:
            raise InputError(
                f"none of the {len(unread):,} inputs can be used", hint="see the lines above", causes=[p.line for p in unread]
            )
        raise InputError("there is nothing to read", hint="give files, folders, globs, or - for standard input")
    total = sum(file.bytes for file in inputs)
    bound = parse_bound(memory)
    return Plan(
        to_toml(found, steps, locked=False), lock, digest, steps, found.name, parse_keep(keep_fields), parse_split(split),
        inputs, problems, left_out, workers_for(total, workers, bound), bound,
    )  # fmt: skip


def _outside(inputs: list[InputFile], out: str, left_out: list[Problem]) -> list[InputFile]:
    """The inputs but for those in `out`: the build would replace what it reads, and the way back to the originals with it."""
    stored = is_stored(out)
    start = f"{out.rstrip('/') if stored else os.path.realpath(local_path(out))}/"
    kept = [file for file in inputs if is_stored(file.path) != stored or not _real(file.path, stored).startswith(start)]
    if len(kept) < len(inputs):
        said = "lies in --out, which the build replaces; it is not read"
        left_out.append(Problem(escaped(out), said, "choose another --out to build from it"))
    return kept


def _real(path: str, stored: bool) -> str:
    """Where a file lies, but for a link that it may be itself."""
    folder, name = os.path.split(path)
    return path if stored else f"{os.path.realpath(folder)}/{name}"


def workers_for(total_bytes: int, workers: int, bound: Bound | None) -> int:
    """How many processes: those asked for, else one per core where the input is worth it; fewer where memory is bounded."""
    count = workers or min(os.cpu_count() or 1, max(1, total_bytes // SMALL_BYTES))
    if bound is not None:
        count = min(count, (bound.bytes - BASE_BYTES) // TASK_BYTES)
    return max(1, count)


def parse_bound(text: str | None) -> Bound | None:
    """The bound that --memory sets. Raises UsageError."""
    return Bound(parse_size(text), text.strip()) if text else None


def parse_size(text: str) -> int:
    """Bytes from "500MB", "2GB", "1.5g". Raises UsageError."""
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)i?b?\s*", text.lower())
    if not match:
        raise UsageError(f"--memory {text!r} is no size", hint="for example 500MB or 2GB")
    size = int(float(match[1]) * 1000 ** " kmgt".index(match[2] or " "))
    if size < MIN_MEMORY_BYTES:
        raise UsageError(f"--memory {text!r} is too small", hint=f"at least {MIN_MEMORY_BYTES // 1_000_000}MB")
    return size


def parse_keep(text: str | None) -> tuple[tuple[str, str], ...]:
    """(("a", "string"), ("b", "int")) from "a,b:int". Raises UsageError."""
    out = []
    for part in (text or "").split(","):
        name, _, kind = part.strip().partition(":")
        if name in KEEP_POLICIES and not kind:
            hint = f"--prefer {name} chooses which of two copies stays; for a field of that name write {name}:string"
            raise UsageError(f"--keep {name}: --keep names fields of records that become columns", hint=hint)
        kind = kind or "string"
        if kind not in KEEP_TYPES:
            raise UsageError(f"--keep {part!r}: unknown type {kind!r}", hint=f"one of {', '.join(KEEP_TYPES)}")
        if name:
            out.append((name, kind))
    data_schema(out)  # refuses the names of our own columns, before anything is read
    return tuple(out)


def parse_split(split: Sequence[str] | None) -> dict[str, float]:
    """{"validation": 0.01} from ["validation=0.01"]. Raises UsageError."""
    shares = {}
    for one in split or ():
        name, _, share = one.partition("=")
        if not re.fullmatch(r"\w+(\.\w+)*", name) or name == "train":
            raise UsageError(
                f"--split {one!r}: {name!r} cannot name a split", hint="letters, digits and _; not train, it is the rest"
            )
        if name in shares:
            raise UsageError(f"--split {name} is given twice", hint="once for each name")
        try:
            shares[name] = float(share)
        except ValueError:
            raise UsageError(f"--split {one!r} has no share", hint="for example validation=0.01") from None
        if not 0 < shares[name] < 1:
            raise UsageError(f"--split {one!r}: the share must lie between 0 and 1")
    if sum(shares.values()) >= 1:
        raise UsageError("the splits leave nothing for train", hint="their shares must add up to less than 1")
    return shares
