"""Ctrl-C while modules load: one line and exit 130, whichever module it was."""

from __future__ import annotations

import subprocess
import sys

import pytest

from corpuskit.entry import EXIT_INTERRUPTED
from corpuskit.errors import EXIT_INTERRUPTED as EXIT_OF_ERRORS

# The program, with a Ctrl-C at the moment when one of its modules is looked for.
PROGRAM = """
import sys
stopped = sys.argv[1]
class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == stopped:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
from corpuskit.entry import main
sys.argv = ["corpuskit", "clean", "-"]
main()
"""
LOADED = (
    "typer", "typer.core", "corpuskit.cli", "corpuskit.errors", "corpuskit.terminal", "corpuskit.api",
    "corpuskit.commands.filters", "corpuskit.core.pipeline", "numpy", "corpuskit.steps.strip.step", "ahocorasick_rs",
)  # fmt: skip


@pytest.mark.parametrize("module", LOADED)
def test_ctrl_c_while_a_module_loads_is_one_line(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, module],
        input="春天来了。\n",
        capture_output=True,
        text=True,
        timeout=120,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (EXIT_INTERRUPTED, ""), done.stderr
    assert done.stderr.startswith("\ninterrupted") and done.stderr.count("\n") == 2, done.stderr  # ^C stands on the line before


STRING = """
import sys
from corpuskit import cli
from corpuskit.entry import main
def stopped():
    try:
        exec("raise KeyboardInterrupt")  # what Python remembers, and ends with the signal for
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        raise SystemExit(130) from None
cli.main = stopped
main()
"""


def test_the_exit_code_is_that_of_the_table_wherever_ctrl_c_came() -> None:
    done = subprocess.run([sys.executable, "-c", STRING], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (EXIT_INTERRUPTED, "interrupted\n")


def test_the_entry_point_loads_nothing_by_itself() -> None:
    code = "import sys; before = set(sys.modules); import corpuskit.entry; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = done.stdout.split()
    assert "corpuskit.entry" in loaded
    assert not [name for name in loaded if name.split(".")[0] in ("typer", "rich", "numpy", "click") or name == "corpuskit.cli"]


def test_the_exit_code_is_the_documented_one() -> None:
    assert EXIT_INTERRUPTED == EXIT_OF_ERRORS
