"""Floors of repair on damaged text: how much of each named damage comes back, and what becomes of the rest.

Lives here: the sets (sentences and pages of the test half of build/corpora, damaged), the shares. Never here: a threshold of the
repair; what site generators leave (repair_site.py); sound text (repair_clean.py); speed (tests/bench/repair.py).

Every set is damaged by tests/support/independent_damage.py, which was written without knowledge of the repair; a figure whose
name ends in "own" is of the product's own corpuskit.testing.damages. `extra` says what became of the other cases: `marked` (a
U+FFFD, or a note about what is undecided), `left` (not touched at all), `wrong` (changed into something else without a word).
Characters are counted where bytes were lost: `characters` right, `characters_marked`, `characters_wrong`.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import Any

import ftfy

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.steps.repair import Repair
from corpuskit.steps.repair.scan import common_han
from corpuskit.testing.damages_draw import Draw
from tests.support import corpora
from tests.support.independent_damage import REGISTRY
from tests.support.independent_units import Damaged

FULL_CASES, QUICK_CASES = 500, 120
SHORT_CHARS = 16
LANGS = ("zh-Hans", "zh-Hant")
EXACT_ROWS = (
    "UTF-8 as cp1252/latin1", "twice (or thrice)", "GBK as cp1252/latin1", "Big5 as latin1", "numeric references",
    r"\uXXXX, \xE4, %E4%B8, =E4=B8, =?gb2312?B?",
)  # fmt: skip
GAP_ROWS = ("UTF-8 read as GBK/GB18030", "same, Windows style")
FAMILY = ("utf8-as-latin-1", "utf8-as-cp1252", "utf8-as-cp1252-twice", "utf8-as-cp1252-cleaned")
_HAN = re.compile("[\u4e00-\u9fff]")

Case = tuple[str, Damaged]


def figures(full: bool = False) -> list[dict[str, Any]]:
    """All figures of this part; the quick form on a fifth of the sentences."""
    cases = FULL_CASES if full else QUICK_CASES
    rows: list[dict[str, Any]] = []
    for lang in LANGS:
        chosen = sentences(lang, cases)
        rows += _exact(lang, chosen)
        gaps = [name for name, damage in REGISTRY.items() if damage.row in GAP_ROWS]
        rows.append(tally(f"repair.utf8-as-gbk.{lang}", _harmed(chosen, gaps, each=3, lossy=True), 0.70).row(characters=True))
    rows.append(_family(cases))
    return rows


@dataclass
class Tally:
    """Cases counted by what became of them."""

    name: str
    aim: float
    right: int = 0
    marked: int = 0
    left: int = 0
    wrong: int = 0
    chars: Counter[str] = field(default_factory=Counter)
    per: dict[str, list[int]] = field(default_factory=dict)
    digest: Any = field(default_factory=lambda: blake2b(digest_size=8))

    def row(self, characters: bool = False) -> dict[str, Any]:
        total = self.right + self.marked + self.left + self.wrong
        share = {key: round(getattr(self, key) / max(1, total), 4) for key in ("marked", "left", "wrong")}
        if characters:
            every = max(1, sum(self.chars.values()))
            share |= {f"characters{k and '_' + k}": round(self.chars[k or "right"] / every, 4) for k in ("", "marked", "wrong")}
        per = {key: round(a / b, 3) for key, (a, b) in sorted(self.per.items())}
        extra = {**share, "aim": self.aim, "damages": per}
        return row(self.name, self.right / max(1, total), total, self.digest.hexdigest(), "min", extra)


def tally(name: str, cases: Iterable[Case], aim: float, same: Callable[[str, str], bool] = str.__eq__) -> Tally:
    tally = Tally(name, aim)
    for damage, case in cases:
        result, notes = _repaired(case.text)
        tally.digest.update(case.text.encode("utf-8", "surrogatepass"))
        row = tally.per.setdefault(damage, [0, 0])
        row[1] += 1
        tally.chars += _characters(case, result)
        if same(result, case.original):
            tally.right += 1
            row[0] += 1
        elif result == case.text:
            tally.left += 1
        elif "\ufffd" in result or any(note.startswith("damage.undecided") for note in notes):
            tally.marked += 1
        else:
            tally.wrong += 1
    return tally


def _repaired(text: str) -> tuple[str, tuple[str, ...]]:
    found = Repair().edits(Document("0" * 16, text))
    layer = found if isinstance(found, Layer) else Layer("repair", "1", found)
    return apply(text, layer.edits), tuple(note.rule for note in layer.notes)


def _characters(case: Damaged, result: str) -> Counter[str]:
    """What became of the characters that lost bytes."""
    lost = [at for span in case.spans if not span.exact for at in range(*span.original)]
    if not lost:
        return Counter()
    where: dict[int, str] = {}
    for tag, a, b, c, d in SequenceMatcher(None, case.original, result, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and d > c):
            where |= {at: result[min(c + at - a, d - 1)] for at in range(a, b)}
    out: Counter[str] = Counter()
    for at in lost:
        got = where.get(at, "")
        out["right" if got == case.original[at] else "marked" if got in ("\ufffd", "?") else "wrong"] += 1
    return out


def sentences(lang: str, count: int, least: int = 8, most: int = 200) -> list[str]:
    """Sentences that are mostly Han, drawn evenly from the test half."""
    found = []
    for record in corpora.load([lang], ["prose", "classical"], "test"):
        for sentence in re.split(r"(?<=[。！？])|\n", record["text"]):
            sentence = sentence.strip()
            if least <= len(sentence) <= most and len(_HAN.findall(sentence)) > 0.6 * len(sentence):
                found.append(sentence)
    return sorted(Draw(7).sample(found, count))


def _harmed(chosen: Sequence[str], names: Sequence[str], each: int, lossy: bool) -> Iterator[Case]:
    """The damages going round over the sentences, `each` of them for every sentence."""
    for at, sound in enumerate(chosen):
        for step in range(each):
            name = names[(at * each + step) % len(names)]
            case = REGISTRY[name].apply(sound, random.Random(at))
            if case is not None and (lossy or case.exact):
                yield name, case


def _exact(lang: str, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Exactly invertible damages; short sentences and those with rare characters apart."""
    names = [name for name, damage in REGISTRY.items() if damage.row in EXACT_ROWS and damage.undo]
    groups: dict[str, list[Case]] = {"exact": [], "exact-short": [], "exact-rare": []}
    for name, case in _harmed(chosen, names, each=3, lossy=False):
        rare = any(char not in common_han() for char in _HAN.findall(case.original))
        groups["exact-rare" if rare else "exact-short" if len(case.original) < SHORT_CHARS else "exact"].append((name, case))
    return [tally(f"repair.{group}.{lang}", cases, 0.995).row() for group, cases in groups.items()]


def _family(cases: int) -> dict[str, Any]:
    """Damage of the UTF-8 family in six languages: the share restored, and what ftfy alone restores of the same."""
    right = alone = total = 0
    digest = blake2b(digest_size=8)
    for lang in ("fr", "de", "ru", "ja", "ko", "zh-Hans"):
        lines = [
            line.strip() for record in corpora.load([lang], ["prose"], "test", 400_000) for line in record["text"].split("\n")
        ]
        chosen = Draw(3).sample(sorted({line for line in lines if 20 <= len(line) <= 200 and not line.isascii()}), cases // 4)
        for name, case in _harmed(chosen, FAMILY, each=2, lossy=True):
            del name
            digest.update(case.text.encode("utf-8"))
            total += 1
            right += _repaired(case.text)[0] == case.original
            alone += ftfy.fix_encoding(case.text) == case.original
    extra = {"ftfy": round(alone / max(1, total), 4)}
    return row("repair.utf8-family", right / max(1, total), total, digest.hexdigest(), "min", extra)


def row(name: str, figure: float, cases: int, digest: str, kind: str, extra: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "figure": round(figure, 5), "cases": cases, "digest": digest, "kind": kind, "extra": extra}
