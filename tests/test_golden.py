"""Changed output under the same version of a step is a failure; so is a golden file that was not written again."""

from __future__ import annotations

import json

from tests.support import golden


def test_output_changes_only_with_the_version() -> None:
    stored, found = json.loads(golden.FILE.read_text("utf-8")), golden.digests()
    assert golden.changed(stored, found) == [], "raise the version of these steps"
    assert stored == found, "a version moved: python -m tests.support.golden --write"


def test_the_check_can_fail() -> None:
    old = {"strip": {"version": "1", "digest": "a"}, "near": {"version": "1", "digest": "a"}}
    new = {"strip": {"version": "1", "digest": "b"}, "near": {"version": "2", "digest": "b"}}
    assert golden.changed(old, new) == ["strip"]
