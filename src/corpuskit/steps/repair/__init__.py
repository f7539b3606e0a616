"""Repair: encoding damage undone by the inverse of a named damage, smallest spans first proven, then chosen.

What lives here: the step, its rules, and the order of the families. What never does: a family's own logic (one file each).

How it works: scan() proves of most texts that there is nothing to do. Otherwise the families run in the order in which damages
must be peeled: escapes (their text hides everything else), single-byte charsets (GBK before UTF-8, for ftfy takes GBK for UTF-8
and destroys it), two-byte charsets, then what site generators leave (pinyin notes and byte shifts). Each round works on the
text that the last one left, until a round changes nothing; a draft folds all rounds into one set of edits of the text that came.
What stays damaged is reported in notes whose rules begin with "damage."; undecided choices list their candidates.

Weak: see the families. Wrong words and brand names put in place of words are not seen at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Edits, Layer
from corpuskit.steps.columns import joined
from corpuskit.steps.repair.draft import Draft
from corpuskit.steps.repair.pages import foreign, is_foreign
from corpuskit.steps.repair.scan import FIRST, NOTHING, Scan, scan
from corpuskit.steps.repair.sift import sift

__all__ = ["RULES", "Repair", "repair_text"]

RULES: dict[str, str] = {
    "repair.pinyin-note": "takes out a reading that a page program wrote after a character, 協(xié)",
    "repair.pinyin-shift": "undoes a pinyin note that fell across two characters and shifted what follows",
    "repair.byte-shift": "undoes a byte shift: a first byte lost or cut off, what follows read one byte off",
    "repair.junk-controls": "takes out control characters put before marks to make pages differ",
    "repair.gbk-private-use": "characters that old GBK tables kept in the private zone",
    "repair.utf8-as-gbk": "UTF-8 bytes read as GBK or GB18030, 娴嬭瘯; gaps filled by context",
    "repair.utf8-as-big5": "UTF-8 bytes read as Big5; gaps filled by context",
    "repair.utf8-as-cp1252": "UTF-8 bytes shown in Windows-1252, å›½",
    "repair.utf8-as-latin1": "UTF-8 bytes shown in Latin-1",
    "repair.utf8-as-cp1254": "UTF-8 bytes shown in Windows-1254, ğŸ",
    "repair.utf8-as-cp1251": "UTF-8 bytes shown in Windows-1251, on a whole page, жµ™",
    "repair.utf8-as-koi8-r": "UTF-8 bytes shown in KOI8-R, on a whole page",
    "repair.utf8-as-cp866": "UTF-8 bytes shown in code page 866, on a whole page",
    "repair.utf8-as-cp437": "UTF-8 bytes shown in code page 437, on a whole page, σñû",
    "repair.utf8-as-cp850": "UTF-8 bytes shown in code page 850, on a whole page",
    "repair.utf8-as-mac-roman": "UTF-8 bytes shown in Mac OS Roman, on a whole page",
    "repair.gbk-as-cp1252": "GBK bytes shown in Windows-1252, ²âÊÔ",
    "repair.gbk-as-latin1": "GBK bytes shown in Latin-1",
    "repair.gbk-as-cp1250": "GBK bytes shown in Windows-1250, ˛âĘÔ",
    "repair.gbk-as-cp1254": "GBK bytes shown in Windows-1254, ĞÅÏ¢",
    "repair.gbk-as-cp1251": "GBK bytes shown in Windows-1251, ОДјю",
    "repair.big5-as-cp1252": "Big5 bytes shown in Windows-1252",
    "repair.big5-as-latin1": "Big5 bytes shown in Latin-1, ¤¤¤å",
    "repair.gbk-as-big5": "GBK bytes read as Big5, 笢恅",
    "repair.big5-as-gbk": "Big5 bytes read as GBK",
    "repair.gbk-as-shift-jis": "GBK bytes read as Shift_JIS",
    "repair.gbk-as-euc-kr": "GBK bytes read as EUC-KR",
    "repair.entity": "character references left undecoded, all levels",
    "repair.unicode-escape": "a line left in \\uXXXX",
    "repair.byte-escape": "a line left in \\xE4",
    "repair.percent-escape": "a line left in %E4, outside addresses",
    "repair.quoted-printable": "mail's quoted-printable form",
    "repair.mail-words": "mail header words, =?gb2312?B?...?=",
    "repair.lost-no-break-space": "a no-break space that became ? at the head of a line, before a dash, goes",
    "damage.undecided-shift": "a byte shift where context does not tell the lost byte; candidates are listed",
    "damage.undecided-gap": "a lost byte that context does not tell; candidates are listed",
    "damage.replacement-char": "U+FFFD: a character lost before",
    "damage.locked-bytes": "锟斤拷: U+FFFD read as GBK",
    "damage.memory-fill": "烫烫烫, 屯屯屯: memory never written, read as GBK",
    "damage.censored": "a word wiped by a filter",
    "damage.private-use": "private-use characters of unknown meaning",
    "review.pinyin-note": "readings after characters that may be a teacher's",
}

ROUNDS_MOST = 4
READ_BACK = frozenset(rule for rule in RULES if "-as-" in rule)
"""Text read back from another charset: what it lost, it lost there, and no byte shift begins in it."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Undo encoding damage.

    single_byte, two_byte, site, escapes: switch a family of repairs off.
    """

    name: ClassVar[str] = "repair"
    version: ClassVar[str] = "54"
    libraries: ClassVar[tuple[str, ...]] = ("ftfy",)

    escapes: bool = True
    single_byte: bool = True
    two_byte: bool = True
    site: bool = True

    def edits(self, doc: Document, /) -> Edits | Layer:
        """The repairs that the document's text needs, with notes on what stays damaged."""
        seen = _newest[0].get(doc.text) or _scanned(doc.text)
        if seen is NOTHING:
            return EMPTY
        switches = {"escapes": self.escapes, "single-byte": self.single_byte, "two-byte": self.two_byte, "site": self.site}
        draft = repair_text(doc.text, seen, frozenset(name for name, on in switches.items() if on))
        told = {(note.start, note.end) for note in draft.notes if note.rule.startswith("damage.undecided")}
        kept = [n for n in dict.fromkeys(draft.notes) if n.rule != "damage.replacement-char" or (n.start, n.end) not in told]
        notes = tuple(sorted(kept, key=lambda n: (n.start, n.end, n.rule)))
        return Layer(self.name, self.version, draft.edits(), notes)

    def may_edit(self, texts: Sequence[str], /) -> list[bool]:
        """Whether the scan sees anything in a text. Texts are looked at together, and scanned where something is seen."""
        sifted = zip(texts, sift(joined(texts)), strict=True)
        found = [scan(text) if told is None else told for text, told in sifted]
        found = [
            seen if seen.latin or not is_foreign(text) else seen._replace(latin=True)
            for text, seen in zip(texts, found, strict=True)
        ]
        _newest[0] = {text: seen for text, seen in zip(texts, found, strict=True) if seen}  # to hash every text takes its time
        return list(map(bool, found))

    def tables_used(self) -> Mapping[str, str]:
        """The tables that decide the output."""
        from corpuskit.rulebook import fold_digest
        from corpuskit.steps.decode.tables import charfreq_digest
        from corpuskit.steps.repair.pinyin import pinyin_digest
        from corpuskit.steps.repair.plausibility import model_digest
        from corpuskit.steps.repair.shiftbelief import belief_digest
        from corpuskit.steps.script.tables import digest

        characters = {f"{name}.tsv": digest("opencc", name) for name in ("STCharacters", "TSCharacters")}
        counted = {"charfreq.npz": charfreq_digest(), "charmodel.bin": model_digest(), "shiftbelief.json": belief_digest()}
        return {**counted, "fold.tsv": fold_digest(), "pinyin.tsv": pinyin_digest(), **characters}


