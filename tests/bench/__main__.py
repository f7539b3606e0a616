"""scripts/bench: every step and the whole build against BLAKE2b and against the floor, interleaved.

Lives here: the texts, the rounds, the table. Never here: an absolute speed as a claim; machines differ, ratios hold.

A round runs every contestant once over the same bytes (A B C A B C ...); a figure is the median over the rounds of
CPU time(BLAKE2b) / CPU time(contestant). 1.0 is as quick as BLAKE2b, 1/3.5 about 200 MB/s where BLAKE2b does 700.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpuskit.commands.planning import parse_size
from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.core.step import kind_of
from corpuskit.steps import STEPS
from tests.support.corpora import load

MB = 1_000_000
MIN_LINE_CHARS = 20
HAN_RATIO = 0.6
DOC_CHARS = 1_500  # about 4 kB, an ordinary page
BATCH_DOCS = 266  # a build sends 400,000 characters through the steps together
BLAKE = "blake2b"
LEFT = " left"  # the row of an editor on the pages that it leaves as they are


def clean_texts(total_bytes: int) -> list[str]:
    """Documents of Chinese prose that need next to nothing: the fetched ones, cleaned once by the default recipe.

    (As fetched they are technical manuals with half-width marks, no-break blanks and straight quotes in most pages.)
    """
    from corpuskit import clean_text

    return [clean_text(text).text for text in fetched_texts(total_bytes)]


def fetched_texts(total_bytes: int) -> list[str]:
    """Documents of Chinese prose from the fetched corpora, cut to the length of ordinary pages.

    A small corpus is used more than once, each time with all its lines in another order: whole pages that came again
    would be duplicates, which a build has other work with.
    """
    texts: list[str] = []
    size = 0
    lines = [
        line + "\n"
        for row in load(langs=["zh-Hans"], kinds=["prose"], split="test")
        for line in row["text"].split("\n")
        if _is_prose(line)
    ]
    while lines and size < total_bytes:
        for text in _pages(lines):
            texts.append(text)
            size += len(text.encode())
            if size >= total_bytes:
                break
        random.Random(size).shuffle(lines)
    return texts


def _pages(lines: list[str]) -> Iterator[str]:
    """Lines one after the other as documents of about DOC_CHARS."""
    held = ""
    for line in lines:
        held += line
        while len(held) >= DOC_CHARS:
            cut = held.rfind("\n", 0, DOC_CHARS) + 1 or DOC_CHARS
            yield held[:cut]
            held = held[cut:]


def _is_prose(line: str) -> bool:
    """True for a line that is mostly Chinese: manuals hold many lines of commands and names."""
    han = sum("\u4e00" <= c <= "\u9fff" for c in line)
    return len(line) >= MIN_LINE_CHARS and han >= HAN_RATIO * len(line)


def damaged_texts(texts: list[str]) -> list[str]:
    """The same texts with boilerplate, flattened marks, pinyin notes, traditional script and mojibake, a kind per document."""
    from corpuskit.testing.damages import DAMAGES, damage

    out = []
    kinds = [("flatten-width",), ("hans-to-hant", "flatten-width"), ("pinyin-notes",), ("utf8-as-gbk",), ("gbk-as-latin1",)]
    known = [names for names in kinds if all(name in DAMAGES for name in names)]
    page = "首页 > 新闻 > 正文\n{title}\n来源:某某网 2024-03-05 09:12 责编:张三\n{body}\n(责任编辑:李四)\n上一篇:没有了\n"
    for n, text in enumerate(texts):
        body = damage(text, *known[n % len(known)]) if n % 2 else text
        out.append(page.format(title="标题" + str(n), body=body) if n % 3 else body)
    return out


def rounds(contestants: dict[str, Callable[[], object]], count: int) -> dict[str, list[float]]:
    """CPU seconds of each contestant in each interleaved round; a first round is thrown away (tables load then)."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for n in range(count + 1):
        for name, run in contestants.items():
            start = time.process_time()
            run()
            if n:
                times[name].append(time.process_time() - start)
    return times


def _step(name: str) -> Any:
    return STEPS[name](to="hans") if name == "script" else STEPS[name]()


def untouched(name: str, texts: list[str]) -> list[str]:
    """The texts that an editor leaves exactly as they are: no edit, no note. Its own answer on each divides them."""
    step = _step(name)

    def is_left(text: str) -> bool:
        found = step.edits(Document("0" * 16, text))
        return not (found.edits or found.notes) if isinstance(found, Layer) else not found

    return [text for text in texts if is_left(text)]


def _step_runner(name: str, texts: list[str]) -> Callable[[], object]:
    step = _step(name)
    act = getattr(step, {"editor": "edits", "annotator": "annotate", "judge": "verdict", "linker": "sketch"}[kind_of(step)])
    docs = [Document("0" * 16, text) for text in texts]
    batches = [docs[n : n + BATCH_DOCS] for n in range(0, len(docs), BATCH_DOCS)]
    for each in ("annotate_each", "judge_each", "sketch_each"):
        if hasattr(step, each):
            act_each = getattr(step, each)
            return lambda: [act_each(batch) for batch in batches]
    asked = getattr(step, "may_edit", None)
    if asked is None:
        return lambda: [act(doc) for doc in docs]

    def run() -> None:  # as the pipeline does
        for batch in batches:
            for doc, may in zip(batch, asked([doc.text for doc in batch]), strict=True):
                if may:
                    act(doc)

    return run


