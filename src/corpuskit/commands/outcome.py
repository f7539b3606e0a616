"""What a command returns: counts, what was skipped, what went wrong, and its exit code.

What lives here: Result, Problem and taken(), shared by all commands. What never does: printing (cli.py does).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from corpuskit.core.text import visible
from corpuskit.errors import EXIT_DONE, EXIT_SKIPPED, CorpuskitError

__all__ = ["Problem", "Result", "taken"]

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong with one input: which, what happened, what to try."""

    where: str
    what: str
    hint: str = ""

    @property
    def line(self) -> str:
        """One line for people. Characters that a terminal would act on are escaped."""
        text = f"{self.where}: {self.what}" + (f" ({self.hint})" if self.hint else "")
        return visible(text)

    @classmethod
    def of(cls, where: str, error: CorpuskitError) -> Problem:
        return cls(where, " ".join(str(error.args[0]).split("\n")), error.hint)


class Listed(Protocol):
    """What a reader says of an input (formats.readers.Problem)."""

    @property
    def path(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def left_out(self) -> bool: ...


def taken(said: Iterable[Listed]) -> tuple[list[Problem], list[Problem]]:
    """(what is skipped, what is left out on purpose) of what a listing said."""
    skipped: list[Problem] = []
    left_out: list[Problem] = []
    for one in said:
        (left_out if one.left_out else skipped).append(Problem(one.path, one.what, one.hint))
    return skipped, left_out


@dataclass
class Result:
    """The result of a command. `data` holds what the command is about, JSON-ready."""

    command: str
    counts: dict[str, int] = field(default_factory=dict)
    skipped: list[Problem] = field(default_factory=list)  # inputs that were left out; the rest was done
    problems: list[Problem] = field(default_factory=list)  # what a check or gate found
    left_out: list[Problem] = field(default_factory=list)  # folders inside the inputs that are none: our own datasets, results
    data: dict[str, Any] = field(default_factory=dict)
    raw: bytes | None = None  # bytes for standard output as they are, for commands that give back originals
    exit_code: int | None = None  # set by commands that say no; otherwise derived

    @property
    def code(self) -> int:
        """0, or 4 when inputs were skipped, or what the command set."""
        if self.exit_code is not None:
            return self.exit_code
        return EXIT_SKIPPED if self.skipped else EXIT_DONE

    def to_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return {
            "format": FORMAT,
            "command": self.command,
            "counts": self.counts,
            "skipped": [asdict(p) for p in self.skipped],
            "problems": [asdict(p) for p in self.problems],
            "left_out": [asdict(p) for p in self.left_out],
            **self.data,
        }
