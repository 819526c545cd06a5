"""Rules, questions and days as people look at them.

It refuses to answer a question and to choose a day.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.money.rules_shapes import (
    AnswerShown,
    CalendarShown,
    DayShown,
    DecisionShown,
    GuaranteeShown,
    ProposedRow,
    QuestionList,
    QuestionShown,
    RuleSetShown,
    RuleShown,
    RulesShown,
)
from farm.site import Site
from records.deeds.deed import Deed
from records.parties.register import parties_on
from records.refusal import RuleRefused, problem
from records.rules.days import holidays
from records.rules.decisions import DECISIONS
from records.rules.deeds import RuleRow, RuleSetAdopted
from records.rules.guarantees import guarantees
from records.rules.in_force import RuleSet, in_force, rule_sets
from records.rules.notice import notice_calendar, notice_warnings
from records.rules.parameters import parameter_of
from records.rules.plan import notice_terms, plan
from records.rules.questions import Stage, answers, asked


def rules_shown(deeds: Sequence[Deed], site: Site, entity: str | None, day: date) -> RulesShown:
    """Every set on record, the proposal of the site file, guarantees and decisions."""
    sets = [one for one in rule_sets(deeds) if entity in (None, one.entity)]
    authors = {str(deed.deed_id): deed.actor for deed in deeds if isinstance(deed, RuleSetAdopted)}
    names = dict.fromkeys([entity] if entity else [one.entity for one in sets])
    return RulesShown(
        day=day.isoformat(),
        adopted=bool(sets),
        sets=tuple(_set(one, authors[one.deed_id], day) for one in sets),
        proposed=tuple(
            ProposedRow(
                key=rule.id, value=rule.value, unit=rule.unit, source=rule.source,
                effective_from=rule.effective_from,
            )
            for rule in site.rules
        ),
        guarantees=tuple(_guarantees(deeds, names, day)),
        decisions=tuple(DecisionShown(point=one.point, done=one.done) for one in DECISIONS),
    )  # fmt: skip


def _set(one: RuleSet, author: str, day: date) -> RuleSetShown:
    return RuleSetShown(
        entity=one.entity,
        version=one.version,
        system=one.system.value,
        first_day=one.first_day.isoformat(),
        last_day=one.last_day.isoformat() if one.last_day else None,
        in_force=one.holds_on(day),
        entered_by=author,
        proof=one.proof,
        deed_id=one.deed_id,
        hash=one.hash,
        rows=tuple(_row(one, row) for row in one.rows.values()),
        unverified=len(one.unverified),
    )


def _row(one: RuleSet, row: RuleRow) -> RuleShown:
    known = parameter_of(one.system, row.key)
    assert known is not None, "a set is only adopted with rows that its kind knows"
    return RuleShown(
        key=row.key, value=row.value, unit="" if known.unit == "text" else known.unit,
        title=known.title, article=known.article, source=row.source, verified=row.verified,
        signed_by=row.signed_by, allowed=known.allowed, required=known.required,
    )  # fmt: skip


def _guarantees(deeds: Sequence[Deed], names: Iterable[str], day: date) -> Iterable[GuaranteeShown]:
    for name in names:
        for one in guarantees(deeds, name, day.year):
            yield GuaranteeShown(
                entity=name, contract=one.contract, guarantor=one.guarantor, mode=one.mode,
                amount_fen=one.amount_fen, account=one.account, document=one.document,
            )  # fmt: skip


def question_list(deeds: Sequence[Deed], entity: str, day: date) -> QuestionList:
    """What only people can answer for this entity, and what they have answered."""
    told = answers(deeds, entity, day)
    known = parties_on(deeds, day).organisations.get(entity)
    if known is None or known.accounting is None:
        raise RuleRefused.of(
            problem(
                "PARTY_UNKNOWN",
                f"{entity} 没有登记，或不在这里记账：先登记单位",
                f"{entity} is not on record, or keeps no books here: record it first",
            )
        )
    return QuestionList(
        entity=entity,
        day=day.isoformat(),
        questions=tuple(
            QuestionShown(
                id=one.id, text=one.text, asked_of=one.answered_by, document=one.document,
                stage=one.stage.value, choices=one.choices,
                answer=AnswerShown(
                    choice=told[one.id].choice, answered_by=told[one.id].answered_by,
                    document=told[one.id].document, deed_id=told[one.id].deed_id,
                )
                if one.id in told
                else None,
            )
            for one in asked(known.accounting, *Stage)
        ),
    )  # fmt: skip


def calendar_shown(
    deeds: Sequence[Deed], entity: str, posted: date, vote: date | None
) -> CalendarShown:
    """Every dated step of a distribution whose plan is posted on a day."""
    rules, off = in_force(deeds, entity, posted), holidays(deeds)
    days = notice_calendar(posted, notice_terms(rules), off, vote)
    return CalendarShown(
        entity=entity,
        version=rules.version,
        posted=posted.isoformat(),
        steps=tuple(
            DayShown(
                key=one.key, title=one.title, day=one.day.isoformat(), limit=one.limit.value,
                article=one.article,
            )
            for one in plan(rules, off, posted, vote)
        ),
        warnings=tuple(
            one.explanation
            for one in notice_warnings(days, days.latest_notice_full, days.latest_notice_full)
        ),
    )  # fmt: skip
