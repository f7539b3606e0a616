"""The exception tree and the exit codes.

What lives here: every exception that corpuskit raises on purpose, named by whose fault it is, and the exit code
that each one becomes on the command line. What never does: catching, printing, wording of a single case.

    CorpuskitError              anything below; carries `hint`, what to try next
    ├── UsageError              the call was wrong: an option, a name, a combination          exit 2
    │   └── RecipeError         a recipe or rule file was wrong                               exit 2
    ├── InputError              one input cannot be read; the job goes on without it          exit 4 (2 when it was the only one)
    ├── OutputError             the result cannot be written (full disk, no permission)       exit 1
    │   └── TargetError         what was asked to be written over is there and not ours       exit 2
    ├── MemoryBoundError        the work does not fit into the memory it was given            exit 1
    ├── RemoteError             the Hub or an object store refused or could not be reached    exit 1
    ├── GateError               a check, floor or alarm said no                               exit 3
    └── InvariantError          our bug: a law was broken                                     exit 70
"""

from __future__ import annotations

from collections.abc import Sequence

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_GATE = 3
EXIT_SKIPPED = 4
EXIT_BUG = 70
EXIT_INTERRUPTED = 130

# The one table: the help prints it, docs/exit-codes.md explains it, and a test compares them.
EXIT_CODES = {
    EXIT_DONE: "done",
    EXIT_FAILED: "failed",
    EXIT_USAGE: "wrong use or input",
    EXIT_GATE: "a check or alarm said no",
    EXIT_SKIPPED: "done, but some inputs were skipped",
    EXIT_BUG: "a bug of ours",
    EXIT_INTERRUPTED: "interrupted",
}


class CorpuskitError(Exception):
    """Base of all errors raised on purpose.

    `args[0]` says what happened and to which document or key, in one line; `hint` says what to try; `causes` are the things
    behind it, one line each, where there are several.
    """

    exit_code: int = EXIT_FAILED

    def __init__(self, message: str, *, hint: str = "", causes: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.causes = tuple(causes)
        if hint:
            self.add_note(hint)  # a traceback shows it, too

    @property
    def line(self) -> str:
        """The message and the hint as one line for people."""
        message = " ".join(str(self.args[0]).split("\n"))
        return f"{message} ({self.hint})" if self.hint else message


class UsageError(CorpuskitError):
    """The call was wrong: an unknown option or step name, options that exclude each other."""

    exit_code = EXIT_USAGE


class RecipeError(UsageError):
    """A recipe or a rule file does not say what it must."""


class InputError(CorpuskitError):
    """One input cannot be used (missing, binary, unreadable, truncated). The job goes on without it."""

    exit_code = EXIT_USAGE


class OutputError(CorpuskitError):
    """The result cannot be written where it was asked for."""


class TargetError(OutputError):
    """The place that was named for a result is taken by something that is not ours to replace, or can be none."""

    exit_code = EXIT_USAGE


class MemoryBoundError(CorpuskitError):
    """The work does not fit into the memory that it was given."""


class RemoteError(CorpuskitError):
    """The Hub or an object store refused, or could not be reached."""


class GateError(CorpuskitError):
    """A check, a floor or an alarm said no."""

    exit_code = EXIT_GATE


class InvariantError(CorpuskitError):
    """A law of the house was broken: a bug in a step or in corpuskit itself."""

    exit_code = EXIT_BUG
