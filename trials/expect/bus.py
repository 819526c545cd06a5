"""What the wires and the boards on them show: questions, answers of use, writes, contacts put back.

It refuses to know how the controller came to do so. Writes and questions are the recorder's on the
wire, contacts are those of the plant.
"""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import Field

from farm.site import Device, mapping
from trials.expect.alarms import Named
from trials.expect.expected import Expected, Ran, Span
from trials.finding import Finding
from trials.orders import Seconds

Cause = Literal["foreign", "astray", "power"]


def tags_of(device: Device) -> list[str]:
    """Every tag that is read from a device: its points, and its outputs read back."""
    return [mapping(e).tag for e in (*device.points.values(), *device.outputs.values())]


class LineBad(Span):
    """No tag of any device on the bus is Good from `from_s + by_s` to `to_s`."""

    check: Literal["line_bad"]
    bus: str
    by_s: float = Field(ge=0)

    def found(self, ran: Ran) -> Finding:
        """Every Good reading."""
        span = ran.ms(self.from_s + self.by_s), ran.ms(self.to_s)
        readings = ran.trial.trace.readings().between(*span)
        on = [d for d in ran.farm.site.devices if d.bus == self.bus and d.enabled]
        tags = [tag for device in on for tag in tags_of(device)]
        good = {tag: int(readings.of(tag).good.sum()) for tag in tags}
        wrong = [tag for tag, count in good.items() if count]
        said = f"{self.bus}: {sum(good.values())} Good readings of {len(tags)} tags"
        return self.finding(bool(tags) and not wrong, said + "".join(f"; {t}" for t in wrong[:3]))


class Useful(Span):
    """At least this share of the readings due of every tag of a device came, and came Good."""

    check: Literal["useful"]
    device: str
    share: float = Field(gt=0, le=1)

    def found(self, ran: Ran) -> Finding:
        """The worst of its tags."""
        device = ran.device(self.device)
        readings = ran.trial.trace.readings().between(ran.ms(self.from_s), ran.ms(self.to_s))
        due = (self.to_s - self.from_s) / device.period_s
        shares = {tag: int(readings.of(tag).good.sum()) / due for tag in tags_of(device)}
        worst = min(shares, key=lambda tag: shares[tag])
        said = f"{worst}: {100 * shares[worst]:.1f} % of {due:.0f} readings came Good"
        return self.finding(shares[worst] >= self.share, said)


class GoodBy(Expected):
    """A Good reading of the tag comes between `from_s` and `by_s`."""

    check: Literal["good_by"]
    tag: str
    from_s: Seconds
    by_s: Seconds

    def found(self, ran: Ran) -> Finding:
        """When the first one came."""
        from_ms = ran.ms(self.from_s)
        mine = ran.trial.trace.readings().of(self.tag)
        after = mine.at_ms[mine.good & (mine.at_ms >= from_ms)]
        if not len(after):
            return self.finding(False, f"{self.tag}: never Good after {self.from_s:g} s")
        took_s = (int(after[0]) - from_ms) / 1000.0
        said = f"{self.tag}: Good {took_s:.1f} s after {self.from_s:g} s"
        return self.finding(self.from_s + took_s <= self.by_s, said)


class AskedLeast(Span):
    """At least so many questions went out on a bus."""

    check: Literal["asked_least"]
    bus: str
    questions: int = Field(gt=0)

    def found(self, ran: Ran) -> Finding:
        """The recorder's count."""
        asked = ran.trial.trace.requests
        number = asked.buses.index(self.bus) if self.bus in asked.buses else -1
        at_ms, bus = np.array(asked.at_ms), np.array(asked.bus)
        within = (at_ms >= ran.ms(self.from_s)) & (at_ms < ran.ms(self.to_s)) & (bus == number)
        count = int(within.sum())
        return self.finding(count >= self.questions, f"{self.bus}: {count} questions")


def _writes(ran: Ran, device: Device) -> Iterator[tuple[int, bytes]]:
    """UTC ms and PDU of every write our side sent to a device."""
    for at_ms, bus, frame in ran.farm.record.writes:
        if bus == device.bus and frame[0] == device.unit:
            yield at_ms, frame[1:]


