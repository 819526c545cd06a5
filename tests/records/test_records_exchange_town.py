"""What the town is told of a month or quarter: sums only, and no more than people allowed."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pydantic import ValidationError

from records.canonical import digest
from records.deeds.deed import Deed, Proof
from records.deeds.every import read_deed
from records.exchange.asked import town_sheets, town_taken
from records.exchange.town_deeds import (
    LEAST,
    ProjectFunding,
    ProjectStep,
    Section,
    TownViewAllowed,
)
from records.exchange.town_feed import feed_line
from records.exchange.town_period import town_period
from records.ledger.bookings import Matter
from records.parties.organisations import Party
from records.reports.workbook import workbook_bytes
from records.uplift.asked import Records
from tests.records.dividend_scene import refusal
from tests.records.ledger_scene import PAPER, deed, event
from tests.records.uplift_scene import FIRM, LOWER, UPPER, billed, story, wages

MADE_AT = "2027-01-05 20:00"


def parties() -> list[Deed]:
    kinds = {FIRM: "COMPANY", UPPER: "COLLECTIVE", LOWER: "COLLECTIVE"}
    return [
        deed(Party, "2025-01-01", name, entity=name, party_kind=kind, title=name, proof=PAPER,
             recorded_day=date(2025, 1, 1))
        for name, kind in kinds.items()
    ]  # fmt: skip


def allowed(*sections: Section, day: str = "2026-01-01") -> TownViewAllowed:
    made: TownViewAllowed = deed(
        TownViewAllowed, day, sections, entity=FIRM, sections=sections, proof=PAPER
    )
    return made


def records(*more: Deed) -> Records:
    entries, deeds = story()
    fish = [
        event("STOCK_IN", "2026-02-01", count_heads=1000, mass_g=100_000),
        event("MORT", "2026-02-10", count_heads=25, mass_g=2_500, cause="BACTERIA"),
        event("HARVEST", "2026-02-20", count_heads=100, mass_g=60_000),
        event("HARVEST", "2026-03-20", count_heads=100, mass_g=70_000),
        event("SALE", "2026-03-21", mass_g=50_000, price_fen_per_kg=3_000, customer="欧阳修"),
        event("SALE", "2026-03-22", mass_g=1_000, price_fen_per_kg=0, customer="比赛"),
    ]
    return Records(entries, [*parties(), *deeds, *more], fish)


def taken(period: str, *more: Deed, given: Records | None = None) -> tuple[Any, dict[str, Any]]:
    told = given or records(*more)
    report, document, _ = town_taken(told, period, "e" * 64, MADE_AT)
    return report, json.loads(feed_line(document))


def test_the_least_is_shown_while_nobody_has_decided() -> None:
    report, document = taken("2026-03")
    assert set(document["payload"]) == {"YIELD", "UPLIFT"} == {one.value for one in LEAST}
    assert document["view_decided"] is False and "VILLAGES" in document["not_shown"]
    assert document["payload"]["YIELD"] == {
        "harvested_g": 70_000, "harvested_so_far_g": 130_000, "plan_year_g": 320_000_000,
        "plan_so_far_g": 80_000_000, "percent_of_plan_x100_floor": 4,
    }  # fmt: skip
    assert document["payload"]["UPLIFT"]["target_year_fen"] == 500_000_000
    assert (document["schema"], document["kind"]) == ("ras-town-1", "MONTH")
    assert report.project == FIRM


def test_a_quarter_is_the_sum_of_its_months_and_knows_the_year_so_far() -> None:
    _, document = taken("2026-Q1", allowed(*Section))
    payload = document["payload"]
    assert payload["YIELD"]["harvested_g"] == 130_000
    assert payload["STREAMS"]["rent_fen"] == 10_000
    assert payload["STREAMS"]["local_wages_so_far_fen"] == 60_000
    assert payload["VILLAGES"]["by"][LOWER]["water_fee_fen"] == 2_500
    assert payload["VILLAGES"]["by"][UPPER]["received_in_bank_fen"] == 0
    assert payload["WAGES"] == {"local_people": 6, "local_wages_fen": 60_000}
    assert payload["SALES"] == {
        "sold_g": 50_000, "revenue_fen": 150_000, "average_fen_per_kg": 3_000, "given_g": 1_000,
    }  # fmt: skip
    assert payload["FISH_HEALTH"] == {
        "dead_heads": 25, "dead_g": 2_500, "mortality_x100_half_up": 250,
    }  # fmt: skip
    months = [taken(f"2026-0{number}", allowed(*Section))[1]["payload"] for number in (1, 2, 3)]
    for section, key in [("UPLIFT", "total_fen"), ("STREAMS", "rent_fen"), ("SALES", "sold_g")]:
        assert payload[section][key] == sum(month[section][key] for month in months)
    second = taken("2026-Q2", allowed(*Section))[1]["payload"]
    assert second["VILLAGES"]["by"][UPPER]["received_in_bank_fen"] == 10_000
    assert second["UPLIFT"]["total_so_far_fen"] == payload["UPLIFT"]["total_so_far_fen"]


def test_what_may_be_seen_is_what_the_last_decision_says() -> None:
    more = [allowed(*Section), allowed(Section.SALES, day="2026-03-31")]
    assert set(taken("2026-02", *more)[1]["payload"]) == {one.value for one in Section}
    _, document = taken("2026-03", *more)
    assert set(document["payload"]) == {"SALES"} and document["view_decided"] is True
    assert set(taken("2026-03", *reversed(more))[1]["payload"]) == {"SALES"}
    nothing = taken("2026-04", *more, allowed(day="2026-04-01"))[1]
    assert nothing["payload"] == {}


def few() -> Records:
    due, entry = wages("2026-02-01", 90_000, 60_000)
    lonely = due.model_copy(update={"local_people": 4})
    return Records([entry], [*parties(), lonely], [])


def test_a_sum_that_few_people_share_is_not_told_nor_can_it_be_computed() -> None:
    plain = taken("2026-02", given=few())[1]["payload"]["UPLIFT"]
    assert plain["total_fen"] == 60_000
    told = few()
    told = replace(told, deeds=[*told.deeds, allowed(*Section)])
    _, document = taken("2026-03", given=told)
    payload = document["payload"]
    assert payload["WAGES"]["local_wages_fen"] is None
    assert payload["STREAMS"]["local_wages_fen"] is payload["STREAMS"]["purchases_fen"] is None
    assert payload["UPLIFT"]["total_so_far_fen"] is payload["UPLIFT"]["gap_fen"] is None
    assert payload["UPLIFT"]["percent_of_target_x100_floor"] is None
    assert "60000" not in feed_line(document)


def test_no_person_leaves_the_farm() -> None:
    step = deed(
        ProjectStep, "2026-01-05", entity=FIRM, step="取水许可", category="PERMIT",
        blocked_by="找 13800138000", post="项目办",
    )  # fmt: skip
    report, document = taken("2026-Q1", allowed(*Section), step)
    sheets = workbook_bytes(
        town_sheets(report, document, "会计岗"), datetime(2027, 1, 5, tzinfo=UTC)
    )
    told = feed_line(document) + " ".join(
        str(cell.value) for sheet in load_workbook(BytesIO(sheets)) for row in sheet for cell in row
    )
    assert "欧阳修" not in told and "13800138000" not in told and "kuaiji" not in told
    assert '"li"' not in told
    by = document["payload"]["STEPS"]["by"]["证照 取水许可"]
    assert by == {"due_on": None, "done_on": None, "blocked_by": None, "post": "项目办"}


def test_steps_funding_and_what_was_built_are_told_as_they_stand() -> None:
    def step(day: str, **fields: Any) -> ProjectStep:
        made: ProjectStep = deed(
            ProjectStep, day, entity=FIRM, step="一期投产", category="MILESTONE",
            due=date(2026, 6, 30), **fields,
        )  # fmt: skip
        return made

    def money(day: str, fen: int, source: str = "上级补助") -> ProjectFunding:
        made: ProjectFunding = deed(
            ProjectFunding, day, (fen, source), entity=FIRM, source=source, planned_fen=fen
        )
        return made

    more = [
        allowed(Section.STEPS, Section.INVESTMENT), step("2026-01-05", blocked_by="等电力增容"),
        step("2026-07-02", done=date(2026, 7, 1)), money("2026-01-05", 1_000),
        money("2026-02-05", 1_500), money("2026-02-05", 500, "村集体"),
    ]  # fmt: skip
    told = records(*more)
    bought = [
        billed(FIRM, "2026-02-09", Matter.ASSET_BOUGHT, "设备厂", 700),
        billed(FIRM, "2026-05-09", Matter.ASSET_BOUGHT, "设备厂", 40),
        billed(UPPER, "2026-02-09", Matter.ASSET_BOUGHT, "桌椅", 9),
    ]
    told = replace(told, entries=[*told.entries, *bought])
    spring = taken("2026-Q1", given=told)[1]["payload"]
    assert spring["STEPS"]["by"]["节点 一期投产"] == {
        "due_on": "2026-06-30", "done_on": None, "blocked_by": "等电力增容", "post": None,
    }  # fmt: skip
    assert spring["INVESTMENT"] == {
        "planned_total_fen": 2_000, "booked_fen": 700, "paid_fen": None,
        "by": {"上级补助": {"planned_fen": 1_500}, "村集体": {"planned_fen": 500}},
    }  # fmt: skip
    autumn = taken("2026-Q3", given=told)[1]["payload"]
    assert autumn["STEPS"]["by"]["节点 一期投产"]["done_on"] == "2026-07-01"
    assert autumn["INVESTMENT"]["booked_fen"] == 740


def test_the_document_carries_the_hash_of_everything_else() -> None:
    _, document = taken("2026-03")
    body = {key: value for key, value in document.items() if key != "hash"}
    assert document["hash"] == digest(body)
    again = taken("2026-03")[1]
    assert again == document
    other = taken("2026-03", allowed(Section.SALES))[1]
    assert other["id"] != document["id"]


def test_the_sheets_say_what_is_not_known_and_leave_room_for_a_hand() -> None:
    report, document = taken("2026-Q1", allowed(*Section))
    tables = town_sheets(report, document, "会计岗")
    book = load_workbook(BytesIO(workbook_bytes(tables, datetime(2027, 1, 5, tzinfo=UTC))))
    assert book.sheetnames == ["集体经济", "重点项目", "说明"]
    rows = [[cell.value for cell in row] for row in book["集体经济"].iter_rows(min_row=2)]
    assert ["产量", "", "本期产量", 130, "kg", "", ""] in rows
    assert ["人工填报", None, "整改清单", None, None, None, "由填报人填写"] in rows
    assert any(row[0] == "各村" and row[1] == LOWER and row[3] == 25 for row in rows)
    notes = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=2)}
    assert "正式表样" in str(notes["未知 1"]) and notes["填表人"] in (None, "")
    assert notes["镇里可见范围"] == "按已登记的决定"


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-Q5", "2026-Q0", "Q4", "", "2026-1"])
def test_another_period_is_refused(text: str) -> None:
    assert refusal(town_period, text).code == "NO_TOWN_PERIOD"


def test_a_quarter_has_three_months_and_the_year_so_far() -> None:
    last = town_period("2026-Q4")
    assert last.months == ("2026-10", "2026-11", "2026-12") and len(last.so_far) == 12
    assert (last.first_day, last.last_day) == (date(2026, 10, 1), date(2026, 12, 31))


def test_deeds_for_the_town_are_read_back_and_mean_one_thing() -> None:
    proof = Proof(title="村民代表会议决议")
    assert read_deed(allowed(Section.YIELD).canonical()) == allowed(Section.YIELD)
    with pytest.raises(ValidationError):
        deed(TownViewAllowed, "2026-01-01", entity=FIRM, sections=["YIELD", "YIELD"], proof=proof)
    with pytest.raises(ValidationError):
        deed(ProjectStep, "2026-01-01", entity=FIRM, step="x", category="MILESTONE",
             done=date(2026, 1, 1), blocked_by="电")  # fmt: skip
