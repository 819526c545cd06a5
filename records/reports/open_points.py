"""What is still open about every entity's distribution: unanswered questions, unsigned rules.

It refuses to answer one and to leave one out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from records.deeds.deed import Deed
from records.reports.run_report import RESTS_ON
from records.reports.table import Unverified
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


NO_RULES = OpenPoint(
    "（各单位）", "还没有任何单位登记生效的分配规则", "成员（代表）大会、股东会", "章程、决议"
)
"""Where nobody has recorded rules, every question is open, and nobody knows of whom to ask it."""


def open_points(deeds: Sequence[Deed], day: date) -> list[OpenPoint]:
    """Open points of every entity with rules in force on the day, by entity."""
    held = _held(deeds, day)
    if not held:
        return [NO_RULES]
    return [
        point for rules in held for point in (*_questions(deeds, rules, day), *_unsigned(rules))
    ]


def rules_told(deeds: Sequence[Deed], day: date) -> tuple[str, tuple[Unverified, ...]]:
    """The rule sets in force on the day by their names, and every row that nobody has signed."""
    held = _held(deeds, day)
    names = "；".join(f"{rules.entity} {rules.version}《{rules.proof.title}》" for rules in held)
    unverified = tuple(
        Unverified(
            f"{rules.entity} {row.key} = {row.value}", row.source,
            RESTS_ON.get(row.key, frozenset()),
        )
        for rules in held
        for row in rules.unverified
    )  # fmt: skip
    return names or "（没有生效的分配规则）", unverified


def _held(deeds: Sequence[Deed], day: date) -> list[RuleSet]:
    held = [found for found in rule_sets(deeds) if found.holds_on(day)]
    return sorted(held, key=lambda found: (found.entity, found.version))


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
