"""The step `strip`: boilerplate and injected spam out, with a rule and a reason for each cut.

What lives here: Strip and RULES. What never does: patterns (rulebook), changing a text.

Long for the lists of its rules and parameters, which are read as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, partial
from typing import ClassVar, Literal

from corpuskit.core.collector import paused
from corpuskit.core.document import Document
from corpuskit.core.edit import EMPTY, Edits, Layer, Note, apply
from corpuskit.core.text import fold
from corpuskit.errors import RecipeError
from corpuskit.rulebook.folding import fold_digest, fold_table
from corpuskit.rulebook.joined import Joined
from corpuskit.rulebook.linematch import Looked, Matcher, matcher_for, trim
from corpuskit.rulebook.rules import is_off, load_rules, rule_digests
from corpuskit.steps.repair.plausibility import model_digest as charmodel_digest
from corpuskit.steps.strip.amidhints import amid_hint
from corpuskit.steps.strip.around import FURTHER, Limits, places_fit
from corpuskit.steps.strip.breaktags import BREAK_RULES, break_tag_pass
from corpuskit.steps.strip.brokenlines import is_of_more
from corpuskit.steps.strip.captions import is_of_caption
from corpuskit.steps.strip.course import Course, course, finish, finish_each
from corpuskit.steps.strip.doubt import DOUBTS_ALL, DOUBTS_MOST, Doubts, doubts_of
from corpuskit.steps.strip.endlines import ends_each
from corpuskit.steps.strip.endopening import end_hint, end_hints
from corpuskit.steps.strip.folios import FOLIO_RULES, folios_each, may_have_folios
from corpuskit.steps.strip.footing import FOOT_RULES
from corpuskit.steps.strip.jammer import JAM_RULES, jam_pass
from corpuskit.steps.strip.jointnames import joint_pass
from corpuskit.steps.strip.judge import RULE as JUDGE
from corpuskit.steps.strip.judge import judge_notes, judge_opens, look_ahead
from corpuskit.steps.strip.judgefirst import may_open_by_ends, may_open_each
from corpuskit.steps.strip.judgetrees import judge_digest
from corpuskit.steps.strip.literalless import hits_without_literal, may_hit_without_literal
from corpuskit.steps.strip.opening import OPEN_RULES, may_open, may_open_by, opens_page
from corpuskit.steps.strip.openings import openings_digest
from corpuskit.steps.strip.ownpiece import is_own_piece, is_under_pictures
from corpuskit.steps.strip.ownrun import belongs
from corpuskit.steps.strip.ownsingle import is_cited, is_cited_line
from corpuskit.steps.strip.page import Cut, Line, Page
from corpuskit.steps.strip.parts import PART_RULES, part_pass
from corpuskit.steps.strip.piecejudge import piece_judge_digest
from corpuskit.steps.strip.rows import ROW_RULES
from corpuskit.steps.strip.second import is_doubted
from corpuskit.steps.strip.segments import SEGMENT_RULES
from corpuskit.steps.strip.settle import edits_of
from corpuskit.steps.strip.sharedpieces import may_share
from corpuskit.steps.strip.sitename import site_name_pass
from corpuskit.steps.strip.spam import spam_hint, spam_hints, spam_may_act, spam_notes, spam_pass
from corpuskit.steps.strip.spanmodel import span_model_digest
from corpuskit.steps.strip.strayids import STRAY_RULES, may_have_strays
from corpuskit.steps.strip.switchedoff import is_switched_off
from corpuskit.steps.strip.templates import Template, load_templates, template_pass
from corpuskit.steps.strip.unrolled import rolled, unrolled

__all__ = ["RULES", "Strip", "rule_lines"]

STRUCTURAL_RULES = {
    "zh.prevnext.title": "the title under a label for the previous or next page",
    "zh.related.title": "a title in a block of links",
    "en.related.title": "a title in a block of links",
    "ja.related.title": "a title in a block of links",
    "ko.related.title": "a title in a block of links",
    **{f"{language}.related.title": "a title in a block of links" for language in FURTHER},
    "zh.spam.title": "a title in a block of injected links",
    "zh.advert.signature-block": "the signature that a forum puts under a post",
    "any.breadcrumb.site-name": "the site's name behind the title",
    "any.source.field-line": "a line that is made of times, labels with values, counters and tools only",
    "any.counter.line": "a line that counts what readers did, and nothing else",
    "any.tools.menu-row": "a row of words of menus and page tools, or one such word beside lines that go",
    "any.source.name-line": "a name alone beside the source bar",
    JUDGE: "a line that the page judge takes, by its words and all that stands around it",
    "any.template.line": "a line that stands on many pages of the site",
    "any.spam.alone": "an injected term alone on a line",
    "any.spam.glued": "an injected term after the last sentence of a paragraph",
    "any.spam.title": "an injected term before or after the title",
    "any.summary.title-twice": "the title a second time",
    **PART_RULES,
    **ROW_RULES,
    **SEGMENT_RULES,
    **FOOT_RULES,
    **FOLIO_RULES,
    **STRAY_RULES,
    **OPEN_RULES,
    **JAM_RULES,
    **BREAK_RULES,
}
SURE_FAMILIES = frozenset(("noise",))  # told by their form to the character: as much of a page may go as there is
ALARM_MIN_CHARS = 400  # a page of a few lines may be nothing but boilerplate
AHEAD_MAX_CHARS, AHEAD_CHARS = 20_000, 100_000  # of a text whose page goes side by side with others, of those together


def rule_lines() -> dict[str, str]:
    """Rule id to one line for people: the rulebook's rules and those that need the page around the line."""
    return {**{rule.id: rule.why for rule in load_rules()}, **STRUCTURAL_RULES}


