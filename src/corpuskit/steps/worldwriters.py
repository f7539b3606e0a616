"""Who wrote a page in a further language, said by the word for that: Автор: …, Par …, Oleh …, Rezept von ….

What lives here: world_writer(), over_time(), beside_world_time(), world_source(). What never does: rows of Chinese, Japanese and
English pages (fieldgrammar.py, creditreader.py, barrows.py); which of several names counts (rowfields.py).

How it works: a line near the title opens with a label or a preposition for the writer and goes on with a name and nothing else,
or with a mark, a date or an outlet behind the name; or it opens with a date and the preposition comes behind. A preposition alone
says little, so its name must open with a capital.

Weak: a title that is such a line (Von Kopf bis Fuß).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corpuskit.steps.timeforms import with_plain_times

__all__ = ["Writer", "beside_world_time", "is_paper", "over_time", "world_source", "world_writer"]

LINE_MIN_CHARS, LINE_MAX_CHARS = 4, 90
MARKS = "|·•,—–/-("  # behind a name; a further word is that of another field
_CAPITAL = r"[^\W\d_a-zà-öø-ÿа-яё一-鿿぀-ヿ]"
_PARTICLE = r"(?:(?:de|da|do|dos|di|del|della|van|von|der|den|zu|la|le|el|al|bin|ibn|af|av|ten|ter)\s)"
_NAME = rf"(?P<name>{_CAPITAL}[\w.'’-]{{0,24}}(?:\s{_PARTICLE}{{0,2}}{_CAPITAL}[\w.'’-]{{0,24}}){{0,3}}?)"
_BARE = r"(?P<bare>[^\s:|,·•()/»\d][^\s:|,·•()/»]{1,24}(?:\s[^\s:|,·•()/»\d][^\s:|,·•()/»]{0,24}){0,3})"
_END = (
    r"(?=\s*\Z|\s*[|·•,—–/»(\[]|\s-\s|\s{2}|\s\d|\s(?:am|le|el|il|op|on|em|den|pada|vào|w dniu|dne|tarihinde)\s(?:\w+\s)?\d"
    rf"|\s{_CAPITAL}\w+\s(?:une?|uma?|ein|a)\s)"
)
_PREPOSITIONS = (
    r"(?:[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]a|[Dd]oor|[Aa]f|[Aa]v|[Oo]d|[Pp]rzez|[Oo]leh|[Bb]ởi|[Оо]т|Przez|โดย|מאת|بقلم|بواسطة)"
)
_DONE = (
    r"(?:(?:Geschrieben|Verfasst|Veröffentlicht|Erstellt|Eingestellt|Rezept|Beitrag|(?:Ein )?Artikel|Text|Fotos und Text"
    r"|Kommentar) von"
    r"|(?:Publiée?|Écrite?|Rédigé|Posté|Proposé|Recette|Texte|Propos recueillis) par|(?:Publicado|Escrito|Enviado|Postado"
    r"|Texto|Textos|Receta|Receita|Reportaje|Reportagem|Crónica|Crônica) (?:por|de)"
    r"|(?:Pubblicato|Scritto|Inserito|Ricetta|Testo|Testi|Servizio|Articolo|Reportage|Parole) (?:da|di)"
    r"|A cura di|(?:Geschreven|Geplaatst|Gepubliceerd) door|(?:Skrevet"
    r"|Skrive[nt]|Publisert) av"
    r"|(?:Ditulis|Diposting|Dipublikasikan) oleh|Đăng bởi|(?:Napsal|Vložil|Publikoval)(?:a)?|(?:Napisał|Dodał|Opublikował)(?:a)?"
    r"|(?:Опубликовал|Добавил|Написал|Подготовил|Разместил)(?:а)?|Yazan|Ekleyen)"
)
_LABELS = (
    r"(?:Autor(?:in|a|ka|zy|es)?|Auteure?|Autore|Autrice|Auteurs|Text|Texte|Texto|Testo|Tekst|Redacción|Redazione|Redactor"
    r"|Journalist|Verfasser(?:in)?"
    r"|Автор(?:ы)?(?:\s(?:статьи|текста|темы|поста|рецепта))?|Текст|Корреспондент|Penulis|Reporter|Yazar|Muhabir|Haber|Tác giả"
    r"|Người đăng|Bài viết|Bài"
    r"|Szerző|Írta|Kirjoittaja|Skribent|Συντάκτης|الكاتب|كتب|بقلم|المؤلف|כתב|ผู้เขียน|ผู้โพสต์|작가)"
)
_LINE = re.compile(rf"(?:(?i:{_DONE})\s?:?\s+|{_PREPOSITIONS}\s?:?\s+){_NAME}{_END}(?P<rest>.*)")
# Whatever was done to the page, by whom: Enviada por …, Pregunta realizada por …, Text eingereicht von …; what was done to its
# pictures, its words or its facts is another's work.
_DONE_BY = re.compile(
    r"(?!.*(?:[Ff]oto|[Pp]hoto|[Ii]mag|[Ii]lustr|[Tt]rad|[Üü]bersetz|[Tt]łum|[Vv]ertal|[Ee]dit|[Rr]evis|[Rr]edig|[Cc]orre[ct]|[Rr]elu"
    r"|[Vv]id[eé]o|[Dd]ise[gñ]n|[Ss]ponsor|[Pp]atroc|[Mm]oder|[Cc]oment|[Rr]espon|[Rr]épon|[Aa]ntwort|[Aa]ctuali|[Gg]eändert|[Mm]odifi"
    r"|[Pp]ostingan|[Ff]inanc|[Oo]rgani))"
    r"(?:[^\W\d_]+\s){1,3}(?:(?i:por|par|oleh|door|przez|bởi)|(?<=[a-zß]t\s)von|(?<=[a-z]en\s)von|(?<=[aiu]t[oa]\s)da)\s"
    rf"(?:{_NAME}{_END}|(?P<bare>[^\W\d_][^|·•,:;()]{{1,24}}?)(?=\s(?:el|le|em|am|il|op|pada|pukul|dnia|on)\s\d))(?P<rest>.*)"
)
# A user's name as only such have it, behind words that leave no doubt.
_USER = re.compile(rf"(?:(?i:{_DONE})\s?:?\s+|{_PREPOSITIONS}\s?:\s+)(?P<name>[^\W\d][\w.-]{{2,19}}){_END}(?P<rest>.*)")
_LABELLED = re.compile(rf"{_LABELS}\s?[:：]\s*(?:@?{_BARE})(?P<rest>.*)")
# A label amid a row: Опубликовано: 12 марта 2021 Автор: Мария Смирнова.
_INNER = re.compile(rf"(?:.*?[\s|·•,])(?i:{_LABELS})\s?:\s*{_NAME}{_END}(?P<rest>.*)")
_CASELESS = re.compile(
    r"(?:โดย|بقلم|بواسطة|כתב"
    r"|מאת)\s?:?\s*(?P<name>[\u0590-\u06ff\u0e00-\u0e7f.]{2,20}(?:\s[\u0590-\u06ff\u0e00-\u0e7f.]{2,20}){0,2})(?P<rest>)"
)
# A name before its paper over the line with the time: Jane Doe - Village Courier.
_PAIRED = re.compile(
    rf"(?P<name>{_CAPITAL}[\w.'’-]{{1,20}}(?:\s{_PARTICLE}{{0,2}}{_CAPITAL}[\w.'’-]{{0,20}}){{1,2}})(?P<rest>\s?[-–—,"
    rf"|/]\s.{{3,40}})"
)
_CELLS = re.compile(r"\s*[|·•]\s*|\s[–—-]\s|\s{2,}|\u3000")
_WHOLE = re.compile(rf"{_CAPITAL}[\w.'’-]{{0,20}}(?:\s{_PARTICLE}{{0,2}}{_CAPITAL}[\w.'’-]{{0,20}}){{1,2}}")
_DATED = re.compile(
    rf"(?:\w+\s(?:\w{{2,3}}\s)?)?(?:19|20)\d\d-\d\d-\d\d(?:\s\d\d:\d\d(?::\d\d)?)?,?\s{_PREPOSITIONS}\s{_NAME}{_END}(?P<rest>.*)"
)
_SOURCE = re.compile(
    r"(?:.*?[\s|·•,])?(?:[Źź]ródło|[Ии]сточник|[Дд]жерело|Fonte|Fuente|Quelle|Bron|[Zz]droj|[Kk]aynak|Sumber|Nguồn|Källa"
    r"|Kilde|Lähde|Forrás|Πηγή"
    r"|المصدر|ที่มา)\s?[:：]\s*(?P<name>[^\s|·•,;:][^|·•,;:]{1,30}?)(?:\s*[|·•,;].*|\s\d.*)?"
)
_PAPER = re.compile(
    r"\b(?:Kuri?er|Kurjer|Gazeta|Dziennik|Deník|Noviny|Listy|Zeitung|Anzeiger|Bote|\w*[Bb]latt|Nachrichten|Rundschau"
    r"|Presse|Dagblad|Krant|Courant"
    r"|Nieuws|Corriere|Giornale|Gazzetta|Messaggero|Diario|Periódico|Heraldo|Correo|Noticias|Jornal|Folha|Correio|Diário"
    r"|\w*[Tt]idning|\w*[Bb]ladet"
    r"|Avis|Haber|Gazetesi|Kabar|Kompas|Harian|Báo|Вестник|\w*[Нн]овости|Газета|Правда|Известия|Вести|Вісник|Journal"
    r"|Gazette|Courrier|Dépêche|Echo"
    r"|Tribune|Courier|Herald|Times|Post|News)\b",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"\s*[|·•,—–/-]\s*(?P<name>[^\W\d_][^|·•,—–/:\d]{2,40}?)\s*\Z")
_NO_NAME = re.compile(
    r"(?:Redaktion|Redazione|Redacción|Redação|Редакция|Rédaction|Admin\w*|Администратор|dpa|AFP|Reuters|Gast|Anonym\w*"
    r"|Аноним|Гость)\Z",
    re.IGNORECASE,
)


class Writer(NamedTuple):
    """A writer, and what stands behind a mark after him, which may be his paper; both may be empty."""

    name: str
    behind: str


def world_writer(raw: str, *, furniture: bool = False) -> Writer:
    """The writer whom a line near the title names in a further language; furniture: one that is known for no text."""
    line = with_plain_times(raw.strip(" \u3000\t"))
    if not LINE_MIN_CHARS < len(line) <= LINE_MAX_CHARS:
        return Writer("", "")
    forms = (_LINE, _USER, _LABELLED, _DATED, _INNER, _CASELESS, *((_DONE_BY,) if furniture else ()))
    match = next((read for form in forms if (read := form.fullmatch(line)) is not None), None)
    if match is None:
        return Writer("", "")
    found = match.groupdict()
    name = (found.get("name") or found.get("bare") or "").strip()
    if match.re is _LABELLED and match["rest"].strip() and match["rest"].strip()[0] not in MARKS:
        return Writer("", "")
    if _NO_NAME.fullmatch(name) is not None or any(char.isdigit() for char in name[:1]):
        return Writer("", "")
    behind = _OUTLET.fullmatch(match["rest"])
    return Writer(name, behind["name"] if behind is not None else "")


def over_time(raw: str) -> Writer:
    """The writer on a line over the one with the time, before a mark and his paper."""
    match = _PAIRED.fullmatch(raw.strip()) if len(raw) <= LINE_MAX_CHARS else None
    behind = _OUTLET.fullmatch(match["rest"]) if match is not None else None
    if match is None or behind is None or _NO_NAME.fullmatch(match["name"]) is not None:
        return Writer("", "")
    return Writer(match["name"], behind["name"])


def beside_world_time(raw: str) -> str:
    """The name that fills the cell beside the time of a row in other than Latin letters; empty where none does."""
    if not LINE_MIN_CHARS < len(raw) <= LINE_MAX_CHARS or not any("\u0370" <= char <= "\u052f" for char in raw):
        return ""
    cells = [cell.strip() for cell in _CELLS.split(raw) if cell.strip()]
    names = [cell for cell in cells if _WHOLE.fullmatch(cell) is not None and not any(map(str.isdigit, cell))]
    return names[0] if len(cells) > 1 and len(names) == 1 and _NO_NAME.fullmatch(names[0]) is None else ""


def world_source(raw: str) -> str:
    """The source that a row names behind the word for it in a further language; empty where it names none."""
    match = _SOURCE.fullmatch(raw.strip()) if len(raw) <= LINE_MAX_CHARS else None
    return match["name"].strip() if match is not None else ""


def is_paper(name: str) -> bool:
    """True for a name that has a word in it which only papers have."""
    return _PAPER.search(name) is not None
