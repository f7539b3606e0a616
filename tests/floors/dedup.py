"""Floors of `near` and `exact`: known copies are found, and nothing that is no copy goes.

What lives here: the sets, made from sound text of build/corpora by known edits, and the counts. What never does: thresholds
of the steps (chosen on the split "tune"), thresholds of the figures (tests/floors.json).

How it works: the bases are pieces of lines of prose, chosen so that no two share more than a tenth of their runs of eight
characters. A set is linked as a whole, so every text can be taken for every other. A copy counts as found when it and its
base are in one group, that is when one goes for the other; a drop across bases is wrong, and so is every drop in a set of
texts that are no copies. `unverified` in the extra is what banding alone would have dropped wrongly.

Long for the ways in which copies differ: each has its maker here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import opencc

from corpuskit.core.step import Duplicate
from corpuskit.engines.link import link_sketches
from corpuskit.steps.exact import Exact
from corpuskit.steps.near import Near
from corpuskit.testing.damages import DAMAGES
from tests.support.corpora import load

QUICK_CASES, FULL_CASES = 60, 300
LANGS = ("zh-Hans", "zh-Hant", "ja", "en")
LIGHT_RATIO = 0.02
WRAPPED_RATIO = 0.4
TEMPLATE_RATIO = 0.3
LINE_RATIO = 0.08  # share of the characters in lines that are lost to damage
SHINGLE_CHARS, COMMON_RATIO = 8, 0.1
STANZA_LINES, STANZA_CHARS = 8, 60
_HAN = range(0x4E00, 0x9FFF)
LOST = ("utf8-as-gbk", "gbk-as-utf8", "gbk-byte-lost", "lost-to-question-mark", "lost-to-replacement", "memory-fill")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"


def _runs(text: str) -> set[str]:
    return {text[n : n + SHINGLE_CHARS] for n in range(max(1, len(text) - SHINGLE_CHARS))}


@cache
def bases(
    split: str, langs: tuple[str, ...], count: int, low_chars: int, high_chars: int, least_han: float = 0.0
) -> tuple[str, ...]:
    """Up to `count` texts of low to high characters with next to nothing in common; the same ones every time."""
    chance = random.Random(f"{split}-{langs}-{low_chars}-{high_chars}")
    records = [r["text"] for r in load(langs, ["prose"], split)]
    chance.shuffle(records)
    seen: set[str] = set()
    found: list[str] = []
    for record in records:
        lines = [line for line in record.split("\n") if len(line) >= 20]
        at = chance.randrange(max(1, len(lines) // 2))
        wanted = chance.randint(low_chars, high_chars)
        text = ""
        for line in lines[at:]:
            text += line + "\n"
            if len(text) >= wanted:
                break
        text = text[:wanted].strip()
        if len(text) < low_chars or sum(ord(c) in _HAN for c in text) < least_han * len(text):
            continue
        runs = _runs(text)
        if len(runs & seen) > COMMON_RATIO * len(runs):
            continue
        seen |= runs
        found.append(text)
        if len(found) == count:
            break
    return tuple(found)


def edited(text: str, count: int, chance: random.Random) -> str:
    """`count` single characters substituted, inserted or deleted, at drawn places, with characters of the text's own kind."""
    chars = list(text)
    letters = [c for c in text if c.isalpha()] or ["字"]
    for at in sorted(chance.sample(range(len(chars)), min(count, len(chars))), reverse=True):
        kind = chance.randrange(3)
        if kind == 0:
            chars[at] = chance.choice([c for c in letters if c != chars[at]] or ["字"])
        elif kind == 1:
            chars.insert(at, chance.choice(letters))
        else:
            del chars[at]
    return "".join(chars)


def light(text: str, chance: random.Random) -> str:
    return edited(text, max(1, round(LIGHT_RATIO * len(text))), chance)


@cache
def _converter(config: str) -> Any:
    return opencc.OpenCC(config)


def other_script(text: str, chance: random.Random) -> str:
    return str(_converter(chance.choice(("s2t", "s2tw", "s2hk"))).convert(text))


def damaged(text: str, chance: random.Random) -> str:
    """Marks flattened throughout, and lines with LINE_RATIO of the characters lost to one damage each."""
    lines = text.split("\n")
    left = int(LINE_RATIO * len(text))
    for n in chance.sample(range(len(lines)), len(lines)):
        if len(lines[n]) <= left:
            left -= len(lines[n])
            lines[n] = str(DAMAGES[chance.choice(LOST)](lines[n]))
    return str(DAMAGES["flatten-width"]("\n".join(lines)))


