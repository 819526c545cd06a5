"""The vouchers that close a cooperative's year and book its surplus (财会〔2021〕37号).

It refuses to know the ledger; a line is a label, a debit and a credit in fen. Entries unverified.
"""

from collections.abc import Iterator, Mapping

from records.dividend.coop_waterfall import CoopLossYear, CoopWaterfall
from records.dividend.posting.company_vouchers import closing
from records.dividend.vouchers import Voucher, pair

RESULT = "331 本年盈余"
UNDISTRIBUTED = "332 盈余分配-未分配盈余"
ALLOCATED = "332 盈余分配-各项分配"
TO_RESERVE = "332 盈余分配-各项分配-提取盈余公积"
TO_PATRONAGE = "332 盈余分配-各项分配-盈余返还"
TO_REST = "332 盈余分配-各项分配-剩余盈余分配"
RESERVE = "322 盈余公积"
PATRONAGE = "221 应付盈余返还"
REST = "222 应付剩余盈余"


def coop_vouchers(
    flow: CoopWaterfall | CoopLossYear, income: Mapping[str, int], cost: Mapping[str, int]
) -> Iterator[Voucher]:
    """Closing, reserve, return by trade, the rest by capital, and out of 未分配盈余."""
    yield from closing(income, cost, RESULT, UNDISTRIBUTED)
    if isinstance(flow, CoopLossYear):
        return
    yield pair(TO_RESERVE, RESERVE, flow.reserve)
    yield pair(TO_PATRONAGE, PATRONAGE, flow.patronage)
    yield pair(TO_REST, REST, flow.rest)
    yield pair(UNDISTRIBUTED, ALLOCATED, flow.reserve + flow.patronage + flow.rest)
