"""Charts of accounts, and what is booked where in each accounting system."""

from collections import Counter

import pytest

from records.ledger.accounts import CHARTS, Account, AccountingSystem, AccountKind, Side, account_of
from records.ledger.bookings import PARTS, Matter, booking
from records.ledger.roles import ROLES, Role, account_in
from records.refusal import RuleRefused

REC, COOP, COMPANY = AccountingSystem.REC, AccountingSystem.COOP, AccountingSystem.COMPANY


@pytest.mark.parametrize(
    ("system", "counts"),
    [
        # 财会〔2023〕14号: 19 + 8 + 4 + 1 + 10 = 42
        (REC, {"ASSET": 19, "LIABILITY": 8, "EQUITY": 4, "COST": 1, "INCOME": 4, "EXPENSE": 6}),
        # 财会〔2021〕37号 annex: 22 + 10 + 6 + 1 + 9 = 48
        (COOP, {"ASSET": 22, "LIABILITY": 10, "EQUITY": 6, "COST": 1, "INCOME": 3, "EXPENSE": 6}),
        # 小企业会计准则 annex: 32 + 12 + 5 + 5 + 12 = 66
        (
            COMPANY,
            {"ASSET": 32, "LIABILITY": 12, "EQUITY": 5, "COST": 5, "INCOME": 4, "EXPENSE": 8},
        ),
    ],
)
def test_a_chart_is_complete_and_nobody_has_verified_it(
    system: AccountingSystem, counts: dict[str, int]
) -> None:
    chart = CHARTS[system]
    assert Counter(row.kind.value for row in chart.rows.values()) == counts
    assert not chart.verified and "未与印刷文本核对" in chart.source
    assert list(chart.names) == list(chart.rows)


@pytest.mark.parametrize(
    ("system", "code", "side"),
    [
        (REC, "113", Side.EITHER),
        (COOP, "114", Side.EITHER),
        (REC, "112", Side.DEBIT),
        (REC, "152", Side.CREDIT),
        (COOP, "143", Side.CREDIT),
        (COMPANY, "1602", Side.CREDIT),
        (REC, "211", Side.CREDIT),
        (REC, "501", Side.CREDIT),
        (REC, "511", Side.DEBIT),
        (COOP, "511", Side.CREDIT),
        (COOP, "181", Side.EITHER),
    ],
)
def test_the_side_on_which_an_account_grows(
    system: AccountingSystem, code: str, side: Side
) -> None:
    assert Account(system, code).row.side is side


def test_the_same_code_is_income_here_and_expense_there() -> None:
    assert Account(COOP, "511").kind is AccountKind.INCOME
    assert Account(REC, "511").kind is AccountKind.EXPENSE
    assert Account(REC, "511").kind.closes_yearly and not Account(REC, "401").kind.closes_yearly


def test_an_account_lies_within_itself_and_what_is_above_it() -> None:
    feed = account_of(COOP, "121", ("饲料",))
    assert feed is account_of(COOP, "121", ("饲料",))
    assert feed.within(feed) and feed.within(Account(COOP, "121"))
    assert not Account(COOP, "121").within(feed)
    assert not feed.within(Account(COOP, "141")) and not feed.within(Account(REC, "121"))


@pytest.mark.parametrize("system", AccountingSystem)
def test_every_matter_has_two_accounts_in_every_system(system: AccountingSystem) -> None:
    assert set(PARTS) == set(Matter) and set(ROLES[system].accounts) == set(Role)
    for matter in Matter:
        rule = booking(system, matter)
        assert rule.debit != rule.credit
        assert {rule.debit.system, rule.credit.system} == {system}
        assert not rule.verified and rule.source


@pytest.mark.parametrize(
    ("system", "matter", "debit", "credit"),
    [
        (COOP, Matter.FISH_SOLD, "113 应收款", "501 经营收入"),
        (REC, Matter.FISH_SOLD, "112 应收款", "501 经营收入"),
        (COMPANY, Matter.FISH_SOLD, "1122 应收账款", "5001 主营业务收入"),
        (COOP, Matter.FISH_SOLD_COST, "521 经营支出", "141 消耗性生物资产-转出"),
        (REC, Matter.FISH_SOLD_COST, "511 经营支出", "131 消耗性生物资产-转出"),
        (COMPANY, Matter.FISH_SOLD_COST, "5401 主营业务成本", "1421 消耗性生物资产-转出"),
        (COOP, Matter.FEED_USED, "141 消耗性生物资产-饲料", "121 产品物资-饲料"),
        (
            COOP,
            Matter.FISH_DIED,
            "181 待处理财产损溢-待处理流动资产损溢",
            "141 消耗性生物资产-转出",
        ),
        (REC, Matter.DEPRECIATION_PRODUCTION, "401 生产(劳务)成本-折旧", "152 累计折旧"),
        (COOP, Matter.INTEREST_DUE, "524 财务费用-利息", "215 应付利息"),
        (
            COMPANY,
            Matter.SETTLED_COMPENSATED,
            "1221 其他应收款",
            "1901 待处理财产损溢-待处理流动资产损溢",
        ),
    ],
)
def test_what_is_booked_where(
    system: AccountingSystem, matter: Matter, debit: str, credit: str
) -> None:
    rule = booking(system, matter)
    assert (rule.debit.label, rule.credit.label) == (debit, credit)


def test_an_allocated_item_keeps_its_name_on_both_sides() -> None:
    rule = booking(COOP, Matter.SHARED_ALLOCATED, "电费")
    assert (rule.debit.sub, rule.credit.sub) == (("电费",), ("电费",))
    assert account_in(REC, Role.UNDISTRIBUTED).label == "322 收益分配-未分配收益"


def test_a_code_that_no_chart_has_is_refused() -> None:
    for code in ("999", "1002", ""):
        with pytest.raises(RuleRefused) as refusal:
            account_of(REC, code)
        assert refusal.value.code == "UNKNOWN_ACCOUNT"
