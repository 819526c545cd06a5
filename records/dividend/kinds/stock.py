"""The kinds of calculation about fish that the same command answers (production records 3.3, 5).

It refuses to know the formulas; they live in records.stock.
"""

from dataclasses import asdict

from records.canonical import Json
from records.dividend.intake import Field
from records.dividend.refusals import refused
from records.integers import decimal_text
from records.money import grams_from_kg
from records.refusal import RuleRefused
from records.stock.heads import NegativeAccount, Posting, close
from records.stock.kpi import Balance, fcr_bio, fcr_econ, quotient
from records.stock.mixed_harvest import mixed_harvest
from records.stock.withdrawal import release_day

KG_MAX = 10**12


def kpi_kind(inputs: Field) -> Json:
    """Feed, masses, power and oxygen of a span → feed conversion and specific use."""
    given = inputs.record(
        "feed_kg", "start_kg", "end_kg", "harvested_kg", "dead_kg", "stocked_kg", "power_kwh",
        "oxygen_kg", optional=("memo",),
    )  # fmt: skip
    harvested_g = _decimal_kg(given["harvested_kg"])
    feed_g = _whole_kg(given["feed_kg"])
    balance = Balance(
        feed_g=feed_g,
        start_g=_whole_kg(given["start_kg"]),
        end_g=_whole_kg(given["end_kg"]),
        stocked_g=_whole_kg(given["stocked_kg"]),
        harvested_g=harvested_g,
        dead_g=_whole_kg(given["dead_kg"]),
    )
    return {
        "fcr_econ": fcr_econ(balance),
        "fcr_bio": fcr_bio(balance),
        "kwh_per_kg_harvested": quotient(_whole_kg(given["power_kwh"]), harvested_g, 3),
        "o2_per_kg_feed": quotient(_whole_kg(given["oxygen_kg"]), feed_g, 3),
    }


def mixed_harvest_kind(inputs: Field) -> Json:
    """Fish and grams of a mixed harvest → heads of each batch."""
    given = inputs.record("fish", "grams", "mean_a_g", "mean_b_g", optional=("memo",))
    fish, grams = given["fish"].integer(low=0), given["grams"].integer(low=0)
    mean_a, mean_b = given["mean_a_g"].integer(low=1), given["mean_b_g"].integer(low=1)
    if mean_a == mean_b:
        raise given["mean_b_g"].wrong("与另一批相同，无法区分", "equals the other batch's")
    split = mixed_harvest(fish, grams, mean_a, mean_b)
    if split is None:
        shown = decimal_text(grams, fish, 1) if fish else str(grams)
        raise refused("MASS_NOT_EXPLAINED", f"{shown} g; {mean_a} g, {mean_b} g")
    return asdict(split)


def fish_count_ledger_kind(inputs: Field) -> Json:
    """Accounts and postings of heads → closing heads and the world outside."""
    given = inputs.record("accounts", "postings", optional=("memo",))
    opening: dict[str, int] = {}
    for field in given["accounts"].rows():
        if field.text() in opening:
            raise refused("DUPLICATE_KEY", field.text())
        opening[field.text()] = 0
    postings = [_posting(row, opening) for row in given["postings"].rows()]
    try:
        closing = close(opening, postings)
    except NegativeAccount as error:
        raise refused("FISH_ACCOUNT_NEGATIVE", error) from error
    return {"closing": closing, "outside": -sum(closing.values())}


def degree_days_kind(inputs: Field) -> Json:
    """Limit and temperatures → first day of release."""
    given = inputs.record("limit", "tenth_deg_runs", optional=("memo",))
    runs: list[tuple[int | None, int]] = []
    for row in given["tenth_deg_runs"].rows():
        tenths, days = row.columns(2)
        measured = None if tenths.value is None else tenths.integer(-50, 500)
        runs.append((measured, days.integer(0, 36_600)))
    return {"release_day": release_day(given["limit"].integer(low=0), runs)}


def _posting(row: Field, accounts: dict[str, int]) -> Posting[str]:
    event, source, target, heads = row.columns(4)
    event.text()
    names = [None if side.value is None else side.text() for side in (source, target)]
    for name, side in zip(names, (source, target), strict=True):
        if name is not None and name not in accounts:
            raise side.wrong("没有这个账户", "no such account")
    if names[0] == names[1]:
        raise row.wrong("转出与转入相同", "both sides are the same account")
    return Posting(names[0], names[1], heads.integer(low=0))


def _whole_kg(field: Field) -> int:
    return field.integer(0, KG_MAX) * 1000


def _decimal_kg(field: Field) -> int:
    try:
        return grams_from_kg(field.text())
    except RuleRefused as error:
        raise field.wrong(error.explanation.zh, error.explanation.en) from error
