"""Help texts as they stand in docs/commands/*.md: 80 columns, no colour.

Lives here: making them and putting them between the marks. Run `python -m tests.support.helptext` to refresh the pages.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs" / "commands"
BLOCK = re.compile(r"(<!-- help -->\n```text\n).*?(\n```\n<!-- /help -->)", re.S)


def help_of(command: str) -> str:
    """What `corpuskit COMMAND --help` prints at 80 columns."""
    env = {**os.environ, "COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"}
    words = [sys.executable, "-m", "corpuskit", *command.split(), "--help"]
    done = subprocess.run(words, capture_output=True, text=True, env=env, check=True, timeout=60)
    lines = [line.rstrip().replace("python -m corpuskit", "corpuskit") for line in done.stdout.strip("\n").split("\n")]
    return "\n".join(lines)


def refreshed(page: str, command: str) -> str:
    """The page with the current help text between its marks."""
    return BLOCK.sub(lambda m: m[1] + help_of(command) + m[2], page)


def main() -> None:
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text("utf-8")
        new = refreshed(text, path.stem)
        if new != text:
            path.write_text(new, "utf-8")
            print(f"refreshed {path.name}")


if __name__ == "__main__":
    main()
