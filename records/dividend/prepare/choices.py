"""What people choose when a run is prepared, and the same choices read back from a computed run.

It refuses to choose: books, register, rules and answers follow from the record, the rest is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from records.dividend.prepare.company_case import prepare_company
from records.dividend.prepare.coop_case import CoopMembers, prepare_coop
from records.dividend.prepare.gather import (
    Archive,
    gather_company,
    gather_coop,
    gather_supplementary,
    gather_village,
)
from records.dividend.prepare.prepared import Prepared
from records.dividend.prepare.recompute import recompute
from records.dividend.prepare.supplementary import prepare_supplementary
from records.dividend.prepare.village_case import ProjectShare, prepare_village
from records.dividend.rec_year import MemberStatus
from records.dividend.runs.deeds import Purpose
from records.dividend.runs.state import BOOKED, Run, State, run_named, runs
from records.ledger.accounts import AccountingSystem
from records.refusal import Problem, RuleRefused, problem

_WITH_FIGURES = BOOKED | {State.COMPUTED, State.REVIEWED, State.PUBLICISED, State.APPROVED}


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one run; each kind of run looks at its own.

    `project`: company and run whose dividend a village receives; `noticed`: holders whose creditor
    gave notice; `no_account`: holders without a bank account; `waits`: why a part is held, by the
    words of MemberStatus; `operator`: who gets a company's incentive.
    """

    record_day: date | None = None
    noticed: Sequence[str] = ()
    no_account: Sequence[str] = ()
    project: tuple[str, str] | None = None
    operator: str = ""
    members: CoopMembers | None = None
    waits: Mapping[str, str] = field(default_factory=dict)
    increment_fen: int = 0


def prepared(archive: Archive, run: Run, chosen: Choices) -> Prepared:
    """The run computed from the record as it is now; RuleRefused, EventRefused."""
    if run.purpose is Purpose.SUPPLEMENTARY:
        assert run.of_run is not None
        waits, of_run = chosen.waits, run.of_run
        return prepare_supplementary(
            gather_supplementary(archive, of_run, chosen.increment_fen, waits)
        )
    if run.system is AccountingSystem.COMPANY:
        return prepare_company(gather_company(archive, run.entity, run.year, chosen.operator))
    if run.system is AccountingSystem.COOP:
        if chosen.members is None:
            raise RuleRefused.of(_no_members(run))
        return prepare_coop(
            gather_coop(archive, run.entity, run.year, chosen.members, chosen.waits)
        )
    share = None if chosen.project is None else _share(archive, run, *chosen.project)
    return prepare_village(
        gather_village(
            archive, run.entity, run.year, chosen.noticed, chosen.no_account, share,
            chosen.record_day,
        )
    )  # fmt: skip


def choices_of(run: Run) -> Choices:
    """The choices that a computed run was made with, so that it can be made again."""
    assert run.computed is not None
    inputs: Mapping[str, Any] = run.computed.document["inputs"]
    facts: Mapping[str, Any] = run.computed.provenance
    if run.purpose is Purpose.SUPPLEMENTARY:
        waits = {row[0]: row[-1] for row in inputs["members"]}
        return Choices(increment_fen=inputs["increment"], waits=waits)
    if run.system is AccountingSystem.COMPANY:
        return Choices(operator=facts["profit"]["incentive_to"])
    if run.system is AccountingSystem.COOP:
        return Choices(members=_members(inputs, facts), waits=facts["waits"])
    told = facts["project"]
    return Choices(
        record_day=date.fromisoformat(facts["snapshot"]["record_day"]),
        noticed=_of_status(inputs, MemberStatus.PLEDGED),
        no_account=_of_status(inputs, MemberStatus.NO_ACCOUNT),
        project=None if told is None else (told["company"], told["run"]),
    )


def project_problem(run: Run, found: Mapping[str, Run]) -> Problem | None:
    """Why a village's run cannot be booked yet: its company's dividend is not in the books."""
    told = None if run.computed is None else run.computed.provenance.get("project")
    if told is None:
        return None
    theirs = run_named(found, told["run"])
    return None if theirs.state in BOOKED else _project_open(run, theirs)


def _share(archive: Archive, run: Run, company: str, of_run: str) -> ProjectShare:
    theirs = run_named(runs(archive.deeds), of_run)
    if theirs.entity != company or theirs.state not in _WITH_FIGURES:
        raise RuleRefused.of(_project_open(run, theirs))
    assert theirs.computed is not None
    line = recompute(theirs.computed.document, theirs.computed.provenance).line_of(run.entity)
    if line is None:
        raise RuleRefused.of(
            problem(
                "NOT_A_SHAREHOLDER",
                f"{run.entity} 没有向 {company} 实缴出资，不参加其分红（公司法第二百一十条）",
                f"{run.entity} has paid in no capital of {company} and shares in no dividend of it "
                "(Company Law, article 210)",
            )
        )
    return ProjectShare(company, of_run, line.gross_fen)


def _of_status(inputs: Mapping[str, Any], status: MemberStatus) -> tuple[str, ...]:
    return tuple(row[0] for row in inputs["members"] if row[-1] == status)


def _members(inputs: Mapping[str, Any], facts: Mapping[str, Any]) -> CoopMembers:
    return CoopMembers(
        dict(inputs["trade"]), dict(inputs["capital"]), dict(inputs["reserve_share"]),
        inputs["grant_total"], facts["members_source"],
    )  # fmt: skip


def _no_members(run: Run) -> Problem:
    return problem(
        "COOP_MEMBERS_MISSING",
        f"分配 {run.id}：合作社须列出成员的交易额、出资和公积金份额，并写明依据（合作社法第四十三"
        "条）",
        f"run {run.id}: a cooperative needs its members' trade, capital and reserve shares with "
        "their source (Cooperatives Law, article 43)",
    )


def _project_open(run: Run, theirs: Run) -> Problem:
    return problem(
        "PROJECT_RUN_OPEN",
        f"分配 {run.id} 用到 {theirs.entity} 的分红 {theirs.id}，它现为 {theirs.state}：编制时它须"
        "已计算，入账时它须已入账",
        f"run {run.id} rests on the dividend {theirs.id} of {theirs.entity}, which is "
        f"{theirs.state}: it must be computed before this run is prepared and booked before this "
        "run is booked",
    )