RULES: dict[str, str] = rule_lines()

# By the identity of a text, what may_edit() made of it: edits() comes next.
_waiting: dict[int, tuple[object, str, Edits | Layer | Page]] = {}


@dataclass(frozen=True, slots=True)
class Strip:
    """Takes boilerplate lines and spans out of a document.

    off: ids of rules to leave out, or beginnings of ids ("zh.credit"). rule_files: further rule files, paths or TOML texts.
    protect_lines: lines that never go (compared folded, without blanks at the ends). protect_terms: what holds one of these
    never goes. safety: "safe", or "unsafe" to let unsafe rules edit too. model: let the
    page judge take lines without a rule, and the piece judge pieces of lines on pages where lines go. spam: find
    injected terms of the page without a list. templates: what learn_templates() found, as TOML text or the path of a TOML file.
    alarm_ratio: a class of rules that would take more than this part of a document's characters (0 to 1) keeps its text.
    """

    name: ClassVar[str] = "strip"
    version: ClassVar[str] = "107"
    libraries: ClassVar[tuple[str, ...]] = ()

    off: tuple[str, ...] = ()
    rule_files: tuple[str, ...] = ()
    protect_lines: tuple[str, ...] = ()
    protect_terms: tuple[str, ...] = ()
    safety: Literal["safe", "unsafe"] = "safe"
    model: bool = True
    spam: bool = True
    templates: str = ""
    alarm_ratio: float = 0.6

    def __post_init__(self) -> None:
        known = [*(rule.id for rule in load_rules(self.rule_files)), *STRUCTURAL_RULES]
        for off in self.off:
            if not any(is_off(known_id, (off,)) for known_id in known):
                close = get_close_matches(off, known, n=1, cutoff=0.4)
                hint = f"did you mean {close[0]!r}?" if close else "`corpuskit rules` lists them"
                raise RecipeError(f"strip: off names no rule: {off!r}", hint=hint)

    def tables_used(self) -> Mapping[str, str]:
        """Digests of the rule files, for recipe.lock.toml."""
        learned = {"templates": load_templates(self.templates)[0].digest} if self.templates else {}
        return {
            **learned,
            **rule_digests(self.rule_files),
            "fold.tsv": fold_digest(),
            "spanmodel.json": span_model_digest(),
            "piecejudge.json": piece_judge_digest(),
            "pagejudge.json": judge_digest(),
            "openings.json": openings_digest(),
            "charmodel.bin": charmodel_digest(),
        }

    def edits(self, doc: Document, /) -> Edits | Layer:
        """What goes, and notes on what looked suspicious and stayed."""
        lines = unrolled(doc.text)
        if lines is None:
            return self._edits(doc)
        self._asked_before(doc.text)  # of the text on one line
        found = rolled(self._edits(Document(doc.id, lines, doc.meta)), doc.text)
        edits = found.edits if isinstance(found, Layer) else found
        left = apply(doc.text, edits) if edits else ""
        if left and unrolled(left) is None:  # a second run would not see its lines
            again = self._edits(Document(doc.id, left, doc.meta))
            if again.edits if isinstance(again, Layer) else again:
                return EMPTY
        return found

    def _edits(self, doc: Document) -> Edits | Layer:
        before = self._asked_before(doc.text)
        if before is not None and not isinstance(before, Page):
            return before
        matcher = matcher_for(self.rule_files, self.off)
        table, terms = self._learned(doc)
        looked = before.looked if before is not None else Looked(doc.text, matcher)
        if before is None and not (table or terms or looked.hits):
            before = self._page_without_hit(looked, matcher)
            if before is None:
                return EMPTY
        return finish(self._course(before or Page(doc.text, matcher, looked), self._more(table, terms)))

    def _course(
        self, page: Page, more: Sequence[Callable[[Page], bool]], *, again: bool = False, doubts: int = DOUBTS_ALL
    ) -> Course[Edits | Layer]:
        """A page through all passes; once more where a class of rules would take too much, or the judges doubt what rules took.
        again: it is what was left of one. doubts: what they may (0 nothing, DOUBTS_ALL all)."""
        limits = _limits(self.protect_lines, self.protect_terms, self.safety)
        blocked: frozenset[str] = frozenset()
        held: frozenset[int] = frozenset()
        doubted, rounds = Doubts(), 0
        while True:
            page.guard, page.blocked, page.held, page.off = limits.guards, blocked, held, self.off
            page.belongs = partial(self._stays, page, doubted) if self.model else partial(_belongs, page)
            page.owns = partial(self._owns, page, doubted)
            yield from course(page, limits, more, judges=self.model, late=(joint_pass,) if self.spam else ())
            greedy = _greedy(page, self.alarm_ratio)
            blocked |= greedy
            # Were some of these lines to go by another class, the alarm would end for a second run.
            held |= {line.number for line in page.lines if line.cut is not None and line.cut.family in greedy}
            if not greedy:
                may = self.model and doubts and rounds < DOUBTS_MOST
                found = doubts_of(page, words=doubts == DOUBTS_ALL) if may else Doubts()
                if not found.adds_to(doubted):
                    break
                doubted |= found
                rounds += 1
            page = Page(page.text, page.matcher, page.looked)
        notes = _notes(page) + (tuple(spam_notes(page)) if self.spam else ())
        notes += tuple(judge_notes(page)) if self.model else ()
        notes += tuple(
            Note(0, len(page.text), f"review.alarm.{family}", f"rules of the class {family} would take more than their share")
            for family in sorted(blocked)
        )
        notes += tuple(doubted.notes(page))
        edits = edits_of(page)
        if (blocked or doubted) and edits and not again:
            left = yield from self._course(
                Page(apply(page.text, edits), page.matcher), more, again=True, doubts=doubts and DOUBTS_ALL
            )
            if left if isinstance(left, Edits) else left.edits:
                if doubted:  # without what went they would not be doubted any more
                    return (yield from self._course(Page(page.text, page.matcher, page.looked), more, doubts=doubts - 1))
                edits = EMPTY  # without what went the alarm would end
        del page.evidence, page.belongs  # they refer to the page, which need not wait for the collector
        return Layer(self.name, self.version, edits, notes) if notes else edits

    @paused()  # its pages, which are many objects, are gone before it ends
    def may_edit(self, texts: Sequence[str], /) -> list[bool]:
        """For each text whether `edits` may find something; the texts are searched together."""
        if self.templates:
            return [True] * len(texts)
        matcher = matcher_for(self.rule_files, self.off)
        joined = Joined(texts)
        found = matcher.may_hit_each(joined)
        hints = spam_hints(joined) if self.spam else [False] * len(texts)
        alone = may_hit_without_literal(joined)
        ends = ends_each(joined)
        judged = may_open_by_ends([one.ends for one in ends]) if self._judges else [False] * len(texts)
        opened = end_hints(joined) if self.model else [False] * len(texts)
        strewn = folios_each(joined)
        if ' id="' in joined.text:
            strewn = [may or may_have_strays(text) for may, text in zip(strewn, texts, strict=True)]
        _waiting.clear()
        may, ahead, chars = list(found), [], 0
        for n, (text, hit) in enumerate(zip(texts, found, strict=True)):
            page = None
            if unrolled(text) is not None:
                may[n] = True
                continue
            if not hit and (opened[n] or strewn[n]):
                page = Page(text, matcher, Looked(text, None))
                may[n] = True
            elif not hit:
                hint = bool(
                    (hints[n] and self._may_be_injected(text, matcher))
                    or (alone[n] and matcher.may_hit_free(text) and hits_without_literal(text, matcher))
                )
                opens = may_open_by(text, ends[n].outside)
                if not (hint or opens or judged[n]):
                    continue
                page = self._page_if(Looked(text, None), matcher, hint=hint, opens=opens, judged=judged[n])
                may[n] = page is not None
            elif len(text) <= AHEAD_MAX_CHARS:
                page = Page(text, matcher)
            if page is None:
                continue
            if len(text) > AHEAD_MAX_CHARS:
                _waiting[id(text)] = self, text, page
                continue
            ahead.append(page)
            chars += len(text)
            if chars >= AHEAD_CHARS:
                self._go_ahead(ahead)
                ahead, chars = [], 0
        self._go_ahead(ahead)
        return may

    @staticmethod
    def _may_be_injected(text: str, matcher: Matcher) -> bool:
        """False where a page of a text with a hint of injected terms would show none, and no hit."""
        return amid_hint(text) or matcher.hits_free(text) or may_share(text)

    def _go_ahead(self, pages: Sequence[Page]) -> None:
        """Find what edits() will be asked for of some pages, side by side."""
        more = self._more({}, ())
        if self.model:
            look_ahead(pages)
        found = finish_each({n: self._course(page, more) for n, page in enumerate(pages)})
        _waiting.update((id(pages[n].text), (self, pages[n].text, edits)) for n, edits in found.items())

    def _asked_before(self, text: str) -> Edits | Layer | Page | None:
        """What may_edit() has found of a text: its edits, or only its page."""
        asked, about, found = _waiting.pop(id(text), (None, "", None))
        return found if asked is self and about is text else None

    @property
    def _judges(self) -> bool:
        """Whether the page judge may take anything."""
        return self.model and not is_off(JUDGE, self.off)

    def _page_without_hit(self, looked: Looked, matcher: Matcher) -> Page | None:
        """The page where it may hold what no literal of a rule shows: a hit of a rule without literals, an injected term. All
        other ways to cut begin at a line that a rule hits."""
        if (self.model and end_hint(looked.text)) or may_have_folios(looked.text) or may_have_strays(looked.text):
            return Page(looked.text, matcher, looked)
        judged = self._judges and may_open_each([looked.text])[0]
        hint = (self.spam and spam_hint(looked.text)) or hits_without_literal(looked.text, matcher)
        return self._page_if(looked, matcher, hint=hint, opens=may_open(looked.text), judged=judged)

    def _page_if(self, looked: Looked, matcher: Matcher, *, hint: bool, opens: bool, judged: bool) -> Page | None:
        """The page where something shows on it. hint: there may be an injected term, or a hit of a rule without literals; opens:
        there may be lines that open a page; judged: the page judge may open it."""
        if not (hint or opens or judged):
            return None
        page = Page(looked.text, matcher, looked)
        may = any(line.hits for line in page.lines) or (hint and self.spam and spam_may_act(page)) or (opens and opens_page(page))
        may = may or (judged and judge_opens(page))
        return page if may else None

    def _learned(self, doc: Document) -> tuple[Mapping[str, Template], tuple[str, ...]]:
        """The templates and terms of the document's site."""
        if not self.templates:
            return {}, ()
        _, by_site, terms = load_templates(self.templates)
        site = str(doc.meta.get("site") or "")
        return by_site.get(site, {}), terms.get(site, ())

    def _more(self, table: Mapping[str, Template], terms: tuple[str, ...]) -> tuple[Callable[[Page], bool], ...]:
        """The passes that follow the rules."""
        more: list[Callable[[Page], bool]] = []
        if table:
            more.append(partial(template_pass, table=table))
        more += (jam_pass, break_tag_pass, site_name_pass)
        if self.spam:  # before parts: a bracket that holds a name and stands alone is evidence
            more.append(partial(spam_pass, known=terms))
        more.append(part_pass)
        return tuple(more)

    def _stays(self, page: Page, doubted: Doubts, line: Line, cut: Cut) -> bool:
        if is_switched_off(line.raw, cut.rule, self.rule_files, self.off):
            return True
        if is_cited_line(page, line, cut) or is_of_more(page, line, cut):
            return True
        return doubted.holds_line(line.number) or belongs(page.lines, line, cut) or is_doubted(page, line, cut)

    def _owns(self, page: Page, doubted: Doubts, raw: str, start: int, end: int, cut: Cut) -> bool:
        piece = raw[start:end]
        if is_switched_off(piece, cut.rule, self.rule_files, self.off):
            return True
        if is_cited(page, raw, start, piece, cut):
            return True
        if is_of_caption(page.live(), raw, start, piece, cut):
            return True
        return is_own_piece(raw, start, end, cut) or is_under_pictures(page, piece, cut) or doubted.holds_piece(page, piece)


