"""What people ask to take out of the books, from the records to a file or a document.

It refuses to know where records are kept, who asks, and what time it is.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from farm.words import Words
from records.canonical import Json, digest
from records.exchange.beancount_text import BeancountBook, Witness, beancount_text
from records.exchange.chosen import chosen
from records.exchange.town_feed import town_feed
from records.exchange.town_figures import TownFacts, TownReport, town_report
from records.exchange.town_period import town_period
from records.exchange.town_tables import town_tables
from records.exchange.vendor_checks import Wanted
from records.exchange.vendor_codes import OWN_CODES, VendorCodes, codes_template
from records.exchange.vendor_files import voucher_file
from records.exchange.vendor_limits import KIS, U8
from records.refusal import Problem, problem
from records.reports.table import Provenance, Table
from records.uplift.asked import Records, uplift_asked


class Format(StrEnum):
    """Whose program reads the vouchers."""

    U8 = "u8"
    KIS = "kis"
    BEANCOUNT = "beancount"


@dataclass(frozen=True, slots=True)
class VouchersWanted:
    """`maker`, `codes`, `fit`: see vendor_checks.Wanted; Beancount needs none of them."""

    format: Format
    entity: str
    first_day: date
    last_day: date
    maker: str = ""
    codes: VendorCodes = OWN_CODES
    fit: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A file with the name to offer for it, and what must be told beside it."""

    name: str
    body: bytes
    notices: tuple[Words, ...]


def vouchers_taken(
    records: Records,
    wanted: VouchersWanted,
    head_hash: str,
    made_at: str,
    witness: Witness | None = None,
) -> tuple[Taken | None, list[Problem]]:
    """The file of the vouchers, or every reason why it cannot be made."""
    if wanted.format is Format.BEANCOUNT:
        return _beancount(records, wanted, head_hash, made_at, witness)
    limits = U8 if wanted.format is Format.U8 else KIS
    vouchers = chosen(records.entries, wanted.entity, wanted.first_day, wanted.last_day)
    made, problems = voucher_file(vouchers, Wanted(limits, wanted.maker, wanted.codes, wanted.fit))
    return (None, problems) if made is None else (Taken(made.name, made.body, made.notices), [])


def codes_wanted(records: Records, entity: str, first_day: date, last_day: date) -> bytes:
    """The list of accounts that those vouchers use, for a person to fill in the vendor's codes."""
    vouchers = chosen(records.entries, entity, first_day, last_day)
    return codes_template(line.account for one in vouchers for line in one.entry.lines)


def town_taken(
    records: Records,
    period_text: str,
    head_hash: str,
    made_at: str,
    project: str | None = None,
    plan_g: int | None = None,
) -> tuple[TownReport, dict[str, Json], list[Problem]]:
    """The town's figures of `2026-11` or `2026-Q4`, the JSON document of them, and what is amiss.

    `plan_g`: fish that the site plans a year, g; None: what the press reported.
    RuleRefused: NO_TOWN_PERIOD, NO_UPLIFT_SCOPE.
    """
    period = town_period(period_text)
    told, problems = uplift_asked(records, period.year, project, period.last_month)
    facts = TownFacts(
        told.scope.entity, told, records.events, records.entries, records.deeds, plan_g
    )
    report = town_report(facts, period)
    return report, town_feed(report, head_hash, made_at), problems


def town_sheets(report: TownReport, document: dict[str, Json], made_by: str) -> list[Table]:
    """The sheets of the town's figures, for a workbook; `document`: the feed of the same."""
    about = Provenance(
        entity=report.project,
        period=report.period.name,
        ruleset=str(document["schema"]),
        inputs_hash=digest(document["payload"]),
        head_hash=str(document["ledger_head"]),
        made_at=str(document["produced_at"]),
        made_by=made_by,
    )
    return town_tables(report, about)


def _beancount(
    records: Records,
    wanted: VouchersWanted,
    head_hash: str,
    made_at: str,
    witness: Witness | None,
) -> tuple[Taken | None, list[Problem]]:
    book = BeancountBook(wanted.entity, wanted.first_day, wanted.last_day, made_at, head_hash)
    if not any(entry.entity == wanted.entity for entry in records.entries):
        return None, [_no_entity(wanted.entity)]
    text = beancount_text(records.entries, book, witness)
    name = f"{wanted.first_day}_{wanted.last_day}.beancount"
    return Taken(name, text.encode(), (BEAN_CHECK,)), []


BEAN_CHECK = Words(
    zh="用 bean-check 核对：它按每月末余额逐科目核对每张凭证，没有输出即无误",
    en="check it with bean-check: it holds every voucher against the balances of every account at "
    "every end of a month, and says nothing if all is sound",
)


def _no_entity(entity: str) -> Problem:
    return problem(
        "NO_VOUCHERS",
        f"账上没有单位“{entity}”的凭证；核对单位名称",
        f"the books have no voucher of '{entity}': check the name of the entity",
    )
