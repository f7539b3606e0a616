"""Web pages and web archives, where the extras html and warc are installed (NOT RUN elsewhere)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from corpuskit.formats.readers import Problem, RawDocument, list_inputs, plan, read

LINES = [f"第{n}段正文，讲的是镇上的书店怎样度过一个漫长的冬天，灯火和雨声都写进了日记。" for n in range(8)]
PAGE = (
    "<html><head><meta charset='gb2312'><title>书店的冬天</title>"
    "<meta property='article:published_time' content='2024-03-05'></head>"
    "<body><nav><a href='/'>网站首页</a></nav><article><h1>书店的冬天</h1>"
    + "".join(f"<p>{line}</p>" for line in LINES)
    + "</article><footer>版权所有</footer></body></html>"
).encode("gb18030")


def items(folder: Path) -> list[RawDocument | Problem]:
    inputs, problems = list_inputs([str(folder)])
    return [*problems, *(item for shard in plan(inputs) for item in read(shard))]


def test_the_main_text_of_a_page_and_what_it_says_of_itself(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="NOT RUN: the extra html is not installed")
    (tmp_path / "p.html").write_bytes(PAGE)
    (one,) = items(tmp_path)
    assert isinstance(one, RawDocument) and one.text is not None
    assert all(line in one.text for line in LINES) and "网站首页" not in one.text and "版权所有" not in one.text
    assert (one.found["title"], one.found["published"]) == ("书店的冬天", "2024-03-05")


def archive(path: Path, packed: bool, records: list[tuple[str, str, bytes, str]]) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for kind, url, body, sort in records:
            head = StatusAndHeaders("200 OK", [("Content-Type", sort)], protocol="HTTP/1.0") if kind == "response" else None
            writer.write_record(writer.create_warc_record(url, kind, payload=io.BytesIO(body), http_headers=head))


@pytest.mark.parametrize("name", ["c.warc", "c.warc.gz", "c.wet.gz"])
def test_conversions_of_a_web_archive(tmp_path: Path, name: str) -> None:
    pytest.importorskip("warcio", reason="NOT RUN: the extra warc is not installed")
    texts = ["纯文本一段，来自网页存档。", "又一段。"]
    archive(
        tmp_path / name, name.endswith("gz"), [("conversion", f"http://e.test/{n}", t.encode(), "") for n, t in enumerate(texts)]
    )
    found: list[Any] = items(tmp_path)
    assert [one.text for one in found] == texts
    assert found[0].source.offset == 0 and '"url":"http://e.test/1"' in found[1].source.extra
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) - 20])
    found = items(tmp_path)
    assert found[0].text == texts[0] and isinstance(found[-1], Problem)


def test_pages_of_a_web_archive(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="NOT RUN: the extra warc is not installed")
    pytest.importorskip("trafilatura", reason="NOT RUN: the extra html is not installed")
    archive(
        tmp_path / "c.warc.gz",
        True,
        [("response", "http://e.test/a", PAGE, "text/html"), ("response", "http://e.test/b", b"\0\1", "image/png")],
    )
    (one,) = items(tmp_path)
    assert isinstance(one, RawDocument) and LINES[3] in str(one.text) and one.found["title"] == "书店的冬天"
