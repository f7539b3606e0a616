"""Map tasks whose worker is killed by a document, as by one that takes all memory.

Lives here: Killing, in the place of map_shard. Never here: what must come of it (tests/engines).
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpuskit.commands.mapping import map_shard
from corpuskit.commands.maptask import MapResult, MapTask
from corpuskit.steps.language import Language

sound = Language.annotate_each


@dataclass(frozen=True)
class Killing:
    """map_shard() in a process that dies at a text with the word `always`, and at the first one with the word `once`.

    mark: a file that says that the first one was met; all processes must see it.
    """

    mark: Path
    once: str | None = None
    always: str | None = None

    def __call__(self, task: MapTask) -> MapResult:
        def annotate_each(step: Any, docs: Any) -> Any:
            for doc in docs:
                if self.once is not None and self.once in doc.text and not self.mark.exists():
                    self.mark.touch()
                    os.kill(os.getpid(), signal.SIGKILL)
                if self.always is not None and self.always in doc.text:
                    os.kill(os.getpid(), signal.SIGKILL)
            return sound(step, docs)

        Language.annotate_each = annotate_each  # type: ignore[method-assign]
        try:
            return map_shard(task)
        finally:
            Language.annotate_each = sound  # type: ignore[method-assign]
