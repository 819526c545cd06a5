"""Voucher files for two vendors: the bytes of the formats, and everything refused before them."""

from datetime import date
from typing import Any

import pytest

from records.exchange.chosen import Voucher, chosen
from records.exchange.vendor_checks import TOLD_MAX, Wanted
from records.exchange.vendor_codes import (
    OWN_CODES,
    VendorCodes,
    codes_template,
    read_codes,
)
from records.exchange.vendor_files import VoucherFile, voucher_file
from records.exchange.vendor_limits import KIS, U8
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.entry import Entry, EntryLine
from records.refusal import Problem
from tests.records.ledger_scene import account, uid

REC = AccountingSystem.REC
VILLAGE = "示例村"
TAIL = ",,,,,,,,,,,,,,,,0,,0,,,,,,,,,0,0,0,0,0,,0,0,0,0"


def rec(day: str, summary: str, *lines: tuple[str, int]) -> Entry:
    made = tuple(EntryLine(account(label, REC), fen) for label, fen in lines)
    return Entry(uid((day, summary, lines)), VILLAGE, date.fromisoformat(day), summary, made)


def year_end(summary: str = "年终结转与分配") -> list[Entry]:
    return [
        rec(
            "2026-12-31", summary,
            ("501 经营收入", 1_234_568), ("502 投资收益", 8_765_433), ("321 本年收益", -10_000_001),
        ),
        rec(
            "2026-12-31", summary,
            ("322 收益分配-各项分配-成员分配", 6_300_038), ("113 内部往来-成员", -6_300_038),
        ),
    ]  # fmt: skip


def of_2026(entries: list[Entry]) -> list[Voucher]:
    return chosen(entries, VILLAGE, date(2026, 1, 1), date(2026, 12, 31))


def made(entries: list[Entry], **fields: Any) -> VoucherFile:
    given = {"limits": U8, "maker": "会计A", "codes": VendorCodes(top_level=True), **fields}
    file, problems = voucher_file(of_2026(entries), Wanted(**given))
    assert file is not None, problems
    return file


def refused(entries: list[Entry], **fields: Any) -> list[Problem]:
    given = {"limits": U8, "maker": "会计A", "codes": VendorCodes(top_level=True), **fields}
    file, problems = voucher_file(of_2026(entries), Wanted(**given))
    assert file is None and problems
    assert all(found.explanation.zh and found.explanation.en for found in problems)
    return problems


def codes(problems: list[Problem]) -> list[str]:
    return [found.code for found in problems]


def test_u8_text_has_the_bytes_of_its_format() -> None:
    file = made(year_end())
    lines = file.body.decode("gbk").split("\r\n")
    assert lines[0] == "填制凭证,V800" and lines[-1] == ""
    assert lines[1:4] == [
        f"2026-12-31,记,1,0,年终结转与分配,501,12345.68,0.00,,,,会计A{TAIL}",
        f"2026-12-31,记,1,0,年终结转与分配,502,87654.33,0.00,,,,会计A{TAIL}",
        f"2026-12-31,记,1,0,年终结转与分配,321,0.00,100000.01,,,,会计A{TAIL}",
    ]
    assert lines[4].startswith("2026-12-31,记,2,0,年终结转与分配,322,63000.38,0.00,")
    assert file.body.count(b"\n") == file.body.count(b"\r\n") == 6
    assert (file.vouchers, file.debit_fen) == (2, 10_000_001 + 6_300_038)
    assert "未在用友 U8中试过" in file.notices[0].zh and "untested" in file.notices[0].en
    assert file.name == "用友U8凭证-2026-12-未试导入.txt"


def test_kis_table_has_the_bytes_of_its_format() -> None:
    file = made(year_end(), limits=KIS)
    assert file.body.startswith(b"\xef\xbb\xbf")
    lines = file.body.decode("utf-8-sig").split("\r\n")
    assert lines[:4] == [
        "凭证日期,凭证字,凭证号,附件数,摘要,科目代码,科目名称,借方金额,贷方金额,核算项目",
        "2026-12-31,记,1,0,年终结转与分配,501,经营收入,12345.68,,",
        "2026-12-31,记,1,0,年终结转与分配,502,投资收益,87654.33,,",
        "2026-12-31,记,1,0,年终结转与分配,321,本年收益,,100000.01,",
    ]
    assert file.name.endswith("未试导入.csv") and "金蝶 KIS" in file.notices[0].zh


