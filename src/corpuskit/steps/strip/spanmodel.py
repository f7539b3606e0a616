"""The span model: how much a piece in brackets behind a sentence, or behind the last one, is worded as sites word such things.

What lives here: pieces_of() (where such a piece may stand), features(), the score (a sum of weights in rulebook/spanmodel.json),
is_own(). What never does: training (scripts/piecejudge), deciding that one goes (piecejudge.py, which weighs the score beside all
that the page shows); the grammars of steps/, which know what a piece is made of.

How it works: a piece is read as its marks, its place, its length and all runs of one to three characters; figures are one figure.
The weights are learned from labelled pages, and from brackets and endings of sound texts of many kinds, which stay. Notes of a
writer, an editor or a stage, and what belongs to a caption, are never asked about.

Weak: a writer's own bracket in the words of the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest
from math import log
from operator import add
from typing import NamedTuple

from corpuskit.core.latepattern import late
from corpuskit.rulebook.stored import stored_model
from corpuskit.steps.asideforms import EN_OWN_NOTE, OWN_NOTE
from corpuskit.steps.partwords import CAPTION

__all__ = [
    "BRACKETED_MAX_CHARS",
    "Piece",
    "Shape",
    "SpanModel",
    "ends_score",
    "features",
    "is_bracketed",
    "is_own",
    "is_stop",
    "latin_features",
    "piece_score",
    "piece_words",
    "pieces_of",
    "said_in",
    "shape_features",
    "shape_of",
    "span_model",
    "span_model_digest",
]

BLANKS_MAX = 20  # before a bracket
BRACKETED_MAX_CHARS = 80
TAIL_MAX_CHARS, LATIN_TAIL_MAX_CHARS = 44, 90
TAILS_MAX = 3
LENGTH_STEP_CHARS, LENGTHS = 4, 10
COMMAS_MAX = 2
REASONS = 3
SIZE_WEIGHT = 2.0
SIZE_CHARS, LATIN_SIZE_CHARS = 8, 24  # a piece is a loss by its length, from here on
PIECES_KNOWN = 4_000
_STOPS = "。!?…~”’」』.)]】〕؟।"
_COMMAS = ",;:"  # the brackets of a text stand behind a word, not behind these
_OPENERS, _CLOSERS = tuple("([【〔〈〖<"), tuple(")]】〕〉〗>")
_INNER = r"[^()\[\]【】〔〕『』〈〉〖〗\n]"
_BRACKET = late(rf"[(\[【〔〈〖<]{_INNER}{{1,{BRACKETED_MAX_CHARS}}}[)\]】〕〉〗>]|《[^《》\n]{{4,40}}》")
_STOP = late(
    r"[。!?…~”’」』.؟।](?:(?<=[。!?…~؟।])[。!?…~]*[”’」』\")\]】»]{0,2}|(?<=[”’」』])(?=[(\[【〔])"
    r"|(?<=[^\W_A-ZÀ-ÞА-Я]\.)[”’\")»]?(?=\s|[(\[【〔]))\s*"
)
_SIGNED = late(r"[—–-]{1,2}[^()\[\]]{2,12}[(\[][^()\[\]]{2,20}[)\]]")  # who said it, and how many liked it
_DIGITS, _LATIN = re.compile(r"\d+"), re.compile(r"[a-z]+")
_END_INSIDE = re.compile(r"[。!?;]")
_LASTS = frozenset("。!?…;,:.~")
# Who took a picture: in a caption it stays, and captions have no mark of their own.
_PICTURED = late(r"摄|供图|撮影|写真|사진|图[:/]|[Pp]hoto|[Pp]icture")
# A page or a part of the same paper, the end of a text, what an office says of its paper, a bare address: they stay.
_STAYS = late(
    r"[上下][转转接]|第.{1,6}[版页章节回]|[续未全完终]{1,2}\Z|续前|此件|附件?\s?\d{0,2}\s?[:、]|联系人|联系电话|抄送|(?:相关|有关|参考|具体)?数[据值]\s?:"
    r"|(?:https?://|www\.)\S+\Z|[\w.+-]{2,30}@[\w.-]{4,40}\Z|[\d\s:.,~/-]+\Z"
)


_CLOCKED = late(r"(?:\d{1,4}[/.-]){1,2}\d{1,2}\s+\d{1,2}:\d\d(?::\d\d)?")  # of a post
_WIDE = late("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af]")  # scripts that say in a character what others say in three or four
_TWO_LATIN = late(r"[a-z]\.\s?[A-Z{\[(]")  # a sentence and what stands behind it


class Piece(NamedTuple):
    """view[start:end] of a folded line: in brackets or not, behind the end of a sentence, at the end of the line."""

    start: int
    end: int
    bracketed: bool
    behind: bool
    closes: bool


def pieces_of(view: str, size: int) -> Iterator[Piece]:
    """Where in view[:size] a site may have set something: brackets behind a sentence, a comma or at the end, and what stands
    behind the last sentences."""
    if CAPTION.match(view):
        return
    for match in _BRACKET.finditer(view, 0, size):
        before = view[max(0, match.start() - BLANKS_MAX) : match.start()].rstrip()[-1:]
        if before and (before in _STOPS or before in _COMMAS or match.end() == size):
            yield Piece(match.start(), match.end(), True, before in _STOPS, match.end() == size)
    low = max(0, size - LATIN_TAIL_MAX_CHARS - 4)
    starts = [match.end() for match in _STOP.finditer(view, low, size) if 0 < match.end() < size]
    for start in starts[-TAILS_MAX:]:
        tail = view[start:size]
        longest = TAIL_MAX_CHARS if _WIDE.search(tail) is not None else LATIN_TAIL_MAX_CHARS
        if len(tail) <= longest and not (tail[0] in _OPENERS and tail[-1] in _CLOSERS):  # brackets are read one by one
            yield Piece(start, size, False, True, True)


def is_bracketed(text: str) -> bool:
    """True for a piece with brackets around it."""
    return text[:1] in _OPENERS and text[-1:] in _CLOSERS


def is_stop(char: str) -> bool:
    """True for a mark that sentences end with."""
    return char != "" and char in _STOPS


def is_own(text: str, *, bracketed: bool) -> bool:
    """True for notes of a writer, an editor or a stage."""
    if not bracketed and _CLOCKED.fullmatch(text) is not None:
        return False
    inner = text[1:-1].strip() if bracketed else text
    if not inner or any((OWN_NOTE.match(inner), EN_OWN_NOTE.match(inner), _STAYS.match(inner), _PICTURED.search(inner))):
        return True
    return not bracketed and (_SIGNED.match(text) or _TWO_LATIN.search(text)) is not None


class Shape(NamedTuple):
    """What the model sees of a piece besides its characters."""

    bracketed: bool
    behind: bool
    closes: bool
    length: int
    last: str
    stops: bool
    commas: int
    opener: str


def shape_of(text: str, inner: str, piece: Piece) -> Shape:
    """The shape of a piece; inner: its words without the brackets."""
    last = inner[-1:]
    return Shape(
        *piece[2:],
        min(len(inner) // LENGTH_STEP_CHARS, LENGTHS),
        last if last in _LASTS else "",
        _END_INSIDE.search(inner[:-1]) is not None,
        min(inner.count(","), COMMAS_MAX),
        text[0] if piece.bracketed else "",
    )


def shape_features(shape: Shape) -> set[str]:
    """The names of what a shape is."""
    mark = "B" if shape.bracketed else "T"
    place = f"{shape.behind:d}{shape.closes:d}"
    seen = {f"\tin {mark}", f"\tat {mark}{place}", f"\tlong {mark}{shape.length}"}
    if shape.bracketed:
        seen |= {f"\tby {shape.opener}", f"\tby {shape.opener}{place}"}
    return seen | {f"\tends {shape.last}{mark}", "\tstops" if shape.stops else "\tone", f"\tcommas {shape.commas}"}


def said_in(text: str, piece: Piece) -> tuple[str, str]:
    """(the words of a piece without its brackets, the same in small letters, a figure as 0)."""
    inner = text[1:-1] if piece.bracketed else text
    return inner, _DIGITS.sub("0", inner.lower())


def latin_features(said: str) -> set[str]:
    """The names of the words in Latin letters."""
    return {f"\tword {word}" for word in _LATIN.findall(said)}


def features(text: str, piece: Piece) -> set[str]:
    """What the model sees of a piece; text: its words, trimmed."""
    inner, said = said_in(text, piece)
    whole = f"^{said}$"
    pairs = [*map(add, whole, whole[1:])]
    return shape_features(shape_of(text, inner, piece)).union(whole, pairs, map(add, pairs, whole[2:]), latin_features(said))


@dataclass(frozen=True, slots=True)
class SpanModel:
    """The weights by name, the names, and what a piece has before anything is seen of it."""

    weights: dict[str, float]
    names: frozenset[str]
    bias: float
    digest: str


@cache
def span_model() -> SpanModel:
    """The model of rulebook/spanmodel.json."""
    data, digest = stored_model("spanmodel.json")
    step = float(data["step"])
    weights = {name: int(weight) * step for weight, names in data["weights"].items() for name in names}
    return SpanModel(weights, frozenset(weights), float(data["bias"]), digest)


def span_model_digest() -> str:
    """BLAKE2b of the weights, for recipe.lock.toml."""
    return span_model().digest


@lru_cache(maxsize=PIECES_KNOWN)
def piece_score(text: str, piece: Piece) -> float:
    """How much the words of a piece are a site's, in nats. piece: its place only, so that the answer is remembered."""
    model = span_model()
    known = sorted(features(text, piece) & model.names)  # the order of a set is another one in each process
    return model.bias + sum(map(model.weights.__getitem__, known))


def ends_score(view: str) -> tuple[float, str]:
    """(score, words) of the bracket behind the last sentence that ends a line, what its length costs taken off; (0, "") where it
    is somebody's own, or there is none."""
    for piece in pieces_of(view, len(view.rstrip())):
        if piece.bracketed and piece.behind and piece.closes:
            text = view[piece.start : piece.end].strip()
            if not is_own(text, bracketed=True):
                size = len(text) / (LATIN_SIZE_CHARS if text.isascii() else SIZE_CHARS)
                return piece_score(text, Piece(0, 0, True, True, True)) - SIZE_WEIGHT * log(max(1.0, size)), text
    return 0.0, ""


def piece_words(text: str, piece: Piece) -> list[str]:
    """The runs of characters of a piece that say most for it."""
    model = span_model()
    known = [name for name in sorted(features(text, piece) & model.names) if name[0] != "\t"]
    return nlargest(REASONS, known, key=model.weights.__getitem__)
