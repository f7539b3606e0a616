"""Times as sites print them, read as ISO 8601.

What lives here: find_time(), read_time(), stated_times() with what the label before each says of it. What never does: deciding
which time of a page is that of its publication.

How it works: a date is looked for in the forms of the four languages (digits with marks or with 年月日 and 년월일, names of
English months, eras, Chinese digits); then a clock right behind it, else right before it. A zone is kept where it is an offset
or Z; names of zones mean several things (BST, CST) and are left out.

Weak: a date whose day and month are both below 13 and joined by slashes before the year is not read: 3/5/2021 has two meanings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpuskit.rulebook.edged import edged

__all__ = ["CHANGED", "CREATED", "OTHER", "Found", "find_time", "label_before", "read_time", "stated_times", "with_whole_years"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MON = r"(?P<mon>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6})\.?"
_ORD = r"(?:st|nd|rd|th)?"
_CLOCK = (
    r"(?P<half>[上下中]午|午[前后後夜]|凌晨|清晨|早[上晨]|晚上?|傍晚|夜间|오전|오후|[AP]M\b)?\s{0,2}"
    r"(?P<H>\d{1,2})(?:\s?(?:[:时点時]|시)\s?(?P<M>\d{1,2})(?:\s?(?:[:分]|분)\s?(?P<S>\d{1,2}))?(?:\.\d{1,6})?"
    r"|\.(?P<M2>[0-5]\d)(?!\d))"
    r"\s?(?:[秒分]|분|초)?(?:\s?(?P<noon>[AP]\.?\s?M\b\.?))?(?:\s?(?P<z>Z\b|[+-]\d\d:?\d\d))?"
)
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?(?:[-/.年]|년)\s{0,2}(?P<m>\d{1,2})\s?(?:[-/.月]"
        r"|월)\s{0,2}(?P<d>\d{1,2})(?!\d)\s?(?:[日号.]|일)?",
        rf"\b{_MON}\s{{1,2}}(?P<d>\d{{1,2}}){_ORD}(?:\s(?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d))?(?:\s[A-Z]{{3,4}})?)?,?\s(?P<y>(?:19|20)\d\d)\b",
        rf"\b{_MON}\s{{1,2}}(?P<d>\d{{1,2}})\s(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{{0,6}},?\s(?P<y>(?:19|20)\d\d)\b",
        rf"(?<!\d)(?P<d>\d{{1,2}}){_ORD}[\s-](?:of\s)?{_MON},?[\s-](?P<y>(?:19|20)\d\d)\b",
        r"(?P<era>令和|平成|昭和|民国|民國)\s?(?P<y>\d{1,3}|元)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日",
        r"(?P<hany>[一二][〇○零九][一二三四五六七八九〇○零]{2})年(?P<hanm>[一二三四五六七八九十]{1,2})月(?P<hand>[一二三四五六七八九十]{1,3})日",
        r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?!\d)",
    )
)
_YEAR = re.compile(r"(?:19|20)\d\d|令和|平成|昭和|民国|民國|[一二][〇○零九]")  # one of them is in each of the forms above
# What else is in each of the forms, so that most of them need not be tried: a year in digits and a month in letters for three,
# a slash for the last, Han characters for two.
_WESTERN = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile("|".join(_MONTHS), re.IGNORECASE)
_PLAIN, *_LETTERED, _ERA, _HAN_YEAR, _SLASHED = _DATES
# Between a date and its clock: marks, the day of the week, and no word that would make the clock that of something else.
_DAY = (
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|[月火水木金土日](?:曜日?)?|[월화수목금토일](?:요일)?"
    r"|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?|at|on|um|T|(?:上|下)?[上下早晚]"
)
_AFTER = re.compile(rf"(?:[^\w\n|｜\[【]|(?<![^\W\d])(?:{_DAY})(?![a-z])){{0,8}}?" + _CLOCK, re.IGNORECASE)
_BEFORE = re.compile(_CLOCK + r"[^\d\n]{0,16}\Z", re.IGNORECASE)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民国": 1911, "民國": 1911}
# A year of the Republic without the words for it, at the start of a value: three digits are no other year.
_MINGUO = re.compile(r"\A\s*(1[0-4]\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)日?")
CREATED, CHANGED, OTHER = "created", "changed", "other"
_AFTER_LABEL = r"(?:于|於|时间|時間|日期|日時|日时|日|on|at|일시?)?(?:[^\S\n]{0,2}[:：/|丨]|\s(?:on|at))?[^\S\n]{0,3}[\[(（]?\Z"
_CHANGED_BEFORE = edged(
    r"(?:更新|修改|修订|修訂|编辑|編輯|改动|改|成文|[发發]文|最[后後終终近](?:更新|修改|编辑|編輯)?|(?:last\s)?(?:updated"
    r"|modified|edited|revised|changed)|수정|업데이트|변경)" + _AFTER_LABEL,
    re.IGNORECASE,
)
_CREATED_BEFORE = edged(
    r"(?:[发發][布佈表稿帖]|公[告布佈开開]|出版|刊[发發登载載出]|投稿|[揭掲][载載]|配信|上[传傳版架网網]|[张張][贴貼]|录入"
    r"|录登|登[载録錄]|添加|印[发發]"
    r"|published|posted|created|submitted|입력|등록|작성|게시|승인|송고)" + _AFTER_LABEL,
    re.IGNORECASE,
)
_OTHER_BEFORE = edged(
    r"(?:今天是?|今日|现在是|现在时间|since|today is|开业|開業|竣工"
    r"|注册|登录|加入|裁判|判决|宣判|开庭|审结|申请|开课|air date|(?<![\w.])v?\d{1,3}\.\d{1,3}\.\d{1,4}|发行时间|上映|首播"
    r"|上次[^\d]{0,4}|生日|有效期|截[止至]|[^最]至|展期|成立|数据"
    r"|收稿|修回|统计|入住|到期|生效|废止|开赛|结束|会议|开会|考试|活动|回[复答]"
    r"|joined|registered|member since|born|expires|deadline|마감|행사)" + _AFTER_LABEL,
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?[–~～至—-]\s?\d")
_TO = re.compile("[–~～—]")
_INNER_RANGE = re.compile(r"\d\s?[–~～]\s?\d")
# A year of two digits counts where a clock follows.
_SHORT_YEAR = re.compile(r"(?<![\d.-])([012]\d)(?=([-./])[01]\d\2[0-3]\d\s\d\d:\d\d)|(?<=公开日 )([012]\d)(?=/[01]\d/[0-3]\d)")
LABEL_CHARS, RANGE_CHARS = 24, 4
_HAN = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
LINES_KNOWN, KNOWN_CHARS = 2_000, 160  # the grammars ask of the same lines, one after the other
BEFORE_CHARS = 40  # of the text before a date, where its clock may stand


@dataclass(frozen=True, slots=True)
class Found:
    """A time in a text: text[start:end] and its ISO form."""

    start: int
    end: int
    iso: str
    has_clock: bool


def _han_number(text: str) -> int:
    tens, mark, ones = text.rpartition("十")
    return (_HAN.get(tens, 1) * 10 if mark else 0) + _HAN.get(ones, 0)


def _date(match: re.Match[str]) -> tuple[int, int, int] | None:
    got = match.groupdict()
    if got.get("hany"):
        year = int("".join(str(_HAN[c]) if c != "九" else "9" for c in got["hany"]))
        month, day = _han_number(got["hanm"]), _han_number(got["hand"])
    elif got.get("a"):
        year, a, b = int(got["y"]), int(got["a"]), int(got["b"])
        if a <= 12 and b <= 12 and a != b:
            return None
        month, day = (b, a) if a > 12 else (a, b)
    else:
        year = 1 if got["y"] == "元" else int(got["y"])
        year += _ERAS[got["era"]] if got.get("era") else 0
        month = _MONTHS.index(got["mon"][:3].lower()) + 1 if got.get("mon") else int(got["m"])
        day = int(got["d"])
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _hour(hour: int, half: str) -> int:
    """The hour of the day from one of the clock with the half of the day."""
    if half in ("下午", "午后", "午後", "晚上", "晚", "傍晚", "夜间", "PM", "오후", "中午") and hour < 12:
        return hour if half == "中午" and hour > 9 else hour + 12
    return 0 if half in ("AM", "凌晨", "午夜", "午前", "上午", "오전") and hour == 12 else hour


def _clock(match: re.Match[str] | None) -> tuple[str, str] | None:
    """(ISO clock, zone)."""
    if match is None:
        return None
    got = match.groupdict()
    half = (got.get("half") or got.get("noon") or "").replace(".", "").replace(" ", "").upper()
    hour, minute = _hour(int(got["H"]), half), int(got["M"] or got.get("M2") or 0)
    second = int(got["S"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{hour:02}:{minute:02}:{second:02}", (got.get("z") or "").upper()


def find_time(text: str) -> Found | None:
    """The first time in a text, with its clock where one stands beside it; None when there is none."""
    if _YEAR.search(text) is None:
        return None
    return _found(text) if len(text) <= KNOWN_CHARS else _found.__wrapped__(text)


def _tried(text: str) -> list[re.Pattern[str]]:
    """The forms that a text may hold, in their order."""
    patterns: list[re.Pattern[str]] = []
    if _WESTERN.search(text) is not None:
        patterns.append(_PLAIN)
        if _MONTH.search(text) is not None:
            patterns += _LETTERED
    if "年" in text:
        patterns += (_ERA, _HAN_YEAR)
    if "/" in text:
        patterns.append(_SLASHED)
    return patterns


@lru_cache(maxsize=LINES_KNOWN)
def _found(text: str) -> Found | None:
    matches = [m for m in (pattern.search(text) for pattern in _tried(text)) if m is not None]
    for match in sorted(matches, key=re.Match.start):
        ymd = _date(match)
        if ymd is None:
            continue
        date = f"{ymd[0]:04}-{ymd[1]:02}-{ymd[2]:02}"
        start, end = match.span()
        inside = match if match.groupdict().get("H") else None
        after = None if inside else _AFTER.match(text, end)
        if after is not None and after["M2"] is not None and _TO.search(text, end, after.end()) is not None:
            after = None  # the day on which it ends
        clock = _clock(inside or after)
        if clock is not None:
            end = after.end() if after is not None else end
        else:
            low = max(0, start - BEFORE_CHARS)
            before = _BEFORE.search(text[low:start])
            if before is not None and before["M2"] is not None and before["half"] is None and before["noon"] is None:
                before = None  # a size, a version or a price
            clock = _clock(before)
            if before is not None and clock is not None:
                start = low + before.start()
        return Found(start, end, f"{date}T{clock[0]}{clock[1]}" if clock else date, clock is not None)
    return None


def label_before(text: str) -> str:
    """What the label at the end of a text says of the time behind it: CREATED, CHANGED, OTHER or nothing."""
    end = text[-LABEL_CHARS:]
    if _CHANGED_BEFORE.search(end) is not None:
        return CHANGED
    if _OTHER_BEFORE.search(end) is not None:
        return OTHER
    return CREATED if _CREATED_BEFORE.search(end) is not None else ""


def with_whole_years(text: str) -> str:
    """A text with its years of two digits written out."""
    return _SHORT_YEAR.sub(lambda m: "20" + m[0], text)


def stated_times(text: str) -> list[tuple[str, str]]:
    """(ISO form, what its label says) of each time in a text, in order."""
    text = with_whole_years(text)
    found = []
    low = 0
    closes = False  # the time before it opens a span of days that this one closes
    while (time := find_time(text[low:])) is not None:
        closed = closes and time.start <= RANGE_CHARS
        closes = _RANGE.match(text, low + time.end) is not None
        ranged = closed or _RANGE.match(text, low + time.end) or _INNER_RANGE.search(text, low + time.start, low + time.end)
        said = OTHER if ranged else label_before(text[low : low + time.start])
        found.append((time.iso, said))
        low += time.end
    return found


def read_time(text: str) -> str | None:
    """A time as sites print it, as ISO 8601 (date, or date and time, zone kept where given); None when there is none."""
    found = find_time(_MINGUO.sub(lambda m: f"{int(m[1]) + _ERAS['民国']}-{m[2]}-{m[3]}", text, count=1))
    return found.iso if found else None
