"""The step `script`: identity with both reference libraries, the laws, and what must never change.

Long, because every target and table has its cases.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer, apply
from corpuskit.errors import UsageError
from corpuskit.steps.script import RULES, Script, detect, scan, tables
from corpuskit.steps.script.engine import convert, ranges
from corpuskit.steps.script.spans import edits_between
from corpuskit.steps.script.trie import Trie, codes_of, leftmost, text_of
from corpuskit.testing.laws import assert_editor_laws
from tests.support.corpora import load
from tests.support.opencc_fuzz import strings

DIGESTS = json.loads((Path(__file__).parent / "opencc_digests.json").read_text(encoding="utf-8"))
TARGETS = ("hans", "hant", "tw", "hk")
CHARACTERS = "后来发干面里表云头髮髪著着乾燥瞭解软件网络，。 \n-abc程序信息鼠标打印麪裏為爲"
LAWS = settings(max_examples=60, deadline=None, derandomize=True)


def layer_of(text: str, **params: object) -> Layer:
    found = Script(**params).edits(Document("0" * 16, text))  # type: ignore[arg-type]
    return found if isinstance(found, Layer) else Layer("script", "1", found)


def run(text: str, **params: object) -> str:
    return apply(text, layer_of(text, **params).edits)


# -- identity ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("config", tables.CONFIGS)
def test_identical_to_the_official_engine(config: str) -> None:
    """Digests of the official engine's output, stored by scripts/compare-opencc --write."""
    stored = DIGESTS["digests"][config]
    count = min(map(int, stored))
    digest = blake2b(digest_size=16)
    chain = tables.chain("opencc", config)
    for text in strings(count, DIGESTS["seed"]):
        digest.update(text_of(convert(codes_of(text), chain).codes).encode("utf-8") + b"\n\n")
    assert digest.hexdigest() == stored[str(count)]


@pytest.mark.parametrize("config", ["t2s", "s2t", "s2tw", "tw2s", "s2twp", "tw2sp", "s2hk", "hk2s", "t2tw", "t2hk"])
def test_identical_to_the_reimplemented_library(config: str) -> None:
    from opencc import OpenCC

    reference = OpenCC(config)
    rng = Random(config)

    @LAWS
    @given(st.text(alphabet=st.sampled_from(CHARACTERS), max_size=60))
    def made_up(text: str) -> None:
        assert run(text, config=config, tables="reimplemented") == reference.convert(text)

    made_up()
    changed = 0
    for text in strings(150, rng.randrange(10**6)):
        ours = run(text, config=config, tables="reimplemented")
        assert ours == reference.convert(text)
        changed += ours != text
    assert changed > 75


def test_edits_of_a_chain_lead_from_the_first_text_to_the_last() -> None:
    changed = 0
    for text in strings(300, 5):
        for config in ("s2twp", "tw2sp", "hk2sp"):
            codes = codes_of(text)
            result = convert(codes, tables.chain("opencc", config))
            edits = edits_between(codes, result, tuple("0123456"))
            assert apply(text, edits) == text_of(result.codes)
            assert all(e.removed == text[e.start : e.end] != e.inserted for e in edits)
            changed += len(edits) > 0
    assert changed > 700


def test_a_word_is_one_edit_and_a_character_is_one_edit() -> None:
    found = [(e.removed, e.inserted, e.rule) for e in layer_of("软件里的后台数据库在U盘上", config="s2twp").edits]
    assert ("软件", "軟體", "script.term") in found
    assert ("数据库", "資料庫", "script.term") in found
    assert ("U盘", "隨身碟", "script.term") in found
    assert ("后", "後", "script.phrase") in found


def test_description_sequences_are_passed_over() -> None:
    assert run("⿰马云马云", config="s2t") == "⿰马云馬雲"
    assert run("⿰马", config="s2t") == "⿰馬"  # incomplete: no sequence


