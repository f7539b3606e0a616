"""Dates and clocks of pages in further languages, rewritten as digits: 12 ноября 2019 в 10:15, 5. März 2021 um 18.30 Uhr.

What lives here: with_world_times(). What never does: forms of Chinese, Japanese, Korean and English pages (timeforms.py,
timegrammar.py), which time counts (fieldreader.py).

How it works: the names of months in many languages, in the forms that stand beside a day, are one table; a day and a year
around one of them make a date, whatever little words stand between. Behind a date, written so or in digits, a clock is read in
the forms that no sentence has there: 18h30, 18.30 Uhr, kl. 18.30. A page whose clock has an h, or whose line has letters that
English has not, sets the day before the month also in digits. Short names of months count where the year follows.

Weak: the Persian and the Islamic year.
"""

from __future__ import annotations

import re
import unicodedata

from corpuskit.steps.timegrammar import find_time

__all__ = ["MAY", "WEEKDAYS", "with_world_times"]

# Twelve months after twelve: a name, its case beside a day, its short form.
_ROWS = """
januar/jänner/jan/jän februar/feber/feb märz/maerz/mär/mrz april/apr mai juni/jun juli/jul august/aug september/sept/sep
  oktober/okt november/nov dezember/dez
janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août septembre/sept octobre/oct novembre/nov décembre/déc
enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago septiembre/setiembre/sept/sep octubre/oct
  noviembre/nov diciembre/dic
gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago settembre/set ottobre/ott
  novembre/nov dicembre/dic
janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set outubro/out novembro/nov
  dezembro/dez
januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sep oktober/okt november/nov
  december/dec
január/januára/január/jan február/februára/február/feb március/marca/márc/mar április/apríla/ápr/apr május/mája/máj
  június/júna/jún július/júla/júl augusztus/augusta/aug szeptember/septembra/szept október/októbra/okt november/novembra/nov
  december/decembra/dec
stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze lipca/lipiec/lip
  sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź listopada/listopad/lis grudnia/grudzień/gru
ledna/leden/led února/únor/úno března/březen/bře dubna/duben/dub května/květen/kvě června/červen července/červenec
  srpna/srpen/srp září/zář října/říjen/říj - prosince/prosinec/pro
ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas aralık/ara
januari/jan februari/peb/feb maret/mar april/apr mei juni/jun juli/jul agustus/agu/agt september/sep oktober/okt
  november/nop/nov desember/des
januari/jan februari/feb mars/mar april/apr maj juni/jun juli/jul augusti/aug september/sept/sep oktober/okt november/nov
  december/dec
januar/jan februar/feb marts/mars april/apr maj/mai juni/jun juli/jul august/aug september/sep oktober/okt november/nov
  december/desember/dec
tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu kesäkuuta/kesäkuu
  heinäkuuta/heinäkuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu marraskuuta/marraskuu joulukuuta/joulukuu
ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug septembrie/sept octombrie/oct
  noiembrie/noi decembrie/dec
января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн июля/июль/июл
  августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя/нояб декабря/декабрь/дек
січня/січень/січ лютого/лютий/лют березня/березень/бер квітня/квітень/кві травня/травень/тра червня/червень/чер
  липня/липень/лип серпня/серпень/сер вересня/вересень/вер жовтня/жовтень/жов листопада/листопад/лис грудня/грудень/гру
януари/яну февруари/фев март април/апр - юни юли - септември/сеп октомври/окт ноември/ное декември/дек
ιανουαρίου/ιαν φεβρουαρίου/φεβ μαρτίου/μαρ απριλίου/απρ μαΐου/μαΐ ιουνίου/ιουν ιουλίου/ιουλ αυγούστου/αυγ σεπτεμβρίου/σεπ
  οκτωβρίου/οκτ νοεμβρίου/νοε δεκεμβρίου/δεκ
يناير فبراير مارس أبريل/ابريل/إبريل مايو يونيو/يونيه يوليو/يوليه أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر
มกราคม/ม.ค. กุมภาพันธ์/ก.พ. มีนาคม/มี.ค. เมษายน/เม.ย. พฤษภาคม/พ.ค. มิถุนายน/มิ.ย. กรกฎาคม/ก.ค. สิงหาคม/ส.ค. กันยายน/ก.ย.
  ตุลาคม/ต.ค. พฤศจิกายน/พ.ย. ธันวาคม/ธ.ค.
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月
"""
YEAR_MONTHS = 12
_WORDS = _ROWS.split()
# The same word is another month in Czech and in Polish and Ukrainian: the other forms of the line tell nothing, so the more
# widely read one counts.
_MONTHS = {
    name: month
    for start in range(len(_WORDS) - YEAR_MONTHS, -1, -YEAR_MONTHS)
    for month, names in enumerate(_WORDS[start : start + YEAR_MONTHS], 1)
    for name in names.split("/")
    if name != "-"
}
_NAMES = "|".join(re.escape(name) for name in sorted(_MONTHS, key=len, reverse=True))
_ENGLISH = re.compile(
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    "|Dec(?:ember)?",
    re.IGNORECASE,
)
_YEAR = r"(?P<y>(?:19|20)\d\d|25[4-9]\d)(?!\d)"
_LINK = r"(?:\.|er|º|ª|°|-го|-е)?[\s/-]{1,2}(?:de\s|d[’']|of\s|del\s)?"
_DAY_MONTH = re.compile(
    rf"(?<![\w.:/-])(?P<d>0?[1-9]|[12]\d|3[01]){_LINK}(?P<mon>{_NAMES})(?!\w)\.?,?[\s/-]{{1,2}}(?:de\s"
    rf"|del\s)?(?:พ\.ศ\.\s?)?{_YEAR}"
    r"(?:\s?(?:г\.|гг?\.?(?!\w)|года|року|р\.(?!\w)|r\.(?!\w)|г(?!\w)))?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)(?P<mon>{_NAMES})\.?\s(?P<d>0?[1-9]|[12]\d|3[01])(?:,|\sde|\sdel)?\s{_YEAR}", re.IGNORECASE
)  # Noviembre 12, 2020
_YEAR_FIRST = re.compile(
    rf"(?<![\w./-]){_YEAR}\.\s(?P<mon>{_NAMES})\.?\s(?P<d>0?[1-9]|[12]\d|3[01])\.?(?!\w)", re.IGNORECASE
)  # 2020. január 5.
_MONTHS_KEPT = re.compile(
    r"(?<![\w./:-])(?P<d>0?[1-9]|[12]\d|3[01])(?P<s>[./-])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<y>(?:19|20)\d\d)(?![\w/.-]*\d[/.-])"
)  # in digits, the day first
_SPACED = re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.\s(?P<m>0?[1-9]|1[0-2])\.\s(?P<y>(?:19|20)\d\d)(?!\d|\s?\.)")  # 5. 6. 2018
# Letters that English has not, or words that stand beside a date in other languages only.
_NOT_ENGLISH = re.compile(
    "[À-ÖØ-öø-ɏͰ-ϿЀ-ӿ\u0590-\u06ff\u0e00-\u0e7f\u1ea0-\u1ef9]"
    r"|\b(?:Uhr|von|vom|par|le|por|el|di|da|il|door|op|om|oleh|pada|pukul|tarafından|przez|dnia|dne|av|af|den|um|Lunes"
    r"|Martes|Jueves"
    r"|Viernes|Domingo|Lundi|Mardi|Mercredi|Jeudi|Vendredi|Samedi|Dimanche|Montag|Dienstag|Mittwoch|Donnerstag|Freitag"
    r"|Samstag|Sonntag"
    r"|Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|WIB|Zapisano|Objavljeno|Publicado|Pubblicato|Diterbitkan|Gepubliceerd"
    r"|Publisert)\b"
)
_ISO = r"(?P<date>(?:19|20)\d\d-\d\d-\d\d|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:19|20)\d\d)"
_AT = (
    r"(?:um|à|a\slas|a\sla|às|as|alle(?:\sore)?|ore|om|kl\.?|klo|ob|o(?:\sgodz(?:\.|inie)?)?|godz\.?|v|ve|в|о|об|у|saat"
    r"|pukul|jam|lúc|at|at\s|h|à\spartir"
    r"|στις|الساعة|เวลา|בשעה|г\.|р\.|WIB)"
)
WEEKDAYS = (
    "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes"
    "|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|segunda(?:-feira)?"
    "|terça(?:-feira)?|quarta(?:-feira)?|quinta(?:-feira)?|sexta(?:-feira)?|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag"
    "|zondag|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|pondělí|úterý|středa|čtvrtek|pátek|neděle|pazartesi|salı"
    "|çarşamba|perşembe|cuma|cumartesi|pazar|senin|selasa|rabu|kamis|jumat|sabtu|minggu|måndag|tisdag|onsdag|torsdag"
    "|fredag|lördag"
    "|söndag|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер|п.ятниця"
    "|субота|неділя"
    "|пн|вт|ср|чт|пт|сб|вс|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật"
)
_CLOCK = re.compile(
    rf"{_ISO}(?P<gap>[\s,·|•–—()-]{{1,4}}(?:(?P<week>{WEEKDAYS})[\s,)-]{{1,3}})?(?:{_AT}[\s:]{{1,2}})?)"
    r"(?P<H>[01]?\d|2[0-3])(?:\s?(?P<h>[hHч]|Uhr|uur)(?:\s?(?P<M1>[0-5]\d)(?!\d))?"
    r"|[.:](?P<M2>[0-5]\d)(?![\d.])(?:[.:](?P<S>[0-5]\d)(?!\d))?)"
    r"(?:\s?(?P<unit>Uhr|h(?:rs?)?|uur|น\.|WIB|WITA|WIT|ч)(?!\w))?",
    re.IGNORECASE,
)
# What a line must have to be looked at: a day or a year beside a letter or a Han month, or a clock with an h.
MAY = re.compile(
    r"\d\S{0,3}[\s/-](?:de\s|d[’'])?[^\W\d_]{2,}|[^\W\d_]{3,}\.?\s\d{1,2}\S?\s|\d\d\d\d[^\d]{1,16}\d{1,2}\s?[hHч.]"
    r"|\d\d\d\d\.\s[^\W\d_]|\d[./]\s?\d{1,2}[./]\s?\d{4}"
)
BUDDHIST, BUDDHIST_YEARS = 543, 2500


