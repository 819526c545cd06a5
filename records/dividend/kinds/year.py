"""The kinds of calculation that run a waterfall or a whole year, from input fields to the result.

It refuses to know the formulas; it reads, calls and shapes (DIV-SPEC-1.0 D2 to D5).
"""

from dataclasses import asdict

from records.canonical import Json
from records.dividend import company_years, rec_year
from records.dividend.allocation import hamilton
from records.dividend.company_waterfall import CompanyOpening
from records.dividend.contract_terms import GuaranteeMode, tax_regime
from records.dividend.coop_waterfall import CoopRules, capital_weights, coop_waterfall
from records.dividend.intake import Field
from records.dividend.rec_waterfall import RecRules, ReserveBase, rec_waterfall
from records.dividend.refusals import refused

REC_YEAR = (
    "income", "cost", "loss_bf", "undistributed_bf", "tax_regime", "share_classes", "members",
)  # fmt: skip
REC_RULES = ("reserve_bp", "min_reserve_bp", "reserve_base", "payout_bp")


def rec_rules(given: dict[str, Field]) -> RecRules:
    """Charter and law of one collective from its fields."""
    return RecRules(
        given["reserve_bp"].basis_points(),
        given["min_reserve_bp"].basis_points(),
        given["payout_bp"].basis_points(),
        given["reserve_base"].choice(ReserveBase),
    )


def rec_waterfall_kind(inputs: Field) -> Json:
    """B7.1 inputs → B7.1 keys."""
    given = inputs.record(
        "net_income", "loss_bf", "undistributed_bf", *REC_RULES, optional=("memo",)
    )
    flow = rec_waterfall(
        given["net_income"].integer(), given["loss_bf"].integer(),
        given["undistributed_bf"].integer(), rec_rules(given),
    )  # fmt: skip
    return asdict(flow)


def coop_waterfall_kind(inputs: Field) -> Json:
    """B7.3 inputs → B7.3 keys."""
    given = inputs.record(
        "net_surplus", "loss_bf", "reserve_bp", "patronage_bp", "trade", "capital_weight",
        optional=("memo",),
    )  # fmt: skip
    return asdict(
        coop_waterfall(
            given["net_surplus"].integer(),
            given["loss_bf"].integer(),
            _coop_rules(given),
            given["trade"].pairs(),
            given["capital_weight"].pairs(),
        )
    )


def coop_year_kind(inputs: Field) -> Json:
    """A cooperative's year: grants quantified equally, capital weights, waterfall."""
    given = inputs.record(
        "net_surplus", "loss_bf", "reserve_bp", "patronage_bp", "trade", "capital",
        "reserve_share", "grant_total", optional=("memo",),
    )  # fmt: skip
    trade, capital = given["trade"].pairs(), given["capital"].pairs()
    reserve_share = given["reserve_share"].pairs()
    members = list(dict.fromkeys(name for name, _ in [*capital, *reserve_share, *trade]))
    grant = hamilton(given["grant_total"].integer(), [(member, 1) for member in members])
    weights = capital_weights(capital, reserve_share, grant)
    result = coop_waterfall(
        given["net_surplus"].integer(), given["loss_bf"].integer(), _coop_rules(given),
        trade, weights,
    )  # fmt: skip
    return {
        "grant_quantified_equal": grant,
        "capital_weight": dict(weights),
        "result": asdict(result),
    }


def rec_year_kind(inputs: Field) -> Json:
    """A collective's year (D3)."""
    return rec_year.as_document(rec_year.rec_year(read_rec_year(inputs)))


def read_rec_year(inputs: Field) -> rec_year.RecYear:
    """The year of one collective from its fields; also what a report starts from."""
    return rec_year_of(inputs.record(*REC_YEAR, *REC_RULES, optional=("memo",)))


def rec_year_of(given: dict[str, Field]) -> rec_year.RecYear:
    """The year from fields whose names were checked."""
    classes = tuple(name.text() for name in given["share_classes"].rows())
    return rec_year.RecYear(
        income=given["income"].amounts(),
        cost=given["cost"].amounts(),
        loss_bf=given["loss_bf"].integer(),
        undistributed_bf=given["undistributed_bf"].integer(),
        rules=rec_rules(given),
        tax_regime=tax_regime(given["tax_regime"].text()),
        share_classes=classes,
        members=tuple(member_of(row, len(classes)) for row in given["members"].rows()),
    )


def member_of(row: Field, classes: int) -> rec_year.Member:
    """One row of the register: holder, household, shares of each class, status.

    Negative shares of one class are refused here: other classes of the holder would hide them.
    """
    holder, household, *rest = row.columns(3 + classes)
    hundredths = tuple(field.integer() for field in rest[:-1])
    if any(shares < 0 for shares in hundredths):
        raise refused("NEGATIVE_WEIGHT", holder.text())
    return rec_year.Member(
        holder.text(), household.text(), hundredths, rest[-1].choice(rec_year.MemberStatus)
    )


def company_years_kind(inputs: Field) -> Json:
    """Years of one company (D4)."""
    given = inputs.record(
        "years", "paid_in", "registered_capital", "opening", "net_profit", "discretionary_bp",
        "payout_bp", "guarantee", optional=("correction", "memo"),
    )  # fmt: skip
    paid_in = given["paid_in"].amounts()
    promise = given["guarantee"].record("mode", "per_year")
    floors: dict[str, int] = {}
    for party, field in promise["per_year"].mapping().items():
        if party not in paid_in:
            raise field.wrong("不在出资方之中", "is not among the parties with paid-in capital")
        floors[party] = field.integer(low=0)
    years = _years(given)
    return company_years.as_document(
        company_years.CompanyHistory(
            years=years,
            paid_in=paid_in,
            registered_capital=given["registered_capital"].integer(low=0),
            opening=_company_opening(given["opening"]),
            guarantee_mode=promise["mode"].choice(GuaranteeMode),
            guarantee_fen=floors,
            correction=_correction(given.get("correction"), {year.name for year in years}),
        )
    )


def _years(given: dict[str, Field]) -> tuple[company_years.CompanyYear, ...]:
    fields = given["years"].rows()
    names = [field.text() for field in fields]
    if len(set(names)) != len(names):
        raise given["years"].wrong("年份重复", "a year appears twice")
    profit = given["net_profit"].record(*names)
    discretionary = given["discretionary_bp"].record(*names)
    payout = given["payout_bp"].record(*names)
    return tuple(
        company_years.CompanyYear(
            name,
            profit[name].integer(),
            discretionary[name].basis_points(),
            payout[name].basis_points(),
        )
        for name in names
    )


def _company_opening(field: Field) -> CompanyOpening:
    given = field.record("loss", "undistributed", "statutory_reserve")
    return CompanyOpening(
        given["loss"].integer(),
        given["undistributed"].integer(),
        given["statutory_reserve"].integer(),
    )


def _correction(field: Field | None, years: set[str]) -> company_years.Correction | None:
    if field is None:
        return None
    given = field.record("amount", "belongs_to", "found_in")
    for name in ("belongs_to", "found_in"):
        if given[name].text() not in years:
            raise given[name].wrong("不在 years 之中", "is not among the years")
    return company_years.Correction(given["amount"].integer(), given["belongs_to"].text())


def _coop_rules(given: dict[str, Field]) -> CoopRules:
    return CoopRules(given["reserve_bp"].basis_points(), given["patronage_bp"].basis_points())
