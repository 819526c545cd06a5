"""How long each kind of record is kept, as rows with their source and flag.

It refuses to destroy anything: after the span a record may be appraised, by people.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from farm.words import Words


class Record(StrEnum):
    """Kinds of records around a distribution."""

    VOUCHER = "VOUCHER"
    PERIODIC_REPORT = "PERIODIC_REPORT"
    BANK_STATEMENT = "BANK_STATEMENT"
    TAX_RETURN = "TAX_RETURN"
    ANNUAL_REPORT = "ANNUAL_REPORT"
    RUN_EVIDENCE = "RUN_EVIDENCE"


@dataclass(frozen=True, slots=True)
class Retention:
    """Years after the end of the accounting year; None: for ever, and printed."""

    record: Record
    title: Words
    years: int | None
    source: str
    verified: bool


_ARCHIVES = "会计档案管理办法（财政部 国家档案局令第79号）附表一"

RETENTION: tuple[Retention, ...] = (
    Retention(Record.VOUCHER, Words(zh="凭证、账簿", en="vouchers, books"), 30, _ARCHIVES, False),
    Retention(
        Record.PERIODIC_REPORT, Words(
            zh="月、季、半年报",
            en="periodic reports",
        ), 10, _ARCHIVES, False
    ),
    Retention(
        Record.BANK_STATEMENT, Words(zh="银行对账单", en="bank statements"), 10, _ARCHIVES, False
    ),
    Retention(Record.TAX_RETURN, Words(zh="纳税申报表", en="tax returns"), 10, _ARCHIVES, False),
    Retention(
        Record.ANNUAL_REPORT, Words(zh="年度财务报告", en="annual report"), None, _ARCHIVES, False
    ),
    # Five years to contest a decision; vouchers of the same run are kept longer anyway.
    Retention(
        Record.RUN_EVIDENCE, Words(
            zh="分配过程和决议证据",
            en="evidence of a run and its resolution",
        ),
        5, "农村集体经济组织法第五十七条", False,
    ),
)  # fmt: skip


def appraised_from(record: Record, accounting_year: int) -> date | None:
    """First day on which the record may be appraised for destruction; None: never.

    The span begins on the first day after the accounting year (会计档案管理办法 art. 14).
    """
    row = next(row for row in RETENTION if row.record is record)
    return None if row.years is None else date(accounting_year + 1 + row.years, 1, 1)
