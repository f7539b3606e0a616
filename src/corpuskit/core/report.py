"""What happened, in integers: a Report that can be added to another in any order with the same result.

What lives here: Report. What never does: printing, percentages (they do not add up), anything that depends on order.

Every count has a section, a key and a measure, for example ("rules", "zh.credit.editor", "edits"). Sections:
documents, characters, steps, rules, notes, drops, languages, scripts, encodings, sites, personal, meta.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Outcome

__all__ = ["DAMAGE_PREFIX", "Report", "damage_left"]

Key = tuple[str, str, str]
DAMAGE_PREFIX = "damage."  # notes with such a rule id say: damage that stayed

# The annotations whose presence is counted (section meta), so that a card can say how often a column is filled.
COUNTED_META = (
    "title", "author", "publisher", "published", "section", "source_name", "editors", "reviewers",
)  # fmt: skip


def damage_left(doc: Document) -> int:
    """The number of places whose damage could not be repaired (notes named damage.*)."""
    return sum(note.rule.startswith(DAMAGE_PREFIX) for layer in doc.layers for note in layer.notes)


@dataclass
class Report:
    """Counts of a run. `merge` is associative and commutative, so shards may finish in any order."""

    counts: Counter[Key] = field(default_factory=Counter)

    def add(self, section: str, key: str, measure: str, n: int = 1) -> None:
        if n:
            self.counts[section, key, measure] += n

    def get(self, section: str, key: str, measure: str) -> int:
        return self.counts[section, key, measure]

    def section(self, name: str) -> dict[str, dict[str, int]]:
        """{key: {measure: count}} of one section, keys sorted."""
        out: dict[str, dict[str, int]] = {}
        for (section, key, measure), n in sorted(self.counts.items()):
            if section == name:
                out.setdefault(key, {})[measure] = n
        return out

    def merge(self, other: Report) -> Report:
        """Add the other's counts to this report; returns this report."""
        self.counts.update(other.counts)
        return self

    def to_rows(self) -> list[tuple[str, str, str, int]]:
        """All counts as sorted rows (section, key, measure, n), for files."""
        return [(*key, n) for key, n in sorted(self.counts.items())]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str, int]]) -> Report:
        return cls(Counter({(section, key, measure): n for section, key, measure, n in rows}))

    # -- what the pipeline did ----------------------------------------------------------------------------------

    def record(self, outcome: Outcome, *, chars_in: int) -> None:
        """Count one document: its fate (kept or dropped so far), characters, edits, notes, and annotations.

        `chars_in` is the length of the text that entered the first layer, in code points.
        """
        doc = outcome.document
        self.add("documents", "all", "in")
        if outcome.drop is None:
            self.add("documents", "all", "kept")
        else:
            self.add("documents", "all", "dropped")
            self.add("drops", outcome.drop.reason, "documents")
        self.add("characters", "all", "in", chars_in)
        self.add("characters", "all", "out", len(doc.text))
        for layer in doc.layers:
            for note in layer.notes:
                self.add("notes", note.rule, "notes")
            if not len(layer.edits):
                continue
            removed, inserted = len(layer.edits.removed), len(layer.edits.inserted)
            self.add("characters", "all", "removed", removed)
            self.add("characters", "all", "inserted", inserted)
            self._add_edits("steps", layer.step, len(layer.edits), removed, inserted)
            for rule, (edits, gone, come) in layer.edits.counts_by_rule().items():
                self._add_edits("rules", rule, edits, gone, come)
        self._record_meta(doc.meta, chars_in, len(doc.text))

    def _add_edits(self, section: str, key: str, edits: int, removed: int, inserted: int) -> None:
        self.add(section, key, "documents")
        self.add(section, key, "edits", edits)
        self.add(section, key, "removed", removed)
        self.add(section, key, "inserted", inserted)

    def _record_meta(self, meta: Mapping[str, object], chars_in: int, chars_out: int) -> None:
        for section, key in (("languages", "lang"), ("scripts", "script"), ("encodings", "encoding")):
            value = meta.get(key)
            if isinstance(value, str):
                self.add(section, value, "documents")
                self.add(section, value, "characters", chars_out)
        site = meta.get("site")
        if isinstance(site, str):
            self.add("sites", site, "documents")
            self.add("sites", site, "characters_in", chars_in)
            self.add("sites", site, "characters_out", chars_out)
        for name in COUNTED_META:
            if meta.get(name):
                self.add("meta", name, "documents")
        for name, value in meta.items():
            if name.startswith("personal_") and isinstance(value, int):
                self.add("personal", name.removeprefix("personal_"), "found", value)
                self.add("personal", name.removeprefix("personal_"), "documents", 1 if value else 0)
