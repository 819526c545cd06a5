"""The company and its villages in one run: from sales lines to the uplift (DIV-SPEC-1.0 B7.4).

It refuses to know single members; a village's classes are totals here.
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
from records.dividend.rec_waterfall import RecRules, RecWaterfall, rec_waterfall
from records.dividend.refusals import refused
from records.integers import bp_half_up, half_up_div, line_amount


@dataclass(frozen=True, slots=True)
class SalesLine:
    """One line of a delivery: grams at fen per kilogram."""

    line: str
    grams: int
    fen_per_kg: int


@dataclass(frozen=True, slots=True)
class ShareClass:
    """One class of shares of a village: its part of the pool and its total, hundredths."""

    name: str
    bp: int
    total_hundredths: int


@dataclass(frozen=True, slots=True)
class Village:
    """A village collective's own year beside the project, fen."""

    other_income: int
    other_cost: int
    loss_bf: int
    undistributed_bf: int
    rules: RecRules
    classes: tuple[ShareClass, ...]


@dataclass(frozen=True, slots=True)
class ProjectYear:
    """Everything a project year starts from; amounts in fen."""

    sales: tuple[SalesLine, ...]
    returns: int
    cost: Mapping[str, int]
    local_wages: int
    incentive_threshold: int
    incentive_bp: int
    income_tax_bp: int
    paid_in: Mapping[str, int]
    opening: CompanyOpening
    company_rules: CompanyRules
    cost_paid_to_village: Mapping[str, tuple[str, ...]]
    villages: Mapping[str, Village]
    target: int

    @property
    def grams_sold(self) -> int:
        """Mass sold, g."""
        return sum(line.grams for line in self.sales)


@dataclass(frozen=True, slots=True)
class Profit:
    """From revenue to net profit, fen."""

    revenue: int
    profit_before_incentive: int
    incentive: int
    profit_before_tax: int
    income_tax: int
    net_profit: int


def profit(year: ProjectYear) -> Profit:
    """Profit of the operating company after incentive and enterprise income tax."""
    revenue = sum(line_amount(line.grams, line.fen_per_kg) for line in year.sales)
    before = revenue - year.returns - sum(year.cost.values())
    incentive = bp_half_up(max(0, before - year.incentive_threshold), year.incentive_bp)
    taxable = before - incentive
    tax = bp_half_up(max(0, taxable), year.income_tax_bp)
    return Profit(revenue, before, incentive, taxable, tax, taxable - tax)


def as_document(year: ProjectYear) -> dict[str, Json]:
    """The project year in the shape of DIV-SPEC-1.0 D5."""
    earned = profit(year)
    company: CompanyWaterfall = company_waterfall(
        earned.net_profit, year.opening, year.company_rules
    )
    dividend = hamilton(company.declared, list(year.paid_in.items()))
    received = {name: dividend.get(name, 0) + _paid_as_cost(year, name) for name in year.villages}
    spent = sum(year.cost.values()) + earned.incentive
    lines = {line.line: line_amount(line.grams, line.fen_per_kg) for line in year.sales}
    return {
        "grams_sold": year.grams_sold,
        "revenue_by_line": lines,
        **asdict(earned),
        "company": asdict(company),
        "dividend_by_party": dividend,
        "villages": {
            name: _village(village, received[name]) for name, village in year.villages.items()
        },
        "uplift": _uplift(year, sum(received.values())),
        "unit_cost_fen_per_kg_half_up": half_up_div(spent * 1000, year.grams_sold),
    }


def _paid_as_cost(year: ProjectYear, village: str) -> int:
    return sum(year.cost[item] for item in year.cost_paid_to_village.get(village, ()))


def _village(village: Village, project_income: int) -> dict[str, Json]:
    net_income = project_income + village.other_income - village.other_cost
    flow: RecWaterfall = rec_waterfall(
        net_income, village.loss_bf, village.undistributed_bf, village.rules
    )
    pools = hamilton(flow.pool, [(share.name, share.bp) for share in village.classes])
    classes = {share.name: class_payout(share, pools[share.name]) for share in village.classes}
    residual = sum(paid["residual"] for paid in classes.values())
    return {
        "project_income": project_income,
        "net_income": net_income,
        "waterfall": asdict(flow),
        "classes": classes,
        "residual": residual,
        "undistributed_cf_after_residual": flow.undistributed_cf + residual,
    }


def class_payout(share: ShareClass, pool: int) -> dict[str, int]:
    """Rate per full share of one class and what stays over, fen (B7.4 step 6)."""
    total = share.total_hundredths
    if total == 0 and pool > 0:
        raise refused("NO_BASE", pool)
    rate = pool * 100 // total if total else 0
    paid = total // 100 * rate
    return {
        "pool": pool,
        "total_share_hundredths": total,
        "rate_fen_per_share": rate,
        "paid": paid,
        "residual": pool - paid,
    }


def _uplift(year: ProjectYear, collective: int) -> dict[str, Json]:
    # Member dividends come out of the collective's part; adding them would count them twice.
    total = collective + year.local_wages
    return {
        "collective": collective,
        "local_wages": year.local_wages,
        "total": total,
        "target": year.target,
        "percent_of_target_x100_floor": total * 10_000 // year.target,
        "fen_per_kg_floor": total * 1000 // year.grams_sold,
    }
