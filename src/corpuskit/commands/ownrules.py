"""Rule files of a recipe's own: checked against their examples and tried on hostile lines before they meet a page.

What lives here: checked_rules(), rule_problems(). What never does: matching pages.

A pattern that somebody writes can take time without end on a line that nearly fits, and Python cannot stop a pattern that is at
work. So each file is tried once in a process of its own, which the system ends after TRIAL_SECONDS of a rule; that costs
half a second for a file, and nothing for the rules of the package, which their tests try.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from functools import lru_cache

from corpuskit.errors import RecipeError
from corpuskit.rulebook.rules import own_rules, read_rule_text, validate

__all__ = ["checked_rules", "rule_problems"]

TRIAL_SECONDS = 5  # of the processor, for all hostile lines of one rule; those of the package need a hundredth of one
_TRIAL = """
import json, resource, sys
sys.path[:] = json.loads(sys.argv[1])
from corpuskit.rulebook.trial import trials
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
_, most = resource.getrlimit(resource.RLIMIT_CPU)
for rule, attempt in trials(sys.stdin.buffer.read().decode("utf-8"), "rules"):
    print(rule, flush=True)
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + int(sys.argv[2]), most))
    attempt()
"""


def checked_rules(name: str) -> str:
    """The text of a rule file. Raises RecipeError where a rule is wrong, does not fit its examples, or could hold a run up."""
    text = read_rule_text(name)
    found = rule_problems(text, name)
    if found:
        more = f"; {len(found) - 1} more" if len(found) > 1 else ""
        raise RecipeError(f"{name}: {found[0]}{more}", hint=f"`corpuskit rules --check --file {name}` lists all; docs/rules.md")
    return text


@lru_cache(maxsize=32)
def rule_problems(text: str, name: str) -> tuple[str, ...]:
    """What is wrong with the rules of a file, one line each. Raises RecipeError for what is no rule at all."""
    rules = own_rules(text, name)
    return tuple(_slow_rules(text) or validate(rules))  # in this order: an example may hold a slow rule up, too


def _slow_rules(text: str) -> list[str]:
    command = [sys.executable, "-c", _TRIAL, json.dumps(sys.path), str(TRIAL_SECONDS)]
    done = subprocess.run(command, input=text.encode("utf-8"), capture_output=True, check=False)
    if done.returncode == 0:
        return []
    last = done.stdout.decode("utf-8").split("\n")[-2:][0]
    if done.returncode == -signal.SIGXCPU:
        return [f"{last}: its pattern takes more than {TRIAL_SECONDS} seconds on a line of 590 characters: bound its repeats"]
    said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
    return [f"{last or 'the rules'}: cannot be tried: {said}"]
