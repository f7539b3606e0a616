"""How results look in a terminal.

What lives here: printing for cli.py: results, errors, coloured differences. What never does: anything that decides what the
result is; progress (progressbar.py).

Results go to standard output, everything else to standard error. Colour only on a terminal, and never with NO_COLOR.
Text of documents is printed without control characters that a terminal would act on.

Long, because what is shown of each result stands beside how wide a terminal is.
"""

from __future__ import annotations

import json as jsonlib
import os
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from corpuskit import __version__
from corpuskit.core.cells import wrapped
from corpuskit.core.text import harmless, visible
from corpuskit.errors import EXIT_FAILED, EXIT_INTERRUPTED, CorpuskitError, InvariantError

MIN_COLUMNS = 20  # a narrower terminal breaks lines itself
PROSE = frozenset(("explain", "check", "report", "push"))  # commands whose text is sentences
SHOWN_SKIPPED, SHOWN_LEFT_OUT, SHOWN_ALIKE = 1_000, 5, 3
_RECORD = re.compile(r"(.+?):\d+: ([^(]{1,80}?)(?= \(|:|$)")  # file:line: what
CONTEXT_CHARS = 24  # shown on each side of an edit


def _colour(stream: Any) -> bool:
    return not os.environ.get("NO_COLOR") and hasattr(stream, "isatty") and stream.isatty() and os.environ.get("TERM") != "dumb"


def paint(text: str, code: str, stream: Any = None) -> str:
    """`text` in an ANSI colour where the stream wants colour."""
    return f"\x1b[{code}m{text}\x1b[0m" if _colour(stream or sys.stdout) else text


def show_message(line: str, label: str = "", code: str = "") -> None:
    """One message on standard error, its label in colour; in lines of its width where that is a terminal."""
    lines = _broken(f"{label} {line}" if label else line, sys.stderr)
    head = paint(label, code, sys.stderr) if label else ""
    print("\n".join([head + lines[0][len(label) :], *lines[1:]]), file=sys.stderr)


def _broken(line: str, stream: Any, indent: str = "  ") -> list[str]:
    """The line as it is, or broken into lines where the stream is a terminal: a pipe gets what a program can read."""
    try:
        width = os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0
    except (OSError, ValueError, AttributeError):
        return [line]
    asked = os.environ.get("COLUMNS", "")
    width = int(asked) if width and asked.isdecimal() else width
    return wrapped(line, width, indent) if width >= MIN_COLUMNS else [line]


def show_error(error: CorpuskitError) -> None:
    _show_skipped(error.causes)
    show_message(visible(error.line), "error:", "31")
    if isinstance(error, InvariantError):
        show_message(f"corpuskit {__version__}, Python {sys.version.split()[0]}")
        traceback.print_exception(error)


def show_json_error(command: str, error: CorpuskitError) -> None:
    """The one object that --json promises, for a command that could not do its work."""
    problems = [{"where": command, "what": str(error), "hint": error.hint}]
    problems += [{"where": command, "what": cause, "hint": ""} for cause in error.causes]
    found = {"format": 1, "command": command, "counts": {}, "skipped": [], "problems": problems}
    print(jsonlib.dumps(found, ensure_ascii=False))


def show_os_error(error: OSError) -> None:
    from corpuskit.commands.outfolder import what_to_try

    what, hint = error.strerror or str(error), what_to_try(error)
    where = f"{visible(str(error.filename))}: " if error.filename else ""
    show_message(f"{where}{what}" + (f" ({hint})" if hint else ""), "error:", "31")


FILTERED = "the inputs are as they were; what was finished stays where it is"
INTERRUPTED = {  # what is true after Ctrl-C, by command; the others only look
    "build": "nothing was lost; run the same command again to go on",
    "clean": FILTERED,
    "repair": FILTERED,
    "strip": FILTERED,
    "normalise": FILTERED,
    "restore": FILTERED,
    "dedup": "files that were copied, moved or removed before this stay so",
    "push": "run the same command again",
}


def show_interrupt(error: BaseException, command: str) -> int:
    if isinstance(error, BrokenPipeError):  # the reader went away, for example `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    show_message("")  # ^C stands on the line
    show_message(f"interrupted: {INTERRUPTED.get(command, 'nothing was changed')}")
    return EXIT_INTERRUPTED


def show_bug(error: Exception) -> None:
    show_message(f"a bug in corpuskit {__version__}: {type(error).__name__}: {error}", "error:", "31")
    traceback.print_exception(error)


def flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# -- results -----------------------------------------------------------------------------------------------------------


def _show_skipped(lines: Sequence[str]) -> None:
    """Each line; of many records of one file with the same fault, a few and how many more."""
    alike = Counter[tuple[str, ...]]()
    shown = 0
    for line in lines:
        record = _RECORD.match(line)
        if record is not None:
            alike[record.groups()] += 1
            if alike[record.groups()] > SHOWN_ALIKE:
                continue
        shown += 1
        if shown <= SHOWN_SKIPPED:
            show_message(visible(line), "skipped", "33")
    for (file, what), n in alike.items():
        if n > SHOWN_ALIKE and shown <= SHOWN_SKIPPED:
            show_message(visible(f"{file}: {n - SHOWN_ALIKE:,} more as above ({what} ...); --json lists them"), "skipped", "33")
    if shown > SHOWN_SKIPPED:
        show_message(f"and {shown - SHOWN_SKIPPED:,} more were skipped; --json lists them all")


