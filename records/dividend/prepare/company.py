"""A company's dividend, computed from its document and provenance alone (公司法 art. 210).

It refuses to pay a guarantee: that is the guarantor's debt and stands beside the dividend.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from records.canonical import Json
from records.dividend.company_waterfall import CompanyWaterfall
from records.dividend.contract_terms import GuaranteeMode, guaranteed
from records.dividend.intake import Field
from records.dividend.posting.company_vouchers import company_vouchers
from records.dividend.prepare.prepared import Computed, Explained, RunLine, Split, result_of
from records.dividend.prepare.telling import CO_210, CONTRACT, OWN_BOOKS, Teller, Y, percent, told
from records.dividend.rec_year import MemberStatus


def compute_company(document: Mapping[str, Json], provenance: Mapping[str, Json]) -> Computed:
    """Result, lines by shareholder, explanations and vouchers of a company's year."""
    result = result_of(document)
    inputs = Field(document["inputs"], "inputs").mapping()
    year = inputs["years"].rows()[0].text()
    shown = json.loads(result)["years"][year]
    flow, paid_in = CompanyWaterfall(**shown["company"]), inputs["paid_in"].amounts()
    lines = tuple(
        RunLine(party, party, paid_in[party], fen, 0, MemberStatus.ACTIVE)
        for party, fen in shown["dividend"].items()
    )
    split = Split(lines, (), {}, 0)
    facts: Mapping[str, Any] = provenance
    explained = tuple(_explained(flow, shown["opening"], split, facts))
    vouchers = tuple(company_vouchers(flow, shown["dividend"], facts["profit"]))
    return Computed(
        document, provenance, result, split, explained, vouchers, _checks(flow, split, shown)
    )


def topups(contracts: Iterable[Mapping[str, Any]], dividend: Mapping[str, int]) -> dict[str, int]:
    """What guarantors owe each guaranteed party beside the dividend, fen."""
    owed: dict[str, int] = {}
    for one in contracts:
        party, mode = one["party"], GuaranteeMode(one["mode"])
        more = guaranteed(mode, one["amount_fen"], dividend.get(party, 0)).topup
        owed[party] = owed.get(party, 0) + more
    return owed


def _dividend(split: Split) -> dict[str, int]:
    return {line.holder: line.gross_fen for line in split.lines}


