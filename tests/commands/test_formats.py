"""Datasets of older formats can still be read: what is stored in tests/golden/format-N.tar.gz was built when that format was new.

Never rebuild a stored dataset; a new format gets a file of its own beside the old ones.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from corpuskit import api
from tests.commands.test_looking import FILES

STORED = sorted((Path(__file__).resolve().parents[1] / "golden").glob("format-*.tar.gz"))


def test_every_format_so_far_is_stored() -> None:
    from corpuskit.formats.folder import FORMAT

    assert [path.name for path in STORED] == [f"format-{n}.tar.gz" for n in range(1, FORMAT + 1)]


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.name)
def test_an_older_dataset_is_read_checked_and_restored(stored: Path, tmp_path: Path) -> None:
    with tarfile.open(stored) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)  # since Python 3.11.4
        archive.extractall(tmp_path)
    dataset = str(tmp_path / stored.name.removesuffix(".tar.gz"))
    assert [p.line for p in api.check(dataset, all=True).problems if "licence" not in p.what] == []
    done = api.restore(dataset, all=True, out=str(tmp_path / "back"))
    assert done.counts["proved"] == len(FILES)
    texts = {name: data for name, data in FILES.items() if name.endswith(".txt")}
    assert {name: (tmp_path / "back" / name).read_bytes() for name in texts} == texts
    assert api.explain(dataset, "a/page.txt").counts["edits"] > 0
    assert api.report(dataset).counts["documents_in"] == len(FILES)
