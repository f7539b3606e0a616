"""All rules by their ids, with the words that each has for itself.

What lives here: all_rules() and words_of_rules(). What never does: matching, printing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

from corpuskit.rulebook.rules import load_rules
from corpuskit.steps import STEP_MODULES

__all__ = ["all_rules", "words_of_rules"]


def all_rules(own: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The boilerplate rules, those of `own` rule files too, then those of the steps: id, step, where, safety, why."""
    for rule in load_rules(own):
        yield {"id": rule.id, "step": "strip", "where": " ".join(rule.where), "safety": rule.safety, "why": rule.why}
    seen = set()
    for name, (module, _) in STEP_MODULES.items():
        if module in seen:
            continue
        seen.add(module)
        for rule_id, why in getattr(import_module(module), "RULES", {}).items():
            yield {"id": rule_id, "step": name, "where": "", "safety": "safe", "why": why}


@lru_cache(maxsize=1)
def words_of_rules() -> dict[str, str]:
    """What each rule says of itself, by its id."""
    return {str(row["id"]): str(row["why"]) for row in all_rules()}
