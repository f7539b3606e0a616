"""What a check of a dataset folder finds.

What lives here: Finding. What never does: looking.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["README", "Finding"]

README = "README.md"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a dataset folder: a stable name, the file or place, what is wrong, and how to fix it.

    `advice` marks what works but could be better; it does not fail a check.
    """

    name: str
    where: str
    what: str
    fix: str
    advice: bool = False

    @property
    def line(self) -> str:
        """One line for people."""
        return f"{self.name}: {self.where}: {self.what} ({self.fix})"
