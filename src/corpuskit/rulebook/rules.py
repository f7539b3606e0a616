"""Boilerplate rules: what one is, reading rule files, and checking that each tells the truth about its examples.

What lives here: Rule, parse_rules, load_rules, own_rules, validate, RULE_FILES. What never does: looking at a document (that is
the step `strip`), the literal search (prefilter.py).

How it works: a rule file is TOML with a table [parts] of named pieces of regular expression and any number of [[rule]].
A pattern may use a part as {name} (a quantifier such as {2,4} has digits, so the two never meet); parts may use earlier
parts. Patterns match the folded view of a line (simplified characters, half-width marks), without regard to case.

`where` says which lines a rule may take: `line` any, `head` and `tail` only those near the ends of the page (a list of
both is allowed), `span` a part of any line. A pattern with where = line, head or tail must match the whole line, blanks,
bullets and one pair of surrounding brackets apart; with a group named `cut` it must still match the whole line, but only
that group goes. A rule with a `field` may share a line with others (several fields on one line). Groups named like a
field hold its value.

Weak: a literal in `needs` that is written with letters is found as written, in lower, upper and capitalised form, as heads
are written (Join the Talk), in all half or all full width; mixtures of those (cOPY, ｃopy) are not found.

Long, because a rule's fields, their checks and their examples are one contract.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from corpuskit.errors import RecipeError
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.stored import stored_text

__all__ = [
    "FIELDS",
    "RULE_FILES",
    "Rule",
    "family_of",
    "is_off",
    "load_rules",
    "own_rules",
    "parse_rules",
    "read_rule_text",
    "rule_digests",
    "validate",
]

RULE_FILES = (
    "boilerplate-zh.toml",
    "boilerplate-any.toml",
    "boilerplate-sites.toml",
    "boilerplate-posts.toml",
    "boilerplate-asked.toml",
    "boilerplate-pages.toml",
    "boilerplate-languages.toml",
    "boilerplate-languages-more.toml",
    "boilerplate-languages-forms.toml",
    "boilerplate-single.toml",
)
FIELDS = ("title", "author", "publisher", "published", "section", "source_name", "editors", "reviewers", "other")
WHERES = ("line", "head", "tail", "span")
SAFETIES = ("safe", "unsafe", "review")
KEYS = ("id", "where", "needs", "pattern", "field", "langs", "safety", "why", "hits", "misses", "since")
REQUIRED = ("id", "where", "needs", "pattern", "why", "hits", "misses")

# An id says language, class, what: zh.credit.editor. The class is what alarms and switches work on.
ID_FORM = re.compile(r"[a-z]{2,3}\.[a-z0-9-]+\.[a-z0-9-]+")
PART_USE = re.compile(r"\{([a-z_]+)\}")
# A repeated group whose body is itself open-ended, such as (a+)+ or (.*x)*, takes exponential time on hostile lines.
NESTED_REPEAT = re.compile(r"\((?:\?:|\?P<\w+>)?[^()|]*[^()\\|][+*][^()|]*\)[+*]")
EXAMPLES_MIN = 2  # a rule with fewer examples cannot be reviewed


@dataclass(frozen=True, slots=True)
class Rule:
    """One boilerplate rule. `expanded` is the pattern with all parts put in and folded; `regex` is compiled when first asked for.

    Most runs ask for few rules, and compiling them all costs a second.
    """

    id: str
    where: tuple[str, ...]
    needs: tuple[str, ...]
    pattern: str
    expanded: str
    field: str
    langs: tuple[str, ...]
    safety: str
    why: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    since: str

    @property
    def family(self) -> str:
        """The class that the rule belongs to: the second part of its id, such as `credit`."""
        return family_of(self.id)

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern; it searches or matches as told."""
        return _compiled(self.expanded)

    @property
    def is_span(self) -> bool:
        return self.where == ("span",)

    @property
    def cuts_part(self) -> bool:
        """True when the rule takes only the group `cut` of a line."""
        return "(?P<cut>" in self.expanded


@cache
def family_of(rule_id: str) -> str:
    """The class of a rule: the second part of its id."""
    return rule_id.split(".")[1]


def is_off(rule_id: str, off: Sequence[str]) -> bool:
    """Whether `off` names a rule: by its id, or by the beginning of it up to a point ("zh.credit")."""
    return any(rule_id == one or rule_id.startswith(one.rstrip(".") + ".") for one in off)


