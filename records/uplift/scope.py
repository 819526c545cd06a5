"""Whose books count and under which names they speak of each other.

It refuses to guess that two names are one party: an id, a title, or a name that people recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from records.deeds.deed import Deed
from records.ledger.entry import Entry, EntryLine
from records.parties.organisations import EntityKind
from records.parties.register import fold_parties
from records.parties.state import Organisation
from records.refusal import RuleRefused, problem
from records.uplift.deeds import UpliftDefined, defined_on

DEFAULT_TARGET_FEN = 500_000_000
"""Fen a year: 5,000,000 yuan and more for collective and villagers together, as reported in the
press about the project; whether gross or net is not said."""

DEFAULT_SOURCE = "报道的目标：村集体与村民合计每年增收 500 万元以上；毛额还是净额、算谁的，尚未商定"

_OF_PROJECT = (EntityKind.COMPANY, EntityKind.COOPERATIVE, EntityKind.OPERATOR)


@dataclass(frozen=True, slots=True)
class Scope:
    """`entity`: the project that reports; `projects`, `villages`: entity by every name of it;
    `spread`: months have targets.
    """

    entity: str
    projects: Mapping[str, str]
    villages: Mapping[str, str]
    villager_payees: frozenset[str] = field(default_factory=frozenset)
    target_fen: int = DEFAULT_TARGET_FEN
    spread: bool = True
    source: str = DEFAULT_SOURCE
    verified: bool = False

    @property
    def village_ids(self) -> list[str]:
        """The villages in the order of their ids."""
        return sorted(set(self.villages.values()))

    @property
    def project_ids(self) -> list[str]:
        """The entities of the project in the order of their ids."""
        return sorted(set(self.projects.values()))


def scope_on(deeds: Sequence[Deed], entity: str | None, day: date) -> Scope:
    """What people defined for the project, or all registered parties with the reported target.

    `entity` None: whatever project is defined, or the first company registered.
    RuleRefused NO_UPLIFT_SCOPE: neither is there.
    """
    found = defined_on(deeds, entity, day)
    organisations = fold_parties(deeds, day).parties.organisations
    scope = _defined(found, organisations) if found else _registered(organisations, entity)
    if not scope.projects or not scope.villages:
        raise RuleRefused.of(
            problem(
                "NO_UPLIFT_SCOPE",
                f"{day} 时没有登记项目公司和村集体：先登记单位，或登记增收口径",
                f"no project company and village were registered on {day}: register the parties, "
                "or record how the uplift is counted",
            )
        )
    return scope


def named(entry: Entry, names: Mapping[str, str]) -> str | None:
    """Which of the parties the voucher speaks of, in what a line is about or in a sub-account."""
    for line in entry.lines:
        found = party_of(line, names)
        if found is not None:
            return found
    return None


def party_of(line: EntryLine, names: Mapping[str, str]) -> str | None:
    """As `named`, of one line."""
    told = (line.about, *line.account.sub)
    return next((names[name] for name in told if name is not None and name in names), None)


def _defined(found: UpliftDefined, organisations: Mapping[str, Organisation]) -> Scope:
    told = {one.name: one.entity for one in found.known_as}
    return Scope(
        found.entity,
        {**_titles(found.projects, organisations), **_of(told, found.projects)},
        {**_titles(found.villages, organisations), **_of(told, found.villages)},
        frozenset(found.villager_payees),
        found.target_fen,
        found.spread == "EVEN",
        found.source,
        found.verified,
    )


def _registered(organisations: Mapping[str, Organisation], entity: str | None) -> Scope:
    every = organisations.values()
    projects = [one.entity for one in every if one.kind in _OF_PROJECT]
    villages = [one.entity for one in every if one.kind is EntityKind.COLLECTIVE]
    reports = entity or next(iter(projects), "")
    return Scope(reports, _titles(projects, organisations), _titles(villages, organisations))


def _titles(entities: Iterable[str], organisations: Mapping[str, Organisation]) -> dict[str, str]:
    names: dict[str, str] = {}
    for entity in entities:
        names[entity] = entity
        if entity in organisations:
            names[organisations[entity].title] = entity
    return names


def _of(told: Mapping[str, str], entities: Iterable[str]) -> dict[str, str]:
    mine = set(entities)
    return {name: entity for name, entity in told.items() if entity in mine}
