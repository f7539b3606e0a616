"""The name of each input in the dataset: the same for any order in which the paths were given.

What lives here: Root, Found, and named(). What never does: looking at the disk (listing.py does).

A file has the name of its path below its root. Where files of two roots have one name, all get their root's name in front;
roots of one name are told apart by a number, in the order of their real paths. A file that was found under two roots is one
input, named from the outer one.

Weak: moving one of two roots of the same name can swap their numbers, and so change ids.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpuskit.formats.readers.types import InputFile

__all__ = ["Found", "Root", "named"]


@dataclass(frozen=True, slots=True, order=True)
class Root:
    """A folder (or a dataset of the Hub) that names count from: what people call it, and what it really is."""

    name: str
    real: str


@dataclass(frozen=True, slots=True)
class Found:
    """A file under a root. `real` is the file itself, whatever links lead to its folder."""

    root: Root
    real: str
    file: InputFile


def named(found: Iterable[Found]) -> list[InputFile]:
    """Every file once, sorted by its name, which is unique."""
    once = _once(found)
    labels = _labels({one.root for one in once})
    names = [one.file.relative for one in once]
    prefixed = [False] * len(once)
    while clashing := _clashing(names, prefixed):
        for n in clashing:
            names[n], prefixed[n] = f"{labels[once[n].root]}/{names[n]}", True
    taken: set[str] = set()
    files = []
    for name, one in sorted(zip(names, once, strict=True), key=lambda pair: (pair[0], os.fsencode(pair[1].real))):
        files.append(replace(one.file, relative=_free(name, taken)))  # two names in one folder that are no Unicode may look alike
    return sorted(files, key=lambda file: file.relative)


def _once(found: Iterable[Found]) -> list[Found]:
    """Each file under its outermost root, with the first of the given paths that it was found under."""
    by_file: dict[str, Found] = {}
    for one in found:
        held = by_file.get(one.real)
        if held is None:
            by_file[one.real] = one
            continue
        first = min(held.file.root, one.file.root)
        best = min(held, one, key=lambda it: (-it.file.relative.count("/"), it.root, it.file.relative))
        by_file[one.real] = replace(best, file=replace(best.file, root=first))
    return list(by_file.values())


def _labels(roots: Iterable[Root]) -> dict[Root, str]:
    """A name for each root that no other has."""
    taken: set[str] = set()
    return {root: _free(root.name, taken) for root in sorted(roots)}


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number after it where it is taken."""
    free, n = name, 1
    while free in taken:
        n += 1
        free = f"{name}~{n}"
    taken.add(free)
    return free


def _clashing(names: list[str], prefixed: list[bool]) -> list[int]:
    """The numbers of all files whose name another has, and that can still get their root's name."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for n, name in enumerate(names):
        by_name[name].append(n)
    return [n for numbers in by_name.values() if len(numbers) > 1 for n in numbers if not prefixed[n]]
