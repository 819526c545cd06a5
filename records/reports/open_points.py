"""What is still open about every entity's distribution: unanswered questions, unsigned rules.

It refuses to answer one and to leave one out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from records.deeds.deed import Deed
from records.rules.in_force import RuleSet, rule_sets
from records.rules.parameters import parameter_of
from records.rules.questions import Stage, answers, asked

EVERY_STAGE = tuple(Stage)


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One open point: whose, what, who must answer it, on which document."""

    entity: str
    point: str
    who: str
    document: str


def open_points(deeds: Sequence[Deed], day: date) -> list[OpenPoint]:
    """Open points of every entity with rules in force on the day, by entity."""
    held = [found for found in rule_sets(deeds) if found.holds_on(day)]
    return [
        point
        for rules in sorted(held, key=lambda found: found.entity)
        for point in (*_questions(deeds, rules, day), *_unsigned(rules))
    ]


def _questions(deeds: Sequence[Deed], rules: RuleSet, day: date) -> Iterator[OpenPoint]:
    told = answers(deeds, rules.entity, day)
    for question in asked(rules.system, *EVERY_STAGE):
        if question.id not in told:
            yield OpenPoint(
                rules.entity, question.text.zh, question.answered_by.zh, question.document.zh
            )


def _unsigned(rules: RuleSet) -> Iterator[OpenPoint]:
    for row in rules.unverified:
        known = parameter_of(rules.system, row.key)
        title = row.key if known is None else known.title.zh
        yield OpenPoint(
            rules.entity, f"规则“{title}”= {row.value} 未核实", "具名核实人", row.source
        )
