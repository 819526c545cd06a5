"""What a yield report of any span is made from, and the few figures that all its tables share.

It refuses to look anything up; journal, meters, plan and capital are handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from enum import StrEnum

from farm.fact import FactKind
from farm.tag import FARM
from records.civil import SITE_ZONE
from records.integers import half_up_div
from records.journal.events import ProductionEvent
from records.money import kilograms
from records.reports.span import Span

Facts = Mapping[str, Mapping[tuple[FactKind, str], int]]
"""By month such as 2026-11: what meters counted, by kind and place, of the days of the span."""

DAYS_PER_YEAR = 365


class By(StrEnum):
    """What the rows of a yield report are."""

    BATCH = "batch"
    TANK = "tank"
    SYSTEM = "system"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class YieldInputs:
    """What a yield report is made from. `events`: all of the journal, in any order.

    `systems`: system of every tank, in the order of the site file; `paid_in`: fen by party, for
    the rows by village; `yearly_plan_g`: 0 without a plan; `required_g`: standing stock that the
    plan needs on average, None where nobody computed it.
    """

    events: Sequence[ProductionEvent]
    span: Span
    systems: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    paid_in: Mapping[str, int] = field(default_factory=dict)
    yearly_plan_g: int = 0
    required_g: int | None = None
    zone: tzinfo = SITE_ZONE


def planned_g(inputs: YieldInputs, span: Span) -> int:
    """The part of the yearly plan that falls on the days of a span, g."""
    return half_up_div(inputs.yearly_plan_g * span.days, DAYS_PER_YEAR)


def energy_wh(facts: Mapping[tuple[FactKind, str], int]) -> int:
    """The main meter where there is one, else the systems' meters together, Wh."""
    by_place = {
        place: amount for (kind, place), amount in facts.items() if kind is FactKind.ENERGY_USED_WH
    }
    return by_place.get(FARM) or sum(by_place.values())


def oxygen_g(facts: Mapping[tuple[FactKind, str], int]) -> int:
    """Oxygen of all places, g."""
    return sum(amount for (kind, _), amount in facts.items() if kind is FactKind.OXYGEN_USED_G)


def kg_or_none(mass_g: int) -> Decimal | None:
    """Kilograms for a cell; a mass that is not known (0) is left empty."""
    return kilograms(mass_g) if mass_g else None


def decimal_or_none(text: str | None) -> Decimal | None:
    """A quotient for a cell; one that does not exist is left empty."""
    return None if text is None else Decimal(text)
