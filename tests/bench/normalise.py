"""Speed of `characters`, `punctuation` and all of `normalise`, as ratios to BLAKE2b over the same bytes in the same run.

What lives here: measure() and its texts. What never does: thresholds, printing.

How it works: every case is timed in rounds, hash and pipeline in turn, and the best round of each group of documents
counts; groups are as large as the commands make them. Clean text is sound
Chinese prose (and English) cut into documents of 3,000 characters, as pages are; damaged text is the same with all full-width
marks flattened, with CR LF and zero-width characters, or with ideographic indents; one case is a single document of 1 MB. The
Chinese prose is simplified and traditional, so `normalise` to simplified converts a part of it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.characters import Characters
from corpuskit.steps.punctuation import Punctuation
from corpuskit.steps.script import Script
from tests.bench.script import best_times, together
from tests.floors.punctuation import flatten, sound_lines
from tests.support.corpora import load

DOCUMENT_CHARS = 3_000
TEXT_CHARS = 340_000


def _normalised(text: str) -> str:
    for step in (Characters(), Punctuation()):
        found = step.edits(Document("0" * 16, text))
        text = apply(text, found.edits if isinstance(found, Layer) else found)
    return text


def _settled(texts: list[str]) -> list[str]:
    """Those that both steps leave as they are: a cut may have made a blank the first character of one."""
    return [text for text in texts if _normalised(text) == text]


def _texts() -> dict[str, list[str]]:
    lines = [line for _, record in sound_lines("test", share=0.6) for line in record]
    chinese = _normalised("\n".join(lines))[:TEXT_CHARS]
    english = ""
    for row in load(["en"], ["prose"], "test", limit_bytes=4 * TEXT_CHARS):
        english += row["text"] + "\n"
    english = _normalised(english)[:TEXT_CHARS]
    flat = flatten(chinese)

    def cut(text: str) -> list[str]:
        return [text[at : at + DOCUMENT_CHARS] for at in range(0, len(text), DOCUMENT_CHARS)]

    return {
        "clean-zh": _settled(cut(chinese)),
        "clean-en": _settled(cut(english)),
        "flattened": cut(flat),
        "flattened-1mb": [flat],
        "crlf-zero-width": cut(chinese.replace("\n", "\r\n").replace("。", "。\u200b")),
        "indented": cut("\n".join("\u3000\u3000" + line for line in chinese.split("\n"))),
    }


def measure(rounds: int = 7) -> list[dict[str, Any]]:
    """One row per step and text: name, blake2b_ratio (time of BLAKE2b over the step's: 1/3.5 is 0.286), bytes, ms, edits."""
    both: list[object] = [Characters(), Punctuation()]
    pipelines = {"characters": Pipeline(both[:1]), "punctuation": Pipeline(both[1:])}
    pipelines["normalise"] = Pipeline([*both, Script(to="hans")])  # what `corpuskit normalise --to hans` runs
    wanted: dict[str, tuple[str, ...]] = {"normalise": ("clean-zh",)}
    wanted["characters"] = ("clean-zh", "clean-en", "crlf-zero-width", "indented")
    wanted["punctuation"] = ("clean-zh", "clean-en", "flattened", "flattened-1mb")
    texts = _texts()
    rows = []
    for name, pipeline in pipelines.items():
        for case in wanted[name]:
            groups = together([Document("0" * 16, text) for text in texts[case]])
            data = [[doc.text.encode() for doc in group] for group in groups]
            hashed: list[float] | None = None
            stepped: list[float] | None = None
            for _ in range(rounds):
                hashed = best_times(data, _hash, hashed)
                stepped = best_times(groups, pipeline.run_each, stepped)
            taken = sum(stepped or [])
            rows.append(
                {
                    "name": f"{name}.{case}",
                    "blake2b_ratio": sum(hashed or []) / taken,
                    "bytes": sum(len(piece) for group in data for piece in group),
                    "ms": taken * 1000,
                    "edits": sum(_edits(pipeline, doc) for group in groups for doc in group),
                }
            )
    return rows


def _edits(pipeline: Pipeline, doc: Document) -> int:
    return sum(len(layer.edits) for layer in pipeline.run(doc).document.layers)


def _hash(group: list[bytes]) -> object:
    return [blake2b(data).digest() for data in group]