def _floor(texts: list[str], folder: Path) -> Callable[[], object]:
    """What no tool can do without: read, decode, hash, write parquet with zstd at level 3."""
    source = folder / "floor.jsonl"
    source.write_text("".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in texts), "utf-8")

    def run() -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows, digests = [], []
        with source.open("rb") as file:
            for line in file:
                text = json.loads(line)["text"]
                rows.append(text)
                digests.append(hashlib.sha256(text.encode()).hexdigest())
        pq.write_table(
            pa.table({"text": rows, "sha256": digests}), folder / "out.parquet", compression="zstd", compression_level=3
        )

    return run


def _build(texts: list[str], label: str, folder: Path) -> Callable[[], object]:
    from corpuskit import api

    source = folder / f"{label}.jsonl"
    source.write_text("".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in texts), "utf-8")
    return lambda: api.build([str(source)], str(folder / "dist"), workers=1)


def _print_measured(what: str, rounds: int, only: str | None, as_json: bool) -> int:
    """The rows of tests/bench/normalise.py, script.py or repair.py: each step on texts of its own."""
    rows = [row for row in importlib.import_module(f"tests.bench.{what}").measure(rounds) if not only or only in row["name"]]
    if as_json:
        print(json.dumps(rows))
        return 0
    for row in rows:
        rest = " ".join(f"{key}={value:.4g}" for key, value in row.items() if key not in ("name", "blake2b_ratio"))
        print(f"{row['name']:<32} 1/{1 / row['blake2b_ratio']:<8.1f} of BLAKE2b  {rest}", flush=True)
    return 0


def _blake(texts: list[str]) -> Callable[[], object]:
    data = [text.encode("utf-8", "surrogatepass") for text in texts]
    return lambda: [hashlib.blake2b(one).digest() for one in data]


def _steps(args: argparse.Namespace) -> None:
    """Print a row for every step and for the build, on clean and on damaged text; for every editor a second one, on those of
    the clean pages that it leaves as they are.
    """
    clean = clean_texts(int(args.mb * MB))
    rows = []
    for label, texts in (("clean", clean), ("damaged", damaged_texts(clean))):
        pages: dict[str, list[str]] = {}
        with tempfile.TemporaryDirectory(prefix="corpuskit-bench-") as folder:
            contestants: dict[str, Callable[[], object]] = {name: _step_runner(name, texts) for name in STEPS if name != "mask"}
            contestants["build"] = _build(texts, label, Path(folder))
            contestants["floor"] = _floor(texts, Path(folder))
            if args.only:
                contestants = {name: run for name, run in contestants.items() if args.only in name}
            if label == "clean":
                editors = [name for name in contestants if name in STEPS and kind_of(_step(name)) == "editor"]
                pages = {name + LEFT: untouched(name, texts) for name in editors}
                contestants |= {name: _step_runner(name.removesuffix(LEFT), left) for name, left in pages.items() if left}
            hashed = {BLAKE + name: _blake(left) for name, left in pages.items()}
            times = rounds({BLAKE: _blake(texts), **hashed, **contestants}, args.rounds)
        for name in contestants:
            measured = pages.get(name, texts)
            blake = times[BLAKE + name if name in pages else BLAKE]
            ratio = statistics.median(b / t for b, t in zip(blake, times[name], strict=True) if t)
            rate = sum(len(text.encode("utf-8", "surrogatepass")) for text in measured) / MB / statistics.median(times[name])
            row = {"text": label, "name": name, "blake2b_ratio": ratio, "mb_per_s_here": rate}
            rows.append({**row, "pages": len(measured), "of_pages": len(texts)})
            if not args.json:
                which = f"  {len(measured)} of {len(texts)} pages" if name in pages else ""
                print(f"{label:<8} {name:<16} 1/{1 / ratio:<8.1f} of BLAKE2b  {rate:>8.1f} MB/s here{which}", flush=True)
    if args.json:
        print(json.dumps(rows))


WHAT = ("steps", "package", "normalise", "script", "repair", "workers", "memory", "engines", "cost")


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument(
        "what",
        nargs="?",
        choices=WHAT,
        default="steps",
        help="steps: a row NAME is the step over all pages, a row 'NAME left' an editor over those of the clean pages that it "
        "leaves exactly as they are (no edit, no note), with their number; both in the same rounds",
    )
    parser.add_argument("--mb", type=float, default=None, help="megabytes of text: 8, of engines 100")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help="only contestants whose name holds this")
    parser.add_argument("--recipe", default="web-zh", help="of workers, memory and engines")
    parser.add_argument("--memory", default="1GB", help="the bound of memory")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--save", action="store_true", help="of engines: keep the figures for docs/scale.md")
    parser.add_argument("--write", action="store_true", help="of cost: into docs/scale.md")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the folders of a bench that is ended go too
    args.mb = args.mb or (100.0 if args.what == "engines" else 8.0)
    size_bytes = int(args.mb * MB)
    if args.what == "workers":
        sys.exit(importlib.import_module("tests.bench.workers").workers(size_bytes, args.rounds, args.recipe))
    if args.what == "engines":
        sys.exit(
            importlib.import_module("tests.bench.engines").engines(size_bytes, args.rounds, args.recipe, args.only, args.save)
        )
    if args.what == "cost":
        sys.exit(importlib.import_module("tests.bench.cost").cost(args.write))
    if args.what == "memory":
        bound_bytes = parse_size(args.memory)
        sys.exit(importlib.import_module("tests.bench.workers").memory(size_bytes, args.memory, bound_bytes, args.recipe))
    if args.what == "package":
        sys.exit(importlib.import_module("tests.bench.package").main(fetched_texts(size_bytes), args.rounds, args.json))
    if args.what in ("normalise", "script", "repair"):
        sys.exit(_print_measured(args.what, args.rounds, args.only, args.json))
    _steps(args)


if __name__ == "__main__":
    main()
