"""The one home of the rules of distribution: the deeds; before the first, the site's proposal.

It refuses to take a row of the site file for adopted: a person loads it through a door and another
signs it (docs/decisions/0016).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from farm.site import Rule, Site
from records.deeds.deed import Deed
from records.rules.deeds import RuleRow
from records.rules.in_force import RuleSet, rule_sets
from records.rules.parameters import parameter_of


def rules_now(deeds: Iterable[Deed], site: Site, day: date) -> tuple[Rule, ...]:
    """Every rule that holds on a day, as screens and reports show it.

    With rules of several entities a row's id names its entity; without any the site's rows stand,
    none of them verified.
    """
    sets = [one for one in rule_sets(deeds) if one.holds_on(day)]
    if not sets:
        return tuple(rule.model_copy(update={"verified": False}) for rule in site.rules)
    return tuple(
        _shown(one, row, several=len(sets) > 1) for one in sets for row in one.rows.values()
    )


def _shown(one: RuleSet, row: RuleRow, *, several: bool) -> Rule:
    known = parameter_of(one.system, row.key)
    return Rule(
        id=f"{one.entity} {row.key}" if several else row.key,
        value=row.value,
        unit="" if known is None or known.unit == "text" else known.unit,
        effective_from=one.first_day.isoformat(),
        source=row.source,
        verified=row.verified,
        signed_by=row.signed_by or "",
    )


def proposed_rows(site: Site, more: Sequence[RuleRow]) -> tuple[RuleRow, ...]:
    """The site file's rows as a set to be adopted, none verified; `more` fill and overrule them."""
    named = {
        rule.id: RuleRow(key=rule.id, value=rule.value, source=rule.source) for rule in site.rules
    }
    named |= {row.key: row for row in more}
    return tuple(named.values())
