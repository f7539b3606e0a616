"""Personal data: counted always, masked only where a recipe asks for it.

What lives here: Personal, an annotator that counts, and Mask, an editor that replaces. What never does: storing what was
found; counts only, the card prints them.

Found: Chinese national ids (18 digits with a true ISO 7064 check digit and a possible date; 15-digit ids are not counted,
any number of that length would be one), Chinese mobile numbers (11 digits beginning 13 to 19), e-mail addresses.

Weak: landline numbers, names and addresses are not looked for. A number of 11 digits that looks like a mobile number
may be an order number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from corpuskit.core.document import Document, Scalar
from corpuskit.core.edit import EMPTY, Edit, Edits
from corpuskit.steps.columns import Codes, Ints, holders, joined

__all__ = ["RULES", "Mask", "Personal"]

RULES = {
    "mask.national-id": "A Chinese national id with a true check digit, replaced by a placeholder.",
    "mask.phone": "A Chinese mobile number, replaced by a placeholder.",
    "mask.email": "An e-mail address, replaced by a placeholder.",
}

# Digits do not touch: the number must be a number of its own. Full-width digits are what `punctuation` narrows before.
_NATIONAL_ID = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_PHONE = re.compile(r"(?<![0-9A-Za-z.\-])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9A-Za-z])")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_RUN = re.compile(r"[0-9][0-9 -]{10,}")  # what an id or a phone number cannot lack; one class first, so the scan is quick
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10X98765432"


def _true_id(number: str) -> bool:
    return _CHECKS[sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False)) % 11] == number[17].upper()


def _found(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (kind, start, end), not sorted, not overlapping."""
    for run in _RUN.finditer(text):
        start, end = run.start() - 1 if text[run.start() - 1 : run.start()] == "+" else run.start(), run.end() + 2
        for m in _NATIONAL_ID.finditer(text, start, end):  # the X of a check digit lies outside the run
            if _true_id(m.group()):
                yield "national-id", m.start(), m.end()
        for m in _PHONE.finditer(text, start, end):
            yield "phone", m.start(), m.end()
    if "@" in text:
        for m in _EMAIL.finditer(text):
            yield "email", m.start(), m.end()


@dataclass(frozen=True, slots=True)
class Personal:
    """Counts national ids, mobile numbers and e-mail addresses."""

    name: ClassVar[str] = "personal"
    version: ClassVar[str] = "1"

    def annotate(self, doc: Document, /) -> Mapping[str, Scalar | tuple[str, ...]]:
        counts: dict[str, int] = {}
        for kind, _, _ in _found(doc.text):
            counts[kind] = counts.get(kind, 0) + 1
        if not counts:
            return {}
        return {f"personal_{kind.replace('-', '_')}s": n for kind, n in counts.items()}

    def annotate_each(self, docs: Sequence[Document], /) -> list[Mapping[str, Scalar | tuple[str, ...]]]:
        """The same of each; numbers and addresses are looked for in all of them at once, for most have none."""
        _, starts, codes = joined([doc.text for doc in docs])
        places = np.concatenate((_two_groups(codes), np.flatnonzero(codes == ord("@"))))
        return [self.annotate(doc) if may else {} for doc, may in zip(docs, holders(starts, places), strict=True)]


def _two_groups(codes: Codes) -> Ints:
    """Where two groups of four digits stand together, or with one character between: every id and phone number has them."""
    digit = np.zeros(len(codes) + 1, np.bool_)
    digit[:-1] = (codes >= ord("0")) & (codes <= ord("9"))
    four = digit[:-3] & digit[1:-2] & digit[2:-1] & digit[3:]
    return np.flatnonzero(four[:-5] & (four[4:-1] | four[5:]))


@dataclass(frozen=True, slots=True)
class Mask:
    """Replaces what Personal counts: an opt-in editor, for recipes that must not publish it.

    The ledger keeps what was removed, unless a dataset is pushed (then removed text is left out).
    """

    name: ClassVar[str] = "mask"
    version: ClassVar[str] = "1"

    national_ids: bool = True
    phones: bool = True
    emails: bool = True

    def edits(self, doc: Document, /) -> Edits:
        wanted = {"national-id": self.national_ids, "phone": self.phones, "email": self.emails}
        found, end = [], 0
        for kind, start, stop in sorted(_found(doc.text), key=lambda f: (f[1], -f[2])):
            if wanted[kind] and start >= end:
                label = {"national-id": "<ID>", "phone": "<PHONE>", "email": "<EMAIL>"}[kind]
                found.append(Edit(start, stop, doc.text[start:stop], label, f"mask.{kind}"))
                end = stop
        return Edits.of(found) if found else EMPTY
