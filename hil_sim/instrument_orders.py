"""Orders about instruments: what befalls them, what a person mends, registers gone mad.

It refuses to know how any of it is done (`ailments`, `raw_words`) and when it ends.
"""

from collections.abc import Callable
from typing import Any

from hil_sim.ailments import Instruments
from hil_sim.raw_words import force
from hil_sim.simulated_farm import SimulatedFarm

Json = dict[str, Any]
MENDED: dict[str, Callable[[Instruments, str], None]] = {
    "clean": Instruments.clean,
    "calibrate": Instruments.calibrate,
}
"""What a person does at a probe, by the name of the order."""


class InstrumentOrders:
    """Carries them out on one farm; ValueError in words for one that makes no sense."""

    def __init__(self, farm: SimulatedFarm) -> None:
        """All instruments are well."""
        self._farm = farm
        stations = farm.stations
        self.instruments = Instruments(
            farm.panel,
            farm.site,
            lambda device: stations[device].binding if device in stations else farm.spoken(device),
            lambda tag: farm.held.change(tag, farm.panel.value(tag), farm.now_s),
        )
        self._forced: dict[tuple[str, str, int], Callable[[], None]] = {}

    def instrument(self, request: Json) -> Json:
        """An ailment begins, or with `well` ends; returns the order that ends it."""
        what, tag = str(request["what"]), str(request["tag"])
        if request.get("well"):
            self.instruments.heal(what, tag)
        else:
            value = request.get("value")
            self.instruments.befall(what, tag, None if value is None else float(value))
        return {"do": "instrument", "what": what, "tag": tag, "well": True}

    def mended(self, request: Json) -> None:
        """A person cleans or calibrates."""
        MENDED[str(request["do"])](self.instruments, str(request["tag"]))

    def raw(self, request: Json) -> Json:
        """Registers answer `words` from now on, without `words` the truth again."""
        device, area = str(request["device"]), str(request.get("area", "holding"))
        address = int(request["address"])
        station = self._farm.stations.get(device)
        if station is None:
            raise ValueError(f"{device!r} has no registers")
        restored = self._forced.pop((device, area, address), None)
        if restored is not None:
            restored()
        if forced := [int(word) for word in request.get("words", ())]:
            undo = force(station.built.table, area, address, forced)
            self._forced[device, area, address] = undo
        return {"do": "raw", "device": device, "area": area, "address": address}
