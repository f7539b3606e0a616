"""What stands beside the rows of a dataset: lock file, manifest, card, report.

What lives here: gathering the facts of a run for the writers in formats. What never does: their form.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def describe(
    folder: Path, name: str, plan: Any, report: Any, written: Any, results: Any, problems: Any, card_info: str | None
) -> None:
    """First form, until the card lands."""
    (folder / "recipe.lock.toml").write_text(plan.lock, encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({"tool": "corpuskit", "format": 1}), encoding="utf-8")