def test_a_number_is_the_one_in_our_books() -> None:
    early = rec("2026-11-30", "早", ("101 库存现金", 5), ("501 经营收入", -5))
    other = Entry(uid("x"), "另一村", date(2026, 12, 1), "别家", early.lines)
    first, second = year_end()
    vouchers = of_2026([first, early, other, second])
    assert [one.name for one in vouchers] == ["2026-11 记-1", "2026-12 记-1", "2026-12 记-2"]
    late = chosen([first, second], VILLAGE, date(2027, 1, 1), date(2027, 1, 2))
    assert not late


def test_everything_wrong_is_told_at_once_with_voucher_and_remedy() -> None:
    entries = [
        rec("2026-03-01", "含,逗号", ("101 库存现金", 5), ("501 经营收入", -5)),
        rec("2026-03-02", "字" * 31, ("101 库存现金", 5), ("501 经营收入", -5)),
        rec("2026-03-03", "电费", ("401 生产(劳务)成本-电费", 5), ("211 应付款", -5)),
        rec("2026-03-04", "𠮷田", ("401 生产(劳务)成本-电费", 5), ("211 应付款", -5)),
        rec("2026-03-05", "多", ("101 库存现金", 10**15), ("501 经营收入", -(10**15))),
        rec("2026-03-06", " ", ("101 库存现金", 5), ("501 经营收入", -5)),
    ]
    problems = refused(entries, maker="王,会计", codes=OWN_CODES)
    assert codes(problems) == [
        "MAKER_UNFIT", "NO_ACCOUNT_CODE", "SUMMARY_UNFIT", "SUMMARY_TOO_LONG", "SUMMARY_UNFIT",
        "AMOUNT_TOO_LONG", "SUMMARY_EMPTY",
    ]  # fmt: skip
    by_code = {found.code: found.explanation for found in problems}
    assert "2026-03 记-3、2026-03 记-4" in by_code["NO_ACCOUNT_CODE"].zh
    assert "--codes-template" in by_code["NO_ACCOUNT_CODE"].en
    assert by_code["SUMMARY_TOO_LONG"].zh.startswith("2026-03 记-2：")


@pytest.mark.parametrize(("signs", "taken"), [(30, True), (31, False)])
def test_sixty_bytes_of_summary_are_thirty_chinese_characters(signs: int, taken: bool) -> None:
    entries = [rec("2026-03-02", "字" * signs, ("101 库存现金", 5), ("501 经营收入", -5))]
    if taken:
        made(entries)
    else:
        assert codes(refused(entries)) == ["SUMMARY_TOO_LONG"]
        made(entries, limits=KIS)


def test_no_vouchers_and_two_years_are_refused() -> None:
    assert codes(refused([])) == ["NO_VOUCHERS"]
    both = [
        rec(day, "现", ("101 库存现金", 5), ("501 经营收入", -5))
        for day in ("2026-12-31", "2027-01-01")
    ]
    vouchers = chosen(both, VILLAGE, date(2026, 1, 1), date(2027, 12, 31))
    wanted = Wanted(U8, "会计A")
    assert codes(voucher_file(vouchers, wanted)[1]) == ["TWO_YEARS"]


def test_a_number_beyond_the_vendors_is_refused() -> None:
    one = of_2026(year_end())[0]
    high = Voucher(one.word, U8.number_max + 1, one.entry)
    assert codes(voucher_file([high], Wanted(U8, "会计A"))[1]) == ["NUMBER_TOO_HIGH"]
    held = Voucher(one.word, U8.number_max, one.entry)
    assert voucher_file([held], Wanted(U8, "会计A"))[0] is not None


