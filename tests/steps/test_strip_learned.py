"""What strip finds without a rule: injected terms, templates of a site, the page judge, and the alarm."""

from __future__ import annotations

import random
import time

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.errors import RecipeError
from corpuskit.steps.strip import Strip, Templates, learn_templates
from corpuskit.testing.laws import assert_editor_laws
from tests.support.furnished import stripped

SENTENCES = [
    "入秋以后，河水一天比一天浅，岸边的石头露出来，孩子们放学后就在上面跳来跳去。",
    "镇上的人说，打印的字整齐，手写的字认人，所以议题目录至今仍旧由值班的人写上去。",
    "工程队在桥头搭起了棚子，白天量尺寸，夜里对图纸，三个星期没有停过一天工。",
    "图书馆三楼的座位重新排过，靠窗的留给看报的老人，里面的留给备考的学生。",
]


def notes(text: str, step: Strip) -> list[str]:
    found = step.edits(Document("0" * 16, text))
    return [note.rule for note in found.notes] if isinstance(found, Layer) else []


# -- injected terms ----------------------------------------------------------------------------------------------------

CLEAN = ["题目在这里", SENTENCES[0], SENTENCES[1], "小标题", SENTENCES[2], SENTENCES[3]]


@pytest.mark.parametrize("term", ["珂某汇", "霓某体讯", "砾某电竞", "kelvane", "kvq", "www.某某.example"])
def test_injected_terms_go(term: str) -> None:
    rows = [f"{term}:{CLEAN[0]}", CLEAN[1], f"{term}(官方)", CLEAN[2] + term, CLEAN[3], CLEAN[4], CLEAN[5] + term]
    text = "\n".join(rows)
    assert stripped(text, Strip()) == "\n".join(CLEAN)
    assert assert_editor_laws(Strip(), text) > 2
    assert stripped(text, Strip(spam=False)) != "\n".join(CLEAN)


@pytest.mark.parametrize("word", ["GPS", "the", "kv"])
def test_short_words_that_pages_repeat_are_no_injected_terms(word: str) -> None:
    text = "\n".join([CLEAN[0], CLEAN[1] + word, CLEAN[2] + word, CLEAN[4], CLEAN[5]])
    assert stripped(text, Strip()) == text


@pytest.mark.parametrize("tail", ["平台官网登录,", "app下载,", "官方网站"])
def test_a_term_takes_the_words_of_its_advertisement_along(tail: str) -> None:
    sentences = CLEAN[2].split("。", 1)[0] + "。", CLEAN[4]
    end = "" if tail.endswith(",") else "。"  # the mark came with the name: the sentence before has its own
    rows = [
        CLEAN[0],
        CLEAN[1] + "珂某汇",
        "珂某汇(官方)",
        sentences[0] + "珂某汇" + tail + end + sentences[1],
        CLEAN[5] + "珂某汇",
    ]
    assert stripped("\n".join(rows), Strip()) == "\n".join((CLEAN[0], CLEAN[1], sentences[0] + sentences[1], CLEAN[5]))


def test_a_term_inside_sentences_stays_and_is_flagged() -> None:
    rows = [
        CLEAN[0],
        CLEAN[1] + "珂某汇",
        CLEAN[2] + "珂某汇",
        "约占珂某汇的三成，每年都有增加，去年又多了两个百分点，今年还会更多。",
    ]
    text = "\n".join(rows)
    assert stripped(text, Strip()) == text
    assert "damage.spam-replaced" in notes(text, Strip())


def test_subjects_of_the_page_are_no_spam() -> None:
    rows = [
        "河口湿地：一份观察",
        "河口湿地",
        "河口湿地每年后退三米，观测站的木桩已经换过两次，今年又换了一次。",
        "河口湿地",
        SENTENCES[0],
    ]
    text = "\n".join(rows)
    assert stripped(text, Strip()) == text


# -- templates of a site -----------------------------------------------------------------------------------------------

FOOT = {"甲站": "愿您每天都有新的收获", "乙站": "城市的事 我们来说", "丙站": "记录山河 也记录你"}
HEAD = {"甲站": "大家都来看 新鲜每一天", "乙站": "晨光版", "丙站": "山河版 第一手"}


def corpus() -> list[tuple[str, str, str]]:
    """(site, page, the page without its furniture), with a refrain, list heads and a formula that repeat and must stay."""
    draw = random.Random(7)
    made = []
    for n in range(60):
        site = draw.choice(sorted(FOOT))
        body = [
            f"第{n}号题目",
            *draw.sample(SENTENCES, 3),
            "一、",
            draw.choice(SENTENCES),
            "特此通知，请遵照执行。",
            *draw.sample(SENTENCES, 4) * 4,
        ]
        made.append((site, "\n".join([HEAD[site], *body, FOOT[site]]), "\n".join(body)))
    return made


