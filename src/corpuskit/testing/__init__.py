"""For tests, ours and other people's: the laws as assertions, and the named damages.

What lives here: the public names of testing/. What never does: an import of a test framework.
"""

from __future__ import annotations

from corpuskit.testing.laws import (
    assert_balanced,
    assert_clean,
    assert_decoding_reversible,
    assert_editor_laws,
    assert_pure,
    assert_report_balanced,
    assert_reversible,
    assert_settled,
)

__all__ = [
    "assert_balanced",
    "assert_clean",
    "assert_decoding_reversible",
    "assert_editor_laws",
    "assert_pure",
    "assert_report_balanced",
    "assert_reversible",
    "assert_settled",
]
