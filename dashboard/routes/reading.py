"""The audit log, for those who may read it.

It refuses to change a row: nobody can.
"""

from typing import Annotated

from fastapi import Query

from dashboard.api_models import AuditList, AuditRow
from dashboard.rights import Right
from dashboard.routes.doors import At, Who, router
from records.store.audit_log import AuditRecord

api = router()


@api.get("/audit")
async def audit(
    caller: Who,
    desk: At,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditList:
    """Acts in the order written, after seq `after`; with `before`, those before it, newest first.

    An accountant sees their own.
    """
    log, actor = desk.books.store.audit, None if caller.may(Right.SEE_AUDIT) else caller.name
    if before is not None:
        found = await desk.threads.run(lambda: log.newest(before, limit, actor))
        return _told(found, found, before, limit)
    read = await desk.threads.run(lambda: log.records(after_seq=after, limit=limit))
    return _told(read, [r for r in read if actor in (None, r.entry.actor)], after, limit)


def _told(
    read: list[AuditRecord], seen: list[AuditRecord], asked_from: int, limit: int
) -> AuditList:
    last = read[-1].seq if read else asked_from
    return AuditList(rows=tuple(map(_row, seen)), last_seq=last, more=len(read) == limit)


def _row(record: AuditRecord) -> AuditRow:
    entry = record.entry
    return AuditRow(
        seq=record.seq,
        at_ms=round(record.at.timestamp() * 1000),
        actor=entry.actor,
        action=entry.action,
        target=entry.target,
        result=entry.result,
        reason=entry.reason,
        address=entry.address,
    )
