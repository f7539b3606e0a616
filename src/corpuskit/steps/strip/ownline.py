"""Lines whose own words say that they are the text's, class by class of what would take them.

What lives here: says_its_own(), is_row_of_cells(). What never does: the lines around (ownrun.py), sentences that speak of
furniture (mention.py).

How it works: each class of furniture has things that it never says. A notice on rights bans copying, and not the moving of
exhibits. A source bar tells of days since there are sites, without their weather, and no hour of a meeting; credits name people,
not what hands do, and who translated, played or drew belongs to the work. Keywords are words, a chain of sections has no figures,
what readers counted is no mark in a school, a link is no sentence with three clauses.

Weak: papers that were put on the web long after they were printed, with a day alone under the title.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from corpuskit.steps.fieldgrammar import is_date
from corpuskit.steps.namegrammar import is_outlet, is_person
from corpuskit.steps.strip.page import LINES_KNOWN

__all__ = ["LOGGED", "OF_PERSONS", "is_row_of_cells", "says_its_own"]

# A line that a program logged.
LOGGED = re.compile(
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,8}\s{1,3}\[?(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL|NOTICE)\b"
)

_OWN_DAY = re.compile(
    r"(?:1[0-8]\d\d|19[0-8]\d)\s?年|.*\b(?:1[0-8]\d\d|19[0-8]\d)\Z|v?\d{1,2}\.\d{1,3}(?:\.\d{1,3})?\s?[(\[-]\s?\d{4}"
    r"|.*\d\s?日\s{0,4}(?:\(?(?:星期|周|礼拜).\)?\s{0,4})?(?:晴|阴|雨|雪|多云|[小中大暴]雨|雾|风|曇|くもり)"
    r"|(?:日期|时间)\s?:\s?[一二三四五六七八九十〇零○]{4}年"
    r"|时间\s?:.*(?:[上下]午|晚上?|中午|早上?)\s?[\d一二三四五六七八九十]{1,3}\s?[时点]"
)
_BOOK = re.compile(r"^出处:\s?《(?![^》]*[报刊网])")
_DOINGS = re.compile(r"[^\s:,]{2,6}:\s?([\u3400-\u9fff]{3,9}(?:,[\u3400-\u9fff]{3,9}){1,4})")
_TOLD = re.compile(r"[a-z]{2}\s(?:[\w'’]+\s){3}.*[a-z]\.\Z")  # a sentence in Latin letters
_OF_A_WORK = re.compile(r".{0,24}(?:译|饰|[编合]?[著着]|记谱|作[词曲]|口述|笔录|题[字签]|朗诵)\)?\Z")
_LETTERS, _WORD = re.compile(r"[^\W\d_]{2}"), re.compile(r"\w")
_PLACED = re.compile(r"[^:>»›→/|]*:\s?[^:>»›→/|]*\d[^:>»›→/|]*\Z")
_CELLS = re.compile(r"[-*]\s\[[ xX]\]\s|\|.*\|\Z|\$ \S|[│┃║].*[│┃║]\Z")
_POINTS = re.compile(r"\(\d{1,3}\s?分\s?\)?\Z")
_TWO_PARTIES = re.compile(r"\A([^\s:\d]{1,8}:)\s*\1")  # the same label for each of two who sign
_LISTED = re.compile(r"^[^:]{2,6}:(?:[^、\s]{1,12}、){2}")
_NO_WORDS = re.compile(r".*(?:[。]\Z|\s[a-z]+\s[a-z]+\s[a-z]+.*\.\Z|\([^\d)])")
_CLAUSES = re.compile(r",.*,.*。\Z")
_SENTENCES = re.compile(r"[。.!?]\s?[^\s。.!?].*[。.!?]\Z")
_PUPIL = re.compile(r"(?:学生|年级|[小中]学)[^()]{0,16}[,，、\s]\s?指导(?:老师|教师)")  # who guided a composition belongs to it
OF_PERSONS = re.compile(
    r"化名|本文(?:的)?(?:主人公|人物)|本文[经已][^。]{0,12}(?:同意|许可|授权)[^。]{0,4}(?:刊|发|公开)"
)  # what a text says of those it is about
_DOTTED = re.compile(r"\A(?:at\s[a-z]\w*(?:\.\w+){2,12}\(|[a-z]\w*(?:\.\w+){2,12}:\s)")  # an error as programs print it
_SIGNED = re.compile(r"(?:谨[识启志记上]|敬[上启]|顿首|叩首|拜[上启]|手书|亲笔)\Z")
_FILLED_IN = re.compile(r"\w\s?(?:\.{5,}|_{4,}|…{3,})")  # a form, or a table of contents
_KEY = re.compile(r"[A-Za-z ]{2,20}:\s?[a-z][^.!?]{2,60}[a-z]\.")  # what a key does
# What only the record of a patent, of a share, of a controlled document or under a table says.
_RECORD = re.compile(
    r"(?:(?:专利)?申请(?:\(专利\))?号|申请公布号|公开\(公告\)号|专利号)\s?:\s?(?:CN|ZL)?\s?\d|(?:专利权人|发明人|设计人)\s?:\s?\S"
    r"|(?:证券|股票|债券|基金)代码\s?:\s?\d{6}\b|(?:证券|股票|债券)简称\s?:.{2,24}公告编号\s?:"
    r"|(?:编制|预报员?|观测员?|制表|填表|检[测验]员?)\s?:\s?\S{2,4}\s.{0,24}(?:审[核批]|批准|签发|复核|校核)\s?:"
    r"|(?:版本|版次)号?\s?:\s?\S{1,8}\s{1,4}(?:实施|生效|修订)日期\s?:"
    r"|(?:资料|数据)来源\s?:\s?(?:作者|笔者|本文|课题组)(?:根据|依据?|自行?|整理|调查|计算|绘制)"
)
# An excerpt says where it was taken from: an exam, a reader.
_EXCERPT = re.compile(r"\(.*(?:有删[改节减]|[有略][有加作]?改动|[有略]有?删[改节减]|节选)[^()]{0,4}\)\Z")
_FILED = re.compile(r".*(?:档号|案号|卷号)\s?:\s?[A-Z\d(][\w/()-]{4,}")  # over a letter of lawyers or of an office
# From one day to another: when something can be applied for, or is shown.
_PERIOD = re.compile(
    r"(?:19|20)\d\d[.\-/年]\s?\d{1,2}[.\-/月]\s?\d{1,2}[.日]?\s?(?:~|～|–|—|至|到|-\s)\s?(?:(?:19|20)\d\d[.\-/年]\s?)?\d{1,2}[.\-/月]\s?\d{1,2}"
)
_TICKS = re.compile(r".*(?:\s[○×◯✓✔✗△▲●◎√—-]){2}\s[○×◯✓✔✗△▲●◎√—-](?=\s|\Z)")  # of a timetable: a row of marks
_CHOICES = re.compile(r"A\s?[.、]\s?\S.*\sB\s?[.、]\s?\S")  # of a question in an exam
# What a reader said, between the time and the button to answer it.
_SAID = re.compile(
    r".*\d{1,2}:\d\d\s?(?:回[复应])?[^\d:|·/]{6,}\s(?:回[复应覆]|답글(?:쓰기)?|返信|Reply)(?:\s?[|·]\s?\S{2,4})?\Z"
)
# The line of a file of settings or of data.
_CODE = re.compile(r'"[\w-]{1,24}"\s?:\s?(?:["\[{\d-]|true|false|null)|[\[{]\Z')
_AMID_CODE = frozenset(("page", "tools", "source", "breadcrumb", "keywords"))
_YEARS = re.compile(r"(?:19|20)\d\d年\s\S.*(?:19|20)\d\d年\s")  # what each year brought
_STARS = re.compile(r"(?:[\u3400-\u9fff]{2,6}\s?:?\s?[★☆]{2,5}\s*){2,}")  # how good a day is for what
_RECORDED = frozenset(("source", "credit", "page"))
# The mark that a writer or an agency sets under a text.
_END_MARK = re.compile(r"[\W_]{0,12}(?:The End|END|Fin|FIN|完|全文完|本文完)[\W_]{0,12}")
_ENDED = frozenset(("page", "notice", "tools", "credit", "source", "advert", "related"))
_CLAUSE_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}\s{1,3}[\u3400-\u9fff][^:]{10,}。\Z")  # a rule of a house among its rules
_HOURS = re.compile(r"^(?:周|星期)[一二三四五六日]\s?(?:[上下]午|全天|晚上)\s{1,4}\S")  # when a doctor sees whom
_SOMEBODYS = re.compile(r"版权[^。,]{0,3}[属归]于?[那这哪谁他她]")
# What may not be done with it is none of what a notice on rights bans.
_BAN = re.compile(
    r"未经[^。]{0,20}?(?:不得|严禁|禁止|请勿)"
    r"(?![^。]{0,16}(?:转|复制|使用|摘|引用|镜像|商|传播|抄|下载|刊|发布|改编|印|链接|采集))"
)


_MEASURED = re.compile(r"\d\s?[—–~-]\s?\d+\s?(?:[cmk]?m|kg|g|℃|%|岁|年级)(?![a-z])")  # from where to where: the head of a table
# When and where they play next, and what came before and after a work.
_PLAYED = re.compile(r"(?:Next|Previous)\s?:.*(?:\d\s?[ap]\.?m\b|\S@\S)|Previous\s?:\s?[\"“][^\"“”]+[\"”]\s+Next\s?:\s?[\"“]")


# The day under the answer of an office, written out as in a letter.
_ANSWERED = re.compile(r"(?:答复|复函|批复|回函)(?:时间|日期)\s?:\s?(?:19|20)\d\d年\d{1,2}月\d{1,2}日\Z")
# Where a ship goes on to, or what comes next in a day: a clause and its full stop.
_GOES_ON = re.compile(r"(?:Next|Previous)\s?:\s[^.!?|»>]{2,60},\s[a-z][^.!?|»>]{4,60}[a-z]\.\Z")


def _source(view: str) -> bool:
    own = (_BOOK, _LISTED, _POINTS, _TOLD, _HOURS, _PERIOD, _STARS, _YEARS, _TWO_PARTIES)
    if any(pattern.search(view) is not None for pattern in own) or _nameless(view) or _ANSWERED.match(view) is not None:
        return True
    return _OWN_DAY.match(view) is not None and (is_date(view) or view.startswith(("时间", "日期")))


def _nameless(view: str) -> bool:
    """A role with clauses behind it: what the hands do, not whose they are."""
    match = _DOINGS.fullmatch(view)
    return match is not None and not any(is_person(piece) or is_outlet(piece) for piece in match[1].split(","))


# Who the writer is, without his name.
_WRITER_IS = re.compile(r"[(*]{0,2}\s?(?:本文|文章)?作者(?:单位\s?:|系(?![列统])|为|是)\s?[^:。]{2,40}\Z")


def _credit(view: str) -> bool:
    return (
        _WRITER_IS.match(view) is not None
        or _nameless(view)
        or any(pattern.search(view) is not None for pattern in (_PUPIL, OF_PERSONS))
        or (":" not in view and "/" not in view and _OF_A_WORK.fullmatch(view) is not None)
    )


def _breadcrumb(view: str) -> bool:
    return (
        _MEASURED.search(view) is not None
        or (_LETTERS.search(view) is None and _WORD.search(view) is not None)
        or _PLACED.match(view) is not None
    )


def _page(view: str) -> bool:
    # What may begin anywhere in the line is sought from its beginning: a search would look from each of its characters.
    return any(begun.match(view) is not None for begun in (_DOTTED, _SAID, _TICKS, _FILED, _WRITER_IS)) or any(
        pattern.search(view) is not None for pattern in (_POINTS, OF_PERSONS, _SIGNED, _FILLED_IN, _YEARS)
    )


_BY_CLASS: dict[str, Callable[[str], bool]] = {
    "source": _source,
    "credit": _credit,
    "breadcrumb": _breadcrumb,
    "page": _page,
    "tools": lambda view: _CHOICES.match(view) is not None,
    "counter": lambda view: _POINTS.search(view) is not None,
    "keywords": lambda view: _NO_WORDS.match(view) is not None,
    "notice": lambda view: (
        _BAN.match(view) is not None or _SOMEBODYS.search(view) is not None or _CLAUSE_NUMBER.match(view) is not None
    ),
    "advert": lambda view: _BAN.match(view) is not None or _SOMEBODYS.search(view) is not None,
    "related": lambda view: _CLAUSES.search(view) is not None,
    "prevnext": lambda view: (
        _SENTENCES.search(view) is not None
        or _KEY.fullmatch(view) is not None
        or _PLAYED.match(view) is not None
        or _GOES_ON.match(view) is not None
    ),
}


@lru_cache(maxsize=LINES_KNOWN)
def says_its_own(view: str, family: str) -> bool:
    """True for a folded line that furniture of a class does not say."""
    if family in _ENDED and _END_MARK.fullmatch(view) is not None:
        return True
    told = _BY_CLASS.get(family)
    if family in _RECORDED and any(pattern.match(view) is not None for pattern in (_RECORD, _EXCERPT, LOGGED)):
        return True
    return (told is not None and told(view)) or (family in _AMID_CODE and _CODE.match(view) is not None)


def is_row_of_cells(raw: str) -> bool:
    """True for a row of a table between upright strokes, a line typed at a prompt, and an item of a list to be ticked off."""
    return _CELLS.match(raw.strip()) is not None
