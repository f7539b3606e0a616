"""The sections of the report page about rules: what they changed, what damage they found, and what each site lost.

What lives here: damage(), rules(), sites(), and the few forms that other sections use too. What never does: choosing samples.
"""

from __future__ import annotations

from collections.abc import Mapping

from corpuskit.formats.about import About
from corpuskit.formats.card_text import count
from corpuskit.formats.page_charts import bar
from corpuskit.formats.page_frame import language_attribute, ratio, shown, table
from corpuskit.formats.page_marks import in_context
from corpuskit.formats.report_samples import Samples

__all__ = ["damage", "fold", "more", "rules", "short_name", "sites", "top"]

TOP_RULES, TOP_SITES = 120, 40
OPEN_RULES = 3
LISTED_RULES = 25  # the others are behind one line
NAME_CHARS = 120  # of a site, a path, a message


def short_name(text: object) -> str:
    raw = str(text)
    return shown(raw if len(raw) <= NAME_CHARS else raw[:NAME_CHARS] + "…")


def top(section: Mapping[str, Mapping[str, int]], measure: str) -> list[tuple[str, Mapping[str, int]]]:
    return sorted(section.items(), key=lambda item: (-item[1].get(measure, 0), item[0]))


def more(whole: int, top: int) -> str:
    return f'<p class="soft">and {whole - top:,} more</p>' if whole > top else ""


def fold(title: str, body: str, is_open: bool = False) -> str:
    """A title that opens its body; the title alone where there is nothing to open."""
    if not body:
        return f"<p>{title}</p>"
    return f'<details{" open" if is_open else ""}><summary>{title}</summary><div class="in">{body}</div></details>'


def damage(about: About) -> str:
    rules = about.report.section("rules")
    mended = top({k: r for k, r in rules.items() if k.split(".", 1)[0] in ("repair", "decode")}, "edits")
    left = top({k: r for k, r in about.report.section("notes").items() if k.startswith("damage.")}, "notes")
    out = []
    if mended:
        most = mended[0][1].get("edits", 0)
        rows = []
        for rule, row in mended:
            edits, docs = row.get("edits", 0), row.get("documents", 0)
            rows.append((f"<code>{shown(rule)}</code>", f"{edits:,}", f"{docs:,}", bar(edits, most, "come")))
        out.append("<h3>Found and repaired</h3>" + table(("rule", "edits", "documents", ""), rows, (1, 2), (3,)))
    if left:
        most = left[0][1].get("notes", 0)
        places = [(k, row.get("notes", 0)) for k, row in left]
        kinds = [(f"<code>{shown(k)}</code>", f"{n:,}", bar(n, most, "gone")) for k, n in places]
        out.append(
            '<h3>Found and still there</h3><p class="soft">No single way back was proved, so nothing was guessed; the column '
            "<code>damage</code> counts these places.</p>" + table(("kind", "places", ""), kinds, (1,), (2,))
        )
    return "".join(out) or "<p>No damage was found.</p>"


def rules(about: About, samples: Samples) -> str:
    found = top(about.report.section("rules"), "edits")
    if not found:
        return "<p>No rule changed anything.</p>"
    most = found[0][1].get("edits", 0)
    out = []
    for n, (rule, row) in enumerate(found[:TOP_RULES]):
        edits, docs = count(row.get("edits", 0), "edit"), count(row.get("documents", 0), "document")
        title = (
            f'{bar(row.get("edits", 0), most)}<code>{shown(rule)}</code> <span class="soft num">{edits} in {docs}, '
            f"−{row.get('removed', 0):,} +{row.get('inserted', 0):,}</span>"
        )
        body = "".join(
            f'<div class="context"{language_attribute(doc.get("lang"))}>{in_context(text, edit)}'
            f'<span class="soft">{short_name(doc["path"])} {shown(edit.why)}</span></div>'
            for doc, text, edit in samples.edits.get(rule, ())
        )
        none = "" if about.withheld else '<p class="soft">no sample in the part of the ledger that was looked at</p>'
        out.append(fold(title, body or none, n < OPEN_RULES and bool(body)))
    rest = "".join(out[LISTED_RULES:]) + more(len(found), TOP_RULES)
    return "".join(out[:LISTED_RULES]) + (fold(f"{count(len(found) - LISTED_RULES, 'rule')} more", rest) if rest else "")


def sites(about: About) -> str:
    found = top(about.report.section("sites"), "documents")
    rows = []
    for site, row in found[:TOP_SITES]:
        before, after = row.get("characters_in", 0), row.get("characters_out", 0)
        lost = max(0, before - after)
        rows.append(
            (short_name(site), f"{row.get('documents', 0):,}", f"{before:,}", ratio(lost, before), bar(lost, before, "gone"))
        )
    lead = '<p class="soft">Characters that editing took away; documents left out are not counted here.</p>'
    head = ("site or folder", "documents", "characters", "lost", "")
    return lead + table(head, rows, (1, 2, 3), (4,)) + more(len(found), TOP_SITES) if rows else ""
