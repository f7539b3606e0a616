"""Near copies: what is one, what is none, and the laws of the similarity."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.core.step import Sketch
from corpuskit.engines.link import link_sketches
from corpuskit.steps import near
from corpuskit.steps.near import Near
from corpuskit.steps.near.shingles import bands, one_permutation, thin, thin_each
from corpuskit.steps.near.short import edits_between

LAW = settings(max_examples=60, deadline=None, derandomize=True)
WORDS = re.findall(
    "..",
    "河水堤岸石头孩子放学天黑回家老屋院子井台木桶山路竹林雨声灯火渡口船夫集市布匹铁锅米粮书信邻居婚事"
    "庙会锣鼓戏台春耕秋收晒谷牛羊麦田桑树蚕丝茶园酒坊砖窑学堂先生笔墨纸张印章账本算盘银两驿站马匹粮仓",
)


def page(seed: int, words: int) -> str:
    """A text of two-character words in drawn order: pages of different seeds have next to nothing in common."""
    chance = random.Random(seed)
    return "".join(chance.choice(WORDS) + ("，" if n % 5 == 4 else "") for n in range(words)) + "。"


def changed(text: str, count: int, seed: int = 1) -> str:
    chars = list(text)
    for at in random.Random(seed).sample(range(len(chars)), count):
        chars[at] = "某"
    return "".join(chars)


def copy(one: str, other: str, **parameters: float) -> bool:
    return link_sketches([one, other], [Near(**parameters)], "first")[1] is not None  # type: ignore[arg-type]


LONG = page(1, 300)
SHORT = "入秋以后,河水一天比一天浅,岸边的石头露出来,孩子们在上面跳来跳去。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LONG, changed(LONG, len(LONG) // 50)),
        (LONG, "首页 > 正文\n" + page(2, 40) + "\n" + LONG + "\n" + page(3, 60)),
        (LONG, LONG[300:] + "\n" + LONG[:300]),
        (LONG, LONG.replace("，", ",").replace("。", ".").replace("头", "頭").replace("书", "書").replace("学", "學")),
        (LONG, LONG[:400] + "???" + LONG[430:]),
        (page(4, 90), "导航 " + page(4, 90) + page(5, 25)),
        (SHORT, SHORT.replace("浅", "潜")),
        (SHORT, SHORT.replace("石头", "石头头")),
        (SHORT, SHORT.replace("孩子们", "孩子")),
        (SHORT, SHORT.replace("石头", "石x")),
        (SHORT, SHORT.replace("孩子们", "孩入子们")),  # a telling character where it cannot stand
    ],
)
def test_copies(one: str, other: str) -> None:
    assert one != other and copy(one, other) and copy(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LONG, page(2, 300)),
        (LONG, LONG[:180] + page(2, 220)),  # a third in common
        (page(6, 40) + page(7, 100), page(6, 40) + page(8, 100)),  # a template
        (LONG, LONG[:200]),  # a quotation
        (SHORT, SHORT.replace("浅", "不浅")),
        (SHORT, SHORT.replace("孩子们", "孩子没们")),  # a negation tells wherever it stands
        (SHORT, SHORT.replace("上面", "下面")),
        (SHORT, SHORT.replace("河水", "上河水")),
        (SHORT, SHORT.replace("孩子们", "大孩子们")),
        (SHORT, SHORT.replace("入秋", "入冬").replace("河水", "湖水").replace("石头", "木头")),
        (SHORT + "共3人", SHORT + "共4人"),
        (SHORT + "共三人", SHORT + "共四人"),
        ("张三说," + SHORT, "李四说," + SHORT),
        ("王芳说," + SHORT, "王敏说," + SHORT),
        ("王芳说," + SHORT, "李芳说," + SHORT),
        ("小明说," + SHORT, "小红说," + SHORT),
        (SHORT.replace("河水", "山村"), SHORT.replace("河水", "田野")),  # one word replaced
        ("第1章\n" + page(9, 100), "第2章\n" + page(9, 100)),
        ("第一章\n" + page(9, 100), "第十二章\n" + page(9, 100)),
        ("甲乙丙丁", "甲乙丙丁戊"),
        ("", ""),
        ("The cat sat on the mat and slept.", "The cat sat on the mat and slept!!".replace("cat", "rat")),
    ],
)
def test_no_copies(one: str, other: str) -> None:
    assert not copy(one, other) and not copy(other, one)


def test_texts_shorter_than_a_shingle_never_meet() -> None:
    assert link_sketches(["好", "好", "是的", "", "。"], [Near()], "first") == [None] * 5


def test_a_counter_on_a_long_page_makes_no_series() -> None:
    body = "2024年3月5日 " + page(11, 400)
    assert copy(body + "阅读 1234", body + "阅读 98")


def test_a_series_of_other_numbers_is_kept() -> None:
    pages = [f"第{n}期 开出{n * 7 % 33}、{n * 5 % 33}号 " + page(12, 60) for n in range(1, 9)]
    assert link_sketches(pages, [Near()], "first") == [None] * 8


def test_the_threshold_is_the_share_of_common_shingles() -> None:
    half = LONG[:300] + page(13, 150)
    assert not copy(LONG, half) and copy(LONG, half, threshold=0.25)


def test_bands_follow_the_threshold() -> None:
    assert [near._band_rows(t) for t in (0.9, 0.75, 0.6, 0.5, 0.4, 0.3, 0.2)] == [4, 4, 4, 3, 2, 2, 1]


TEXTS = st.integers(0, 5).flatmap(lambda seed: st.tuples(st.just(seed), st.integers(4, 120), st.integers(0, 4)))


def made(one: tuple[int, int, int]) -> str:
    seed, words, edits = one
    return changed(page(seed, words), min(edits, words), seed + edits)


@LAW
@given(TEXTS, TEXTS)
def test_similarity_is_symmetric_and_bounded(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    step = Near()
    a, b = step.sketch(Document("", made(one))), step.sketch(Document("", made(other)))
    assert step.similarity(a, b) == step.similarity(b, a)
    assert 0 <= step.similarity(a, b) <= 1
    assert step.similarity(a, a) == (1.0 if a.body else 0.0)
    assert step.sketch(Document("", made(one))) == a


@LAW
@given(st.lists(TEXTS, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_arrival_decides_nothing(items: list[tuple[int, int, int]], chance: random.Random) -> None:
    texts = list(dict.fromkeys(made(one) for one in items))
    by_text = {t: (d is None) for t, d in zip(texts, link_sketches(texts, [Near()], "longest"), strict=True)}
    if len({len(t) for t in texts}) < len(texts):
        return  # equal lengths: the earlier one stays, by the policy
    mixed = chance.sample(texts, len(texts))
    assert {t: (d is None) for t, d in zip(mixed, link_sketches(mixed, [Near()], "longest"), strict=True)} == by_text


def plain_distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row, last = [i], row
        for j, y in enumerate(b, 1):
            row.append(min(last[j - 1] + (x != y), last[j] + 1, row[-1] + 1))
    return row[-1]


@LAW
@given(st.text("河水岸", max_size=12), st.text("河水岸", max_size=12))
def test_edits_are_the_fewest_and_make_the_other_text(one: str, other: str) -> None:
    distance = plain_distance(one, other)
    found = edits_between(one, other, 3)
    assert (found is None) == (distance > 3)
    if found is not None:
        assert len(found) == distance
        chars = [*one, ""]
        for at, old, new in reversed(found):
            assert one[at : at + len(old)] == old
            chars[at] = new if old else new + chars[at]
        assert "".join(chars) == other


@pytest.mark.parametrize("size", [100, 400, 1500])
def test_pairs_at_the_threshold_share_a_band(size: int) -> None:
    chance = np.random.default_rng(1)
    found = 0
    for _ in range(100):
        pool = chance.choice(2**32, int(size * 1.25), replace=False).astype(np.uint32)
        pair = (np.sort(pool[:size]), np.sort(pool[-size:]))  # three quarters in common: Jaccard 0.6
        keys = [set(bands(one_permutation(one, near.BINS), 4, 5)) for one in pair]
        found += bool(keys[0] & keys[1])
    assert found >= 95


def test_keys_do_not_change_unnoticed() -> None:
    """Sketches of different runs are compared: a change of keys is a new version of the step."""
    keys = Near().sketch(Document("", LONG)).keys
    assert len(keys) == near.BINS // 4 and all(len(key) == 8 for key in keys)
    assert (Near.version, keys[0].hex()) == ("3", "f5f759c9439a4773")


@pytest.mark.parametrize("other", [changed(LONG, 12), LONG, page(3, 60) + LONG, page(2, 300), LONG[:180] + page(2, 220)])
def test_a_thinned_body_keeps_the_keys_and_answers_about_the_same(other: str) -> None:
    step = Near()
    a, b = (step.sketch(Document("", text)) for text in (LONG, other))
    thin = [step.thinned(one.body) for one in (a, b)]
    assert all(len(body) < len(one.body) and len(body) <= 5 + 8 * near.BINS for body, one in zip(thin, (a, b), strict=True))
    assert [step.keys_of(body) for body in thin] == [a.keys, b.keys] == [step.keys_of(a.body), step.keys_of(b.body)]
    true = step.similarity(a, b)
    for one, two in ((a.body, thin[1]), (thin[0], b.body), (thin[0], thin[1])):
        found = step.similarity(Sketch((), one), Sketch((), two))
        assert abs(found - true) < 0.1 and found == step.similarity(Sketch((), two), Sketch((), one))
        assert (found >= step.threshold) == (true >= step.threshold)


@pytest.mark.parametrize("count", [1, 3, 126, 128])
def test_what_is_thinned_are_the_smallest_of_each_bin(count: int) -> None:
    edges = [n * 2**32 // count for n in range(count)] + [2**32]
    chance = random.Random(count)
    values = {min(2**32 - 1, max(0, edge + n)) for edge in edges for n in (-1, 0, 1)} | {
        chance.randrange(2**32) for _ in range(900)
    }
    for some in (sorted(values), sorted(values)[:1], []):
        kept = [one for low, end in pairwise(edges) for one in [v for v in some if low <= v < end][:2]]
        assert thin(np.array(some, np.uint32), count).tolist() == kept
    many = [np.array(some, np.uint32) for some in (sorted(values), [], sorted(values)[3:], sorted(values)[:1], [5, 6, 7], [])]
    assert [one.tolist() for one in thin_each(many, count)] == [thin(one, count).tolist() for one in many]


def test_short_texts_are_not_thinned() -> None:
    sketch = Near().sketch(Document("", SHORT))
    assert Near().thinned(sketch.body) == sketch.body and Near().keys_of(sketch.body) == sketch.keys
    step, long = Near(), Near().sketch(Document("", LONG)).body
    assert step.thinned_each([long, sketch.body, b"", long]) == [step.thinned(long), sketch.body, b"", step.thinned(long)]
    assert Near().thinned(b"") == b"" and Near().keys_of(b"") == ()


def test_a_batch_has_the_sketches_of_its_documents() -> None:
    texts = [LONG, SHORT, "", "第", LONG[:99], LONG[:101], "𠀀𠀁" * 80, LONG + "第", "一二三" + LONG, "3.14", "\0" * 200]
    docs = [Document(f"{n:016x}", text) for n, text in enumerate(texts)]
    for size in (1, 2, 5, 120):
        step = Near(shingle_chars=size)
        assert step.sketch_each(docs) == [step.sketch(doc) for doc in docs]
        assert step.sketch_each(docs[2:4]) == [step.sketch(doc) for doc in docs[2:4]]
        assert step.sketch_each([]) == []
