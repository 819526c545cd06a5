"""Which days of whose books were open when: told by the decisions about periods, in their order.

It refuses clocks: what came after a closing is known by the number of the last voucher before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from records.audit.chains import Report, Told
from records.ledger.period import Period, PeriodMark, PeriodStatus, mark_problem
from records.refusal import Problem, problem


@dataclass(frozen=True, slots=True)
class Span:
    """One period: days as ISO text; vouchers up to `opened_after` came before it was opened.

    `closed_after`: the last voucher before it was closed for ever; None while it is not.
    """

    entity: str
    first_day: str
    last_day: str
    opened_after: int
    closed_after: int | None

    @property
    def name(self) -> str:
        """Entity and days, as reports show it."""
        return f"{self.entity} {self.first_day} … {self.last_day}"


class Spans:
    """The periods of all entities; asked once for each voucher, so the answer is remembered."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Keep the spans; they do not overlap within an entity."""
        self._spans: dict[str, list[Span]] = {}
        for span in spans:
            self._spans.setdefault(span.entity, []).append(span)
        self._found: dict[tuple[str, str], Span | None] = {}

    def of(self, entity: str, day: str) -> Span | None:
        """The period a voucher of that entity and day belongs to."""
        key = (entity, day)
        if key not in self._found:
            own = self._spans.get(entity, ())
            self._found[key] = next(
                (span for span in own if span.first_day <= day <= span.last_day), None
            )
        return self._found[key]


def spans_of(decisions: Iterable[Told], report: Report) -> Spans:
    """The periods that the decisions leave; a decision that could not be taken is reported."""
    spans: dict[str, dict[tuple[str, str], Span]] = {}
    known: dict[str, dict[tuple[str, str], Period]] = {}
    for told in decisions:
        try:
            mark = _mark(told)
            days = told["first_day"], told["last_day"]
            periods = known.setdefault(mark.period.entity, {})
            wrong = mark_problem(mark, periods.values())
        except (KeyError, TypeError, ValueError) as error:
            report(_impossible(told, str(error)))
            continue
        if wrong is not None:
            report(_impossible(told, str(wrong)))
            continue
        periods[days] = mark.period
        own = spans.setdefault(mark.period.entity, {})
        own[days] = _span(told, mark.period.status, own.get(days))
    return Spans(span for own in spans.values() for span in own.values())


def _span(told: Told, status: PeriodStatus, before: Span | None) -> Span:
    opened = before.opened_after if before else told["ledger_seq"]
    closed = told["ledger_seq"] if status is PeriodStatus.CLOSED else None
    return Span(told["entity"], told["first_day"], told["last_day"], opened, closed)


def _mark(told: Told) -> PeriodMark:
    period = Period(
        told["entity"],
        date.fromisoformat(told["first_day"]),
        date.fromisoformat(told["last_day"]),
        PeriodStatus(told["status"]),
    )
    return PeriodMark(period, told["decided_by"], told["approved_by"])


def posting_wrong(seq: int, entity: str, day: str, spans: Spans) -> Problem | None:
    """Why voucher `seq` should not be in the books; None if it may."""
    span = spans.of(entity, day)
    if span is None or seq <= span.opened_after:
        return problem(
            "PERIOD_NOT_OPEN",
            f"凭证 {seq}（{entity}，{day}）入账时没有已开的会计期间",
            f"voucher {seq} ({entity}, {day}) was posted while no period was open",
        )
    if span.closed_after is not None and seq > span.closed_after:
        return problem(
            "POSTED_AFTER_CLOSING",
            f"凭证 {seq} 记入已结账的期间 {span.name}（结账时最后一张凭证是 {span.closed_after}）",
            f"voucher {seq} stands in the closed period {span.name}, which was closed after "
            f"voucher {span.closed_after}",
        )
    return None


def _impossible(told: Told, error: str) -> Problem:
    return problem(
        "PERIOD_IMPOSSIBLE",
        f"会计期间的第 {told['seq']} 个决定不成立：{error}",
        f"decision {told['seq']} about periods cannot stand: {error}",
    )
