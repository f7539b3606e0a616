"""The page judge: what it takes, when it stays silent, and that its first look hides nothing."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Edits, Layer, Note, apply
from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps.strip import Strip, features, judgefirst, judgeplace
from corpuskit.steps.strip import judge as judge_module
from corpuskit.steps.strip.features import WORD_NAMES, grams, words_of
from corpuskit.steps.strip.judge import RULE, judge_opens
from corpuskit.steps.strip.judgecolumns import Lines, look_around, look_around_each
from corpuskit.steps.strip.judgefirst import may_open_each
from corpuskit.steps.strip.judgelook import GROUPS, NAMES, natural_lines, shared_each
from corpuskit.steps.strip.judgeplace import BETWEEN_SCORE
from corpuskit.steps.strip.page import Page
from corpuskit.testing import assert_editor_laws
from tests.support.corpora import load
from tests.support.pages import pages

SENTENCES = [
    "河边的老柳树去年冬天被风刮倒了一棵，村里人把它锯成几段，做了桥头的长凳。",
    "长凳坐了不到半年就磨得发亮，孩子们放学以后总要在上面写一会儿作业才回家。",
    "桥下的水比往年浅，石头露出来一大片，洗衣服的人要走到中间才找得到深处。",
]
HEAD = ["城事频道 ▪ 乡村 ▪ 阅读页", "桥头的长凳"]
FOOT = ["喜欢就点个赞吧 128", "收藏本页 | 我要纠错 | 返回列表", "客服信箱 kefu@example.com", "某某网络 版权归原作者"]


def taken(text: str, step: Strip) -> tuple[str, Edits]:
    found = step.edits(Document("0" * 16, text))
    edits = found.edits if isinstance(found, Layer) else found
    return apply(text, edits), edits


def notes_of(text: str, step: Strip) -> tuple[Note, ...]:
    found = step.edits(Document("0" * 16, text))
    return found.notes if isinstance(found, Layer) else ()


def tune_texts(every: int) -> list[str]:
    return [page.text for n, page in enumerate(pages("tune")) if n % every == 0]


def test_it_takes_lines_that_no_rule_knows_and_says_why() -> None:
    found = [edit for text in tune_texts(5) for edit in taken(text, Strip())[1] if edit.rule == RULE]
    assert len(found) > 20
    assert all(edit.why.startswith("page judge 0.") or edit.why.startswith("page judge 1.") for edit in found)
    kinds = {kind for edit in found for kind in edit.why.split(": ", 1)[1].split(", ")}
    assert kinds <= set(GROUPS) and len(kinds) > 2
    assert all(BETWEEN_SCORE <= edit.confidence <= 1 for edit in found)


def test_it_can_be_switched_off() -> None:
    text = next(t for t in tune_texts(1) if any(edit.rule == RULE for edit in taken(t, Strip())[1]))
    for step in (Strip(model=False), Strip(off=(RULE,)), Strip(off=("any.page",))):
        assert all(edit.rule != RULE for edit in taken(text, step)[1])


def test_sound_text_stays() -> None:
    for text in (
        "\n".join(["桥头的长凳", *SENTENCES]),
        "\n".join(["一", *SENTENCES, "二", *SENTENCES, "（待续）"]),
        "\n".join(["春晓", "春眠不觉晓", "处处闻啼鸟", "夜来风雨声", "花落知多少"]),
        "\n".join(["材料", "面粉 200克", "鸡蛋 2个", "白糖 30克", *SENTENCES, "时间：周六上午九点", "地点：村口"]),
    ):
        assert taken(text, Strip()) == (text, Edits.of(()))


@pytest.mark.parametrize("every", [14])
def test_the_result_is_settled(every: int) -> None:
    step = Strip()
    for text in [*tune_texts(every), "\n".join([*HEAD, *SENTENCES, *FOOT])]:
        result = taken(text, step)[0]
        assert taken(result, step) == (result, Edits.of(()))


def test_the_laws_hold_on_a_page_that_opens_by_itself() -> None:
    assert_editor_laws(Strip(), "\n".join([*HEAD, *SENTENCES, *FOOT]))


def test_the_first_look_hides_nothing() -> None:
    texts = [*tune_texts(3), *["\n".join(page) for page in ([*HEAD, *SENTENCES], [*SENTENCES, *FOOT], SENTENCES)]]
    texts += ["\n".join(text.split("\n")[1:-1]) for text in texts]
    may = may_open_each(texts)
    assert may == [may_open_each([text])[0] for text in texts]
    for text, tells in zip(texts, may, strict=True):
        if not tells:
            assert not judge_opens(Page(text, matcher_for()))
    assert sum(may) > len(texts) // 10


def test_a_batch_is_asked_as_its_texts_are() -> None:
    step = Strip()
    texts = tune_texts(20)
    texts += ["\n".join(SENTENCES), "\n".join(["桥头的长凳", *SENTENCES])]
    asked = step.may_edit(texts)
    assert asked[-2:] == [False, False] and any(asked)
    for text, may in zip(texts, asked, strict=True):
        assert may or not len(taken(text, Strip())[1])


def test_many_ends_are_remembered_in_bounds() -> None:
    texts = [f"第{n}号清单\n共{n}项\n" + SENTENCES[0] for n in range(judgefirst.LINES_KNOWN + 10)]
    assert may_open_each(texts)[:5] == [may_open_each([text])[0] for text in texts[:5]]
    assert len(judgefirst._telling) <= judgefirst.LINES_KNOWN
    words_of([f"第{n}行" for n in range(judgefirst.LINES_KNOWN * 2)])
    assert len(features._known) <= judgefirst.LINES_KNOWN


def test_a_line_that_holds_a_sentence_stays() -> None:
    assert not judgeplace.may_go("赵某 这里没有扁鱼可以用柴鱼。谢谢。 回覆 | 检举") and not judgeplace.may_go(
        "她说今年的水少。 回覆"
    )
    assert not judgeplace.may_go("The boats ran nearly empty all through March. Reply")
    assert judgeplace.may_go("赞(3) 回覆 检举") and judgeplace.may_go("第3页。") and judgeplace.may_go("Reply. Report")


def test_letters_of_other_languages() -> None:
    assert judgefirst.is_known_language("The river was low that summer.") and judgefirst.is_known_language(SENTENCES[0])
    assert judgefirst.is_known_language("川の水は少なかった。강물이 얕았다。")
    assert judgefirst.is_known_language("Mùa hè năm ấy nước sông cạn hơn mọi năm.")
    assert judgefirst.is_known_language("Летом река обмелела.")
    assert not judgefirst.is_known_language("Το καλοκαίρι το ποτάμι είχε λίγο νερό.")
    assert not judgefirst.is_known_language("गर्मियों में नदी सूख गई थी।")


def test_the_trees_fit_the_columns() -> None:
    data = json.loads((files("corpuskit.rulebook") / "pagejudge.json").read_text(encoding="utf-8"))
    trees = data["trees"]
    assert data["columns"] == list(NAMES) and len(GROUPS) == len(NAMES)
    count = len(trees["feature"])
    assert len({*trees["roots"]}) == len(trees["roots"])
    assert all(0 <= f < len(NAMES) for f in trees["feature"])
    assert all(n <= child < count for side in ("left", "right") for n, child in enumerate(trees[side]))
    assert all((left == n) == (right == n) for n, (left, right) in enumerate(zip(trees["left"], trees["right"], strict=True)))
    assert 0.5 < data["cut_score"] < 1


def test_columns_of_a_small_page() -> None:
    views = ["首页 > 某某", SENTENCES[0], SENTENCES[1], "责任编辑:张三"]
    x = look_around(views, words_of(views), np.array([2.0, -3.0, -4.0, 1.0]), np.array([False, False, False, True]))
    column = dict(zip(NAMES, x.T.tolist(), strict=True))
    assert x.shape == (4, len(NAMES))
    assert column["words"] == [2.0, -3.0, -4.0, 6.0]
    assert column["words +1"] == [-3.0, -4.0, 6.0, 3.0] and column["words -1"] == [3.0, 2.0, -3.0, -4.0]
    assert column["known below"] == [1, 1, 1, 0] and column["known line below within"] == [3, 2, 1, 1]
    assert column["natural lines above"] == [0, 0, 1, 2] and column["inside the text"] == [0, 1, 1, 0]
    assert column["lines since the text began"] == [-1, 0, 1, 2] and column["lines to the end of the text"] == [2, 1, 0, -1]
    assert column["run above"] == [1, 2, 1, 1] and column["run reaches the end"] == [0, 0, 1, 1]
    assert column["above: a date"] == [0, 0, 0, 0] and column["own: part of han"][3] == pytest.approx(6 / 7)
    assert len(WORD_NAMES) == len(words_of(["a"])[0].row)


def test_columns_of_what_lines_share() -> None:
    views = ["某镇废钢价格行情", "某镇板材价格行情", "河水浅了,桥还没有修好", "abc"]
    known, scores = np.zeros(4, bool), np.array([2.0, 2.0, -3.0, 1.0])
    column = dict(zip(NAMES, look_around(views, words_of(views), scores, known).T.tolist(), strict=True))
    shared = 4 / 7  # 某镇, 价格, 格行, 行情 of seven pairs
    assert column["shares with above"] == pytest.approx([0, shared, 0, 0])
    assert column["shares with below"] == pytest.approx([shared, 0, 0, 0])
    assert column["shares with one line"] == pytest.approx([shared, shared, 0, 0])
    assert column["shares with lines not natural"] == pytest.approx([shared, shared, 0, 0])


@pytest.mark.parametrize(("mark", "other"), [("|", "┃"), ("·", "﹒"), (">", "⇢"), ("◆", "❖"), ("7", "3")])
def test_marks_between_parts_are_alike(mark: str, other: str) -> None:
    one, two = words_of([f"某网{mark}资讯{mark}正文", f"某网{other}资讯{other}正文"])
    assert sorted(one.slots.tolist()) == sorted(two.slots.tolist())


def test_words_with_blanks_between_are_grams_wherever_they_stand() -> None:
    def slots(lines: list[str], at: int) -> list[int]:
        found, of = grams(lines)
        return sorted(found[of == at].tolist())

    line = "Читать далее 12 апреля"
    assert slots([line], 0) == slots(["zz zz", "收藏本页 x", line, "QQ"], 2)
    assert slots(["aa 12 bb"], 0) == slots(["aa 07 bb"], 0)  # figures are alike
    shared = set(slots(["ab cd"], 0)) & set(slots(["cd ab"], 0))
    assert len(shared) < len(set(slots(["ab cd"], 0)))  # the order of two words counts
    characters = len(set(slots(["收藏本页"], 0)))
    assert characters == 4 + 5 + 4  # ones, twos and threes, and no words


@pytest.mark.parametrize(("top", "foot", "opens"), [(1, 2, True), (0, 2, True), (1, 0, False), (0, 1, False), (0, 0, False)])
def test_a_list_opens_by_two_sure_lines_and_not_by_one(top: int, foot: int, opens: bool) -> None:
    rows = [f"{name} {n} 元" for n, name in enumerate(("竹篮", "草帽", "铁锅", "木凳", "陶罐", "麻绳", "瓦盆", "蒲扇"), 11)]
    over = ["某某山货网 ⇢ 价目 ⇢ 本周"][:top]
    under = ["分享到 微信 微博 QQ空间 收藏本页", "某某山货网 版权所有 未经授权不得转载"][:foot]
    text = "\n".join((*over, "本周价目", *rows, "价目每周一早上换一次，雨天不出摊。", *under))
    assert judge_opens(Page(text, matcher_for())) is opens


def test_a_list_opens_by_two_lines_that_are_surer_whatever_their_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [page.text for page in pages("tune") if page.style in ("xuehui-turang", "esports-liejing-b", "hill-club-ko-a")]
    opened = sum(judge_opens(Page(text, matcher_for())) for text in texts)
    monkeypatch.setattr(judge_module, "LIST_SURE_SCORE", 1.1)
    assert opened > sum(judge_opens(Page(text, matcher_for())) for text in texts)


def test_sound_text_of_the_corpora_does_not_open() -> None:
    texts = [row["text"] for n, row in enumerate(load(langs=["zh-Hans"], kinds=["prose"], split="test")) if n % 40 == 0]
    step = Strip()
    assert all(edit.rule != RULE for text in texts for edit in taken(text, step)[1])


def test_a_page_of_very_many_lines_is_not_judged() -> None:
    many = ["责任编辑：张三", *[f"编辑{n}" for n in range(judge_module.LINES_MOST)], *SENTENCES]
    assert all(edit.rule != RULE for edit in taken("\n".join(many), Strip())[1])
    assert not judgeplace.may_go("甲" * (judgeplace.LINE_MAX_CHARS + 1))


def test_who_switches_it_off_hears_nothing_of_it() -> None:
    texts = tune_texts(6)
    assert any(note.rule == "review.page.judge" for text in texts for note in notes_of(text, Strip()))
    assert all(note.rule != "review.page.judge" for text in texts for note in notes_of(text, Strip(off=(RULE,))))


def test_the_last_line_over_a_text_stays() -> None:
    page = Page("\n".join(["甲", "乙乙", *SENTENCES, "丙"]), matcher_for())
    page.place()
    lines = [page.lines[0], page.lines[1], page.lines[-1]]

    def kept(scores: list[float]) -> list[int]:
        verdict = judge_module._Verdict(lines, np.zeros((3, 1)), np.array(scores), np.zeros(3))
        return judge_module._but_title(page, verdict, np.array([0, 1, 2])).tolist()

    assert kept([0.95, 0.9, 0.9]) == [0, 2] and kept([0.9, 0.95, 0.9]) == [1, 2]
    assert kept([0.99, 0.995, 0.9]) == [0, 1, 2]


def test_columns_of_a_page_do_not_depend_on_the_pages_beside_it() -> None:
    made = np.random.default_rng(7)
    asked = []
    for page in [*pages("tune")][:240:3]:
        views = [line.strip() for line in page.text.split("\n") if line.strip()]
        known, scores = made.random(len(views)) < 0.3, made.normal(0, 3, len(views))
        words = words_of(views)
        shared = shared_each([(words, natural_lines(views, scores, known))])[0]
        asked.append(Lines(views, words, scores, known, range(0, len(views), 2), shared))
    together = look_around_each(asked)
    alone = [look_around([*p.views], [*p.words], p.scores, p.known, [*p.asked]) for p in asked]
    assert all(np.array_equal(one, other) for one, other in zip(together, alone, strict=True))


def test_two_lines_that_are_likely_open_a_page() -> None:
    above = "手艺 · 纺车\n播出时间：2011-09-12 19:35　上传：网络部\n00:00 / 15:06　高清　弹幕关\n"
    text = (
        "纺车是把纤维捻成纱线的工具，由绳轮、锭子和木架三个部分组成，绳轮大而锭子小，转一圈可以带动锭子几十圈。\n"
        "一个熟手一天大约能纺四两到六两棉纱，棉条搓得松紧合适的时候断头就少，天气干燥时要在地上洒一点水。\n"
    )
    below = "往期：修鞋 / 弹棉花 / 夜班公交\n编导：甲乙　摄像：戊己　剪辑：戊己\n"
    found = Strip().edits(Document("0" * 16, above + text + below))
    edits = found.edits if isinstance(found, Layer) else found
    gone = [edit.removed.strip() for edit in edits]
    assert {"播出时间：2011-09-12 19:35　上传：网络部", "编导：甲乙　摄像：戊己　剪辑：戊己"} <= set(gone)
    assert not any(part in line for line in gone for part in ("纺车", "棉纱"))
