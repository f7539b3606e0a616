"""Credits as rows of roles and names, in any order and with any mark between them: who wrote, who edited, who reviewed.

What lives here: Credit, read_credits(), credits_of(). What never does: deciding that a line goes (bylinegrammar.py), labels of
other fields (fieldgrammar.py), words (creditroles.py).

How it works: a line is roles, names and offices and nothing else, or it is not read; of a line with other fields the parts
between times, gaps and brackets are. Roles before names hold until the next role; where a name comes first and a role last, each
role holds for the names before it (张三/文 李四/图). Roles of pictures, sound and layout fill nothing.

Weak: persons whose names do not begin with a family name, where no mark tells them from words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpuskit.core.text import fold
from corpuskit.rulebook.edged import edged
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.creditparts import BULLETS, CORE, Item, items_of
from corpuskit.steps.latincredits import latin_credits
from corpuskit.steps.timegrammar import find_time

__all__ = ["Credit", "credits_of", "read_credits"]

_TIED = frozenset("/、·・&和+|丨╱ ")  # between two roles of the same names
_MAY = edged(rf"{CORE}|[文图摄编校审撰글][\s/|:、·・丨=]|[\s/|、](?:文|图|摄)|报[道导]|[一二三]审|기자|특파원|작성자|글쓴이")
_LATIN_MAY = re.compile(r"\b(?:by|words|story|text|report|reporter|reports|author|edit|editor|proof|review|fact)", re.IGNORECASE)
_FIRST_CJK = "\u2e80"
_CUTS = re.compile(r"\s{2,}|;|\s\|\s|[()\[\]【】〔〕┊┃│┆⎮]")  # between parts of a line that hold other fields as well
LINE_MAX_CHARS, MIXED_MAX_CHARS, RAW_MAX_CHARS, NAMES_MAX = 100, 200, 400, 10
LINES_KNOWN = 4_096


@dataclass(frozen=True, slots=True)
class Credit:
    """A person with what he did: field is author, editors, reviewers or empty; view[start:end] the name."""

    field: str
    start: int
    end: int
    office: bool = False


def read_credits(view: str, *, japanese: bool = False) -> tuple[Credit, ...] | None:
    """The persons of a folded line that is roles and names and nothing else; None for any other line."""
    if len(view) > LINE_MAX_CHARS or not view:
        return None
    items: list[Item] = []
    for item in items_of(view, japanese):
        if item.kind == "unknown":
            return None
        items.append(item)
    if not items:
        return None
    names = [item for item in items if item.kind == "name"]
    roles = [item for item in items if item.kind == "role"]
    if len(names) > NAMES_MAX or not (names or roles):
        return None
    if not roles:
        bullet = view[:1] in BULLETS and view[:1] and all(item.kind in ("name", "office") for item in items)
        return tuple(Credit("author", item.start, item.end) for item in names) if bullet and names else None
    found = _behind(items) if items[0].kind != "role" and items[-1].kind == "role" else _before(items)
    if found is None or not found:
        return None
    return _settled(found)


def credits_of(raw: str, *, japanese: bool) -> tuple[tuple[Credit, ...], bool]:
    """The credits on a line, and True where the line is nothing else. Parts between times, gaps and brackets are read alone."""
    return _credits_of(raw, japanese) if len(raw) <= RAW_MAX_CHARS else ((), False)


@lru_cache(maxsize=LINES_KNOWN)
def _credits_of(raw: str, japanese: bool) -> tuple[tuple[Credit, ...], bool]:
    view = fold(raw, fold_table())
    may_hold = _may_hold(view) is not None
    if not may_hold and view.lstrip()[:1] not in BULLETS:
        return (), False
    whole = _part(view, 0, japanese)
    if whole is not None:
        return whole, True
    if len(view) > MIXED_MAX_CHARS or not may_hold:
        return (), False
    found: list[Credit] = []
    # A wide blank parts fields, and the view no longer knows it.
    parted = "".join(";" if char == "\u3000" else seen for char, seen in zip(raw, view, strict=True)) if "\u3000" in raw else view
    for start, end in _parts(parted):
        if not view[start:end].lstrip().startswith("整理"):  # beside other fields: of a list, of a tape
            found += _part(view[start:end], start, japanese) or ()
    return tuple(found), False


def _may_hold(view: str) -> re.Match[str] | None:
    return _LATIN_MAY.search(view) if _is_latin(view) else _MAY.search(view)


def _is_latin(view: str) -> bool:
    """True for a text in Latin letters, also with dashes and curved quotation marks."""
    return view.isascii() or max(view) < _FIRST_CJK


def _parts(view: str) -> Iterator[tuple[int, int]]:
    """The places of the parts of a line between times, wide gaps, semicolons, bars and brackets."""
    low = 0
    while (time := find_time(view[low:])) is not None:
        yield from _cuts(view, low, low + time.start)
        low += time.end
    yield from _cuts(view, low, len(view))


def _cuts(view: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    for match in _CUTS.finditer(view, low, high):
        yield low, match.start()
        low = match.end()
    yield low, high


def _part(view: str, shift: int, japanese: bool) -> tuple[Credit, ...] | None:
    bare = view.strip()
    if not bare or len(bare) > LINE_MAX_CHARS or (bare[0] not in BULLETS and _may_hold(bare) is None):
        return None
    shift += len(view) - len(view.lstrip())
    if _is_latin(bare):
        latin = latin_credits(bare)
        return None if latin is None else tuple(Credit(field, start + shift, end + shift) for field, start, end in latin)
    found = read_credits(bare, japanese=japanese)
    if found is None:
        return None
    return tuple(Credit(one.field, one.start + shift, one.end + shift, one.office) for one in found)


def _settled(found: list[Credit]) -> tuple[Credit, ...]:
    """The credits; who put it in order wrote it where nobody else did."""
    written = any(credit.field == "author" for credit in found)
    return tuple(
        Credit("" if written else "author", credit.start, credit.end, credit.office) if credit.field == "weak" else credit
        for credit in found
    )


def _credits(item: Item, fields: frozenset[str]) -> Iterator[Credit]:
    useful = [field for field in fields if field] or [""]
    for field in sorted(useful):
        yield Credit(field, item.start, item.end, item.kind == "office")


def _before(items: list[Item]) -> list[Credit] | None:
    """Roles before names. Names before the first role are reporters where that role is one."""
    found: list[Credit] = []
    fields: frozenset[str] = frozenset()
    named = True
    office: Item | None = None
    first = next(item for item in items if item.kind == "role")
    for item in items:
        if item.kind == "role":
            if office is not None and not named:
                found += _credits(office, fields)
                named = True
            tied = not named and fields and set(item.gap) <= _TIED
            fields = fields | item.fields if tied else item.fields
            named, office = False, None
        elif item.kind == "office":
            office = item
        elif item.kind == "name":
            if item.start < first.start:
                if "author" not in first.fields:
                    return None
                found.append(Credit("author", item.start, item.end))
                continue
            found += _credits(item, fields)
            named = True
    if office is not None and not named and office.start > first.start:
        found += _credits(office, fields)
    return found


def _behind(items: list[Item]) -> list[Credit] | None:
    """Names before what they did."""
    found: list[Credit] = []
    names: list[Item] = []
    fields: set[str] = set()
    for n, item in enumerate(items):
        if item.kind == "role":
            fields |= item.fields
            if n + 1 < len(items) and items[n + 1].kind == "role":
                continue
            if not names:
                return None
            for name in names:
                found += _credits(name, frozenset(fields))
            names, fields = [], set()
        elif item.kind == "name":
            names.append(item)
    return found
