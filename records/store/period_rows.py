"""Decisions about periods as rows of their chain, and read back from them.

It refuses to judge a decision; records.ledger.period does.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from records.canonical import Head, Json, canonical_json, link
from records.ledger.period import Period, PeriodMark, PeriodStatus
from records.store.schema import PERIOD_MARKS


def mark_row(mark: PeriodMark, head: Head, ledger_seq: int, recorded_at: str) -> dict[str, Any]:
    """The row of a decision after `head`; `ledger_seq`: the last voucher when it was taken."""
    period = mark.period
    told: dict[str, Json] = {
        "seq": head.seq + 1,
        "entity": period.entity,
        "first_day": period.first_day.isoformat(),
        "last_day": period.last_day.isoformat(),
        "status": period.status.value,
        "decided_by": mark.decided_by,
        "approved_by": mark.approved_by,
        "recorded_at": recorded_at,
        "ledger_seq": ledger_seq,
    }
    text = canonical_json(told)
    return {
        **told,
        "canonical": text,
        "previous_hash": head.hash,
        "hash": link(head.hash, text),
    }


def marks_in(connection: Connection) -> list[PeriodMark]:
    """Every decision in its order."""
    rows = connection.execute(select(PERIOD_MARKS).order_by(PERIOD_MARKS.c.seq))
    return [
        PeriodMark(
            Period(
                row.entity,
                date.fromisoformat(row.first_day),
                date.fromisoformat(row.last_day),
                PeriodStatus(row.status),
            ),
            row.decided_by,
            row.approved_by,
        )
        for row in rows
    ]
