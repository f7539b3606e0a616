"""Conversion tables, ready for the matcher.

What lives here: reading OpenCC-format dictionaries (the official ones in rulebook/opencc, or those of the installed
opencc-python-reimplemented), and compiling a config into a Chain of stages. What never does: converting.

How it works: dictionaries whose keys are all single characters become code point tables, the others tries; the dictionaries
of one group keep their order as a rank. Everything is loaded when first asked for and kept for the life of the process.
A phrase without a value in our files means "what its characters give one by one"; such phrases still decide where
words end.

Long, because the forms that a table takes on its way to the matcher are one chain.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpuskit.errors import UsageError
from corpuskit.rulebook.stored import stored_text
from corpuskit.steps.script.trie import Codes, Ints, Trie, codes_of

__all__ = [
    "CHARACTER", "CHOICE", "COMPATIBILITY", "CONFIGS", "PHRASE", "TABLE_SIZE", "TERM", "VARIANT", "Chain", "Choices", "Group",
    "TableSet", "chain", "choices", "compose", "config_names", "digest", "rows",
]  # fmt: skip

TableSet = Literal["opencc", "reimplemented"]
CONFIGS = (
    "s2t", "t2s", "s2tw", "tw2s", "s2twp", "tw2sp", "s2hk", "hk2s", "s2hkp", "hk2sp",
    "t2tw", "tw2t", "t2hk", "hk2t", "t2jp", "jp2t",
)  # fmt: skip
# Kinds of change, weakest first: where stages or rules meet on one place, the strongest names the edit.
COMPATIBILITY, VARIANT, CHARACTER, CHOICE, PHRASE, TERM = 1, 2, 3, 4, 5, 6
TABLE_SIZE = 0x32000  # code points; the dictionaries end in plane 3 (U+3134A)
_EXTRA_SIMPLIFIED = "馀锺"  # beyond GB2312, but real alternatives
_BIG5_LEVEL_2 = b"\xc9\x40"
_COUNT_EACH = 8  # every eighth key is enough to see which characters are common
_REIMPLEMENTED = "opencc-python-reimplemented"
# Where opencc-python-reimplemented cuts a text before it looks for phrases; a key that holds one of these can never match.
_CUTS = re.compile(
    r"[\s\-,.?!*　，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．／＼"
    r"︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼]"
)
Rows = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one or more dictionaries: keys in a trie, values end to end in one array."""

    trie: Trie
    value_codes: Codes
    value_starts: Ints
    value_sizes: Ints
    ranks: Ints  # which dictionary of the group a key stands in
    kinds: NDArray[np.uint8]  # TERM, PHRASE or VARIANT
    single_rank: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One stage: phrases first, then single characters."""

    phrases: tuple[Phrases, ...]  # one for the official rule; one per dictionary for the reimplemented
    characters: Codes | None  # code point -> code point
    character_kind: int
    ambiguous: NDArray[np.bool_] | None  # characters with more than one candidate


@dataclass(frozen=True, slots=True)
class Chain:
    """A config, compiled. `triggers` matches some character of every text that the config could change."""

    name: str
    normalize: Group | None
    segment: Phrases | None
    stages: tuple[Group, ...]
    shared: bool  # the segmentation's phrases are the first stage's phrases
    official: bool
    triggers: re.Pattern[str]
    names: tuple[str, ...] = field(default=())  # dictionaries used


# -- reading ---------------------------------------------------------------------------------------------------------


def _ours(name: str) -> str:
    return stored_text(f"opencc/{name}")


def _theirs(folder: str, name: str) -> str:
    try:
        path = distribution(_REIMPLEMENTED).locate_file(f"opencc/{folder}/{name}")
    except PackageNotFoundError:
        raise UsageError(
            f"tables = 'reimplemented' needs the package {_REIMPLEMENTED}", hint="install it, or use tables = 'opencc'"
        ) from None
    return Path(str(path)).read_text(encoding="utf-8")


@cache
def rows(tables: TableSet, name: str) -> Rows:
    """A dictionary: key -> candidates, the default first. Raises UsageError when the table set is not installed."""
    if tables == "reimplemented":
        pairs = (line.strip().split("\t") for line in _theirs("dictionary", name + ".txt").split("\n") if line.strip())
        return {key: tuple(values.split(" ")) for key, values in pairs if not _CUTS.search(key)}
    out: dict[str, tuple[str, ...]] = {}
    implied: list[str] = []
    for line in _ours(name + ".tsv").split("\n"):
        if not line or line[0] == "#":
            continue
        key, tab, values = line.partition("\t")
        if not tab:
            implied.append(key)
        out[key] = tuple(values.split(" ")) if " " in values else (values,)
    if implied:  # one call for all of them: a call each costs 40 ms for the phrases
        plain = {ord(k): v[0] for k, v in rows(tables, "STCharacters").items()}
        out.update(zip(implied, ((v,) for v in "\n".join(implied).translate(plain).split("\n")), strict=True))
    return out


@cache
def digest(tables: TableSet, name: str) -> str:
    """BLAKE2b of a dictionary file, for recipe.lock.toml."""
    text = _ours(name + ".tsv") if tables == "opencc" else _theirs("dictionary", name + ".txt")
    return blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


@cache
def _configs(tables: TableSet) -> Mapping[str, Any]:
    if tables == "opencc":
        found: dict[str, Any] = json.loads(_ours("chains.json"))["configs"]
        return found
    out: dict[str, Any] = {}
    for name in CONFIGS:
        try:
            config = json.loads(_theirs("config", name + ".json"))
        except FileNotFoundError:
            continue  # this library knows ten of the sixteen
        out[name] = {"normalize": [], "segment": [], "stages": [_names(s["dict"]) for s in config["conversion_chain"]]}
    return out


def _names(node: Any) -> list[str]:
    if node["type"] == "group":
        return [name for child in node["dicts"] for name in _names(child)]
    return [node["file"].removesuffix(".txt")]


def config_names(tables: TableSet) -> tuple[str, ...]:
    """The configs that a table set has."""
    return tuple(_configs(tables))


# -- compiling -------------------------------------------------------------------------------------------------------


def _kind(name: str) -> int:
    if name.startswith("CJK"):
        return COMPATIBILITY
    if name in ("TWPhrases", "TWPhrasesRev", "HKPhrases", "HKPhrasesRev"):
        return TERM
    if "Variants" in name:
        return VARIANT
    return CHARACTER if "Characters" in name else PHRASE


def _flat(names: Iterable[Any]) -> list[str]:
    return [n for name in names for n in ([name] if isinstance(name, str) else _flat(name))]


@cache
def _phrases(tables: TableSet, groups: tuple[tuple[str, ...], ...]) -> Phrases:
    """Phrases of dictionaries; those inside one inner tuple are a union (one rank, first mention of a key wins)."""
    seen: dict[str, tuple[str, ...]] = {}
    ranks: list[NDArray[np.int64]] = []
    kinds: list[NDArray[np.uint8]] = []
    for rank, union in enumerate(groups):
        for name in union:
            found = rows(tables, name)
            new = {key: given for key, given in found.items() if key not in seen} if seen else found
            seen.update(new)
            ranks.append(np.full(len(new), rank, dtype=np.int64))
            kinds.append(np.full(len(new), _kind(name), dtype=np.uint8))
    values = [given[0] for given in seen.values()]
    sizes = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
    return Phrases(
        Trie(list(seen)),
        codes_of("".join(values)),
        np.cumsum(sizes) - sizes,
        sizes,
        np.concatenate(ranks),
        np.concatenate(kinds),
        len(groups) == 1,
    )


@cache
def _characters(tables: TableSet, names: tuple[str, ...]) -> tuple[Codes, NDArray[np.bool_]]:
    """(code point table, which have several candidates) of single-character dictionaries; the first mention wins."""
    table = np.arange(TABLE_SIZE, dtype=np.uint32)
    many = np.zeros(TABLE_SIZE, dtype=bool)
    for name in reversed(names):
        for key, values in rows(tables, name).items():
            table[ord(key)] = ord(values[0])
            if len(values) > 1 and name in ("STCharacters", "TSCharacters"):
                many[ord(key)] = len(choices(tables, simplified=name == "TSCharacters")[key]) > 1
    return table, many


def _only_characters(tables: TableSet, name: str) -> bool:
    return all(len(key) == 1 == len(values[0]) for key, values in rows(tables, name).items())


@cache
def _group(tables: TableSet, names: tuple[Any, ...]) -> Group:
    unions = tuple((n,) if isinstance(n, str) else tuple(n) for n in names)
    single = tuple(u[0] for u in unions if len(u) == 1 and _only_characters(tables, u[0]))
    longer = tuple(u for u in unions if not (len(u) == 1 and u[0] in single))
    table, many = _characters(tables, single) if single else (None, None)
    together: tuple[tuple[tuple[str, ...], ...], ...] = (longer,) if longer else ()
    phrases = tuple(_phrases(tables, us) for us in (together if tables == "opencc" else [(u,) for u in longer]))
    return Group(phrases, table, _kind(single[-1]) if single else CHARACTER, many if many is not None and many.any() else None)


def _hashable(names: Any) -> Any:
    return tuple(_hashable(n) for n in names) if isinstance(names, list | tuple) else names


def compose(tables: TableSet, name: str, normalize: Any, segment: Any, stages: Any) -> Chain:
    """A Chain from names of dictionaries: lists of groups; inside a group, a list is a union."""
    normalize, segment, stages = _hashable(normalize), _hashable(segment), _hashable(stages)
    groups = tuple(_group(tables, stage) for stage in stages)
    cut = _phrases(tables, tuple((n,) if isinstance(n, str) else n for n in segment)) if segment else None
    shared = cut is not None and bool(groups[0].phrases) and groups[0].phrases[0] is cut
    used = tuple(dict.fromkeys(_flat([normalize, segment, stages])))
    front = _group(tables, normalize[0]) if normalize else None
    return Chain(name, front, cut, groups, shared, tables == "opencc", _triggers(tables, used), used)


@cache
def chain(tables: TableSet, config: str) -> Chain:
    """A config by its official name. Raises UsageError for a config that the table set does not have."""
    known = _configs(tables)
    if config not in known:
        raise UsageError(f"unknown config {config!r} for tables = {tables!r}", hint=f"known: {', '.join(sorted(known))}")
    spec = known[config]
    return compose(tables, config, spec["normalize"], spec["segment"], spec["stages"])


class Choices(dict[str, tuple[str, ...]]):
    """What a character may become, the default first; one value where nothing is undecided. Filled as characters are met.

    Only candidates that the target script commonly writes count: 蓆 for 席 is none, 干 乾 幹 are.
    """

    def __init__(self, tables: TableSet, *, simplified: bool) -> None:
        super().__init__()
        self._rows = rows(tables, "TSCharacters" if simplified else "STCharacters")
        self._is_common = _common_simplified if simplified else _common_traditional

    def __missing__(self, char: str) -> tuple[str, ...]:
        given = self._rows.get(char, (char,))
        self[char] = found = given[:1] + tuple(c for c in given[1:] if self._is_common(c))
        return found


@cache
def choices(tables: TableSet, *, simplified: bool) -> Choices:
    """The choices of a set of tables in one direction."""
    return Choices(tables, simplified=simplified)


def _encoded(char: str, codec: str) -> bytes:
    try:
        return char.encode(codec)
    except UnicodeError:
        return b""


def _common_simplified(char: str) -> bool:
    return bool(_encoded(char, "gb2312")) or char in _EXTRA_SIMPLIFIED


def _common_traditional(char: str) -> bool:
    return b"" < _encoded(char, "big5") < _BIG5_LEVEL_2


def _triggers(tables: TableSet, names: tuple[str, ...]) -> re.Pattern[str]:
    """A class with a character of every change: those that change alone, and the rarest one of each other phrase.

    How often a character stands in phrase keys is the measure of rarity. Characters outside the BMP would make `re` look through
    a list (1.8 MB/s on English); the range of all of them is as quick as the BMP part.
    """
    chars: set[str] = set()
    for name in names:
        if _only_characters(tables, name):
            chars.update(key for key, values in rows(tables, name).items() if values[0] != key)
    rest: list[str] = []
    gone = dict.fromkeys(map(ord, chars))
    for name in names:
        found = rows(tables, name)
        left = "\n".join(found).translate(gone).split("\n")
        rest += [key for key, piece in zip(found, left, strict=True) if key == piece and found[key][0] != key]
    if rest:
        common = Counter("".join("".join(list(rows(tables, name))[::_COUNT_EACH]) for name in names))
        # Letters are rare in keys, but not in texts.
        chars.update(min(key, key=lambda c: (c < "\u2000", common[c], c)) for key in rest)
    return re.compile("[" + "".join(re.escape(c) for c in sorted(chars) if c < "\U00010000") + "\U00010000-\U0010ffff]")
