"""The plots: real PNG files whose bars are as long as the figures say."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from corpuskit.formats.about import about_of
from corpuskit.formats.card_plots import GONE, IMAGES, KEPT, PLOTS, write_plots
from corpuskit.formats.picture import Canvas, text_width
from corpuskit.formats.report_figures import lengths
from tests.formats.made import make


def pixels(data: bytes) -> Any:
    """The picture of a PNG file, each of its parts proved by its checksum."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, body, size = 8, b"", (0, 0)
    while at < len(data):
        length = struct.unpack_from(">I", data, at)[0]
        name, part = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(name + part)
        if name == b"IHDR":
            size = struct.unpack_from(">II", part)
        body += part if name == b"IDAT" else b""
        at += 12 + length
    width, height = size
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, 1 + width * 3)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3)


def area(picture: Any, colour: tuple[int, int, int]) -> int:
    return int((picture == np.array(colour, np.uint8)).all(axis=2).sum())


def test_every_plot_is_there_and_small(tmp_path: Path) -> None:
    make(tmp_path)
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    for name, words in PLOTS.items():
        file = tmp_path / IMAGES / f"{name}.png"
        assert f"![{words}]({IMAGES}/{name}.png)" in card
        assert file.stat().st_size < 100_000
        assert pixels(file.read_bytes()).shape[1] == 1600


def test_bars_are_as_long_as_the_figures(tmp_path: Path) -> None:
    make(tmp_path, count=40)
    kept, gone = sum(lengths(tmp_path)), sum(lengths(tmp_path, "rejected"))
    assert gone == 2
    picture = pixels((tmp_path / IMAGES / "lengths.png").read_bytes())[90:]  # below the key
    assert abs(area(picture, GONE) / area(picture, KEPT) - gone / kept) < 0.01
    removed = pixels((tmp_path / IMAGES / "removed.png").read_bytes())[90:]
    assert area(removed, KEPT) > 5 * area(removed, GONE) > 0


def test_equal_datasets_give_equal_pictures_and_nothing_gives_none(tmp_path: Path) -> None:
    for name in ("a", "b", "none"):
        (tmp_path / name).mkdir()
    make(tmp_path / "a")
    make(tmp_path / "b")
    for name in PLOTS:
        assert (tmp_path / "a" / IMAGES / f"{name}.png").read_bytes() == (tmp_path / "b" / IMAGES / f"{name}.png").read_bytes()
    make(tmp_path / "none", count=0)
    assert write_plots(tmp_path / "none", about_of(tmp_path / "none")) == []
    assert "reports/images" not in (tmp_path / "none" / "README.md").read_text(encoding="utf-8")


def test_text_that_does_not_fit_is_cut_and_unknown_letters_have_a_sign() -> None:
    canvas = Canvas(60, 40, (255, 255, 255))
    canvas.text(0, 20, "a long line that does not fit", (0, 0, 0))
    canvas.text(30, 20, "", (0, 0, 0))
    assert pixels(canvas.png()).shape == (40, 60, 3)
    assert text_width("中") == text_width("?")
    assert text_width("10") == 2 * text_width("1")
