"""Gathering a village's distribution: books, register, rules, answers, guarantees, its project.

It refuses to answer a question and to correct a figure; what is missing is said, with its remedy.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from records.canonical import Json
from records.dividend.command import SPEC
from records.dividend.contract_terms import GuaranteeMode, guaranteed, tax_regime
from records.dividend.prepare.books import YearBooks
from records.dividend.prepare.holders import check_cap, check_snapshot, pays_as
from records.dividend.prepare.prepared import Computed, Prepared
from records.dividend.prepare.village import compute_village
from records.dividend.prepare.waiting import ruled, unsigned_rules, waiting_questions
from records.ledger.accounts import Account, AccountingSystem
from records.money import yuan_text
from records.refusal import Problem, problem
from records.rules.guarantees import Guarantee
from records.rules.in_force import RuleSet
from records.rules.questions import Answer
from records.shares.register import Snapshot
from records.shares.status import HolderStatus


@dataclass(frozen=True, slots=True)
class ProjectShare:
    """What the project company declared to the village in the same preparation, fen."""

    company: str
    run: str
    dividend_fen: int


@dataclass(frozen=True, slots=True)
class VillageCase:
    """Everything one village's distribution starts from.

    `noticed`: holders whose creditor gave notice; `no_account`: holders without a bank account.
    """

    books: YearBooks
    snapshot: Snapshot
    rules: RuleSet
    answers: Mapping[str, Answer]
    guarantees: Sequence[Guarantee] = ()
    project: ProjectShare | None = None
    noticed: Collection[str] = ()
    no_account: Collection[str] = ()


def prepare_village(case: VillageCase) -> Prepared:
    """The village's distribution, computed; RuleRefused where a rule says no."""
    assert case.rules.system is AccountingSystem.REC
    assert case.rules.entity == case.books.entity
    check_snapshot(case.snapshot, case.books.entity)
    check_cap(case.snapshot)
    tax_regime(case.rules.text("tax_regime"))
    done = compute_village(_document(case), _provenance(case))
    return Prepared(
        done, tuple(_warnings(case, done)), tuple(waiting_questions(case.rules, case.answers))
    )


def project_income(case: VillageCase) -> dict[str, int]:
    """Income that the project brings and the books do not show yet, by item, fen."""
    found: dict[str, int] = {}
    if case.project is not None and case.project.dividend_fen:
        found[f"{_label('502')}(项目分红 {case.project.company})"] = case.project.dividend_fen
    for one, topup in topups(case):
        if topup:
            found[f"{_label(one.account)}(保底 {one.contract} {one.guarantor})"] = topup
    return found


def topups(case: VillageCase) -> Iterator[tuple[Guarantee, int]]:
    """Each guarantee with what the guarantor owes beside the dividend, fen."""
    received = case.project.dividend_fen if case.project else 0
    for one in case.guarantees:
        yield one, guaranteed(GuaranteeMode(one.mode), one.amount_fen, received).topup


def _document(case: VillageCase) -> dict[str, Json]:
    rules = case.rules
    parts = rules.class_bp
    inputs: dict[str, Json] = {
        "income": {**case.books.income, **project_income(case)},
        "cost": case.books.cost,
        "loss_bf": case.books.loss_bf,
        "undistributed_bf": case.books.undistributed_bf,
        "reserve_bp": rules.number("reserve_bp"),
        "min_reserve_bp": rules.number("min_reserve_bp"),
        "reserve_base": rules.text("reserve_base"),
        "payout_bp": rules.number("payout_bp"),
        "tax_regime": rules.text("tax_regime"),
        "share_classes": list(case.snapshot.classes),
        "members": [
            [
                member.holder, member.household, *member.hundredths,
                pays_as(member, case.noticed, case.no_account).value,
            ]
            for member in case.snapshot.members
        ],
    }  # fmt: skip
    if parts:
        inputs["class_bp"] = parts
    return {"spec": SPEC, "kind": "rec_class_year" if parts else "rec_year", "inputs": inputs}


def _provenance(case: VillageCase) -> dict[str, Json]:
    received = case.project.dividend_fen if case.project else 0
    project: Json = None
    if case.project is not None:
        project = {
            "company": case.project.company, "run": case.project.run,
            "dividend_fen": case.project.dividend_fen,
        }  # fmt: skip
    return {
        **ruled(case.books, case.rules, case.answers),
        "mode": case.rules.text("split_mode"),
        "snapshot": {
            "record_day": case.snapshot.record_day.isoformat(),
            "hash": case.snapshot.hash,
            "total_hundredths": case.snapshot.total_hundredths,
        },
        "register_status": {
            member.holder: member.status.value
            for member in case.snapshot.members
            if member.status is not HolderStatus.ACTIVE
        },
        "guarantees": [
            {**one.as_json(), "computed_fen": received, "topup_fen": topup}
            for one, topup in topups(case)
        ],
        "project": project,
    }


def _warnings(case: VillageCase, done: Computed) -> Iterator[Problem]:
    figures = {one.key: one.amount_fen for one in done.explained}
    income, reserve = figures["net_income"], -figures["reserve"]
    least = case.rules.number("min_reserve_bp")
    if income > 0 and reserve * 10_000 < income * least:
        yield problem(
            "RESERVE_BELOW_30_OF_INCOME",
            f"提取 {yuan_text(reserve)} 元，不到全部净收益 {yuan_text(income)} 元的 {least} 基点；"
            "按“弥补亏损后”的口径可以，按条例第三十二条另一种读法不够：请镇农经站书面确认",
            f"the reserve of {yuan_text(reserve)} yuan is less than {least} bp of the whole net "
            f"income {yuan_text(income)}: enough after losses, not in the other reading of article "
            "32; have the town confirm it in writing",
        )
    if figures["pool"] == 0:
        yield problem(
            "NOTHING_TO_DISTRIBUTE",
            "本年可分给成员的为零（亏损年度，或提取进位后无余额）：不动用以前年度未分配收益，须由"
            "大会另行决定",
            "nothing goes to the members this year (a loss, or the reserve rounded up takes it "
            "all); earlier income is left alone: only the assembly can decide otherwise",
        )
    if case.snapshot.cap_bp is None:
        yield problem(
            "HOLDING_CAP_UNKNOWN",
            "股份登记簿没有登记单个成员持股上限（浙江省农村集体资产管理条例第三十条）：登记上限并"
            "附依据",
            "the register records no holding cap (Zhejiang rules, article 30): record it with its "
            "source",
        )
    yield from unsigned_rules(case.rules)


def _label(code: str) -> str:
    return Account(AccountingSystem.REC, code).label
