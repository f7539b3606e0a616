"""Lines that are made to hold a rule up: what nearly fits its pattern, again and again.

What lives here: hostile_lines(), trials(). What never does: a clock; a limit (whoever tries a rule sets one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from corpuskit.rulebook.examples import unmark
from corpuskit.rulebook.linematch import Matcher
from corpuskit.rulebook.rules import Rule, own_rules

__all__ = ["hostile_lines", "trials"]

LINE_CHARS = 590  # just below the longest line that a rule for lines sees (PARAGRAPH_LIMIT_CHARS)
FILLERS = ("某", "a ", "1-", "某、", "> ", "(", "。")
OWN_FILLERS = 24  # of the rule's own: its literals, and the characters of its hits


def hostile_lines(rule: Rule, size_chars: int = LINE_CHARS) -> Iterator[str]:
    """Lines of this length that begin or end with a hit of the rule, or a literal, and repeat what its pattern may repeat."""
    first = unmark(rule.hits[0])[0] if rule.hits else ""
    own = dict.fromkeys((*rule.needs, first, first[-3:], *"".join(unmark(hit)[0] for hit in rule.hits)))
    for filler in (*FILLERS, *[text for text in own if text][:OWN_FILLERS]):
        many = filler * (size_chars // len(filler) + 1)
        for start in (first, *rule.needs[:1]):
            yield (start + many)[:size_chars]
        yield many[: max(0, size_chars - len(first))] + first


def trials(text: str, name: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """(id, a call that matches all hostile lines) of each rule of a rule file's text."""
    for rule in own_rules(text, name):
        yield rule.id, partial(_attempt, rule)


def _attempt(rule: Rule) -> None:
    matcher = Matcher([rule])
    for line in hostile_lines(rule):
        matcher.hits(line)
