"""docs/scale.md tells what was measured, and how: its block is what scripts/bench cost makes of tests/bench/figures.json."""

from __future__ import annotations

import pytest

from tests.bench import cost, figures


def test_the_page_tells_the_figures_that_were_kept() -> None:
    page = cost.PAGE.read_text("utf-8")
    assert page.split(cost.BEGIN)[1].split(cost.END)[0] == cost.lines(figures.read()), "run: scripts/bench cost --write"


def test_cost_and_growth_are_computed() -> None:
    row = {"mb": 1.0, "peak_mb": 1.0, "seconds": 1.0}
    measured = {
        "engines": {"command": "E", "mb": 10.0, "recipe": "r", "seconds_and_cpu_seconds": {"local": [9.0, 36.0]}},
        "near": {
            "command": "N",
            "rows": [{**row, "documents": 1_000, "cpu_seconds": 1.0}, {**row, "documents": 10_000, "cpu_seconds": 20.0}],
        },
    }
    said = cost.lines(measured)
    assert "| local | 3.60 | 1,000 | 15.6 | 40 |" in said  # 3.6 s/MB are 1,000 hours per TB
    assert "| 10,000 | measured | 20 | 2000 | 1 |" in said
    assert float(said.rsplit("power of ")[1].split("\n")[0].rstrip(".")) == pytest.approx(1.30, abs=0.001)
    assert f"| 10,000,000 | extrapolated | {20 * 1000**1.30103:,.0f} |" in said
