"""Counting what a repair made of damaged texts, as a whole and wound by wound.

Lives here: running the step, and what became of a case and of each of its wounds. Never here: damages, sets, floors.

A case is `right` (every character restored), `marked` (a U+FFFD, or a note about what is undecided), `left` (not touched at
all) or `wrong` (changed into something else without a word). A wound is the same, on its own stretch: edits and wounds that
overlap are looked at together, so that it does not matter how a repair cuts its edits. `spoiled` are edits outside all wounds
that changed sound text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import Any, Protocol

from corpuskit.core.document import Document
from corpuskit.core.edit import Edit, Layer, Note, apply
from corpuskit.steps.repair import Repair
from tests.support.blind_bytes import Case, Wound, flat

UNDECIDED = "damage.undecided"
VERDICTS = ("right", "marked", "left", "wrong")


class Harmed(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def original(self) -> str: ...
    @property
    def lost(self) -> tuple[int, ...]: ...


def row(name: str, figure: float, cases: int, digest: str, kind: str, extra: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "figure": round(figure, 5), "cases": cases, "digest": digest, "kind": kind, "extra": extra}


def repaired(text: str) -> tuple[str, list[Edit], tuple[Note, ...]]:
    found = Repair().edits(Document("0" * 16, text))
    layer = found if isinstance(found, Layer) else Layer("repair", "1", found)
    return apply(text, layer.edits), list(layer.edits), layer.notes


def same_width(result: str, sound: str) -> bool:
    """Which width a mark inside a shift gets back is not the point of a shift."""
    return flat(result) == flat(sound)


@dataclass
class Tally:
    """Cases counted by what became of them; wounds too where the cases have them."""

    name: str
    aim: float
    seen: Counter[str] = field(default_factory=Counter)
    chars: Counter[str] = field(default_factory=Counter)
    wounds: dict[str, Counter[str]] = field(default_factory=dict)
    spoiled: int = 0
    per: dict[str, list[int]] = field(default_factory=dict)
    digest: Any = field(default_factory=lambda: blake2b(digest_size=8))

    def row(self) -> dict[str, Any]:
        total = max(1, self.seen.total())
        extra: dict[str, Any] = {key: round(self.seen[key] / total, 4) for key in VERDICTS[1:]}
        if self.chars:
            every = self.chars.total()
            extra |= {f"characters{k and '_' + k}": round(self.chars[k or "right"] / every, 4) for k in ("", "marked", "wrong")}
        if self.wounds:
            extra |= {kind: f"{seen['right']}/{seen.total()}" for kind, seen in sorted(self.wounds.items())}
            extra["spoiled"] = self.spoiled
        extra |= {"aim": self.aim, "damages": {key: round(a / b, 3) for key, (a, b) in sorted(self.per.items())}}
        return row(self.name, self.seen["right"] / total, self.seen.total(), self.digest.hexdigest(), "min", extra)


def tally(
    name: str, cases: Iterable[Harmed], aim: float, same: Callable[[str, str], bool] = str.__eq__, wounds: bool = False
) -> Tally:
    """Repair every case and count; wounds: each wound of the cases too."""
    tally = Tally(name, aim)
    for case in cases:
        result, edits, notes = repaired(case.text)
        tally.digest.update(case.text.encode("utf-8", "surrogatepass"))
        counted = tally.per.setdefault(case.name, [0, 0])
        counted[1] += 1
        tally.chars += characters(case, result)
        if wounds and isinstance(case, Case):
            judged, spoiled = verdicts(case, edits, notes)
            tally.spoiled += spoiled
            for wound, verdict in judged:
                tally.wounds.setdefault(wound.kind, Counter())[verdict] += 1
        if same(result, case.original):
            tally.seen["right"] += 1
            counted[0] += 1
        elif result == case.text:
            tally.seen["left"] += 1
        elif "\ufffd" in result or any(note.rule.startswith(UNDECIDED) for note in notes):
            tally.seen["marked"] += 1
        else:
            tally.seen["wrong"] += 1
    return tally


def characters(case: Harmed, result: str) -> Counter[str]:
    """What became of the characters that lost bytes."""
    if not case.lost:
        return Counter()
    where: dict[int, str] = {}
    for tag, a, b, c, d in SequenceMatcher(None, case.original, result, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and d > c):
            where |= {at: result[min(c + at - a, d - 1)] for at in range(a, b)}
    out: Counter[str] = Counter()
    for at in case.lost:
        got = where.get(at, "")
        out["right" if got == case.original[at] else "marked" if got in ("\ufffd", "?") else "wrong"] += 1
    return out


def verdicts(case: Case, edits: Sequence[Edit], notes: Sequence[Note]) -> tuple[list[tuple[Wound, str]], int]:
    """What became of each wound, and how many edits elsewhere changed sound text."""
    out: list[tuple[Wound, str]] = []
    spoiled = shift = 0  # shift: places of the original minus places of the damaged text, after the wounds so far
    for start, end, wounds, changes in _together(case.wounds, edits):
        got, at = [], start
        for edit in changes:
            got += [case.text[at : edit.start], edit.inserted]
            at = edit.end
        result = flat("".join(got) + case.text[at:end])
        lo = start + shift
        shift = wounds[-1].true_end - wounds[-1].end if wounds else shift
        wanted = flat(case.original[lo : end + shift])
        if not wounds:
            spoiled += result != wanted
            continue
        whole = result == wanted
        matched = [] if whole or len(wounds) == 1 else SequenceMatcher(None, wanted, result, autojunk=False).get_matching_blocks()
        noted = any(note.rule.startswith(UNDECIDED) and note.start < end and note.end > start for note in notes)
        for wound in wounds:
            a, b = wound.true_start - lo, wound.true_end - lo
            if whole or any(block.a <= a and b <= block.a + block.size and (block.a < a or a == 0) for block in matched):
                out.append((wound, "right"))
            elif ("\ufffd" in result and changes) or noted:
                out.append((wound, "marked"))
            else:
                out.append((wound, "wrong" if changes else "left"))
    return out, spoiled


def _together(wounds: Sequence[Wound], edits: Sequence[Edit]) -> list[tuple[int, int, list[Wound], list[Edit]]]:
    """Wounds and edits that overlap, as stretches of the damaged text; what only puts in belongs to the wound it touches."""
    items = sorted([*wounds, *edits], key=lambda item: (item.start, item.end, isinstance(item, Edit)))
    out: list[tuple[int, int, list[Wound], list[Edit]]] = []
    for item in items:
        lasts = out[-1] if out else None
        if lasts and (item.start < lasts[1] or (item.start == lasts[1] and (item.start == item.end or lasts[0] == lasts[1]))):
            start, end, hurt, changes = out.pop()
        else:
            start, end, hurt, changes = item.start, item.start, [], []
        if isinstance(item, Edit):
            changes.append(item)
        else:
            hurt.append(item)
        out.append((start, max(end, item.end), hurt, changes))
    return out
