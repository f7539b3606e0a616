"""The literal search must never hide a hit, and no line may hold a pattern up."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpuskit.core.text import fold, lines
from corpuskit.rulebook import fold_table
from corpuskit.rulebook.examples import unmark
from corpuskit.rulebook.linematch import LineHit, Matcher, fold_whole, lines_with_literals, matcher_for, trim
from corpuskit.rulebook.prefilter import variants
from corpuskit.rulebook.rules import Rule, load_rules

RULES = load_rules()
PAGES = sorted((Path(__file__).parent.parent / "pages").glob("*/*.txt"))
EXAMPLES = sorted({unmark(example)[0] for rule in RULES for example in (*rule.hits, *rule.misses)})


def _without_prefilter(matcher: Matcher, raw: str) -> list[LineHit]:
    """The hits of all rules tried on the line."""
    view = matcher.view(raw)
    start, end = trim(view)
    if start >= end or len(raw) > 20_000:
        return []
    return matcher._lines(raw, view, (start, end), range(len(matcher.rules)), True)


def _differ(text: str) -> list[str]:
    matcher = matcher_for()
    masks = {start: mask for start, _, mask in lines_with_literals(text, matcher)}
    found = []
    for start, end, _ in lines(text):
        raw = text[start:end]
        mask = masks.get(start, 0)
        tried, joins = matcher.may_hit(raw, mask) if mask else (0, False)
        view = matcher.view(raw)
        left, right = trim(view)
        if matcher.tries_without_literal(view[left:right]):
            tried, joins = mask, True
        seen = matcher.hits(raw, view, tried, joins=joins) if tried or joins else []
        said = {(hit.rule.id, hit.start, hit.end) for hit in seen if not hit.rule.is_span}
        all_of_them = {(hit.rule.id, hit.start, hit.end) for hit in _without_prefilter(matcher, raw)}
        # Without the search a rule may be tried that has no needs on lines with another beginning: only rules with needs count.
        needless = {rule.id for rule in matcher.rules if not rule.needs}
        if not seen and any(hit.whole and len(hit.pieces) > 1 for hit in matcher.hits(raw) if masks.get(start)):
            found.append(f"{raw!r}: fields laid end to end")
        found += [f"{raw!r}: {hit}" for hit in sorted(all_of_them - said) if hit[0] not in needless]
    return found


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def test_no_hit_is_hidden_in_the_examples() -> None:
    assert len(EXAMPLES) > 300
    assert _differ("\n".join(EXAMPLES)) == []


def test_no_hit_is_hidden_in_full_width_or_traditional_examples() -> None:
    hant = {ord(b): chr(a) for a, b in fold_table().items() if b >= "\u3400"}
    assert _differ("\n".join(_wide(example) for example in EXAMPLES)) == []
    assert _differ("\n".join(example.translate(hant) for example in EXAMPLES)) == []


def test_no_hit_is_hidden_on_the_labelled_pages() -> None:
    assert PAGES
    for path in PAGES:
        rows = [line.split("|", 1)[-1] for line in path.read_text(encoding="utf-8").split("\n") if line]
        assert _differ("\n".join(rows)) == [], path.name


def test_no_fields_laid_end_to_end_are_hidden() -> None:
    fields = [unmark(rule.hits[0])[0] for rule in RULES if rule.field and rule.needs and not rule.cuts_part and not rule.is_span]
    rows = [f"{one}　{two}" for one in fields for two in fields[::5]]
    assert len(rows) > 300
    assert sum(any(len(hit.pieces) > 1 for hit in matcher_for().hits(row)) for row in rows) > 100
    assert _differ("\n".join(rows)) == []


def test_the_whole_fold_is_the_fold() -> None:
    for text in ("".join(EXAMPLES), "責任編輯：張三 😀 𠀀", "\ud83d\ude00 \ud83d", "", "\ufeff　ａ"):
        assert fold_whole(text) == fold(text, fold_table())


def test_variants_fold_back() -> None:
    for literal in ("来源:", "Copyright", "责任编辑"):
        forms = variants(literal)
        assert len(forms) > 1
        assert {fold(form, fold_table()).lower() for form in forms} == {literal.lower()}


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _hostile(rule: Rule, size: int) -> Iterator[str]:
    first = unmark(rule.hits[0])[0]
    for filler in ("某", "a ", "1-", "某、", "> ", "(", first[-3:], first):
        yield (first + filler * (size // len(filler)))[:size]
        yield (filler * (size // len(filler)))[: size - len(first)] + first


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_no_line_holds_a_rule_up(rule: Rule) -> None:
    matcher = Matcher([rule])
    began = time.perf_counter()
    with _alarm(20):
        for line in _hostile(rule, 590):
            matcher.hits(line)
    assert time.perf_counter() - began < 2.0, "16 lines of 590 characters should take milliseconds"
    long_one = next(_hostile(rule, 1_000_000))
    with _alarm(20):
        matcher.prefilter.positions(long_one)
        matcher.hits(long_one)
