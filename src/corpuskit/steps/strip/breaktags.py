"""Tags for line breaks and paragraphs that an old editor wrote into the text as words: 非<BR>常.

What lives here: break_tag_pass(). What never does: other tags, which tell of code.

How it works: boards and document systems kept posts with their tags escaped, and show them. Where such tags stand amid Chinese
several times, no other tag does, and the page says nothing about tags, each goes; what is left reads on as it was written.

Weak: a lesson about tags that does not name them.
"""

from __future__ import annotations

import re

from corpuskit.rulebook.rules import is_off
from corpuskit.steps.strip.page import Cut, Page

__all__ = ["BREAK_RULES", "RULE", "break_tag_pass"]

RULE = "any.script.break-tag"
BREAK_RULES = {RULE: "a tag for a line break or a paragraph, left as words amid the text of a page that says nothing of tags"}
TAGS_MIN, TAGS_MAX = 3, 300  # of a page: fewer are an accident, and each cut looks at its whole line again
_TAG = re.compile(r"</?(?:BR|[Bb]r|P)\s?/?>")  # paragraphs in small letters stand in the messages of programs, and are meant
_OTHER = re.compile(r"</?[a-z!][^<>\n]{0,80}>", re.IGNORECASE)
_AMID = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’…—]"
_IN_TEXT = re.compile(rf"(?:{_AMID}|^)\s?(?:{_TAG.pattern}\s?)+(?={_AMID}|$)")
_ABOUT = re.compile(r"标签|標籤|元素|代[码碼]|源[码碼]|[换換斷断]行|[语語]法|(?<![./\w])HTML|网页设计|網頁設計", re.IGNORECASE)
# So many tags amid words, most of them where no sentence ends, are no lesson, though the text speaks of a machine's code.
_TOLD = re.compile(r"标签|標籤|[换換斷断]行符|(?<![./\w])HTML|网页设计|網頁設計", re.IGNORECASE)
WORDS_CUT_MIN = 3
_IN_WORDS = re.compile(rf"[\u3400-\u9fff,，、]{_TAG.pattern}(?=[\u3400-\u9fff])")
# A sentence about the tag itself: 写下<BR>.
_SAID = re.compile(
    rf"(?:写|输入|敲|打|按|用|加|插|换|叫)[上下入个出成为]?\s?[“\"'「]?{_TAG.pattern}"
    rf"|(?:[是有和或为成与及]|标记|標記|符号|符號|字符串?)\s?{_TAG.pattern}|{_TAG.pattern}\s?(?:[和或与及之是而]|还有|這|这|那|标记|標記|符号)"
)
_QUOTED = re.compile(rf"[“「\"‘'][^“”「」\"‘’'\n]{{0,12}}{_TAG.pattern}[^“”「」\"‘’'\n]{{0,12}}[”」\"’']")
_LATIN = re.compile(r"[A-Za-z\d]")


def break_tag_pass(page: Page) -> bool:
    """Mark the tags for breaks of a page; True when there were any."""
    if is_off(RULE, page.off) or "<" not in page.text:
        return False
    live = [line for line in page.live() if "<" in line.raw]
    tags = sum(len(_TAG.findall(line.raw)) for line in live)
    if not 0 < tags <= TAGS_MAX or any(_TAG.fullmatch(tag) is None for line in live for tag in _OTHER.findall(line.raw)):
        return False
    if tags < TAGS_MIN and RULE not in {cut.rule for line in page.lines for *_, cut in line.spans}:
        return False
    cut = sum(len(_IN_WORDS.findall(line.raw)) for line in live)
    about = _TOLD if cut >= WORDS_CUT_MIN and 2 * cut > tags else _ABOUT
    if about.search(page.left()) is not None or any(_SAID.search(line.raw) for line in live):
        return False
    if sum(len(_QUOTED.findall(line.raw)) for line in live) > 1:
        return False
    if any(not _IN_TEXT.search(line.raw) for line in live):
        return False
    changed = False
    for line in live:
        for match in reversed(list(_TAG.finditer(line.raw))):
            if _LATIN.match(line.raw[: match.start()].rstrip()[-1:]) and _LATIN.match(line.raw[match.end() :].lstrip()[:1]):
                continue  # without it two words would be one
            changed = page.cut_span(line, match.start(), match.end(), Cut(RULE, BREAK_RULES[RULE])) or changed
    return changed