def test_lone_surrogates_and_text_beyond_the_tables_survive() -> None:
    text = "\ud800后来\U000e0100\U0010ffff发"
    assert run(text, config="s2t") == "\ud800後來\U000e0100\U0010ffff發"


# -- the laws ----------------------------------------------------------------------------------------------------------

PIECES = (
    "乾隆年間", "他瞭解", "這部著作", "沿著海岸", "努力奮斗", "后来", "在云上", "頭髮", "发展", "皇后", "公里", "干净",
    "乾淨", "软件", "網路", "里面", "裏面", "裡面", "龙（龍）", "“後”字", "\nありがとう、東京の図書館で\n", "\n한국어 憲法\n",
    "說明", "説明", "，", "。", "\n", "English", "123", "䊷", "𠮷", "⿰木公", "於是", "忠於", "毕昇", "表面", "發現", "只有",
    "一隻", "麵包", "面包", "这个说法", "他们发现", "這個說法", "他們發現", "国家", "國家",
)  # fmt: skip


@pytest.mark.parametrize("to", TARGETS)
@pytest.mark.parametrize("options", [{}, {"phrases": True}, {"fix_hant": True, "protect": ("公里",)}], ids=["", "words", "all"])
def test_laws(to: str, options: dict[str, object]) -> None:
    step = Script(to=to, **options)  # type: ignore[arg-type]
    seen = []

    @LAWS
    @given(st.lists(st.sampled_from(PIECES), min_size=4, max_size=25).map("".join))
    def laws(text: str) -> None:
        seen.append(assert_editor_laws(step, text, others=["軟體後來", "软件后来"]))

    laws()
    assert sum(n > 0 for n in seen) * 5 > len(seen) * 2


ONE_SIDED = detect.characters_of(detect.HANS | detect.HANT | detect.WEAK)


def test_laws_on_any_characters() -> None:
    seen = []

    @LAWS
    @given(st.text(ONE_SIDED, min_size=1, max_size=40) | st.text(st.characters(codec="utf-8", min_codepoint=0x3000), max_size=40))
    def laws(text: str) -> None:
        for to in TARGETS:
            seen.append(assert_editor_laws(Script(to=to), text))  # type: ignore[arg-type]

    laws()
    assert sum(n > 0 for n in seen) * 4 > len(seen)


@pytest.mark.parametrize("config", tables.CONFIGS)
def test_laws_of_raw_configs(config: str) -> None:
    step = Script(config=config)  # type: ignore[arg-type]
    seen = [assert_editor_laws(step, text) for text in strings(60, 11)]
    assert sum(n > 0 for n in seen) > 30


def test_the_scan_hides_no_edit() -> None:
    """What the trigger pattern or the evidence pattern lets pass really needs nothing."""
    rng = Random(3)
    pool = list(strings(400, 21))
    for config in tables.CONFIGS:
        chain = tables.chain("opencc", config)
        for text in pool:
            cut = text[: 1 + rng.randrange(6)]
            if chain.triggers.search(cut) is None:
                assert np.array_equal(convert(codes_of(cut), chain).codes, codes_of(cut)), (config, cut)


