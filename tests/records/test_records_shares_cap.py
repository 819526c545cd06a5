"""The holding cap: judged at the end of a day, older excess kept, nothing added to it."""

import pytest

from records.dividend.approval import holding_limit_hundredths, within_holding_cap
from records.shares.classes import HoldingCap
from records.shares.fold import fold
from records.shares.holdings import Inherit, Issue, Redeem, TransferInternal
from records.shares.people import EstatePending, HolderAdmit, RestoreByJudgment
from tests.records.shares_scene import VILLAGE, Village, broken, forty, lot, on


def capped(cap_days: int = 0) -> Village:
    """Four thousand hundredths, so that 3 % are 120; the collective may hold 集体股."""
    village = forty()
    village.share_class("集体股", holders=("COLLECTIVE",), transferable=False)
    village.cap(cap_days)
    return village


@pytest.mark.parametrize("added", range(15, 30))
def test_the_limit_is_the_specification_s(added: int) -> None:
    scene = capped()
    total, held = 4000 + added, 100 + added
    assert (scene.refuses(Issue, holder="M01", lots=lot(added)) == []) == within_holding_cap(
        total, held
    )
    assert within_holding_cap(total, held) == (held <= holding_limit_hundredths(total))


def test_without_a_figure_recorded_there_is_no_cap_and_the_snapshot_says_so() -> None:
    scene = forty()
    assert scene.at(0).cap_bp is None
    assert scene.refuses(Issue, holder="M01", lots=lot(4000)) == []
    assert fold(scene.log, VILLAGE).cap.limit(fold(scene.log, VILLAGE).book) is None


def test_an_older_excess_is_kept_and_not_added_to() -> None:
    scene = forty()
    scene.add(Issue, 1, holder="M01", lots=lot(200))
    scene.cap(5)
    taken = scene.at(5)
    assert (taken.cap_bp, taken.over_cap) == (300, ("M01",))
    assert scene.refuses(Issue, 6, holder="M01", lots=lot(1)) == ["HOLDER_OVER_3PCT"]
    assert scene.refuses(TransferInternal, 6, from_holder="M02", to_holder="M01", lots=lot(1)) == [
        "HOLDER_OVER_3PCT"
    ]
    assert scene.refuses(Redeem, 6, holder="M01", lots=lot(50)) == []


def test_who_holds_just_the_limit_is_not_above() -> None:
    scene = forty()
    scene.add(Issue, 1, holder="M01", lots=lot(20))
    scene.cap(1)
    assert scene.at(1).over_cap == ()
    assert scene.refuses(Redeem, 2, holder="M02", lots=lot(20)) == []
    assert scene.refuses(Redeem, 2, holder="M02", lots=lot(21)) == ["HOLDER_OVER_3PCT"]


def test_an_excess_that_was_given_up_does_not_come_back() -> None:
    scene = forty()
    scene.add(Issue, 1, holder="M01", lots=lot(200))
    scene.cap(5)
    scene.add(Redeem, 6, holder="M01", lots=lot(50))
    assert scene.refuses(Issue, 7, holder="M01", lots=lot(1)) == ["HOLDER_OVER_3PCT"]
    for number in range(10, 16):
        scene.add(TransferInternal, 8, from_holder="M01", to_holder=f"M{number}", lots=lot(21))
    assert scene.at(8).over_cap == ()
    back = {"from_holder": "M05", "to_holder": "M01", "lots": lot(20)}
    assert scene.refuses(TransferInternal, 9, **back) == ["HOLDER_OVER_3PCT"]


def test_an_excess_outgrown_by_the_total_is_forgotten() -> None:
    scene = forty()
    scene.add(Issue, 1, holder="M01", lots=lot(30))
    scene.cap(5)
    assert scene.at(5).over_cap == ("M01",)
    for number in range(10, 20):
        scene.add(Issue, 6, holder=f"M{number}", lots=lot(20))
    for number in range(20, 30):
        scene.add(Issue, 6, holder=f"M{number}", lots=lot(20))
    assert scene.at(6).over_cap == ()
    assert scene.refuses(Redeem, 7, holder="M39", lots=lot(100)) == ["HOLDER_OVER_3PCT"]


