"""Heads and tails of pages in the forms of many sites, with all the fields that they state (tests/cases/metadata)."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.strip import Strip
from tests.support.metacases import metacases

CASES = {name: (text, wanted) for name, text, wanted in metacases()}
NO_CUT = "nothing on the page is known to strip, so nothing of it is read"
SITE_ABOVE = "the name of the site stays above the title"
KNOWN = {
    "title-own-dash": NO_CUT,
    "wiki-edited": NO_CUT,
    "en-uk": NO_CUT,
    "en-reporting-tail": NO_CUT,
    "ko-blog": NO_CUT,
    "ja-site-suffix": NO_CUT,
    "blog-foot": SITE_ABOVE,
    "blog-line": SITE_ABOVE,
    "tw-news-writer": SITE_ABOVE,
    "portal-credits": "a name that ends like no outlet's, beside the time",
    "gov-tw-words": "three colons alone on a line stay",
    "board-bbs": "the time in the head of a board's post",
    "account-credits": "a source with its number in brackets stays below the title",
    "tail-office": "a bracket with an office and a name below the text",
    "en-paper": "a line of two times stays",
    "en-site-suffix": "a site's name behind the title that nothing else says",
    "en-ago": "a row of sections stays above the title",
    "ja-paper": "a name alone in brackets below a text of one more paragraph",
}
ALL = [pytest.param(name, marks=[pytest.mark.xfail(strict=True, reason=KNOWN[name])] if name in KNOWN else []) for name in CASES]


@pytest.mark.parametrize("name", ALL)
def test_fields(name: str) -> None:
    text, wanted = CASES[name]
    meta = Pipeline([Strip(), Harvest()]).run(Document("0" * 16, text)).document.meta
    found = {field: ";".join(value) if isinstance(value, tuple) else value for field, value in meta.items()}
    if "section" not in wanted:
        found.pop("section", None)  # stated in the breadcrumb, which is not what the case is about
    assert found == wanted


def test_every_known_failure_is_a_case() -> None:
    assert set(KNOWN) <= set(CASES)
    assert len(CASES) >= 70
