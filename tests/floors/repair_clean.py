"""Floors of repair on sound text: nothing is changed, in any language or kind.

Lives here: the count of changed documents and bytes seen, per language and kind. Never here: damaged text (repair.py).

Documents of the sound text that are truly damaged are listed with the reason in REALLY_DAMAGED and are not counted. Nothing else
may be listed there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.steps.repair import Repair
from tests.support import corpora

SOUND_BYTES_QUICK = 4_000_000
SENTENCES = Path(__file__).resolve().parents[1] / "cases" / "sentences"

# Parts of ids, with what is wrong there. They hold the very damages that repair undoes.
REALLY_DAMAGED = {
    "zh_CN/man8/iptables.8": "GBK bytes lost in the package's own file, read one byte off",
    "zh_TW/man8/iptables.8": "the same, converted to traditional script afterwards",
    "man3/dde.3tcl": "&amp; left undecoded in a command line, in both translations",
    "games/fortunes/pets": "a pound sign with UTF-8's first byte before it",
}


def figures(full: bool = False) -> list[dict[str, Any]]:
    """Documents changed, of the test half (full: of all sound text), and sentences changed."""
    return [_documents(full), _sentences()]


def _changed(text: str) -> bool:
    found = Repair().edits(Document("0" * 16, text))
    return len(found.edits if isinstance(found, Layer) else found) > 0


def _documents(full: bool) -> dict[str, Any]:
    changed: list[str] = []
    sizes: Counter[str] = Counter()
    documents = 0
    digest = blake2b(digest_size=8)
    for record in corpora.load(split="test", limit_bytes=None if full else SOUND_BYTES_QUICK):
        if any(part in record["id"] for part in REALLY_DAMAGED):
            continue
        documents += 1
        data = record["text"].encode("utf-8")
        sizes[f"{record['lang']}/{record['kind']}"] += len(data)
        digest.update(data)
        if _changed(record["text"]):
            changed.append(record["id"])
    extra = {
        "bytes": sum(sizes.values()), "changed": changed,
        "kilobytes": {key: size // 1000 for key, size in sorted(sizes.items())},
    }  # fmt: skip
    return _row("repair.sound-changed", len(changed), documents, digest.hexdigest(), extra)


def _lines() -> Iterator[tuple[str, str]]:
    for path in sorted(SENTENCES.glob("*.txt")):
        for line in path.read_text("utf-8").split("\n"):
            if line.strip() and not line.startswith("#"):
                yield path.stem, line


def _sentences() -> dict[str, Any]:
    """The project's own sound sentences in eleven tongues and the look-alikes of damage."""
    lines = list(_lines())
    changed = [f"{name}: {line}" for name, line in lines if _changed(line)]
    digest = blake2b("\n".join(line for _, line in lines).encode("utf-8"), digest_size=8).hexdigest()
    return _row("repair.sentences-changed", len(changed), len(lines), digest, {"changed": changed})


def _row(name: str, figure: float, cases: int, digest: str, extra: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "figure": figure, "cases": cases, "digest": digest, "kind": "max", "extra": extra}
