"""The command line: parse, call one function of api, print its result.

What lives here: Typer wiring and nothing else; how results look is in terminal.py. What never does: loops over
documents, text logic, imports of heavy modules (the api is imported when a command runs, so that --help is quick).

Results go to standard output, progress and messages to standard error. Exit codes: errors.py.

Long, because it is a list: a command has its options here and nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from corpuskit import __version__
from corpuskit.errors import EXIT_BUG, EXIT_CODES, EXIT_FAILED, EXIT_INTERRUPTED, CorpuskitError, InvariantError


class _Commands(TyperGroup):
    """The commands; Typer's own two options, which install completion, are no settings of ours."""

    def get_params(self, ctx: Any) -> Any:
        params: Any = super().get_params(ctx)
        for param in params:
            param.show_envvar = param.allow_from_autoenv = False
        return params


app = typer.Typer(
    cls=_Commands,
    name="corpuskit",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CORPUSKIT"},
    help="Messy web text in, a clean Hugging Face dataset out, and every change explained and reversible.",
    epilog="Every option can be set as CORPUSKIT_COMMAND_OPTION in the environment. Exit codes: "
    + "; ".join(f"{code} {said}" for code, said in EXIT_CODES.items())
    + ".",
)


def _said(value: Any) -> Any:
    """The value of an option. An empty word names nothing: most often a variable of the shell was not set."""
    if value == "" or (isinstance(value, list | tuple) and "" in value):
        raise typer.BadParameter("it is empty; perhaps a variable of the shell is not set")
    return value


def option(*names: str, **more: Any) -> Any:
    """A Typer option whose environment variable works but does not crowd the help (the epilogue tells of them all)."""
    return typer.Option(*names, show_envvar=False, **{"callback": _said, **more})


MAKE, LOOK, SHARE = "Clean and build", "Look and check", "Share"

Paths = Annotated[
    list[str], typer.Argument(help="Files, folders, globs, hf://USER/NAME; - is standard input.", show_default=False)
]


def _piped() -> list[str]:
    """What a filter reads that is given no path: what is piped into it. At a terminal nothing is, and a path is missing."""
    if sys.stdin.isatty():
        raise typer.BadParameter("no path given, and nothing is piped in", param_hint="'paths'")
    return ["-"]


Streams = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, globs, hf://USER/NAME; - or none is standard input.", default_factory=_piped, show_default=False
    ),
]
Dataset = Annotated[str, typer.Argument(help="A dataset folder that corpuskit built.", show_default=False)]
Json = Annotated[bool, option("--json", help="Print the result as one JSON object.")]
Quiet = Annotated[bool, option("--quiet", "-q", help="No progress and no summary.")]
RecipeName = Annotated[str | None, option("--recipe", "-r", help="A built-in recipe or a TOML file.")]
TextKey = Annotated[str | None, option(help="The field that holds the text in JSONL, CSV and parquet.")]
OutFiles = Annotated[str | None, option("--out", "-o", help="Write the results into this folder, not to the output.")]
Explain = Annotated[bool, option(help="Print each edit: rule, place, before, after, confidence.")]
To = Literal["keep", "hans", "hant", "tw", "hk"]
Keep = Literal["longest", "first", "newest", "cleanest", "source-priority"]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"corpuskit {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[bool, option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass  # Typer hangs the options of the whole program on a function; _version() does what this one asks for


def _run(
    call: Callable[[], Any],
    *,
    json: bool = False,
    quiet: bool = False,
    summary: bool = True,
    diff: bool = False,
    progress: Any = None,
) -> None:
    """Call one function of api, print what it returns, and leave with its exit code. summary: counts at the end."""
    from corpuskit import terminal

    try:
        with progress or nullcontext():  # over before anything is printed
            result = call()
        terminal.show(result, json=json, quiet=quiet, summary=summary, diff=diff)
        code = result.code
    except CorpuskitError as error:
        terminal.show_error(error)
        if json:
            terminal.show_json_error(_command(), error)
        code = error.exit_code
    except (KeyboardInterrupt, BrokenPipeError) as error:
        code = terminal.show_interrupt(error, _command())
    except MemoryError:
        terminal.show_message("out of memory (try --memory with a smaller size, or fewer --workers)", "error:", "31")
        code = EXIT_FAILED
    except OSError as error:
        terminal.show_os_error(error)
        code = EXIT_FAILED
    except Exception as error:
        terminal.show_bug(error)
        code = EXIT_BUG
    if code == InvariantError.exit_code:
        terminal.show_message("please report this with the lines above")
    terminal.flush()
    raise typer.Exit(code)


