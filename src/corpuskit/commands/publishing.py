"""The command `push`.

What lives here: turning a plan of a push, or a finished push, into a result. What never does: the copy (formats.publishable),
the network (formats.hub).
"""

from __future__ import annotations

import re

from corpuskit.commands.outcome import Problem, Result
from corpuskit.core.progress import Say, silent
from corpuskit.errors import EXIT_GATE
from corpuskit.formats.hub import PushPlan
from corpuskit.formats.hub import push as publish

__all__ = ["push"]

SHORT_DIGEST_CHARS = 12


def push(
    dataset: str,
    repo: str,
    dry_run: bool = False,
    private: bool = False,
    revision: str | None = None,
    create_pr: bool = False,
    tag: str | None = None,
    message: str | None = None,
    audit: bool = True,
    rejected: bool = True,
    publish_removed_text: bool = False,
    progress: Say | None = None,
) -> Result:
    """Publish a dataset as `repo` ("user/name") on the Hub; with `dry_run` only say what would happen, without any network.

    What was removed from the texts stays at home unless `publish_removed_text` is set. `data` holds the plan: files with bytes
    and SHA-256, what is deleted, findings of the check; after a push also commit, url and pull_request. Exit code 3 when a dry
    run finds what a push would refuse. Raises UsageError, InputError, GateError (the copy does not pass its check), RemoteError.
    """
    plan = publish(
        dataset, repo, dry_run=dry_run, private=private, revision=revision, create_pr=create_pr, tag=tag, message=message,
        audit=audit, rejected=rejected, publish_removed_text=publish_removed_text, say=progress or silent,
    )  # fmt: skip
    result = Result("push", {"files": len(plan.files), "bytes": plan.bytes}, data=_data(plan))
    result.problems = [Problem(f"{f.name} {f.where}", f.what, f.fix) for f in plan.findings if not f.advice]
    if result.problems:
        result.exit_code = EXIT_GATE
    result.data["text"] = "\n".join(_pushed(plan) if plan.commit else _planned(plan))
    return result


def _data(plan: PushPlan) -> dict[str, object]:
    return {
        "repo": plan.repo, "revision": plan.revision, "private": plan.private, "create_pr": plan.create_pr, "tag": plan.tag,
        "removed_text": not plan.withheld,
        "plan": [{"path": f.path, "bytes": f.bytes, "sha256": f.sha256} for f in plan.files],
        "deletes": list(plan.deletes),
        "findings": [
            {"name": f.name, "where": f.where, "what": f.what, "fix": f.fix, "advice": f.advice} for f in plan.findings
        ],
        "commit": plan.commit, "url": plan.url, "pull_request": plan.pull_request,
    }  # fmt: skip


def _target(plan: PushPlan) -> str:
    where = f"a pull request on {plan.repo}" if plan.create_pr else f"{plan.repo}, branch {plan.revision}"
    return where + (f", tag {plan.tag}" if plan.tag else "")


def _planned(plan: PushPlan) -> list[str]:
    width = max(len(f.path) for f in plan.files)
    seen = "private if it is new" if plan.private else "public if it is new"
    kept = "withheld: ledger and rejected documents tell where and why, not what" if plan.withheld else "PUBLISHED, as asked for"
    deletes = ", ".join(plan.deletes) or "nothing"
    lines = [f"to            {_target(plan)} ({seen})", f"removed text  {kept}"]
    lines += [f"deletes       {deletes}, unless pushed again", ""]
    lines += [f"{f.path:<{width}}  {f.bytes:>14,}  {f.sha256[:SHORT_DIGEST_CHARS]}" for f in plan.files]
    lines += ["", f"{len(plan.files):,} files, {plan.bytes:,} bytes. Nothing was sent; push without --dry-run to do it."]
    lines += [f"advice {_one_line(f.line)}" for f in plan.findings if f.advice]
    return lines


def _pushed(plan: PushPlan) -> list[str]:
    lines = [f"pushed {len(plan.files):,} files, {plan.bytes:,} bytes, to {_target(plan)}", f"{plan.pull_request or plan.url}"]
    if plan.pull_request:
        return [*lines, "look at it there and merge it"]
    revision = plan.tag or (plan.revision if plan.revision != "main" else "")
    more = f', revision="{revision}"' if revision else ""
    return [*lines, f'load it: datasets.load_dataset("{plan.repo}"{more})']


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
