"""What strip took out, as pieces: lines and parts of lines with their rule, and the values of the rule's groups in them.

What lives here: Piece, pieces_of(), values_of(), fields_of(), text_before(), whole_time(). What never does: which field a value
fills (harvest.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpuskit.core.edit import Edit
from corpuskit.core.text import fold, lines
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.linematch import Matcher
from corpuskit.rulebook.rules import Rule
from corpuskit.steps.fieldgrammar import read_fields
from corpuskit.steps.timegrammar import read_time

__all__ = ["Piece", "fields_of", "pieces_of", "text_before", "values_of", "whole_time"]


LINES_KNOWN = 4_096
_GROUP = re.compile(r"\(\?P<(?!cut>|copy>)")
KNOWN_CHARS = 300  # of a line whose values are kept: longer ones do not come again


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a part of one, that strip took out, or a line around the text; judged: the page judge took it."""

    raw: str
    rule: str
    start: int
    whole: bool
    judged: bool = False
    end: int = -1  # its place behind it, also where its text was rewritten
    family: str = field(init=False)  # the class of its rule
    view: str = field(init=False)  # it folded, without blanks at its ends

    def __post_init__(self) -> None:
        if self.end < 0:
            object.__setattr__(self, "end", self.start + len(self.raw))
        object.__setattr__(self, "family", family_of_rule(self.rule))
        view = _view(self.raw) if len(self.raw) <= KNOWN_CHARS else _view.__wrapped__(self.raw)
        object.__setattr__(self, "view", view)


@lru_cache(maxsize=LINES_KNOWN)
def family_of_rule(rule: str) -> str:
    """The class in a rule's name."""
    return rule.split(".")[1]


@lru_cache(maxsize=LINES_KNOWN)
def _view(raw: str) -> str:
    return fold(raw, fold_table()).strip(" \u3000\t")


def pieces_of(edits: Iterable[Edit]) -> list[Piece]:
    found = []
    for edit in edits:
        for start, end, _ in lines(edit.removed):
            raw = edit.removed[start:end]
            if raw.strip():
                found.append(Piece(raw, edit.rule, edit.start + start, "\n" in edit.removed))
    return found


def text_before(raw: str, value: str) -> str:
    """The folded text before a value."""
    return fold(raw[: max(0, raw.find(value))], fold_table())


def whole_time(raw: str, value: str) -> str:
    """The line, where it says the same day as the value and perhaps a clock beside it."""
    day, line = read_time(fold(value, fold_table())), read_time(fold(raw, fold_table()))
    return raw if day and line and day[:10] == line[:10] else value


def values_of(raw: str, rule_id: str, matcher: Matcher) -> Sequence[tuple[str, str]]:
    """(field, raw value) of every named group in the matches of a removed piece. The pages of a site repeat their lines."""
    if rule_id not in _telling(matcher):
        return ()
    return _known_values(raw, rule_id, matcher) if len(raw) <= KNOWN_CHARS else tuple(_values(raw, rule_id, matcher))


@lru_cache(maxsize=8)
def _telling(matcher: Matcher) -> frozenset[str]:
    """The rules that fill a field or name a value."""
    return frozenset(rule.id for rule in matcher.rules if rule.field or _GROUP.search(rule.expanded) is not None)


@lru_cache(maxsize=LINES_KNOWN)
def _known_values(raw: str, rule_id: str, matcher: Matcher) -> tuple[tuple[str, str], ...]:
    return tuple(_values(raw, rule_id, matcher))


def fields_of(raw: str) -> Sequence[tuple[str, str]]:
    """read_fields() of a removed piece."""
    return _known_fields(raw) if len(raw) <= KNOWN_CHARS else tuple(read_fields(raw))


@lru_cache(maxsize=LINES_KNOWN)
def _known_fields(raw: str) -> tuple[tuple[str, str], ...]:
    return tuple(read_fields(raw))


def _values(raw: str, rule_id: str, matcher: Matcher) -> Iterable[tuple[str, str]]:
    hits = [hit for hit in matcher.hits(raw) if any(rule.id == rule_id for rule, _ in hit.pieces)]
    if not hits:  # a span without its paragraph: a dateline, a credit in brackets
        hits = matcher.hits(raw + "某") + matcher.hits("。" + raw)
        hits = [hit for hit in hits if hit.rule.id == rule_id]
    for hit in hits[:1]:
        for rule, match in hit.pieces:
            yield from _groups(raw, rule, match)


def _groups(raw: str, rule: Rule, match: re.Match[str]) -> Iterable[tuple[str, str]]:
    named = False
    shift = 1 if match.string.startswith("。") and not raw.startswith("。") else 0
    for group in match.re.groupindex:
        if group in ("cut", "copy") or match.start(group) < 0:
            continue
        named = True
        yield group, raw[match.start(group) - shift : match.end(group) - shift]
    if not named and rule.field == "author" and rule.id.endswith(".dateline"):
        inside = re.search(r"\((?:[^()]*?)(?:记者|通讯员|特派员|作者)([^()]*)\)", match.group(0))
        if inside is not None:
            yield "author", inside[1]
    if rule.field == "published" and match.re.groupindex.get("published") and match.start("published") < 0:
        yield "published", raw
    if not named and rule.field == "reviewers":
        yield "reviewers", re.sub(r"[一二三初复终](?:审|校)\s*[:/]?", " ", raw)
