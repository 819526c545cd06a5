"""The journal as reports need it, read beside a running dashboard and at one instant.

It refuses to change anything and to open a sealed field: a name is revealed at the dashboard, where
the audit trail is told.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ras.folders import dashboard_folder
from ras.refusal import Refused

if TYPE_CHECKING:
    from records.reports.books import ReportBooks as ReportBooks
    from records.reports.span import Span
    from records.reports.yield_inputs import Facts
    from records.store.reading import JournalReader

JOURNAL = "journal.db"
_CHAINED = ("seq", "recorded_at")

_FACTS = """
SELECT json_extract(canonical, '$.fact'), json_extract(canonical, '$.place'),
       sum(json_extract(canonical, '$.amount'))
FROM events WHERE kind = 'FACT_TAKEN' AND happened_at >= '{first}' AND happened_at < '{after}'
AND event_id NOT IN (SELECT ref FROM events WHERE ref IS NOT NULL) GROUP BY 1, 2
"""


def report_books(data: Path, span: "Span | None" = None) -> "ReportBooks":
    """Events, deeds, vouchers and heads of the journal of a data folder; facts of the span.

    Refused where there is no journal, StorageFault where it cannot be read.
    """
    from dashboard.event_rows import CONSTRUCTED
    from records.audit.verify import deed_of
    from records.journal.events import read_event
    from records.ledger.entry import entry_of
    from records.reports.books import ReportBooks
    from records.store.reading import JournalReader

    with JournalReader(journal_of(data)) as reader:
        events = [read_event(told) for told in _texts(reader, "events", "kind <> 'FACT_TAKEN'")]
        deeds = [deed_of(told) for told in _texts(reader, "deeds")]
        return ReportBooks(
            reader.site(), events, deeds,
            [entry_of(told) for told in _texts(reader, "ledger_entries")],
            reader.heads(),
            {} if span is None else _facts(reader, span),
            any(one.actor == CONSTRUCTED for one in (*events, *deeds)),
        )  # fmt: skip


def journal_of(data: Path) -> Path:
    """The journal's file in a data folder, or the file itself."""
    places = [data] if data.is_file() else [dashboard_folder(data) / JOURNAL, data / JOURNAL]
    for place in places:
        if place.is_file():
            return place
    raise Refused(f"{data} 里没有账本 {JOURNAL}", f"there is no {JOURNAL} in {data}")


def _texts(reader: "JournalReader", table: str, which: str = "1") -> Iterator[dict[str, Any]]:
    for (text,) in reader.ask(f"SELECT canonical FROM {table} WHERE {which} ORDER BY seq"):
        told = json.loads(text)
        yield {key: told[key] for key in told if key not in _CHAINED}


def _facts(reader: "JournalReader", span: "Span") -> "Facts":
    from farm.fact import FactKind

    found = {}
    for month in span.months:
        part = span.part(month)
        first, after = _instant(part.first_day), _instant(part.last_day + timedelta(days=1))
        rows = reader.ask(_FACTS.format(first=first, after=after))
        found[month] = {(FactKind(kind), place): int(amount) for kind, place, amount in rows}
    return found


def _instant(day: date) -> str:
    from records.civil import SITE_ZONE
    from records.journal.stored import instant_text

    return instant_text(datetime.combine(day, time(), SITE_ZONE))
