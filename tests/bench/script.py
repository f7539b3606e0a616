"""Speed of the steps `script` and `language`, as ratios to BLAKE2b over the same bytes in the same run.

What lives here: measure(), and the references it compares with. What never does: thresholds, printing.

How it works: everything is measured in rounds, one after the other in each round, in processor time, and each document's best
round counts: what else a loaded machine does hits single documents, and hardly the same one in every round. Texts are cut into
documents of 3,000 characters, as crawled pages are; text that needs nothing goes through the pipeline in the groups in which the
commands take it, the rest document by document. For the reference library a smaller part of the same text is timed: it is
slow, and its rate does not depend on the length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from time import process_time
from typing import Any, TypeVar

from corpuskit.commands.filters import TOGETHER_CHARS
from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.language import Language
from corpuskit.steps.script import Script
from corpuskit.steps.script.engine import convert
from corpuskit.steps.script.tables import chain
from corpuskit.steps.script.trie import codes_of, text_of
from tests.support.corpora import load

Item = TypeVar("Item")
Group = list[Document]

DOCUMENT_CHARS = 3_000
TEXT_CHARS = 300_000
REFERENCE_CHARS = 24_000


def _documents(lang: str, kinds: Sequence[str]) -> list[Document]:
    text = ""
    for record in load([lang], kinds, "test"):
        text += record["text"] + "\n"
        if len(text) >= TEXT_CHARS:
            break
    parts = range(0, min(len(text), TEXT_CHARS), DOCUMENT_CHARS)
    return [Document("0" * 16, text[at : at + DOCUMENT_CHARS]) for at in parts]


def together(documents: Sequence[Document]) -> list[Group]:
    """The documents in the groups in which the commands take them through a pipeline."""
    groups: list[Group] = [[]]
    for doc in documents:
        if sum(len(held.text) for held in groups[-1]) >= TOGETHER_CHARS:
            groups.append([])
        groups[-1].append(doc)
    return groups


def _size_bytes(groups: Sequence[Group]) -> int:
    return sum(len(doc.text.encode("utf-8")) for group in groups for doc in group)


def _hash(group: Group) -> object:
    return [blake2b(doc.text.encode("utf-8")).digest() for doc in group]


def _convert_only(config: str) -> Callable[[Document], object]:
    """The conversion without its edits, to see what the ledger costs."""
    compiled = chain("opencc", config)
    return lambda doc: text_of(convert(codes_of(doc.text), compiled).codes)


def _reference(config: str) -> Callable[[Document], object]:
    from opencc import OpenCC

    converter = OpenCC(config)
    return lambda doc: converter.convert(doc.text)


def best_times(items: Sequence[Item], work: Callable[[Item], object], known: Sequence[float] | None) -> list[float]:
    """Seconds for each item, or what is known from an earlier round where that was less."""
    times = []
    for item in items:
        start = process_time()
        work(item)
        times.append(process_time() - start)
    return times if known is None else list(map(min, times, known))


def measure(rounds: int = 5) -> list[dict[str, Any]]:
    """One row per job: name, bytes_per_second, blake2b_ratio, and the factor to the
    reference library, or the ledger's share of the time, where that is asked."""
    hans, hant = _documents("zh-Hans", ["classical"]), _documents("zh-Hant", ["prose"])
    hans = [doc for doc in hans if not _count(Script(to="hans"), doc)]
    clean_hant = [doc for doc in hant if not _count(Script(to="hant"), doc)]
    japanese, english = _documents("ja", ["prose"]), _documents("en", ["prose"])
    mixed = [doc for pair in zip(hans, hant, strict=False) for doc in pair]
    jobs: list[tuple[str, list[Group], Callable[[Group], object]]] = []

    def job(name: str, docs: list[Document], work: Callable[[Document], object]) -> None:
        jobs.append((name, [[doc] for doc in docs], lambda group: work(group[0])))

    part = REFERENCE_CHARS // DOCUMENT_CHARS
    for name, docs, to in (
        ("hans", hans, "hans"),
        ("hant", clean_hant, "hant"),
        ("en", english, "hans"),
        ("ja", japanese, "hans"),
    ):
        jobs.append((f"script.clean.{name}", together(docs), Pipeline([Script(to=to)]).run_each))  # type: ignore[arg-type]
    job("script.to-hans.hant", hant, Script(to="hans").edits)
    job("script.to-hans.mixed", mixed, Script(to="hans").edits)
    job("script.to-tw.hans", hans, Script(to="tw").edits)
    for config, docs in (("t2s", hant), ("s2t", hans), ("s2twp", hans)):
        for tables in ("opencc", "reimplemented"):
            job(f"script.{config}.{tables}", docs, Script(config=config, tables=tables).edits)  # type: ignore[arg-type]
        job(f"script.{config}.without-edits", docs, _convert_only(config))
        job(f"reference.{config}", docs[:part], _reference(config))
    job("language.zh", hans, Language().annotate)
    job("language.en", english, Language().annotate)
    best: dict[str, list[float]] = {}
    hashed: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, groups, work in jobs:
            best[name] = best_times(groups, work, best.get(name))
            hashed[name] = best_times(groups, _hash, hashed.get(name))
    rates = [{name: _size_bytes(groups) / sum(times[name]) for name, groups, _ in jobs} for times in (best, hashed)]
    return [_row(name, *rates) for name, *_ in jobs]


def _count(step: Script, doc: Document) -> int:
    found = step.edits(doc)
    return len(found.edits if isinstance(found, Layer) else found)


def _row(name: str, best: dict[str, float], hashed: dict[str, float]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": name, "bytes_per_second": round(best[name]), "blake2b_ratio": best[name] / hashed[name],
    }  # fmt: skip
    _, _, rest = name.partition(".")
    config, _, tables = rest.partition(".")
    if tables in ("opencc", "reimplemented"):
        row["times_reference"] = round(best[name] / best[f"reference.{config}"], 1)
    if tables == "opencc":
        row["edits_share_of_time"] = round(1 - best[name] / best[f"script.{config}.without-edits"], 3)
    return row
