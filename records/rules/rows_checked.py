"""Whether the rows of a rule set are complete and of the kind that each rule takes.

It refuses to judge whether a value is lawful: the calculation does, with the year's figures.
"""

from collections.abc import Collection, Iterator

from records.integers import BP_WHOLE
from records.ledger.accounts import AccountingSystem
from records.refusal import Problem, problem
from records.rules.deeds import RuleRow, RuleSetAdopted
from records.rules.parameters import CLASS_BP, Parameter, parameter_of, required_of


def rows_problems(deed: RuleSetAdopted) -> list[Problem]:
    """Everything that is wrong with the rows of a set to be adopted."""
    keys = [row.key for row in deed.rows]
    return [
        *_missing(deed, set(keys)),
        *(_twice(key) for key in sorted({key for key in keys if keys.count(key) > 1})),
        *(found for row in deed.rows for found in _row(deed.system, row)),
        *_classes(deed),
    ]


def row_problems(
    system: AccountingSystem, key: str, keys: Collection[str], version: str
) -> list[Problem]:
    """Why a row cannot be signed; empty if the set has it."""
    if key in keys:
        return []
    return [
        problem(
            "UNKNOWN_RULE",
            f"规则 {version} 没有“{key}”一项（{system}）：核对名称",
            f"rules {version} have no row '{key}' ({system}): check the name",
        )
    ]


def _missing(deed: RuleSetAdopted, keys: set[str]) -> Iterator[Problem]:
    for parameter in required_of(deed.system):
        if parameter.key not in keys:
            title, article = parameter.title, parameter.article
            yield problem(
                "RULE_MISSING",
                f"规则 {deed.version} 缺少“{title.zh}”（{parameter.key}；{article.zh}）：补上并写"
                "明依据",
                f"rules {deed.version} do not say the {title.en} ({parameter.key}; "
                f"{article.en}): add it with its source",
            )


def _twice(key: str) -> Problem:
    return problem(
        "DUPLICATE_KEY",
        f"规则“{key}”出现了不止一次：只留一行",
        f"the rule '{key}' appears more than once: keep one row",
    )


def _row(system: AccountingSystem, row: RuleRow) -> Iterator[Problem]:
    parameter = parameter_of(system, row.key)
    if parameter is None:
        yield problem(
            "UNKNOWN_RULE",
            f"{system} 没有“{row.key}”这条规则：检查拼写",
            f"'{row.key}' is no rule of {system}: check the spelling",
        )
    elif not parameter.accepts(row.value):
        yield _wrong(parameter, row)
    elif row.verified and row.signed_by is None:
        yield problem(
            "RULE_UNSIGNED",
            f"“{parameter.title.zh}”标为已核实，却没有签字人：写明谁对照原文核实",
            f"the {parameter.title.en} is marked verified without a signer: name the person who "
            "held it against the printed text",
        )


def _wrong(parameter: Parameter, row: RuleRow) -> Problem:
    return problem(
        "RULE_VALUE",
        f"“{parameter.title.zh}”不能是 {row.value}，应为 {parameter.allowed}（"
        f"{parameter.article.zh}）",
        f"the {parameter.title.en} cannot be {row.value}; allowed: {parameter.allowed} "
        f"({parameter.article.en})",
    )


def _classes(deed: RuleSetAdopted) -> Iterator[Problem]:
    parts = [row.value for row in deed.rows if row.key.startswith(CLASS_BP)]
    total = sum(part for part in parts if isinstance(part, int))
    if parts and total != BP_WHOLE:
        yield problem(
            "CLASS_PARTS",
            f"各股份类别的比例合计 {total} 基点，应为 {BP_WHOLE}（章程）：改正各类比例",
            f"the parts of the share classes add up to {total} bp instead of {BP_WHOLE} "
            "(charter): correct them",
        )