def _command() -> str:
    """The command of this run, by its own name."""
    names = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
    return next((word for word in sys.argv[1:] if word in names), "").replace("normalize", "normalise")


def _progress(quiet: bool, json: bool, *, shares_terminal: bool = False) -> Any:
    """Progress on standard error; none where results go to the same terminal while it runs."""
    from corpuskit.progressbar import Progress

    mixed = shares_terminal and sys.stdout.isatty() and sys.stderr.isatty()
    return Progress(enabled=not (quiet or mixed), plain=json)


def _stdin(paths: list[str] | None) -> Any:
    """Standard input, where it was asked for."""
    return sys.stdin.buffer if "-" in (paths or ()) else None


@app.command(rich_help_panel=MAKE)
def build(
    paths: Paths,
    out: Annotated[str, option("--out", "-o", help="The dataset folder to make or replace, for example dist/NAME.")],
    recipe: RecipeName = None,
    to: Annotated[To | None, option(help="Script of the result; overrides the recipe.")] = None,
    workers: Annotated[int, option(help="Processes; 0 means one per core.", min=0)] = 0,
    memory: Annotated[str | None, option(help="Bound for the whole process tree, for example 2GB.")] = None,
    text_key: TextKey = None,
    keep_fields: Annotated[str | None, option("--keep", help="Fields of the records to keep as columns: a,b.")] = None,
    split: Annotated[list[str] | None, option(help="NAME=SHARE, for example validation=0.01; repeatable.")] = None,
    config_by: Annotated[Literal["lang", "script"] | None, option(help="A config per language or script, too.")] = None,
    tokens: Annotated[str | None, option(help="Count tokens with this tokenizer.json, or Hub id you have.")] = None,
    card_info: Annotated[str | None, option(help="TOML file with licence, source, contact for the card.")] = None,
    templates: Annotated[str | None, option(help="Site templates that `rules --learn` made, reviewed.")] = None,
    prefer: Annotated[Keep | None, option(help="Which of two copies stays; overrides the recipe.")] = None,
    paragraphs: Annotated[
        Literal["report", "keep-first", "cut"] | None, option(help="Repeated paragraphs: note them, keep the first, or cut all.")
    ] = None,
    against: Annotated[
        list[str] | None, option(help="A dataset or index whose documents never come in again; repeatable.")
    ] = None,
    work: Annotated[str | None, option(help="Folder for unfinished work; default: beside the dataset.")] = None,
    fresh: Annotated[bool, option("--fresh/--resume", help="Forget unfinished work, or go on with it.")] = False,
    shard: Annotated[str | None, option(help="I/N: clean only that part, for a build without it.")] = None,
    incremental: Annotated[
        bool, option("--incremental", help="Keep finished work: the next build reads only what is new.")
    ] = False,
    alarm: Annotated[float, option(help="Share of a site that may be lost before an alarm.", min=0.0, max=1.0)] = 0.5,
    strict: Annotated[bool, option("--strict", help="Stop with exit code 3 when an alarm is raised.")] = False,
    engine: Annotated[Literal["local", "ray"], option(help="Who runs the tasks: this machine, or Ray.")] = "local",
    address: Annotated[str | None, option(help="Of a running Ray cluster; without it one is started here.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Clean everything and write a Hugging Face dataset folder with card, ledger and checksums.

    Example: corpuskit build pages/ extra.jsonl --out dist/news
    """
    from corpuskit import api

    progress = _progress(quiet, json)
    _run(
        lambda: api.build(
            paths, out, recipe=recipe, to=to, workers=workers, memory=memory, text_key=text_key, keep_fields=keep_fields,
            split=split, config_by=config_by, tokens=tokens, card_info=card_info, templates=templates, prefer=prefer,
            paragraphs=paragraphs, against=against, work=work, fresh=fresh, shard=shard,
            incremental=incremental, alarm=alarm, strict=strict, engine=engine, address=address, progress=progress,
            stdin=_stdin(paths), epoch=os.environ.get("SOURCE_DATE_EPOCH"),
        ),
        json=json,
        quiet=quiet, progress=progress,
    )  # fmt: skip


@app.command(rich_help_panel=MAKE)
def clean(
    paths: Streams,
    out: OutFiles = None,
    recipe: RecipeName = None,
    steps: Annotated[str | None, option(help="Only these steps, for example repair,strip.")] = None,
    diff: Annotated[bool, option("--diff", help="Show what was removed and what stands there now, in colour.")] = False,
    text_key: TextKey = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Clean files into files, or a stream into a stream; nothing is packed.

    Example: corpuskit clean page.txt --diff
    """
    from corpuskit import api, terminal

    emit = terminal.emitter(diff=diff, explain=False, json=json)
    progress = _progress(quiet, json, shares_terminal=out is None)
    _run(
        lambda: api.clean(
            paths, out=out, recipe=recipe, steps=steps, diff=diff, text_key=text_key, emit=emit, progress=progress,
            stdin=_stdin(paths),
        ),
        json=json,
        quiet=quiet, summary=out is not None, diff=diff and out is None, progress=progress,
    )  # fmt: skip


@app.command(rich_help_panel=MAKE)
def repair(
    paths: Streams,
    out: OutFiles = None,
    explain: Explain = False,
    text_key: TextKey = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Undo encoding damage (mojibake), and nothing else.

    Example: corpuskit repair < broken.txt > sound.txt
    """
    from corpuskit import api, terminal

    emit = terminal.emitter(diff=False, explain=explain, json=json)
    progress = _progress(quiet, json, shares_terminal=out is None)
    _run(
        lambda: api.repair(paths, out=out, explain=explain, text_key=text_key, emit=emit, progress=progress, stdin=_stdin(paths)),
        json=json,
        quiet=quiet,
        summary=out is not None,
        progress=progress,
    )


@app.command(rich_help_panel=MAKE)
def strip(
    paths: Streams,
    out: OutFiles = None,
    explain: Explain = False,
    text_key: TextKey = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Cut site boilerplate and injected spam, and nothing else.

    Example: corpuskit strip page.txt --explain
    """
    from corpuskit import api, terminal

    emit = terminal.emitter(diff=False, explain=explain, json=json)
    progress = _progress(quiet, json, shares_terminal=out is None)
    _run(
        lambda: api.strip(paths, out=out, explain=explain, text_key=text_key, emit=emit, progress=progress, stdin=_stdin(paths)),
        json=json,
        quiet=quiet,
        summary=out is not None,
        progress=progress,
    )


@app.command(rich_help_panel=MAKE)
def normalise(
    paths: Streams,
    out: OutFiles = None,
    to: Annotated[To, option(help="Script of the result.")] = "keep",
    phrases: Annotated[bool, option(help="Also use the words of the region (tw, hk).")] = False,
    punctuation: Annotated[bool, option(help="Also normalise marks.")] = True,
    explain: Explain = False,
    text_key: TextKey = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Normalise characters, punctuation and script, and nothing else. Also: normalize.

    Example: corpuskit normalise page.txt --to hant
    """
    from corpuskit import api, terminal

    emit = terminal.emitter(diff=False, explain=explain, json=json)
    progress = _progress(quiet, json, shares_terminal=out is None)
    _run(
        lambda: api.normalise(
            paths, out=out, to=to, phrases=phrases, punctuation=punctuation, explain=explain, text_key=text_key, emit=emit,
            progress=progress, stdin=_stdin(paths),
        ),
        json=json,
        quiet=quiet, summary=out is not None, progress=progress,
    )  # fmt: skip


app.command("normalize", hidden=True, context_settings={"auto_envvar_prefix": "CORPUSKIT_NORMALISE"})(normalise)


@app.command(rich_help_panel=MAKE)
def dedup(
    paths: Annotated[list[str], typer.Argument(help="Files and folders, or one dataset folder.", show_default=False)],
    out: Annotated[
        str | None, option("--out", "-o", help="Folder: what stays is copied there, or with --move what goes.")
    ] = None,
    method: Annotated[Literal["exact", "near"], option(help="Exact copies only, or near duplicates too.")] = "near",
    threshold: Annotated[float, option(help="Jaccard similarity of character shingles.", min=0.1, max=1.0)] = 0.8,
    keep: Annotated[Keep, option(help="Which of two copies stays.")] = "longest",
    across: Annotated[bool, option("--across", help="Only copies between the paths; those of the first stay.")] = False,
    against: Annotated[list[str] | None, option(help="A dataset or index whose documents stay; repeatable.")] = None,
    index: Annotated[str | None, option(help="Write an index of what stays into this new folder.")] = None,
    move: Annotated[bool, option("--move", help="Move what goes into --out.")] = False,
    hard_link: Annotated[bool, option("--hard-link", help="Replace exact file copies by hard links.")] = False,
    delete: Annotated[bool, option("--delete", help="Delete the files that go. Nothing is deleted without it.")] = False,
    workers: Annotated[int, option(help="Processes; 0 means one per core.", min=0)] = 0,
    memory: Annotated[str | None, option(help="Bound for the whole process tree, for example 2GB.")] = None,
    text_key: TextKey = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the documents that are copies of others, each verified against one that stays.

    Example: corpuskit dedup pages/
    """
    from corpuskit import api

    progress = _progress(quiet, json)
    _run(
        lambda: api.dedup(
            paths, out=out, method=method, threshold=threshold, keep=keep, across=across, against=against, index=index,
            move=move, hard_link=hard_link, delete=delete, workers=workers, memory=memory, text_key=text_key,
            progress=progress, stdin=_stdin(paths),
        ),
        json=json,
        quiet=quiet, progress=progress,
    )  # fmt: skip


@app.command(rich_help_panel=LOOK)
def inspect(paths: Streams, text_key: TextKey = None, json: Json = False, quiet: Quiet = False) -> None:
    """Survey encodings, scripts, damage and likely boilerplate before anything is cleaned.

    Example: corpuskit inspect pages/
    """
    from corpuskit import api

    progress = _progress(quiet, json)
    _run(
        lambda: api.inspect(paths, text_key=text_key, progress=progress, stdin=_stdin(paths)),
        json=json,
        quiet=quiet,
        progress=progress,
    )


@app.command(rich_help_panel=LOOK)
def explain(
    dataset: Dataset,
    doc: Annotated[str, option(help="The document's id, its first characters, or the input's path.")],
    html: Annotated[str | None, option(help="Write a page to this file instead.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show one document with every edit in place, rule by rule.

    Example: corpuskit explain dist/news --doc 3fa9
    """
    from corpuskit import api

    _run(lambda: api.explain(dataset, doc, html=html), json=json, quiet=quiet)


@app.command(rich_help_panel=LOOK)
def restore(
    dataset: Dataset,
    doc: Annotated[str | None, option(help="One document: its id, its first characters, or the input's path.")] = None,
    all: Annotated[bool, option("--all", help="Every document, duplicates and rejected ones too.")] = False,
    rule: Annotated[str | None, option(help="Put back only what this rule changed.")] = None,
    out: Annotated[str | None, option("--out", "-o", help="Folder for the restored files.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Give back the original bytes, proved by SHA-256.

    Example: corpuskit restore dist/news --all --out originals
    """
    from corpuskit import api

    progress = _progress(quiet, json)
    _run(
        lambda: api.restore(dataset, doc=doc, all=all, rule=rule, out=out, progress=progress),
        json=json,
        quiet=quiet,
        progress=progress,
    )


@app.command(rich_help_panel=LOOK)
def check(
    dataset: Dataset,
    all: Annotated[bool, option("--all", help="Restore every document, not only a sample.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Look for everything that can be wrong with a dataset folder; exit code 3 when something is.

    Example: corpuskit check dist/news --all
    """
    from corpuskit import api

    progress = _progress(quiet, json)
    _run(lambda: api.check(dataset, all=all, progress=progress), json=json, quiet=quiet, progress=progress)


@app.command(rich_help_panel=LOOK)
def report(
    dataset: Dataset,
    open: Annotated[bool, option("--open", help="Open the page in a browser.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what a build did: in text here, and as a page in reports/report.html.

    Example: corpuskit report dist/news --open
    """
    from corpuskit import api

    _run(lambda: api.report(dataset, open=open), json=json, quiet=quiet)


@app.command(rich_help_panel=LOOK)
def rules(
    check: Annotated[bool, option("--check", help="Validate all rules against their own examples.")] = False,
    show: Annotated[str | None, option(help="One rule by its id.")] = None,
    learn: Annotated[list[str] | None, option(help="Learn templates and spam terms from these paths.")] = None,
    stats: Annotated[str | None, option(help="How often each rule fired in this dataset.")] = None,
    file: Annotated[list[str] | None, option(help="A rule file of your own, too; repeatable.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the rules, show one, check them, or learn a site's templates.

    Example: corpuskit rules --show zh.credit.editor
    """
    from corpuskit import api

    progress = _progress(quiet, json)
    _run(
        lambda: api.rules(check=check, show=show, learn=learn, stats=stats, file=file, progress=progress, stdin=_stdin(learn)),
        json=json,
        quiet=quiet,
        progress=progress,
    )


@app.command(rich_help_panel=LOOK)
def recipe(
    action: Annotated[Literal["list", "show", "write"], typer.Argument(help="What to do.")] = "list",
    name: Annotated[str | None, typer.Argument(help="Recipe (show) or new file (write).")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the built-in recipes, print one, or write one to start from.

    Example: corpuskit recipe write my.toml
    """
    from corpuskit import api

    _run(lambda: api.recipe(action=action, name=name), json=json, quiet=quiet)


@app.command(rich_help_panel=SHARE)
def push(
    dataset: Dataset,
    repo: Annotated[str, typer.Argument(help="USER/NAME on the Hub.", show_default=False)],
    dry_run: Annotated[bool, option("--dry-run", help="Only list what would happen; no network.")] = False,
    private: Annotated[bool, option("--private", help="Make a new repository private.")] = False,
    revision: Annotated[str | None, option(help="Branch to push to.")] = None,
    create_pr: Annotated[bool, option("--create-pr", help="Push as a pull request.")] = False,
    tag: Annotated[str | None, option(help="Tag the pushed revision.")] = None,
    message: Annotated[str | None, option("--message", "-m", help="Commit message.")] = None,
    audit: Annotated[bool, option(help="Push the ledger too, without removed text.")] = True,
    rejected: Annotated[bool, option(help="Push the list of rejected documents too, without their text.")] = True,
    publish_removed_text: Annotated[bool, option("--publish-removed-text", help="Publish what was removed, too.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Publish a dataset on the Hugging Face Hub; the token comes from HF_TOKEN or `hf auth login`.

    Example: corpuskit push dist/news me/news --dry-run
    """
    from corpuskit import api

    progress = _progress(quiet, json)
    _run(
        lambda: api.push(
            dataset, repo, dry_run=dry_run, private=private, revision=revision, create_pr=create_pr, tag=tag, message=message,
            audit=audit, rejected=rejected, publish_removed_text=publish_removed_text, progress=progress,
        ),
        json=json,
        quiet=quiet, progress=progress,
    )  # fmt: skip


def main() -> None:
    """Entry point. Output is UTF-8 whatever the terminal's locale says; undecodable file names are escaped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except SystemExit as stop:  # Typer leaves in silence when it is interrupted while modules are loading
        if stop.code == EXIT_INTERRUPTED and "corpuskit.terminal" not in sys.modules:
            print("\ninterrupted: nothing was changed", file=sys.stderr)
        raise
