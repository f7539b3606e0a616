"""Which of the lines that strip left around a text are fields of the page and nothing else.

What lives here: is_field_line(), and the forms that only such lines have. What never does: values (fieldreader.py).

How it works: above the text a line counts that the grammar of fields covers, that is a byline or a date alone, that states when
the page was published, or that is a row of labels with a time; below it, credits and the date of the last change. What may be
the text's own (when a meeting is, who wrote a poem) does not count.

Weak: a table of the text's own with three labels on one line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpuskit.core.text import fold
from corpuskit.rulebook.edged import edged
from corpuskit.rulebook.folding import fold_table
from corpuskit.steps.bylinegrammar import is_byline
from corpuskit.steps.fieldgrammar import SENTENCE, Token, field_weight, is_date, label_alone, tokens_of
from corpuskit.steps.namegrammar import is_person
from corpuskit.steps.stayed import FOOT, HEAD, LATE
from corpuskit.steps.taken import Piece
from corpuskit.steps.timegrammar import find_time, with_whole_years

__all__ = ["CHANGED", "ENGLISH_NAME", "is_field_line", "opens_with_writer", "row_cells", "states_foreign", "tells_time"]

PEOPLE = ("author", "editors", "reviewers")
CREDIT_MAX_CHARS, STAMP_MAX_CHARS = 80, 60
CREDIT_NAMES_MAX, ROW_LABELS_MIN, DATED_CELLS_MIN = 3, 3, 3
BRACKETED_LABELS_MIN = 2
_BRACKETED = re.compile(r"[〔【\[]\s?([^〔〕【】\[\]\s]{1,8})\s?[〕】\]]")  # 〔掲載日〕2018.10.27 〔カテゴリ〕…
_OWN_TIME = re.compile(
    r"(?:活动|举办|会议|考试|开放)?(?:时间|日期|日時|일시|Date|Time|When)\s?:", re.IGNORECASE
)  # of what the text is about
CHANGED = re.compile(
    r"(?:本页|本页面|[此这该](?:页面?|条目)|页面|本条目)?(?:最[后近终]|上次)(?:一次)?(?:修[改订]|编辑|编集|更新)"
    r"|(?:Diese Seite wurde )?zuletzt (?:am|bearbeitet|geändert|aktualisiert)|(?:La )?dernière modification"
    r"|Esta página (?:se editó|foi editada)"
    r"|Última (?:modificación|edición|atualização)|Ultima modifica|Laatst (?:bewerkt|gewijzigd)|(?:Дата )?последнее изменение"
    r"|(?:Эта )?страница последний раз|Ostatnia modyfikacja|Trang này được sửa|Halaman ini terakhir"
    r"|(?:This page was )?last (?:edited|updated|modified)"
    r"|최종\s?수정일?|최근\s?수정일?",
    re.IGNORECASE,
)
ENGLISH_NAME = re.compile(r"[A-ZÀ-ÞĐ][\w.'’-]{1,18}(?:\s[A-ZÀ-ÞĐ][\w.'’-]{0,20}){1,2}")
_BYLINE = re.compile(
    r"(?:[Bb]y|BY|(?:Written|Words|Compiled|Reported|Posted|Story|Text) by|Words:)\s"
    rf"{ENGLISH_NAME.pattern}(?:\s?(?:[/,|–-]|and|&)\s?[A-Z][\w ]{{2,30}})?"
)
# Between the cells of a row.
_DIGITS = re.compile(r"\d{4}|\d\d[./-]\d\d|[〇○零九令昭平民]")  # one of them is in each time
_CELL = re.compile(
    r"\s*[|┊┆│┃丨⎮∣︱ㅣ┋┇☆★◆∥‖]\s*|\s[^\w\s()\[\]【】「」『』“”‘’\"'.,!?。:;$¥￥#@&]{1,2}\s|\s\+\s|\s{2,}|\t"
    r"|\s(?=[^\s:\d]{2,6}:\s?\S)"
)
_BEFORE_TIME = re.compile(r"(?:#?\d{1,5}\s?[#楼樓F]\s?)?[^\d。!?]{0,24}(?:\([^()]{0,12}\))?[^\d。!?,]{0,8}")
_KO_USER = re.compile(r"([^\s:|\d]{2,12})\s(?:[가-힣]{2,8}\s){0,2}(?=(?:19|20)\d\d\s?[.-])")
_KO_CLOCK = re.compile(r"\d{1,2}\.\s?\d{1,2}:\d\d(?!\d)")
_CLAUSES = re.compile(r"[。!?…]|\.\s[A-Z][a-z]+\s[a-z]|[,，]\s?[\u3400-\u9fff]{9}")
_ASKERS = re.compile(r"(?:质问者|相谈者|相談者|提问者|提问人|发问者|楼主|글쓴이|작성자|질문자)\s?:\s?[^\s:]{1,20}(?:\s.*)?")
_OWN_DATE = edged(
    r"(?:生|卒|有效|截止|到期|开始|结束|活动|开放|报名|入职|毕业|出生|施行|展期|成立|数据|收稿|修回|统计|截至|入住|开赛"
    r"|会议|生效|有效期|Deadline|Expires|Born|Died|마감|기간)",
    re.IGNORECASE,
)
_AGO_FIRST = re.compile(r"(?:刚刚|[昨前今]天(?:\s?\d{1,2}:\d\d)?|\d{1,3}\s?(?:分钟|小时|天|周|个月)前)\s+")
# "Published on" in further languages.
_FOREIGN = re.compile(
    r"(?:Veröffentlicht|Erschienen|Publié|Mis en ligne|Publicado|Pubblicato|Gepubliceerd|Ngày đăng|Опубликовано"
    r"|Diterbitkan|Yayın\w*|Giriş|Oluşturulma|Eklenme|Publicerad|Publisert|Publiceret|Udgivet|Julkaistu|Zveřejněno"
    r"|Publikováno|Vloženo"
    r"|Opublikowano|Data publikacji|Dodano|Опубліковано|Добавлено|Додано|Tanggal|Dipublikasikan|Geplaatst|Fecha"
    r"|Data di pubblicazione"
    r"|Đăng lúc|Postado|Publicada?|Pubblicata|نشر|تاريخ النشر|เผยแพร่|วันที่|פורסם)\b[^\d\n]{0,14}\d"
)
_STATED = re.compile(
    r"(?:등록일|작성일|게시일|발행일|发[布表](?:时间|日期)|掲载日|揭载日|公开日|(?:First )?[Pp]ublished)\s?:?\s?\d"
)
_COUNTS = re.compile(r"(?:浏览|阅读|点[击阅]|访问|查看|人气)(?:总?量|次数|人[次数]|数)?\s?:")
LINES_KNOWN = 2_000  # several readers ask for the cells of a line
CELLS_MAX, CELL_MAX_CHARS = 8, 40
BEHIND_TIME_MAX_CHARS = 12  # the day of the week, a zone, "published"
_ROW_LABEL = re.compile(r"(?:\A|[\s|])([^\s:|]{2,6})\s?:")
_PLACE = re.compile(r"(?:地[点址]|会场|场所|주소|장소|場所|Venue|Where|Place)\s?:", re.IGNORECASE)


def is_field_line(piece: Piece, titles: Sequence[str]) -> bool:
    """True for a line that strip left and that is fields of the page; titles: what may be the page's title, folded."""
    view = piece.view
    if piece.rule == LATE:
        return (
            _OWN_TIME.match(view) is None
            and find_time(view) is not None
            and (field_weight(view) > 1 or bool(row_cells(piece.raw)))
        )
    if piece.rule == FOOT:
        if _STATED.match(view) is not None and find_time(view) is not None:
            return True
        bare = view.strip(" ()[]【】〔〕")
        if is_byline(bare, last=True, bracketed=bare != view) or CHANGED.match(view) is not None:
            return True
        tokens = tokens_of(bare)
        return bool(tokens) and _is_credit(bare, tokens)
    if piece.rule == HEAD and view not in titles and row_cells(piece.raw):
        return True
    if (_OWN_TIME.match(view) and not _has_source(view)) or _PLACE.search(view):
        return False
    weight = field_weight(view)
    if view in titles:
        timed = weight > 1 and any(token.kind == "time" for token in tokens_of(view))
        return is_date(view) or _is_name_and_day(view) or timed or _is_dated_row(piece.raw)
    ago = _AGO_FIRST.match(view)
    if ago is not None and piece.rule == HEAD and _is_credit(view[ago.end() :], tokens_of(view[ago.end() :])):
        return True
    return (
        weight > 1
        or sum(label_alone(match[1]) is not None for match in _BRACKETED.finditer(view)) >= BRACKETED_LABELS_MIN
        or is_date(view)
        or _BYLINE.fullmatch(view) is not None
        or (SENTENCE.search(view) is None and (_is_credit(view, tokens_of(view)) or _states_time(view, tokens_of(view))))
        or (piece.rule == HEAD and (_ASKERS.fullmatch(view) is not None or _opens_with_label(view)))
    )


