"""Object stores (s3://, gs://) through fsspec: the one place that talks to them.

What lives here: Store, with the few operations that stores have, tried again where a store stumbles, and one clear line where
it refuses. What never does: local paths (open() and pathlib are for these), knowing what an object holds.

How it works: an address is "scheme://bucket/key", as text. Every operation may be repeated: writing the same bytes to the same
name does no harm, and settle() lets the first writer of a name win and tells everybody what stands there, so that a writer whose
answer was lost finds its own bytes. Listings and reads are of this moment (no cache), and what came short is asked for again.

Weak: only S3 is tested against a server; gs:// has the same conditional write through its client gcsfs.
"""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import random
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import unquote, urlsplit

from corpuskit.errors import RemoteError, UsageError

__all__ = ["Entry", "Store", "is_stored", "joined", "local_path", "store_of"]

T = TypeVar("T")
CLIENTS = {  # scheme -> (package, how to get it)
    "s3": ("s3fs", "install corpuskit with its extra `s3` (pip install -e '.[s3]')"),
    "gs": ("gcsfs", "pip install gcsfs"),
}
WAITS_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)  # between the tries; the client has tried a few times in each by itself
SECOND_NS = 1_000_000_000
AT_ONCE = 8  # objects fetched together
SENT_AT_ONCE = 4  # objects sent together, each PART_BYTES by PART_BYTES, two parts of it in memory
PART_BYTES = 8 << 20
REMOVED_AT_ONCE = 1000  # what one request of S3 can take away
NO_KEYS = {"NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "TokenRetrievalError", "DefaultCredentialsError"}
REFUSED = {"PreconditionFailed", "412"}


def is_stored(path: str) -> bool:
    """Whether this is the address of something in an object store. Raises UsageError for a scheme that nobody here speaks."""
    scheme, found, _ = path.partition("://")
    if not found or not scheme.isalnum() or scheme in ("file", "hf"):
        return False
    if scheme not in CLIENTS:
        known = ", ".join(f"{one}://" for one in CLIENTS)
        raise UsageError(f"{path}: {scheme}:// is not known", hint=f"a path, file://, or one of {known}; hf:// for inputs")
    return True


def local_path(path: str) -> str:
    """The path that a file:// address names; any other path as it is."""
    if not path.startswith("file://"):
        return path
    parts = urlsplit(path, allow_fragments=False)
    if parts.netloc not in ("", "localhost") or not parts.path:
        raise UsageError(f"{path} names no file of this machine", hint="three slashes stand between file: and the first folder")
    return unquote(parts.path)


def joined(url: str, *names: str) -> str:
    """The address below another."""
    return "/".join((url.rstrip("/"), *names))


def store_of(url: str) -> Store:
    """The store of an address. Raises UsageError where its client is not installed or the address has no bucket."""
    scheme, _, rest = url.partition("://")
    if not rest.split("/", 1)[0]:
        raise UsageError(f"{url} names no bucket", hint=f"{scheme}://BUCKET/FOLDER")
    return _store(scheme)


@cache
def _store(scheme: str) -> Store:
    package, how = CLIENTS[scheme]
    if importlib.util.find_spec(package) is None:
        raise UsageError(f"{scheme}:// needs the package {package}", hint=how)
    return Store(scheme)


@dataclass(frozen=True, slots=True)
class Entry:
    """An object: its address, its size, when it changed by the store's clock.

    Stores tell whole seconds; the rest of changed_ns comes from the tag of the content, so that another content is another time.
    """

    url: str
    bytes: int
    changed_ns: int
    seconds: int


class Store:
    """The objects of one scheme. All addresses are whole ones."""

    def __init__(self, scheme: str) -> None:
        import fsspec

        self._scheme = scheme
        # Ours are the tries that count; the client's own are few and quick. Where a store is and who we are, the client finds.
        options: dict[str, Any] = {"use_listings_cache": False}
        self._parts: dict[str, Any] = {}  # how the client cuts what it sends
        if scheme == "s3":
            self._parts = {"chunksize": PART_BYTES, "max_concurrency": 2}
            retries = {"max_attempts": 3, "mode": "standard"}
            options["config_kwargs"] = {"retries": retries, "connect_timeout": 20, "read_timeout": 60}
        self._fs: Any = fsspec.filesystem(scheme, **options)

    def below(self, url: str, prefix: str = "") -> list[Entry]:
        """All objects below an address, sorted by it; with `prefix`, those whose name begins so.

        None where there are none. Raises RemoteError for a missing bucket.
        """
        start = joined(url, prefix)
        found = self._tried(url, lambda: self._fs.find(self._key(joined(url, "")), detail=True, prefix=prefix), passes=())
        entries = (self._entry(name, about) for name, about in found.items() if about.get("type") != "directory")
        return sorted((one for one in entries if one.url.startswith(start) and not one.url.endswith("/")), key=lambda e: e.url)

    def entry(self, url: str) -> Entry | None:
        """What is known of one object; None where there is none (a folder is none)."""
        try:
            about = self._tried(url, lambda: self._fs.info(self._key(url)))
        except FileNotFoundError:
            return None
        return self._entry(self._key(url), about) if about.get("type") == "file" else None

    def read(self, url: str, start: int = 0, end: int | None = None) -> bytes:
        """The bytes [start, end) of an object, all of them. Raises FileNotFoundError, PermissionError."""

        def get() -> bytes:
            data = bytes(self._fs.cat_file(self._key(url), start=start or None, end=end))
            if end is not None and len(data) != end - start:
                raise OSError(f"the answer has {len(data):,} of {end - start:,} bytes")
            return data

        return self._tried(url, get, passes=(FileNotFoundError, PermissionError))

    def write(self, url: str, data: bytes) -> None:
        """Write an object, whatever stood there."""
        self._tried(url, lambda: self._fs.pipe_file(self._key(url), data), passes=())

    def settle(self, url: str, data: bytes) -> bytes:
        """What stands at `url` from now on: `data`, or what another wrote there first. One conditional write decides."""

        def put() -> bytes | None:
            try:
                self._fs.pipe_file(self._key(url), data, mode="create")
            except FileExistsError:
                return None
            except OSError as error:
                if _code(error) in REFUSED:
                    return None
                raise
            return data

        while True:
            ours = self._tried(url, put, passes=())
            if ours is not None:
                return ours
            try:
                return self.read(url)
            except FileNotFoundError:  # taken away in between
                continue

    def send(self, pairs: Sequence[tuple[Path, str]]) -> None:
        """Copy files to addresses, several at once."""

        def one(pair: tuple[Path, str]) -> None:
            path, url = pair
            self._tried(url, lambda: self._fs.put_file(str(path), self._key(url), **self._parts), passes=())

        self._all(one, pairs, SENT_AT_ONCE)

    def fetch(self, pairs: Sequence[tuple[Entry, Path]]) -> None:
        """Copy objects to files, several at once; each is as long as its entry says. Raises FileNotFoundError."""

        def one(pair: tuple[Entry, Path]) -> None:
            entry, path = pair

            def get() -> None:
                self._fs.get_file(self._key(entry.url), str(path))
                if path.stat().st_size != entry.bytes:
                    raise OSError(f"the answer has {path.stat().st_size:,} of {entry.bytes:,} bytes")

            self._tried(entry.url, get)

        self._all(one, pairs)

    def remove(self, urls: Iterable[str]) -> None:
        """Take objects away; one that is not there is no fault."""

        def one(url: str) -> None:
            with contextlib.suppress(FileNotFoundError):
                self._tried(url, lambda: self._fs.rm_file(self._key(url)))

        def many(some: list[str]) -> None:
            self._tried(some[0], lambda: self._fs.rm([self._key(url) for url in some]), passes=())

        listed = list(urls)
        # The client takes a name with a mark of patterns for a pattern when there are many.
        alone = [url for url in listed if self._scheme != "s3" or len(listed) == 1 or glob.has_magic(url)]
        self._all(one, alone)
        together = sorted(set(listed) - set(alone))
        self._all(many, [together[n : n + REMOVED_AT_ONCE] for n in range(0, len(together), REMOVED_AT_ONCE)])

    @staticmethod
    def _all(act: Callable[[Any], None], items: Sequence[Any], at_once: int = AT_ONCE) -> None:
        with ThreadPoolExecutor(at_once) as threads:
            for _ in threads.map(act, items):
                pass

    def _key(self, url: str) -> str:
        return url.removeprefix(f"{self._scheme}://")

    def _entry(self, name: str, about: dict[str, Any]) -> Entry:
        modified = about.get("LastModified") or about.get("updated") or about.get("mtime")
        if isinstance(modified, str):
            modified = datetime.fromisoformat(modified)
        seconds = int(modified.timestamp()) if modified is not None else 0
        tag = blake2b(str(about.get("ETag") or about.get("etag")).encode(), digest_size=8).digest()
        changed_ns = seconds * SECOND_NS + int.from_bytes(tag, "big") % SECOND_NS
        return Entry(f"{self._scheme}://{name}", int(about["size"]), changed_ns, seconds)

    def _tried(self, url: str, act: Callable[[], T], passes: tuple[type[OSError], ...] = (FileNotFoundError,)) -> T:
        """The result of `act`, tried again while the store stumbles.

        passes: errors that say something of this one object, for the caller. Raises RemoteError for all others.
        """
        for wait in (*WAITS_SECONDS, None):
            try:
                return act()
            except Exception as error:  # each client has kinds of its own, for the network, the answer, the keys
                if isinstance(error, passes) and _code(error) != "NoSuchBucket":
                    raise
                if wait is None or isinstance(error, FileNotFoundError | PermissionError) or _final(error):
                    raise self._refused(url, error) from None
                time.sleep(wait * random.uniform(0.5, 1.0))
        raise AssertionError("the last try returns or raises")

    def _refused(self, url: str, error: Exception) -> RemoteError:
        """One line for people. What the client said comes without its own advice."""
        bucket = f"{self._scheme}://{self._key(url).split('/', 1)[0]}"
        said = " ".join(str(error).split())[:200] or type(error).__name__
        if isinstance(error, FileNotFoundError) or _code(error) == "NoSuchBucket":
            return RemoteError(
                f"{bucket} does not exist", hint="check the name of the bucket, and AWS_ENDPOINT_URL where it is set"
            )
        if type(error).__name__ in NO_KEYS:
            hint = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; for a public bucket FSSPEC_S3_ANON=true"
            return RemoteError(f"there are no keys for {bucket}: {said}", hint=hint if self._scheme == "s3" else "see its client")
        if isinstance(error, PermissionError):
            return RemoteError(f"{url}: access was refused: {said}", hint="check the keys, and what they may do in this bucket")
        return RemoteError(f"{url}: no good answer from the store: {said}", hint="run the same command again; it goes on")


def _final(error: Exception) -> bool:
    """Whether trying again is no use."""
    return type(error).__name__ in NO_KEYS or _code(error) in ("NoSuchBucket", "InvalidBucketName")


def _code(error: BaseException) -> str:
    """The code that an S3 answer carries, "" where there is none."""
    for one in (error, error.__cause__):
        response = getattr(one, "response", None)
        if isinstance(response, dict):
            return str(cast("dict[str, Any]", response).get("Error", {}).get("Code", ""))
    return ""
