"""Script: the editor, its parameters, and the plan for each target.

What lives here: Script, RULES, which chains a target needs, notes for undecided choices. What never does: reading tables,
matching, detection (its neighbours do).

How it works: `config` converts everything, exactly as the named OpenCC config would. `to` looks first: a regular expression says
whether the text has any evidence of the other script; if so, lines and clauses are judged (detect.py), the rest is masked,
and the chain runs. What comes out is looked at again until nothing is left to do, so a second run changes nothing.

Weak: names keep no spelling of their own (鍾 becomes 钟) unless they are in `protect`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Edits, Layer, Note
from corpuskit.errors import UsageError
from corpuskit.steps.script import aspect, crossing, detect, glosses, mend, quotes, regional, scan, tables
from corpuskit.steps.script.engine import NOTHING, Result, convert, follow
from corpuskit.steps.script.spans import edits_between
from corpuskit.steps.script.tables import Chain, TableSet
from corpuskit.steps.script.trie import Codes, Ints, codes_of, text_of

__all__ = ["RULES", "Script"]

RULES: dict[str, str] = {
    "script.compatibility": "a compatibility ideograph, replaced by the character it stands for",
    "script.variant": "a regional form of a traditional character, replaced by the target region's form",
    "script.character": "a character with one counterpart in the other script",
    "script.choice": "a character with several counterparts, converted to the usual one (see script.ambiguous)",
    "script.phrase": "a character decided by the phrase it stands in",
    "script.term": "a word replaced by the target region's word (only with phrases = true)",
    "script.particle": "the particle 著 written 着, as the target script does",
    "script.mended": "a wrong choice in machine-made traditional text, put right where a phrase decides (fix_hant)",
    "script.ambiguous": "note: a character that no phrase decided, with its candidates and how often it occurs",
}
_PARTICLE, _MENDED = 7, 8  # kinds beside those of tables.py
_NAMES = (
    "", "script.compatibility", "script.variant", "script.character", "script.choice", "script.phrase", "script.term",
    "script.particle", "script.mended",
)  # fmt: skip
_MOST_PASSES = 6  # two are the rule, a third was never seen to change anything; the limit only guards against a cycle of tables
_NORMAL = [["CJK_Compatibility_Ideographs"]]
_TO_SIMPLIFIED = ["TSPhrases", "TSCharacters"]  # without the extension characters that most fonts lack
_NOWHERE = np.zeros(0, dtype=bool)
Target = Literal["keep", "hans", "hant", "tw", "hk"]
Config = Literal[
    "s2t", "t2s", "s2tw", "tw2s", "s2twp", "tw2sp", "s2hk", "hk2s", "s2hkp", "hk2sp",
    "t2tw", "tw2t", "t2hk", "hk2t", "t2jp", "jp2t",
]  # fmt: skip


@cache
def _chain(name: str) -> Chain:
    """The chains that `to` needs beside the official ones."""
    if name == "hans":
        return tables.compose("opencc", name, _NORMAL, [], [_TO_SIMPLIFIED])
    if name == "hans-tw":
        return tables.compose("opencc", name, _NORMAL, [], [["TWPhrasesRev"], _TO_SIMPLIFIED])
    if name == "hans-hk":
        return tables.compose("opencc", name, _NORMAL, [], [["HKPhrasesRev"], _TO_SIMPLIFIED])
    return tables.chain("opencc", name)


@dataclass(frozen=True, slots=True)
class Script:
    """Editor: Chinese text to one script.

    to: keep (change nothing), hans, hant (OpenCC's standard forms), tw, hk. Only Chinese is converted; Japanese and Korean stay.
    phrases: also replace words by the target region's words (軟體 to 软件). Off: a corpus should keep its author's words.
    tables: which dictionaries `config` uses: opencc (official, in rulebook/opencc) or reimplemented (the installed library).
    config: an official OpenCC config; converts everything, raw, without detection. Excludes all options but tables.
    protect: terms that stay as they are.
    variants: region folds forms of text that is traditional already to the target region (tw, hk); keep leaves them.
    fix_hant: with a traditional target, put right the wrong choices of traditional text that was made by a machine (see mend.py).
    Raises UsageError for parameters that exclude each other.
    """

    name: ClassVar[str] = "script"
    version: ClassVar[str] = "6"

    to: Target = "keep"
    phrases: bool = False
    tables: TableSet = "opencc"
    config: Config | None = None
    protect: tuple[str, ...] = ()
    variants: Literal["region", "keep"] = "region"
    fix_hant: bool = True

    def __post_init__(self) -> None:
        if self.config is None:
            if self.tables != "opencc":
                raise UsageError("script: tables = 'reimplemented' needs a config", hint="for example config = 't2s'")
            return
        if self.to != "keep" or self.phrases or self.protect or not self.fix_hant or self.variants != "region":
            raise UsageError(
                f"script: config = {self.config!r} converts raw and excludes to, phrases, protect, variants and fix_hant = false",
                hint="use either config, or to with its options",
            )
        known = tables.config_names(self.tables)
        if self.config not in known:
            raise UsageError(f"script: tables = {self.tables!r} has no config {self.config!r}", hint=f"it has {', '.join(known)}")

    def tables_used(self) -> Mapping[str, str]:
        """Digests of the dictionaries that decide the output."""
        if self.config is not None:
            chains = [tables.chain(self.tables, self.config)]
        elif self.to == "keep":
            return {}
        else:
            chains = [_chain(name) for name in self._plans()]
        return {f"{self.tables}/{name}": tables.digest(self.tables, name) for chain in chains for name in chain.names}

    def _plans(self) -> tuple[str, ...]:
        if self.to == "hans":
            return ("hans", "hans-tw", "hans-hk") if self.phrases else ("hans",)
        main = {"hant": "s2t", "tw": "s2tw", "hk": "s2hk"}[self.to] + ("p" if self.phrases and self.to != "hant" else "")
        return (main, "t2" + self.to) if self.to != "hant" else (main,)

    @property
    def _folds_variants(self) -> bool:
        return self.variants == "region" and self.to in ("tw", "hk")

    def edits(self, doc: Document, /) -> Edits | Layer:
        """The changes that the text needs, with notes for choices that nothing decided."""
        text = doc.text
        if self.config is not None:
            chain = tables.chain(self.tables, self.config)
            if chain.triggers.search(text) is None:
                return EMPTY
            original = codes_of(text)
            return self._layer(original, convert(original, chain), chain)
        if self.to == "keep":
            return EMPTY
        mends = self.fix_hant and self.to != "hans" and mend.may_be_machine_made(text)
        evidence = scan.evidence(self.to, self._folds_variants, mends)
        return EMPTY if evidence.search(text) is None else self._converted(text, evidence)

    def may_edit(self, texts: Sequence[str], /) -> list[bool]:
        """Whether a text holds something that may change."""
        if self.to == "keep":
            return [self.config is not None] * len(texts)
        return scan.may_change(texts, self.to, variants=self._folds_variants, mends=self.fix_hant and self.to != "hans")

    def _converted(self, text: str, evidence: re.Pattern[str]) -> Edits | Layer:
        original = codes_of(text)
        total: Result | None = None
        choices: Ints | None = None
        chain = _chain(self._plans()[0])
        for _ in range(_MOST_PASSES):
            found = self._pass(text, original if total is None else total.codes)
            if found is None:
                break
            if total is None:
                choices = found.open_choices
            total = found if total is None else follow(total, found)
            text = text_of(total.codes)
            if evidence.search(text) is None:
                break
        if total is None:
            return EMPTY
        total.open_choices = choices
        return self._layer(original, total, chain)

    def _pass(self, text: str, codes: Codes) -> Result | None:
        """One look at the text and one conversion; None when there is nothing to change."""
        where = detect.scope(codes)
        if where is None:
            return None
        simplify = self.to == "hans"
        allowed, change = detect.may_convert(where, to_simplified=simplify)
        mends = self.fix_hant and not simplify and mend.may_be_machine_made(text)
        keeps_hant = self._folds_variants or mends  # whether lines that are traditional already matter
        traditional = where.chinese & (where.line_hant > where.line_hans)[where.line_of] if keeps_hant else _NOWHERE
        if not allowed.any() and not traditional.any():
            return None
        fixed = _either(glosses.fixed_places(text, self.protect), _quoted_originals(text, where, simplify))
        if fixed is not None:
            allowed, change = allowed & ~fixed, change & ~fixed
            traditional = traditional & ~fixed if keeps_hant else _NOWHERE
        result = Result(codes, np.zeros(len(codes), dtype=np.uint8))
        if simplify:
            _regional_forms(result, change, "hans", tables.CHARACTER)
        if simplify or (self.to == "hk" and keeps_hant):
            _particles(result, text, change if simplify else traditional)
        if allowed.any():
            chain = self._main_chain(codes, where)
            converted = convert(result.codes, chain, ~allowed)
            if not simplify:
                crossing.recut(converted, np.where(allowed, result.codes, NOTHING), chain)
            result = follow(result, converted)
            if change is not allowed and len(result.codes) == len(codes):
                _take_back(result, codes, allowed & ~change)
        if len(result.codes) == len(codes):  # words of another length moved the text: the next pass sees to the rest
            if mends and traditional.any():
                _overwrite(result, *mend.mended(result.codes, traditional), _MENDED)
            if self._folds_variants and traditional.any():
                self._fold_variants(result, traditional & ~allowed)
        changed = result.origin is not None or not np.array_equal(result.codes, codes)
        return result if changed else None

    def _main_chain(self, codes: Codes, where: detect.Scope) -> Chain:
        plans = self._plans()
        if self.to != "hans" or not self.phrases:
            return _chain(plans[0])
        return _chain("hans-hk" if detect.document_script(codes, where.total) == "hant-hk" else "hans-tw")

    def _fold_variants(self, result: Result, traditional: NDArray[np.bool_]) -> None:
        folded = convert(result.codes, _chain("t2" + self.to), ~traditional)
        places = np.flatnonzero(folded.codes != result.codes)
        _overwrite(result, places, folded.codes[places], tables.VARIANT)
        if self.to == "tw":
            _regional_forms(result, traditional, "tw", tables.VARIANT)

    def _layer(self, original: Codes, result: Result, chain: Chain) -> Edits | Layer:
        edits = edits_between(original, result, _NAMES)
        notes = self._notes(original, result, chain)
        return Layer(self.name, self.version, edits, notes) if notes else edits

    def _notes(self, original: Codes, result: Result, chain: Chain) -> tuple[Note, ...]:
        """One note per character that only the default decided: where it first stands, how often, what it could be."""
        if result.open_choices is None or not len(result.open_choices):
            return ()
        simplified = "TSCharacters" in chain.names
        choices = tables.choices(self.tables, simplified=simplified)
        places = result.open_choices[result.open_choices >= 0].tolist()
        chars = text_of(original[places])
        first = dict(zip(reversed(chars), reversed(places), strict=True))
        notes = []
        for char, at in first.items():
            given = choices[char]
            if len(given) > 1:
                why = f"{chars.count(char)} times, by default {given[0]}"
                notes.append(Note(at, at + 1, "script.ambiguous", why, given))
        notes.sort(key=_start)
        return tuple(notes)


_start = attrgetter("start")


def _either(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    return one if other is None else other if one is None else one | other


def _quoted_originals(text: str, where: detect.Scope, simplify: bool) -> NDArray[np.bool_] | None:
    if not ((where.line_hans > 0) & (where.line_hant > 0)).any():
        return None
    hans, hant = ((where.found & np.uint16(bit)) != 0 for bit in (detect.HANS, detect.HANT))
    return quotes.originals(text, where.line_of, *((hans, hant) if simplify else (hant, hans)))


def _regional_forms(result: Result, allowed: NDArray[np.bool_], target: str, kind: int) -> None:
    """Forms that the official tables to `target` do not have."""
    own = regional.table_of(target).take(result.codes, mode="clip")
    places = np.flatnonzero((own > 0) & allowed)
    _overwrite(result, places, own[places], kind)


def _particles(result: Result, text: str, allowed: NDArray[np.bool_]) -> None:
    if "著" not in text:
        return
    places = aspect.particles(text)
    places = places[allowed[places]]
    _overwrite(result, places, np.full(len(places), ord("着"), dtype=np.uint32), _PARTICLE)


def _take_back(result: Result, codes: Codes, stay: NDArray[np.bool_]) -> None:
    """What a line of the target script holds already stays; it was only read for the sake of the phrases."""
    result.codes = np.where(stay, codes, result.codes)
    result.kinds[stay] = 0
    if result.open_choices is not None:
        result.open_choices = result.open_choices[~stay[result.open_choices]]


def _overwrite(result: Result, places: Ints, values: Codes, kind: int) -> None:
    if len(places):
        result.codes = result.codes.copy()
        result.codes[places] = values
        result.kinds[places] = np.maximum(result.kinds[places], kind)
