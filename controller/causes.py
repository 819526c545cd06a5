"""Which alarm may be the consequence of which: one is shown, the others inside it.

It refuses to know whether any of them stands.
"""

from collections.abc import Iterator

from controller.alarms import Condition
from controller.emergencies import OF_ALL, of_many
from controller.layout import Layout
from farm.tag import FARM, TagName, place_of

LOW_OXYGEN = ("oxygen_low_1", "oxygen_low_2", "oxygen_low_3")
MAINS = f"mains_ok_low_1@{FARM}"
PHASE = f"phase_ok_low_1@{FARM}"
POWER = f"power_lost@{FARM}"
MOTORS = frozenset({"pump_1", "pump_2", "fan"})
"""Outputs whose drives hang on the bars: nothing else is silent for want of power."""
OF_A_SYSTEM = {
    "emergency_many": ("emergency_many_long",),
    "emergency_all": ("emergency_all_long",),
    "ph_falls": ("flow_lost", "emergency_many_long", "emergency_many"),
    "flow_low": ("flow_lost",),
    "flow_meter": ("flow_lost",),
    "pump_1_fault": ("flow_lost",),
    "pump_2_fault": ("flow_lost",),
    "standby_runs": ("flow_lost", "pump_1_fault", "pump_2_fault"),
}
OF_A_TANK = {
    "feed_stopped": (*LOW_OXYGEN, "blind", "emergency_open"),
    "emergency_open": (*LOW_OXYGEN, "emergency_long"),
    "minutes_to_4_low_1": LOW_OXYGEN,
    "oxygen_high_1": ("emergency_open",),
    "oxygen_high_2": ("emergency_open",),
    "probe_bad": ("blind",),
    "probe_disagreement": ("blind",),
    "valve_stuck": ("output_failed",),
}
NEEDS_WATER = {*LOW_OXYGEN, "minutes_to_4_low_1", "emergency_open", "emergency_long"}
NEEDS_A_PROBE = {"probe_bad", "blind"}


WRONG_MODES = ("wrong_mode_gateway", "wrong_mode_transparent")


class Causes:
    """Possible causes of a condition on one site."""

    def __init__(self, layout: Layout) -> None:
        """Precompute which stations and lines stand behind each tank."""
        self._system = {tank.id: tank.system for tank in layout.tanks}
        self._systems = tuple(system.id for system in layout.systems)
        self._probes = {
            tank.id: [layout.station_of[p] for p in tank.probes if p in layout.station_of]
            for tank in layout.tanks
        }
        self._bus = {station.device: station.bus for station in layout.stations}
        self._on: dict[str, list[str]] = {}
        for device, bus in self._bus.items():
            self._on.setdefault(bus, []).append(device)
        self._device = {name: layout.station_of[name].device for name in layout.instruments}
        self._of_output = {name: layout.station_of[name] for name in layout.outputs}
        self._motors = {o.device for n, o in self._of_output.items() if is_motor(n)}
        others = {s.bus for s in layout.stations if s.device not in self._motors}
        self._motor_lines = {bus for bus in self._bus.values() if bus not in others}

    def of(self, condition: Condition) -> Iterator[str]:
        """Ids of alarms this one may belong inside, the worst first."""
        kind, place = condition.kind, condition.place
        yield from self._water(condition)
        yield from self._power(condition)
        if kind.startswith("ph_low"):
            yield f"ph_falls@{place}"
        stem, _, rank = kind.rpartition("_")
        if rank.isdigit():
            yield from (f"{stem}_{n}@{place}" for n in range(1, int(rank)))
        for cause in (*OF_A_TANK.get(kind, ()), *OF_A_SYSTEM.get(kind, ())):
            yield f"{cause}@{place}"
        yield from self._instruments(kind, place)
        yield from self._wires(kind, place)
        if kind in ("output_failed", "foreign_write", "outputs_failed"):
            yield from self._outputs(kind, place)

    def _water(self, condition: Condition) -> Iterator[str]:
        """Loops that stand still, and emergency oxygen of many."""
        kind, place = condition.kind, condition.place
        system = self._system.get(place)
        if kind in NEEDS_WATER and system is not None:
            yield f"flow_lost@{system}"
            if many := of_many(condition):
                yield f"{many}@{system}"
        if kind in OF_ALL:
            yield from (f"flow_lost@{place}", f"{OF_ALL[kind]}@{FARM}")
        if kind in OF_ALL.values():  # while one of its systems has no water they all stand there
            yield from (f"flow_lost@{one}" for one in self._systems)
        if kind == "flow_lost":
            yield f"loop_stagnant@{place}"

    def _power(self, condition: Condition) -> Iterator[str]:
        if condition.id in (PHASE, POWER):
            yield MAINS
        if condition.kind == "flow_lost" or self._is_motor(condition.kind, condition.place):
            yield POWER

    def _instruments(self, kind: str, place: str) -> Iterator[str]:
        """Probes of a tank, and whatever else measures."""
        if kind in NEEDS_A_PROBE and place in self._system:
            yield f"same_water@{self._system[place]}"
        if kind == "instrument_bad":
            tank = place_of(TagName(place))
            yield from (f"blind@{tank}", f"probe_bad@{tank}") if tank in self._system else ()
            if TagName(place) in self._device:
                yield f"instruments_bad@{self._device[TagName(place)]}"
        if kind in NEEDS_A_PROBE:
            for station in self._probes.get(place, ()):
                yield from self._line(station.bus)
                yield f"station_silent@{station.device}"
                yield f"wrong_device@{station.device}"
                yield f"byte_order@{station.device}"

    def _wires(self, kind: str, place: str) -> Iterator[str]:
        """Stations and lines."""
        if kind == "station_silent":
            yield from self._line(self._bus.get(place, ""))
        if kind == "line_silent":
            yield from (f"{mode}@{place}" for mode in WRONG_MODES)
        if kind == "polls_late":
            yield from (f"line_overloaded@{place}", f"line_slow@{place}")
            yield from (f"reply_slow@{device}" for device in self._on.get(place, ()))
        if kind == "reply_slow":
            yield f"line_slow@{self._bus.get(place, '')}"

    def _outputs(self, kind: str, place: str) -> Iterator[str]:
        """What was written and not obeyed, or written by others."""
        if kind == "outputs_failed":
            yield from self._line(self._bus.get(place, ""))
            yield from (f"station_silent@{place}", f"writes_astray@{place}")
            return
        yield from self._output(TagName(place))
        if kind == "output_failed" and TagName(place) in self._of_output:
            yield f"outputs_failed@{self._of_output[TagName(place)].device}"

    def _is_motor(self, kind: str, place: str) -> bool:
        """Whether it is about drives alone, which say and do nothing without power."""
        if kind == "line_silent":
            return place in self._motor_lines
        if kind == "output_failed":
            return is_motor(place)
        return kind == "station_silent" and place in self._motors

    def _line(self, bus: str) -> Iterator[str]:
        yield from (f"{mode}@{bus}" for mode in WRONG_MODES)
        yield f"line_silent@{bus}"

    def _output(self, name: TagName) -> Iterator[str]:
        station = self._of_output.get(name)
        if station is not None:
            yield f"line_silent@{station.bus}"
            yield f"station_silent@{station.device}"
            yield f"writes_astray@{station.device}"
        if name.endswith(("pump_1", "pump_2")):
            yield f"{name.partition('.')[2]}_fault@{place_of(name)}"


def is_motor(output: str) -> bool:
    """Whether this output is a drive's."""
    return output.partition(".")[2] in MOTORS
