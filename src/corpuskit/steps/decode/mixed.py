"""A file whose lines are in different encodings: runs cut at line ends, where lines prove it.

What lives here: runs_of. What never does: choosing for a whole file (weighing.py), reading (reading.py).

How it works: a mixed file gives itself away in one of three ways: the encoding chosen does not read all of it, or it holds a row
of UTF-8 characters that no legacy text would hold by chance, or lines that make no sense in the encoding chosen. Then each line
is weighed in UTF-8 and in the best legacy readings of the lines that are not UTF-8 or make no sense, and the cheapest way
through the lines is taken, where each change of encoding costs bits, fewer where the file is proven to change and change again.
So a short line that could be both follows its neighbours, a UTF-8 file with some broken bytes stays UTF-8, and sound files have
one run.

What is weak: a few characters in a line do not show that it makes no sense.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from corpuskit.steps.decode import weighing
from corpuskit.steps.decode.costs import costs_of_lines, upper_of_lines
from corpuskit.steps.decode.kin import settle_big5

__all__ = ["runs_of"]

Run = tuple[int, int, str]

_BLOCK_BYTES = 1 << 18  # looked through at once, so that masks stay in the cache
_ROW_BYTES = 12  # four hanzi or kana of UTF-8 in a row: six pairs of GBK, each in a corner of its square; chance costs only time

# Of a line with so many characters beyond ASCII at least: more bits for each than sound text costs, most dictionaries included.
_SENSELESS_CHARS, _SENSELESS_BITS = 4, 13.5
CHANGE_BITS = 30.0  # of encoding between two lines: three characters that only the other encoding reads as common ones
# Where the lines change so often, the file is mixed line by line: of lines of up to five characters .015 went wrong, before .053.
PROVEN_CHANGES, CHANGE_PROVEN_BITS = 2, 12.0
_LEGACY_BYTES = 6144  # of lines that are not UTF-8, weighed to find their encoding


def runs_of(data: bytes, choice: weighing.Choice, text: str | None = None) -> list[Run]:
    """Spans of bytes and their encodings, in order; one span of the chosen encoding where lines do not prove otherwise.

    text: the data read in the chosen encoding, where that reads all of it.
    """
    whole = [(0, len(data), choice.encoding)]
    if choice.encoding.startswith("utf-16") or b"\n" not in data:
        return whole
    broken = (choice.encoding != "utf-8" and holds_utf8_row(data)) or (text is None and not _reads(data, choice.encoding))
    others = _sense_of(data, data.decode(choice.encoding, "replace") if text is None else text, choice)
    if not broken and not others:
        return whole
    pieces = _split(data)
    names = (_of_broken(pieces, choice) if broken else {choice.encoding: None}) | others
    if len(names) == 1:
        return whole
    bits = [_bits_of_lines(data, encoding, weighing.writings_of(encoding)) for encoding in names]
    if any(len(row) != len(bits[0]) for row in bits):
        return whole  # a decoder that swallows newlines: none known
    stacked = np.stack(bits)[:, : len(pieces)]
    path = _cheapest(stacked, CHANGE_BITS)
    if sum(a != b for a, b in pairwise(path)) >= PROVEN_CHANGES:
        path = _cheapest(stacked, CHANGE_PROVEN_BITS)
    return _join(pieces, path, list(names))


def _split(data: bytes) -> list[bytes]:
    """Lines with their newlines, cut at \\n only (bytes.splitlines also cuts at \\r)."""
    pieces = [piece + b"\n" for piece in data.split(b"\n")]
    pieces[-1] = pieces[-1][:-1]
    return pieces if pieces[-1] else pieces[:-1]


def holds_utf8_row(data: bytes) -> bool:
    """Whether four hanzi or kana of UTF-8 stand in a row. (A regular expression says the same at a tenth of the speed.)"""
    for at in range(0, len(data), _BLOCK_BYTES):
        block = np.frombuffer(data, dtype=np.uint8, count=min(_BLOCK_BYTES + _ROW_BYTES, len(data) - at), offset=at)
        if len(block) < _ROW_BYTES:
            return False
        follows = (block & 0xC0) == 0x80
        here = ((block - np.uint8(0xE3)) < 7)[:-2] & follows[1:-1] & follows[2:]  # E3 to E9; what is below wraps around
        if (here[:-9] & here[3:-6] & here[6:-3] & here[9:]).any():
            return True
    return False


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _of_broken(pieces: list[bytes], choice: weighing.Choice) -> dict[str, None]:
    valid, rest, rest_bytes = False, [], 0
    for piece in pieces:
        if piece.isascii():
            continue
        try:
            piece.decode("utf-8")
            valid = True
        except UnicodeDecodeError:
            if rest_bytes < _LEGACY_BYTES:
                rest.append(piece)
                rest_bytes += len(piece)
    names: dict[str, None] = {"utf-8": None} if valid else {}
    names[choice.encoding] = None
    for reading in weighing.readings(b"".join(rest), narrow=True)[:2] if rest else ():
        if reading.encoding == "big5":
            names[settle_big5(b"".join(rest))] = None
        elif reading.encoding != "euc-tw":
            names[reading.encoding] = None
    return names


def _sense_of(data: bytes, text: str, choice: weighing.Choice) -> dict[str, None]:
    """The two-byte encodings that lines without sense in the chosen one are sound text in."""
    bits, counts = upper_of_lines(text, choice.writing)
    numbers = np.flatnonzero((counts >= _SENSELESS_CHARS) & (bits > _SENSELESS_BITS * counts)).tolist()
    if not numbers:
        return {}
    pieces = data.split(b"\n")
    joined = b"\n".join([pieces[number] for number in numbers if number < len(pieces)])[:_LEGACY_BYTES]
    pairs = weighing.sound_pairs(joined)
    return {settle_big5(joined) if name == "big5" else name: None for name in pairs if name != choice.encoding}


def _bits_of_lines(data: bytes, encoding: str, writings: tuple[str, ...]) -> npt.NDArray[np.float64]:
    text = data.decode(encoding, "replace")
    rows = [costs_of_lines(text, writing) for writing in writings]
    best = rows[0]
    for row in rows[1:]:
        best = np.minimum(best, row)
    return best


def _cheapest(bits: npt.NDArray[np.float64], change_bits: float) -> list[int]:
    """The state of each line on the cheapest way through them (Viterbi)."""
    states, count = bits.shape
    total = bits[:, 0].copy()
    came = np.zeros((count, states), dtype=np.int8)
    stay = np.arange(states)
    for line in range(1, count):
        best = int(total.argmin())
        change = total[best] + change_bits < total
        came[line] = np.where(change, best, stay)
        total = np.where(change, total[best] + change_bits, total) + bits[:, line]
    path = [int(total.argmin())]
    for line in range(count - 1, 0, -1):
        path.append(int(came[line][path[-1]]))
    return path[::-1]


def _join(pieces: list[bytes], path: list[int], names: list[str]) -> list[Run]:
    runs: list[Run] = []
    at = 0
    for piece, state in zip(pieces, path, strict=True):
        if runs and runs[-1][2] == names[state]:
            runs[-1] = (runs[-1][0], at + len(piece), names[state])
        else:
            runs.append((at, at + len(piece), names[state]))
        at += len(piece)
    return runs
