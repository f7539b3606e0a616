"""The literal search must never hide a hit, and no line may hold a pattern up.

Long, because each short cut is held against the search without it.
"""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpuskit.core.text import fold, lines
from corpuskit.rulebook import fold_table
from corpuskit.rulebook.anchors import Anchor, Variant, variants_of
from corpuskit.rulebook.codepoints import codes_of, unfolded
from corpuskit.rulebook.examples import unmark
from corpuskit.rulebook.folding import fold_whole, small_letters
from corpuskit.rulebook.linegate import LINE_LIMIT_CHARS, PAIRS, PARAGRAPH_LIMIT_CHARS, limit_chars, trim
from corpuskit.rulebook.linematch import Looked, Matcher, _inside, _separate, matcher_for
from corpuskit.rulebook.rules import Rule, case_flag, load_rules
from corpuskit.rulebook.sievetable import kept_keys, rule_key, sieve_of, sieves_of

RULES = load_rules()
PAGES = sorted((Path(__file__).parent.parent / "pages").glob("*/*.txt"))[::6]  # all of them take eight minutes
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


def _pieces_by_patterns_alone(matcher: Matcher, view: str, at: int, end: int, size: int) -> list[str]:
    """The rules of fields laid end to end, each found by trying all of them; those with literals on lines of their size only."""
    usable = [
        n
        for n, rule in enumerate(matcher.rules)
        if matcher.gate.joined >> n & 1 and (limit_chars(rule) >= size or not rule.needs)
    ]
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
    needs = {rule.id: [small_letters(fold(need, fold_table())) for need in rule.needs] for rule in matcher.rules}
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
        missed = {hit for hit in true - said if needs[hit[0]] and any(need in small_letters(view) for need in needs[hit[0]])}
        found += [f"{raw!r}: {hit} is hidden" for hit in sorted(missed)]
        if matcher.prefilter.exact(raw, view) and not seen and len(raw) <= LINE_LIMIT_CHARS and left < right:
            pieces = _pieces_by_patterns_alone(matcher, view, left, right, len(raw))
            held = [any(need in small_letters(view) for need in needs[piece]) for piece in pieces if needs[piece]]
            literal = bool(held) and all(held)  # fields of rules without needs alone are tried beside a hit only
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


def test_letters_that_differ_in_case_only_come_out_as_one_each() -> None:
    for one, other in (("Yazdır", "YAZDIR"), ("İletişim", "iletişim"), ("yazdır", "YAZDİR"), ("Größe", "GRÖßE")):
        assert small_letters(one) == small_letters(other)
        assert len(small_letters(one)) == len(one)
        assert re.fullmatch(one, other, re.IGNORECASE), "as the patterns do"


def test_every_written_form_of_every_literal_is_found() -> None:
    made = random.Random(3)
    matcher = matcher_for()
    forms = 0
    for n, rule in enumerate(matcher.rules):
        for need in rule.needs:
            for form in {_written(made, fold(need, fold_table())) for _ in range(4)}:
                forms += form != need
                text = f"某某{form}某某"
                assert matcher.prefilter.exact(text, matcher.view(text)) >> n & 1, (rule.id, form)
    assert forms > 3000


def test_every_piece_of_every_variant_is_found_in_every_written_form() -> None:
    made = random.Random(9)
    sieve = sieve_of(RULES)  # as where the kept tables are not those of the rules
    anchors = [anchor for rule in RULES for variant in _variants(rule) for anchor in variant.anchors]
    texts = sorted({anchor.text for anchor in anchors if _is_left(anchor.text)})
    assert len(texts) > 3000
    forms = ["".join(made.choice(_raw(c)) for c in text) for text in texts]
    forms += [form.upper() if len(form.upper()) == len(form) else form for form in forms]
    places, _ = sieve._found(codes_of("".join(f"某某{form}某\n" for form in forms)))
    begins = np.cumsum([0, *(len(form) + 4 for form in forms)])[:-1] + 2
    assert set(begins.tolist()) <= set(places.tolist())


def _is_left(text: str) -> bool:
    """True where folding leaves all characters of a text."""
    return fold(text, fold_table()) == text and all(ord(raw) < 0xFFFF for char in text for raw in _raw(char))


def _variants(rule: Rule) -> list[Variant]:
    needs = [small_letters(fold(need, fold_table())) for need in rule.needs]
    return variants_of(rule.expanded, int(case_flag(rule.expanded)), needs, anywhere=rule.is_span)


def test_what_is_said_of_a_pattern_is_true_of_its_matches() -> None:
    for rule in RULES:
        variants = _variants(rule)
        for example in EXAMPLES:
            view = fold(example, fold_table())
            start, end = trim(view)
            match = rule.regex.fullmatch(view, start, end)
            if match is None or rule.is_span or not any(small_letters(need) in small_letters(view) for need in rule.needs):
                continue
            assert any(_fits(variant, view, start, end) for variant in variants), (rule.id, example)


def _fits(variant: Variant, view: str, start: int, end: int) -> bool:
    ends = (variant.begins, start), (variant.ends, end - 1), *(((variant.seconds, start + 1),) if end - start > 1 else ())
    low = small_letters(view)
    return (
        all(flags[min(ord(view[at]), len(flags) - 1)] for flags, at in ends)
        and variant.least <= end - start <= variant.most
        and any(_stands(anchor, low, start, end) for anchor in variant.anchors)
        and (not variant.also or any(small_letters(text) in low for text in variant.also))
    )


def _stands(anchor: Anchor, low: str, start: int, end: int) -> bool:
    text, before_least, before_most, behind_least, behind_most = anchor
    places = [at for at in range(len(low)) if low.startswith(small_letters(text), at)]
    behind = [(at - start, end - at - len(text)) for at in places]
    return any(before_least <= one <= before_most and behind_least <= other <= behind_most for one, other in behind)


def test_the_kept_tables_are_those_of_the_rules() -> None:
    assert kept_keys() == tuple(map(rule_key, RULES)), "run scripts/sieve"


def test_rules_that_are_not_kept_get_tables_of_their_own() -> None:
    rules = [replace(rule, expanded=rule.expanded + "(?:)") if n % 40 == 0 else rule for n, rule in enumerate(RULES)]
    assert len(sieves_of(rules)) == 2
    mixed, whole = Matcher(rules), matcher_for()
    texts = [f"{example}\n某某" for example in EXAMPLES]
    assert mixed.may_hit_each(texts) == whole.may_hit_each(texts)


def test_lines_are_found_at_both_ends_and_beside_rare_characters() -> None:
    matcher = matcher_for()
    for text in (
        "来源:某",
        "\U00020000\n来源:某",
        "\ud83d\n来源:某",
        "某\n来源:某\n\n某",
        "来源:某\U00020000",
        "來源：某\n" * 40_000,
    ):
        starts = [near.start for near in matcher.prefilter.lines(text)]
        assert {m.start() for m in re.finditer(r"[^\n]*[来來]源[^\n]*", text)} <= {*starts}, text[:20]
        assert starts == sorted({*starts})


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
        assert rule.is_span <= bool([*matcher.prefilter.lines(long_one)])
        matcher.hits(long_one)


def test_a_literal_is_found_as_heads_are_written() -> None:
    looked = Looked("Join the Conversation\nJOIN THE CONVERSATION\nJoin The Conversation", matcher_for())
    assert [{hit.rule.id for hit in hits} for _, hits in sorted(looked.hits.items())] == [{"en.tools.comment-form"}] * 3
