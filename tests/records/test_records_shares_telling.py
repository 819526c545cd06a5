"""Each entry as a sentence, the entries behind one member, and what late ones change."""

from typing import Any

import pytest

from records.shares.entries import concerned, entries_by_holder
from records.shares.holdings import (
    Freeze,
    Inherit,
    Issue,
    Pledge,
    Redeem,
    ShareCounter,
    TransferInternal,
)
from records.shares.people import (
    ExitRetain,
    HolderAdmit,
    HouseholdMerge,
    HouseholdSplit,
    MarryOut,
    MemberGain,
    MemberLoss,
    RestoreByJudgment,
)
from records.shares.recording import compared, memos
from records.shares.telling import change_told, told
from tests.records.shares_scene import VILLAGE, Village, broken, forty, lot, on


class TestLate:
    """What is written down after the day from which it holds, and what is taken back."""

    def test_it_changes_the_day_it_holds_from_and_not_what_was_known(self) -> None:
        scene = forty()
        before = scene.at(10)
        late = scene.add(Issue, 5, recorded_day=on(30), holder="M01", lots=lot(7))
        assert late.late and not scene.log[0].late  # type: ignore[attr-defined]
        assert scene.at(10).total_hundredths == 4007
        assert scene.at(4).total_hundredths == 4000
        assert scene.at(10, known=29) == before
        assert scene.at(10, known=30).total_hundredths == 4007

    def test_it_stands_among_the_deeds_of_its_day(self) -> None:
        scene = forty()
        scene.add(Redeem, 10, holder="M01", lots=lot(107))
        assert broken(scene, 10) == ["SHARES_NOT_ENOUGH"]
        scene.add(Issue, 5, recorded_day=on(30), holder="M01", lots=lot(7))
        assert scene.at(10).total_hundredths == 3900

    def test_the_memo_tells_each_day_and_holder(self) -> None:
        scene = forty()
        new = [
            scene.deed(Issue, 5, recorded_day=on(30), holder="M01", lots=lot(7)),
            scene.deed(Freeze, 12, recorded_day=on(30), holder="M02", ordered_by="法院"),
            scene.deed(MemberGain, 12, recorded_day=on(30), holder="N", household="HN",
                       reason="BIRTH"),
        ]  # fmt: skip
        first, second, third = memos(scene.log, new, VILLAGE, [on(4), on(10), on(20)])
        assert (first.changed, first.changes) == (False, ())
        assert second.changed and second.record_day == on(10)
        (change,) = second.changes
        assert change.before is not None and change.after is not None
        assert (change.holder, change.before.weight, change.after.weight) == ("M01", 100, 107)
        assert [change.holder for change in third.changes] == ["M01", "M02", "N"]
        assert third.changes[2].before is None
        assert [change_told(third, change).zh for change in third.changes] == [
            "M01：原 人口股 1.00 H0 成员 正常；现 人口股 1.07 H0 成员 正常",
            "M02：原 人口股 1.00 H0 成员 正常；现 人口股 1.00 H0 成员 冻结",
            "N：原 不在登记簿；现 无股份 HN 成员 正常",
        ]
        words = change_told(third, third.changes[2]).en
        assert words == "N: was not in the register; is no shares HN member active"

    def test_a_new_class_alone_changes_no_holder(self) -> None:
        scene = forty()
        before = scene.at(3)
        scene.share_class("现金股")
        assert compared(before, scene.at(3)).changes == ()

    def test_a_counter_deed_leaves_the_register_as_if_it_had_never_been(self) -> None:
        scene = forty()
        before = scene.at(10)
        wrong = scene.add(Issue, 5, holder="M01", lots=lot(7))
        told_wrong = scene.at(10)
        fields: dict[str, Any] = {"reason": "录入错误", "approved_by": "zhuren"}
        scene.add(ShareCounter, 5, recorded_day=on(40), ref=wrong.deed_id, **fields)
        assert scene.at(10) == before
        assert scene.at(10, known=39) == told_wrong


