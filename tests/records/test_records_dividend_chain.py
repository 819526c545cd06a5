"""No fen is lost or made from a company's books to its villages' members, whatever the year.

DIV-I1, I4 to I12, I14 and I15 over made-up projects; a few in each run, 10^4 and more at night.
"""

import os
import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.dividend.contract_terms import tax_fen, tax_regime
from records.dividend.paying.account import PayingAccount, account_of
from records.dividend.paying.batches import batch_hash, rows_to_order
from records.dividend.posting.corrections import net_changes
from records.dividend.posting.entries import counter_entries, run_entries
from records.dividend.posting.paid import payment_entry, release_entry, withholding_entry
from records.dividend.prepare.coop_case import CoopCase, prepare_coop
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.recompute import recompute
from records.dividend.prepare.supplementary import SupplementaryCase, prepare_supplementary
from records.dividend.prepare.village_case import VillageCase, prepare_village
from records.dividend.runs.paying_deeds import (
    BankStatus,
    HeldReleased,
    PaymentOrdered,
    PaymentResults,
)
from tests.records.dividend_projects import (
    Project,
    balances,
    coops,
    on_code,
    opened,
    projects,
    villages,
)
from tests.records.dividend_scene import (
    COMPANY,
    LAST_DAY,
    PAPER,
    REC,
    deed,
    snapshot,
)

SHORT = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
NIGHT = settings(max_examples=int(os.environ.get("RAS_NIGHT_COUNT", "2000")))
PAY_DAY = date(2027, 2, 1)


def told(done: Computed) -> dict[str, int]:
    return {one.key: one.amount_fen for one in done.explained}


def conserved(project: Project) -> None:
    """DIV-I1, I5 to I7, I10, I12 on the figures of the whole chain."""
    chain = project.chain()
    company = chain.company.computed
    figures = told(company)
    arrived = 0
    for one in (chain.company, *chain.villages.values()):
        assert [name for name, ok in one.computed.checks if not ok] == []
        assert all(line.gross_fen >= line.tax_fen >= 0 for line in one.computed.lines)
    for name, one in chain.villages.items():
        facts: Any = one.computed.provenance
        arrived += facts["project"]["dividend_fen"]
        owed = sum(contract["topup_fen"] for contract in facts["guarantees"])
        assert owed == figures.get(f"topup.{name}", 0)
        own = project.villages[name].books
        before = sum(own.income.values()) - sum(own.cost.values())
        assert told(one.computed)["net_income"] == before + facts["project"]["dividend_fen"] + owed
    assert arrived + sum(chain.outside.values()) == figures["declared"]
    profit: Any = company.provenance["profit"]
    assert (
        profit["net"] + profit["income_tax"] + profit["incentive"]
        == profit["income"] - profit["cost"]
    )


def booked(project: Project) -> None:
    """DIV-I8, I9, I14: books close, carry on what is told, and a counter-run undoes all."""
    chain = project.chain()
    cases = [(chain.company, project.company.books)]
    cases += [(one, project.villages[name].books) for name, one in chain.villages.items()]
    for one, books in cases:
        done = one.computed
        entries = run_entries(done, "r1", LAST_DAY)
        found = balances([*opened(books), *entries], done.entity)
        assert not any(account.kind.closes_yearly for account in found)
        result = "3103" if books.system is COMPANY else "321"
        carried = "3104" if books.system is COMPANY else "322"
        assert on_code(found, result) == 0
        figures = told(done)
        assert on_code(found, carried) == figures["loss_cf"] - figures["undistributed_cf"]
        if books.system is REC:
            assert -on_code(found, "113") == done.split.paid_fen
            held = sum(line.held_fen for line in done.lines)
            assert -sum(fen for account, fen in found.items() if "代管" in account.sub) == held
        counter = counter_entries(done, "r1", LAST_DAY, "c1", LAST_DAY)
        assert balances([*entries, *counter], done.entity) == {}


