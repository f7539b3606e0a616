"""The Python interface: one function per command, and the functions for texts in memory.

What lives here: the names. What never does: text logic, printing. The functions themselves live one to a file in commands/.
"""

from __future__ import annotations

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

__all__ = [
    "Cleaned", "Problem", "Result", "build", "check", "clean", "clean_batch", "clean_text", "decode", "dedup", "encode",
    "explain", "find_duplicates", "inspect", "normalise", "push", "recipe", "repair", "report", "restore", "rules", "strip",
]  # fmt: skip
