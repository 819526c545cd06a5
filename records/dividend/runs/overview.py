"""A run at a glance: who did what when, what comes next, and who may no longer do it.

It refuses to judge a deed and to know today; admission does the one, the caller the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from farm.words import Words
from records.deeds.deed import Deed
from records.dividend.runs.state import Run, State

_STEP_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "RUN_DRAFTED": Words(zh="起草", en="drafted"),
        "RUN_COMPUTED": Words(zh="计算", en="computed"),
        "RUN_REVIEWED": Words(zh="审核", en="reviewed"),
        "RUN_PUBLICISED": Words(zh="公示", en="posted up"),
        "OBJECTION_RAISED": Words(zh="提出异议", en="objection raised"),
        "OBJECTION_DECIDED": Words(zh="裁定异议", en="objection decided"),
        "RUN_APPROVED": Words(zh="表决通过", en="approved by vote"),
        "RUN_POSTED": Words(zh="入账", en="booked"),
        "PAYMENT_ORDERED": Words(zh="下达支付", en="payment ordered"),
        "PAYMENT_RESULTS": Words(zh="银行回单", en="bank's return"),
        "HELD_RELEASED": Words(zh="解除代管", en="held amount released"),
        "RUN_PAID": Words(zh="付清", en="paid"),
        "RUN_RECONCILED": Words(zh="对账", en="reconciled"),
        "RUN_CLOSED": Words(zh="关闭", en="closed"),
        "RUN_REVERSED": Words(zh="冲销", en="reversed"),
        "MEMO_DISCLOSED": Words(zh="披露更正备忘", en="memo disclosed"),
        "RETURN_DEMANDED": Words(zh="要求退回", en="return demanded"),
    }
)

NEXT: Mapping[State, tuple[str, ...]] = MappingProxyType(
    {
        State.DRAFT: ("RUN_COMPUTED",),
        State.COMPUTED: ("RUN_REVIEWED",),
        State.REVIEWED: ("RUN_PUBLICISED",),
        State.PUBLICISED: ("RUN_APPROVED", "OBJECTION_RAISED", "OBJECTION_DECIDED"),
        State.APPROVED: ("RUN_POSTED", "OBJECTION_RAISED", "OBJECTION_DECIDED"),
        State.POSTED: ("PAYMENT_ORDERED", "PAYMENT_RESULTS", "RUN_PAID", "RUN_REVERSED"),
        State.PAID: ("RUN_RECONCILED", "HELD_RELEASED", "RUN_REVERSED"),
        State.RECONCILED: ("RUN_CLOSED", "HELD_RELEASED", "RUN_REVERSED"),
        State.CLOSED: ("HELD_RELEASED", "MEMO_DISCLOSED"),
        State.SUPERSEDED: (),
        State.REVERSED: (),
    }
)
"""What people usually do next; admission knows every other deed that may still come."""


@dataclass(frozen=True, slots=True)
class Step:
    """One deed of the run in words."""

    kind: str
    title: Words
    day: date
    actor: str
    deed_id: str
    note: str | None


def trail(run_id: str, deeds: Iterable[Deed]) -> tuple[Step, ...]:
    """Every deed of the run in the order written."""
    return tuple(
        Step(deed.kind, _STEP_WORDS[deed.kind], deed.day, deed.actor, str(deed.deed_id), deed.note)
        for deed in deeds
        if getattr(deed, "run", None) == run_id and deed.kind in _STEP_WORDS
    )


def next_steps(run: Run) -> tuple[tuple[str, Words], ...]:
    """Kinds of deeds that usually come next, with their words; a rejected draft has none."""
    if run.state is State.DRAFT and run.rejected:
        return ()
    return tuple((kind, _STEP_WORDS[kind]) for kind in NEXT[run.state])


def barred(run: Run) -> frozenset[str]:
    """Logins that may not take the next review or approval (four eyes)."""
    if run.state is State.COMPUTED:
        return run.makers
    if run.state in (State.REVIEWED, State.PUBLICISED):
        return run.makers | {run.reviewer}
    return frozenset()
