"""Who goes and who stays: verified, against documents that stay, whatever the order of arrival."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.core.step import Sketch
from corpuskit.engines.link import Candidates, link, link_sketches, rank
from corpuskit.engines.pairs import bucket_pairs, hot_pairs
from corpuskit.engines.sketches import Ranges, SketchFiles, SketchWriter
from corpuskit.errors import UsageError


class ByNumber:
    """Texts are "number keys..."; two are similar when their numbers are less than 10 apart."""

    threshold = 0.5

    def sketch(self, doc: Document, /) -> Sketch:
        number, *keys = doc.text.split()
        return Sketch(tuple(k.encode() for k in keys), number.encode())

    def similarity(self, a: Sketch, b: Sketch, /) -> float:
        return 1 - abs(int(a.body) - int(b.body)) / 20


def answers(texts: list[str], keep: str = "first") -> list[int | None]:
    return [None if d is None else int(d.of) for d in link_sketches(texts, [ByNumber()], keep)]


def test_nothing_goes_because_it_resembles_something_that_goes() -> None:
    # 9 goes for 0; 18 resembles 9, but 9 does not stay, and 18 is too far from 0: it stays
    assert answers(["0 k", "9 k", "18 k"]) == [None, 0, None]


def test_a_shared_key_alone_removes_nothing() -> None:
    assert answers(["0 k", "100 k", "200 k"]) == [None, None, None]


def test_what_goes_is_tried_against_the_one_its_candidate_went_for() -> None:
    # 3 shares a key with 2 only; 2 went for 0: so 3 is compared with 0
    assert answers(["0 a", "2 a b", "3 b"]) == [None, 0, 0]


def test_every_removal_was_verified_against_one_that_stays() -> None:
    chance = random.Random(5)
    texts = [f"{chance.randrange(60)} {' '.join(chance.sample('abcdef', 2))}" for _ in range(200)]
    found = link_sketches(texts, [ByNumber()], "first")
    goes = {n for n, d in enumerate(found) if d is not None}
    assert len(goes) > 50
    for n, duplicate in enumerate(found):
        if duplicate is not None:
            assert duplicate.of not in goes
            apart = abs(int(texts[n].split()[0]) - int(texts[int(duplicate.of)].split()[0]))
            assert duplicate.similarity == 1 - apart / 20 >= 0.5


def test_a_bucket_in_parts_has_the_pairs_of_the_whole() -> None:
    chance = np.random.default_rng(3)
    for count in (1, 2, 5, 9, 400):
        place = np.sort(chance.choice(1_000, count, replace=False)).astype(np.int64)
        place = np.sort(np.concatenate((place, place[::7])))  # some documents hold the key twice
        whole = bucket_pairs(np.zeros(len(place), np.uint64), place, 100, None)
        for parts in (1, 2, 3, 50):
            cut = np.searchsorted(place, np.linspace(0, 1_000, parts + 1)[1:-1])
            found = list(hot_pairs(np.split(place, cut), 100, None))
            assert np.sort(np.concatenate(found)).tolist() == whole.tolist()


DOCS = st.lists(st.tuples(st.integers(0, 40), st.sets(st.sampled_from("abcd"), min_size=1)), min_size=2, max_size=30)


def on_disk(folder: Path, texts: list[str], parts: int) -> SketchFiles:
    """The sketches of the texts, in so many tasks."""
    stems, rows = [], []
    size = -(-len(texts) // parts)
    for part, at in enumerate(range(0, len(texts), size)):
        stems.append(folder / f"{part}.x")
        writer = SketchWriter(stems[-1])
        for row, text in enumerate(texts[at : at + size]):
            writer.add(row, ByNumber().sketch(Document("", text)))
        rows.append(len(texts[at : at + size]))
        writer.finish(rows[-1])
    return SketchFiles(stems, rows)


@settings(max_examples=30, deadline=None)
@given(DOCS, st.integers(1, 7))
def test_tasks_on_disk_give_what_memory_gives(
    tmp_path_factory: pytest.TempPathFactory, docs: list[tuple[int, set[str]]], parts: int
) -> None:
    texts = [f"{n} {' '.join(sorted(keys))}" for n, keys in docs]
    files = on_disk(tmp_path_factory.mktemp("sketches"), texts, parts)
    ranks = rank("first", np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=np.int64))
    found = {x.goes: (x.stays, x.similarity) for x in link([Candidates(ByNumber(), Ranges([files]), files.body)], ranks)}
    memory = {n: (d.of, d.similarity) for n, d in enumerate(link_sketches(texts, [ByNumber()], "first")) if d}
    assert found == memory


def test_ranks() -> None:
    chars, damage = np.array([5, 9, 9, 1]), np.array([0, 2, 1, 0])
    assert rank("first", chars, damage).tolist() == [0, 1, 2, 3]
    assert rank("longest", chars, damage).tolist() == [2, 1, 0, 3]
    assert rank("cleanest", chars, damage).tolist() == [0, 3, 2, 1]
    assert rank("newest", chars, damage, ["2024", None, "2025-01", "2024"]).tolist() == [1, 3, 0, 2]
    assert rank("source-priority", chars, damage, source=np.array([1, 1, 0, 0])).tolist() == [3, 2, 0, 1]
    with pytest.raises(UsageError, match="keep policy"):
        rank("best", chars, damage)
