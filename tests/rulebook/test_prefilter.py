"""The literal search must never hide a hit, and no line may hold a pattern up."""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from corpuskit.core.text import fold, lines
from corpuskit.rulebook import fold_table
from corpuskit.rulebook.edges import facts_of
from corpuskit.rulebook.examples import unmark
from corpuskit.rulebook.folding import fold_whole
from corpuskit.rulebook.linecolumns import HELD
from corpuskit.rulebook.linegate import LINE_LIMIT_CHARS, PAIRS, PARAGRAPH_LIMIT_CHARS, limit_chars, trim
from corpuskit.rulebook.linematch import Looked, Matcher, _inside, _separate, matcher_for
from corpuskit.rulebook.literalscan import LiteralScan, _gram, codes_of, unfolded
from corpuskit.rulebook.rules import Rule, load_rules

RULES = load_rules()
PAGES = sorted((Path(__file__).parent.parent / "pages").glob("*/*.txt"))
EXAMPLES = sorted({unmark(example)[0] for rule in RULES for example in (*rule.hits, *rule.misses)})


Hit = tuple[str, int, int]


def _by_patterns_alone(matcher: Matcher, raw: str) -> set[Hit]:
    """(rule, start, end) of the hits of all rules tried on the line, without any search or test before the patterns."""
    view = fold(raw, fold_table())
    start, end = trim(view)
    if start >= end or len(raw) > PARAGRAPH_LIMIT_CHARS:
        return set()
    inner = _inside(view, start, end)
    found: set[Hit] = set()
    for rule in matcher.rules:
        if rule.is_span or len(raw) > limit_chars(rule):
            continue
        match = rule.regex.fullmatch(view, start, end) or (rule.regex.fullmatch(view, *inner) if inner else None)
        if match is not None and rule.cuts_part and match.start("cut") >= 0:
            found.add((rule.id, match.start("cut"), match.end("cut")))
        elif match is not None and not rule.cuts_part:
            found.add((rule.id, 0, len(raw)))
    return found


def _pieces_by_patterns_alone(matcher: Matcher, view: str, at: int, end: int) -> list[str]:
    """The rules of fields laid end to end, each found by trying all of them."""
    usable = [n for n, rule in enumerate(matcher.rules) if matcher.gate.joined >> n & 1]
    pieces = []
    while at < end:
        reach, which = at, ""
        for n in usable:
            match = matcher._joined_of(n).match(view, at, end)
            stop = match.end() if match else 0
            if match is None and view[at] in PAIRS and view.find(PAIRS[view[at]], at, end) > 0:
                close = view.find(PAIRS[view[at]], at, end)
                stop = close + 1 if matcher.rules[n].regex.fullmatch(view, at + 1, close) else 0
            if stop > reach:
                reach, which = stop, matcher.rules[n].id
        if not which:
            return []
        pieces.append(which)
        at = min(end, _separate(view, reach, end))
    return pieces if len(pieces) > 1 else []


def _differ(text: str) -> list[str]:
    """What the whole way says otherwise than the patterns alone, on each line of a text."""
    matcher = matcher_for()
    looked = Looked(text, matcher)
    needs = {rule.id: [fold(need, fold_table()).lower() for need in rule.needs] for rule in matcher.rules}
    found = []
    for start, end, _ in lines(text):
        raw = text[start:end]
        view = matcher.view(raw)
        left, right = trim(view)
        seen = looked.hits.get(start, [])
        if matcher.tries_without_literal(view[left:right]):
            seen = matcher.hits(raw, view, matcher.prefilter.exact(raw, view))
        said = {(hit.rule.id, hit.start, hit.end) for hit in seen if not hit.rule.is_span}
        true = _by_patterns_alone(matcher, raw)
        # Rules without needs are tried on lines with certain beginnings only; a hit without one of its literals is none.
        missed = {hit for hit in true - said if needs[hit[0]] and any(need in view.lower() for need in needs[hit[0]])}
        found += [f"{raw!r}: {hit} is hidden" for hit in sorted(missed)]
        if matcher.prefilter.exact(raw, view) and not seen and len(raw) <= LINE_LIMIT_CHARS and left < right:
            pieces = _pieces_by_patterns_alone(matcher, view, left, right)
            literal = all(not needs[piece] or any(need in view.lower() for need in needs[piece]) for piece in pieces)
            found += [f"{raw!r}: fields laid end to end are hidden: {pieces}"] if pieces and literal else []
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


def test_no_hit_is_hidden_on_made_lines() -> None:
    made = random.Random(5)
    rows = []
    for _ in range(4000):
        row = made.choice(EXAMPLES)
        for _ in range(made.randint(0, 2)):  # cut, laid end to end, in brackets, behind a bullet, before blanks or a stop
            cut = made.randint(0, len(row))
            row = made.choice(
                (row[:cut], row[cut:], f"{row} {made.choice(EXAMPLES)}", f"【{row}】", f"· {row}", f"　{row}　", f"{row}。")
                + (
                    row[:cut] + made.choice("。的了是在,、７٣ ") + row[cut:],
                    f"【 {row}",
                    f"※ [{row}] ",
                    (row * made.randint(2, 9))[:200],
                )
            )
        rows.append(row)
    assert _differ("\n".join(rows)) == []


