"""Names of encodings as people and pages write them, and the names used here.

What lives here: known_name. What never does: believing it.
"""

from __future__ import annotations

import codecs

__all__ = ["known_name"]

# Labels mean what browsers take them for (WHATWG Encoding Standard), since pages are declared for browsers: gb2312 is GB18030,
# latin1 is code page 1252, shift_jis is code page 932.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "big5hkscs": "big5",
    "cp950": "big5",
    "shift_jis": "cp932",
    "cp932": "cp932",
    "euc_kr": "cp949",
    "cp949": "cp949",
    "iso8859-1": "cp1252",
    "iso8859-15": "cp1252",
    "ascii": "cp1252",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
_UNKNOWN_TO_PYTHON = {
    "x-gbk": "gb18030",
    "gb-18030": "gb18030",
    "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030",
    "windows-936": "gb18030",
    "ms936": "gb18030",
    "cn-big5": "big5",
    "x-x-big5": "big5",
    "big5-eten": "big5",
    "cp951": "big5",
    "windows-950": "big5",
    "x-sjis": "cp932",
    "windows-949": "cp949",
    "x-windows-949": "cp949",
    "ks_c_5601-1989": "cp949",
    "x-euc-jp": "euc_jp",
    "euc-tw": "euc-tw",
    "euctw": "euc-tw",
    "x-euc-tw": "euc-tw",
    "cns11643": "euc-tw",
    "hz-gb-2312": "hz",
}


def known_name(label: str | None) -> str | None:
    """The encoding that a label means; None for no label, and for one that no text encoding has."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    if label in _UNKNOWN_TO_PYTHON or label.replace("_", "-") in _UNKNOWN_TO_PYTHON:
        return _UNKNOWN_TO_PYTHON.get(label) or _UNKNOWN_TO_PYTHON[label.replace("_", "-")]
    try:
        name = codecs.lookup(label).name
        "".encode(name)
    except (LookupError, TypeError, ValueError):
        return None  # unknown, or one of Python's codecs that are not about text
    return _MEANT.get(name, name)
