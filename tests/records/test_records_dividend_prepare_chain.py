"""Companies, cooperatives, the chain, guarantees and increments: prepared, told, conserved."""

import json
from dataclasses import replace

from records.dividend.prepare.books import read_books
from records.dividend.prepare.chain import prepare_chain
from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.coop import explain_coop_line
from records.dividend.prepare.coop_case import CoopCase, CoopMembers, prepare_coop
from records.dividend.prepare.recompute import recompute
from records.dividend.prepare.supplementary import SupplementaryCase, prepare_supplementary
from records.dividend.prepare.village_case import prepare_village
from records.integers import bp_half_up
from tests.records.dividend_scene import (
    COMPANY,
    COOP,
    PROJECT,
    VILLAGE,
    YEAR,
    answered,
    capital,
    company_books,
    company_case,
    entry,
    period,
    refusal,
    rules,
    village_case,
)
from tests.records.dividend_told import MAX, PLUS, all_checks_hold, codes, figures


def test_the_company_gives_what_d4_gives_and_tells_it() -> None:
    done = prepare_company(company_case(books=company_books(undistributed=5, reserve=44_444_444)))
    told = figures(done.computed)
    shown = json.loads(done.computed.result)["years"]["2026"]
    assert told["net_profit"] == 20_000_000
    assert told["statutory_reserve"] == -2_000_000
    assert told["discretionary_reserve"] == -1_000_000
    assert told["declared"] == shown["company"]["declared"] == 13_600_004
    assert sum(shown["dividend"].values()) == 13_600_004
    assert all_checks_hold(done.computed)
    assert codes(done) == []


def test_incentive_and_tax_come_off_before_the_dividend_unless_they_are_booked() -> None:
    terms = {"incentive_threshold": 10_000_000, "incentive_bp": 1000, "income_tax_bp": 1250}
    told = figures(prepare_company(company_case(values=terms)).computed)
    assert told["incentive"] == -1_000_000
    assert told["income_tax"] == -2_375_000
    assert told["net_profit"] == 20_000_000 - 1_000_000 - 2_375_000
    booked = company_books()
    extra = {**booked.balances}
    extra[
        next(
            iter(entry(PROJECT, COMPANY, ("5801 所得税费用", 7), ("1002 银行存款", -7)).lines)
        ).account
    ] = 7
    case = company_case(values=terms, books=replace(booked, balances=extra))
    assert refusal(prepare_company, case).code == "BOOKED_TWICE"


def test_capital_not_fully_paid_in_is_warned_of() -> None:
    part = replace(capital(), registered_fen=200_000_000)
    assert codes(prepare_company(company_case(capital=part))) == ["CAPITAL_NOT_FULLY_PAID"]


def coop_case(**fields: object) -> CoopCase:
    books = read_books(
        [
            entry("coop", COOP, ("113 应收款", 1_000_000), ("501 经营收入", -1_000_000)),
            entry("coop", COOP, ("521 经营支出", 400_001), ("102 银行存款", -400_001)),
        ],
        [period("coop")], "coop", YEAR, COOP,
    )  # fmt: skip
    people = CoopMembers({"A": 3, "B": 1}, {"A": 10, "B": 10, "C": 5}, {}, 100, "成员账户")
    given = {
        "books": books, "rules": rules(COOP, "coop"), "answers": answered(COOP, "coop"),
        "members": people,
    }  # fmt: skip
    return CoopCase(**{**given, **fields})  # type: ignore[arg-type]


def test_the_cooperative_returns_by_trade_then_by_capital() -> None:
    done = prepare_coop(coop_case(waits={"B": "FROZEN"}))
    told = figures(done.computed)
    assert told["net_surplus"] == 599_999 and told["reserve"] == -60_000
    assert told["patronage"] == 324_000 and told["rest"] == 215_999
    assert done.computed.split.paid_fen == 539_999
    lines = {line.holder: line for line in done.computed.lines}
    assert lines["C"].by_part[0] == 0 and lines["C"].tax_fen == (lines["C"].gross_fen * 2 + 5) // 10
    assert lines["B"].held_fen == lines["B"].gross_fen > 0
    assert lines["A"].by_part[0] > 0
    assert lines["A"].tax_fen == bp_half_up(lines["A"].by_part[1], 2000)
    shown = {one.key: one for one in explain_coop_line(lines["B"], "税务答复")}
    assert shown["trade"].amount_fen + shown["capital"].amount_fen == lines["B"].gross_fen
    assert "税务答复" in shown["tax"].how.zh and shown["held"].how.zh == "冻结，代管"
    assert all_checks_hold(done.computed)


def test_a_cooperative_without_member_trade_is_refused() -> None:
    nobody = CoopMembers({}, {"A": 1}, {}, 0, "成员账户")
    said = refusal(prepare_coop, coop_case(members=nobody))
    assert said.code == "NO_PATRONAGE_BASE" and "article 44" in said.explanation.en


