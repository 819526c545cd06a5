"""A member list from a spreadsheet: taken whole, or refused with every mistake and its place."""

from dataclasses import replace
from uuid import UUID

import pytest

from records.deeds.deed import Proof
from records.refusal import EventRefused
from records.shares.member_list import (
    ROWS_MAX,
    ListOrigin,
    ListTaken,
    Row,
    member_list,
    split_personal,
)
from records.shares.people import HouseholdSplit
from tests.records.shares_scene import PAPER, VILLAGE, Village, on

ORIGIN = ListOrigin(UUID(int=7), VILLAGE, on(0), on(3), "kuaiji", PAPER)
GOOD: list[dict[str, str]] = [
    {"成员编号": "M0101", "户编号": "H01", "人口股": "1", "农龄股": "0.35"},
    {"成员编号": "M0102", "户编号": "H01", "人口股": "1.00", "农龄股": " "},
    {"成员编号": "M0201", "户编号": "H02", "人口股": "0.5", "农龄股": "12.07"},
]
NO_SHARES = {"成员编号": "M0202", "户编号": "H02", "人口股": "", "农龄股": "0.00"}


def empty() -> Village:
    village = Village()
    village.share_class("人口股")
    village.share_class("农龄股")
    return village


def taken(rows: list[dict[str, str]], village: Village | None = None) -> ListTaken:
    return member_list((village or empty()).log, rows, ORIGIN)


def mistakes(rows: list[dict[str, str]], village: Village | None = None) -> list[tuple[str, str]]:
    with pytest.raises(EventRefused) as refusal:
        taken(rows, village)
    problems = refusal.value.problems
    return [(found.code, found.explanation.en.split(":")[0]) for found in problems]


def changed(row: int, **cells: str) -> list[dict[str, str]]:
    return [one | (cells if number == row else {}) for number, one in enumerate(GOOD, start=2)]


def test_a_good_list_becomes_the_register() -> None:
    scene = empty()
    found = taken(GOOD, scene)
    assert (found.holders, found.households) == (3, 2)
    assert found.hundredths == {"人口股": 250, "农龄股": 1242}
    scene.log += found.deeds
    register = scene.at(0)
    columns = [register.classes.index(name) for name in ("人口股", "农龄股")]
    assert [tuple(one.hundredths[at] for at in columns) for one in register.members] == [
        (100, 35), (100, 0), (50, 1207),
    ]  # fmt: skip
    assert [deed.recorded_day for deed in found.deeds] == [on(3)] * 6  # type: ignore[attr-defined]


def test_a_member_without_shares_is_a_member() -> None:
    scene = empty()
    scene.log += taken([*GOOD, NO_SHARES], scene).deeds
    held = scene.at(0).member("M0202")
    assert held is not None and held.weight == 0


def test_taking_the_same_list_twice_is_once() -> None:
    scene = empty()
    scene.log += taken(GOOD, scene).deeds
    assert taken(GOOD, scene).deeds == taken(GOOD).deeds
    first = scene.at(0)
    scene.log += taken(GOOD, scene).deeds
    assert scene.at(0) == first


def test_a_total_row_is_checked_and_a_blank_row_is_nothing() -> None:
    total = {"成员编号": "合计", "户编号": "", "人口股": "2.5", "农龄股": "12.42"}
    blank = dict.fromkeys(GOOD[0], " ")
    assert taken([*GOOD, blank, total]).deeds == taken(GOOD).deeds
    assert mistakes([*GOOD, total | {"农龄股": "12.43"}]) == [
        ("TOTAL_DIFFERS", "row 5, column 农龄股")
    ]


@pytest.mark.parametrize("standing", ["成员", "", "继承人", "集体"])
def test_the_standing_is_told_in_words(standing: str) -> None:
    scene = Village()
    scene.share_class(holders=("MEMBER", "HEIR", "COLLECTIVE"))
    rows = [{"成员编号": "M1", "户编号": "H1", "身份": standing, "人口股": "1"}]
    scene.log += taken(rows, scene).deeds
    words = {"继承人": "HEIR", "集体": "COLLECTIVE"}
    assert scene.at(0).members[0].standing == words.get(standing, "MEMBER")


@pytest.mark.parametrize(
    "text",
    ["-1", "1.355", "1,5", "NaN", "inf", "1e3", "一股", "=1+1", "１", "01", "1.", ".5", "0x1",
     "123456789", "99999999.99"],
)  # fmt: skip
def test_what_is_no_number_of_shares(text: str) -> None:
    assert mistakes(changed(3, 人口股=text)) == [("CELL_UNREADABLE", "row 3, column 人口股")]


def test_the_largest_lot_is_taken() -> None:
    assert taken(changed(3, 人口股="10000000")).hundredths["人口股"] == 10**9 + 150


