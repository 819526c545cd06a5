"""Trends: what was measured, in as many columns as a screen has.

It refuses to guess: a gap in the record is a gap in the answer.
"""

import math
from typing import Annotated

from fastapi import Query

from dashboard.api_live import History, HistorySeries
from dashboard.desk import Desk
from dashboard.refusals import refuse
from dashboard.routes.doors import At, Who, router
from farm.status import Status
from farm.tag import quantity_of
from records.history.rollup import Rollup

api = router()

TAGS_MAX = 8
POINTS_MAX = 2000
SPAN_MAX_MS = 5 * 366 * 86_400_000


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


def _sensible(desk: Desk, tags: list[str], from_ms: int, to_ms: int) -> None:
    unknown = [name for name in tags if name not in desk.tags]
    if unknown:
        raise refuse(
            404, "unknown_tag", f"没有 {unknown[0][:80]}", f"no tag {unknown[0][:80]}",
            "用 /api/v1/farm 里的名称", "use names of /api/v1/farm",
        )  # fmt: skip
    if not 0 < to_ms - from_ms <= SPAN_MAX_MS:
        raise refuse(
            422, "bad_span", "时间段不对：起点要早于终点，最多五年",
            "the span must begin before it ends and last five years at most",
            "改 from 和 to", "change from and to",
        )  # fmt: skip


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
