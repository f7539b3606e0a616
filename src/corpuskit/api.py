"""The Python interface: one function per command, and the functions for texts in memory.

What lives here: the names. What never does: text logic, printing. The functions themselves live one to a file in commands/;
a file is read when a name of it is asked for, so that cleaning one text does not wait for parquet and engines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpuskit.commands.build import build
    from corpuskit.commands.checking import check
    from corpuskit.commands.dedup import dedup
    from corpuskit.commands.filters import clean, inspect, normalise, repair, strip
    from corpuskit.commands.outcome import Problem, Result
    from corpuskit.commands.publishing import push
    from corpuskit.commands.recipes import recipe
    from corpuskit.commands.reporting import report
    from corpuskit.commands.restore import explain, restore
    from corpuskit.commands.rules import rules
    from corpuskit.commands.texts import Cleaned, clean_batch, clean_text, decode, encode, find_duplicates

_HOME = {
    "build": "build",
    "checking": "check",
    "dedup": "dedup",
    "filters": "clean inspect normalise repair strip",
    "outcome": "Problem Result",
    "publishing": "push",
    "recipes": "recipe",
    "reporting": "report",
    "restore": "explain restore",
    "rules": "rules",
    "texts": "Cleaned clean_batch clean_text decode encode find_duplicates",
}
_MODULE_OF = {name: f"corpuskit.commands.{module}" for module, names in _HOME.items() for name in names.split()}

__all__ = [
    "Cleaned", "Problem", "Result", "build", "check", "clean", "clean_batch", "clean_text", "decode", "dedup", "encode",
    "explain", "find_duplicates", "inspect", "normalise", "push", "recipe", "repair", "report", "restore", "rules", "strip",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'corpuskit.api' has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
