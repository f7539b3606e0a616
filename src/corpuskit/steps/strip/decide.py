"""One pass over a page: which lines and spans go, by rules and by what stands beside them.

What lives here: one_pass(), stages(). What never does: questions about what stands around a line (around.py), edits (settle.py),
the page judge (judge.py), spam terms (spam.py).

How it works: a pass marks cuts on the lines that are still there and says whether it marked any. Everything it looks at is
in those lines, so passes until nothing is marked make the result settled: the same function sees the same lines again.
A rule hit becomes a cut where the line stands in the rule's place. A `review` hit becomes a cut only beside a line that goes
(a date alone under the source bar), or where the page says the same words elsewhere (a summary). Heads of link blocks go
with the titles under them, labels of the previous and next page with the title on the next line.

Long, because the order of the decisions of one pass is the mechanism.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence

from corpuskit.rulebook.linematch import LineHit
from corpuskit.steps.insetgrammar import insets_of
from corpuskit.steps.partgrammar import is_part
from corpuskit.steps.strip.around import (
    FURNITURE,
    FURTHER,
    LINKS,
    SENTENCE_ENDS,
    Limits,
    edits_with,
    has_licences,
    places_fit,
    why_of,
)
from corpuskit.steps.strip.features import words_of
from corpuskit.steps.strip.fieldline import count_pass, field_pass
from corpuskit.steps.strip.folios import folio_pass
from corpuskit.steps.strip.footing import foot_pass
from corpuskit.steps.strip.judgetrees import word_scores
from corpuskit.steps.strip.menurow import menu_pass
from corpuskit.steps.strip.opening import open_pass
from corpuskit.steps.strip.owntext import OwnText
from corpuskit.steps.strip.page import Cut, Line, Page
from corpuskit.steps.strip.pieces import TRADE
from corpuskit.steps.strip.rows import rows_pass
from corpuskit.steps.strip.segments import segment_pass
from corpuskit.steps.strip.strayids import stray_pass

__all__ = ["STAGES", "one_pass", "stages"]

TITLE_MAX_CHARS = 60  # the longest headline on the labelled pages has 45 characters
TITLE_MIN_CHARS = 2
BLOCK_MAX_LINES = 24
VERSE_MIN_LINES = 4  # over such a head
LISTED_MIN_LINES = 2  # titles without a head of their own: one alone may be a last heading
LISTED_MIN_CHARS = 5
COPY_MIN_CHARS = 8  # fewer characters than this are found again in any text
BLOCK_HEADS = frozenset(
    (
        "zh.related.head",
        "en.related.head",
        "en.related.side",
        "ja.related.more",
        "ja.related.head",
        "ko.related.head",
        "zh.spam.footer",
        *(f"{language}.related.head" for language in FURTHER),
    )
)
# Links and counters that the rules of block heads know too: no titles stand under them.
NO_HEAD = re.compile(r"댓글|공유|저장|구독|로그인|프린트|인쇄|글자|omment|Repl(?:y|ies)|Response|コメント|评论")
OPEN_TAG = re.compile(r"<(?:p|div|span|a|b|i|li|td|strong|em|table|html|item|code)\b", re.IGNORECASE)
KANA = re.compile("[\u3041-\u30ff]")
DATELINES = frozenset(("en.credit.dateline-place", "ja.credit.dateline-place"))
PARAGRAPH_NAMES = frozenset(("zh.credit.paragraph-name", "ja.credit.paragraph-name", "ko.credit.paragraph-name"))
CONTACTS = frozenset(("zh.advert.hotline", "zh.notice.host", "ko.notice.paper"))
SIGNATURES = frozenset(("zh.credit.name-alone", "zh.credit.source-quoted"))
POST_RULES = frozenset(
    (
        "zh.source.bbs-sender",
        "zh.source.bbs-station",
        "zh.source.forum-user",
        "zh.source.post-author",
        "zh.source.post-floor",
        "zh.source.post-head",
        "zh.source.floor-time",
        "zh.source.floor",
        "zh.tools.bbs-menu",
        "zh.tools.post-bar",
        "zh.counter.member-card",
        "zh.counter.member",
    )
)
DIVIDER = re.compile(r"(?:-{2,80}|_{3,80}|—{2,80}|={4,80}|~{4,80}|\*{4,80})")
SIGNATURE_MAX_LINES = 6
VALUE_LABEL = re.compile(r"[<«‹←(\s]{0,4}(?:上|下|前|后)一?(?:篇|条|则|个|页|期|主题|文章|产品|帖)(?:文章|新闻)?\s{0,2}:?\s{0,2}")
NARROWED = frozenset(("advert", "notice", "novel", "related", "tools"))  # classes whose rules take whole sentences
SPAM_MARKS = re.compile(r"[-_|:()·\s]+")
PARTING_MARKS = re.compile(r"[-_|]+")
BRACKETED_HEAD = re.compile(r"\A[^()]{2,10}\([^()]{2,6}\)")
SAID_TITLE_MIN_CHARS, SAID_WORDS_MAX, SAID_LINES = 6, 8, 40
PLUGGED_MIN_CHARS = 5  # a novel is full of short sentences
TEXT_SCORE = -3.5  # of the words of a line, in nats: of two hundred unseen lines that go one has less
ABOVE_SCORE = -1.0  # the same under a sentence that stays
BRACKETED_SCORE = -0.5  # of what a bracket leaves of the line
TEXT_MIN_CHARS = 10  # left of the line, or it is no paragraph of the text
SENTENCES_MOST = 8  # of a paragraph that are asked about
CLOSING_WORDS = re.compile(
    r"以上(?:就)?是(?!我的|我自己|本人)|以上内容|本文(?:为|由|是)|(?:今天|好了)[^。]{0,12}(?:分享|介绍)"
)  # how a site ends its texts
SENTENCE_END = re.compile(r"[。!?…]+[”’」』\")]*")
BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】\n]{2,80}[)）\]】]")
OF_A_PICTURE = re.compile(r"\s*(?:[▲△▼]|[图圖](?:[为為]|片?[:：]|\s?\d))")
_ELLIPSIS = re.compile(r"[.…\s]+$")
_BLANKS = re.compile(r"\s+")


class _Pass(OwnText):
    """One pass over a page: the decisions, in their order."""

    _said: list[tuple[Line, str]] | None = None

    # -- the rules alone -------------------------------------------------------------------------------------------

    def apply_rules(self) -> None:
        for i, line in list(self.lines()):
            for hit in line.hits:
                if not places_fit(hit, line) or not edits_with(hit, self.limits):
                    continue
                if hit.whole:
                    if (hit.rule.family == "script" or hit.rule.id.startswith("en.notice")) and self.is_code(i):
                        continue
                    if (hit.rule.family in LINKS or line.view[-1] == ":") and self.is_lonely(i, hit):
                        continue
                    if hit.rule.id in BLOCK_HEADS or self._is_open_label(hit, line) or self.is_of_the_text(i, hit):
                        continue
                    if hit.rule.family == "spam" and self._holds_title(line):
                        continue
                    if not (self._narrow_plug(line, hit) or self._narrow_bracket(line, hit) or self._narrow(i, hit)):
                        self.cut(line, Cut(hit.rule.id, why_of(hit)))
                    break
            else:
                self._cut_spans(i, line)

    def _holds_title(self, line: Line) -> bool:
        """True for a line of spam around words that another line says without spam: the title."""
        pieces = [*SPAM_MARKS.split(line.view), *PARTING_MARKS.split(BRACKETED_HEAD.sub("", line.view))]
        words = [piece for piece in pieces if len(piece) >= SAID_TITLE_MIN_CHARS and not TRADE.search(piece)]
        return any(word in view for word in words[:SAID_WORDS_MAX] for other, view in self._sayings() if other is not line)

    def _sayings(self) -> list[tuple[Line, str]]:
        """The lines at the ends of what is left of the page that hold no word of adverts, where its title is said."""
        if self._said is None:
            ends = self.live if len(self.live) <= 2 * SAID_LINES else self.live[:SAID_LINES] + self.live[-SAID_LINES:]
            self._said = [(line, line.view) for line in ends if TRADE.search(line.view) is None]
        return [(line, view) for line, view in self._said if line.cut is None or line.cut.family == "breadcrumb"]

    def _narrow_plug(self, line: Line, hit: LineHit) -> bool:
        """Cut only the plug of a novel site where a sentence of the novel stands around it."""
        if hit.rule.family != "novel":
            return False
        view = self.page.folded(line)
        parts = sorted(insets_of(view, novel=True, forum=False), key=lambda part: part.end)
        left = view
        for part in reversed(parts):
            left = left[: part.start] + left[part.end :]
        if not parts or sum(char >= "\u3400" for char in left) < PLUGGED_MIN_CHARS:
            return False
        if not view[: parts[0].start].strip() and "," in view[parts[0].end - 1 : parts[0].end + 1]:
            return False  # what is left is the end of the plug's own sentence
        if any(other.whole and other.rule.safety != "review" for other in self.page.matcher.hits(left.strip())):
            return False
        cut = Cut(hit.rule.id, "within the line: " + hit.rule.why)
        if not self.page.cut_span(line, parts[-1].start, parts[-1].end, cut):
            return False
        self.changed = True
        return True

    def _narrow_bracket(self, line: Line, hit: LineHit) -> bool:
        """Cut only the bracket amid a sentence by which alone a rule would take the line."""
        if hit.rule.family not in NARROWED:
            return False
        for match in BRACKETS.finditer(line.raw):
            rest = line.raw[: match.start()] + line.raw[match.end() :]
            before = line.raw[: match.start()].strip()
            if len(rest.strip()) < TEXT_MIN_CHARS or rest.rstrip()[-1] not in SENTENCE_ENDS or not before:
                continue
            if self._is_furniture(rest):
                continue
            inner = match[0][1:-1]
            if not (self._is_furniture(inner) or is_part(self.page.matcher.view(inner))):
                continue
            if float(word_scores(words_of([self.page.matcher.view(rest)]))[0]) > BRACKETED_SCORE:
                continue
            if self.page.cut_span(line, match.start(), match.end(), Cut(hit.rule.id, "in brackets amid text: " + hit.rule.why)):
                self.page.narrowed.append(hit.rule.family)
                self.changed = True
                return True
        return False

    def _narrow(self, i: int, hit: LineHit) -> bool:
        """Cut only the last sentences of a paragraph where the rules say nothing of those before, which stand under a sentence
        that stays or are in the words of a text."""
        line = self.live[i]
        if hit.rule.family not in NARROWED or self.page.belongs(line, Cut(hit.rule.id, why_of(hit))):
            return False
        view = self.page.matcher.view(line.raw)
        size = len(view.rstrip())
        ends = [match.end() for match in SENTENCE_END.finditer(view) if match.end() < size][-SENTENCES_MOST:]
        if not ends or CLOSING_WORDS.match(view.strip()):
            return False
        at = next((end for end in reversed(ends) if not self._is_furniture(line.raw[:end])), 0)
        if len(view[:at].strip()) < TEXT_MIN_CHARS:
            return False
        under_text = self._is_text_above(i)
        score = float(word_scores(words_of([view[:at]]))[0])
        if score > (ABOVE_SCORE if under_text else TEXT_SCORE) and not (under_text and self._is_known(hit, line.raw[at:])):
            return False
        cut = Cut(hit.rule.id, "behind a sentence of the text: " + hit.rule.why)
        if self.page.owns(line.raw, at, len(line.raw), cut):
            return True  # by its last sentence alone a rule would take the line, and that is the text's
        if not self.page.cut_span(line, at, len(line.raw), cut):
            return False
        self.page.narrowed.append(hit.rule.family)
        self.changed = True
        return True

    def _is_known(self, hit: LineHit, raw: str) -> bool:
        """True for the end of a paragraph that would go by itself, for the same."""
        alone = any(other.whole and other.rule.family == hit.rule.family for other in self.page.matcher.hits(raw))
        return alone or is_part(self.page.matcher.view(raw))

    def _is_furniture(self, raw: str) -> bool:
        """True for the beginning of a paragraph of which a rule says something."""
        return any(hit.rule.family in NARROWED and hit.rule.safety != "review" for hit in self.page.matcher.hits(raw))

    def _is_text_above(self, i: int) -> bool:
        """True where the line above, among those that go too, is a sentence that stays."""
        at = self.live[i].at
        above = self.page.lines[at - 1] if at else None
        return above is not None and above.cut is None and (above.is_text or at == 1)

    def _cut_spans(self, i: int, line: Line) -> None:
        for hit in line.hits:
            if hit.whole or not places_fit(hit, line) or not edits_with(hit, self.limits):
                continue
            if hit.rule.family == "script" and (self.is_code(i) or OPEN_TAG.search(self.page.text)):
                continue
            if hit.rule.family == "credit" and OF_A_PICTURE.match(line.raw):
                continue  # who took a picture stays with its caption
            start, end = widened(line.raw, hit) if hit.rule.family in NARROWED else (hit.start, hit.end)
            if self.page.cut_span(line, start, end, Cut(hit.rule.id, hit.rule.why)):
                self.changed = True
                return  # offsets have moved; the next pass sees the rest

    # -- what stands beside ----------------------------------------------------------------------------------------

    def _is_open_label(self, hit: LineHit, line: Line) -> bool:
        return hit.rule.id == "zh.prevnext.label" and VALUE_LABEL.fullmatch(line.view) is not None

    def take_labels(self) -> None:
        """上一篇: with its title on the next line."""
        for i, line in list(self.lines()):
            hit = next((h for h in line.hits if h.whole and self._is_open_label(h, line)), None)
            if hit is None or not (line.tail or line.head or ":" in line.view) or self.is_of_the_text(i, hit):
                continue
            if ":" not in line.view and (not self.has_company(i) or (self.is_amid(i) and not self.has_neighbour(i))):
                continue
            self.cut(line, Cut(hit.rule.id, hit.rule.why))
            if line.cut is None or i + 1 >= len(self.live):
                continue
            following = self.live[i + 1]
            if following.cut is None and not following.hits and (line.tail or ":" in line.view) and title_like(following):
                self.cut(following, Cut("zh.prevnext.title", "the title under a label for the previous or next page"))

    def take_blocks(self) -> None:
        """A head such as 相关阅读 with the titles under it."""
        for i, line in list(self.lines()):
            hit = next((h for h in line.hits if h.rule.id in BLOCK_HEADS), None)
            if hit is None or not (line.tail or line.head or self.has_company(i)) or self.is_of_the_text(i, hit):
                continue
            if not any(above.prose for above in self.live[:i]) and not self._touches_cut(line) and not self._ends_verse(i):
                continue
            is_head = NO_HEAD.search(line.view) is None
            titles = self.live[i + 1 : self._block_end(i)] if is_head else []
            end = i + 1 + len(titles)
            if end < len(self.live) and self.live[end].cut is None and self.live[end].prose:
                titles = titles[:1] if len(titles) == 1 and self.is_amid(i) else []
                if is_head and not titles:
                    continue  # nothing tells where the titles end and the text goes on
            elif not titles and not line.tail:
                continue
            self.cut(line, Cut(hit.rule.id, hit.rule.why))
            for title in titles:
                self.cut(title, Cut(hit.rule.id.rsplit(".", 1)[0] + ".title", f"a title under {line.view[:20]!r}"))

    def _ends_verse(self, i: int) -> bool:
        """True for a head under a text without sentences (a poem, a list of prices), with titles to the foot of the page, on a
        page of a site."""
        if self.has_prose or i < VERSE_MIN_LINES or not self.has_furniture(but=self.live[i]):
            return False
        end = self._block_end(i)
        return end > i + 1 and (end == len(self.live) or self.live[end].cut is not None or bool(self.live[end].hits))

    def _block_end(self, i: int) -> int:
        """The place behind the titles under the head at i."""
        end = i + 1
        while end < len(self.live) and end - i <= BLOCK_MAX_LINES:
            below = self.live[end]
            if below.cut is not None or (below.hits and any(places_fit(h, below) and h.whole for h in below.hits)):
                break
            if not title_like(below):
                break
            end += 1
        return end

    def take_listed(self) -> None:
        """Bare titles between a link to more and another line that goes, behind the last prose."""
        lines = self.page.lines
        for line in lines:
            if line.cut is None or line.cut.rule != "zh.related.more":
                continue
            end = line.at + 1
            while end < len(lines) and end - line.at <= BLOCK_MAX_LINES:
                below = lines[end]
                if (below.cut is not None and below.cut.family != "page") or below.hits:
                    break
                if not title_like(below) or len(below.view) < LISTED_MIN_CHARS:
                    break
                end += 1
            titles = lines[line.at + 1 : end]
            if len(titles) < LISTED_MIN_LINES or end >= len(lines) or any(below.prose for below in lines[line.at :]):
                continue
            closing = lines[end].cut
            if closing is not None and closing.family in FURNITURE:
                for title in titles:
                    self.cut(title, Cut("zh.related.title", f"a title between {line.view[:20]!r} and other lines that go", 0.95))

    def _touches_cut(self, line: Line) -> bool:
        at = line.at
        around = self.page.lines[max(0, at - 1) : at] + self.page.lines[at + 1 : at + 2]
        return any(other.cut is not None and other.cut.family in FURNITURE for other in around)

    def take_neighbours(self) -> None:
        """Review hits that touch a line that goes."""
        for i, line in self.lines():
            hit = next((h for h in line.hits if h.whole and h.rule.safety == "review" and places_fit(h, line)), None)
            if hit is None or hit.rule.family == "summary":
                continue
            if hit.rule.id == "zh.source.name-row" and not self._repeats(line):
                continue  # the only title that the page has
            if hit.rule.id in CONTACTS and not (line.at and self.page.lines[line.at - 1].cut is not None):
                continue  # right under the text they are its own
            if hit.rule.id == "en.notice.copyright" and i < self.text[1] and has_licences(self.page.lines):
                continue
            if hit.rule.id in CONTACTS and i < self.text[0] and i + 1 < len(self.live) and self.live[i + 1].cut is None:
                continue  # over the text too: the number is what the notice is for
            on_top = line.at == 0 and hit.rule.family == "breadcrumb" and any(other.cut is not None for other in self.page.lines)
            if (on_top or self._touches_cut(line)) and not self._narrow(i, hit):
                self.cut(line, Cut(hit.rule.id, hit.rule.why + "; it touches lines that go", 0.95))

    def _repeats(self, line: Line) -> bool:
        """True when another line holds the value of a labelled one."""
        value = line.view.split(":", 1)[-1].strip()
        return bool(value) and any(value in other.view or other.view in value for other in self.live if other is not line)

    def take_dateline(self) -> None:
        """The place before the first sentence, where the line above the text says that this is a report."""
        if "source" not in self.page.families():
            return
        at, line = next(((i, line) for i, line in enumerate(self.live) if line.prose), (0, None))
        if line is None or line.cut is not None or not at:
            return
        if not any(above.cut is not None and above.cut.family == "source" for above in self.page.lines[: line.at]):
            return
        for hit in line.hits:
            if hit.rule.id.startswith("ja.") and KANA.search(line.view) is None:
                continue  # in Chinese such brackets hold the head of a paragraph
            if hit.rule.id in DATELINES and not hit.whole:
                if self.page.cut_span(line, hit.start, hit.end, Cut(hit.rule.id, hit.rule.why, 0.95)):
                    self.changed = True
                return

    def take_user_signatures(self) -> None:
        """What forums put under a post: a line of dashes and a few short lines, up to the foot of the post."""
        if self.page.rules().isdisjoint(POST_RULES):
            return
        for i, line in enumerate(self.live):
            if line.cut is not None or DIVIDER.fullmatch(line.raw.strip()) is None or not self._ends_a_post(line):
                continue
            end = i + 1
            while end < len(self.live) and self.live[end].cut is None and end - i <= SIGNATURE_MAX_LINES:
                if self.live[end].prose or len(self.live[end].view) > TITLE_MAX_CHARS:
                    break
                end += 1
            stopped = self.live[end].cut if end < len(self.live) else None
            at_end = end == len(self.live) or (stopped is not None and stopped.rule in POST_RULES)
            if not at_end or end - i > SIGNATURE_MAX_LINES or end == i + 1:
                continue
            for signed in self.live[i:end]:
                self.cut(
                    signed, Cut("zh.advert.signature-block", "a signature under a line of dashes, up to the foot of a post", 0.95)
                )

    def _ends_a_post(self, line: Line) -> bool:
        """True on a page with posts: a line before this one heads a post."""
        return any(other.cut is not None and other.cut.rule in POST_RULES for other in self.page.lines[: line.at])

    def take_signature(self) -> None:
        """Names in brackets, or an office, at the very end of what is left of the text."""
        left = [line for line in self.live if line.cut is None]
        if len(left) < 2:
            return
        last, before = left[-1], left[-2]
        for hit in last.hits:
            if hit.rule.id.startswith("ja.") and KANA.search(self.page.text) is None:
                continue  # in Chinese such a bracket is the picture's
            if hit.rule.id in PARAGRAPH_NAMES and not hit.whole and not OF_A_PICTURE.match(last.raw):
                if hit.rule.id.startswith("ja.") and KANA.search(last.view) is None:
                    continue
                if self.page.cut_span(last, hit.start, hit.end, Cut(hit.rule.id, hit.rule.why, 0.95)):
                    self.changed = True
                return
            if hit.rule.id == "zh.credit.source-quoted" and not self.has_furniture(but=last):
                return  # readers of old texts say under each where it is from
            if hit.rule.id in SIGNATURES and before.prose and before.view[-1] in '。!?…"”』」':
                self.cut(last, Cut(hit.rule.id, hit.rule.why, 0.95))
                return

    def take_copies(self) -> None:
        """Summaries that repeat the page, and the title a second time."""
        for _, line in list(self.lines()):
            for hit in line.hits:
                if not hit.whole or hit.rule.family != "summary" or hit.rule.safety != "review":
                    continue
                copy = next((m.group("copy") for _, m in hit.pieces if "copy" in m.re.groupindex), None)
                if copy and says_again(copy, [o for o in self.live if o is not line and o.cut is None]):
                    self.cut(line, Cut(hit.rule.id, "a summary whose words stand elsewhere on the page"))
        if self.page.families():
            self._cut_second_title()

    def _cut_second_title(self) -> None:
        head = [line for line in self.live if line.cut is None][:4]
        for i, line in enumerate(head[1:], 1):
            if not line.prose and len(line.view) >= TITLE_MIN_CHARS and line.view == head[i - 1].view:
                # The upper one is the browser's, or the end of an upright chain of sections; the lower one is the page's.
                self.cut(head[i - 1], Cut("any.summary.title-twice", "the title a second time"))


def widened(raw: str, hit: LineHit) -> tuple[int, int]:
    """The span of a hit, or the pair of brackets around it: a plug does not end inside its brackets."""
    for match in BRACKETS.finditer(raw):
        if match.start() <= hit.start and hit.end <= match.end():
            return match.start(), match.end()
    return hit.start, hit.end


def title_like(line: Line) -> bool:
    """True for a line in the shape of a headline: short, one piece, no full stop or comma at its end."""
    view = line.view
    if not TITLE_MIN_CHARS <= len(view) <= TITLE_MAX_CHARS + 40 * view.isascii() or line.prose:
        return False
    if view[-1] == "." and not view.endswith("..."):
        return False  # a sentence, in the languages that end it so
    return view[-1] not in "。;:,，；、" and "。" not in view


def says_again(copy: str, others: Sequence[Line]) -> bool:
    """True when another line holds the words of `copy` (its end may be cut short with dots)."""
    words = _BLANKS.sub("", _ELLIPSIS.sub("", copy))
    if len(words) < COPY_MIN_CHARS:
        return False
    probe = words[:30]
    for other in others:
        found = _BLANKS.sub("", other.view)
        at = found.find(probe)
        if at >= 0 and (found.startswith(words[:60], at) or len(words) > len(found)):
            return True
    return False


GRAMMARS = (stray_pass, folio_pass, open_pass, field_pass, count_pass, rows_pass, menu_pass, segment_pass, foot_pass)


LIGHT = frozenset(
    (stray_pass, folio_pass, count_pass, menu_pass, foot_pass)
)  # mostly ask what earlier passes have asked: not worth a stop
STAGES = 1 + len(GRAMMARS)  # the rules, and each of the grammars


def stages(page: Page, limits: Limits, more: Sequence[Callable[[Page], bool]] = ()) -> Generator[tuple[int, Page], None, bool]:
    """Mark what goes on a page once, and stop before each pass with its number and the page; True when something was marked.
    `more` are further passes (spam, templates, model)."""
    yield 0, page
    page.place()
    run = _Pass(page, limits)
    run.apply_rules()
    run.take_labels()
    run.take_blocks()
    run.take_listed()
    run.take_copies()
    run.take_user_signatures()
    run.take_neighbours()
    run.take_signature()
    run.take_dateline()
    if run.changed:
        return True
    # The other ways look only at what the rules have left: they cost more, and see more of what goes.
    for number, step in enumerate((*GRAMMARS, *more), 1):
        if step not in LIGHT:
            yield number, page
        if step(page):
            return True
    return False


def one_pass(page: Page, limits: Limits, more: Sequence[Callable[[Page], bool]] = ()) -> bool:
    """Mark what goes on a page once; True when something was marked."""
    going = stages(page, limits, more)
    while True:
        try:
            next(going)
        except StopIteration as end:
            return bool(end.value)
