"""What standing alarms force upon outputs: feeders off, breakers opened, a trim line shut.

It refuses to know why an alarm stands; limits that stop feeding say so in the site file.
"""

from collections.abc import Mapping

from controller.alarms import Life
from controller.layout import Layout
from controller.water_conditions import PH_FALLS
from farm.quantity import QUANTITIES
from farm.tag import TagName, tag
from farm.words import Words

RUNS_AWAY, OZONE_UNASKED = "feeder_runs_away", "ozone_unasked"
FEEDER_TRIP = "feeder_trip"
OXYGEN_OVER, OXYGEN_SHORT = "oxygen_over", "oxygen_short"


def feed_held(layout: Layout, lives: Mapping[str, Life]) -> dict[TagName, Words]:
    """Feeders held off by a limit marked `stops_feed`, a tank short of oxygen, an open breaker.

    A feeder behind an open breaker gives nothing whatever its relay says: no feed may be booked.
    """
    stops = layout.feed_stops
    held: dict[TagName, Words] = {}
    for key, life in lives.items():
        if not life.is_live:
            continue
        if key in stops:
            held |= dict.fromkeys(stops[key], _past(life.condition.kind))
        elif life.condition.kind == OXYGEN_SHORT and life.condition.place in layout.system_of:
            held[tag(life.condition.place, "feeder")] = _SHORT
        elif life.condition.kind == PH_FALLS:
            held |= {t.feeder: _ACID for t in layout.tanks if t.system == life.condition.place}
    for breaker in tripped(layout, lives):
        system, _, quantity = breaker.partition(".")
        if quantity == FEEDER_TRIP:
            tanks = (tank for tank, of in layout.system_of.items() if of == system)
            held |= {tag(tank, "feeder"): _WELDED for tank in tanks}
    return held


def _past(kind: str) -> Words:
    quantity = QUANTITIES[kind.rsplit("_", 2)[0]]
    return Words(
        zh=f"{quantity.zh}越限，停止投喂", en=f"{quantity.en} is past its limit: feeding stopped"
    )


def tripped(layout: Layout, lives: Mapping[str, Life]) -> dict[TagName, Words]:
    """Breakers, isolating and emergency valves that must be thrown now, with the reason."""
    thrown: dict[TagName, Words] = {}
    for life in lives.values():
        if not life.is_live:
            continue
        kind, place = life.condition.kind, life.condition.place
        if kind == RUNS_AWAY:
            thrown[tag(layout.system_of.get(place, ""), FEEDER_TRIP)] = _WELDED
        elif kind == OZONE_UNASKED:
            thrown[tag(place, "ozone_trip")] = _OZONE
        elif kind == OXYGEN_OVER:
            thrown[tag(place, "oxygen_isolation")] = _OVER
        elif kind == OXYGEN_SHORT:
            thrown[tag(place, "emergency_valve")] = _SHORT
    return {name: why for name, why in thrown.items() if name in layout.rules}


def degassed(layout: Layout, lives: Mapping[str, Life]) -> dict[TagName, Words]:
    """Fans that must run at their most: pH falls, and carbon dioxide makes it worse."""
    falling = {
        life.condition.place
        for life in lives.values()
        if life.is_live and life.condition.kind == PH_FALLS
    }
    return {system.fan: _ACID for system in layout.systems if system.id in falling}


_ACID = Words(
    zh="pH 下降太快：停止投喂，脱气开到最大",
    en="pH falls too fast: no feed, the degasser at its most",
)
_WELDED = Words(
    zh="投饵机继电器断开仍在下料：断开投饵回路",
    en="a feeder runs with its relay off: breaker opened",
)
_OZONE = Words(
    zh="臭氧发生器未受命而运行：断开其电源", en="ozone runs though nobody asked: breaker opened"
)
_OVER = Words(
    zh="氧气阀关不住且溶氧过高：关断该池供氧支路",
    en="the oxygen valve does not close and oxygen is too high: its line is shut",
)
_SHORT = Words(
    zh="氧气阀打不开，由应急增氧补足", en="the oxygen valve does not open: emergency oxygen instead"
)
