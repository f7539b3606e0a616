"""Text written in escapes: numeric and named references, backslashes, percent signs, mail.

Lives here: those damages, as lists for the registry in independent_damage. Never here: byte chains, anything of the product.

Source: the reasoning on encoding damage, rows "numeric references" (without the semicolon and escaped again, too) and the
left-overs of JSON, URLs and mail.
"""

from __future__ import annotations

import base64
import html
import html.entities
import json
import quopri
import random
import re
from collections.abc import Callable
from urllib.parse import quote, unquote_to_bytes

from tests.support.independent_units import Damage, Damaged, Span, Undo, Unit, aligned

LEFT_OVERS = "\\uXXXX, \\xE4, %E4%B8, =E4=B8, =?gb2312?B?"
DAMAGES: list[Damage] = []


ENTITY_NAMES = ("ldquo", "rdquo", "lsquo", "rsquo", "mdash", "hellip", "middot", "times", "deg", "nbsp")
NAMED = {html.entities.html5[f"{name};"]: f"&{name};" for name in ENTITY_NAMES}


# What a page already holds that reads like an escape is no longer told from one: such a text is left out.
ALREADY = re.compile(r"&[#A-Za-z]|\\[ux]|%u|%[0-9A-Fa-f]{2}")


def _escaped(name: str, row: str, piece: Callable[[str], str], undo: Undo, which: str = r"[^\x00-\x7f]") -> None:
    """Each character that `which` finds is written as `piece` says; the rest stays."""

    def apply(text: str, rng: random.Random) -> Damaged | None:
        if ALREADY.search(text):
            return None
        units = []
        for at, char in enumerate(text):
            try:
                written = piece(char) if re.fullmatch(which, char) else char
            except UnicodeEncodeError:
                return None
            # An open reference runs on into a digit or a letter after it, and a writer who saw that put the semicolon.
            if (
                written != char
                and written.startswith("&")
                and not written.endswith(";")
                and re.match("[0-9A-Za-z;]", text[at + 1 : at + 2])
            ):
                written += ";"
            units.append(Unit(written, at, at + 1))
        return aligned(name, text, units, [1] * len(text))

    DAMAGES.append(Damage(name, row, apply, undo))


def _unescape(times: int) -> Undo:
    def undo(text: str) -> str:
        for _ in range(times):
            text = html.unescape(text)
        return text

    return undo


def _references() -> None:
    row = "numeric references"
    for name, form in (("decimal", "&#{};"), ("hex", "&#x{:x};"), ("hex-upper", "&#x{:X};"), ("open", "&#{}")):
        for level, word in ((1, ""), (2, "-twice"), (3, "-thrice")):
            amp = "&" + "amp;" * (level - 1)
            write = form.replace("&", amp)
            _escaped(f"reference-{name}{word}", row, lambda char, write=write: write.format(ord(char)), _unescape(level))
    for level, word in ((1, ""), (2, "-twice")):
        amp = "&" + "amp;" * (level - 1)
        which = "[" + "".join(NAMED) + "]"
        _escaped(f"reference-named{word}", row, lambda char, amp=amp: NAMED[char].replace("&", amp), _unescape(level), which)


def _utf16_units(char: str, form: str) -> str:
    data = char.encode("utf-16-be")
    return "".join(form.format(int.from_bytes(data[at : at + 2], "big")) for at in range(0, len(data), 2))


def _un_u(mark: str) -> Undo:
    def undo(text: str) -> str:
        units = re.sub(re.escape(mark) + "([0-9a-fA-F]{4})", lambda hit: chr(int(hit[1], 16)), text)
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")

    return undo


def _byte_escapes(form: str, codec: str) -> Callable[[str], str]:
    return lambda char: "".join(form.format(byte) for byte in char.encode(codec))


def _un_x(codec: str) -> Undo:
    """Backslash-x escapes to bytes; the rest of the text is ASCII already."""
    return lambda text: re.sub(rb"\\x([0-9a-fA-F]{2})", lambda hit: bytes([int(hit[1], 16)]), text.encode("ascii")).decode(codec)


def _backslashes() -> None:
    _escaped("u-escape", LEFT_OVERS, lambda char: _utf16_units(char, "\\u{:04x}"), _un_u("\\u"))
    _escaped("u-escape-upper", LEFT_OVERS, lambda char: _utf16_units(char, "\\u{:04X}"), _un_u("\\u"))
    _escaped("percent-u", LEFT_OVERS, lambda char: _utf16_units(char, "%u{:04X}"), _un_u("%u"))
    for codec in ("utf-8", "gbk"):
        _escaped(f"x-escape-{codec}", LEFT_OVERS, _byte_escapes("\\x{:02x}", codec), _un_x(codec))

    def json_text(text: str, rng: random.Random) -> Damaged | None:
        units = [Unit(json.dumps(char)[1:-1], at, at + 1) for at, char in enumerate(text)]
        return aligned("json-string", text, units, [1] * len(text))

    DAMAGES.append(Damage("json-string", LEFT_OVERS, json_text, lambda text: json.loads(f'"{text}"')))


def _whole(name: str, row: str, write: Callable[[str, random.Random], str], undo: Undo) -> None:
    """A text written anew as a whole: one span over all of it."""

    def apply(text: str, rng: random.Random) -> Damaged | None:
        try:
            damaged = write(text, rng)
        except UnicodeEncodeError:
            return None
        if damaged == text:
            return None
        return Damaged(name, damaged, text, (Span((0, len(damaged)), (0, len(text)), True),))

    DAMAGES.append(Damage(name, row, apply, undo))


def _mime_word(text: str, charset: str, kind: str, codec: str) -> str:
    """Encoded words of at most 12 characters each, with a blank between."""
    words = []
    for at in range(0, len(text), 12):
        data = text[at : at + 12].encode(codec)
        if kind == "B":
            body = base64.b64encode(data).decode("ascii")
        else:
            body = "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"={byte:02X}" for byte in data)
        words.append(f"=?{charset}?{kind}?{body}?=")
    return " ".join(words)


def _unmime(codec: str) -> Undo:
    def undo(text: str) -> str:
        out = b""
        for kind, body in re.findall(r"=\?[^?]+\?([BQ])\?([^?]*)\?=", text):
            out += base64.b64decode(body) if kind == "B" else quopri.decodestring(body)
        return out.decode(codec)

    return undo


def _unquote(codec: str) -> Undo:
    return lambda text: unquote_to_bytes(text).decode(codec)


def _mail() -> None:
    for codec in ("utf-8", "gbk"):
        charset = "gb2312" if codec == "gbk" else "utf-8"
        _whole(
            f"percent-{codec}",
            LEFT_OVERS,
            lambda text, rng, c=codec: quote(text, safe=" \n", encoding=c, errors="strict"),
            _unquote(codec),
        )
        qp = lambda text, rng, c=codec: quopri.encodestring(text.encode(c)).decode("ascii")  # noqa: E731
        _whole(
            f"quoted-printable-{codec}", LEFT_OVERS, qp, lambda text, c=codec: quopri.decodestring(text.encode("ascii")).decode(c)
        )
        for kind in "BQ":
            word = lambda text, rng, s=charset, k=kind, c=codec: _mime_word(text, s, k, c)  # noqa: E731
            _whole(f"encoded-word-{kind.lower()}-{charset}", LEFT_OVERS, word, _unmime(codec))


for fill in (_references, _backslashes, _mail):
    fill()
