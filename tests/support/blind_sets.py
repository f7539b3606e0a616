"""The sets of cases that the floors of repair are measured on.

Lives here: which sound texts get which damage, how many, and what a set leaves out. Never here: how a damage works
(blind_site.py, blind_chains.py), counting (repair_tally.py).

Every set is a function of language and number alone: texts are drawn from the test half with a seed of their own, and every
text has a generator of its own. Half of the traditional pages are simplified ones converted as sites do it, half are
traditional from the start; the simplified ones stay as they are.

What "an accident that loses no byte" is: a note that fell behind an ASCII letter, which is the second half of a character for
who looks at bytes; or a note that fell into a character whose lost first byte is the second byte of the note's own character,
when nothing else is lost up to where the text is right again. Such places are rare, so a page's table is given one or two
characters that make them, and pages where something else was lost as well are left out (they are among the pages of sites).
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence

from tests.support import blind_chains as chains
from tests.support.blind_bytes import Case, decoded
from tests.support.blind_site import TABLE_SIZES, Plan, Site, cut_once, damaged, falls_across, reading, site
from tests.support.blind_texts import HAN, converted, pages, passages, sentences

SEED = 20
SHORT_CHARS = 16
_TRIES = 4
_MOST_ADDED = 2
_FEW = (8, 16)


def exact_sets(lang: str, each: int) -> dict[str, list[Case]]:
    """`each` cases of every chain: sentences of common characters, short ones, and those with a rare character."""
    chosen = sentences(lang, 20_000, SEED)
    groups: dict[str, list[str]] = {"exact": [], "exact-short": [], "exact-rare": []}
    for text in chosen:
        groups["exact-rare" if _rare(text) else "exact-short" if len(text) < SHORT_CHARS else "exact"].append(text)
    return {
        group: [case for name in chains.EXACT for case in _of_chain(name, texts, each, chains.exact)]
        for group, texts in groups.items()
    }


def lossy_sets(lang: str, each: int) -> dict[str, list[Case]]:
    """UTF-8 read as GBK and as Big5, by every reader, where bytes were lost."""
    chosen = sentences(lang, 20_000, SEED + 1)

    def harm(name: str, text: str, _: random.Random) -> Case | None:
        return chains.lossy(name, text)

    many = each * len(chains.LOSSY_GBK) // len(chains.LOSSY_BIG5)
    return {
        "utf8-as-gbk": [case for name in chains.LOSSY_GBK for case in _of_chain(name, chosen, each, harm)],
        "utf8-as-big5": [case for name in chains.LOSSY_BIG5 for case in _of_chain(name, chosen, many, harm)],
    }


def _of_chain(name: str, texts: Sequence[str], count: int, harm: Callable[..., Case | None]) -> list[Case]:
    """The first `count` texts that the chain damages, every chain beginning elsewhere."""
    found: list[Case] = []
    start = random.Random(name).randrange(len(texts))
    for step in range(min(len(texts), 6000)):
        at = (start + step) % len(texts)
        case = harm(name, texts[at], random.Random(f"{name}:{at}"))
        if case:
            found.append(case)
        if len(found) == count:
            break
    return found


def _rare(text: str) -> bool:
    """Whether a character is in neither of the two first levels: of GB 2312 (3755) and of Big5 (5401)."""
    return any(HAN.match(char) and not _first_level(char) for char in text)


@functools.cache
def _first_level(char: str) -> bool:
    def within(codec: str, low: int, high: int) -> bool:
        try:
            data = char.encode(codec)
        except UnicodeEncodeError:
            return False
        return low <= int.from_bytes(data, "big") <= high

    return within("gb2312", 0xB0A1, 0xD7F9) or within("big5", 0xA440, 0xC67E)


def note_sets(lang: str, count: int) -> dict[str, list[Case]]:
    """Pages with notes: with no accident, and with accidents that lose no byte."""
    sources = _pages(lang, count * 6, SEED + 2)
    pool = _pool(sources)
    plain: list[Case] = []
    accidents: list[Case] = []
    for at, (origin, page) in enumerate(sources):
        rng = random.Random(f"{lang}:{at}:notes")
        if len(plain) < count:
            case = _drawn(origin, page, rng, pool, Plan(), _misses(page))
            plain += [case] if case and _without_accident(case) else []
        spots = _harmless(page, frozenset(pool)) if len(accidents) < count else []
        for turn in range(min(len(spots), _TRIES)):
            noted = tuple(rng.sample(spots, min(len(spots), rng.randint(1, _MOST_ADDED))))
            plan = Plan(noted=noted, sizes=_FEW if turn else TABLE_SIZES)
            case = _drawn(origin, page, rng, pool, plan, _misses(page, but=noted))
            if case and _loses_nothing(case):
                accidents.append(case)
                break
    return {"plain": plain, "accidents": accidents[:count]}


def site_pages(lang: str, count: int, notes: bool) -> list[Case]:
    """Pages with everything a site does to them; without notes, those where its junk broke a character."""
    sources = _pages(lang, count * (1 if notes else 8), SEED + 3 + notes)
    pool = _pool(sources)
    found: list[Case] = []
    for at, (origin, page) in enumerate(sources):
        if len(found) == count:
            break
        rng = random.Random(f"{lang}:{at}:site")
        plan = Plan(notes=notes, junk=True)
        case = _drawn(origin, page, rng, pool, plan, _takes_all if notes else _hits(page))
        found += [case] if case and (notes or _broken(case)) else []
    return found


def broken_sentences(lang: str, count: int) -> list[Case]:
    """One to three sentences with a break: half of them by a site's junk, half by one byte put into a character."""
    found: list[Case] = []
    for at, text in enumerate(passages(lang, 100_000, SEED + 5)):
        if len(found) == count // 2:
            break
        rng = random.Random(f"{lang}:{at}:sentence")
        drawn = site(rng, text, "", Plan(notes=False, junk=True))
        case = damaged("junk", text, drawn, tags=False) if _hits(text)(drawn) else None
        if case and _broken(case):
            found.append(case)
    for at, text in enumerate(sentences(lang, count - len(found), SEED + 6)):
        case = cut_once("cut", text, random.Random(f"{lang}:{at}:cut"))
        found += [case] if case else []
    return found


