"""The command `rules`: what can change a text, by which id, with which examples.

What lives here: listing all rules (rulewords.py knows them), validating the rulebook against its own
examples, showing one, counting how often each fired in a dataset, learning templates from pages. What never does: matching.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill, indent
from typing import Any, BinaryIO

from corpuskit.commands.filters import documents
from corpuskit.commands.mapping import site_of
from corpuskit.commands.opened import Opened
from corpuskit.commands.outcome import Problem, Result
from corpuskit.commands.ownrules import rule_problems
from corpuskit.commands.recipes import pipeline_of, steps_recipe
from corpuskit.commands.rulewords import all_rules
from corpuskit.core.document import Document
from corpuskit.core.progress import Say, silent
from corpuskit.errors import EXIT_GATE, UsageError
from corpuskit.rulebook.rules import Rule, load_rules, read_rule_text, validate
from corpuskit.steps.strip import learn_templates

__all__ = ["rules"]

SAMPLES_PER_RULE = 5
SAMPLE_CHARS = 60


def rules(
    check: bool = False, show: str | None = None, learn: Sequence[str] | None = None, stats: str | None = None,
    file: Sequence[str] | None = None, progress: Say | None = None, stdin: BinaryIO | None = None,
) -> Result:  # fmt: skip
    """List rules; or check them all, show one, learn templates from paths, or count a dataset's; one of these at a time.

    file: rule files of your own, which are listed, shown and checked too. Raises UsageError for two at once or an unknown id.
    check: exit code 3 when a rule fails its own examples, or those of another.
    """
    own = tuple(file or ())
    if sum((check, show is not None, bool(learn), stats is not None)) > 1:
        raise UsageError("--check, --show, --learn and --stats exclude each other")
    if check:
        return _check(own)
    if show is not None:
        return _show(show, own)
    if learn:
        return _learn(learn, progress or silent, stdin)
    if stats is not None:
        return _stats(stats)
    rows = list(all_rules(own))
    text = "\n".join(f"{row['id']}  {row['where'] or row['step']}\n{indent(fill(row['why'], WIDTH - 4), '    ')}" for row in rows)
    return Result("rules", {"rules": len(rows)}, data={"rules": rows, "text": text})


WIDTH = 80


def _check(own: tuple[str, ...]) -> Result:
    rules = load_rules(own)
    problems = [Problem(name, one) for name in own for one in rule_problems(read_rule_text(name), name)]
    if not problems:  # else the same is said twice
        problems = [Problem("rulebook", one) for one in validate(rules)]
    result = Result("rules", {"rules": len(rules), "wrong": len(problems)}, problems=problems)
    if problems:
        result.exit_code = EXIT_GATE
    return result


def _show(wanted: str, own: tuple[str, ...]) -> Result:
    for rule in load_rules(own):
        if rule.id == wanted:
            return Result("rules", {"rules": 1}, data={"rule": _fields(rule), "text": _shown(rule)})
    for row in all_rules(own):
        if row["id"] == wanted:
            return Result("rules", {"rules": 1}, data={"rule": row, "text": f"{row['id']}  (step {row['step']})\n{row['why']}"})
    from difflib import get_close_matches

    close = get_close_matches(wanted, [row["id"] for row in all_rules(own)], n=1)
    raise UsageError(f"no rule {wanted!r}", hint=f"did you mean {close[0]!r}?" if close else "`corpuskit rules` lists them all")


def _fields(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in RULE_FIELDS if getattr(rule, name, None) not in (None, (), "")}


RULE_FIELDS = ("id", "where", "needs", "pattern", "field", "langs", "safety", "why", "hits", "misses", "since")


def _shown(rule: Rule) -> str:
    out = []
    for name, value in _fields(rule).items():
        if isinstance(value, tuple):
            out += [f"{name}"] + [f"  {one}" for one in value]
        else:
            out.append(f"{name:<8}{value}")
    return "\n".join(out)


def _stats(dataset: str) -> Result:
    """How often each rule fired, and the first samples in input order."""
    counts: dict[str, list[int]] = {}
    samples: dict[str, list[dict[str, str]]] = {}
    documents_seen = 0
    for stored in Opened(dataset).walk():
        documents_seen += 1
        for text, layer in zip(stored.texts(), stored.layers, strict=False):
            for rule, (edits, removed, inserted) in layer.edits.counts_by_rule().items():
                sums = counts.setdefault(rule, [0, 0, 0, 0])
                for n, value in enumerate((1, edits, removed, inserted)):
                    sums[n] += value
                if len(samples.setdefault(rule, [])) < SAMPLES_PER_RULE:
                    edit = next(e for e in layer.edits if e.rule == rule)
                    around = text[max(0, edit.start - 20) : edit.start], text[edit.end : edit.end + 20]
                    samples[rule].append(
                        {
                            "document": stored.id, "before": around[0], "removed": edit.removed[:SAMPLE_CHARS],
                            "inserted": edit.inserted[:SAMPLE_CHARS], "after": around[1],
                        }
                    )  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"id": rule, "documents": c[0], "edits": c[1], "removed": c[2], "inserted": c[3], "samples": samples[rule]}
        for rule, c in sorted(counts.items(), key=lambda item: (-item[1][1], item[0]))
    ]
    lines = [f"{'edits':>9} {'documents':>9} {'removed':>9}  rule"]
    for row in rows:
        lines.append(f"{row['edits']:>9,} {row['documents']:>9,} {row['removed']:>9,}  {row['id']}")
        first = row["samples"][0]
        lines.append(f"{'':>31}{_one_line(first['before'])}[-{_one_line(first['removed'])}-]{{+{_one_line(first['inserted'])}+}}")
    return Result("rules", {"rules": len(rows), "documents": documents_seen}, data={"stats": rows, "text": "\n".join(lines)})


def _one_line(text: str) -> str:
    return "".join("⏎" if c == "\n" else c if c.isprintable() else "·" for c in text)


def _learn(paths: Sequence[str], say: Say, stdin: BinaryIO | None) -> Result:
    """Templates and spam terms of the sites in `paths`, as TOML for a person to review and to pass to build --templates."""
    result = Result("rules", {"documents": 0, "sites": 0, "templates": 0, "terms": 0})
    sites: set[str] = set()

    def pages() -> Iterator[tuple[str, str]]:
        before_strip = pipeline_of(steps_recipe(["decode", "repair", "characters"]))
        for source, text, _ in documents(paths, None, result, stdin, say):
            result.counts["documents"] += 1
            site = site_of(source)
            if site:
                sites.add(site)
                yield site, before_strip.edit(Document("0" * 16, text)).text

    learned = learn_templates(pages())
    result.counts |= {"sites": len(sites), "templates": len(learned.templates), "terms": len(learned.terms)}
    if result.counts["documents"] and not sites:
        hint = "give the folder above: a page's site is the host of its url, or the folder that it lies in"
        result.problems.append(Problem(", ".join(paths), "no page says which site it is of, so nothing was learned", hint))
    result.data["text"] = learned.to_toml()
    result.data["digest"] = learned.digest
    return result
