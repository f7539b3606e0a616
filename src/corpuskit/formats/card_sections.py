"""The sections of the card in their order.

What lives here: SECTIONS. What never does: their words (card_use.py, card_made.py), the YAML block and the merging (card.py).

A section is made from Facts; one that is empty is left out. Whatever comes from documents, as names of sites and samples, is
escaped for Markdown and HTML, so a document cannot write the card.
"""

from __future__ import annotations

from collections.abc import Callable

from corpuskit.formats import card_made as made
from corpuskit.formats import card_use as use
from corpuskit.formats.card_facts import Facts

__all__ = ["SECTIONS"]

SECTIONS: dict[str, Callable[[Facts], str]] = {
    "summary": use.summary, "summary-zh": use.summary_zh, "loading": use.loading, "splits": use.splits, "fields": use.fields,
    "row": use.one_row, "steps": made.pipeline, "examples": made.examples, "rules": made.rules, "mix": made.mix,
    "sites": made.sites, "duplicates": made.duplicates, "personal": made.personal, "limits": made.limits,
    "licence": made.licence, "datasheet": made.datasheet, "reproduce": made.reproduce, "people": made.person,
}  # fmt: skip
