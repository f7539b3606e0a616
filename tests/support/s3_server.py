"""An S3-compatible server on loopback (moto's, over real HTTP), which stumbles where a test tells it to.

Lives here: S3Server, Fault, and the log of requests. Never here: a claim of how S3 behaves; that is moto's.

    with S3Server() as server:                      # the environment of this process and its children leads to it
        server.put("bucket/a.txt", b"...")
        server.faults.append(Fault("PUT", r"\\.json$", "lost"))

Kinds of faults: "500", "503" (the request is not carried out), "reset" (nor is this one; the connection ends), "lost" (it is
carried out, and the connection ends before the answer), "slow" (half a second), "short" (a GET whose body lacks its second half,
with headers that agree with it), "cut" (the same with headers that promise all of it).
"""

from __future__ import annotations

import contextlib
import http.client
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest

from corpuskit.formats import store

KEYS = {"AWS_ACCESS_KEY_ID": "loopback", "AWS_SECRET_ACCESS_KEY": "loopback", "AWS_DEFAULT_REGION": "us-east-1"}
SIGNED = {  # a form that the server accepts; it proves nothing
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    "Authorization": "AWS4-HMAC-SHA256 Credential=loopback/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
}
SLOW_SECONDS = 0.5


@dataclass
class Fault:
    """What happens to the next `times` requests of a method whose path and query fit."""

    method: str
    path: str
    kind: str
    times: int = 1
    every: int = 1  # only each so many-th request that fits
    _seen: int = 0

    def strikes(self, method: str, path: str) -> bool:
        if self.times <= 0 or method != self.method or not re.search(self.path, path):
            return False
        self._seen += 1
        if self._seen % self.every:
            return False
        self.times -= 1
        return True

    @property
    def struck(self) -> bool:
        return self._seen >= self.every


@dataclass
class S3Server:
    """The server while the block runs. Buckets are made as they are named."""

    faults: list[Fault] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)  # (method, path?query)
    conditions: bool = True  # False: one that writes whatever it was told about what stands there

    def __enter__(self) -> S3Server:
        from moto.server import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
        from werkzeug.serving import make_server

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._app: Any = DomainDispatcherApplication(create_backend_app)
        self._lock = threading.Lock()
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True, request_handler=MotoRequestHandler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self._environment = mock.patch.dict(
            os.environ, {**KEYS, "AWS_ENDPOINT_URL": self.url, "AWS_EC2_METADATA_DISABLED": "true"}
        )
        self._environment.start()
        self._forget_clients()
        self._reset()
        return self

    def __exit__(self, *_: object) -> None:
        self._reset()
        self._environment.stop()
        self._forget_clients()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def put(self, name: str, data: bytes) -> None:
        """Write an object, "bucket/key"; its bucket is made where there is none."""
        bucket, _, key = name.partition("/")
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self._server.server_port)) as line:
            for path, body in ((bucket, b""), (f"{bucket}/{quote(key)}", data)):
                line.request("PUT", f"/{path}", body, SIGNED)
                answer = line.getresponse()
                assert answer.status in (200, 409), (answer.status, answer.read())
                answer.read()

    def put_folder(self, folder: Path, name: str) -> None:
        """Write every file below a folder."""
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            self.put(f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes())

    def get(self, name: str) -> bytes:
        return bytes(self._client.cat_file(name))

    def names(self, name: str) -> list[str]:
        """The keys below "bucket/folder", from there on."""
        return [one.removeprefix(f"{name}/") for one in self._client.find(name)]

    def remove(self, name: str) -> None:
        self._client.rm_file(name)

    def folder(self, name: str) -> dict[str, bytes]:
        return {one: self.get(f"{name}/{one}") for one in self.names(name)}

    @property
    def _client(self) -> Any:
        import fsspec

        return fsspec.filesystem("s3", use_listings_cache=False)

    @staticmethod
    def _forget_clients() -> None:
        """Clients are held per process, with the address that they had at first."""
        from s3fs import S3FileSystem

        S3FileSystem.clear_instance_cache()
        store._store.cache_clear()

    @staticmethod
    def _reset() -> None:
        from moto.backends import get_backend

        for account in list(get_backend("s3")):
            get_backend("s3")[account]["aws"].reset()

    def _serve(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        path = environ.get("RAW_URI") or environ["PATH_INFO"]
        with self._lock:
            self.log.append((method, path))
            fault = next((one for one in self.faults if one.strikes(method, path)), None)
        if not self.conditions:
            for name in [one for one in environ if one.upper().replace("-", "_") == "HTTP_IF_NONE_MATCH"]:
                del environ[name]
        kind = fault.kind if fault is not None else ""
        if kind == "slow":
            time.sleep(SLOW_SECONDS)
        elif kind in ("500", "503"):
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start(f"{kind} Stumbled", [("Content-Length", "0")])
            return [b""]
        elif kind == "reset":
            return self._end(environ)
        if kind not in ("lost", "short", "cut"):
            return list(self._app(environ, start))
        told: list[Any] = []
        body = b"".join(self._app(environ, lambda *said: told.extend(said[:2])))
        if kind == "lost":
            return self._end(environ)
        half = body[: len(body) // 2]
        length = len(half) if kind == "short" else len(body)
        headers = [(name, value) for name, value in told[1] if name.lower() not in ("content-length", "content-range")]
        start(told[0], [one for one in headers if "checksum" not in one[0].lower()] + [("Content-Length", str(length))])
        return [half]

    @staticmethod
    def _end(environ: dict[str, Any]) -> Iterator[bytes]:
        """End the connection without a word."""
        with contextlib.suppress(OSError):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError("a fault of the test")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    """A server for one test, with short waits between tries; without the client or the server's package the test is skipped."""
    pytest.importorskip("s3fs", reason="the extra `s3` is not installed")
    pytest.importorskip("moto", reason="moto, an S3 server for tests, is not installed")
    monkeypatch.setattr(store, "WAITS_SECONDS", (0.01, 0.02, 0.05, 0.1, 0.2))
    with S3Server() as running:
        yield running