def _explained(
    flow: CompanyWaterfall, opening: Mapping[str, int], split: Split, facts: Mapping[str, Any]
) -> Iterator[Explained]:
    teller = Teller(facts)
    yield from _profit(facts["profit"], teller)
    yield told(
        "loss_offset", ("弥补以前年度亏损", "earlier losses made good"), -flow.loss_offset,
        (
            f"年初未弥补亏损 {Y(opening['loss'])}，以本年利润弥补 {Y(flow.loss_offset)}",
            f"losses of {Y(opening['loss'])} brought forward, {Y(flow.loss_offset)} made good",
        ),
        CO_210, "3104 利润分配",
    )  # fmt: skip
    room = max(0, -(-facts["capital"]["registered_fen"] // 2) - opening["statutory_reserve"])
    yield told(
        "statutory_reserve", ("提取法定公积金", "statutory reserve"), -flow.statutory_reserve,
        (
            f"补亏后 {Y(flow.base)} × 10 % 进位，不超过注册资本一半的余地 {Y(room)}",
            f"10 % of {Y(flow.base)} rounded up, at most the room of {Y(room)} up to half the "
            "registered capital",
        ),
        CO_210, "3101 盈余公积-法定盈余公积",
    )  # fmt: skip
    yield teller.told(
        "discretionary_reserve", ("提取任意公积金", "discretionary reserve"),
        -flow.discretionary_reserve,
        (
            f"补亏后 {Y(flow.base)} × {percent(teller.number('discretionary_bp'))}，四舍五入，"
            "不超过提取法定公积金后的余额",
            f"{Y(flow.base)} × {percent(teller.number('discretionary_bp'))}, rounded, at most "
            "what the statutory reserve leaves",
        ),
        "discretionary_bp",
    )  # fmt: skip
    yield from _declared(flow, opening, split, teller, facts)


def _profit(profit: Mapping[str, int], teller: Teller) -> Iterator[Explained]:
    yield told(
        "profit_before_incentive", ("激励前利润", "profit before incentive"),
        profit["before_incentive"],
        (
            f"收入 {Y(profit['income'])} 减成本费用 {Y(profit['cost'])}",
            f"income {Y(profit['income'])} less cost {Y(profit['cost'])}",
        ),
        OWN_BOOKS,
    )  # fmt: skip
    if profit["incentive"]:
        yield teller.told(
            "incentive", ("超额激励", "incentive"), -profit["incentive"],
            (
                f"超过 {Y(teller.number('incentive_threshold'))} 的部分 × "
                f"{percent(teller.number('incentive_bp'))}，是成本，不是分红",
                f"{percent(teller.number('incentive_bp'))} of what exceeds "
                f"{Y(teller.number('incentive_threshold'))}: a cost, no dividend",
            ),
            "incentive_bp",
        )  # fmt: skip
    if profit["income_tax"]:
        yield teller.told(
            "income_tax", ("企业所得税", "enterprise income tax"), -profit["income_tax"],
            (
                f"税前利润 {Y(profit['before_tax'])} × {percent(teller.number('income_tax_bp'))}",
                f"{Y(profit['before_tax'])} × {percent(teller.number('income_tax_bp'))}",
            ),
            "income_tax_bp",
        )  # fmt: skip
    yield told(
        "net_profit", ("净利润", "net profit"), profit["net"],
        ("激励前利润减激励减所得税", "profit less incentive and income tax"), OWN_BOOKS,
    )  # fmt: skip


def _declared(
    flow: CompanyWaterfall,
    opening: Mapping[str, int],
    split: Split,
    teller: Teller,
    facts: Mapping[str, Any],
) -> Iterator[Explained]:
    earlier = opening["undistributed"] if flow.net_profit > 0 else 0
    yield told(
        "distributable", ("可供分配利润", "distributable"), flow.distributable,
        (
            f"补亏、提取后加年初未分配 {Y(earlier)}",
            f"after losses and reserves, plus {Y(earlier)} brought forward",
        ),
        CO_210, "3104 利润分配-未分配利润",
    )  # fmt: skip
    yield teller.told(
        "declared", ("宣告分红", "declared"), flow.declared,
        (
            f"{Y(flow.distributable)} × {percent(teller.number('payout_bp'))}，不足一分舍去",
            f"{Y(flow.distributable)} × {percent(teller.number('payout_bp'))}, rounded down",
        ),
        "payout_bp",
    )  # fmt: skip
    yield from _parties(split, facts)
    yield told(
        "undistributed_cf", ("年末未分配利润", "carried forward"), flow.undistributed_cf,
        _left_words(flow), CO_210, "3104 利润分配-未分配利润",
    )  # fmt: skip
    yield told(
        "loss_cf", ("年末未弥补亏损", "loss carried forward"), flow.loss_cf,
        ("年初亏损减弥补，加本年亏损", "losses before, less made good, plus this year's"), CO_210,
        "3104 利润分配-未分配利润",
    )  # fmt: skip


def _left_words(flow: CompanyWaterfall) -> tuple[str, str]:
    if flow.net_profit > 0:
        return "可供分配减宣告", "distributable less declared"
    return (
        "本年无利润，不分配；年初未分配减抵本年亏损",
        "no profit, nothing distributed: what was brought forward less this year's loss",
    )


def _parties(split: Split, facts: Mapping[str, Any]) -> Iterator[Explained]:
    """What each shareholder gets, and what guarantors owe beside it."""
    capital = sum(line.weight for line in split.lines)
    for line in split.lines:
        yield told(
            f"party.{line.holder}", (line.holder, line.holder), line.gross_fen,
            (
                f"实缴 {Y(line.weight)} / {Y(capital)}（按实缴，不按认缴；最大余数法）",
                f"paid in {Y(line.weight)} of {Y(capital)} (paid in, not subscribed; largest "
                "remainder)",
            ),
            CO_210, *facts["capital"]["deeds"].get(line.holder, ()),
        )  # fmt: skip
    for party, fen in topups(facts["guarantees"], _dividend(split)).items():
        yield told(
            f"topup.{party}", (f"{party}保底补足", f"top-up for {party}"), fen,
            ("由保底人承担，公司不付", "owed by the guarantor, never by the company"), CONTRACT,
        )  # fmt: skip


def _checks(
    flow: CompanyWaterfall, split: Split, shown: Mapping[str, Any]
) -> tuple[tuple[str, bool], ...]:
    opening = shown["opening"]
    kept = flow.statutory_reserve + flow.discretionary_reserve + flow.declared
    before = opening["undistributed"] - opening["loss"] + flow.net_profit
    return (
        ("DIV-I1", split.paid_fen == flow.declared),
        ("DIV-I5", all(line.gross_fen >= 0 for line in split.lines)),
        ("DIV-I6", flow.declared == 0 or flow.loss_cf == 0),
        ("DIV-I7", before == flow.undistributed_cf - flow.loss_cf + kept),
    )
