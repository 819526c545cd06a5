"""What one holder is told of a line, and the warnings that need no refusal."""

from typing import Any

import pytest

from records.dividend.contract_terms import TaxRegime, tax_fen
from records.dividend.intake import Field
from records.dividend.kinds.year import read_rec_year
from records.dividend.prepare.books import read_books
from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.coop import BY_CAPITAL, BY_TRADE, explain_coop_line
from records.dividend.prepare.explain_village import explain_line
from records.dividend.prepare.prepared import RunLine, Split
from records.dividend.prepare.village_case import project_income
from records.dividend.rec_year import MemberStatus, rec_year
from records.rules.guarantees import Guarantee
from tests.records.dividend_scene import (
    COMPANY,
    PROJECT,
    company_books,
    company_case,
    company_entries,
    entry,
    example,
    period,
    village_case,
)

HELD = [status for status in MemberStatus if status is not MemberStatus.ACTIVE]


def line(tax_fen: int, status: MemberStatus, gross: int = 700, parts: Any = ()) -> RunLine:
    return RunLine("M1", "H1", 100, gross, tax_fen, status, parts)


def keys(told: Any) -> list[str]:
    return [one.key for one in told]


@pytest.mark.parametrize("tax", [0, 140])
@pytest.mark.parametrize("status", MemberStatus)
def test_a_village_line_tells_tax_and_hold_only_where_there_are_any(
    tax: int, status: MemberStatus
) -> None:
    one = line(tax, status)
    split = Split((one,), (), {"": 700}, 0, {"": 700})
    told = list(explain_line(one, split, "税务答复"))
    wanted = ["gross", *["tax"] * bool(tax), *["held"] * (status in HELD)]
    assert keys(told) == wanted
    later = "解除时" in "".join(each.how.zh for each in told if each.key == "tax")
    assert later == bool(tax and status in HELD)


@pytest.mark.parametrize(("gross", "status", "held"), [
    (700, MemberStatus.ACTIVE, False), (700, MemberStatus.FROZEN, True),
    (0, MemberStatus.FROZEN, False),
])  # fmt: skip
def test_a_cooperative_line_tells_its_two_parts_and_what_waits(
    gross: int, status: MemberStatus, held: bool
) -> None:
    one = line(0, status, gross, (gross, 0))
    told = list(explain_coop_line(one, "税务答复"))
    assert keys(told) == ["trade", "capital", "tax", *["held"] * held]
    assert [each.title.zh for each in told[:2]] == [BY_TRADE, BY_CAPITAL]
    assert sum(each.amount_fen for each in told[:2]) == gross


@pytest.mark.parametrize(("mode", "brought"), [("MAX", [5]), ("PLUS", [5, 3])])
def test_a_guarantee_that_is_met_brings_nothing(mode: str, brought: list[int]) -> None:
    promised = Guarantee("B1", "operator", mode, 3, "504", "合同", "d")
    share = village_case().project
    assert share is not None
    case = village_case(guarantees=(promised,), project=type(share)(PROJECT, "co-2026", 5))
    assert list(project_income(case).values()) == brought


def test_reserves_that_are_neither_are_told() -> None:
    lines = ("1002 银行存款", 900), ("3101 盈余公积", -900)
    taken = [*company_entries(20_000_000), entry(PROJECT, COMPANY, *lines)]
    books = read_books(taken, [period(PROJECT)], PROJECT, 2026, COMPANY)
    warned = prepare_company(company_case(books=books)).warnings
    assert "RESERVE_UNSPLIT" in [one.code for one in warned]
    assert any("900" in one.explanation.zh for one in warned)
    sound = prepare_company(company_case(books=company_books())).warnings
    assert "RESERVE_UNSPLIT" not in [one.code for one in sound]


@pytest.mark.parametrize("regime", TaxRegime)
def test_taxes_of_a_run_are_those_of_its_regime(regime: TaxRegime) -> None:
    inputs = {**example("example_1")["inputs"], "tax_regime": regime.value}
    run = rec_year(read_rec_year(Field(inputs, "inputs")))
    assert run.taxes(run.mode_b.amounts) == {
        holder: tax_fen(fen, regime) for holder, fen in run.mode_b.amounts.items()
    }
    assert any(run.taxes(run.mode_a).values()) == (regime is TaxRegime.WITHHOLD_20)
