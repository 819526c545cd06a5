"""The kind `project_year`, from input fields to the result (DIV-SPEC-1.0 D2, D5).

It refuses to know the formulas; it reads and cross-checks the names that must match.
"""

from records.canonical import Json
from records.dividend.company_waterfall import CompanyOpening, CompanyRules
from records.dividend.intake import Field
from records.dividend.kinds.year import rec_rules
from records.dividend.project_year import (
    ProjectYear,
    SalesLine,
    ShareClass,
    Village,
    as_document,
)

_NEEDED = (
    "sales_lines", "returns", "cost", "local_wages_memo", "incentive_threshold", "incentive_bp",
    "income_tax_bp", "paid_in", "registered_capital", "loss_bf", "undistributed_bf",
    "statutory_reserve_bf", "discretionary_bp", "payout_bp", "cost_paid_to_village", "villages",
    "target",
)  # fmt: skip


def project_year_kind(inputs: Field) -> Json:
    """The company and its villages in one run (D5)."""
    given = inputs.record(*_NEEDED, optional=("memo",))
    year = ProjectYear(
        sales=_sales(given["sales_lines"]),
        returns=given["returns"].integer(),
        cost=given["cost"].amounts(),
        local_wages=given["local_wages_memo"].integer(),
        incentive_threshold=given["incentive_threshold"].integer(),
        incentive_bp=given["incentive_bp"].basis_points(),
        income_tax_bp=given["income_tax_bp"].basis_points(),
        paid_in=given["paid_in"].amounts(),
        opening=_opening(given),
        company_rules=_company_rules(given),
        cost_paid_to_village=_paid(given),
        villages={name: _village(field) for name, field in given["villages"].mapping().items()},
        target=given["target"].integer(low=1),
    )
    if year.grams_sold <= 0:
        raise given["sales_lines"].wrong(
            "没有售出，无法算每千克的数", "nothing sold: figures per kilogram do not exist"
        )
    return as_document(year)


def _sales(field: Field) -> tuple[SalesLine, ...]:
    lines: dict[str, SalesLine] = {}
    for row in field.rows():
        name, grams, price = row.columns(3)
        if name.text() in lines:
            raise name.wrong("销售行号重复", "this line appears twice")
        lines[name.text()] = SalesLine(name.text(), grams.integer(), price.integer())
    return tuple(lines.values())


def _opening(given: dict[str, Field]) -> CompanyOpening:
    return CompanyOpening(
        given["loss_bf"].integer(),
        given["undistributed_bf"].integer(),
        given["statutory_reserve_bf"].integer(),
    )


def _company_rules(given: dict[str, Field]) -> CompanyRules:
    return CompanyRules(
        given["registered_capital"].integer(low=0),
        given["discretionary_bp"].basis_points(),
        given["payout_bp"].basis_points(),
    )


def _paid(given: dict[str, Field]) -> dict[str, tuple[str, ...]]:
    cost, villages = given["cost"].mapping(), given["villages"].mapping()
    taken: set[str] = set()
    paid: dict[str, tuple[str, ...]] = {}
    for village, items in given["cost_paid_to_village"].mapping().items():
        if village not in villages:
            raise items.wrong("没有这个村", "no such village")
        for item in items.rows():
            if item.text() not in cost or item.text() in taken:
                raise item.wrong("成本中没有此项，或已付给别处", "no such cost, or paid already")
            taken.add(item.text())
        paid[village] = tuple(item.text() for item in items.rows())
    return paid


def _village(field: Field) -> Village:
    given = field.record(
        "other_income", "other_cost", "loss_bf", "undistributed_bf", "reserve_bp", "payout_bp",
        "min_reserve_bp", "reserve_base", "classes",
    )  # fmt: skip
    return Village(
        given["other_income"].integer(),
        given["other_cost"].integer(),
        given["loss_bf"].integer(),
        given["undistributed_bf"].integer(),
        rec_rules(given),
        tuple(_share_class(row) for row in given["classes"].rows()),
    )


def _share_class(row: Field) -> ShareClass:
    name, bp, total = row.columns(3)
    if total.integer(low=0) % 100:
        raise total.wrong("类别总股数须为整股", "a class total must be whole shares")
    return ShareClass(name.text(), bp.basis_points(), total.integer())
