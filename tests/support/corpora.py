"""Reading the sound text that scripts/corpora fetched.

Lives here: one iterator over build/corpora, filtered by language, kind and split. Never here: fetching, judging.
Where the corpus is missing a test is skipped with "NOT RUN": a skip is never a pass. Rules and thresholds are chosen on the
split "tune"; "test" is for measuring only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "build" / "corpora"


def sources(langs: Iterable[str] | None = None, kinds: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The index entries wanted: name, file, lang, kind, licence, bytes, blake2b and more.

    langs: language tags; "zh-Hant" takes "zh-Hant-HK" along. kinds: prose, classical, interface, phonetic, dictionary, code,
    markdown, markup, emoji, chess, table; only on the side "test": verse, old-prose, speech, novel, legal. None takes all. Skips
    the test ("NOT RUN") where nothing was fetched.
    """
    index = FOLDER / "index.json"
    if not index.exists():
        pytest.skip("NOT RUN: build/corpora is missing; run scripts/corpora")
    wanted_langs = None if langs is None else tuple(langs)
    wanted_kinds = None if kinds is None else frozenset(kinds)
    found = [
        entry
        for entry in json.loads(index.read_text("utf-8"))["sources"]
        if (wanted_langs is None or any(entry["lang"] == lang or entry["lang"].startswith(lang + "-") for lang in wanted_langs))
        and (wanted_kinds is None or entry["kind"] in wanted_kinds)
    ]
    if not found:
        pytest.skip(f"NOT RUN: build/corpora holds nothing of languages {wanted_langs} and kinds {wanted_kinds}")
    return found


def load(
    langs: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
    split: str | None = None,
    limit_bytes: int | None = None,
    level: bool = False,
) -> Iterator[dict[str, str]]:
    """Records {id, lang, kind, text, split} of the sources wanted, in the order of the index.

    split: "tune", "test" or None for both. limit_bytes: UTF-8 bytes of text over all sources, each giving an equal share as far
    as it has it, so that a small sample still sees every source; None takes everything. level: what small sources leave of their
    share goes to the others, so that a large sample is as large as it says.
    """
    chosen = sources(langs, kinds)
    share = None if limit_bytes is None else limit_bytes // len(chosen)
    if limit_bytes is not None and level:
        share = _level([entry["bytes"] if split is None else entry[f"{split}_bytes"] for entry in chosen], limit_bytes)
    return _records(chosen, split, share)


def _level(sizes_bytes: list[int], limit_bytes: int) -> int:
    """The share that brings the whole to the limit when no source gives more than it has."""
    left_bytes, share_bytes = limit_bytes, 0
    for number, size_bytes in enumerate(sorted(sizes_bytes)):
        share_bytes = left_bytes // (len(sizes_bytes) - number)
        left_bytes -= min(size_bytes, share_bytes)
    return share_bytes


def _records(chosen: list[dict[str, Any]], split: str | None, share_bytes: int | None) -> Iterator[dict[str, str]]:
    for entry in chosen:
        given_bytes = 0
        with (FOLDER / entry["file"]).open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                record: dict[str, str] = json.loads(line)
                if split is not None and record["split"] != split:
                    continue
                given_bytes += len(record["text"].encode())
                if share_bytes is not None and given_bytes > share_bytes:
                    break
                yield record
