"""scripts/bench cost: what a terabyte costs and how time grows, from tests/bench/figures.json and the assumptions below.

Lives here: the arithmetic and the lines for docs/scale.md. Never here: a measurement (scripts/bench engines --save and
scripts/soak --near ... --save make them). With --write the block in docs/scale.md is replaced.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from tests.bench import figures

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
BEGIN, END = "<!-- scripts/bench cost --write -->\n", "<!-- end -->"
PRICE = 0.04  # assumed: dollars for a virtual CPU and its share of 4 GB for one hour; on demand, without storage and traffic
TB_MB = 1_000_000
TARGET = 10_000_000  # documents


def lines(measured: dict[str, Any]) -> str:
    """The block of the page."""
    return _cost(measured["engines"]) + "\n" + _growth(measured["near"])


def _cost(of: dict[str, Any]) -> str:
    out = [
        f"Cleaning, from `{of['command']}` ({of['mb']:g} MB of web text, recipe `{of['recipe']}`, all steps and the linking):",
        "",
        "| engine | CPU seconds per MB | CPU hours per TB | 64 CPUs, hours | dollars per TB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for engine, (_, cpu) in sorted(of["seconds_and_cpu_seconds"].items()):
        hours = cpu / of["mb"] * TB_MB / 3600
        out.append(f"| {engine} | {cpu / of['mb']:.2f} | {hours:,.0f} | {hours / 64:.1f} | {hours * PRICE:,.0f} |")
    out += [
        "",
        f"Assumed: {PRICE} dollars for a CPU with 4 GB for an hour; a terabyte that is like the measured text; CPUs like those",
        "that were measured on, all of them busy; no cost of storage and traffic.",
        "",
    ]
    return "\n".join(out)


def _growth(of: dict[str, Any]) -> str:
    rows = of["rows"]
    out = [
        f"Finding duplicates, from `{of['command']}` (documents of 1 kB, one in ten a near copy):",
        "",
        "| documents | | CPU seconds | microseconds of CPU each | peak MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        each = row["cpu_seconds"] / row["documents"] * 1e6
        out.append(f"| {row['documents']:,} | measured | {row['cpu_seconds']:,.0f} | {each:.0f} | {row['peak_mb']:,.0f} |")
    a, b = rows[-2:]
    power = math.log(b["cpu_seconds"] / a["cpu_seconds"]) / math.log(b["documents"] / a["documents"])
    seconds = b["cpu_seconds"] * (TARGET / b["documents"]) ** max(1.0, power)
    out += [
        f"| {TARGET:,} | extrapolated | {seconds:,.0f} | {seconds / TARGET * 1e6:.0f} | |",
        "",
        "The last row is no measurement: it goes on with the growth between the two before it, documents to the power of "
        f"{max(1.0, power):.2f}.",
        "",
    ]
    return "\n".join(out)


def cost(write: bool) -> int:
    """Print the block; with `write` put it into the page."""
    block = lines(figures.read())
    print(block)
    if write:
        page = PAGE.read_text("utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(before + BEGIN + block + END + rest.split(END, 1)[1], "utf-8")
    return 0
