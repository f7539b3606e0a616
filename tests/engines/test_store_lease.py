"""The lock of a work folder in an object store: one owner, signs of life, and what happens without them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpuskit.errors import OutputError, UsageError
from corpuskit.formats import lease
from corpuskit.formats.lease import Lease
from tests.support.s3_server import Fault, S3Server, server

__all__ = ["server"]

WORK = "s3://bucket/job"


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for it; other people use this machine, too."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)


def lost(one: Lease) -> str:
    try:
        one.check()
    except OutputError as error:
        return str(error)
    return ""


def foreign(server: S3Server, number: int, **about: object) -> None:
    record = {"token": f"t{number}", "host": "elsewhere", "process": 1, "machine": "another", **about}
    server.put(f"bucket/job/lock/{number:08d}", json.dumps(record).encode())


def test_one_owner_at_a_time(server: S3Server) -> None:
    server.put("bucket/x", b"")
    first, second = Lease(WORK), Lease(WORK)
    first.take()
    first.check()
    with pytest.raises(UsageError, match=rf"another build is using s3://bucket/job \(process {os.getpid()} on ") as raised:
        second.take()
    assert "given up after 60 s" in raised.value.hint
    assert len(server.names("bucket/job/lock")) == 1  # what the second wrote is gone
    first.release()
    assert server.names("bucket/job") == []
    second.take()
    second.release()


def test_a_store_without_conditional_writes_is_refused(server: S3Server) -> None:
    server.put("bucket/x", b"")
    server.conditions = False
    with pytest.raises(UsageError, match="does not know conditional writes") as raised:
        Lease(WORK).take()
    assert "--work" in raised.value.hint and server.names("bucket/job") == []


def test_of_many_who_begin_together_one_at_most_is_the_owner(server: S3Server) -> None:
    server.put("bucket/x", b"")

    def begin(one: Lease) -> bool:
        try:
            one.take()
        except UsageError:
            return False
        return True

    leases = [Lease(WORK) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        owners = [one for one, got in zip(leases, threads.map(begin, leases), strict=True) if got]
    assert len(owners) <= 1
    for one in owners:
        assert not lost(one)
        one.release()
    assert server.names("bucket/job") == []


def test_an_owner_without_a_sign_of_life_is_given_up(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign(server, 7)
    with pytest.raises(UsageError, match="process 1 on elsewhere, last seen"):
        Lease(WORK).take()
    monkeypatch.setattr(lease, "LIFE_SECONDS", 1.0)
    time.sleep(2.1)  # stores tell whole seconds
    one = Lease(WORK)
    one.take()
    assert server.names("bucket/job/lock") == ["00000008"]
    one.release()


def test_an_owner_of_this_machine_whose_process_is_gone_is_dead_at_once(server: S3Server) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    foreign(server, 1, process=ended.pid, machine=lease._machine())
    one = Lease(WORK)
    one.take()
    one.release()
    foreign(server, 1, process=os.getpid(), machine=lease._machine())
    with pytest.raises(UsageError, match="another build"):
        Lease(WORK).take()


def test_who_was_taken_for_dead_learns_it_and_stops(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.put("bucket/x", b"")
    monkeypatch.setattr(lease, "BEAT_SECONDS", 0.05)
    one = Lease(WORK)
    one.take()
    said = one.watched(lambda *_: None)
    said("cleaning", 0, 0, {})
    foreign(server, 2)
    until(lambda: lost(one))
    with pytest.raises(OutputError, match="process 1 on elsewhere has it"):
        said("cleaning", 1, 0, {})
    one.release()
    assert "00000002" in server.names("bucket/job/lock")  # the other's stays


def test_signs_of_life_are_written_and_a_store_that_is_away_too_long_loses_the_lock(
    server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("bucket/x", b"")
    monkeypatch.setattr(lease, "BEAT_SECONDS", 0.05)
    one = Lease(WORK)
    one.take()
    server.log.clear()
    until(lambda: sum(method == "PUT" and path.endswith("/lock/00000001") for method, path in list(server.log)) >= 3)
    assert sum(method == "PUT" and path.endswith("/lock/00000001") for method, path in server.log) >= 3 and not lost(one)
    monkeypatch.setattr(lease, "LOST_SECONDS", 1.0)
    server.faults.append(Fault("PUT", "/lock/", "503", times=10_000))
    until(lambda: lost(one))
    assert "no sign of life could be written" in lost(one)
    server.faults.clear()
    one.release()
