"""The sections of the card, each from the numbers of the run.

What lives here: SECTIONS and one function per section; an empty result leaves the section out. What never does: the
YAML block, merging with a person's text (card.py).

Whatever comes from documents (names of sites, samples) is escaped for Markdown and HTML, so a document cannot write the card.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corpuskit.formats.about import About
from corpuskit.formats.columns import FIELD_MEANINGS, schema_of, type_name
from corpuskit.formats.samples import rule_samples

__all__ = ["SECTIONS", "dropped_by", "escape", "number", "percent", "table"]

TOP_RULES = 20
SHOWN_CHARS = 160


def escape(text: object) -> str:
    """Text that may stand in a Markdown table or paragraph: one line, and no markup of its own."""
    out = []
    for char in str(text).replace("\n", "⏎"):
        if char in "\\`*_{}[]<>()#+!|~$&":
            out.append(f"&#{ord(char)};")
        elif char.isprintable():
            out.append(char)
        else:
            out.append(f"U+{ord(char):04X}")
    return "".join(out)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table of cells that are escaped already."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def number(n: int) -> str:
    return f"{n:,}"


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "0 %"


def size(n: int) -> str:
    value = float(n)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return ""


def _counts(about: About) -> dict[str, int]:
    docs = about.report.section("documents").get("all", {})
    chars = about.report.section("characters").get("all", {})
    return {**{f"documents_{k}": v for k, v in docs.items()}, **{f"characters_{k}": v for k, v in chars.items()}}


def _kept_chars(about: About) -> int:
    return about.report.get("kept", "all", "characters")


def summary(about: About, folder: Path) -> str:
    counts, info = _counts(about), about.info
    langs = about.report.section("kept_languages")
    said = ", ".join(sorted(langs, key=lambda k: -langs[k].get("documents", 0))[:6]) or "no language found"
    out = [f"# {escape(info.pretty_name or about.name)}", ""]
    if info.summary:
        out += [info.summary.strip(), ""]
    out.append(
        f"{number(about.rows)} cleaned documents with {number(_kept_chars(about))} characters ({escape(said)}), made by "
        f"corpuskit from {number(counts.get('documents_in', 0))} documents in {number(len(about.inputs))} input files. "
        f"Left out: {number(counts.get('documents_dropped', 0))} by a rule, "
        f"{number(counts.get('documents_duplicate', 0))} as duplicates."
    )
    if "audit" in about.configs and not about.withheld:
        out.append("Every changed or removed character is in the config `audit`, and each original can be restored from it.")
    elif "audit" in about.configs:
        out.append("The config `audit` says which rule changed which place; the removed text itself is not published.")
    if info.source:
        out += ["", f"**Source:** {info.source.strip()}"]
    return "\n".join(out)


def summary_zh(about: About, folder: Path) -> str:
    counts = _counts(about)
    out = ["## 中文简介", ""]
    if about.info.summary_zh:
        out += [about.info.summary_zh.strip(), ""]
    out.append(
        f"本数据集由 corpuskit 从 {number(counts.get('documents_in', 0))} 篇文档清洗而成，保留 {number(about.rows)} 篇，"
        f"共 {number(_kept_chars(about))} 字符；按规则剔除 {number(counts.get('documents_dropped', 0))} 篇，"
        f"去重 {number(counts.get('documents_duplicate', 0))} 篇。"
    )
    if "audit" in about.configs:
        out.append(
            "每一处改动都记录在 `audit` 配置中" + ("，但不公开被删除的原文。" if about.withheld else "，可据此逐字还原原文。")
        )
    out.append("许可证：" + (escape(about.info.license) if about.info.license else "**未声明**。使用前请自行确认权利归属。"))
    return "\n".join(out)


def loading(about: About, folder: Path) -> str:
    where = about.repo or f"./{about.name}"
    note = "" if about.repo else "\nRun this in the folder that holds the dataset; the `./` says that it is no Hub id.\n"
    base = f"hf://datasets/{about.repo}" if about.repo else f"./{about.name}"
    lines = ["from datasets import load_dataset", ""]
    first = next(iter(about.configs.get("default", {"train": ()})))
    lines.append(f'docs = load_dataset("{where}", split="{first}")')
    for config in about.configs:
        if config != "default":
            lines.append(f'{config.replace("-", "_")} = load_dataset("{where}", "{config}", split="train")')
    lines += ["", "# without a copy on disk:", f'stream = load_dataset("{where}", split="{first}", streaming=True)']
    files = f"{base}/{about.pattern('default', first)}.parquet"
    others = [
        "import duckdb, pandas, polars",
        "",
        f'pandas.read_parquet("{base}/{about.configs["default"][first][0].path}")',
        f'polars.scan_parquet("{files}").select("id", "lang", "chars").collect()',
        f"duckdb.sql(\"SELECT lang, count(*), sum(chars) FROM '{files}' GROUP BY lang\")",
    ]
    return "\n".join(["## Load it", note, "```python", *lines, "```", "", "```python", *others, "```"])


def splits(about: About, folder: Path) -> str:
    rows = []
    for config, by_split in about.configs.items():
        for split, shards in by_split.items():
            chars = _split_chars(folder, shards) if config != "audit" else ""
            rows.append((
                f"`{config}`", f"`{split}`", number(sum(s.rows for s in shards)), chars,
                size(sum(s.memory_bytes for s in shards)), size(sum(s.file_bytes for s in shards)), len(shards),
            ))  # fmt: skip
    head = ("config", "split", "rows", "characters", "in memory", "on disk", "files")
    return "## Configs and splits\n\n" + table(head, rows)


def _split_chars(folder: Path, shards: Sequence[Any]) -> str:
    import pyarrow.compute as pc

    total = 0
    for shard in shards:
        with pq.ParquetFile(folder / shard.path) as file:
            for batch in file.iter_batches(columns=["chars"]):
                total += pc.sum(batch.column(0)).as_py() or 0
    return number(total)


def columns(about: About, folder: Path) -> str:
    out = ["## Fields"]
    for config in about.configs:
        meanings = FIELD_MEANINGS["audit" if config == "audit" else "rejected" if config == "rejected" else "default"]
        own = set(FIELD_MEANINGS["default"]) | set(about.keep) if config == "rejected" else set()
        rows = [
            (f"`{field.name}`", type_name(field.type), meanings.get(field.name, "field of the input records"))
            for field in schema_of(config, about.keep)
            if field.name not in own
        ]
        lead = f"### `{config}`\n\n" + ("All fields of `default`, and:\n\n" if own else "")
        out.append(lead + table(("field", "type", "meaning"), rows))
    return "\n\n".join(out)


def one_row(about: About, folder: Path) -> str:
    for shards in about.configs.get("default", {}).values():
        for shard in shards:
            if shard.rows:
                with pq.ParquetFile(folder / shard.path) as file:
                    row = next(file.iter_batches(batch_size=1)).to_pylist()[0]
                shown = {k: _short(v) for k, v in row.items() if v is not None}
                body = json.dumps(shown, ensure_ascii=False, indent=2).replace("`", "\\u0060")
                return "## One row\n\nThe first one, long texts cut, empty fields left out.\n\n```json\n" + body + "\n```"
    return ""


def _short(value: Any) -> Any:
    return value[:SHOWN_CHARS] + " …" if isinstance(value, str) and len(value) > SHOWN_CHARS else value


def pipeline(about: About, folder: Path) -> str:
    if not about.steps:
        return ""
    counts, steps = _counts(about), about.report.section("steps")
    drops = {k: v.get("documents", 0) for k, v in about.report.section("drops").items()}
    chars, docs = counts.get("characters_in", 0), counts.get("documents_in", 0)
    judges = [name for name, kind in about.steps if kind == "judge"]
    rows = []
    for name, kind in about.steps:
        if kind == "editor":
            row = steps.get(name, {})
            after = chars - row.get("removed", 0) + row.get("inserted", 0)
            did = (
                f"{number(row.get('edits', 0))} edits in {number(row.get('documents', 0))} documents" if row else "nothing to do"
            )
            rows.append((f"`{name}`", number(docs), number(docs), number(chars), number(after), did))
            chars = after
            continue
        gone = {r: n for r, n in drops.items() if dropped_by(r, name, kind, judges)}
        did = ", ".join(f"{escape(r)}: {number(n)}" for r, n in sorted(gone.items())) or (
            "found metadata" if kind == "annotator" else "left nothing out"
        )
        rows.append((f"`{name}`", number(docs), number(docs - sum(gone.values())), "", "", did))
        docs -= sum(gone.values())
    head = ("step", "documents in", "documents out", "characters in", "characters out", "what it did")
    failed = counts.get("documents_failed", 0)
    more = f"\n\n{number(failed)} documents on which a step failed are in `rejected` as they came." if failed else ""
    return "## What was done, step by step\n\n" + table(head, rows) + more


def dropped_by(reason: str, name: str, kind: str, judges: Sequence[str]) -> bool:
    if reason.startswith("duplicate."):
        return kind == "linker" and reason == f"duplicate.{name}"
    return kind == "judge" and reason != "failed" and (reason.partition(".")[0] == name or name == judges[0])


def examples(about: About, folder: Path) -> str:
    if about.withheld or "audit" not in about.configs:
        return ""
    found = rule_samples(folder, [rule for rule, _ in _rules(about)[:8]])
    if not found:
        return ""
    rows = [(f"`{rule}`", escape(before) or "(nothing)", escape(after) or "(removed)") for rule, before, after in found]
    lead = "## Before and after\n\nFor each of the rules that fired most, the first short change in the ledger.\n\n"
    return lead + table(("rule", "before", "after"), rows)


def mix(about: About, folder: Path) -> str:
    parts = []
    for title, section in (("language", "kept_languages"), ("script", "kept_scripts")):
        found = about.report.section(section)
        whole = sum(row.get("documents", 0) for row in found.values())
        rows = [
            (
                escape(key),
                number(row.get("documents", 0)),
                percent(row.get("documents", 0), whole),
                number(row.get("characters", 0)),
            )
            for key, row in sorted(found.items(), key=lambda item: -item[1].get("documents", 0))
        ]
        if rows:
            parts.append(table((title, "documents", "share", "characters"), rows))
    came = about.report.section("encodings")
    if came:
        rows2 = [
            (escape(k), number(r.get("documents", 0))) for k, r in sorted(came.items(), key=lambda i: -i[1].get("documents", 0))
        ]
        parts.append("Encodings that the inputs came in:\n\n" + table(("encoding", "documents"), rows2))
    return "## Languages, scripts, encodings\n\n" + "\n\n".join(parts) if parts else ""


def duplicates(about: About, folder: Path) -> str:
    drops = about.report.section("drops")
    rows = [(escape(k), number(v.get("documents", 0))) for k, v in drops.items() if k.startswith("duplicate.")]
    counts = _counts(about)
    if not any(kind == "linker" for _, kind in about.steps):
        return "## Duplicates\n\nNo duplicates were looked for."
    share = percent(counts.get("documents_duplicate", 0), counts.get("documents_in", 0))
    lead = f"## Duplicates\n\nLeft out as duplicates: {number(counts.get('documents_duplicate', 0))} ({share}). "
    lead += "Each one was verified against a document that stays; `rejected` names it in `kept_id`."
    return lead + ("\n\n" + table(("kind", "documents"), rows) if rows else "")


def _rules(about: About) -> list[tuple[str, dict[str, int]]]:
    found = about.report.section("rules")
    return sorted(found.items(), key=lambda item: (-item[1].get("edits", 0), item[0]))


def rules(about: About, folder: Path) -> str:
    found = _rules(about)
    if not found:
        return ""
    rows = [
        (
            f"`{rule}`",
            number(r.get("edits", 0)),
            number(r.get("documents", 0)),
            number(r.get("removed", 0)),
            number(r.get("inserted", 0)),
        )
        for rule, r in found[:TOP_RULES]
    ]
    more = f"\n\nand {number(len(found) - TOP_RULES)} more." if len(found) > TOP_RULES else ""
    head = ("rule", "edits", "documents", "characters removed", "characters inserted")
    return "## Rules that fired most\n\n" + table(head, rows) + more


def personal(about: About, folder: Path) -> str:
    if not any(name == "personal" for name, _ in about.steps):
        return "## Personal data\n\nThe texts were not searched for personal data."
    found = about.report.section("personal")
    rows = [(escape(k.replace("_", " ")), number(r.get("found", 0)), number(r.get("documents", 0))) for k, r in found.items()]
    masked = any(name == "mask" for name, _ in about.steps)
    lead = "## Personal data\n\nFound by form and checksum in the documents read; " + (
        "the step `mask` replaced them." if masked else "they were counted, not masked. Names of people are not searched for."
    )
    return lead + "\n\n" + (table(("kind", "found", "documents"), rows) if rows else "None was found.")


def limits(about: About, folder: Path) -> str:
    notes = about.report.section("notes")
    damage = sum(r.get("notes", 0) for k, r in notes.items() if k.startswith("damage."))
    review = sum(r.get("notes", 0) for k, r in notes.items() if k.startswith("review."))
    out = ["## Limits", ""]
    if about.info.limits:
        out += [about.info.limits.strip(), ""]
    if about.info.intended_use:
        out += [f"Meant for: {about.info.intended_use.strip()}", ""]
    out.append(f"- {number(damage)} places with damage that could not be repaired still stand in the texts (column `damage`).")
    out.append(f"- {number(review)} places looked like boilerplate and stayed, because nothing proved it.")
    out.append("- Cleaning works by rules and character statistics. It does not judge truth, tone or rights.")
    if about.skipped:
        out.append(f"- Inputs that could not be read and are missing: {number(len(about.skipped))} (`manifest.json` names them).")
    return "\n".join(out)


def licence(about: About, folder: Path) -> str:
    info = about.info
    if not info.license:
        return (
            "## Licence\n\n**No licence is stated.** Nobody has said under which terms these texts may be used. Whoever "
            "publishes or uses them must find out; `corpuskit build --card-info FILE` takes the answer."
        )
    name = info.license_name or info.license
    link = f" ([text]({info.license_link}))" if info.license_link else " (see the file LICENSE)" if info.license_file else ""
    return f"## Licence\n\n{escape(name)}{link}"


def reproduce(about: About, folder: Path) -> str:
    versions = ", ".join(f"{escape(k)} {escape(v)}" for k, v in about.libraries.items())
    lines = [
        "## Make it again",
        "",
        "```sh",
        f"corpuskit build PATHS... --out {about.name} --recipe {about.name}/recipe.lock.toml",
        "```",
        "",
        f"Recipe `{escape(about.recipe_name)}`, digest `{about.recipe_digest}`, corpuskit {about.tool_version}"
        + (f" ({versions})" if versions else "") + ". "
        "The same inputs, recipe and versions give the same bytes; `manifest.json` lists inputs and outputs with SHA-256, and "
        "`corpuskit check` proves them.",
    ]  # fmt: skip
    return "\n".join(lines)


def person(about: About, folder: Path) -> str:
    info = about.info
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
    return "\n\n".join(out)


SECTIONS: dict[str, Callable[[About, Path], str]] = {
    "summary": summary, "summary-zh": summary_zh, "loading": loading, "splits": splits, "fields": columns, "row": one_row,
    "steps": pipeline, "examples": examples, "mix": mix, "duplicates": duplicates, "rules": rules, "personal": personal,
    "limits": limits, "licence": licence, "reproduce": reproduce, "people": person,
}  # fmt: skip
