"""The tables of the sieve: those of the rules that come with the package are kept in a file, those of others are made.

What lives here: sieves_of(), tables_for(), rule_key(). What never does: reading patterns (anchors.py), looking at lines
(sieve.py).

How it works: reading all patterns takes seconds, so `scripts/sieve` writes the tables to sieve.npz, with a digest for each rule
of all that they were made of. A rule that the file does not know as it is (another file's, or one that somebody works on) gets
tables of its own: slower to start, and never wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files

import numpy as np

from corpuskit.core.text import fold
from corpuskit.rulebook.anchors import Share, share_of, variants_of
from corpuskit.rulebook.folding import fold_digest, fold_table, small_letters
from corpuskit.rulebook.linegate import joins_fields, limit_chars
from corpuskit.rulebook.rules import Rule, case_flag
from corpuskit.rulebook.sieve import Sieve, Tables, tables_of

__all__ = ["TABLE_FILE", "kept_keys", "rule_key", "sieve_of", "sieves_of", "tables_for"]

TABLE_FILE = "sieve.npz"
FORMAT = 5  # of the tables; grows with each change of what they say
ANY_LENGTH_CHARS = 1 << 40


def rule_key(rule: Rule) -> str:
    """A digest of all that the tables of a rule are made of."""
    made_of = FORMAT, fold_digest(), rule.expanded, rule.needs, rule.is_span, limit_chars(rule), joins_fields(rule)
    return blake2b(repr(made_of).encode(), digest_size=12).hexdigest()


def tables_for(rules: Sequence[Rule], share: Share = share_of) -> Tables:
    """The tables of rules, numbered as they stand."""
    rows = []
    for rule in rules:
        needs = [small_letters(fold(need, fold_table())) for need in rule.needs]
        variants = variants_of(rule.expanded, int(case_flag(rule.expanded)), needs, anywhere=rule.is_span, share=share)
        limit = ANY_LENGTH_CHARS if rule.is_span else limit_chars(rule)
        rows.append((variants, limit, joins_fields(rule), bool(needs)))
    return tables_of(rows, share)


def sieve_of(rules: Sequence[Rule]) -> Sieve:
    """The sieve of some rules."""
    return Sieve(tables_for(rules))


@cache
def _kept() -> tuple[Sieve, tuple[str, ...]]:
    """The sieve that is kept, and the keys of its rules in their order."""
    with (files("corpuskit.rulebook") / TABLE_FILE).open("rb") as file, np.load(file) as stored:
        return Sieve(Tables(*(stored[name] for name in Tables._fields))), tuple(stored["keys"].tolist())


def kept_keys() -> tuple[str, ...]:
    """The keys of the rules whose tables are kept."""
    return _kept()[1]


def sieves_of(rules: Sequence[Rule]) -> list[tuple[Sieve, list[int]]]:
    """Sieves that together know all of some rules; of each the bits of its rules among them, 0 for one that is none of them."""
    sieve, keys = _kept()
    bits: dict[str, int] = {}
    for n, rule in enumerate(rules):
        bits[rule_key(rule)] = bits.get(rule_key(rule), 0) | 1 << n
    others = [n for n, rule in enumerate(rules) if rule_key(rule) not in keys]
    found = [(sieve, [bits.get(key, 0) for key in keys])] if len(others) < len(rules) else []
    return [*found, (sieve_of([rules[n] for n in others]), [1 << n for n in others])] if others else found
