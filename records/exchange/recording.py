"""Whether decisions for the town's rows and the uplift can be recorded beside those that stand.

It refuses to record: what stands in the way comes back in words.
"""

from collections.abc import Iterator, Sequence

from records.deeds.deed import Deed
from records.exchange.town_deeds import ProjectFunding, ProjectStep
from records.parties.persons import looks_personal, personal_problems
from records.parties.register import fold_parties
from records.refusal import Problem, problem
from records.uplift.deeds import UpliftDefined


def problems_of(deeds: Sequence[Deed], new: Sequence[Deed]) -> list[Problem]:
    """Why new deeds (records.exchange.town_deeds.TownDeed) cannot stand; empty if they can."""
    known = fold_parties([*deeds, *new]).parties.organisations
    found = personal_problems(new)
    found += [_personal(deed) for deed in new if any(map(looks_personal, _texts(deed)))]
    for deed in new:
        if isinstance(deed, UpliftDefined):
            parties = (*deed.projects, *deed.villages)
            found += [_unknown(deed, one) for one in parties if one not in known]
    return found


def _texts(deed: Deed) -> Iterator[str]:
    if isinstance(deed, ProjectStep):
        yield from (text for text in (deed.step, deed.post, deed.blocked_by) if text)
    elif isinstance(deed, ProjectFunding):
        yield deed.source
    elif isinstance(deed, UpliftDefined):
        yield from (*deed.villager_payees, *(one.name for one in deed.known_as))


def _personal(deed: Deed) -> Problem:
    return problem(
        "PERSONAL_NUMBER",
        f"{deed.day} 的 {deed.kind} 登记像是写了身份证号、手机号或银行卡号；这些会给镇里看，请只写"
        "名称和岗位",
        f"the entry {deed.kind} of {deed.day} seems to hold a personal number; the town may see "
        "it: write names of things and posts only",
    )


def _unknown(deed: UpliftDefined, entity: str) -> Problem:
    return problem(
        "PARTY_UNKNOWN",
        f"{deed.day} 的增收口径写了没有登记的单位“{entity}”；先登记单位，或改正名称",
        f"the definition of the uplift of {deed.day} names '{entity}', which is not registered: "
        "register it first, or correct the name",
    )
