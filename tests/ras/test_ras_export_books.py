"""`ras export vouchers | town | uplift` on a journal that another process may be writing."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from beancount.loader import load_file
from openpyxl import load_workbook

from records.canonical import digest
from records.ledger.period import Period, PeriodMark
from records.store.act import Act
from records.store.journal_store import journal_url, open_journal
from tests.records.journal_scene import Clock, tamper
from tests.records.test_records_exchange_town import records
from tests.records.uplift_scene import FIRM, LOWER, SYSTEMS, UPPER

Ras = Callable[..., Any]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("farm")
    told = records()
    (folder / "dashboard").mkdir()
    with open_journal(journal_url(folder / "dashboard" / "journal.db"), clock=Clock()) as store:
        store.append_all(list(told.events))
        whole = [Period(entity, date(2026, 1, 1), date(2026, 12, 31)) for entity in SYSTEMS]
        store.carry_out(
            Act(told.deeds, told.entries, [PeriodMark(one, "li") for one in whole]), "li"
        )
    return folder


def test_beancount_text_is_clean_and_rests_on_the_databases_own_sums(
    ras: Ras, data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "firm.beancount"
    answer = ras("export", "vouchers", out, "--format", "beancount", "--entity", FIRM,
                 "--year", "2026", "--data", data)  # fmt: skip
    assert answer.code == 0, answer.err
    assert "bean-check" in answer.err
    entries, errors, _ = load_file(str(out))
    assert not errors and len(entries) > 50
    copy = tmp_path / "copy.db"
    copy.write_bytes((data / "dashboard" / "journal.db").read_bytes())
    tamper(copy, "UPDATE ledger_lines SET amount_fen = amount_fen + 1 WHERE entry_seq = 1 "
                 "AND line_no = 1")  # fmt: skip
    again = ras("export", "vouchers", out, "--format", "beancount", "--entity", FIRM,
                "--year", "2026", "--data", copy)  # fmt: skip
    assert again.code == 0, again.err
    assert any("Balance failed" in error.message for error in load_file(str(out))[1])


def test_vouchers_for_a_vendor_are_refused_with_every_reason_and_then_written(
    ras: Ras, data: Path, tmp_path: Path
) -> None:
    asked = ("export", "vouchers", tmp_path / "v.txt", "--format", "u8", "--entity", FIRM,
             "--year", "2026", "--data", data)  # fmt: skip
    refused = ras(*asked)
    assert refused.code == 1 and not (tmp_path / "v.txt").exists()
    assert "制单人" in refused.err and "4001 生产成本-租金" in refused.err
    assert "2232 应付利润-上村合作社" in refused.err and "Traceback" not in refused.err
    written = ras(*asked, "--maker", "王会计", "--top-level")
    assert written.code == 0, written.err
    assert "untested" in written.err and "未在用友 U8中试过" in written.err
    text = (tmp_path / "v.txt").read_bytes().decode("gbk")
    assert text.startswith("填制凭证,V800\r\n2026-01-31,记,1,0,租金 上村合作社,4001,100.00,0.00,")


def test_the_list_of_codes_is_written_filled_and_taken_back(
    ras: Ras, data: Path, tmp_path: Path
) -> None:
    asked = ("--format", "kis", "--entity", UPPER, "--month", "2026-12", "--data", data)
    listed = tmp_path / "codes.csv"
    assert ras("export", "vouchers", listed, *asked, "--codes-template").code == 0
    rows = listed.read_text(encoding="utf-8-sig").splitlines()
    filled = [row if not row.endswith(",,") else f"{row[:-1]}9{at}," for at, row in enumerate(rows)]
    listed.write_text("\n".join(filled), encoding="utf-8")
    out = tmp_path / "v.csv"
    answer = ras("export", "vouchers", out, *asked, "--codes", listed, "--maker", "王会计")
    assert answer.code == 0, answer.err
    assert out.read_bytes().startswith(b"\xef\xbb\xbf") and ",9" in out.read_text("utf-8-sig")
    listed.write_text("科目,代码\n102 银行存款,1 2\n", encoding="utf-8")
    assert ras("export", "vouchers", out, *asked, "--codes", listed, "--maker", "王").code == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--format", "sap"), "--format"),
        (("--format", "u8"), "--entity"),
        (("--format", "beancount", "--entity", "没有的村"), "没有的村"),
        (
            ("--format", "u8", "--entity", FIRM, "--from", "2026-13-01", "--to", "2026-12-31"),
            "2026-13-01",
        ),
    ],
)
def test_a_wish_that_cannot_be_met_says_why(
    ras: Ras, data: Path, tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    answer = ras("export", "vouchers", tmp_path / "x", *more, "--data", data)
    assert answer.code in (1, 2) and said in answer.err and "Traceback" not in answer.err


def test_the_town_gets_one_line_for_programs_and_sheets_for_people(
    ras: Ras, data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "town.xlsx"
    answer = ras("export", "town", out, "--quarter", "2026-Q1", "--json", "--data", data)
    assert answer.code == 0, answer.err
    document = json.loads(answer.out)
    assert set(document["payload"]) == {"YIELD", "UPLIFT"}
    body = {key: value for key, value in document.items() if key != "hash"}
    assert document["hash"] == digest(body)
    assert load_workbook(out).sheetnames == ["集体经济", "重点项目", "说明"]


@pytest.mark.parametrize("more", [(), ("--month", "2026-01", "--quarter", "2026-Q1")])
def test_the_town_asks_for_one_period(ras: Ras, data: Path, more: tuple[str, ...]) -> None:
    assert ras("export", "town", "--json", *more, "--data", data).code == 2
    assert ras("export", "town", "--month", "2026-01", "--data", data).code == 2
    assert ras("export", "town", "--json", "--month", "2026-1", "--data", data).code == 1


def test_the_uplift_is_a_table_a_document_and_a_workbook(
    ras: Ras, data: Path, tmp_path: Path
) -> None:
    shown = ras("export", "uplift", "--year", "2026", "--data", data)
    assert shown.code == 0 and "625.00" in shown.out, shown.err
    out = tmp_path / "uplift.xlsx"
    answer = ras("export", "uplift", out, "--year", "2026", "--json", "--data", data)
    body = json.loads(answer.out)
    assert body["whole"]["streams"]["RENT"] == 10_000 and body["inside"][0]["project"] == FIRM
    assert {one["village"] for one in body["inside"]} == {UPPER, LOWER}
    assert "增收明细" in load_workbook(out).sheetnames


def test_without_parties_there_is_no_uplift(ras: Ras, tmp_path: Path) -> None:
    with open_journal(journal_url(tmp_path / "journal.db"), clock=Clock()):
        pass
    answer = ras("export", "uplift", "--year", "2026", "--data", tmp_path)
    assert answer.code == 1 and "登记" in answer.err
