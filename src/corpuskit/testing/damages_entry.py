"""One named damage: what its entry in the table says, and the usual answers to which texts its promise covers.

What lives here: `Damage` and the makers of `covers`. What never does: an entry, a damage.

`invertible` says what an inverse can promise for a text that the damage `covers`:
`exact` (every character comes back from the damaged text alone), `lossy` (parts are lost), `none` (nothing comes back).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Invertible = Literal["exact", "lossy", "none"]
Kind = Literal["charset", "bytes", "lost", "escape", "site", "width", "script", "layout"]


def _covers_all(text: str) -> bool:
    return True


@dataclass(frozen=True)
class Damage:
    """One named damage.

    name: stable id, as repair rules and reports use it. title: a few words. how: one line for people.
    function: text (and keyword parameters) to text, or to bytes where the damage is the encoding of a file.
    parameters: the keywords this entry sets; any keyword of the function may be overridden on call.
    covers: whether the promise of `invertible` holds for a given sound text (for instance: GBK has all its characters).
    """

    name: str
    title: str
    how: str
    function: Callable[..., str | bytes]
    invertible: Invertible
    kind: Kind
    parameters: Mapping[str, Any] = field(default_factory=dict)
    covers: Callable[[str], bool] = _covers_all

    def __call__(self, text: str, /, **overrides: Any) -> str | bytes:
        """Damage a text; overrides replace the entry's parameters (TypeError for a keyword the function lacks)."""
        return self.function(text, **{**self.parameters, **overrides})


def fits(codec: str) -> Callable[[str], bool]:
    """Covers a text that the codec takes and gives back whole."""

    def covers(text: str) -> bool:
        try:
            return text.encode(codec).decode(codec) == text
        except UnicodeError:
            return False

    return covers


def loses_nothing(function: Callable[..., str | bytes], **parameters: Any) -> Callable[[str], bool]:
    """Covers what goes through without a byte lost: no mark of loss in the damaged text that the text did not have."""

    def covers(text: str) -> bool:
        out = function(text, **parameters)
        return isinstance(out, str) and not any(out.count(mark) > text.count(mark) for mark in ("?", "\ufffd"))

    return covers


def lacks(*marks: str) -> Callable[[str], bool]:
    """Covers a text without any of the marks."""
    return lambda text: not any(mark in text for mark in marks)
