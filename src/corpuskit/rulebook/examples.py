"""Checking rules against their own examples and against each other's.

What lives here: example_problems. What never does: documents; repairs of rules.

An example is one line. For a rule that takes a part of a line, ⟦ and ⟧ in a hit stand around that part.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpuskit.core.text import fold
from corpuskit.rulebook.folding import fold_table, small_letters
from corpuskit.rulebook.linematch import LineHit, Matcher
from corpuskit.rulebook.rules import Rule

__all__ = ["example_problems", "unmark"]


def unmark(example: str) -> tuple[str, tuple[int, int] | None]:
    """The line without its marks, and the marked part (start, end) in it, or None."""
    start, end = example.find("⟦"), example.find("⟧")
    if start < 0 or end < start:
        return example, None
    return example[:start] + example[start + 1 : end] + example[end + 1 :], (start, end - 1)


def _own(hits: Sequence[LineHit], rule: Rule) -> list[LineHit]:
    return [hit for hit in hits if any(piece.id == rule.id for piece, _ in hit.pieces)]


def _check_hit(rule: Rule, example: str, own: Matcher) -> list[str]:
    line, part = unmark(example)
    hits = _own(own.hits(line), rule)
    if not hits:
        return [f"{rule.id}: its pattern does not match its hit {example!r}"]
    if part is not None and (hits[0].start, hits[0].end) != part:
        return [f"{rule.id}: in {example!r} it takes {line[hits[0].start : hits[0].end]!r}"]
    if part is None and not hits[0].whole:
        return [f"{rule.id}: its hit {example!r} does not say with ⟦ and ⟧ which part goes"]
    if rule.needs and not own.prefilter.exact(line, own.view(line)):
        return [f"{rule.id}: the literal search does not find its hit {example!r}"]
    folded = small_letters(fold(line, fold_table()))
    if rule.needs and not any(small_letters(fold(need, fold_table())) in folded for need in rule.needs):
        return [f"{rule.id}: no literal of needs stands in its hit {example!r}"]
    return []


def example_problems(rules: Sequence[Rule]) -> list[str]:
    """What is wrong between the rules and their examples, one line each."""
    problems: list[str] = []
    together = Matcher(rule for rule in rules if rule.safety == "safe")
    for rule in rules:
        own = Matcher([rule])
        for example in rule.hits:
            problems += _check_hit(rule, example, own)
        for example in rule.misses:
            if own.hits(example):
                problems.append(f"{rule.id}: its pattern matches its miss {example!r}")
                continue
            for hit in together.hits(example):
                problems.append(f"{hit.rule.id}: matches {example!r}, a miss of {rule.id}")
    return problems
