"""Duplicates found in parts: the links of link(), however small the buckets and spans, on every engine."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpuskit.core.document import Document
from corpuskit.engines import ENGINES, make_engine, parted, sketches
from corpuskit.engines.link import Candidates, Links, link
from corpuskit.engines.local import Local
from corpuskit.engines.parted import link_parted
from corpuskit.engines.sketches import I64, Ranges, SketchFiles, SketchWriter
from corpuskit.errors import InvariantError
from corpuskit.steps.exact import Exact
from corpuskit.steps.near import Near

WORDS = "城市供水管网日常维护河堤闸门井库泵站路灯桥梁公园学校医院"


def texts(count: int) -> list[str]:
    """Documents of which some are copies, some near copies in chains, and some share a head."""
    chance = np.random.default_rng(11)
    found: list[str] = []
    for n in range(count):
        drawn = [*chance.choice(list(WORDS), 150)]
        if n % 3 == 1:
            drawn = list(found[-1])
            drawn[int(chance.integers(len(drawn)))] = "改"
        elif n % 7 == 2:
            drawn = list(found[int(chance.integers(len(found)))])
        found.append("".join(drawn))
    return found


def written(folder: Path, some: list[str], parts: int, first: int = 0) -> list[tuple[Near | Exact, SketchFiles]]:
    out: list[tuple[Near | Exact, SketchFiles]] = []
    for linker in (Exact(), Near()):
        stems, rows = [], []
        for n, its in enumerate(np.array_split(np.array(some, dtype=object), parts)):
            stems.append(folder / f"{first}.{n}.{linker.name}")
            writer = SketchWriter(stems[-1])
            for row, text in enumerate(its):
                writer.add(row, linker.sketch(Document("", text)))
            rows.append(len(its))
            writer.finish(len(its))
        out.append((linker, SketchFiles(stems, rows, first)))
    return out


def rows(links: Links) -> list[tuple[int, int, float]]:
    return [(one.goes, one.stays, one.similarity) for one in links]


Corpus = tuple[list[tuple[Near | Exact, tuple[SketchFiles, SketchFiles]]], I64, list[tuple[int, int, float]]]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Sketches of new and of known documents, ranks, and what link() says."""
    some = texts(300)
    new, known = written(tmp_path, some[:240], 5), written(tmp_path, some[240:], 2, first=240)
    sides = [(linker, (mine, theirs)) for (linker, mine), (_, theirs) in zip(new, known, strict=True)]
    ranks = np.concatenate((np.random.default_rng(2).permutation(240) + 60, np.arange(60)))
    parts = [
        Candidates(linker, Ranges(its), lambda doc, its=its: its[doc >= 240].body(doc))  # type: ignore[misc]
        for linker, its in sides
    ]
    wanted = rows(link(parts, ranks, fixed=60))
    assert 80 < len(wanted) < 200 and any(stays >= 240 for _, stays, _ in wanted)
    return sides, ranks, wanted


@pytest.mark.parametrize(
    ("range_keys", "bucket_keys", "span_pairs"),
    [(10**6, 10**6, 10**6), (500, 1_500, 100), (500, 40, 25), (10**6, 3, 300)],
)
def test_small_buckets_and_spans_change_nothing(
    corpus: Corpus, range_keys: int, bucket_keys: int, span_pairs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides, ranks, wanted = corpus
    monkeypatch.setattr(sketches, "RANGE_KEYS", range_keys)
    monkeypatch.setattr(parted, "BUCKET_KEYS", bucket_keys)
    monkeypatch.setattr(parted, "SPAN_PAIRS", span_pairs)
    assert rows(link_parted(sides, ranks, Local(1), tmp_path, fixed=60)) == wanted
    assert not (tmp_path / "link").exists()


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_every_engine_says_the_same(engine: str, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sides, ranks, wanted = corpus
    monkeypatch.setattr(sketches, "RANGE_KEYS", 1_000)
    monkeypatch.setattr(parted, "SPAN_PAIRS", 100)
    told = []
    with closing(make_engine(engine, 2)) as runner:
        links = link_parted(
            sides, ranks, runner, tmp_path, fixed=60, say=lambda stage, done, total, _: told.append((stage, total))
        )
    assert rows(links) == wanted
    assert next(total for stage, total in told if stage == "pairing") > 8
    assert next(total for stage, total in told if stage == "verifying") > 3


def test_groups_are_kept_apart(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sides, ranks, _ = corpus
    groups = (np.arange(300) % 2).astype(np.int32)
    parts = [
        Candidates(linker, Ranges(its), lambda doc, its=its: its[doc >= 240].body(doc))  # type: ignore[misc]
        for linker, its in sides
    ]
    wanted = rows(link(parts, ranks, fixed=60, groups=groups))
    monkeypatch.setattr(parted, "SPAN_PAIRS", 20)
    assert rows(link_parted(sides, ranks, Local(1), tmp_path, fixed=60, groups=groups)) == wanted != []
    assert all(groups[goes] != groups[stays] for goes, stays, _ in wanted)


def test_no_task_holds_more_than_its_part(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that every document shares is split, too."""
    some = ["".join(chr(0x4E00 + (n * 31 + k) % 5_000) for k in range(40)) for n in range(300)]
    folder = tmp_path / "hot"
    folder.mkdir()
    linker = Exact()
    writer = SketchWriter(folder / "0.exact")
    for n, text in enumerate(some):
        body = linker.sketch(Document("", text)).body
        writer.add(n, type(linker.sketch(Document("", "")))((b"12345678",), body))
    writer.finish(len(some))
    files = SketchFiles([folder / "0.exact"], [300])
    held: list[int] = []
    sound_pairs, sound_hot = parted.bucket_pairs, parted.hot_pairs

    def bucket_pairs(keys, *rest):  # type: ignore[no-untyped-def]
        held.append(len(keys))
        return sound_pairs(keys, *rest)

    def hot_pairs(members, *rest):  # type: ignore[no-untyped-def]
        def counted():  # type: ignore[no-untyped-def]
            for one in members:
                held.append(len(one))
                yield one

        return sound_hot(counted(), *rest)

    monkeypatch.setattr(parted, "bucket_pairs", bucket_pairs)
    monkeypatch.setattr(parted, "hot_pairs", hot_pairs)
    monkeypatch.setattr(parted, "BUCKET_KEYS", 30)
    assert not len(link_parted([(linker, (files,))], np.arange(300), Local(1), tmp_path))
    assert sum(held) == 300 and max(held) <= 30


def test_a_task_that_fails_is_an_error_and_leaves_no_files(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides, ranks, _ = corpus

    def broken(task: object) -> int:
        raise ValueError("no")

    monkeypatch.setattr(parted, "verify_span", broken)
    with pytest.raises(InvariantError, match="finding duplicates failed: ValueError: no"):
        link_parted(sides, ranks, Local(1), tmp_path, fixed=60)
    assert not (tmp_path / "link").exists()
