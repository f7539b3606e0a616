"""Figures of strip and harvest on the labelled pages (test styles), and on sound text that has no boilerplate.

Lives here: counting. Never here: rules; the pages are read by tests/support/pages.py.
"""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from corpuskit.core.document import Document
from corpuskit.core.edit import Edits, Layer
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.strip import Strip, learn_templates
from tests.support import corpora
from tests.support.pages import Labelled, Row, digest, pages
from tests.support.sites import pages_of_sites

FIELDS = ("author", "publisher", "published", "section", "source_name", "editors", "reviewers")
SOUND_BYTES = 20_000_000
QUICK_SOUND_BYTES = 2_000_000


def edits_of(text: str, step: Strip) -> Edits:
    """The edits of one text."""
    found = step.edits(Document("0" * 16, text))
    return found.edits if isinstance(found, Layer) else found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _runs(text: str, spans: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Spans without the blanks around them; those with nothing but blanks of a line between them are one: which of two pieces
    that stand side by side a cut belongs to changes no character of what is left."""
    runs: list[tuple[int, int]] = []
    for start, end in sorted(_trimmed(text, *span) for span in spans):
        between = text[runs[-1][1] : start] if runs else "\n"
        if "\n" not in between and not between.strip():
            runs[-1] = runs[-1][0], max(end, runs[-1][1])
        else:
            runs.append((start, end))
    return set(runs)


def _exchanged(page: Labelled, gone: bytearray) -> Iterator[tuple[Row, Row]]:
    """(line that should stay and went, line that should go) where what is left of the second is the first, as of a title with
    the name of its site, and no line between them stayed: what is left is the same, character by character."""
    near: dict[str, tuple[Row, bool]] = {}  # the last line that stayed, and those behind it, by what they say
    for row in page.rows:
        left = "".join([page.text[at] for at in range(row.start, row.end) if not gone[at]])
        whole = not left.strip()
        said = (page.text[row.start : row.end] if whole else left).strip()
        if not said:
            continue
        other, was_whole = near.get(said, (row, whole))
        if whole != was_whole and bool(other.kind) != bool(row.kind):
            went, stayed = (row, other) if whole else (other, row)
            if not went.kind:
                yield went, stayed
        if not whole:
            near.clear()
        near[said] = row, whole


def count_page(page: Labelled, step: Strip) -> Counter[str]:
    """lines, found, wrong lines; spans, found spans, cut spans; content characters and those wrongly removed."""
    seen: Counter[str] = Counter()
    text = page.text
    edits = edits_of(text, step)
    gone = bytearray(len(text))
    for edit in edits:
        gone[edit.start : edit.end] = b"\x01" * (edit.end - edit.start)
    wanted = _runs(text, [(start, end) for start, end, _ in page.spans])
    allowed = bytearray(len(text))
    for start, end, _ in page.spans:
        allowed[start:end] = b"\x01" * (end - start)
    for went, stayed in list(_exchanged(page, gone)):
        gone[went.start : went.end] = bytes(went.end - went.start)
        gone[stayed.start : stayed.end] = b"\x01" * (stayed.end - stayed.start)
    for row in page.rows:
        if row.start == row.end:
            continue
        whole = all(gone[row.start : row.end])
        if row.kind:
            seen["lines"] += 1
            seen["found"] += whole
            continue
        seen["wrong"] += whole
        for at in range(row.start, row.end):
            if not allowed[at] and not text[at].isspace():
                seen["content"] += 1
                seen["lost"] += gone[at]
    kept = [row for row in page.rows if not row.kind]
    inside = [
        (e.start, e.end)
        for e in edits
        if any(row.start <= e.start and e.end <= row.end and e.end - e.start < row.end - row.start for row in kept)
    ]
    cut = _runs(text, inside)
    seen["spans"] += len(wanted)
    seen["spans cut"] += len(cut)
    seen["spans found"] += len(wanted & cut)
    return seen


def count_meta(page: Labelled, pipeline: Pipeline) -> Counter[str]:
    """fields stated or filled, and those that are right. Titles are counted where the page states one elsewhere."""
    meta = pipeline.run(Document("0" * 16, page.text)).document.meta
    seen: Counter[str] = Counter()
    for name in FIELDS:
        want, got = page.meta.get(name), meta.get(name)
        said = ";".join(got) if isinstance(got, tuple) else got
        if want is None and (said is None or name == "section"):
            continue
        seen["fields"] += 1
        seen["right"] += want == said
    return seen


def _row(name: str, figure: float, cases: int, kind: str, of: str, **extra: Any) -> dict[str, Any]:
    return {"name": f"strip.{name}", "figure": round(figure, 5), "cases": cases, "digest": of, "kind": kind, "extra": extra}


def figures(full: bool = False) -> list[dict[str, Any]]:
    """Rows of name, figure, cases, digest, kind, extra. The sound text is a sample unless `full`."""
    step, pipeline = Strip(), Pipeline([Strip(), Harvest()])
    out = _labelled("test", "", step, pipeline) + _labelled("unseen", "unseen.", step, pipeline)
    return out + _templates() + [_sound(step, SOUND_BYTES if full else QUICK_SOUND_BYTES)]


def _labelled(side: str, prefix: str, step: Strip, pipeline: Pipeline) -> list[dict[str, Any]]:
    """Rows of one side of the labelled pages."""
    c: Counter[str] = Counter()
    for page in pages(side):
        c += count_page(page, step)
        c += count_meta(page, pipeline)
    of = digest(side)
    return [
        _row(prefix + "line.precision", c["found"] / max(1, c["found"] + c["wrong"]), c["found"] + c["wrong"], "min", of),
        _row(prefix + "line.recall", c["found"] / max(1, c["lines"]), c["lines"], "min", of),
        _row(prefix + "span.precision", c["spans found"] / max(1, c["spans cut"]), c["spans cut"], "min", of),
        _row(prefix + "span.recall", c["spans found"] / max(1, c["spans"]), c["spans"], "min", of),
        _row(prefix + "content-lost", c["lost"] / max(1, c["content"]), c["content"], "max", of),
        _row(prefix + "metadata", c["right"] / max(1, c["fields"]), c["fields"], "min", of),
    ]


def _templates() -> list[dict[str, Any]]:
    """Lines of made-up sites that learned templates take, and what the learning held in memory."""
    made = pages_of_sites()
    tracemalloc.start()
    learned = learn_templates((site, text) for site, text, _ in made)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    step = Strip(templates=learned.to_toml())
    seen: Counter[str] = Counter()
    for site, text, wanted in made:
        found = step.edits(Document("0" * 16, text, {"site": site}))
        gone = {
            text.count("\n", 0, e.start + e.removed.startswith("\n"))
            for e in (found.edits if isinstance(found, Layer) else found)
        }
        seen += Counter(wanted=len(wanted), taken=len(gone), right=len(gone & wanted))
    of = f"{len(made)} pages of {len({site for site, _, _ in made})} sites"
    about = {"corpus": of, "peak_bytes": peak_bytes, "error": learned.error}
    return [
        _row("templates.precision", seen["right"] / max(1, seen["taken"]), seen["taken"], "min", "", **about),
        _row("templates.recall", seen["right"] / max(1, seen["wanted"]), seen["wanted"], "min", "", **about),
    ]


def _sound(step: Strip, limit_bytes: int) -> dict[str, Any]:
    """Cuts per MB of text that has no boilerplate, each listed."""
    cuts: list[str] = []
    total = documents = 0
    of = blake2b(digest_size=16)
    for record in corpora.load(split="test", limit_bytes=limit_bytes, level=True):
        documents += 1
        data = record["text"].encode("utf-8")
        total += len(data)
        of.update(data)
        cuts += [f"{record['id']}: {e.rule}: {e.removed[:60]!r}" for e in edits_of(record["text"], step)]
    per_mb = len(cuts) / max(1e-6, total / 1e6)
    return _row("sound.cuts-per-mb", per_mb, documents, "max", of.hexdigest(), bytes=total, cuts=cuts[:200])
