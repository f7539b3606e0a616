"""What a user has switched off stays: lines and pieces that a rule knows which is off are not taken by the judges instead.

What lives here: is_switched_off(). What never does: which rules are off (step.py), what goes by the rules that are not (page.py).
"""

from __future__ import annotations

from functools import cache

from corpuskit.rulebook.linematch import Matcher
from corpuskit.rulebook.rules import is_off, load_rules
from corpuskit.steps.strip.judge import RULE as JUDGE
from corpuskit.steps.strip.wordparts import RULE as PART

__all__ = ["is_switched_off"]

_JUDGES = frozenset((JUDGE, PART))


@cache
def _left_out(rule_files: tuple[str, ...], off: tuple[str, ...]) -> Matcher:
    return Matcher(rule for rule in load_rules(rule_files) if is_off(rule.id, off))


def is_switched_off(text: str, rule: str, rule_files: tuple[str, ...], off: tuple[str, ...]) -> bool:
    """Whether `rule` is one of a judge and `text`, a line or a piece of one, is what a rule would take that is off."""
    return bool(off) and rule in _JUDGES and bool(_left_out(rule_files, off).hits(text))