def again(project: Project, seed: int) -> None:
    """DIV-I4, I11: the same bytes from what was kept, the same amounts in any order of members."""
    for case in project.villages.values():
        done = prepare_village(case).computed
        kept = recompute(done.document, done.provenance)
        assert (kept.inputs_hash, kept.result_hash, kept.lines_hash) == (
            done.inputs_hash, done.result_hash, done.lines_hash,
        )  # fmt: skip
        people = list(case.snapshot.members)
        random.Random(seed).shuffle(people)
        other = prepare_village(
            replace(case, snapshot=replace(case.snapshot, members=tuple(people)))
        )
        assert {line.holder: line.as_row() for line in done.lines} == {
            line.holder: line.as_row() for line in other.computed.lines
        }


def bank(account: PayingAccount, batch: str, dice: random.Random) -> tuple[Any, Any] | None:
    """A batch of all that is open and the bank's answer to it, thrown by dice."""
    rows = rows_to_order(account, batch)
    if not rows:
        return None
    ordered = deed(
        PaymentOrdered, f"o{batch}", run="r1", batch=batch, approved_by="b", rows=rows,
        file_hash=batch_hash(rows),
    )  # fmt: skip
    answered_rows = [
        {"payment": row.payment, "amount_fen": row.amount_fen,
         "status": dice.choice([BankStatus.PAID, BankStatus.FAILED])}
        for row in rows
    ]  # fmt: skip
    results = deed(
        PaymentResults, f"a{batch}", run="r1", batch=batch, rows=answered_rows, file_hash="b" * 64
    )
    return ordered, results


def paid(case: VillageCase, seed: int) -> None:
    """Whatever the bank does, every net fen arrives once, and the books agree with the account."""
    done, dice = prepare_village(case).computed, random.Random(seed)
    account = account_of("r1", done.lines, [])
    entries = [*opened(case.books), *run_entries(done, "r1", LAST_DAY)]
    entries += [one for one in [withholding_entry(done, "r1", PAY_DAY)] if one]
    for line in done.lines:
        if line.held_fen and dice.random() < 0.5:
            regime = tax_regime(dice.choice(["NONE", "WITHHOLD_20"]))
            part = {
                "payee": f"heir-{line.holder}", "gross_fen": line.held_fen,
                "tax_fen": tax_fen(line.held_fen, regime),
            }  # fmt: skip
            release = deed(
                HeldReleased, f"f{line.holder}", run="r1", holder=line.holder, parts=[part],
                tax_regime=regime, tax_basis="文件", approved_by="b", proof=PAPER, note="解除",
                day=PAY_DAY,
            )  # fmt: skip
            account.enter(release)
            entries += [one for one in [release_entry(done, "r1", release)] if one]
    for turn in range(60):
        step = bank(account, f"B{turn}", dice)
        if step is None:
            break
        received = account.received_by_holder
        account.enter(step[0])
        known = dict(account.payments)
        account.enter(step[1])
        moved = [(known[row.payment], row.status) for row in step[1].rows]
        made = payment_entry(done, "r1", f"B{turn}", PAY_DAY, moved, received)
        entries += [made] if made else []
    assert account.open == {} and account.pending == [] and account.overpaid == {}
    assert account.paid_fen == sum(account.owed.values())
    waiting = sum(account.held.values())
    assert account.paid_fen + account.withheld + waiting == done.split.paid_fen
    found = balances(entries, done.entity)
    assert -on_code(found, "113") == waiting
    assert -on_code(found, "214") == account.withheld


