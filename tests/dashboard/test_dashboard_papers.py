"""Papers through the door: each opens, says what the run says, shows no name, asks for its right.

The figures of the papers are tested with records.reports; here, that the door hands out the same.
"""

import io
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from dashboard.money.papers import Format, attachment, report_books
from records.audit.anchor import Anchor
from tests.dashboard.money_bench import MoneyBench, on_day
from tests.dashboard.test_dashboard_money_run import RUN, VILLAGE, ready, until_approved

CHANNEL = "村委会 0579-87000000 监事会"
EVERY_RUN_PAPER = (
    f"/runs/{RUN}/paper", f"/runs/{RUN}/notice", f"/runs/{RUN}/statements",
    f"/runs/{RUN}/statements/M0302",
)  # fmt: skip
SPANS = ("/papers/yield", "/papers/dividends", "/papers/annual")


async def file_of(desk: MoneyBench, path: str, login: str = "auditor", **query: Any) -> bytes:
    answer = await (await desk.as_(login)).get(f"/api/v1{path}", params=query)
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    return answer.content


async def refused(desk: MoneyBench, path: str, **query: Any) -> tuple[int, str]:
    answer = await (await desk.as_("accountant")).get(f"/api/v1{path}", params=query)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["text"]["zh"] and answer.json()["text"]["en"]
    return answer.status_code, answer.json()["error"]


def pages(body: bytes) -> int:
    assert body.startswith(b"%PDF-")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", body))


def cells(body: bytes) -> list[object]:
    book = load_workbook(io.BytesIO(body))
    return [cell for sheet in book for row in sheet.values for cell in row if cell is not None]


def test_every_paper_of_a_run_opens_for_the_auditor_and_names_nobody(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await until_approved(desk)
        lines = (await desk.get(f"/runs/{RUN}/lines"))["lines"]
        paid = {one["gross_fen"] / 100 for one in lines}
        book = await file_of(desk, f"/runs/{RUN}/paper")
        assert paid <= set(cells(book))
        assert pages(await file_of(desk, f"/runs/{RUN}/paper", form="pdf"))
        notice = cells(await file_of(desk, f"/runs/{RUN}/notice", form="xlsx", channel=CHANNEL))
        assert any(CHANNEL in str(one) for one in notice)
        assert not {one["holder"] for one in lines} & set(map(str, notice)), "households only"
        assert pages(await file_of(desk, f"/runs/{RUN}/notice", channel=CHANNEL)) == 1
        every = await file_of(desk, f"/runs/{RUN}/statements")
        assert pages(every) == len(lines)
        assert pages(await file_of(desk, f"/runs/{RUN}/statements/M0302")) == 1

    on_day(tmp_path, date(2026, 12, 31), test)


def test_who_took_statements_is_told_and_a_refusal_is_not(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await until_approved(desk)
        await file_of(desk, f"/runs/{RUN}/statements/M0302", "reviewer")
        await file_of(desk, f"/runs/{RUN}/statements", "manager")
        assert await refused(desk, f"/runs/{RUN}/statements/M9999") == (422, "holder_unknown")
        rows = (await desk.get("/audit", "auditor"))["rows"]
        told = [
            (one["actor"], one["target"]) for one in rows if one["action"] == "statements_taken"
        ]
        assert told == [("reviewer", RUN), ("manager", RUN)]

    on_day(tmp_path, date(2026, 12, 31), test)


def test_a_paper_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await desk.step("RUN_DRAFTED", RUN, VILLAGE, year=2026)
        for path in EVERY_RUN_PAPER:
            assert await refused(desk, path) == (422, "run_not_computed")
            assert await refused(desk, path.replace(RUN, "nobody")) == (404, "run_unknown")
        await desk.step("RUN_COMPUTED", RUN, VILLAGE)
        notice = f"/runs/{RUN}/notice"
        assert await refused(desk, notice, channel=CHANNEL) == (422, "posting_day_missing")
        assert await refused(desk, notice, posted="2027-01-05") == (422, "channel_missing")
        assert await refused(desk, notice, form="doc") == (422, "bad_input")
        for path in SPANS[:2]:
            assert await refused(desk, path, month="2026-13") == (422, "span_unreadable")
            assert await refused(desk, path, month="2026-11", year="2026") == (422, "span_unclear")
        assert await refused(desk, "/papers/yield", by="weather") == (422, "bad_input")

    on_day(tmp_path, date(2026, 12, 31), test)


def test_a_plan_is_printed_before_it_is_posted_up(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await desk.step("RUN_DRAFTED", RUN, VILLAGE, year=2026)
        await desk.step("RUN_COMPUTED", RUN, VILLAGE)
        asked = {"channel": CHANNEL, "posted": "2027-01-05", "form": "xlsx"}
        said = " ".join(map(str, cells(await file_of(desk, f"/runs/{RUN}/notice", **asked))))
        assert "2027-01-20" in said, "fifteen full days after the day of posting"

    on_day(tmp_path, date(2026, 12, 31), test)


def test_spans_of_an_empty_farm_and_the_year_by_itself(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        for path in SPANS:
            for form in Format:
                body = await file_of(desk, path, form=form.value)
                assert body[:4] == (b"%PDF" if form is Format.PDF else b"PK\x03\x04")
        name = "2026 年第四季度"
        quarter = cells(await file_of(desk, "/papers/yield", quarter="2026-Q4", by="tank"))
        assert any(name in str(one) for one in quarter)
        days = {"from": "2026-11-01", "to": "2026-11-30"}
        assert cells(await file_of(desk, "/papers/dividends", **days))

    on_day(tmp_path, date(2026, 12, 31), test)


def test_nobody_takes_a_paper_who_may_not_see_money(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        program = desk.bench.program()
        for path in (*EVERY_RUN_PAPER, *SPANS):
            for login in ("viewer", "operator", "technician", "admin"):
                answer = await (await desk.as_(login)).get(f"/api/v1{path}")
                assert answer.status_code == 403, (login, path)
            assert (await program.get(f"/api/v1{path}")).status_code == 403
            assert (await desk.bench.client().get(f"/api/v1{path}")).status_code == 401

    on_day(tmp_path, date(2026, 12, 31), test)


def test_what_is_written_meanwhile_is_of_the_next_paper(tmp_path: Path) -> None:
    """The heads are read first: a deed written after them is not in the paper."""

    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        store, office = desk.store, desk.bench.desk.money
        heads = store.anchor("trial").heads
        await desk.step("RUN_DRAFTED", RUN, VILLAGE, year=2026)
        whole = report_books(office)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(store), "anchor", lambda *_: Anchor("trial", "", heads))
            cut = report_books(office)
        assert len(cut.deeds) == heads["deeds"].seq == len(whole.deeds) - 1
        assert cut.head_hash("deeds") != whole.head_hash("deeds")
        assert not whole.constructed

    on_day(tmp_path, date(2026, 12, 31), test)


@given(st.text(max_size=120))
def test_a_file_name_breaks_no_header_and_no_folder(told: str) -> None:
    header = attachment("dividend", told, Format.PDF)
    assert header.isascii() and header.isprintable()
    name = unquote(header.partition("filename*=UTF-8''")[2])
    assert name.endswith(".pdf") and len(name) <= 84
    assert not set(name) & set('/\\:*?"<>|;\r\n\t\0 ') and not name.startswith("..")


def test_a_chinese_name_arrives_whole() -> None:
    header = attachment("dividend", "分红报表 v-2026", Format.XLSX)
    assert header.startswith('attachment; filename="dividend.xlsx"; ')
    assert unquote(header).endswith("UTF-8''分红报表_v-2026.xlsx")
