"""Rules of distribution: what is in force, adopting, signing, answering, the lawful days.

It refuses to judge a rule: records.rules does, and its reasons are passed on.
"""

from typing import Annotated
from uuid import uuid5

from fastapi import Query

from dashboard.money.families import RulesHanded
from dashboard.money.forms import Day
from dashboard.money.handing_in import Recorded, hand_in, known_deeds, record
from dashboard.money.rules_home import proposed_rows
from dashboard.money.rules_shapes import (
    Adopting,
    CalendarShown,
    QuestionList,
    RulesShown,
    Signing,
)
from dashboard.money.rules_view import calendar_shown, question_list, rules_shown
from dashboard.routes.doors import At, EntityName, Who, router
from records.deeds.deed import Deed
from records.ledger.accounts import AccountingSystem
from records.refusal import RuleRefused, problem
from records.rules.deeds import RuleSetAdopted, RuleSigned
from records.rules.in_force import version_of

api = router()


@api.get("/rules")
async def rules(
    _caller: Who,
    desk: At,
    entity: Annotated[str | None, Query(max_length=64)] = None,
    day: Day | None = None,
) -> RulesShown:
    """Every rule set with its rows, sources and signers; what the site file proposes."""
    office = desk.money
    return await office.look(
        lambda: rules_shown(office.deeds(), office.site, entity, day or office.today())
    )


@api.get("/rules/{entity}/questions")
async def questions(
    _caller: Who, desk: At, entity: EntityName, day: Day | None = None
) -> QuestionList:
    """What only people can answer, asked when a distribution is prepared."""
    office = desk.money
    return await office.look(lambda: question_list(office.deeds(), entity, day or office.today()))


@api.get("/rules/{entity}/calendar")
async def calendar(
    _caller: Who, desk: At, entity: EntityName, posted: Day, vote: Day | None = None
) -> CalendarShown:
    """The days of a distribution whose plan is posted on a day, with the earliest lawful vote."""
    office = desk.money
    return await office.look(lambda: calendar_shown(office.deeds(), entity, posted, vote))


@api.post("/rules/deeds", status_code=201)
async def enter(body: RulesHanded, caller: Who, desk: At) -> Recorded:
    """Adopt, end or withdraw a set, answer a question, record a contract or the days off."""
    return await hand_in(desk, caller, body, "rules")


@api.post("/rules/{entity}/proposal", status_code=201)
async def adopt(body: Adopting, caller: Who, desk: At, entity: EntityName) -> Recorded:
    """Load the site file's rules as a set of this collective; it still needs its signer."""
    office = desk.money

    def written() -> Recorded:
        known = known_deeds(office)
        before = known.get(body.deed_id)
        deed: Deed = before.deed if before else _adopted(body, entity, caller.name)
        return record(office, caller, [deed], "rules", known)

    def _adopted(given: Adopting, of: str, actor: str) -> RuleSetAdopted:
        return RuleSetAdopted(
            deed_id=given.deed_id, entity=of, day=given.day, actor=actor,
            version=given.version, system=AccountingSystem.REC, proof=given.proof,
            last_day=given.last_day,
            rows=proposed_rows(office.site, given.rows),
        )  # fmt: skip

    return await office.act(written)


@api.post("/rules/{entity}/sign", status_code=201)
async def sign(body: Signing, caller: Who, desk: At, entity: EntityName) -> Recorded:
    """Answer for rows of a set, each held against its printed text."""
    office = desk.money

    def written() -> Recorded:
        known = known_deeds(office)
        _refuse_author(office.deeds(), entity, body.version, caller.name)
        deeds: list[Deed] = [
            RuleSigned(
                deed_id=uuid5(body.sign_id, key), entity=entity, day=body.day,
                actor=caller.name, version=body.version, key=key, signed_by=caller.name,
                proof=body.proof,
            )
            for key in dict.fromkeys(body.keys)
        ]  # fmt: skip
        return record(office, caller, deeds, "rules_signed", known)

    return await office.act(written)


def _refuse_author(deeds: list[Deed], entity: str, version: str, login: str) -> None:
    found = version_of(deeds, entity, version)
    author = next(deed.actor for deed in deeds if str(deed.deed_id) == found.deed_id)
    if author == login:
        raise RuleRefused.of(
            problem(
                "SAME_PERSON",
                f"规则 {version} 由 {author} 登记，不能由同一人签字核实：请另一人对照原文签字",
                f"{author} entered the rules {version} and cannot sign them: another person holds "
                "them against the printed text",
            )
        )
