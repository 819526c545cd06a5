"""A dividend run as people check it: every step with its why, households, proofs, open points.

It refuses to compute a share: records.dividend does, by DIV-SPEC-1.0.
"""

import json
from collections.abc import Mapping, Sequence

from dashboard.api_money import CheckRow, DividendRun, OpenPoint, ShareRow, VoucherLine
from dashboard.dividend_steps import waterfall_steps
from dashboard.refusals import Refused
from farm.site import Rule
from farm.words import Words
from records.dividend.command import SPEC, run_command
from records.dividend.intake import Field
from records.dividend.kinds.year import read_rec_year
from records.dividend.rec_year import MemberStatus, RecRun, rec_year
from records.ledger.postings import SplitMode
from records.money import yuan_text
from records.reports.table import Unverified
from records.store.dividend_inputs import Prepared

AFFECTS: Mapping[str, frozenset[str]] = {
    "reserve_bp": frozenset({"reserve"}),
    "reserve_base": frozenset({"reserve"}),
    "payout_bp": frozenset({"pool"}),
    "tax_regime": frozenset({"tax", "net"}),
}
"""Columns of the report that rest on a rule of the site."""


def run_of(
    document: object, prepared: Prepared, mode: SplitMode, rules: Sequence[Rule]
) -> DividendRun:
    """The run of an input document; Refused with the rule's own words. `rules`: in force today."""
    done = run_command(document)
    if done.exit_code:
        code = json.loads(done.stdout_line)["error"]
        words = done.explanation or Words(zh=code, en=code)
        raise Refused(
            422, str(code).lower(), words,
            Words(zh="改正输入，再算一次", en="correct the input and run it again"),
        )  # fmt: skip
    assert isinstance(document, dict)
    kind = str(document["kind"])
    rec = rec_run(document) if kind == "rec_year" else None
    return DividendRun(
        id=prepared.id,
        title=Words(zh=prepared.title or kind, en=prepared.title or kind),
        kind=kind,
        spec=SPEC,
        mode=mode.value,
        rate_fen_per_share=_rate(rec, mode),
        steps=waterfall_steps(rec, mode) if rec else (),
        share_classes=rec.year.share_classes if rec else (),
        households=_households(rec, mode) if rec else (),
        total=_total(_households(rec, mode)) if rec else None,
        checks=_checks(rec, mode) if rec else (),
        open_points=tuple(_open(rule) for rule in rules if not rule.verified),
        vouchers=_vouchers(rec, mode) if rec else (),
        prepared_by=prepared.actor,
        prepared_ms=prepared.at_ms or None,
        result=json.loads(done.stdout_line),
        constructed=prepared.constructed,
    )


def rec_run(document: Mapping[str, object]) -> RecRun:
    """The run of a collective's year that `run_command` has accepted."""
    return rec_year(read_rec_year(Field(document["inputs"], "inputs")))


def unverified_rules(rules: Sequence[Rule]) -> Sequence[Unverified]:
    """Rules that nobody has signed, for the report's notes."""
    return [
        Unverified(f"{rule.id} = {rule.value}", rule.source, AFFECTS.get(rule.id, frozenset()))
        for rule in rules
        if not rule.verified
    ]


def _rate(run: RecRun | None, mode: SplitMode) -> int | None:
    per_share = run is not None and mode is SplitMode.B_PER_SHARE
    return run.mode_b.rate_fen_per_share if run and per_share else None


def _gross(run: RecRun, mode: SplitMode) -> Mapping[str, int]:
    return run.mode_a if mode is SplitMode.A_HAMILTON else run.mode_b.amounts


def _households(run: RecRun, mode: SplitMode) -> tuple[ShareRow, ...]:
    gross = _gross(run, mode)
    taxes = run.taxes(gross)
    rows: dict[str, ShareRow] = {}
    for member in run.year.members:
        fen, tax = gross[member.holder], taxes[member.holder]
        active = member.status is MemberStatus.ACTIVE
        mine = ShareRow(
            household=member.household,
            members=1,
            weights_hundredths=member.hundredths,
            due_fen=fen,
            held_fen=0 if active else fen - tax,
            tax_fen=tax,
            paid_fen=fen - tax if active else 0,
            note=None if active else Words(zh="1 人暂存", en="1 member held"),
        )
        before = rows.get(member.household)
        rows[member.household] = mine if before is None else _added(before, mine)
    return tuple(rows[name] for name in sorted(rows))


