"""From a record's fields to a RawDocument; and problems counted, so that ten million bad lines are not ten million messages.

What lives here: Reading (the options and the gate for problems of one file), TEXT_KEYS, dump_fields. What never does: parsing.

No field is lost: the text becomes the document, the record's own id becomes a column, the rest is `extra`.
"""

from __future__ import annotations

import base64
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from corpuskit.core.document import Source
from corpuskit.formats.readers.types import LIMIT_BYTES, Problem, RawDocument

__all__ = ["TEXT_KEYS", "Place", "Reading", "dump_fields"]

TEXT_KEYS = ("text", "content", "raw_content")  # what corpora call it; a `body` or `document` may be anything
ID_KEYS = ("id", "_id", "doc_id", "docid", "uuid")
SHOWN_KEYS = 8
SHOWN_PROBLEMS = 20  # of one sort and file; the others are counted
# What fields that hold a text are called, besides TEXT_KEYS; a name that ends with one of them counts as well (news_body).
LIKELY_KEYS = (
    "text", "content", "contents", "body", "article", "document", "passage", "story", "post", "markdown", "paragraphs",
    "正文", "内容", "內容", "文本", "全文", "文章",
)  # fmt: skip
LONG_CHARS = 60  # so much running text in a field under any name is most likely the text


@dataclass(frozen=True, slots=True)
class Place:
    """A file or a member of an archive, and where its bytes came from."""

    path: str
    member: str = ""

    @property
    def shown(self) -> str:
        return f"{self.path}!/{self.member}" if self.member else self.path

    def inside(self, member: str) -> Place:
        return Place(self.path, f"{self.member}!/{member}" if self.member else member)


@dataclass
class Reading:
    """Options of a reading, and the problems met so far, per file and sort."""

    text_key: str | None = None
    limit_bytes: int = LIMIT_BYTES
    _met: dict[tuple[str, str], int] = field(default_factory=dict)

    def problem(self, place: Place, sort: str, what: str, hint: str = "", line: int | None = None) -> Iterator[Problem]:
        """The problem, while few of its sort were met in this file."""
        key = (place.shown, sort)
        self._met[key] = self._met.get(key, 0) + 1
        if self._met[key] <= SHOWN_PROBLEMS:
            yield Problem(place.shown if line is None else f"{place.shown}:{line}", what, hint)

    def rest(self) -> Iterator[Problem]:
        """One line for each sort that was met more often than shown; the counts start anew."""
        for (shown, sort), n in self._met.items():
            if n > SHOWN_PROBLEMS:
                yield Problem(shown, f"{n - SHOWN_PROBLEMS:,} more records: {sort}", "the first ones are named above")
        self._met.clear()

    def too_big(self, place: Place, size: int, line: int | None = None) -> Iterator[Problem]:
        what = f"is {size:,} bytes, above the limit of {self.limit_bytes:,} for one document; left out"
        return self.problem(place, "above the limit for one document", what, "split it", line)

    def record(self, place: Place, offset: int, fields: Mapping[str, Any], line: int | None) -> Iterator[RawDocument | Problem]:
        """The document of a record, or what is wrong with it."""
        key = self._key(fields)
        if key is None:
            wanted = f"no field {self.text_key!r}" if self.text_key else f"none of the fields {', '.join(TEXT_KEYS)}"
            has = ", ".join(list(fields)[:SHOWN_KEYS]) + (", ..." if len(fields) > SHOWN_KEYS else "") or "nothing"
            yield from self.problem(place, wanted, f"has {wanted} (it has {has})", _try_key(fields, self.text_key), line)
            return
        text = _at(fields, key)
        if not isinstance(text, str):
            kind = "null" if text is None else type(text).__name__
            what = f"the field {key!r} is {kind}, not a text"
            yield from self.problem(place, what, what, "name another field with --text-key", line)
            return
        if len(text) > self.limit_bytes // 4 and len(text.encode("utf-8", "surrogatepass")) > self.limit_bytes:
            yield from self.too_big(place, len(text.encode("utf-8", "surrogatepass")), line)
            return
        yield self.document(place, offset, text, _without(fields, key))

    def document(
        self, place: Place, offset: int, text: str, others: dict[str, Any], found: Mapping[str, str] | None = None
    ) -> RawDocument:
        """The document of a text and the other fields of its record."""
        record_id = None
        for name in ID_KEYS:
            value = others.get(name)
            if isinstance(value, str | int) and not isinstance(value, bool):
                record_id = _plain(str(value))
                if record_id == value:
                    del others[name]
                break
        extra = dump_fields(others) if others else None
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        source = Source(place.path, place.member, offset, True, record_id, extra, digest)
        return RawDocument(source, text=text, found=found or {})

    def _key(self, fields: Mapping[str, Any]) -> str | None:
        if self.text_key is not None:
            return self.text_key if _at(fields, self.text_key) is not _MISSING else None
        present = [key for key in TEXT_KEYS if key in fields]
        return next((key for key in present if isinstance(fields[key], str)), present[0] if present else None)


def _try_key(fields: Mapping[str, Any], wanted: str | None) -> str:
    """What to try where no field holds the text: one with a name that is near or telling, or with running text in it."""
    texts = [name for name, value in fields.items() if isinstance(value, str) and value.strip()]
    for key in [wanted] if wanted else TEXT_KEYS:
        if near := get_close_matches(key, texts, n=1, cutoff=0.75):
            return f"did you mean --text-key {shlex.quote(near[0])}?"
    telling = [name for name in texts if re.split(r"[_.\-\s]", name.lower())[-1] in LIKELY_KEYS]
    long = [name for name in texts if len(fields[name]) >= LONG_CHARS and _runs(fields[name])]
    best = max(telling or long, key=lambda name: len(fields[name]), default=None)
    return "name the field that holds the text with --text-key" + (f", perhaps --text-key {shlex.quote(best)}" if best else "")


def _runs(text: str) -> bool:
    """Whether it is running text: no address, no code, no list of words joined by marks."""
    letters = sum(c.isalpha() or c == " " for c in text)
    return "://" not in text[:40] and letters >= 0.7 * len(text) and (" " in text or not text.isascii())


_MISSING = object()


def _at(fields: Mapping[str, Any], key: str) -> Any:
    """The value of a key, or of a path like data.text where there is no such key."""
    if key in fields:
        return fields[key]
    value: Any = fields
    for name in key.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return _MISSING
        value = value[name]
    return value


def _without(fields: Mapping[str, Any], key: str) -> dict[str, Any]:
    if key in fields:
        return {name: value for name, value in fields.items() if name != key}
    head, _, tail = key.partition(".")
    inner = _without(fields[head], tail)
    return {name: inner if name == head else value for name, value in fields.items() if name != head or inner}


def _plain(text: str) -> str:
    """A text for a column: no lone surrogate in it."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def dump_fields(fields: Mapping[str, Any]) -> str:
    """Fields of a record as JSON text; escaped to ASCII only where lone surrogates leave no other way."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), default=_said)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(fields, ensure_ascii=True, separators=(",", ":"), default=_said)
    return text


def _said(value: Any) -> Any:
    """A value that JSON has no form for, as text: bytes in base64, dates in ISO 8601."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
