"""Templates of a site: lines that stand on many of its pages, and terms injected into many; learned, frozen, applied.

What lives here: learn_templates(), Templates (to_toml, from_toml, digest), template_pass(). What never does: reading inputs;
deciding which documents share a site (the reader's `site`).

How it works: one pass counts, per site, on how many documents each line (folded, trimmed) stands, and on how many of them near
an end of the page. A line becomes a template when it stands on enough of the site's pages and nearly always near an end;
repetition alone is not enough, so refrains, legal formulas amid the text and list heads stay: a line that stands between two
sentences on a page counts there as the text's. Memory is bounded by lossy
counting: a site keeps at most LINES_MAX lines; when it is full, lines seen least are dropped and `error` grows, the most by
which any count of the site can be too low. With fewer different lines than that the counts are exact (error 0).

Weak: sites whose pages are all alike in the body (forms) need protect_lines.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path

from corpuskit.core.recipe import _toml_value as toml_value
from corpuskit.core.text import fold, lines
from corpuskit.errors import RecipeError
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.linematch import trim
from corpuskit.steps.strip.page import Cut, Page, is_prose
from corpuskit.steps.strip.spam import glued_token

__all__ = ["Template", "Templates", "learn_templates", "load_templates", "read_templates", "template_pass"]

FORMAT = 1
LINES_MAX = 20_000  # per site; about 250 bytes each, so 5 MB per site that is full
LINE_MAX_CHARS = 200
HEAD_LINES = 6  # near an end: within so many lines of it, or before the first or after the last prose
TAIL_LINES = 12
PROSE_LINES = 3  # a sentence must stand nearer
DOCUMENTS_MIN = 4
SHARE_MIN = 0.3  # of the site's pages; a footer stands on all, a section's bar on a part
PROSE_SHARE_MIN = 0.5  # a repeated sentence must stand on most pages
EDGE_SHARE_MIN = 0.9  # of the pages that have the line
TERM_DOCUMENTS_MIN = 3
_LIST_HEAD = re.compile(r"[(第]?[一二三四五六七八九十百\d]{1,4}[、.)章节条回:]?\S{0,3}")


@dataclass(frozen=True, slots=True)
class Template:
    """One line of a site: on `documents` of `of` pages, `place` head, tail or both."""

    site: str
    line: str
    place: str
    documents: int
    of: int

    @property
    def id(self) -> str:
        """Eight hex digits of BLAKE2b over site and line."""
        return blake2b(f"{self.site}\x00{self.line}".encode(), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class Templates:
    """What was learned: templates, and terms per site as (site, term, documents). `error`: see the module."""

    templates: tuple[Template, ...] = ()
    terms: tuple[tuple[str, str, int], ...] = ()
    error: int = 0

    def to_toml(self) -> str:
        """A reviewable TOML text; from_toml() reads it back."""
        out = ["# Lines and terms that repeat over the pages of one site. Delete what must stay.", f"format = {FORMAT}"]
        out.append(f"error = {self.error}")
        for t in self.templates:
            out += [
                "",
                "[[template]]",
                f"id = {toml_value(t.id)}",
                f"site = {toml_value(t.site)}",
                f"line = {toml_value(t.line)}",
            ]
            out += [f"place = {toml_value(t.place)}", f"documents = {t.documents}", f"of = {t.of}"]
        for site, term, documents in self.terms:
            out += ["", "[[term]]", f"site = {toml_value(site)}", f"term = {toml_value(term)}", f"documents = {documents}"]
        return "\n".join(out) + "\n"

    @property
    def digest(self) -> str:
        """BLAKE2b of the TOML text."""
        return blake2b(self.to_toml().encode("utf-8"), digest_size=16).hexdigest()

    @classmethod
    def from_toml(cls, text: str, where: str = "templates") -> Templates:
        """Read what to_toml() wrote, edited by hand or not. Raises RecipeError."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise RecipeError(f"{where} is not TOML: {error}", hint="`corpuskit rules --learn` writes the form") from None
        if data.get("format") != FORMAT:
            raise RecipeError(f"{where} has format {data.get('format')!r}", hint=f"this corpuskit reads format = {FORMAT}")
        unknown = sorted(set(data) - {"format", "error", "template", "term"})
        if unknown:
            raise RecipeError(f"{where} has an unknown key {unknown[0]!r}", hint="known: format, error, template, term")
        try:
            found = tuple(
                Template(row["site"], row["line"], row.get("place", "both"), int(row["documents"]), int(row["of"]))
                for row in data.get("template", ())
            )
            terms = tuple((row["site"], row["term"], int(row["documents"])) for row in data.get("term", ()))
        except (KeyError, TypeError, ValueError) as error:
            raise RecipeError(f"{where}: a template needs site, line, documents, of; a term site, term: {error}") from None
        return cls(found, terms, int(data.get("error", 0)))


