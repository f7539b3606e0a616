"""Forms of times that only pages have, rewritten as digits with hyphens, so that one grammar reads all.

What lives here: with_plain_times(). What never does: finding times (timegrammar.py), which time counts (fieldreader.py).

How it works: only lines of fields are rewritten, never a text. Years of the Republic (113-01-22, 民國113年1月22日), of Japanese
eras too, also in Chinese digits; years of two digits before a clock; a date with its clock set close behind; day, month and year
between points, and between slashes where the line has a Chinese character (no Chinese page puts the month first); AUG
06.2024; a year behind the clock, or apart from month and day; years of two digits behind the label of a day; the forms of further
languages (worldtimes.py).

Weak: a telephone number of the form 113-01-22.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpuskit.steps.worldtimes import MAY as MAY_BE_FOREIGN
from corpuskit.steps.worldtimes import with_world_times

__all__ = ["with_plain_times"]

LINE_MAX_CHARS = 160
LINES_KNOWN = 5_000
_MAY = re.compile(r"\d[-./年月]|[年月]\s?[一二三四五六七八九十]|[A-Za-zûéç]{3}\.?\s(?:de\s|del\s)?\d|ngày\s\d|thg\s\d")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民国": 1911, "民國": 1911}
_NUMBER = r"\d{1,3}|[一二三四五六七八九十百〇○零]{1,4}"
_ERA = re.compile(
    rf"(?:中[华華])?({'|'.join(_ERAS)})\s?({_NUMBER}|元)\s?年\s?(\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?月"
    r"\s?(\d{1,2}|[一二三四五六七八九十]{1,3})\s?日"
)
_ERA_MARK = re.compile(r"(?<![A-Za-z])([RHS])(\d{1,2}|元)[./](\d{1,2})[./](\d{1,2})(?!\d)")
_MIXED = re.compile(r"(?<!\d)((?:19|20)\d\d)年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_REPUBLIC = re.compile(
    r"(?<![\w./-])(1[01]\d)([-./年])\s?(0?[1-9]|1[0-2])(?:\2|月)\s?(0?[1-9]|[12]\d|3[01])(?:日|(?![\w./-]\d|\d))"
)
_SHORT = re.compile(r"(?<![\d./-])([012]\d)([-./])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=\s{1,2}\d{1,2}:\d\d)")
_CLOSE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-./])(\d\d)\2(\d\d)(?=[012]\d:[0-5]\d(?!\d))")
_DAY_FIRST = re.compile(r"(?<![\d./-])(0?[1-9]|[12]\d|3[01])([/.])(0?[1-9]|1[0-2])\2((?:19|20)\d\d)(?![\d./])")
_MONTH_POINT = re.compile(r"\b([A-Z][A-Za-z]{2,8})\.?\s(\d{1,2})\.\s?((?:19|20)\d\d)\b")
# Day, month and year with slashes behind a label in a language that has the day first.
_FOREIGN_DAY = re.compile(
    r"((?:Publié|Mis en ligne|Publicado|Pubblicato|Gepubliceerd|Ngày đăng|Diterbitkan|Thứ|Chủ nhật"
    r"|Lundi|Mardi|Mercredi|Jeudi|Vendredi|Samedi|Dimanche|Le)\b[^\d\n]{0,14})"
    r"(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])/((?:19|20)\d\d)"
)
_ZONED = re.compile(
    r"((?:19|20)\d\d[-/.年]\d\d?[-/.月]\d\d?日?)\s(?:HKT|JST|KST|SGT|MYT)\s(\d\d?:\d\d)"
)  # a zone before its clock
_OFFSET = re.compile(r"(?<=\d)\s\(?GMT[+-]\d{1,2}\)?(?!\d)")
_LEAF = re.compile(r"((?:19|20)\d\d)年/(\d{1,2})月/(\d{1,2})日")  # of a paper: 2021年/3月/5日/第003版
_MONTH_FIRST = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月\s?([0-3]?\d)\s?日?[,，]\s?((?:19|20)\d\d)(?!\d)")  # 11月 20, 2022
_DAY_HYPHEN = re.compile(r"(?<![\w./-])(1[3-9]|2\d|3[01])-(0?[1-9]|1[0-2])-((?:19|20)\d\d)(?![\w./-])")  # no month is above 12
_HAN = re.compile("[\u3400-\u9fffăđơưĂĐƠƯ\u1ea0-\u1ef9]")  # or a letter of Vietnamese
_YEAR_LAST = re.compile(
    r"(?<![\w./-])(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])-((?:19|20)\d\d)(?=\s{1,2}\d{1,2}:\d\d)"
)  # 02-14-2022 09:12
_CLOCK_FIRST = re.compile(
    r"(?<![\w./:-])(0?[1-9]|1[0-2])[-/](0?[1-9]|[12]\d|3[01])\s(\d\d:\d\d(?::\d\d)?)\s((?:19|20)\d\d)(?![\w./-])"
)
_MONTH_YEAR = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月\s?([0-3]?\d)日\s{1,2}((?:19|20)\d\d)(?![\d年])")  # 4月1日 2023
# The year apart from a month and a day with a slash: 2019 10/17 08:32, 2019-10/17.
_YEAR_APART = re.compile(
    r"(?<![\d./-])((?:19|20)\d\d)[\s年-]\s?(1[0-2]|0?[1-9])/(0?[1-9]|[12]\d|3[01])(?=\s{1,2}\d\d:\d\d|\s*\Z|\s?[|｜])"
)
_DAY_HAN = re.compile(
    r"(?:(?<=[:：|｜])|(?<=[:：|｜] )|\A)(0?[1-9]|1[0-2])-(0?[1-9]|1[0-2])-((?:19|20)\d\d)(?![\w./-]|\s{1,2}\d{1,2}:)"
)
# A year of two digits behind the label of a day.
_SHORT_LABELLED = re.compile(
    r"(\A(?=.*[\u3400-\u9fff])|(?:[公開开]日|投稿日|[掲揭][載载]日|作成日|登[録录]日|更新日|[发發][布佈表帖](?:日期|时间"
    r"|時間|日|[于於])?|日期|时间|時間|등록일|작성일"
    r"|게시일|입력)\s?[:：]\s?)"
    r"([012]\d)([-./])(0?[1-9]|1[0-2])\3(0?[1-9]|[12]\d|3[01])(?![\d./-])"
)
_CHAT = re.compile(r"1:1\s?(?=채팅|쪽지|문의)")  # a button, and no clock
_MONTH_NAMES = (
    "januar februar märz april mai juni juli august september oktober november dezember"
    " janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    " gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
    " janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
)
_MONTHS = {name: n % 12 + 1 for n, name in enumerate(_MONTH_NAMES.split())}
_NAMED_MONTH = re.compile(
    rf"(?<!\w)(0?[1-9]|[12]\d|3[01])(?:\.|er|º)?\s(?:de\s)?({'|'.join(_MONTHS)})\.?\s(?:de\s|del\s)?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile(
    r"(?:ngày\s)?(0?[1-9]|[12]\d|3[01])\s(?:tháng|thg)\s(0?[1-9]|1[0-2])(?:,|\snăm)?\s((?:19|20)\d\d)\b", re.IGNORECASE
)
_YEAR_MARK = re.compile(
    r"\b((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}) ['’](\d\d)(?= at \d)"
)  # Mar 4 '16 at 9:12
_VIETNAMESE_SHORT = re.compile(r"(?<![\d/])(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])/((?:20)?\d\d) lúc (\d{1,2}:\d\d)")
_WORD_MONTH = re.compile(r"\d\S{0,2}\s(?:de\s)?[A-Za-zàâçéèêûôäöüà]{3}")
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}


def _number(text: str) -> int:
    """A number in digits, in Chinese ones, or in Chinese words for less than a hundred."""
    if text == "元":
        return 1
    if text.isdigit():
        return int(text)
    if "十" not in text:
        return int("".join(str(_DIGITS.get(c, 0)) for c in text))
    tens, _, ones = text.partition("十")
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def _date(year: int, month: str, day: str, whole: str) -> str:
    m, d = _number(month), _number(day)
    return f"{year:04}-{m:02}-{d:02}" if 1 <= m <= 12 and 1 <= d <= 31 else whole


@lru_cache(maxsize=LINES_KNOWN)
def with_plain_times(raw: str) -> str:
    """A line of fields with its times in digits; the line itself where it has none of these forms."""
    if len(raw) > LINE_MAX_CHARS or (_MAY.search(raw) is None and MAY_BE_FOREIGN.search(raw) is None):
        return raw
    line = with_world_times(raw)
    # Each form is looked for only where one of its characters stands.
    if "年/" in raw:
        line = _LEAF.sub(r"\1年\2月\3日", line)
    if "年" in raw and "月" in raw:
        line = _ERA.sub(lambda m: _date(_ERAS[m[1]] + _number(m[2]), m[3], m[4], m[0]), line)
    if "R" in raw or "H" in raw or "S" in raw:
        line = _ERA_MARK.sub(lambda m: _date({"R": 2018, "H": 1988, "S": 1925}[m[1]] + _number(m[2]), m[3], m[4], m[0]), line)
    if "年" in line and "月" in line:
        line = _MIXED.sub(lambda m: _date(int(m[1]), m[2], m[3], m[0]), line)
    if ":" in line:
        line = _CLOSE.sub(lambda m: f"{m[1]}-{m[3]}-{m[4]} ", line)
        line = _SHORT.sub(lambda m: _date(2000 + int(m[1]), m[3], m[4], m[0]), line)
    if _HAN.search(line) is not None:
        line = _REPUBLIC.sub(lambda m: _date(1911 + int(m[1]), m[3], m[4], m[0]), line)
        line = _DAY_FIRST.sub(lambda m: _date(int(m[4]), m[3], m[1], m[0]), line)
    else:
        line = _REPUBLIC.sub(lambda m: _date(1911 + int(m[1]), m[3], m[4], m[0]), line) if line[:1].isdigit() else line
        line = _DAY_FIRST.sub(lambda m: _date(int(m[4]), m[3], m[1], m[0]) if m[2] == "." else m[0], line)
    if ":" in line and ("-" in line or "/" in line):
        line = _YEAR_LAST.sub(lambda m: _date(int(m[3]), m[1], m[2], m[0]), line)
        line = _CLOCK_FIRST.sub(lambda m: f"{_date(int(m[4]), m[1], m[2], m[0])} {m[3]}", line)
    if "/" in line:
        line = _YEAR_APART.sub(lambda m: _date(int(m[1]), m[2], m[3], m[0]), line)
    if ":" in line or "：" in line:
        line = _SHORT_LABELLED.sub(lambda m: m[1] + _date(2000 + int(m[2]), m[4], m[5], m[0]), line)
    if "-" in line and _HAN.search(line) is not None:
        line = _DAY_HAN.sub(lambda m: _date(int(m[3]), m[2], m[1], m[0]), line)
    if "채팅" in line or "쪽지" in line:
        line = _CHAT.sub("    ", line)
    if _WORD_MONTH.search(line) is not None:
        line = _NAMED_MONTH.sub(lambda m: _date(int(m[3]), str(_MONTHS[m[2].lower()]), m[1], m[0]), line)
        line = _VIETNAMESE.sub(lambda m: _date(int(m[3]), m[2], m[1], m[0]), line)
    if "'" in line or "’" in line:
        line = _YEAR_MARK.sub(r"\1, 20\2", line)
    if "lúc" in line:
        line = _VIETNAMESE_SHORT.sub(lambda m: f"{_date(2000 + int(m[3]) % 2000, m[2], m[1], m[0])} {m[4]}", line)
    if _ZONED.search(line) is not None:
        line = _ZONED.sub(r"\1 \2", line)
    if "GMT" in line:
        line = _OFFSET.sub("", line)
    line = _FOREIGN_DAY.sub(lambda m: m[1] + _date(int(m[4]), m[3], m[2], m[0]), line)
    if "月" in line:
        line = _MONTH_FIRST.sub(lambda m: _date(int(m[3]), m[1], m[2], m[0]), line)
        line = _MONTH_YEAR.sub(lambda m: _date(int(m[3]), m[1], m[2], m[0]), line)
    if "-" in line:
        line = _DAY_HYPHEN.sub(lambda m: _date(int(m[3]), m[2], m[1], m[0]), line)
    return _MONTH_POINT.sub(r"\1 \2, \3", line) if "." in line else line
