"""From what was typed to the files to read, in an order that depends on their names alone.

What lives here: list_inputs(). What never does: opening a file, except for spooling standard input; what is no input (apart.py).

Folders are walked without following a link out of the tree or round in a circle. In folders, hidden names and
settings files (see NOT_DOCUMENTS) are no documents; name such a file itself to have it read. Names that are not Unicode are
kept for opening and escaped (\\xff) for everything else.
"""

from __future__ import annotations

import glob
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from corpuskit.errors import OutputError
from corpuskit.formats.readers.apart import Apart, is_dataset
from corpuskit.formats.readers.hub import hub_files, is_hub
from corpuskit.formats.readers.naming import Found, Root, named
from corpuskit.formats.readers.stored import stored_files
from corpuskit.formats.readers.types import NOT_DOCUMENTS, InputFile, Kind, Problem, escaped, kind_of
from corpuskit.formats.store import is_stored, local_path

__all__ = ["escaped", "list_inputs"]

_MAGIC = ((b"\x1f\x8b", ".gz"), (b"BZh", ".bz2"), (b"\xfd7zXZ", ".xz"), (b"\x28\xb5\x2f\xfd", ".zst"))


def list_inputs(
    paths: Iterable[str | os.PathLike[str]],
    *,
    stdin: BinaryIO | None = None,
    spool: Path | None = None,
    outputs: Iterable[str | None] = (),
) -> tuple[list[InputFile], list[Problem]]:
    """(files sorted by relative path, problems) of files, folders, globs and "-"; the same for any order of `paths`.

    Relative paths count from the folder given, or from the fixed part of a glob; a file given by itself is its name. Where two
    roots hold the same relative path, both get their root's name in front (naming.py). "-" copies `stdin` to a file in `spool`.
    Of a folder that corpuskit built, only the documents are inputs, where the folder itself is given; met inside another folder
    it is left out, as are the folders `outputs`, which results go to: a Problem says so. hf://USER/NAME is a dataset of the Hub;
    s3://BUCKET/FOLDER is read in its store (stored.py), the addresses that begin with file: here.
    """
    found: list[Found] = []
    problems: set[Problem] = set()
    apart = Apart(outputs)
    spooled = False
    for number, given in enumerate(paths):
        if given == "-" and spooled:
            continue  # it can be read once
        spooled = spooled or given == "-"
        for root, item in _expand(os.fspath(given), stdin, spool, apart):
            if isinstance(item, Problem):
                problems.add(item)
            else:
                found.append(Found(root, _real(item.path), replace(item, root=number)))
    return named(found), sorted(problems, key=lambda p: (p.path, p.what))


def _real(path: str) -> str:
    """Where a file lies, whatever links lead to its folder; a link itself is a file of its own."""
    if is_stored(path):
        return path
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118


def _root(folder: str) -> Root:
    """The root that the files below a folder have."""
    whole = os.path.abspath(folder or ".")  # noqa: PTH100 (resolve() would follow the link)
    return Root(escaped(os.path.basename(whole)) or "root", os.path.realpath(whole))  # noqa: PTH119


def _expand(typed: str, stdin: BinaryIO | None, spool: Path | None, apart: Apart) -> Iterator[tuple[Root, InputFile | Problem]]:
    """(root, file or problem) for one argument."""
    typed = local_path(typed)
    shown = escaped(typed)
    if not typed.strip():
        yield _root(""), Problem(repr(typed), "names no file", "give a path; a variable of the shell may be empty")
    elif typed == "-":
        yield Root("stdin", typed), _spooled(stdin, spool)
    elif is_hub(typed):
        root = Root(typed.rpartition("/")[2], typed)
        for found in hub_files(typed):
            yield root, found if isinstance(found, Problem) else _file(found[0], found[1], f"{typed}/{found[1]}")
    elif is_stored(typed):
        yield from ((Root(root.rpartition("/")[2], root), item) for root, item in stored_files(typed))
    elif os.path.isdir(typed):  # noqa: PTH112 (names that are not Unicode)
        empty = True
        for item in _folder(typed, shown, apart):
            empty = False
            yield _root(typed), item
        if empty:
            hint = "files that are hidden or no documents by their names are read where they are given themselves"
            yield _root(typed), Problem(shown, "holds no file to read", hint)
    elif os.path.lexists(typed):
        yield _root(os.path.dirname(typed)), _file(typed, escaped(os.path.basename(typed)), shown)  # noqa: PTH119, PTH120
    elif glob.has_magic(typed):
        yield from _matches(typed, shown, apart)
    else:
        hint = "check the spelling, and from which folder you run"
        if typed.startswith("~"):
            hint = "the shell puts the home folder for ~, and not within quotes"
        yield _root(""), Problem(shown, "does not exist", hint)


def _folder(path: str, shown: str, apart: Apart) -> Iterator[InputFile | Problem]:
    """Files of a folder that was given; of a dataset of ours its documents, not its ledger and reports."""
    if not is_dataset(path):
        yield from _walk(path, shown, apart)
        return
    data = os.path.join(path, "data")  # noqa: PTH118
    yield from (_below(item, "data") for item in _walk(data, f"{shown}/data", apart))
    from corpuskit.formats.shardfile import shards_in  # brings pyarrow along

    for shard in shards_in(Path(path), "data"):
        if not shard.is_file():
            name = escaped(str(shard.relative_to(path)))
            yield Problem(f"{shown.rstrip('/')}/{name}", "is named in this dataset's manifest and is not there", "fetch it again")


