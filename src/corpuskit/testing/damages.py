"""The named damages: forward functions that harm sound text the way the web does, in one table, `DAMAGES`.

What lives here: `Damage`, the table, and `damage` to apply an entry by name. The functions live beside this file, by
mechanism: damages_charset (wrong and lost bytes), damages_site (site generators), damages_escape (formats nobody decoded),
damages_layout (copying, scanning, filters). What never lives here: a repair, and any knowledge of how one works; the repairs
are judged by these functions, so they must not share a fault.

How it works: each function is pure (text and parameters in, text or bytes out; chance only from `seed`) and takes the whole
text it is given. Pages mix damaged and sound parts; which lines get a damage is the caller's choice.

`invertible` says what an inverse can promise for a text that the damage `covers`:
`exact` (every character comes back from the damaged text alone), `lossy` (parts are lost), `none` (nothing comes back).

The file is long because the table is kept in one piece.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from corpuskit.testing import damages_charset as charset
from corpuskit.testing import damages_escape as escape
from corpuskit.testing import damages_layout as layout
from corpuskit.testing import damages_site as site

Invertible = Literal["exact", "lossy", "none"]
Kind = Literal["charset", "bytes", "lost", "escape", "site", "width", "script", "layout"]


def _covers_all(text: str) -> bool:
    return True


@dataclass(frozen=True)
class Damage:
    """One named damage.

    name: stable id, as repair rules and reports use it. title: a few words. how: one line for people.
    function: text (and keyword parameters) to text, or to bytes where the damage is the encoding of a file.
    parameters: the keywords this entry sets; any keyword of the function may be overridden on call.
    covers: whether the promise of `invertible` holds for a given sound text (for instance: GBK has all its characters).
    """

    name: str
    title: str
    how: str
    function: Callable[..., str | bytes]
    invertible: Invertible
    kind: Kind
    parameters: Mapping[str, Any] = field(default_factory=dict)
    covers: Callable[[str], bool] = _covers_all

    def __call__(self, text: str, /, **overrides: Any) -> str | bytes:
        """Damage a text; overrides replace the entry's parameters (TypeError for a keyword the function lacks)."""
        return self.function(text, **{**self.parameters, **overrides})


def _fits(codec: str) -> Callable[[str], bool]:
    def covers(text: str) -> bool:
        try:
            return text.encode(codec).decode(codec) == text
        except UnicodeError:
            return False

    return covers


def _no_loss(name: str) -> Callable[[str], bool]:
    """Covers what goes through without a byte lost: no mark of loss in the damaged text that the text did not have."""

    def covers(text: str) -> bool:
        out = DAMAGES[name](text)
        return isinstance(out, str) and not any(out.count(mark) > text.count(mark) for mark in ("?", "\ufffd"))

    return covers


def _lacks(*marks: str) -> Callable[[str], bool]:
    return lambda text: not any(mark in text for mark in marks)


def _no_reference(text: str) -> bool:
    return html.unescape(text) == text


def _gbk_private(text: str) -> bool:
    return not any(char == "\ue7c8" or "\ue815" <= char <= "\ue864" for char in text)


