"""The files of the rulebook as they are stored: text, bytes, learned models.

What lives here: stored_text(), stored_bytes(), stored_model(). What never does: what is in them (the modules that own a file),
remembering (their owners do, in the form they need).
"""

from __future__ import annotations

import json
from hashlib import blake2b
from importlib.resources import files
from typing import Any

__all__ = ["stored_bytes", "stored_digest", "stored_model", "stored_text"]

DIGEST_BYTES = 16


def stored_bytes(name: str) -> bytes:
    """A file of the rulebook; `name` may hold folders ("opencc/STPhrases.txt")."""
    return files("corpuskit.rulebook").joinpath(*name.split("/")).read_bytes()


def stored_text(name: str) -> str:
    return files("corpuskit.rulebook").joinpath(*name.split("/")).read_text(encoding="utf-8")


def stored_digest(data: bytes) -> str:
    """What recipe.lock.toml says of a file."""
    return blake2b(data, digest_size=DIGEST_BYTES).hexdigest()


def stored_model(name: str) -> tuple[Any, str]:
    """What a JSON file with learned weights holds, and its digest."""
    data = stored_bytes(name)
    return json.loads(data), stored_digest(data)
