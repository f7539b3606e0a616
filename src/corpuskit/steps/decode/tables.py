"""Where the table of character costs lies, and its digest.

What lives here: the path and the digest, so that a recipe can be locked without numpy. What never does: reading the costs.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

from corpuskit.rulebook.stored import stored_bytes

__all__ = ["charfreq_bytes", "charfreq_digest"]


def charfreq_bytes() -> bytes:
    """The file charfreq.npz."""
    return stored_bytes("charfreq.npz")


@cache
def charfreq_digest() -> str:
    """BLAKE2b of the file."""
    return blake2b(charfreq_bytes(), digest_size=16).hexdigest()
