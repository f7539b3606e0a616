"""Somebody who publishes to the Hub on the loopback and loads from it, with the real clients in a process of its own.

What lives here: User. What never does: assertions about what was pushed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.hub_stand_in import HubStandIn

__all__ = ["User"]

SERVE = """
import json, sys, time
sleep = time.sleep
time.sleep = lambda seconds: sleep(min(seconds, 0.02))  # what is tested is how often it is tried, not how long one waits
sys.modules["mlcroissant"] = None  # as where it is not installed; test_the_copy validates Croissant
from datasets import load_dataset
from huggingface_hub import _upload_pipeline as pipeline
from corpuskit.errors import CorpuskitError
from corpuskit.formats import hub_upload
from corpuskit.formats.hub import push

def pushed(folder, repo, options):
    # `big`: pushes of more files than this are big, for the client too, so that a few small files show what many would.
    whole = list(pipeline.COMMIT_SIZE_SCALE)
    if big := options.pop("big", 0):
        hub_upload.ONE_COMMIT_FILES, pipeline.COMMIT_SIZE_SCALE[:] = big, [big + n for n in range(len(whole))]
    try:
        done = push(folder, repo, **options)
    except CorpuskitError as error:
        return {"error": error.line}
    finally:
        hub_upload.ONE_COMMIT_FILES, pipeline.COMMIT_SIZE_SCALE[:] = whole[0], whole
    return {"commit": done.commit, "pr": done.pull_request}

def loaded(repo, options):
    audit = options.pop("audit", False)
    docs = load_dataset(repo, split="train", **options)
    assert list(load_dataset(repo, split="train", streaming=True, **options)) == list(docs)
    return {"texts": docs["text"][:], "audit": audit and len(load_dataset(repo, "audit", split="train", **options))}

for line in sys.stdin:
    name, arguments = json.loads(line)
    print(json.dumps({"pushed": pushed, "loaded": loaded}[name](*arguments)), flush=True)
"""


class User:
    """A user with a Hub: pushing and loading happen in one process of their own, whose environment and cache are fresh.

    The libraries read their environment when they are imported, so this cannot be done in the process of the tests.
    """

    def __init__(self, hub: HubStandIn, home: Path) -> None:
        self.hub = hub
        clean = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
        extra = {"HF_ENDPOINT": hub.url, "HF_HOME": str(home), "HF_TOKEN": hub.token, "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
        if hub.xet_folder is None:
            extra["HF_HUB_DISABLE_XET"] = "1"
        self._said = (home.parent / f"{home.name}.stderr").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE], env=clean | extra, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self._said,
        )  # fmt: skip

    def _ask(self, name: str, *arguments: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, self.said()[-2000:]
        assert self.hub.token not in line
        answer: dict[str, Any] = json.loads(line)
        return answer

    def said(self) -> str:
        """All that the process wrote to standard error."""
        return Path(self._said.name).read_text(encoding="utf-8")

    def push(self, folder: Path, repo: str, **options: Any) -> dict[str, Any]:
        return self._ask("pushed", str(folder), repo, options)

    def load(self, repo: str, **options: Any) -> dict[str, Any]:
        return self._ask("loaded", repo, options)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._said.close()
