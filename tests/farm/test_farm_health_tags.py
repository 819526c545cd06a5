"""Tags of lines, stations and the controller: which there are, and what nobody may do with them."""

from pathlib import Path

import pytest

from drivers.profiles import load_profiles
from farm.document import Document
from farm.health_tags import health_tags
from farm.names import Names
from farm.problem import Misconfigured
from farm.quantity import QUANTITIES, Kind, Place
from farm.site import Site
from farm.site_check import load_site

TRIAL = Path(__file__).parents[2] / "sites" / "trial.yaml"
TEXT = TRIAL.read_text(encoding="utf-8")


def trial() -> Site:
    return Document("trial.yaml", TEXT).parse(Site)


def refused(old: str, new: str) -> list[str]:
    assert old in TEXT
    with pytest.raises(Misconfigured) as caught:
        load_site("trial.yaml", TEXT.replace(old, new, 1), load_profiles())
    return [f"{p.path}: {p.wrong.en}" for p in caught.value.problems]


def test_every_line_station_and_the_farm_has_its_tags() -> None:
    tags = health_tags(trial())
    assert len(tags) == len(set(tags))
    assert {"s1-do-a.utilisation", "s1-01-do-a.reply_p99", "farm.clock_drift"} <= set(tags)
    # a line and the station on it may share a name, their tags stay apart
    assert {"s1-io.utilisation", "s1-io.reply_p99"} <= set(tags)


def test_places_of_lines_and_stations_hold_health_only() -> None:
    for row in QUANTITIES.values():
        if row.place in (Place.LINE, Place.STATION):
            assert row.kind is Kind.HEALTH, row.key


def test_no_device_may_deliver_health() -> None:
    told = refused("{flow: 1.flow}", "{flow: s1-aux.utilisation}")
    assert any("told by the controller" in one for one in told), told
    told = refused("{flow: 1.flow}", "{flow: farm.clock_drift}")
    assert any("told by the controller" in one for one in told), told


def test_no_limit_may_be_set_on_health() -> None:
    limit = "limits:\n  - {quantity: utilisation, side: high, at: 90, back: 1, delay_s: 1,"
    told = refused("limits:\n", f"{limit} priority: 3, basis: x}}\n")
    assert any("unknown name utilisation" in one for one in told), told


@pytest.mark.parametrize("old", ["id: s1-do-b, kind", "id: s1-01-do-a, profile"])
def test_lines_and_devices_may_not_be_called_like_tanks(old: str) -> None:
    kept = old.partition(",")[2]
    told = refused(old, f"id: 1-01,{kept}")
    assert any("1-01 is used twice" in one for one in told), told


@pytest.mark.parametrize(
    ("place", "zh"),
    [
        ("s1-01-do-a", "1-01 池 溶解氧 A、水温"),
        ("s1-pump-1", "1 号系统 循环泵 1"),
        ("1-01.oxygen_valve", "1-01 池 氧气阀"),
        ("s1-pump-1.comm_loss_action", "1 号系统 循环泵 1"),
        ("f-scale", "全场 磅秤读数、磅秤稳定"),
        ("nobody", "nobody"),
    ],
)
def test_devices_are_called_after_what_they_do(place: str, zh: str) -> None:
    assert Names(trial()).of(place).zh == zh


def test_a_device_of_many_points_is_counted() -> None:
    names = Names(trial())
    assert names.of("s1-io").zh.startswith("1 号系统 输入输出箱（")
    assert names.where["f-panel"].zh == "全场"
    assert names.line("s1-io").zh == "1 号系统 总线 s1-io"
