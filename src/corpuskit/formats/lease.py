"""The lock of a work folder in an object store: one owner at a time, who shows a sign of life, and is given up without one.

What lives here: Lease. What never does: deciding whose work counts (each task's marker does, by one conditional write).

How it works: owner number n writes FOLDER/lock/n, which only one can (Store.settle), when nobody below n is alive any more; then
it looks whether somebody else began at the same time, and writes its object anew every BEAT_SECONDS. Alive is who wrote within
LIFE_SECONDS by the store's own clock; an owner on this very machine whose process is gone is dead at once. An owner who sees a
higher number, or could not write for too long, has lost the lock and stops at the next look.

Weak: an owner that was taken for dead may go on until its next look. It does no harm to the rows: what two owners write for one
task is the same, and the first marker stays.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from corpuskit.core.progress import Say
from corpuskit.errors import CorpuskitError, OutputError, UsageError
from corpuskit.formats.store import joined, store_of

__all__ = ["LOCK", "Lease"]

LOCK = "lock"
BEAT_SECONDS = 10.0
LIFE_SECONDS = 60.0  # six beats; stores tell whole seconds
LOST_SECONDS = 45.0  # without a written sign of life, from where on another may soon begin


@dataclass(frozen=True, slots=True)
class _Holder:
    number: int
    seconds: int  # of the last sign of life, by the store's clock
    record: dict[str, Any]


class Lease:
    """The lock of one work folder. take() or UsageError; then check() now and then; release() at last."""

    def __init__(self, folder: str) -> None:
        self._folder, self._store = joined(folder, LOCK), store_of(folder)
        self._token = uuid4().hex
        self._number = 0
        self._written = 0.0
        self._lost = ""
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def take(self) -> None:
        """Become the owner. Raises UsageError while another is."""
        before = self._holders()
        self._refuse(before)
        self._number = max((one.number for one in before), default=0) + 1
        stands = json.loads(self._store.settle(self._url(self._number), self._record()))
        self._written = time.monotonic()
        others = [one for one in self._holders() if one.record.get("token") != self._token]
        try:
            if stands.get("token") != self._token:
                self._number = 0
            self._refuse(others)
            self._demand_conditions()
            if not self._number:
                raise UsageError(
                    f"another build began in {self._folder} at the same time", hint="wait for it, or choose another --work"
                )
        except CorpuskitError:
            self.release()
            raise
        self._store.remove(self._url(one.number) for one in others)
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise OutputError when this process is no longer the owner."""
        if not self._lost and time.monotonic() - self._written > LOST_SECONDS:
            self._lost = f"no sign of life could be written for {LOST_SECONDS:.0f} s"
        if self._lost:
            raise OutputError(f"the lock {self._folder} was lost: {self._lost}", hint="run the same command again; it goes on")

    def watched(self, say: Say) -> Say:
        """Progress that looks after the lock, too."""

        def said(stage: str, done: int, total: int, counts: Any) -> None:
            self.check()
            say(stage, done, total, counts)

        return said

    def release(self) -> None:
        """Let others begin."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        if self._number and not self._lost:
            self._store.remove([self._url(self._number)])
            self._number = 0

    def _url(self, number: int) -> str:
        return joined(self._folder, f"{number:08d}")

    def _record(self) -> bytes:
        about = {"token": self._token, "host": socket.gethostname(), "process": os.getpid(), "machine": _machine()}
        return json.dumps(about).encode()

    def _holders(self) -> list[_Holder]:
        found = []
        for entry in self._store.below(self._folder):
            name = entry.url.rpartition("/")[2]
            if not name.isdecimal():
                continue
            try:
                record = json.loads(self._store.read(entry.url))
            except FileNotFoundError:
                continue
            found.append(_Holder(int(name), entry.seconds, record))
        return found

    def _refuse(self, holders: list[_Holder]) -> None:
        """Raise UsageError when one of them is alive."""
        holders = [one for one in holders if not _dead_here(one.record)]
        if not holders:
            return
        now = self._now()
        for one in holders:
            silent = now - one.seconds
            if silent <= LIFE_SECONDS:
                who = f"process {one.record.get('process')} on {one.record.get('host')}, last seen {max(0, silent)} s ago"
                raise UsageError(
                    f"another build is using {self._folder.rpartition('/')[0]} ({who})",
                    hint=f"wait for it (a killed one is given up after {LIFE_SECONDS:.0f} s), or choose another --work",
                )

    def _demand_conditions(self) -> None:
        """Raise UsageError where the store writes over what stands, although it was told not to: nobody could own a lock then."""
        if self._number and self._store.settle(self._url(self._number), b"{}") == b"{}":
            raise UsageError(
                f"the store of {self._folder} does not know conditional writes (If-None-Match)", hint="choose a path for --work"
            )

    def _now(self) -> int:
        """The time by the store's clock."""
        probe = joined(self._folder, f"now-{self._token}")
        self._store.write(probe, b"-")
        entry = self._store.entry(probe)
        self._store.remove([probe])
        return entry.seconds if entry is not None else 0

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            try:
                began = time.monotonic()
                self._store.write(self._url(self._number), self._record())
                self._written = began
                higher = [one for one in self._holders() if one.number > self._number]
            except CorpuskitError:
                continue  # check() counts the time
            if higher:
                self._lost = f"process {higher[0].record.get('process')} on {higher[0].record.get('host')} has it"
                return


def _machine() -> str:
    """What tells this machine, and the world of its process numbers, from others; "" where the system does not say."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _dead_here(record: dict[str, Any]) -> bool:
    """Whether an owner was on this machine and its process is gone."""
    if not record.get("machine") or record["machine"] != _machine():
        return False
    try:
        os.kill(int(record["process"]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
