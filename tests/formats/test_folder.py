"""A dataset folder is replaced in one go: whenever a crash comes, one whole dataset is there; nothing of others is touched."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from corpuskit.errors import InputError, OutputError, UsageError
from corpuskit.formats import folder


def dataset(path: Path, content: str) -> None:
    path.mkdir(parents=True)
    (path / "manifest.json").write_text(json.dumps({"tool": "corpuskit", "format": 1}))
    (path / "x").write_text(content)


def fill(path: Path, content: str) -> None:
    (path / "manifest.json").write_text(json.dumps({"tool": "corpuskit", "format": 1}))
    (path / "x").write_text(content)


def names(path: Path) -> list[str]:
    return sorted(p.name for p in path.iterdir())


def test_new_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "dist" / "a"
    for content in ("one", "two"):
        with folder.replacing(target) as fresh:
            fill(fresh, content)
            (fresh / content).write_text("")
        assert (target / "x").read_text() == content
        assert names(target) == sorted(["manifest.json", "x", content])
        assert names(target.parent) == ["a"]


def test_a_failed_build_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a"
    dataset(target, "old")
    with pytest.raises(KeyboardInterrupt), folder.replacing(target) as fresh:
        fill(fresh, "new")
        raise KeyboardInterrupt
    assert (target / "x").read_text() == "old"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("step", [1, 2])
def test_a_crash_between_the_renames_is_recovered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """The process dies at the given rename: afterwards the old or the new dataset is there, whole, never none."""
    target = tmp_path / "a"
    dataset(target, "old")
    rename, done = Path.rename, []

    class Death(BaseException):
        pass

    def dying(self: Path, to: Path) -> Path:
        done.append(to)
        if len(done) == step:
            raise Death
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", dying)
    with pytest.raises(Death), folder.replacing(target) as fresh:
        fill(fresh, "new")
    monkeypatch.undo()
    assert target.exists() is (step == 1)
    folder.recover(target)
    assert (target / "x").read_text() == "old"
    with folder.replacing(target) as fresh:
        fill(fresh, "new")
    assert (target / "x").read_text() == "new"
    assert names(tmp_path) == ["a"]


def test_a_crash_before_the_old_one_is_removed(tmp_path: Path) -> None:
    dataset(tmp_path / "a", "new")
    dataset(tmp_path / "a.old", "old")
    (tmp_path / "a.old" / folder.ASIDE).touch()
    assert folder.recover(tmp_path / "a") is False
    with folder.replacing(tmp_path / "a") as fresh:
        fill(fresh, "newer")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a"]
    assert not (tmp_path / "a" / folder.ASIDE).exists()


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_of_the_users_with_that_name_stays(tmp_path: Path, there: bool) -> None:
    """A backup (mv a a.old) or anything else called NAME.old is not ours to move or remove."""
    dataset(tmp_path / "a.old", "backup")
    (tmp_path / "a.old2").mkdir()
    (tmp_path / "a.old2" / "thesis.txt").write_text("mine")
    if there:
        dataset(tmp_path / "a", "old")
    assert folder.recover(tmp_path / "a") is False
    with folder.replacing(tmp_path / "a") as fresh:
        fill(fresh, "new")
    assert (tmp_path / "a" / "x").read_text() == "new"
    assert (tmp_path / "a.old" / "x").read_text() == "backup"
    assert (tmp_path / "a.old2" / "thesis.txt").read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "a.old", "a.old2"]


def test_a_full_disk_leaves_the_old_dataset_whole(tmp_path: Path) -> None:
    target = tmp_path / "a"
    dataset(target, "old")
    with pytest.raises(OutputError, match=r"disk is full.*unchanged"), folder.replacing(target) as fresh:
        fill(fresh, "new")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (target / "x").read_text() == "old"
    assert names(tmp_path) == ["a"]


def test_a_folder_of_others_is_never_touched(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    with folder.replacing(target) as fresh:  # an empty folder may be used
        fill(fresh, "x")
    (target / "manifest.json").write_text('{"name": "a web app"}')
    with pytest.raises(OutputError, match="not made by corpuskit"), folder.replacing(target):
        raise AssertionError("must not come here")
    assert names(target) == ["manifest.json", "x"]
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        folder.check_target(tmp_path / "file")
    with pytest.raises(OutputError, match="cannot be loaded"):
        folder.check_target(tmp_path / "a[1]")
    with pytest.raises(OutputError, match="cannot be made"):
        folder.check_target(tmp_path / "file" / "b")


def test_a_dataset_of_a_newer_version_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a"
    dataset(target, "theirs")
    manifest = json.dumps({"tool": "corpuskit", "format": folder.FORMAT + 1})
    (target / "manifest.json").write_text(manifest)
    before = names(target)
    with pytest.raises(OutputError, match=r"newer corpuskit.*nothing was changed"), folder.replacing(target):
        raise AssertionError("must not come here")
    assert names(target) == before
    assert (target / "manifest.json").read_text() == manifest


def test_opening(tmp_path: Path) -> None:
    dataset(tmp_path / "a.old", "old")
    with pytest.raises(InputError, match="does not exist"):  # nothing says that a swap put it aside
        folder.open_dataset(tmp_path / "a")
    (tmp_path / "a.old" / folder.ASIDE).touch()
    assert folder.open_dataset(tmp_path / "a") == tmp_path / "a"
    (tmp_path / "a" / "manifest.json").write_text(json.dumps({"tool": "corpuskit", "format": 99}))
    with pytest.raises(InputError, match="newer corpuskit"):
        folder.open_dataset(tmp_path / "a")
    with pytest.raises(InputError, match="does not exist"):
        folder.open_dataset(tmp_path / "none")


def test_one_build_at_a_time(tmp_path: Path) -> None:
    work = tmp_path / ".a.work"
    with folder.locked(work):
        (work / "map").mkdir()
        with pytest.raises(UsageError, match=f"process {os.getpid()}"), folder.locked(work):
            raise AssertionError("must not come here")
    with folder.locked(work):
        assert (work / "map").is_dir()
    with folder.locked(work, fresh=True):
        assert names(work) == ["lock"]
    folder.discard(work)
    assert not work.exists()
