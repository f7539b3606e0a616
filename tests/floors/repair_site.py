"""Floors of repair on what site generators leave: byte shifts and pinyin notes.

Lives here: the sets of pages and broken sentences and their shares. Never here: other damages (repair.py), counting
(tests/support/repair_tally.py).

A break is one lost first byte and what follows up to where bytes and characters agree again. `shifts` are sentences, right
where every character is; `breaks` are the breaks of whole pages, each judged on its own stretch, and `breaks-wrong` those
that were changed into something else without a word. Which width a mark gets back is not asked. Test and tune side: see
repair.py.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from corpuskit.testing.damages import DAMAGES
from corpuskit.testing.damages_site import hans_to_hant
from tests.floors.repair import LANGS, Tuned, sentences, tuned
from tests.support import blind_sets, corpora
from tests.support.blind_bytes import Case
from tests.support.independent_damage import REGISTRY
from tests.support.repair_tally import VERDICTS, Tally, row, same_width, tally
from tests.support.varied_sites import made

FULL_PAGES, QUICK_PAGES = 300, 40
FULL_SENTENCES, QUICK_SENTENCES = 400, 100
TUNE_CASES = 320
PAGE_SENTENCES = 8
VARIED_BYTES, VARIED_CHARS = 1_200_000, 1_500
SHIFTS = ("site-shift", "site-shift-flattened", "site-shift-tags", "site-shift-tags-flattened", "site-junk-left")
_JUNK = dict.fromkeys(range(5, 9))


def figures(full: bool = False) -> list[dict[str, Any]]:
    """The test side; the quick form on a seventh of the pages."""
    count = FULL_PAGES if full else QUICK_PAGES
    rows: list[dict[str, Any]] = []
    for lang in LANGS:
        broken = blind_sets.broken_sentences(lang, FULL_SENTENCES if full else QUICK_SENTENCES)
        rows.append(tally(f"repair.shifts.{lang}", broken, 0.78, same_width, wounds=True).row())
        for kind, cases in blind_sets.note_sets(lang, count).items():
            aim = 0.999 if kind == "plain" else 0.95
            rows.append(tally(f"repair.notes-{kind}.{lang}", cases, aim, same_width, wounds=True).row())
        pages = [
            tally(f"repair.notes-site.{lang}", blind_sets.site_pages(lang, count, notes=True), 0.78, same_width, wounds=True),
            tally(
                f"repair.junk-site.{lang}", blind_sets.site_pages(lang, count // 2, notes=False), 0.78, same_width, wounds=True
            ),
        ]
        rows += [pages[0].row(), *_breaks(lang, pages)]
    return rows


def _breaks(lang: str, pages: Sequence[Tally]) -> list[dict[str, Any]]:
    """The breaks of all pages of sites, one by one."""
    seen: Counter[str] = Counter()
    for each in pages:
        seen += each.wounds.get("break", Counter())
    total = max(1, seen.total())
    share = {key: round(seen[key] / total, 4) for key in VERDICTS[1:]}
    digest = "".join(each.digest.hexdigest() for each in pages)
    extra = {**share, "aim": 0.78, "junk-site": pages[1].row()["extra"]}
    return [
        row(f"repair.breaks.{lang}", seen["right"] / total, seen.total(), digest, "min", extra),
        row(f"repair.breaks-wrong.{lang}", seen["wrong"] / total, seen.total(), digest, "max", {"aim": 0.03}),
    ]


def tune_figures() -> list[dict[str, Any]]:
    """The tune side, and the product's own damages ("own"): no floors."""
    rows: list[dict[str, Any]] = []
    for lang in LANGS:
        rows.append(tally(f"repair.shifts.{lang}", _tune_breaks(lang), 0.78, same=same_width).row())
        own = _own(sentences(lang, TUNE_CASES), ("gbk-byte-lost",))
        rows.append(tally(f"repair.shifts-own.{lang}", own, 0.78, same=same_width).row())
        rows += _tune_notes(lang, sentences(lang, TUNE_CASES * 4))
        rows.append(tally(f"repair.breaks-varied.{lang}", _varied(lang), 0.78, same_width, wounds=True).row())
    return rows


def _varied(lang: str) -> Iterator[Case]:
    """Pages of the tune half of the texts, each from a site of its own ways."""
    for seed, record in enumerate(corpora.load([lang], ["prose", "classical"], "tune", VARIED_BYTES)):
        case = made(record["text"][:VARIED_CHARS], seed)
        if case is not None and any(wound.kind == "break" for wound in case.wounds):
            yield case


def _own(chosen: Sequence[str], names: Sequence[str]) -> Iterator[Tuned]:
    for sound in chosen:
        for name in names:
            if not DAMAGES[name].covers(sound):
                continue
            harmed = DAMAGES[name](sound)
            if isinstance(harmed, str) and harmed != sound:
                yield Tuned(name, harmed, sound)


def _tune_breaks(lang: str) -> list[Tuned]:
    """Sentences in which a site's junk broke a character: one sentence in forty, so all sentences of the test half are tried."""
    found: list[Tuned] = []
    for at, sound in enumerate(sentences(lang, TUNE_CASES * 20)):
        name = SHIFTS[at % len(SHIFTS)]
        case = REGISTRY[name].apply(sound, random.Random(at))
        if case is not None and not same_width(case.text.translate(_JUNK), sound):
            found.append(tuned(name, case))
    return found[:TUNE_CASES]


def _tune_notes(lang: str, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Pages with pinyin notes: without byte accidents, with accidents, and with everything a site does."""
    pages = ["\n".join(chosen[at : at + PAGE_SENTENCES]) for at in range(0, len(chosen), PAGE_SENTENCES)]
    sets: dict[str, list[Tuned]] = {"plain": [], "accidents": [], "site": []}
    for seed, page in enumerate(pages):
        for name in ("site-notes", "site-notes-flattened", "site-both", "site-both-flattened"):
            case = REGISTRY[name].apply(page, random.Random(seed))
            if case is not None:
                kind = "site" if name.startswith("site-both") else "plain" if case.exact else "accidents"
                sets[kind].append(tuned(name, case))
        sound = hans_to_hant(page)
        try:
            harmed = DAMAGES["pinyin-notes"](sound, seed=seed, ratio=0.1, blank=seed % 3 == 0)
        except (UnicodeEncodeError, ValueError):
            continue
        if isinstance(harmed, str) and "?" not in harmed and harmed != sound:
            sets["plain"].append(Tuned("own", harmed, sound))
    aims = {"plain": 0.999, "accidents": 0.95, "site": 0.78}
    return [tally(f"repair.notes-{kind}.{lang}", cases, aims[kind], same=same_width).row() for kind, cases in sets.items()]
