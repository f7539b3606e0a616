"""Pieces that the piece judge takes, and those that stay: notes, captions, what no site says."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.rulebook.linematch import matcher_for
from corpuskit.steps.strip import Strip
from corpuskit.steps.strip.page import Cut, Page
from corpuskit.steps.strip.piecejudge import ASKED_SCORE, piece_judge_digest, told_pieces, weigh_pieces_ahead
from corpuskit.steps.strip.piecelook import set_pieces, with_shared
from corpuskit.steps.strip.pieceplaces import places_of
from corpuskit.steps.strip.spanmodel import piece_score, span_model_digest
from corpuskit.steps.strip.spanscan import may_score_each
from corpuskit.testing import assert_editor_laws
from tests.support.pages import pages

HEAD = "首页 > 新闻 > 正文"
TITLE = "渡口的石阶为什么有七级"
BODY = "入秋以后，河水一天比一天浅，岸边的石头露出来，孩子们放学后就在上面跳来跳去。"
NEXT = "镇上的人说，石阶是照着水位砌的，哪一级露出来，就知道渡船还能不能开。"
FOOT = "版权所有 未经许可不得转载"


def stripped(*rows: str, step: Strip | None = None) -> str:
    text = "\n".join((HEAD, TITLE, *rows, FOOT))
    assert_editor_laws(step or Strip(), text)
    found = (step or Strip()).edits(Document("0" * 16, text))
    return apply(text, found.edits if isinstance(found, Layer) else found)


@pytest.mark.parametrize(
    "piece",
    [
        "（点击播放键收听号子）",
        "（1,203人觉得有用）",
        "［查看更多渡口照片］",
        "【点这里留言】",
        "更多故事请听渡口电台",
        "（上次更新：5月）",
        "（扫码加入渡口读者群）",
        "展开",  # shorter than what brackets would leave of it
    ],
)
def test_what_sites_say_goes(piece: str) -> None:
    assert stripped(BODY + piece, NEXT) == f"{TITLE}\n{BODY}\n{NEXT}"


@pytest.mark.parametrize(
    "piece",
    [
        "【按：此条旧志不载】",
        "（石阶长三丈）",
        "〔三〕",
        "（下转第三版）",
        "（他后来去了省城）",
        "（见图2）",
        "（张氏名缺）",
        "老艄公也不知道",
        "★★★★☆",
        "我们期待渡口续写新的篇章！",
    ],
)
def test_what_writers_say_stays(piece: str) -> None:
    assert stripped(BODY + piece, NEXT) == f"{TITLE}\n{BODY}{piece}\n{NEXT}"


def test_a_text_without_furniture_keeps_all() -> None:
    text = f"{TITLE}\n{BODY}（下载）\n{NEXT}"  # one piece, and not quite sure
    found = Strip().edits(Document("0" * 16, text))
    assert not (found.edits if isinstance(found, Layer) else found)


def test_a_caption_keeps_its_brackets() -> None:
    row = "▲老艄公站在第七级石阶上，身后是新来的渡船。更多故事请听渡口电台"
    assert row in stripped(BODY, row, NEXT)


def test_without_models_and_by_its_rule_it_stays() -> None:
    piece = "更多故事请听渡口电台"
    assert piece not in stripped(BODY + piece, NEXT)
    assert piece in stripped(BODY + piece, NEXT, step=Strip(model=False))
    assert piece in stripped(BODY + piece, NEXT, step=Strip(off=("any.page.part",)))


def test_the_weights_are_in_the_lock() -> None:
    assert Strip().tables_used()["spanmodel.json"] == span_model_digest()
    assert Strip().tables_used()["piecejudge.json"] == piece_judge_digest()


@pytest.mark.parametrize(
    ("view", "pieces"),
    [
        ("河水一天比一天浅。(点击收听)", {"(点击收听)": "bracket"}),
        ("河水一天比一天浅。欢迎收听", {"欢迎收听": "tail"}),
        ("第七级石阶 更多照片", {"第七级石阶": "head", "更多照片": "gap"}),
        ("第七级石阶▶更多照片", {"第七级石阶▶": "head", "▶更多照片": "mark"}),
        ("▲老艄公站在石阶上。欢迎收听", {}),
        ("渡口电台:河水一天比一天浅", {"渡口电台:": "label"}),
        ("【渡口】 河水一天比一天浅", {"【渡口】": "label", "河水一天比一天浅": "gap"}),
        ("Riverton (RN) -- The water falls from day to day here", {"Riverton (RN) --": "label", "Riverton (RN)": "label"}),
        ("河水 [编辑] [讨论]", {"河水": "head", "河水 [编辑]": "label", "[讨论]": "gap", "[编辑] [讨论]": "mark"}),
        ("第七级石阶点击:188", {"点击:188": "mark", "石阶点击:188": "mark", "第七级石阶点击:": "label"}),
        (
            "Le fleuve a déjà passé tous les quais de la ville basse, l'été. Lire aussi : la crue de l'été dernier au port",
            {"Lire aussi : la crue de l'été dernier au port": "tail"},
        ),
    ],
)
def test_where_pieces_are_looked_for(view: str, pieces: dict[str, str]) -> None:
    assert {view[place.start : place.end].strip(): place.kind for place in places_of(view, len(view))} == pieces
    assert {piece.text for piece in set_pieces(view)} == set(pieces)


@pytest.mark.parametrize(
    ("lines", "shared"),
    [
        (("Ufer im Mai Link zu diesem Abschnitt", "Pegel Link zu diesem Abschnitt", "Ein Satz."), "Link zu diesem Abschnitt"),
        (("History[edit]", "Course[edit]"), "[edit]"),
        (("沿革播报编辑", "水文播报编辑", "渡口播报编辑"), "播报编辑"),
        (("沿革播报编辑", "水文播报编辑"), ""),  # glued: two are not enough
        (("Ufer im Mai", "Pegel im Juni"), ""),
    ],
)
def test_what_several_lines_end_with_is_looked_at(lines: tuple[str, ...], shared: str) -> None:
    found = with_shared([], lines, range(len(lines)))
    assert {piece.text for piece in found} == ({shared} if shared else set())
    assert all(piece.kind == "shared" for piece in found)


def test_pages_are_weighed_together_as_alone() -> None:
    rows = (BODY + "（点击查看大图）", NEXT + "【点这里留言】", NEXT)
    matcher = matcher_for()
    pages = [Page("\n".join((HEAD, TITLE, row, BODY, FOOT)), matcher) for row in rows]
    for page in pages:
        page.mark(page.lines[0], Cut("zh.breadcrumb.home", "", 1.0))
    alone = [[told.piece.text for told in told_pieces(page)] for page in pages]
    assert alone == [["(点击查看大图)"], ["【点这里留言】"], []]
    for page in pages:
        page.told = None
    weigh_pieces_ahead(pages)
    assert [[told.piece.text for told in told_pieces(page)] for page in pages] == alone


def test_pieces_looked_at_together_have_their_own_scores() -> None:
    lines = [line for n, page in enumerate(pages("tune")) if n % 40 == 0 for line in page.text.split("\n")]
    lines += ["话。(\t0\U00020000)", "A sentence. \x00(See more 123)"]
    asked = [(piece.text, piece.piece) for line in lines for piece in set_pieces(line)]
    scores = [piece_score(*one) for one in asked]
    assert len(asked) > 500
    for least in (ASKED_SCORE, 0.0, sorted(scores)[len(scores) // 2] + 1e-3):
        assert may_score_each(asked, least) == [score >= least for score in scores]
    assert may_score_each([], ASKED_SCORE) == []


SETTLES = ("heyuan-02", "s-camera-board-01", "univ-huanjing-03")  # where a second run once took more
EACH = 20


def test_labelled_pages_settle() -> None:
    chosen = [page for n, page in enumerate(pages("tune")) if n % EACH == 0 or page.id in SETTLES]
    assert sum(page.id in SETTLES for page in chosen) == len(SETTLES)
    for page in chosen:
        found = Strip().edits(Document("0" * 16, page.text))
        left = apply(page.text, found.edits if isinstance(found, Layer) else found)
        again = Strip().edits(Document("1" * 16, left))
        assert not (again.edits if isinstance(again, Layer) else again), page.id


def test_whom_a_page_is_about_stays() -> None:
    text = f"张某某　教授\n{BODY}\n{NEXT}\n上一篇：没有了\n{FOOT}"
    found = Strip().edits(Document("0" * 16, text))
    assert apply(text, found.edits if isinstance(found, Layer) else found).startswith("张某某　教授\n")
