"""Facts with examples: boilerplate rules, recipes, and the tables that steps match with.

What lives here: loading and validating what the .toml and .tsv files of this folder say. What never does: a decision
about a document.
"""

from __future__ import annotations

from corpuskit.rulebook.folding import fold_digest, fold_table
from corpuskit.rulebook.rules import Rule, load_rules, validate

__all__ = ["Rule", "fold_digest", "fold_table", "load_rules", "validate"]
