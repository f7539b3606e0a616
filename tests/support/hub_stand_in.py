"""A Hub on the loopback: enough of its HTTP interface for the real clients to push, tag, open pull requests and load back.

What lives here: HubStandIn, to be used as a context manager; Fault; the request log. What never does: leave this machine, keep
anything on disk but what the Xet client writes into `xet_folder`.

    with HubStandIn() as hub:
        HfApi(endpoint=hub.url, token=hub.token).create_repo("user/demo", repo_type="dataset")
        hub.faults.append(Fault("POST", r"/commit/", status=503))

How it works: a repository is commits of trees (path -> File); small files are held by git's SHA-1, large ones by SHA-256. With
`xet=True` the write token sends the client to a folder (local://), where it writes the chunks of files as its own formats; the
stand-in finds a file there by its SHA-256 and lets the client's own library put it together. Revisions come quoted
(refs%2Fpr%2F1), so routes match the raw path and groups are unquoted afterwards.

Long, because it answers all that a client of the Hub asks in a push and a load.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import json
import re
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

LARGE = ("*.parquet", "*.arrow", "*.gz", "*.zst", "*.zip", "*.png", "*.bin")
LARGE_BYTES = 10 * 1024 * 1024
WHEN = "2026-01-01T00:00:00.000Z"


@dataclass
class Fault:
    """The next `times` requests that fit fail: with a status, or by a dropped connection."""

    method: str
    pattern: str
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1
    drop: bool = False


@dataclass(frozen=True)
class File:
    """A file of a tree. `sha256` is set for large files, `xet` for those that the Xet client stored."""

    oid: str
    size: int
    sha256: str = ""
    xet: str = ""


@dataclass
class Repository:
    private: bool
    commits: dict[str, dict[str, Any]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    discussions: dict[int, dict[str, Any]] = field(default_factory=dict)


class RefusedError(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status: int, message: str = "", code: str = "", body: Any = None, headers: dict[str, str] | None = None):
        super().__init__(message)
        self.status, self.code, self.body, self.headers = status, code, body or {"error": message}, headers or {}


@dataclass
class Answer:
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def git_oid(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\x00" % len(data) + data).hexdigest()


def xet_files(folder: Path) -> Iterator[tuple[str, str, int]]:
    """(SHA-256, Xet hash, size) of the files that the Xet client described in its shard files.

    A shard is records of 48 bytes after a header of 48: per file its hash, flags and number of segments, the segments (their
    length at byte 36), as many verification records (flag bit 31), and one record with the SHA-256 (flag bit 30). Hashes are
    four little-endian words, printed word by word. A hash of all ones ends the list.
    """

    def printed(raw: bytes) -> str:
        return "".join(f"{word:016x}" for word in struct.unpack("<4Q", raw))

    for path in folder.glob("xet/xorbs/shards/*.mdb"):
        data = path.read_bytes()
        records = [data[at : at + 48] for at in range(48, len(data) - 47, 48)]
        at = 0
        while records[at][:32] != b"\xff" * 32:
            name, flags, segments = struct.unpack_from("<32sII", records[at])
            size = sum(struct.unpack_from("<I", record, 36)[0] for record in records[at + 1 : at + 1 + segments])
            at += 1 + segments * (2 if flags & 1 << 31 else 1)
            if flags & 1 << 30:
                yield printed(records[at][:32]), printed(name), size
                at += 1


class HubStandIn:
    """The server and everything it holds. `log` is a list of (method, path, status)."""

    def __init__(self, *, xet: bool = True) -> None:
        self.repositories: dict[str, Repository] = {}
        self.small: dict[str, bytes] = {}
        self.large: dict[str, bytes] = {}
        self.received_bytes = 0  # of large files, over the LFS path
        self.faults: list[Fault] = []
        self.log: list[tuple[str, str, int]] = []
        self.token = "hf_standin_secret_token"
        self.user = "user"
        self.lock = threading.RLock()
        self._commits = 0
        self._temporary = tempfile.TemporaryDirectory(prefix="hub-stand-in-")
        self.xet_folder = Path(self._temporary.name) if xet else None
        handler = type("BoundHandler", (_Handler,), {"hub": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> HubStandIn:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._temporary.cleanup()

    # -- looking, for tests -------------------------------------------------------------------------------------------

    def paths(self, repo: str, revision: str = "main") -> list[str]:
        return sorted(self.tree(repo, revision))

    def content(self, repo: str, path: str, revision: str = "main") -> bytes:
        return self.bytes_of(self.tree(repo, revision)[path])

    def commits(self, repo: str) -> list[str]:
        """The titles of the commits of main, last first."""
        repository = self.repositories[repo]
        out, sha = [], repository.refs.get("main")
        while sha:
            out.append(repository.commits[sha]["title"])
            sha = repository.commits[sha]["parent"]
        return out

    def requests(self, method: str, pattern: str) -> list[tuple[str, str, int]]:
        return [entry for entry in self.log if entry[0] == method and re.search(pattern, entry[1])]

    def stored_bytes(self) -> int:
        """Bytes of large files as they are stored: chunks of the Xet client, or whole files over LFS."""
        if self.xet_folder is None:
            return self.received_bytes
        # Only the chunks: the client's index and its caches lie beside them, and shrink and grow as they like.
        chunks = (path for path in self.xet_folder.glob("xet/xorbs/xorbs/*") if path.suffix != ".tagset")
        return sum(path.stat().st_size for path in chunks)

    # -- the store ----------------------------------------------------------------------------------------------------

    def tree(self, repo: str, revision: str) -> dict[str, File]:
        files: dict[str, File] = self.repositories[repo].commits[self.resolve(repo, revision)]["tree"]
        return files

    def resolve(self, repo: str, revision: str) -> str:
        repository = self.repositories[repo]
        sha = (
            repository.refs.get(revision) or repository.tags.get(revision) or (revision if revision in repository.commits else "")
        )
        if not sha:
            raise RefusedError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return sha

    def commit(self, repo: str, ref: str, title: str, changes: dict[str, File | None]) -> str:
        """A commit on `ref`; a change to None deletes."""
        repository = self.repositories[repo]
        parent = repository.refs.get(ref)
        tree = dict(repository.commits[parent]["tree"]) if parent else {}
        for path, file in changes.items():
            if file is None:
                tree.pop(path, None)
            else:
                tree[path] = file
        self._commits += 1
        sha = hashlib.sha1(f"{parent} {title} {self._commits}".encode()).hexdigest()
        repository.commits[sha] = {"tree": tree, "parent": parent, "title": title}
        repository.refs[ref] = sha
        return sha

    def small_file(self, data: bytes) -> File:
        oid = git_oid(data)
        self.small[oid] = data
        return File(oid, len(data))

    def large_file(self, sha256: str) -> File:
        """A large file that was uploaded before, over LFS or Xet."""
        pointer = git_oid(f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\n".encode())
        if sha256 in self.large:
            return File(pointer, len(self.large[sha256]), sha256)
        for known, name, size in xet_files(self.xet_folder) if self.xet_folder else ():
            if known == sha256:
                return File(pointer, size, sha256, name)
        raise RefusedError(400, f"LFS pointer pointed to a file that does not exist: {sha256}")

    def bytes_of(self, file: File) -> bytes:
        if not file.sha256:
            return self.small[file.oid]
        if file.sha256 not in self.large:
            import hf_xet

            with tempfile.TemporaryDirectory() as folder:
                target = Path(folder) / "file"
                group = hf_xet.XetSession().new_file_download_group(
                    endpoint=f"local://{self.xet_folder}", token="t", token_expiry_unix_secs=int(time.time()) + 999
                )
                with group:
                    group.start_download_file(hf_xet.XetFileInfo(file.xet, file.size), str(target))
                data = target.read_bytes()
            if hashlib.sha256(data).hexdigest() != file.sha256:
                raise RefusedError(500, "the chunks give another file")
            self.large[file.sha256] = data
        return self.large[file.sha256]


Route = tuple[str, "re.Pattern[str]", Callable[..., Answer]]
ROUTES: list[Route] = []
REPO = r"(?P<repo>[\w.-]+/[\w.-]+?)"
API = rf"/api/datasets/{REPO}"


def route(method: str, pattern: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    def add(function: Callable[..., Answer]) -> Callable[..., Answer]:
        ROUTES.append((method, re.compile(pattern), function))
        return function

    return add


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: HubStandIn

    def log_message(self, *args: Any) -> None:
        """Quiet: the log of the stand-in is a list."""

    def _read(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        out = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            out += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return out

    def answer(self) -> None:
        parts = urlsplit(self.path)
        self.query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.data = self._read()
        try:
            with self.hub.lock:
                if self._faulty(unquote(parts.path)):
                    return
                answer = self._routed(parts.path)
        except RefusedError as error:
            headers = {**error.headers, "X-Error-Message": str(error), **({"X-Error-Code": error.code} if error.code else {})}
            answer = Answer(error.body, error.status, headers)
        self.hub.log.append((self.command, self.path, answer.status))
        self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 (names of the standard library)

    def _faulty(self, path: str) -> bool:
        """Raise a fault that fits, or drop the connection and say True."""
        for fault in self.hub.faults:
            if fault.times and fault.method == self.command and re.search(fault.pattern, path):
                fault.times -= 1
                if fault.drop:
                    self.hub.log.append((self.command, self.path, 0))
                    self.close_connection = True
                    self.connection.close()
                    return True
                raise RefusedError(fault.status, "injected", headers=fault.headers)
        return False

    def _routed(self, path: str) -> Answer:
        for method, pattern, function in ROUTES:
            match = pattern.fullmatch(path)
            if match and method == ("GET" if self.command == "HEAD" else self.command):
                groups = {key: unquote(value) if value is not None else None for key, value in match.groupdict().items()}
                if "repo" in groups:
                    self._demand_repository(str(groups["repo"]))
                return function(self, **groups)
        raise RefusedError(404, f"no route for {self.command} {path}")

    def _send(self, answer: Answer) -> None:
        raw = isinstance(answer.body, bytes)
        data = answer.body if raw else b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        headers = {"Content-Length": str(len(data)), **({} if raw else {"Content-Type": "application/json"}), **answer.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def who(self) -> str:
        """The user of the token. Raises 401 without one."""
        if self.headers.get("Authorization", "") != f"Bearer {self.hub.token}":
            raise RefusedError(401, "Invalid username or password.")
        return self.hub.user

    def may_write(self, owner: str) -> None:
        if self.who() != owner:
            raise RefusedError(403, f"You don't have the rights to write in the namespace {owner}")

    def _demand_repository(self, repo: str) -> None:
        found = self.hub.repositories.get(repo)
        if found is None or (found.private and self.headers.get("Authorization") != f"Bearer {self.hub.token}"):
            raise RefusedError(401, "Repository not found", "RepoNotFound")
        if self.command == "POST" and "paths-info" not in self.path:
            self.may_write(repo.split("/", maxsplit=1)[0])

    def json(self) -> Any:
        return json.loads(self.data or b"{}")


# -- routes ------------------------------------------------------------------------------------------------------------


@route("GET", r"/api/whoami-v2")
def _whoami(ask: _Handler) -> Answer:
    return Answer({"type": "user", "name": ask.who(), "fullname": ask.who(), "orgs": [], "auth": {"type": "access_token"}})


@route("POST", r"/api/repos/create")
def _create(ask: _Handler) -> Answer:
    body = ask.json()
    owner = body.get("organization") or ask.who()
    ask.may_write(owner)
    repo = f"{owner}/{body['name']}"
    url = f"{ask.hub.url}/datasets/{repo}"
    if repo in ask.hub.repositories:
        raise RefusedError(409, "You already created this dataset repo", body={"error": "exists", "url": url})
    ask.hub.repositories[repo] = Repository(body.get("visibility") == "private")
    ask.hub.commit(repo, "main", "initial commit", {".gitattributes": ask.hub.small_file(b"*.parquet filter=lfs\n")})
    return Answer({"url": url, "name": repo, "id": "0" * 24})


@route("POST", r"/api/validate-yaml")
def _validate(ask: _Handler) -> Answer:
    import yaml

    match = re.match(r"---\n(.*?)\n---", ask.json()["content"], re.S)
    try:
        yaml.safe_load(match[1] if match else "")
    except yaml.YAMLError as error:
        return Answer({"errors": [{"message": str(error)}], "warnings": []}, 400)
    return Answer({"errors": [], "warnings": [] if match else [{"message": "empty or missing yaml metadata"}]})


@route("POST", API + r"/preupload/(?P<rev>[^/]+)")
def _preupload(ask: _Handler, repo: str, rev: str) -> Answer:
    tree = ask.hub.tree(repo, rev)
    out = []
    for one in ask.json()["files"]:
        name = one["path"].rsplit("/", 1)[-1]
        large = one["size"] > LARGE_BYTES or any(fnmatch.fnmatch(name, pattern) for pattern in LARGE)
        large = (large or b"\0" in base64.b64decode(one["sample"])) and one["size"] > 0
        known = tree.get(one["path"])
        oid = (known.sha256 or known.oid) if known else None
        mode = "lfs" if large else "regular"
        out.append({"path": one["path"], "uploadMode": mode, "shouldIgnore": False, "oid": oid})
    return Answer({"files": out, "commitOid": ask.hub.resolve(repo, rev)})


@route("POST", rf"/datasets/{REPO}\.git/info/lfs/objects/batch")
def _lfs_batch(ask: _Handler, repo: str) -> Answer:
    objects = []
    for one in ask.json()["objects"]:
        entry = {"oid": one["oid"], "size": one["size"], "authenticated": True}
        if one["oid"] not in ask.hub.large:
            href = f"{ask.hub.url}/lfs/{one['oid']}"
            entry["actions"] = {"upload": {"href": href, "header": {}}, "verify": {"href": f"{href}/verify", "header": {}}}
        objects.append(entry)
    return Answer({"transfer": "basic", "objects": objects})


@route("PUT", r"/lfs/(?P<oid>[0-9a-f]{64})")
def _lfs_put(ask: _Handler, oid: str) -> Answer:
    if hashlib.sha256(ask.data).hexdigest() != oid:
        raise RefusedError(400, "sha256 mismatch")
    ask.hub.large[oid] = ask.data
    ask.hub.received_bytes += len(ask.data)
    return Answer(b"", headers={"ETag": f'"{oid[:32]}"'})


@route("POST", r"/lfs/(?P<oid>[0-9a-f]{64})/verify")
def _lfs_verify(ask: _Handler, oid: str) -> Answer:
    if len(ask.hub.large.get(oid, b"")) != ask.json()["size"]:
        raise RefusedError(404, "object missing")
    return Answer({})


@route("GET", API + r"/xet-(?P<mode>read|write)-token/(?P<rev>[^/]+)")
def _xet_token(ask: _Handler, repo: str, mode: str, rev: str) -> Answer:
    if ask.hub.xet_folder is None:
        raise RefusedError(404, "xet is not enabled")
    if mode == "write":
        ask.may_write(repo.split("/", maxsplit=1)[0])
    url, until = f"local://{ask.hub.xet_folder}", int(time.time()) + 3600
    headers = {"X-Xet-Cas-Url": url, "X-Xet-Access-Token": "xet", "X-Xet-Token-Expiration": str(until)}
    return Answer({"accessToken": "xet", "exp": until, "casUrl": url}, headers=headers)


@route("POST", API + r"/commit/(?P<rev>[^/]+)")
def _commit(ask: _Handler, repo: str, rev: str) -> Answer:
    hub, changes, head = ask.hub, {}, {}
    for line in ask.data.split(b"\n"):
        if not line:
            continue
        entry = json.loads(line)
        key, value = entry["key"], entry["value"]
        if key == "header":
            head = value
        elif key == "file":
            changes[value["path"]] = hub.small_file(base64.b64decode(value["content"]))
        elif key == "lfsFile":
            changes[value["path"]] = hub.large_file(value["oid"])
        elif key == "deletedFile":
            changes[value["path"]] = None
        elif key == "deletedFolder":
            changes |= dict.fromkeys(p for p in hub.tree(repo, rev) if p.startswith(value["path"].rstrip("/") + "/"))
    if head.get("parentCommit") and not hub.resolve(repo, rev).startswith(head["parentCommit"]):
        raise RefusedError(412, "A commit has happened since. Please refresh and try again.")
    extra = {}
    if ask.query.get("create_pr"):
        number = _open_discussion(hub, repo, head.get("summary", ""))
        rev = f"refs/pr/{number}"
        extra = {"pullRequestUrl": f"{hub.url}/datasets/{repo}/discussions/{number}"}
    sha = hub.commit(repo, rev, head.get("summary", ""), changes)
    return Answer({"success": True, "commitOid": sha, "commitUrl": f"{hub.url}/datasets/{repo}/commit/{sha}", **extra})


def _open_discussion(hub: HubStandIn, repo: str, title: str) -> int:
    repository = hub.repositories[repo]
    number = len(repository.discussions) + 1
    repository.discussions[number] = {"title": title, "status": "draft"}
    repository.refs[f"refs/pr/{number}"] = repository.refs["main"]
    return number


@route("POST", API + r"/discussions")
def _discuss(ask: _Handler, repo: str) -> Answer:
    number = _open_discussion(ask.hub, repo, ask.json()["title"])
    return Answer({"num": number, "url": f"{ask.hub.url}/datasets/{repo}/discussions/{number}"})


@route("GET", API + r"/discussions/(?P<number>\d+)")
def _discussion(ask: _Handler, repo: str, number: str) -> Answer:
    found = ask.hub.repositories[repo].discussions[int(number)]
    return Answer({
        "num": int(number), "title": found["title"], "status": found["status"], "author": {"name": ask.hub.user},
        "isPullRequest": True, "createdAt": WHEN, "events": [], "repo": {"name": repo, "type": "dataset"},
        "filesWithConflicts": [], "changes": {"base": "refs/heads/main"}, "diffUrl": None,
    })  # fmt: skip


def _event(status: str) -> dict[str, Any]:
    return {"id": "0" * 24, "type": "status-change", "createdAt": WHEN, "author": {"name": "user"}, "data": {"status": status}}


@route("POST", API + r"/discussions/(?P<number>\d+)/status")
def _status(ask: _Handler, repo: str, number: str) -> Answer:
    ask.hub.repositories[repo].discussions[int(number)]["status"] = ask.json()["status"]
    return Answer({"newStatus": _event(ask.json()["status"])})


@route("POST", API + r"/discussions/(?P<number>\d+)/merge")
def _merge(ask: _Handler, repo: str, number: str) -> Answer:
    repository = ask.hub.repositories[repo]
    found = repository.discussions[int(number)]
    if found["status"] != "open":
        raise RefusedError(403, f"a pull request that is {found['status']} cannot be merged")
    theirs = repository.commits[repository.refs[f"refs/pr/{number}"]]["tree"]
    gone: dict[str, File | None] = dict.fromkeys(set(ask.hub.tree(repo, "main")) - set(theirs))
    ask.hub.commit(repo, "main", found["title"], {**gone, **theirs})
    found["status"] = "merged"
    return Answer({"newEvent": _event("merged")})


@route("GET", API + r"(?:/revision/(?P<rev>[^/]+))?")
def _info(ask: _Handler, repo: str, rev: str | None) -> Answer:
    sha = ask.hub.resolve(repo, rev or "main")
    files = [{"rfilename": path} for path in ask.hub.paths(repo, sha)]
    private = ask.hub.repositories[repo].private
    return Answer({
        "_id": "0" * 24, "id": repo, "author": repo.partition("/")[0], "sha": sha, "lastModified": WHEN,
        "createdAt": WHEN, "private": private, "gated": False, "disabled": False, "downloads": 0, "likes": 0, "tags": [],
        "siblings": files,
    })  # fmt: skip


def _entry(path: str, file: File) -> dict[str, Any]:
    large = {"lfs": {"oid": file.sha256, "size": file.size, "pointerSize": 130}} if file.sha256 else {}
    return {
        "type": "file",
        "oid": file.oid,
        "size": file.size,
        "path": path,
        **large,
        **({"xetHash": file.xet} if file.xet else {}),
    }


def _folder(path: str) -> dict[str, Any]:
    return {"type": "directory", "oid": hashlib.sha1(path.encode()).hexdigest(), "size": 0, "path": path}


@route("GET", API + r"/tree/(?P<rev>[^/]+)(?:/(?P<below>.*))?")
def _tree(ask: _Handler, repo: str, rev: str, below: str | None) -> Answer:
    start = f"{below.strip('/')}/" if below and below.strip("/") else ""
    files = {path: file for path, file in sorted(ask.hub.tree(repo, rev).items()) if path.startswith(start)}
    if start and not files:
        raise RefusedError(404, f"{below} does not exist on {rev}", "EntryNotFound")
    deep = ask.query.get("recursive", "").lower() in ("1", "true")
    out: dict[str, dict[str, Any]] = {}
    for path, file in files.items():
        parts = path.removeprefix(start).split("/")
        for n in range(1, len(parts) if deep else min(len(parts), 2)):
            folder = start + "/".join(parts[:n])
            out.setdefault(folder, _folder(folder))
        if deep or len(parts) == 1:
            out[path] = _entry(path, file)
    return Answer(list(out.values()))


@route("POST", API + r"/paths-info/(?P<rev>[^/]+)")
def _paths_info(ask: _Handler, repo: str, rev: str) -> Answer:
    body = ask.json() if ask.data[:1] == b"{" else parse_qs(ask.data.decode())
    tree = ask.hub.tree(repo, rev)
    out = []
    for path in [body["paths"]] if isinstance(body["paths"], str) else body["paths"]:
        path = path.strip("/")
        if path in tree:
            out.append(_entry(path, tree[path]))
        elif any(other.startswith(f"{path}/") for other in tree):
            out.append(_folder(path))
    return Answer(out)


@route("POST", API + r"/branch/(?P<name>[^/]+)")
def _branch(ask: _Handler, repo: str, name: str) -> Answer:
    refs = ask.hub.repositories[repo].refs
    if name in refs:
        raise RefusedError(409, "Reference already exists")
    refs[name] = ask.hub.resolve(repo, ask.json().get("startingPoint") or "main")
    return Answer({})


@route("POST", API + r"/tag/(?P<rev>[^/]+)")
def _tag(ask: _Handler, repo: str, rev: str) -> Answer:
    tags = ask.hub.repositories[repo].tags
    if ask.json()["tag"] in tags:
        raise RefusedError(409, "Reference already exists")
    tags[ask.json()["tag"]] = ask.hub.resolve(repo, rev)
    return Answer({})


@route("GET", API + r"/refs")
def _refs(ask: _Handler, repo: str) -> Answer:
    found = ask.hub.repositories[repo]
    branches = [{"name": k, "ref": f"refs/heads/{k}", "targetCommit": v} for k, v in found.refs.items() if "/" not in k]
    tags = [{"name": k, "ref": f"refs/tags/{k}", "targetCommit": v} for k, v in found.tags.items()]
    return Answer({"branches": branches, "tags": tags, "converts": [], "pullRequests": []})


@route("GET", rf"/datasets/{REPO}/resolve/(?P<rev>[^/]+)/(?P<path>.+)")
def _resolve(ask: _Handler, repo: str, rev: str, path: str) -> Answer:
    sha = ask.hub.resolve(repo, rev)
    file = ask.hub.tree(repo, sha).get(path)
    if file is None:
        raise RefusedError(404, "Entry not found", "EntryNotFound", headers={"X-Repo-Commit": sha})
    tag = file.sha256 or file.oid
    headers = {"X-Repo-Commit": sha, "ETag": f'"{tag}"', "Accept-Ranges": "bytes", "Content-Type": "application/octet-stream"}
    if file.sha256:
        headers |= {"X-Linked-ETag": f'"{tag}"', "X-Linked-Size": str(file.size)}
    if file.xet:
        link = f"{ask.hub.url}/api/datasets/{repo}/xet-read-token/{sha}"
        headers |= {"X-Xet-Hash": file.xet, "Link": f'<{link}>; rel="xet-auth"'}
    if ask.command == "HEAD":
        return Answer(b"", headers={**headers, "Content-Length": str(file.size)})
    data = ask.hub.bytes_of(file)
    wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", ask.headers.get("Range") or "")
    if wanted is None:
        return Answer(data, headers=headers)
    first, last = int(wanted[1]), min(int(wanted[2] or len(data) - 1), len(data) - 1)
    if first >= len(data):
        raise RefusedError(416, "range")
    return Answer(data[first : last + 1], 206, {**headers, "Content-Range": f"bytes {first}-{last}/{len(data)}"})
