"""The step `script`: Chinese to simplified or traditional characters, every change known, everything else left alone.

What lives here: Script and RULES. What never does: conversion of text that is not Chinese. The parts: tables
(dictionaries), trie (finding phrases), engine (running a chain), spans (its edits), detect (what is Chinese), aspect
(著/着), glosses (what must stay), mend (machine-made traditional).
"""

from __future__ import annotations

from corpuskit.steps.script.step import RULES, Script

__all__ = ["RULES", "Script"]