@pytest.mark.parametrize("text", ["", "张三", "330722199001011234", "M 1", "=A1", "-1"])
def test_what_is_no_id_is_told_and_never_repeated(text: str) -> None:
    with pytest.raises(EventRefused) as refusal:
        taken(changed(4, 成员编号=text.strip() or text, 户编号="H02"))
    assert [found.code for found in refusal.value.problems] == ["CELL_UNREADABLE"]
    if len(text) > 2:
        assert text not in str(refusal.value)


def test_every_mistake_is_told_at_once() -> None:
    rows = [
        {"成员编号": "李四", "户编号": "H01", "身份": "", "人口股": "1"},
        {"成员编号": "M2", "户编号": "", "身份": "亲戚", "人口股": "x"},
        {"成员编号": "M3", "户编号": "H03", "身份": "", "人口股": "1"},
        {"成员编号": "M3", "户编号": "H03", "身份": "", "人口股": "1"},
        {"成员编号": "合计", "户编号": "", "身份": "", "人口股": "9"},
    ]
    assert mistakes(rows) == [
        ("CELL_UNREADABLE", "row 2, column 成员编号"),
        ("CELL_UNREADABLE", "row 3, column 人口股"),
        ("CELL_UNREADABLE", "row 3, column 户编号"),
        ("CELL_UNREADABLE", "row 3, column 身份"),
        ("ROW_TWICE", "row 5, column 成员编号"),
        ("TOTAL_DIFFERS", "row 6, column 人口股"),
    ]


def test_two_ids_that_cannot_be_read_are_not_the_same_one() -> None:
    rows = [one | {"成员编号": "张三"} for one in GOOD]
    assert [code for code, _ in mistakes(rows)] == ["CELL_UNREADABLE"] * 3


def test_columns_that_are_missing_unknown_or_personal() -> None:
    rows = [{"成员编号": "M1", "姓名": "李四", "人口": "1"}]
    assert mistakes(rows) == [
        ("COLUMN_MISSING", "row 1, column 户编号"),
        ("COLUMN_MISSING", "no column of a share class; there are"),
        ("COLUMN_PERSONAL", "row 1, column 姓名"),
        ("COLUMN_UNKNOWN", "row 1, column 人口"),
    ]
    assert mistakes(GOOD, Village())[0][0] == "COLUMN_MISSING"


def test_a_list_is_neither_empty_nor_endless() -> None:
    assert [code for code, _ in mistakes([])] == ["LIST_LENGTH"]
    endless = [{"姓名": "李四"}] * (ROWS_MAX + 1)
    assert [code for code, _ in mistakes(endless)] == ["LIST_LENGTH"]


def test_a_class_without_a_column_has_no_shares_in_the_list() -> None:
    rows = [{key: one[key] for key in ("成员编号", "户编号", "人口股")} for one in GOOD]
    assert taken(rows).hundredths == {"人口股": 250, "农龄股": 0}


def test_a_wrong_total_says_both_figures() -> None:
    total = {"成员编号": "合计", "户编号": "", "人口股": "2.49", "农龄股": ""}
    with pytest.raises(EventRefused) as refusal:
        taken([*GOOD, total])
    assert [found.explanation.zh for found in refusal.value.problems] == [
        f"第 5 行“{column}”：合计写 {has}，各行相加是 {ought}；请找出漏掉或写错的一行"
        for column, has, ought in (("人口股", "2.49", "2.50"), ("农龄股", "0.00", "12.42"))
    ]


def test_what_the_register_refuses_is_told_with_its_row() -> None:
    scene = empty()
    scene.member("M0102", 100, "H09")
    assert mistakes(GOOD, scene) == [("ALREADY_MEMBER", "row 3")]
    fixed = Village()
    fixed.share_class("人口股", -9, form="STATIC", fixed_on=on(-5))
    fixed.share_class("农龄股")
    assert mistakes(GOOD, fixed) == [("CLASS_FIXED", f"row {row}") for row in (2, 3, 4)]


def test_an_older_deed_that_the_list_would_break_is_told_by_its_day() -> None:
    scene = empty()
    scene.member("M0900", 100, "H09")
    scene.member("M0901", 100, "H09")
    scene.add(HouseholdSplit, 5, household="H09", new_household="H01", holders=("M0900",))
    with pytest.raises(EventRefused) as refusal:
        taken(GOOD, scene)
    (found,) = refusal.value.problems
    assert found.code == "BREAKS_LATER_DEED"
    assert found.explanation.en.startswith("with this entry the household split of 2020-01-06")


def test_a_list_s_proof_is_no_identity_card() -> None:
    proof = Proof(title="身份证", number="330722199001011234")
    with pytest.raises(EventRefused) as refusal:
        member_list(empty().log, GOOD, replace(ORIGIN, proof=proof))
    assert [found.code for found in refusal.value.problems] == ["PERSONAL_NUMBER"]


def test_personal_columns_are_split_off_whole() -> None:
    rows: list[Row] = [one | {"姓名": "李四", "银行账号": "6222"} for one in GOOD]
    open_rows, personal = split_personal(rows)
    assert open_rows == GOOD
    assert personal[0] == {"成员编号": "M0101", "姓名": "李四", "银行账号": "6222"}
