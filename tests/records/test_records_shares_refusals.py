"""Every way in which the share register says no, and that nothing else is refused beside it."""

from typing import Any
from uuid import uuid4

import pytest

from records.deeds.deed import Proof
from records.deeds.recorded import Recorded
from records.shares import refusals
from records.shares.holdings import (
    Freeze,
    Inherit,
    Issue,
    Pledge,
    PledgeRelease,
    Redeem,
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
from records.shares.words import LOSS_WORDS
from tests.records.shares_scene import Village, forty, lot, on


@pytest.fixture(scope="module")
def village() -> Village:
    """Members, an heir, the collective, a frozen, a pledged, a dead and a former member."""
    scene = forty()
    scene.share_class("集体股", holders=("COLLECTIVE",), transferable=False, inheritable=False)
    scene.share_class("人丁股", form="STATIC", fixed_on=on(0))
    scene.add(HolderAdmit, holder="ALL", household="H-ALL", standing="COLLECTIVE")
    scene.add(Issue, holder="ALL", lots=lot(500, "集体股"))
    scene.share_class("机动股", holders=("COLLECTIVE",))
    scene.add(Issue, holder="ALL", lots=lot(10, "机动股"))
    scene.add(HolderAdmit, holder="SON", household="H-SON", standing="HEIR")
    scene.add(Freeze, holder="M10", ordered_by="永康市人民法院")
    scene.add(Pledge, holder="M11", creditor="农商银行")
    scene.add(MemberLoss, holder="M12", reason="DEATH")
    scene.add(MemberLoss, holder="M13", reason="MEMBER_ELSEWHERE")
    scene.cap()
    return scene


def judged(village: Village, kind: type[Recorded], **fields: Any) -> list[str]:
    deed = village.deed(kind, 1, **fields)
    found = problems_of(village.log, [deed])
    for one in found:
        assert "{" not in f"{one.explanation.zh}{one.explanation.en}"
    return [one.code for one in found]


SPLIT = {"household": "H1", "new_household": "H1B"}
CASES: list[tuple[str, type[Recorded], dict[str, Any]]] = [
    ("PROOF_MISSING", Issue, {"holder": "M01", "lots": lot(1), "proof": None}),
    ("HOLDER_UNKNOWN", Issue, {"holder": "X", "lots": lot(1)}),
    ("HOLDER_UNKNOWN", MemberLoss, {"holder": "X", "reason": "DEATH"}),
    ("HOLDER_UNKNOWN", ExitRetain, {"holder": "X", "until": on(9)}),
    ("HOLDER_UNKNOWN", EstatePending, {"holder": "X"}),
    ("HOLDER_UNKNOWN", MarryOut, {"holder": "X"}),
    ("HOLDER_UNKNOWN", Freeze, {"holder": "X", "ordered_by": "法院"}),
    ("HOLDER_UNKNOWN", Unfreeze, {"holder": "X", "ref": uuid4()}),
    ("HOLDER_UNKNOWN", Pledge, {"holder": "X", "creditor": "银行"}),
    ("HOLDER_UNKNOWN", PledgeRelease, {"holder": "X", "ref": uuid4()}),
    ("HOLDER_UNKNOWN", Redeem, {"holder": "X", "lots": lot(1)}),
    ("HOLDER_UNKNOWN", TransferInternal, {"from_holder": "X", "to_holder": "M01", "lots": lot(1)}),
    ("HOLDER_UNKNOWN", Inherit,
     {"from_holder": "X", "heirs": [{"heir": "M01", "lots": lot(1)}]}),
    ("HOLDER_UNKNOWN", Inherit,
     {"from_holder": "M12", "heirs": [{"heir": "X", "lots": lot(1)}]}),
    ("HOLDER_UNKNOWN", RestoreByJudgment,
     {"holder": "M01", "household": "H0", "lots": lot(1), "taken_from": "X"}),
    ("HOLDER_KNOWN", HolderAdmit, {"holder": "M01", "household": "H0", "standing": "HEIR"}),
    ("HOLDER_IS_COLLECTIVE", EstatePending, {"holder": "ALL"}),
    ("HOLDER_IS_COLLECTIVE", MemberGain,
     {"holder": "ALL", "household": "H0", "reason": "MARRIAGE"}),
    ("HOLDER_IS_COLLECTIVE", RestoreByJudgment, {"holder": "ALL", "household": "H0"}),
    ("HOLDER_DEAD", Issue, {"holder": "M12", "lots": lot(1)}),
    ("HOLDER_DEAD", MemberGain, {"holder": "M12", "household": "H3", "reason": "MARRIAGE"}),
    ("HOLDER_DEAD", MarryOut, {"holder": "M12"}),
    ("HOLDER_DEAD", Pledge, {"holder": "M12", "creditor": "银行"}),
    ("HOLDER_DEAD", Inherit,
     {"from_holder": "M12", "heirs": [{"heir": "M12", "lots": lot(1)}]}),
    ("ALREADY_MEMBER", MemberGain, {"holder": "M01", "household": "H0", "reason": "BIRTH"}),
    ("NOT_A_MEMBER", MemberLoss, {"holder": "M13", "reason": "DEATH"}),
    ("NOT_A_MEMBER", ExitRetain, {"holder": "SON", "until": on(9)}),
    ("VOTES_MISSING", HolderAdmit,
     {"holder": "B", "household": "HB", "standing": "BENEFICIARY"}),
    ("VOTES_MISSING", HolderAdmit,
     {"holder": "B", "household": "HB", "standing": "BENEFICIARY", "votes_for": 40}),
    ("VOTES_MISSING", HolderAdmit,
     {"holder": "B", "household": "HB", "standing": "BENEFICIARY", "electorate": 40}),
    ("VOTES_BELOW_THREE_QUARTERS", HolderAdmit,
     {"holder": "B", "household": "HB", "standing": "BENEFICIARY", "votes_for": 29,
      "electorate": 39}),
    ("VOTES_IMPOSSIBLE", HolderAdmit,
     {"holder": "B", "household": "HB", "standing": "BENEFICIARY", "votes_for": 41,
      "electorate": 40}),
    ("EXIT_END_BEFORE_START", ExitRetain, {"holder": "M01", "until": on(0)}),
    ("EXIT_END_BEFORE_START", MemberLoss,
     {"holder": "M01", "reason": "MEMBER_ELSEWHERE", "kept_until": on(0)}),
    ("ESTATE_ALREADY", EstatePending, {"holder": "M12"}),
    ("NO_ESTATE", Inherit, {"from_holder": "M01", "heirs": [{"heir": "M02", "lots": lot(1)}]}),
    ("ESTATE_OPEN", TransferInternal, {"from_holder": "M12", "to_holder": "M01", "lots": lot(1)}),
    ("ESTATE_OPEN", Redeem, {"holder": "M12", "lots": lot(1)}),
    ("CLASS_UNKNOWN", Issue, {"holder": "M01", "lots": lot(1, "地股")}),
    ("CLASS_UNKNOWN", Redeem, {"holder": "M01", "lots": lot(1, "地股")}),
    ("CLASS_UNKNOWN", RestoreByJudgment,
     {"holder": "M01", "household": "H0", "lots": lot(1, "地股")}),
    ("CLASS_UNKNOWN", TransferInternal,
     {"from_holder": "M01", "to_holder": "M02", "lots": lot(1, "地股")}),
    ("CLASS_UNKNOWN", Inherit,
     {"from_holder": "M12", "heirs": [{"heir": "M01", "lots": lot(1, "地股")}]}),
    ("CLASS_FIXED", Issue, {"holder": "M01", "lots": lot(1, "人丁股")}),
    ("CLASS_NOT_FOR", Issue, {"holder": "M01", "lots": lot(1, "集体股")}),
    ("CLASS_NOT_FOR", Issue, {"holder": "M13", "lots": lot(1)}),
    ("CLASS_NOT_FOR", Inherit, {"from_holder": "M12", "heirs": [{"heir": "M13", "lots": lot(1)}]}),
    ("CLASS_NOT_FOR", TransferInternal,
     {"from_holder": "ALL", "to_holder": "M01", "lots": lot(1, "机动股")}),
    ("TRANSFER_OUTSIDE", TransferInternal,
     {"from_holder": "M01", "to_holder": "X", "lots": lot(1)}),
    ("TRANSFER_OUTSIDE", TransferInternal,
     {"from_holder": "M01", "to_holder": "SON", "lots": lot(1)}),
    ("TRANSFER_TO_SELF", TransferInternal,
     {"from_holder": "M01", "to_holder": "M01", "lots": lot(1)}),
    ("TRANSFER_TO_SELF", RestoreByJudgment,
     {"holder": "M01", "household": "H0", "lots": lot(1), "taken_from": "M01"}),
    ("SHARES_NOT_ENOUGH", TransferInternal,
     {"from_holder": "M01", "to_holder": "M02", "lots": lot(101)}),
    ("SHARES_NOT_ENOUGH", Redeem, {"holder": "M01", "lots": lot(101)}),
    ("SHARES_NOT_ENOUGH", Inherit,
     {"from_holder": "M12", "heirs": [{"heir": "M01", "lots": lot(51)},
                                      {"heir": "M02", "lots": lot(50)}]}),
    ("SHARES_NOT_ENOUGH", RestoreByJudgment,
     {"holder": "M01", "household": "H0", "lots": lot(101), "taken_from": "M02"}),
    ("SHARES_NOT_ENOUGH", Redeem, {"holder": "M01", "lots": lot(1, "人丁股")}),
    ("SHARES_NOT_ENOUGH", Inherit,
     {"from_holder": "M12", "heirs": [{"heir": "M01", "lots": lot(1, "人丁股")}]}),
    ("SHARES_FROZEN", TransferInternal,
     {"from_holder": "M10", "to_holder": "M02", "lots": lot(1)}),
    ("SHARES_FROZEN", Redeem, {"holder": "M10", "lots": lot(1)}),
    ("SHARES_FROZEN", Pledge, {"holder": "M10", "creditor": "银行"}),
    ("SHARES_PLEDGED", TransferInternal,
     {"from_holder": "M11", "to_holder": "M02", "lots": lot(1)}),
    ("SHARES_PLEDGED", Redeem, {"holder": "M11", "lots": lot(1)}),
    ("TIE_UNKNOWN", Unfreeze, {"holder": "M01", "ref": uuid4()}),
    ("TIE_UNKNOWN", PledgeRelease, {"holder": "M11", "ref": uuid4()}),
    ("HEIR_TWICE", Inherit,
     {"from_holder": "M12", "heirs": [{"heir": "M01", "lots": lot(1)},
                                      {"heir": "M01", "lots": lot(1)}]}),
    ("HOUSEHOLD_UNKNOWN", HouseholdSplit,
     {"household": "HX", "new_household": "HY", "holders": ("M01",)}),
    ("HOUSEHOLD_UNKNOWN", HouseholdMerge, {"household": "HX", "into": "H1"}),
    ("HOUSEHOLD_UNKNOWN", HouseholdMerge, {"household": "H1", "into": "HX"}),
    ("HOUSEHOLD_TAKEN", HouseholdSplit,
     {"household": "H1", "new_household": "H2", "holders": ("M04",)}),
    ("HOUSEHOLD_SAME", HouseholdMerge, {"household": "H1", "into": "H1"}),
    ("NOT_IN_HOUSEHOLD", HouseholdSplit, {**SPLIT, "holders": ("M01",)}),
    ("SPLIT_TAKES_ALL", HouseholdSplit, {**SPLIT, "holders": ("M04", "M05", "M06", "M07")}),
    ("JUDGMENT_NUMBER_MISSING", RestoreByJudgment,
     {"holder": "M13", "household": "H3", "proof": Proof(title="判决书")}),
    ("HOLDER_OVER_3PCT", Issue, {"holder": "M01", "lots": lot(40)}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind", "fields"), CASES)
def test_it_is_refused_for_that_reason_alone(
    village: Village, code: str, kind: type[Recorded], fields: dict[str, Any]
) -> None:
    assert judged(village, kind, **fields) == [code]


def sentence(scene: Village, kind: type[Recorded], **fields: Any) -> str:
    (found,) = problems_of(scene.log, [scene.deed(kind, 1, **fields)])
    return found.explanation.zh


def test_the_figures_in_the_sentences_are_shares_and_votes() -> None:
    scene = forty()
    said = sentence(scene, Redeem, holder="M01", lots=lot(101))
    assert said == "M01 的“人口股”只有 1.00 股，不够 1.01 股；请核对股数或股种"
    scene.share_class("农龄股")
    said = sentence(scene, Redeem, holder="M01", lots=lot(35, "农龄股"))
    assert said == "M01 的“农龄股”只有 0.00 股，不够 0.35 股；请核对股数或股种"
    scene.add(EstatePending, holder="M01")
    heirs = [{"heir": "M02", "lots": lot(60)}, {"heir": "M03", "lots": lot(45)}]
    said = sentence(scene, Inherit, from_holder="M01", heirs=heirs)
    assert said == "M01 的“人口股”只有 1.00 股，不够 1.05 股；请核对股数或股种"
    voted = {"votes_for": 29, "electorate": 39}
    said = sentence(scene, HolderAdmit, holder="B", household="HB", standing="BENEFICIARY", **voted)
    assert "登记的是 29 / 39 票，至少要 30 票" in said


def test_what_may_not_be_inherited_and_not_be_transferred() -> None:
    scene = forty()
    scene.share_class("贡献股", holders=("MEMBER",), transferable=False, inheritable=False)
    scene.add(Issue, holder="M01", lots=lot(10, "贡献股"))
    passed = {"from_holder": "M01", "to_holder": "M02", "lots": lot(10, "贡献股")}
    assert judged(scene, TransferInternal, **passed) == ["CLASS_NOT_TRANSFERABLE"]
    scene.add(EstatePending, holder="M01")
    heirs = [{"heir": "M02", "lots": lot(10, "贡献股")}]
    assert judged(scene, Inherit, from_holder="M01", heirs=heirs) == ["CLASS_NOT_INHERITABLE"]
    assert judged(scene, Redeem, holder="M01", lots=lot(10, "贡献股")) == []
    assert judged(scene, Redeem, holder="M01", lots=lot(10)) == ["ESTATE_OPEN"]


@pytest.mark.parametrize("reason", LossReason)
def test_nobody_is_struck_off_for_what_the_law_does_not_know(
    village: Village, reason: LossReason
) -> None:
    found = problems_of(village.log, [village.deed(MemberLoss, 1, holder="M01", reason=reason)])
    if reason in LOSS_BY_LAW:
        assert found == []
        return
    (refused,) = found
    assert refused.code == "REMOVAL_BLOCKED"
    on_contract = reason is LossReason.CIVIL_SERVANT_ON_CONTRACT
    assert ("第十七条" if on_contract else "第十八条") in refused.explanation.zh
    assert ("art. 17" if on_contract else "art. 18") in refused.explanation.en
    assert LOSS_WORDS[reason].zh in refused.explanation.zh
    assert LOSS_WORDS[reason].en in refused.explanation.en


def test_a_tie_of_a_kind_is_told_once() -> None:
    scene = forty()
    scene.add(Freeze, holder="M01", ordered_by="法院")
    scene.add(Freeze, holder="M01", ordered_by="仲裁委员会")
    scene.add(Pledge, holder="M02", creditor="农商银行")
    scene.add(Freeze, holder="M02", ordered_by="法院")
    assert judged(scene, Redeem, holder="M01", lots=lot(1)) == ["SHARES_FROZEN"]
    assert judged(scene, Redeem, holder="M02", lots=lot(1)) == ["SHARES_PLEDGED", "SHARES_FROZEN"]


def test_what_must_not_be_blocked_is_not() -> None:
    assert {reason.value for reason in LOSS_BY_LAW} == {
        "DEATH", "NATIONALITY_LOST", "MEMBER_ELSEWHERE", "CIVIL_SERVANT", "OTHER_BY_LAW",
        "VOLUNTARY_EXIT",
    }  # fmt: skip


def test_three_quarters_of_all_members_are_enough(village: Village) -> None:
    admitted = {"holder": "B", "household": "HB", "standing": "BENEFICIARY"}
    assert judged(village, HolderAdmit, **admitted, votes_for=30, electorate=40) == []
    assert judged(village, HolderAdmit, **admitted, votes_for=31, electorate=42) != []


def test_a_removal_without_proof_tells_both() -> None:
    scene = forty()
    assert judged(scene, MemberLoss, holder="M01", reason="DIVORCE", proof=None) == [
        "PROOF_MISSING", "REMOVAL_BLOCKED",
    ]  # fmt: skip


def test_marriage_elsewhere_needs_no_proof_and_changes_nothing() -> None:
    scene = forty()
    before = scene.at(5)
    scene.add(MarryOut, 2, holder="M01", proof=None)
    assert scene.at(5).hash == before.hash


def test_a_late_entry_that_breaks_a_later_one_is_refused_with_it() -> None:
    scene = forty()
    scene.add(Redeem, 10, holder="M01", lots=lot(100))
    late = scene.deed(Redeem, 5, recorded_day=on(20), holder="M01", lots=lot(1))
    (found,) = problems_of(scene.log, [late])
    assert found.code == "BREAKS_LATER_DEED"
    assert "SHARES" not in found.explanation.zh and "不够" in found.explanation.zh
    assert "2020-01-11" in found.explanation.en


def test_every_code_is_tested() -> None:
    elsewhere = {
        "CLASS_NOT_TRANSFERABLE", "CLASS_NOT_INHERITABLE", "REMOVAL_BLOCKED", "BREAKS_LATER_DEED"
    }  # fmt: skip
    assert refusals.codes() == {code for code, _, _ in CASES} | elsewhere
