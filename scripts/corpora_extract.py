"""Plain text out of the files that packages carry.

Lives here: one function per file format, bytes in, documents out. A document is a list of units (paragraphs, messages, or one
whole file), so that the caller can take repeated units away without tearing verses or source code apart.
Never here: fetching, unpacking, choosing, writing. Nothing of a package is ever executed.
Weak: man pages are flattened by a small reader that knows the common requests only; tables in HTML become one line per cell.
"""

from __future__ import annotations

import bz2
import gzip
import json
import re
import struct
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

Units = list[str]

# Documents built from many small units are closed at this size, so that the tune/test split stays fine-grained.
_DOCUMENT_CHARS = 3000
# Whole files above this size are cut at line ends into several documents.
_FILE_CHARS = 40_000

_BLOCKS = frozenset((
    "p", "title", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "div", "br", "tr", "table", "ul", "ol", "dl",
    "pre", "screen", "para", "simpara", "item", "entry", "term", "section", "page", "desc", "listitem", "programlisting",
    "caption", "media", "note", "figcaption", "blockquote", "list", "steps", "bridgehead", "synopsis",
))  # fmt: skip
_SKIPPED = frozenset((
    "script", "style", "head", "nav", "info", "revision", "credit", "years", "license", "legalnotice", "svg", "button", "select",
))  # fmt: skip
_KEEP_LINES = frozenset(("pre", "screen", "programlisting", "synopsis"))


def inflate(path: str, data: bytes) -> bytes:
    """Undo the compression that the file name tells."""
    if path.endswith((".gz", ".dz")):
        return gzip.decompress(data)
    if path.endswith(".bz2"):
        return bz2.decompress(data)
    return data


