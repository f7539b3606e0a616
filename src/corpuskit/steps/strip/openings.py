"""Does a sentence begin here, or does it go on behind its subject? The odds, by the first two characters.

What lives here: opening_odds(), features(), the digest of the weights. What never does: learning them (scripts/openings), what
follows from the answer (amid.py).

How it works: behind a full stop stand other characters (但是, 这件, 村里) than behind a subject (的, 说道, 把, 不). A sum of
learned weights is the log of the odds that a sentence begins.

Weak: sentences without a subject begin as others go on; nouns that go with a name (the name's members, its building).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from corpuskit.rulebook.stored import stored_text

__all__ = ["features", "opening_odds", "openings_digest"]


@dataclass(frozen=True)
class _Model:
    weights: dict[str, float]
    bias: float
    digest: str


def features(said: str) -> tuple[str, ...]:
    """What is known of the beginning of a text: its first character, its first two, its second."""
    return said[:1], said[:2], "-" + said[1:2]


@cache
def _model() -> _Model:
    text = stored_text("openings.json")
    data = json.loads(text)
    step = float(data["step"])
    weights = {name: int(weight) * step for weight, names in data["weights"].items() for name in names.split()}
    return _Model(weights, float(data["bias"]), blake2b(text.encode("utf-8"), digest_size=16).hexdigest())


def openings_digest() -> str:
    """BLAKE2b of the weights, for recipe.lock.toml."""
    return _model().digest


def opening_odds(said: str) -> float:
    """The natural log of the odds that a sentence begins with a folded text; 0.0 for characters that nothing is known of."""
    model = _model()
    known = [model.weights[name] for name in features(said) if name in model.weights]
    return model.bias + sum(known) if known else 0.0
