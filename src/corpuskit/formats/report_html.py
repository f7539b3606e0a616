"""reports/report.html: what a build did, as one page that is complete in itself and that people like to read.

What lives here: write_report(), the sections of the page but those on rules and sites (report_rules.py), and explain_page
(report_document.py). What never does: counting
(report_figures.py), choosing samples (report_samples.py), the network, removed text in a publishable copy.

How it works: every section is made from the counts of the run and a bounded number of samples; should the page still be above
PAGE_BYTES, documents are left out until it is not. Equal datasets give equal bytes.

Long, because each section of the page is one function, in the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from corpuskit.core.edit import Note
from corpuskit.formats import report_rules as rules_part
from corpuskit.formats import report_samples as chosen
from corpuskit.formats.about import About
from corpuskit.formats.card_text import count
from corpuskit.formats.columns import STEP_MEANINGS
from corpuskit.formats.page_charts import bar, histogram, river
from corpuskit.formats.page_frame import Reasons, language_attribute, page, ratio, shown, table
from corpuskit.formats.page_marks import note_in_context, side_by_side
from corpuskit.formats.report_document import HOW, document_box, explain_page, rules_used
from corpuskit.formats.report_figures import (
    LENGTH_EDGES_CHARS,
    Stage,
    lengths,
    rejected_characters,
    shares,
    site_alarms,
    stages,
)
from corpuskit.formats.report_rules import fold, more, short_name, top
from corpuskit.formats.report_samples import Samples, choose

__all__ = ["REPORT", "explain_page", "report_page", "write_report"]

REPORT = "reports/report.html"
PAGE_BYTES = 5_000_000
SHOWN_CHARS = 4_000  # of one document, unchanged stretches folded
PAIR_CHARS = 3_000
HEAD_CHARS = 160  # of a document that was left out
TOP_KEYS, TOP_SKIPPED = 25, 100


def write_report(folder: Path, about: About, samples: Samples | None = None) -> None:
    """Write reports/report.html of a dataset folder whose shards are there; without samples where removed text is withheld."""
    (folder / REPORT).parent.mkdir(parents=True, exist_ok=True)
    (folder / REPORT).write_text(report_page(folder, about, samples), encoding="utf-8")


def report_page(folder: Path, about: About, samples: Samples | None = None) -> str:
    """The page as text, at most PAGE_BYTES of UTF-8. Samples are chosen where none are given."""
    if samples is None:
        samples = choose(folder) if ("audit", "train") in about.shards and not about.withheld else Samples()
    html = _page(folder, about, samples)
    while len(html.encode()) > PAGE_BYTES and (samples.documents or samples.pairs):
        (samples.documents or samples.pairs).pop()
        html = _page(folder, about, samples)
    return html


def _page(folder: Path, about: About, samples: Samples) -> str:
    reasons = Reasons()
    flow = stages(about, rejected_characters(folder))
    sections = [
        ("steps", "Step by step", _flow(flow, about)),
        ("lengths", "Lengths", _lengths(folder)),
        ("mix", "Languages, scripts, encodings", _mix(about)),
        ("damage", "Damage", rules_part.damage(about)),
        ("rules", "Rules", rules_part.rules(about, samples)),
        ("sites", "Sites", rules_part.sites(about)),
        ("left-out", "Left out", _left_out(about, samples)),
        ("duplicates", "Duplicates", _duplicates(about, samples)),
        ("personal", "Personal data", _personal(about)),
        ("documents", "Documents", _documents(samples, reasons, about)),
        ("undecided", "Undecided", _undecided(about, samples)),
        ("not-read", "Not read", _not_read(about)),
    ]
    there = [(key, name, html) for key, name, html in sections if html]
    body = "\n".join(f'<section><h2 id="{key}">{name}</h2>\n{html}</section>' for key, name, html in there)
    foot = (
        f"<footer>Recipe <code>{shown(about.recipe_name)}</code>, digest <code>{shown(about.recipe_digest)}</code>, corpuskit "
        f"{shown(about.tool_version)}. {_how_chosen(about)} This page loads nothing from anywhere.</footer>"
    )
    title = f"{about.info.pretty_name or about.name} – what was done"
    return page(title, f"{_head(about)}\n{body}\n{foot}", [(key, name) for key, name, _ in there], reasons)


def _how_chosen(about: About) -> str:
    if about.withheld:
        return "This is the published form: it has all counts, and no text that was removed."
    return (
        f"Samples: the {chosen.DOCUMENTS} changed documents with the smallest ids, which are hashes, those with most rules "
        f"first; of each rule the first {chosen.PER_RULE} documents of the ledger (its first {chosen.LEDGER_ROWS:,} rows); of "
        f"the duplicates the least similar {chosen.PAIRS} of the first {chosen.PAIRS_SEEN:,}; of each reason the first "
        f"{chosen.PER_REASON}."
    )


# -- what came in and what went out --------------------------------------------------------------------------------------


def _head(about: About) -> str:
    report = about.report
    docs, chars = report.section("documents").get("all", {}), report.section("characters").get("all", {})
    came, went = docs.get("in", 0), about.rows
    kept = report.get("kept", "all", "characters")
    edits = sum(row.get("edits", 0) for row in report.section("steps").values())
    damage = sum(row.get("notes", 0) for key, row in report.section("notes").items() if key.startswith("damage."))
    tiles = [
        (f"{came:,}", "documents came in", count(about.input_files, "input file")),
        (f"{went:,}", "went out", ratio(went, came)),
        (f"{docs.get('dropped', 0):,}", "left out by a rule", ratio(docs.get("dropped", 0), came)),
        (f"{docs.get('duplicate', 0):,}", "left out as duplicates", ratio(docs.get("duplicate", 0), came)),
        (f"{kept:,}", "characters went out", f"of {chars.get('in', 0):,}"),
        (f"{edits:,}", "edits", f"−{chars.get('removed', 0):,} +{chars.get('inserted', 0):,} characters"),
        (f"{damage:,}", "places still damaged", "each one is marked"),
    ]
    if docs.get("failed"):
        tiles.append((f"{docs['failed']:,}", "failed", "a bug of ours; kept as they came"))
    body = "".join(f'<div class="tile"><b>{n}</b>{said}<br><span>{more}</span></div>' for n, said, more in tiles)
    alarms = "".join(
        f'<p class="alarm">Alarm: <b>{short_name(site)}</b> {shown(what)}. A rule may be too greedy here.</p>'
        for site, what in site_alarms(about.report)
    )
    lead = "What came in, what went out, and what happened in between."
    return (
        f'<h1>{shown(about.info.pretty_name or about.name)}</h1><p class="lead">{lead}</p><div class="tiles">{body}</div>{alarms}'
    )


def _flow(flow: Sequence[Stage], about: About) -> str:
    if not flow:
        return ""
    most_docs = max(max(s.documents_in, s.documents_out) for s in flow)
    most_chars = max(max(s.chars_in or 0, s.chars_out or 0) for s in flow)
    rows = [
        '<div class="head">docs</div><div class="head">chars</div>'
        f'<div class="head">{flow[0].documents_in:,} documents with {flow[0].chars_in or 0:,} characters come in</div>'
    ]
    for one in flow:
        rows.append(
            f"{river(one.documents_in, one.documents_out, most_docs)}{river(one.chars_in, one.chars_out, most_chars)}"
            f'<div class="step">{_stage(one)}</div>'
        )
    kept = about.report.get("kept", "all", "characters")
    rows.append(
        f'<div></div><div></div><div class="out"><b>{about.rows:,}</b> documents with <b>{kept:,}</b> characters go out</div>'
    )
    key = '<p class="key soft"><span>goes on</span> <span class="g">lost</span> <span class="c">added</span></p>'
    return f'{key}<div class="flow">{"".join(rows)}</div>'


def _stage(one: Stage) -> str:
    meant = STEP_MEANINGS.get(one.name, "")
    why = f' <span class="none">{meant}</span>' if meant else ""
    title = f"<p><b>{shown(one.name)}</b>{why}</p><p>"
    if one.kind == "failed":
        return f"{title}{one.drops[0][1]:,} documents on which a step broke are kept as they came, in <code>rejected</code></p>"
    if one.kind == "annotator":
        return title.removesuffix("<p>")
    if one.kind == "editor" and not one.edits:
        return f'{title}<span class="none">changed nothing</span></p>'
    if one.kind == "editor":
        return (
            f'{title}<span class="num">{count(one.edits, "edit")}</span> in <span class="num">'
            f"{count(one.edited_documents, 'document')}</span>, "
            f'<span class="num">−{one.removed:,} +{one.inserted:,} characters</span></p>'
        )
    if not one.drops:
        return f'{title}<span class="none">left nothing out</span></p>'
    said = ", ".join(f'<span class="num">{shown(reason)} {n:,}</span>' for reason, n in one.drops)
    left = one.documents_in - one.documents_out
    lost = "" if one.chars_out is None or one.chars_in is None else f" with {one.chars_in - one.chars_out:,} characters"
    return f'{title}left out <span class="num">{count(left, "document")}</span>{lost}: {said}</p>'


def _lengths(folder: Path) -> str:
    kept, gone = lengths(folder), lengths(folder, "rejected")
    chart = histogram(kept, gone)
    if not chart:
        return ""
    edges = [0, *LENGTH_EDGES_CHARS]
    rows = []
    for i, (k, g) in enumerate(zip(kept, gone, strict=True)):
        if k or g:
            upto = f"{edges[i]:,} to {edges[i + 1] - 1:,}" if i + 1 < len(edges) else f"{edges[i]:,} and more"
            rows.append((upto, f"{k:,}", f"{g:,}"))
    figures = table(("characters", "kept", "left out"), rows, (1, 2))
    key = '<p class="key soft"><span>kept</span> <span class="g">left out</span></p>'
    return f'{key}{chart}<details><summary>the same as a table</summary><div class="in">{figures}</div></details>'


def _mix(about: About) -> str:
    out = []
    for title, section in (("language", "kept_languages"), ("script", "kept_scripts"), ("encoding of the inputs", "encodings")):
        found = shares(about.report.section(section))
        whole = sum(docs for _, docs, _ in found)
        rows = [(short_name(key), f"{docs:,}", ratio(docs, whole), bar(docs, whole)) for key, docs, _ in found[:TOP_KEYS]]
        if rows:
            out.append(
                f"<h3>By {title}</h3>" + table((title, "documents", "share", ""), rows, (1, 2), (3,)) + more(len(found), TOP_KEYS)
            )
    return "".join(out)


# -- documents -----------------------------------------------------------------------------------------------------------


def _left_out(about: About, samples: Samples) -> str:
    drops = {k: r for k, r in about.report.section("drops").items() if not k.startswith("duplicate.")}
    out = []
    for reason, row in top(drops, "documents"):
        title = f'<code>{shown(reason)}</code> <span class="soft num">{count(row.get("documents", 0), "document")}</span>'
        body = "".join(
            f'<div class="context"{language_attribute(one.get("lang"))}>{shown(_start(one["text"]))}<span class="soft">'
            f"{short_name(one['path'])}, {one['chars']:,} characters{_measured(one)}</span></div>"
            for one in samples.rejected.get(reason, ())
        )
        out.append(fold(title, body))
    return "".join(out)


def _start(text: str | None) -> str:
    raw = (text or "").strip()
    return raw if len(raw) <= HEAD_CHARS else raw[:HEAD_CHARS] + "…"


def _measured(row: chosen.Row) -> str:
    return "" if row["value"] is None or row["limit"] is None else f", measured {row['value']:.3g}, limit {row['limit']:.3g}"


def _duplicates(about: About, samples: Samples) -> str:
    if not any(kind == "linker" for _, kind in about.steps):
        return "<p>No duplicates were looked for.</p>"
    gone = about.report.get("documents", "all", "duplicate")
    out = [f"<p>{count(gone, 'document')} left out as duplicates; each was compared with one that stays.</p>"]
    if samples.pairs:
        out.append('<p class="soft">Least similar first: those are the ones worth a doubt.</p>')
    for n, pair in enumerate(samples.pairs):
        score = "" if pair.gone["similarity"] is None else f", similarity {pair.gone['similarity']:.3f}"
        heads = f"left out: {short_name(pair.gone['path'])}", f"stays: {short_name(pair.kept['path'])}"
        out.append(
            f'<details{" open" if n == 0 else ""}><summary>{short_name(pair.gone["path"])} <span class="soft">'
            f'{shown(pair.gone["reason"])}{score}</span></summary><div class="in"{language_attribute(pair.kept.get("lang"))}>'
            f"{side_by_side(pair.gone['text'] or '', pair.kept['text'], heads, PAIR_CHARS)}</div></details>"
        )
    return "".join(out)


def _personal(about: About) -> str:
    if not any(name == "personal" for name, _ in about.steps):
        return ""
    found = top(about.report.section("personal"), "found")
    rows = [(shown(k.replace("_", " ")), f"{r.get('found', 0):,}", f"{r.get('documents', 0):,}") for k, r in found]
    lead = '<p class="soft">Found by form and checksum, and counted; this page shows none of it on purpose.</p>'
    return lead + (table(("kind", "found", "documents"), rows, (1, 2)) if rows else "<p>None was found.</p>")


def _documents(samples: Samples, reasons: Reasons, about: About) -> str:
    if not samples.documents:
        return ""
    out = [HOW]
    for n, one in enumerate(sorted(samples.documents, key=lambda one: -len(rules_used(one.layers)))):
        used = rules_used(one.layers)
        said = ", ".join(f"<code>{shown(rule)}</code> {edits:,}" for rule, edits, _, _ in used[:6])
        said += f" and {len(used) - 6} more rules" if len(used) > 6 else ""
        box = document_box(n, one.original, one.layers, one.row.get("lang"), reasons, SHOWN_CHARS)
        command = f"corpuskit explain {about.name} --doc {one.row['id']}"
        title = short_name(one.row["title"] or one.row["path"])
        out.append(
            f'<details{" open" if n == 0 else ""}><summary>{title} <span class="soft">{said}'
            f'</span></summary><div class="in">{box}<p class="soft">All of it: <code>{shown(command)}</code></p></div></details>'
        )
    return "".join(out)


def _undecided(about: About, samples: Samples) -> str:
    found = top({k: r for k, r in about.report.section("notes").items() if not k.startswith("damage.")}, "notes")
    places = top({k: r for k, r in about.report.section("notes").items() if k.startswith("damage.")}, "notes")
    out = []
    for rule, row in [*found, *(one for one in places if one[0] in samples.notes)]:
        title = f'<code>{shown(rule)}</code> <span class="soft num">{count(row.get("notes", 0), "place")}</span>'
        body = "".join(_note(*one) for one in samples.notes.get(rule, ()))
        out.append(fold(title, body))
    lead = '<p class="soft">Seen and left as it was, because nothing proved what it should be.</p>'
    return lead + "".join(out) if out else ""


def _note(doc: chosen.Row, text: str, note: Note) -> str:
    seen = f" candidates: {shown(' | '.join(note.candidates))}" if note.candidates else ""
    return (
        f'<div class="context"{language_attribute(doc.get("lang"))}>{note_in_context(text, note)}'
        f'<span class="soft">{short_name(doc["path"])} {shown(note.why)}{seen}</span></div>'
    )


def _not_read(about: About) -> str:
    rows: Iterator[tuple[str, str]] = ((short_name(where), short_name(what)) for where, what in about.skipped[:TOP_SKIPPED])
    return table(("input", "why"), rows) + more(len(about.skipped), TOP_SKIPPED) if about.skipped else ""