def reordered(text: str, chance: random.Random) -> str:
    """Four paragraphs in another order; a paragraph is a line or some."""
    lines = text.split("\n")
    size = -(-len(lines) // 4)
    parts = ["\n".join(lines[n : n + size]) for n in range(0, len(lines), size)]
    if len(parts) < 3:
        cuts = [len(text) * n // 4 for n in range(5)]
        parts = [text[a:b] for a, b in pairwise(cuts)]
    order = parts
    while order == parts:
        order = chance.sample(parts, len(parts))
    return "\n".join(order)


def wrapper(fillers: Sequence[str]) -> Callable[[str, random.Random], str]:
    """A page around the text: up to WRAPPED_RATIO more characters, before and after, from other texts."""

    def wrapped(text: str, chance: random.Random) -> str:
        extra = int(len(text) * chance.uniform(0.1, WRAPPED_RATIO))
        filler = "首页 > 正文\n" + chance.choice(fillers)
        cut = chance.randrange(extra)
        return filler[:cut] + "\n" + text + "\n" + filler[cut:extra]

    return wrapped


def drops(texts: Sequence[str]) -> list[Duplicate | None]:
    """Who goes for whom, by the linkers of the built-in recipes."""
    return link_sketches(texts, [Exact(), Near()], "longest")


class _Unverified(Near):
    """Near with every candidate taken for a copy: what banding alone does."""

    def similarity(self, a: Any, b: Any, /) -> float:
        return 1.0


def wrong(found: Sequence[Duplicate | None], groups: Sequence[int]) -> list[tuple[int, int]]:
    """(goes, stays) of the drops across groups."""
    return [(n, int(d.of)) for n, d in enumerate(found) if d is not None and groups[n] != groups[int(d.of)]]


def copies(name: str, texts: Sequence[str], edit: Callable[[str, random.Random], str]) -> dict[str, Any]:
    """Recall and wrong drops of one kind of copies."""
    chance = random.Random(name)
    both = [*texts, *(edit(text, chance) for text in texts)]
    groups = [*range(len(texts)), *range(len(texts))]
    found = drops(both)
    hits = [n for n in range(len(texts)) if found[n] is not None or found[n + len(texts)] is not None]
    missed = [n for n in range(len(texts)) if n not in set(hits)]
    alone = wrong(link_sketches(both, [_Unverified()], "longest"), groups)
    return {
        "name": name, "found": len(hits), "cases": len(texts), "wrong": wrong(found, groups), "unverified": len(alone),
        "texts": both, "missed": missed,
    }  # fmt: skip


def others(name: str, texts: Sequence[str]) -> dict[str, Any]:
    """Wrong drops among texts of which none is a copy of another."""
    groups = list(range(len(texts)))
    found = wrong(drops(texts), groups)
    alone = wrong(link_sketches(texts, [_Unverified()], "longest"), groups)
    return {"name": name, "cases": len(texts), "wrong": found, "unverified": len(alone), "texts": list(texts)}


def copy_sets(split: str, count: int) -> list[dict[str, Any]]:
    """All kinds of known copies."""
    long = bases(split, LANGS, count, 150, 3_000)
    hans = bases(split, ("zh-Hans",), count, 150, 3_000, 0.4)
    fillers = bases("tune" if split == "test" else "test", ("zh-Hans",), 200, 1_300, 1_600)
    short = bases(split, ("zh-Hans", "zh-Hant"), count, 20, 60, 0.6)
    return [
        copies("light", long, light),
        copies("wrapped", long, wrapper(fillers)),
        copies("script", hans, other_script),
        copies("damaged", hans, damaged),
        copies("reordered", long, reordered),
        copies("short", short, lambda text, chance: edited(text, 1, chance)),
    ]


def _template(texts: Sequence[str], chance: random.Random) -> Iterable[str]:
    """Each text within one template of TEMPLATE_RATIO of the whole, its head and foot."""
    head, foot = texts[0], texts[1]
    for text in texts[2:]:
        size = int(len(text) * TEMPLATE_RATIO / (1 - TEMPLATE_RATIO))
        yield head[: size // 2] + "\n" + text + "\n" + foot[: size - size // 2]


def _stanzas(text: str) -> Iterable[str]:
    """Pieces of STANZA_LINES lines of a classical text; each stands once in it."""
    lines = [line for line in text.split("\n") if line.strip()]
    for n in range(0, len(lines), STANZA_LINES):
        piece = "\n".join(lines[n : n + STANZA_LINES])
        if len(piece) >= STANZA_CHARS:
            yield piece


def _changed(text: str, kind: str, chance: random.Random) -> list[str]:
    """Two or three short texts that say different things: another number, a negation, another name."""
    if kind == "number":
        a, b = chance.sample(range(2, 10), 2)
        form = chance.choice(("共{}处", "第{}条", "上升{}%", "{}月", "{}人"))
        digits = "零一二三四五六七八九"
        one, other = (digits[a], digits[b]) if chance.random() < 0.5 else (str(a), str(b))
        return [text + form.format(one), text + form.format(other)]
    if kind == "negation":
        at = chance.randrange(1, len(text))
        return [text[:at] + no + text[at:] for no in ("", chance.choice("不没未非无"))]
    family = chance.choice(SURNAMES)
    first, second = chance.sample(GIVEN, 2)
    place = chance.choice(("{}说：{}", "{1}（{0}）", "据{}介绍，{}"))
    return [place.format(family + first, text), place.format(family + second, text)]


def _series(texts: Sequence[str], count: int) -> list[str]:
    """At least `count` members of series: the same pages under the numbers of chapters, lessons, questions and days."""
    chinese = "一二三四五六七八九十"
    forms: tuple[Callable[[str, int], str], ...] = (
        lambda text, n: f"第{n}章\n{text}",
        lambda text, n: f"第{n}章 练习\n{text}\n下接第{n + 1}章",
        lambda text, n: f"{text}\n（第{n}页，共400页）",
        lambda text, n: f"问题{n}：{text[:80]}\n答案在第{n + 100}页。",
        lambda text, n: f"{n}月{n + 10}日\n{text}",
    )
    each = range(1, 13)
    found = [f"第{c}回\n{texts[0]}" for c in chinese]
    for number, text in enumerate(texts[1:]):
        found += [forms[number % len(forms)](text, n) for n in each]
        if len(found) >= count:
            break
    return found


def other_sets(split: str, count: int) -> list[dict[str, Any]]:
    """Texts of which none is a copy of another, though they share much."""
    chance = random.Random(split)
    long = bases(split, LANGS, count + 2, 150, 3_000)
    middle = bases(split, ("zh-Hans", "zh-Hant"), 4 * count, 150, 500, 0.4)
    short = bases(split, ("zh-Hans", "zh-Hant"), count, 20, 60, 0.6)
    quotation = middle[0]
    quoting = [text[: int(1.5 * len(quotation))] + "\n" + quotation for text in middle[1:] if len(text) > len(quotation)][:count]
    kinds = ("number", "negation", "name")
    told = [_changed(text, kind, chance) for n, text in enumerate(short) for kind in (kinds[n % 3],)]
    refrain = max(short, key=len)
    poems = ["\n".join(f"{line}\n{refrain}" for line in (text[n : n + 60] for n in range(0, 240, 60))) for text in middle[:count]]
    whole = sorted({r["text"] for r in load(["zh-Hans", "zh-Hant"], ["classical"], split)})
    classical = [part for text in whole for part in _stanzas(text)][:count]
    return [
        others("unrelated", long[:count]),
        others("template", list(_template(long, chance))),
        others("quotation", quoting),
        others("short-differing", [text for group in told for text in group]),
        others("series", _series(middle[2:], count)),
        others("refrains", poems),
        others("classical", classical),
    ]


def _row(name: str, figure: float, cases: int, kind: str, texts: Iterable[str], extra: dict[str, Any]) -> dict[str, Any]:
    digest = blake2b(digest_size=16)
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return {"name": name, "figure": figure, "cases": cases, "digest": digest.hexdigest(), "kind": kind, "extra": extra}


def figures(full: bool = False) -> list[dict[str, Any]]:
    """Recall per kind and over all; wrong drops per set of texts that are no copies, and over all."""
    count = FULL_CASES if full else QUICK_CASES
    found, none = copy_sets("test", count), other_sets("test", count)
    rows = []
    for one in found:
        extra = {"missed": one["cases"] - one["found"], "wrong": len(one["wrong"]), "unverified": one["unverified"]}
        rows.append(
            _row(f"dedup.recall.{one['name']}", round(one["found"] / one["cases"], 5), one["cases"], "min", one["texts"], extra)
        )
    cases = sum(one["cases"] for one in found)
    hits = sum(one["found"] for one in found)
    rows.append(
        _row(
            "dedup.recall", round(hits / cases, 5), cases, "min", (t for o in found for t in o["texts"]), {"missed": cases - hits}
        )
    )
    for one in none:
        extra = {"unverified": one["unverified"]}
        rows.append(_row(f"dedup.wrong.{one['name']}", len(one["wrong"]), one["cases"], "max", one["texts"], extra))
    every = [*found, *none]
    extra = {"unverified": sum(o["unverified"] for o in every)}
    total = sum(len(o["texts"]) for o in every)
    rows.append(
        _row("dedup.wrong", sum(len(o["wrong"]) for o in every), total, "max", (t for o in every for t in o["texts"]), extra)
    )
    return rows
