"""A run as people look at it: where it stands, figure by figure, line by line, payment by payment.

It refuses to compute a share: what a run kept is computed again by records.dividend.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from dashboard.api_money import VoucherLine
from dashboard.caller import Caller
from dashboard.money.computed_again import computed_of, gross_of
from dashboard.money.rules_shapes import DayShown
from dashboard.money.run_shapes import (
    ChangeList,
    ChangeShown,
    CheckShown,
    Figures,
    FigureShown,
    LineList,
    LineShown,
    MemoShown,
    Noted,
    ObjectionShown,
    OwedShown,
    PartShown,
    Payments,
    PaymentShown,
    Preview,
    RunHead,
    RunShown,
    StepOpen,
    StepShown,
)
from dashboard.money.step_rights import STEP_RIGHTS
from farm.words import Words
from records.deeds.deed import Deed
from records.dividend.paying.account import PayingAccount
from records.dividend.posting.corrections import Memo, net_changes
from records.dividend.prepare.holders import WAITS
from records.dividend.prepare.prepared import Computed, Explained, Prepared, RunLine
from records.dividend.runs.overview import barred, next_steps, trail
from records.dividend.runs.settling import paying_account
from records.dividend.runs.state import Run, State, runs
from records.refusal import Problem
from records.rules.days import holidays
from records.rules.in_force import version_of
from records.rules.plan import plan

STATE_WORDS: Mapping[State, Words] = {
    State.DRAFT: Words(zh="起草", en="draft"),
    State.COMPUTED: Words(zh="已计算，待审核", en="computed, to be reviewed"),
    State.REVIEWED: Words(zh="已审核，待公示", en="reviewed, to be posted up"),
    State.PUBLICISED: Words(zh="公示中，待表决", en="posted up, to be voted"),
    State.APPROVED: Words(zh="表决通过，待入账", en="approved, to be booked"),
    State.POSTED: Words(zh="已入账，支付中", en="booked, being paid"),
    State.PAID: Words(zh="已付清，待对账", en="paid, to be reconciled"),
    State.RECONCILED: Words(zh="已对账，待关闭", en="reconciled, to be closed"),
    State.CLOSED: Words(zh="已关闭", en="closed"),
    State.SUPERSEDED: Words(zh="已被取代", en="superseded"),
    State.REVERSED: Words(zh="已冲销", en="reversed"),
}


def head_of(run: Run, caller: Caller) -> RunHead:
    """One run at a glance."""
    stopped = barred(run)
    gross = gross_of(run) if run.computed else None
    return RunHead(
        run=run.id, entity=run.entity, year=run.year, system=run.system.value,
        purpose=run.purpose.value, of_run=run.of_run, supersedes=run.supersedes,
        counter_run=run.counter_run, state=run.state.value, state_title=STATE_WORDS[run.state],
        prepared_by=run.maker, reviewed_by=run.reviewer,
        approved_by=run.approved.actor if run.approved else "", rejected=run.rejected,
        gross_fen=gross,
        next=tuple(
            StepOpen(
                kind=kind, title=title, right=STEP_RIGHTS[kind].value,
                may=caller.may(STEP_RIGHTS[kind]) and caller.name not in stopped,
            )
            for kind, title in next_steps(run)
        ),
        barred=tuple(sorted(stopped)),
    )  # fmt: skip


def run_shown(run: Run, deeds: Sequence[Deed], caller: Caller) -> RunShown:
    """One run with everything that was done to it."""
    return RunShown(
        head=head_of(run, caller),
        steps=tuple(
            StepShown(
                kind=one.kind, title=one.title, day=one.day.isoformat(), actor=one.actor,
                deed_id=one.deed_id, note=one.note,
            )
            for one in trail(run.id, deeds)
        ),
        objections=tuple(
            ObjectionShown(
                id=one.id, objector=one.objector, text=one.text, day=one.day.isoformat(),
                upheld=one.upheld, decision=one.decision, decided_by=one.decided_by,
            )
            for one in run.objections.values()
        ),
        inputs_hash=run.computed.inputs_hash if run.computed else None,
        result_hash=run.computed.result_hash if run.computed else None,
        calendar=tuple(_calendar(run, deeds)),
    )  # fmt: skip


def _calendar(run: Run, deeds: Sequence[Deed]) -> Iterable[DayShown]:
    if run.publicised is None or run.ruleset is None:
        return
    rules = version_of(deeds, *run.ruleset)
    vote = run.approved.day if run.approved else None
    for one in plan(rules, holidays(deeds), run.publicised.day, vote):
        yield DayShown(
            key=one.key, title=one.title, day=one.day.isoformat(), limit=one.limit.value,
            article=one.article,
        )  # fmt: skip


def figures_of(done: Computed) -> Figures:
    """Every figure of a computed run with its why."""
    lines, split = done.lines, done.split
    year, mode = done.provenance["year"], done.provenance.get("mode")
    assert isinstance(year, int)
    return Figures(
        entity=done.entity,
        year=year,
        system=done.system.value,
        mode=None if mode is None else str(mode),
        figures=tuple(map(figure_shown, done.explained)),
        checks=tuple(CheckShown(id=name, ok=ok) for name, ok in done.checks),
        parts=tuple(_parts(done)),
        holders=len(lines),
        households=len({line.household for line in lines}),
        gross_fen=split.paid_fen,
        tax_fen=sum(line.tax_fen for line in lines),
        payable_fen=sum(line.payable_fen for line in lines),
        held_fen=sum(line.held_fen for line in lines),
        residual_fen=split.residual_fen,
        vouchers=tuple(
            tuple(
                VoucherLine(account=label, debit_fen=debit, credit_fen=credit)
                for label, debit, credit in voucher
            )
            for voucher in done.vouchers
        ),
        inputs_hash=done.inputs_hash,
        result_hash=done.result_hash,
        provenance=dict(done.provenance),
        result=json.loads(done.result),
    )  # fmt: skip


def figure_shown(one: Explained) -> FigureShown:
    """One figure with its why."""
    return FigureShown(
        key=one.key, title=one.title, amount_fen=one.amount_fen, how=one.how,
        article=one.article, rule=one.rule, verified=one.verified, behind=one.behind,
    )  # fmt: skip


def _parts(done: Computed) -> Iterable[PartShown]:
    split, lines = done.split, done.lines
    for at, name in enumerate(split.parts or ("",)):
        weighted = not split.parts or all(line.part_weights for line in lines)
        given = sum(line.by_part[at] for line in lines if line.by_part) if split.parts else (
            split.paid_fen + split.residual_fen
        )  # fmt: skip
        yield PartShown(
            name=name, pool_fen=split.pools.get(name, given),
            rate_fen_per_share=split.rates.get(name),
            hundredths=split.weight_of(name) if weighted else 0,
        )  # fmt: skip


def preview_of(made: Prepared) -> Preview:
    """What a run would come to, with what stands in its way."""
    return Preview(
        figures=figures_of(made.computed),
        warnings=tuple(map(_noted, made.warnings)),
        open_questions=tuple(map(_noted, made.open_questions)),
    )


def _noted(found: Problem) -> Noted:
    return Noted(code=found.code, text=found.explanation)


def line_list(
    run: str,
    done: Computed,
    lines: Iterable[RunLine],
    names: Mapping[str, str],
    why: Callable[[RunLine], Iterable[Explained]],
) -> LineList:
    """Holder by holder; `why`: what is said of one line."""
    return LineList(
        run=run,
        parts=done.split.parts,
        lines=tuple(
            LineShown(
                holder=one.holder, household=one.household, name=names.get(one.holder, ""),
                weight=one.weight, by_part_fen=one.by_part, gross_fen=one.gross_fen,
                tax_fen=one.tax_fen, held_fen=one.held_fen, net_fen=one.net_fen,
                status=one.status.value, waits=WAITS.get(one.status),
                why=tuple(map(figure_shown, why(one))),
            )
            for one in lines
        ),
    )  # fmt: skip


def payments_of(run: Run, deeds: Sequence[Deed]) -> Payments:
    """What a booked run owes, what was ordered and what the bank said."""
    account = paying_account(run, runs(deeds), deeds)
    return Payments(
        run=run.id,
        net_owed_fen=sum(account.owed.values()),
        paid_fen=account.paid_fen,
        pending_fen=sum(one.row.amount_fen for one in account.pending),
        open_fen=sum(account.open.values()),
        held_fen=sum(account.held.values()),
        withheld_fen=account.withheld,
        open=tuple(
            OwedShown(holder=holder, payee=payee, amount_fen=fen)
            for (holder, payee), fen in sorted(account.open.items())
        ),
        held={holder: fen for holder, fen in sorted(account.held.items()) if fen},
        overpaid=dict(sorted(account.overpaid.items())),
        payments=tuple(_payments(account)),
    )


def _payments(account: PayingAccount) -> Iterable[PaymentShown]:
    for key, one in account.payments.items():
        yield PaymentShown(
            payment=str(key), batch=one.batch, holder=one.row.holder, payee=one.row.payee,
            amount_fen=one.row.amount_fen, status=one.status.value if one.status else None,
        )  # fmt: skip


def changes_of(run: Run, before: Run) -> ChangeList:
    """A correcting run against the one it stands in for."""
    found = net_changes(computed_of(before), computed_of(run))
    return ChangeList(
        run=run.id,
        of_run=before.id,
        changes=tuple(
            ChangeShown(
                holder=one.holder, before_fen=one.run_fen, after_fen=one.new_fen,
                net_fen=one.net_fen,
            )
            for one in found
        ),
        net_fen=sum(one.net_fen for one in found),
    )  # fmt: skip


def memo_shown(made: Memo) -> MemoShown:
    """What a closed run would have been."""
    return MemoShown(
        run=made.run, error_fen=made.error_fen, difference_fen=dict(made.difference_fen),
        would_be=figures_of(made.would_be), hash=made.hash,
    )  # fmt: skip