# -- readable examples -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("乾隆年間，乾淨的水，乾坤", "乾隆年间，干净的水，乾坤"),
        ("他瞭解到，並且瞭望遠方", "他了解到，并且瞭望远方"),
        ("這部著作很著名，原著作者沿著海岸走著", "这部著作很著名，原著作者沿着海岸走着"),
        ("著眼大局，著力強基，名著和專著，著有詩集", "着眼大局，着力强基，名著和专著，著有诗集"),
        ("藉此機會，聲名狼藉", "借此机会，声名狼藉"),
        ("餘下的徵兆、特徵，宮商角徵羽", "余下的征兆、特征，宫商角徵羽"),
        ("鍾愛的人覆蓋了，答覆如下", "钟爱的人覆盖了，答复如下"),
        ("他終於說，忠於人民", "他终于说，忠于人民"),
        ("努力奮斗，后来在云上飛，頭髮和發展", "努力奋斗，后来在云上飞，头发和发展"),  # machine-made traditional
        ("皇后在後面，公里和裡面", "皇后在后面，公里和里面"),
        ("作者著有《紅樓夢》，內容著重於牠們", "作者著有《红楼梦》，内容着重于它们"),
        ("裏面的人羣，衞生説明", "里面的人群，卫生说明"),  # forms that Hong Kong shares with Japan
        ("簡體：龙；繁體：龍", "简体：龙；繁体：龍"),
        ("這是日本的「カラオケ」文化", "这是日本的「カラオケ」文化"),
        ("他说完就走，这边写着：「歡迎光臨」。\n我們進去了。", "他说完就走，这边写着：「歡迎光臨」。\n我们进去了。"),
    ],
)
def test_traditional_to_simplified(text: str, wanted: str) -> None:
    assert run(text, to="hans") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "他瞭望远方，声名狼藉，乾坤，毕昇，哪吒，宫商角徵羽，甚夥，姓於",
        "东京大学の図書館で本を読む。",
        "東京大学図書館の利用案内\n開館時間 午前九時\n学生証を提示する。",
        "대한민국憲法은 國民이 말한다.\n第一條",
        "龙（龍）是“龍”字的简体，“後”字简化为后",
        "この本は「國富論」と呼ばれる。",
        "「カラオケ」東京公演\n",
        "招牌上写着“歡迎光臨”四个大字，繁体字的“愛”有心，简体字的“爱”无心。",
        "Η λέξη 車 σημαίνει αυτοκίνητο σε πολλές γλώσσες",
    ],
)
def test_what_stays_on_the_way_to_simplified(text: str) -> None:
    assert run(text, to="hans") == text


@pytest.mark.parametrize(
    ("to", "text", "wanted"),
    [
        ("hant", "他說簡體字寫作“发财”，我們說發財", "他說簡體字寫作“发财”，我們說發財"),
        ("tw", "软件里的后台，头发和发展，为什么着急", "軟件裡的後臺，頭髮和發展，為什麼著急"),
        ("hk", "软件里的后台，为什么着急，说明", "軟件裏的後台，為什麼着急，説明"),
        ("hant", "皇后在后面，干净的面条，几只", "皇后在後面，乾淨的麪條，幾隻"),
        ("tw", "我説這裏有羣眾，為什麼着急，衞生", "我說這裡有群眾，為什麼著急，衛生"),
        ("hk", "看著手錶說明", "看着手錶説明"),
    ],
)
def test_to_traditional(to: str, text: str, wanted: str) -> None:
    if to == "hk" and "里" in text:
        wanted = wanted.replace("裏", run("里", config="s2hk"))
    assert run(text, to=to) == wanted


def test_words_change_only_when_asked() -> None:
    assert run("這個軟體的滑鼠", to="hans") == "这个软体的滑鼠"
    assert run("這個軟體的滑鼠", to="hans", phrases=True) == "这个软件的鼠标"
    assert run("这个软件的鼠标", to="tw", phrases=True) == "這個軟體的滑鼠"


def test_machine_made_traditional_is_mended() -> None:
    broken = "她的頭發和發展，皇後喝了干淨的水，努力奮斗"
    assert run(broken, to="tw", fix_hant=False) == broken
    assert run(broken, to="tw") == "她的頭髮和發展，皇后喝了乾淨的水，努力奮鬥"
    assert {e.rule for e in layer_of(broken, to="tw").edits} == {"script.mended"}
    assert run("關于時間，由于右邊，于右任說對于他們", to="hant") == "關於時間，由於右邊，于右任說對於他們"


def test_what_a_machine_left_alone_becomes_what_simplified_text_becomes() -> None:
    broken = "我們奮斗的目標，關于雲南旅游的報告，采取了措施，并認真落實，并成功辦完，走了30余里路，余先生說背后有人呼吁"
    mended = "我們奮鬥的目標，關於雲南旅遊的報告，採取了措施，並認真落實，並成功辦完，走了30餘里路，余先生說背後有人呼籲"
    assert run(broken, to="hant") == mended


