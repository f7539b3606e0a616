"""Heads and tails of pages in the forms of many sites, with all the fields that they state (tests/cases/metadata)."""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.strip import Strip
from tests.support.metacases import metacases

CASES = {name: (text, wanted) for name, text, wanted in metacases()}
SITE_ABOVE = "the name of the site stays above the title"
KNOWN = {
    "ja-site-suffix": "a section between the title and a site's name that nothing else says",
    "blog-line": SITE_ABOVE,
    "en-site-suffix": "a site's name behind the title that nothing else says",
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
