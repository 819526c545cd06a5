"""A bank's file at its limits: how long it may be, which way time runs, ids that never change."""

from uuid import NAMESPACE_OID, uuid5

from records.ledger.statement import Statement, read_statement

HEAD = "日期,摘要,支出,收入,余额\n"


def read(text: str) -> tuple[Statement | None, list[str]]:
    found, problems = read_statement(text.encode(), "102")
    return found, [one.code for one in problems]


def test_a_file_has_a_hundred_thousand_rows_and_no_more() -> None:
    assert read("a\n" * 100_000)[1] == ["STATEMENT_NO_HEADING"]
    found, problems = read_statement(b"a\n" * 100_001, "102")
    assert found is None
    assert [(one.code, "100000 行" in one.explanation.zh) for one in problems] == [
        ("FILE_TOO_LONG", True)
    ]


def test_the_days_say_which_way_time_runs_even_if_the_balances_run_the_other_way() -> None:
    rows = "2026-11-01,a,,1.00,3.00\n2026-11-01,b,,1.00,2.00\n2026-11-02,c,,1.00,1.00\n"
    assert read(HEAD + rows) == (None, ["STATEMENT_BALANCE_BREAKS"] * 2)
    newest_first = "\n".join(reversed(rows.splitlines()))
    assert read(HEAD + newest_first) == (None, ["STATEMENT_BALANCE_BREAKS"] * 2)


def test_the_ids_of_rows_are_what_reconciliations_on_record_name() -> None:
    """Another id would loosen every match of a row that was taken in before."""
    row = "2026-11-02,a,,1.00,5.00\n"
    found, _ = read(HEAD + row + "2026-11-02,b,1.00,,4.00\n" + row)
    assert found is not None
    told = ("102/2026-11-02/100/500//1", "102/2026-11-02/-100/400//1", "102/2026-11-02/100/500//2")
    assert [one.row_id for one in found.rows] == [uuid5(NAMESPACE_OID, name) for name in told]


def test_two_movements_that_differ_in_their_remark_alone_are_two() -> None:
    """In, out, in again with the same balance: the last is no repetition of the first."""
    rows = "2026-11-02,鱼款,,1.00,5.00\n2026-11-02,退,1.00,,4.00\n2026-11-02,补,,1.00,5.00\n"
    found, _ = read(HEAD + rows)
    assert found is not None and len({one.row_id for one in found.rows}) == 3
