"""Which rule set holds for an entity on a day, folded from deeds; who signed which row.

It refuses two sets for one day, a set that is incomplete, and any change to one that was used.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from records.canonical import Json, digest
from records.deeds.deed import Deed, Proof
from records.ledger.accounts import AccountingSystem
from records.refusal import Problem, RuleRefused, problem
from records.rules.deeds import (
    RuleRow,
    RuleSetAdopted,
    RuleSetEnded,
    RuleSetWithdrawn,
    RuleSigned,
)
from records.rules.parameters import CLASS_BP
from records.rules.rows_checked import row_problems, rows_problems


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one entity from `first_day` to `last_day` (None: until a later deed ends it)."""

    entity: str
    version: str
    system: AccountingSystem
    first_day: date
    last_day: date | None
    rows: Mapping[str, RuleRow]
    proof: Proof
    deed_id: str

    def holds_on(self, day: date) -> bool:
        """Whether the set holds on that day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def number(self, key: str) -> int:
        """A rule that is a whole number; the set was checked when it was adopted."""
        value = self.rows[key].value
        assert isinstance(value, int)
        return value

    def text(self, key: str) -> str:
        """A rule that is a word."""
        value = self.rows[key].value
        assert isinstance(value, str)
        return value

    def optional_number(self, key: str) -> int:
        """A rule that may be absent; 0 then."""
        return self.number(key) if key in self.rows else 0

    @property
    def class_bp(self) -> dict[str, int]:
        """Part of the pool by share class; empty where the charter splits no classes."""
        return {
            key.removeprefix(CLASS_BP): self.number(key)
            for key in self.rows
            if key.startswith(CLASS_BP)
        }

    @property
    def unverified(self) -> tuple[RuleRow, ...]:
        """Rows that nobody has held against the printed text."""
        return tuple(row for row in self.rows.values() if not row.verified)

    def as_json(self) -> dict[str, Json]:
        """The set inline, as a run keeps it; flags of verification are not part of the rules."""
        return {
            "entity": self.entity,
            "version": self.version,
            "system": self.system.value,
            "first_day": self.first_day.isoformat(),
            "deed": self.deed_id,
            "document": self.proof.model_dump(mode="json", exclude_none=True),
            "rules": {key: row.value for key, row in sorted(self.rows.items())},
        }

    @property
    def hash(self) -> str:
        """Digest of the rules as a run keeps them."""
        return digest(self.as_json())


def rule_sets(deeds: Iterable[Deed]) -> tuple[RuleSet, ...]:
    """All sets that were adopted and not withdrawn, in the order written."""
    sets: dict[tuple[str, str], RuleSet] = {}
    for deed in deeds:
        if isinstance(deed, RuleSetAdopted):
            sets[deed.entity, deed.version] = _adopted(deed)
        elif isinstance(deed, RuleSetWithdrawn):
            sets.pop((deed.entity, deed.version), None)
        elif isinstance(deed, RuleSetEnded):
            before = sets[deed.entity, deed.version]
            sets[deed.entity, deed.version] = replace(before, last_day=deed.day)
        elif isinstance(deed, RuleSigned):
            before = sets[deed.entity, deed.version]
            sets[deed.entity, deed.version] = _signed(before, deed)
    return tuple(sets.values())


def in_force(deeds: Iterable[Deed], entity: str, day: date) -> RuleSet:
    """The one set of the entity on that day; NO_RULESET if none holds."""
    for found in rule_sets(deeds):
        if found.entity == entity and found.holds_on(day):
            return found
    raise RuleRefused.of(
        problem(
            "NO_RULESET",
            f"{entity} 在 {day} 没有生效的分配规则：先登记章程和决议规定的规则，附决议文件（分配规"
            "则须有日期、来源和签字人）",
            f"{entity} has no rules in force on {day}: record those of charter and resolution "
            "first, with the document that adopts them",
        )
    )


def version_of(deeds: Iterable[Deed], entity: str, version: str) -> RuleSet:
    """The set of that version, for running an old year again; NO_RULESET if there is none."""
    for found in rule_sets(deeds):
        if (found.entity, found.version) == (entity, version):
            return found
    raise RuleRefused.of(_unknown(entity, version))


def rule_deed_problems(
    deed: Deed, before: Iterable[Deed], used: Collection[tuple[str, str]] = ()
) -> list[Problem]:
    """Why a deed about rules cannot stand; `used`: versions a run computed with."""
    sets = rule_sets(before)
    if isinstance(deed, RuleSetAdopted):
        return [*rows_problems(deed), *_overlaps(deed, sets)]
    if not isinstance(deed, RuleSetEnded | RuleSetWithdrawn | RuleSigned):
        return []
    known = {(one.entity, one.version): one for one in sets}
    named = known.get((deed.entity, deed.version))
    if named is None:
        return [_unknown(deed.entity, deed.version)]
    if isinstance(deed, RuleSetWithdrawn):
        return [_used(named)] if (named.entity, named.version) in used else []
    if isinstance(deed, RuleSigned):
        return row_problems(named.system, deed.key, set(named.rows), named.version)
    return list(_ending(deed, named))


def _adopted(deed: RuleSetAdopted) -> RuleSet:
    return RuleSet(
        deed.entity, deed.version, deed.system, deed.day, deed.last_day,
        {row.key: row for row in deed.rows}, deed.proof, str(deed.deed_id),
    )  # fmt: skip


def _signed(found: RuleSet, deed: RuleSigned) -> RuleSet:
    marked = {"verified": True, "signed_by": deed.signed_by}
    row = found.rows[deed.key].model_copy(update=marked)
    return replace(found, rows={**found.rows, deed.key: row})


def _overlaps(deed: RuleSetAdopted, sets: Iterable[RuleSet]) -> Iterable[Problem]:
    if deed.last_day is not None and deed.last_day < deed.day:
        yield problem(
            "RULESET_OVERLAP",
            f"规则 {deed.version} 的止日 {deed.last_day} 早于起日 {deed.day}（分配规范 B13）：改正"
            "日期再登记",
            f"rules {deed.version} end on {deed.last_day}, before they begin on {deed.day} (rule "
            "B13 of the specification): correct the dates and record them again",
        )
    for other in sets:
        if other.entity != deed.entity:
            continue
        if other.version == deed.version:
            yield problem(
                "RULESET_OVERLAP",
                f"{deed.entity} 已有规则版本 {deed.version}，登记后不可改（分配规范 B13）：用新的"
                "版本号登记新的决议",
                f"{deed.entity} already has rules {deed.version}, which cannot be changed (rule "
                "B13 of the specification): record the new resolution under a new version",
            )
        elif _meet(deed, other):
            until = other.last_day or "…"
            yield problem(
                "RULESET_OVERLAP",
                f"规则 {deed.version}（{deed.day} 起）与 {other.version}（{other.first_day} … "
                f"{until}）"
                f"日期重叠，一天只能有一套规则（分配规范 B13）：先凭决议结束 {other.version}，或改"
                "起日",
                f"rules {deed.version} (from {deed.day}) overlap {other.version} "
                f"({other.first_day} … {until}); a day has one set (rule B13 of the "
                f"specification): end {other.version} by a resolution first, or begin later",
            )


def _meet(deed: RuleSetAdopted, other: RuleSet) -> bool:
    begins_in = other.last_day is None or deed.day <= other.last_day
    return begins_in and (deed.last_day is None or other.first_day <= deed.last_day)


def _ending(deed: RuleSetEnded, named: RuleSet) -> Iterable[Problem]:
    if deed.day < named.first_day - timedelta(days=1) or (
        named.last_day is not None and named.last_day < deed.day
    ):
        yield problem(
            "RULESET_OVERLAP",
            f"规则 {named.version} 自 {named.first_day} 起，止日不能是 {deed.day}（分配规范 B13）"
            "：只能缩短，不能倒置，改正止日",
            f"rules {named.version} hold from {named.first_day}; they cannot end on {deed.day} "
            "(rule B13 of the specification): choose a day that is earlier than the end known and "
            "not before the beginning",
        )


def _used(named: RuleSet) -> Problem:
    return problem(
        "RULESET_USED",
        f"规则 {named.version} 已用于计算，不可撤回：凭新决议登记新版本，并结束旧版本",
        f"rules {named.version} were used by a run and cannot be withdrawn: record a new version "
        "by a new resolution and end the old one",
    )


def _unknown(entity: str, version: str) -> Problem:
    return problem(
        "NO_RULESET",
        f"{entity} 没有规则版本 {version}：核对版本号",
        f"{entity} has no rules of version {version}: check the version",
    )
