"""Byte streams that say when they are broken, and lines in bounded memory.

What lives here: Stream (plain or decompressed bytes), and lines_of(). What never does: knowing what the bytes mean.

How it works: the decompressors of the standard library lose what they had when a file ends too early (a buffered read
raises and drops its buffer), and zstandard's reader ends silently. So each is driven by hand: what was read stays, and
`broken` tells why there is no more. Output is bounded per step, and a file that grows beyond RATIO times its size (and
FREE_BYTES) is taken for a bomb.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

__all__ = ["Stream", "lines_of"]

BLOCK_BYTES = 1 << 20
RATIO = 250  # text compresses 3 to 10 times, logs 50; zip bombs 1,000 and more
FREE_BYTES = 256_000_000
# zstandard's decompressobj has no limit on output; a block of 128 KB can come from 4 bytes, so 1 KB gives at most 32 MB.
ZSTD_FEED_BYTES = 1024


class Stream:
    """Bytes of a file, decompressed. read(n) gives up to n bytes and b"" at the end; then look at `broken`."""

    def __init__(self, raw: BinaryIO, compression: str = "", packed_bytes: int = 0) -> None:
        self._raw = raw
        self._compression = compression
        self._allowed_bytes = max(FREE_BYTES, RATIO * packed_bytes) if packed_bytes else None
        self._held = bytearray()
        self._ended = False
        self.given_bytes = 0
        self._input = b""
        self._inside = False  # in the middle of a compressed frame
        self._machine: Any = None
        self.broken = ""

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes (all when negative); fewer only at the end."""
        if size < 0:
            parts = []
            while block := self.read(BLOCK_BYTES):
                parts.append(block)
            return b"".join(parts)
        while len(self._held) < size and not self._ended:
            self._more(size - len(self._held))
        out = bytes(self._held[:size])
        del self._held[:size]
        return out

    def readable(self) -> bool:
        return True

    def _end(self, broken: str = "") -> None:
        self._ended = True
        self.broken = self.broken or broken

    def _more(self, wanted: int) -> None:
        """Add to what is held, or end."""
        try:
            data = self._step(max(wanted, 1))
        except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError) as error:
            self._end(f"is damaged: {_said(error)}")
            return
        except Exception as error:  # zstandard's own error type, without importing it here
            if type(error).__name__ != "ZstdError":
                raise
            self._end(f"is damaged: {_said(error)}")
            return
        self.given_bytes += len(data)
        if self._allowed_bytes is not None and self.given_bytes > self._allowed_bytes:
            self._end(f"grows to more than {self._allowed_bytes:,} bytes when unpacked; the rest was not read")
            return
        self._held += data

    def _step(self, wanted: int) -> bytes:
        if not self._compression:
            data = self._raw.read(max(wanted, 1 << 16))
            if not data:
                self._end()
            return data
        if self._machine is None:
            self._machine = _machine(self._compression)
            self._inside = False
        if not self._input and getattr(self._machine, "needs_input", True):
            self._input = self._raw.read(ZSTD_FEED_BYTES if self._compression == "zstd" else 1 << 16)
            if not self._input:
                self._end("ends too early (it was cut off)" if self._inside else "")
                return b""
        if not self._inside and self.given_bytes and not self._input.strip(b"\0"):
            self._input = b""  # padding after the last frame
            return b""
        self._inside = True
        return self._decompressed(max(wanted, 1 << 16))

    def _decompressed(self, most: int) -> bytes:
        machine, fed = self._machine, self._input
        if self._compression == "zstd":
            data: bytes = machine.decompress(fed)
            self._input = b""
        else:
            data = machine.decompress(fed, most)
            self._input = machine.unconsumed_tail if self._compression == "gzip" else b""
        if machine.eof:
            self._input = machine.unused_data
            self._machine = None
            self._inside = False
        return data


def _machine(compression: str) -> Any:
    if compression == "gzip":
        return zlib.decompressobj(wbits=31)
    if compression == "bzip2":
        return bz2.BZ2Decompressor()
    if compression == "xz":
        return lzma.LZMADecompressor(format=lzma.FORMAT_AUTO)
    import zstandard

    return zstandard.ZstdDecompressor().decompressobj()


def _said(error: Exception) -> str:
    return str(error).split("\n", 1)[0] or type(error).__name__


def lines_of(stream: Any, limit_bytes: int, start: int = 0, end: int = -1) -> Iterator[tuple[int, bytes | None, int]]:
    """(offset, line without its newline, its length) for lines that start in [start, end); None for a line above the limit.

    `stream` stands at `start`. Memory stays within limit_bytes and a block, however long a line is.
    """
    at, held, too_long = start, b"", 0
    while end < 0 or at < end:
        block = stream.read(BLOCK_BYTES)
        if not block:
            if too_long:
                yield at, None, too_long
            elif held:
                yield at, held, len(held)
            return
        first = 0
        while (n := block.find(b"\n", first)) >= 0:
            size = too_long + len(held) + n - first
            yield at, None if too_long or size > limit_bytes else held + block[first:n], size
            at, held, too_long, first = at + size + 1, b"", 0, n + 1
            if 0 <= end <= at:
                return
        rest = len(block) - first
        if too_long or len(held) + rest > limit_bytes:
            too_long, held = too_long + len(held) + rest, b""
        else:
            held += block[first:]
