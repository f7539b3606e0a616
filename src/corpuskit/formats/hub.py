"""Publishing a dataset on the Hugging Face Hub: plan first, then push, then say what happened in one line.

What lives here: push(), PushPlan, and the mapping of what can go wrong on the way to RemoteError. What never does: printing,
tokens in messages, the network before the plan is sound.

How it works: the publishable copy (publishable.py) is written beside the dataset and checked; a dry run ends there. A push of up
to ONE_COMMIT_FILES files is one commit, which is atomic. Above that the client makes several commits, the card in the first one,
so readers would see a card whose shards are missing: such a push goes to a pull request that is merged in one step. Shards of
an older version are deleted in the same commit. Resuming is running again: what is there already is not sent twice.

Weak: the merge of a pull request was only proved against the stand-in of the tests, not on the live Hub.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from corpuskit.errors import CorpuskitError, GateError, InputError, RemoteError, UsageError
from corpuskit.formats.check import check_folder
from corpuskit.formats.finding import Finding
from corpuskit.formats.folder import manifest_of, open_dataset
from corpuskit.formats.manifest import files_of
from corpuskit.formats.parquet import digest_file
from corpuskit.formats.publishable import write_publishable

__all__ = ["PlannedFile", "PushPlan", "push"]

ONE_COMMIT_FILES = 200  # the client starts a second commit at about 250 files (measured)
DELETES = ("data/*", "audit/*", "rejected/*", "reports/*")
_REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_TOKEN = re.compile(r"hf_[A-Za-z0-9_]+|[Bb]earer\s+\S+")


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
        about = write_publishable(
            path, copy, repo, removed_text=publish_removed_text, audit=audit, rejected=rejected
        )  # fmt: skip
        findings = tuple(check_folder(copy, load=False))
        files = tuple(
            PlannedFile(p.relative_to(copy).as_posix(), p.stat().st_size, digest_file(p))
            for p in [*files_of(copy), copy / "checksums.sha256"]
        )
        plan = PushPlan(repo, revision or "main", private, create_pr, tag, files, DELETES, findings, about.withheld)
        if dry_run:
            return plan
        wrong = [finding for finding in findings if not finding.advice]
        if wrong:
            raise GateError(f"not pushed: {wrong[0].line}", hint="run `corpuskit check` on the dataset")
        try:
            return _upload(plan, copy, message or f"Update {about.name} with corpuskit {about.tool_version}", endpoint, token)
        except CorpuskitError:
            raise
        except Exception as error:  # the client raises a dozen kinds; each becomes one line
            raise remote_error(error, repo) from None


def _upload(plan: PushPlan, copy: Path, message: str, endpoint: str | None, token: str | None) -> PushPlan:
    from huggingface_hub import HfApi

    hub_utils: Any = import_module("huggingface_hub.utils")  # its names are made on demand

    api = HfApi(endpoint=endpoint, token=token)
    target: dict[str, Any] = {"repo_id": plan.repo, "repo_type": "dataset"}
    shown = not hub_utils.are_progress_bars_disabled()
    hub_utils.disable_progress_bars()
    try:
        api.create_repo(**target, private=plan.private or None, exist_ok=True)
        if plan.revision != "main" and not plan.revision.startswith("refs/"):
            api.create_branch(**target, branch=plan.revision, exist_ok=True)
        merge = len(plan.files) > ONE_COMMIT_FILES and plan.revision == "main" and not plan.create_pr
        as_pr = plan.create_pr or merge
        done = api.upload_folder(
            **target,
            folder_path=copy,
            commit_message=message,
            revision=None if as_pr else plan.revision,
            create_pr=as_pr or None,
            delete_patterns=list(plan.deletes),
        )
        if merge and done.pr_num is not None:
            api.change_discussion_status(**target, discussion_num=done.pr_num, new_status="open")
            api.merge_pull_request(**target, discussion_num=done.pr_num)
        if plan.tag:
            api.create_tag(**target, tag=plan.tag, revision=plan.revision)
    finally:
        if shown:
            hub_utils.enable_progress_bars()
    return replace(plan, commit=done.oid, url=str(done.commit_url), pull_request=None if merge else done.pr_url)


def remote_error(error: BaseException, repo: str) -> RemoteError:
    """What went wrong on the way, in one line without any token, and the next thing to do."""
    from huggingface_hub import errors

    if isinstance(error, errors.OfflineModeIsEnabled):
        return RemoteError("the Hub was not asked: offline mode is on", hint="unset HF_HUB_OFFLINE and push again")
    if isinstance(error, errors.LocalTokenNotFoundError):
        return RemoteError("no token was found", hint="run `hf auth login`, or set HF_TOKEN")
    status = getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(error, errors.RevisionNotFoundError):
        return RemoteError(f"{repo} has no such revision", hint="check --revision")
    if status is not None:
        what, hint = _STATUS.get(status, ("", ""))
        if not what:
            server = status >= 500
            what = f"the Hub answered {status}" if server else f"the Hub refused with {status}: {_said(error)}"
            hint = "push again in a while; what is there already is not sent twice" if server else "see the message of the Hub"
        return RemoteError(what.format(repo=repo), hint=hint.format(repo=repo))
    if isinstance(error, ConnectionError | TimeoutError | import_module("huggingface_hub.utils").httpx.HTTPError):
        return RemoteError("the Hub could not be reached, or the connection broke", hint="check the network, then push again")
    return RemoteError(f"the push to {repo} failed: {_said(error)}", hint="push again; what is there already is not sent twice")


_STATUS = {
    400: ("the Hub did not accept the push to {repo}", "run `corpuskit check` on the dataset"),
    401: ("the Hub does not know this token, or {repo} is hidden from it", "run `hf auth login` with a token that may write"),
    403: ("this token may not write to {repo}", "use a token with write access, or another USER in USER/NAME"),
    404: ("{repo} was not found", "check the name; a private repository needs a token that may see it"),
    409: ("{repo} is being changed by somebody else, or the tag exists", "push again in a moment, or use another --tag"),
    412: ("{repo} changed while it was pushed", "push again"),
    429: ("the Hub asks to slow down", "wait some minutes and push again; what is there already is not sent twice"),
}  # fmt: skip


def _said(error: BaseException) -> str:
    text = getattr(error, "server_message", None) or str(error)
    return _TOKEN.sub("***", " ".join(str(text).split()))[:300]
