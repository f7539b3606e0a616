"""Where the program begins: nothing is imported here before Ctrl-C is answered with one line.

What lives here: main(), the console script. What never does: commands (cli.py), an import at the top but of `sys`.

Loading Typer and the commands takes a third of a second, and what a command needs a second more; who stops the program in that
time wants no trace of modules.
"""

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
        raise SystemExit(EXIT_INTERRUPTED) from None
