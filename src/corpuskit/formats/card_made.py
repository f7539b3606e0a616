"""The second half of a card: how the dataset was made, what it lacks, and who answers for it.

What lives here: pipeline, examples, mix, sites, duplicates, rules, personal, limits, licence, datasheet, reproduce, person. What
never does: how the dataset is used (card_use.py).

Nothing is said that the run or a person did not say. Where nobody said a thing that readers need, as the licence, that is said.

Long, because each section of a card is one function, and a reader looks for all of them in one place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from corpuskit.core.edit import Edit
from corpuskit.formats.about import About
from corpuskit.formats.card_facts import Facts
from corpuskit.formats.card_text import NO_BREAK, bare, count, escape, number, percent, table, visible
from corpuskit.formats.card_use import plot
from corpuskit.formats.columns import STEP_MEANINGS
from corpuskit.formats.report_figures import Stage, shares

__all__ = [
    "datasheet", "duplicates", "examples", "licence", "limits", "mix", "person", "personal", "pipeline", "reproduce", "rules",
    "sites",
]  # fmt: skip

TOP_RULES, TOP_SITES, TOP_KEYS, EXAMPLES = 20, 10, 20, 8
CONTEXT_CHARS, EXAMPLE_CHARS = 12, 60


def pipeline(facts: Facts) -> str:
    if not facts.stages:
        return ""
    rows = [
        (
            f"`{bare(one.name)}`", STEP_MEANINGS.get(one.name, ""), _did(one), _change(one.documents_in, one.documents_out),
            _change(one.chars_in, one.chars_out),
        )
        for one in facts.stages
    ]  # fmt: skip
    head = ("step", "what it is for", "what it did", "documents", "characters")
    out = ["## What was done, step by step", plot(facts, "removed"), table(head, rows, (3, 4))]
    failed = facts.counts.get("documents_failed", 0)
    if failed:
        out.append(f"{count(failed, 'document')} on which a step failed stand in `rejected` as they came.")
    out.append("`reports/report.html` shows all of it with samples, as a page to be downloaded and opened in a browser.")
    return "\n\n".join(part for part in out if part)


def _change(before: int | None, after: int | None) -> str:
    """What came in, and what went out where that is another number."""
    if before is None or after is None:
        return "" if before is None else number(before)
    return number(after) if before == after else f"{number(before)}{NO_BREAK}→{NO_BREAK}{number(after)}"


def _did(one: Stage) -> str:
    if one.kind == "editor":
        if not one.edits:
            return "changed nothing"
        return f"{count(one.edits, 'edit')} in {count(one.edited_documents, 'document')}"
    if one.drops:
        return "left out: " + ", ".join(f"{escape(reason)} {number(n)}" for reason, n in one.drops)
    return "found metadata" if one.kind == "annotator" else "left nothing out"


def _top_rules(about: About) -> list[tuple[str, Mapping[str, int]]]:
    found = about.report.section("rules")
    return sorted(found.items(), key=lambda item: (-item[1].get("edits", 0), item[0]))


def examples(facts: Facts) -> str:
    rows = []
    for rule, _ in _top_rules(facts.about):
        found = [(text, edit) for _, text, edit in facts.samples.edits.get(rule, ()) if _is_short(edit)]
        if found:
            rows.append((f"`{bare(rule)}`", *min((_in_place(*one) for one in found), key=_oddness)))
        if len(rows) == EXAMPLES:
            break
    if not rows:
        return ""
    lead = "For each of the rules that fired most, one short change with what stood around it.\n\n"
    return "## Before and after\n\n" + lead + table(("rule", "before", "after"), rows)


def _is_short(edit: Edit) -> bool:
    return max(len(edit.removed), len(edit.inserted)) <= EXAMPLE_CHARS


def _oddness(shown: tuple[str, str]) -> int:
    """Characters that can only be shown as numbers: of the few samples the one that reads best is taken."""
    return shown[0].count("U+")


def _in_place(text: str, edit: Edit) -> tuple[str, str]:
    left, right = text[max(0, edit.start - CONTEXT_CHARS) : edit.start], text[edit.end : edit.end + CONTEXT_CHARS]
    left, right = escape(left.split("\n")[-1]), escape(right.split("\n")[0])
    gone = f"<del>{visible(edit.removed)}</del>" if edit.removed else ""
    come = f"<ins>{visible(edit.inserted)}</ins>" if edit.inserted else ""
    return f"{left}{gone}{right}", f"{left}{come}{right}" or "(nothing is left)"


def mix(facts: Facts) -> str:
    report, parts = facts.about.report, [plot(facts, "languages")]
    for title, section in (("language", "kept_languages"), ("script", "kept_scripts")):
        found = shares(report.section(section))
        whole = sum(docs for _, docs, _ in found)
        rows = [(escape(key), number(docs), percent(docs, whole), number(chars)) for key, docs, chars in found[:TOP_KEYS]]
        if rows:
            parts.append(table((title, "documents", "share", "characters"), rows, (1, 2, 3)) + _more(len(found), TOP_KEYS))
    came = shares(report.section("encodings"))
    if came:
        rows2 = [(escape(key), number(docs)) for key, docs, _ in came[:TOP_KEYS]]
        parts.append(
            "Encodings that the inputs came in:\n\n" + table(("encoding", "documents"), rows2, (1,)) + _more(len(came), TOP_KEYS)
        )
    lengths = plot(facts, "lengths")
    if lengths:
        parts.append(f"How long the documents are:\n\n{lengths}")
    shown = [part for part in parts if part]
    return "## Languages, scripts, lengths\n\n" + "\n\n".join(shown) if shown else ""


def _more(whole: int, top: int) -> str:
    return f"\n\nand {number(whole - top)} more." if whole > top else ""


def sites(facts: Facts) -> str:
    found = sorted(facts.about.report.section("sites").items(), key=lambda item: (-item[1].get("documents", 0), item[0]))
    if len(found) < 2:
        return ""
    rows = []
    for site, row in found[:TOP_SITES]:
        before, after = row.get("characters_in", 0), row.get("characters_out", 0)
        rows.append(
            (
                escape(site[:EXAMPLE_CHARS]),
                number(row.get("documents", 0)),
                number(before),
                percent(max(0, before - after), before),
            )
        )
    lead = "Before anything was left out; `lost` is the share of characters that editing took away.\n\n"
    head = ("site or folder", "documents", "characters", "lost")
    return "## Where the documents come from\n\n" + lead + table(head, rows, (1, 2, 3)) + _more(len(found), TOP_SITES)


def duplicates(facts: Facts) -> str:
    about, counts = facts.about, facts.counts
    drops = about.report.section("drops")
    rows = [(escape(k), number(v.get("documents", 0))) for k, v in drops.items() if k.startswith("duplicate.")]
    if not any(kind == "linker" for _, kind in about.steps):
        return "## Duplicates\n\nNo duplicates were looked for."
    gone = counts.get("documents_duplicate", 0)
    lead = f"## Duplicates\n\nLeft out as duplicates: {number(gone)} ({percent(gone, counts.get('documents_in', 0))}). "
    if gone:
        lead += "Each one was verified against a document that stays"
        lead += "; `rejected` names it in `kept_id`." if "rejected" in about.configs else "."
    return lead + ("\n\n" + table(("kind", "documents"), rows, (1,)) if rows else "")


def rules(facts: Facts) -> str:
    found = _top_rules(facts.about)
    if not found:
        return ""
    measures = ("edits", "documents", "removed", "inserted")
    rows = [(f"`{bare(rule)}`", *(number(row.get(name, 0)) for name in measures)) for rule, row in found[:TOP_RULES]]
    head = ("rule", "edits", "documents", "characters removed", "characters inserted")
    lead = "`corpuskit rules --show RULE` says what a rule looks for.\n\n"
    return "## Rules that fired most\n\n" + lead + table(head, rows, (1, 2, 3, 4)) + _more(len(found), TOP_RULES)


def _masked(about: About) -> bool:
    return any(name == "mask" for name, _ in about.steps)


def personal(facts: Facts) -> str:
    about = facts.about
    if not any(name == "personal" for name, _ in about.steps):
        done = " The step `mask` replaced what it found." if _masked(about) else ""
        return "## Personal data\n\nThe texts were not searched for personal data to count it." + done
    found = about.report.section("personal")
    rows = [(escape(k.replace("_", " ")), number(r.get("found", 0)), number(r.get("documents", 0))) for k, r in found.items()]
    done = "the step `mask` replaced them." if _masked(about) else "they were counted, not masked."
    lead = (
        "## Personal data\n\nFound by form and checksum in the documents read; " + done + " Names of people are not searched for."
    )
    if any(about.report.get("meta", name, "documents") for name in ("author", "editors", "reviewers")):
        lead += " The columns `author`, `editors` and `reviewers` hold names that the pages themselves gave."
    return lead + "\n\n" + (table(("kind", "found", "documents"), rows, (1, 2)) if rows else "None was found.")


def limits(facts: Facts) -> str:
    about, notes = facts.about, facts.about.report.section("notes")
    damage = sum(r.get("notes", 0) for k, r in notes.items() if k.startswith("damage."))
    review = sum(r.get("notes", 0) for k, r in notes.items() if k.startswith("review."))
    out = ["## Limits", ""]
    if about.info.limits:
        out += [about.info.limits.strip(), ""]
    if about.info.intended_use:
        out += [f"**Meant for:** {about.info.intended_use.strip()}", ""]
    if any(name in ("decode", "repair") for name, _ in about.steps):
        out.append(f"- {count(damage, 'place')} with damage that could not be repaired, in all documents read (column `damage`).")
    if any(name == "strip" for name, _ in about.steps):
        out.append(f"- {count(review, 'place')} that may be boilerplate and stayed, because nothing proved it.")
    out.append("- Cleaning works by rules and character statistics. It does not judge truth, tone or rights.")
    if about.skipped:
        out.append(f"- Inputs that could not be read and are missing: {number(len(about.skipped))} (`manifest.json` names them).")
    return "\n".join(out)


def licence(facts: Facts) -> str:
    info = facts.about.info
    if not info.license:
        return (
            "## Licence\n\n**No licence is stated.** Nobody has said under which terms these texts may be used. Whoever "
            "publishes or uses them must find out; `corpuskit build --card-info FILE` takes the answer."
        )
    name = info.license_name or info.license
    there = "LICENSE" if (facts.folder / "LICENSE").is_file() else ""
    link = f" ([text]({info.license_link or there}))" if info.license_link or there else ""
    return f"## Licence\n\n{escape(name)}{link}"


def datasheet(facts: Facts) -> str:
    """The groups of questions of a datasheet, each with what a person said and the section that answers the rest."""
    info, about = facts.about.info, facts.about
    asked = (
        ("Motivation", info.motivation, ""),
        ("Composition", "", "[Configs and splits](#configs-and-splits), [Fields](#fields), [Limits](#limits)"),
        ("Collection", " ".join(x.strip() for x in (info.source, info.collection) if x), _sources(about)),
        ("Preprocessing", "", "[What was done, step by step](#what-was-done-step-by-step); the software is corpuskit"),
        ("Uses", info.intended_use, "[Limits](#limits)"),
        ("Distribution", "", "[Licence](#licence)"),
        ("Maintenance", " ".join(x.strip() for x in (info.maintenance, info.contact) if x), ""),
        ("Personal data", "", "[Personal data](#personal-data)"),
    )
    rows = []
    for topic, said, section in asked:
        answer = "; ".join(part for part in (_cell(said).rstrip(".。"), section) if part)
        if answer:
            rows.append((topic, answer))
    return "## Datasheet\n\n" + table(("question", "answer"), rows)


def _sources(about: About) -> str:
    files = count(about.input_files, "input file")
    if about.names_inputs:
        return f"{files}, listed with SHA-256 in `manifest.json`"
    return f"{files}; the columns `path` and `sha256` name them, `manifest.json` has one SHA-256 of all"


def _cell(text: str) -> str:
    """A person's words, in one cell."""
    return " ".join(text.split()).replace("|", "&#124;")