def test_the_end_of_the_day_counts_and_not_the_order_of_writing() -> None:
    """Everybody receives 0.21 shares: early ones would be above 3 % for a moment."""
    scene = capped()
    holders = [f"M{number:02d}" for number in reversed(range(40))]
    plan = [scene.deed(Issue, 1, holder=holder, lots=lot(21)) for holder in holders]
    assert scene.refused(plan[0]) == ["HOLDER_OVER_3PCT"]
    assert scene.refused(*plan) == []
    through = [
        scene.deed(TransferInternal, 1, from_holder="M01", to_holder="M02", lots=lot(100)),
        scene.deed(TransferInternal, 1, from_holder="M02", to_holder="M03", lots=lot(20)),
        scene.deed(TransferInternal, 1, from_holder="M02", to_holder="M04", lots=lot(20)),
        scene.deed(TransferInternal, 1, from_holder="M02", to_holder="M05", lots=lot(20)),
        scene.deed(TransferInternal, 1, from_holder="M02", to_holder="M06", lots=lot(20)),
    ]
    assert scene.refused(*through) == []
    assert scene.refused(*through[:-1]) == ["HOLDER_OVER_3PCT"]


def test_a_smaller_total_must_not_lift_anybody_above() -> None:
    scene = capped()
    scene.add(Issue, 1, holder="M01", lots=lot(20))
    assert scene.refuses(Redeem, 2, holder="M02", lots=lot(20)) == []
    assert scene.refuses(Redeem, 2, holder="M02", lots=lot(21)) == ["HOLDER_OVER_3PCT"]
    scene.add(Redeem, 2, holder="M02", lots=lot(100))
    assert broken(scene, 2) == ["HOLDER_OVER_3PCT"]


def test_the_same_day_s_settling_lets_a_redemption_pass() -> None:
    scene = capped()
    scene.add(Issue, 1, holder="M01", lots=lot(20))
    redeemed = scene.deed(Redeem, 2, holder="M02", lots=lot(100))
    settled = scene.deed(TransferInternal, 2, from_holder="M01", to_holder="M03", lots=lot(5))
    assert scene.refused(redeemed) == ["HOLDER_OVER_3PCT"]
    assert scene.refused(redeemed, settled) == []


def test_after_a_redemption_the_bound_is_found_anew() -> None:
    scene = capped()
    scene.add(Issue, 1, holder="M01", lots=lot(20))
    scene.add(TransferInternal, 2, from_holder="M01", to_holder="M03", lots=lot(20))
    scene.add(TransferInternal, 3, from_holder="M03", to_holder="M04", lots=lot(18))
    scene.add(Redeem, 4, holder="M02", lots=lot(66))
    assert scene.at(4).over_cap == ()
    assert scene.refuses(Redeem, 5, holder="M05", lots=lot(20)) == []
    assert scene.refuses(Redeem, 5, holder="M05", lots=lot(21)) == ["HOLDER_OVER_3PCT"]
    assert scene.refuses(Redeem, 5, holder="M04", lots=lot(21)) == []


def test_a_redemption_passes_over_the_collective_and_who_had_more_before() -> None:
    scene = forty()
    scene.share_class("集体股", holders=("COLLECTIVE",), transferable=False)
    scene.add(HolderAdmit, holder="ALL", household="H-ALL", standing="COLLECTIVE")
    scene.add(Issue, holder="ALL", lots=lot(1000, "集体股"))
    scene.add(Issue, holder="M00", lots=lot(200))
    scene.cap(1)
    scene.add(Issue, 2, holder="M01", lots=lot(50))
    assert scene.refuses(Redeem, 3, holder="ALL", lots=lot(250, "集体股")) == []
    assert scene.refuses(Redeem, 3, holder="ALL", lots=lot(251, "集体股")) == ["HOLDER_OVER_3PCT"]