def _no_line_doubtful(text: str) -> bool:
    """No line whose GB18030 bytes are valid UTF-8 too: of such a line nobody can tell which encoding it was in."""
    return all(line.isascii() or not _is_utf8(line.encode("gb18030")) for line in text.split("\n"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_BLANK_MAKERS = "\u00a0\u00ad\u0085"
"""What a clean-up that strips or collapses white space takes from UTF-8 read as a single-byte charset."""

_ALL: tuple[Damage, ...] = (
    # UTF-8 read as something else
    Damage(
        "utf8-as-gbk",
        "UTF-8 read as GBK",
        "UTF-8 bytes decoded as GBK by CPython's rules: 娴嬭瘯 for 测试; a byte that fits nowhere becomes U+FFFD",
        charset.utf8_as_multibyte,
        "lossy",
        "charset",
        {"charset": "gbk"},
    ),
    Damage(
        "utf8-as-gb18030",
        "UTF-8 read as GB18030",
        "UTF-8 bytes decoded as GB18030: every pair has a meaning, so only lone and 80 bytes are lost",
        charset.utf8_as_multibyte,
        "lossy",
        "charset",
        {"charset": "gb18030"},
    ),
    Damage(
        "utf8-as-gbk-browser",
        "UTF-8 read as GBK in a browser",
        "UTF-8 bytes decoded as GBK by browser rules: both bytes of a bad pair are one U+FFFD, an ASCII byte is given back",
        charset.utf8_as_multibyte,
        "lossy",
        "charset",
        {"charset": "cp936", "on_error": "pair", "euro": True, "zones": True},
    ),
    Damage(
        "utf8-as-cp936-question-mark",
        "UTF-8 read as code page 936, ? for losses",
        "UTF-8 bytes decoded by Windows' 936: a lone first byte becomes ? and swallows the ASCII byte after it",
        charset.utf8_as_multibyte,
        "lossy",
        "charset",
        {"charset": "cp936", "lost": "?", "on_error": "swallow", "euro": True, "zones": True},
    ),
    Damage(
        "utf8-as-cp936-euro",
        "UTF-8 read as code page 936, 80 as the euro sign",
        "UTF-8 bytes decoded as 936 where a lone 80 shows as €: 涓€ for 一; exact while no first byte is left alone",
        charset.utf8_as_multibyte,
        "exact",
        "charset",
        {"charset": "cp936", "on_error": "byte", "euro": True, "zones": True},
        _no_loss("utf8-as-cp936-euro"),
    ),
    Damage(
        "utf8-as-big5",
        "UTF-8 read as Big5",
        "UTF-8 bytes decoded as code page 950: 銝剖 for 中and the first byte after it",
        charset.utf8_as_multibyte,
        "lossy",
        "charset",
        {"charset": "cp950"},
    ),
    Damage(
        "utf8-as-cp1252",
        "UTF-8 read as Windows-1252",
        "UTF-8 bytes decoded one by one as cp1252, empty cells as C1 controls: å›½ for 国",
        charset.utf8_as_single,
        "exact",
        "charset",
        {"charset": "cp1252"},
    ),
    Damage(
        "utf8-as-latin1",
        "UTF-8 read as Latin-1",
        "UTF-8 bytes decoded one by one as ISO 8859-1, C1 controls included",
        charset.utf8_as_single,
        "exact",
        "charset",
        {"charset": "latin1"},
    ),
    Damage(
        "utf8-as-cp1252-blanked",
        "UTF-8 read as Windows-1252, no-break space lost",
        "the same, then a white-space clean-up made blanks of U+00A0, U+00AD and U+0085: å ½ for 堽",
        charset.utf8_as_single,
        "lossy",
        "charset",
        {"charset": "cp1252", "blanked": _BLANK_MAKERS},
    ),
    Damage(
        "utf8-as-latin1-blanked",
        "UTF-8 read as Latin-1, no-break space lost",
        "the same for ISO 8859-1",
        charset.utf8_as_single,
        "lossy",
        "charset",
        {"charset": "latin1", "blanked": _BLANK_MAKERS},
    ),
    Damage(
        "utf8-as-cp1252-twice",
        "UTF-8 read as Windows-1252 twice",
        "misread, saved as UTF-8, misread again: Ã¥â€ºÂ½ for 国",
        charset.utf8_as_single,
        "exact",
        "charset",
        {"charset": "cp1252", "times": 2},
    ),
    Damage(
        "utf8-as-cp1252-thrice",
        "UTF-8 read as Windows-1252 three times",
        "misread, saved and misread three times over",
        charset.utf8_as_single,
        "exact",
        "charset",
        {"charset": "cp1252", "times": 3},
    ),
    Damage(
        "utf8-as-latin1-twice",
        "UTF-8 read as Latin-1 twice",
        "misread as ISO 8859-1, saved as UTF-8, misread again",
        charset.utf8_as_single,
        "exact",
        "charset",
        {"charset": "latin1", "times": 2},
    ),
    # GBK and Big5 read as something else
    Damage(
        "gbk-as-cp1252",
        "GBK read as Windows-1252",
        "GBK bytes decoded one by one as cp1252: ²âÊÔ for 测试",
        charset.gbk_as_single,
        "exact",
        "charset",
        {"charset": "cp1252"},
        _fits("gbk"),
    ),
    Damage(
        "gbk-as-latin1",
        "GBK read as Latin-1",
        "GBK bytes decoded one by one as ISO 8859-1: ²âÊÔ for 测试, ¡¡ for an ideographic blank",
        charset.gbk_as_single,
        "exact",
        "charset",
        {"charset": "latin1"},
        _fits("gbk"),
    ),
    Damage(
        "gbk-as-cp1250",
        "GBK read as Windows-1250",
        "GBK bytes decoded one by one as cp1250: ˛âĘÔ for 测试; its five empty cells are lost",
        charset.gbk_as_single,
        "lossy",
        "charset",
        {"charset": "cp1250"},
    ),
    Damage(
        "gbk-as-shift-jis",
        "GBK read as Shift_JIS",
        "GBK bytes decoded as code page 932: ｲ簗ﾔ for 测试, runs of half-width kana",
        charset.gbk_as_multibyte,
        "lossy",
        "charset",
        {"charset": "cp932"},
    ),
    Damage(
        "gbk-as-euc-kr",
        "GBK read as EUC-KR",
        "GBK bytes decoded as code page 949: hangul and rare hanja",
        charset.gbk_as_multibyte,
        "lossy",
        "charset",
        {"charset": "cp949"},
    ),
    Damage(
        "gbk-as-big5",
        "GBK read as Big5",
        "GBK bytes decoded as code page 950: 笢恅 for 中文, real hanzi without sense",
        charset.gbk_as_multibyte,
        "lossy",
        "charset",
        {"charset": "cp950"},
    ),
    Damage(
        "big5-as-gbk",
        "Big5 read as GBK",
        "Big5 bytes decoded as 936: いゅ for 中文",
        charset.big5_as_gbk,
        "lossy",
        "charset",
    ),
    Damage(
        "big5-as-latin1",
        "Big5 read as Latin-1",
        "Big5 bytes decoded one by one as ISO 8859-1: ¤¤¤å for 中文, ¡A for a comma",
        charset.big5_as_single,
        "exact",
        "charset",
        {"charset": "latin1"},
        _fits("cp950"),
    ),
    Damage(
        "big5-as-cp1252",
        "Big5 read as Windows-1252",
        "Big5 bytes decoded one by one as cp1252",
        charset.big5_as_single,
        "exact",
        "charset",
        {"charset": "cp1252"},
        _fits("cp950"),
    ),
    Damage(
        "gbk-as-utf8",
        "GBK read as UTF-8",
        "GBK bytes decoded as UTF-8: U+FFFD for nearly every byte",
        charset.gbk_as_utf8,
        "none",
        "charset",
    ),
    Damage(
        "gbk-as-utf8-as-gbk",
        "U+FFFD read as GBK (锟斤拷)",
        "GBK read as UTF-8, saved with its U+FFFD, read as GBK: 锟斤拷 for every two of them",
        charset.gbk_as_utf8_as_gbk,
        "none",
        "charset",
    ),
    # Bytes and characters lost, filled or moved
    Damage(
        "memory-fill",
        "memory never written (烫烫烫)",
        "drawn lines end in CC bytes read as GBK",
        charset.fill_memory,
        "none",
        "lost",
        {"byte": 0xCC},
    ),
    Damage(
        "memory-fill-heap",
        "heap never written (屯屯屯)",
        "drawn lines end in CD bytes read as GBK",
        charset.fill_memory,
        "none",
        "lost",
        {"byte": 0xCD},
    ),
    Damage(
        "lost-outside-gbk",
        "characters GBK lacks lost",
        "each character outside GBK became ?, the no-break space too: ?——",
        charset.lose_outside,
        "lossy",
        "lost",
        {"charset": "gbk", "lost": "?"},
    ),
    Damage(
        "lost-to-question-mark",
        "characters lost to ?",
        "a drawn share of the characters became ?",
        charset.lose_characters,
        "none",
        "lost",
        {"lost": "?"},
    ),
    Damage(
        "lost-to-replacement",
        "characters lost to U+FFFD",
        "a drawn share of the characters became U+FFFD",
        charset.lose_characters,
        "none",
        "lost",
        {"lost": "\ufffd"},
    ),
    Damage(
        "lost-to-box",
        "characters lost to □",
        "a drawn share of the characters became a white square",
        charset.lose_characters,
        "none",
        "lost",
        {"lost": "□"},
    ),
    Damage(
        "gbk-byte-lost",
        "GBK lead byte lost",
        "a first byte became ?, the rest is read one byte off until it re-aligns; user-defined zones appear",
        charset.lose_gbk_bytes,
        "lossy",
        "lost",
    ),
    Damage(
        "gbk-byte-added",
        "stray byte in GBK",
        "a stray byte before a character, the rest is read one byte off until it re-aligns",
        charset.add_gbk_bytes,
        "lossy",
        "lost",
    ),
    Damage(
        "gbk-private-use",
        "GBK characters in the private zone",
        "䶮, ǹ and 79 rare characters shown as U+E815-E864, U+E7C8, as old GBK tables had them",
        charset.to_private_use,
        "exact",
        "charset",
        {},
        _gbk_private,
    ),
    Damage(
        "gb2312-fallout",
        "characters GB2312 lacks lost",
        "each character outside GB2312 became ?: 朱?基",
        charset.lose_outside_gb2312,
        "lossy",
        "lost",
        {"how": "question"},
    ),
    Damage(
        "gb2312-fallout-near",
        "characters GB2312 lacks written as near ones",
        "镕 as 熔, 喆 as 哲, where people have the habit",
        charset.lose_outside_gb2312,
        "none",
        "lost",
        {"how": "near"},
    ),
    Damage(
        "gb2312-fallout-parts",
        "characters GB2312 lacks written as their parts",
        "镕 as (金容), where people have the habit",
        charset.lose_outside_gb2312,
        "lossy",
        "lost",
        {"how": "parts"},
    ),
    Damage(
        "mixed-encodings",
        "one file, two encodings",
        "lines of one file in UTF-8 and, at random, in GB18030; gives bytes",
        charset.mix_encodings,
        "exact",
        "bytes",
        {},
        _no_line_doubtful,
    ),
    # Site generators
    Damage(
        "hans-to-hant",
        "simplified to traditional, character by character",
        "the first traditional form of every character, no phrases: 皇後",
        site.hans_to_hant,
        "lossy",
        "script",
    ),
    Damage(
        "pinyin-notes",
        "pinyin notes",
        "X becomes X(pinyin) by replacement over GBK bytes, from a table drawn per page: 協(xié); hits across characters",
        site.pinyin_notes,
        "lossy",
        "site",
    ),
    Damage(
        "pinyin-notes-blank",
        "pinyin notes with a blank inside",
        "the same with a blank after the reading: 會(huì )",
        site.pinyin_notes,
        "lossy",
        "site",
        {"blank": True},
    ),
    Damage(
        "junk-before-marks",
        "control characters before marks",
        "a run of U+0005-0008 before ，。、？！； by replacement over GBK bytes; marks found across characters shift the text",
        site.junk_before_marks,
        "lossy",
        "site",
    ),
    Damage(
        "junk-before-marks-stripped",
        "shifts left by removed control characters",
        "the same, the control characters removed later: 叫好?！懊馄?",
        site.junk_before_marks,
        "lossy",
        "site",
        {"strip": True},
    ),
    Damage(
        "junk-before-marks-flattened",
        "control characters before marks, flattened",
        "the same with the control characters, full-width forms made ASCII later",
        site.junk_before_marks,
        "lossy",
        "site",
        {"flatten": True},
    ),
    Damage(
        "junk-before-marks-stripped-flattened",
        "shifts left by removed control characters, flattened",
        "control characters removed and full-width forms made ASCII: 叫好?!懊馄?",
        site.junk_before_marks,
        "lossy",
        "site",
        {"strip": True, "flatten": True},
    ),
    Damage(
        "site-generator",
        "a site generator's whole work",
        "to traditional, pinyin notes, junk before marks, junk removed, width flattened, over one byte string",
        site.generate_site,
        "lossy",
        "site",
    ),
    Damage(
        "flatten-width",
        "full-width forms flattened",
        "U+FF01-FF5E to ASCII: ，becomes a comma, 。 stays",
        site.flatten_width,
        "lossy",
        "width",
    ),
    Damage(
        "widened-ascii",
        "full-width letters and digits",
        "ASCII letters and digits as full-width forms: ２０１９",
        layout.to_full_width,
        "exact",
        "width",
        {},
        lambda text: not any("\uff10" <= char <= "\uff5a" for char in text),
    ),
    # Escapes
    Damage(
        "numeric-references",
        "numeric character references",
        "every non-ASCII character as &#20013;",
        escape.to_numeric_references,
        "exact",
        "escape",
        {},
        _lacks("&"),
    ),
    Damage(
        "numeric-references-hex",
        "hexadecimal character references",
        "every non-ASCII character as &#x4E2D;",
        escape.to_numeric_references,
        "exact",
        "escape",
        {"base": 16},
        _lacks("&"),
    ),
    Damage(
        "numeric-references-open",
        "numeric references without their semicolon",
        "every non-ASCII character as &#20013, which a digit after it makes another number",
        escape.to_numeric_references,
        "lossy",
        "escape",
        {"semicolon": False},
    ),
    Damage(
        "named-entities",
        "named entities",
        "marks and markup characters as &ldquo; &middot; &nbsp; &lt;",
        escape.to_named_entities,
        "exact",
        "escape",
    ),
    Damage(
        "named-entities-open",
        "named entities without their semicolon",
        "marks as &ldquo &middot &nbsp",
        escape.to_named_entities,
        "lossy",
        "escape",
        {"semicolon": False, "markup": False},
    ),
    Damage(
        "double-escapes",
        "entities escaped twice",
        "the ampersand of every entity escaped again: &amp;nbsp;",
        escape.to_double_escapes,
        "exact",
        "escape",
        {},
        _no_reference,
    ),
    Damage(
        "unicode-escapes",
        "\\uXXXX left over",
        "every non-ASCII character as \\u4e2d, as in JSON",
        escape.to_unicode_escapes,
        "exact",
        "escape",
        {},
        _lacks("\\"),
    ),
    Damage(
        "byte-escapes",
        "\\xE4 left over",
        "every non-ASCII character as the UTF-8 bytes \\xE4\\xB8\\xAD",
        escape.to_byte_escapes,
        "exact",
        "escape",
        {},
        _lacks("\\"),
    ),
    Damage(
        "percent",
        "percent escapes left over",
        "every non-ASCII character as the UTF-8 bytes %E4%B8%AD",
        escape.to_percent,
        "exact",
        "escape",
    ),
    Damage(
        "quoted-printable",
        "quoted-printable left over",
        "mail's =E4=B8=AD with soft line breaks",
        escape.to_quoted_printable,
        "exact",
        "escape",
        {},
        _lacks("\r"),
    ),
    Damage(
        "mime-words",
        "mail header words left over",
        "lines as =?gb2312?B?1tA=?=",
        escape.to_mime_words,
        "exact",
        "escape",
        {},
        _lacks("=?", "\r"),
    ),
    # Copying, scanning, filters
    Damage(
        "kangxi-radicals",
        "Kangxi radicals for ideographs",
        "人 as ⼈ (U+2F08), from PDF text",
        layout.to_radicals,
        "exact",
        "layout",
        {},
        lambda text: not any("\u2f00" <= char <= "\u2fd5" for char in text),
    ),
    Damage(
        "compatibility-ideographs",
        "compatibility ideographs",
        "金 as U+F90A",
        layout.to_compatibility,
        "exact",
        "layout",
        {},
        lambda text: not any("\uf900" <= char <= "\ufa6d" for char in text),
    ),
    Damage(
        "invisible-characters",
        "invisible characters",
        "zero-width characters, soft hyphens and byte order marks between hanzi",
        layout.add_invisible,
        "exact",
        "layout",
        {},
        _lacks(*"\u200b\u200c\u200d\u200e\u2060\ufeff\u00ad"),
    ),
    Damage(
        "ideographic-indent",
        "ideographic indent",
        "two U+3000 before every line",
        layout.indent_lines,
        "exact",
        "layout",
        {},
        lambda text: not any(line.startswith("\u3000") for line in text.split("\n")),
    ),
    Damage(
        "hard-wrap",
        "hard wraps",
        "every line broken after 38 characters, from PDF text",
        layout.wrap_lines,
        "lossy",
        "layout",
    ),
    Damage(
        "blanks-between-han",
        "blanks between hanzi",
        "blanks after drawn hanzi: 零 件",
        layout.spread_blanks,
        "lossy",
        "layout",
    ),
    Damage(
        "scan-mistakes",
        "scanning mistakes",
        "日 as 曰, 己 as 已, 未 as 末, 0 as O",
        layout.misread_scan,
        "none",
        "layout",
    ),
    Damage(
        "makeshift-marks",
        "makeshift marks",
        "丶 for 、, 。。。 for 。, －－ for ——",
        layout.misuse_marks,
        "lossy",
        "layout",
    ),
    Damage(
        "pinyin-for-characters",
        "pinyin letters for characters",
        "characters a filter looks for spelt out: zui大值",
        layout.spell_letters,
        "none",
        "layout",
        {"chars": "最"},
    ),
    Damage(
        "censored",
        "words wiped",
        "words became **",
        layout.censor,
        "none",
        "layout",
        {"words": ("第一",)},
    ),
    Damage(
        "heads-cut",
        "line heads cut",
        "drawn lines lost what stood before their first hyphen or dot",
        layout.cut_heads,
        "none",
        "layout",
    ),
)

DAMAGES: Mapping[str, Damage] = MappingProxyType({entry.name: entry for entry in _ALL})
"""All named damages by name, in the order above."""


def damage(text: str, *names: str) -> str:
    """Apply named damages one after another with their default parameters.

    Raises KeyError for an unknown name and TypeError for a damage that gives bytes: those end a chain.
    """
    for name in names:
        if name not in DAMAGES:
            raise KeyError(f"no damage named {name!r}; corpuskit.testing.damages.DAMAGES lists the {len(DAMAGES)} names")
        out = DAMAGES[name](text)
        if not isinstance(out, str):
            raise TypeError(f"damage {name!r} gives bytes, so it cannot stand in a chain of texts; call DAMAGES[{name!r}]")
        text = out
    return text
