"""What goes wrong with an instrument itself, by name, and what a person with a brush mends.

It refuses to know wires and registers (see `raw_words`) and who is to notice.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from farm.site import Mapping, Site, mapping
from hil_sim.binding import Binding
from hil_sim.instruments import Panel
from hil_sim.text_ezo_kept import FORGETS
from models.oxygen import saturation_mg_l

IN_AIR_NOISE = 0.1
"""Part of its noise a probe keeps in still air: no turbulence, no fish; engineering memory."""
DEAD_GLASS_PH, DEAD_GLASS_NOISE = 7.0, 0.2
"""A cracked or shorted pH glass gives 0 mV, which is pH 7 (IUPAC: isopotential point)."""
FACTORY_C = 20.0
"""What an EZO circuit compensates for until told otherwise, with sea-level pressure, °C; both
are forgotten without power (Atlas Scientific, EZO-DO data sheet)."""
SAMPLED_EVERY = 10
"""Seconds (steps of the plant) between two values of a probe that serves a whole hall; engineering
memory: 5–120."""
FOULING_MOST_PER_H = 1000.0
Undo = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Ailment:
    """How one begins on a tag with a value; returns what ends it.

    `on`: quantities it can befall (empty: every measured one); `value`: what stands without one.
    """

    begin: "Callable[[Instruments, str, float], Undo]"
    on: tuple[str, ...] = ()
    value: float = 1.0


class Instruments:
    """The instruments of a farm as somebody with a screwdriver meets them."""

    def __init__(
        self,
        panel: Panel,
        site: Site,
        binding_of: Callable[[str], Binding | None],
        shown: Callable[[str], None],
    ) -> None:
        """`binding_of`: a device's wiring by its id, None for one without a register table.

        `shown`: told of a tag that shows another value from this moment on.
        """
        self.panel, self._binding_of, self._shown = panel, binding_of, shown
        self._fitted: dict[str, list[tuple[str, Mapping]]] = {}
        for device in site.devices:
            for entry in device.points.values() if device.enabled else ():
                row = mapping(entry)
                self._fitted.setdefault(row.tag, []).append((device.id, row))
        self._ill: dict[tuple[str, str], Undo] = {}

    def befall(self, what: str, tag: str, value: float | None = None) -> None:
        """Let an ailment begin; the same one again begins anew. ValueError in words."""
        if what not in AILMENTS:
            raise ValueError(f"{what!r} is not one of {', '.join(sorted(AILMENTS))}")
        ailment = AILMENTS[what]
        if tag not in self._fitted:
            raise ValueError(f"no instrument shows {tag!r}")
        if ailment.on and quantity_of(tag) not in ailment.on:
            raise ValueError(f"{what} befalls {', '.join(ailment.on)}, not {tag}")
        self.heal(what, tag)
        given = ailment.value if value is None else value
        self._ill[what, tag] = ailment.begin(self, tag, given)

    def heal(self, what: str, tag: str) -> None:
        """End an ailment; nothing when there is none."""
        undo = self._ill.pop((what, tag), None)
        if undo is not None:
            undo()

    def clean(self, tag: str) -> None:
        """Brush a probe: what has grown on it is gone, and may grow again."""
        self.panel.fouled[self._slot(tag)] = 0.0

    def calibrate(self, tag: str) -> None:
        """Make a probe show what truly is: offset, drift so far and fouling so far cancel out."""
        slot = self._slot(tag)
        self.panel.bias[slot] = -self.panel.fouled[slot]

    def tell(self, tag: str) -> None:
        """Say that a tag shows another value from this moment on."""
        self._shown(tag)

    def hold(self, tag: str, value: float | None = None) -> None:
        """Freeze a tag at `value`, or at what it shows."""
        self.panel.hold(tag, value)
        self._shown(tag)

    def free(self, tag: str) -> None:
        """Let it follow the plant again."""
        self.panel.free(tag)
        self._shown(tag)

    def _slot(self, tag: str) -> int:
        if tag not in self._fitted:
            raise ValueError(f"no instrument shows {tag!r}")
        return self.panel.slot[tag]

    def loop(self, tag: str) -> tuple[float, float] | None:
        """Values at 4 and 20 mA of a tag that comes as a current."""
        return next((row.span for _, row in self._fitted[tag] if row.span is not None), None)

    def tank_warmth(self, tag: str) -> Callable[[], float]:
        """True temperature of a tank's water, °C."""
        plant = self.panel.plant
        where = plant.layout.tank_ids.index(tag.partition(".")[0])
        return lambda: float(np.asarray(plant.water.tanks.temperature_c)[where])

    def thermometers(self, tag: str) -> list[tuple[Binding, str]]:
        """Wirings of the devices that show a tag, and the temperature tag of each ("": unmapped)"""
        found = []
        for device, _ in self._fitted[tag]:
            binding = self._binding_of(device)
            if binding is not None:
                own = binding.points.get("temperature")
                found.append((binding, own.tag if own is not None else ""))
        return found


def quantity_of(tag: str) -> str:
    """The right side of a tag."""
    return tag.partition(".")[2]


def _drifts(farm: Instruments, tag: str, per_h: float) -> Undo:
    panel, slot = farm.panel, farm.panel.slot[tag]
    before = float(panel.bias[slot])
    panel.drift_per_s[slot] = per_h / 3600.0

    def undo() -> None:
        panel.drift_per_s[slot], panel.bias[slot] = 0.0, before

    return undo


