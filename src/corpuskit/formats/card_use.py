"""The first half of a card: what the dataset is, and how to use it.

What lives here: summary, summary_zh, loading, splits, fields, one_row. What never does: how it was made (card_made.py).
"""

from __future__ import annotations

import json
import keyword
from typing import Any

from corpuskit.formats.about import About
from corpuskit.formats.card_facts import Facts
from corpuskit.formats.card_plots import IMAGES, PLOTS
from corpuskit.formats.card_text import bare, count, escape, number, percent, size, table
from corpuskit.formats.columns import meaning, schema_of, type_name
from corpuskit.formats.tokens import TOKENS

__all__ = ["fields", "loading", "one_row", "plot", "splits", "summary", "summary_zh"]

SHOWN_CHARS = 160
NAMED_LANGUAGES = 6
SNIPPET_CONFIGS = 4  # by language or script; the table below the snippet has all of them


def plot(facts: Facts, name: str) -> str:
    """A picture, where there is one."""
    return f"![{PLOTS[name]}]({IMAGES}/{name}.png)" if name in facts.plots else ""


def summary(facts: Facts) -> str:
    about, counts, info = facts.about, facts.counts, facts.about.info
    langs = about.report.section("kept_languages")
    most = sorted(langs, key=lambda k: (-langs[k].get("documents", 0), k))
    said = ", ".join(map(escape, most[:NAMED_LANGUAGES])) + (" and others" if len(most) > NAMED_LANGUAGES else "")
    out = [f"# {escape(info.pretty_name or about.name)}", ""]
    if info.summary:
        out += [info.summary.strip(), ""]
    tokens = f" and {number(counts['kept_tokens'])} tokens" if counts.get("kept_tokens") else ""
    out.append(
        f"{count(about.rows, 'cleaned document')} with {number(counts.get('kept_characters', 0))} characters{tokens}"
        f"{f' ({said})' if said else ''}, made by corpuskit from {count(counts.get('documents_in', 0), 'document')} in "
        f"{count(about.input_files, 'input file')}. Left out: {number(counts.get('documents_dropped', 0))} by a rule, "
        f"{number(counts.get('documents_duplicate', 0))} as duplicates."
    )
    if "audit" in about.configs and not about.withheld:
        out.append("Every changed or removed character is in the config `audit`, and each original can be restored from it.")
    elif "audit" in about.configs:
        out.append("The config `audit` says which rule changed which place; the removed text itself is not published.")
    if info.source:
        out += ["", f"**Source:** {info.source.strip()}"]
    if not info.license:
        out += ["", "**Licence:** none is stated; see [Licence](#licence)."]
    return "\n".join(out)


def summary_zh(facts: Facts) -> str:
    about, counts = facts.about, facts.counts
    out = ["## 中文简介", ""]
    if about.info.summary_zh:
        out += [about.info.summary_zh.strip(), ""]
    said = (
        f"本数据集由 corpuskit 从 {number(counts.get('documents_in', 0))} 篇文档清洗而成，保留 {number(about.rows)} 篇，"
        f"共 {number(counts.get('kept_characters', 0))} 字符；按规则剔除 {number(counts.get('documents_dropped', 0))} 篇，"
        f"去重 {number(counts.get('documents_duplicate', 0))} 篇。"
        "正文在 `text` 列，语言与字形在 `lang` 列（如 zh-Hans、zh-Hant）。"
    )
    if "audit" in about.configs:
        undone = "，但不公开被删除的原文。" if about.withheld else "，可据此逐字还原原文。"
        said += "每一处改动都记录在 `audit` 配置中" + undone
    if "rejected" in about.configs:
        said += "被剔除的文档及原因在 `rejected` 配置中" + ("，不含正文。" if about.withheld else "。")
    out += [said, ""]
    out.append("许可证：" + (escape(about.info.license) if about.info.license else "**未声明**。使用前请自行确认权利归属。"))
    out += [
        "",
        "```python",
        "from datasets import load_dataset",
        "",
        f'docs = load_dataset("{_where(about)}", split="train")',
        "```",
    ]
    return "\n".join(out)


def _where(about: About) -> str:
    return about.repo or f"./{about.name}"


