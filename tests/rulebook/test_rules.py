"""Every rule against its own examples and against everyone else's; and the validator against broken rules."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from corpuskit.errors import RecipeError
from corpuskit.rulebook.examples import example_problems, unmark
from corpuskit.rulebook.linematch import LINE_LIMIT_CHARS, Matcher, matcher_for
from corpuskit.rulebook.rules import Rule, load_rules, parse_rules, rule_digests, validate

RULES = load_rules()
HITS = [(rule, example) for rule in RULES for example in rule.hits]
MISSES = [(rule, example) for rule in RULES for example in rule.misses]


@pytest.mark.parametrize(("rule", "example"), HITS, ids=[f"{rule.id}+{n}" for n, (rule, _) in enumerate(HITS)])
def test_hit(rule: Rule, example: str) -> None:
    line, part = unmark(example)
    hits = [hit for hit in Matcher([rule]).hits(line) if hit.rule.id == rule.id]
    assert hits
    assert (hits[0].start, hits[0].end) == part if part else hits[0].whole


@pytest.mark.parametrize(("rule", "example"), MISSES, ids=[f"{rule.id}-{n}" for n, (rule, _) in enumerate(MISSES)])
def test_miss(rule: Rule, example: str) -> None:
    assert not Matcher([rule]).hits(example)


def test_the_rulebook_is_sound() -> None:
    assert validate() == []
    assert len({rule.id for rule in RULES}) == len(RULES) >= 70


def test_all_classes_have_rules() -> None:
    families = {rule.family for rule in RULES}
    assert families >= {
        "source", "counter", "credit", "prevnext", "breadcrumb", "keywords", "related", "tools", "notice", "advert",
        "summary", "script", "novel", "spam",
    }  # fmt: skip


GOOD = """[[rule]]
id = "zh.test.one"
where = "line"
needs = ["某"]
pattern = "某某"
why = "w"
hits = ["某某", "某某 "]
misses = ["某", "甲某"]
"""


def test_the_good_example_is_good() -> None:
    assert validate(parse_rules(GOOD, "good.toml")) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("needs =", "need =", "'needs'"),
        ('where = "line"', 'where = "lines"', "'line'"),
        ('why = "w"', 'why = "w"\nsafety = "sure"', "safe"),
        ('why = "w"', 'why = "w"\nfield = "autor"', "'author'"),
        ('pattern = "某某"', 'pattern = "某("', "regular expression"),
        ('pattern = "某某"', 'pattern = "{nothing}"', "unknown part"),
        ('pattern = "某某"', 'pattern = "(?P<autor>某某)"', "'author'"),
        ('id = "zh.test.one"', 'id = "one"', "language.class.name"),
        ('why = "w"\n', "", "'why'"),
        ('where = "line"', 'where = ["span", "line"]', "span"),
        ("[[rule]]", "[[rules]]", "'rule'"),
    ],
)
def test_broken_rule_files_are_refused(old: str, new: str, words: str) -> None:
    with pytest.raises(RecipeError) as error:
        parse_rules(GOOD.replace(old, new), "broken.toml")
    assert words in error.value.line


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('hits = ["某某", "某某 "]', 'hits = ["某某"]', "at least 2"),
        ('hits = ["某某", "某某 "]', 'hits = ["某某", "某甲"]', "does not match its hit"),
        ('misses = ["某", "甲某"]', 'misses = ["某", "某某"]', "matches its miss"),
        ('needs = ["某"]', 'needs = ["乙"]', "zh.test.one"),
        ('needs = ["某"]', "needs = []", "bound to head or tail"),
        ('pattern = "某某"', 'pattern = "(?:某+)+"', "repeat"),
        ('pattern = "某某"', 'pattern = "(?P<cut>某)某"', "⟦"),
    ],
)
def test_the_validator_sees_what_is_wrong(old: str, new: str, words: str) -> None:
    problems = validate(parse_rules(GOOD.replace(old, new), "broken.toml"))
    assert problems
    assert any(words in problem for problem in problems), problems


def test_one_rule_may_not_take_another_rules_miss() -> None:
    other = (
        GOOD.replace("zh.test.one", "zh.test.two")
        .replace('"某某", "某某 "', '"甲某", "甲某 "')
        .replace('misses = ["某", "甲某"]', 'misses = ["某", "乙"]')
        .replace('pattern = "某某"', 'pattern = "甲某"')
    )
    rules = parse_rules(GOOD + other, "two.toml")
    assert any("zh.test.two: matches" in problem for problem in example_problems(rules))


def test_extra_files_replace_and_add() -> None:
    extra = GOOD.replace("zh.test.one", "zh.counter.views")
    found = {rule.id: rule for rule in load_rules((extra,))}
    assert found["zh.counter.views"].pattern == "某某"
    assert len(found) == len(RULES)
    assert any(name.startswith("rules-") for name in rule_digests((extra,)))


def test_a_part_of_an_id_switches_a_class_off() -> None:
    assert not any(rule.family == "credit" for rule in matcher_for((), ("zh.credit",)).rules if rule.id.startswith("zh."))


def test_long_lines_are_no_line_hits() -> None:
    matcher = matcher_for()
    assert matcher.hits("责任编辑：张三")
    assert not matcher.hits("责任编辑：" + "张三、" * LINE_LIMIT_CHARS)


def test_no_rule_comes_from_a_later_package_than_this_one() -> None:
    def number(version: str) -> tuple[int, ...]:
        return tuple(map(int, version.split(".")))

    pyproject = Path(__file__).resolve().parents[2] / "pyproject.toml"
    this = number(tomllib.loads(pyproject.read_text("utf-8"))["project"]["version"])
    assert not [rule.id for rule in RULES if not rule.since or number(rule.since) > this]
