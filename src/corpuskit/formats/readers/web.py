"""Readers of web pages: HTML files and WARC/WET archives, behind the extras `html` and `warc`.

What lives here: read_html, read_warc. What never does: fetching anything, working without the extra (it says so instead).

A page's main text is a record: its string restores, the page itself does not. The title, date, author and site that the
page states come as found metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpuskit.formats.readers.records import Place, Reading
from corpuskit.formats.readers.streams import Stream
from corpuskit.formats.readers.textual import broken
from corpuskit.formats.readers.types import Problem, RawDocument

__all__ = ["read_html", "read_warc"]

Items = Iterator[RawDocument | Problem]


def _needs(place: Place, what: str, extra: str) -> Problem:
    return Problem(place.shown, f"is {what}, and the extra {extra!r} is not installed", f"run: pip install -e '.[{extra}]'")


def read_html(stream: Stream, place: Place, reading: Reading) -> Items:
    """The main text of one page, with what the page says about itself."""
    try:
        import trafilatura  # noqa: F401
    except ImportError:
        yield _needs(place, "a web page", "html")
        return
    data = stream.read(reading.limit_bytes + 1)
    if len(data) > reading.limit_bytes:
        yield from reading.too_big(place, len(data))
        return
    yield from _page(data, place, reading, 0, {})
    yield from broken(stream, place, "its main text was taken from what was read")


def _page(data: bytes, place: Place, reading: Reading, offset: int, others: dict[str, Any]) -> Items:
    import trafilatura

    page = trafilatura.bare_extraction(data, url=others.get("url"), with_metadata=True)
    about = page if isinstance(page, dict) else page.as_dict() if page is not None else {}
    text = about.get("text")
    if not text:
        yield from reading.problem(place, "no main text", "no main text was found in the page")
        return
    names = {"title": "title", "author": "author", "date": "published", "sitename": "publisher"}
    found = {ours: str(about[theirs]) for theirs, ours in names.items() if about.get(theirs)}
    yield reading.document(place, offset, text, others, found)


def read_warc(stream: Stream, place: Place, reading: Reading) -> Items:
    """Responses (their main text) and conversions (WET: their text) of a WARC file."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        yield _needs(place, "a web archive", "warc")
        return
    number = 0
    try:
        records = ArchiveIterator(stream)
        for record in records:
            number += 1
            if record.rec_type in ("response", "conversion", "resource"):
                yield from _warc_record(record, records, place, reading)
    except (ArchiveLoadFailed, OSError, EOFError) as error:
        yield Problem(place.shown, f"is damaged after record {number}: {error}; those before were kept", "fetch it again")
        return
    yield from broken(stream, place, f"the {number:,} records before were kept")


def _warc_record(record: Any, records: Any, place: Place, reading: Reading) -> Items:
    head = record.rec_headers
    others = {"url": head.get_header("WARC-Target-URI"), "fetched": head.get_header("WARC-Date")}
    others = {name: value for name, value in others.items() if value}
    record_id = head.get_header("WARC-Record-ID")
    if record_id:
        others["id"] = record_id
    data = record.content_stream().read(reading.limit_bytes + 1)
    offset = records.get_record_offset()
    if len(data) > reading.limit_bytes:
        yield from reading.too_big(place, len(data))
    elif not data:
        yield from reading.problem(place, "empty records", "a record is empty", "fetch it again, if it should not be")
    elif record.rec_type == "conversion":
        yield reading.document(place, offset, data.decode("utf-8", "surrogateescape"), others)
    else:
        sort = (record.http_headers.get_header("Content-Type") if record.http_headers else None) or "text/html"
        if "html" in sort:
            try:
                import trafilatura  # noqa: F401
            except ImportError:
                yield from reading.problem(place, "needs html", "holds web pages, and the extra 'html' is not installed",
                                           "run: pip install -e '.[html]'")  # fmt: skip
                return
            yield from _page(data, place, reading, offset, others)
