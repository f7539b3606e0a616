"""corpuskit: messy web text in, a clean Hugging Face dataset out, and every change explained and reversible.

What lives here: the public names. What never does: computation, or an import that costs time; names are loaded when
they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpuskit.api import (
        Cleaned,
        build,
        check,
        clean,
        clean_batch,
        clean_text,
        decode,
        dedup,
        encode,
        explain,
        find_duplicates,
        inspect,
        normalise,
        push,
        recipe,
        repair,
        report,
        restore,
        rules,
        strip,
    )
    from corpuskit.core.document import Decoding, Document, Source
    from corpuskit.core.edit import Edit, Edits, Layer, Note, apply, diff, undo
    from corpuskit.core.step import Drop, Duplicate, Sketch

__version__ = "0.1.0"

_HOME = {
    "corpuskit.api": (
        "Cleaned build check clean clean_batch clean_text decode dedup encode explain find_duplicates inspect normalise push "
        "recipe repair report restore rules strip"
    ),
    "corpuskit.core.document": "Decoding Document Source",
    "corpuskit.core.edit": "Edit Edits Layer Note apply diff undo",
    "corpuskit.core.step": "Drop Duplicate Sketch",
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names.split()}

__all__ = [
    "Cleaned", "Decoding", "Document", "Drop", "Duplicate", "Edit", "Edits", "Layer", "Note", "Sketch", "Source", "__version__",
    "apply", "build", "check", "clean", "clean_batch", "clean_text", "decode", "dedup", "diff", "encode", "explain",
    "find_duplicates", "inspect", "normalise", "push", "recipe", "repair", "report", "restore", "rules", "strip", "undo",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'corpuskit' has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
