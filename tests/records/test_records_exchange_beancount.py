"""Beancount text judged by Beancount itself: clean for our books, loud for a fen elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from beancount.core.account import is_valid
from beancount.core.data import Balance, Open, Transaction
from beancount.loader import load_string
from hypothesis import given
from hypothesis import strategies as st

from records.exchange.beancount_names import beancount_name
from records.exchange.beancount_text import BeancountBook, beancount_text
from records.ledger.accounts import CHARTS, Account, AccountingSystem
from records.ledger.basis import basis_of
from records.ledger.book import TrialRow, trial_balance
from records.ledger.entry import Entry, EntryLine
from tests.records.ledger_scene import FARM, FEWER, uid, voucher

YEAR = BeancountBook(FARM.entity, date(2026, 1, 1), date(2026, 12, 31), "2027-01-02", "0" * 64)
BANK, SALES, COST = "102 银行存款", "501 经营收入", "401 生产成本-电费"


def farm_year() -> list[Entry]:
    return [
        voucher("2025-11-03", (BANK, 50_000), ("301 股金", -50_000)),
        voucher("2026-01-31", (BANK, 12_345), (SALES, -12_345), summary="售鱼 \"大\" \\ 批"),
        voucher("2026-03-05", (COST, 37), ("211 应付款", -37), event_id=uid("e")),
        voucher("2026-12-31", (SALES, 12_345), ("331 本年盈余", -12_345), run_id="r 1"),
    ]  # fmt: skip


def loaded(text: str) -> tuple[list[Any], list[str]]:
    entries, errors, _ = load_string(text)
    return entries, [error.message for error in errors]


def test_a_year_of_books_is_clean_and_proven_at_every_end_of_a_month() -> None:
    entries, errors = loaded(beancount_text(farm_year(), YEAR))
    assert not errors
    opened = {one.account: one.meta["label"] for one in entries if isinstance(one, Open)}
    assert opened["Assets:401-生产成本:401-电费"] == "401 生产成本-电费"
    assert opened["Assets:102-银行存款"] == BANK
    said = [
        (str(one.date), str(one.amount))
        for one in entries
        if isinstance(one, Balance) and one.account == "Assets:102-银行存款"
    ]
    assert said[:2] == [("2026-01-01", "500.00 CNY"), ("2026-02-01", "623.45 CNY")]
    assert said[-1] == ("2027-01-01", "623.45 CNY") and len(said) == 13


def test_a_voucher_keeps_its_number_and_the_way_back_to_its_facts() -> None:
    entries, _ = loaded(beancount_text(farm_year(), YEAR))
    vouchers = [one for one in entries if isinstance(one, Transaction)]
    assert [one.narration for one in vouchers][:2] == ["期初余额", '售鱼 "大" \\ 批']
    _, sale, power, close = vouchers
    assert power.links == {"v-2026-03-1", f"e-{uid('e')}"}
    assert power.meta["event"] == str(uid("e")) and power.meta["voucher"] == "记-1"
    assert sale.meta["entry"] == str(farm_year()[1].entry_id)
    assert close.meta["run"] == "r 1" and close.links == {"v-2026-12-1"}


def test_what_a_line_is_about_and_the_basis_of_a_month_stand_beside_it() -> None:
    lines = (
        EntryLine(Account(FARM.system, "141", ("饲料",)), 9, "B1", None, 500),
        EntryLine(Account(FARM.system, "121", ("饲料",)), -9, "B1", "浮料", -500),
    )
    basis = basis_of("FEED_USED/2026-05", [uid(1), uid(2)])
    fed = Entry(uid("fed"), FARM.entity, date(2026, 5, 31), "投喂", lines, basis=basis)
    entries, errors = loaded(beancount_text([fed], YEAR))
    assert not errors
    found = next(one for one in entries if isinstance(one, Transaction))
    assert found.meta["basis"] == "FEED_USED/2026-05" and found.meta["facts"] == "2"
    assert found.meta["facts-sha256"] == basis.digest
    beside = found.postings[1].meta or {}
    assert beside["about"] == "浮料" and beside["mass-g"] == "-500"


def test_one_fen_elsewhere_is_found_by_the_balances_of_the_witness() -> None:
    """Both sides of a voucher altered alike: only the ledger's own balances can tell."""
    text = beancount_text(farm_year(), YEAR)
    altered = text.replace("123.45 CNY\n  Income", "123.46 CNY\n  Income", 1)
    altered = altered.replace("-123.45 CNY", "-123.46 CNY", 1)
    _, errors = loaded(altered)
    assert errors and all("Balance failed" in error for error in errors)
    lone = text.replace(
        "  Assets:102-银行存款  123.45 CNY\n", "  Assets:102-银行存款  123.44 CNY\n"
    )
    assert "does not balance" in " ".join(loaded(lone)[1])


def test_a_witness_that_says_otherwise_is_heard() -> None:
    def database(day: date) -> list[TrialRow]:
        rows = trial_balance(farm_year(), FARM.entity, day)
        if day < date(2026, 12, 31):
            return rows
        return [*rows, TrialRow(Account(FARM.system, "523"), 1, 0)]

    _, errors = loaded(beancount_text(farm_year(), YEAR, database))
    assert len(errors) == 1 and "523-管理费用" in errors[0]


