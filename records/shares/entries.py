"""Which entries concern which holder: the pages behind a member's figures.

It refuses to fold shares; it follows people through their households only.
"""

from collections.abc import Iterable, Mapping

from records.deeds.deed import Deed
from records.deeds.recorded import Recorded, in_force
from records.shares.fold import of_register
from records.shares.holdings import Inherit
from records.shares.people import (
    HolderAdmit,
    HouseholdMerge,
    HouseholdSplit,
    MemberGain,
    RestoreByJudgment,
)


def concerned(deed: Recorded) -> frozenset[str]:
    """The holders that an entry names."""
    named = {
        getattr(deed, field, None) for field in ("holder", "from_holder", "to_holder", "taken_from")
    }
    if isinstance(deed, Inherit):
        named.update(part.heir for part in deed.heirs)
    if isinstance(deed, HouseholdSplit):
        named.update(deed.holders)
    return frozenset(name for name in named if name is not None)


def entries_by_holder(deeds: Iterable[Deed], entity: str) -> dict[str, list[Recorded]]:
    """Every entry in force by whom it concerns, by day: the pages behind each member's figures."""
    ours = [
        deed
        for deed in deeds
        if isinstance(deed, Recorded) and of_register(deed) and deed.entity == entity
    ]
    home: dict[str, str] = {}
    found: dict[str, list[Recorded]] = {}
    for deed in in_force(ours).deeds:
        for holder in _touched(deed, home):
            found.setdefault(holder, []).append(deed)
        home.update(_moved(deed, home))
    return found


def _touched(deed: Recorded, home: Mapping[str, str]) -> Iterable[str]:
    if isinstance(deed, HouseholdMerge):
        return [holder for holder in home if home[holder] in (deed.household, deed.into)]
    return concerned(deed)


def _moved(deed: Recorded, home: Mapping[str, str]) -> dict[str, str]:
    match deed:
        case MemberGain() | HolderAdmit() | RestoreByJudgment():
            return {deed.holder: deed.household}
        case HouseholdSplit():
            return dict.fromkeys(deed.holders, deed.new_household)
        case HouseholdMerge():
            return {holder: deed.into for holder in home if home[holder] == deed.household}
        case _:
            return {}
