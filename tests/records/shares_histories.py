"""Ten days in the life of a village, drawn by chance: deeds of every kind, most of them lawful."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from records.deeds.recorded import Recorded
from records.shares.holdings import (
    Freeze,
    Inherit,
    Issue,
    Pledge,
    PledgeRelease,
    Redeem,
    ShareCounter,
    TransferInternal,
    Unfreeze,
)
from records.shares.people import (
    LOSS_BY_LAW,
    EstatePending,
    ExitRetain,
    HolderAdmit,
    HouseholdMerge,
    HouseholdSplit,
    LossReason,
    MarryOut,
    MemberGain,
    MemberLoss,
    RestoreByJudgment,
)
from records.shares.recording import problems_of
from tests.records.shares_scene import Village, lot, on

HOLDERS = [f"M{number}" for number in range(6)]
HOUSES = ["H0", "H1", "H2", "H3"]
CLASSES = ["人口股", "现金股"]
NONE = UUID(int=0)

holders = st.sampled_from(HOLDERS)
houses = st.sampled_from(HOUSES)
lots = st.builds(lot, st.integers(1, 60), st.sampled_from(CLASSES))
reasons = st.sampled_from(sorted(LOSS_BY_LAW)) | st.sampled_from(LossReason)
people = st.sets(holders, min_size=1, max_size=3).map(lambda chosen: tuple(sorted(chosen)))
heirs = st.dictionaries(
    holders | st.sampled_from(["Z0", "Z1"]), st.integers(1, 60).map(lot), min_size=1, max_size=2
).map(lambda parts: [{"heir": heir, "lots": part} for heir, part in parts.items()])


def step(kind: type[Recorded], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(kind), st.fixed_dictionaries(fields))


steps = st.one_of(
    step(Issue, holder=holders, lots=lots),
    step(TransferInternal, from_holder=holders, to_holder=holders, lots=lots),
    step(Redeem, holder=holders, lots=lots),
    step(Freeze, holder=holders, ordered_by=st.just("法院")),
    step(Pledge, holder=holders, creditor=st.just("银行")),
    step(Unfreeze, lifts=st.integers(0, 9)),
    step(PledgeRelease, lifts=st.integers(0, 9)),
    step(EstatePending, holder=holders),
    step(MemberLoss, holder=holders, reason=reasons),
    step(MemberGain, holder=holders, household=houses, reason=st.just("MARRIAGE")),
    step(HolderAdmit, holder=holders, household=houses, standing=st.just("HEIR")),
    step(ExitRetain, holder=holders, until=st.integers(0, 30)),
    step(MarryOut, holder=holders),
    step(RestoreByJudgment, holder=holders, household=houses, lots=lots, taken_from=holders),
    step(HouseholdSplit, household=houses, new_household=houses, holders=people),
    step(HouseholdMerge, household=houses, into=houses),
    step(ShareCounter, ref=st.integers(0, 9), reason=st.just("录入错误"),
         approved_by=st.just("zhuren")),
    step(Inherit, estate=st.integers(0, 9), heirs=heirs),
)  # fmt: skip
moments = st.tuples(st.integers(1, 20), st.integers(0, 9), steps)
histories = st.lists(moments, min_size=12, max_size=30)


def founded(cap: bool = True) -> Village:
    village = Village()
    for name in CLASSES:
        village.share_class(name)
    for number, holder in enumerate(HOLDERS[:4]):
        village.member(holder, 100, HOUSES[number // 2])
    for number in range(16):
        village.member(f"Z{number}", 100, f"HZ{number}")
    if cap:
        village.cap(0, 800)
    return village


def made(village: Village, days: int, late: int, kind: type[Recorded], given: Any) -> Any:
    """The deed of a step; what it lifts, inherits or takes back is chosen from the log."""
    fields = dict(given)
    if "ref" in fields:
        ref = village.log[-1 - fields["ref"] % len(village.log)]
        fields["ref"], days, late = ref.deed_id, (ref.day - on(0)).days, 40
    if "lifts" in fields:
        tie = chosen(village, fields.pop("lifts"), Freeze if kind is Unfreeze else Pledge)
        fields["holder"], fields["ref"] = (tie.holder, tie.deed_id) if tie else ("M0", NONE)
    if "estate" in fields:
        death = chosen(village, fields.pop("estate"), EstatePending, MemberLoss)
        fields["from_holder"] = death.holder if death else "M0"
        days = max(days, (death.day - on(0)).days) if death else days
    if "until" in fields:
        fields["until"] = on(fields["until"])
    return village.deed(kind, days, recorded_day=on(days + late), **fields)


def chosen(village: Village, number: int, *kinds: type[Recorded]) -> Any:
    found = [deed for deed in village.log if isinstance(deed, kinds)]
    return found[number % len(found)] if found else None


def lived(history: Any, cap: bool = True) -> Village:
    """The log of all steps that were lawful when they were written."""
    village = founded(cap)
    for days, late, (kind, fields) in history:
        deed = made(village, days, late, kind, fields)
        if not problems_of(village.log, [deed]):
            village.log.append(deed)
    return village
