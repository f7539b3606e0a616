"""The openly licensed counts that the character model is built from, read from their packages' own formats.

Lives here: the open-gram word trigram model (Debian sunpinyin-data, CC BY-SA 3.0), wordfreq's Chinese word frequencies (CC BY-SA
4.0), jieba's dictionary (MIT), the tune half of the sound text (scripts/corpora), and what stays of this project's own pages
(tests/pages/tune).
Never here: a probability of a character; what a licence asks is in src/corpuskit/rulebook/charmodel.NOTICE.
How it works: the layouts were read off the files and checked to account for every byte; a file that does not fit is refused.
"""

from __future__ import annotations

import gzip
import json
import re
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.pages import Labelled, pages

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WordModel:
    """A back-off word model of order three. Word 0 stands for everything outside the lexicon.

    words: the lexicon, "" where an id has no text. unigram_word, unigram_p: words with a probability. The children of unigram i
    are bigram rows first_bigram[i]:first_bigram[i + 1], the children of a bigram likewise in the trigram columns.
    """

    words: list[str]
    unigram_word: Ints
    unigram_p: Floats
    first_bigram: Ints
    bigram_word: Ints
    bigram_p: Floats
    first_trigram: Ints
    trigram_word: Ints
    trigram_p: Floats


_PROBABILITIES, _BACKOFFS = 1 << 16, 1 << 14  # entries of the two tables of quantised numbers


def read_open_gram(model: bytes, lexicon: bytes) -> WordModel:
    """The threaded model file (.t3g) and the words of the lexicon file (pydict_sc.bin).

    Layout of the model: order, flag, four level sizes; 65,536 probabilities and 16,384 back-off weights as float32; nodes of 12
    bytes for levels 0 to 2 and of 8 bytes for level 3. A node: 18 bits word, 14 bits back-off, 16 bits probability, 16 + 7 bits
    first child. A leaf: 18 bits word, 14 bits of the probability, 25 bits not needed here, 2 high bits of the probability.
    """
    order, as_logs, *sizes = struct.unpack_from("<6I", model, 0)
    start = 24 + 4 * (_PROBABILITIES + _BACKOFFS)
    if order != 3 or as_logs or start + 12 * sum(sizes[:3]) + 8 * sizes[3] != len(model):
        raise ValueError("the word model is not of the layout known here: an order-three model with plain probabilities")
    table = np.frombuffer(model, "<f4", _PROBABILITIES, 24).astype(np.float64)
    levels: list[tuple[Ints, Floats, Ints]] = []
    for size in sizes[:3]:
        raw = np.frombuffer(model, "<u4", 3 * size, start).reshape(size, 3).astype(np.int64)
        levels.append((raw[:, 0] & 0x3FFFF, table[raw[:, 1] & 0xFFFF], raw[:, 1] >> 16 | raw[:, 2] >> 25 << 16))
        start += 12 * size
    leaves = np.frombuffer(model, "<u4", 2 * sizes[3], start).reshape(sizes[3], 2).astype(np.int64)
    first_trigram = levels[2][2].copy()
    first_trigram[-1] = sizes[3] - 1  # the last row of a level only closes the row before it
    count, _, _, _ = struct.unpack_from("<4I", lexicon, 0)
    text_start = struct.unpack_from("<I", lexicon, 8)[0]
    words = lexicon[text_start:].decode("utf-32-le").split("\0")[:count]
    return WordModel(
        words,
        levels[1][0][:-1], levels[1][1][:-1], levels[1][2],
        levels[2][0][:-1], levels[2][1][:-1], first_trigram,
        leaves[:-1, 0] & 0x3FFFF, table[leaves[:-1, 1] >> 30 << 14 | leaves[:-1, 0] >> 18][:],
    )  # fmt: skip


def read_wordfreq(data: bytes) -> dict[str, float]:
    """Word to share of all words. The file is a list: a header, then the words of frequency 10 ** (-i / 100) for i = 0, 1..."""
    lists = _unpack(gzip.decompress(data))
    return {word: 10 ** (-index / 100) for index, words in enumerate(lists[1:]) for word in words}


def _unpack(data: bytes) -> Any:
    """MessagePack, as far as the word lists use it: small maps, lists, texts and integers."""
    position = 0

    def take(count: int) -> bytes:
        nonlocal position
        position += count
        return data[position - count : position]

    def size(tag: int, tags: dict[int, int]) -> int:
        return int.from_bytes(take(tags[tag]), "big")

    def read() -> Any:
        tag = take(1)[0]
        if tag < 0x80:
            return tag
        if tag < 0x90:
            return {read(): read() for _ in range(tag & 15)}
        if tag < 0xA0:
            return [read() for _ in range(tag & 15)]
        if tag < 0xC0:
            return take(tag & 31).decode()
        if tag in (0xD9, 0xDA, 0xDB):
            return take(size(tag, {0xD9: 1, 0xDA: 2, 0xDB: 4})).decode()
        if tag in (0xDC, 0xDD):
            return [read() for _ in range(size(tag, {0xDC: 2, 0xDD: 4}))]
        if tag in (0xCC, 0xCD, 0xCE):
            return size(tag, {0xCC: 1, 0xCD: 2, 0xCE: 4})
        raise ValueError(f"a type of MessagePack that word lists do not use: {tag:#x}")

    return read()


