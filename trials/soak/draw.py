"""One random trial from a seed: a load, a time of day, a fault at a random moment, a smaller one.

It refuses to run it. The same seed on the same site is the same trial as long as the list of
faults (`kinds`) is the same.
"""

from collections.abc import Sequence
from math import exp, log
from random import Random
from typing import Any

from farm.site import Device, Mapping, Site, mapping
from hil_sim.ailments import AILMENTS
from hil_sim.instruments import NATURES
from hil_sim.mishaps import MISHAPS
from trials.orders.overlap import overlapping
from trials.scenarios import Scenario
from trials.soak.kinds import Kind, kinds

SECONDS = (600, 1200)
"""Shortest and longest trial, s: an alarm's delay, ten turnovers of a probe, and quiet after it."""
FIRST_S, QUIET_S, END_S = 60.0, 180.0, 60.0
"""No fault before the farm runs; none begins in the end; after the last, time to be normal, s."""
LOAD = (0.3, 1.0)
"""Part of the fullest day's fish."""
DRIVES = {"pump": 2, "drive": 3}
"""Of each system (hil_sim.mishaps)."""
STARVED_FLOOR_MG_L = 0.0
"""Where oxygen itself is taken away none is demanded, mg/L."""


def drawn(seed: int, site: Site, name: str) -> Scenario:
    """The trial of a seed; `name`: of the site's file."""
    dice = Random(f"soak:{seed}:{name}")
    places = Places(site)
    seconds = float(dice.randrange(SECONDS[0], SECONDS[1] + 1, 10))
    everything = kinds()
    while True:
        main = dice.choice(everything)
        minor = dice.choice([kind for kind in everything if kind.minor])
        drafts = [ordered(kind, places, dice, seconds) for kind in (main, minor)]
        orders = [order for order in drafts if order is not None]
        if len(orders) < len(drafts):
            continue
        scenario = _scenario(seed, name, seconds, orders, main, dice)
        if not any(overlapping(scenario.orders)):
            return scenario


def _scenario(
    seed: int, site: str, seconds: float, orders: Sequence[Any], main: Kind, dice: Random
) -> Scenario:
    starts = f"{dice.randrange(24):02d}:{dice.randrange(60):02d}"
    allowed = {"oxygen_floor_mg_l": STARVED_FLOOR_MG_L} if main.starves else {}
    words = " + ".join(said(order) for order in orders)
    return Scenario.model_validate(
        {
            "schema": "ras-trial/1",
            "name": f"SOAK-{seed}",
            "title": {"zh": f"随机 {words}", "en": f"random {words}"},
            "source": "drawn",
            "sites": [site],
            "seconds": seconds,
            "starts": starts,
            "load_share": round(dice.uniform(*LOAD), 2),
            "orders": list(orders),
            **allowed,
        }
    )


def said(order: dict[str, Any]) -> str:
    """An order in a few characters: what happens, and where."""
    what = order.get("what") or order.get("kind") or order.get("mood") or order["do"]
    where = [str(order[key]) for key in ("device", "bus", "tag", "place") if order.get(key)]
    return " ".join([str(what), *where])


def ordered(kind: Kind, places: "Places", dice: Random, seconds: float) -> dict[str, Any] | None:
    """An order as a scenario says it; None where the site has no place for it."""
    at_s = round(dice.uniform(FIRST_S, seconds - QUIET_S - END_S), 1)
    longest_s = min(kind.lasts_s[1], seconds - QUIET_S - at_s)
    for_s = exp(dice.uniform(log(kind.lasts_s[0]), log(max(longest_s, kind.lasts_s[0]))))
    order: dict[str, Any] = {"at_s": at_s, "do": kind.do, "for_s": round(for_s, 1)}
    where = places.of(kind)
    if where is not None:
        if not where[1]:
            return None
        order[where[0]] = dice.choice(where[1])
    if kind.do in ("plant", "instrument"):
        order["what"] = kind.name
    elif kind.do in ("fault", "line"):
        order["kind"] = kind.name
    elif kind.do == "disk":
        order["mood"] = kind.name
    if kind.values is not None:
        order["value"] = _even(kind, dice)
    if kind.do == "clock":
        del order["for_s"]
        order["by_s"] = order.pop("value")
    return order


def _even(kind: Kind, dice: Random) -> float:
    low, high = kind.values or (1.0, 1.0)
    whole = kind.name in ("pump_trip", "pump_broken", "echo_other_address")
    return float(dice.randint(int(low), int(high))) if whole else round(dice.uniform(low, high), 3)


class Places:
    """Where things can go wrong at a site, by the key an order names them with."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._devices = [device for device in site.devices if device.enabled]
        self._tags = {
            row.tag: row
            for device in self._devices
            for row in (mapping(entry) for entry in device.points.values())
        }

    def of(self, kind: Kind) -> tuple[str, list[str]] | None:
        """Key and names; None for what has no place."""
        if kind.do == "fault":
            return "device", [device.id for device in self._devices]
        if kind.do == "power":
            return "device", [device.id for device in self._devices if _boots(device)]
        if kind.do == "line":
            used = {device.bus for device in self._devices}
            return "bus", [bus.id for bus in self._site.buses if bus.id in used]
        if kind.do == "instrument":
            return "tag", [tag for tag, row in self._tags.items() if _befalls(kind.name, row)]
        return ("place", self._plant(kind.name)) if kind.do == "plant" else None

    def _plant(self, name: str) -> list[str]:
        where, systems = MISHAPS[name].where, [system.id for system in self._site.systems]
        if where == "tank":
            return [tank.id for tank in self._site.tanks()]
        if where == "farm":
            return [""]
        if where == "system":
            return systems
        return [f"{one}/{n + 1}" for one in systems for n in range(DRIVES[where])]


def _boots(device: Device) -> bool:
    return device.profile == "xjl/rio-1"


def _befalls(ailment: str, row: Mapping) -> bool:
    """Whether an ailment can befall what a tag's mapping describes."""
    quantity, on = row.tag.partition(".")[2], AILMENTS[ailment].on
    if ailment == "loop_current":
        return row.span is not None
    # a contact neither drifts nor fouls
    return quantity in on if on else quantity in NATURES and NATURES[quantity].noise_sd > 0.0
