"""The characters that an item of a pattern can match: never fewer than the pattern itself matches, in any Python."""

from __future__ import annotations

import re
from re import _parser  # type: ignore[attr-defined]
from unicodedata import category

import numpy as np
import pytest

from corpuskit.rulebook.charsets import CODES, flags_of_item

ITEMS = (r"\w", r"\W", r"\d", r"\s", r"[^\w]", r"[^\s,]", r"[\dA-F]", r"[a-z]", r"[^一]", r"一", r"[^\W\d_]")


@pytest.mark.parametrize("any_case", [False, True])
@pytest.mark.parametrize("item", ITEMS)
def test_every_character_that_the_pattern_takes_is_set(item: str, any_case: bool) -> None:
    flags = re.IGNORECASE if any_case else re.NOFLAG
    pattern = re.compile(item, flags)
    ((op, value),) = _parser.parse(item, flags)
    found = flags_of_item(op, value, any_case=any_case)
    assert found is not None
    taken = np.array([pattern.match(chr(code)) is not None for code in range(CODES)])
    assert not (taken & ~found).any()
    assert not found.all() or "^" in item or item == r"\W"


def test_what_no_character_is_assigned_to_may_be_of_any_kind() -> None:
    free = next(code for code in range(0x378, CODES) if category(chr(code)) == "Cn")
    for item, may in ((r"\w", True), (r"[^\w]", True), (r"\d", True), (r"[a-z]", False)):
        ((op, value),) = _parser.parse(item)
        found = flags_of_item(op, value, any_case=False)
        assert found is not None and bool(found[free]) == may
