"""The steps, by name.

What lives here: STEPS, one explicit table from the name in a recipe to the step's class. What never does: discovery,
plugins found by side effect. Classes are imported when the table is first asked for, so that importing corpuskit stays
quick; the table is complete all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

__all__ = ["STEPS", "STEP_MODULES"]

# name in recipes -> (module, class); in the order in which built-in recipes run them
STEP_MODULES: dict[str, tuple[str, str]] = {
    "decode": ("corpuskit.steps.decode", "Decode"),
    "repair": ("corpuskit.steps.repair", "Repair"),
    "strip": ("corpuskit.steps.strip", "Strip"),
    "characters": ("corpuskit.steps.characters", "Characters"),
    "punctuation": ("corpuskit.steps.punctuation", "Punctuation"),
    "script": ("corpuskit.steps.script", "Script"),
    "mask": ("corpuskit.steps.personal", "Mask"),
    "language": ("corpuskit.steps.language", "Language"),
    "harvest": ("corpuskit.steps.harvest", "Harvest"),
    "personal": ("corpuskit.steps.personal", "Personal"),
    "quality": ("corpuskit.steps.quality", "Quality"),
    "exact": ("corpuskit.steps.exact", "Exact"),
    "near": ("corpuskit.steps.near", "Near"),
    "paragraphs": ("corpuskit.steps.paragraphs", "Paragraphs"),
}


class _Steps(Mapping[str, type]):
    def __getitem__(self, name: str) -> type:
        module, cls = STEP_MODULES[name]
        found = getattr(import_module(module), cls)
        assert isinstance(found, type)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(STEP_MODULES)

    def __len__(self) -> int:
        return len(STEP_MODULES)


STEPS: Mapping[str, type] = _Steps()
