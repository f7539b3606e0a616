"""The encodings that are weighed, what the choice of each costs, and the writings that each can hold.

What lives here: CANDIDATES and groups of their names. What never does: weighing (weighing.py), the
names that files declare (names.py).

How it works: an encoding that is met seldom costs more bits to begin with, so that a short text needs a better reason for it.
"""

from __future__ import annotations

from corpuskit.steps.decode.costs import HAN_WRITINGS, WRITINGS

__all__ = ["CANDIDATES", "LATIN_SINGLE", "MULTI", "NARROW", "SINGLE", "WIDE"]

# Encoding -> (bits that its choice costs, writings). "big5" stands for cp950 and big5hkscs until one of them is chosen.
CANDIDATES: dict[str, tuple[float, tuple[str, ...]]] = {
    "gb18030": (0, ("hans", "hant")),
    "big5": (1, ("hant",)),
    "cp932": (3, ("ja",)),
    "cp949": (3, ("ko",)),
    "euc_jp": (5, ("ja",)),
    "utf-8": (6, WRITINGS),  # broken: whole UTF-8 never comes here
    "utf-16-le": (9, HAN_WRITINGS),  # hanzi only: with any ASCII character there would be NULs
    "utf-16-be": (11, HAN_WRITINGS),
    "cp1252": (5, ("latin",)),
    "cp1251": (4, ("ru",)),
    "koi8-r": (6, ("ru",)),
    "cp866": (8, ("ru",)),
    "cp1253": (6, ("el",)),
    "cp1250": (12, ("cs", "pl", "hu")),
    "cp1254": (12, ("tr",)),
    "cp1255": (14, ("he",)),
    "cp1256": (16, ("ar",)),
    "cp874": (18, ("th",)),
    "iso8859-2": (14, ("cs", "pl", "hu")),
    "iso8859-5": (16, ("ru",)),
    "iso8859-6": (18, ("ar",)),
    "euc-tw": (12, ("hant",)),
}
WIDE = ("utf-16-le", "utf-16-be")
LATIN_SINGLE = ("cp1252", "cp1250", "cp1254", "iso8859-2")
SINGLE = (*LATIN_SINGLE, "cp1251", "koi8-r", "cp866", "cp1253", "cp1255", "cp1256", "cp874", "iso8859-5", "iso8859-6")
NARROW = tuple(name for name in CANDIDATES if name not in (*WIDE, *SINGLE, "euc-tw"))
MULTI = tuple(name for name in CANDIDATES if name not in SINGLE and name != "euc-tw")
