"""A bank's file: read in GBK and UTF-8, every fault with its line, the same row counted once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.ledger import csv_rows
from records.ledger.statement import Statement, read_statement

HEAD = "交易日期,摘要,借方发生额(元),贷方发生额(元),账户余额（元）,对方户名,对方账号\n"
GOOD = (
    HEAD
    + '2026-11-02,售鱼款,,"42,800.00",142800.00,永康水产,6228480012345678901\n'
    + "2026/11/3,购饲料,9000.00,,133800.00,饲料厂,6228480099999999999\n"
    + "20261105,手续费,1.5,0.00,133798.50,,\n"
    + "合计,,9001.50,42800.00,,,\n"
)


def read(text: str | bytes) -> Statement:
    data = text if isinstance(text, bytes) else text.encode()
    found, problems = read_statement(data, "102")
    assert problems == [] and found is not None
    return found


def refused(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    found, problems = read_statement(data, "102")
    assert found is None and problems
    return [one.code for one in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_statement_is_read_and_adds_up(encoding: str) -> None:
    title = "中国农业银行账户明细\n账号：****,户名：界岭渔业合作社\n\n"
    found = read((title + GOOD).encode(encoding))
    assert [(row.day, row.amount_fen, row.balance_fen, row.text) for row in found.rows] == [
        (date(2026, 11, 2), 4_280_000, 14_280_000, "售鱼款"),
        (date(2026, 11, 3), -900_000, 13_380_000, "购饲料"),
        (date(2026, 11, 5), -150, 13_379_850, "手续费"),
    ]
    assert (found.opening_fen, found.closing_fen, found.repeated) == (10_000_000, 13_379_850, 0)
    assert [row.line_no for row in found.rows] == [5, 6, 7]
    assert not any("永康水产" in str(row) or "62284" in str(row) for row in found.rows)


def test_long_numbers_in_a_remark_keep_their_last_four() -> None:
    remark = "转给6228480012345678901张三 33072219700101123X 13800138000"
    (row,) = read(HEAD + f"2026-11-02,{remark},,1.00,1.00,,\n").rows
    assert row.text == "转给****8901张三 ****123X ****8000"


def test_newest_first_is_turned_round() -> None:
    head, *rows = GOOD.splitlines()[:-1]
    turned = read("\n".join([head, *reversed(rows)]))
    assert [row.row_id for row in turned.rows] == [row.row_id for row in read(GOOD).rows]
    one_day = HEAD + "2026-11-02,b,5.00,,95.00,,\n2026-11-02,a,,100.00,100.00,,\n"
    assert [row.text for row in read(one_day).rows] == ["a", "b"]


def test_the_same_row_twice_counts_once_and_two_equal_payments_count_twice() -> None:
    row = "2026-11-02,a,,100.00,500.00,,\n"
    twice = read(HEAD + row + row)
    assert (len(twice.rows), twice.repeated, twice.opening_fen) == (1, 1, 40_000)
    # In, out, in again: the third row is the first one's text but follows from the second.
    again = read(HEAD + row + "2026-11-02,b,100.00,,400.00,,\n" + row)
    assert (len(again.rows), again.repeated, again.closing_fen) == (3, 0, 50_000)
    assert len({one.row_id for one in again.rows}) == 3
    serial = "日期,金额,流水号\n2026-11-02,100.00,A1\n2026-11-02,100.00,A1\n2026-11-02,100.00,A2\n"
    told = read(serial)
    assert (len(told.rows), told.repeated, told.opening_fen) == (2, 1, None)


def test_rows_of_two_files_are_the_same_rows() -> None:
    head, first, second, third, _ = GOOD.splitlines()
    one, other = read("\n".join([head, first, second])), read("\n".join([head, second, third]))
    assert one.rows[1].row_id == other.rows[0].row_id
    assert read_statement(GOOD.encode(), "103")[0] != read(GOOD)


@pytest.mark.parametrize(
    ("head", "row", "amount_fen"),
    [
        ("日期,收入,支出,余额", "2026年1月2日,1.00,,5.00", 100),
        ("日期,收入,支出,余额", "2026-01-02 08:15:00,,1,5.00", -100),
        ("记账日期,交易金额,借贷标志,流水号", "2026-01-02,1.00,贷,7", 100),
        ("记账日期,交易金额,借贷标志,流水号", "2026-01-02,1.00,借,7", -100),
        ("记账日期,交易金额,流水号", "2026-01-02,-1.00,7", -100),
        ("记账日期,交易金额,流水号", "2026-01-02,￥1.00,7", 100),
        ("交易时间,交易日期,发生额,余额", "08:15:00,2026.1.2,+1.0,-5.00", 100),
    ],
)
def test_the_ways_banks_write(head: str, row: str, amount_fen: int) -> None:
    (found,) = read(f"{head}\n{row}\n").rows
    assert (found.day, found.amount_fen) == (date(2026, 1, 2), amount_fen)


@pytest.mark.parametrize(
    "row",
    [
        "2026-02-30,a,,1.00,1.00,,",
        "2026113,a,,1.00,1.00,,",
        "昨天,a,,1.00,1.00,,",
        ",a,,1.00,1.00,,",
        "2026-11-02,a,,,1.00,,",
        "2026-11-02,a,1.00,1.00,1.00,,",
        "2026-11-02,a,,0.00,1.00,,",
        "2026-11-02,a,,1.005,1.00,,",
        "2026-11-02,a,,1e5,1.00,,",
        "2026-11-02,a,,NaN,1.00,,",
        "2026-11-02,a,,壹元,1.00,,",
        '2026-11-02,a,,"1,0,0.00",1.00,,',
        "2026-11-02,a,,1.00,,,",
        "2026-11-02,a,,1.00",
        "2026-11-02,a,,99999999999999.00,1.00,,",
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_its_line(row: str) -> None:
    found, problems = read_statement((GOOD.rsplit("合计", 1)[0] + row + "\n").encode(), "102")
    assert found is None
    (one,) = problems
    assert one.code == "STATEMENT_ROW_UNREADABLE"
    assert "第 5 行" in one.explanation.zh and "line 5" in one.explanation.en


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("记账日期,交易金额,借贷标志,流水号", "2026-01-02,1.00,退,7"),
        ("记账日期,交易金额,借贷标志,流水号", "2026-01-02,0.00,贷,7"),
        ("记账日期,交易金额,流水号", "2026-01-02,1.00,"),
    ],
)
def test_a_row_must_say_which_way_and_which_one(head: str, row: str) -> None:
    assert refused(f"{head}\n{row}\n") == ["STATEMENT_ROW_UNREADABLE"]


def test_every_unreadable_row_is_named_at_once() -> None:
    bad = "昨天,a,,1.00,1.00,,\n"
    assert len(refused(GOOD + bad + bad)) == 2


def test_a_missing_or_changed_row_breaks_the_balance() -> None:
    head, first, _, third, _ = GOOD.splitlines()
    assert refused("\n".join([head, first, third])) == ["STATEMENT_BALANCE_BREAKS"]
    changed = GOOD.replace("9000.00,,133800.00", "9000.00,,133800.01")
    assert refused(changed) == ["STATEMENT_BALANCE_BREAKS"] * 2
    serial = "日期,金额,流水号\n"
    rows = "2026-11-02,1.00,1\n2026-11-05,1.00,2\n2026-11-04,1.00,3\n2026-11-06,1.00,4\n"
    assert refused(serial + rows) == ["STATEMENT_NOT_IN_ORDER"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04\x00\x00xl/workbook.xml", "FILE_NOT_TEXT"),
        (b"\xff\xfe\xff\xff", "FILE_NOT_TEXT"),
        (b"", "STATEMENT_NO_HEADING"),
        ("姓名,金额\n张三,1.00\n".encode(), "STATEMENT_NO_HEADING"),
        ("日期,金额\n2026-01-02,1.00\n".encode(), "STATEMENT_NO_HEADING"),
        ((HEAD + '2026-11-02,"a\n').encode(), "FILE_BROKEN"),
    ],
)
def test_a_file_that_is_no_statement_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == [code]


def test_a_file_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert csv_rows.rows_of(b"a\n" * 5, 4)[1][0].code == "FILE_TOO_LONG"
    assert len(csv_rows.rows_of(b"a\n\n,\n" * 4, 4)[0]) == 4
    monkeypatch.setattr(csv_rows, "BYTES_MAX", 3)
    assert refused(b"abcd") == ["FILE_TOO_LONG"]


def test_a_heading_stands_near_the_top() -> None:
    assert len(read("标题\n" * 29 + GOOD).rows) == 3
    assert refused("标题\n" * 30 + GOOD) == ["STATEMENT_NO_HEADING"]


def test_an_empty_month_is_a_statement_without_balances() -> None:
    found = read(HEAD)
    assert (found.rows, found.opening_fen, found.closing_fen) == ((), None, None)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(-300, 300).filter(bool)), min_size=1, max_size=30
    ),
    st.integers(-1000, 1000),
    st.data(),
)
def test_opening_and_movements_are_the_closing(
    moves: list[tuple[int, int]], opening: int, data: st.DataObject
) -> None:
    """Also turned round, with every row repeated at once; equal payments of one day are kept."""
    day, balance, rows = 1, opening, []
    for later, fen in moves:
        day, balance = min(28, day + later), balance + fen
        out, into = max(0, -fen) / 100, max(0, fen) / 100
        rows.append(f"2026-01-{day:02d},,{out:.2f},{into:.2f},{balance / 100:.2f},,")
    repeated = [row for row in rows for _ in range(data.draw(st.integers(1, 2)))]
    one_day = len({row[:10] for row in rows}) == 1
    shown = repeated if one_day or data.draw(st.booleans()) else repeated[::-1]
    found = read(HEAD + "\n".join(shown))
    assert len(found.rows) == len(rows) and found.repeated == len(shown) - len(rows)
    assert (found.opening_fen, found.closing_fen) == (opening, balance)
    assert sum(row.amount_fen for row in found.rows) == balance - opening


@given(st.binary(max_size=200), st.text(max_size=60))
def test_no_bytes_make_it_stumble(data: bytes, text: str) -> None:
    for one in (data, HEAD.encode() + data, (HEAD + text).encode(), text.encode("gbk", "ignore")):
        found, problems = read_statement(one, "102")
        assert (found is None) == bool(problems)
