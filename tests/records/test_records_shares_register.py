"""The register on the record day: figures, states, deeds behind them, what late deeds change."""

from hashlib import sha256
from typing import Any

from records.canonical import Json, canonical_json
from records.shares.book import Book
from records.shares.classes import Standing
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
    EstatePending,
    ExitRetain,
    HolderAdmit,
    HouseholdMerge,
    HouseholdSplit,
    MarryOut,
    MemberGain,
    MemberLoss,
    RestoreByJudgment,
)
from records.shares.register import MemberShares, Snapshot
from records.shares.status import HolderStatus
from tests.records.shares_scene import VILLAGE, Village, forty, lot, on


def row(taken: Snapshot, holder: str) -> MemberShares:
    found = taken.member(holder)
    assert found is not None
    return found


def status(village: Village, holder: str, days: int) -> HolderStatus:
    return row(village.at(days), holder).status


def test_the_published_example_s_register() -> None:
    """DIV-SPEC-1.0 D6: eight members of three households, 9.02 shares, one frozen, one estate."""
    scene = Village()
    scene.share_class("人口股")
    scene.share_class("农龄股")
    for holder, household, head, years in [
        ("M0101", "H01", 100, 35), ("M0102", "H01", 100, 28), ("M0103", "H01", 100, 0),
        ("M0201", "H02", 100, 35), ("M0202", "H02", 100, 12), ("M0301", "H03", 100, 35),
        ("M0302", "H03", 100, 7), ("M0303", "H03", 50, 0),
    ]:  # fmt: skip
        scene.member(holder, head, household)
        if years:
            scene.add(Issue, holder=holder, lots=lot(years, "农龄股"))
    scene.add(Freeze, holder="M0202", ordered_by="永康市人民法院")
    scene.add(EstatePending, holder="M0301")
    taken = scene.at(0)
    assert taken.classes == ("人口股", "农龄股")
    assert (taken.total_hundredths, taken.class_hundredths) == (902, (750, 152))
    assert [(one.holder, one.household, one.hundredths, one.status) for one in taken.members] == [
        ("M0101", "H01", (100, 35), "ACTIVE"), ("M0102", "H01", (100, 28), "ACTIVE"),
        ("M0103", "H01", (100, 0), "ACTIVE"), ("M0201", "H02", (100, 35), "ACTIVE"),
        ("M0202", "H02", (100, 12), "FROZEN"), ("M0301", "H03", (100, 35), "ESTATE_PENDING"),
        ("M0302", "H03", (100, 7), "ACTIVE"), ("M0303", "H03", (50, 0), "ACTIVE"),
    ]  # fmt: skip
    assert [taken.household_hundredths(one) for one in taken.households] == [
        (300, 63), (200, 47), (250, 42),
    ]  # fmt: skip


def test_the_hash_is_of_the_figures_and_of_nothing_else() -> None:
    scene = Village()
    scene.share_class()
    scene.member("M1", 100)
    scene.add(Freeze, 3, holder="M1", ordered_by="法院")
    document: dict[str, Json] = {
        "entity": VILLAGE, "record_day": "2020-01-05", "classes": ["人口股"],
        "members": [
            {"holder": "M1", "household": "H1", "standing": "MEMBER", "hundredths": [100],
             "status": "FROZEN", "marks": [["FROZEN", "2020-01-04", None]]}
        ],
        "total_hundredths": 100,
    }  # fmt: skip
    taken = scene.at(4)
    assert canonical_json(taken.as_json()) == canonical_json(document)
    assert taken.hash == sha256(canonical_json(document).encode()).hexdigest()
    scene.add(MarryOut, 4, holder="M1")
    assert scene.at(4).hash == taken.hash


def test_every_figure_leads_to_its_deeds() -> None:
    scene = forty()
    passed = scene.add(TransferInternal, 2, from_holder="M00", to_holder="M01", lots=lot(5))
    frozen = scene.add(Freeze, 3, holder="M01", ordered_by="法院")
    split = scene.add(HouseholdSplit, 4, household="H0", new_household="HX", holders=("M01",))
    lost = scene.add(MemberLoss, 5, holder="M01", reason="MEMBER_ELSEWHERE")
    held = row(scene.at(9), "M01")
    first = [deed for deed in scene.log if isinstance(deed, Issue) and deed.holder == "M01"]
    assert held.why == ((first[0].deed_id, passed.deed_id),)
    assert [mark.deed_id for mark in held.marks] == [frozen.deed_id]
    assert (held.household_by, held.standing_by) == (split.deed_id, lost.deed_id)
    assert (held.household, held.standing, held.weight) == ("HX", Standing.FORMER, 105)


