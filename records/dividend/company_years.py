"""Several years of one company, with a guarantee and a correction found later (DIV-SPEC-1.0 D4).

It refuses to reopen a closed year: what it would have been is a memo, never claimed back.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from records.canonical import Json
from records.dividend.allocation import hamilton
from records.dividend.company_waterfall import (
    CompanyOpening,
    CompanyRules,
    CompanyWaterfall,
    company_waterfall,
)
from records.dividend.contract_terms import GuaranteeMode, guaranteed


@dataclass(frozen=True, slots=True)
class CompanyYear:
    """One year's result (fen, corrections of earlier years included) and its resolution."""

    name: str
    net_profit: int
    discretionary_bp: int
    payout_bp: int


@dataclass(frozen=True, slots=True)
class Correction:
    """An error of a closed year, fen, found in a later one."""

    amount: int
    belongs_to: str


@dataclass(frozen=True, slots=True)
class CompanyHistory:
    """Everything the years start from; amounts in fen, paid-in capital by party."""

    years: tuple[CompanyYear, ...]
    paid_in: Mapping[str, int]
    registered_capital: int
    opening: CompanyOpening
    guarantee_mode: GuaranteeMode
    guarantee_fen: Mapping[str, int]
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class CompanyYearRun:
    """One computed year: opening, waterfall, dividend by party, top-up owed by the guarantor."""

    opening: CompanyOpening
    company: CompanyWaterfall
    dividend: dict[str, int]
    operator_topup: dict[str, int]


def company_years(history: CompanyHistory) -> dict[str, CompanyYearRun]:
    """Every year in order; each opens with what the one before carried forward."""
    runs: dict[str, CompanyYearRun] = {}
    opening = history.opening
    for year in history.years:
        runs[year.name] = run = _run(history, year, opening)
        flow = run.company
        opening = CompanyOpening(flow.loss_cf, flow.undistributed_cf, flow.statutory_reserve_cf)
    return runs


def as_document(history: CompanyHistory) -> dict[str, Json]:
    """The years and, if a correction is known, the memo of its year (D4)."""
    runs = company_years(history)
    shown: dict[str, Json] = {"years": {name: asdict(run) for name, run in runs.items()}}
    if history.correction is not None:
        name = history.correction.belongs_to
        shown[f"memo_counterfactual_{name}"] = _memo(history, history.correction, runs[name])
    return shown


def _run(history: CompanyHistory, year: CompanyYear, opening: CompanyOpening) -> CompanyYearRun:
    rules = CompanyRules(history.registered_capital, year.discretionary_bp, year.payout_bp)
    flow = company_waterfall(year.net_profit, opening, rules)
    dividend = hamilton(flow.declared, list(history.paid_in.items()))
    topup = {
        party: guaranteed(history.guarantee_mode, floor, dividend[party]).topup
        for party, floor in history.guarantee_fen.items()
    }
    return CompanyYearRun(opening, flow, dividend, topup)


def _memo(history: CompanyHistory, found: Correction, actual: CompanyYearRun) -> dict[str, Json]:
    year = next(year for year in history.years if year.name == found.belongs_to)
    known = CompanyYear(
        year.name, year.net_profit + found.amount, year.discretionary_bp, year.payout_bp
    )
    run = _run(history, known, actual.opening)
    difference = {party: fen - run.dividend[party] for party, fen in actual.dividend.items()}
    return {
        "company": asdict(run.company),
        "dividend": run.dividend,
        "difference_not_clawed_back": difference,
    }
