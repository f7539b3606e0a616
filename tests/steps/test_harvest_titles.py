"""Which line over a text is its title: what speaks for it and against it."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.pagetitle import find_title
from corpuskit.steps.strip import Strip

TEXT = (
    "入秋以后，河水一天比一天浅，岸边的石头露出来，孩子们放学后就在上面跳来跳去，直到天黑才回家。\n"
    "镇上的人说，手写的字认人，所以目录至今仍旧由值班的人一笔一笔写上去，写完了再念一遍给门口的人听。\n"
)


@pytest.mark.parametrize(
    "head",
    [
        "甲乙之家\n首页 > 新闻 > 本地\n旧渡口重新通航\n2021-04-02 09:10 来源：甲乙网\n",  # a breadcrumb stands over the title
        "开学季摘镜补贴，立即领取 0999-5665566\n旧渡口重新通航\n2021-04-02 09:10\n",
        "[Prev in Thread] [Next in Thread] [Thread Index]\n旧渡口重新通航\nFrom: Jane Doe <jdoe at club.example>\n",
        "9月 18, 2016\n旧渡口重新通航\n",
        "作者kani (蟹)\n看板Fishing\n標題旧渡口重新通航\n".replace("標題", ""),
        "首页 > 新闻 > 旧渡口重新通航\n今天 天气 不错 大家 都好\n旧渡口重新通航\n2021-04-02 09:10\n",  # it ends the breadcrumb
        "旧渡口重新通航\n走了三十年的路\n2021-04-02 09:10\n",  # the first of two over the bar
    ],
)
def test_the_title_is_found_among_furniture(head: str) -> None:
    meta = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, head + TEXT)).document.meta
    assert meta.get("title") == "旧渡口重新通航"


def test_without_furniture_the_first_line_is_the_title() -> None:
    assert find_title("旧渡口重新通航\n走了三十年的路\n" + TEXT) == "旧渡口重新通航"
    assert find_title("标题：旧渡口重新通航\n" + TEXT) == "旧渡口重新通航"
    assert find_title(TEXT) is None
