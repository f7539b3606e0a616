"""The named damages: forward functions that harm sound text the way the web does, in one table, `DAMAGES`.

What lives here: the whole table, and `damage` to apply an entry by name. The entries live in damages_table_charset,
damages_table_lost, damages_table_site and damages_table_text; the functions by mechanism: damages_charset (wrong and lost
bytes), damages_site (site generators), damages_escape (formats nobody decoded), damages_layout (copying, scanning, filters).
What never lives here: a repair, and any knowledge of how one works; the repairs are judged by these functions, so they must
not share a fault.

How it works: each function is pure (text and parameters in, text or bytes out; chance only from `seed`) and takes the whole
text it is given. Pages mix damaged and sound parts; which lines get a damage is the caller's choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from corpuskit.testing import damages_table_charset, damages_table_lost, damages_table_site, damages_table_text
from corpuskit.testing.damages_entry import Damage, Invertible, Kind

__all__ = ["DAMAGES", "Damage", "Invertible", "Kind", "damage"]

_TABLES = (damages_table_charset, damages_table_lost, damages_table_site, damages_table_text)

DAMAGES: Mapping[str, Damage] = MappingProxyType({entry.name: entry for table in _TABLES for entry in table.TABLE})
"""All named damages by name, in the order of the tables."""


def damage(text: str, *names: str) -> str:
    """Apply named damages one after another with their default parameters.

    Raises KeyError for an unknown name and TypeError for a damage that gives bytes: those end a chain.
    """
    for name in names:
        if name not in DAMAGES:
            raise KeyError(f"no damage named {name!r}; corpuskit.testing.damages.DAMAGES lists the {len(DAMAGES)} names")
        out = DAMAGES[name](text)
        if not isinstance(out, str):
            raise TypeError(f"damage {name!r} gives bytes, so it cannot stand in a chain of texts; call DAMAGES[{name!r}]")
        text = out
    return text
