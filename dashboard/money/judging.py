"""Whether what is handed in about parties, shares, rules and money may join what is recorded.

It refuses to know the rules: every family's own room is asked, and all its reasons are told.
"""

from collections.abc import Iterator, Sequence

from dashboard.money.unions import kinds_of
from records.deeds.deed import Deed
from records.dividend.runs.state import runs, used_rulesets
from records.exchange.recording import problems_of as town_problems
from records.exchange.town_deeds import TownDeed
from records.ledger.deeds import LedgerDeed
from records.ledger.recording import problems_of as ledger_problems
from records.parties.organisations import EntityKind
from records.parties.persons import personal_problems
from records.parties.recording import problems_of as party_problems
from records.parties.register import fold_parties, of_parties
from records.parties.state import Parties
from records.refusal import EventRefused, Problem, problem
from records.rules.deeds import HolidaysTold, QuestionAnswered, RuleDeed, RuleSetAdopted
from records.rules.in_force import rule_deed_problems
from records.rules.questions import answer_problem
from records.shares.fold import of_register
from records.shares.recording import problems_of as share_problems

_LEDGER, _RULES = frozenset(kinds_of(LedgerDeed)), frozenset(kinds_of(RuleDeed))
_TOWN = frozenset(kinds_of(TownDeed))


def judge(known: Sequence[Deed], new: Sequence[Deed]) -> None:
    """EventRefused with every reason against the new deeds, all of them together."""
    found = list(dict.fromkeys(_problems(known, new)))
    if found:
        raise EventRefused(found)


def _problems(known: Sequence[Deed], new: Sequence[Deed]) -> Iterator[Problem]:
    yield from personal_problems(new)
    yield from party_problems(known, new)
    yield from share_problems(known, new)
    money = [deed for deed in new if type(deed) in _LEDGER]
    if money:
        yield from ledger_problems(known, money)
    town = [deed for deed in new if type(deed) in _TOWN]
    if town:
        yield from town_problems(known, town)
    parties = fold_parties([*known, *new]).parties
    used = used_rulesets(runs(known))
    before = list(known)
    for deed in new:
        if not of_parties(deed):
            yield from _of_a_party(deed, parties)
        if type(deed) in _RULES:
            yield from _about_rules(deed, before, used)
        before.append(deed)


def _about_rules(
    deed: Deed, before: Sequence[Deed], used: set[tuple[str, str]]
) -> Iterator[Problem]:
    yield from rule_deed_problems(deed, before, used)
    if isinstance(deed, QuestionAnswered):
        found = answer_problem(deed)
        if found is not None:
            yield found
    if isinstance(deed, RuleSetAdopted):
        yield from (_sign_it(row.key) for row in deed.rows if row.verified or row.signed_by)


def _of_a_party(deed: Deed, parties: Parties) -> Iterator[Problem]:
    if isinstance(deed, HolidaysTold):
        return
    known = parties.organisations.get(deed.entity)
    if known is None or known.accounting is None:
        yield problem(
            "PARTY_UNKNOWN",
            f"{deed.entity} 没有登记，或不在这里记账：先登记单位和它的类型",
            f"{deed.entity} is not on record, or keeps no books here: record it and its kind first",
        )
    elif of_register(deed) and known.kind is not EntityKind.COLLECTIVE:
        yield problem(
            "NO_SHARE_REGISTER",
            f"{deed.entity} 不是村股份经济合作社，没有成员股份登记簿；公司用实缴出资",
            f"{deed.entity} is no village collective and has no share register; a company has "
            "paid-in capital",
        )
    elif isinstance(deed, RuleSetAdopted) and deed.system is not known.accounting:
        yield problem(
            "RULES_OTHER_SYSTEM",
            f"{deed.entity} 按 {known.accounting} 记账，规则却是 {deed.system} 的：核对",
            f"{deed.entity} keeps books by {known.accounting}, the rules are for {deed.system}: "
            "check",
        )


def _sign_it(key: str) -> Problem:
    return problem(
        "SIGN_EACH_ROW",
        f"规则“{key}”不能自称已核实：先登记，再由另一人对照原文逐条签字",
        f"the rule '{key}' cannot call itself verified: record it, then another person signs it "
        "against the printed text",
    )
