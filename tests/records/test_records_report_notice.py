"""The public notice: masked heads, days, channel, references, and what it never shows."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from records.refusal import RuleRefused
from records.reports.notice import notice_paper, notice_tables
from records.reports.paper import Paper
from tests.records.dividend_office import Office
from tests.records.report_scene import CHANNEL, FULL_NAMES, MADE_AT, notice_facts, run_about


def texts(paper: Paper) -> Iterator[str]:
    yield from (paper.title, *paper.lead, *paper.tail, *paper.signers)
    for table in paper.tables:
        for row in table.rows:
            yield from (str(value) for value in row.values())


def test_the_notice_shows_masked_heads_and_no_more() -> None:
    office = Office()
    made = notice_paper(office.prepared.computed, notice_facts(), run_about(office), MADE_AT)
    shown = "\n".join(texts(made))
    assert "欧****人" in shown and "李*" in shown and "王*石" in shown
    assert not any(name in shown for name in FULL_NAMES.values())
    assert "M0101" not in shown, "a notice is by household"
    assert CHANNEL in shown and "2027 年 1 月 20 日" in shown and "满 15 个整天" in shown
    assert office.prepared.inputs_hash in shown and "v-2026" in shown and "cd" * 32 in shown
    households = made.tables[0]
    gross = next(column for column in households.columns if column.key == "gross")
    assert households.total(gross) == Decimal("63000.35")
    assert [row["remark"] for row in households.rows] == [
        "",
        "1 人冻结，代管",
        "1 人继承待定，代管",
    ]


def test_where_totals_alone_are_allowed_no_household_is_shown() -> None:
    office = Office()
    facts = notice_facts(shown="TOTALS_ONLY")
    tables = notice_tables(office.prepared.computed, facts, run_about(office))
    (row,) = tables[0].rows
    assert row["households"] == 3 and row["gross"] == Decimal("63000.35")
    assert "H01" not in str(tables)


@pytest.mark.parametrize(
    ("wrong", "code"), [({"channel": " "}, "CHANNEL_MISSING"), ({"shown": ""}, "QUESTION_OPEN")]
)
def test_a_notice_without_channel_or_answer_is_refused(wrong: Any, code: str) -> None:
    office = Office()
    with pytest.raises(RuleRefused) as refused:
        notice_tables(office.prepared.computed, notice_facts(**wrong), run_about(office))
    assert refused.value.code == code