def _matches(typed: str, shown: str, apart: Apart) -> Iterator[tuple[Root, InputFile | Problem]]:
    """(root, file or problem) for a pattern; names count from its fixed part."""
    matches = sorted(glob.glob(typed, recursive=True))  # noqa: PTH207 (Path.glob refuses absolute patterns)
    fixed = _fixed_part(typed)
    root = _root(fixed)
    if not matches:
        yield root, Problem(shown, "matches no file", "put quotes round it, and check the folder")
    for match in matches:
        relative = escaped(os.path.relpath(match, fixed or "."))
        is_folder = os.path.isdir(match)  # noqa: PTH112
        if "**" in typed:  # the files below a folder are matches themselves
            if not is_folder:
                yield root, apart.above(match, fixed) or _file(match, relative, escaped(match))
        elif not is_folder:
            yield root, _file(match, relative, escaped(match))
        elif (outside := apart.output(match)) is not None:
            yield root, outside
        else:
            yield from ((root, _below(item, relative)) for item in _folder(match, escaped(match), apart))


def _below(item: InputFile | Problem, folder: str) -> InputFile | Problem:
    if isinstance(item, Problem):
        return item
    return replace(item, relative=f"{folder}/{item.relative}")


def _fixed_part(pattern: str) -> str:
    parts = pattern.split("/")
    n = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    return "/".join(parts[:n]) or ("/" if pattern.startswith("/") else "")


def _walk(root: str, shown: str, apart: Apart) -> Iterator[InputFile | Problem]:
    """Files below a folder, sorted, hidden ones and folders of ours left out."""
    top = os.path.realpath(root)
    stack = [(root, "")]
    while stack:
        folder, below = stack.pop()
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208 (names that are not Unicode)
        except OSError as error:
            yield Problem(_joined(shown, below), f"cannot be read: {error.strerror}", "check its permissions")
            continue
        inside: list[tuple[str, str]] = []
        for name in names:
            if name.startswith("."):
                continue
            path, relative = os.path.join(folder, name), f"{below}/{name}" if below else name  # noqa: PTH118
            problem = _link_problem(path, top, _joined(shown, relative))
            if problem is not None:
                if problem.what:
                    yield problem
            elif os.path.isdir(path):  # noqa: PTH112
                outside = apart.met(path, _joined(shown, relative))
                if outside is None:
                    inside.append((path, relative))
                else:
                    yield outside
            elif os.path.splitext(name)[1].lower() not in NOT_DOCUMENTS:  # noqa: PTH122
                yield _file(path, escaped(relative), _joined(shown, relative))
        stack.extend(reversed(inside))


def _joined(shown: str, below: str) -> str:
    return f"{shown.rstrip('/')}/{escaped(below)}" if below else shown


def _link_problem(path: str, top: str, shown: str) -> Problem | None:
    """Why a link is not followed. A Problem without `what` means: quietly, because its files are read at their own place."""
    if not os.path.islink(path):  # noqa: PTH114
        return None
    real = os.path.realpath(path)
    if not os.path.exists(real):  # noqa: PTH110
        return Problem(shown, "is a link to nothing", "remove it, or put the file back")
    here = os.path.realpath(os.path.dirname(path))  # noqa: PTH120
    if os.path.isdir(real) and (here == real or here.startswith(real + os.sep)):  # noqa: PTH112
        return Problem(shown, "is a link to a folder that holds it (a loop); not followed", "remove the link")
    if real != top and not real.startswith(top + os.sep):
        return Problem(shown, "is a link out of the folder; not followed", "give what it points to as an input of its own")
    return Problem(shown, "") if os.path.isdir(real) else None  # noqa: PTH112


def _file(path: str, relative: str, shown: str) -> InputFile | Problem:
    try:
        about = os.stat(path)  # noqa: PTH116
    except OSError as error:
        return Problem(shown, f"cannot be read: {error.strerror}", "check the link, or its permissions")
    if not stat.S_ISREG(about.st_mode):
        return Problem(shown, "is not a regular file", "pipe it in: `corpuskit ... -`")
    if not about.st_size:
        return Problem(shown, "is empty")
    kind, compression = kind_of(relative)
    return InputFile(path, relative, about.st_size, kind, compression, about.st_mtime_ns)


def _spooled(stdin: BinaryIO | None, spool: Path | None) -> InputFile | Problem:
    """Standard input as a file, so that workers can read it; its kind is seen from its first bytes."""
    if stdin is None or spool is None:
        return Problem("-", "standard input is not available here", "give a file")
    head = stdin.read(4096)
    if not head:
        return Problem("-", "standard input is empty")
    suffix = next((name for magic, name in _MAGIC if head.startswith(magic)), "")
    kind: Kind = "text"
    if head.startswith(b"PK\x03\x04"):
        kind = "zip"
    elif head.startswith(b"PAR1"):
        kind = "parquet"
    elif head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b'{"'):
        kind = "jsonl"
    path = spool / f"stdin{suffix}"
    try:
        with path.open("wb") as file:
            file.write(head)
            shutil.copyfileobj(stdin, file)
    except OSError as error:
        said = f"standard input does not fit into {spool.parent}: {error.strerror}"
        raise OutputError(said, hint="free some space there; TMPDIR, or --work of build, names another folder") from error
    return InputFile(str(path), "stdin", path.stat().st_size, kind, kind_of(f"x{suffix}")[1])
