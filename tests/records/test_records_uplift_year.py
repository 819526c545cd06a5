"""Toward the promised income: what counts, once, against its target, down to vouchers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pydantic import ValidationError

from farm.words import Words
from records.canonical import canonical_json
from records.deeds.every import read_deed
from records.ledger.entry import Entry
from records.ledger.roles import Role
from records.reports.table import Provenance
from records.reports.workbook import workbook_bytes
from records.uplift.deeds import KnownAs, UpliftDefined
from records.uplift.gains import gains
from records.uplift.scope import DEFAULT_TARGET_FEN, scope_on
from records.uplift.streams import STREAMS, Side, Stream, Where
from records.uplift.tables import UNASSIGNED, drill, uplift_tables
from records.uplift.year import UpliftYear, uplift_year
from tests.records.dividend_scene import refusal
from tests.records.ledger_scene import deed
from tests.records.parties_scene import Project
from tests.records.uplift_scene import (
    FIRM,
    LOWER,
    PEASANTS,
    SCOPE,
    UPPER,
    plain,
    rent,
    story,
    taken_back,
    wages,
)

ABOUT = Provenance(FIRM, "2026 年", "增收口径", "0" * 64, "f" * 64, "2027-01-05", "会计")
MADE_AT = datetime(2027, 1, 5, tzinfo=UTC)
HARVESTED = {"2026-01": 1_000_000, "2026-12": 2_000_000, "2025-12": 7}


def told(entries: list[Entry], deeds: list[Any], **fields: Any) -> UpliftYear:
    scope = replace(SCOPE, **fields)
    return uplift_year(gains(entries, deeds, scope), scope, HARVESTED, 2026)


def streams_of(year: UpliftYear) -> dict[str, int]:
    return {key: figure.amount_fen for key, figure in year.whole.streams.items()}


def test_a_year_counts_each_stream_once_and_only_what_the_project_brought() -> None:
    year = told(*story())
    assert streams_of(year) == {
        "DIVIDEND": 50_000, "RENT": 10_000, "WATER_FEE": 2_500, "OTHER_INCOME": 111,
        "LOCAL_WAGES": 60_000, "LAND_RENT": 700, "PURCHASES": 300, "MEMBER_DIVIDEND": 25_000,
    }  # fmt: skip
    whole = year.whole
    assert (whole.collective_fen, whole.villagers_fen) == (62_611, 61_000)
    assert whole.total_fen == 123_611
    assert whole.unassigned.amount_fen == 4_000 + 30_000
    assert whole.banked.amount_fen == 10_000
    assert whole.gap_fen == 1_200_000 - 123_611
    assert whole.percent_x100_floor == 123_611 * 10_000 // 1_200_000
    assert (whole.harvested_g, whole.fen_per_kg_floor) == (3_000_000, 123_611 // 3000)


def test_months_add_up_to_the_year_and_share_its_target_by_twelfths() -> None:
    year = told(*story(), target_fen=1_000_003)
    assert len(year.months) == 12
    assert sum(month.total_fen for month in year.months) == year.whole.total_fen
    assert sum(month.target_fen or 0 for month in year.months) == 1_000_003
    assert {month.target_fen for month in year.months} == {83_333, 83_334}
    assert year.months[0].streams["RENT"].amount_fen == 10_000
    assert year.months[4].fen_per_kg_floor is None and year.months[4].total_fen == 0
    unset = told(*story(), spread=False)
    assert unset.months[0].target_fen is unset.months[0].gap_fen is None
    assert unset.whole.target_fen == 1_200_000


def test_a_part_of_a_year_tells_only_its_months() -> None:
    scope, (entries, deeds) = SCOPE, story()
    part = uplift_year(gains(entries, deeds, scope), scope, HARVESTED, 2026, last_month=3)
    assert [month.name for month in part.months] == ["2026-01", "2026-02", "2026-03"]
    assert part.whole.streams["DIVIDEND"].amount_fen == 0
    assert part.whole.harvested_g == 1_000_000
    assert part.so_far.target_fen == 300_000 and part.so_far.total_fen == part.whole.total_fen
    first = uplift_tables(part, ABOUT)[0]
    assert [row["month"] for row in first.rows][3:] == ["累计，对同期目标", "累计，对全年目标"]
    assert first.rows[3]["gap"] == Decimal("3000.00") - Decimal("736.11")


def test_what_moved_inside_is_taken_out_of_the_income_of_all() -> None:
    found = told(*story()).elimination
    assert found.inside_fen == 62_611
    assert found.outside_fen == 500_000 + 4_000
    assert found.gross_fen == 566_611
    flows = {flow.village: flow for flow in found.flows}
    assert flows[LOWER].difference_fen == 0
    # The company never booked the other income of 1.11 yuan; both figures stand side by side.
    assert (flows[UPPER].owed_fen, flows[UPPER].income_fen) == (40_000, 40_111)
    assert flows[UPPER].difference_fen == -111


def test_a_figure_drills_to_its_vouchers() -> None:
    year = told(*story())
    rows = drill(year.whole, "LOCAL_WAGES")
    assert [(row["number"], row["total"], row["counted"]) for row in rows] == [
        ("记-2", Decimal("900.00"), Decimal("600.00"))
    ]
    assert {row["entity"] for row in drill(year.whole, "DIVIDEND")} == {UPPER, LOWER}
    rest = drill(year.whole, "")
    assert sorted(str(row["counted"]) for row in rest) == ["300.00", "40.00"]
    assert drill(year.months[0], "WATER_FEE") == []


def test_a_voucher_for_two_streams_counts_for_none_and_is_told() -> None:
    both = plain(
        UPPER, "2026-05-01", (f"112 应收款-{FIRM}", 30), ("501 经营收入-租金", -10),
        ("501 经营收入-水资源费", -20),
    )  # fmt: skip
    found = gains([both], [], SCOPE)
    assert [problem.code for problem in found.problems] == ["TWO_STREAMS"]
    assert "记-1" in found.problems[0].explanation.zh
    year = uplift_year(found, SCOPE, {}, 2026)
    assert year.whole.total_fen == 0 and year.whole.unassigned.amount_fen == 30


def test_streams_that_overlap_by_definition_are_found() -> None:
    words = Words(zh="重", en="double")
    again = Stream("AGAIN", words, Side.COLLECTIVE, Where.VILLAGE_INCOME, ((Role.SALES, ""),))
    found = gains(rent(UPPER, "2026-01-31", 10), [], SCOPE, (*STREAMS, again))
    assert [problem.code for problem in found.problems] == ["TWO_STREAMS"]


def test_without_a_stream_wages_stay_unassigned() -> None:
    due, entry = wages("2026-02-01", 90, 60)
    found = gains([entry], [due], SCOPE, STREAMS[:4])
    assert (found.items[0].stream, found.items[0].counted_fen) == (None, 0)


def test_red_letters_take_a_gain_back() -> None:
    entries, deeds = story()
    again = [*entries, *(taken_back(entry) for entry in entries)]
    year = told(again, deeds)
    assert set(streams_of(year).values()) == {0}
    assert year.whole.unassigned.amount_fen == year.whole.banked.amount_fen == 0
    assert year.elimination.gross_fen == 0


def test_the_sheets_say_what_the_figures_rest_on() -> None:
    tables = uplift_tables(told(*story()), ABOUT)
    book = load_workbook(BytesIO(workbook_bytes(tables, MADE_AT)))
    assert book.sheetnames == ["增收进度", "增收明细", "内部往来", "说明"]
    progress = book["增收进度"]
    heads = [cell.value for cell in progress[1]]
    assert heads[:3] == ["期间", "项目分红（元）", "租金（元）"]
    assert "目标（元）（未核实）" in heads
    year = {head: cell.value for head, cell in zip(heads, progress[14], strict=True)}
    assert year["期间"] == "累计，对全年目标" and year["增收合计（元）"] == 1236.11
    assert year["每千克增收（元）"] == 0.41 and year["完成（%）（未核实）"] == 10.3
    names = [row[0].value for row in book["增收明细"].iter_rows(min_row=2)]
    assert "本村人工资" in names and UNASSIGNED in names
    notes = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=2)}
    assert notes["目标来源"] == "测试口径" and "未核实：增收口径 项目分红" in notes
    assert notes["其中内部往来，已抵销（元）"] == "626.11"


def test_figures_for_programs_are_whole_numbers() -> None:
    body = told(*story()).as_json()
    canonical_json(body)
    assert body["year"] == 2026 and len(body["months"]) == 12  # type: ignore[arg-type]
    assert body["income_from_outside_fen"] == 504_000 and body["verified"] is False


def defined(day: str = "2026-01-01", **fields: Any) -> UpliftDefined:
    given_fields: dict[str, Any] = {
        "entity": FIRM, "target_fen": 400_000_000, "spread": "EVEN", "projects": (FIRM,),
        "villages": (UPPER, LOWER), "known_as": (KnownAs(entity=FIRM, name="渔业公司"),),
        "villager_payees": (PEASANTS,), "source": "镇会议纪要 2026-3", **fields,
    }  # fmt: skip
    made: UpliftDefined = deed(UpliftDefined, day, sorted(map(str, fields)), **given_fields)
    return made


def test_people_define_what_counts_and_a_later_day_takes_over() -> None:
    early, late = defined(), defined("2026-07-01", target_fen=1, verified=True, spread="YEAR_ONLY")
    assert read_deed(early.canonical()) == early
    before = scope_on([late, early], FIRM, date(2026, 6, 30))
    assert before.target_fen == 400_000_000 and before.spread and not before.verified
    assert before.projects == {FIRM: FIRM, "渔业公司": FIRM}
    assert before.villager_payees == {PEASANTS}
    after = scope_on([late, early], None, date(2026, 7, 1))
    assert (after.target_fen, after.verified, after.spread) == (1, True, False)


def test_without_a_definition_the_registered_parties_and_the_reported_target_hold() -> None:
    parties = Project()
    parties.party(FIRM, "COMPANY")
    parties.party(UPPER, "COLLECTIVE")
    found = scope_on(parties.log, None, date(2027, 1, 1))
    assert found.project_ids == [FIRM] and found.village_ids == [UPPER]
    assert found.projects[f"{FIRM}（虚构）"] == FIRM
    assert found.target_fen == DEFAULT_TARGET_FEN and not found.verified


def test_without_parties_nothing_is_counted() -> None:
    assert refusal(scope_on, [], None, date(2026, 1, 1)).code == "NO_UPLIFT_SCOPE"


@pytest.mark.parametrize(
    "fields",
    [
        {"projects": (UPPER,)},
        {"villager_payees": (UPPER,)},
        {"known_as": (KnownAs(entity="别人", name="x"),)},
        {"known_as": (KnownAs(entity=FIRM, name=UPPER),)},
        {"target_fen": 0},
        {"villages": ()},
    ],
)
def test_a_definition_that_means_two_things_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        defined(**fields)
