"""Lines that are the text's own by what stands right over and under them.

What lives here: stands_as_own(). What never does: runs of labelled lines (ownrun.py), what a line says by itself (ownline.py,
mention.py), cutting (page.py asks before it marks).

How it works: what a sentence with a colon leads up to is quoted where the text goes on under it, a few lines of it where the
text goes on right under them. Under a text a bare day closes
it (an office stands over it), and an office or a person under that day signs it; a day in round brackets under a title is when
a speech was held. The number of a document is its own unless a label says so. A name over lines of verse is the poet's. A line
with a way to reach somebody stays under another that stays, and who checked a record stays under who made it.

Weak: a head of links that no rule knows, with a colon and over sentences.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.steps.fieldgrammar import label_alone
from corpuskit.steps.menugrammar import read_menu
from corpuskit.steps.namegrammar import is_person
from corpuskit.steps.strip.page import LINES_KNOWN, PROSE_MIN_CHARS, Cut, Line

__all__ = ["stands_as_own"]

QUOTED = frozenset(
    (
        "notice",
        "advert",
        "tools",
        "source",
        "counter",
        "novel",
        "related",
        "prevnext",
        "breadcrumb",
        "keywords",
        "credit",
        "script",
        "page",
    )
)
LEAD_MIN_CHARS = 6
LED_MAX_LINES = 5  # that a sentence with a colon leads up to, where a sentence follows them
VERSE_MIN_LINES, VERSE_MAX_CHARS, VERSE_REACH_LINES = 4, 24, 8
COUPLET_MAX_CHARS = 16
SIGNED_MAX_CHARS = 24
_SIGNER = re.compile(
    r"[\u3400-\u9fff]{2,20}(?:[局委办处科站院所会厅部室校厂社公司政府医院中心组团队长])"
    r"|[\uac00-\ud7a3]{1,10}(?: [\uac00-\ud7a3]{1,8}){0,3}"
    r"(?:장|회|과|실|소|청|드림|올림|배상|위원회)"
)
_LABELLED = re.compile(r"[^\s:,。]{1,5}:|.*(?:链接|阅读|推荐|更多|关注|点击|扫码|下载)[^。]{0,6}:\Z")
_SHOWS = re.compile(r"[^:,。]{0,6}(?:输出|结果|如下|例如|比如|示例)\s?:\Z")  # short, and leads up to something all the same
# Leads up to more than one line: what it says there is shown as it stands.
_SHOWS_MANY = re.compile(r".*(?:[有是为]|如下|[例比]如[^,。:]{0,10}|[示样范]例|[写印列贴]着|列出|显示|输出|结果)\s?:\Z")
_DAY = re.compile(
    r"(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3}|(?:令和|平成|昭和|民国|中华民国)\s?[元\d一二三四五六七八九十]{1,3})\s?年"
    r"\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?[日号]"
    r"|(?:19|20)\d\d년\s?\d{1,2}월\s?\d{1,2}일"
)
_TITLE_SAID, TITLE_REACH_LINES = re.compile(r"(?:原?标题|题目)\s?:\s?(\S.*)"), 6
_NUMBER = re.compile(
    r"[\u3400-\u9fff]{1,14}\s?[〔\[(（]\d{4}[〕\])）]\s?第?\s?\d{1,5}\s?号|[가-힣]{1,8}\s?제\s?\d{4}\s?-\s?\d{1,5}\s?호(?:\s.*)?"
)
_LETTER_HEAD, LETTER_REACH_LINES = re.compile(r"(?:发文(?:日期|字号)|速别|密等[^:]{0,12}|受文者|附件)\s?:"), 6
_SUBJECT = re.compile(r"主旨\s?:")
_AUTHOR = re.compile(r"(?:作者|诗|文|词|◎)\s?[:/◎]?\s?[\u3400-\u9fff·]{2,8}")
_REACHED = re.compile(
    r"[^。]{0,12}(?:发|寄|投|送|致电|拨打)[至到往]?\s?:?\s?(?:[\w.+-]{1,40}@[\w.-]{3,40}|[\d-]{7,14})[^。]{0,24}\Z"
)
_CONTACT = re.compile(
    r"(?:联系(?:电话|人|方式|地址)?|电话|手机|邮箱|地址|微信|QQ|传真|邮编|电子邮[箱件])(?:号码?)?\s?:\s?\S", re.IGNORECASE
)
_MAKER = re.compile(
    r"(?:记录|填[表报写]|制表|复核|值班|交班|接班|经办|检[测验查]|主检|批准|统计|汇总|测量|绘图|交接|调查|访谈|申请|承办|经手|主修|纂修|总纂|签[名字])[人员者]?\s?:\s?\S"
)
_CHECKER = re.compile(r"(?:编[辑纂]|审[核批定]|复[核审]|校[核对]|批准|签发)[人员者]?\s?:\s?[^:]{2,16}")
_SIGNING_DAY = re.compile(r"(?:日期|时间)\s?:\s?\S")


@lru_cache(maxsize=LINES_KNOWN)
def _leads(view: str) -> bool:
    return _SHOWS.match(view) is not None or (
        view[-1:] == ":"
        and view[-2:-1] not in ": "
        and len(view) >= LEAD_MIN_CHARS
        and _LABELLED.match(view) is None
        and label_alone(view) is None
    )


def _text_before(lines: list[Line], at: int) -> bool:
    return any(line.cut is None and line.is_text for line in lines[:at])


def _is_known(line: Line) -> bool:
    return any(hit.whole for hit in line.hits)


def _is_led_to(lines: list[Line], at: int) -> bool:
    """True right under a line that leads up to something, with text anywhere below, and for the next lines too, up to a sentence
    close by, where what leads up to them shows things or a rule knows each line between: those are shown."""
    for over in range(at - 1, max(-1, at - 1 - LED_MAX_LINES), -1):
        above = lines[over]
        if above.cut is not None or (above.is_text and not _leads(above.view)):
            return False
        if _leads(above.view) and not _is_known(above):
            if _SHOWS_MANY.match(above.view) is None and not all(_is_known(line) for line in lines[over + 1 : at]):
                return False
            below = lines[at + 1 :] if over == at - 1 else lines[at + 1 : over + 2 + LED_MAX_LINES]
            return any(line.cut is None and line.is_text for line in below)
    return False


def _is_between_sentences(lines: list[Line], at: int) -> bool:
    """True for a short line with a sentence that stays right over and right under it: a book's page is told of."""
    around = [lines[n] for n in (at - 1, at + 1) if 0 <= n < len(lines)]
    return (
        len(lines[at].view) < PROSE_MIN_CHARS and len(around) == 2 and all(line.cut is None and line.is_text for line in around)
    )


