"""Every profile that ships can be used: a tiny site with it on a line of its own is accepted.

Maps each point to the first free quantity of its unit; which units have none is written down here.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.profiles import load_profiles
from farm.device_check import CARRIES
from farm.profile import UNIT_SET_ON_DEVICE, Profile, Trust
from farm.quantity import QUANTITIES, Kind, Place

Ras = Callable[..., Any]
PROFILES = {name: row for name, row in load_profiles().items() if row.signal is None}
PLACES = {Place.TANK: "1-01", Place.SYSTEM: "1", Place.FARM: "farm"}
NO_QUANTITY = {
    "cells/mL", "dBm", "h", "kPa", "kVA", "kvar", "m/s", "min", "ppm", "rpm", "µg/L",
}  # fmt: skip
"""Units some point has and no quantity of the farm: shown by `ras profile show`, not yet mapped."""


def entries(profile: Profile) -> dict[str, str]:
    """Point key → its entry in a site file."""
    free = [q for q in QUANTITIES.values() if q.kind in (Kind.MEASURED, Kind.COUNTER)]
    found = {}
    for key, unit in profile.point_keys().items():
        fitting = [q for q in free if unit in (q.device_unit, "mA", UNIT_SET_ON_DEVICE)]
        if fitting:
            free.remove(fitting[0])
            tag = f"{PLACES[fitting[0].place]}.{fitting[0].key}"
            found[key] = f"{{tag: {tag}, span: [0, 1]}}" if unit == "mA" else tag
    return found


def tiny(profile: Profile) -> str:
    kind = next(kind for kind, ways in CARRIES.items() if ways & set(profile.transport))
    wire = "127.0.0.1:502" if "tcp" in kind else "/dev/ras/a"
    serial = profile.serial
    line = ""
    if serial is not None:
        line = (
            f", baud: {serial.baud}, data_bits: {serial.data_bits},"
            f" parity: {serial.parity}, stop_bits: {serial.stop_bits}"
        )
    points = "".join(f"\n      {key}: {entry}" for key, entry in entries(profile).items())
    draft = "\n    enabled: true" if profile.status is Trust.DRAFT else ""
    return f"""schema: ras-site/1
id: tiny
name: {{zh: 小, en: tiny}}
water: {{alkalinity_mg_l: 85}}
systems:
  - {{id: "1", name: {{zh: 一, en: one}}, tanks: [{{id: 1-01, volume_m3: 42}}]}}
buses:
  - {{id: a, kind: {kind}, wire: "{wire}"{line}}}
devices:
  - id: it
    profile: {profile.id}
    bus: a
    unit: {profile.unit.default}
    period_s: {max(2.0, profile.timing.min_poll_ms / 1000)}{draft}
    points:{points or " {}"}
"""


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_tiny_site_with_it_is_accepted(ras: Ras, tmp_path: Path, name: str) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(tiny(PROFILES[name]), encoding="utf-8")
    answer = ras("check", path, "--json")
    assert answer.code == 0, answer.out
    body = json.loads(answer.out)
    assert body["tags"] >= 1
    assert (name in body["drafts"]) == (PROFILES[name].status is Trust.DRAFT)


def test_units_without_a_quantity_are_known() -> None:
    units = {q.device_unit for q in QUANTITIES.values() if q.kind in (Kind.MEASURED, Kind.COUNTER)}
    missing = {
        unit
        for profile in PROFILES.values()
        for unit in profile.point_keys().values()
        if unit not in {*units, "mA", UNIT_SET_ON_DEVICE}
    }
    assert missing <= NO_QUANTITY


def test_a_draft_is_off_unless_somebody_asks_for_it(ras: Ras, tmp_path: Path) -> None:
    drafts = [row for row in PROFILES.values() if row.status is Trust.DRAFT]
    assert drafts
    path = tmp_path / "tiny.yaml"
    for profile in drafts:
        path.write_text(tiny(profile).replace("\n    enabled: true", ""), encoding="utf-8")
        answer = ras("check", path)
        assert answer.code == 2
        assert "草稿" in answer.err and "off by default" in answer.err
        path.write_text(tiny(profile).replace("enabled: true", "enabled: false"), encoding="utf-8")
        assert ras("check", path).code == 0
