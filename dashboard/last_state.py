"""The farm as the controller last told it: full states and changes merged into one picture.

It refuses to know how old that is; whoever reads it asks the link for the age.
"""

from farm.alarm import Alarm, AlarmState
from farm.link import BusState, CheckState, Health, OutputState, SettingFound, State, TagState


class LastState:
    """What is known; empty until the first full state."""

    def __init__(self) -> None:
        """Know nothing."""
        self.known = False
        self.revision = 0
        self.at_ms = 0
        self.tags: dict[str, TagState] = {}
        self.numbers: dict[str, TagState] = {}
        """Of tags that have none now: the last number, whoever the controller is."""
        self.outputs: dict[str, OutputState] = {}
        self.alarms: dict[str, Alarm] = {}
        self.buses: dict[str, BusState] = {}
        self.health: Health | None = None
        self.findings: tuple[SettingFound, ...] = ()
        self.facts_seq = 0
        self.checks: dict[str, CheckState] = {}

    def take(self, state: State) -> bool:
        """Merge a state; False for changes to a picture that was never seen whole."""
        if not state.full and not self.known:
            return False
        for name, tag in state.tags.items():
            was = self.tags.get(name)
            if tag.value is None and was is not None and was.value is not None:
                self.numbers[name] = was
        if state.full:
            self.known = True
            self.tags, self.outputs, self.alarms, self.buses = {}, {}, {}, {}
        self.tags.update(state.tags)
        self.outputs.update(state.outputs)
        self.buses.update(state.buses)
        for alarm in state.alarms:
            self.alarms[alarm.id] = alarm
        self.alarms = {k: a for k, a in self.alarms.items() if a.state is not AlarmState.NORMAL}
        if state.findings is not None:
            self.findings = state.findings
        self.revision, self.at_ms, self.health = state.revision, state.at_ms, state.health
        self.checks = state.checks
        self.facts_seq = max(self.facts_seq, state.facts_seq)
        return True

    def sorted_alarms(self) -> tuple[Alarm, ...]:
        """Worst first; unacknowledged before the rest, recovered last; newest first."""
        order = {
            AlarmState.UNACKNOWLEDGED: 0,
            AlarmState.ACKNOWLEDGED: 1,
            AlarmState.SHELVED: 2,
            AlarmState.RETURNED_UNACKNOWLEDGED: 3,
        }
        ranked = sorted(
            self.alarms.values(),
            key=lambda a: (
                a.state is AlarmState.RETURNED_UNACKNOWLEDGED,
                a.priority,
                order.get(a.state, 4),
                -a.since_ms,
                a.id,
            ),
        )
        return tuple(ranked)
