"""Strip and harvest say the same in every process: no answer depends on the order of a set."""

from __future__ import annotations

import os
import subprocess
import sys

_SAYS = """
from hashlib import blake2b
from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.core.pipeline import Pipeline
from corpuskit.steps.harvest import Harvest
from corpuskit.steps.strip import Strip
from tests.support.pages import pages

said = blake2b(digest_size=16)
pipeline = Pipeline([Strip(), Harvest()])
for n, page in enumerate(pages("tune")):
    if n % 9 == 0:
        document = pipeline.run(Document("0" * 16, page.text)).document
        said.update(repr([(layer.step, list(layer.edits), layer.notes) for layer in document.layers]).encode())
        said.update(repr(sorted(document.meta.items())).encode())
print(said.hexdigest())
"""


def _says(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run([sys.executable, "-c", _SAYS], env=environment, capture_output=True, text=True, check=True).stdout


def test_every_process_says_the_same() -> None:
    first = _says("1")
    assert len(first.strip()) == 32
    assert _says("2") == first and _says("3") == first