def read_jieba(data: bytes) -> dict[str, float]:
    """Word to share of all words, from lines of word, count and tag."""
    counts: dict[str, float] = {}
    for line in data.decode("utf-8").split("\n"):
        if line.strip():
            word, count, _ = line.strip().split(" ")
            counts[word] = counts.get(word, 0.0) + float(count)
    total = sum(counts.values())
    return {word: count / total for word, count in counts.items()}


def sound_text(folder: Path, langs: tuple[str, ...], kinds: tuple[str, ...], split: str) -> Iterator[tuple[str, str]]:
    """Identifier (source, path in the package, number) and text of every document of the given languages, kinds and split."""
    for entry in json.loads((folder / "index.json").read_text("utf-8"))["sources"]:
        if entry["lang"] in langs and entry["kind"] in kinds:
            with (folder / entry["file"]).open(encoding="utf-8", newline="\n") as lines:
                for line in lines:
                    record = json.loads(line)
                    if record["split"] == split:
                        yield record["id"], record["text"]


def apart_from_test(folder: Path, langs: tuple[str, ...], kinds: tuple[str, ...], fold: Mapping[int, str]) -> dict[str, str]:
    """The tune half by identifier, without what the test half says too.

    The halves are drawn by a document's bytes, so the traditional translation of a tested page may lie in the tune half: such
    documents are left out whole, and of the others each sentence whose Han a test document has as well.
    """
    works = {_work_of(key) for key, _ in sound_text(folder, langs, kinds, "test")}
    said = said_by_test(folder, langs, kinds, fold)
    tune = sound_text(folder, langs, kinds, "tune")
    return {key: without(text, said, fold) for key, text in tune if _work_of(key) not in works}


def said_by_test(folder: Path, langs: tuple[str, ...], kinds: tuple[str, ...], fold: Mapping[int, str]) -> frozenset[str]:
    """The Han of each sentence of the test half."""
    texts = sound_text(folder, langs, kinds, "test")
    return frozenset({_han_of(sentence, fold) for _, text in texts for sentence in _SENTENCE.split(text)} - {""})


def without(text: str, said: frozenset[str], fold: Mapping[int, str]) -> str:
    """A text without the sentences that are among `said`."""
    return "".join(sentence for sentence in _SENTENCE.split(text) if _han_of(sentence, fold) not in said)


def labelled_pages(side: str, said: frozenset[str], fold: Mapping[int, str], without_half: int | None) -> list[str]:
    """What stays of the Chinese pages of a side of tests/pages, a text per page; one half of the styles can be left out.

    Wide blanks divide cells there more often than anywhere else, so they count as line breaks. Pages that show damaged text, to
    speak of it, are left out.
    """
    chosen = (page for page in pages(side) if page.lang.startswith("zh") and half_of(page.style) != without_half)
    texts = [kept_text(page).replace("\u3000", "\n") for page in chosen if _DAMAGED.search(page.text) is None]
    return [without(text, said, fold) for text in texts]


def half_of(style: str) -> int:
    """0 or 1, by the name of a style."""
    return zlib.crc32(style.encode()) & 1


def kept_text(page: Labelled) -> str:
    """A labelled page without the lines and pieces that go."""
    parts = []
    for row in page.rows:
        if not row.kind:
            at = row.start
            for start, end, _ in sorted(page.spans):
                if row.start <= start and end <= row.end:
                    parts.append(page.text[at:start])
                    at = end
            parts += [page.text[at : row.end], "\n"]
    return "".join(parts)


_DAMAGED = re.compile("[\ufffd\ue000-\uf8ff\u0080-\u009f]|锟斤拷|烫烫|屯屯|锛|銆|鏄|鐨|涓€")
_SENTENCE = re.compile(r"(?<=[。！？\n])")
_LOCALE = re.compile(r"zh[-_](?:CN|TW|HK|cn|tw|hk|Hans|Hant)(?:\.UTF-8)?")


def _work_of(key: str) -> str:
    """What a document is a translation of: its identifier without the language."""
    return source_of(key).removesuffix("-tw") + _LOCALE.sub("", key.partition("/")[2])


def _han_of(sentence: str, fold: Mapping[int, str]) -> str:
    """The Han of a sentence, folded; nothing of a sentence that has fewer than four, which no text owns."""
    han = "".join(char for char in sentence.translate(fold) if "\u3400" <= char <= "\u9fff")
    return han if len(han) > 3 else ""


def source_of(key: str) -> str:
    """The source's name in a document's identifier, without the language."""
    return key.partition("/")[0].partition(".")[0]
