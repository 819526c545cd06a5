"""Whether a plan was lawfully decided: objections answered, the right body, its calendar, its vote.

It refuses to know who voted how; the minutes do, and their hash stands on the deed.
"""

from collections.abc import Iterator, Mapping

from records.dividend.runs.deeds import RunApproved
from records.dividend.runs.state import Run
from records.ledger.accounts import AccountingSystem
from records.refusal import Problem, problem
from records.rules.days import Holidays
from records.rules.in_force import RuleSet
from records.rules.notice import notice_calendar, notice_problems
from records.rules.plan import notice_terms
from records.rules.votes import Body, Count, vote_problems

_BODIES: Mapping[AccountingSystem, frozenset[Body]] = {
    AccountingSystem.REC: frozenset({Body.MEMBER_ASSEMBLY, Body.REPRESENTATIVE_ASSEMBLY}),
    AccountingSystem.COMPANY: frozenset({Body.SHAREHOLDERS}),
    AccountingSystem.COOP: frozenset({Body.COOP_ASSEMBLY}),
}


def approval_problems(
    deed: RunApproved, run: Run, rules: RuleSet, days_off: Holidays
) -> Iterator[Problem]:
    """Every reason why the vote does not carry the plan."""
    yield from _objections(run)
    yield from _body(deed, run, rules)
    yield from _papers(deed, run)
    assert run.publicised is not None
    terms = notice_terms(rules)
    days = notice_calendar(run.publicised.day, terms, days_off, deed.day)
    yield from notice_problems(days, terms, deed.notice_day, deed.papers_day)
    count = Count(deed.body, deed.electorate, deed.present, deed.in_favour, deed.matter)
    yield from vote_problems(count, _charter_bp(rules))


def _charter_bp(rules: RuleSet) -> int | None:
    return rules.number("votes_bp") if "votes_bp" in rules.rows else None


def _objections(run: Run) -> Iterator[Problem]:
    for one in run.objections.values():
        if one.upheld is None:
            yield problem(
                "OBJECTION_OPEN",
                f"分配 {run.id} 的异议 {one.id} 尚未裁定（农村集体经济组织法第四十五条公开、监"
                "督）：先裁定并写明理由",
                f"objection {one.id} to run {run.id} is undecided (REC law, article 45): decide it "
                "first, with the reason",
            )
        elif one.upheld:
            yield problem(
                "OBJECTION_UPHELD",
                f"分配 {run.id} 的异议 {one.id} 成立：改正后用新编号另起，重新公示",
                f"objection {one.id} to run {run.id} was upheld: mend it in a new run and post "
                "that one",
            )


def _body(deed: RunApproved, run: Run, rules: RuleSet) -> Iterator[Problem]:
    wanted = rules.text("body") if "body" in rules.rows else None
    members = deed.body is Body.MEMBER_ASSEMBLY
    if deed.body not in _BODIES[run.system] or not (members or wanted in (None, deed.body)):
        yield problem(
            "WRONG_BODY",
            f"{run.entity} 的分配方案不能由 {deed.body} 表决（规则 body = {wanted}；农村集体经济组"
            "织法第二十六条）："
            "由有权机构表决",
            f"the plan of {run.entity} cannot be decided by {deed.body} (rule body = {wanted}; REC "
            "law, article 26): let the body that has the power vote",
        )
    if deed.body is Body.REPRESENTATIVE_ASSEMBLY and deed.delegation is None:
        yield problem(
            "DELEGATION_MISSING",
            "成员代表大会表决分配方案须有章程或成员大会授权（农村集体经济组织法第二十八条、条例第"
            "十七条）：附授权文件",
            "representatives decide a distribution only if the charter or the members delegate it "
            "(REC law, article 28; Zhejiang rules, article 17): attach the delegation",
        )


def _papers(deed: RunApproved, run: Run) -> Iterator[Problem]:
    if deed.minutes.sha256 is None:
        yield problem(
            "MINUTES_MISSING",
            "会议记录须附扫描件的哈希值（农村集体经济组织法第三十三条）：扫描记录后再登记",
            "the minutes need the hash of their scan (REC law, article 33): scan them first",
        )
    if run.system is AccountingSystem.REC and deed.party_study is None:
        yield problem(
            "PARTY_STUDY_MISSING",
            "分配方案须先经村党组织研究讨论（农村集体经济组织法第二十六条）：附会议记录",
            "the plan must have been studied by the village Party organisation first (REC law, "
            "article 26): attach its minutes",
        )
