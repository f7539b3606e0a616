"""scripts/bench package: how fast rows are written, how much memory that takes, and how little a second push stores.

Lives here: the three figures. Never here: an absolute speed as a claim.

- write: CPU time of pyarrow's own write of the same table (zstd at the same level, nothing else) to ours, which also cuts shards,
  chunks by content, writes a page index, reads every file back and takes its SHA-256; the median of interleaved rounds.
- memory: peak memory of a process that writes and describes a dataset, for N and for 5 N rows.
- re-push: bytes that the Hub's store (Xet chunks, on the stand-in) has more after a second push, as a share of those after the
  first: one percent of rows more, 0.1 % of rows changed in one place, and 0.1 % changed here and there.
"""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpuskit.core.report import Report
from corpuskit.formats.about import About
from corpuskit.formats.describe import describe
from corpuskit.formats.ledger import AUDIT_SCHEMA
from corpuskit.formats.parquet import DATA_SCHEMA, REJECTED_SCHEMA, ShardWriter
from tests.support.hub_stand_in import HubStandIn
from tests.support.hub_user import User

__all__ = ["dataset", "main", "memory", "repush", "table_of", "write_ratio"]

MB = 1_000_000
BATCH_ROWS = 2_000
REPUSH_ROWS = 6_000  # about 20 MB: the pages of the bench several times, each time in another order


def table_of(texts: list[str], salt: str = "") -> Any:
    """Rows of the config `default` as a build makes them: ids, digests, paths, sizes; the columns of metadata in part."""
    columns: dict[str, Any] = {field.name: pa.nulls(len(texts), field.type) for field in DATA_SCHEMA}
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    columns |= {
        "id": pa.array([hashlib.blake2b(f"{salt}{one}".encode(), digest_size=8).hexdigest() for one in digests]),
        "text": pa.array(texts),
        "lang": pa.array(["zh-Hans"] * len(texts)),
        "script": pa.array(["hans"] * len(texts)),
        "title": pa.array([text[:20].split("\n")[0] for text in texts]),
        "path": pa.array([f"pages/{one[:6]}.txt" for one in digests]),
        "site": pa.array([f"site-{one[0]}.example" for one in digests]),
        "encoding": pa.array(["utf-8"] * len(texts)),
        "chars": pa.array([len(text) for text in texts], pa.int64()),
        "sha256": pa.array(digests),
        "edits": pa.array([0] * len(texts), pa.int32()),
        "damage": pa.array([0] * len(texts), pa.int32()),
    }
    return pa.Table.from_arrays([columns[field.name] for field in DATA_SCHEMA], schema=DATA_SCHEMA)


def write_ratio(table: Any, rounds: int = 5) -> float:
    """CPU time of pyarrow's write to that of ours."""
    with tempfile.TemporaryDirectory() as folder:

        def plain(n: int) -> None:
            pq.write_table(table, Path(folder) / f"{n}.parquet", compression="zstd", compression_level=3)

        def ours(n: int) -> None:
            writer = ShardWriter(Path(folder), f"ours-{n}", DATA_SCHEMA)
            writer.write(table)
            writer.close()

        times: dict[Callable[[int], None], list[float]] = {plain: [], ours: []}
        for n in range(rounds + 1):  # the first one only warms up
            for run, held in times.items():
                start = time.process_time()
                run(n)
                held.append(time.process_time() - start)
        return statistics.median(a / b for a, b in zip(times[plain][1:], times[ours][1:], strict=True))


def dataset(folder: Path, batches: Iterator[Any]) -> None:
    """A whole dataset folder of these rows, with an empty ledger and nobody rejected."""
    shards: dict[tuple[str, str], Any] = {}
    report = Report()
    for name, schema in (("data", DATA_SCHEMA), ("audit", AUDIT_SCHEMA), ("rejected", REJECTED_SCHEMA)):
        writer = ShardWriter(folder, name, schema)
        for batch in batches if name == "data" else ():
            writer.write(batch)
            report.add("documents", "all", "in", batch.num_rows)
            report.add("kept", "all", "documents", batch.num_rows)
        shards[name, "train"] = writer.close()
    about = About(
        name="demo", shards=shards, report=report, recipe_name="bench", tool_version="bench", steps=(("decode", "editor"),)
    )
    describe(folder, replace(about, libraries={}))


