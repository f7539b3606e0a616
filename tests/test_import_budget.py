"""`corpuskit --help` must be quick: it loads no parquet, Hub, NumPy or engine module."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "numpy", "pyarrow", "datasets", "huggingface_hub", "duckdb", "ftfy", "langdetect", "opencc", "charset_normalizer",
    "ahocorasick_rs", "corpuskit.engines", "corpuskit.formats", "corpuskit.steps", "corpuskit.api",
)  # fmt: skip

PROBE = """
import sys
sys.argv = ["corpuskit", "--help"]
from corpuskit.cli import main
try:
    main()
except SystemExit as stop:
    assert stop.code == 0, stop.code
print("LOADED", *sorted(sys.modules), file=sys.stderr)
"""


def test_help_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=60)
    loaded = set(done.stderr.partition("LOADED ")[2].split())
    assert "corpuskit.cli" in loaded, done.stderr
    assert not [name for name in HEAVY if name in loaded]
    assert "build" in done.stdout


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, corpuskit; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not [name for name in HEAVY if name in done.stdout.split()]


def test_every_public_name_is_there() -> None:
    import corpuskit

    for name in corpuskit.__all__:
        assert getattr(corpuskit, name) is not None
    assert set(corpuskit.__all__) == set(corpuskit._MODULE_OF) | {"__version__"}


def test_cleaning_a_text_loads_no_parquet_and_no_engine() -> None:
    code = "import sys, corpuskit; corpuskit.clean_text; from corpuskit import api; api.clean; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = done.stdout.split()
    assert "corpuskit.commands.filters" in loaded
    assert not [
        name for name in ("pyarrow", "datasets", "duckdb", "corpuskit.engines", "corpuskit.commands.build") if name in loaded
    ]


def test_the_api_names_what_it_offers() -> None:
    from corpuskit import api

    assert set(api.__all__) == set(api._MODULE_OF) == set(dir(api))
    for name in api.__all__:
        assert getattr(api, name).__module__.startswith("corpuskit."), name