def test_a_text_is_fitted_only_when_asked_and_told() -> None:
    long = "售鱼,批次\n“甲”𠮷" + "字" * 40
    entries = [rec("2026-03-01", long, ("101 库存现金", 5), ("501 经营收入", -5))]
    assert codes(refused(entries)) == ["SUMMARY_UNFIT"]
    file = made(entries, fit=True)
    summary = file.body.decode("gbk").split("\r\n")[1].split(",")[4]
    assert summary.startswith("售鱼，批次 “甲”〓字") and len(summary.encode("gbk")) <= 60
    assert any("2026-03 记-1" in notice.zh and "摘要" in notice.zh for notice in file.notices)
    assert len(made(year_end()).notices) == 2
    assert (
        "2 张" in made(year_end()).notices[1].zh and "163000.39" in made(year_end()).notices[1].en
    )


def test_vouchers_dated_before_the_number_before_them_are_told() -> None:
    entries = [
        rec("2026-03-31", "后", ("101 库存现金", 5), ("501 经营收入", -5)),
        rec("2026-03-02", "先", ("101 库存现金", 5), ("501 经营收入", -5)),
    ]
    assert "2026-03 记-2" in made(entries).notices[2].zh


def test_codes_are_taken_from_the_accountants_list() -> None:
    used = [line.account for entry in year_end() for line in entry.lines]
    template = codes_template(used).decode("utf-8-sig")
    assert "322 收益分配-各项分配-成员分配,,\r\n" in template
    assert "501 经营收入,501,\r\n" in template
    filled = template.replace("-成员分配,,", "-成员分配,3220102,成员分配")
    filled = filled.replace("113 内部往来-成员,,", "113 内部往来-成员,11301,")
    listed, problems = read_codes(filled.encode("gbk"))
    assert not problems
    lines = made(year_end(), codes=listed, limits=KIS).body.decode("utf-8-sig").split("\r\n")
    assert lines[4].split(",")[5:7] == ["3220102", "成员分配"]
    assert lines[5].split(",")[5:7] == ["11301", "内部往来-成员"]


def test_a_list_of_codes_with_faults_is_refused_whole() -> None:
    text = "科目,代码\n102 银行存款,10 2\n101 库存现金,101\n101 库存现金,1011\n"
    _, problems = read_codes(text.encode())
    assert codes(problems) == ["CODE_UNREADABLE", "CODE_TWICE"]
    assert codes(read_codes(b"\x00\x01")[1]) == ["FILE_NOT_TEXT"]
    long, _ = read_codes("科目,代码\n501 经营收入,1234567890123456\n".encode())
    entries = [rec("2026-03-01", "现", ("101 库存现金", 5), ("501 经营收入", -5))]
    assert codes(refused(entries, codes=long)) == ["CODE_TOO_LONG"]
    made(entries, codes=long, limits=KIS)


def test_a_name_that_cannot_be_written_needs_one_from_the_list() -> None:
    entries = [rec("2026-03-01", "现", ("101 库存现金-甲,乙", 5), ("501 经营收入", -5))]
    assert codes(refused(entries, limits=KIS, codes=OWN_CODES)) == ["NO_ACCOUNT_CODE"]
    label = Account(REC, "101", ("甲,乙",)).label
    unnamed = VendorCodes({label: ("10101", "")})
    assert codes(refused(entries, limits=KIS, codes=unnamed)) == ["ACCOUNT_NAME_UNFIT"]
    made(entries, codes=unnamed)
    made(entries, limits=KIS, codes=VendorCodes({label: ("10101", "甲乙")}))
    assert b'"101 ' in codes_template([entries[0].lines[0].account])


def test_many_problems_are_counted_beyond_the_first() -> None:
    entries = [
        rec("2026-03-01", f"含,{at}", ("101 库存现金", 5), ("501 经营收入", -5))
        for at in range(TOLD_MAX + 7)
    ]
    problems = refused(entries)
    assert len(problems) == TOLD_MAX + 1 and problems[-1].explanation.zh == "还有 7 处"
