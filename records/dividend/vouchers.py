"""The six vouchers that close a collective's year and book its distribution (DIV-SPEC-1.0 B11).

It refuses to know the ledger they are posted to; a line is a label, a debit and a credit in fen.
"""

from collections.abc import Mapping

Line = tuple[str, int, int]
Voucher = tuple[Line, ...]

YEAR_INCOME = "321 本年收益"
RESERVE = "311 公积公益金"
MEMBERS = "113 内部往来-成员"
UNDISTRIBUTED = "322 收益分配-未分配收益"
ALLOCATED = "322 收益分配-各项分配"
TO_RESERVE = "322 收益分配-各项分配-提取公积公益金"
TO_MEMBERS = "322 收益分配-各项分配-成员分配"


def closing_vouchers(income: Mapping[str, int], cost: Mapping[str, int]) -> list[Voucher]:
    """Vouchers 1 to 3: income and cost into 本年收益, the result into 未分配收益.

    A loss changes the sides of voucher 3 (no published example: DIV-SPEC E2.9, decided so).
    """
    incomes, costs = _by_label(income), _by_label(cost)
    net = sum(incomes.values()) - sum(costs.values())
    first = (
        *((label, amount, 0) for label, amount in incomes.items()),
        (YEAR_INCOME, 0, sum(incomes.values())),
    )
    second = (
        (YEAR_INCOME, sum(costs.values()), 0),
        *((label, 0, amount) for label, amount in costs.items()),
    )
    third = pair(YEAR_INCOME, UNDISTRIBUTED, net) if net >= 0 else (
        pair(UNDISTRIBUTED, YEAR_INCOME, -net)
    )  # fmt: skip
    return [first, second, third]


def distribution_vouchers(reserve: int, posted_pool: int) -> list[Voucher]:
    """Vouchers 4 to 6: reserve, members, and both out of 未分配收益; fen."""
    return [
        pair(TO_RESERVE, RESERVE, reserve),
        pair(TO_MEMBERS, MEMBERS, posted_pool),
        pair(UNDISTRIBUTED, ALLOCATED, reserve + posted_pool),
    ]


def member_vouchers(posted: int) -> list[Voucher]:
    """A further payment to members out of 未分配收益; fen."""
    return [pair(TO_MEMBERS, MEMBERS, posted), pair(UNDISTRIBUTED, ALLOCATED, posted)]


def flat(vouchers: list[Voucher]) -> list[list[str | int]]:
    """All lines of the vouchers, in order, as a document shows them."""
    return [list(line) for voucher in vouchers for line in voucher]


def account_label(item: str) -> str:
    """The account of an item of the accounts: its label up to a parenthesis."""
    return item.split("(", 1)[0]


def pair(debit: str, credit: str, amount: int) -> Voucher:
    """One debit against one credit, fen."""
    return ((debit, amount, 0), (credit, 0, amount))


def _by_label(items: Mapping[str, int]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for item, amount in items.items():
        sums[account_label(item)] = sums.get(account_label(item), 0) + amount
    return {label: sums[label] for label in sorted(sums, key=str.encode)}
