"""A cooperative's surplus, computed from its document and provenance alone (合作社法 art. 44).

It refuses to spread income of earlier years: the specification does not, and people have to.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from records.canonical import Json
from records.dividend.contract_terms import tax_fen, tax_regime
from records.dividend.coop_waterfall import CoopLossYear, CoopWaterfall
from records.dividend.posting.coop_vouchers import coop_vouchers
from records.dividend.prepare.holders import WAITS
from records.dividend.prepare.prepared import Computed, Explained, RunLine, Split, result_of
from records.dividend.prepare.telling import (
    COOP_42,
    COOP_44,
    OWN_BOOKS,
    WITHHELD,
    Teller,
    Y,
    percent,
    told,
)
from records.dividend.rec_year import MemberStatus

BY_TRADE, BY_CAPITAL = "盈余返还", "剩余盈余"


def compute_coop(document: Mapping[str, Json], provenance: Mapping[str, Json]) -> Computed:
    """Result, lines by member, explanations and vouchers of a cooperative's year."""
    result = result_of(document)
    facts: Mapping[str, Any] = provenance
    shown = json.loads(result)["result"]
    loss = "total" not in shown
    flow: CoopWaterfall | CoopLossYear = CoopLossYear(**shown) if loss else CoopWaterfall(**shown)
    lines = () if isinstance(flow, CoopLossYear) else tuple(_lines(flow, facts))
    split = Split(lines, (BY_TRADE, BY_CAPITAL), {}, 0)
    vouchers = tuple(coop_vouchers(flow, facts["income_items"], facts["cost_items"]))
    return Computed(
        document, provenance, result, split, tuple(_explained(flow, split, facts)), vouchers,
        _checks(flow, split),
    )  # fmt: skip


def explain_coop_line(line: RunLine, tax_basis: str) -> Iterator[Explained]:
    """Why one member gets what the line says: returned by trade, the rest by capital, tax."""
    trade, capital = line.by_part
    yield told(
        "trade", (BY_TRADE, "returned by trade"), trade,
        ("按本人交易额占全体的比例（最大余数法）", "by the member's part of all trade"), COOP_44,
    )  # fmt: skip
    yield told(
        "capital", (BY_CAPITAL, "by capital"), capital,
        (
            "按本人出资、公积金份额与平均量化补助之和占全体的比例（最大余数法）",
            "by the member's part of capital, reserve and grants",
        ),
        COOP_44,
    )  # fmt: skip
    yield told(
        "tax", ("扣税", "tax"), line.tax_fen,
        (f"只就 {Y(capital)} 计税；依据 {tax_basis}", f"on {Y(capital)} alone; basis {tax_basis}"),
        WITHHELD, tax_basis,
    )  # fmt: skip
    if line.held_fen:
        waits = WAITS[line.status]
        yield told("held", ("代管", "held"), line.held_fen, (waits.zh, waits.en), COOP_44)


def _lines(flow: CoopWaterfall, facts: Mapping[str, Any]) -> Iterator[RunLine]:
    regime = tax_regime(facts["rules"]["rules"]["tax_regime"])
    statuses: Mapping[str, str] = facts["waits"]
    for member, fen in flow.total.items():
        by_part = (flow.by_trade.get(member, 0), flow.by_capital.get(member, 0))
        status = MemberStatus[statuses.get(member, "ACTIVE")]
        # The part returned by trade is no dividend; only the rest is taxed (basis document).
        yield RunLine(member, member, 0, fen, tax_fen(by_part[1], regime), status, by_part)


def _explained(
    flow: CoopWaterfall | CoopLossYear, split: Split, facts: Mapping[str, Any]
) -> Iterator[Explained]:
    teller = Teller(facts)
    income, cost = sum(facts["income_items"].values()), sum(facts["cost_items"].values())
    yield told(
        "net_surplus", ("本年盈余", "surplus of the year"), flow.net_surplus,
        (f"收入 {Y(income)} 减支出 {Y(cost)}", f"income {Y(income)} less cost {Y(cost)}"),
        OWN_BOOKS, "331 本年盈余",
    )  # fmt: skip
    if isinstance(flow, CoopWaterfall):
        yield from _surplus(flow, split, teller)
    earlier = facts["undistributed_bf"]
    yield told(
        "undistributed_cf", ("年末未分配盈余", "carried forward"), max(0, earlier - flow.loss_cf),
        (
            f"年初未分配 {Y(earlier)} 不动用，须由成员大会另行决定",
            f"{Y(earlier)} brought forward is left alone: only the assembly can decide on it",
        ),
        COOP_44, "332 盈余分配-未分配盈余",
    )  # fmt: skip
    yield told(
        "loss_cf", ("年末未弥补亏损", "loss carried forward"), max(0, flow.loss_cf - earlier),
        ("未补完的亏损，先抵年初未分配", "losses left, after what was brought forward"), COOP_44,
        "332 盈余分配-未分配盈余",
    )  # fmt: skip


def _surplus(flow: CoopWaterfall, split: Split, teller: Teller) -> Iterator[Explained]:
    yield told(
        "loss_offset", ("弥补亏损", "losses made good"), -flow.loss_offset,
        ("先弥补亏损", "losses come first"), COOP_44, "332 盈余分配-未分配盈余",
    )  # fmt: skip
    yield teller.told(
        "reserve", ("提取盈余公积", "reserve"), -flow.reserve,
        (
            f"补亏后 {Y(flow.base)} × {percent(teller.number('reserve_bp'))}，四舍五入，量化到成员"
            "账户",
            f"{Y(flow.base)} × {percent(teller.number('reserve_bp'))}, rounded; quantified per "
            "member (article 42)",
        ),
        "reserve_bp",
    )  # fmt: skip
    yield teller.told(
        "patronage", ("按交易量返还", "returned by trade"), flow.patronage,
        (
            f"可分配 {Y(flow.distributable)} × {percent(teller.number('patronage_bp'))}，进位，"
            "按各人交易额分（最大余数法）",
            f"{Y(flow.distributable)} × {percent(teller.number('patronage_bp'))} rounded up, by "
            "trade (largest remainder)",
        ),
        "patronage_bp",
    )  # fmt: skip
    yield told(
        "rest", ("剩余盈余", "the rest"), flow.rest,
        (
            "按出资额、公积金份额和平均量化的财政补助之和分（最大余数法）",
            "by capital, share of the reserve and equal share of grants (largest remainder)",
        ),
        COOP_42, "222 应付剩余盈余",
    )  # fmt: skip
    held = sum(line.held_fen for line in split.lines)
    yield told("held", ("代管", "held"), held, ("暂不能付的成员", "members who wait"), COOP_44)


def _checks(flow: CoopWaterfall | CoopLossYear, split: Split) -> tuple[tuple[str, bool], ...]:
    paid = split.paid_fen == flow.distributable
    if isinstance(flow, CoopLossYear):
        return (("DIV-I1", paid), ("DIV-I6", not split.lines))
    return (
        ("DIV-I1", paid),
        ("DIV-I5", all(line.gross_fen >= 0 for line in split.lines)),
        ("DIV-I6", flow.distributable == 0 or flow.loss_cf == 0),
        ("DIV-I7", flow.patronage * 10 >= flow.distributable * 6),
    )