def _scanned(text: str) -> Scan:
    seen = scan(text)
    return seen._replace(latin=True) if is_foreign(text) else seen


_newest: list[Mapping[str, Scan]] = [{}]  # what the scan saw in the texts of the last batch, which edits() is asked for next


def repair_text(text: str, seen: Scan, families: frozenset[str]) -> Draft:
    """All rounds of the named families over a text of which the scan saw `seen`."""
    draft = Draft(text)
    for _ in range(ROUNDS_MOST):
        before = draft.text
        _round(draft, seen, families)
        if draft.text == before:
            break
        seen = scan(draft.text)
        if not seen:
            break
    if seen.lost:
        from corpuskit.steps.repair.unrepairable import locked

        draft.note(locked(draft.text))
    return draft


def _round(draft: Draft, seen: Scan, families: frozenset[str]) -> None:
    if "escapes" in families and seen.escapes:
        from corpuskit.steps.repair.escapes import decode_escapes

        draft.apply(decode_escapes(draft.text))
    if "single-byte" in families and seen.latin:
        draft.apply(foreign(draft.text))
        from corpuskit.steps.repair.singlebyte import repair_single

        draft.apply(repair_single(draft.text))
    if "two-byte" in families and seen.lost and FIRST in draft.text:
        from corpuskit.steps.repair.western import western

        draft.apply(western(draft.text))
    if "two-byte" in families and seen.rare:
        from corpuskit.steps.repair.multibyte import repair_multi

        found, notes = repair_multi(draft.text)
        draft.note(notes)
        draft.apply(found)
    if "site" in families and seen.site:
        from corpuskit.steps.repair.sites import repair_site

        changes, findings = repair_site(draft.text, draft.spans(READ_BACK))
        draft.note(findings)
        draft.apply(changes)