def _is_day(view: str) -> bool:
    return _DAY.fullmatch(view) is not None


def _closes(lines: list[Line], at: int) -> bool:
    """True for a bare day under the text, below a line that stays."""
    return at > 1 and _is_day(lines[at].view) and lines[at - 1].cut is None and _text_before(lines, at)


def _signs(lines: list[Line], at: int) -> bool:
    """True for the short line under the day that closes a text."""
    return at > 1 and lines[at - 1].cut is None and _is_signer(lines[at].view) and _closes(lines, at - 1)


@lru_cache(maxsize=LINES_KNOWN)
def _is_signer(view: str) -> bool:
    return (
        len(view) <= SIGNED_MAX_CHARS and (is_person(view) or _SIGNER.fullmatch(view) is not None) and not read_menu(view).tools
    )


def _is_over_verse(lines: list[Line], at: int) -> bool:
    """True for a name over lines that are short and end without a full stop, as verse does, and on a page without prose."""
    if _AUTHOR.fullmatch(lines[at].view) is None:
        return False
    below = [line for line in lines[at + 1 :] if line.cut is None and not any(hit.whole for hit in line.hits)]
    verse = below[:VERSE_REACH_LINES]
    if len(verse) < VERSE_MIN_LINES:
        return False
    return all(len(line.view) <= VERSE_MAX_CHARS and ":" not in line.view for line in verse) and not any(
        line.prose for line in verse
    )