PEAK = """
import resource, sys, tempfile
from pathlib import Path
from tests.bench.package import dataset, some_batches
with tempfile.TemporaryDirectory() as folder:
    dataset(Path(folder), some_batches(int(sys.argv[1])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def some_batches(rows: int) -> Iterator[Any]:
    """Made-up pages of about 4 kB, each one of its own, made as they are asked for."""
    draw = random.Random(7)
    for first in range(0, rows, BATCH_ROWS):
        count = min(BATCH_ROWS, rows - first)
        yield from table_of(["".join(map(chr, draw.choices(range(0x4E00, 0x5E00), k=1_300))) for _ in range(count)]).to_batches()


def memory(rows: int) -> int:
    """Peak bytes of a process that packs so many rows."""
    done = subprocess.run([sys.executable, "-c", PEAK, str(rows)], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1]) * 1024


def repush(rows: list[str]) -> dict[str, float]:
    """Share of the first push's bytes that each second push stores."""
    draw = random.Random(11)
    new = ["".join(draw.sample(row, len(row))) for row in draw.sample(rows, max(1, len(rows) // 100))]
    few = max(1, len(rows) // 1000)
    place = len(rows) // 2
    here, there = list(rows), list(rows)
    for n in range(place, place + few):
        here[n] = "".join(draw.sample(rows[n], len(rows[n])))
    for n in draw.sample(range(len(rows)), few):
        there[n] = "".join(draw.sample(rows[n], len(rows[n])))
    out = {}
    for name, second in (("appended", rows + new), ("one-place", here), ("scattered", there)):
        with tempfile.TemporaryDirectory() as folder, HubStandIn(xet=True) as hub:
            user = User(hub, Path(folder) / "home")
            try:
                stored = []
                for n, version in enumerate((rows, second)):
                    target = Path(folder) / str(n) / "demo"
                    target.mkdir(parents=True)
                    dataset(target, iter(table_of(version).to_batches(BATCH_ROWS)))
                    answer = user.push(target, "user/demo")
                    assert "error" not in answer, answer
                    stored.append(hub.stored_bytes())
                out[name] = (stored[1] - stored[0]) / stored[0]
            finally:
                user.close()
    return out


def main(texts: list[str], rounds: int, as_json: bool) -> int:
    """Print the figures; 1 when one of them is short of what is asked for."""
    found = {"write_ratio": write_ratio(table_of(texts), rounds)}
    small, large = memory(10_000), memory(50_000)
    found |= {"memory_mb": small / MB, "memory_ratio": large / small}
    draw = random.Random(5)
    rows = [text for n in range(REPUSH_ROWS // len(texts) + 1) for text in draw.sample(texts, len(texts))][:REPUSH_ROWS]
    rows = [f"{n}\n" + "\n".join(draw.sample(row.split("\n"), row.count("\n") + 1)) for n, row in enumerate(rows)]
    found |= {f"repush_{name}_ratio": share for name, share in repush(rows).items()}
    wrong = [name for name, (low, high) in LIMITS.items() if not low <= found[name] <= high]
    if as_json:
        print(json.dumps(found))
    else:
        for name, figure in found.items():
            low, high = LIMITS.get(name, (None, None))
            asked = "" if low is None else f"   asked for: {f'at least {low}' if low else f'below {high}'}"
            print(f"{name:<24} {figure:>8.3f}{asked}{'   SHORT' if name in wrong else ''}")
    return 1 if wrong else 0


LIMITS = {
    "write_ratio": (0.6, float("inf")),
    "memory_ratio": (0.0, 1.1),
    "repush_appended_ratio": (0.0, 0.25),
    "repush_one-place_ratio": (0.0, 0.25),
}