@pytest.mark.parametrize(
    "sound",
    [
        "後來在皇后大道上，余先生和于小姐說起風采，並不覺得奮鬥有什麼。",
        "幾里路以外，他在斗室裡松樹下。",
        "夏后氏、萬斗米、合并、采邑",
    ],
)
def test_sound_traditional_text_is_not_mended(sound: str) -> None:
    assert run(sound, to="hant", variants="region") == sound


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("会议主持人参加了讨论", "會議主持人參加了討論"),
        ("这样的历法用了三百年", "這樣的曆法用了三百年"),
        ("我国的历史很长", "我國的歷史很長"),
        ("他们人参鹿茸都卖", "他們人蔘鹿茸都賣"),
        ("文件将被复制到这里", "文件將被複製到這裏"),
        ("并办成了展览", "並辦成了展覽"),
        ("命令并发送结果", "命令並發送結果"),
    ],
)
def test_phrases_that_cross_are_cut_where_the_word_is(text: str, wanted: str) -> None:
    assert run(text, to="hant") == wanted


def test_protected_terms_stay() -> None:
    assert run("鍾書先生說過這本書", to="hans", protect=("鍾書",)) == "鍾書先生说过这本书"


def test_variants_can_stay() -> None:
    assert run("我説這裏有羣眾", to="tw", variants="keep") == "我説這裏有羣眾"


def test_undecided_choices_are_noted_once_per_character() -> None:
    notes = layer_of("他干，她干，三遍后发现面", config="s2t").notes
    of = {note.candidates[0]: note for note in notes}
    assert all(note.rule == "script.ambiguous" and len(note.candidates) > 1 for note in notes)
    assert len(notes) == len({note.candidates for note in notes})
    assert of["幹"].why.startswith("2 times")


def test_keep_does_nothing() -> None:
    assert not len(layer_of("後來发展", to="keep").edits)


def test_parameters_that_exclude_each_other() -> None:
    with pytest.raises(UsageError, match="excludes"):
        Script(config="t2s", to="hans")
    with pytest.raises(UsageError, match="needs a config"):
        Script(to="hans", tables="reimplemented")
    with pytest.raises(UsageError, match="has no config"):
        Script(config="jp2t", tables="reimplemented")


def test_every_rule_is_listed() -> None:
    used = {e.rule for t in strings(80, 9) for c in ("s2twp", "tw2s") for e in layer_of(t, config=c).edits}
    assert used and used <= set(RULES)


def test_tables_are_in_the_lock() -> None:
    assert Script().tables_used() == {}
    assert "opencc/TSCharacters" in Script(to="hans").tables_used()
    assert "reimplemented/STPhrases" in Script(config="s2t", tables="reimplemented").tables_used()


# -- parts -------------------------------------------------------------------------------------------------------------


@LAWS
@given(st.lists(st.text("abcd", min_size=1, max_size=5), min_size=1, max_size=12, unique=True), st.text("abcd", max_size=40))
def test_trie_finds_what_a_plain_search_finds(keys: list[str], text: str) -> None:
    trie = Trie(keys)
    every = {(s, n, k) for s in range(len(text)) for k, key in enumerate(keys) for n in [len(key)] if text[s : s + n] == key}
    assert set(zip(*(column.tolist() for column in trie.find(codes_of(text), every=True)), strict=True)) == every
    starts, sizes, _ = leftmost(trie.find(codes_of(text)))
    at, greedy = 0, []
    while at < len(text):
        size = max((n for s, n, _ in every if s == at), default=0)
        if size:
            greedy.append((at, size))
        at += size or 1
    assert list(zip(starts.tolist(), sizes.tolist(), strict=True)) == greedy


