"""Gathering a company's dividend: books, paid-in capital, rules, answers, guarantees.

It refuses to book what the books hold already, and to count what was subscribed but not paid in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from records.canonical import Json
from records.dividend.command import SPEC
from records.dividend.contract_terms import GuaranteeMode
from records.dividend.prepare.books import YearBooks
from records.dividend.prepare.company import compute_company
from records.dividend.prepare.prepared import Prepared
from records.dividend.prepare.waiting import ruled, unsigned_rules, waiting_questions
from records.integers import bp_half_up
from records.ledger.accounts import AccountingSystem
from records.parties.register import Capital
from records.refusal import Problem, RuleRefused, problem
from records.rules.guarantees import Guarantee
from records.rules.in_force import RuleSet
from records.rules.questions import Answer

STATUTORY_SUB = "法定盈余公积"
DISCRETIONARY_SUB = "任意盈余公积"
INCENTIVE_SUB = "超额激励"


@dataclass(frozen=True, slots=True)
class CompanyCase:
    """Everything one company's dividend starts from; its capital as of the record day.

    `guarantees`: by the party that is guaranteed; `operator`: who gets the incentive.
    """

    books: YearBooks
    rules: RuleSet
    answers: Mapping[str, Answer]
    capital: Capital
    operator: str
    guarantees: Mapping[str, Sequence[Guarantee]] = field(default_factory=dict)


def prepare_company(case: CompanyCase) -> Prepared:
    """The company's dividend, computed; RuleRefused where a rule says no."""
    assert case.rules.system is AccountingSystem.COMPANY
    assert case.rules.entity == case.books.entity
    _need_unbooked(case)
    profit = _profit(case)
    done = compute_company(_document(case, profit), _provenance(case, profit))
    waiting = (*waiting_questions(case.rules, case.answers), *_guarantee_answer(case))
    return Prepared(done, tuple(_warnings(case)), waiting)


def _guarantee_answer(case: CompanyCase) -> Iterator[Problem]:
    """The contracts on record must be what was answered about them."""
    answer = case.answers.get("GUARANTEE")
    modes = {one.mode for many in case.guarantees.values() for one in many}
    if answer is not None and modes != ({answer.choice} - {"NONE"}):
        shown = " / ".join(sorted(modes)) or "NONE"
        yield problem(
            "ANSWER_CONTRADICTS_RULE",
            f"保底条款答复为 {answer.choice}（{answer.document}），登记的合同却是 {shown}：更正答"
            "复或合同登记",
            f"the guarantee was answered {answer.choice} ({answer.document}), the contracts on "
            f"record say {shown}: correct the answer or the record",
        )


def _profit(case: CompanyCase) -> dict[str, Json]:
    """From the books to the net profit, fen (DIV-SPEC B7.4 steps 1 to 3)."""
    income, cost = case.books.income, case.books.cost
    rules = case.rules
    before = sum(income.values()) - sum(cost.values())
    above = max(0, before - rules.optional_number("incentive_threshold"))
    incentive = bp_half_up(above, rules.optional_number("incentive_bp"))
    taxable = before - incentive
    tax = bp_half_up(max(0, taxable), rules.optional_number("income_tax_bp"))
    return {
        "income_items": income, "cost_items": cost, "income": sum(income.values()),
        "cost": sum(cost.values()), "before_incentive": before, "incentive": incentive,
        "incentive_to": case.operator, "before_tax": taxable, "income_tax": tax,
        "net": taxable - tax,
    }  # fmt: skip


def _document(case: CompanyCase, profit: Mapping[str, Json]) -> dict[str, Json]:
    books, rules, year = case.books, case.rules, str(case.books.year)
    modes = {one.mode for many in case.guarantees.values() for one in many}
    alone = len(modes) == 1 and all(len(many) == 1 for many in case.guarantees.values())
    inputs: dict[str, Json] = {
        "years": [year],
        "paid_in": dict(case.capital.paid_in),
        "registered_capital": case.capital.registered_fen,
        "opening": {
            "loss": books.loss_bf,
            "undistributed": books.undistributed_bf,
            "statutory_reserve": -books.balance("3101", STATUTORY_SUB),
        },
        "net_profit": {year: profit["net"]},
        "discretionary_bp": {year: rules.number("discretionary_bp")},
        "payout_bp": {year: rules.number("payout_bp")},
        # One mode for all is what D2 can say; several contracts stand in the provenance alone.
        "guarantee": {
            "mode": next(iter(modes)) if alone else GuaranteeMode.MAX.value,
            "per_year": {
                party: many[0].amount_fen for party, many in case.guarantees.items() if alone
            },
        },
    }
    return {"spec": SPEC, "kind": "company_years", "inputs": inputs}


def _provenance(case: CompanyCase, profit: dict[str, Json]) -> dict[str, Json]:
    return {
        **ruled(case.books, case.rules, case.answers),
        "profit": profit,
        "capital": {
            "day": case.capital.day.isoformat(),
            "registered_fen": case.capital.registered_fen,
            "deeds": {
                party: [str(deed) for deed in deeds] for party, deeds in case.capital.why.items()
            },
        },
        "guarantees": [
            {**one.as_json(), "party": party}
            for party, many in case.guarantees.items()
            for one in many
        ],
    }


def _need_unbooked(case: CompanyCase) -> None:
    booked = {
        "income_tax_bp": case.books.balance("5801"),
        "incentive_bp": case.books.balance("5602", INCENTIVE_SUB),
    }
    for key, fen in booked.items():
        if fen and case.rules.optional_number(key):
            raise RuleRefused.of(
                problem(
                    "BOOKED_TWICE",
                    f"规则 {key} 由分配计算并记账，账上已有 {fen} 分：冲回已记部分，或从规则中去掉"
                    f" {key}",
                    f"the run computes and books {key}, but the books hold {fen} fen already: take "
                    f"that back, or leave {key} out of the rules",
                )
            )


def _warnings(case: CompanyCase) -> Iterator[Problem]:
    unsplit = case.books.balance("3101") - sum(
        case.books.balance("3101", sub) for sub in (STATUTORY_SUB, DISCRETIONARY_SUB)
    )
    if unsplit:
        yield problem(
            "RESERVE_UNSPLIT",
            f"盈余公积有 {-unsplit} 分未分法定、任意，未计入法定公积金上限：先在账上分明（公司法第"
            "二百一十条）",
            f"{-unsplit} fen of reserves are neither statutory nor discretionary and do not count "
            "towards the cap: tell them apart in the books (Company Law, article 210)",
        )
    paid, registered = sum(case.capital.paid_in.values()), case.capital.registered_fen
    if paid != registered:
        yield problem(
            "CAPITAL_NOT_FULLY_PAID",
            f"实缴 {paid} 分，注册资本 {registered} 分：按实缴分红，法定公积金上限按注册资本（公司"
            "法第二百一十条）",
            f"{paid} fen paid in of {registered} registered: dividends go by what is paid in, the "
            "reserve stops at half of what is registered (Company Law, article 210)",
        )
    yield from unsigned_rules(case.rules)