@dataclass(slots=True)
class _Site:
    pages: int = 0
    bucket: int = 0  # how much a line's count may be too low
    counts: dict[str, list[int]] = field(default_factory=dict)  # view: [pages, near head, near tail]
    tokens: dict[str, int] = field(default_factory=dict)

    def add(self, views: Mapping[str, tuple[bool, bool]], tokens: set[str], most: int) -> None:
        self.pages += 1
        for view, (head, tail) in views.items():
            row = self.counts.setdefault(view, [self.bucket, 0, 0])
            row[0] += 1
            row[1] += head
            row[2] += tail
        for token in tokens:
            self.tokens[token] = self.tokens.get(token, 0) + 1
        while len(self.counts) > most:
            self.bucket += 1
            self.counts = {view: row for view, row in self.counts.items() if row[0] > self.bucket}
        if len(self.tokens) > most:
            self.tokens = {token: n for token, n in self.tokens.items() if n > 1}


def _look(text: str) -> tuple[dict[str, tuple[bool, bool]], set[str]]:
    """The lines of a page with (near its head, near its tail), and the tokens glued after its paragraphs."""
    view = fold(text, fold_table())
    rows = []
    for start, end, _ in lines(view):
        a, b = trim(view[start:end])
        if a < b:
            rows.append(view[start + a : start + b])
    prose = [i for i, row in enumerate(rows) if is_prose(row)]
    first, last = (prose[0], prose[-1]) if prose else (len(rows), -1)
    found: dict[str, tuple[bool, bool]] = {}
    prose_rows, amid = frozenset(prose), set[str]()
    for i, row in enumerate(rows):
        if len(row) <= LINE_MAX_CHARS:
            near_head, near_tail = (PROSE_LINES, PROSE_LINES) if is_prose(row) else (HEAD_LINES, TAIL_LINES)
            if _is_amid(prose_rows, i):
                found[row] = (False, False)  # a refrain or a formula of the text, wherever else it stands
                amid.add(row)
            if row in amid:
                continue
            head, tail = found.get(row, (False, False))
            found[row] = (head or i < near_head or i < first, tail or len(rows) - i <= near_tail or i > last)
    tokens = {token for row in rows if (token := glued_token(row))}
    return found, tokens


def _is_amid(prose: frozenset[int], i: int) -> bool:
    """True for a line between two sentences."""
    return i - 1 in prose and i + 1 in prose


def learn_templates(
    documents: Iterable[tuple[str, str]],
    *,
    documents_min: int = DOCUMENTS_MIN,
    share_min: float = SHARE_MIN,
    lines_max: int = LINES_MAX,
) -> Templates:
    """Templates and injected terms of (site, text) pairs, in any order of the sites.

    documents_min: pages of a site that must have the line; share_min: the same as a ratio; lines_max: lines kept per site.
    """
    sites: dict[str, _Site] = {}
    for name, text in documents:
        sites.setdefault(name, _Site()).add(*_look(text), lines_max)
    found: list[Template] = []
    terms: list[tuple[str, str, int]] = []
    for name, site in sorted(sites.items()):
        for view, (count, head, tail) in sorted(site.counts.items()):
            known = count - site.bucket if site.bucket else count
            if known < max(documents_min, share_min * site.pages) or not _has_shape(view, known / site.pages):
                continue
            if max(head, tail) >= EDGE_SHARE_MIN * known:
                place = "both" if min(head, tail) >= EDGE_SHARE_MIN * known else ("head" if head > tail else "tail")
                found.append(Template(name, view, place, known, site.pages))
        terms += [(name, token, n) for token, n in sorted(site.tokens.items()) if n >= TERM_DOCUMENTS_MIN]
    error = max((site.bucket for site in sites.values()), default=0)
    return Templates(tuple(found), tuple(terms), error)


def _has_shape(view: str, share: float) -> bool:
    """False for list heads, and for sentences that are not on most pages."""
    if _LIST_HEAD.fullmatch(view):
        return False
    return share >= PROSE_SHARE_MIN or not is_prose(view)


def read_templates(source: str) -> str:
    """The TOML text of templates: `source` itself where it has a newline, else what stands in that file. Raises RecipeError."""
    if "\n" in source:
        return source
    try:
        return Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8"
        hint = "`corpuskit rules --learn` makes such a file"
        raise RecipeError(f"the templates {source!r} cannot be read: {said}", hint=hint) from None


@cache
def load_templates(source: str) -> tuple[Templates, Mapping[str, Mapping[str, Template]], Mapping[str, tuple[str, ...]]]:
    """(templates, site to line to template, site to terms) of a TOML text (it has a newline) or a path."""
    found = Templates.from_toml(read_templates(source), "templates" if "\n" in source else source)
    by_site: dict[str, dict[str, Template]] = {}
    terms: dict[str, tuple[str, ...]] = {}
    for template in found.templates:
        by_site.setdefault(template.site, {})[template.line] = template
    for site, term, _ in found.terms:
        terms[site] = (*terms.get(site, ()), term)
    return found, by_site, terms


def template_pass(page: Page, table: Mapping[str, Template]) -> bool:
    """Mark the lines that are templates of the site and stand in their place; True when there are any."""
    changed = False
    page.place()
    for line in page.live():
        template = table.get(line.view)
        if template is None:
            continue
        if (line.head and template.place != "tail") or (line.tail and template.place != "head"):
            why = f"template {template.id}: on {template.documents} of {template.of} pages of {template.site or 'the group'}"
            changed = page.mark(line, Cut("any.template.line", why)) or changed
    return changed
