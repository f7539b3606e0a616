"""The step `strip`: boilerplate by rule, by page and by site, and injected spam.

What lives here: one module per way of finding it; decide.py runs them in passes, settle.py makes the edits. Each edit's reason
lives here too. What never does: patterns (rulebook), reading inputs, changing a text.
"""

from __future__ import annotations

from corpuskit.steps.strip.step import RULES, Strip
from corpuskit.steps.strip.templates import Templates, learn_templates, read_templates

__all__ = ["RULES", "Strip", "Templates", "learn_templates", "read_templates"]
