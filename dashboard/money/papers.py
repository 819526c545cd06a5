"""The journal as papers take it, whose fish they tell of, who makes them, and in which format.

It refuses to compute a figure (records.reports), and to open a sealed name: a statement says the
holder's id, a notice masks whatever it is given.
"""

import re
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from urllib.parse import quote

from dashboard.books import VIEWED
from dashboard.caller import Caller
from dashboard.event_rows import CONSTRUCTED
from dashboard.money.office import Office
from models.cohorts import GrowthPlan, year_of_stock
from records.canonical import Head
from records.parties.register import fold_parties
from records.print.pages import pdf_bytes
from records.reports.asked import Farm, Maker
from records.reports.books import ReportBooks
from records.reports.paper import Paper
from records.reports.span import Span
from records.reports.workbook import paper_workbook
from records.reports.yield_inputs import Facts
from records.store.journal_store import JournalStore

G_PER_KG = 1000
NAME_MAX = 80
"""Characters of a file name; Windows takes 255 with its folders."""


class Format(StrEnum):
    """What a paper is handed out as."""

    XLSX = "xlsx"
    PDF = "pdf"


MEDIA = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
}


def report_books(office: Office, span: Span | None = None) -> ReportBooks:
    """The journal up to its heads of one instant; facts of the span.

    The heads are read first and nothing after them is taken: what is written meanwhile is of the
    next paper.
    """
    store = office.store
    heads = store.anchor(office.site.id).heads
    upto = heads["events"].seq
    events = [one.event for one in store.events(kinds=VIEWED) if one.seq <= upto]
    deeds = office.deeds()[: heads["deeds"].seq]
    entries = store.ledger.entries()[: heads["ledger"].seq]
    facts = {} if span is None else _facts(store, span, office.zone, heads["events"])
    constructed = any(one.actor == CONSTRUCTED for one in (*events, *deeds))
    return ReportBooks(office.site.id, events, deeds, entries, heads, facts, constructed)


def _facts(store: JournalStore, span: Span, zone: tzinfo, head: Head) -> Facts:
    found = {}
    for month in span.months:
        part = span.part(month)
        first = datetime.combine(part.first_day, time(), zone)
        after = datetime.combine(part.last_day + timedelta(days=1), time(), zone)
        found[month] = store.facts.sums(first, after, 0, head.seq)
    return found


def farm_of(office: Office, books: ReportBooks, company: str = "") -> Farm:
    """Systems and plan of the site; the company asked for, or the one on record to grow fish."""
    site = office.site
    systems = {tank.id: system.name.zh for system in site.systems for tank in system.tanks}
    stock = year_of_stock(GrowthPlan(output_kg_y=site.plan.yearly_kg))
    return Farm(
        systems,
        round(site.plan.yearly_kg * G_PER_KG),
        round(stock.biomass_mean_kg * G_PER_KG),
        company or fold_parties(books.deeds).parties.grower or "",
    )


def maker_of(office: Office, caller: Caller, entity: str = "") -> Maker:
    """The caller, now, in the farm's civil time to the second; `entity`: in whose name."""
    made_at = office.now().astimezone(office.zone).replace(microsecond=0)
    return Maker(made_at, caller.display.zh, entity)


def paper_bytes(paper: Paper, form: Format) -> bytes:
    """The paper in that format."""
    return pdf_bytes(paper) if form is Format.PDF else paper_workbook(paper)


def attachment(plain: str, told: str, form: Format) -> str:
    """Content-Disposition of a file to be kept (RFC 6266; RFC 8187 for what is not ASCII).

    `plain`: ASCII, for old programs; `told`: what people read, every odd character replaced.
    """
    safe = re.sub(r"[^\w.\-]+", "_", told).strip("._")[:NAME_MAX]
    star = quote(f"{safe}.{form}", safe="")
    return f"attachment; filename=\"{plain}.{form}\"; filename*=UTF-8''{star}"
