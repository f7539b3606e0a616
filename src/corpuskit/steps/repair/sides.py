"""Which script a character belongs to, and how usual a form is in a script.

What lives here: the characters of one script only, and what a form costs against the usual form of the same character (鎭 against
鎮). What never does: the script of a text (sites.py, gaps.py), conversion.

How it works: a character is of one script where sound text of the other does not use it (script/detect.py): 行 and 料 are of
both, although rarer characters simplify to them. The character model tells no forms of one character apart; the counts of
characters in sound text do.
"""

from __future__ import annotations

from functools import cache
from math import log

import numpy as np
from numpy.typing import NDArray

from corpuskit.rulebook import fold_table
from corpuskit.steps.repair.model import load

__all__ = ["SCRIPTS", "form_costs", "one_sided", "with_simpler_form"]

SCRIPTS = ("", "hans", "hant")
FORM_COST_MOST = 6.0  # natural log units; counts of rare characters tell no more


@cache
def one_sided() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of simplified script only, and of traditional script only."""
    from corpuskit.steps.script.detect import HANS, HANT, characters_of

    return frozenset(characters_of(HANS)), frozenset(characters_of(HANT))


@cache
def with_simpler_form() -> frozenset[str]:
    """Hanzi that have a simpler form, though simplified text may use them too: 於, 後, 乾."""
    return frozenset(chr(code) for code, simple in fold_table().items() if "\u3400" <= simple <= "\u9fff")


@cache
def form_costs(script: str) -> NDArray[np.float64]:
    """By code point below U+10000: how much rarer it is in a script than the most usual form of the same hanzi, natural log.

    Nothing where the script is not known.
    """
    from corpuskit.steps.decode.costs import EIGHTHS, han_costs

    out = np.zeros(0x10000)
    if not script:
        return out
    model = load()
    han = np.flatnonzero(model.han_rarity)
    classes = model.class_of[han]
    units = han_costs(script)[han].astype(np.float64)
    usual = np.full(model.n, np.inf)
    np.minimum.at(usual, classes, units)
    many = np.bincount(classes, minlength=model.n)[classes] > 1
    shared = many & (classes != model.rare_han)
    out[han[shared]] = np.minimum((units - usual[classes])[shared] * (log(2) / EIGHTHS), FORM_COST_MOST)
    return out
