"""A network namespace that has only loopback, for programs that listen on the machine's own address whatever they are told.

Lives here: how to run a command in one, and whether that is allowed. Never here: a test.

Where it is allowed, the command has a namespace of processes, too: whatever it started ends with it, also when it is killed.

`python -m tests.support.loopback COMMAND ...` runs the command in one where that is allowed, and as it is where it is not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache

INSIDE = "CORPUSKIT_TESTS_LOOPBACK_ONLY"
UP = 'ip link set lo up && "$@"; exit $?'  # the shell stays as the first process: when it ends, the system ends all others
OWN_PROCESSES = ("--pid", "--fork", "--kill-child", "--mount-proc")


def words(command: Sequence[str]) -> list[str]:
    """The command line that runs `command` inside new namespaces."""
    return [*(_namespaces() or ["false"]), "sh", "-c", UP, "sh", *command]


def allowed() -> bool:
    """Whether this system lets us make them."""
    return _namespaces() is not None


@cache
def _namespaces() -> list[str] | None:
    """How to make a namespace of the network, and one of processes where that is allowed, too."""
    start = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--net"]
    for one in ([*start, *OWN_PROCESSES], start):
        try:
            if subprocess.run([*one, "sh", "-c", UP, "sh", "true"], capture_output=True, timeout=10, check=False).returncode == 0:
                return one
        except (OSError, subprocess.TimeoutExpired):
            continue
    return None


def run(command: Sequence[str], seconds: float) -> subprocess.CompletedProcess[str]:
    """Run it there; INSIDE is set for it."""
    environment = {**os.environ, INSIDE: "1"}
    return subprocess.run(words(command), env=environment, capture_output=True, text=True, timeout=seconds, check=False)


def main() -> None:
    """Become the command."""
    command = sys.argv[1:]
    if allowed():
        command = words(command)
        os.environ[INSIDE] = "1"
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
