"""The command `check`.

What lives here: turning findings into a result. What never does: looking (formats.check does).
"""

from __future__ import annotations

from corpuskit.commands.outcome import Problem, Result
from corpuskit.core.progress import Say, silent
from corpuskit.errors import EXIT_GATE
from corpuskit.formats.check import check_folder
from corpuskit.steps.decode import encode_text

__all__ = ["check"]


def check(dataset: str, all: bool = False, progress: Say | None = None) -> Result:
    """Everything that can be wrong with a dataset folder, each with a name and a fix; exit code 3 when something is.

    all: restore every document and compare its SHA-256, not only a sample's. Raises InputError when there is no such folder.
    """
    found = check_folder(dataset, encode_text, everything=all, say=progress or silent)
    wrong = [f for f in found if not f.advice]
    result = Result("check", {"problems": len(wrong), "advice": len(found) - len(wrong)})
    result.problems = [Problem(f"{f.name} {f.where}", f.what, f.fix) for f in wrong]
    result.data["findings"] = [
        {"name": f.name, "where": f.where, "what": f.what, "fix": f.fix, "advice": f.advice} for f in found
    ]
    advice = [f"advice {f.line}" for f in found if f.advice]
    said = "nothing is wrong" if not wrong else f"{len(wrong)} thing{'s are' if len(wrong) > 1 else ' is'} wrong"
    result.data["text"] = "\n".join([*advice, f"{dataset}: {said}"])
    if wrong:
        result.exit_code = EXIT_GATE
    return result