def test_two_freezes_are_lifted_one_by_one() -> None:
    scene = forty()
    first = scene.add(Freeze, 1, holder="M01", ordered_by="法院")
    second = scene.add(Freeze, 2, holder="M01", ordered_by="仲裁委员会")
    scene.add(Unfreeze, 3, holder="M01", ref=first.deed_id)
    scene.add(Unfreeze, 5, holder="M01", ref=second.deed_id)
    found = [status(scene, "M01", day) for day in (0, 1, 2, 3, 4, 5)]
    assert found == ["ACTIVE", "FROZEN", "FROZEN", "FROZEN", "FROZEN", "ACTIVE"]


def test_a_pledge_holds_until_its_release() -> None:
    scene = forty()
    pledged = scene.add(Pledge, 1, holder="M01", creditor="农商银行")
    scene.add(PledgeRelease, 3, holder="M01", ref=pledged.deed_id)
    found = [status(scene, "M01", day) for day in (0, 1, 2, 3)]
    assert found == ["ACTIVE", "PLEDGED", "PLEDGED", "ACTIVE"]


def test_the_right_kept_after_an_exit_ends_after_its_last_day() -> None:
    scene = forty()
    scene.add(ExitRetain, 1, holder="M01", until=on(10))
    found = [status(scene, "M01", day) for day in (0, 1, 10, 11)]
    assert found == ["ACTIVE", "EXITED_RETAINED", "EXITED_RETAINED", "RETENTION_ENDED"]
    assert row(scene.at(11), "M01").weight == 100
    (mark,) = row(scene.at(11), "M01").marks
    assert (mark.since, mark.until) == (on(1), on(10))


def test_a_right_kept_for_a_time_after_membership_was_lost() -> None:
    scene = forty()
    scene.add(MemberLoss, 1, holder="M01", reason="CIVIL_SERVANT", kept_until=on(10))
    scene.add(MemberLoss, 1, holder="M02", reason="DEATH", kept_until=on(10))
    found = [status(scene, "M01", day) for day in (0, 1, 10, 11)]
    assert found == ["ACTIVE", "EXITED_RETAINED", "EXITED_RETAINED", "RETENTION_ENDED"]
    assert status(scene, "M02", 11) is HolderStatus.ESTATE_PENDING
    assert (scene.at(0).member_count, scene.at(1).member_count) == (40, 38)


def test_of_several_ties_the_strongest_is_the_word_and_all_are_told() -> None:
    scene = forty()
    scene.add(ExitRetain, 1, holder="M01", until=on(9))
    scene.add(Pledge, 2, holder="M01", creditor="农商银行")
    scene.add(Freeze, 3, holder="M01", ordered_by="法院")
    scene.add(EstatePending, 4, holder="M01")
    found = [status(scene, "M01", day) for day in (1, 2, 3, 4, 10)]
    assert found == [
        "EXITED_RETAINED", "PLEDGED", "FROZEN", "ESTATE_PENDING", "RETENTION_ENDED",
    ]  # fmt: skip
    assert [mark.status for mark in row(scene.at(4), "M01").marks] == [
        "EXITED_RETAINED", "PLEDGED", "FROZEN", "ESTATE_PENDING",
    ]  # fmt: skip


def test_shares_of_the_dead_wait_and_go_to_the_heirs() -> None:
    scene = forty()
    scene.add(HolderAdmit, 1, holder="SON", household="H-SON", standing="HEIR")
    scene.add(MemberLoss, 1, holder="M01", reason="DEATH")
    assert status(scene, "M01", 1) is HolderStatus.ESTATE_PENDING
    assert scene.at(1).member("SON") is None, "who holds nothing and is no member has no row"
    heirs = [{"heir": "SON", "lots": lot(60)}, {"heir": "M02", "lots": lot(30)}]
    scene.add(Inherit, 2, from_holder="M01", heirs=heirs)
    assert (row(scene.at(2), "M01").weight, status(scene, "M01", 2)) == (10, "ESTATE_PENDING")
    scene.add(Inherit, 3, from_holder="M01", heirs=[{"heir": "M02", "lots": lot(10)}])
    taken = scene.at(3)
    assert taken.member("M01") is None
    assert (row(taken, "SON").weight, row(taken, "M02").weight) == (60, 140)
    assert (row(taken, "SON").standing, taken.total_hundredths) == (Standing.HEIR, 4000)


