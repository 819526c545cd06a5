"""A village collective's distribution, computed from its document and provenance alone.

It refuses to gather anything: what it needs stands in the two, so a past run can be run again.
"""

from collections.abc import Mapping
from typing import Any

from records.canonical import Json
from records.dividend.class_year import ClassRun, class_year
from records.dividend.contract_terms import tax_fen
from records.dividend.intake import Field
from records.dividend.kinds.members import read_class_year
from records.dividend.kinds.year import read_rec_year
from records.dividend.prepare.explain_village import explain_village
from records.dividend.prepare.prepared import Computed, RunLine, Split, result_of
from records.dividend.rec_waterfall import RecWaterfall
from records.dividend.rec_year import RecRun, RecYear, SplitMode, rec_year
from records.dividend.vouchers import Voucher

ONE_RATE = ""
"""Name of the only part where the charter splits no classes."""


def compute_village(document: Mapping[str, Json], provenance: Mapping[str, Json]) -> Computed:
    """Result, lines, explanations and vouchers of a collective's year."""
    result = result_of(document)
    mode = SplitMode(str(provenance["mode"]))
    inputs = Field(document["inputs"], "inputs")
    if document["kind"] == "rec_class_year":
        run = class_year(*read_class_year(inputs))
        split, vouchers = _class_split(run, mode)
        year, flow = run.year, run.waterfall
    else:
        plain = rec_year(read_rec_year(inputs))
        split, vouchers = _one_split(plain, mode)
        year, flow = plain.year, plain.waterfall
    return Computed(
        document, provenance, result, split,
        tuple(explain_village(year, flow, split, dict[str, Any](provenance))),
        tuple(vouchers), _checks(year, flow, split),
    )  # fmt: skip


def _one_split(run: RecRun, mode: SplitMode) -> tuple[Split, list[Voucher]]:
    if mode is SplitMode.A_HAMILTON:
        lines = _lines(run.year, run.mode_a, {})
        return Split(lines, (), {}, 0, {ONE_RATE: run.waterfall.pool}), run.vouchers_a()
    lines = _lines(run.year, run.mode_b.amounts, {})
    rates = {ONE_RATE: run.mode_b.rate_fen_per_share}
    pools = {ONE_RATE: run.waterfall.pool}
    return Split(lines, (), rates, run.mode_b.residual_fen, pools), run.vouchers_b()


def _class_split(run: ClassRun, mode: SplitMode) -> tuple[Split, list[Voucher]]:
    parts = run.year.share_classes
    if mode is SplitMode.A_HAMILTON:
        lines = _lines(run.year, run.mode_a, run.by_class_a)
        return Split(lines, parts, {}, 0, run.pools), run.vouchers(0)
    amounts = {name: one.amounts for name, one in run.by_class_b.items()}
    lines = _lines(run.year, run.mode_b, amounts)
    rates = {name: one.rate_fen_per_share for name, one in run.by_class_b.items()}
    return Split(lines, parts, rates, run.residual_b, run.pools), run.vouchers(run.residual_b)


def _lines(
    year: RecYear, gross: Mapping[str, int], by_class: Mapping[str, Mapping[str, int]]
) -> tuple[RunLine, ...]:
    return tuple(
        RunLine(
            member.holder, member.household, member.weight, gross[member.holder],
            tax_fen(gross[member.holder], year.tax_regime), member.status,
            tuple(amounts[member.holder] for amounts in by_class.values()),
            member.hundredths if by_class else (),
        )
        for member in year.members
    )  # fmt: skip


def _checks(year: RecYear, flow: RecWaterfall, split: Split) -> tuple[tuple[str, bool], ...]:
    """The invariants of DIV-SPEC B15 that one run can show about itself."""
    before = year.undistributed_bf - year.loss_bf + flow.net_income
    after = flow.undistributed_cf - flow.loss_cf + flow.reserve + flow.pool
    held = sum(line.held_fen for line in split.lines)
    payable = sum(line.payable_fen for line in split.lines)
    return (
        ("DIV-I1", split.paid_fen + split.residual_fen == flow.pool and before == after),
        ("DIV-I5", all(line.gross_fen >= 0 for line in split.lines)),
        ("DIV-I6", flow.pool == 0 or flow.loss_cf == 0),
        ("DIV-I7", flow.reserve * 10_000 >= flow.base * year.rules.min_reserve_bp),
        ("DIV-I10", payable + held == split.paid_fen),
    )
