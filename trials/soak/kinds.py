"""What may go wrong in a soak: every fault by name, with the values and durations drawn for it.

It refuses to draw. Names come from the simulator itself, so that a new fault is drawn as soon as
there is one: without a row here it is on, or at the value that the simulator gives it.
"""

from dataclasses import dataclass
from typing import Literal

from hil_sim.ailments import AILMENTS
from hil_sim.line_faults import LineFaults
from hil_sim.mishaps import MISHAPS
from hil_sim.wire_faults import WireFaults

Family = Literal["plant", "fault", "line", "instrument", "power", "kill", "box_off", "stall",
                 "disk", "clock"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One fault. `values`: drawn evenly between the two; None: as the simulator takes it.

    `lasts_s`: shortest and longest, drawn evenly on a logarithmic scale.
    `starves`: takes oxygen itself away, so that how low it falls is told and not demanded; pumps
    turn all the same. `minor`: small enough to come on top of another.
    """

    do: Family
    name: str = ""
    values: tuple[float, float] | None = None
    lasts_s: tuple[float, float] = (20.0, 600.0)
    starves: bool = False
    minor: bool = False


VALUES: dict[tuple[str, str], tuple[float, float]] = {
    # what "a lot" is for each, in the unit its simulator says; chosen for the trial site
    ("plant", "mains"): (0.0, 0.0),
    ("plant", "mains_voltage"): (0.6, 0.9),
    ("plant", "genset_start"): (5.0, 30.0),
    ("plant", "genset_fuel"): (2.0, 60.0),
    ("plant", "ups_charge"): (10.0, 90.0),
    ("plant", "ups_battery"): (0.1, 0.9),
    ("plant", "pump_trip"): (1.0, 8.0),
    ("plant", "pump_broken"): (1.0, 8.0),
    ("plant", "suction"): (0.0, 0.6),
    ("plant", "fan_belt"): (0.0, 0.6),
    ("plant", "fan_heat"): (5.0, 60.0),
    ("plant", "valve_stuck_at"): (0.0, 100.0),
    ("plant", "oxygen_falls"): (0.02, 1.0),
    ("plant", "oxygen_purity"): (50.0, 92.0),
    ("plant", "oxygen_reserve"): (0.0, 500.0),
    ("plant", "lox"): (0.0, 0.5),
    ("plant", "meal"): (50.0, 2000.0),
    ("plant", "leak"): (0.5, 30.0),
    ("plant", "tank_leak"): (0.5, 30.0),
    ("plant", "outlet"): (0.0, 0.8),
    ("plant", "makeup_stuck"): (0.0, 20.0),
    ("plant", "drum_clogging"): (100.0, 20_000.0),
    ("plant", "alkalinity"): (15.0, 80.0),
    ("plant", "film"): (0.0, 0.8),
    ("plant", "heat_stuck"): (-1.0, 1.0),
    ("plant", "ozone_stuck"): (0.0, 1.0),
    ("plant", "weigh"): (5.0, 60.0),
    ("fault", "late_s"): (0.02, 3.0),
    ("fault", "late_random_s"): (0.02, 2.0),
    ("fault", "garble_share"): (0.01, 0.6),
    ("fault", "deaf_share"): (0.01, 0.6),
    ("fault", "cut_share"): (0.01, 0.6),
    ("fault", "extra_share"): (0.01, 0.6),
    ("fault", "echo_other_address"): (1.0, 30.0),
    ("line", "noise_share"): (0.01, 0.5),
    ("instrument", "drifts"): (-3.0, 3.0),
    ("instrument", "fouled_low"): (0.1, 6.0),
    ("instrument", "fouled_high"): (0.1, 6.0),
    ("instrument", "thermometer_stuck"): (5.0, 35.0),
    ("instrument", "loop_current"): (0.0, 24.0),
    ("clock", "clock"): (-7200.0, 7200.0),
}
STARVES = frozenset({
    ("plant", "oxygen_cut"), ("plant", "oxygen_falls"), ("plant", "oxygen_purity"),
    ("plant", "lox"),
})  # fmt: skip
"""Nothing brings what these take away: no second bank is fitted, no second vessel."""
MINOR = frozenset({
    ("plant", "feeder_jam"), ("plant", "genset_fuel"), ("plant", "ups_charge"),
    ("plant", "fan_heat"), ("plant", "ozone_breaker"), ("plant", "weigh"), ("fault", "mute"),
    ("fault", "late_s"), ("fault", "late_random_s"), ("fault", "garble_share"),
    ("fault", "deaf_share"), ("fault", "cut_share"), ("fault", "extra_share"),
    ("fault", "wrong_count"), ("fault", "wrong_function"), ("line", "noise_share"),
    ("instrument", "fouled_low"),
})  # fmt: skip
UNTOLD = frozenset({
    # set up wrongly by a person: what it answers is sound, and nothing on the wire tells
    ("fault", "listens_to"), ("fault", "map_shift"), ("fault", "words_swapped"),
    ("fault", "bytes_swapped"), ("fault", "not_executed"), ("fault", "astray"),
})  # fmt: skip
"""Not drawn: scenarios judge these with what each one's device can be known by."""
COMPUTER = (
    Kind("kill", "kill", lasts_s=(1.0, 60.0)),
    Kind("box_off", "box_off", lasts_s=(20.0, 120.0)),
    Kind("stall", "stall", lasts_s=(1.0, 20.0)),
    Kind("disk", "full"),
    Kind("disk", "error"),
    Kind("disk", "read_only"),
    Kind("disk", "locked", lasts_s=(5.0, 120.0), minor=True),
    Kind("disk", "slow", minor=True),
    Kind("clock", "clock", VALUES["clock", "clock"], minor=True),
)
BOARDS = (Kind("power", "power", lasts_s=(2.0, 60.0)),)
"""Of devices with a boot counter."""


def kinds() -> tuple[Kind, ...]:
    """Everything that may be drawn."""
    named: list[tuple[Family, str]] = [("plant", name) for name in MISHAPS]
    named += [("fault", name) for name in WireFaults.__dataclass_fields__]
    named += [("line", name) for name in LineFaults.__dataclass_fields__]
    named += [("instrument", name) for name in AILMENTS]
    found = [
        Kind(*row, VALUES.get(row), starves=row in STARVES, minor=row in MINOR)
        for row in named
        if row not in UNTOLD
    ]
    return (*found, *COMPUTER, *BOARDS)
