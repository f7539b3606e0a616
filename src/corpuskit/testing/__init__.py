"""For tests, ours and other people's: the laws as assertions, and the named damages.

What lives here: the public names of testing/. What never does: an import of a test framework.
"""

from __future__ import annotations

from corpuskit.testing.damages import DAMAGES, damage
from corpuskit.testing.laws import (
    assert_balanced,
    assert_clean,
    assert_decoding_reversible,
    assert_editor_laws,
    assert_linker_laws,
    assert_pure,
    assert_report_balanced,
    assert_reversible,
    assert_same_files,
    assert_settled,
    assert_step_laws,
)

__all__ = [
    "DAMAGES",
    "assert_balanced",
    "assert_clean",
    "assert_decoding_reversible",
    "assert_editor_laws",
    "assert_linker_laws",
    "assert_pure",
    "assert_report_balanced",
    "assert_reversible",
    "assert_same_files",
    "assert_settled",
    "assert_step_laws",
    "damage",
]
