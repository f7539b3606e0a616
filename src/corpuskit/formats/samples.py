"""Samples from the ledger, chosen by a stated rule: the first ones in file order.

What lives here: rule_samples(). What never does: counting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpuskit.core.edit import Edit
from corpuskit.errors import InputError
from corpuskit.formats.packed import unpack_edits
from corpuskit.formats.parquet import read_batches

__all__ = ["edits_in", "rule_samples"]

SHORT_CHARS = 60
SCANNED_ROWS = 200_000  # of the ledger; rules that fire most are found long before


def edits_in(row: Mapping[str, Any]) -> Iterator[Edit]:
    """The edits of one row of the ledger that tell what they removed; nothing for notes and withheld rows."""
    if row["kind"] == "edit" and row["removed"] is not None:
        yield Edit(row["start"], row["end"], row["removed"], row["inserted"] or "", row["rule"] or "")
    elif row["kind"] == "packed" and row["layer"] and row["packed"]:
        try:
            yield from unpack_edits(row["packed"])
        except (InputError, ValueError):
            return


def rule_samples(folder: Path, rules: Sequence[str]) -> list[tuple[str, str, str]]:
    """(rule, before, after) of the first short change of each rule, in the order of `rules`."""
    wanted = set(rules)
    found: dict[str, tuple[str, str]] = {}
    seen = 0
    names = ["kind", "layer", "rule", "start", "end", "removed", "inserted", "packed"]
    for batch in read_batches(folder, "audit", names):
        for row in batch.to_pylist():
            if row["rule"] is not None and (row["rule"] not in wanted or row["rule"] in found):
                continue
            for edit in edits_in(row):
                fits = len(edit.removed) <= SHORT_CHARS and len(edit.inserted) <= SHORT_CHARS
                if edit.rule in wanted and edit.rule not in found and fits:
                    found[edit.rule] = (edit.removed, edit.inserted)
        seen += batch.num_rows
        if len(found) == len(wanted) or seen >= SCANNED_ROWS:
            break
    return [(rule, *found[rule]) for rule in rules if rule in found]