def test_ranges() -> None:
    assert ranges(np.array([3, 7]), np.array([2, 3])).tolist() == [3, 4, 7, 8, 9]
    assert ranges(np.array([], dtype=np.int64), np.array([], dtype=np.int64)).tolist() == []


# -- sound text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", TARGETS)
@pytest.mark.parametrize("lang", ["ja", "ko"])
def test_japanese_and_korean_stay(lang: str, to: str) -> None:
    step = Script(to=to)  # type: ignore[arg-type]
    read_chars = 0
    for record in load([lang], ["prose"], "test", 1_500_000):
        found = step.edits(Document("0" * 16, record["text"]))
        edits = found.edits if isinstance(found, Layer) else found
        assert not len(edits), (record["id"], list(edits)[:3])
        read_chars += len(record["text"])
    assert read_chars > 100_000


_BATCHED = (
    {"to": "hans"}, {"to": "hant"}, {"to": "hant", "fix_hant": False}, {"to": "tw"}, {"to": "tw", "variants": "keep"},
    {"to": "hk"}, {"config": "s2t"},
)  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(
        st.text(alphabet="后後先发發中a\n，说裏於于關由奮斗彼はのでかな「」『』东\U00020000\ud800\uffff", max_size=16),
        min_size=1,
        max_size=5,
    )
)
def test_the_look_at_a_batch_hides_no_edit(texts: list[str]) -> None:
    for params in _BATCHED:
        may = Script(**params).may_edit(texts)  # type: ignore[arg-type]
        found = [layer_of(text, **params) for text in texts]
        assert not [text for text, asked, one in zip(texts, may, found, strict=True) if (one.edits or one.notes) and not asked]


def test_a_batch_is_looked_at_as_its_texts_are() -> None:
    chars = [chr(code) for code in range(0x10000)] + ["\U00020000"]
    for to, variants in (("hans", False), ("hant", False), ("tw", True), ("tw", False), ("hk", True)):
        step = Script(to=to, variants="region" if variants else "keep")  # type: ignore[arg-type]
        evidence = scan.evidence(to, variants, False)
        for at in range(0, len(chars), 99):
            texts = chars[at : at + 99]
            assert step.may_edit(texts) == [evidence.search(text) is not None for text in texts]
    assert Script(to="hant").may_edit(["先后关於", "他奮斗了", "中", "由于"]) == [True, True, False, True]
    assert Script(to="hant", fix_hant=False).may_edit(["他奮斗了"]) == [False]
    assert Script().may_edit(["後", "后"]) == [False, False]


@given(st.lists(st.sampled_from("彼は「國語」と言った。学校へ行く「」『發展』、の\n東京"), max_size=60).map("".join))
def test_what_is_japanese_throughout_holds_no_chinese_clause(text: str) -> None:
    """The quick answer is that of the closer look at every clause."""
    codes = codes_of(text)
    counts = detect.count(codes)
    if counts.han and counts.japanese and not counts.not_japanese and detect._is_japanese_throughout(codes, counts):
        assert detect.scope(codes) is None
        table, combinations = detect.kinds()
        found = combinations.take(table.take(codes, mode="clip"))
        starts = np.flatnonzero(np.append(True, codes[:-1] == ord("\n")))
        line_of = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(codes))))
        assert not detect._chinese(codes, found, counts, starts, line_of).any()


@given(
    st.lists(
        st.sampled_from(["彼は", "「", "國語", "」", "」と", "言った。", "『發展』", "\n", "説", "东", "あ" * 80, "い"]),
        max_size=40,
    )
)
def test_japanese_is_told_from_a_batch_as_from_one_text(parts: list[str]) -> None:
    text = "車" + "".join(parts)
    codes = codes_of(text)
    counts = detect.count(codes)
    closely = counts.japanese and not counts.not_japanese and detect._is_japanese_throughout(codes, counts)
    assert Script(to="hans").may_edit(["国", text, "「あ"]) == [False, not closely, False]
