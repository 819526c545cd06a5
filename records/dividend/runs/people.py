"""Four eyes: who makes does not check, who checks does not approve, who pays is two.

It refuses to know offices and relatives; the register of roles is asked elsewhere.
"""

from collections.abc import Iterator

from records.deeds.deed import Deed
from records.dividend.runs.deeds import ObjectionDecided, RunApproved, RunReversed, RunReviewed
from records.dividend.runs.paying_deeds import HeldReleased, PaymentOrdered
from records.dividend.runs.state import Run
from records.refusal import Problem, problem


def people_problems(deed: Deed, run: Run) -> Iterator[Problem]:
    """SAME_PERSON for a step that another person than those before must take."""
    match deed:
        case RunReviewed() if deed.actor in run.makers:
            yield _same(deed.actor, "编制和审核", "prepare and review", run)
        case RunApproved() if deed.actor in run.makers:
            yield _same(deed.actor, "编制和批准", "prepare and approve", run)
        case RunApproved() if deed.actor == run.reviewer:
            yield _same(deed.actor, "审核和批准", "review and approve", run)
        case ObjectionDecided() if deed.decided_by in run.makers:
            yield _same(deed.decided_by, "编制分配和裁定异议", "prepare and decide objections", run)
        case PaymentOrdered() | HeldReleased() | RunReversed() if deed.approved_by == deed.actor:
            yield _same(deed.actor, "经办和复核", "make and release", run)
        case _:
            return


def _same(person: str, zh: str, en: str, run: Run) -> Problem:
    return problem(
        "SAME_PERSON",
        f"分配 {run.id}：{person} 不能既{zh}（会计法第三十五条内部牵制；农村集体经济组织法第三十四"
        "条）：请另一人办理",
        f"run {run.id}: {person} may not both {en} (Accounting Law, internal control; REC law, "
        "article 34): let another person do it",
    )
