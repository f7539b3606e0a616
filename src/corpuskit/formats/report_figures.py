"""The figures of a run in the order in which people follow it: stage by stage, and how long the documents are.

What lives here: Stage, stages(), rejected_characters(), lengths(), shares(), site_alarms(). What never does: texts of documents,
HTML, wording.

How it works: everything but characters lost to judges and linkers comes from the counts of the run. Those, and the lengths,
are read from two columns of numbers of the shards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuskit.core.report import Report
from corpuskit.formats.about import About
from corpuskit.formats.parquet import read_batches

__all__ = ["LENGTH_EDGES_CHARS", "Stage", "lengths", "rejected_characters", "shares", "site_alarms", "stages"]

# Borders of the length classes: three to a power of ten, so that a page of any corpus has a readable number of bars.
LENGTH_EDGES_CHARS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000)
FAILED = "failed"
ALARM_DOCUMENTS = 10  # a site with fewer documents says little
ALARM_RATIO = 0.5  # a site that loses half of its text: a rule is too greedy there, or the site is a link farm


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a run: documents and characters (code points) before and after it.

    `chars_out` is None where what a judge or linker left out was not kept to be counted. `drops` are (reason, documents).
    """

    name: str
    kind: str  # editor | annotator | judge | linker, or failed for documents on which a step broke
    documents_in: int
    documents_out: int
    chars_in: int | None
    chars_out: int | None
    edits: int = 0
    edited_documents: int = 0
    removed: int = 0
    inserted: int = 0
    drops: tuple[tuple[str, int], ...] = ()


def stages(about: About, dropped_chars: Mapping[str, int] | None = None) -> list[Stage]:
    """The stages of a run. `dropped_chars` (reason -> characters) tells what left with the documents left out."""
    report = about.report
    docs, chars = report.get("documents", "all", "in"), report.get("characters", "all", "in")
    known: int | None = chars
    did, reasons = report.section("steps"), report.section("drops")
    gone = {reason: row.get("documents", 0) for reason, row in reasons.items() if reason != FAILED}
    failed = report.get("documents", "all", "failed")
    out: list[Stage] = []
    for name, kind, drops in _owned(about.steps, gone, failed):
        row = did.get(name, {})
        after = None if known is None else known - row.get("removed", 0) + row.get("inserted", 0)
        if drops and after is not None:
            after = None if dropped_chars is None else after - sum(dropped_chars.get(reason, 0) for reason, _ in drops)
        left = docs - sum(n for _, n in drops)
        out.append(
            Stage(
                name, kind, docs, left, known, after, row.get("edits", 0), row.get("documents", 0), row.get("removed", 0),
                row.get("inserted", 0), tuple(drops),
            )
        )  # fmt: skip
        docs, known = left, after
    return out


def _owned(
    steps: Sequence[tuple[str, str]], gone: Mapping[str, int], failed: int
) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """(name, kind, drops): each reason belongs to the step that its id names, else to the first of its kind."""
    owner: dict[str, list[tuple[str, int]]] = {}
    for reason, n in sorted(gone.items(), key=lambda item: (-item[1], item[0])):
        first, _, rest = reason.partition(".")
        kind, name = ("linker", rest) if first in ("duplicate", "known") else ("judge", first)
        names = [step for step, of in steps if of == kind]
        owner.setdefault(name if name in names else names[0] if names else first, []).append((reason, n))
    out = [(name, kind, owner.pop(name, [])) for name, kind in steps]
    if failed:
        at = next((i for i, (_, kind, _) in enumerate(out) if kind in ("judge", "linker")), len(out))
        out.insert(at, (FAILED, FAILED, [(FAILED, failed)]))
    return out + [(name, "judge", drops) for name, drops in owner.items()]


def rejected_characters(folder: Path) -> dict[str, int] | None:
    """reason -> characters of the documents left out for it; None when the dataset does not hold them."""
    if not (folder / "rejected").is_dir():
        return None
    out: dict[str, int] = {}
    for batch in read_batches(folder, "rejected", ["reason", "chars"]):
        groups = pa.table({"reason": batch.column("reason"), "chars": batch.column("chars")}).group_by("reason")
        for row in groups.aggregate([("chars", "sum")]).to_pylist():
            out[row["reason"]] = out.get(row["reason"], 0) + (row["chars_sum"] or 0)
    return out


def lengths(folder: Path, config: str = "data") -> list[int]:
    """Documents per length class (below each of LENGTH_EDGES_CHARS, and the rest)."""
    counts = np.zeros(len(LENGTH_EDGES_CHARS) + 1, np.int64)
    if (folder / config).is_dir():
        for batch in read_batches(folder, config, ["chars"]):
            values = pc.fill_null(batch.column("chars"), 0).to_numpy(zero_copy_only=False)
            classes = np.searchsorted(np.array(LENGTH_EDGES_CHARS), values, side="right")
            counts += np.bincount(classes, minlength=len(counts))
    return [int(n) for n in counts]


def shares(section: Mapping[str, Mapping[str, int]], measure: str = "documents") -> list[tuple[str, int, int]]:
    """(key, documents, characters) of one section of the counts, most first."""
    rows = [(key, row.get(measure, 0), row.get("characters", 0)) for key, row in section.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def site_alarms(report: Report, share: float = ALARM_RATIO) -> list[tuple[str, str]]:
    """(site, what happened) for sites that lost `share` of their text or of their documents, from whole-run totals."""
    found = []
    for site, counts in report.section("sites").items():
        before, after, documents = counts.get("characters_in", 0), counts.get("characters_out", 0), counts.get("documents", 0)
        lost = counts.get("documents_lost", 0)
        if documents < ALARM_DOCUMENTS:
            continue
        if before and before - after >= share * before:
            found.append((site, f"lost {100 * (before - after) / before:.0f} % of its characters in {documents} documents"))
        if lost >= share * documents:
            found.append((site, f"lost {lost} of its {documents} documents, as copies or below a limit"))
    return found
