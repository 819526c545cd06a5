"""`ras profile`: all that ship are right; a damaged one is refused with its line, twice worded."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.profiles import FOLDER
from ras.profile import schema_text

SCHEMA = Path(__file__).parents[2] / "docs" / "ras-device-1.schema.json"
FAMILIES = SCHEMA.parent / "device-families.md"
NAMES = sorted(path.name for path in FOLDER.glob("*.yaml"))
Ras = Callable[..., Any]


def test_every_profile_that_ships_is_right(ras: Ras) -> None:
    answer = ras("profile", "check", "all", "--json")
    rows = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 0
    assert len(rows) == len(NAMES)
    assert not any(row["problems"] for row in rows)


def test_a_flipped_bit_is_red_and_says_where(ras: Ras, tmp_path: Path) -> None:
    text = (FOLDER / "yosemitech_y504-a.yaml").read_text(encoding="utf-8")
    copy = tmp_path / "mine.yaml"
    copy.write_text(text, encoding="utf-8")
    assert ras("profile", "check", copy).code == 0
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "01 03 26 00 00 04 4F 41" in row)
    copy.write_text(text.replace("01 03 26 00 00 04 4F 41", "01 03 26 00 00 04 4F 40", 1))
    answer = ras("profile", "check", copy)
    assert answer.code == 1
    assert f"{copy}:{line}: frames.0: 样例帧不符" in answer.err
    assert "CRC should be 4F 41" in answer.err
    assert "yosemitech/y504-a" in answer.out


@pytest.mark.parametrize(
    ("content", "code"), [(b"{not yaml", 1), (b"\xff\xfe", 2), (b"a: 1\n", 1), (None, 2)]
)
def test_what_is_no_profile_is_refused_without_a_traceback(
    ras: Ras, tmp_path: Path, content: bytes | None, code: int
) -> None:
    path = tmp_path / "odd.yaml"
    if content is not None:
        path.write_bytes(content)
    answer = ras("profile", "check", path)
    assert answer.code == code
    assert "Traceback" not in answer.err
    assert str(path) in answer.err
    assert " | " in answer.err


def test_list_and_show(ras: Ras) -> None:
    rows = [json.loads(line) for line in ras("profile", "list", "--json").out.splitlines()]
    assert {"id", "kind", "models", "status", "title", "transports"} == set(rows[0])
    assert "溶解氧" in ras("profile", "list").out
    for row in rows:
        shown = ras("profile", "show", row["id"])
        assert shown.code == 0
        assert row["id"] in shown.out
    body = json.loads(ras("profile", "show", "invt/gd20", "--json").out)
    assert body["schema"] == "ras-device/1"
    unknown = ras("profile", "show", "yosemitech/y999")
    assert unknown.code == 2
    assert "yosemitech/y504-a" in unknown.err


def test_the_committed_schema_is_the_one_in_force(ras: Ras) -> None:
    """Renew it with: ras profile schema > docs/ras-device-1.schema.json."""
    assert ras("profile", "schema").out == schema_text()
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_the_page_of_all_families_is_the_one_in_force(ras: Ras) -> None:
    """Renew it with: ras profile list --markdown > docs/device-families.md."""
    said = ras("profile", "list", "--markdown").out
    assert FAMILIES.read_text(encoding="utf-8") == said
    assert all(f"`{json.loads(row)['id']}`" in said for row in _listed(ras))


def _listed(ras: Ras) -> list[str]:
    rows: list[str] = ras("profile", "list", "--json").out.splitlines()
    return rows
