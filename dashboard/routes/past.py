"""What was: trends in as many columns as a screen has, and what became of alarms.

It refuses to guess: a gap in the record is a gap in the answer.
"""

import math
from typing import Annotated

from fastapi import Query

from dashboard.alarm_figures import alarm_figures
from dashboard.api_live import AlarmChange, AlarmHistory, History, HistorySeries
from dashboard.desk import Desk
from dashboard.refusals import Refused, refuse
from dashboard.routes.doors import At, Who, router
from farm.status import Status
from farm.tag import quantity_of
from records.history.rollup import Rollup

api = router()

TAGS_MAX = 8
POINTS_MAX = 2000
DAY_MS = 86_400_000
SPAN_MAX_MS = 5 * 366 * DAY_MS
ALARM_SPAN_MAX_MS = 92 * DAY_MS


@api.get("/history")
async def history(
    _caller: Who,
    desk: At,
    tag: Annotated[list[str], Query(min_length=1, max_length=TAGS_MAX)],
    from_ms: Annotated[int, Query(alias="from", ge=0, le=9_999_999_999_999)],
    to_ms: Annotated[int, Query(alias="to", ge=0, le=9_999_999_999_999)],
    points: Annotated[int, Query(ge=2, le=POINTS_MAX)] = 600,
) -> History:
    """Up to 8 tags over a span, as at most `points` columns each."""
    _sensible(desk, tag, from_ms, to_ms)
    names = list(dict.fromkeys(tag))
    trend = await desk.threads.run(lambda: desk.history.trend(names, from_ms, to_ms, points))
    return History(
        from_ms=from_ms,
        to_ms=to_ms,
        every_ms=trend.every_ms,
        series=tuple(_series(name, trend.tags[name]) for name in names),
    )


@api.get("/alarms/history")
async def alarm_history(
    _caller: Who,
    desk: At,
    from_ms: Annotated[int | None, Query(alias="from", ge=0, le=9_999_999_999_999)] = None,
    to_ms: Annotated[int | None, Query(alias="to", ge=0, le=9_999_999_999_999)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> AlarmHistory:
    """What became of alarms over a span, the last day if none is given."""
    end_ms = desk.clock.utc_ms() + 1 if to_ms is None else to_ms
    begin_ms = max(0, end_ms - DAY_MS) if from_ms is None else from_ms
    if not 0 <= end_ms - begin_ms <= ALARM_SPAN_MAX_MS:
        raise _bad_span("最多 92 天", "92 days at most")
    events = await desk.threads.run(lambda: desk.state.alarm_events(begin_ms, end_ms))
    shown = events[:limit]
    return AlarmHistory(
        from_ms=begin_ms,
        to_ms=end_ms,
        changes=tuple(
            AlarmChange(at_ms=one.at_ms, alarm=one.alarm, actor=one.actor, note=one.note)
            for one in shown
        ),
        more=len(events) > len(shown),
        figures=alarm_figures(events, begin_ms, end_ms),
    )


def _bad_span(zh: str, en: str) -> Refused:
    return refuse(
        422, "bad_span", f"时间段不对：起点要早于终点，{zh}",
        f"the span must begin before it ends; {en}", "改 from 和 to", "change from and to",
    )  # fmt: skip


def _sensible(desk: Desk, tags: list[str], from_ms: int, to_ms: int) -> None:
    unknown = [name for name in tags if name not in desk.tags]
    if unknown:
        raise refuse(
            404, "unknown_tag", f"没有 {unknown[0][:80]}", f"no tag {unknown[0][:80]}",
            "用 /api/v1/farm 里的名称", "use names of /api/v1/farm",
        )  # fmt: skip
    if not 0 < to_ms - from_ms <= SPAN_MAX_MS:
        raise _bad_span("最多五年", "five years at most")


def _series(name: str, buckets: Rollup) -> HistorySeries:
    return HistorySeries(
        tag=name,
        unit=quantity_of(name).unit,
        at_ms=tuple(buckets.start_ms.tolist()),
        value=_numbers(buckets.mean.tolist()),
        low=_numbers(buckets.low.tolist()),
        high=_numbers(buckets.high.tolist()),
        status=tuple(
            _status(code) if samples else ""
            for code, samples in zip(buckets.worst.tolist(), buckets.samples.tolist(), strict=True)
        ),
    )


def _numbers(values: list[float]) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(value) else round(value, 4) for value in values)


def _status(code: int) -> str:
    try:
        return Status(code).opc_name
    except ValueError:
        return "Bad" if code >= Status.BAD_COMMUNICATION_ERROR else "Uncertain"