@cache
def _compiled(expanded: str) -> re.Pattern[str]:
    return re.compile(expanded, case_flag(expanded))


def _nearest(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"


def _fail(where: str, message: str, hint: str = "") -> RecipeError:
    return RecipeError(f"{where}: {message}", hint=hint)


def _strings(value: Any, where: str, key: str) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise _fail(where, f"{key} must be a string or a list of strings, not {value!r}")
    return tuple(value)


def _expand(pattern: str, parts: Mapping[str, str], where: str) -> str:
    def put(match: re.Match[str]) -> str:
        if match[1] not in parts:
            raise _fail(where, f"the pattern uses an unknown part {{{match[1]}}}", _nearest(match[1], list(parts)))
        return f"(?:{parts[match[1]]})"

    return PART_USE.sub(put, pattern)


_GROUP = re.compile(r"\(\?P<(\w+)>")
_NO_LETTER = re.compile(r"\\[uU][0-9a-fA-F]{4,8}|\\x[0-9a-fA-F]{2}|\\.|\(\?P[<=]\w+[>)]")


def _fold_han(pattern: str) -> str:
    """The pattern with its Han characters folded as lines are; marks stay, they mean something in a pattern."""
    table = fold_table()
    return "".join(table.get(ord(char), char) if char >= "\u3400" and char < "\uff00" else char for char in pattern)


def case_flag(pattern: str) -> re.RegexFlag:
    """IGNORECASE where the pattern spells a letter that has two cases, else no flag.

    Not always: with the flag, re looks up both cases of each of the 20,000 characters of a range of Han, at every compilation.
    """
    spelled = _NO_LETTER.sub("", pattern)
    return re.IGNORECASE if spelled.lower() != spelled.upper() else re.NOFLAG


def _choice(value: str, known: Sequence[str], where: str, key: str) -> str:
    if value not in known:
        raise _fail(where, f"{key} = {value!r} is not known", _nearest(value, known))
    return value


def _parse_rule(row: Any, parts: Mapping[str, str], file: str, number: int) -> Rule:
    where = f"rule {number} of {file}"
    if not isinstance(row, dict):
        raise _fail(where, "is not a table", "write [[rule]]")
    if isinstance(row.get("id"), str):
        where = f"rule {row['id']!r} of {file}"
    for key in row:
        if key not in KEYS:
            raise _fail(where, f"unknown key {key!r}", _nearest(key, KEYS))
    for key in REQUIRED:
        if key not in row:
            raise _fail(where, f"has no {key!r}", "see docs/rules.md for a rule with all its keys")
    for key in ("id", "pattern", "field", "safety", "why", "since"):
        if key in row and not isinstance(row[key], str):
            raise _fail(where, f"{key} must be a string, not {row[key]!r}")
    if not ID_FORM.fullmatch(row["id"]):
        raise _fail(where, "the id is not of the form language.class.name", "for example zh.credit.editor")
    wheres = _strings(row["where"], where, "where")
    for value in wheres:
        _choice(value, WHERES, where, "where")
    if "span" in wheres and len(wheres) > 1:
        raise _fail(where, "where = span cannot be combined with another place")
    if row.get("field"):
        _choice(row["field"], FIELDS, where, "field")
    safety = _choice(row.get("safety", "safe"), SAFETIES, where, "safety")
    pattern = _fold_han(_expand(row["pattern"], parts, where))
    if file not in RULE_FILES:  # those that come with the package are compiled by their tests
        try:
            _compiled(pattern)
        except re.error as error:
            raise _fail(where, f"the pattern is no regular expression: {error}") from None
    for group in _GROUP.findall(pattern):
        if group not in FIELDS and group not in ("cut", "copy"):
            raise _fail(where, f"unknown group {group!r}", _nearest(group, (*FIELDS, "cut", "copy")))
    return Rule(
        row["id"], wheres, _strings(row["needs"], where, "needs"), row["pattern"], pattern, row.get("field", ""),
        _strings(row.get("langs", []), where, "langs"), safety, row["why"], _strings(row["hits"], where, "hits"),
        _strings(row["misses"], where, "misses"), row.get("since", ""),
    )  # fmt: skip


@lru_cache(maxsize=len(RULE_FILES))
def _tables(text: str) -> Mapping[str, Any]:
    """A TOML text read: asked for its parts first, then for its rules."""
    return tomllib.loads(text)


def parse_rules(text: str, file: str, parts: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    """The rules of one TOML text; `file` names it in errors. Raises RecipeError, which names the nearest known key.

    `parts` are pieces of pattern that the text may use besides its own.
    """
    try:
        data = _tables(text)
    except tomllib.TOMLDecodeError as error:
        raise _fail(file, f"is not TOML: {error}", "patterns are easiest between three single quotes") from None
    for key in data:
        if key not in ("rule", "parts"):
            raise _fail(file, f"unknown key {key!r}", _nearest(key, ("rule", "parts")))
    known = dict(parts or {})
    for name, value in data.get("parts", {}).items():
        if not isinstance(value, str):
            raise _fail(file, f"part {name!r} must be a string")
        known[name] = _expand(value, known, f"part {name!r} of {file}")
    rows = data.get("rule", [])
    if not isinstance(rows, list):
        raise _fail(file, "rule is not a list of tables", "write [[rule]]")
    rules = tuple(_parse_rule(row, known, file, n) for n, row in enumerate(rows, 1))
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise _fail(file, f"two rules are called {rule.id!r}")
        seen.add(rule.id)
    return rules


@cache
def read_rule_text(name: str) -> str:
    """The text of a rule file: one of RULE_FILES, TOML text itself (it has a newline), or a path. Raises RecipeError."""
    if "\n" in name:
        return name
    if name in RULE_FILES:
        return stored_text(name)
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8"
        raise RecipeError(f"the rule file {name!r} cannot be read: {said}", hint="give a path to a TOML file") from None


@cache
def _shared_parts() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for name in RULE_FILES:
        for part, value in _tables(read_rule_text(name)).get("parts", {}).items():
            known[part] = _expand(value, known, name)
    return known


def own_rules(text: str, name: str) -> tuple[Rule, ...]:
    """The rules of the text of one rule file that is not ours; it may use the parts of ours. Raises RecipeError."""
    return parse_rules(text, name, _shared_parts())


def load_rules(extra: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """All built-in rules and those of `extra` rule files (paths or TOML texts), in order. A later id replaces an earlier."""
    return _loaded(extra)  # one cache key, however it is called


@cache
def _loaded(extra: tuple[str, ...]) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for name in (*RULE_FILES, *extra):
        shown = "the given rule text" if "\n" in name else name
        for rule in parse_rules(read_rule_text(name), shown, _shared_parts()):
            found[rule.id] = rule
    _tables.cache_clear()
    return tuple(found.values())


def rule_digests(extra: tuple[str, ...] = ()) -> dict[str, str]:
    """File name to BLAKE2b digest of each rule file, for recipe.lock.toml. Rule texts are named by their digest."""
    out = {}
    for name in (*RULE_FILES, *extra):
        digest = blake2b(read_rule_text(name).encode("utf-8"), digest_size=16).hexdigest()
        out[f"rules-{digest[:8]}" if "\n" in name else Path(name).name] = digest
    return out


def validate(rules: Iterable[Rule] | None = None) -> list[str]:
    """What is wrong with the rules, one line each; empty when all is well.

    Each rule needs two hits and two misses; its hits must match and its misses must not; no miss of one rule may be hit
    by another rule that edits by default; each hit must hold one of the literals in `needs`; no pattern may nest repeats.
    """
    from corpuskit.rulebook.examples import example_problems

    chosen = tuple(load_rules() if rules is None else rules)
    problems = []
    for rule in chosen:
        if len(rule.hits) < EXAMPLES_MIN or len(rule.misses) < EXAMPLES_MIN:
            problems.append(f"{rule.id}: needs at least {EXAMPLES_MIN} hits and {EXAMPLES_MIN} misses")
        if not rule.why.strip():
            problems.append(f"{rule.id}: says no why")
        if any(not need.strip() or "\n" in need for need in rule.needs):
            problems.append(f"{rule.id}: needs holds a blank literal or a line break")
        if not rule.needs and not set(rule.where) <= {"head", "tail"}:
            problems.append(f"{rule.id}: a rule without needs must be bound to head or tail")
        if NESTED_REPEAT.search(rule.expanded):
            problems.append(f"{rule.id}: a repeated group holds an open repeat: bound one of them")
    return problems + example_problems(chosen)
