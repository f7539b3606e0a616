"""The command `report`.

What lives here: the report of a built dataset as text, and opening its page. What never does: counting, HTML.
"""

from __future__ import annotations

from corpuskit.commands.outcome import Result
from corpuskit.errors import InputError
from corpuskit.formats.about import about_of
from corpuskit.formats.folder import open_dataset
from corpuskit.formats.report_figures import rejected_characters, site_alarms
from corpuskit.formats.report_html import REPORT
from corpuskit.formats.report_text import report_text

__all__ = ["report"]


def report(dataset: str, open: bool = False) -> Result:
    """Say what a build did. `data["text"]` is for 80 columns, `data["counts"]` holds every count, `data["page"]` the page's path.

    With `open` the page is opened in a browser. Raises InputError when the folder is none of ours, or the page is missing.
    """
    folder = open_dataset(dataset)
    about = about_of(folder)
    page = folder / REPORT
    alarms = [f"site {site} {lost}" for site, lost in site_alarms(about.report)]
    counts = {
        "documents_in": about.report.get("documents", "all", "in"),
        "documents_kept": about.rows,
        "documents_dropped": about.report.get("documents", "all", "dropped"),
        "documents_duplicate": about.report.get("documents", "all", "duplicate"),
        "documents_failed": about.report.get("documents", "all", "failed"),
        "characters_in": about.report.get("characters", "all", "in"),
        "characters_kept": about.report.get("kept", "all", "characters"),
    }
    sections: dict[str, dict[str, dict[str, int]]] = {}
    for section, key, measure, n in about.report.to_rows():
        sections.setdefault(section, {}).setdefault(key, {})[measure] = n
    result = Result("report", counts, data={"report": sections, "alarms": alarms})
    text = report_text(about, rejected_characters(folder), alarms)
    if page.is_file():
        result.data["page"] = str(page)
        text += f"\nthe same with samples: {page}\n"
    elif open:
        raise InputError(f"{page} is missing", hint="build the dataset again")
    if open:
        import webbrowser

        result.data["opened"] = webbrowser.open(page.absolute().as_uri())
    result.data["text"] = text
    return result