class _Markup(HTMLParser):
    """Collects the text of HTML, DocBook and Mallard alike: block elements end a unit, preformatted ones keep their lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.units: Units = []
        self._parts: list[str] = []
        self._skipping: list[str] = []
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipping.append(tag)
        if tag in _BLOCKS:
            self._close()
        if tag in _KEEP_LINES:
            self._verbatim += 1

    def handle_endtag(self, tag: str) -> None:
        if self._skipping and tag == self._skipping[-1]:
            self._skipping.pop()
        if tag in _BLOCKS:
            self._close()
        if tag in _KEEP_LINES and self._verbatim:
            self._verbatim -= 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._close()

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._parts.append(data if self._verbatim else re.sub(r"[ \t\r\n]+", " ", data))

    def _close(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        text = text.strip("\n").rstrip() if self._verbatim else text.strip(" \t\r\n")
        if text:
            self.units.append(text)


def from_markup(data: bytes) -> Iterator[Units]:
    """One document per page. Line breaks between two Han characters of flowing text come from the source's wrapping and go."""
    parser = _Markup()
    parser.feed(data.decode("utf-8"))
    parser.close()
    parser._close()
    yield [re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", unit) for unit in parser.units]


def from_mo(data: bytes) -> Iterator[Units]:
    """The translations of a compiled message catalogue, in the order of their sources, grouped into documents."""
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, _, table = struct.unpack(order + "III", data[8:20])
    units: Units = []
    for number in range(count):
        length, start = struct.unpack_from(order + "II", data, table + 8 * number)
        for message in data[start : start + length].decode("utf-8").split("\0"):
            if number and message.strip():  # number 0 is the catalogue's header
                units.append(message.strip("\n"))
    yield from _grouped(units)


def from_fortunes(data: bytes) -> Iterator[Units]:
    """Sayings and poems between % lines, terminal colours removed. Each stays whole."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", data.decode("utf-8"))
    yield from _grouped([saying.strip("\n") for saying in re.split(r"\n%+\n", text) if saying.strip()])


def from_dictionary(data: bytes) -> Iterator[Units]:
    """Entries of a dictd file, which blank lines part."""
    yield from _grouped([entry.strip("\n") for entry in re.split(r"\n\s*\n", data.decode("utf-8")) if entry.strip()])


_MAN_BREAKS = frozenset(
    ("nf", "fi", "EX", "EE", "PP", "P", "LP", "TP", "IP", "SH", "SS", "HP", "Pp", "It", "Sh", "br", "sp", "RS", "RE")
)
_MAN_TEXT = frozenset(("B", "I", "BR", "RB", "IR", "RI", "BI", "IB", "SM", "SH", "SS", "IP", "Sh"))


def from_man(data: bytes) -> Iterator[Units]:
    """A manual page without its requests. Filled lines are joined to paragraphs, no-fill regions keep theirs."""
    units: Units = []
    paragraph: list[str] = []
    filling = True

    def close() -> None:
        if paragraph:
            text = (" " if filling else "\n").join(paragraph).strip()
            units.append(re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", text))
            paragraph.clear()

    for line in data.decode("utf-8").split("\n"):
        if line[:1] in ".'":
            request, _, rest = line[1:].lstrip().partition(" ")
            if request in _MAN_BREAKS:
                close()
                filling = filling if request not in ("nf", "fi", "EX", "EE") else request in ("fi", "EE")
            if request in _MAN_TEXT and rest:
                paragraph.append(_roff(rest.replace('"', "")))
                if request in ("SH", "SS", "Sh"):
                    close()
        elif line.strip():
            paragraph.append(_roff(line))
        else:
            close()
    close()
    yield [unit for unit in units if unit]


_ROFF = {
    "-": "-", "e": "\\", "&": "", "(bu": "•", "(aq": "'", "(em": "—", "(en": "–", "(lq": "“", "(rq": "”", "(co": "©", "(dq": '"',
    "(cq": "’", "(oq": "‘", "(<=": "≤", "(>=": "≥", "(->": "→", "(ga": "`", "(ha": "^", "(ti": "~", "(rs": "\\", "(mu": "×",
    "(+-": "±", "|": "", "^": "", "/": "", "~": " ", " ": " ", "0": " ", "%": "", ",": "", "'": "´", "`": "`", ".": ".",
    "\\": "\\",
}  # fmt: skip


def _roff(line: str) -> str:
    def one(match: re.Match[str]) -> str:
        found = match.group(1)
        return _ROFF.get(found, "" if found[0] in "fsm*nFk" else match.group(0))

    line = re.sub(r"\\\".*$", "", line)
    return re.sub(r"\\(f\(..|f\[[^]]*\]|f.|s[-+]?\d+|m\[[^]]*\]|\*\[[^]]*\]|\*\(..|\*.|n\(..|\(..|.)", one, line).rstrip()


def from_raw(data: bytes) -> Iterator[Units]:
    """A text file as it is: one unit, cut at line ends into several documents when it is long."""
    yield from _cut(data.decode("utf-8").removeprefix("\ufeff"))


def from_raw_euc_jp(data: bytes) -> Iterator[Units]:
    """The same for the one source that is still distributed in EUC-JP."""
    yield from _cut(data.decode("euc_jp"))


def from_verses(data: bytes) -> Iterator[Units]:
    """Works in JSON, wherever they stand in it: each with its heads on lines of their own, then its lines or paragraphs."""
    yield from _grouped(list(_works(json.loads(data.decode("utf-8")))))


def _works(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for inner in node:
            yield from _works(inner)
        return
    if not isinstance(node, dict):
        return
    for key in ("paragraphs", "content", "para"):
        lines = node.get(key)
        if isinstance(lines, list) and lines and all(isinstance(line, str) for line in lines):
            heads = [node.get("title") or node.get("rhythmic") or node.get("chapter"), node.get("author")]
            yield "\n".join([*(head for head in heads if isinstance(head, str) and head), *lines])
            return
    for inner in node.values():
        yield from _works(inner)


def from_licence(data: bytes) -> Iterator[Units]:
    """The text of a licence out of its JSON record, as it is: one unit."""
    yield from _cut(json.loads(data.decode("utf-8"))["licenseText"])


def from_speech(data: bytes) -> Iterator[Units]:
    """Spoken lines of a translated play script (Ren'Py), without those that hold markup or variables."""
    said = re.findall(r'^ +(?!old |new )(?:\w+ )?"((?:[^"\\\n]|\\.)+)"$', data.decode("utf-8"), re.M)
    yield from _grouped([re.sub(r"\\(.)", r"\1", line) for line in said if not re.search(r"[{}[\]]|\\n", line)])


def _cut(text: str) -> Iterator[Units]:
    start = 0
    while start < len(text):
        end = len(text) if len(text) - start <= _FILE_CHARS else text.rfind("\n", start, start + _FILE_CHARS) + 1
        end = end if end > start else start + _FILE_CHARS
        yield [text[start:end]]
        start = end


def _grouped(units: Units) -> Iterator[Units]:
    group: Units = []
    size = 0
    for unit in units:
        group.append(unit)
        size += len(unit)
        if size >= _DOCUMENT_CHARS:
            yield group
            group, size = [], 0
    if group:
        yield group


EXTRACTORS: dict[str, Callable[[bytes], Iterator[Units]]] = {
    "html": from_markup,
    "mo": from_mo,
    "fortune": from_fortunes,
    "dict": from_dictionary,
    "man": from_man,
    "raw": from_raw,
    "raw-euc-jp": from_raw_euc_jp,
    "verses": from_verses,
    "licence": from_licence,
    "speech": from_speech,
}