def test_a_cooperatives_earlier_surplus_is_left_alone_and_said_so() -> None:
    books = coop_case().books
    account = (
        entry("coop", COOP, ("332 盈余分配-未分配盈余", -500), ("102 银行存款", 500))
        .lines[0]
        .account
    )
    case = coop_case(books=replace(books, balances={**books.balances, account: -500}))
    done = prepare_coop(case)
    assert "COOP_UNDISTRIBUTED_STAYS" in codes(done)
    assert figures(done.computed)["undistributed_cf"] == 500
    assert done.computed.split.paid_fen == prepare_coop(coop_case()).computed.split.paid_fen


def test_a_cooperatives_loss_reduces_what_was_brought_forward() -> None:
    books = read_books(
        [
            entry("coop", COOP, ("102 银行存款", 500), ("332 盈余分配-未分配盈余", -500)),
            entry("coop", COOP, ("523 管理费用", 700), ("102 银行存款", -700)),
        ],
        [period("coop")], "coop", YEAR, COOP,
    )  # fmt: skip
    done = prepare_coop(coop_case(books=books)).computed
    told = figures(done)
    assert (told["undistributed_cf"], told["loss_cf"], done.lines) == (0, 200, ())


def test_the_chain_pays_each_village_what_the_company_declared() -> None:
    chain = prepare_chain(company_case(), {VILLAGE: village_case(project=None)}, "co-2026")
    village = chain.villages[VILLAGE].computed
    company = chain.company.computed
    project = village.provenance["project"]
    line = company.line_of(VILLAGE)
    assert line is not None and isinstance(project, dict)
    assert project["dividend_fen"] == line.gross_fen > 0
    assert sum(chain.outside.values()) + line.gross_fen == figures(company)["declared"]
    assert chain.hash == prepare_chain(company_case(), {VILLAGE: village_case()}, "co-2026").hash
    assert chain.hash != prepare_chain(company_case(), {VILLAGE: village_case()}, "co-2").hash


def test_a_village_without_paid_in_capital_has_no_part_in_the_chain() -> None:
    case = company_case(capital=capital(operator=1))
    assert refusal(prepare_chain, case, {VILLAGE: village_case()}, "c").code == "NOT_A_SHAREHOLDER"


def test_guarantees_are_claims_on_the_guarantor_and_change_no_dividend() -> None:
    owed = {VILLAGE: (MAX, PLUS)}
    plain = prepare_company(company_case()).computed
    chain = prepare_chain(company_case(guarantees=owed), {VILLAGE: village_case()}, "co")
    company = chain.company.computed
    assert [one.gross_fen for one in company.lines] == [one.gross_fen for one in plain.lines]
    line = company.line_of(VILLAGE)
    assert line is not None
    topup = max(0, 9_000_000 - line.gross_fen) + 100_000
    assert figures(company)[f"topup.{VILLAGE}"] == topup
    village = chain.villages[VILLAGE].computed
    base = prepare_chain(company_case(), {VILLAGE: village_case()}, "co").villages[VILLAGE]
    assert figures(village)["net_income"] == figures(base.computed)["net_income"] + topup


def test_contracts_on_record_must_be_what_was_answered_about_them() -> None:
    plain = prepare_company(company_case())
    assert plain.open_questions == ()
    (found,) = prepare_company(company_case(guarantees={VILLAGE: (MAX,)})).open_questions
    assert found.code == "ANSWER_CONTRADICTS_RULE" and "MAX" in found.explanation.en


def test_one_guarantee_for_all_stands_in_the_document_that_the_command_reads() -> None:
    done = prepare_company(company_case(guarantees={VILLAGE: (MAX,)})).computed
    shown = json.loads(done.result)["years"]["2026"]["operator_topup"]
    assert shown == {VILLAGE: figures(done)[f"topup.{VILLAGE}"]}


def test_an_increment_is_split_alone_and_only_out_of_what_is_left() -> None:
    first = prepare_village(village_case(values={"payout_bp": 5000})).computed
    left = figures(first)["undistributed_cf"]
    case = SupplementaryCase("r1", first, left, 100_000, {"M0302": "NO_ACCOUNT"})
    done = prepare_supplementary(case).computed
    assert done.split.paid_fen + done.split.residual_fen == 100_000
    held = {line.holder for line in done.lines if line.held_fen}
    assert held == {"M0202", "M0301", "M0302"}
    assert recompute(done.document, done.provenance).lines_hash == done.lines_hash
    said = refusal(prepare_supplementary, replace(case, increment_fen=left + 1))
    assert said.code == "INCREMENT_TOO_LARGE" and str(left) in said.explanation.en


def test_increments_by_class_and_in_mode_a_reach_the_last_fen() -> None:
    values = {"class_bp:人口股": 6000, "class_bp:农龄股": 4000, "split_mode": "A_HAMILTON"}
    first = prepare_village(village_case(values={**values, "payout_bp": 5000})).computed
    done = prepare_supplementary(SupplementaryCase("r1", first, 10**9, 10_001, {})).computed
    assert done.split.paid_fen == 10_001 and done.split.residual_fen == 0
    assert all(sum(line.by_part) == line.gross_fen for line in done.lines)
