"""Injected terms of one page, found without a list: a foreign token by its repetition and isolation.

What lives here: spam_hint() (may the page hold some), spam_pass() (mark them), spam_notes() (where one replaced words).
What never does: names of brands.

How it works: an injected token stands where text has no words: glued after the full stop of a paragraph, alone on a line amid
the prose, before the title with a colon or in brackets, in the publisher's field. A token that stands in two such places, or
glued twice, and nowhere inside a sentence, is foreign to the page, and all its insertions go. Where it also stands inside
sentences it may have replaced words: then nothing is cut for it and each such place gets a note.

Weak: a page whose only injection stands once; a token that differs at every place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from corpuskit.core.edit import Note
from corpuskit.steps.strip.page import Cut, Line, Page

__all__ = ["glued_token", "spam_hint", "spam_notes", "spam_pass"]

TOKEN_MIN_CHARS = 2
TOKEN_MAX_CHARS = 16
ALONE_MAX_CHARS = 24  # a line alone that holds a token and hardly more
EXTRA_MAX_CHARS = 14  # letters, brackets and trade words around the token on such a line
PLACES_MIN = 3  # isolated occurrences where none is glued
SENTENCE_ENDS = "。!?！？…"
LINE_ENDS = SENTENCE_ENDS + ".”』」）)】]：:；;，,、"
_GLUED = re.compile(
    r"[。!?…][”』」]?\s*([^\s。!?…，,、;:()\[\]【】“”『』「」《》<>/=&%]{2,16}(?:\([^()]{1,10}\))?[^\s。!?…，,、;:()<>/=&%]{0,6})\s*\Z"
)
_PREFIX = re.compile(
    r"\s*(?:[【\[]([^】\]]{2,20})[】\]]|([^\s:|_。,，!?—-]{2,20}(?:\([^()]{1,10}\))?[^\s:|_。,，!?—-]{0,8})\s*[:|_—-]+)\s*(?=\S{4})"
)
_SUFFIX = re.compile(r"\s*[|_—-]+\s*([^\s:|_。,，!?—-]{2,20}(?:\([^()]{1,10}\))?[^\s:|_。,，!?—-]{0,8})\s*\Z")
_BRACKETS = re.compile(r"\([^()]*\)|[【】\[\]]")
_WORDY = re.compile(r"[^\W_]+")
_COMMON = re.compile(r"[一二三四五六七八九十百\d]+|[完终全文续上下篇图表注]{1,3}")


def spam_hint(text: str) -> bool:
    """True when a cheap look finds what injected terms leave: paragraphs that end in words after their last full stop."""
    tails = 0
    for line in text.split("\n"):
        if line and line[-1] not in LINE_ENDS and ("。" in line) and not line[-1].isspace():
            tails += 1
            if tails > 1:
                return True
    return False


def glued_token(view: str) -> str:
    """The core of a token glued after the last sentence of a folded paragraph; empty when there is none."""
    if view[-1] in LINE_ENDS or "。" not in view:
        return ""
    match = _GLUED.search(view[-60:])
    core = _core(match[1]) if match else ""
    return core if TOKEN_MIN_CHARS <= len(core) <= TOKEN_MAX_CHARS and not _COMMON.fullmatch(core) else ""


def _core(token: str) -> str:
    """The token without brackets; of letters and Han together only the Han, which is what repeats."""
    bare = _BRACKETS.sub("", token).strip()
    han = "".join(c for c in bare if c >= "\u3400")
    return han if TOKEN_MIN_CHARS <= len(han) < len(bare) else bare


class _Evidence:
    """Where tokens stand on a page."""

    def __init__(self, page: Page) -> None:
        self.live = page.live()
        self.glued: list[tuple[Line, str]] = []
        self.alone: list[Line] = []
        for i, line in enumerate(self.live):
            match = _GLUED.search(line.view[-60:]) if line.prose and line.view[-1] not in LINE_ENDS else None
            if match is not None:
                self.glued.append((line, match[1]))
            elif i and not line.prose and len(line.view) <= ALONE_MAX_CHARS and line.view[-1] not in "。,;:":
                self.alone.append(line)
        first = self.live[0].view if self.live else ""
        prefix, suffix = _PREFIX.match(first), _SUFFIX.search(first)
        self.title = [m[1] or m[m.lastindex or 1] for m in (prefix, suffix) if m is not None]
        self.publisher = [line.view for line in page.lines if line.cut is not None and line.cut.rule == "zh.source.publisher"]
        self.publisher += [h.pieces[0][1].string for line in self.live for h in line.hits if h.rule.id == "zh.source.publisher"]

    def candidates(self) -> Iterator[str]:
        """Tokens to look into, longest first where one holds another."""
        found: Counter[str] = Counter()
        for _, token in self.glued:
            found[_core(token)] += 1
        for token in self.title:
            found[_core(token)] += 1
        views = [line.view for line in self.alone]
        for view in views:
            core = _core(view)
            if sum(core in other for other in views) > 1:
                found[core] += 1
        for token in sorted(found, key=lambda t: (len(t), t)):
            if TOKEN_MIN_CHARS <= len(token) <= TOKEN_MAX_CHARS and _WORDY.search(token) and not _COMMON.fullmatch(token):
                yield token

    def places(self, token: str) -> tuple[list[Line], list[Line], int, int]:
        """(lines with the token glued, alone; 1 when in the title's prefix or suffix; 1 when in the publisher's field)."""
        glued = [line for line, tail in self.glued if token in tail and len(tail) <= len(token) + EXTRA_MAX_CHARS]
        alone = [line for line in self.alone if token in line.view and _is_around(line.view, token)]
        return glued, alone, int(any(token in t for t in self.title)), int(any(token in p for p in self.publisher))


def _is_around(view: str, token: str) -> bool:
    """True when a line is the token with letters, brackets or a few trade words around it, not a heading that holds it."""
    rest = _BRACKETS.sub("", view.replace(token, "", 1)).strip()
    letters = "".join(c for c in rest if c.isascii())
    return len(rest) <= EXTRA_MAX_CHARS and len(rest) - len(letters) <= 4


def _inside(page_lines: list[Line], token: str, isolated: set[int]) -> list[Line]:
    """Prose lines where the token stands inside a sentence."""
    found = []
    for line in page_lines:
        count = line.view.count(token)
        if count and (id(line) not in isolated or count > 1):
            found.append(line)
    return found


def _judge(seen: _Evidence, token: str, *, known: bool = False) -> tuple[bool, list[Line]]:
    """(is it injected, lines where it stands inside sentences)."""
    glued, alone, title, publisher = seen.places(token)
    kinds = bool(glued) + bool(alone) + title + publisher
    total = len(glued) + len(alone) + title + publisher
    enough = (known and total > 0) or len(glued) > 1 or (kinds > 1 and (total >= PLACES_MIN or bool(glued)))
    if not enough:
        return False, []
    isolated = {id(line) for line in (*glued, *alone)}
    if seen.live and title:
        isolated.add(id(seen.live[0]))
    return True, _inside(seen.live, token, isolated)


def spam_pass(page: Page, known: tuple[str, ...] = ()) -> bool:
    """Mark injected terms; True when something was marked. `known` are terms of the page's site, which need no repetition."""
    changed = False
    seen = _Evidence(page)
    if not (known or seen.glued or seen.title or len(seen.alone) > 1):
        return False
    for token in dict.fromkeys((*seen.candidates(), *known)):
        injected, inside = _judge(seen, token, known=token in known)
        if not injected or inside or page.guard(token, token):
            continue
        glued, alone, title, _ = seen.places(token)
        why = f"{token!r} is foreign to the page: {len(glued)} times after a sentence, {len(alone)} alone, {title} at the title"
        for line in alone:
            changed = page.mark(line, Cut("any.spam.alone", why, 0.95)) or changed
        for line in glued:
            match = _GLUED.search(line.raw)
            raw = match or _GLUED.search(page.matcher.view(line.raw))
            if raw is not None:
                cut = Cut("any.spam.glued", why, 0.95)
                changed = page.cut_span(line, raw.start(1), len(line.raw.rstrip()), cut) or changed
        if title:
            changed = _cut_title(page, seen.live[0], token, why) or changed
        if changed:
            return True
    return changed


def _cut_title(page: Page, line: Line, token: str, why: str) -> bool:
    view = page.matcher.view(line.raw)
    prefix = _PREFIX.match(view)
    if prefix is not None and token in prefix[0]:
        return page.cut_span(line, len(prefix[0]) - len(prefix[0].lstrip()), prefix.end(), Cut("any.spam.title", why, 0.95))
    suffix = _SUFFIX.search(view)
    if suffix is not None and token in suffix[0]:
        return page.cut_span(line, suffix.start(), len(line.raw), Cut("any.spam.title", why, 0.95))
    return False


def spam_notes(page: Page) -> list[Note]:
    """Notes where a foreign token stands inside sentences, so that cutting it would leave holes."""
    seen = _Evidence(page)
    if len(seen.glued) < 2:
        return []
    found: list[Note] = []
    for token in seen.candidates():
        glued, _, _, _ = seen.places(token)
        injected, inside = _judge(seen, token)
        if injected and inside and len(glued) > 1:
            why = f"{token!r} is foreign to the page and may stand for other words here; cutting it would leave a hole"
            found += [Note(line.start, line.end, "damage.spam-replaced", why) for line in inside]
    return found