def corrected(case: VillageCase, more: int) -> None:
    """A correction pays each holder the new net amount, or shows what was too much."""
    old = prepare_village(case).computed
    people = [
        replace(one, hundredths=(one.hundredths[0] + more, one.hundredths[1])) if not at else one
        for at, one in enumerate(case.snapshot.members)
    ]
    right = snapshot(people, entity=case.books.entity)
    new = prepare_village(replace(case, snapshot=right)).computed
    changes = net_changes(old, new)
    assert sum(one.net_fen for one in changes) == new.split.paid_fen - old.split.paid_fen
    before = {line.holder: line.net_fen for line in old.lines if line.net_fen}
    got_before = {(holder, holder): fen for holder, fen in before.items()}
    account = account_of("r2", new.lines, [], got_before)
    for line in new.lines:
        key = (line.holder, line.holder)
        got = before.get(line.holder, 0)
        after = got + account.open.get(key, 0) - account.overpaid.get(line.holder, 0)
        assert after == line.net_fen


def increments(case: VillageCase, increment: int) -> None:
    """A further payment gives everybody something or nothing, and takes nothing back."""
    first = prepare_village(case).computed
    done = prepare_supplementary(SupplementaryCase("r1", first, increment, increment, {})).computed
    assert done.split.paid_fen + done.split.residual_fen == increment
    assert all(line.gross_fen >= 0 for line in done.lines)
    entries = run_entries(done, "r2", LAST_DAY)
    assert -on_code(balances(entries, done.entity), "113") == done.split.paid_fen


def cooperative(case: CoopCase) -> None:
    """The surplus of a cooperative reaches its members, its reserve or the next year."""
    done = prepare_coop(case).computed
    assert [name for name, ok in done.checks if not ok] == []
    entries = run_entries(done, "r1", LAST_DAY)
    found = balances([*opened(case.books), *entries], "coop")
    assert not any(account.kind.closes_yearly for account in found)
    figures = told(done)
    assert on_code(found, "332") == figures["loss_cf"] - figures["undistributed_cf"]
    owed = on_code(found, "221") + on_code(found, "222") + on_code(found, "211")
    assert -owed == done.split.paid_fen
    counter = counter_entries(done, "r1", LAST_DAY, "c1", LAST_DAY)
    assert balances([*entries, *counter], "coop") == {}


SEEDS = st.integers(0, 2**32)


@SHORT
@given(projects())
def test_the_chain_loses_and_makes_no_fen(project: Project) -> None:
    conserved(project)


@SHORT
@given(projects())
def test_books_close_and_a_counter_run_undoes_all(project: Project) -> None:
    booked(project)


@SHORT
@given(projects(), SEEDS)
def test_the_same_bytes_again_and_in_any_order(project: Project, seed: int) -> None:
    again(project, seed)


@SHORT
@given(villages("甲村"), SEEDS)
def test_every_net_fen_is_paid_once_whatever_the_bank_does(case: VillageCase, seed: int) -> None:
    paid(case, seed)


@SHORT
@given(villages("甲村"), st.integers(1, 100))
def test_a_correction_leaves_each_holder_with_the_new_amount(case: VillageCase, more: int) -> None:
    corrected(case, more)


@SHORT
@given(villages("甲村"), st.integers(0, 10**9))
def test_increments_take_nothing_back(case: VillageCase, increment: int) -> None:
    increments(case, increment)


@SHORT
@given(coops())
def test_a_cooperative_loses_and_makes_no_fen(case: CoopCase) -> None:
    cooperative(case)


@pytest.mark.night
@NIGHT
@given(projects(), SEEDS)
def test_projects_at_length(project: Project, seed: int) -> None:
    conserved(project)
    booked(project)
    again(project, seed)


@pytest.mark.night
@NIGHT
@given(villages("甲村"), SEEDS, st.integers(1, 100), st.integers(0, 10**9))
def test_villages_at_length(case: VillageCase, seed: int, more: int, increment: int) -> None:
    paid(case, seed)
    corrected(case, more)
    increments(case, increment)


@pytest.mark.night
@NIGHT
@given(coops())
def test_cooperatives_at_length(case: CoopCase) -> None:
    cooperative(case)
