"""A page as strip looks at it: lines with true offsets, their shape, and which are near the ends.

What lives here: Line, Page. What never does: rules, decisions, edits.

How it works: blank lines take no part in any decision (so taking one away with a cut line cannot change a later verdict).
A line keeps its original offsets for good; where a span was cut out of it, `raw` is what is left and `origin()` maps an
offset back. Head and tail are found in the lines that are still there: the head is the first HEAD_LINES lines and all
before the first prose, the tail the last TAIL_LINES and all after the last prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from corpuskit.rulebook.linematch import LineHit, Looked, Matcher, trim
from corpuskit.rulebook.rules import family_of, is_off
from corpuskit.steps.strip.spoken import Spoken

__all__ = ["KNOWN_CHARS", "LINES_KNOWN", "Cut", "Line", "Page"]

# On labelled pages every credit, source bar and footer line stands within these (design notes: first 6, last 12 lines).
HEAD_LINES = 6
TAIL_LINES = 12
# Before the first prose, or after the last, lists of links may be longer than that; a bound keeps a page without prose safe.
HEAD_REACH_LINES = 20
TAIL_REACH_LINES = 40
FOOT_GAP_LINES = 8  # answers of a thread, and paragraphs between lists, stand closer on the labelled pages

LINES_KNOWN = 5_000  # different lines that are remembered, for each question about lines
KNOWN_CHARS = 100  # longer lines are not: what stands around the text stands on many pages of a site, and is short

PROSE_MIN_CHARS = 28  # a sentence in Chinese; titles with an end mark are shorter
LATIN_PROSE_MIN_CHARS = 70
THAI_PROSE_MIN_CHARS = 60  # Thai and Lao have no mark at the end of a sentence, nor blanks between words
ENDS = "。！？!?…；;”」』"
# Without a question mark: titles and links of questions have one.
SHORT_SENTENCE = re.compile(
    r".{4,}[。!…][”’」』\")]{0,2}|[“「『\"].{2,}[。!?…][”」』\"]|(?:\S+\s){3,}\S*[a-z\d)][.!][\"”’)]?|(?:\S+\s)+\S*[다요오죠음임함][.!][\"”’)]?"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """Why something goes: rule id, reason for people, confidence."""

    rule: str
    why: str
    confidence: float = 1.0
    family: str = field(init=False)  # the class of the rule: the second part of its id

    def __post_init__(self) -> None:
        object.__setattr__(self, "family", family_of(self.rule))


Guard = Callable[[str, str], bool]  # (view of the line, what would go) -> is it protected?


@dataclass(slots=True, eq=False)
class Line:
    """One line that is not blank. `raw` is what is left of it, without terminator; `view` its folded form, trimmed."""

    number: int  # among all lines of the text, blank ones too
    start: int
    end: int
    raw: str
    view: str
    hits: list[LineHit]
    prose: bool
    at: int = 0  # among the page's lines
    cut: Cut | None = None
    spans: list[tuple[int, int, Cut]] = field(default_factory=list)  # original offsets, in order of cutting
    head: bool = False
    tail: bool = False
    whole: str | None = None  # what is left of it, folded and not trimmed, where somebody asked
    ended: bool | None = None  # whether it is a short sentence that no rule knows, where somebody asked
    posted: bool | None = None  # whether it is the head of a post, where somebody asked
    marked: bool | None = None  # whether it may hold the number of a page, where somebody asked

    @property
    def is_text(self) -> bool:
        """True for a sentence of any length that no rule knows."""
        if self.prose:
            return True
        if self.ended is None:
            self.ended = is_short_sentence(self.view) and not any(hit.whole for hit in self.hits)
        return self.ended

    def origin(self, at: int) -> int:
        """The original offset of the character raw[at]."""
        place = self.start + at
        for start, end, _ in sorted(self.spans):
            if place < start:
                break
            place += end - start
        return place


def is_prose(view: str) -> bool:
    """True for a line that holds a sentence: long enough and with marks inside or at its end."""
    size = len(view)
    if size < PROSE_MIN_CHARS:
        return False
    if view[-1] in ENDS or "。" in view or "!" in view or "?" in view or "…" in view:
        return True
    if view[-1] == "." and any("\u3040" <= c < "\ud7b0" for c in view[:40]):
        return True
    if size >= 2 * PROSE_MIN_CHARS and view.count(",") > 1:
        return True
    if size >= THAI_PROSE_MIN_CHARS and "\u0e00" < view[0] < "\u0f00":
        return True
    return size >= LATIN_PROSE_MIN_CHARS and (view[-1] in ".\"'’”:" or ". " in view)


@lru_cache(maxsize=LINES_KNOWN)
def is_short_sentence(view: str) -> bool:
    """True for a line that ends as sentences do, but for questions: titles and links have their mark."""
    return SHORT_SENTENCE.fullmatch(view) is not None


class Page:
    """The lines of one text and what is known about them."""

    def __init__(self, text: str, matcher: Matcher, looked: Looked | None = None) -> None:
        """looked: what the rules say of the lines of the text, where the caller has it already."""
        self.text = text
        self.matcher = matcher
        self.guard: Guard = lambda view, part: False
        self.belongs: Callable[[Line, Cut], bool] = lambda line, cut: False  # is a line that would go the text's own?
        self.owns: Callable[[str, int, int, Cut], bool] = lambda raw, start, end, cut: False  # is a piece of a line?
        self.blocked: frozenset[str] = frozenset()  # classes that an alarm holds back
        self.held: frozenset[int] = frozenset()  # numbers of the lines that these would take: no other class takes them either
        self.off: tuple[str, ...] = ()  # rules that take nothing
        self.lines: list[Line] = []
        self.version = 0  # grows with each mark
        self._placed = -1  # the version that place() has seen
        self._live: tuple[int, list[Line]] | None = None  # live() of a version
        self._left: tuple[int, str] | None = None  # left() of a version
        self._is_short = False  # whether short sentences are its text
        self._taken: tuple[int, tuple[set[str], set[str]]] | None = None  # families() and rules() of a version
        self.words: dict[str, Any] = {}  # what lines show by themselves, for the page judge
        self.opened: set[int] = set()  # places of the lines by which the page judge opened the page
        self.weighed: tuple[Any, Any] | None = None  # what the page judge said, and of what
        self.opening: tuple[int, Any] | None = None  # what the page judge says of lines that may open it, of a version
        self.pieces: dict[int, tuple[str, list[Any]]] = {}  # of lines as they were, where injected terms may stand in them
        self.heads: dict[int, tuple[str, list[Any]]] = {}  # beginnings of sentences of lines as they were
        self.titled: dict[int, tuple[str, list[Any]]] = {}  # the same of lines as titles
        self.partless: dict[int, Any] = {}  # lines as they were when no part of them went, and where they stood
        self.markless: list[str] = []  # the lines as they were when none held a mark of a page that went
        self.ends_open = False  # whether brackets behind sentences have opened it
        self.told: tuple[int, list[Any]] | None = None  # what the piece judge takes, of a version
        self.weighable: dict[str, Any] = {}  # of folded lines the pieces that it weighs
        self.evidence: tuple[int, Any] | None = None  # of injected terms, of a version
        self.narrowed: list[str] = []  # classes of rules for lines that took only the end of one
        self.foreign: list[str] = []  # names that were found to be injected
        self.bounds: list[tuple[int, int, int]] = []
        self.looked = looked = Looked(text, matcher) if looked is None else looked
        self._view = whole = looked.view
        size = len(text)
        known, lines = matcher.shown, self.lines
        self.spoken = Spoken(text)
        end = -1
        for number, raw in enumerate(text.split("\n")):
            start = end + 1
            end = start + len(raw)
            if start == size:
                break  # a text that ends with a newline has no empty last line
            self.bounds.append((start, end, end + 1 if end < size else size))
            if raw and not raw.isspace():
                shown = known.get(raw)
                if shown is None:
                    view, hits = self._look(raw, whole[start:end], looked.hits.get(start) or [])
                    shown = view, hits, is_prose(view)
                    if len(raw) <= KNOWN_CHARS:
                        matcher.show(raw, shown)
                view, hits, prose = shown
                lines.append(Line(number, start, end, raw, view, self.spoken.heard(hits) if hits else hits, prose, len(lines)))
        self.place()

    def _look(self, raw: str, view: str, hits: list[LineHit]) -> tuple[str, list[LineHit]]:
        """(trimmed view, hits) of a line; `view` is it folded, `hits` those beside a literal."""
        start, end = trim(view)
        trimmed = view[start:end] or view.strip() or view  # a line of nothing but bullets keeps them
        if self.matcher.tries_without_literal(trimmed):
            return trimmed, self.matcher.hits(raw, view, self.matcher.prefilter.exact(raw, view), (start, end))
        return trimmed, hits

    def folded(self, line: Line) -> str:
        """What is left of a line, folded and not trimmed."""
        if line.whole is None:
            line.whole = self.matcher.view(line.raw) if line.spans else self._view[line.start : line.end]
        return line.whole

    def live(self) -> list[Line]:
        """The lines that are still there, in order; not to be changed: it is the same list until the next mark."""
        if self._live is None or self._live[0] != self.version:
            self._live = self.version, [line for line in self.lines if line.cut is None]
        return self._live[1]

    def left(self) -> str:
        """What is left of the lines that are still there."""
        if self._left is None or self._left[0] != self.version:
            self._left = self.version, "\n".join([line.raw for line in self.live()])
        return self._left[1]

    def families(self) -> set[str]:
        """The classes that took lines."""
        return self._kinds_taken()[0]

    def rules(self) -> set[str]:
        """The rules that took lines."""
        return self._kinds_taken()[1]

    def _kinds_taken(self) -> tuple[set[str], set[str]]:
        if self._taken is None or self._taken[0] != self.version:
            cuts = [line.cut for line in self.lines if line.cut is not None]
            self._taken = self.version, ({cut.family for cut in cuts}, {cut.rule for cut in cuts})
        return self._taken[1]

    def place(self) -> None:
        """Mark head and tail among the lines that are still there."""
        if self._placed == self.version:
            return
        self._placed = self.version
        live = self.live()
        prose = [i for i, line in enumerate(live) if line.prose]
        if not prose:
            prose = self._short_prose(live)
        first = prose[0] if prose else len(live)
        while len(prose) > 1 and prose[-1] - prose[-2] > FOOT_GAP_LINES:
            prose.pop()  # a long notice far below the text is no text
        last = prose[-1] if prose else -1
        count = len(live)
        for i, line in enumerate(live):
            line.head = i < HEAD_LINES or (i < first and i < HEAD_REACH_LINES)
            left = count - i
            line.tail = left <= TAIL_LINES or (i > last and left <= TAIL_REACH_LINES)

    def _short_prose(self, live: list[Line]) -> list[int]:
        """The places of short sentences, which are the text of a page that has no long ones: answers, posts, dialogue."""
        self._is_short = True
        found = [i for i, line in enumerate(live) if i and line.is_text]
        for i in found:
            live[i].prose = True
        return found

    def mark(self, line: Line, cut: Cut) -> bool:
        """Mark a line as going; False where it is protected, the rule is off, or an alarm holds its class back."""
        if (
            line.cut is not None
            or line.number in self.held
            or self._is_held(cut)
            or self.guard(line.view, line.view)
            or self.belongs(line, cut)
        ):
            return False
        line.cut = cut
        self.version += 1
        return True

    def _is_held(self, cut: Cut) -> bool:
        return cut.family in self.blocked or (bool(self.off) and is_off(cut.rule, self.off))

    def cut_span(self, line: Line, start: int, end: int, cut: Cut) -> bool:
        """Take raw[start:end] out of a line, which goes as a whole where no character is left; False as in mark(). At the end of
        the line the blanks before it go too."""
        if not line.raw[end:].strip():
            start = len(line.raw[:start].rstrip())
        if not (line.raw[:start] + line.raw[end:]).strip():
            return self.mark(line, cut)
        if line.number in self.held or self._is_held(cut) or self.guard(line.view, self.matcher.view(line.raw[start:end])):
            return False
        if self.owns(line.raw, start, end, cut):
            return False
        self.version += 1
        for piece in self._pieces(line, start, end):
            line.spans.append((*piece, cut))
        line.raw = line.raw[:start] + line.raw[end:]
        line.whole = line.ended = line.posted = line.marked = None
        line.view, hits = self._look(line.raw, *self.matcher.hits_alone(line.raw))
        line.hits = self.spoken.heard(hits) if hits else hits
        line.prose = is_prose(line.view) or (self._is_short and line.is_text)
        return True

    def _pieces(self, line: Line, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The original spans behind raw[start:end], around what was cut out of it before."""
        at = line.origin(start)
        left = end - start
        for gone_start, gone_end, _ in sorted(line.spans):
            if gone_start < at or left == 0:
                continue
            room = gone_start - at
            if room >= left:
                break
            if room:
                yield at, gone_start
                left -= room
            at = gone_end
        if left:
            yield at, at + left
