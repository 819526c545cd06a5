"""What is now, judged when it is read: values with age, and with nothing from an absent controller.

It refuses to know the books and how a page arranges what it shows.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from dashboard.api_live import SnapshotNow, TagNow
from dashboard.link_client import ControllerLink
from farm.clock import Clock
from farm.link import OutputState, TagState
from farm.quantity import QUANTITIES
from farm.status import Status

_NEVER = TagState(
    value=None,
    status=Status.BAD_WAITING_FOR_INITIAL_DATA.opc_name,
    at_ms=0,
    reason="never",
)


def iso(at_ms: int) -> str:
    """ISO 8601, UTC, milliseconds."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03d}Z"


class Present:
    """Reads the link with the age of what it holds."""

    def __init__(self, link: ControllerLink, clock: Clock, tags: frozenset[str]) -> None:
        """`tags`: of the site; more may come from the controller."""
        self.link, self._clock, self._tags = link, clock, tags

    @property
    def at_ms(self) -> int:
        """When the values held: of the last tick, or now while nothing is known."""
        return self.link.last.at_ms or self._clock.utc_ms()

    def tag(self, name: str) -> TagState:
        """A tag as it stands now; Bad with its time when the controller is away."""
        tag = self.link.last.tags.get(name, _NEVER)
        if self.link.live or tag is _NEVER:
            return tag
        away = Status.BAD_NO_COMMUNICATION.opc_name
        return TagState(value=None, status=away, at_ms=tag.at_ms, reason="controller_away")

    def value(self, name: str) -> float | None:
        """Number of a tag that is not Bad."""
        return self.tag(name).value

    def switch(self, name: str) -> bool | None:
        """A contact as yes, no or unknown."""
        value = self.value(name)
        return None if value is None else value >= 0.5

    def output(self, name: str) -> OutputState | None:
        """An output as last told."""
        return self.link.last.outputs.get(name)

    def minutes_left(self, output: OutputState) -> float | None:
        """Minutes until an output taken by hand goes back to its law."""
        if output.rank != "operator" or output.until_ms is None:
            return None
        return max(0.0, round((output.until_ms - self._clock.utc_ms()) / 60_000, 1))

    def age_s(self, tag: TagState) -> float | None:
        """Seconds since the sample."""
        return None if not tag.at_ms else max(0.0, (self._clock.utc_ms() - tag.at_ms) / 1000)

    def snapshot(self) -> SnapshotNow:
        """Every tag of the site."""
        return SnapshotNow(
            at=iso(self.at_ms),
            controller="live" if self.link.live else "away",
            tags=dict(self._all(sorted(self._tags | self.link.last.tags.keys()))),
        )

    def _all(self, names: Iterable[str]) -> Iterable[tuple[str, TagNow]]:
        for name in names:
            tag, quantity = self.tag(name), QUANTITIES.get(name.partition(".")[2])
            unit = quantity.unit if quantity else ""
            at = iso(tag.at_ms) if tag.at_ms else None
            yield name, TagNow(value=tag.value, unit=unit, status=tag.status, at=at)
