"""A network namespace that has only loopback, for programs that listen on the machine's own address whatever they are told.

Lives here: how to run a command in one, and whether that is allowed. Never here: a test.

`python -m tests.support.loopback COMMAND ...` runs the command in one where that is allowed, and as it is where it is not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache

INSIDE = "CORPUSKIT_TESTS_LOOPBACK_ONLY"
UP = 'ip link set lo up && exec "$@"'


def words(command: Sequence[str]) -> list[str]:
    """The command line that runs `command` inside a new namespace."""
    root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *root, "--net", "sh", "-c", UP, "sh", *command]


@cache
def allowed() -> bool:
    """Whether this system lets us make one."""
    try:
        return subprocess.run(words(["true"]), capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


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
