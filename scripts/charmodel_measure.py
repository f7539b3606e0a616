"""What the character model is worth, on the test half of the sound text that it has not seen.

Lives here: perplexity per character, and the share of characters found again among those of GB2312 that share their first byte,
given three characters to the left and two to the right (what a byte shift leaves to guess). Never here: building, choosing.
Documents are the sources' own; places are drawn with a fixed seed. The document view has read the document without the place.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from charmodel_sources import sound_text, source_of

from corpuskit.rulebook import fold_table
from corpuskit.steps.repair.model import CharModel, from_bytes

_PLACES = 2000  # per group: the 95 % interval is then within 2.2 points
_PERPLEXITY_CHARS = 200_000
_WIDE_NATS = 3.0  # a margin at which a repair might dare
_DOCUMENT_CHARS = 1200  # documents below this are not used for the document view
_TALES, _MANUALS = ("wesnoth", "freeciv"), ("handbook", "debian-reference", "installation-guide", "kernel-doc", "libreoffice")
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("zh-Hans tales", "zh-Hans", _TALES),
    ("zh-Hans manuals", "zh-Hans", _MANUALS),
    ("zh-Hant tales", "zh-Hant", _TALES),
    ("zh-Hant manuals", "zh-Hant", (*_MANUALS, "libreoffice-tw", "debian-reference-tw")),
    ("classical", "zh-Hans", ("verses", "quotations")),
)


@cache
def _lead_mates() -> dict[str, list[str]]:
    """For each Han character of GB2312, those that share its first byte."""
    mates: dict[str, list[str]] = {}
    for lead in range(0xB0, 0xF8):
        cells = [bytes((lead, trail)).decode("gb2312", "ignore") for trail in range(0xA1, 0xFF)]
        row = [char for char in cells if char]
        mates.update(dict.fromkeys(row, row))
    return mates


def _documents(corpora: Path, lang: str, sources: tuple[str, ...]) -> list[str]:
    kinds = ("prose", "classical")
    return [text for key, text in sound_text(corpora, (lang,), kinds, "test") if source_of(key) in sources]


def _found(model: CharModel, documents: list[str], view: bool) -> tuple[float, float, float, int]:
    """Share found, share with a wide margin, share found among those, number of places."""
    fold, mates, draw = fold_table(), _lead_mates(), random.Random(20)
    found = wide = found_wide = places = 0
    long = [text for text in documents if len(text) >= _DOCUMENT_CHARS] if view else ["\n".join(documents)]
    for text in long:
        plain = "".join(fold.get(ord(char), char) if "\u3400" <= char <= "\u9fff" else char for char in text)
        here = [at for at in range(3, len(plain) - 2) if plain[at] in mates]
        for at in draw.sample(here, min(len(here), max(1, _PLACES // len(long)))):
            row = mates[plain[at]]
            used = model.with_document(plain[: at - 3] + "\n" + plain[at + 3 :]) if view else model
            scores = used.score_candidates(plain[at - 3 : at], row, plain[at + 1 : at + 3])
            first, second = sorted(range(len(row)), key=lambda i: -scores[i])[:2]
            right, margin = row[first] == plain[at], scores[first] - scores[second] > _WIDE_NATS
            places, found, wide, found_wide = places + 1, found + right, wide + margin, found_wide + (right and margin)
    return found / places, wide / places, found_wide / max(wide, 1), places


def _perplexity(model: CharModel, documents: list[str]) -> tuple[float, float]:
    """Per character, and per Han character."""
    text = "\n".join(documents)[:_PERPLEXITY_CHARS]
    logs = model.logps(text)
    han = [log for log, char in zip(logs, text, strict=True) if "\u3400" <= char <= "\u9fff"]
    return math.exp(-sum(logs) / len(logs)), math.exp(-sum(han) / len(han))


def report(path: Path, corpora: Path) -> Iterator[str]:
    """One line per group of documents, for the model file at path."""
    model = from_bytes(path.read_bytes())
    yield f"{path.name}: {path.stat().st_size} bytes, {len(model.pair)} pairs, {len(model.triple)} triples"
    yield f"{'group':16} {'ppl':>7} {'ppl Han':>8} | {'found':>6} {'wide':>6} {'found of wide':>13} | with document: the same"
    for name, lang, sources in _GROUPS:
        documents = _documents(corpora, lang, sources)
        alone, aware = _found(model, documents, False), _found(model, documents, True)
        every, han = _perplexity(model, documents)
        cells = f"{alone[0]:6.3f} {alone[1]:6.3f} {alone[2]:13.3f} | {aware[0]:6.3f} {aware[1]:6.3f} {aware[2]:6.3f}"
        yield f"{name:16} {every:7.1f} {han:8.1f} | {cells} ({alone[3]} and {aware[3]} places)"
