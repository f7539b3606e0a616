"""The truth behind seeds/: what each example document was before it was damaged, and what must come out of cleaning it.

What lives here: `Truth`, `load_truth` and the reading of tests/seeds/truth/*.toml. What never lives here: anything from the
steps that are judged by it, and the writing of seeds/ (make.py).

One TOML file describes one file of seeds/ (a .jsonl: one `[[record]]` per line). Its `text` has one line of the page per line:

    K|text             sound text that must come out exactly as it stands here
    A|text             the same, but bytes were lost: what repair aims at; it may also be left or marked, never half wrong
    L|text             must come out as it stands in the file (damage nobody can undo) and should be counted as damage
    F|text             either way is fine (editors themselves disagree)
    D:class|text       must go; the class is one of CLASSES
    (an empty line)    a blank line of the page; nothing is promised about it

A line may name a damage that was done to it alone, `K@gbk-as-latin1|text`: a name of corpuskit.testing.damages, or of a table
`[chains.NAME]` of the file (`damage` and its parameters, or `steps`, a list of names; `newline = true` damages the line
together with its newline, which may swallow it). Inside a line `⟦class:text⟧` is a span that must go, and
`⟪damage:text⟫` one that was damaged. `page` lists damages done to the whole page afterwards.

How to compare: with `squeeze`, since a blank may come out as another blank (U+3000 between two names), and in the script of
the file. An output line is the whole kept line, never a part of it. Metadata may come out in either script.

What is weak: the order of kept lines is promised, the blank lines between them are not.

Long, because reading and checking a truth file are one grammar.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpuskit.testing.damages import DAMAGES
from corpuskit.testing.damages_site import remove_controls

HERE = Path(__file__).parent / "truth"

CLASSES = {
    "source-bar": "date, source, author, views, on one line or several",
    "credit": "editors, proofreaders, reporters, at the end or in the last paragraph",
    "dateline": "the agency's prefix of the first paragraph",
    "prevnext": "links to the page before and after",
    "breadcrumb": "where on the site the page is",
    "keywords": "tags and keywords",
    "related": "titles of other pages",
    "pagetools": "share, print, font size, log in, report",
    "notice": "copyright, disclaimer, licence numbers",
    "advert": "the site's own advertisement, hotline, follow us",
    "summary-copy": "the first paragraph once more as a summary",
    "script": "program text that leaked into the page",
    "novel-plug": "what novel sites put between chapters",
    "spam": "gambling brands and the like",
    "counter": "views, likes, comments",
}

_LINE = re.compile(r"(?P<code>[KALF]|D:(?P<kind>[a-z-]+))(?:@(?P<chain>[a-z0-9-]+))?\|(?P<text>.*)")
_SPAN = re.compile(r"⟦(?P<kind>[a-z-]+):(?P<text>[^⟧]*)⟧")
_HARM = re.compile(r"⟪(?P<chain>[a-z0-9-]+):(?P<text>[^⟫]*)⟫")


@dataclass(frozen=True)
class Span:
    """A part of a kept line that must go: `line` is the line without any such part, `text` the part, `kind` its class."""

    line: str
    text: str
    kind: str


@dataclass(frozen=True)
class Line:
    """One line of a page: its code (K, A, L, F or D), what it is in sound form, and how it stands in the file.

    `written` is the line alone, without its newline; where a damage swallowed a newline the file runs two of them together.
    """

    code: str
    sound: str
    written: str


@dataclass(frozen=True)
class Truth:
    """What is true of one document of seeds/ (one file, or one record of a .jsonl).

    All lines are in the script of the file, before script conversion, without terminators, in page order.

    path: relative to seeds/, forward slashes. encoding: of the bytes (utf-8, gb18030, big5, utf-16-le, utf-16-be, mixed).
    kept_lines: must come out exactly. aimed_lines: sound form of lines that lost bytes; may come out, or stay damaged and marked.
    left_lines: as they stand in the file, must come out unchanged and be counted as damage. free_lines: no promise.
    removed_lines: must not come out; removed_kinds gives the class of each. spans: removed parts of kept lines.
    meta: what harvest must find (published as ISO 8601; editors and reviewers are tuples); keys that are not named: no promise.
    damages: names of the damages done, in order. note: one line for people, the same as `wrong` in SOURCES.toml.
    drop: reason group why the whole document must go ("" if it must not): "quality".
    same_as: path of the document it is a copy of ("" if none; path#number for a record), relation of the files as they
    stand "exact" or "near"; of such a group only one document must stay.
    record: line number in the .jsonl from 0, None for a whole file; fields: the record's other fields, id and url among them.
    lines: all lines but blank ones, in page order, sound and as written (for D and spans with everything the file has).
    file_text: the damaged text as it stands in the file after decoding, lines ended by "\n" (records: the text field).
    """

    path: str
    encoding: str
    kept_lines: tuple[str, ...]
    removed_lines: tuple[str, ...]
    spans: tuple[Span, ...]
    meta: Mapping[str, str | tuple[str, ...]]
    damages: tuple[str, ...]
    note: str
    file_text: str
    lines: tuple[Line, ...] = ()
    removed_kinds: tuple[str, ...] = ()
    aimed_lines: tuple[str, ...] = ()
    left_lines: tuple[str, ...] = ()
    free_lines: tuple[str, ...] = ()
    lang: str = "zh"
    script: str = "hans"
    drop: str = ""
    same_as: str = ""
    relation: str = ""
    bom: bool = False
    newline: str = "\n"
    record: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class _Page:
    """Lines gathered while a `text` is read."""

    file: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    aimed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    free: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    damages: dict[str, None] = field(default_factory=dict)


def load_truth(folder: Path = HERE) -> list[Truth]:
    """Read every truth file, in order of path; one Truth per document (so several for a .jsonl).

    Raises ValueError naming the file and line where a truth file does not keep to the form above.
    """
    return [truth for path in sorted(folder.rglob("*.toml")) for truth in _read(path, folder)]


def _read(path: Path, folder: Path) -> Iterator[Truth]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    if "base" in table:
        table = _derive(table, tomllib.loads((folder / table["base"]).read_text(encoding="utf-8")))
    if "record" not in table:
        yield _truth(table, str(path))
        return
    shared = {key: value for key, value in table.items() if key != "record"}
    for number, record in enumerate(table["record"]):
        yield _truth({**shared, **record, "number": number}, f"{path}, record {number}")


def _derive(table: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of another page: its text with replacements, and lines before and after it."""
    text = base["text"]
    for old, new in table.get("replace", []):
        if old not in text:
            raise ValueError(f"{table['path']}: the text of {table['base']} has no {old!r} to replace")
        text = text.replace(old, new)
    kept = {key: base[key] for key in ("lang", "script", "meta", "chains", "page", "html", "encoding", "newline") if key in base}
    text = table.get("head", "") + text.rstrip("\n") + "\n" + table.get("tail", "")
    return {**kept, **table, "text": text, "same_as": base["path"]}


def _truth(table: Mapping[str, Any], where: str) -> Truth:
    chains = table.get("chains", {})
    page = _page(table["text"], chains, where)
    chain = [str(name) for name in table.get("page", [])]
    text = _damage_page("\n".join(page.file), chain, table, where)
    scripts = [name for name in chain if _entry(name, chains)[0] == "hans-to-hant"]

    def written(lines: list[str]) -> tuple[str, ...]:
        return tuple(_apply_all(line, scripts, chains) for line in lines)

    if chain and page.left:
        raise ValueError(f"{where}: lines marked L cannot stand on a page that is damaged as a whole")
    meta = {key: tuple(value) if isinstance(value, list) else value for key, value in table.get("meta", {}).items()}
    return Truth(
        path=table["path"],
        encoding=table["encoding"],
        kept_lines=written(page.kept),
        removed_lines=written(page.removed),
        removed_kinds=tuple(page.kinds),
        aimed_lines=written(page.aimed),
        left_lines=tuple(page.left),
        free_lines=written(page.free),
        spans=tuple(Span(written([span.line])[0], written([span.text])[0], span.kind) for span in page.spans),
        meta={key: written(list(value)) if isinstance(value, tuple) else written([value])[0] for key, value in meta.items()},
        damages=tuple(dict.fromkeys([*page.damages, *(found for name in chain for found in _names(name, chains))])),
        note=table["wrong"],
        lines=_written_lines(page, written([line.sound for line in page.lines]), text if chain else ""),
        file_text=text + ("\n" if table.get("final_newline", True) and "number" not in table else ""),
        lang=table.get("lang", "zh"),
        script=table.get("script", "hans"),
        drop=table.get("drop", ""),
        same_as=table.get("same_as", ""),
        relation=table.get("relation", ""),
        bom=table.get("bom", False),
        newline=table.get("newline", "\n"),
        record=table.get("number"),
        fields=table.get("fields", {}),
    )


def _written_lines(page: _Page, sound: tuple[str, ...], text: str) -> tuple[Line, ...]:
    """The lines as they stand after damage to the whole page, whose text is given (empty: there was none)."""
    rows = [row for row in text.split("\n") if row] if text else [line.written for line in page.lines]
    return tuple(Line(line.code, form, row) for line, form, row in zip(page.lines, sound, rows, strict=True))


def _page(text: str, chains: Mapping[str, Any], where: str) -> _Page:
    page = _Page()
    swallowed = False
    for number, line in enumerate(text.strip("\n").split("\n"), 1):
        if not line:
            page.file.append("")
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"{where}, line {number} of its text has no known mark: {line[:20]!r}")
        for kind in [found["kind"], *(span["kind"] for span in _SPAN.finditer(line))]:
            if kind is not None and kind not in CLASSES:
                raise ValueError(f"{where}, line {number} of its text: no class {kind!r}; CLASSES lists them")
        sound = _HARM.sub(lambda harm: harm["text"], _SPAN.sub("", found["text"]))
        written = _written_line(found["text"], page, chains)
        if found["chain"]:
            written = _chained(written, found["chain"], page, chains)
        page.lines.append(Line(found["code"][0], sound, written.removesuffix("\n")))
        _sort_line(page, found, sound, written.removesuffix("\n"))
        if swallowed:
            page.file[-1] += written.removesuffix("\n")
        else:
            page.file.append(written.removesuffix("\n"))
        swallowed = bool(chains.get(found["chain"] or "", {}).get("newline")) and not written.endswith("\n")
    return page


