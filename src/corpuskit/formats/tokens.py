"""How many tokens a text has, by a tokenizer that the user has.

What lives here: TokenCounter and token_counter(), which finds one by name. What never does: the network; a tokenizer that is not
on this machine is not fetched.

A name is a file tokenizer.json (or a folder that holds one), the id of a repository whose tokenizer.json the Hub client has in
its cache. Special tokens are not counted. What decided the counts is recorded as a digest, never as a path.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from corpuskit.errors import UsageError

__all__ = ["TOKENS", "TokenCounter", "token_counter"]

TOKENS = "tokens"  # the name of the column
BATCH_CHARS = 200_000  # encoded at a time: what a tokenizer makes of a text takes a hundred times its memory
FILE = "tokenizer.json"


@dataclass(frozen=True)
class TokenCounter:
    """A tokenizer by its name and a digest of what it is."""

    name: str
    sha256: str
    encode: Callable[[Sequence[str]], Sequence[int]]

    def count(self, texts: Sequence[str | None]) -> list[int]:
        """The number of tokens of each text; none for no text."""
        out: list[int] = []
        held: list[str] = []
        size = 0
        for text in texts:
            held.append(text or "")
            size += len(held[-1])
            if size >= BATCH_CHARS:
                out += self.encode(held)
                held, size = [], 0
        return out + list(self.encode(held) if held else ())


def token_counter(name: str | None) -> TokenCounter | None:
    """The counter of a name, or None for no name. Raises UsageError when there is no such tokenizer on this machine."""
    if not name:
        return None
    path = Path(name)
    if path.is_dir():
        path = path / FILE
    if path.suffix == ".json" or path.exists():
        if not path.is_file():
            raise UsageError(f"--tokens: there is no {path}", hint=f"give a file {FILE}, or a folder that holds one")
        return _from_file(path, path.parent.name if path.name == FILE else path.stem)
    return _from_file(_cached(name), name)


def _cached(name: str) -> Path:
    hub = import_module("huggingface_hub")
    try:
        return Path(hub.hf_hub_download(name, FILE, local_files_only=True))
    except Exception as error:  # a wrong name and a file that is not there are of many kinds
        raise UsageError(
            f"--tokens {name!r}: there is no such tokenizer on this machine", hint=f"fetch it first: hf download {name} {FILE}"
        ) from error


def _from_file(path: Path, name: str) -> TokenCounter:
    try:
        library: Any = import_module("tokenizers")
    except ImportError:
        raise UsageError(
            "--tokens needs the package tokenizers", hint="pip install tokenizers, or install corpuskit with its extra `tokens`"
        ) from None
    try:
        data = path.read_bytes()
        made = library.Tokenizer.from_str(data.decode("utf-8"))
    except Exception as error:  # the library raises a bare Exception for a file that it cannot read
        raise UsageError(f"--tokens: {path.name} is no tokenizer: {error}", hint=f"give a file {FILE}") from None
    made.no_truncation()
    made.no_padding()

    def encode(texts: Sequence[str]) -> list[int]:
        return [len(one.ids) for one in made.encode_batch_fast(list(texts), add_special_tokens=False)]

    return TokenCounter(name, sha256(data).hexdigest(), encode)
