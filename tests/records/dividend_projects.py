"""Made-up companies, villages and cooperatives of every kind, for properties of distribution.

Books are drawn as balances; `opened` turns them into an entry, so that a run can be posted on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from records.dividend.prepare.books import YearBooks
from records.dividend.prepare.chain import PreparedChain, prepare_chain
from records.dividend.prepare.company_case import CompanyCase
from records.dividend.prepare.coop_case import CoopCase, CoopMembers
from records.dividend.prepare.village_case import VillageCase
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.book import Book, trial_balance
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import Period
from records.rules.guarantees import Guarantee
from records.shares.classes import Standing
from records.shares.status import HolderStatus
from tests.records.dividend_scene import (
    COMPANY,
    COOP,
    NAMES,
    NEW_YEAR,
    PROJECT,
    REC,
    YEAR,
    answered,
    capital,
    member,
    period,
    rules,
    snapshot,
)

FEN = st.one_of(st.integers(0, 200), st.integers(0, 10**9))
BP = st.one_of(st.sampled_from([0, 1, 3333, 9999, 10_000]), st.integers(0, 10_000))
OPENINGS = st.one_of(
    st.tuples(FEN, st.just(0)), st.tuples(st.just(0), FEN), st.just((0, 0))
)  # fmt: skip


def labelled(system: AccountingSystem, amounts: Mapping[str, int]) -> dict[Account, int]:
    return {Account.of_label(system, label): fen for label, fen in amounts.items() if fen}


def opened(books: YearBooks) -> list[Entry]:
    """The books as one entry against the bank, so that a run can be posted on them."""
    bank = Account(books.system, "1002" if books.system is COMPANY else "102")
    lines = [EntryLine(account, fen) for account, fen in books.balances.items()]
    rest = sum(line.amount_fen for line in lines)
    if rest:
        lines.append(EntryLine(bank, -rest))
    made = Entry(NAMES, books.entity, NEW_YEAR, "期初", tuple(lines)) if len(lines) > 1 else None
    return [made] if made is not None else []


def balances(entries: list[Entry], entity: str) -> dict[Account, int]:
    next_year = Period(entity, date(2027, 1, 1), date(2027, 12, 31))
    book = Book([period(entity), next_year]).post_all(entries)
    return {row.account: row.balance_fen for row in trial_balance(book, entity) if row.balance_fen}


def on_code(found: Mapping[Account, int], code: str) -> int:
    return sum(fen for account, fen in found.items() if account.code == code)


@st.composite
def village_books(draw: st.DrawFn, name: str) -> YearBooks:
    loss, undistributed = draw(OPENINGS)
    amounts = {
        "322 收益分配-未分配收益": loss - undistributed,
        "501 经营收入": -draw(FEN), "504 其他收入": -draw(FEN),
        "511 经营支出": draw(FEN), "513 管理费用": draw(FEN),
    }  # fmt: skip
    return YearBooks(name, YEAR, REC, labelled(REC, amounts))


@st.composite
def villages(draw: st.DrawFn, name: str) -> VillageCase:
    shares = draw(
        st.lists(
            st.tuples(
                st.integers(1, 300), st.integers(0, 60), st.sampled_from(HolderStatus),
                st.sampled_from([Standing.MEMBER] * 5 + [Standing.COLLECTIVE]),
            ),
            min_size=1, max_size=12,
        )
    )  # fmt: skip
    people = [
        member(f"M{at:02}", f"H{at // 3}", first, second, status=status, standing=standing)
        for at, (first, second, status, standing) in enumerate(shares)
    ]
    # A class without shares can hold no part of the pool.
    aged = sum(one.hundredths[1] for one in people)
    part = draw(st.one_of(st.none(), BP)) if aged else None
    classes = {} if part is None else {"class_bp:人口股": part, "class_bp:农龄股": 10_000 - part}
    values: dict[str, Any] = {
        "reserve_bp": draw(st.integers(3000, 10_000)), "payout_bp": draw(BP),
        "reserve_base": draw(st.sampled_from(["AFTER_LOSS", "NET_INCOME"])),
        "split_mode": draw(st.sampled_from(["A_HAMILTON", "B_PER_SHARE"])),
        "tax_regime": draw(st.sampled_from(["NONE", "WITHHOLD_20"])), **classes,
    }  # fmt: skip
    return VillageCase(
        draw(village_books(name)), snapshot(people, entity=name), rules(REC, name, **values),
        answered(REC, name), noticed={"M00", "M03"}, no_account={"M01"},
    )  # fmt: skip


@dataclass(frozen=True)
class Project:
    """A made-up company and its villages."""

    company: CompanyCase
    villages: dict[str, VillageCase]

    def chain(self) -> PreparedChain:
        """All of it prepared."""
        return prepare_chain(self.company, self.villages, "co")


@st.composite
def projects(draw: st.DrawFn) -> Project:
    loss, undistributed = draw(OPENINGS)
    amounts = {
        "3104 利润分配-未分配利润": loss - undistributed,
        "3101 盈余公积-法定盈余公积": -draw(FEN),
        "5001 主营业务收入": -draw(FEN), "5401 主营业务成本": draw(FEN), "5602 管理费用": draw(FEN),
    }  # fmt: skip
    names = ["甲村", "乙村", "丙村"][: draw(st.integers(1, 3))]
    paid = {"operator": draw(st.integers(0, 10**9)), **{
        name: draw(st.integers(1, 10**9)) for name in names
    }}  # fmt: skip
    values: dict[str, Any] = {
        "discretionary_bp": draw(BP), "payout_bp": draw(BP), "incentive_bp": draw(BP),
        "incentive_threshold": draw(FEN), "income_tax_bp": draw(BP),
    }  # fmt: skip
    promised = {
        name: (Guarantee(f"B-{name}", "operator", mode, fen, "504", "合同", "d"),)
        for name in names
        if (mode := draw(st.sampled_from(["", "MAX", "PLUS"]))) and (fen := draw(FEN) + 1)
    }
    company = CompanyCase(
        YearBooks(PROJECT, YEAR, COMPANY, labelled(COMPANY, amounts)),
        rules(COMPANY, PROJECT, **values), answered(COMPANY, PROJECT),
        replace(capital(**paid), registered_fen=draw(FEN)), "operator", promised,
    )  # fmt: skip
    return Project(company, {name: draw(villages(name)) for name in names})


@st.composite
def coops(draw: st.DrawFn) -> CoopCase:
    loss, undistributed = draw(OPENINGS)
    amounts = {
        "332 盈余分配-未分配盈余": loss - undistributed, "501 经营收入": -draw(FEN),
        "521 经营支出": draw(FEN),
    }  # fmt: skip
    names = [f"C{at}" for at in range(draw(st.integers(1, 8)))]
    people = CoopMembers(
        {name: draw(FEN) for name in names} | {names[0]: draw(st.integers(1, 10**6))},
        {name: draw(FEN) for name in names} | {names[-1]: draw(st.integers(1, 10**6))},
        {name: draw(FEN) for name in names}, draw(FEN), "成员账户",
    )  # fmt: skip
    values: dict[str, Any] = {
        "reserve_bp": draw(BP), "patronage_bp": draw(st.integers(6000, 10_000))
    }  # fmt: skip
    waits = dict.fromkeys(names[1:3], "FROZEN")
    books = YearBooks("coop", YEAR, COOP, labelled(COOP, amounts))
    return CoopCase(books, rules(COOP, "coop", **values), answered(COOP, "coop"), people, waits)