def _written_line(text: str, page: _Page, chains: Mapping[str, Any]) -> str:
    text = _SPAN.sub(lambda span: span["text"], text)
    return _HARM.sub(lambda harm: _chained(harm["text"], harm["chain"], page, chains), text)


def _chained(text: str, chain: str, page: _Page, chains: Mapping[str, Any]) -> str:
    page.damages.update(dict.fromkeys(_names(chain, chains)))
    return _apply_all(text + ("\n" if chains.get(chain, {}).get("newline") else ""), [chain], chains)


def _sort_line(page: _Page, found: re.Match[str], sound: str, written: str) -> None:
    if found["kind"]:
        page.removed.append(sound)
        page.kinds.append(found["kind"])
        return
    {"K": page.kept, "A": page.aimed, "L": page.left, "F": page.free}[found["code"]].append(
        written if found["code"] == "L" else sound
    )
    page.spans.extend(Span(sound, span["text"], span["kind"]) for span in _SPAN.finditer(found["text"]))


def _entry(name: str, chains: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The damage and the parameters that a name of a chain stands for."""
    table = dict(chains.get(name, {"damage": name}))
    table.pop("newline", None)
    return str(table.pop("damage", name)), table


def _names(chain: str, chains: Mapping[str, Any]) -> list[str]:
    steps = chains.get(chain, {}).get("steps")
    return [_entry(name, chains)[0] for name in (steps or [chain])]


def _apply_all(text: str, names: list[str], chains: Mapping[str, Any]) -> str:
    for name in names:
        for step in chains.get(name, {}).get("steps") or [name]:
            damage, parameters = _entry(step, chains)
            out = DAMAGES[damage](text, **{k: tuple(v) if isinstance(v, list) else v for k, v in parameters.items()})
            if not isinstance(out, str):
                raise ValueError(f"damage {damage!r} gives bytes; a truth file writes those with its encoding")
            text = out
    return text


def _damage_page(text: str, chain: list[str], table: Mapping[str, Any], where: str) -> str:
    """Damage the whole page; with `html` as paragraphs in tags, which are taken off again as a crawler would."""
    if not chain:
        return text
    lines = text.count("\n")
    if table.get("html"):
        text = "\n".join(f"<p>{line}</p>" for line in text.split("\n"))
    text = _apply_all(text, chain, table.get("chains", {}))
    if table.get("html"):
        text = re.sub("</?p>", "", text)
    if text.count("\n") != lines:
        raise ValueError(f"{where}: the damage swallowed a newline, so lines cannot be told apart; write it with html = true")
    return text


def squeeze(line: str) -> str:
    """A line for comparing: white space at its ends gone, every run of white space inside one blank."""
    return " ".join(line.split())


def lost(sound: str, written: str) -> bool:
    """Whether a damaged line shows a mark of loss that its sound form has not."""
    return any(remove_controls(written).count(mark) > sound.count(mark) for mark in "?\ufffd□")
