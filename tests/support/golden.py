"""What every step does to the example documents, as one digest per step and version.

Lives here: making the digests; `python -m tests.support.golden --write` writes tests/golden/steps.json. Never here: judging
whether an output is right (the tests of the steps do).

A step whose output changed under the same version fails tests/test_golden.py: raise its version, then write again. It refuses
to write a changed digest under an old version. Every step gets the decoded documents as they are, so a change of one step
moves no digest of another.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.core.step import kind_of
from corpuskit.errors import InputError
from corpuskit.steps import STEPS
from corpuskit.steps.decode import decode_bytes

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "tests" / "golden" / "steps.json"
TEXTS = ROOT / "tests" / "golden" / "texts.json"  # name, encoding, text: together they reach the rules of all steps
PARAMETERS: dict[str, dict[str, Any]] = {"script": {"to": "hans"}, "harvest": {"to": "hans"}}
DECODE = "decode"  # its output is the text that the others get


def documents() -> Iterator[tuple[str, bytes, str]]:
    """(name, bytes, text) of every example document that is a text file, and of the texts beside the digests."""
    for path in sorted((ROOT / "seeds").rglob("*.txt")):
        data = path.read_bytes()
        try:
            text, _ = decode_bytes(data)
        except InputError:
            continue
        yield path.relative_to(ROOT / "seeds").as_posix(), data, text
    for row in json.loads(TEXTS.read_text("utf-8")):
        data = row["text"].encode(row["encoding"], "surrogatepass" if row["encoding"] == "utf-8" else "strict")
        yield row["name"], data, decode_bytes(data)[0]


def _said(step: Any, doc: Document) -> object:
    """What a step says about a document, as something that JSON writes the same way every time."""
    kind = kind_of(step)
    if kind == "editor":
        found = step.edits(doc)
        layer = found if isinstance(found, Layer) else Layer(step.name, step.version, found)
        edits = [(e.start, e.end, e.removed, e.inserted, e.rule, round(e.confidence, 3)) for e in layer.edits]
        return edits, [(n.start, n.end, n.rule, n.candidates) for n in layer.notes]
    if kind == "annotator":
        return sorted(step.annotate(doc).items())
    if kind == "judge":
        drop = step.verdict(doc)
        return None if drop is None else (drop.reason, drop.value, drop.limit)
    sketch = step.sketch(doc)
    return [key.hex() for key in sketch.keys], blake2b(sketch.body, digest_size=8).hexdigest()


def digests() -> dict[str, dict[str, str]]:
    """{step: {"version": ..., "digest": ...}} of this checkout."""
    held = [(name, text) for name, _, text in documents()]
    found: dict[str, dict[str, str]] = {}
    for name, cls in STEPS.items():
        step: Any = cls(**PARAMETERS.get(name, {}))
        if name == DECODE:
            said: list[object] = list(held)
        else:
            said = [(path, _said(step, Document("0" * 16, text))) for path, text in held]
        digest = blake2b(json.dumps(said, ensure_ascii=True).encode(), digest_size=12).hexdigest()
        found[name] = {"version": step.version, "digest": digest}
    return found


def changed(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> list[str]:
    """The steps whose output changed while their version did not."""
    return [n for n in new if n in old and old[n]["version"] == new[n]["version"] and old[n]["digest"] != new[n]["digest"]]


def main() -> int:
    new = digests()
    old = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    wrong = changed(old, new)
    if wrong:
        print(f"golden: output changed under the same version: {', '.join(wrong)}; raise the version first", file=sys.stderr)
        return 1
    if "--write" in sys.argv:
        FILE.write_text(json.dumps(new, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