def _iso(year: str, month: int, day: str, whole: str) -> str:
    number = int(year)
    number -= BUDDHIST if number > BUDDHIST_YEARS else 0
    return f"{number:04}-{month:02}-{int(day):02}" if 1 <= month <= YEAR_MONTHS and number else whole


def _named(match: re.Match[str]) -> str:
    return _iso(match["y"], _MONTHS[match["mon"].lower()], match["d"], match[0])


def _clocked(match: re.Match[str]) -> str:
    """A date with its clock in digits and colons; a point in a clock alone says too little."""
    written, gap = match[0], match["gap"].strip(" ,·|•–—()-:")
    dotted = match["M2"] is not None and written[match.start("M2") - match.start() - 1] == "."
    if dotted and not gap and match["unit"] is None:
        return written
    if match["h"] is None and match["unit"] is None and not gap and not dotted:
        return written
    date = match["date"]
    if "-" not in date:
        day, month, year = re.split(r"[./]", date)
        date = f"{year}-{int(month):02}-{int(day):02}"
    return f"{date} {int(match['H']):02}:{match['M1'] or match['M2'] or '00'}" + (f":{match['S']}" if match["S"] else "")


def with_world_times(line: str) -> str:
    """A line of fields with the times of further languages in digits; the line itself where it has none."""
    if MAY.search(line) is None:
        return line
    line = unicodedata.normalize("NFC", line)
    said = line
    line = _SPACED.sub(lambda m: _iso(m["y"], int(m["m"]), m["d"], m[0]), line)
    foreign = _NOT_ENGLISH.search(said) is not None

    def named(match: re.Match[str]) -> str:
        """A date with the name of its month as digits; what the grammar of times reads in English stays as it is."""
        iso = _named(match)
        english = not foreign and _ENGLISH.fullmatch(match["mon"]) is not None
        time = find_time(match[0]) if english else None
        return match[0] if time is not None and time.iso == iso else iso

    line = _DAY_MONTH.sub(named, line)
    line = _MONTH_DAY.sub(named, line)
    line = _YEAR_FIRST.sub(_named, line)
    if foreign:
        line = _MONTHS_KEPT.sub(lambda m: _iso(m["y"], int(m["m"]), m["d"], m[0]), line)
    return _CLOCK.sub(_clocked, line)
