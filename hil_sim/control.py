"""Questions and orders to the simulated farm, as JSON objects: truth, report, faults, meals.

It refuses to know sockets; it is for tests and verdicts and never reachable from a wire.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hil_sim.instrument_orders import MENDED, InstrumentOrders
from hil_sim.mishaps import happen
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.verdict import judge, report, truth
from hil_sim.wire_orders import WIRE_ORDERS

Json = dict[str, Any]
READINGS_MOST = 200_000
"""Most readings in one `judge`."""


class Control:
    """Answers one request at a time; what is ordered for a time ends by itself."""

    def __init__(self, farm: SimulatedFarm) -> None:
        """Nothing ordered yet."""
        self._farm = farm
        self._at_instruments = InstrumentOrders(farm)
        self._later: list[tuple[float, Callable[[], None]]] = []

    def plan(self, timeline: list[Json]) -> None:
        """Orders with `at_s`, seconds from now on the farm's clock."""
        for order in timeline:
            at_s = self._farm.now_s + float(order.get("at_s", 0.0))
            self._later.append((at_s, self._as_order(order)))

    def due(self, at_s: float) -> None:
        """Carry out what was planned up to `at_s`."""
        ready = [entry for entry in self._later if entry[0] <= at_s]
        self._later = [entry for entry in self._later if entry[0] > at_s]
        for _, act in sorted(ready, key=lambda entry: entry[0]):
            act()

    def answer(self, request: Any) -> Json:
        """The answer to a request; `{"error": words}` for one that makes no sense."""
        if not isinstance(request, dict):
            return {"error": "a request is a JSON object with `ask` or `do`"}
        try:
            if "ask" in request:
                return self._asked(request)
            return self._done(request)
        except (ValueError, TypeError, KeyError, IndexError, OSError) as error:
            return {"error": str(error)}

    def _as_order(self, order: Json) -> Callable[[], None]:
        def act() -> None:
            answer = self.answer(order)
            if "error" in answer:
                self._farm.refused.append(f"{order.get('do')}: {answer['error']}")

        return act

    def _asked(self, request: Json) -> Json:
        farm, what = self._farm, request["ask"]
        if what == "truth":
            return truth(farm)
        if what == "report":
            return report(farm)
        if what == "contacts":
            return {"contacts": farm.contacts.as_rows(int(request.get("latest", 20_000)))}
        if what == "writes":
            rows = [[at_ms, bus, frame.hex(" ")] for at_ms, bus, frame in farm.record.writes]
            return {"writes": rows}
        if what == "judge":
            readings = [(str(t), float(v), int(at)) for t, v, at in request["readings"]]
            if len(readings) > READINGS_MOST:
                raise ValueError(f"more than {READINGS_MOST} readings at once")
            before, after = int(request.get("before_ms", 3000)), int(request.get("after_ms", 100))
            return judge(farm, readings, before, after)
        raise ValueError("ask is one of truth, report, contacts, writes, judge")

    def _done(self, request: Json) -> Json:
        farm, what = self._farm, request.get("do")
        if what == "fault":
            self._fault(request)
        elif what == "clear":
            self._wired(str(request["device"])).clear()
        elif what in ("freeze", "free", "drift"):
            self._shown(request)
        elif what == "instrument":
            self._end(request, self._at_instruments.instrument(request))
        elif what == "raw":
            self._end(request, self._at_instruments.raw(request))
        elif what in MENDED:
            self._at_instruments.mended(request)
        elif what == "plant":
            before = happen(farm.plant, request)
            farm.contacts.follow(farm.now_s, "mishap")
            self._end(request, {**request, "value": before})
        elif what == "meal":
            self._meal(request)
        elif what == "restart":
            self._restart(str(request["device"]))
        elif what in WIRE_ORDERS:
            self._at_wires(request)
        elif what == "hang_up":
            self._hang_up(str(request["bus"]))
        elif what == "forget":
            farm.plant.accounts.forget()
        elif what == "save_held":
            farm.held.save(Path(str(request["path"])), farm.utc_ms_at)
        else:
            raise ValueError(
                "do is one of fault, clear, freeze, free, drift, instrument, raw, clean, "
                "calibrate, plant, meal, restart, line, foreign, power, hang_up, forget, save_held"
            )
        return {"ok": True}

    def _shown(self, request: Json) -> None:
        """What an instrument shows: held, let go, drifting."""
        what, tag = request["do"], str(request["tag"])
        instruments, panel = self._at_instruments.instruments, self._farm.panel
        if what == "freeze":
            value = request.get("value")
            instruments.hold(tag, None if value is None else float(value))
            self._end(request, {"do": "free", "tag": request["tag"]})
        elif what == "free":
            instruments.free(tag)
        else:
            panel.drift_per_s[panel.slot[tag]] = float(request["per_h"]) / 3600.0

    def _wired(self, device: str) -> Any:
        if device not in self._farm.faults:
            raise ValueError(f"no device {device!r}")
        return self._farm.faults[device]

    def _fault(self, request: Json) -> None:
        if "setting" in request:
            self._set(str(request["device"]), dict(request["setting"]), request)
            return
        device, kind = str(request["device"]), str(request["kind"])
        self._wired(device).put(kind, float(request.get("value", 1.0)))
        self._end(request, {"do": "fault", "device": device, "kind": kind, "value": 0.0})

    def _set(self, device: str, settings: dict[str, Any], request: Json) -> None:
        """Somebody was at the keypad: `setting` by the keys of the site file, in its units."""
        station = self._farm.stations.get(device)
        keypad = station.built.table.keypad if station else {}
        strange = settings.keys() - keypad.keys()
        if strange or not settings:
            known = ", ".join(sorted(keypad)) or "no setting"
            raise ValueError(f"{device!r} has {known}, not {', '.join(sorted(strange))}")
        before = {key: keypad[key](float(value)) for key, value in settings.items()}
        self._end(request, {"do": "fault", "device": device, "setting": before})

    def _hang_up(self, bus: str) -> None:
        if bus not in self._farm.hang_up:
            raise ValueError(f"{bus!r} is no wire over TCP")
        self._farm.hang_up[bus]()

    def _meal(self, request: Json) -> None:
        """By hand: grams into one tank, or a share of the day's ration into every tank.

        `minutes`: how long it takes; without it, as fast as the feeder throws.
        """
        plant = self._farm.plant
        feeders = plant.feeders
        if "tank" in request:
            happen(plant, {"what": "meal", "place": request["tank"], "value": request["grams"]})
        else:
            part = float(request.get("part", 1.0 / 3.0))
            feeders.by_hand_g += part * plant.fish.ration_g_d
        seconds = 60.0 * float(request.get("minutes", 0.0))
        feeders.by_hand_g_s = feeders.by_hand_g / seconds if seconds > 0 else feeders.g_s.copy()

    def _restart(self, device: str) -> None:
        station = self._farm.stations.get(device)
        if station is None or station.built.rio is None:
            raise ValueError(f"{device!r} is not an I/O panel with a boot counter")
        station.binding.now_s = self._farm.now_s
        station.built.rio.restart()

    def _at_wires(self, request: Json) -> None:
        """What comes back is the order's next round when it has a time, else what undoes it."""
        after = WIRE_ORDERS[request["do"]](self._farm, request)
        if after is not None and "at_s" in after:
            self.plan([after])
        elif after is not None:
            self._end(request, after)

    def _end(self, request: Json, undo: Json) -> None:
        """Undo after `for_s`, when the request asks for it."""
        if "for_s" in request:
            ends = {key: value for key, value in undo.items() if key != "for_s"}
            at_s = self._farm.now_s + float(request["for_s"])
            # In front: at one moment, what ends comes before what begins.
            self._later.insert(0, (at_s, self._as_order(ends)))
