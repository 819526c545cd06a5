"""What every kind of distribution keeps of its rules and books, and which questions still wait.

It refuses to answer them; an answer that contradicts the rules in force is a refusal.
"""

from collections.abc import Iterator, Mapping

from records.canonical import Json
from records.dividend.prepare.books import YearBooks
from records.refusal import Problem, problem
from records.rules.in_force import RuleSet
from records.rules.questions import Answer, Stage, asked, contradiction, open_problem


def ruled(books: YearBooks, rules: RuleSet, answers: Mapping[str, Answer]) -> dict[str, Json]:
    """Entity, rules inline with their version, books and answers, as a run keeps them."""
    return {
        "entity": books.entity,
        "year": books.year,
        "system": books.system.value,
        "rules": rules.as_json(),
        "rules_unverified": sorted(row.key for row in rules.unverified),
        "books": {"hash": books.hash},
        "answers": [
            answers[question.id].as_json()
            for question in asked(rules.system, Stage.COMPUTE)
            if question.id in answers
        ],
    }


def waiting_questions(
    rules: RuleSet, answers: Mapping[str, Answer], *stages: Stage
) -> Iterator[Problem]:
    """Questions without an answer, and answers that contradict the rules in force."""
    for question in asked(rules.system, *(stages or (Stage.COMPUTE,))):
        answer = answers.get(question.id)
        if answer is None:
            yield open_problem(question, rules.entity)
        elif question.rule is not None:
            against = contradiction(question, answer, rules.rows[question.rule].value)
            if against is not None:
                yield against


def unsigned_rules(rules: RuleSet) -> Iterator[Problem]:
    """A warning for every rule that nobody has held against the printed text."""
    for row in rules.unverified:
        yield problem(
            "RULE_UNVERIFIED",
            f"规则 {row.key} = {row.value} 未核实：请对照 {row.source} 原文签字",
            f"the rule {row.key} = {row.value} is unverified: hold it against {row.source} and "
            "sign it",
        )
