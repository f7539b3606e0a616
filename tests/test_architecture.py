"""Forbidden arrows between the parts, as imports in the syntax trees."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "corpuskit"

# part -> parts it must never import
FORBIDDEN = {
    "core": {"rulebook", "steps", "engines", "formats", "commands", "api", "cli", "terminal", "progressbar", "testing"},
    "rulebook": {"steps", "engines", "formats", "commands", "api", "cli", "terminal", "progressbar", "testing"},
    "steps": {"engines", "formats", "commands", "api", "cli", "terminal", "progressbar", "testing"},
    "engines": {"steps", "formats", "rulebook", "commands", "api", "cli", "terminal", "progressbar", "testing"},
    "formats": {"steps", "engines", "rulebook", "commands", "api", "cli", "terminal", "progressbar", "testing"},
    "testing": {"steps", "engines", "formats", "commands", "api", "cli", "terminal", "progressbar"},
    "commands": {"api", "cli", "terminal", "progressbar", "testing"},
    "api": {"cli", "terminal", "progressbar", "testing"},
}
CORE_MAY_IMPORT = set(sys.stdlib_module_names) | {"corpuskit"}


def imports(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


def test_no_forbidden_arrow() -> None:
    seen = 0
    for path in SOURCE.rglob("*.py"):
        part = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        for name in imports(path):
            top, *rest = name.split(".")
            if top == "corpuskit" and rest:
                seen += 1
                assert rest[0] not in FORBIDDEN.get(part, set()), f"{path.relative_to(SOURCE)} imports {name}"
            if part == "core":
                assert top in CORE_MAY_IMPORT, f"{path.relative_to(SOURCE)} imports {name}: core is standard library only"
    assert seen > 100


def test_nothing_below_the_command_line_prints_or_exits() -> None:
    for path in SOURCE.rglob("*.py"):
        if path.name in ("cli.py", "terminal.py", "entry.py", "__main__.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "sys.exit", "exit", "quit", "input"), f"{path.name}:{node.lineno} calls {called}"
            if isinstance(node, ast.Attribute) and node.attr == "splitlines":
                raise AssertionError(f"{path.name}:{node.lineno} uses splitlines()")


def test_every_module_says_what_lives_there() -> None:
    for path in SOURCE.rglob("*.py"):
        if path.name == "__main__.py":
            continue
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert "lives here" in doc, f"{path.relative_to(SOURCE)} does not say what lives here"
        assert "never" in doc, f"{path.relative_to(SOURCE)} does not say what never does"


def test_no_vague_module_names() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    assert not [p for p in SOURCE.rglob("*.py") if p.stem in vague]


LONG_LINES = 350  # about 300, as the house rules have it


def test_a_long_module_says_why() -> None:
    long = [path for path in SOURCE.rglob("*.py") if path.read_text(encoding="utf-8").count("\n") > LONG_LINES]
    silent = [path.name for path in long if "Long" not in (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")]
    assert not silent, "split it, or say in its docstring why it is long"
