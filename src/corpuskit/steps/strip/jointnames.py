"""Injected names that a page has at the joints of its sentences only: behind marks, at ends of lines, in brackets, by themselves.

What lives here: joint_names() (which names, and where they stand), joint_pass() (cut them). What never does: names told by
sentences alone (amid.py) or by what isolated pieces share (evidence.py).

How it works: a writer's name stands inside clauses sooner or later. What stands behind marks each time, never inside one, and
hangs behind a full stop at the end of a paragraph, stands there as a sentence of its own, or has the words of its advert on a
line that goes, belongs to no clause. How much of this is needed depends on how foreign the characters are to one another and on
whether clauses begin behind the name (openings.py). Each pair of characters behind marks is counted first (jointpairs.py), so
that few names are looked at.

Weak: a name that stands once; a name of everyday characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpuskit.steps.strip.amid import GOES_ON, NAME_MIN_CHARS, commonness, follows, is_name
from corpuskit.steps.strip.jointpairs import MARKS, marked_pairs, pairs_apart
from corpuskit.steps.strip.nametails import tail_end, with_mark
from corpuskit.steps.strip.page import Cut, Line, Page
from corpuskit.steps.strip.pieces import TITLE_LINES, TOKEN_MAX_CHARS, TRADE, low
from corpuskit.steps.strip.spam import CONFIDENCE

__all__ = ["Joint", "joint_names", "joint_pass"]

PAIRS_MAX, NAMES_MAX = 3_000, 40  # of a page: that are counted, that are looked into
INSIDE_MAX = 3  # places of a pair elsewhere, on lines with an advert
LEFT_MIN_CHARS, ADVERT_MAX_CHARS = 4, 60  # of the line before a name that hangs behind it; of a line with an advert
# Mean log probabilities, by the length of the name.
FOREIGN_MAX, SHORT_FOREIGN_MAX, VERY_FOREIGN_MAX = -6.5, -9.0, -8.0
SHAPED_FOREIGN_MAX = -5.2  # where a line has it twice with words of its trade
AGAINST_MAX, AGAINST_SURE_MAX = 0.34, 0.5  # of the clauses behind a name, that go on with it
ODDS_MIN, LONE_ODDS, TRADED_ODDS_MIN, ODDS_SURE = -0.3, 0.3, 1.0, 2.0
HANGING_MIN, CLAUSES_MIN, CLAUSES_ODDS_MIN = 3, 4, 1.5
_WORD = re.compile(r"[^\W_]+(?:[.·-][^\W_]+)*")
_TAIL = re.compile(
    r"(?:\([\u3400-\u9fff]{1,10}\)|app|官[网網]|官方(?:[网網]站|平[台臺])?|平[台臺]|下[载載]|登[录錄陆陸入]|注[册冊]|入口|首[页頁]|手[机機]版|客[户戶]端|[娱娛][乐樂]城?|[体體]育|[国國][际際]"
    r"|[竞競]猜|投注|彩票|棋牌|[开開][奖獎]|[网網]址|在[线線]|[线線]上|真人|[电電][竞競]|[电電]子|[游遊][戏戲]|捕[鱼魚]|[开開][户戶]|代理|招商|比分|送\d{2,4}元?){1,5}",
    re.IGNORECASE,
)
_GAMES = re.compile(r"[娱娛][乐樂]|棋牌|彩票|[电電][竞競]|真人|博彩|投注|[赌賭]|casino", re.IGNORECASE)
_WORDS = re.compile(rf"{TRADE.pattern}|{_GAMES.pattern}|平[台臺]|信[誉譽]", re.IGNORECASE)
_DECORATION = "⭐★☆◎●◆■▲▼※♥‖丨｜|<>〈〉▂"
_DECORATED = re.compile(rf"[{_DECORATION}]{{1,3}}")
_BEHIND_COMMA = re.compile(r"[^。!?,]{0,16}(?:送|首存|信[誉譽]|平[台臺]|官[网網]|彩金)[^。!?,]{0,10}[。!?]?\s*\Z")
_CLOSER = {"“": "”", "(": ")", "[": "]", "【": "】", "「": "」", "『": "』", "〖": "〗", "《": "》"}
_STOPS = frozenset("。!?…”」』")
_PARTS = re.compile(r"\s*[|_·:—–-]+\s*|\s+")


class Joint(NamedTuple):
    """A place of a name: its line, raw[start:end] with its advert and brackets, how it stands there (a kind), what the clause
    behind it says, and whether it has an advert."""

    line: Line
    start: int
    end: int
    kind: str
    odds: float = 0.0
    advertised: bool = False


def joint_pass(page: Page) -> bool:
    """Cut a name that stands at the joints of sentences only; True when there was one."""
    if not page.families():
        return False
    for name, joints in joint_names(page):
        if page.guard(name, name):
            continue
        taken = [_take(page, joint, name) for joint in reversed(joints)]  # the last of a line first, so that offsets hold
        if any(taken):
            page.foreign.append(name)
            return True
    return False


def _take(page: Page, joint: Joint, name: str) -> bool:
    rule = f"any.spam.{joint.kind if joint.kind in ('alone', 'title') else 'glued'}"
    cut = Cut(rule, f"{name!r} stands behind marks only, and in no clause", CONFIDENCE)
    if joint.kind == "alone":
        return page.mark(joint.line, cut)
    raw, end = joint.line.raw, joint.end
    if joint.kind in ("hangs", "ends", "clause"):
        end = with_mark(raw, joint.start, tail_end(raw, end))
    return page.cut_span(joint.line, joint.start, end, cut)


def joint_names(page: Page) -> Iterator[tuple[str, list[Joint]]]:
    """Names that a page has at joints only and that go, with the places that go."""
    live = page.live()
    texts = [low(page.folded(line)) for line in live]
    whole = "\n".join(texts)
    marked, pairs = marked_pairs(texts, whole)
    if len(pairs) > PAIRS_MAX:
        return
    gone = [low(line.view) for line in page.lines if line.cut is not None]
    all_gone = "\n".join(gone)
    apart = pairs_apart(whole)
    looked: set[str] = set()
    for pair in marked:
        if not (pair in apart or pairs[pair] >= CLAUSES_MIN or pair in all_gone):
            continue
        count = whole.count(pair)
        if count > pairs[pair] + INSIDE_MAX or (count < 2 and pair not in all_gone):
            continue
        name = _common(pair, whole) if count > 1 else _shared_with(whole.find(pair), whole, all_gone)
        if name in looked or name.isascii() or not is_name(name) or _TAIL.fullmatch(name):
            continue
        looked.add(name)
        if len(looked) > NAMES_MAX:
            return
        yield from _told(page, name, texts, gone)


def _common(pair: str, whole: str) -> str:
    """What all words that begin with a pair have in common."""
    words = []
    at = whole.find(pair)
    while at >= 0:
        match = _WORD.match(whole, at, at + TOKEN_MAX_CHARS)
        words.append(match[0] if match is not None else pair)
        at = whole.find(pair, at + len(pair))
    first, last = min(words), max(words)
    size = 0
    while size < min(len(first), len(last)) and first[size] == last[size]:
        size += 1
    return first[:size]


def _shared_with(at: int, whole: str, gone: str) -> str:
    """What a word has in common with lines that go."""
    match = _WORD.match(whole, at, at + TOKEN_MAX_CHARS)
    name = match[0] if match is not None else ""
    size = min(len(name), 2)
    while size < len(name) and name[: size + 1] in gone:
        size += 1
    return name[:size]


def _told(page: Page, name: str, texts: Sequence[str], gone: Sequence[str]) -> Iterator[tuple[str, list[Joint]]]:
    joints: list[Joint] = []
    adverts = 0
    for n, (line, text) in enumerate(zip(page.live(), texts, strict=True)):
        if name not in text:
            continue
        of_line = _joints(line, text, name, titled=n <= TITLE_LINES)
        if of_line is None and not _is_advert(text, prose=line.prose):
            return
        adverts += of_line is None
        joints += of_line or ()
    adverts += sum(name in text and _is_advert(text, prose=False) for text in gone)
    dense = any(text.count(name) > 1 and _is_advert(text, prose=False) for text in (*texts, *gone))
    if not _apart_from_words(joints, page):
        return
    kinds = _kinds_that_go(name, joints, adverts, dense=dense)
    if kinds:
        yield name, [joint for joint in joints if joint.kind in kinds]


def _joints(line: Line, text: str, name: str, *, titled: bool) -> list[Joint] | None:
    """The places of a name on a line; None where one is inside a clause, or the line may be its advert."""
    found = []
    at = text.find(name)
    while at >= 0:
        joint = _joint(line, text, at, name, titled=titled)
        if joint is None or (joint.kind == "title" and TRADE.search(text, joint.end)):
            return None
        found.append(joint)
        at = text.find(name, joint.end)
    return found


def _apart_from_words(joints: Sequence[Joint], page: Page) -> bool:
    """False where the same word follows a name again: the name is part of a longer one, or stands for words that are gone."""
    rests = Counter(
        rest[:2]
        for joint in joints
        if joint.kind in ("clause", "title") and (rest := low(page.folded(joint.line))[joint.end :]) and follows(rest) < ODDS_SURE
    )
    return max(rests.values(), default=0) < 2


def _is_advert(text: str, *, prose: bool) -> bool:
    """True for a short line with words of the trade of such names."""
    return not prose and len(text) <= ADVERT_MAX_CHARS and text[-1] not in "。!" and _WORDS.search(text) is not None


def _joint(line: Line, text: str, start: int, name: str, *, titled: bool) -> Joint | None:
    """How a name stands at a place; None where it stands inside a clause."""
    end = start + len(name)
    tail = _TAIL.match(text, end)
    end = tail.end() if tail is not None else end
    advertised = tail is not None
    closer = _CLOSER.get(text[start - 1 : start], "")
    if closer:
        if text[end : end + 1] != closer:
            return None
        start, end = start - 1, end + 1
    elif text[start - 1 : start] in _DECORATION and start and (mark := _DECORATED.match(text, end)) is not None:
        start, end, closer = len(text[:start].rstrip(_DECORATION)), mark.end(), text[start - 1]
    before, rest = text[:start].rstrip(), text[end:]
    if not before:
        if not rest.strip():
            return Joint(line, start, end, "alone", 0.0, advertised)
        parts = _PARTS.match(rest)
        if titled and (closer or parts is not None):
            return Joint(line, start, end + (parts.end() if parts is not None else 0), "title", 0.0, advertised)
        return None
    if not rest.strip():
        if titled and before[-1] in "|_-" and not line.prose:
            return Joint(line, len(before) - 1, end, "title", 0.0, advertised)
        if closer:
            return Joint(line, start, end, "bracket", 0.0, advertised)
        if before[-1] in _STOPS and len(before) > LEFT_MIN_CHARS:
            return Joint(line, start, end, "hangs", 0.0, advertised)
        return Joint(line, start, end, "ends", 0.0, advertised) if before[-1] in MARKS or advertised else None
    if before[-1] not in MARKS:
        return None
    if closer and (before[-1] in _STOPS or not rest[0].isalnum()):
        return Joint(line, start, end, "bracket", 0.0, advertised)
    if before[-1] in _STOPS and rest[0] in "。!":
        return Joint(line, start, end + 1, "itself" if "," in text else "ends", 0.0, advertised)
    if before[-1:] == "," and before[-2:-1] in _STOPS and rest[0] == "。":
        return Joint(line, start - 1, end + 1, "marked", 0.0, advertised)
    if rest[0] in ",;" and (before[-1] in _STOPS or before[-1] == ","):
        praise = _BEHIND_COMMA.match(text, end + 1)
        start -= before[-2:] == ",,"
        return Joint(line, start, praise.end() if praise is not None else end + 1, "marked", 0.0, advertised)
    if rest[0] in "。!?…":
        return Joint(line, start, end, "ends", 0.0, advertised)
    return Joint(line, start, end, "clause", follows(rest), advertised) if rest[0].isalnum() or rest[0] in "“「《" else None


def _kinds_that_go(name: str, joints: Sequence[Joint], adverts: int, *, dense: bool) -> frozenset[str]:
    """The kinds of places at which a name goes, by what all its places and the lines with its advert show."""
    kinds = Counter(joint.kind for joint in joints)
    strong = len({joint.line.at for joint in joints if joint.kind in _STRONG})
    odds = [joint.odds for joint in joints if joint.kind == "clause"]
    games = bool(adverts and _GAMES.search(name))
    common, short = commonness(name), len(name) < NAME_MIN_CHARS
    least = SHORT_FOREIGN_MAX if short else SHAPED_FOREIGN_MAX if dense and adverts else FOREIGN_MAX
    if not (common <= least or games):
        return _NONE
    advertised = any(joint.advertised for joint in joints)
    sure = bool(adverts) and (kinds["hangs"] > 0 or (dense and (games or advertised or strong > 0)))
    begins = _begins(odds, doubtful=games or (sure and strong > 0))
    kinds_that_go = _ALL if begins else _APART
    if adverts or kinds["title"] or advertised or kinds["alone"] > 1:
        hung = kinds["bracket"] + sum(joint.kind == "ends" and joint.advertised for joint in joints)
        apart = strong > 1 and (begins or adverts or kinds["hangs"] + kinds["itself"] > 0)
        beside = strong > 0 and begins and (len(odds) + kinds["ends"] + kinds["title"]) > 0 and (kinds["bracket"] == 0 or adverts)
        clauses = len(odds) > 1 and begins and (sum(odds) > 0 or sure or games)
        alone = dense and (hung > 0 or (begins and max(odds, default=0.0) > LONE_ODDS))
        if apart or beside or clauses or alone or (adverts and kinds["hangs"]):
            return kinds_that_go
    return (
        _ALL
        if begins and _by_places(joints, strong, sum(odds), very=common <= (SHORT_FOREIGN_MAX if short else VERY_FOREIGN_MAX))
        else _NONE
    )


def _begins(odds: Sequence[float], *, doubtful: bool) -> bool:
    """True where clauses begin behind a name; doubtful: where only as many as go on need to."""
    against = sum(value <= GOES_ON for value in odds)
    if doubtful:
        return against <= AGAINST_SURE_MAX * len(odds)
    return not odds or (against <= AGAINST_MAX * len(odds) and sum(odds) > ODDS_MIN * len(odds))


def _by_places(joints: Sequence[Joint], strong: int, odds: float, *, very: bool) -> bool:
    """True where the places of a name at sentences tell enough by themselves. very: whether it is very foreign."""
    lines = {kind: {joint.line.at for joint in joints if joint.kind == kind} for kind in (*_STRONG, "clause")}
    if strong > 1 and sum(joint.kind in ("hangs", "itself") for joint in joints) > 1 and lines["clause"]:
        return True
    if (strong > 1 and len(lines["itself"]) > 1 and very) or len(lines["hangs"]) >= HANGING_MIN:
        return True
    behind = {
        joint.line.at for joint in joints if joint.kind == "clause" and joint.line.raw[: joint.start].rstrip()[-1:] in _STOPS
    }
    return len(lines["clause"]) >= CLAUSES_MIN and len(behind) > 1 and odds >= CLAUSES_ODDS_MIN


_NONE: frozenset[str] = frozenset()
_STRONG = ("hangs", "itself", "bracket")
_APART = frozenset((*_STRONG, "ends", "marked", "title", "alone"))
_ALL = _APART | {"clause"}
