"""The length-keeping fold: traditional to simplified, full width to half width, one code point to one.

What lives here: the table (fold.tsv, made by scripts/tables from the OpenCC dictionaries) as a mapping for
core.text.fold(). What never does: conversion that anyone reads; this view is for matching and for duplicate keys only.

How it works: first candidate of OpenCC's TSCharacters where both sides are one code point; U+FF01..FF5E and U+3000 to
ASCII; a few variants of the same character. Case is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from types import MappingProxyType

__all__ = ["fold_digest", "fold_table"]


def _read() -> str:
    return (files("corpuskit.rulebook") / "fold.tsv").read_text(encoding="utf-8")


@cache
def fold_table() -> Mapping[int, str]:
    """Code point to the character that stands for it in a folded view; about 4,900 entries."""
    rows = (line.split("\t") for line in _read().split("\n") if line and not line.startswith("#"))
    return MappingProxyType({ord(a): b for a, b in rows})


@cache
def fold_digest() -> str:
    """BLAKE2b of the table file, for recipe.lock.toml."""
    return blake2b(_read().encode("utf-8"), digest_size=16).hexdigest()
