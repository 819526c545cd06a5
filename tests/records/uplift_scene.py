"""A constructed project of one company and two villages, with the vouchers of both sides."""

from datetime import date
from typing import Any

from records.deeds.deed import Deed
from records.ledger.accounts import AccountingSystem
from records.ledger.bookings import Matter
from records.ledger.deed_vouchers import bill_entry, wages_entry
from records.ledger.deeds import Billed, WagesDue
from records.ledger.drafts import Books
from records.ledger.entry import Entry, EntryLine, counter_entry
from records.uplift.scope import Scope
from tests.records.ledger_scene import PAPER, account, deed, uid

REC, COMPANY = AccountingSystem.REC, AccountingSystem.COMPANY
FIRM, UPPER, LOWER = "示例渔业有限公司", "上村合作社", "下村合作社"
PEASANTS = "本村农户"
SYSTEMS = {FIRM: COMPANY, UPPER: REC, LOWER: REC}
SCOPE = Scope(
    FIRM,
    {FIRM: FIRM, "渔业公司": FIRM}, {UPPER: UPPER, LOWER: LOWER, "上村": UPPER},
    frozenset({PEASANTS}), 1_200_000, True, "测试口径",
)  # fmt: skip


def books(entity: str) -> Books:
    return Books(entity, SYSTEMS[entity])


def billed(entity: str, day: str, matter: Matter, party: str, fen: int, name: object = "") -> Entry:
    paper = deed(Billed, day, (entity, matter, party, fen, name), entity=entity, matter=matter,
                 party=party, amount_fen=fen)  # fmt: skip
    made = bill_entry(paper, books(entity))
    assert made is not None
    return made


def wages(day: str, gross: int, local: int, name: object = "") -> tuple[WagesDue, Entry]:
    due: WagesDue = deed(
        WagesDue, day, name, entity=FIRM, month=day[:7], group="PRODUCTION", people=9,
        gross_fen=gross, local_people=6, local_fen=local, proof=PAPER,
    )  # fmt: skip
    made = wages_entry(due, books(FIRM))
    assert made is not None
    return due, made


def plain(entity: str, day: str, *lines: tuple[str, int], **fields: Any) -> Entry:
    system = SYSTEMS[entity]
    made = tuple(EntryLine(account(label, system), fen) for label, fen in lines)
    given = {"entry_id": uid((entity, day, lines, sorted(map(str, fields.values())))), **fields}
    return Entry(entity=entity, day=date.fromisoformat(day), summary="凭证", lines=made, **given)


def rent(village: str, day: str, fen: int, name: object = "") -> list[Entry]:
    return [
        billed(FIRM, day, Matter.RENT, village, fen, name),
        billed(village, day, Matter.RENT_EARNED, FIRM, fen, name),
    ]


def water(village: str, day: str, fen: int, name: object = "") -> list[Entry]:
    return [
        billed(FIRM, day, Matter.WATER_FEE, village, fen, name),
        billed(village, day, Matter.WATER_FEE_EARNED, FIRM, fen, name),
    ]


def dividend(
    day: str, by_village: dict[str, int], operator: int = 0, name: object = ""
) -> list[Entry]:
    total = sum(by_village.values()) + operator
    owed = [(f"2232 应付利润-{village}", -fen) for village, fen in by_village.items() if fen]
    owed += [("2232 应付利润-经营方", -operator)] if operator else []
    run = f"run{name}"
    declared = plain(FIRM, day, ("3104 利润分配-应付利润", total), *owed, run_id=run)
    return [
        declared,
        *(
            plain(village, day, (f"112 应收款-{FIRM}", fen), ("502 投资收益", -fen), run_id=run)
            for village, fen in by_village.items()
            if fen
        ),
    ]


def taken_back(entry: Entry) -> Entry:
    return counter_entry(entry, uid(("counter", entry.entry_id)), entry.day)


def story() -> tuple[list[Entry], list[Deed]]:
    """A year: rent, water, wages, land rent, purchases, dividend, payment, closing, members."""
    due, paid_wages = wages("2026-02-01", 90_000, 60_000)
    entries = [
        *rent(UPPER, "2026-01-31", 10_000),
        *water(LOWER, "2026-02-28", 2_500),
        paid_wages,
        billed(FIRM, "2026-03-01", Matter.RENT, PEASANTS, 700),
        billed(FIRM, "2026-03-02", Matter.SUPPLIES_BOUGHT, PEASANTS, 300),
        billed(FIRM, "2026-03-03", Matter.SUPPLIES_BOUGHT, "饲料厂", 9_999),
        billed(FIRM, "2026-03-04", Matter.OTHER_INCOME, "外地客户", 500_000),
        billed(UPPER, "2026-03-05", Matter.RENT_EARNED, "别的租户", 4_000),
        billed(UPPER, "2026-03-06", Matter.OTHER_INCOME, "渔业公司", 111),
        billed(UPPER, "2026-04-01", Matter.CUSTOMER_PAID, FIRM, 10_000),
        billed(FIRM, "2026-04-01", Matter.SUPPLIER_PAID, UPPER, 10_000),
        plain(FIRM, "2026-04-02", ("1002 银行存款", 5_000), (f"3001 实收资本-{UPPER}", -5_000)),
        plain(UPPER, "2026-04-02", (f"141 长期投资-{FIRM}", 5_000), ("102 银行存款", -5_000)),
        *dividend("2026-12-31", {UPPER: 30_000, LOWER: 20_000}, 6_000),
        plain(UPPER, "2026-12-31", ("502 投资收益", 30_000), ("501 经营收入-租金", 14_000),
              ("321 本年收益", -44_000)),
        plain(UPPER, "2026-12-31", ("322 收益分配-各项分配-成员分配", 25_000),
              ("113 内部往来-成员", -25_000)),
    ]  # fmt: skip
    return entries, [due]
