"""Sound sentences, passages and pages for the blind damages, and the conversion that came before them.

Lives here: the draw from the test half of build/corpora, and simplified to traditional one character at a time. Never here:
damage, counting, the tune half.

Drawn in turn from all sources of a language, so that no large one carries the figure. A page is lines of one document in
their order: characters come back in it as they do in a real page. Texts with characters that GBK lacks are left out; in the
wild those are question marks long before anything here happens to them.

Assumed of the conversion: a character that is also traditional stays (as the reasoning shows: 斗 于 云 系 后), and 臺 is the
exception it shows. The table is the one of opencc-python-reimplemented, first choice.
"""

from __future__ import annotations

import functools
import random
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import opencc

from tests.support import corpora

KINDS = ("prose", "classical", "speech")
LEAST_CHARS, MOST_CHARS = 8, 200
PAGE_LINES, PAGE_CHARS = (4, 30), (160, 1800)
HAN = re.compile("[\u4e00-\u9fff]")
_END = re.compile(r"(?<=[。！？])(?![”」』’）])|(?<=[。！？][”」』’）])")


def _sound(text: str) -> bool:
    """Mostly Han, all of it in GBK, and nothing that a damage of ours leaves."""
    if len(HAN.findall(text)) <= 0.6 * len(text) or re.search(r"[\x00-\x09\x0b-\x1f\ufffd]", text):
        return False
    try:
        return text.encode("gbk").decode("gbk") == text
    except UnicodeEncodeError:
        return False


@functools.cache
def _lines(lang: str) -> dict[str, list[list[str]]]:
    """Per source: the documents, each as its sound lines."""
    out: dict[str, list[list[str]]] = {}
    for entry in corpora.sources([lang], KINDS):
        out[entry["name"]] = []
    for record in corpora.load([lang], KINDS, "test"):
        source = record["id"].split("/", 1)[0]
        lines = [line.strip() for line in record["text"].split("\n")]
        out.setdefault(source, []).append([line for line in lines if len(line) >= LEAST_CHARS and _sound(line)])
    return {name: documents for name, documents in out.items() if any(documents)}


def _in_turn(per_source: Iterable[list[str]], count: int, rng: random.Random) -> list[str]:
    """`count` different texts, one of each source after the other until they are used up."""
    stacks = [sorted(set(texts)) for texts in per_source]
    for stack in stacks:
        rng.shuffle(stack)
    found: dict[str, None] = {}
    while len(found) < count and any(stacks):
        for stack in stacks:
            if stack:
                found.setdefault(stack.pop())
    return list(found)[:count]


def sentences(lang: str, count: int, seed: int) -> list[str]:
    """Single sentences of 8 to 200 characters."""
    per: dict[str, list[str]] = defaultdict(list)
    for source, documents in _lines(lang).items():
        for lines in documents:
            pieces = (piece.strip() for line in lines for piece in _END.split(line))
            per[source] += [piece for piece in pieces if LEAST_CHARS <= len(piece) <= MOST_CHARS and _sound(piece)]
    return _in_turn(per.values(), count, random.Random(f"{lang}:{seed}:sentences"))


def passages(lang: str, count: int, seed: int) -> list[str]:
    """One to three sentences that follow each other, at most 200 characters: what a sentence is cut at need not be its end."""
    per: dict[str, list[str]] = defaultdict(list)
    for source, documents in _lines(lang).items():
        for lines in documents:
            for line in lines:
                pieces = _END.split(line)
                for at in range(len(pieces)):
                    for more in (1, 2, 3):
                        passage = "".join(pieces[at : at + more]).strip()
                        if LEAST_CHARS <= len(passage) <= MOST_CHARS and at + more <= len(pieces) and _sound(passage):
                            per[source].append(passage)
    return _in_turn(per.values(), count, random.Random(f"{lang}:{seed}:passages"))


def pages(lang: str, count: int, seed: int) -> list[str]:
    """Lines of one document that follow each other; long and short pages both."""
    rng = random.Random(f"{lang}:{seed}:pages")
    per: dict[str, list[str]] = defaultdict(list)
    for source, documents in _lines(lang).items():
        for lines in documents:
            at = 0
            while at < len(lines):
                wanted, most = rng.randint(*PAGE_LINES), rng.randint(*PAGE_CHARS)
                taken: list[str] = []
                while at < len(lines) and len(taken) < wanted and (not taken or sum(map(len, taken)) < most):
                    taken.append(lines[at])
                    at += 1
                page = "\n".join(taken)
                if PAGE_CHARS[0] <= len(page) <= 2 * PAGE_CHARS[1]:
                    per[source].append(page)
    return _in_turn(per.values(), count, rng)


@functools.cache
def _to_traditional() -> dict[int, str]:
    table = {}
    path = Path(opencc.__file__).parent / "dictionary" / "STCharacters.txt"
    for line in path.read_text("utf-8").split("\n"):
        char, _, choices = line.partition("\t")
        first = choices.split(" ")
        if choices and (char not in first or char == "台"):
            table[ord(char)] = first[0]
    return table


def converted(text: str) -> str:
    """Simplified to traditional as the site does it, one character at a time."""
    return text.translate(_to_traditional())


@functools.cache
def only_traditional() -> frozenset[str]:
    return frozenset(_to_traditional().values())
