"""The named damages of formats nobody decoded, of copying, scanning and filters.

What lives here: the table of them, in order. What never does: how they are done (damages_escape, damages_layout).
"""

from __future__ import annotations

import html

from corpuskit.testing import damages_escape as escape
from corpuskit.testing import damages_layout as layout
from corpuskit.testing.damages_entry import Damage, lacks


def _no_reference(text: str) -> bool:
    return html.unescape(text) == text


TABLE: tuple[Damage, ...] = (
    # Escapes
    Damage(
        "numeric-references",
        "numeric character references",
        "every non-ASCII character as &#20013;",
        escape.to_numeric_references,
        "exact",
        "escape",
        {},
        lacks("&"),
    ),
    Damage(
        "numeric-references-hex",
        "hexadecimal character references",
        "every non-ASCII character as &#x4E2D;",
        escape.to_numeric_references,
        "exact",
        "escape",
        {"base": 16},
        lacks("&"),
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
        lacks("\\"),
    ),
    Damage(
        "byte-escapes",
        "\\xE4 left over",
        "every non-ASCII character as the UTF-8 bytes \\xE4\\xB8\\xAD",
        escape.to_byte_escapes,
        "exact",
        "escape",
        {},
        lacks("\\"),
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
        lacks("\r"),
    ),
    Damage(
        "mime-words",
        "mail header words left over",
        "lines as =?gb2312?B?1tA=?=",
        escape.to_mime_words,
        "exact",
        "escape",
        {},
        lacks("=?", "\r"),
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
        lacks(*"\u200b\u200c\u200d\u200e\u2060\ufeff\u00ad"),
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
