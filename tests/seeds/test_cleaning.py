"""The example documents come out as their truth says, but for what tests/cases/known-failures/seeds.toml lists, strictly.

A line of that file that comes out right makes this test fail too: take it out of the file then. Run
`python -m tests.seeds.test_cleaning` to print the list as it is now.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from corpuskit import clean_text
from tests.seeds.truth import Truth, load_truth, squeeze

KNOWN = Path(__file__).resolve().parents[1] / "cases" / "known-failures" / "seeds.toml"
MIN_KEPT, MIN_REMOVED, MIN_META = 280, 160, 40  # of the promises that are looked at; a shorter list would prove less


def broken(truth: Truth) -> list[tuple[str, str, str]]:
    """(path, what, line or key) of each promise that the default cleaning (script kept) does not keep."""
    found = clean_text(truth.file_text, recipe="web")
    if truth.drop:
        return [] if found.drop else [(truth.path, "drop", truth.drop)]
    rows = {squeeze(line) for line in found.text.split("\n")}
    out = [(truth.path, "drop", found.drop.reason)] if found.drop else []
    out += [(truth.path, "kept", line) for line in truth.kept_lines if squeeze(line) not in rows]
    out += [(truth.path, "removed", line) for line in truth.removed_lines if squeeze(line) and squeeze(line) in rows]
    out += [(truth.path, "span", span.line) for span in truth.spans if squeeze(span.line) not in rows]
    out += [(truth.path, "left", line) for line in truth.left_lines if squeeze(line) not in rows]
    out += [(truth.path, "meta", key) for key, value in truth.meta.items() if found.meta.get(key) != value]
    return out


@cache
def all_broken() -> list[tuple[str, str, str]]:
    return sorted({one for truth in load_truth() for one in broken(truth)})


def known() -> list[tuple[str, str, str]]:
    return [(row["path"], row["what"], row["line"]) for row in tomllib.loads(KNOWN.read_text("utf-8")).get("failure", [])]


def test_only_known_promises_are_broken() -> None:
    new = [one for one in all_broken() if one not in known()]
    assert not new, f"{len(new)} promises are newly broken: {new[:5]}"


def test_known_failures_still_fail() -> None:
    right = [one for one in known() if one not in all_broken()]
    assert not right, f"these come out right now, take them out of {KNOWN.name}: {right[:5]}"


def test_the_truth_promises_enough() -> None:
    truths = load_truth()
    assert sum(len(t.kept_lines) for t in truths) >= MIN_KEPT
    assert sum(len(t.removed_lines) for t in truths) >= MIN_REMOVED
    assert sum(len(t.meta) for t in truths) >= MIN_META
    assert len(known()) < 0.08 * sum(len(t.kept_lines) + len(t.removed_lines) + len(t.meta) for t in truths)


if __name__ == "__main__":
    from corpuskit.core.recipe import _toml_value as quoted

    print("# Promises of the example documents that are not kept yet. Each line that comes out right must be taken out.")
    for path, what, line in all_broken():
        print(f"\n[[failure]]\npath = {quoted(path)}\nwhat = {quoted(what)}\nline = {quoted(line)}")
