"""The kinds of calculation that split or rate one amount, from input fields to the result.

It refuses to know the formulas; it reads, calls and shapes (DIV-SPEC-1.0 D2).
"""

from dataclasses import asdict
from datetime import date

from records.canonical import ZERO_HASH, Json, canonical_json, chain
from records.dividend.allocation import hamilton, per_share
from records.dividend.approval import (
    Terms,
    calendar,
    holding_limit_hundredths,
    votes_needed,
    within_holding_cap,
)
from records.dividend.contract_terms import GuaranteeMode, guaranteed, tax_fen, tax_regime
from records.dividend.intake import Field
from records.dividend.masking import SHORTEST, MaskField, masked
from records.integers import line_amount

YEARS_MAX = 200


def hamilton_kind(inputs: Field) -> Json:
    """`total`, `weights` → amount by key."""
    given = inputs.record("total", "weights", optional=("memo",))
    return hamilton(given["total"].integer(), given["weights"].pairs())


def per_share_kind(inputs: Field) -> Json:
    """`total`, `shares` → rate, amounts, residual."""
    given = inputs.record("total", "shares", optional=("memo",))
    return asdict(per_share(given["total"].integer(), given["shares"].pairs()))


def supplementary_kind(inputs: Field) -> Json:
    """`weights`, `first_total`, `increment` → both allocations; the increment stands alone."""
    given = inputs.record("weights", "first_total", "increment", optional=("memo",))
    weights = given["weights"].pairs()
    return {
        "first": hamilton(given["first_total"].integer(), weights),
        "increment_allocation": hamilton(given["increment"].integer(), weights),
    }


def register_correction_kind(inputs: Field) -> Json:
    """`pool` and two registers → run, counter-run, new run and the net change of each holder."""
    given = inputs.record("pool", "wrong_register", "right_register", optional=("memo",))
    pool = given["pool"].integer()
    first = per_share(pool, given["wrong_register"].pairs())
    second = per_share(pool, given["right_register"].pairs())
    counter = {key: -fen for key, fen in first.amounts.items()}
    keys = list(first.amounts) + [key for key in second.amounts if key not in first.amounts]
    return {
        "run_1": asdict(first),
        "counter_run": counter,
        "run_2": asdict(second),
        "net_change": {key: second.amounts.get(key, 0) + counter.get(key, 0) for key in keys},
    }


def guarantee_kind(inputs: Field) -> Json:
    """`mode`, `guaranteed`, `computed` → top-up and what the party receives."""
    given = inputs.record("mode", "guaranteed", "computed", optional=("memo",))
    mode = given["mode"].choice(GuaranteeMode)
    floor = given["guaranteed"].integer(low=0)
    return asdict(guaranteed(mode, floor, given["computed"].integer()))


def tax_kind(inputs: Field) -> Json:
    """`gross`, `regime` → fen."""
    given = inputs.record("gross", "regime", optional=("memo",))
    return tax_fen(given["gross"].integer(), tax_regime(given["regime"].text()))


def line_amount_kind(inputs: Field) -> Json:
    """`grams`, `price_fen_per_kg` → fen."""
    given = inputs.record("grams", "price_fen_per_kg", optional=("memo",))
    return line_amount(given["grams"].integer(), given["price_fen_per_kg"].integer())


def two_thirds_kind(inputs: Field) -> Json:
    """`electorate` → votes needed."""
    given = inputs.record("electorate", optional=("memo",))
    return {"votes_needed": votes_needed(given["electorate"].integer(low=1))}


def holding_cap_kind(inputs: Field) -> Json:
    """`total_hundredths`, `holder_hundredths` → the limit and whether it is kept."""
    given = inputs.record("total_hundredths", "holder_hundredths", optional=("memo",))
    total = given["total_hundredths"].integer(low=0)
    holder = given["holder_hundredths"].integer(low=0)
    return {
        "limit_hundredths": holding_limit_hundredths(total),
        "ok": within_holding_cap(total, holder),
    }


def mask_kind(inputs: Field) -> Json:
    """`field`, `value` → the masked text."""
    given = inputs.record("field", "value", optional=("memo",))
    field, text = given["field"].choice(MaskField), given["value"].text()
    if len(text) < SHORTEST[field]:
        raise given["value"].wrong(
            "太短，遮盖后仍会全部露出", "too short: the mask would hide nothing"
        )
    return masked(field, text)


def hash_chain_kind(inputs: Field) -> Json:
    """`events` → canonical text and hash of every event."""
    given = inputs.record("events", optional=("memo",))
    canonicals = [canonical_json(_plain(event)) for event in given["events"].rows()]
    hashes = chain(canonicals, ZERO_HASH)
    return {
        "chain": [
            {"canonical": text, "hash": value}
            for text, value in zip(canonicals, hashes, strict=True)
        ]
    }


def calendar_kind(inputs: Field) -> Json:
    """Posting, retention and sold-out dates → the days of DIV-SPEC B17."""
    given = inputs.record(
        "plan_posted", "min_full_days", "notice_days", "voucher_year", "voucher_retention_years",
        "batch_sold_out", "production_record_years", optional=("memo",),
    )  # fmt: skip
    terms = Terms(
        given["min_full_days"].integer(0, 366),
        given["notice_days"].integer(0, 366),
        given["voucher_retention_years"].integer(0, YEARS_MAX),
        given["production_record_years"].integer(0, YEARS_MAX),
    )
    days = calendar(
        _near(given["plan_posted"]), given["voucher_year"].integer(1949, 2999),
        _near(given["batch_sold_out"]), terms,
    )  # fmt: skip
    return dict(days)


def _near(field: Field) -> date:
    day = field.day()
    if not 1949 <= day.year <= 2999:
        raise field.wrong("年份超出 1949 … 2999", "year outside 1949 … 2999")
    return day


def _plain(field: Field) -> Json:
    value = field.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return field.text() if value else value
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in field.mapping().items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in field.rows()]
    return field.integer()
