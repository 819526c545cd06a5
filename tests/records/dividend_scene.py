"""A constructed project for the tests of distribution: company, village, rules, books, people.

Names and amounts are made up; the village is the one of example 1 of the specification.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from records.deeds.deed import Deed, Proof
from records.dividend.prepare.books import YearBooks, read_books
from records.dividend.prepare.company_case import CompanyCase
from records.dividend.prepare.village_case import ProjectShare, VillageCase
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import Period, PeriodStatus
from records.parties.register import Capital
from records.refusal import RuleRefused
from records.rules.deeds import QuestionAnswered, RuleRow, RuleSetAdopted
from records.rules.in_force import RuleSet, in_force
from records.rules.questions import Answer, answers
from records.shares.classes import Standing
from records.shares.register import MemberShares, Snapshot
from records.shares.status import HolderStatus

REC, COOP, COMPANY = AccountingSystem.REC, AccountingSystem.COOP, AccountingSystem.COMPANY
VILLAGE, PROJECT, COOPERATIVE = "示例村股份经济合作社", "示例渔业有限公司", "示例水产合作社"
SALES = 300_000_000
YEAR, NEW_YEAR, LAST_DAY = 2026, date(2026, 1, 1), date(2026, 12, 31)
PAPER = Proof(title="成员大会决议", number="2026-1", sha256="a" * 64)
NAMES = UUID(int=7)
EXAMPLES = Path(__file__).parents[1] / "data" / "dividend-examples.json"

VILLAGE_RULES: Mapping[str, int | str] = {
    "reserve_bp": 3000, "min_reserve_bp": 3000, "reserve_base": "AFTER_LOSS", "payout_bp": 10_000,
    "split_mode": "B_PER_SHARE", "tax_regime": "WITHHOLD_20", "tax_basis": "税务答复 2026-3",
    "posting_days": 15, "notice_days": 10, "body": "MEMBER_ASSEMBLY",
}  # fmt: skip
COMPANY_RULES: Mapping[str, int | str] = {
    "discretionary_bp": 500, "payout_bp": 8000, "votes_bp": 6667, "pay_months": 6,
    "notice_days": 15,
}  # fmt: skip
COOP_RULES: Mapping[str, int | str] = {
    "reserve_bp": 1000, "patronage_bp": 6000, "tax_regime": "WITHHOLD_20",
    "tax_basis": "税务答复 2026-4", "notice_days": 15,
}  # fmt: skip
USUAL: Mapping[AccountingSystem, Mapping[str, int | str]] = {
    REC: VILLAGE_RULES, COMPANY: COMPANY_RULES, COOP: COOP_RULES,
}  # fmt: skip
ANSWERED: Mapping[AccountingSystem, Mapping[str, str]] = {
    REC: {
        "CHARTER": "STATIC", "RESERVE_BASE": "AFTER_LOSS", "TAX_PRACTICE": "WITHHOLD_20",
        "PROVINCIAL_RULES": "IN_FORCE", "PUBLISHED_DATA": "MASKED",
    },
    COMPANY: {"LEGAL_FORM": "有限责任公司", "POOLED_VILLAGES": "两村", "GUARANTEE": "NONE"},
    COOP: {"TAX_PRACTICE": "WITHHOLD_20", "PUBLISHED_DATA": "MASKED"},
}  # fmt: skip


def example(name: str) -> Any:
    return json.loads(EXAMPLES.read_text(encoding="utf-8"))[name]


def refusal(call: Any, *given: Any, **named: Any) -> RuleRefused:
    """What a call was refused for; the sentence must be there in both languages."""
    with pytest.raises(RuleRefused) as caught:
        call(*given, **named)
    assert caught.value.explanation.zh and caught.value.explanation.en
    return caught.value


def deed(kind: type[Deed], name: str, entity: str = VILLAGE, **fields: Any) -> Any:
    given = {"deed_id": uuid5(NAMES, name), "entity": entity, "day": NEW_YEAR, "actor": "kuaiji"}
    return kind.model_validate({**given, **fields})


def adopted(
    system: AccountingSystem = REC, entity: str = VILLAGE, version: str = "2026", **values: Any
) -> RuleSetAdopted:
    day = values.pop("day", NEW_YEAR)
    last_day = values.pop("last_day", None)
    rows = [
        RuleRow(key=key, value=value, source="章程", verified=True, signed_by="王会计")
        for key, value in {**USUAL[system], **values}.items()
        if value is not None
    ]
    made: RuleSetAdopted = deed(
        RuleSetAdopted, f"rules {entity} {version}", entity, version=version, system=system,
        rows=rows, proof=PAPER, day=day, last_day=last_day,
    )  # fmt: skip
    return made


def rules(system: AccountingSystem = REC, entity: str = VILLAGE, **values: Any) -> RuleSet:
    return in_force([adopted(system, entity, **values)], entity, LAST_DAY)


def answered(system: AccountingSystem = REC, entity: str = VILLAGE) -> dict[str, Answer]:
    told = [
        deed(
            QuestionAnswered, f"answer {entity} {question}", entity, question=question,
            choice=choice, answered_by="镇农经站", proof=PAPER,
        )
        for question, choice in ANSWERED[system].items()
    ]  # fmt: skip
    return answers(told, entity, LAST_DAY)


def member(
    holder: str,
    household: str,
    *hundredths: int,
    status: HolderStatus = HolderStatus.ACTIVE,
    standing: Standing = Standing.MEMBER,
) -> MemberShares:
    return MemberShares(
        holder, household, standing, hundredths, status, (), ((),) * len(hundredths), NAMES, NAMES
    )


def snapshot(
    members: list[MemberShares], classes: tuple[str, ...] = ("人口股", "农龄股"), **fields: Any
) -> Snapshot:
    given: dict[str, Any] = {
        "entity": VILLAGE, "record_day": LAST_DAY, "classes": classes, "members": tuple(members),
        "total_hundredths": sum(one.weight for one in members), "cap_bp": None, "over_cap": (),
    }  # fmt: skip
    return Snapshot(**{**given, **fields})


def example_1_members() -> list[MemberShares]:
    return [
        member(holder, household, first, second, status=HolderStatus[status])
        for holder, household, first, second, status in example("example_1")["inputs"]["members"]
    ]


def entry(
    entity: str, system: AccountingSystem, *lines: tuple[str, int], day: date = LAST_DAY
) -> Entry:
    made = tuple(EntryLine(Account.of_label(system, label), fen) for label, fen in lines)
    name = f"{entity} {day} {lines}"
    return Entry(uuid5(NAMES, name), entity, day, "凭证", made)


def period(entity: str = VILLAGE, status: PeriodStatus = PeriodStatus.SOFT_CLOSED) -> Period:
    return Period(entity, NEW_YEAR, LAST_DAY, status)


def village_entries() -> list[Entry]:
    """Example 1 without the project's dividend, which the chain brings."""
    return [
        entry(
            VILLAGE, REC, ("102 银行存款", 37), ("322 收益分配-未分配收益", -37), day=NEW_YEAR
        ),
        entry(VILLAGE, REC, ("112 应收款", 1_234_568), ("501 经营收入", -1_234_568)),
        entry(
            VILLAGE, REC, ("511 经营支出", 350_000), ("513 管理费用", 150_000),
            ("514 公益支出", 499_999), ("102 银行存款", -999_999),
        ),
    ]  # fmt: skip


