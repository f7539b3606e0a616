"""How far a command is, on standard error.

What lives here: Progress. What never does: results and messages (terminal.py), counting.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from corpuskit.terminal import show_message

__all__ = ["Progress"]

LOG_SECONDS = 30.0  # where there is no terminal, a line this often says how far the job is
MB = 1_000_000
BYTE_STAGES = frozenset(("cleaning", "reading"))  # the others count documents or files
REFRESH_SECONDS = 0.2


class Progress:
    """Progress on standard error: a bar on a terminal, else a line every 30 s; with rate, time left and counts of each stage."""

    def __init__(self, *, enabled: bool, plain: bool) -> None:
        self._enabled = enabled
        self._live = enabled and not plain and sys.stderr.isatty()
        self._stage, self._done, self._total, self._counts = "", 0, 0, ""
        self._begun = (time.monotonic(), 0)  # of this stage: when, and how much of it was done then
        self._over = threading.Event()
        self._bar: Any = None

    def __enter__(self) -> Progress:
        if self._enabled and not self._live:  # a thread, for some stages say nothing for long
            threading.Thread(target=self._log, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, stage: str, done: int, total: int, counts: Mapping[str, int], /) -> None:
        """`done` of `total` bytes (or documents) of a stage; `counts` so far: kept, dropped, repaired ..."""
        if not self._enabled:
            return
        if stage != self._stage:
            self._begun = (time.monotonic(), done)
        self._stage, self._done, self._total = stage, done, total
        self._counts = ", ".join(f"{name} {count:,}" for name, count in counts.items())
        if self._live:
            self._draw()

    def _log(self) -> None:
        begun = time.monotonic()
        while not self._over.wait(LOG_SECONDS):
            if self._stage:
                show_message(f"{self._stage}: {self._said()} (after {_span(time.monotonic() - begun)})")

    def _said(self) -> str:
        """Share, rate, time left and counts, as far as they are known."""
        begun, first = self._begun
        seconds = max(time.monotonic() - begun, 1e-3)
        rate = (self._done - first) / seconds
        in_bytes = self._stage in BYTE_STAGES
        parts = []
        if self._total:
            of = f"{self._done / MB:.1f} of {self._total / MB:.1f} MB" if in_bytes else f"{self._done:,} of {self._total:,}"
            parts.append(f"{100 * self._done // self._total} %, {of}")
        if rate > 0:
            parts.append(f"{rate / MB:.2f} MB/s" if in_bytes else f"{rate:,.0f}/s")
        if rate > 0 and self._total > self._done:
            parts.append(f"{_span((self._total - self._done) / rate)} left")
        return ", ".join([*parts, *([self._counts] if self._counts else [])]) or "working"

    def _draw(self) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("{task.description:<9}"), BarColumn(bar_width=14), TextColumn("{task.fields[said]}"),
                console=Console(stderr=True), transient=True, refresh_per_second=1 / REFRESH_SECONDS,
            )  # fmt: skip
            self._bar.start()
        tasks = self._bar.tasks
        if not tasks or tasks[-1].description != self._stage:
            for task in tasks:
                self._bar.remove_task(task.id)
            self._bar.add_task(self._stage, total=None, said="")
        self._bar.update(self._bar.tasks[-1].id, completed=self._done, total=self._total or None, said=self._said())


def _span(seconds: float) -> str:
    """A time for people: 45 s, 12 min, 3 h 5 min."""
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
