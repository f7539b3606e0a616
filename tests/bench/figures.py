"""Figures that docs/scale.md is computed from: what was measured, by which command.

Lives here: reading and writing tests/bench/figures.json. Never here: a measurement, an assumption.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["FILE", "read", "save"]

FILE = Path(__file__).with_suffix(".json")


def read() -> dict[str, Any]:
    """Figures by name; each tells the command that it is from."""
    figures: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return figures


def save(name: str, figures: dict[str, Any]) -> None:
    """Keep the figures of one measurement, in the place of those before."""
    FILE.write_text(json.dumps(read() | {name: figures}, indent=1, sort_keys=True) + "\n", "utf-8")
