"""Publishing a dataset on the Hugging Face Hub: plan first, then push, then say what happened in one line.

What lives here: push() and PushPlan. What never does: printing, the network before the plan is sound (hub_upload.py has it all).

How it works: the publishable copy (publishable.py) is written beside the dataset and checked; a dry run ends there. Shards of an
older version are deleted in the commit that brings the new card. Resuming is running again: what is there already is not sent
twice.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from corpuskit.core.progress import Say, silent, told
from corpuskit.errors import GateError, InputError, UsageError
from corpuskit.formats.check import check_folder
from corpuskit.formats.finding import Finding
from corpuskit.formats.folder import manifest_of, open_dataset
from corpuskit.formats.hub_upload import DELETES, upload
from corpuskit.formats.manifest import files_of
from corpuskit.formats.parquet import digest_file
from corpuskit.formats.publishable import write_publishable

__all__ = ["PlannedFile", "PushPlan", "push"]

_REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file of a push."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PushPlan:
    """What a push will do, or did. `deletes` are patterns of older files that go unless they are pushed again.

    After a push, `commit` is its id, `url` its address, and `pull_request` the address of the pull request, if any.
    """

    repo: str
    revision: str
    private: bool
    create_pr: bool
    tag: str | None
    files: tuple[PlannedFile, ...]
    deletes: tuple[str, ...]
    findings: tuple[Finding, ...]
    withheld: bool
    commit: str | None = None
    url: str | None = None
    pull_request: str | None = None

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


def push(
    folder: str | Path,
    repo: str,
    *,
    dry_run: bool = False,
    private: bool = False,
    revision: str | None = None,
    create_pr: bool = False,
    tag: str | None = None,
    message: str | None = None,
    audit: bool = True,
    rejected: bool = True,
    publish_removed_text: bool = False,
    endpoint: str | None = None,
    token: str | None = None,
    say: Say = silent,
) -> PushPlan:
    """Publish a dataset that corpuskit made as `repo` ("user/name"); with `dry_run` only plan, without any network.

    `endpoint` and `token` default to what huggingface_hub finds (HF_ENDPOINT, HF_TOKEN, `hf auth login`). Raises UsageError,
    InputError, GateError (the copy does not pass its check), RemoteError (one line, with the next thing to do).
    """
    if not _REPO.fullmatch(repo):
        raise UsageError(f"{repo!r} is no repository", hint="write it as USER/NAME")
    if create_pr and (revision or tag):
        raise UsageError("--create-pr excludes --revision and --tag", hint="tag after the pull request is merged")
    path = open_dataset(folder)
    if manifest_of(path) is None:
        raise InputError(
            f"{path} was not made by corpuskit", hint=f"push it by hand: hf upload {repo} {path} --repo-type dataset"
        )
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.push-", dir=path.absolute().parent) as temporary:
        copy = Path(temporary) / "copy"
        copy.mkdir()
        say("copying", 0, 0, {})
        about = write_publishable(
            path, copy, repo, removed_text=publish_removed_text, audit=audit, rejected=rejected
        )  # fmt: skip
        findings = tuple(check_folder(copy, load=False, say=say))
        paths = [*files_of(copy), copy / "checksums.sha256"]
        files = tuple(
            PlannedFile(p.relative_to(copy).as_posix(), p.stat().st_size, digest_file(p))
            for p in told(paths, "digesting files", len(paths), say)
        )
        plan = PushPlan(repo, revision or "main", private, create_pr, tag, files, DELETES, findings, about.withheld)
        if dry_run:
            return plan
        wrong = [finding for finding in findings if not finding.advice]
        if wrong:
            raise GateError(f"not pushed: {wrong[0].line}", hint="run `corpuskit check` on the dataset")
        say("sending", 0, 0, {"files": len(files), "bytes": plan.bytes})
        done = upload(
            copy, repo, files=len(files), message=message or f"Update {about.name} with corpuskit {about.tool_version}",
            private=private, revision=plan.revision, create_pr=create_pr, tag=tag, endpoint=endpoint, token=token,
        )  # fmt: skip
        return replace(plan, commit=done.commit, url=done.url, pull_request=done.pull_request)
