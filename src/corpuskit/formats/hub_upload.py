"""The upload of a prepared copy to the Hub, and what can go wrong on the way.

What lives here: upload(), remote_error(). What never does: deciding what is published (hub.py, publishable.py), printing, a
token in a message.

How it works: a reader must never meet a card whose shards are missing. Up to ONE_COMMIT_FILES files the client makes one commit,
which is atomic. Above that it makes several, or splits one that failed, with the card in any of them; so such a push goes to a
pull request that is merged in one step, and on a branch, which nothing can be merged into, the card and the deletions come last.
Pull requests are opened before the upload and pushed to by name, so that a repeated commit never opens a second one. Only
failures that pass are repeated; what is there already is not sent again, so repeating, and pushing again later, costs little.

Weak: the merge of a pull request was only proved against the stand-in of the tests. On a branch, readers see old and new shards
together for as long as a big push takes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from corpuskit.errors import CorpuskitError, RemoteError, UsageError

__all__ = ["DELETES", "ONE_COMMIT_FILES", "Pushed", "remote_error", "upload"]

T = TypeVar("T")

ONE_COMMIT_FILES = 20  # the client never splits a commit of so many files (huggingface_hub 2.4, COMMIT_SIZE_SCALE)
DELETES = ("data/*", "audit/*", "rejected/*", "reports/*")
HIDDEN = (".*", "*/.*")  # never sent: they are not in the plan, and may hold what is nobody's business
CARD = "README.md"
TRIES = 3
WAIT_SECONDS = 1.0  # before the second try, doubled before each further one
PASSING = frozenset((500, 502, 503, 504))
_TOKEN = re.compile(r"hf_[A-Za-z0-9_]+|[Bb]earer\s+\S+")


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of an upload. `pull_request` is its address where the change waits in one."""

    commit: str
    url: str
    pull_request: str | None = None


def upload(
    folder: Path,
    repo: str,
    *,
    files: int,
    message: str,
    private: bool = False,
    revision: str = "main",
    create_pr: bool = False,
    tag: str | None = None,
    endpoint: str | None = None,
    token: str | None = None,
) -> Pushed:
    """Make the repository where it is missing, and make it hold what `folder` holds. Raises UsageError, RemoteError."""
    hub = import_module("huggingface_hub.utils")  # late: the library reads its environment when it is imported
    api = import_module("huggingface_hub").HfApi(endpoint=endpoint, token=token)
    shown = not hub.are_progress_bars_disabled()
    hub.disable_progress_bars()
    verbosity = hub.logging.get_verbosity()
    hub.logging.set_verbosity_error()  # each of its tries is a line of its own; what came of them is said by us
    try:
        return _Upload(api, folder, repo, message).run(files, private, revision, create_pr, tag)
    except CorpuskitError:
        raise
    except Exception as error:  # the client raises a dozen kinds; each becomes one line
        raise remote_error(error, repo, token or hub.get_token()) from None
    finally:
        hub.logging.set_verbosity(verbosity)
        if shown:
            hub.enable_progress_bars()


class _Upload:
    """One upload: the client, the folder, the repository."""

    def __init__(self, api: Any, folder: Path, repo: str, message: str) -> None:
        self._api = api
        self._folder = folder
        self._message = message
        self._repo = repo
        self._target: dict[str, Any] = {"repo_id": repo, "repo_type": "dataset"}

    def run(self, files: int, private: bool, revision: str, create_pr: bool, tag: str | None) -> Pushed:
        self._prepare(private, revision, tag)
        big = files > ONE_COMMIT_FILES
        if create_pr or (big and revision == "main"):
            done = self._through_pull_request(merge=not create_pr)
        elif big:
            done = self._card_last(revision)
        else:
            done = self._send(revision, delete_patterns=list(DELETES))
        if tag:
            _again(lambda: self._api.create_tag(**self._target, tag=tag, revision=revision))
        return done

    def _prepare(self, private: bool, revision: str, tag: str | None) -> None:
        """The repository and the branch; and what cannot work is said before anything is sent."""
        _again(lambda: self._api.create_repo(**self._target, private=private or None, exist_ok=True))
        if private and not _again(lambda: self._api.repo_info(**self._target)).private:
            raise RemoteError(
                f"{self._repo} exists and is public; nothing was sent",
                hint="make it private on the Hub first",
            )
        if tag and tag in {one.name for one in _again(lambda: self._api.list_repo_refs(**self._target)).tags}:
            raise RemoteError(f"{self._repo} has a tag {tag!r}; nothing was sent", hint="choose another --tag")
        if revision != "main" and not revision.startswith("refs/"):
            _again(lambda: self._api.create_branch(**self._target, branch=revision, exist_ok=True))

    def _send(self, revision: str, **options: Any) -> Pushed:
        ignored = [*HIDDEN, *options.pop("ignore_patterns", ())]
        done = _again(
            lambda: self._api.upload_folder(
                **self._target,
                folder_path=self._folder,
                commit_message=self._message,
                revision=revision,
                ignore_patterns=list(ignored),  # the client adds to the list that it gets
                **options,
            )
        )
        return Pushed(str(done.oid), str(done.commit_url))

    def _through_pull_request(self, *, merge: bool) -> Pushed:
        before = self._api.repo_info(**self._target).sha
        request = self._api.create_pull_request(**self._target, title=self._message)
        where = f"refs/pr/{request.num}"
        try:
            done = self._send(where, delete_patterns=list(DELETES))
            if done.commit == before:  # nothing is new
                self._api.change_discussion_status(**self._target, discussion_num=request.num, new_status="closed")
                return done
            self._api.change_discussion_status(**self._target, discussion_num=request.num, new_status="open")
            if merge:
                self._api.merge_pull_request(**self._target, discussion_num=request.num)
        except Exception as error:
            told = remote_error(error, self._repo, self._api.token)
            more = f"the rest is in pull request {request.num}: push again with --revision {where}, or close it"
            raise RemoteError(str(told.args[0]), hint=f"{told.hint}; {more}") from None
        return done if merge else Pushed(done.commit, done.url, request.url)

    def _card_last(self, revision: str) -> Pushed:
        """First everything but the card, then the card with the deletion of what is stale, as one commit."""
        self._send(revision, ignore_patterns=[CARD])
        here = {path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if path.is_file()}
        there = self._api.list_repo_files(**self._target, revision=revision)
        stale = [path for path in there if path not in here and any(fnmatch(path, pattern) for pattern in DELETES)]
        return self._send(revision, allow_patterns=[CARD], delete_patterns=[re.sub(r"([*?[])", r"[\1]", one) for one in stale])


