"""A dataset whose files were cut off, changed or lost after the build: one line that names the file, and all else comes back."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpuskit import api
from corpuskit.errors import EXIT_GATE, EXIT_SKIPPED, CorpuskitError, InputError, InvariantError

FILES = {
    "a/page.txt": "首頁 > 文化 > 正文\n山腳下的舊書店\n書店開在鎮口,三間屋,一盞燈,從早上七點開到天黑。\n".encode("big5hkscs"),
    "b/clean.txt": "河水一天比一天浅，岸边的石头露出来，孩子们在上面走来走去，一直走到对岸的渡口。\n".encode(),
    "short.txt": "太短。".encode("gb18030"),
}
SHARD = "train-00000-of-00001.parquet"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damaged")
    for name, data in FILES.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_bytes(data)
    assert api.build([str(folder / "in")], str(folder / "out"), workers=1).code == 0
    return folder / "out"


@pytest.fixture
def dataset(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "ds"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def no_text(path: Path) -> None:
    """The footer stays whole; strings of a column are no UTF-8 any more."""
    table = pq.read_table(path)
    name = "why" if "why" in table.column_names else "path"
    bad = pa.array([b"\xff\xfe"] * table.num_rows).view(pa.string())
    pq.write_table(table.set_column(table.column_names.index(name), table.schema.field(name), bad), path)


DAMAGES: tuple[Callable[[Path], None], ...] = (cut, Path.unlink, no_text)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("config", ["data", "audit", "rejected"])
def test_what_looks_into_the_dataset_names_the_file(dataset: Path, config: str, damage: Callable[[Path], None]) -> None:
    damage(dataset / config / SHARD)
    with pytest.raises(InputError, match=f"{config}/{SHARD}") as told:
        api.rules(stats=str(dataset))
    assert told.value.hint
    if config != "rejected":  # a document that stays needs none of it
        with pytest.raises(InputError, match=f"{config}/{SHARD}"):
            api.explain(str(dataset), "a/page.txt")
    with pytest.raises(InputError, match=f"{config}/{SHARD}"):
        api.push(str(dataset), "somebody/something", dry_run=True)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    ("config", "back"),
    [("data", {"short.txt"}), ("audit", {"b/clean.txt", "short.txt"}), ("rejected", {"a/page.txt", "b/clean.txt"})],
)
def test_all_others_are_restored(
    dataset: Path, tmp_path: Path, config: str, back: set[str], damage: Callable[[Path], None]
) -> None:
    damage(dataset / config / SHARD)
    done = api.restore(str(dataset), all=True, out=str(tmp_path / "back"))
    assert done.code == EXIT_GATE
    assert any(SHARD in problem.what and problem.hint for problem in done.problems)
    written = {p.relative_to(tmp_path / "back").as_posix() for p in (tmp_path / "back").rglob("*") if p.is_file()}
    assert written == back
    assert all((tmp_path / "back" / name).read_bytes() == FILES[name] for name in back)


@pytest.mark.parametrize("damage", DAMAGES)
def test_check_finds_it(dataset: Path, damage: Callable[[Path], None]) -> None:
    damage(dataset / "data" / SHARD)
    done = api.check(str(dataset))
    assert done.code == EXIT_GATE
    assert any(f["where"] == f"data/{SHARD}" for f in done.data["findings"])


def test_a_text_that_was_changed_is_not_given_back(dataset: Path) -> None:
    path = dataset / "data" / SHARD
    table = pq.read_table(path)
    texts = pa.array([text + "。" for text in table.column("text").to_pylist()])
    pq.write_table(table.set_column(table.column_names.index("text"), "text", texts), path)
    done = api.restore(str(dataset), doc="a/page.txt")
    assert (done.code, done.raw, done.counts["proved"]) == (EXIT_GATE, None, 0)
    (problem,) = done.problems
    assert problem.where == "a/page.txt" and "corpuskit check" in problem.hint


def test_no_damage_passes_for_a_bug_of_ours(dataset: Path) -> None:
    rng = random.Random(20)
    shards = sorted(dataset.glob(f"*/{SHARD}"))
    sound = {path: path.read_bytes() for path in shards}
    said = 0
    for _ in range(40):
        path = rng.choice(shards)
        data = bytearray(sound[path])
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
        for call in (lambda: api.rules(stats=str(dataset)), lambda: api.explain(str(dataset), "a/page.txt")):
            try:
                call()
            except CorpuskitError as error:
                assert not isinstance(error, InvariantError), error
                said += 1
        path.write_bytes(sound[path])
    assert said > 10, "these damages should be noticed at all"


def test_a_report_without_its_counts_says_so(dataset: Path) -> None:
    (dataset / "reports" / "stats.json").unlink()
    with pytest.raises(InputError, match=r"reports/stats\.json"):
        api.report(str(dataset))
    (dataset / "manifest.json").write_text('{"tool": "corpus', "utf-8")
    with pytest.raises(InputError, match=r"manifest\.json cannot be read"):
        api.report(str(dataset))


def test_what_was_changed_after_the_build_is_not_published(dataset: Path) -> None:
    path = dataset / "audit" / SHARD
    pq.write_table(pq.read_table(path), path, compression="gzip")
    with pytest.raises(InputError, match=f"audit/{SHARD} is not what was built"):
        api.push(str(dataset), "somebody/something", dry_run=True)


@pytest.mark.parametrize("command", ["build", "dedup"])
def test_a_dataset_that_is_read_again_misses_no_shard_in_silence(dataset: Path, tmp_path: Path, command: str) -> None:
    (dataset / "data" / SHARD).rename(dataset / "data" / "train-00001-of-00002.parquet")  # the others are there
    done = api.build([str(dataset)], str(tmp_path / "again"), workers=1) if command == "build" else api.dedup([str(dataset)])
    assert done.code == EXIT_SKIPPED
    assert [problem.where.endswith(f"data/{SHARD}") for problem in done.skipped] == [True]
