"""Our figures of the long runs, kept in a file between runs with the seed and commit they are of.

It refuses to run anything.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from trials.validation.table import Kept

FILE = Path(__file__).with_name("kept.json")


def read_kept(path: Path = FILE) -> dict[str, Kept]:
    """Kept figures by item name; none when there is no file."""
    if not path.exists():
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: Kept(int(row["seed"]), str(row["commit"]), tuple(map(float, row["values"])))
        for name, row in rows.items()
    }


def write_kept(kept: Mapping[str, Kept], path: Path = FILE) -> None:
    """Write the figures, one item a line, sorted by name, to six digits."""
    lines = [
        f"  {json.dumps(name)}: "
        + json.dumps(
            {
                "seed": one.seed,
                "commit": one.commit,
                "values": [float(f"{value:.6g}") for value in one.values],
            }
        )
        for name, one in sorted(kept.items())
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
