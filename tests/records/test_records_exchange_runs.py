"""What leaves the books of a real distribution: its uplift, its Beancount text, its judge."""

from dataclasses import replace
from datetime import date
from typing import Any

from beancount.core.data import Balance
from beancount.loader import load_string
from hypothesis import given
from hypothesis import strategies as st

from records.dividend.posting.entries import counter_entries, run_entries
from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.village_case import prepare_village
from records.exchange.beancount_text import BeancountBook, beancount_text
from records.exchange.recording import problems_of
from records.exchange.town_deeds import ProjectStep
from records.exchange.vendor_codes import read_codes
from records.uplift.deeds import UpliftDefined
from records.uplift.gains import gains
from records.uplift.scope import Scope
from records.uplift.year import UpliftYear, uplift_year
from tests.records.dividend_scene import (
    LAST_DAY,
    PROJECT,
    VILLAGE,
    company_case,
    company_entries,
    village_case,
    village_entries,
)
from tests.records.ledger_scene import FEWER, deed
from tests.records.parties_scene import Project

SCOPE = Scope(PROJECT, {PROJECT: PROJECT}, {VILLAGE: VILLAGE})


def uplift_of(entries: list[Any]) -> UpliftYear:
    return uplift_year(gains(entries, [], SCOPE), SCOPE, {}, 2026)


def test_a_real_run_of_the_village_counts_its_dividend_and_nothing_of_its_closing() -> None:
    village = prepare_village(village_case()).computed
    year = uplift_of([*village_entries(), *run_entries(village, "v-2026", LAST_DAY)])
    assert year.whole.streams["DIVIDEND"].amount_fen == 8_765_433
    assert year.whole.total_fen == 8_765_433
    assert year.whole.unassigned.amount_fen == 1_234_568
    paid = village.split.paid_fen
    assert year.whole.streams["MEMBER_DIVIDEND"].amount_fen == paid > 0


def test_a_counter_run_leaves_nothing_counted() -> None:
    village = prepare_village(village_case()).computed
    run = run_entries(village, "v-2026", LAST_DAY)
    back = counter_entries(village, "v-2026", LAST_DAY, "v-2026-back", LAST_DAY)
    year = uplift_of([*village_entries(), *run, *back])
    assert {figure.amount_fen for figure in year.whole.streams.values()} == {0}


def test_a_real_run_of_the_company_owes_what_the_village_books() -> None:
    company = prepare_company(company_case()).computed
    dividend = {line.holder: line.gross_fen for line in company.lines}[VILLAGE]
    case = village_case()
    assert case.project is not None
    village = prepare_village(
        replace(case, project=replace(case.project, dividend_fen=dividend))
    ).computed
    entries = [
        *company_entries(20_000_000), *run_entries(company, "co-2026", LAST_DAY),
        *village_entries(), *run_entries(village, "v-2026", LAST_DAY),
    ]  # fmt: skip
    inside = uplift_of(entries).elimination
    flow = inside.flows[0]
    assert (flow.owed_fen, flow.income_fen, flow.difference_fen) == (dividend, dividend, 0)
    assert inside.outside_fen == 300_000_000 + 1_234_568


def test_example_1_of_the_specification_closes_as_it_says_in_beancount() -> None:
    """Closing balances of DIV-SPEC-1.0 C2, mode A."""
    village = prepare_village(village_case(values={"split_mode": "A_HAMILTON"})).computed
    entries = [*village_entries(), *run_entries(village, "v-2026", LAST_DAY)]
    book = BeancountBook(VILLAGE, date(2026, 1, 1), LAST_DAY, "2027-01-02", "0" * 64)
    found, errors, _ = load_string(beancount_text(entries, book))
    assert not errors
    last = {
        one.account: str(one.amount)
        for one in found
        if isinstance(one, Balance) and one.date == date(2027, 1, 1)
    }
    assert last["Assets:113-内部往来"] == "-63000.38 CNY"
    assert last["Equity:311-公积公益金"] == "-27000.01 CNY"
    assert last["Equity:321-本年收益"] == "0.00 CNY"
    assert last["Equity:322-收益分配:322-各项分配"] == "0.00 CNY"
    assert last["Equity:322-收益分配:322-未分配收益"] == "0.00 CNY"
    assert last["Assets:112-应收款"] == "100000.01 CNY"


def test_a_definition_names_registered_parties_and_no_personal_number() -> None:
    parties = Project()
    parties.party(PROJECT, "COMPANY")
    fields: dict[str, Any] = {
        "entity": PROJECT, "target_fen": 1, "spread": "EVEN", "projects": (PROJECT,),
        "villages": (VILLAGE,), "source": "会议纪要",
    }  # fmt: skip
    wanted = deed(UpliftDefined, "2026-01-01", **fields)
    assert [found.code for found in problems_of(parties.log, [wanted])] == ["PARTY_UNKNOWN"]
    parties.party(VILLAGE, "COLLECTIVE")
    assert problems_of(parties.log, [wanted]) == []
    step = deed(ProjectStep, "2026-01-01", entity=PROJECT, step="验收", category="MILESTONE",
                post="13800138000")  # fmt: skip
    assert [found.code for found in problems_of(parties.log, [step])] == ["PERSONAL_NUMBER"]


@given(
    st.binary(max_size=200) | st.text(max_size=80).map(lambda text: f"科目,代码\n{text}".encode())
)
@FEWER
def test_any_file_as_a_list_of_codes_is_taken_or_refused_in_words(data: bytes) -> None:
    listed, problems = read_codes(data)
    assert not (problems and listed.listed)
    assert all(code.isascii() and code.isalnum() for code, _ in listed.listed.values())
