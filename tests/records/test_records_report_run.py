"""The papers of one run and of a span of runs: reports, statements, and what they add up to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from records.cost.report import BatchCost, CostItem
from records.dividend.prepare.books import read_books
from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.coop_case import CoopCase, CoopMembers, prepare_coop
from records.dividend.prepare.prepared import Computed
from records.dividend.prepare.supplementary import SupplementaryCase, prepare_supplementary
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs.paying_deeds import BankStatus, PaymentResults
from records.dividend.runs.state import State
from records.ledger.accounts import AccountingSystem
from records.refusal import RuleRefused
from records.reports.cell_text import grouped_amounts
from records.reports.distributions import DividendInputs, distribution_tables
from records.reports.money_grown import grown_tables
from records.reports.open_points import open_points, rules_told
from records.reports.run_report import run_provenance, run_tables
from records.reports.span import span_asked
from records.reports.statement import ToldRun, statement_of, statements
from records.reports.table import Provenance, Table
from records.rules.deeds import RuleSetAdopted
from tests.records.dividend_office import Office
from tests.records.dividend_scene import (
    COOP,
    COOPERATIVE,
    LAST_DAY,
    PAPER,
    REC,
    VILLAGE,
    adopted,
    answered,
    company_books,
    company_case,
    deed,
    entry,
    period,
    rules,
    village_books,
    village_case,
)
from tests.records.report_scene import (
    about,
    grown,
)


def village(**values: Any) -> Computed:
    return prepare_village(village_case(values=values)).computed


CLASSES = {"class_bp:人口股": 7000, "class_bp:农龄股": 3000}
LOSS = village_books([entry(VILLAGE, REC, ("511 经营支出", 12_345), ("102 银行存款", -12_345))])
RUNS: dict[str, Callable[[], Computed]] = {
    "one rate": village,
    "to the last fen": lambda: village(split_mode="A_HAMILTON"),
    "by class": lambda: village(**CLASSES),
    "by class to the last fen": lambda: village(split_mode="A_HAMILTON", **CLASSES),
    "company": lambda: prepare_company(company_case()).computed,
    "company in loss": lambda: prepare_company(company_case(books=company_books(-1_000))).computed,
    "village in loss": lambda: prepare_village(village_case(books=LOSS, project=None)).computed,
    "supplementary": lambda: (
        prepare_supplementary(
            SupplementaryCase(
                "v-2026", village(payout_bp=9000), 630_000, 600_001, {"M0101": "FROZEN"}
            )
        ).computed
    ),
}


def provenance(computed: Computed) -> Provenance:
    return run_provenance(computed, "cd" * 32, "2027-01-05 20:00", "会计 李")


def total(table: Table, key: str) -> Any:
    return table.total(next(column for column in table.columns if column.key == key))


@pytest.mark.parametrize("name", RUNS)
def test_what_is_due_is_held_taxed_or_paid_in_every_row(name: str) -> None:
    computed = RUNS[name]()
    tables = {table.title: table for table in run_tables(computed, "r-1", provenance(computed))}
    for title in {"成员", "股东", "户"} & tables.keys():
        table = tables[title]
        for row in [
            *table.rows,
            {key: total(table, key) for key in ("gross", "held", "tax", "net")},
        ]:
            assert row["gross"] == row["held"] + row["tax"] + row["net"]
        assert total(table, "gross") == Decimal(computed.split.paid_fen) / 100
    vouchers = tables["凭证"]
    assert total(vouchers, "debit") == total(vouchers, "credit")
    assert {row["holds"] for row in tables["校验"].rows} == {"相符"}


def test_the_run_of_example_1_to_the_fen() -> None:
    computed = village()
    tables = {table.title: table for table in run_tables(computed, "r-1", provenance(computed))}
    steps = {row["step"]: row["amount"] for row in tables["分配过程"].rows}
    assert steps["提取公积公益金"] == Decimal("-27000.01")
    assert steps["每股红利"] == Decimal("6984.52")
    assert total(tables["户"], "gross") == Decimal("63000.35")
    notes = {row["item"]: row["value"] for row in tables["说明"].rows}
    assert notes["分配编号"] == "r-1"
    assert notes["股份登记簿哈希 (SHA-256)"] == computed.provenance["snapshot"]["hash"]  # type: ignore[index,call-overload]


def test_an_unsigned_rule_is_named_and_marks_its_columns() -> None:
    computed = village()
    facts = {**computed.provenance, "rules_unverified": ["tax_regime"]}
    told = provenance(replace(computed, provenance=facts))
    members = run_tables(computed, "r-1", told)[1]
    headings = {column.key: members.heading(column) for column in members.columns}
    assert headings["tax"].endswith("（未核实）") and not headings["gross"].endswith("（未核实）")
    assert told.unverified[0].rule == "tax_regime = WITHHOLD_20"


@pytest.mark.parametrize("name", RUNS)
def test_the_statements_of_a_run_add_up_to_it(name: str) -> None:
    computed = RUNS[name]()
    told = ToldRun("r-1", computed, provenance(computed))
    every = list(statements(told))
    assert sum(one.gross_fen for one in every) == computed.split.paid_fen
    for one in every:
        assert one.gross_fen == one.held_fen + one.tax_fen + one.net_fen
        assert one.lines and (one.waits or not one.held_fen)
        assert statement_of(told, one.holder) == one
        if computed.system is AccountingSystem.REC:
            assert sum(row.hundredths for row in one.classes) == one.weight
        parts = [row.amount_fen for row in one.classes if row.amount_fen is not None]
        assert not parts or sum(parts) == one.gross_fen


def test_a_statement_explains_its_amount_in_words_and_numbers() -> None:
    computed = village()
    told = ToldRun("r-1", computed, provenance(computed), received={"M0101": 754_328})
    one = statement_of(told, "M0101")
    assert (one.gross_fen, one.tax_fen, one.net_fen) == (942_910, 188_582, 754_328)
    assert one.received_fen == 754_328
    assert one.lines[0].how == "1.35 股 × 每股 6,984.52 元，不足一分舍去"
    held = statement_of(told, "M0202")
    assert (held.held_fen, held.tax_fen, held.waits) == (782_266, 0, "冻结，代管")
    assert "解除时预计扣税" in {line.title for line in held.lines}
    assert held.received_fen == 0


def test_a_split_to_the_last_fen_is_told_with_all_shares() -> None:
    computed = village(split_mode="A_HAMILTON")
    one = statement_of(ToldRun("r-1", computed, provenance(computed)), "M0101")
    assert one.lines[0].how == "63,000.38 元 × 1.35 / 9.02 股，按最大余数法分到每一分"
    by_class = village(split_mode="A_HAMILTON", **CLASSES)
    one = statement_of(ToldRun("r-1", by_class, provenance(by_class)), "M0101")
    assert one.lines[1].how == "18,900.11 元 × 0.35 / 1.52 股，按最大余数法分到每一分"


def test_a_statement_of_nobody_is_refused() -> None:
    computed = village()
    with pytest.raises(RuleRefused) as refused:
        statement_of(ToldRun("r-1", computed, provenance(computed)), "M9999")
    assert refused.value.code == "HOLDER_UNKNOWN"


def test_a_cooperative_has_its_papers_too() -> None:
    books = read_books(
        [entry(COOPERATIVE, COOP, ("101 库存现金", 10_000), ("501 经营收入", -10_000))],
        [period(COOPERATIVE)], COOPERATIVE, 2026, COOP,
    )  # fmt: skip
    members = CoopMembers({"a": 2, "b": 1}, {"a": 1, "b": 1}, {"a": 0, "b": 0}, 0, "成员账户")
    case = CoopCase(books, rules(COOP, COOPERATIVE), answered(COOP, COOPERATIVE), members,
                    {"b": "FROZEN"})  # fmt: skip
    computed = prepare_coop(case).computed
    tables = {table.title: table for table in run_tables(computed, "c-1", provenance(computed))}
    assert total(tables["成员"], "gross") == Decimal(computed.split.paid_fen) / 100
    assert "户" not in tables
    held = statement_of(ToldRun("c-1", computed, provenance(computed)), "b")
    assert held.held_fen == held.gross_fen and held.waits == "冻结，代管"


def test_dividends_of_a_span_by_entity_and_month() -> None:
    office = Office().until(State.PAID)
    log = [adopted(), *office.log]
    for asked, paid in (({"month": "2027-01"}, "36598.87"), ({"month": "2027-02"}, "0.00")):
        span = span_asked(asked)
        runs, months, *_ = distribution_tables(DividendInputs(log, span), about())
        assert total(runs, "gross") == Decimal("63000.35")
        assert total(runs, "paid_in_span") == total(months, "paid") == Decimal(paid)
        assert total(runs, "open") == 0
    before, *_ = distribution_tables(DividendInputs(log, span_asked({"year": "2026"})), about())
    assert not before.rows, "nobody knew of the run in 2026"


def test_a_payment_that_came_back_is_taken_off_in_its_own_month() -> None:
    office = Office().until(State.POSTED)
    rows = office.order()
    office.answer(rows)
    back = [row for row in rows if row.holder == "M0101"]
    office.step(PaymentResults, day=date(2027, 2, 3), **office.results(back, BankStatus.RETURNED))
    span = span_asked({"from": "2027-01-01", "to": "2027-02-28"})
    runs, months, *_ = distribution_tables(DividendInputs(office.log, span), about())
    assert [row["paid"] for row in months.rows] == [Decimal("36598.87"), Decimal("-7543.28")]
    assert total(runs, "paid") == total(runs, "paid_in_span") == Decimal("29055.59")
    assert total(runs, "open") == Decimal("7543.28"), "owed again"


def test_a_batch_with_a_loss_is_reckoned_no_share() -> None:
    span = span_asked({"quarter": "2026-Q4"})
    lossy = BatchCost("B2", lost=CostItem(50_000))
    made = {table.title: table for table in grown_tables(replace(grown(span), costs=[lossy]), 999)}
    first, second = made["按批次"].rows
    assert (first["margin"], first["share"]) == (Decimal("3200.76"), Decimal("9.99"))
    assert (second["margin"], second["share"]) == (Decimal("-500.00"), Decimal("0.00"))
    assert [row["group"] for row in made["按养殖池"].rows] == ["T2", "（期间未出塘）"]
    assert total(made["按系统"], "margin") == Decimal("2700.76")


def test_what_was_distributed_is_reckoned_back_to_batch_tank_and_system() -> None:
    office = Office().until(State.POSTED)
    span = span_asked({"from": "2026-10-01", "to": "2027-03-31"})
    inputs = DividendInputs(office.log, span, (), grown(span))
    tables = {table.title: table for table in distribution_tables(inputs, about())}
    for title in ("按批次", "按养殖池", "按系统"):
        assert total(tables[title], "share") == Decimal("63000.35")
        assert total(tables[title], "margin") == Decimal("3200.76")
    assert [row["group"] for row in tables["按养殖池"].rows] == ["T2"]


def test_amounts_in_a_sentence_are_grouped_and_nothing_else_is() -> None:
    said = "收入 100000.01 减 9999.99；run 2026-1，20261231，1.35 股"
    assert grouped_amounts(said) == "收入 100,000.01 减 9,999.99；run 2026-1，20261231，1.35 股"


def test_open_points_name_who_must_answer_and_which_rule_is_unsigned() -> None:
    rows = [{**row, "verified": row["key"] != "tax_regime"} for row in _rows()]
    unsigned = deed(
        RuleSetAdopted, "rules unsigned", version="2026", system=REC, rows=rows, proof=PAPER
    )
    points = open_points([unsigned], LAST_DAY)
    assert {one.entity for one in points} == {VILLAGE}
    assert any("公示表可以公布哪些个人信息" in one.point for one in points)
    assert [one.point for one in points if "未核实" in one.point] == [
        "规则“扣税办法”= WITHHOLD_20 未核实"
    ]
    ruleset, unverified = rules_told([unsigned], LAST_DAY)
    assert ruleset == f"{VILLAGE} 2026《成员大会决议》"
    assert [one.rule for one in unverified] == [f"{VILLAGE} tax_regime = WITHHOLD_20"]
    assert unverified[0].affects == {"tax", "net"}
    assert [one.point for one in open_points([], LAST_DAY)] == ["还没有任何单位登记生效的分配规则"]
    assert rules_told([], LAST_DAY) == ("（没有生效的分配规则）", ())


def _rows() -> list[dict[str, Any]]:
    return [row.model_dump() for row in adopted().rows]