def _again(call: Callable[[], T]) -> T:
    """The call, repeated when it fails in a way that passes."""
    network: Any = import_module("huggingface_hub.utils").httpx.HTTPError
    for number in range(TRIES):
        try:
            return call()
        except Exception as error:
            status = _status(error)
            passing = status in PASSING if status is not None else isinstance(error, ConnectionError | TimeoutError | network)
            if not passing or number == TRIES - 1:
                raise
            time.sleep(WAIT_SECONDS * 2**number)
    raise AssertionError  # the last try returned or raised


def _status(error: BaseException) -> int | None:
    found = getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(found, int):
        return found
    told = _XET_STATUS.search(str(error)) if isinstance(error, ConnectionError) else None
    return int(told[1]) if told else None


_XET_STATUS = re.compile(r"HTTP status \w+ error \((\d{3})")  # the Xet client has a status in words only

# With "error: " before it and a short name, each fits on a line of 80 columns.
_ANSWERS = {
    400: ("the Hub did not accept the push to {repo}: {said}", "run `corpuskit check`"),
    401: ("the Hub does not know this token for {repo}", "run `hf auth login`"),
    403: ("this token may not write to {repo}", "use one that may"),
    404: ("{repo} was not found", "check the name, and that the token may see it"),
    409: ("{repo} is being changed by somebody else", "push again"),
    412: ("{repo} changed while it was pushed", "push again"),
    413: ("the push to {repo} is too large", "see the limits of your account"),
    429: ("the Hub asks to slow down", "push again later; nothing is sent twice"),
}  # fmt: skip


def remote_error(error: BaseException, repo: str, token: str | None = None) -> RemoteError:
    """What went wrong on the way, in one line without any token, and the next thing to do."""
    if isinstance(error, RemoteError):
        return error
    errors = import_module("huggingface_hub.errors")
    if isinstance(error, UsageError):
        return RemoteError(str(error.args[0]), hint=error.hint)
    if isinstance(error, errors.OfflineModeIsEnabled):
        return RemoteError("the Hub was not asked: offline mode is on", hint="unset HF_HUB_OFFLINE")
    if isinstance(error, errors.LocalTokenNotFoundError):
        return RemoteError("no token was found", hint="run `hf auth login`, or set HF_TOKEN")
    if isinstance(error, errors.RevisionNotFoundError):
        return RemoteError(f"{repo} has no such revision", hint="check --revision")
    status, said = _status(error), _said(error, token)
    if isinstance(error, ValueError) and "README.md" in said:  # the Hub's own check of the metadata
        return RemoteError("the Hub does not accept the metadata of README.md", hint="mend it there")
    if status is not None:
        if status in _ANSWERS:
            what, hint = _ANSWERS[status]
        elif status >= 500:
            what, hint = f"the Hub answered {status}", "push again later; nothing is sent twice"
        else:
            what, hint = f"the Hub refused with {status}: {{said}}", "see the message of the Hub"
        return RemoteError(what.format(repo=repo, said=said), hint=hint)
    if isinstance(error, ConnectionError | TimeoutError | import_module("huggingface_hub.utils").httpx.HTTPError):
        return RemoteError("the Hub could not be reached", hint="check the network, then push again")
    return RemoteError(f"the push to {repo} failed: {said}", hint="push again; nothing is sent twice")


def _said(error: BaseException, token: str | None) -> str:
    text = " ".join(str(getattr(error, "server_message", None) or error).split())
    if token:
        text = text.replace(token, "***")
    return _TOKEN.sub("***", text)[:300]
