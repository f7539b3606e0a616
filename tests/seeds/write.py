"""`python -m tests.seeds.write [--check]`: write seeds/, or say what differs from it.

What lives here: the few lines behind scripts/seeds. What never lives here: what the files hold (make.py). Files of seeds/ that
no truth describes are the user's own and are left alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.seeds.make import make_seeds

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def differing() -> list[str]:
    """Paths under seeds/ that are missing or not byte for byte what the truth files make."""
    return [path for path, data in make_seeds().items() if not (SEEDS / path).is_file() or (SEEDS / path).read_bytes() != data]


def main() -> int:
    """Write the files that differ; with --check only name them (exit code 1 if there are any)."""
    changed = differing()
    if "--check" in sys.argv[1:]:
        print("\n".join(f"seeds/{path} differs; run scripts/seeds" for path in changed) or "seeds/ is what the truth files make")
        return 1 if changed else 0
    made = make_seeds()
    for path in changed:
        (SEEDS / path).parent.mkdir(parents=True, exist_ok=True)
        (SEEDS / path).write_bytes(made[path])
    print(f"seeds/: {len(made)} files, {len(changed)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
