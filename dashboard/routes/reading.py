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
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditList:
    """Acts in the order written, after seq `after`; an accountant sees their own."""
    records = await desk.threads.run(
        lambda: desk.books.store.audit.records(after_seq=after, limit=limit)
    )
    own_only = not caller.may(Right.SEE_AUDIT)
    rows = [_row(r) for r in records if not own_only or r.entry.actor == caller.name]
    last = records[-1].seq if records else after
    return AuditList(rows=tuple(rows), last_seq=last, more=len(records) == limit)


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