def _is_over_couplets(lines: list[Line], at: int) -> bool:
    """True for a name right over verse in marked lines of a few words."""
    below = lines[at + 1 : at + 1 + VERSE_MIN_LINES]
    verse = [line for line in below if len(line.view) <= COUPLET_MAX_CHARS and line.view[-1] in ",。!?;" and ":" not in line.view]
    return is_person(lines[at].view) and len(verse) == VERSE_MIN_LINES


def _heads_letter(lines: list[Line], at: int) -> bool:
    """True for the day and the number over the subject of an official letter."""
    if _LETTER_HEAD.match(lines[at].view) is None:
        return False
    return any(line.cut is None and _SUBJECT.match(line.view) is not None for line in lines[at + 1 : at + 1 + LETTER_REACH_LINES])


def _follows(lines: list[Line], at: int, over: re.Pattern[str], under: re.Pattern[str]) -> bool:
    above = lines[at - 1] if at else None
    return (
        above is not None and above.cut is None and over.match(above.view) is not None and under.match(lines[at].view) is not None
    )


def _is_under_maker(lines: list[Line], at: int) -> bool:
    """True for who checked a record, under who made it, with others of the kind between them."""
    if _CHECKER.fullmatch(lines[at].view) is None:
        return False
    over = at - 1
    while over >= 0 and lines[over].cut is None and _CHECKER.fullmatch(lines[over].view) is not None:
        if _MAKER.match(lines[over].view) is not None:
            return True
        over -= 1
    return over >= 0 and lines[over].cut is None and _MAKER.match(lines[over].view) is not None


def _is_said_title(lines: list[Line], line: Line) -> bool:
    """True for the words that a line near the top calls the title."""
    near = lines[:TITLE_REACH_LINES] if line.at < TITLE_REACH_LINES else []
    return any((said := _TITLE_SAID.fullmatch(other.view)) is not None and said[1] == line.view for other in near)


def stands_as_own(lines: list[Line], line: Line, cut: Cut) -> bool:
    """True for a line that is the text's own by the lines right over and under it."""
    at, family = line.at, cut.family
    if family not in QUOTED:
        return False
    if _is_led_to(lines, at) or (family == "notice" and _is_between_sentences(lines, at)):
        return True
    if family in ("source", "page") and (_closes(lines, at) or _in_round_brackets(line)):
        return True
    if family in ("source", "page", "credit") and cut.rule != "any.source.table" and _NUMBER.fullmatch(line.view) is not None:
        return True
    if family in ("source", "page") and _heads_letter(lines, at):
        return True
    if cut.rule == "zh.credit.expert" and not any(other.cut is None for other in lines[:at]):
        return True  # no card over an answer: whom the page is about
    if cut.rule == "any.source.name-line" and _is_over_couplets(lines, at):
        return True
    if family in ("source", "credit", "page") and _is_over_verse(lines, at):
        return True
    if family in ("credit", "page") and _is_under_maker(lines, at):
        return True
    if family == "source" and _follows(lines, at, _MAKER, _SIGNING_DAY):
        return True
    if family == "page" and _is_said_title(lines, line):
        return True
    return family == "page" and (_signs(lines, at) or any(_follows(lines, at, _CONTACT, way) for way in (_CONTACT, _REACHED)))


def _in_round_brackets(line: Line) -> bool:
    raw = line.raw.strip()
    return raw[:1] in "(（" and raw[-1:] in ")）" and _is_day(line.view.strip("()"))
