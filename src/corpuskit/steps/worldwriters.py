"""Who wrote a page in a further language, said by the word for that: Автор: …, Par …, Oleh …, Rezept von ….

What lives here: world_writer(). What never does: rows of Chinese, Japanese and English pages (fieldgrammar.py, creditreader.py,
barrows.py); which of several names counts (rowfields.py).

How it works: a line near the title opens with a label or a preposition for the writer and goes on with a name and nothing else,
or with a mark, a date or an outlet behind the name; or it opens with a date and the preposition comes behind. A preposition alone
says little, so its name must open with a capital.

Weak: a title that is such a line (Von Kopf bis Fuß).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corpuskit.steps.timeforms import with_plain_times

__all__ = ["Writer", "world_writer"]

LINE_MIN_CHARS, LINE_MAX_CHARS = 4, 90
MARKS = "|·•,—–/-("  # behind a name; a further word is that of another field
_CAPITAL = r"[^\W\d_a-zà-öø-ÿа-яё一-鿿぀-ヿ]"
_PARTICLE = r"(?:(?:de|da|do|dos|di|del|della|van|von|der|den|zu|la|le|el|al|bin|ibn|af|av|ten|ter)\s)"
_NAME = rf"(?P<name>{_CAPITAL}[\w.'’-]{{0,24}}(?:\s{_PARTICLE}{{0,2}}{_CAPITAL}[\w.'’-]{{0,24}}){{0,3}}?)"
_BARE = r"(?P<bare>[^\s:|,·•()/»\d][^\s:|,·•()/»]{1,24}(?:\s[^\s:|,·•()/»\d][^\s:|,·•()/»]{0,24}){0,3})"
_END = (
    r"(?=\s*\Z|\s*[|·•,—–/»(]|\s-\s|\s{2}|\s\d|\s(?:am|le|el|il|op|on|em|den|pada|tarihinde)\s\d"
    rf"|\s{_CAPITAL}\w+\s(?:une?|uma?|ein|a)\s)"
)
_PREPOSITIONS = r"(?:[Vv]on|[Pp]ar|[Pp]or|Di|[Dd]a|[Dd]oor|[Aa]f|[Aa]v|[Oo]d|[Pp]rzez|[Oo]leh|[Bb]ởi|[Оо]т|Przez|โดย|מאת|بقلم)"
_DONE = (
    r"(?:(?:Geschrieben|Verfasst|Veröffentlicht|Erstellt|Eingestellt|Rezept|Beitrag|(?:Ein )?Artikel|Text|Fotos und Text"
    r"|Kommentar) von"
    r"|(?:Publié|Écrit|Rédigé|Posté|Proposé|Recette|Texte|Propos recueillis) par|(?:Publicado|Escrito|Enviado|Postado"
    r"|Texto|Receta|Receita) (?:por|de)"
    r"|(?:Pubblicato|Scritto|Inserito|Ricetta) (?:da|di)|A cura di|(?:Geschreven|Geplaatst|Gepubliceerd) door|(?:Skrevet"
    r"|Skriven|Publisert) av"
    r"|(?:Ditulis|Diposting|Dipublikasikan) oleh|Đăng bởi|(?:Napsal|Vložil|Publikoval)(?:a)?|(?:Napisał|Dodał|Opublikował)(?:a)?"
    r"|(?:Опубликовал|Добавил|Написал|Подготовил|Разместил)(?:а)?|Yazan|Ekleyen)"
)
_LABELS = (
    r"(?:Autor(?:in|a|ka|zy|es)?|Auteure?|Autore|Autrice|Auteurs|Text|Texte|Texto|Testo|Tekst|Redacción|Redazione|Redactor"
    r"|Journalist|Verfasser(?:in)?"
    r"|Автор(?:ы)?(?:\s(?:статьи|текста|темы|поста|рецепта))?|Текст|Корреспондент|Penulis|Reporter|Yazar|Muhabir|Tác giả"
    r"|Người đăng|Bài viết|Bài"
    r"|Szerző|Írta|Kirjoittaja|Skribent|Συντάκτης|الكاتب|كتب|بقلم|المؤلف|כתב|ผู้เขียน|ผู้โพสต์|작가)"
)
_LINE = re.compile(rf"(?:{_DONE}:?\s+|{_PREPOSITIONS}\s+){_NAME}{_END}(?P<rest>.*)")
_LABELLED = re.compile(rf"{_LABELS}\s?[:：]\s*(?:@?{_BARE})(?P<rest>.*)")
_DATED = re.compile(rf"(?:19|20)\d\d-\d\d-\d\d(?:\s\d\d:\d\d(?::\d\d)?)?,?\s{_PREPOSITIONS}\s{_NAME}{_END}(?P<rest>.*)")
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


def world_writer(raw: str) -> Writer:
    """The writer whom a line near the title names in a further language."""
    line = with_plain_times(raw.strip(" \u3000\t"))
    if not LINE_MIN_CHARS < len(line) <= LINE_MAX_CHARS:
        return Writer("", "")
    match = _LINE.fullmatch(line) or _LABELLED.fullmatch(line) or _DATED.fullmatch(line)
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
