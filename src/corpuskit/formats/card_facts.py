"""What the sections of a card are made from, each found once.

What lives here: Facts. What never does: wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpuskit.formats.about import About
from corpuskit.formats.report_figures import Stage, rejected_characters, stages
from corpuskit.formats.report_samples import Samples
from corpuskit.formats.shardfile import shard as open_shard
from corpuskit.formats.tokens import TOKENS

__all__ = ["Facts"]

SUMS = ("chars", TOKENS)
UNREAD = "text"  # the longest column by far; every document of the config default has it


@dataclass(frozen=True)
class Facts:
    """A dataset whose shards and plots are there.

    `plots` are names of card_plots.PLOTS; `samples` are empty where removed text is withheld.
    """

    about: About
    folder: Path
    samples: Samples = field(default_factory=Samples)
    plots: Sequence[str] = ()

    @cached_property
    def stages(self) -> list[Stage]:
        return stages(self.about, rejected_characters(self.folder))

    @cached_property
    def counts(self) -> dict[str, int]:
        """documents_in, characters_in ..., and kept_documents, kept_characters, kept_tokens."""
        report = self.about.report
        sections = {"documents": "documents", "characters": "characters", "kept": "kept"}
        return {f"{p}_{k}": v for p, s in sections.items() for k, v in report.section(s).get("all", {}).items()}

    @cached_property
    def _figures(self) -> dict[str, tuple[dict[str, int], dict[str, int]]]:
        """path of a shard of documents -> (sums of columns, rows in which each column is filled)."""
        out = {}
        for (folder, _), shards in self.about.shards.items():
            for shard in shards if folder != "audit" else ():
                sums = dict.fromkeys(SUMS, 0)
                filled: dict[str, int] = {}
                with open_shard(self.folder / shard.path) as file:
                    names = [name for name in file.schema_arrow.names if name != UNREAD]
                    for batch in file.iter_batches(columns=names):
                        for name in names:
                            column = batch.column(name)
                            filled[name] = filled.get(name, 0) + len(column) - column.null_count
                            if name in sums and pa.types.is_integer(column.type):
                                sums[name] += pc.sum(column).as_py() or 0
                out[shard.path] = sums, filled
        return out

    def sum_of(self, column: str, config: str, split: str) -> int:
        """The sum of `chars` or `tokens` over a split."""
        return sum(self._figures[shard.path][0][column] for shard in self.about.configs[config][split])

    def filled(self, config: str) -> dict[str, int]:
        """Column -> rows in which it has a value; columns that were not counted are missing."""
        out: dict[str, int] = {}
        for shards in self.about.configs.get(config, {}).values():
            for shard in shards:
                for name, n in self._figures.get(shard.path, ({}, {}))[1].items():
                    out[name] = out.get(name, 0) + n
        return out | {UNREAD: self.rows(config)} if out and config not in ("audit", "rejected") else out

    def rows(self, config: str) -> int:
        return sum(shard.rows for shards in self.about.configs.get(config, {}).values() for shard in shards)

    def first_row(self) -> dict[str, Any] | None:
        """The first document."""
        for shards in self.about.configs.get("default", {}).values():
            for shard in shards:
                if shard.rows:
                    with open_shard(self.folder / shard.path) as file:
                        row: dict[str, Any] = next(file.iter_batches(batch_size=1)).to_pylist()[0]
                    return row
        return None