def test_a_lost_member_keeps_the_shares_and_may_come_back() -> None:
    scene = forty()
    scene.add(MemberLoss, 1, holder="M01", reason="CIVIL_SERVANT")
    held = row(scene.at(1), "M01")
    assert (held.weight, held.status, held.standing) == (100, "ACTIVE", Standing.FORMER)
    scene.add(Redeem, 2, holder="M01", lots=lot(100))
    assert scene.at(2).member("M01") is None
    assert scene.at(2).total_hundredths == 3900
    scene.add(MemberGain, 3, holder="M01", household="H7", reason="MARRIAGE")
    back = row(scene.at(3), "M01")
    assert (back.weight, back.household, back.standing) == (0, "H7", Standing.MEMBER)


def test_coming_back_ends_the_exit() -> None:
    scene = forty()
    scene.add(ExitRetain, 1, holder="M01", until=on(5))
    scene.add(MemberGain, 3, holder="M01", household="H0", reason="OTHER_BY_LAW")
    assert status(scene, "M01", 9) is HolderStatus.ACTIVE


def test_a_judgment_gives_back_membership_and_shares_from_who_had_them() -> None:
    scene = forty()
    scene.add(ExitRetain, 1, holder="M01", until=on(2))
    scene.add(TransferInternal, 1, from_holder="M01", to_holder="M02", lots=lot(20))
    scene.add(Freeze, 2, holder="M02", ordered_by="法院")
    fields: dict[str, Any] = {"holder": "M01", "household": "H0", "lots": lot(20)}
    scene.add(RestoreByJudgment, 3, **fields, taken_from="M02")
    held = row(scene.at(9), "M01")
    assert (held.weight, held.standing, held.status) == (100, Standing.MEMBER, "ACTIVE")
    assert scene.at(9).total_hundredths == 4000
    scene.add(RestoreByJudgment, 4, holder="NEW", household="HN", lots=lot(50))
    assert row(scene.at(4), "NEW").weight == 50
    assert scene.at(4).total_hundredths == 4050


def test_a_judgment_makes_nobody_alive() -> None:
    scene = forty()
    scene.add(EstatePending, 1, holder="M01")
    scene.add(RestoreByJudgment, 2, holder="M01", household="H0", lots=lot(5))
    held = row(scene.at(2), "M01")
    assert (held.weight, held.standing, held.status) == (105, Standing.FORMER, "ESTATE_PENDING")


def test_households_split_and_merge_and_hold_what_their_people_hold() -> None:
    scene = forty()
    scene.add(HouseholdSplit, 1, household="H1", new_household="H1B", holders=("M04", "M05"))
    scene.add(HouseholdMerge, 2, household="H2", into="H1")
    assert scene.at(0).household_hundredths("H1") == (400,)
    assert scene.at(1).household_hundredths("H1") == (200,)
    assert scene.at(1).household_hundredths("H1B") == (200,)
    assert scene.at(2).household_hundredths("H1") == (600,)
    assert "H2" not in scene.at(2).households
    scene.add(HouseholdSplit, 3, household="H1", new_household="H2", holders=("M08",))
    assert [one.holder for one in scene.at(3).households["H2"]] == ["M08"]


def test_who_is_admitted_again_moves_house() -> None:
    book = Book()
    scene = forty()
    deed_id = scene.log[0].deed_id
    book.admit("A", "H1", Standing.HEIR, deed_id)
    book.admit("A", "H2", Standing.MEMBER, deed_id)
    assert book.households == {"H2": {"A"}}


def test_a_class_may_change_and_the_register_goes_by_the_day() -> None:
    scene = forty()
    scene.share_class("人口股", 10, form="STATIC", fixed_on=on(9))
    assert scene.refuses(Issue, 9, holder="M01", lots=lot(1)) == []
    assert scene.refuses(Issue, 10, holder="M01", lots=lot(1)) == ["CLASS_FIXED"]
    scene.share_class("现金股", 20)
    assert (scene.at(19).classes, scene.at(20).classes) == (("人口股",), ("人口股", "现金股"))
    assert row(scene.at(20), "M01").hundredths == (100, 0)


def test_an_empty_register() -> None:
    taken = Village().at(0)
    assert (taken.members, taken.classes, taken.total_hundredths) == ((), (), 0)
    assert taken.class_hundredths == ()
    scene = Village()
    scene.share_class()
    assert scene.at(0).class_hundredths == (0,)


def test_other_families_and_other_villages_are_passed_over() -> None:
    scene, other = forty(), Village("other")
    before = scene.at(9)
    other.share_class("别村股")
    scene.log = [one for pair in zip(scene.log, other.log * 81, strict=False) for one in pair]
    assert scene.at(9) == before