def _fouled(sign: int) -> Callable[[Instruments, str, float], Undo]:
    def begin(farm: Instruments, tag: str, per_h: float) -> Undo:
        if not 0.0 <= per_h <= FOULING_MOST_PER_H:
            raise ValueError(f"fouling grows by 0 to {FOULING_MOST_PER_H:g} an hour")
        panel, slot = farm.panel, farm.panel.slot[tag]
        panel.fouling_per_s[slot] = sign * per_h / 3600.0

        def undo() -> None:
            panel.fouling_per_s[slot] = panel.fouled[slot] = 0.0

        return undo

    return begin


def _in_air(farm: Instruments, tag: str, _value: float) -> Undo:
    warm, pressure_atm = farm.tank_warmth(tag), farm.panel.plant.layout.pressure_atm
    return _stands_in(farm, tag, lambda: float(saturation_mg_l(warm(), pressure_atm)), IN_AIR_NOISE)


def _dead_glass(farm: Instruments, tag: str, _value: float) -> Undo:
    return _stands_in(farm, tag, lambda: DEAD_GLASS_PH, DEAD_GLASS_NOISE)


def _stands_in(farm: Instruments, tag: str, around: Callable[[], float], noise_part: float) -> Undo:
    panel, slot = farm.panel, farm.panel.slot[tag]
    panel.around[slot] = around
    panel.quieted(slot, noise_part)

    def undo() -> None:
        panel.around.pop(slot, None)
        panel.quieted(slot, 1.0)

    return undo


def _thermometer_stuck(farm: Instruments, tag: str, stuck_c: float) -> Undo:
    """An optical probe measures saturation; mg/L is reckoned with its own thermometer."""
    panel, slot = farm.panel, farm.panel.slot[tag]
    warm, pressure_atm = farm.tank_warmth(tag), panel.plant.layout.pressure_atm
    stuck_full = float(saturation_mg_l(stuck_c, pressure_atm))

    def part() -> float:
        return stuck_full / float(saturation_mg_l(warm(), pressure_atm))

    thermometers = farm.thermometers(tag)
    panel.skewed[slot] = lambda mg_l: mg_l * part()
    panel.show(slot, float(panel.shown[slot]) * part())  # both registers change at one moment
    for binding, own in thermometers:
        if own:
            farm.hold(own, stuck_c)
        binding.overrides["temperature"] = stuck_c
    farm.tell(tag)

    def undo() -> None:
        panel.skewed.pop(slot, None)
        panel.show(slot, float(panel.shown[slot]) / part())
        for binding, own in thermometers:
            if own:
                farm.free(own)
            binding.overrides.pop("temperature", None)
        farm.tell(tag)

    return undo


def _settings_lost(farm: Instruments, tag: str, _value: float) -> Undo:
    """Compensation as after a power cycle: 20 °C at sea level, whatever the spring is."""
    panel, slot, layout = farm.panel, farm.panel.slot[tag], farm.panel.plant.layout
    true_full = float(saturation_mg_l(layout.spring_temperature_c, layout.pressure_atm))
    part = float(saturation_mg_l(FACTORY_C, 1.0)) / true_full
    panel.skewed[slot] = lambda mg_l: mg_l * part
    circuits = [binding for binding, _ in farm.thermometers(tag)]
    for circuit in circuits:
        circuit.overrides[FORGETS] = 1.0

    def undo() -> None:
        panel.skewed.pop(slot, None)
        for circuit in circuits:
            circuit.overrides.pop(FORGETS, None)

    return undo


def _loop_current(farm: Instruments, tag: str, current_ma: float) -> Undo:
    """0: the wire is off; 3.5 and 21.5: the transmitter says it failed (NE43); 24: a short."""
    span = farm.loop(tag)
    if span is None:
        raise ValueError(f"{tag} does not come as a current")
    if not 0.0 <= current_ma <= 30.0:
        raise ValueError("a current is 0 to 30 mA")
    low, high = span
    farm.hold(tag, low + (current_ma - 4.0) / 16.0 * (high - low))
    return lambda: farm.free(tag)


def _same_water(farm: Instruments, tag: str, _value: float) -> Undo:
    """The sample line is blocked: one probe sees one tank's old water for every tank of its kind"""
    panel, leader = farm.panel, farm.panel.slot[tag]
    stale = float(panel.felt[leader])
    panel.around[leader] = lambda: stale
    panel.skewed[leader] = _sampled(SAMPLED_EVERY)
    others = [
        slot
        for name, slot in panel.slot.items()
        if quantity_of(name) == quantity_of(tag) and slot != leader
    ]
    panel.copies.update(dict.fromkeys(others, leader))

    def undo() -> None:
        panel.around.pop(leader, None)
        panel.skewed.pop(leader, None)
        for slot in others:
            panel.copies.pop(slot, None)

    return undo


def _sampled(every: int) -> Callable[[float], float]:
    """A value taken up every so many looks at it, and kept in between."""
    kept: list[float] = []
    looks = itertools.count()

    def shown(value: float) -> float:
        if next(looks) % every == 0:
            kept[:] = [value]
        return kept[0]

    return shown


TANK_OXYGEN = ("do_a", "do_b")
AILMENTS: dict[str, Ailment] = {
    "drifts": Ailment(_drifts),
    "fouled_low": Ailment(_fouled(-1)),
    "fouled_high": Ailment(_fouled(1)),
    "in_air": Ailment(_in_air, TANK_OXYGEN),
    "thermometer_stuck": Ailment(_thermometer_stuck, TANK_OXYGEN, 0.0),
    "settings_lost": Ailment(_settings_lost, ("spring_oxygen",)),
    "loop_current": Ailment(_loop_current, value=0.0),
    "dead_glass": Ailment(_dead_glass, ("ph",)),
    "same_water": Ailment(_same_water, TANK_OXYGEN),
}
"""Every ailment; `value` is an amount an hour in the tag's unit, °C or mA, else unused."""