def test_an_heir_is_bound_and_the_rest_waits() -> None:
    scene = capped()
    scene.add(EstatePending, 1, holder="M01")
    whole = [{"heir": "M02", "lots": lot(100)}]
    assert scene.refuses(Inherit, 2, from_holder="M01", heirs=whole) == ["HOLDER_OVER_3PCT"]
    part = [{"heir": "M02", "lots": lot(20)}]
    assert scene.refuses(Inherit, 2, from_holder="M01", heirs=part) == []


def test_the_collective_itself_is_not_bound() -> None:
    scene = capped()
    scene.add(HolderAdmit, 1, holder="ALL", household="H-ALL", standing="COLLECTIVE")
    scene.add(Issue, 1, holder="ALL", lots=lot(2000, "集体股"))
    scene.add(Redeem, 2, holder="ALL", lots=lot(500, "集体股"))
    assert scene.at(2).over_cap == ()


def test_a_judgment_may_lift_above_and_no_further() -> None:
    scene = capped()
    scene.add(RestoreByJudgment, 1, holder="M01", household="H0", lots=lot(100), taken_from="M02")
    assert scene.at(1).over_cap == ("M01",)
    assert scene.refuses(Issue, 2, holder="M01", lots=lot(1)) == ["HOLDER_OVER_3PCT"]
    other = capped()
    judged = other.deed(
        RestoreByJudgment, 1, holder="M01", household="H0", lots=lot(10), taken_from="M02"
    )
    within = other.deed(TransferInternal, 1, from_holder="M03", to_holder="M01", lots=lot(20))
    beyond = other.deed(TransferInternal, 1, from_holder="M03", to_holder="M01", lots=lot(21))
    assert other.refused(judged, within) == []
    assert other.refused(judged, beyond) == ["HOLDER_OVER_3PCT"]


def test_telling_the_same_figure_again_lets_nobody_slip_above() -> None:
    scene = capped()
    again = scene.deed(HoldingCap, 3, cap_bp=300, source="复核", verified=True)
    grown = scene.deed(Issue, 3, holder="M01", lots=lot(50))
    assert scene.refused(again) == []
    assert scene.refused(grown, again) == ["HOLDER_OVER_3PCT"]


def test_a_lower_figure_keeps_what_was_lawful_and_a_higher_one_allows_more() -> None:
    scene = capped()
    scene.add(Issue, 1, holder="M01", lots=lot(20))
    scene.cap(2, 200)
    assert (scene.at(2).cap_bp, len(scene.at(2).over_cap)) == (200, 40)
    assert scene.refuses(Issue, 3, holder="M02", lots=lot(1)) == ["HOLDER_OVER_3PCT"]
    scene.cap(4, 1000)
    assert scene.at(4).over_cap == ()
    assert scene.refuses(Issue, 4, holder="M02", lots=lot(250)) == []


def test_one_excess_is_told_once() -> None:
    scene = capped()
    scene.add(Issue, 1, holder="M01", lots=lot(50))
    scene.add(Issue, 2, holder="M03", lots=lot(1))
    scene.add(TransferInternal, 3, from_holder="M01", to_holder="M02", lots=lot(1))
    refused = fold(scene.log, VILLAGE, on(9)).refused
    assert [one.problem.code for one in refused] == ["HOLDER_OVER_3PCT"]
    words = refused[0].problem.explanation
    assert words.zh.startswith(
        "2020-01-02 M01 持有 1.50 股，超过全部 40.50 股的 3.00 %（上限 1.21 股，浙江省"
    )


def test_an_excess_through_a_redemption_is_told_once() -> None:
    scene = capped()
    scene.add(Issue, 1, holder="M01", lots=lot(20))
    scene.add(Redeem, 2, holder="M02", lots=lot(50))
    scene.add(Redeem, 3, holder="M03", lots=lot(50))
    refused = fold(scene.log, VILLAGE, on(9)).refused
    assert [(one.deed.day, one.problem.code) for one in refused] == [(on(2), "HOLDER_OVER_3PCT")]