def _is_dated_row(raw: str) -> bool:
    """True for a row of three cells or more of which one is a time alone: a title with its day, the head of a paper."""
    cells = row_cells(raw)
    return len(cells) >= DATED_CELLS_MIN and any(is_date(cell.strip()) for cell in cells)


def _is_name_and_day(view: str) -> bool:
    """True for a line of a writer's name and a day and nothing else: Jane Doe, 11 February 2018."""
    time = find_time(view)
    name = view[: time.start].rstrip(" ,|·•–—-/") if time is not None and time.end == len(view) else ""
    return bool(name) and (ENGLISH_NAME.fullmatch(name) is not None or is_person(name))


def tells_time(piece: Piece) -> bool:
    """True for a line over the text that the page judge took for furniture, with a time that may be the page's. Its names are
    as often those of others."""
    view = piece.view
    if not piece.judged or piece.rule not in (HEAD, LATE) or find_time(view) is None:
        return False
    return _OWN_TIME.match(view) is None or _has_source(view)


def states_foreign(view: str) -> bool:
    """True for a line that says when the page was published, in a language that the grammar of fields does not know."""
    return _FOREIGN.match(view) is not None


def opens_with_writer(view: str) -> bool:
    """True for a line that opens with the label of who wrote it."""
    token = next(iter(tokens_of(view)), None)
    return token is not None and (token.kind == "person" or (token.kind == "label" and token.field == "author"))


