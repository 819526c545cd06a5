"""Registers of Aqualabo (Ponsel) probes, which measure only when told to.

It refuses to know any other reading of them: what must agree are the golden frames.
"""

from collections.abc import Callable

from hil_sim.binding import Binding
from hil_sim.codec import f32_abcd, u16
from hil_sim.probe_tables import oxygen_mg_l, saturation_percent, temperature_c
from hil_sim.registers import Area, Table

Read = Callable[[], bytes]
Value = Callable[[], float]


class Triggered:
    """Values that stand still until a measurement is started and has had its time."""

    def __init__(self, binding: Binding, wait_s: float, measure: Read) -> None:
        """`wait_s` from the start to new values; zeros before the first."""
        self._binding, self._wait_s, self._measure = binding, wait_s, measure
        self._shown = bytes(len(measure()))
        self._coming: tuple[float, bytes] | None = None

    def start(self, word: int) -> None:
        """Written to 0x0001: bit 0 temperature, the others the values."""
        if word & 1:
            self._coming = (self._binding.now_s + self._wait_s, self._measure())

    def read(self) -> bytes:
        """What the registers hold now."""
        if self._coming is not None and self._binding.now_s >= self._coming[0]:
            self._shown, self._coming = self._coming[1], None
        return self._shown


def _aqualabo(binding: Binding, wait_s: float, values: tuple[Value, ...]) -> Table:
    table = Table(frozenset({3, 6, 16}))
    triggered = Triggered(binding, wait_s, lambda: b"".join(f32_abcd(one()) for one in values))
    table.takes(Area.HOLDING, 0x0001, triggered.start)
    table.holds(Area.HOLDING, 0x0053, 2 * len(values), triggered.read)
    table.holds(Area.HOLDING, 0x00A4, 1, lambda: u16(1000.0 * wait_s))
    return table


def optod(binding: Binding) -> Table:
    """Aqualabo OPTOD: °C, %, mg/L, ppm 510 ms after the start."""
    return _aqualabo(
        binding,
        0.510,
        (
            lambda: temperature_c(binding),
            lambda: saturation_percent(binding),
            lambda: oxygen_mg_l(binding),
            lambda: binding.shown("oxygen_ppm", oxygen_mg_l(binding)),
        ),
    )


def pheht(binding: Binding) -> Table:
    """Aqualabo PHEHT: °C, pH, redox mV, electrode mV 410 ms after the start."""
    return _aqualabo(
        binding,
        0.410,
        (
            lambda: binding.nearby("temperature", "ph_temperature", 20.0),
            lambda: binding.nearby("ph", "ph", 7.0),
            lambda: binding.shown("potential", 250.0),
            lambda: binding.shown("electrode", 0.0),
        ),
    )


def c4e(binding: Binding) -> Table:
    """Aqualabo C4E: °C, µS/cm, salinity, TDS."""
    return _aqualabo(
        binding,
        0.510,
        (
            lambda: binding.nearby("temperature", "ph_temperature", 20.0),
            lambda: binding.shown("conductivity", 400.0),
            lambda: 0.2,
            lambda: 0.64 * binding.shown("conductivity", 400.0),
        ),
    )
