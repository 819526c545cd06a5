"""The vouchers that close a company's year and book its dividend (小企业会计准则).

It refuses to know the ledger; a line is a label, a debit and a credit in fen. Codes unverified.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from records.dividend.company_waterfall import CompanyWaterfall
from records.dividend.vouchers import Line, Voucher, pair

RESULT = "3103 本年利润"
UNDISTRIBUTED = "3104 利润分配-未分配利润"
TO_STATUTORY = "3104 利润分配-提取法定盈余公积"
TO_DISCRETIONARY = "3104 利润分配-提取任意盈余公积"
TO_SHAREHOLDERS = "3104 利润分配-应付利润"
STATUTORY = "3101 盈余公积-法定盈余公积"
DISCRETIONARY = "3101 盈余公积-任意盈余公积"
PAYABLE = "2232 应付利润"
INCENTIVE_COST = "5602 管理费用-超额激励"
INCENTIVE_OWED = "2241 其他应付款"
TAX_COST = "5801 所得税费用"
TAX_OWED = "2221 应交税费-应交企业所得税"


def company_vouchers(
    flow: CompanyWaterfall, dividend: Mapping[str, int], profit: Mapping[str, Any]
) -> Iterator[Voucher]:
    """Incentive and tax, closing, reserves, dividend by shareholder, and out of 未分配利润."""
    incentive, tax = profit["incentive"], profit["income_tax"]
    yield pair(INCENTIVE_COST, f"{INCENTIVE_OWED}-{profit['incentive_to']}", incentive)
    yield pair(TAX_COST, TAX_OWED, tax)
    income: Mapping[str, int] = profit["income_items"]
    own = {label: fen for label, fen in ((INCENTIVE_COST, incentive), (TAX_COST, tax)) if fen}
    cost = {**profit["cost_items"], **own}
    yield from closing(income, cost, RESULT, UNDISTRIBUTED)
    yield pair(TO_STATUTORY, STATUTORY, flow.statutory_reserve)
    yield pair(TO_DISCRETIONARY, DISCRETIONARY, flow.discretionary_reserve)
    declared: list[Line] = [(TO_SHAREHOLDERS, flow.declared, 0)]
    declared += [(f"{PAYABLE}-{party}", 0, fen) for party, fen in dividend.items()]
    yield tuple(declared)
    yield (
        (UNDISTRIBUTED, flow.statutory_reserve + flow.discretionary_reserve + flow.declared, 0),
        (TO_STATUTORY, 0, flow.statutory_reserve),
        (TO_DISCRETIONARY, 0, flow.discretionary_reserve),
        (TO_SHAREHOLDERS, 0, flow.declared),
    )


def closing(
    income: Mapping[str, int], cost: Mapping[str, int], result: str, undistributed: str
) -> Iterator[Voucher]:
    """Income and cost into the year's result, and the result, a loss included, into what stays."""
    earned, spent = sum(income.values()), sum(cost.values())
    yield (*((label, income[label], 0) for label in _in_order(income)), (result, 0, earned))
    yield ((result, spent, 0), *((label, 0, cost[label]) for label in _in_order(cost)))
    net = earned - spent
    yield pair(result, undistributed, net) if net >= 0 else pair(undistributed, result, -net)


def _in_order(items: Mapping[str, int]) -> list[str]:
    return sorted(items, key=str.encode)
