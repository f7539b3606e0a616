"""Floors of repair on damaged text: how much of each named damage comes back, and what becomes of the rest.

Lives here: the sets of whole sentences and their shares. Never here: a threshold of the repair; what site generators leave
(repair_site.py); sound text (repair_clean.py); counting (tests/support/repair_tally.py); speed (tests/bench/repair.py).

The test side is tests/support/blind_sets.py, written without sight of the repair or of anything it was chosen on. The tune
side (`scripts/gate --show repair --tune`) is tests/support/independent_damage.py: it was the test side once, has been looked
into since, and has no floor. `extra` says what became of the other cases: see repair_tally.py.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import ftfy

from corpuskit.steps.repair.scan import common_han
from corpuskit.testing.damages_draw import Draw
from tests.support import blind_sets, corpora
from tests.support.independent_damage import REGISTRY
from tests.support.independent_units import Damaged
from tests.support.repair_tally import Harmed, Tally, repaired, row, tally

LANGS = ("zh-Hans", "zh-Hant")
FULL_EACH, QUICK_EACH = 16, 4  # cases of each exact chain in each group: 22 or more chains, so 300 or more in the full form
FULL_LOSSY, QUICK_LOSSY = 60, 12
FULL_LINES, QUICK_LINES = 60, 20
TUNE_CASES = 500
SHORT_CHARS = 16
EXACT_ROWS = (
    "UTF-8 as cp1252/latin1", "twice (or thrice)", "GBK as cp1252/latin1", "Big5 as latin1", "numeric references",
    r"\uXXXX, \xE4, %E4%B8, =E4=B8, =?gb2312?B?",
)  # fmt: skip
GAP_ROWS = ("UTF-8 read as GBK/GB18030", "same, Windows style")
FAMILY_LANGS = ("fr", "de", "ru", "ja", "ko", "zh-Hans")
FAMILY = ("utf8-as-latin-1", "utf8-as-cp1252", "utf8-as-cp1252-twice", "utf8-as-cp1252-cleaned")
_HAN = re.compile("[\u4e00-\u9fff]")


def figures(full: bool = False) -> list[dict[str, Any]]:
    """The test side; the quick form on a quarter of the cases."""
    rows: list[dict[str, Any]] = []
    for lang in LANGS:
        for group, cases in blind_sets.exact_sets(lang, FULL_EACH if full else QUICK_EACH).items():
            rows.append(tally(f"repair.{group}.{lang}", cases, 0.995).row())
        lossy = blind_sets.lossy_sets(lang, FULL_LOSSY if full else QUICK_LOSSY)
        rows += _with_characters(tally(f"repair.utf8-as-gbk.{lang}", lossy["utf8-as-gbk"], 0.70))
        rows.append(_wrong(tally(f"repair.utf8-as-big5-wrong.{lang}", lossy["utf8-as-big5"], 0.0)))
    count = FULL_LINES if full else QUICK_LINES
    rows.append(_family(blind_sets.family(FAMILY_LANGS, lambda lang: _lines(lang, count, 11))))
    return rows


def _with_characters(seen: Tally) -> list[dict[str, Any]]:
    """The whole sentences, and apart from them the damaged characters that come back."""
    out = seen.row()
    stem, lang = out["name"].rsplit(".", 1)
    extra = {"aim": 0.9, "wrong": out["extra"]["characters_wrong"], "marked": out["extra"]["characters_marked"]}
    of = row(f"{stem}-characters.{lang}", out["extra"]["characters"], seen.chars.total(), out["digest"], "min", extra)
    return [out, of]


def _wrong(seen: Tally) -> dict[str, Any]:
    """Big5 loses four characters of five, so nobody can have these back: the floor is what is made into something else."""
    out = seen.row()
    extra = {"right": out["figure"], **out["extra"]}
    return row(out["name"], extra.pop("wrong"), out["cases"], out["digest"], "max", extra)


def tune_figures() -> list[dict[str, Any]]:
    """The tune side: no floors."""
    rows: list[dict[str, Any]] = []
    for lang in LANGS:
        chosen = sentences(lang, TUNE_CASES)
        rows += _exact(lang, chosen)
        gaps = [name for name, damage in REGISTRY.items() if damage.row in GAP_ROWS]
        rows.append(tally(f"repair.utf8-as-gbk.{lang}", _harmed(chosen, gaps, each=3, lossy=True), 0.70).row())
    lines = [line for lang in FAMILY_LANGS for line in _lines(lang, TUNE_CASES // 4, 3)]
    rows.append(_family(_harmed(lines, FAMILY, each=2, lossy=True)))
    return rows


def _family(cases: Iterable[Harmed]) -> dict[str, Any]:
    """Damage of the UTF-8 family in six languages: the share restored, and what ftfy alone restores of the same."""
    right = alone = total = 0
    digest = blake2b(digest_size=8)
    for case in cases:
        digest.update(case.text.encode("utf-8"))
        total += 1
        right += repaired(case.text)[0] == case.original
        alone += ftfy.fix_encoding(case.text) == case.original
    extra = {"ftfy": round(alone / max(1, total), 4)}
    return row("repair.utf8-family", right / max(1, total), total, digest.hexdigest(), "min", extra)


def _lines(lang: str, count: int, seed: int) -> list[str]:
    lines = [line.strip() for record in corpora.load([lang], ["prose"], "test", 400_000) for line in record["text"].split("\n")]
    return Draw(seed).sample(sorted({line for line in lines if 20 <= len(line) <= 200 and not line.isascii()}), count)


def sentences(lang: str, count: int, least: int = 8, most: int = 200) -> list[str]:
    """Sentences that are mostly Han, drawn evenly from the test half."""
    found = []
    for record in corpora.load([lang], ["prose", "classical"], "test"):
        for sentence in re.split(r"(?<=[。！？])|\n", record["text"]):
            sentence = sentence.strip()
            if least <= len(sentence) <= most and len(_HAN.findall(sentence)) > 0.6 * len(sentence):
                found.append(sentence)
    return sorted(Draw(7).sample(found, count))


@dataclass(frozen=True, slots=True)
class Tuned:
    """A case of the tune side in the shape that is counted."""

    name: str
    text: str
    original: str
    lost: tuple[int, ...] = ()


def tuned(name: str, case: Damaged) -> Tuned:
    lost = tuple(at for span in case.spans if not span.exact for at in range(*span.original))
    return Tuned(name, case.text, case.original, lost)


def _harmed(chosen: Sequence[str], names: Sequence[str], each: int, lossy: bool) -> Iterator[Tuned]:
    """The damages going round over the sentences, `each` of them for every sentence."""
    for at, sound in enumerate(chosen):
        for step in range(each):
            name = names[(at * each + step) % len(names)]
            case = REGISTRY[name].apply(sound, random.Random(at))
            if case is not None and (lossy or case.exact):
                yield tuned(name, case)


def _exact(lang: str, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Exactly invertible damages; short sentences and those with rare characters apart."""
    names = [name for name, damage in REGISTRY.items() if damage.row in EXACT_ROWS and damage.undo]
    groups: dict[str, list[Tuned]] = {"exact": [], "exact-short": [], "exact-rare": []}
    for case in _harmed(chosen, names, each=3, lossy=False):
        rare = any(char not in common_han() for char in _HAN.findall(case.original))
        groups["exact-rare" if rare else "exact-short" if len(case.original) < SHORT_CHARS else "exact"].append(case)
    return [tally(f"repair.{group}.{lang}", cases, 0.995).row() for group, cases in groups.items()]