class WritesMost(Span):
    """At most so many writes go to a device; `most` 0: none at all."""

    check: Literal["writes_most"]
    device: str
    most: int = Field(0, ge=0)

    def found(self, ran: Ran) -> Finding:
        """Those on the wire, and when the first went out."""
        from_ms, to_ms = ran.ms(self.from_s), ran.ms(self.to_s)
        rows = [
            (at, pdu) for at, pdu in _writes(ran, ran.device(self.device)) if from_ms <= at < to_ms
        ]
        said = f"{self.device}: {len(rows)} writes"
        if rows:
            at_s = self.from_s + (rows[0][0] - from_ms) / 1000.0
            said += f", the first at {at_s:.1f} s: {rows[0][1].hex(' ')}"
        return self.finding(len(rows) <= self.most, said)


class TriesMost(Span):
    """No value is written to one address more than `most` times within `within_s`."""

    check: Literal["tries_most"]
    device: str
    most: int = Field(3, ge=1)
    within_s: float = Field(5.0, gt=0)

    def found(self, ran: Ran) -> Finding:
        """The most that was seen."""
        span = ran.ms(self.from_s), ran.ms(self.to_s)
        times: dict[bytes, list[int]] = {}
        for at_ms, pdu in _writes(ran, ran.device(self.device)):
            if span[0] <= at_ms < span[1]:
                times.setdefault(pdu, []).append(at_ms)
        room_ms, worst, where = 1000.0 * self.within_s, 0, b""
        for pdu, at in times.items():
            first = np.searchsorted(at, np.array(at) - room_ms, "right")
            most = int((np.arange(len(at)) - first).max()) + 1
            if most > worst:
                worst, where = most, pdu
        said = f"{self.device}: {where.hex(' ')} written {worst} times in {self.within_s:g} s"
        return self.finding(0 < worst <= self.most, said)


class AlarmFollowsWrite(Span, Named):
    """An alarm of this pattern is raised `within_s` after the first write to a device in the span.

    A device that takes writes and does nothing can be found out by a write only.
    """

    check: Literal["alarm_follows_write"]
    device: str
    within_s: float = Field(gt=0)

    def found(self, ran: Ran) -> Finding:
        """How long it took; no write in the span is a failure of the row."""
        span = ran.ms(self.from_s), ran.ms(self.to_s)
        writes = (at_ms for at_ms, _ in _writes(ran, ran.device(self.device)))
        first_ms = next((at_ms for at_ms in writes if span[0] <= at_ms < span[1]), None)
        if first_ms is None:
            return self.finding(False, f"{self.device} was not written to")
        raised = sorted((ms, key) for key, ms, _ in self.spans(ran) if ms >= first_ms)
        if not raised:
            return self.finding(False, f"{self.alarm} never")
        took_s = (raised[0][0] - first_ms) / 1000.0
        said = f"{raised[0][1]} {took_s:.1f} s after the first write"
        return self.finding(took_s <= self.within_s, said)


class PutBack(Span):
    """Every change of an output by this cause is undone within `within_s`; there are some."""

    check: Literal["put_back"]
    tag: str
    cause: Cause
    within_s: float = Field(gt=0)
    least: int = Field(1, ge=1)

    def found(self, ran: Ran) -> Finding:
        """The slowest."""
        from_ms, to_ms = ran.ms(self.from_s), ran.ms(self.to_s)
        rows = [row for row in ran.farm.contacts.log if row.tag == self.tag]
        slowest_s, count = 0.0, 0
        for place, row in enumerate(rows):
            if row.cause != self.cause or not from_ms <= row.at_ms < to_ms:
                continue
            count += 1
            back = [later.at_ms for later in rows[place + 1 :] if later.cause == "wire"]
            took_s = (back[0] - row.at_ms) / 1000.0 if back else float("inf")
            slowest_s = max(slowest_s, took_s)
        said = f"{self.tag}: put back {slowest_s:.1f} s after {count} changes at worst"
        return self.finding(count >= self.least and slowest_s <= self.within_s, said)


class MovedMost(Span):
    """At most so many contacts move by this cause."""

    check: Literal["moved_most"]
    cause: Cause
    most: int = Field(0, ge=0)

    def found(self, ran: Ran) -> Finding:
        """Those that did."""
        from_ms, to_ms = ran.ms(self.from_s), ran.ms(self.to_s)
        log = ran.farm.contacts.log
        rows = [r for r in log if r.cause == self.cause and from_ms <= r.at_ms < to_ms]
        said = f"{len(rows)} contacts moved by {self.cause}"
        said += "".join(f"; {row.tag} → {row.to_value:g}" for row in rows[:4])
        return self.finding(len(rows) <= self.most, said)
