"""What a map task of a build is given, what it tells, and what its files are called.

What lives here: MapTask, MapResult, their key and the names of their files: all that crosses to another process or machine. What
never does: doing the task (mapping.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from corpuskit.commands.outcome import Problem
from corpuskit.core.report import Report

__all__ = ["MapResult", "MapTask", "stem_of", "task_key"]

WORK_FORMAT = 2  # of the files of a task; moved when they change, so that work of another version is not gone on with


@dataclass(frozen=True)
class MapTask:
    """What a worker needs to know. Everything is picklable and small."""

    index: int
    shard: Any  # readers.InputShard
    recipe_toml: str
    work: str
    key: str
    keep: tuple[tuple[str, str], ...] = ()
    text_key: str | None = None
    priors: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()  # folder -> (encoding, files): what its files certainly are
    skip: frozenset[int] = frozenset()  # numbers of documents that killed a worker


@dataclass
class MapResult:
    """What a finished task tells: counts and names, no texts."""

    index: int
    key: str
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    roots: list[list[int]] = field(default_factory=list)  # runs of [which of the given paths, rows]
    files: Mapping[str, Any] = field(default_factory=dict)  # in a store: what holds each of its files (handover.py)

    def to_json(self) -> str:
        problems = [(p.where, p.what, p.hint) for p in self.problems]
        body = {"key": self.key, "rows": self.rows, "problems": problems, "report": self.report.to_rows(), "roots": self.roots}
        return json.dumps(body, ensure_ascii=False)

    @classmethod
    def from_json(cls, index: int, data: Mapping[str, Any]) -> MapResult:
        problems = [Problem(*row) for row in data["problems"]]
        report = Report.from_rows((str(s), str(k), str(m), int(n)) for s, k, m, n in data["report"])
        return cls(index, data["key"], data["rows"], problems, report, data["roots"], data.get("files", {}))


def stem_of(work: str | Path, key: str) -> Path:
    """The files of the task with this key begin with this path."""
    return Path(work) / "map" / key


def task_key(recipe_digest: str, program: str, shard: object, keep: object, text_key: object, prior: object) -> str:
    """Digest of all that decides the output of a map task."""
    body = repr((WORK_FORMAT, recipe_digest, program, shard, keep, text_key, prior))
    return blake2b(body.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
