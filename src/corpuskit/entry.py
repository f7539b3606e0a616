"""Where the program begins: nothing is imported here before Ctrl-C is answered with one line.

What lives here: main(), the console script. What never does: commands (cli.py), an import at the top but of `os` and `sys`, which
are there already.

Loading Typer and the commands takes a third of a second, and what a command needs a second more; who stops the program in that
time wants no trace of modules.
"""

import os
import sys

__all__ = ["main"]

EXIT_INTERRUPTED = 130  # errors.py has it too, which is not loaded yet


def main() -> None:
    """Entry point of `corpuskit`."""
    try:
        from corpuskit.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted: nothing was changed\n")
        _leave()
    except SystemExit as stop:
        if stop.code != EXIT_INTERRUPTED:
            raise
        _leave()


def _leave() -> None:
    """End with the code for an interrupt.

    Python itself would end as killed by the signal where Ctrl-C came while it ran code from a string (which dataclasses do).
    """
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 (contextlib is not loaded)
            stream.flush()
        except (OSError, ValueError):  # a closed pipe; nothing can be said any more
            pass
    os._exit(EXIT_INTERRUPTED)