def _has_source(view: str) -> bool:
    """True for a line that also has the label of a person or a source, or counts its readers: its time is the page's."""
    return any(
        (token.kind == "label" and (token.field in (*PEOPLE, "source_name", "publisher") or _COUNTS.match(view, token.start)))
        or token.kind == "count"
        for token in tokens_of(view)
    )


def _is_credit(view: str, tokens: Sequence[Token]) -> bool:
    """A label of persons or of a source, and names. 作者 alone may be the poet's: strip knows better where it is the page's."""
    if len(view) > CREDIT_MAX_CHARS or not tokens or view.startswith("作者") or SENTENCE.search(view) is not None:
        return False
    first, rest = tokens[0], tokens[1:]
    if all(token.kind in ("person", "label") for token in tokens):
        return any(token.kind == "person" for token in tokens)
    return (
        first.kind == "label"
        and first.field in (*PEOPLE, "source_name", "publisher")
        and view[first.end - 1] in ":/| "
        and 1 <= len(rest) <= CREDIT_NAMES_MAX
        and all(token.kind in ("free", "label", "person") for token in rest)
    )


def _states_time(view: str, tokens: Sequence[Token]) -> bool:
    """A time that is the page's: behind 发布时间 or Published, first on a short line, beside a person, or in a row of labels."""
    if SENTENCE.search(view) is not None or not tokens:
        return False
    times = [n for n, token in enumerate(tokens) if token.kind in ("time", "date")]
    if not times:
        return False
    first = times[0]
    if first and tokens[first - 1].kind == "label" and tokens[first - 1].field == "published":
        return True
    if first == 0 and tokens[0].kind == "time" and len(view) <= STAMP_MAX_CHARS:
        return True
    name = view[tokens[0].start : tokens[0].end].strip()
    if first == 1 and tokens[0].kind == "free" and (is_person(name) or ENGLISH_NAME.fullmatch(name)):
        return len(view) <= STAMP_MAX_CHARS
    labels = [match[1] for match in _ROW_LABEL.finditer(view)]
    return len(labels) >= ROW_LABELS_MIN and any(len(label) > 2 and label.endswith(("时间", "日期")) for label in labels)


def _opens_with_label(view: str) -> bool:
    """True for a line that opens with the label of a person, a source or a time, and has a time or a second label."""
    if _CLAUSES.search(view) is not None:
        return False
    tokens = tokens_of(view)
    if not tokens or tokens[0].kind != "label":
        return False
    if tokens[0].field not in (*PEOPLE, "source_name", "publisher", "published"):
        return False
    return any(token.kind in ("time", "date", "label") for token in tokens[1:])


def row_cells(raw: str) -> Sequence[str]:
    """The folded cells of a row between a title and its text, where one of them is a time and none a sentence; else nothing."""
    return _row_cells(raw) if _DIGITS.search(raw) is not None else ()


@lru_cache(maxsize=LINES_KNOWN)
def _row_cells(raw: str) -> Sequence[str]:
    view = with_whole_years(fold(raw.replace("\u3000", "  "), fold_table()).strip())
    if find_time(view) is None or _CLAUSES.search(view) is not None or _PLACE.search(view):
        return []
    if _OWN_TIME.match(view) and not _has_source(view):
        return []
    cells = [cell for cell in _CELL.split(view) if cell and cell.strip()]
    if len(cells) == 1 and (user := _KO_USER.match(view)) is not None and ("조회" in view or _KO_CLOCK.search(view)):
        cells = [user[1], view[user.end() :]]
    if not 2 <= len(cells) <= CELLS_MAX or any(len(cell) > CELL_MAX_CHARS for cell in cells):
        return []
    return cells if any(map(_is_time_cell, cells)) else []


def _is_time_cell(cell: str) -> bool:
    """True for a time with no more before it than a label or a name, and next to nothing behind."""
    time = find_time(cell)
    if time is None or _OWN_DATE.search(cell) is not None:
        return False
    return len(cell) - time.end <= BEHIND_TIME_MAX_CHARS and _BEFORE_TIME.fullmatch(cell, 0, time.start) is not None