class TestTelling:
    """Each entry as a sentence, and the entries behind one member."""

    def test_a_sentence_names_day_kind_who_how_much_and_proof(self) -> None:
        scene = forty()
        passed = scene.deed(TransferInternal, 2, from_holder="M0", to_holder="M1", lots=lot(50))
        words = told(passed)
        assert words.zh == "2020-01-03 内部转让，M0 → M1 人口股 0.50，依据：成员大会决议 2020-1"
        assert words.en.startswith("2020-01-03 internal transfer, M0 → M1 人口股 0.50, proof: ")

    @pytest.mark.parametrize(
        ("kind", "fields", "says"),
        [
            (Issue, {"holder": "M1", "lots": lot(135)}, "M1 人口股 1.35"),
            (MarryOut, {"holder": "M1", "proof": None}, "外嫁，股份不变，M1"),
            (MemberLoss, {"holder": "M1", "reason": "DEATH"}, "M1 死亡"),
            (MemberLoss, {"holder": "M1", "reason": "CIVIL_SERVANT", "kept_until": on(9)},
             "M1 成为公务员 保留至 2020-01-10"),
            (MemberGain, {"holder": "M1", "household": "H1", "reason": "BIRTH"}, "M1 H1 出生"),
            (HolderAdmit, {"holder": "M1", "household": "H1", "standing": "HEIR"},
             "M1 H1 非成员继承人"),
            (Freeze, {"holder": "M1", "ordered_by": "法院"}, "M1 法院"),
            (Pledge, {"holder": "M1", "creditor": "银行"}, "M1 银行"),
            (ExitRetain, {"holder": "M1", "until": on(9)}, "M1 保留至 2020-01-10"),
            (HouseholdMerge, {"household": "H1", "into": "H2"}, "H1 → H2"),
            (HouseholdSplit, {"household": "H1", "new_household": "H2", "holders": ("M1", "M2")},
             "H1 → H2 M1 M2"),
            (Inherit, {"from_holder": "M1", "heirs": [{"heir": "M2", "lots": lot(1)}]},
             "M1 → M2 人口股 0.01"),
        ],
    )  # fmt: skip
    def test_what_each_kind_says(self, kind: type[Any], fields: dict[str, Any], says: str) -> None:
        assert says in told(Village().deed(kind, **fields)).zh

    def test_class_cap_and_counter_say_theirs(self) -> None:
        scene = Village()
        assert "人口股 动态 每名成员 1 股" in told(scene.share_class()).zh
        assert "3.00 % 浙江省" in told(scene.cap()).zh
        counter = scene.deed(
            ShareCounter, ref=scene.log[0].deed_id, reason="录入错误", approved_by="b"
        )
        assert f"{scene.log[0].deed_id} 录入错误" in told(counter).zh

    def test_all_entries_of_one_member_also_those_of_the_household(self) -> None:
        scene = forty()
        scene.add(TransferInternal, 1, from_holder="M09", to_holder="M04", lots=lot(1))
        scene.add(HouseholdSplit, 2, household="H1", new_household="HB", holders=("M04",))
        scene.add(HouseholdMerge, 3, household="HB", into="H3")
        scene.add(HouseholdMerge, 4, household="H4", into="H5")
        scene.add(HouseholdMerge, 5, household="H6", into="H3")
        scene.add(RestoreByJudgment, 6, holder="M30", household="H7", lots=lot(1),
                  taken_from="M04")  # fmt: skip
        scene.add(HouseholdMerge, 7, household="H7", into="H8")
        found = [deed.kind for deed in entries_by_holder(scene.log, VILLAGE)["M04"]]
        assert found == [
            "MEMBER_GAIN", "ISSUE", "TRANSFER_INTERNAL", "HOUSEHOLD_SPLIT", "HOUSEHOLD_MERGE",
            "HOUSEHOLD_MERGE", "RESTORE_BY_JUDGMENT",
        ]  # fmt: skip

    def test_another_village_s_entries_are_its_own(self) -> None:
        scene, other = forty(), Village("other")
        other.share_class()
        other.member("M04", 100)
        scene.log += other.log
        assert len(entries_by_holder(scene.log, VILLAGE)["M04"]) == 2
        assert list(entries_by_holder(scene.log, "other")) == ["M04"]

    def test_whom_an_entry_names(self) -> None:
        scene = forty()
        heirs = [{"heir": "A", "lots": lot(1)}, {"heir": "B", "lots": lot(1)}]
        assert concerned(scene.deed(Inherit, from_holder="C", heirs=heirs)) == {"A", "B", "C"}
        assert concerned(scene.share_class()) == frozenset()
