"""People and the ways to them: wishes answered, hands that end, siren, messages, alarm lines.

It refuses to know water and fish.
"""

from itertools import pairwise
from typing import Literal

from pydantic import Field

from farm.command import Rank
from farm.tag import TagName
from hil_sim.binding import CAUSE_WIRE
from trials.expect.expected import Expected, Ran, Span
from trials.finding import Finding
from trials.orders.order import Seconds

DAILY = "每日短信测试"


class AnsweredWith(Expected):
    """The wish made at `at_s` was answered with `code`, within `within_s`."""

    check: Literal["answered"]
    at_s: Seconds
    code: str

    def found(self, ran: Ran) -> Finding:
        """The answer."""
        asked = [one for one in ran.trial.people.asked if abs(one.at_s - self.at_s) < 0.5]
        codes = [one.result.code for one in asked]
        said = f"asked at {self.at_s:g} s: {', '.join(codes) or 'no answer'}, wanted {self.code}"
        return self.finding(bool(codes) and set(codes) == {self.code}, said)


class LedBy(Span):
    """Whoever decides on an output in the span, always somebody of this rank."""

    check: Literal["led_by"]
    tag: str
    rank: Literal["SAFE", "LAW", "OPERATOR", "INTERLOCK"]

    def found(self, ran: Ran) -> Finding:
        """Everybody else."""
        rows = ran.trial.trace.decided.get(TagName(self.tag), [])
        before = [row for row in rows if row.at_s <= self.from_s][-1:]
        inside = before + [row for row in rows if self.from_s < row.at_s <= self.to_s]
        others = sorted({row.by for row in inside if row.rank is not Rank[self.rank]})
        said = f"{self.tag}: {len(inside)} decisions, by others: {', '.join(others) or 'none'}"
        return self.finding(bool(inside) and not others, said)


class Asserted(Span):
    """A value somebody else wrote to an output never stands longer than this."""

    check: Literal["asserted"]
    tag: str
    within_s: float = Field(3.0, gt=0)

    def found(self, ran: Ran) -> Finding:
        """The longest, from the contact's own record."""
        from_ms, to_ms = ran.ms(self.from_s), ran.ms(self.to_s)
        mine = [c for c in ran.farm.contacts.log if c.tag == self.tag and c.at_ms >= from_ms]
        longest_ms, count = 0, 0
        for change, after in pairwise([*mine, None]):
            if change is None or change.cause == CAUSE_WIRE or change.at_ms > to_ms:
                continue
            count += 1
            longest_ms = max(longest_ms, (after.at_ms if after else to_ms) - change.at_ms)
        said = f"{self.tag}: {count} foreign values, the longest stood {longest_ms / 1000.0:.1f} s"
        return self.finding(count > 0 and longest_ms <= 1000 * self.within_s, said)


class LinesShown(Expected):
    """Never more lines in the alarm list by themselves than this."""

    check: Literal["lines_shown"]
    most: int = Field(ge=0)

    def found(self, ran: Ran) -> Finding:
        """The most, and what they were."""
        said = f"at most {ran.seen.shown_most} lines by themselves"
        kinds = sorted({shown.id for shown in ran.seen.shown})
        return self.finding(
            ran.seen.shown_most <= self.most, f"{said} of {len(kinds)}: {', '.join(kinds[:8])}"
        )


class SirenHeard(Expected):
    """People in the hall hear the siren by then: switched on, or by the heartbeat's own relay."""

    check: Literal["siren_heard"]
    from_s: Seconds
    by_s: Seconds

    def found(self, ran: Ran) -> Finding:
        """When first."""
        heard = [
            at_s
            for at_s, sounds in zip(ran.seen.at_s, ran.seen.siren, strict=True)
            if sounds and at_s >= self.from_s
        ]
        said = f"siren heard at {heard[0]:.0f} s" if heard else "siren not heard"
        return self.finding(bool(heard) and heard[0] <= self.by_s, f"{said}, by {self.by_s:g} s")


class Dialled(Expected):
    """Somebody outside was called or sent a message by then, over the farm's own modem."""

    check: Literal["dialled"]
    from_s: Seconds
    by_s: Seconds

    def found(self, ran: Ran) -> Finding:
        """The first message that the network took from a modem."""
        modems = [device for device in ran.farm.site.devices if "modem" in device.profile]
        if not modems:
            return self.finding(False, "no way out: the site has no modem")
        buses = {modem.bus for modem in modems}
        taken = [row for row in ran.farm.record.messages if row[1] in buses]
        # The daily test comes whatever happens: it calls nobody.
        sent = [(at_ms, text) for at_ms, _, _, text in taken if DAILY not in text]
        from_ms, by_ms = ran.ms(self.from_s), ran.ms(self.by_s)
        inside = [row for row in sent if from_ms <= row[0] <= by_ms]
        said = f"the network took {len(sent)} messages about alarms, {len(taken)} in all"
        if inside:
            after_s = (inside[0][0] - from_ms) / 1000.0
            said += f"; the first {after_s:.0f} s after {self.from_s:g} s: {inside[0][1]}"
        return self.finding(bool(inside), said)


class Proven(Expected):
    """A named check of production code itself (trials.checks), with the run's seed."""

    check: Literal["proven"]
    by: str
    count: int = Field(50, ge=1)

    def found(self, ran: Ran) -> Finding:
        """What it found."""
        from trials.checks import CHECKS

        if self.by not in CHECKS:
            return self.finding(False, f"no check {self.by!r}: {', '.join(sorted(CHECKS))}")
        ok, said = CHECKS[self.by](ran.trial.box.seed, self.count)
        return Finding(self.by, ok, said)
