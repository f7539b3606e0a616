"""The blind damage generator is sane: it reproduces what is known of real pages, its wounds are the truth, what it calls
exact is.

Lives here: checks of the generator and of the counting of wounds. Never here: how well anything repairs its damages.

The examples are those of the reasoning on damage, which were read off real pages byte by byte; the texts damaged at random
are the sentences written for the tests (tests/cases/sentences).
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from corpuskit.core.edit import Edit, Note
from tests.support.blind_bytes import JUNK, NOTE, TAG, Case, Reader, Stream, case_of, flat, put_in, shown, stream
from tests.support.blind_chains import EXACT, LOSSY_BIG5, LOSSY_GBK, cleaned, exact, lossy
from tests.support.blind_site import MARKS, READERS, Plan, cut_once, damaged, falls_across, site
from tests.support.blind_texts import converted
from tests.support.repair_tally import characters, verdicts

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "sentences"
SEEDS = READERS["eats"]
ALONE = Plan(books=("pypinyin",))  # no corpora are needed for the readings
BOTH = Plan(junk=True, books=("pypinyin",))


def sentences(name: str) -> list[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    found = [line for line in lines if len(line) >= 8 and not line.startswith("## ")]
    return [line for line in found if line.encode("gbk", "replace").decode("gbk") == line]


HANS, HANT = sentences("hans"), sentences("hant-tw") + sentences("hant-hk")
PAGES = ["\n".join(texts[at : at + 12]) for texts in (HANS, HANT) for at in range(0, len(texts) - 12, 12)]
POOL = "".join(sorted(set("".join(PAGES))))


def left_by(text: str, notes: tuple[tuple[str, str], ...] = (), tail: bytes = b"", flatten: bool = False) -> Case:
    page = stream(text, "gbk")
    page = Stream(page.data + tail, page.owners + [TAG] * len(tail))
    for char, reading in notes:
        page = put_in(page, char.encode("gbk"), [f"({reading})".encode("gbk")], NOTE, after=True)
    for mark in () if notes else MARKS:
        page = put_in(page, mark.encode("gbk"), [b"\x05\x06"], JUNK, after=False)
    case = case_of("seed", text, page, shown(SEEDS.read(page.data), True, flatten))
    assert case is not None
    return case


def rebuilt(case: Case) -> str:
    """The original from the damaged text by its wounds alone, but for width."""
    out, at = [], 0
    for wound in case.wounds:
        out += [case.text[at : wound.start], case.original[wound.true_start : wound.true_end]]
        at = wound.end
    return flat("".join(out) + case.text[at:])


def site_cases() -> list[Case]:
    found = []
    for at, page in enumerate(PAGES):
        for plan in (ALONE, BOTH, Plan(notes=False, junk=True)):
            rng = random.Random(f"{at}:{plan.notes}:{plan.junk}")
            for text in (page, converted(page)):
                found.append(damaged("site", text, site(rng, text, POOL, plan)))
    found += [cut_once("cut", text, random.Random(at)) for at, text in enumerate(HANS + HANT)]
    return [case for case in found if case]


@pytest.mark.parametrize(
    ("sound", "known"),
    [
        ("好評。“免費", "好評?！懊赓M"),
        ("服務。”村民", "服務?！贝迕?"),
        ("和諧。籌辦", "和諧?；I辦"),
        ("13省（區", "13?。▍^"),
        ("模块化数字", "?？榛\ue1ff\ue440?"),
    ],
)
def test_junk_cuts_characters_as_it_did_in_real_pages(sound: str, known: str) -> None:
    case = left_by(sound)
    assert case.text == known and rebuilt(case) == flat(sound)
    assert [wound.kind for wound in case.wounds] == ["break"]


def test_notes_fall_into_characters_as_they_did_in_real_pages() -> None:
    assert left_by("深入協商", (("協", "xié"), ("雲", "yún"))).text == "深入?yún)f(xié)商"
    case = left_by("運輸等相關", (("關", "guān"), ("數", "shù")))
    assert case.text == "運輸?shù)认嚓P(guān)"
    spans = [(wound.kind, case.original[wound.true_start : wound.true_end]) for wound in case.wounds]
    assert spans == [("break", "等相關"), ("note", "")]
    # The other way round the bytes of the first are cut before it is looked for.
    assert "(xié)" not in left_by("深入協商", (("雲", "yún"), ("協", "xié"))).text


def test_what_is_left_of_a_tag_belongs_to_the_break_that_ate_its_bracket() -> None:
    case = left_by("服務。”", tail=b"</p>", flatten=True)
    assert case.text == "服務?!?/p>" and len(case.wounds) == 1 and rebuilt(case) == "服務。”"


def test_conversion_is_one_character_at_a_time() -> None:
    assert converted("出台，奋斗，关于，云上，联系，先后") == "出臺，奮斗，關于，云上，聯系，先后"


def test_wounds_are_the_truth() -> None:
    cases = site_cases()
    kinds = {wound.kind for case in cases for wound in case.wounds}
    assert len(cases) > 400 and kinds >= {"note", "junk", "break"}
    for case in cases:
        assert rebuilt(case) == flat(case.original)
        for wound in case.wounds:
            assert wound.kind == "break" or wound.true_start == wound.true_end
        for left, right in zip(case.wounds, case.wounds[1:], strict=False):
            assert left.end <= right.start and left.true_end <= right.true_start


def test_a_break_is_told_before_the_damage_is_done() -> None:
    told = broken = quiet = 0
    for at, text in enumerate(HANS + HANT):
        drawn = site(random.Random(at), text, POOL, Plan(notes=False, junk=True))
        case = damaged("junk", text, drawn, tags=False)
        hit = falls_across(text, [mark for mark, _ in drawn.junk])
        breaks = bool(case and any(wound.kind == "break" for wound in case.wounds))
        assert hit or not breaks
        told, broken, quiet = told + hit, broken + breaks, quiet + (not hit)
    assert broken >= 5 and broken > 0.8 * told and quiet > 100


def test_a_table_holds_for_the_whole_page() -> None:
    seen = 0
    for at, page in enumerate(PAGES):
        drawn = site(random.Random(at), page, POOL, ALONE)
        case = damaged("notes", page, drawn)
        if case and {wound.kind for wound in case.wounds} == {"note"}:
            seen += 1
            for char, note in drawn.notes:
                assert case.text.count(f"{char}{note}") == page.count(char)
    assert seen >= 5


@pytest.mark.parametrize("name", sorted(EXACT))
def test_exact_chains_are_undone_by_their_inverse(name: str) -> None:
    texts = HANT if name.startswith(("big5", "cp950")) else HANS + HANT
    if name.endswith("euro"):
        texts = [f"一{text}" for text in texts] + [f"一{text[:at]}" for text in texts for at in (2, 4)]
    cases = [case for at, text in enumerate(texts) if (case := exact(name, text, random.Random(at)))]
    rare = name.endswith(("euro", "zones"))  # UTF-8 seldom reads as double bytes without a loss
    assert len(cases) >= (1 if rare else 50)
    assert all(case.text != case.original and case.exact and EXACT[name][1](case.text) == case.original for case in cases)


@pytest.mark.parametrize("name", sorted(LOSSY_GBK | LOSSY_BIG5))
def test_lossy_readings_lose_something_and_know_where(name: str) -> None:
    cases = [case for text in HANS + HANT if (case := lossy(name, text))]
    assert len(cases) > 100
    assert all(case.lost and rebuilt(case) == flat(case.original) for case in cases)


def test_readers_agree_with_the_codecs() -> None:
    for text in HANS + HANT:
        data = text.encode("utf-8")
        for name, codec in (("gbk-python", "gbk"), ("gb18030-python", "gb18030"), ("big5-python", "big5")):
            said = "".join(unit.text for unit in (LOSSY_GBK | LOSSY_BIG5)[name].read(data))
            assert said == data.decode(codec, errors="replace")
        dropped = "".join(unit.text for unit in LOSSY_GBK["gbk-dropped"].read(data))
        assert dropped == data.decode("gbk", errors="ignore")


def test_readers_differ_where_they_should() -> None:
    data = b"\x80\xef\xbc\x8c*"  # the euro byte, then a comma of three bytes, then a star that is no second byte

    def said(name: str) -> str:
        return "".join(unit.text for unit in LOSSY_GBK[name].read(data))

    assert said("cp936-windows") == "€锛?"
    assert said("gbk-browser") == "€锛\ufffd*"
    assert said("gbk-question") == "?锛?*"


def test_cleaned_blanks_are_lost() -> None:
    case = cleaned("utf8-as-cp1252-collapsed", "vis à vis et déjà vu")
    assert case is not None and case.text == "vis Ã vis et dÃ©jÃ vu" and not case.exact


def test_the_same_seed_gives_the_same_damage() -> None:
    page = PAGES[0]
    first, second = (damaged("x", page, site(random.Random(4), page, POOL, BOTH)) for _ in range(2))
    assert first == second and first is not None
    assert damaged("x", page, site(random.Random(5), page, POOL, BOTH)) != first


def test_wounds_are_judged_however_a_repair_cuts_its_edits() -> None:
    for case in site_cases()[::7]:
        wounds = len(case.wounds)
        pieces = [
            Edit(w.start, w.end, case.text[w.start : w.end], case.original[w.true_start : w.true_end], "x") for w in case.wounds
        ]
        one = [Edit(0, len(case.text), case.text, case.original, "x")]
        for edits, verdict in ((pieces, "right"), (one, "right"), ([], "left")):
            judged, spoiled = verdicts(case, edits, ())
            assert [word for _, word in judged] == [verdict] * wounds and not spoiled


def test_wrong_marked_and_spoiled_are_told_apart() -> None:
    case = left_by("好評。“免費很好")
    wound = case.wounds[0]

    def word(inserted: str, *notes: Note) -> tuple[str, int]:
        edit = Edit(wound.start, wound.end, case.text[wound.start : wound.end], inserted, "x")
        judged, spoiled = verdicts(case, [edit, Edit(0, 1, "好", "壞", "x")], notes)
        return judged[0][1], spoiled

    assert word("。“免费") == ("wrong", 1)
    assert word("。\ufffd免費") == ("marked", 1)
    assert word("。“免费", Note(wound.start, wound.end, "damage.undecided.shift")) == ("marked", 1)
    assert word("。“免費") == ("right", 1)
    assert characters(case, case.original) == {"right": 1} and characters(case, case.text) == {"marked": 1}


def test_cells_of_users_are_private_use_or_nothing() -> None:
    data = b"\xaf\xca\xfd\xd7"
    assert [unit.text for unit in Reader("gb18030").read(data)] == ["\ue1ff", "\ue440"]
    assert [unit.text for unit in Reader("gbk").read(data)] == ["?", "?"]