def _show_unchanged(documents: int, changed: int) -> None:
    same = documents - changed
    if same:
        show_message("nothing to change" if documents == 1 else f"nothing to change in {same:,} of {documents:,} documents")


def _hanging(line: str) -> str:
    """The blanks that a long line goes on after."""
    return " " * (len(line) - len(line.lstrip(" ")) + 2)


def _show_left_out(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN_LEFT_OUT]:
        show_message(line, "left out", "33")
    if len(lines) > SHOWN_LEFT_OUT:
        show_message(f"and {len(lines) - SHOWN_LEFT_OUT:,} more were left out; --json lists them all")


def show(result: Any, *, json: bool, quiet: bool, summary: bool = True, diff: bool = False) -> None:
    """Print a Result: its text, or one JSON object; and each input that was skipped or left out on standard error.

    diff: the differences stand on standard output already; documents without any are counted.
    """
    if not quiet:
        _show_left_out([one.line for one in result.left_out])
        if diff and not json:
            _show_unchanged(result.counts.get("documents", 0), result.counts.get("changed", 0))
    _show_skipped([problem.line for problem in result.skipped])
    if json:
        print(jsonlib.dumps(result.to_json(), ensure_ascii=False, default=str))
        return
    for problem in result.problems[:SHOWN_SKIPPED]:
        first, *rest = _broken(f"problem {problem.line}", sys.stdout)
        print("\n".join([paint("problem", "31") + first.removeprefix("problem"), *rest]))
    if len(result.problems) > SHOWN_SKIPPED:
        print(f"and {len(result.problems) - SHOWN_SKIPPED:,} more problems; --json lists them all")
    if result.raw is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(result.raw)
        return
    if quiet or not summary:
        return
    _show_pages(result.data)
    text = result.data.get("text")
    if isinstance(text, str):
        if result.command in PROSE:  # the others print tables and settings
            text = "\n".join(one for line in text.split("\n") for one in _broken(line, sys.stdout, _hanging(line)))
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        return
    if "toml" in result.data:
        sys.stdout.write(result.data["toml"])
        return
    if "recipes" in result.data:
        for row in result.data["recipes"]:
            print(f"{row['name']:<10} {row['description']}\n{'':<10} {' '.join(row['steps'])}")
        return
    for name, count in result.counts.items():
        print(f"{name.replace('_', ' '):<24}{count:>14,}")
    if result.command == "build" and result.counts.get("documents_kept"):
        show_message(visible(f"wrote {result.data['out']}; `corpuskit report {result.data['out']} --open` shows every edit"))


def _show_pages(data: Mapping[str, Any]) -> None:
    """What became of a page that was asked for."""
    if "html" in data:
        show_message(visible(f"wrote {data['html']}"))
    if data.get("opened") is False:
        show_message(visible(f"no browser could be opened; the page is {data['page']}"))


# -- documents, one after the other --------------------------------------------------------------------------------------


def emitter(*, diff: bool, explain: bool, json: bool) -> Callable[[Any], None] | None:
    """A function that prints one filtered document: its text, its differences, or its edits."""
    if json:
        return None
    return _emit_diff if diff else _emit_edits if explain else _emit_text


def _emit_text(one: Any) -> None:
    sys.stdout.write(harmless(one.rendered) if sys.stdout.isatty() else one.rendered)


def _emit_edits(one: Any) -> None:
    from corpuskit.commands.rulewords import words_of_rules

    print(paint(f"== {visible(one.path)}", "1"))
    for layer in one.layers:
        for edit in layer.edits:
            sure = f"{edit.confidence:.2f}"
            change = f"{visible(edit.removed)!r} -> {visible(edit.inserted)!r}"
            why = edit.why or words_of_rules().get(edit.rule, "")
            print(f"{edit.rule}  {edit.start}-{edit.end}  {sure}  {change}  {why}")
        for note in layer.notes:
            seen = f" candidates {' '.join(note.candidates)}" if note.candidates else ""
            print(paint(f"{note.rule}  {note.start}-{note.end}  note  {note.why}{seen}", "2"))


def _emit_diff(one: Any) -> None:
    if not any(len(layer.edits) for layer in one.layers):
        return  # show() says how many they were
    print(paint(f"== {visible(one.path)}", "1"))
    text = one.before
    from corpuskit.core.edit import apply

    for layer in one.layers:
        if len(layer.edits):
            print(paint(f"-- {layer.step}: {len(layer.edits):,} edit{'s' if len(layer.edits) > 1 else ''}", "1"))
        for edit in layer.edits:
            left, right = text[max(0, edit.start - CONTEXT_CHARS) : edit.start], text[edit.end : edit.end + CONTEXT_CHARS]
            left, right = left.split("\n")[-1], right.split("\n")[0]
            gone, come = paint(f"[-{visible(edit.removed)}-]", "31"), paint(f"{{+{visible(edit.inserted)}+}}", "32")
            shown = (gone if edit.removed else "") + (come if edit.inserted else "")
            print(f"{paint(f'{edit.rule:<28}', '2')} {visible(left)}{shown}{visible(right)}")
        text = apply(text, layer.edits)