@pytest.mark.parametrize("system", list(AccountingSystem))
def test_every_account_of_every_chart_has_a_legal_name_of_its_own(system: AccountingSystem) -> None:
    names = [beancount_name(Account(system, code)) for code in CHARTS[system].rows]
    assert all(map(is_valid, names)) and len(set(names)) == len(names)


def test_sub_accounts_that_differ_in_a_sign_only_stay_apart() -> None:
    subs = ["甲·乙", "甲/乙", "甲-乙", "甲 乙", ":", "", "a:b", "\x00"]
    names = [beancount_name(Account(FARM.system, "211", (sub,))) for sub in subs]
    assert all(map(is_valid, names)) and len(set(names)) == len(subs)
    deep = beancount_name(Account(FARM.system, "211", ("甲", "乙")))
    assert deep == "Liabilities:211-应付款:211-甲:211-乙"


def test_no_text_of_ours_can_begin_a_line_of_its_own() -> None:
    evil = 'x"\n2026-01-01 open Assets:1-Evil CNY\r\n\x00'
    entity = Entry(uid("evil"), evil, date(2026, 5, 1), evil, farm_year()[1].lines)
    text = beancount_text([entity], replace(YEAR, entity=evil))
    entries, errors = loaded(text)
    assert not errors
    assert "Assets:1-Evil" not in {one.account for one in entries if isinstance(one, Open)}
    assert not set(text) & set("\r\x00\x85")


AMOUNTS = st.integers(min_value=1, max_value=10**13) | st.integers(min_value=1, max_value=99)


@st.composite
def books(draw: st.DrawFn) -> list[Entry]:
    """Balanced vouchers of two years over accounts with odd sub-accounts, texts and dates."""
    system = draw(st.sampled_from(list(AccountingSystem)))
    some = draw(st.lists(st.sampled_from(sorted(CHARTS[system].rows)), min_size=2, max_size=5))
    sub = st.lists(st.text(max_size=4), max_size=2).map(tuple)
    accounts = [Account(system, code, draw(sub)) for code in some]
    entries = []
    for number in range(draw(st.integers(1, 8))):
        parts = draw(st.lists(AMOUNTS, min_size=1, max_size=4))
        sign = draw(st.sampled_from([1, -1]))
        chosen = [draw(st.sampled_from(accounts)) for _ in range(len(parts) + 1)]
        lines = [EntryLine(at, sign * fen) for at, fen in zip(chosen, parts, strict=False)]
        lines.append(EntryLine(chosen[-1], -sign * sum(parts)))
        day = date(2025, 12, 1) + timedelta(days=draw(st.integers(0, 395)))
        summary = draw(st.text(min_size=1, max_size=20))
        entries.append(Entry(uid(number), FARM.entity, day, summary, tuple(lines)))
    return entries


@given(books())
@FEWER
def test_random_books_are_clean(entries: list[Entry]) -> None:
    text = beancount_text(entries, YEAR)
    text.encode()
    found, errors = loaded(text)
    assert not errors
    within = [entry for entry in entries if YEAR.first_day <= entry.day <= YEAR.last_day]
    vouchers = [one for one in found if isinstance(one, Transaction) and "entry" in one.meta]
    assert {one.meta["entry"] for one in vouchers} == {str(entry.entry_id) for entry in within}


@given(books(), st.data())
@FEWER
def test_an_altered_amount_is_never_clean(entries: list[Entry], data: st.DataObject) -> None:
    """One printed amount, of a posting or of an assertion, becomes another by a fen."""
    rows = beancount_text(entries, YEAR).splitlines()
    amounts = [at for at, row in enumerate(rows) if row.endswith(" CNY") and " open " not in row]
    at = data.draw(st.sampled_from(amounts))
    head, _, yuan = rows[at].replace(" ~ 0.00", "").removesuffix(" CNY").rpartition(" ")
    fen = int(yuan.replace(".", "")) + data.draw(st.sampled_from([1, -1]))
    sign = "-" if fen < 0 else ""
    middle = " ~ 0.00" if " balance " in rows[at] else ""
    rows[at] = f"{head} {sign}{abs(fen) // 100}.{abs(fen) % 100:02d}{middle} CNY"
    assert loaded("\n".join(rows) + "\n")[1]


@given(books())
@FEWER
def test_the_text_asserts_what_the_lines_sum_to(entries: list[Entry]) -> None:
    """The last assertion of every general account is the sum of its lines, counted here anew."""
    found, _ = loaded(beancount_text(entries, YEAR))
    last = {
        one.account: one.amount.number
        for one in found
        if isinstance(one, Balance)
        and one.date == date(2027, 1, 1)
        and one.amount.number is not None
    }
    lines = [line for entry in entries if entry.day <= YEAR.last_day for line in entry.lines]
    for code in {line.account.code for line in lines}:
        mine = [line.amount_fen for line in lines if line.account.code == code]
        name = beancount_name(Account(lines[0].account.system, code))
        assert last[name] * 100 == sum(mine)
