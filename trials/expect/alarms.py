"""Alarms, which are the controller's own: those that must come, those that must not, how many.

It refuses to know what is truly wrong.
"""

import re
from typing import Literal

from pydantic import Field, field_validator

from farm.alarm import AlarmState
from trials.expect.expected import Expected, Ran
from trials.finding import Finding
from trials.orders import Seconds

LIVE = (AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED, AlarmState.SHELVED)


class AlarmsShown(Expected):
    """These alarms, each shown by `by_s`, and never more than `most` at once by themselves."""

    check: Literal["alarms_shown"]
    ids: tuple[str, ...]
    by_s: float
    most: int = Field(1, ge=0)

    def found(self, ran: Ran) -> Finding:
        """Those shown by themselves, none else."""
        first = {shown.id: shown.from_s for shown in reversed(ran.seen.shown)}
        missing = [i for i in self.ids if first.get(i, float("inf")) > self.by_s]
        strange = sorted(set(first) - set(self.ids))
        ok = not missing and not strange and ran.seen.shown_most <= self.most
        said = f"at most {ran.seen.shown_most} shown at once: "
        said += ", ".join(f"{key} at {at_s:.0f} s" for key, at_s in first.items()) or "none"
        said += f"; missing {missing}" if missing else ""
        return self.finding(ok, said + (f"; not expected {strange}" if strange else ""))


class Named(Expected):
    """`alarm`: an id `kind@place`, or a pattern for the whole of one."""

    alarm: str = Field(min_length=1)

    @field_validator("alarm")
    @classmethod
    def _a_pattern(cls, text: str) -> str:
        try:
            re.compile(text)
        except re.error as error:
            raise ValueError(f"no pattern: {error}") from error
        return text

    def spans(self, ran: Ran) -> list[tuple[str, int, int | None]]:
        """Id, UTC ms from when to when (None: to the end) each such alarm stood."""
        found: list[tuple[str, int, int | None]] = []
        since: dict[str, int] = {}
        for at_ms, alarm, _ in ran.trial.store.alarms:
            if re.fullmatch(self.alarm, alarm.id) is None:
                continue
            if alarm.state in LIVE:
                since.setdefault(alarm.id, at_ms)
            elif alarm.id in since:
                found.append((alarm.id, since.pop(alarm.id), at_ms))
        return found + [(key, from_ms, None) for key, from_ms in since.items()]


class AlarmBy(Named):
    """It was raised between `from_s` and `by_s`, alone or inside another."""

    check: Literal["alarm_by"]
    from_s: Seconds = 0.0
    by_s: Seconds

    def found(self, ran: Ran) -> Finding:
        """The first in the span."""
        from_ms, by_ms = ran.ms(self.from_s), ran.ms(self.by_s)
        raised = sorted((at_ms, key) for key, at_ms, _ in self.spans(ran) if at_ms >= from_ms)
        if not raised:
            return self.finding(False, f"{self.alarm} never")
        at_ms, key = raised[0]
        at_s = self.from_s + (at_ms - from_ms) / 1000.0
        return self.finding(at_ms <= by_ms, f"{key} at {at_s:.0f} s, wanted by {self.by_s:g} s")


class NoAlarm(Named):
    """It did not stand at any time between `from_s` and `to_s`."""

    check: Literal["no_alarm"]
    from_s: Seconds = 0.0
    to_s: Seconds = 864_000.0

    def found(self, ran: Ran) -> Finding:
        """Every one that did."""
        from_ms, to_ms = ran.ms(self.from_s), ran.ms(self.to_s)
        stood = sorted(
            {
                key
                for key, since_ms, until_ms in self.spans(ran)
                if since_ms <= to_ms and (until_ms is None or until_ms > from_ms)
            }
        )
        return self.finding(not stood, f"{self.alarm}: {', '.join(stood) or 'none stood'}")


class ShownAlone(Named):
    """A line of its own in the list by `by_s`, not inside another, and so until `to_s`."""

    check: Literal["shown_alone"]
    from_s: Seconds = 0.0
    by_s: Seconds
    to_s: Seconds

    def found(self, ran: Ran) -> Finding:
        """From when to when the first of them was shown."""
        rows = [
            row
            for row in ran.seen.shown
            if re.fullmatch(self.alarm, row.id) and row.to_s >= self.from_s
        ]
        if not rows:
            return self.finding(False, f"{self.alarm} was never a line of its own")
        row = min(rows, key=lambda one: one.from_s)
        ok = row.from_s <= self.by_s and row.to_s >= self.to_s - 1.5
        return self.finding(ok, f"{row.id} shown alone from {row.from_s:.0f} to {row.to_s:.0f} s")