def reproduce(facts: Facts) -> str:
    about = facts.about
    versions = ", ".join(f"{escape(k)} {escape(v)}" for k, v in about.libraries.items())
    lines = [
        "## Make it again",
        "",
        "```sh",
        f"corpuskit build PATHS... --out {about.name} --recipe {about.name}/recipe.lock.toml{_options(about)}",
        "```",
        "",
        f"Recipe `{bare(about.recipe_name)}`, digest `{about.recipe_digest}`, corpuskit {about.tool_version}"
        + (f" ({versions})" if versions else "") + ". "
        "The same inputs, recipe and versions give the same bytes; `manifest.json` has SHA-256 of inputs and outputs, and "
        "`corpuskit check` proves them.",
    ]  # fmt: skip
    if "audit" in about.configs and not about.withheld:
        restored = f"corpuskit restore {about.name} --all --out originals"
        lines += ["", "And back to the original files, from the ledger:", "", "```sh", restored, "```"]
    return "\n".join(lines)


def _options(about: About) -> str:
    """What else decides the rows, as it is typed."""
    out, options = "", about.options
    for name, share in options.get("split", {}).items():
        out += f" --split {name}={share:g}"
    if options.get("config_by"):
        out += f" --config-by {options['config_by']}"
    if "tokens" in options:
        out += f" --tokens {json.dumps(Path(options['tokens']['name']).as_posix())[1:-1]}"
    if options.get("text_key"):
        out += f" --text-key {options['text_key']}"
    kept = ",".join(
        name if kind == "string" else f"{name}:{kind}" for name, kind in about.keep.items() if not _counted(about, name)
    )
    return out + (f" --keep {kept}" if kept else "")


def _counted(about: About, column: str) -> bool:
    return column == "tokens" and "tokens" in about.options


def person(facts: Facts) -> str:
    info = facts.about.info
    out = []
    who = [
        f"**{title}:** {value.strip()}"
        for title, value in (("Curated by", info.curated_by), ("Contact", info.contact), ("Home page", info.homepage))
        if value
    ]
    if who:
        out.append("## Who made it\n\n" + "  \n".join(who))
    if info.citation:
        out.append("## Citation\n\n```bibtex\n" + info.citation.strip().replace("```", "'''") + "\n```")
    if info.changelog:
        out.append("## Changelog\n\n" + info.changelog.strip())
    elif (facts.folder / "CHANGELOG.md").is_file():
        out.append("## Changelog\n\nSee [CHANGELOG.md](CHANGELOG.md).")
    return "\n\n".join(out)
