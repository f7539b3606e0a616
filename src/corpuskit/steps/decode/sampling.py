"""A sample of bytes to weigh encodings with: words that hold a byte above ASCII, from several places.

What lives here: sample. What never does: weighing (weighing.py).
"""

from __future__ import annotations

import re

__all__ = ["sample"]

SAMPLE_PLACES = 4

_HIGH = re.compile(rb"[\x80-\xff]")
_BEFORE_BYTES = 8  # of ASCII before a word: whether it is a Latin one
_BOUNDARY = re.compile(rb"[\x00-\x2f]")  # never the second byte of a character


def sample(data: bytes, limit_bytes: int) -> bytes:
    """At most about `limit_bytes` of words that hold a byte above ASCII, from several places, each from its beginning."""
    if len(data) <= limit_bytes:
        return data
    pieces: list[bytes] = []
    at, step = 0, len(data) // SAMPLE_PLACES
    for place in range(SAMPLE_PLACES):
        if at < place * step:
            boundary = _BOUNDARY.search(data, place * step)
            if boundary is None:
                break
            at = boundary.end()
        at = _gather(data, at, limit_bytes // SAMPLE_PLACES, pieces)
    return b" ".join(pieces)


def _gather(data: bytes, at: int, limit_bytes: int, pieces: list[bytes]) -> int:
    """Words from `at`, the beginning of a character, on; returns where the next character begins."""
    while limit_bytes > 0:
        # From a boundary to the first byte above ASCII every byte is a character of its own.
        high = _HIGH.search(data, at)
        if high is None:
            return len(data)
        start = max(at, high.start() - _BEFORE_BYTES)
        boundary = _BOUNDARY.search(data, high.end(), high.start() + limit_bytes)
        if boundary is None:  # a long word is cut, and where its characters begin is lost with its end
            pieces.append(data[start : high.start() + limit_bytes])
            boundary = _BOUNDARY.search(data, high.start() + limit_bytes)
            return boundary.end() if boundary else len(data)
        pieces.append(data[start : boundary.start()])
        limit_bytes -= boundary.start() - start
        at = boundary.end()
    return at
