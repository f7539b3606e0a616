"""The commands that look into a built dataset: restore and explain.

What lives here: the way back to the originals, and a document's history (its text: explaining.py). What never does: changing
a dataset.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpuskit.commands.explaining import explained
from corpuskit.commands.opened import Opened, Stored
from corpuskit.commands.outcome import Problem, Result
from corpuskit.commands.outfolder import unwritable, write_whole
from corpuskit.commands.putback import put_back
from corpuskit.core.edit import Layer
from corpuskit.core.progress import Say, silent, told
from corpuskit.errors import EXIT_GATE, CorpuskitError, InputError, OutputError, TargetError, UsageError

__all__ = ["explain", "restore"]


def restore(
    dataset: str, doc: str | None = None, all: bool = False, rule: str | None = None, out: str | None = None,
    progress: Say | None = None,
) -> Result:  # fmt: skip
    """Give back originals, proved by SHA-256: one document, or all of them below `out`.

    With `rule`, only what that rule changed is put back into the cleaned text (no bytes are proved then). Without `out` the
    document's bytes are in `raw`. Raises UsageError, InputError, OutputError; a proof that fails is a problem (exit 3).
    """
    if (doc is None) == (not all):
        raise UsageError("say which document", hint="--doc ID for one, or --all")
    if all and out is None:
        raise UsageError("restoring everything needs a folder", hint="--out DIR")
    result = Result("restore", {"documents": 0, "proved": 0, "bytes": 0})

    def missed(error: InputError) -> None:
        result.problems.append(Problem.of(dataset, error))
        result.exit_code = EXIT_GATE

    opened = Opened(dataset, missed if all else None)
    folder = _Restored(Path(out)) if out is not None else None
    walked = told(opened.walk(), "restoring", opened.count(), progress or silent, 100) if all else iter([opened.find(str(doc))])
    for stored in walked:
        if rule is not None and all and not any(rule in layer.edits.counts_by_rule() for layer in stored.layers):
            continue
        result.counts["documents"] += 1
        if rule is not None:
            data = _put_back(stored, rule).encode("utf-8", "surrogatepass")
        else:
            try:
                data = stored.original_bytes()
            except CorpuskitError as error:
                result.problems.append(Problem.of(str(stored.row["path"]), error))
                result.exit_code = EXIT_GATE
                continue
            result.counts["proved"] += 1
        result.counts["bytes"] += len(data)
        if folder is None:
            result.raw = data
            continue
        try:
            folder.write(stored, data)
        except OutputError as error:
            if isinstance(error.__cause__, OSError):
                raise  # a full disk says no to the next one too
            result.problems.append(Problem.of(str(stored.row["path"]), error))
            result.exit_code = EXIT_GATE
    if rule is not None and not result.counts["documents"]:
        raise UsageError(f"rule {rule!r} changed nothing in {dataset}", hint="`corpuskit rules --stats DATASET` lists what did")
    if folder is not None:
        folder.close()
        result.data["out"] = out
    return result


def _put_back(stored: Stored, rule: str) -> str:
    if not any(rule in layer.edits.counts_by_rule() for layer in stored.layers):
        raise UsageError(f"rule {rule!r} changed nothing in {stored.id}", hint="`corpuskit explain` lists the rules that did")
    return put_back(stored.texts()[0], stored.layers, rule)


class _Restored:
    """Writes originals below a folder: a file's bytes as they were; the strings of records as one JSONL file per input."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if folder.exists() and any(folder.iterdir()):
            raise TargetError(f"{folder} is not empty", hint="choose a new folder for --out")
        self._made: set[Path] = set()

    def write(self, stored: Stored, data: bytes) -> None:
        import json

        path = self._place(str(stored.row["path"]))
        is_record = stored.row["encoding"] is None
        if is_record:
            path = path.with_name(path.name + ".restored.jsonl")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if is_record:
                extra = json.loads(stored.row["extra"]) if stored.row["extra"] else {}
                record = {"id": stored.row["record_id"], "text": data.decode("utf-8", "surrogatepass"), **extra}
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(record, ensure_ascii=True) + "\n")
            else:
                if path in self._made:
                    raise OutputError(f"two documents are called {stored.row['path']}", hint="restore them one by one with --doc")
                path.write_bytes(data)
        except OSError as error:
            if not is_record and path.is_file():
                path.unlink()  # it is not whole
            raise unwritable(path, error) from error
        self._made.add(path)

    def _place(self, name: str) -> Path:
        """Where a document goes: below the folder, whatever the dataset says (somebody else may have made it)."""
        parts = [part for part in name.replace("!/", "/").split("/") if part not in ("", ".")]
        if not parts or ".." in parts or "\0" in name:
            raise OutputError(f"{name!r} leads out of the folder", hint="restore it with --doc into a file of your choice")
        return self._folder.joinpath(*parts)

    def close(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)


# -- explain -------------------------------------------------------------------------------------------------------------


def explain(dataset: str, doc: str, html: str | None = None) -> Result:
    """One document with every edit in place, layer by layer.

    `data["layers"]` holds the edits and notes; `data["text"]` is the form for people. With `html` a page is written to that
    file. Raises InputError, OutputError.
    """
    opened = Opened(dataset)
    stored = opened.find(doc)
    layers = [_layer_json(layer) for layer in stored.layers]
    counts = {
        "layers": len(layers),
        "edits": sum(len(x.edits) for x in stored.layers),
        "notes": sum(len(x.notes) for x in stored.layers),
    }
    row = {k: v for k, v in stored.row.items() if k != "text"}
    result = Result("explain", counts, data={"document": row, "layers": layers})
    kept = _kept(opened, stored)
    if html is not None:
        from corpuskit.formats.report_html import explain_page

        try:
            beside = None if kept is None else str(kept["text"])
            write_whole(Path(html), explain_page(stored.row, stored.layers, stored.texts(), beside))
        except OSError as error:
            raise unwritable(html, error) from error
        result.data["html"] = html
    result.data["text"] = "\n".join(explained(stored, kept))
    return result


def _kept(opened: Opened, stored: Stored) -> Mapping[str, Any] | None:
    """The row of the document that stays, of a duplicate."""
    kept_id = stored.row.get("kept_id") if stored.rejected else None
    if not kept_id or str(stored.row["reason"]).startswith("known."):  # that one is in another dataset
        return None
    return opened.find(str(kept_id)).row


def _layer_json(layer: Layer) -> dict[str, Any]:
    edits = [
        {"start": e.start, "end": e.end, "removed": e.removed, "inserted": e.inserted, "rule": e.rule,
         "confidence": e.confidence, "why": e.why}
        for e in layer.edits
    ]  # fmt: skip
    notes = [
        {"start": n.start, "end": n.end, "rule": n.rule, "why": n.why, "candidates": list(n.candidates)} for n in layer.notes
    ]
    return {"step": layer.step, "version": layer.version, "edits": edits, "notes": notes}