def _added(one: ShareRow, other: ShareRow) -> ShareRow:
    held = _held_count(one) + _held_count(other)
    weights = zip(one.weights_hundredths, other.weights_hundredths, strict=True)
    return ShareRow(
        household=one.household,
        members=one.members + other.members,
        weights_hundredths=tuple(a + b for a, b in weights),
        due_fen=one.due_fen + other.due_fen,
        held_fen=one.held_fen + other.held_fen,
        tax_fen=one.tax_fen + other.tax_fen,
        paid_fen=one.paid_fen + other.paid_fen,
        note=Words(zh=f"{held} 人暂存", en=f"{held} members held") if held else None,
    )


def _held_count(row: ShareRow) -> int:
    return int(row.note.en.split()[0]) if row.note else 0


def _total(rows: Sequence[ShareRow]) -> ShareRow | None:
    if not rows:
        return None
    total = rows[0]
    for row in rows[1:]:
        total = _added(total, row)
    return total.model_copy(update={"household": ""})


def _checks(run: RecRun, mode: SplitMode) -> tuple[CheckRow, ...]:
    flow, year = run.waterfall, run.year
    residual_fen = run.mode_b.residual_fen if mode is SplitMode.B_PER_SHARE else 0
    paid_fen = sum(_gross(run, mode).values())
    gap_fen = (
        flow.net_income + year.undistributed_bf
        - flow.loss_offset - flow.reserve - flow.pool - flow.undistributed_cf
    )  # fmt: skip
    own, least = f"{year.rules.reserve_bp / 100:g}", f"{year.rules.min_reserve_bp / 100:g}"
    residual = yuan_text(residual_fen)
    return (
        _check(
            gap_fen == 0 or flow.net_income <= 0,
            "收益 = 补亏 + 提取 + 留存 + 分配", "income = losses + reserve + carried + paid",
            f"差 {yuan_text(gap_fen)} 元", f"difference {yuan_text(gap_fen)} yuan",
        ),
        _check(
            flow.loss_cf == 0 or flow.pool == 0,
            "亏损补完了才分", "nothing is paid before losses are made good",
        ),
        _check(
            year.rules.reserve_bp >= year.rules.min_reserve_bp,
            f"公积公益金 {own} %，不低于下限 {least} %", f"reserve {own} %, at least {least} %",
        ),
        _check(
            paid_fen + residual_fen == flow.pool,
            "每户合计加尾差等于分配总额", "households and residual add up to the pool",
            f"尾差 {residual} 元，留在未分配收益", f"residual {residual} yuan stays undistributed",
        ),
    )  # fmt: skip


def _check(ok: bool, zh: str, en: str, detail_zh: str = "", detail_en: str = "") -> CheckRow:
    detail = Words(zh=detail_zh, en=detail_en) if detail_zh else None
    return CheckRow(ok=ok, text=Words(zh=zh, en=en), detail=detail)


def _open(rule: Rule) -> OpenPoint:
    return OpenPoint(
        id=rule.id,
        text=Words(
            zh=f"{rule.id} = {rule.value}：未核实", en=f"{rule.id} = {rule.value}: unverified"
        ),
        do=Words(
            zh=f"核对依据并签名：{rule.source}", en=f"check the basis and sign it: {rule.source}"
        ),
        verified=rule.verified,
    )


def _vouchers(run: RecRun, mode: SplitMode) -> tuple[VoucherLine, ...]:
    vouchers = run.vouchers_a() if mode is SplitMode.A_HAMILTON else run.vouchers_b()
    return tuple(
        VoucherLine(account=account, debit_fen=debit, credit_fen=credit)
        for voucher in vouchers
        for account, debit, credit in voucher
    )
