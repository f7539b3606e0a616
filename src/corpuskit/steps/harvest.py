"""The step `harvest`: metadata from what strip took out, and the title from the text.

What lives here: Harvest, and the normalising of times, names and outlets. What never does: cutting; a second set of patterns:
the groups of the rulebook's patterns name the fields.

How it works: every line or span that the strip layer removed is matched again by the rules, whose groups are named like
fields. Times become ISO 8601, names become tuples, outlets lose the words that say nothing (本站 stays: it is what the page
says). The first value of a field wins, except that editors and reviewers add up. A value that strip cut elsewhere as an
injected term is no metadata. The title is the first line that is left, where it has the shape of one.

With `to`, values of a Chinese page are converted to the script that the text was converted to, so that a name in a column is the
name in the text. Japanese and Korean pages keep theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from corpuskit.core.document import Document, Scalar
from corpuskit.core.edit import Edit, Layer, apply
from corpuskit.core.text import fold, lines
from corpuskit.rulebook.folding import fold_table
from corpuskit.rulebook.linematch import Matcher, matcher_for
from corpuskit.rulebook.rules import Rule
from corpuskit.steps.fieldgrammar import read_fields
from corpuskit.steps.script import Script
from corpuskit.steps.script.step import Target

__all__ = ["RULES", "Harvest", "read_names", "read_time"]

RULES: dict[str, str] = {}

_TIME = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})\s?[日号.]?"
    r"(?:[^\d\n]{0,10}?(?P<half>下午|晚上?|中午|午夜|凌晨|上午|早上|[AP]M)?\s?(?P<H>\d{1,2})[:时点時](?P<M>\d{1,2})(?:[:分](?P<S>\d{1,2}))?)?(?:\.\d{1,3})?[秒分]?(?:\s?(?P<noon>[AP]\.?M)\.?)?(?P<z>Z|[+-]\d\d:?\d\d)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EN_TIME = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s)?(?P<mon>[A-Za-z]{3,9})\.?\s(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s)?(?P<y>\d{4})"
)
_NAME_BREAK = re.compile(r"[、,;/&|，；]|\s+(?=[㐀-鿿가-힣])|(?<=[㐀-鿿가-힣)])\s+")
_LABELS = re.compile(r"(?:通讯员|记者|摄影|实习生|特约|本报|本网|作者|文/|图/)\s*")
_ROLE = re.compile(r"\((?:实习|见习|综合|整理|特约|兼职|通讯员|摄|图)\)")
_NO_NAME = re.compile(
    r"[A-Z]{1,3}\d{2,5}|admin|administrator|管理[员員]|佚名|小编|小編|网络|網絡|未知|本站|匿名"
    r"|\S{2,14}(?:局|委|办|辦|部|处|處|科|站|院|所|中心|委员会|委員會|办公室|辦公室|报社|報社|日报|日報|晚报|晚報|工作组|工作組|支队|大队|街道|公司|小组)",
    re.IGNORECASE,
)
TITLE_MAX_CHARS = 80
LATIN_TITLE_MAX_CHARS = 160
LISTS = ("editors", "reviewers")
READ_FAMILIES = frozenset(("source", "credit", "page"))  # whose lines are read for fields that the rule has no group for
HEAD_SHARE = 0.3  # of the page: further down times and names are those of other pages and of comments
PEOPLE = ("author", "editors", "reviewers")


def read_time(text: str) -> str | None:
    """A time as sites print it, as ISO 8601 (date, or date and time, zone kept where given); None when there is none."""
    match = _TIME.search(text)
    if match is None:
        return _read_english(text)
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    date = f"{match['y']}-{month:02}-{day:02}"
    if match["H"] is None or int(match["H"]) > 23 or int(match["M"]) > 59:
        return date
    hour = _hour(int(match["H"]), (match["half"] or match["noon"] or "").replace(".", "").upper())
    return f"{date}T{hour:02}:{int(match['M']):02}:{int(match['S'] or 0):02}{match['z'] or ''}"


def _hour(hour: int, half: str) -> int:
    """The hour of the day from one of the clock with the half of the day."""
    if half in ("下午", "晚上", "晚", "PM", "中午") and hour < 12 and not (half == "中午" and hour > 9):
        return hour + 12
    return 0 if half in ("AM", "凌晨", "午夜", "上午") and hour == 12 else hour


def _read_english(text: str) -> str | None:
    match = _EN_TIME.search(text)
    if match is None or match["mon"][:3].lower() not in _MONTHS or not (match["d1"] or match["d2"]):
        return None
    day = int(match["d1"] or match["d2"])
    return f"{match['y']}-{_MONTHS.index(match['mon'][:3].lower()) + 1:02}-{day:02}" if 1 <= day <= 31 else None


def read_names(text: str) -> tuple[str, ...]:
    """Personal names out of a credit, in order, without roles and repeats."""
    bare = _LABELS.sub(" ", _ROLE.sub("", text)).strip()
    found = [name.strip(" ()[]·-") for name in _NAME_BREAK.split(bare) if name]
    return tuple(dict.fromkeys(name for name in found if name and not _NO_NAME.fullmatch(name)))


@dataclass(frozen=True, slots=True)
class Harvest:
    """Fills title, author, publisher, published, section, source_name, editors and reviewers.

    rule_files: further rule files that strip used (paths or TOML texts). to: the script of the values of Chinese pages (keep,
    hans, hant, tw, hk), as in the step `script`.
    """

    name: ClassVar[str] = "harvest"
    version: ClassVar[str] = "2"

    rule_files: tuple[str, ...] = ()
    to: Target = "keep"

    def annotate(self, doc: Document, /) -> Mapping[str, Scalar | tuple[str, ...]]:
        """The fields found; a field that is not there has no key."""
        found: dict[str, Scalar | tuple[str, ...]] = {}
        title = _title(doc.text)
        edits = [edit for layer in doc.layers if layer.step == "strip" for edit in layer.edits]
        if edits:
            matcher = matcher_for(self.rule_files)
            spam = tuple(edit.removed.strip() for edit in edits if edit.rule.startswith("any.spam."))
            head = max(len(doc.text), edits[-1].end) * HEAD_SHARE
            for edit in edits:
                _take(found, edit, matcher, spam, title or "", in_head=edit.start <= head)
            if self.to != "keep" and str(doc.meta.get("lang", "zh")).startswith("zh"):
                found = {field: _converted(value, self.to) for field, value in found.items()}
        if title is not None:
            found["title"] = title
        return found


def _converted(value: Scalar | tuple[str, ...], to: Target) -> Scalar | tuple[str, ...]:
    """A value in the script `to`; a repeat that only the script kept apart goes."""
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(str(_converted(name, to)) for name in value))
    if not isinstance(value, str) or value.isascii():
        return value
    doc = Document("", value)
    found = Script(to=to).edits(doc)
    return apply(value, found.edits if isinstance(found, Layer) else found)


def _take(
    found: dict[str, Scalar | tuple[str, ...]], edit: Edit, matcher: Matcher, spam: tuple[str, ...], title: str, *, in_head: bool
) -> None:
    for start, end, _ in lines(edit.removed):
        raw = edit.removed[start:end]
        if not raw.strip():
            continue
        if edit.rule.endswith(".section") or ".breadcrumb." in edit.rule:
            _put(found, "section", _section(raw, title), spam)
        adds = edit.rule.startswith("zh.credit.")
        known = set(found)
        for field, value in _values(raw, edit.rule, matcher):
            _put(found, field, value, spam, adds=adds)
        family = edit.rule.split(".")[1]
        if family in READ_FAMILIES and (in_head or family != "page"):
            taken = set(found) - known  # by the rule's own groups, which know better
            for field, value in read_fields(raw):
                if field not in taken:
                    _put(found, field, value, spam, adds=adds)
            if in_head and "published" not in found and family != "credit":
                _put(found, "published", raw, spam)


def _values(raw: str, rule_id: str, matcher: Matcher) -> Iterable[tuple[str, str]]:
    """(field, raw value) of every named group in the matches of a removed piece."""
    hits = [hit for hit in matcher.hits(raw) if any(rule.id == rule_id for rule, _ in hit.pieces)]
    if not hits:  # a span without its paragraph: a dateline, a credit in brackets
        hits = matcher.hits(raw + "某") + matcher.hits("。" + raw)
        hits = [hit for hit in hits if hit.rule.id == rule_id]
    for hit in hits[:1]:
        for rule, match in hit.pieces:
            yield from _groups(raw, rule, match)


def _groups(raw: str, rule: Rule, match: re.Match[str]) -> Iterable[tuple[str, str]]:
    named = False
    shift = 1 if match.string.startswith("。") and not raw.startswith("。") else 0
    for group in match.re.groupindex:
        if group in ("cut", "copy") or match.start(group) < 0:
            continue
        named = True
        yield group, raw[match.start(group) - shift : match.end(group) - shift]
    if not named and rule.field == "author" and rule.id.endswith(".dateline"):
        inside = re.search(r"\((?:[^()]*?)(?:记者|通讯员|特派员|作者)([^()]*)\)", match.group(0))
        if inside is not None:
            yield "author", inside[1]
    if rule.field == "published" and match.re.groupindex.get("published") and match.start("published") < 0:
        yield "published", raw
    if not named and rule.field == "reviewers":
        yield "reviewers", re.sub(r"[一二三初复终](?:审|校)\s*[:/]?", " ", raw)


def _put(
    found: dict[str, Scalar | tuple[str, ...]], field: str, value: str | None, spam: tuple[str, ...], *, adds: bool = False
) -> None:
    if value is None or field == "other":
        return
    folded = fold(value, fold_table()).strip()
    if not folded or any(term and (term in value or folded in term) for term in spam):
        return
    if field == "published":
        time = read_time(folded)
        if time is not None:
            found.setdefault(field, time)
    elif field in PEOPLE:
        names = tuple(n for n in read_names(value.translate({0xFF0C: ",", 0x3000: " ", 0xFF08: "(", 0xFF09: ")", 0xFF1B: ";"})))
        if field in LISTS:
            before = found.get(field, ())
            assert isinstance(before, tuple)
            found[field] = tuple(dict.fromkeys((*before, *names)))
        elif names:
            known = str(found[field]).split(";") if adds and field in found else []
            if adds or field not in found:
                found[field] = ";".join(dict.fromkeys((*known, *names)))
    else:
        found.setdefault(field, value.strip())


_CHAIN = re.compile(r"\s*(?:[-]?[>＞]{1,3}|»|›|→|::|/|／|\||｜| - )\s*")
_PLACE = re.compile(r".{0,12}(?:位置|这里|這裡|are here)\s*(?:是|为|為)?\s*[:：]?\s*", re.IGNORECASE)
TITLE_PART_MIN_CHARS = 4
_NO_SECTION = frozenset(
    ("正文", "首页", "首頁", "主页", "主頁", "详情", "內容", "内容", "查看主题", "查看主題", "查看内容", "文章正文", "新闻详情")
    + ("文章内容", "论坛", "論壇", "浏览文章", "Home", "home", "ホーム", "トップ", "홈")
)


def _section(raw: str, title: str) -> str | None:
    """The last section of a breadcrumb that is not the page itself."""
    names = [name.strip() for name in _CHAIN.split(_PLACE.sub("", raw, count=1)) if name.strip()]
    while names and (names[-1] in _NO_SECTION or _is_title(names[-1], title)):
        names.pop()
    if len(names) < 2 or "位置" in names[-1] or names[-1].endswith(("首页", "首頁")):
        return None
    return names[-1]


def _is_title(name: str, title: str) -> bool:
    """True when the end of a breadcrumb is the title, or a part of it."""
    if not title:
        return False
    return name == title or (len(name) >= TITLE_PART_MIN_CHARS and (name in title or title in name or name[:12] == title[:12]))


def _title(text: str) -> str | None:
    """The first line that is not blank, where it has the shape of a title; None otherwise."""
    for start, end, _ in lines(text):
        line = text[start:end].strip(" \t\r\u3000\ufeff")
        if not line:
            continue
        limit = LATIN_TITLE_MAX_CHARS if line.isascii() else TITLE_MAX_CHARS
        if len(line) > limit or line[-1] in "。;；，,、：:" or (line[-1] == "." and not line.endswith("...")) or "。" in line:
            return None
        return line
    return None
