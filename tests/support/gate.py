"""The floors: what was reached once is demanded from then on.

Lives here: reading tests/floors.json, asking tests/floors/*.py for their figures, comparing, raising. Never here: a measurement.

tests/floors.json holds per floor: figure, kind (min: at least; max: at most), cases, digest of the set, interval (95 %,
Wilson) where the figure is a share. A part whose corpus is missing, or that takes longer than PART_SECONDS, prints NOT RUN, which
is never counted as passed. Where a set has changed (other versions of the sound texts), old and new figures are printed; they
cannot be compared, so that is no failure either. A floor without a digest holds for any set. Each part
runs in a process of its own.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent.parent
FILE = TESTS / "floors.json"
MIN_CASES = 300
PART_SECONDS = 240  # seven parts stay below half an hour, whatever happens


def parts() -> list[str]:
    """The names of the parts that give figures: the modules of tests/floors."""
    return sorted(p.stem for p in (TESTS / "floors").glob("*.py") if p.stem != "__init__")


def interval(figure: float, cases: int) -> tuple[float, float] | None:
    """95 % Wilson interval of a share of `cases`; None for figures that are no share."""
    if not 0 <= figure <= 1 or not cases:
        return None
    z = 1.96
    middle = (figure + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z * math.sqrt(figure * (1 - figure) / cases + z * z / (4 * cases * cases)) / (1 + z * z / cases)
    return round(max(0.0, middle - half), 5), round(min(1.0, middle + half), 5)


def measure(part: str, full: bool) -> list[dict[str, Any]] | str:
    """The figures of a part, or why it was not run."""
    words = [sys.executable, "-m", "tests.support.gate", "--figures", part, *(["--full"] if full else [])]
    try:
        done = subprocess.run(words, capture_output=True, text=True, cwd=TESTS.parent, timeout=PART_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"it took longer than {PART_SECONDS} s"
    if done.returncode != 0:
        raise RuntimeError(f"{part} broke:\n{done.stderr[-3000:]}")
    answer = json.loads(done.stdout.strip().split("\n")[-1])
    return answer if isinstance(answer, list) else str(answer)


def figures(part: str, full: bool) -> list[dict[str, Any]] | str:
    """The same, in this process."""
    import pytest

    try:
        return list(importlib.import_module(f"tests.floors.{part}").figures(full=full))
    except pytest.skip.Exception as skipped:
        return str(skipped)


def key_of(row: dict[str, Any], full: bool) -> str:
    return row["name"] if full else f"{row['name']} (quick)"


def judge(row: dict[str, Any], floor: dict[str, Any] | None) -> str:
    """ "ok", "new", or what is wrong."""
    if floor is None:
        return "new"
    if _is_other_set(row, floor):
        of = f"the floor {floor['figure']:.5g} was measured on another set of {floor['cases']} cases"
        return f"far off: {of}; look why, then --raise" if _is_far_worse(row, floor["figure"]) else f"ok ({of})"
    worse = row["figure"] < floor["figure"] if row["kind"] == "min" else row["figure"] > floor["figure"]
    if worse:
        return f"below the floor {floor['figure']:.5g}" if row["kind"] == "min" else f"above the ceiling {floor['figure']:.5g}"
    return "ok"


def _is_other_set(row: dict[str, Any], floor: dict[str, Any]) -> bool:
    return floor.get("digest") is not None and row.get("digest") != floor["digest"]


def _is_far_worse(row: dict[str, Any], floor: float) -> bool:
    """Whether a figure of another set is worse than chance explains: its whole interval lies beyond the floor."""
    low, high = interval(row["figure"], row["cases"]) or (row["figure"], row["figure"])
    return bool(high < floor if row["kind"] == "min" else low > floor)


def run(chosen: list[str], full: bool, raise_floors: bool) -> int:
    """Print a line per figure; the exit code is 0, or 3 when a floor does not hold."""
    floors: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    bad = passed = away = 0
    for part in chosen:
        start = time.monotonic()
        rows = measure(part, full)
        if isinstance(rows, str):
            print(f"NOT RUN  {part}: {rows.removeprefix('NOT RUN: ')}", flush=True)
            away += 1
            continue
        for row in rows:
            key = key_of(row, full)
            verdict = judge(row, floors.get(key))
            ok = verdict.startswith(("ok", "new"))
            bad += not ok
            passed += ok
            extra = " ".join(f"{k}={v}" for k, v in row.get("extra", {}).items())
            few = "" if row["cases"] >= MIN_CASES else " (few cases)"
            bounds = interval(row["figure"], row["cases"])
            said = f" [{bounds[0]}, {bounds[1]}]" if bounds else ""
            print(
                f"{'ok  ' if ok else 'FAIL'} {key:<52} {row['figure']:>10.5g}{said} n={row['cases']}{few} {verdict} {extra}",
                flush=True,
            )
            old = floors.get(key)
            if raise_floors and (ok or (old is not None and _is_other_set(row, old))):
                better = old is None or old.get("digest") != row.get("digest") or row["figure"] != old["figure"]
                if better:
                    floors[key] = {k: row[k] for k in ("figure", "kind", "cases", "digest") if k in row} | {"interval": bounds}
        print(f"     {part}: {time.monotonic() - start:.1f} s", flush=True)
    if raise_floors:
        FILE.write_text(json.dumps(floors, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    print(f"{passed} passed, {bad} failed, {away} skipped")
    return 3 if bad else 0


def run_tune(chosen: list[str]) -> int:
    """Print the tune side of the parts that have one. It has been looked into, so nothing of it is a floor, and nothing fails."""
    for part in chosen:
        side = getattr(importlib.import_module(f"tests.floors.{part}"), "tune_figures", None)
        for row in side() if side else ():
            extra = " ".join(f"{k}={v}" for k, v in row.get("extra", {}).items())
            print(f"tune {row['name']:<52} {row['figure']:>10.5g} n={row['cases']} {extra}", flush=True)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/gate", description="Check the floors.")
    parser.add_argument("--full", action="store_true", help="the full sets, as the floors are published")
    parser.add_argument("--show", metavar="PART", help="only this part")
    parser.add_argument("--raise", dest="raise_floors", action="store_true", help="write better figures as new floors")
    parser.add_argument("--tune", action="store_true", help="only the tune side of the parts that have one; it has no floors")
    parser.add_argument("--figures", metavar="PART", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.figures:
        print(json.dumps(figures(args.figures, args.full)))
        return 0
    chosen = parts()
    if args.show:
        chosen = [p for p in chosen if p == args.show or p.startswith(f"{args.show}_")]
        if not chosen:
            print(f"gate: no part {args.show!r}; there are {', '.join(parts())}", file=sys.stderr)
            return 2
    if args.tune:
        return run_tune(chosen)
    return run(chosen, args.full or bool(args.show), args.raise_floors)


if __name__ == "__main__":
    sys.exit(main())