def family(langs: Iterable[str], lines_of: Callable[[str], Sequence[str]]) -> Iterator[Case]:
    """Lines of several languages in UTF-8 that was read byte by byte, once, twice, and with its blanks cleaned."""
    names = ("utf8-as-latin1", "utf8-as-cp1252", "utf8-as-cp1252-twice", "utf8-as-latin1-blanked", "utf8-as-cp1252-collapsed")
    for lang in langs:
        for at, line in enumerate(lines_of(lang)):
            for step in range(2):
                name = names[(at * 2 + step) % len(names)]
                exact = name in chains.EXACT
                case = chains.exact(name, line, random.Random(at)) if exact else chains.cleaned(name, line)
                if case:
                    yield case


def _pages(lang: str, count: int, seed: int) -> list[tuple[str, str]]:
    """(where the script came from, page)"""
    if lang == "zh-Hans":
        return [("simplified", page) for page in pages(lang, count, seed)]
    made = [("converted", converted(page)) for page in pages("zh-Hans", count // 2, seed)]
    born = [("traditional", page) for page in pages(lang, count - count // 2, seed)]
    return [page for pair in zip(made, born, strict=False) for page in pair if _in_gbk(page[1])]


def _in_gbk(text: str) -> bool:
    try:
        return bool(text.encode("gbk"))
    except UnicodeEncodeError:
        return False


def _pool(sources: Iterable[tuple[str, str]]) -> str:
    return "".join(sorted({char for _, page in sources for char in page if HAN.match(char)}))


def _drawn(origin: str, page: str, rng: random.Random, pool: str, plan: Plan, wanted: Callable[[Site], bool]) -> Case | None:
    """The page as damaged by the first site that is wanted."""
    for _ in range(_TRIES):
        drawn = site(rng, page, pool, plan)
        if wanted(drawn):
            return damaged(f"{origin}-{drawn.reader}", page, drawn)
    return None


def _misses(page: str, but: tuple[str, ...] = ()) -> Callable[[Site], bool]:
    """Whether a site's notes, but for those of some characters, all fall where they should."""
    return lambda drawn: not falls_across(page, [char for char, _ in drawn.notes if char not in but])


def _hits(text: str) -> Callable[[Site], bool]:
    """Whether a site's junk falls into a character."""
    return lambda drawn: falls_across(text, [mark for mark, _ in drawn.junk])


def _takes_all(_: Site) -> bool:
    return True


def _broken(case: Case) -> bool:
    return any(wound.kind == "break" for wound in case.wounds)


def _without_accident(case: Case) -> bool:
    return {wound.kind for wound in case.wounds} == {"note"}


def _loses_nothing(case: Case) -> bool:
    """An accident in it, and in every break only the first byte that the note itself tells."""
    kinds = {wound.kind for wound in case.wounds}
    return bool(kinds & {"stray", "break"}) and all(wound.losses <= 1 for wound in case.wounds)


def _harmless(page: str, pool: frozenset[str]) -> list[str]:
    """Characters whose notes would fall into others of this page, or behind a letter, and lose the first byte at most."""
    data = page.encode("gbk")
    edges, at = set(), 0
    for char in page:
        edges.add(at)
        at += len(char.encode("gbk"))
    found = {}
    for place in range(1, len(data) - 2):
        if place in edges or data[place] < 0x81 or data[place + 1] < 0x40:
            continue
        char = data[place : place + 2].decode("gbk", "ignore")
        if char and char in pool and reading(char, "pypinyin"):
            end = place + 2
            if data[place + 1] < 0x80 or _right_again(data, end, edges):
                found[char] = None
    return list(found)


def _right_again(data: bytes, at: int, edges: set[int]) -> bool:
    """Whether reader and text agree again before another byte is lost."""
    while at < len(data):
        if at in edges:
            return True
        if data[at] < 0x80:
            at += 1
        elif not decoded(data[at : at + 2], "gb18030"):
            return False
        else:
            at += 2
    return False
