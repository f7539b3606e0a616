"""How a figure is judged against its floor: on the set it was measured on, and on another one.

Lives here: rows made up for the judge. Never here: figures of the steps.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.gate import judge


def row(figure: float, kind: str = "min", digest: str = "one", cases: int = 400) -> dict[str, Any]:
    return {"name": "a", "figure": figure, "kind": kind, "cases": cases, "digest": digest}


@pytest.mark.parametrize(
    ("now", "floor", "holds"),
    [
        (row(0.9), row(0.9), True),
        (row(0.899), row(0.9), False),
        (row(0.011, "max"), row(0.01, "max"), False),
        (row(0.009, "max"), row(0.01, "max"), True),
        (row(0.899, digest="other"), row(0.9), True),  # chance explains it
        (row(0.5, digest="other"), row(0.9), False),
        (row(0.95, digest="other"), row(0.9), True),
        (row(35, "max", digest="other"), row(0, "max"), False),
        (row(0.2, "max", digest="other"), row(0.01, "max"), False),
    ],
)
def test_a_figure_is_held_to_its_floor(now: dict[str, Any], floor: dict[str, Any], holds: bool) -> None:
    assert judge(now, floor).startswith("ok") is holds


def test_a_figure_without_a_floor_is_new() -> None:
    assert judge(row(0.1), None) == "new"