def loading(facts: Facts) -> str:
    about = facts.about
    where, base = _where(about), f"hf://datasets/{about.repo}" if about.repo else f"./{about.name}"
    first = next(iter(about.configs.get("default", {"train": ()})))
    lines = ["from datasets import load_dataset", "", f'docs = load_dataset("{where}", split="{first}")']
    others = [name for name in about.configs if name not in ("default", "audit", "rejected")]
    for config in [*others[:SNIPPET_CONFIGS], *(name for name in ("audit", "rejected") if name in about.configs)]:
        split = next(iter(about.configs[config]))
        lines.append(f'{_variable(config)} = load_dataset("{where}", "{config}", split="{split}")')
    lines += ["", "# row by row, without a copy on disk:", f'stream = load_dataset("{where}", split="{first}", streaming=True)']
    files = f"{base}/{about.pattern('default', first)}.parquet"
    shards = about.configs["default"][first]
    one = f"  # one of {len(shards)} files" if len(shards) > 1 else ""
    frames = [
        "import duckdb",
        "import pandas",
        "import polars",
        "",
        f'pandas.read_parquet("{base}/{shards[0].path}"){one}',
        f'polars.scan_parquet("{files}").select("id", "lang", "chars").collect()',
        f"duckdb.sql(\"SELECT lang, count(*), sum(chars) FROM '{files}' GROUP BY lang\")",
    ]
    out = ["## Load it", ""]
    if not about.repo:
        out += ["Run this in the folder that holds the dataset; the `./` says that it is no Hub id.", ""]
    out += ["```python", *lines, "```", "", "Or the parquet files themselves:", "", "```python", *frames, "```"]
    if "audit" in about.configs:
        out += ["", "Which rules changed documents the most, from the ledger:", "", "```python", "import duckdb", ""]
        out += [f"duckdb.sql(\"SELECT rule, count(DISTINCT doc_id) AS documents FROM '{base}/audit/*.parquet'\"",
                "           \" WHERE kind = 'edit' GROUP BY rule ORDER BY documents DESC\")", "```"]  # fmt: skip
    return "\n".join(out)


def _variable(config: str) -> str:
    """A name in Python for a config: `is` and `or` are languages, too."""
    name = config.replace("-", "_").lower()
    return f"{name}_docs" if keyword.iskeyword(name) else name


def splits(facts: Facts) -> str:
    about, rows = facts.about, []
    with_tokens = TOKENS in about.keep and "tokens" in about.options
    for config, by_split in about.configs.items():
        for split, shards in by_split.items():
            sums = [number(facts.sum_of(c, config, split)) if config != "audit" else "" for c in ("chars", TOKENS)]
            rows.append((
                f"`{config}`", f"`{split}`", number(sum(s.rows for s in shards)), *sums[: 1 + with_tokens],
                size(sum(s.memory_bytes for s in shards)), size(sum(s.file_bytes for s in shards)), len(shards),
            ))  # fmt: skip
    head = ("config", "split", "rows", "characters", *(("tokens",) if with_tokens else ()), "in memory", "on disk", "files")
    said = [
        "`default` has the documents."
        + (" The configs by language or script are parts of it." if any(n not in _KNOWN for n in about.configs) else "")
        + (" `audit` has a row per change." if "audit" in about.configs else "")
        + (" `rejected` has what was left out, and why." if "rejected" in about.configs else "")
    ]
    if about.options.get("split"):
        shares = ", ".join(f"`{name}` {100 * share:g} %" for name, share in about.options["split"].items())
        said.append(
            f"Splits ({shares}) go by a hash of the text: copies are on one side, and a text stays where it is when others come."
        )
    if with_tokens:
        said.append(f"Tokens are those of `{bare(about.options['tokens']['name'])}`, special ones not counted.")
    return "## Configs and splits\n\n" + " ".join(said) + "\n\n" + table(head, rows, range(2, len(head)))


_KNOWN = ("default", "audit", "rejected")


def fields(facts: Facts) -> str:
    about, out = facts.about, ["## Fields"]
    for config in about.configs:
        if config not in _KNOWN:
            continue
        own = set(schema_of("default", about.keep).names) if config == "rejected" else set()
        filled, rows_in = facts.filled(config), facts.rows(config)
        rows = []
        for field in schema_of(config, about.keep):
            if field.name not in own:
                share = percent(filled[field.name], rows_in) if field.name in filled else ""
                said = escape_meaning(meaning(config, field.name, about.options))
                rows.append((f"`{bare(field.name)}`", escape(type_name(field.type)), *((share,) if filled else ()), said))
        lead = f"### `{config}`\n\n" + ("All fields of `default`, and:\n\n" if own else "")
        if filled and not own:
            lead += "`filled` is the share of rows that have a value.\n\n"
        head = ("field", "type", *(("filled",) if filled else ()), "meaning")
        out.append(lead + table(head, rows, (2,) if filled else ()))
    return "\n\n".join(out)


def escape_meaning(text: str) -> str:
    """Our own words: `|` is all that could break a cell."""
    return text.replace("|", "&#124;")


def one_row(facts: Facts) -> str:
    row = facts.first_row()
    if row is None:
        return ""
    shown = {k: _short(v) for k, v in row.items() if v is not None}
    lines = ",\n".join(f"  {json.dumps(k, ensure_ascii=False)}: {json.dumps(v, ensure_ascii=False)}" for k, v in shown.items())
    body = f"{{\n{lines}\n}}".replace("`", "\\u0060").replace("<", "\\u003c")
    return "## One row\n\nThe first one, long texts cut, empty fields left out.\n\n```json\n" + body + "\n```"


def _short(value: Any) -> Any:
    return value[:SHOWN_CHARS] + " …" if isinstance(value, str) and len(value) > SHOWN_CHARS else value