def village_books(entries: list[Entry] | None = None) -> YearBooks:
    taken = village_entries() if entries is None else entries
    return read_books(taken, [period()], VILLAGE, YEAR, REC)


def village_case(**fields: Any) -> VillageCase:
    values = fields.pop("values", {})
    given: dict[str, Any] = {
        "books": village_books(), "snapshot": snapshot(example_1_members()),
        "rules": rules(**values), "answers": answered(),
        "project": ProjectShare(PROJECT, "co-2026", 8_765_433),
    }  # fmt: skip
    return VillageCase(**{**given, **fields})


def company_entries(profit: int, undistributed: int = 0, reserve: int = 0) -> list[Entry]:
    brought = [
        ("3104 利润分配-未分配利润", -undistributed),
        ("3101 盈余公积-法定盈余公积", -reserve),
        ("1002 银行存款", undistributed + reserve),
    ]
    moved = [line for line in brought if line[1]]
    return [
        *([entry(PROJECT, COMPANY, *moved, day=NEW_YEAR)] if moved else []),
        entry(PROJECT, COMPANY, ("1122 应收账款", SALES), ("5001 主营业务收入", -SALES)),
        entry(
            PROJECT, COMPANY, ("5401 主营业务成本", SALES - profit),
            ("1421 消耗性生物资产", profit - SALES),
        ),
    ]  # fmt: skip


def company_books(profit: int = 20_000_000, undistributed: int = 0, reserve: int = 0) -> YearBooks:
    entries = company_entries(profit, undistributed, reserve)
    return read_books(entries, [period(PROJECT)], PROJECT, YEAR, COMPANY)


def capital(**paid_in: int) -> Capital:
    paid = paid_in or {"operator": 11_666_667, VILLAGE: 65_000_000, "another": 23_333_333}
    return Capital(PROJECT, LAST_DAY, sum(paid.values()), paid, dict.fromkeys(paid, ()))


def company_case(**fields: Any) -> CompanyCase:
    values = fields.pop("values", {})
    given: dict[str, Any] = {
        "books": company_books(), "rules": rules(COMPANY, PROJECT, **values),
        "answers": answered(COMPANY, PROJECT), "capital": capital(), "operator": "operator",
    }  # fmt: skip
    return CompanyCase(**{**given, **fields})
