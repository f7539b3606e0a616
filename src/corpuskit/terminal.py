"""How results look in a terminal.

What lives here: printing for cli.py: results, errors, progress, coloured differences. What never does: anything that
decides what the result is.

Results go to standard output, everything else to standard error. Colour only on a terminal, and never with NO_COLOR.
Text of documents is printed without control characters that a terminal would act on.
"""

from __future__ import annotations

import json as jsonlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from corpuskit import __version__
from corpuskit.core.text import visible
from corpuskit.errors import EXIT_FAILED, EXIT_INTERRUPTED, CorpuskitError, InvariantError

LOG_SECONDS = 30.0  # where there is no terminal, a line this often says how far a build is
REFRESH_SECONDS = 0.2
CONTEXT_CHARS = 24  # shown on each side of an edit


def _colour(stream: Any) -> bool:
    return not os.environ.get("NO_COLOR") and hasattr(stream, "isatty") and stream.isatty() and os.environ.get("TERM") != "dumb"


def paint(text: str, code: str, stream: Any = None) -> str:
    """`text` in an ANSI colour where the stream wants colour."""
    return f"\x1b[{code}m{text}\x1b[0m" if _colour(stream or sys.stdout) else text


def show_message(line: str) -> None:
    print(line, file=sys.stderr)


def show_error(error: CorpuskitError) -> None:
    show_message(f"{paint('error:', '31', sys.stderr)} {visible(error.line)}")
    if isinstance(error, InvariantError):
        show_message(f"corpuskit {__version__}, Python {sys.version.split()[0]}")
        traceback.print_exception(error)


def show_json_error(command: str, error: CorpuskitError) -> None:
    """The one object that --json promises, for a command that could not do its work."""
    problem = {"where": command, "what": str(error), "hint": error.hint}
    found = {"format": 1, "command": command, "counts": {}, "skipped": [], "problems": [problem]}
    print(jsonlib.dumps(found, ensure_ascii=False))


def show_os_error(error: OSError) -> None:
    what = error.strerror or str(error)
    where = f" {visible(str(error.filename))}:" if error.filename else ""
    hint = {28: "free some space, or choose another --out or --work", 13: "check the permissions"}.get(error.errno or 0, "")
    show_message(f"error:{where} {what}" + (f" ({hint})" if hint else ""))


def show_interrupt(error: BaseException) -> int:
    if isinstance(error, BrokenPipeError):  # the reader went away, for example `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    show_message("\ninterrupted: nothing was lost; run the same command again to go on")
    return EXIT_INTERRUPTED


def show_bug(error: Exception) -> None:
    show_message(f"error: a bug in corpuskit {__version__}: {type(error).__name__}: {error}")
    traceback.print_exception(error)


def flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# -- results -----------------------------------------------------------------------------------------------------------


def show(result: Any, *, json: bool, quiet: bool) -> None:
    """Print a Result: its text, or one JSON object; and each skipped input on standard error."""
    for problem in result.skipped:
        show_message(f"{paint('skipped', '33', sys.stderr)} {problem.line}")
    if json:
        print(jsonlib.dumps(result.to_json(), ensure_ascii=False, default=str))
        return
    for problem in result.problems:
        print(f"{paint('problem', '31')} {problem.line}")
    if result.raw is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(result.raw)
        return
    if quiet:
        return
    text = result.data.get("text")
    if isinstance(text, str):
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        return
    if "toml" in result.data:
        sys.stdout.write(result.data["toml"])
        return
    if "recipes" in result.data:
        for row in result.data["recipes"]:
            print(f"{row['name']:<10} {row['description']}\n{'':<10} {' '.join(row['steps'])}")
        return
    for name, count in result.counts.items():
        print(f"{name.replace('_', ' '):<24}{count:>14,}")


# -- documents, one after the other --------------------------------------------------------------------------------------


def emitter(*, diff: bool, explain: bool, json: bool) -> Callable[[Any], None] | None:
    """A function that prints one filtered document: its text, its differences, or its edits."""
    if json:
        return None
    return _emit_diff if diff else _emit_edits if explain else _emit_text


def _emit_text(one: Any) -> None:
    sys.stdout.write(one.rendered)


def _emit_edits(one: Any) -> None:
    print(paint(f"== {visible(one.path)}", "1"))
    for layer in one.layers:
        for edit in layer.edits:
            sure = f"{edit.confidence:.2f}"
            change = f"{visible(edit.removed)!r} -> {visible(edit.inserted)!r}"
            print(f"{edit.rule}  {edit.start}-{edit.end}  {sure}  {change}  {edit.why}")
        for note in layer.notes:
            seen = f" candidates {' '.join(note.candidates)}" if note.candidates else ""
            print(paint(f"{note.rule}  {note.start}-{note.end}  note  {note.why}{seen}", "2"))


def _emit_diff(one: Any) -> None:
    print(paint(f"== {visible(one.path)}", "1"))
    text = one.before
    from corpuskit.core.edit import apply

    for layer in one.layers:
        if len(layer.edits):
            print(paint(f"-- {layer.step}: {len(layer.edits)} edits", "1"))
        for edit in layer.edits:
            left, right = text[max(0, edit.start - CONTEXT_CHARS) : edit.start], text[edit.end : edit.end + CONTEXT_CHARS]
            left, right = left.split("\n")[-1], right.split("\n")[0]
            gone, come = paint(f"[-{visible(edit.removed)}-]", "31"), paint(f"{{+{visible(edit.inserted)}+}}", "32")
            shown = (gone if edit.removed else "") + (come if edit.inserted else "")
            print(f"{paint(f'{edit.rule:<28}', '2')} {visible(left)}{shown}{visible(right)}")
        text = apply(text, layer.edits)


# -- progress ----------------------------------------------------------------------------------------------------------


class Progress:
    """Progress of a build on standard error: a bar with rate and time left on a terminal, else a line every 30 s."""

    def __init__(self, *, enabled: bool, plain: bool) -> None:
        self._enabled = enabled
        self._live = enabled and not plain and sys.stderr.isatty()
        self._last = time.monotonic()
        self._start = self._last
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, stage: str, done: int, total: int, counts: Mapping[str, int]) -> None:
        """`done` of `total` bytes (or documents) of a stage; `counts` so far: kept, dropped, repaired ..."""
        if not self._enabled:
            return
        said = " ".join(f"{name} {count:,}" for name, count in counts.items())
        if self._live:
            self._draw(stage, done, total, said)
        elif time.monotonic() - self._last >= LOG_SECONDS:
            self._last = time.monotonic()
            share = f"{100 * done / total:.0f} %" if total else ""
            show_message(f"{stage}: {share} after {self._last - self._start:.0f} s, {said}")

    def _draw(self, stage: str, done: int, total: int, said: str) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("{task.description:<8}"), BarColumn(bar_width=14), DownloadColumn(), TransferSpeedColumn(),
                TimeRemainingColumn(), TextColumn("{task.fields[said]}"), console=Console(stderr=True), transient=True,
                refresh_per_second=1 / REFRESH_SECONDS,
            )  # fmt: skip
            self._bar.start()
        if self._task is None or self._bar.tasks[-1].description != stage:
            self._task = self._bar.add_task(stage, total=total or None, said=said)
        self._bar.update(self._task, completed=done, total=total or None, said=said)
