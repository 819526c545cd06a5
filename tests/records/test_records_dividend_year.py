"""A constructed year out of one log and one book: company, village, payment, correction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid5

import pytest

from records.dividend.posting.entries import counter_entries, run_entries
from records.dividend.posting.paid import payment_entry, withheld_now, withholding_entry
from records.dividend.prepare.chain import PreparedChain, prepare_chain
from records.dividend.prepare.coop_case import CoopMembers, prepare_coop
from records.dividend.prepare.gather import (
    Archive,
    gather_company,
    gather_coop,
    gather_supplementary,
    gather_village,
    own_runs,
)
from records.dividend.prepare.supplementary import prepare_supplementary
from records.dividend.prepare.village_case import ProjectShare, prepare_village
from records.dividend.runs import deeds as kinds
from records.dividend.runs.paying_deeds import BankStatus, PaymentOrdered, PaymentResults
from records.dividend.runs.settling import paying_account
from records.dividend.runs.state import State, runs
from records.ledger.book import trial_balance
from records.ledger.entry import Entry
from records.shares.holdings import Issue, ShareCounter
from tests.records.dividend_archive import TODAY, archive, told
from tests.records.dividend_office import VOTED, Office
from tests.records.dividend_scene import (
    COOP,
    LAST_DAY,
    NAMES,
    PROJECT,
    VILLAGE,
    YEAR,
    adopted,
    entry,
    period,
    refusal,
)
from tests.records.shares_scene import Village, lot


def chain(of: Archive) -> PreparedChain:
    company = gather_company(of, PROJECT, YEAR, "operator")
    return prepare_chain(company, {VILLAGE: gather_village(of, VILLAGE, YEAR)}, "co-2026")


def test_the_whole_chain_comes_out_of_one_archive() -> None:
    done = chain(archive())
    line = done.company.computed.line_of(VILLAGE)
    assert line is not None and line.gross_fen == 13_600_000 * 3 // 4 == 10_200_000
    assert done.outside == {"operator": 3_400_000}
    village = done.villages[VILLAGE].computed
    assert len(village.lines) == 40 and len({one.gross_fen for one in village.lines}) == 1
    assert done.company.open_questions == done.villages[VILLAGE].open_questions == ()
    parties = {one.key: one.behind for one in done.company.computed.explained}
    assert parties[f"party.{VILLAGE}"] == (str(uuid5(NAMES, f"{PROJECT}/village")),)


def test_prepared_again_after_posting_it_is_the_same_to_the_byte() -> None:
    of = archive()
    done = chain(of).villages[VILLAGE]
    office = Office(done, log=[*of.deeds], run="v-2026").until(State.POSTED)
    posted = [*of.entries, *run_entries(done.computed, "v-2026", LAST_DAY)]
    later = replace(of, deeds=office.log, entries=posted)
    assert own_runs(office.log, VILLAGE, YEAR) == {"v-2026"}
    assert chain(later).villages[VILLAGE].inputs_hash == done.inputs_hash
    # Without telling the run's own vouchers apart the year would look distributed already.
    blind = replace(of, entries=posted)
    assert chain(blind).villages[VILLAGE].inputs_hash != done.inputs_hash


def test_an_answer_given_later_does_not_reach_back() -> None:
    of = replace(archive(), today=date(2025, 12, 31))
    waiting = prepare_village(gather_village(of, VILLAGE, YEAR)).open_questions
    assert [one.code for one in waiting] == ["QUESTION_OPEN"] * 4


def test_a_year_from_draft_to_payment_and_the_correction_of_its_register() -> None:
    of = archive()
    done = chain(of).villages[VILLAGE]
    office = Office(done, log=[*of.deeds], run="v-2026").until(State.POSTED)
    book = [*of.entries, *run_entries(done.computed, "v-2026", LAST_DAY)]
    book += pay(office, "B1")
    assert on_113(book) == 0
    office.step(kinds.RunReversed, counter_run="c-1", approved_by="zhuren", note="M07 股数有误")
    book += counter_entries(done.computed, "v-2026", LAST_DAY, "c-1", LAST_DAY)

    mistaken = next(one for one in of.deeds if isinstance(one, Issue) and one.holder == "M07")
    village = Village(VILLAGE)
    village._count = 1000
    office.log.append(
        village.deed(
            ShareCounter, 0, ref=mistaken.deed_id, reason="应为 1.20 股", approved_by="zhuren"
        )
    )
    office.log.append(village.deed(Issue, 0, holder="M07", lots=lot(120)))
    share = ProjectShare(PROJECT, "co-2026", 10_200_000)
    again = replace(of, deeds=office.log, entries=book)
    office.prepared = prepare_village(gather_village(again, VILLAGE, YEAR, project=share))
    office.run = "v-2026-2"
    office.draft(of_run="v-2026", purpose="CORRECTION")
    for act in (office.compute, office.review, office.publicise, office.approve, office.post):
        act()
    book += run_entries(office.prepared.computed, "v-2026-2", LAST_DAY)
    assert set(office.account().open) == {("M07", "M07")}
    too_much = sum(office.account().overpaid.values())
    before = withheld_now(done.computed)
    book += pay(office, "B2", before)
    now = withheld_now(office.prepared.computed)
    # What is left on 113 is what 39 holders and, for them, the tax office got too much.
    assert now["M07"] > before["M07"]
    taxed = sum(fen - now[holder] for holder, fen in before.items() if holder != "M07")
    assert on_113(book) == too_much + taxed > 0
    assert {run.state for run in runs(office.log).values()} == {State.REVERSED, State.POSTED}


def on_113(book: list[Entry]) -> int:
    rows = trial_balance(book, VILLAGE)
    return sum(row.balance_fen for row in rows if row.account.code == "113")


def pay(office: Office, batch: str, before: Mapping[str, int] | None = None) -> list[Entry]:
    done = office.prepared.computed
    received = office.account().received_by_holder
    rows = office.order(batch)
    known = office.account().payments
    office.answer(rows, batch=batch)
    moved = [(known[row.payment], BankStatus.PAID) for row in rows]
    made = [payment_entry(done, office.run, batch, VOTED, moved, received)]
    made += [withholding_entry(done, office.run, VOTED, before or {})]
    return [one for one in made if one is not None]


def test_an_increment_is_taken_out_of_what_the_books_have_left() -> None:
    of = archive(adopted(version="half", day=date(2030, 1, 1)))
    done = chain(of).villages[VILLAGE]
    office = Office(done, log=[*of.deeds], run="v-2026").until(State.POSTED)
    book = [*of.entries, *run_entries(done.computed, "v-2026", LAST_DAY)]
    later = replace(of, deeds=office.log, entries=book)
    case = gather_supplementary(later, "v-2026", 5)
    assert case.undistributed_fen == done.computed.split.residual_fen == 35
    assert prepare_supplementary(case).computed.split.residual_fen == 5
    too_much = replace(case, increment_fen=36)
    assert refusal(prepare_supplementary, too_much).code == "INCREMENT_TOO_LARGE"
    assert refusal(gather_supplementary, later, "other", 5).code == "RUN_UNKNOWN"


def test_a_cooperative_is_gathered_with_the_paper_of_its_members() -> None:
    deeds = [adopted(COOP, "coop"), *told(COOP, "coop")]
    entries = [entry("coop", COOP, ("113 应收款", 1000), ("501 经营收入", -1000))]
    of = Archive(deeds, entries, [period("coop")], TODAY)
    members = CoopMembers({"A": 1}, {"A": 1}, {}, 0, "成员账户 2026")
    done = prepare_coop(gather_coop(of, "coop", YEAR, members))
    assert done.computed.split.paid_fen == 900 and done.open_questions == ()
    assert done.computed.provenance["members_source"] == "成员账户 2026"


@pytest.mark.parametrize("kind", [PaymentOrdered, PaymentResults])
def test_deeds_of_other_runs_leave_an_account_alone(kind: Any) -> None:
    of = archive()
    office = Office(chain(of).villages[VILLAGE], log=[*of.deeds], run="v-2026").until(State.POSTED)
    pay(office, "B1")
    found = runs(office.log)
    others = [one for one in office.log if isinstance(one, kind)]
    assert others
    moved = [one.model_copy(update={"run": "elsewhere"}) for one in others]
    alone = [one for one in office.log if not isinstance(one, PaymentOrdered | PaymentResults)]
    account = paying_account(found["v-2026"], found, [*alone, *moved])
    assert account.payments == {}
