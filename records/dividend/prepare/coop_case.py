"""Gathering a cooperative's surplus: books, members' trade and accounts, rules, answers.

It refuses to invent member trade: who grows its own fish has none and is refused for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from records.canonical import Json
from records.dividend.command import SPEC
from records.dividend.prepare.books import YearBooks
from records.dividend.prepare.coop import compute_coop
from records.dividend.prepare.prepared import Prepared
from records.dividend.prepare.waiting import ruled, unsigned_rules, waiting_questions
from records.ledger.accounts import AccountingSystem
from records.refusal import Problem, problem
from records.rules.in_force import RuleSet
from records.rules.questions import Answer


@dataclass(frozen=True, slots=True)
class CoopMembers:
    """The members' accounts, fen (合作社法 art. 43), and the paper they come from.

    `grants`: state grants and donations, quantified equally and never paid out.
    """

    trade: Mapping[str, int]
    capital: Mapping[str, int]
    reserve_share: Mapping[str, int]
    grants: int
    source: str


@dataclass(frozen=True, slots=True)
class CoopCase:
    """Everything one cooperative's distribution starts from; `waits`: why a member's part is held.

    The words of `waits` are those of MemberStatus.
    """

    books: YearBooks
    rules: RuleSet
    answers: Mapping[str, Answer]
    members: CoopMembers
    waits: Mapping[str, str] = field(default_factory=dict)


def prepare_coop(case: CoopCase) -> Prepared:
    """The cooperative's distribution, computed; RuleRefused where a rule says no."""
    assert case.rules.system is AccountingSystem.COOP
    assert case.rules.entity == case.books.entity
    done = compute_coop(_document(case), _provenance(case))
    waiting = tuple(waiting_questions(case.rules, case.answers))
    return Prepared(done, tuple(_warnings(case)), waiting)


def _document(case: CoopCase) -> dict[str, Json]:
    books, members = case.books, case.members
    inputs: dict[str, Json] = {
        "net_surplus": sum(books.income.values()) - sum(books.cost.values()),
        "loss_bf": books.loss_bf,
        "reserve_bp": case.rules.number("reserve_bp"),
        "patronage_bp": case.rules.number("patronage_bp"),
        "trade": _pairs(members.trade),
        "capital": _pairs(members.capital),
        "reserve_share": _pairs(members.reserve_share),
        "grant_total": members.grants,
    }
    return {"spec": SPEC, "kind": "coop_year", "inputs": inputs}


def _provenance(case: CoopCase) -> dict[str, Json]:
    return {
        **ruled(case.books, case.rules, case.answers),
        "income_items": case.books.income,
        "cost_items": case.books.cost,
        "undistributed_bf": case.books.undistributed_bf,
        "members_source": case.members.source,
        "waits": dict(case.waits),
    }


def _warnings(case: CoopCase) -> Iterator[Problem]:
    earlier = case.books.undistributed_bf
    if earlier:
        yield problem(
            "COOP_UNDISTRIBUTED_STAYS",
            f"年初未分配盈余 {earlier} 分不参与本次计算，留在 332：要分配须由成员大会另行决定",
            f"{earlier} fen of earlier surplus take no part in this run and stay on 332: the "
            "assembly decides if they are to be distributed",
        )
    yield from unsigned_rules(case.rules)


def _pairs(amounts: Mapping[str, int]) -> list[Json]:
    return [[name, fen] for name, fen in amounts.items()]
