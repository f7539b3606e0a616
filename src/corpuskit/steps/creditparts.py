"""The words of a credit: roles, names, offices, and names glued to roles, in three languages.

What lives here: Item, items_of(), CORE, BULLETS. What never does: who did what (creditreader.py), words
(creditroles.py).

How it works: a folded line is cut at blanks and marks. A word is a role by its end, a name by its family name; a glued word is
taken apart. What is none of these is unknown.

Weak: a role of two characters that begins like a family name, without a mark behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpuskit.core.latepattern import late
from corpuskit.rulebook.edged import edged
from corpuskit.steps.creditroles import FIELD_OF, NO_NAMES
from corpuskit.steps.namegrammar import is_person

__all__ = ["BULLETS", "CORE", "Item", "items_of"]

CORE = "|".join(sorted((re.escape(word) for word in FIELD_OF if len(word) > 1), key=len, reverse=True))
_ROW = late(rf"(?:{CORE}|[一二三初复终][审校])(?:[兼及和与]?(?:{CORE}|[一二三初复终][审校]))*")
_END = late(rf"(?:{CORE})(?:人|人员|员)?\Z")
_INSIDE = late(rf"(?P<before>[\u3400-\u9fff]{{0,10}}?)(?P<core>(?:{CORE})(?:人员?)?)(?P<rest>[\u3400-\u9fff]{{2,}})")
_REPORTERS = ("记者", "通讯员")  # before their name the paper's, as short as a person's
_TOLD = ("记者", "通讯员", "特派员", "实习生")  # before a name and perhaps what he did
_PICTURED = re.compile(r"(?:摄影|摄像|图片|视频)记者")
_NEXT = edged(rf"(?:实习|见习|特约|本[报网台刊社])?(?:{CORE})")
_DEED = late(
    r"(?:(?:[\u3400-\u9fff]{2,4})?报[道导]|(?:供稿|供图|摄影|摄像|摄|撰文|采写|整理|图文|文图|文|图|撰稿|编译)(?:报[道导]|摄影|图)?)"
)
_WORD = late(r"[^\s|/,;、·・:\[\]()【】〔〕<>=&丨∶╱│┃║┊┆⎮ㅣ+—–-]+")
BULLETS = "□■◎●○◆◇★☆▲△※"
_STRONG = frozenset(":|/丨=╱│∶")
_KO_ROLE = re.compile("(?:[가-힣]{1,3})?(?:기자|특파원|논설위원|칼럼니스트|통신원|기자명|작성자|글쓴이)")
_KO_GLUED = re.compile("([가-힣]{2,4}?)((?:선임|인턴|수습|전문|객원|시민)?(?:기자|특파원|논설위원|통신원))")
_KO_OUTLET = re.compile("[가-힣]{2,8}(?:일보|신문|뉴스|방송|통신|매일|타임즈|경제)")
_KO_NAME = re.compile(
    "[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명반왕금옥육맹제모탁국은편용갑을병]"
    "[가-힣]{2}|[가-힣]아무개"
)
_JA_NAME = re.compile("[\u3400-\u9fff々]{1,4}[\u3041-\u30fa]{1,4}")
_HAN = re.compile("[\u3400-\u9fff·]+")
_OFFICE = re.compile("[\u3400-\u9fff]{2,14}(?:[部处科组馆室院所站队会局办委校村社网报台刊端]|中心|政府|公司|编辑部|日电|电)")
_ASIDE = re.compile(r"(?<=[\u3400-\u9fff])\s?\([^()]{2,24}\)")
_MAIL = re.compile(r"\(?[\w.+-]{2,40}@[\w.-]{3,40}\)?")
_CHANGES = ("上次", "最后", "最近", "最终")  # 上次编辑: who changed a page last
ROLE_MAX_CHARS = 14
DEED_NAME_CHARS = (3, 2)


@dataclass(slots=True)
class Item:
    """A word of a line of credits, view[start:end], with what it is and the fields that it fills."""

    kind: str  # role, name, office, unknown
    fields: frozenset[str]
    start: int
    end: int
    gap: str  # before it


def items_of(view: str, japanese: bool) -> Iterator[Item]:
    """The words of a folded line of credits, in order."""
    bare = _MAIL.sub(lambda m: " " * len(m[0]), view)
    bare = _ASIDE.sub(lambda m: m[0] if _is_known(m[0].strip(" ()")) else " " * len(m[0]), bare)
    at, named = 0, False
    for match in _WORD.finditer(bare):
        gap = bare[at : match.start()]
        word, start = match[0].strip(BULLETS), match.start() + len(match[0]) - len(match[0].lstrip(BULLETS))
        at = match.end()
        after = bare[at : at + 2].strip()[:1]
        if not word:
            continue
        behind = _WORD.match(bare, at + 1)
        following = behind[0] if behind is not None and bare[at : at + 1].isspace() else ""
        for item in _read(word, start, gap if named else gap.replace("/", " "), after, following, japanese):
            named = item.kind == "name"
            yield item


def _is_known(text: str) -> bool:
    """True for a bracket that holds roles or names itself."""
    return _END.search(text) is not None or _INSIDE.match(text) is not None or all(map(_is_name, text.split())) or "审" in text


def _is_name(word: str, japanese: bool = False) -> bool:
    return is_person(word, japanese=japanese) and word not in NO_NAMES


def _role(core: str) -> frozenset[str]:
    """The fields of the roles that a word is made of."""
    if _PICTURED.search(core):
        return frozenset(("",))
    cores = [match[0] for match in re.finditer(rf"{CORE}|[一二三初复终][审校]", core)]
    if not cores:
        return _role_of_deed(core)
    if cores[-1] == "编辑":  # what stands before it says of what: 核稿编辑
        return frozenset(("editors",))
    found = {FIELD_OF.get(one, "reviewers") for one in cores}
    return frozenset(found - {"weak"}) if len(found) > 1 else frozenset(found)


def _read(word: str, start: int, gap: str, after: str, following: str, japanese: bool) -> Iterator[Item]:
    """What a word is: one item, or several where it glues roles and names."""
    end = start + len(word)
    none: frozenset[str] = frozenset()
    if word.startswith(_CHANGES):
        yield Item("unknown", none, start, end, gap)
        return
    if word in FIELD_OF:
        yield Item("role", frozenset((FIELD_OF[word],)), start, end, gap)
        return
    if "가" <= word[0] <= "힣":
        yield from _korean(word, start, gap)
        return
    if japanese and _JA_NAME.fullmatch(word):
        yield Item("name", none, start, end, gap)
        return
    if _HAN.fullmatch(word) is None:
        yield Item("unknown", none, start, end, gap)
        return
    if _ROW.fullmatch(word) or ("/" in gap and _DEED.fullmatch(word)):
        yield Item("role", _role(word), start, end, gap)
        return
    tail = _END.search(word)
    inside = _INSIDE.fullmatch(word)
    if inside is not None and not _is_name(inside["before"]) and (tail is None or inside["core"] in _TOLD):
        held = list(_rest(inside["rest"], start + inside.start("rest")))
        if held:
            yield Item("role", _role(inside["core"]), start, start + inside.end("core"), gap)
            yield from held
            return
    if tail is not None and len(word) <= ROLE_MAX_CHARS:
        name = word[: tail.start()]
        valued = set(gap) & _STRONG  # 编辑:张三审核:李四
        if not _is_name(name, japanese) or (after in _STRONG and not valued) or (tail[0] in _REPORTERS and _is_name(following)):
            yield Item("role", _role(word if _PICTURED.search(word) else word[tail.start() :]), start, end, gap)
            return
        yield Item("name", none, start, start + len(name), gap)
        yield Item("role", _role(word[tail.start() :]), start + len(name), end, "")
        return
    if _is_name(word, japanese):
        yield Item("name", none, start, end, gap)
        return
    for size in DEED_NAME_CHARS:
        if len(word) > size and _is_name(word[:size]) and _DEED.fullmatch(word[size:]):
            yield Item("name", none, start, start + size, gap)
            yield Item("role", _role_of_deed(word[size:]), start + size, end, "")
            return
    if _DEED.fullmatch(word):
        yield Item("role", _role_of_deed(word), start, end, gap)
        return
    if _OFFICE.fullmatch(word):
        yield Item("office", none, start, end, gap)
        return
    yield Item("unknown", none, start, end, gap)


def _role_of_deed(deed: str) -> frozenset[str]:
    if re.search("文|报[道导]|稿|采写|编译", deed):
        return frozenset(("author",))
    return frozenset(("weak",)) if "整理" in deed else frozenset(("",))


def _rest(rest: str, start: int) -> Iterator[Item]:
    """Names and further roles behind a glued role; nothing where a part is neither."""
    none: frozenset[str] = frozenset()
    following = _NEXT.search(rest, 2)
    name = rest[: following.start()] if following is not None else rest
    if not _is_name(name):
        for size in DEED_NAME_CHARS:
            if _is_name(rest[:size]) and _DEED.fullmatch(rest[size:]):
                yield Item("name", none, start, start + size, "")
                yield Item("role", _role_of_deed(rest[size:]), start + size, start + len(rest), "")
                return
        return
    held: list[Item] = []
    if following is not None:
        role = Item("role", _role(following[0]), start + following.start(), start + following.end(), "")
        behind = rest[following.end() :]
        held = [role, *_rest(behind, start + following.end())] if behind else [role]
        if behind and len(held) == 1:
            return
    yield Item("name", none, start, start + len(name), "")
    yield from held


def _korean(word: str, start: int, gap: str) -> Iterator[Item]:
    """A Korean word: a role, a name, both in one, or an outlet."""
    none: frozenset[str] = frozenset()
    end = start + len(word)
    glued = _KO_GLUED.fullmatch(word)
    if glued is not None and _KO_NAME.fullmatch(glued[1]):
        yield Item("name", none, start, start + len(glued[1]), gap)
        yield Item("role", frozenset(("author",)), start + len(glued[1]), end, "")
    elif _KO_ROLE.fullmatch(word):
        yield Item("role", frozenset(("author",)), start, end, gap)
    elif _KO_NAME.fullmatch(word):
        yield Item("name", none, start, end, gap)
    else:
        yield Item("office" if _KO_OUTLET.fullmatch(word) else "unknown", none, start, end, gap)
