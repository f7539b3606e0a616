"""Pictures without a library: rectangles and words on a canvas, written as PNG.

What lives here: Canvas. What never does: knowing what a picture shows (card_plots.py).

How it works: the canvas is an array of pixels; letters are copied from glyphs.npz (scripts/glyphs makes it) as grey values.
There is one size of letters, and what is not in the font is shown as a question mark. Rows are compressed with the standard
library.
"""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

__all__ = ["Canvas", "text_width"]

Colour = tuple[int, int, int]


@cache
def _font() -> tuple[dict[str, Any], int]:
    """(character -> grey values, height)."""
    with np.load(io.BytesIO(files("corpuskit.formats").joinpath("glyphs.npz").read_bytes())) as held:
        chars, left, pixels = held["chars"], held["left"], held["pixels"]
    found = {chr(code): pixels[:, left[n] : left[n + 1]].astype(np.float32) / 255 for n, code in enumerate(chars.tolist())}
    return found, int(pixels.shape[0])


def _letters(text: str) -> list[Any]:
    found, _ = _font()
    return [found.get(char, found["?"]) for char in text]


def text_width(text: str) -> int:
    """The width of a text in pixels."""
    return sum(int(letter.shape[1]) for letter in _letters(text))


class Canvas:
    """A picture of `width` by `height` pixels; the origin is at the top left."""

    def __init__(self, width: int, height: int, back: Colour) -> None:
        row = np.tile(np.array(back, np.uint8), width)
        self._rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row of a PNG begins with its filter: none
        self._rows[:, 1:] = row
        self._pixels = self._rows[:, 1:].reshape(height, width, 3)

    def rectangle(self, left: float, top: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle, its edges at whole pixels; anything that has a size is at least one pixel wide and high."""
        if width <= 0 or height <= 0:
            return
        x, y = round(left), round(top)
        right, bottom = max(x + 1, round(left + width)), max(y + 1, round(top + height))
        self._pixels[y:bottom, x:right] = colour

    def text(self, x: float, middle: float, text: str, colour: Colour, align: str = "left") -> None:
        """A line of text around the height `middle`; x is its left or right end, or its centre. It is cut at the edge."""
        letters = _letters(text)
        if not letters:
            return
        grey = np.hstack(letters)
        width = grey.shape[1]
        left = round(x) - (width if align == "right" else width // 2 if align == "centre" else 0)
        left = max(0, left)
        top = max(0, round(middle - grey.shape[0] / 2))
        room = self._pixels[top : top + grey.shape[0], left : left + width]
        grey = grey[: room.shape[0], : room.shape[1], None]
        room[:] = np.rint(room + grey * (np.array(colour, np.float32) - room))

    def png(self) -> bytes:
        """The picture as a PNG file."""
        height, width, _ = self._pixels.shape
        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", head), (b"IDAT", zlib.compress(self._rows.data, 3)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
