"""Floors of repair on what site generators leave: byte shifts and pinyin notes.

Lives here: sentences that a site's junk broke, sentences that lost a first byte, pages with notes. Never here: other damages
(repair.py, which also holds the counting).

A break is one lost first byte and what follows up to where bytes and characters agree again; right means every character of the
sentence. Which width a mark gets back is not asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from corpuskit.testing.damages import DAMAGES
from corpuskit.testing.damages_site import hans_to_hant
from tests.floors.repair import LANGS, Case, sentences, tally
from tests.support.independent_damage import REGISTRY
from tests.support.independent_units import Damaged, Span

FULL_CASES, QUICK_CASES = 320, 100
PAGE_SENTENCES = 8
SHIFTS = ("site-shift", "site-shift-flattened", "site-shift-tags", "site-shift-tags-flattened", "site-junk-left")
_FLAT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_JUNK = dict.fromkeys(range(5, 9))


def figures(full: bool = False) -> list[dict[str, Any]]:
    """All figures of this part; the quick form on a third of the sentences."""
    cases = FULL_CASES if full else QUICK_CASES
    rows: list[dict[str, Any]] = []
    for lang in LANGS:
        rows.append(tally(f"repair.shifts.{lang}", _breaks(lang, cases), 0.78, same=_same_width).row())
        own = _own(sentences(lang, cases), ("gbk-byte-lost",))
        rows.append(tally(f"repair.shifts-own.{lang}", own, 0.78, same=_same_width).row())
        rows += _notes(lang, sentences(lang, cases * 4))
    return rows


def _same_width(result: str, sound: str) -> bool:
    """Which width a mark inside a shift gets back is not the point of a shift."""
    return result.translate(_FLAT) == sound.translate(_FLAT)


def _own(chosen: Sequence[str], names: Sequence[str]) -> Iterator[Case]:
    for sound in chosen:
        for name in names:
            if not DAMAGES[name].covers(sound):
                continue
            harmed = DAMAGES[name](sound)
            if isinstance(harmed, str) and harmed != sound:
                yield name, Damaged(name, harmed, sound, (Span((0, len(harmed)), (0, len(sound)), False),))


def _breaks(lang: str, count: int) -> list[Case]:
    """Sentences in which a site's junk broke a character: one sentence in forty, so all sentences of the test half are tried."""
    found: list[Case] = []
    for at, sound in enumerate(sentences(lang, count * 20)):
        name = SHIFTS[at % len(SHIFTS)]
        case = REGISTRY[name].apply(sound, random.Random(at))
        if case is not None and not _same_width(case.text.translate(_JUNK), sound):
            found.append((name, case))
    return found[:count]


def _notes(lang: str, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Pages with pinyin notes: without byte accidents, with accidents, and with everything a site does."""
    pages = ["\n".join(chosen[at : at + PAGE_SENTENCES]) for at in range(0, len(chosen), PAGE_SENTENCES)]
    sets: dict[str, list[Case]] = {"plain": [], "accidents": [], "site": []}
    for seed, page in enumerate(pages):
        for name in ("site-notes", "site-notes-flattened", "site-both", "site-both-flattened"):
            case = REGISTRY[name].apply(page, random.Random(seed))
            if case is not None:
                kind = "site" if name.startswith("site-both") else "plain" if case.exact else "accidents"
                sets[kind].append((name, case))
        sound = hans_to_hant(page)
        try:
            harmed = DAMAGES["pinyin-notes"](sound, seed=seed, ratio=0.1, blank=seed % 3 == 0)
        except (UnicodeEncodeError, ValueError):
            continue
        if isinstance(harmed, str) and "?" not in harmed and harmed != sound:
            sets["plain"].append(("own", Damaged("own", harmed, sound, (Span((0, len(harmed)), (0, len(sound)), True),))))
    aims = {"plain": 0.999, "accidents": 0.95, "site": 0.78}
    return [tally(f"repair.notes-{kind}.{lang}", cases, aims[kind], same=_same_width).row() for kind, cases in sets.items()]
