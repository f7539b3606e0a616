"""A quick pattern answers as the pattern does, on texts where it matches and on such as it lets go by their ends."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from corpuskit.rulebook.linematch import matcher_for
from corpuskit.rulebook.quickpattern import QuickChoice, QuickPattern, quick
from corpuskit.steps import insetwords, partgrammar, partwords, tailgrammar
from tests.support.pages import pages

QUICK = {
    f"{module.__name__}.{name}": found
    for module in (partwords, insetwords, partgrammar, tailgrammar)
    for name, found in vars(module).items()
    if isinstance(found, QuickPattern)
}
QUICK |= {f"dateline {n}": QuickPattern(found) for n, found in enumerate((*partwords.DATELINES, *partwords.FIRST_DATELINES))}
MADE = (
    "", "a", "赞同 56 评论 8", "。顶(12) 踩(0)", "加载中…", "=写真=", "—— 来自 App ——", "にほんブログ村へ", "▲收起",
    "最佳答案 | 好",
    "(记者 张三)", "本报讯 (记者 张三)", "更多新闻: 某某", "相关阅读:某某", "SHARE 12", "12 Comments", "ſhares 3", "点击下载",
    "立即下载APP", "加微信 abcdef12", "扫码关注", "[相关阅读] 某某", "★相关阅读:某某", "热线:0101234567", "Read more: a story",
)  # fmt: skip


def _rows() -> list[str]:
    view = matcher_for().view
    return [view(row) for n, page in enumerate(pages("tune")) if n % 3 == 0 for row in page.text.split("\n") if row]


def _texts() -> list[str]:
    made = random.Random(7)
    rows = _rows()
    made.shuffle(rows)
    texts = [*rows[:2500], *MADE]
    for _ in range(2500):  # pieces of lines, so that matches stand at the ends, and half of them are spoilt there
        row = made.choice(rows)
        start = made.randrange(len(row))
        texts.append(row[start : start + made.randint(1, 60)] + made.choice(("", "", "。", " ", made.choice(MADE))))
    return texts


def _span(match: re.Match[str] | None) -> tuple[int, int] | None:
    return None if match is None else match.span()


def _ways(asked: re.Pattern[str] | QuickPattern, text: str, cut: int) -> Iterator[object]:
    size = len(text)
    for low, high in ((0, size), (cut, size), (0, cut), (cut, size + 5)):
        ask: Callable[..., re.Match[str] | None]
        for ask in (asked.match, asked.fullmatch, asked.search):
            yield _span(ask(text, low, high))
        yield [found.span() for found in asked.finditer(text, low, high)]


def test_a_quick_pattern_answers_as_the_pattern() -> None:
    assert len(QUICK) > 20
    texts = _texts()
    matched = 0
    for name, asked in QUICK.items():
        found = 0
        for n, text in enumerate(texts):
            cut = n % (len(text) + 1)
            plain = [*_ways(asked.regex, text, cut)]
            assert [*_ways(asked, text, cut)] == plain, (name, text)
            found += any(plain)
        matched += found > 0
    assert matched > len(QUICK) / 2


def test_what_letters_stand_for_is_not_hidden() -> None:
    for pattern, text in (("share:", "ſHARE:"), ("(?i:app)下载", "APP下载"), ("kind[!?]", "Kınd?"), (r"\bAPP(?i:s)", "APPS")):
        for flags in (0, re.IGNORECASE):
            plain, asked = re.compile(pattern, flags), quick(pattern, flags)
            assert [*_ways(asked, text, 0)] == [*_ways(plain, text, 0)], (pattern, text)
    assert quick("share:", re.IGNORECASE).search("ſHARE:")


def test_several_patterns_are_asked_in_their_order() -> None:
    datelines = (*partwords.DATELINES, *partwords.FIRST_DATELINES)
    choice = QuickChoice(datelines)
    found = 0
    for text in (*_rows(), *_texts()):
        plain = [match.span() for pattern in datelines if (match := pattern.match(text)) is not None]
        assert [match.span() for match in choice.matches(text)] == plain, text
        assert choice.may_be_in(text) or not any(pattern.search(text) for pattern in datelines)
        found += bool(plain)
    assert found > 20
