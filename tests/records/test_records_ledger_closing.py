"""The end of a year in the three systems, and what must be settled before it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.ledger.accounts import Account, AccountingSystem
from records.ledger.basis import Basis
from records.ledger.book import trial_balance
from records.ledger.closing import closing_entries, year_problems
from records.ledger.drafts import Books
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import PeriodIndex, indexed
from records.ledger.settling import Settling, settle
from tests.records.ledger_scene import FARM, FEWER, account, calendar, months_of, told, uid, voucher

SYSTEMS = {
    AccountingSystem.COOP: ("331", "未分配盈余", ("501", "502", "511"), ("521", "523", "529")),
    AccountingSystem.REC: ("321", "未分配收益", ("501", "502", "504"), ("511", "513", "514")),
    AccountingSystem.COMPANY: ("3103", "未分配利润", ("5001", "5051"), ("5401", "5602")),
}
BANKS = {
    AccountingSystem.COOP: "102",
    AccountingSystem.REC: "102",
    AccountingSystem.COMPANY: "1002",
}


def test_example_1_is_closed_as_its_vouchers_1_to_3() -> None:
    """DIV-SPEC-1.0 D6 and the U8 text in C2: incomes, costs, result, in the order of labels."""
    village = Books("示例村", AccountingSystem.REC)
    rec = AccountingSystem.REC
    earned = (
        ("112 应收款", 10_000_001),
        ("502 投资收益", -8_765_433),
        ("501 经营收入", -1_234_568),
    )
    spent = (
        ("514 公益支出", 499_999),
        ("511 经营支出", 350_000),
        ("513 管理费用", 150_000),
        ("102 银行存款", -999_999),
    )
    posted = [
        Entry(
            uid(at), village.entity, date(2026, 12, 30), "凭证",
            tuple(EntryLine(account(label, rec), fen) for label, fen in lines),
        )
        for at, lines in enumerate((earned, spent))
    ]  # fmt: skip
    made = closing_entries(posted, village, 2026)
    assert [[(line.account.label, line.amount_fen) for line in one.lines] for one in made] == [
        [("501 经营收入", 1_234_568), ("502 投资收益", 8_765_433), ("321 本年收益", -10_000_001)],
        [
            ("321 本年收益", 999_999),
            ("511 经营支出", -350_000),
            ("513 管理费用", -150_000),
            ("514 公益支出", -499_999),
        ],
        [("321 本年收益", 9_000_002), ("322 收益分配-未分配收益", -9_000_002)],
    ]
    assert {one.day for one in made} == {date(2026, 12, 31)}
    before = replace(posted[0], entry_id=uid("before"), day=date(2025, 12, 30))
    assert {one.basis.count for one in made if one.basis} == {2}
    closed = [before, *closing_entries([before], village, 2025)]
    again = closing_entries([*closed, *posted], village, 2026)
    assert [one.basis for one in again] == [one.basis for one in made]


@pytest.mark.parametrize("system", AccountingSystem)
@FEWER
@given(data=st.data())
def test_a_closed_year_has_no_income_and_no_expense(
    system: AccountingSystem, data: st.DataObject
) -> None:
    """In every system, for profit and loss, also of sub-accounts; closing again finds nothing."""
    result, sub, incomes, costs = SYSTEMS[system]
    books, bank = Books("甲", system), Account(system, BANKS[system])
    posted = []
    for number in range(data.draw(st.integers(0, 8))):
        code = data.draw(st.sampled_from(incomes + costs))
        parts = data.draw(st.sampled_from(((), ("一",))))
        fen = data.draw(st.integers(-(10**6), 10**6).filter(bool))
        day = data.draw(st.sampled_from((date(2025, 6, 1), date(2026, 1, 1), date(2026, 12, 31))))
        lines = (EntryLine(Account(system, code, parts), fen), EntryLine(bank, -fen))
        posted.append(Entry(uid(number), "甲", day, "凭证", lines))
    closed = closing_entries(posted, books, 2025)
    ends = [*posted, *closed, *closing_entries([*posted, *closed], books, 2026)]
    rows = trial_balance(ends, "甲")
    assert not any(row.balance_fen for row in rows if row.account.kind.closes_yearly)
    balances = {row.account: row.balance_fen for row in rows}
    assert balances.get(Account(system, result), 0) == 0
    kept = sum(fen for key, fen in balances.items() if key.sub == (sub,))
    assert kept == -balances.get(bank, 0)
    for year in (2025, 2026):
        again = closing_entries(ends, books, year)
        by = Settling("甲", str(year), date(year, 12, 31), calendar_of("甲"))
        assert settle(again, ends, by) == []


def calendar_of(entity: str) -> PeriodIndex:
    return indexed([*months_of(2025, entity=entity), *months_of(2026, entity=entity)])


def test_a_year_whose_run_closed_it_has_nothing_left_to_close() -> None:
    sold = voucher("2026-05-05", ("113 应收款", 900), ("501 经营收入", -900))
    by_run = voucher("2026-12-31", ("501 经营收入", 900), ("331 本年盈余", -900))
    kept = voucher("2026-12-31", ("331 本年盈余", 900), ("332 盈余分配-未分配盈余", -900))
    posted = [replace(one, run_id="r1") for one in (by_run, kept)]
    assert closing_entries([sold, *posted], FARM, 2026) == []
    elsewhere = replace(sold, entity="别家")
    next_year = voucher("2027-01-01", ("113 应收款", 900), ("501 经营收入", -900))
    assert closing_entries([elsewhere, next_year], FARM, 2026) == []


def test_a_late_voucher_changes_the_closing_by_red_letters() -> None:
    by = Settling(FARM.entity, "2026", date(2027, 1, 9), calendar())
    sold = voucher("2026-05-05", ("113 应收款", 900), ("501 经营收入", -900))
    first = settle(closing_entries([sold], FARM, 2026), [sold], by)
    late = voucher("2026-12-31", ("521 经营支出", 300), ("211 应付款", -300))
    posted = [sold, *first, late]
    then = settle(closing_entries(posted, FARM, 2026), posted, by)
    assert len(then) == 3  # the costs, the result taken back, the result anew
    assert told([*posted, *then]) == {
        "113 应收款": 900,
        "211 应付款": -300,
        "332 盈余分配-未分配盈余": -600,
    }


def test_differences_are_settled_before_the_year_is_closed() -> None:
    waiting = "181 待处理财产损溢-待处理流动资产损溢"
    died = voucher("2026-07-07", (waiting, 300), ("141 消耗性生物资产-转出", -300))
    (found,) = year_problems([died], FARM, 2026)
    assert found.code == "LOSS_NOT_SETTLED" and "3.00" in found.explanation.zh
    settled = voucher("2026-12-20", ("529 其他支出", 300), (waiting, -300))
    assert year_problems([died, settled], FARM, 2026) == []
    assert year_problems([died], FARM, 2025) == []
    closing = replace(settled, basis=Basis("CLOSING_COST/2026", 0, ""))
    assert len(year_problems([died, closing], FARM, 2026)) == 1
