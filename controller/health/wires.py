"""Every wire and its stations looked at once in 10 s, a few at each tick, so that no tick is long.

It refuses to judge what it sees (`wire_faults`) and to know how a wire works.
"""

from collections import deque
from collections.abc import Callable, Mapping

from controller.alarms import Condition
from controller.as_found import unattended
from controller.health.figures import line_figures, station_figures
from controller.health.telling import Telling
from controller.health.wire_faults import SlowReplies, line_faults, setting_faults, slow_line
from controller.layout import Layout
from farm.link import BusState, SettingFound
from farm.sample import Sample
from farm.tag import TagName

BEAT_S = 10.0
"""A line is looked at this often, s."""
SPAN_S = 60.0
"""Rates and shares are of this long, s."""

States = Mapping[str, Callable[[], BusState]]
Findings = Callable[[], tuple[SettingFound, ...]]


class WireHealth:
    """Newest look at every line, samples of it, and what is wrong."""

    def __init__(self, layout: Layout, states: States, findings: Findings) -> None:
        """`states`: by bus; asked at most once a beat each. `findings`: asked at every tick."""
        self._states, self._ask_findings = states, findings
        self._due_s: dict[str, float] = {}
        self._looks: dict[str, deque[tuple[float, BusState]]] = {}
        self._telling = Telling()
        self._slow = SlowReplies(layout)
        self._faults: dict[str, tuple[Condition, ...]] = {}
        self.buses: dict[str, BusState] = {}
        self.findings: tuple[SettingFound, ...] = ()
        self.unattended: frozenset[TagName] = frozenset()
        self._setting_faults: tuple[Condition, ...] = ()

    def look(self, at_s: float, at_ms: int) -> list[Sample]:
        """Look at the lines whose turn it is; samples of what moved."""
        found = self._ask_findings()
        if found != self.findings:
            self.findings = found
            self._setting_faults = tuple(setting_faults(found))
            self.unattended = unattended(found)
        if not self._due_s:
            step_s = BEAT_S / max(len(self._states), 1)
            self._due_s = {bus: at_s + i * step_s for i, bus in enumerate(sorted(self._states))}
        samples: list[Sample] = []
        for bus, due_s in self._due_s.items():
            if due_s <= at_s:
                self._due_s[bus] = due_s + BEAT_S * (1 + (at_s - due_s) // BEAT_S)
                samples += self._line(bus, at_s, at_ms)
        return samples

    def faults(self) -> tuple[Condition, ...]:
        """Everything wrong with wires, stations and their settings, as last seen."""
        lines = (fault for faults in self._faults.values() for fault in faults)
        return (*lines, *self._setting_faults)

    def _line(self, bus: str, at_s: float, at_ms: int) -> list[Sample]:
        state = self._states[bus]()
        self.buses[bus] = state
        looks = self._looks.setdefault(bus, deque())
        while looks and at_s - looks[0][0] > SPAN_S + BEAT_S / 2:
            looks.popleft()
        before_s, before = looks[0] if looks else (at_s, None)
        looks.append((at_s, state))
        span_s = at_s - before_s
        slow = tuple(self._slow.seen(state.stations, at_s))
        own = line_faults(bus, state, before, span_s)
        self._faults[bus] = (*own, *slow, *slow_line(bus, slow))
        figures = line_figures(state, before, span_s)
        samples = self._telling.samples(bus, figures, at_s, at_ms)
        for device, station in state.stations.items():
            earlier = before.stations.get(device) if before else None
            figures = station_figures(station, earlier, span_s)
            samples += self._telling.samples(device, figures, at_s, at_ms)
        return samples