def test_the_whole_fold_is_the_fold() -> None:
    for text in ("".join(EXAMPLES), "責任編輯：張三 😀 𠀀", "\ud83d\ude00 \ud83d", "", "\ufeff　ａ"):
        assert fold_whole(text) == fold(text, fold_table())


def _written(made: random.Random, literal: str) -> str:
    """A raw text that folds to a literal: letters in one case and width, other characters in any form."""
    case = made.choice((literal, literal.lower(), literal.upper(), literal.capitalize(), literal.title()))
    if made.random() < 0.5:
        case = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in case)
    return "".join(c if c.isalpha() and fold(c, fold_table()).isascii() else made.choice(_raw(c)) for c in case)


def _raw(char: str) -> list[str]:
    return sorted(unfolded().get(char, (char,)))


def test_every_written_form_of_every_literal_is_found() -> None:
    made = random.Random(3)
    matcher = matcher_for()
    forms = 0
    for n, rule in enumerate(matcher.rules):
        for need in rule.needs:
            for form in {_written(made, fold(need, fold_table())) for _ in range(4)}:
                forms += form != need
                text = f"某某{form}某某"
                [row] = matcher.prefilter._scan.spots(codes_of(text))[1:]
                assert np.bitwise_or.reduce(row)[n // 64] >> np.uint64(n % 64) & np.uint64(1), (rule.id, form)
                assert matcher.prefilter.exact(text, matcher.view(text)) >> n & 1, (rule.id, form)
    assert forms > 3000


def test_literals_with_one_key_and_of_one_character_are_found() -> None:
    made = random.Random(8)
    chars = [chr(code) for code in range(0x4E00, 0x5400) if code not in fold_table()]
    literals = {"".join(made.choices(chars, k=made.choice((2, 2, 3, 4, 7)))) for _ in range(5000)} | set(chars[:40])
    numbers = {literal: n for n, literal in enumerate(sorted(literals))}
    scan = LiteralScan({literal: 1 << n % 200 for literal, n in numbers.items()}, 200)
    for text in ("".join(made.choices([*literals, *chars], k=400)), "".join(chars), "\U00020000".join(chars[:60])):
        places, rows = scan.spots(codes_of(text))
        found = {(at, n) for at, row in zip(places.tolist(), rows.tolist(), strict=True) for n in _bits(row)}
        for literal, n in numbers.items():
            at = text.find(literal)
            gram = _gram(literal)
            assert at < 0 or (at + literal.find(gram), n % 200) in found, literal
        assert len(found) < len(text) * 3, "hardly any place without a literal"


def _bits(row: list[int]) -> list[int]:
    return [64 * n + bit for n, word in enumerate(row) for bit in range(64) if word >> bit & 1]


def test_what_is_said_of_a_pattern_is_true_of_its_matches() -> None:
    known = 0
    for rule in RULES:
        facts = facts_of(rule.expanded, "".join(HELD))
        known += facts.has_digit + facts.holds.count(False) + (facts.most_chars < LINE_LIMIT_CHARS)
        for example in EXAMPLES:
            view = fold(example, fold_table())
            match = rule.regex.fullmatch(view, *trim(view))
            if match is None:
                continue
            said = match.group(0)
            assert facts.least_chars <= len(said) <= facts.most_chars, (rule.id, said)
            assert not facts.has_digit or any(c.isdigit() for c in said), (rule.id, said)
            assert all(may or char not in said for char, may in zip(HELD, facts.holds, strict=True)), (rule.id, said)
    assert known > len(RULES), "so that the columns can let lines go"


def test_literals_are_found_at_both_ends_and_beside_rare_characters() -> None:
    matcher = matcher_for()
    for text in ("来源:某", "\U00020000来源:某", "\ud83d来源:某", "某\n来源:某\n\n某", "来源:某 打印", "來源：某\n" * 40_000):
        starts = [near.start for near in matcher.prefilter.lines(text)]
        assert starts == [m.start() for m in re.finditer(r"[^\n]*[来來]源[^\n]*", text)], text[:20]


def test_many_texts_together_are_asked_as_each_alone() -> None:
    matcher = matcher_for()
    texts = [page for path in PAGES for page in path.read_text(encoding="utf-8").split("#page") if page]
    texts += ["", "\n", "某某。\n", *EXAMPLES[:300]]
    alone = [bool(Looked(text, matcher).hits) for text in texts]
    assert any(alone)
    assert not all(alone)
    assert matcher.may_hit_each(texts) == alone
    fresh = Matcher(matcher.rules)  # knows nothing yet of which characters a rule begins and ends with
    assert fresh.may_hit_each(texts[::-1]) == alone[::-1]


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
        assert bool([*matcher.prefilter.lines(long_one)]) == bool(rule.needs)
        matcher.hits(long_one)
