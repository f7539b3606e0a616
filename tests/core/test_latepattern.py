"""Patterns compiled late say what they would say compiled at once; none of the project's is wrong."""

from __future__ import annotations

import copy
import gc
import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import corpuskit
from corpuskit.core.latepattern import LatePattern, late

PATTERNS = [
    (r"(?P<a>记者)\s?([张李])", 0),
    (r"page", re.IGNORECASE),
    (r"(?i)page|第(\d)页", 0),
    (r"^a.b$", re.DOTALL | re.MULTILINE),
]
TEXTS = ["", "记者 张三，记者李四", "Page 3 第3页", "a\nb\na-b"]


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
def test_a_late_pattern_is_the_compiled_one(pattern: str, flags: int) -> None:
    compiled = re.compile(pattern, flags)
    for text in TEXTS:
        one = late(pattern, flags)
        assert (one.pattern, one.flags) == (compiled.pattern, compiled.flags)
        for ask in ("match", "fullmatch", "search"):
            was, now = getattr(compiled, ask)(text, 1), getattr(one, ask)(text, 1)
            assert (was and (was.span(), was.groups())) == (now and (now.span(), now.groups()))
        assert one.findall(text) == compiled.findall(text)
        assert one.sub("x", text) == compiled.sub("x", text)
        assert one.split(text) == compiled.split(text)
        assert [m.span() for m in one.finditer(text)] == [m.span() for m in compiled.finditer(text)]
    assert late(pattern, flags).groups == compiled.groups


def test_it_has_no_other_names_and_can_be_copied() -> None:
    one = late("a")
    assert copy.copy(one).search("a") is not None
    with pytest.raises(AttributeError):
        one.wrong  # type: ignore[attr-defined]  # noqa: B018


def test_every_late_pattern_of_the_project_compiles() -> None:
    for module in walk_packages(corpuskit.__path__, "corpuskit."):
        if module.name.startswith("corpuskit.steps"):
            import_module(module.name)
    found = [one for one in gc.get_objects() if isinstance(one, LatePattern)]
    assert len(found) > 100
    for one in found:
        flags = one.flags
        assert one.compiled().flags == flags
