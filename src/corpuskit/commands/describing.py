"""What stands beside the rows of a dataset: the facts of a run, for the writers in formats.

What lives here: about_run(), which gathers them. What never does: their form (formats.describe and what it calls).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from corpuskit import __version__
from corpuskit.commands.outcome import Problem
from corpuskit.core.recipe import installed_version
from corpuskit.core.report import Report
from corpuskit.core.step import Step, kind_of
from corpuskit.errors import UsageError
from corpuskit.formats.about import About, CardInfo
from corpuskit.formats.manifest import digest_inputs
from corpuskit.formats.parquet import Shard

__all__ = ["about_run", "created_of"]

LIBRARIES = ("pyarrow", "datasets", "huggingface_hub", "numpy")  # beside those of the steps: they decide bytes or the card


def about_run(
    name: str,
    shards: Mapping[tuple[str, str], Sequence[Shard]],
    report: Report,
    *,
    recipe_name: str,
    recipe_digest: str,
    recipe_lock: str,
    steps: Sequence[object],
    inputs: Sequence[Any],
    skipped: Sequence[Problem],
    keep: Sequence[tuple[str, str]],
    info: CardInfo,
    options: Mapping[str, Any],
    created: str | None,
) -> About:
    """The About of a finished run. created: the time of SOURCE_DATE_EPOCH."""
    libraries = {lib for step in steps for lib in getattr(type(step), "libraries", ())} | set(LIBRARIES)
    return About(
        name=name,
        shards=shards,
        report=report,
        recipe_name=recipe_name,
        recipe_digest=recipe_digest,
        recipe_lock=recipe_lock,
        steps=[(cast(Step, step).name, kind_of(step)) for step in steps],
        inputs=digest_inputs(inputs),
        skipped=[(p.where, p.what) for p in skipped],
        info=info,
        keep=dict(keep),
        options=options,
        libraries={lib: installed_version(lib) for lib in sorted(libraries)},
        tool_version=__version__,
        created=created,
    )


def created_of(epoch: str | None) -> str | None:
    """The time of SOURCE_DATE_EPOCH, and nothing else: no clock stands in a dataset. Raises UsageError."""
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}", hint="seconds since 1970, or nothing") from None