def test_templates_are_learned_and_cut() -> None:
    pages = corpus()
    found = learn_templates((site, text) for site, text, _ in pages)
    assert {(t.site, t.line) for t in found.templates} == {(s, x) for table in (HEAD, FOOT) for s, x in table.items()}
    assert found.error == 0
    step = Strip(templates=found.to_toml())
    for site, text, body in pages:
        assert stripped(text, step, site=site) == body
        assert stripped(text, step, site="丁站") == text
    layer = step.edits(Document("0" * 16, pages[0][1], {"site": pages[0][0]}))
    edits = layer.edits if isinstance(layer, Layer) else layer
    assert any(t.id in edit.why for t in found.templates for edit in edits)
    assert step.tables_used()["templates"] == found.digest


def test_templates_do_not_depend_on_order() -> None:
    pages = [(site, text) for site, text, _ in corpus()]
    assert learn_templates(pages) == learn_templates(reversed(pages))


def test_templates_are_read_back_and_checked() -> None:
    found = learn_templates((site, text) for site, text, _ in corpus())
    assert Templates.from_toml(found.to_toml()) == found
    with pytest.raises(RecipeError, match="format"):
        Templates.from_toml("format = 9\n")
    with pytest.raises(RecipeError, match="templat"):
        Templates.from_toml("format = 1\ntemplates = 3\n")
    with pytest.raises(RecipeError, match="site"):
        Templates.from_toml('format = 1\n[[template]]\nline = "x"\n')


def test_memory_is_bounded_and_its_error_stated() -> None:
    pages = [("甲站", "\n".join(["每天都看", *(f"第{n}页第{i}行" for i in range(40)), "再见再见"])) for n in range(40)]
    found = learn_templates(pages, lines_max=200)
    assert {t.line for t in found.templates} == {"每天都看", "再见再见"}
    assert all(40 - found.error <= t.documents <= 40 for t in found.templates)
    assert found.error > 0


def test_a_title_keeps_what_is_its_own_beside_an_injected_name() -> None:
    rows = [
        "某某网 > 生活 > 正文",
        "来源：某某日报　2021-03-02",
        "发布",
        "【珂某汇】河水浅了，石头上的孩子",
        *SENTENCES[:3],
        "珂某汇(官方)",
    ]
    text = "\n".join([*rows[:4], rows[4] + "珂某汇", *rows[5:]])
    assert "\n河水浅了，石头上的孩子\n" in "\n" + stripped(text, Strip())
    assert "珂某汇" not in stripped(text, Strip())
    assert_editor_laws(Strip(), text)


def test_an_item_of_a_list_is_no_injected_name() -> None:
    rows = [
        "题目",
        SENTENCES[0] + "（登记表见附件）",
        SENTENCES[1],
        "附件：1.名单",
        "2.登记表",
        "附件【登记表.doc】已下载12次",
        "打印",
    ]
    assert "2.登记表" in stripped("\n".join(rows), Strip())


# -- judge and alarm ---------------------------------------------------------------------------------------------------


def test_the_judge_takes_such_a_row_beside_cuts_only() -> None:
    rows = ["题目", *SENTENCES, "上一篇：甲事", "某某资讯|某某问答|某某地图", "责任编辑：张三", "分享到：", "【打印】【关闭】"]
    text = "\n".join(rows)
    assert "某某地图" not in stripped(text, Strip())
    assert "某某地图" in stripped(text, Strip(model=False))
    alone = "\n".join(["题目", *SENTENCES, "某某资讯|某某问答|某某地图"])
    assert stripped(alone, Strip()) == alone


def test_the_alarm_keeps_a_class() -> None:
    rows = ["题目", SENTENCES[0], *[f"上一篇：{s[:30]}{n}" for n, s in enumerate(SENTENCES * 6)]]
    text = "\n".join(rows)
    assert stripped(text, Strip(alarm_ratio=1.0)) != text
    assert stripped(text, Strip()) == text
    assert "review.alarm.prevnext" in notes(text, Strip())
    assert_editor_laws(Strip(), text)


def test_a_title_is_not_kept_for_a_line_that_goes() -> None:
    rows = ["某某体育(中国)科技有限公司官网", "您的位置：网站首页 ＞ 班级动态 ＞ 小二班的分离焦虑第一周"]
    rows += [
        "某某体育（中国）小二班的分离焦虑第一周-某某体育app下载",
        "我们没有哄，哄一个，其余的就会发现哭是有用的，王老师坐在地上拼火车轨道。",
    ]
    once = stripped("\n".join(rows), Strip())
    assert stripped(once, Strip()) == once


def test_many_lines_of_adverts_take_linear_time() -> None:
    def seconds(count: int) -> float:
        text = "\n".join(f"石阶修好第{n}回以后-某某娱乐城官网-真人荷官-注册入口" for n in range(count))
        start = time.process_time()
        stripped(text, Strip())
        return time.process_time() - start

    seconds(100)
    assert seconds(2_000) < 8 * (seconds(500) + 0.1)