def _belongs(page: Page, line: Line, cut: Cut) -> bool:
    return is_cited_line(page, line, cut) or is_of_more(page, line, cut) or belongs(page.lines, line, cut)


def _greedy(page: Page, ratio: float) -> frozenset[str]:
    """Classes that would take more than `ratio` of the characters of the page, and enough of them to matter."""
    taken: Counter[str] = Counter()
    for line in page.lines:
        if line.cut is not None and line.cut.family not in SURE_FAMILIES:
            taken[line.cut.family] += len(line.view)
    if taken.total() < ALARM_MIN_CHARS:
        return frozenset()
    total = sum(len(line.view) for line in page.lines)
    return frozenset(family for family, chars in taken.items() if chars > ratio * total and chars >= ALARM_MIN_CHARS)


@cache
def _limits(protect_lines: tuple[str, ...], protect_terms: tuple[str, ...], safety: str) -> Limits:
    def view(text: str) -> str:
        folded = fold(text, fold_table())
        start, end = trim(folded)
        return folded[start:end]

    return Limits(
        frozenset(map(view, protect_lines)), tuple(fold(term, fold_table()) for term in protect_terms), safety == "unsafe"
    )


def _notes(page: Page) -> tuple[Note, ...]:
    """Review hits that stayed."""
    found = []
    for line in page.lines:
        if line.cut is not None or not line.hits:
            continue
        hit = next((h for h in line.hits if h.rule.safety == "review" and places_fit(h, line)), None)
        if hit is not None and hit.rule.family != "summary":
            found.append(Note(line.start, line.end, f"review.{hit.rule.id}", f"it stayed: {hit.rule.why}"))
    return tuple(found)
