"""A distribution prepared from books, register, rules: example 1 to the byte, every line told."""

import json
from dataclasses import replace
from typing import Any

import pytest

from records.canonical import canonical_json
from records.dividend.command import run_command
from records.dividend.prepare.books import read_books
from records.dividend.prepare.explain_village import explain_line
from records.dividend.prepare.recompute import recompute
from records.dividend.prepare.village_case import prepare_village
from records.dividend.publishing import notice_rows, town_figures
from records.dividend.rec_year import MemberStatus
from records.ledger.period import PeriodStatus
from records.shares.classes import Standing
from records.shares.status import HolderStatus
from tests.records.dividend_scene import (
    LAST_DAY,
    PAPER,
    REC,
    VILLAGE,
    YEAR,
    answered,
    entry,
    example,
    example_1_members,
    member,
    period,
    refusal,
    rules,
    snapshot,
    village_books,
    village_case,
    village_entries,
)
from tests.records.dividend_told import MAX, all_checks_hold, codes, figures


def test_example_1_out_of_the_ledger_gives_the_published_result_to_the_byte() -> None:
    done = prepare_village(village_case()).computed
    assert done.result == canonical_json(example("example_1")["expected"])
    assert all_checks_hold(done)
    assert {line.holder: line.gross_fen for line in done.lines}["M0102"] == 894_018
    assert done.split.residual_fen == 3
    assert sum(line.held_fen for line in done.lines) == 782_266 + 942_910


def test_mode_a_pays_to_the_last_fen() -> None:
    done = prepare_village(village_case(values={"split_mode": "A_HAMILTON"})).computed
    expected = example("example_1")["expected"]["mode_A_hamilton"]
    assert {line.holder: line.gross_fen for line in done.lines} == expected["amounts"]
    assert sum(line.tax_fen for line in done.lines) == expected["withholding_20pct"]["tax_total"]
    assert done.split.paid_fen == 6_300_038


def test_the_command_reads_the_prepared_document() -> None:
    done = prepare_village(village_case()).computed
    assert run_command(json.loads(canonical_json(done.document))).stdout_line == done.result


def test_a_run_computed_again_from_what_it_kept_is_the_same_to_the_byte() -> None:
    for case in (
        village_case(),
        village_case(values={"class_bp:人口股": 7000, "class_bp:农龄股": 3000}),
    ):
        done = prepare_village(case).computed
        kept = json.loads(canonical_json({"d": done.document, "p": done.provenance}))
        again = recompute(kept["d"], kept["p"])
        assert (again.result_hash, again.lines_hash, again.inputs_hash) == (
            done.result_hash, done.lines_hash, done.inputs_hash,
        )  # fmt: skip
        assert again.explained == done.explained


def test_every_figure_is_told_in_words_and_numbers_with_its_article() -> None:
    done = prepare_village(village_case(guarantees=(MAX,))).computed
    told = {one.key: one for one in done.explained}
    assert told["reserve"].rule == "reserve_bp" and told["reserve"].verified is True
    assert "30.00 %" in told["reserve"].how.zh and "第四十二条" in told["reserve"].article.zh
    assert told["pool"].rule == "payout_bp"
    assert "÷ 9.02 shares" in told["rate"].how.en
    assert told["guarantee.B-1"].amount_fen == 9_000_000 - 8_765_433
    assert told["income.501 经营收入"].behind == ("501 经营收入",)
    assert all(one.how.zh and one.how.en and one.article.zh for one in done.explained)


def test_one_holder_is_told_how_the_amount_came_about() -> None:
    done = prepare_village(village_case()).computed
    line = done.line_of("M0202")
    assert line is not None and done.line_of("nobody") is None
    told = {one.key: one for one in explain_line(line, done.split, "税务答复 2026-3")}
    assert told["gross"].amount_fen == 782_266
    assert "1.12 shares × 6984.52 yuan" in told["gross"].how.en
    assert told["tax"].amount_fen == 156_453 and "税务答复" in told["tax"].how.zh
    assert told["held"].how.zh == "冻结，代管"


def test_one_holder_of_two_classes_is_told_each_part() -> None:
    values: dict[str, Any] = {"class_bp:人口股": 7000, "class_bp:农龄股": 3000}
    for mode, how in (
        ("B_PER_SHARE", "0.12 股 × 每股 12434.28 元"),
        ("A_HAMILTON", "0.12 / 1.52 股"),
    ):
        done = prepare_village(village_case(values={**values, "split_mode": mode})).computed
        line = done.line_of("M0202")
        assert line is not None
        told = {one.key: one for one in explain_line(line, done.split, "文件", ("deed-1",))}
        assert how in told["part.农龄股"].how.zh
        assert told["gross"].behind == ("deed-1",)
        assert "解除时" in told["tax"].how.zh


def test_an_unsigned_rule_is_warned_of_and_marked_on_its_figure() -> None:
    book = rules()
    rows = {key: row.model_copy(update={"verified": False}) for key, row in book.rows.items()}
    done = prepare_village(village_case(rules=replace(book, rows=rows)))
    assert codes(done).count("RULE_UNVERIFIED") == len(rows)
    assert {one.key: one.verified for one in done.computed.explained}["reserve"] is False
    # The flag is not a rule: signing a row later does not change what was computed.
    assert done.computed.result_hash == prepare_village(village_case()).computed.result_hash


def test_a_reserve_enough_after_losses_only_is_warned_of() -> None:
    loss = [
        *village_entries()[1:],
        entry(VILLAGE, REC, ("322 收益分配-未分配收益", 3_000_000), ("102 银行存款", -3_000_000)),
    ]
    done = prepare_village(village_case(books=village_books(loss)))
    assert "RESERVE_BELOW_30_OF_INCOME" in codes(done)
    assert figures(done.computed)["loss_offset"] == -3_000_000
    whole = village_case(books=village_books(loss), values={"reserve_base": "NET_INCOME"})
    assert "RESERVE_BELOW_30_OF_INCOME" not in codes(prepare_village(whole))


def test_a_reserve_of_exactly_the_least_is_enough() -> None:
    even = [entry(VILLAGE, REC, ("112 应收款", 10_000), ("501 经营收入", -10_000))]
    done = prepare_village(village_case(books=village_books(even), project=None))
    assert figures(done.computed)["reserve"] == -3000
    assert "RESERVE_BELOW_30_OF_INCOME" not in codes(done)


def test_a_year_of_loss_pays_nothing_out_of_earlier_income() -> None:
    done = prepare_village(village_case(project=None, books=village_books([
        *village_entries()[:1], entry(VILLAGE, REC, ("513 管理费用", 50), ("102 银行存款", -50)),
    ])))  # fmt: skip
    assert "NOTHING_TO_DISTRIBUTE" in codes(done)
    told = figures(done.computed)
    assert (told["pool"], told["undistributed_cf"], told["loss_cf"]) == (0, 0, 13)
    assert all_checks_hold(done.computed)


def test_open_questions_are_asked_and_never_decided() -> None:
    given = answered()
    done = prepare_village(village_case(answers={}))
    assert [one.code for one in done.open_questions] == ["QUESTION_OPEN"] * 4
    assert "镇" in done.open_questions[1].explanation.zh
    del given["PROVINCIAL_RULES"]
    assert len(prepare_village(village_case(answers=given)).open_questions) == 1
    assert prepare_village(village_case()).open_questions == ()


def test_an_answer_that_contradicts_the_rule_is_asked_again() -> None:
    done = prepare_village(village_case(values={"reserve_base": "NET_INCOME"}))
    assert [one.code for one in done.open_questions] == ["ANSWER_CONTRADICTS_RULE"]


@pytest.mark.parametrize(
    ("status", "paid"),
    [
        (HolderStatus.FROZEN, MemberStatus.FROZEN),
        (HolderStatus.ESTATE_PENDING, MemberStatus.ESTATE_PENDING),
        (HolderStatus.PLEDGED, MemberStatus.ACTIVE),
        (HolderStatus.EXITED_RETAINED, MemberStatus.ACTIVE),
        (HolderStatus.RETENTION_ENDED, MemberStatus.EXITED_RETAINED),
    ],
)
def test_who_is_paid_now_and_who_waits(status: HolderStatus, paid: MemberStatus) -> None:
    one = replace(example_1_members()[0], status=status)
    done = prepare_village(village_case(snapshot=snapshot([one]))).computed
    (line,) = done.lines
    assert line.status is paid
    assert line.held_fen == (0 if paid is MemberStatus.ACTIVE else line.gross_fen)
    assert line.net_fen == (line.gross_fen - line.tax_fen if paid is MemberStatus.ACTIVE else 0)


def test_a_notice_of_the_creditor_a_missing_account_and_the_collective_itself_wait() -> None:
    people = [
        member("M1", "H1", 100, 0, status=HolderStatus.PLEDGED),
        member("M2", "H1", 100, 0),
        member("C1", "C1", 100, 0, standing=Standing.COLLECTIVE),
        member("M3", "H2", 100, 0),
    ]
    case = village_case(snapshot=snapshot(people), noticed={"M1"}, no_account={"M2"})
    lines = prepare_village(case).computed.lines
    assert [line.status.value for line in lines] == [
        "PLEDGED", "NO_ACCOUNT", "NO_ACCOUNT", "ACTIVE",
    ]  # fmt: skip
    assert len({line.gross_fen for line in lines}) == 1


def test_class_parts_of_the_charter_split_the_pool_first() -> None:
    values = {"class_bp:人口股": 7001, "class_bp:农龄股": 2999}
    for mode in ("A_HAMILTON", "B_PER_SHARE"):
        done = prepare_village(village_case(values={**values, "split_mode": mode})).computed
        assert done.document["kind"] == "rec_class_year"
        assert done.split.paid_fen + done.split.residual_fen == 6_300_038
        assert all(sum(line.by_part) == line.gross_fen for line in done.lines)
        assert (done.split.residual_fen == 0) == (mode == "A_HAMILTON")
        shown = json.loads(done.result)
        assert shown["class_pool"] == {"人口股": 4_410_657, "农龄股": 1_889_381}
        assert all_checks_hold(done)
        assert f"part.{done.split.parts[1]}" in figures(done)


def test_a_snapshot_of_another_entity_or_that_does_not_add_up_is_refused() -> None:
    wrong = snapshot(example_1_members(), entity="别村")
    said = refusal(prepare_village, village_case(snapshot=wrong))
    assert said.code == "SNAPSHOT_MISMATCH" and "别村" in said.explanation.zh
    short = snapshot(example_1_members(), total_hundredths=901)
    said = refusal(prepare_village, village_case(snapshot=short))
    assert said.code == "SNAPSHOT_MISMATCH" and "902" in said.explanation.en


def test_a_holder_over_the_cap_without_an_older_excess_is_refused() -> None:
    over = [member(f"M{at:02}", "H", 100, 0) for at in range(34)]
    assert prepare_village(village_case(snapshot=snapshot(over, cap_bp=300))).computed.lines
    over[0] = member("M00", "H", 200, 0)
    said = refusal(prepare_village, village_case(snapshot=snapshot(over, cap_bp=300)))
    assert said.code == "HOLDER_OVER_3PCT"
    assert "105" in said.explanation.en and "article 30" in said.explanation.en
    exact = [member("M00", "H", 300, 0), *(member(f"N{at:02}", "H", 100, 0) for at in range(97))]
    assert prepare_village(village_case(snapshot=snapshot(exact, cap_bp=300))).computed.lines
    older = snapshot(over, cap_bp=300, over_cap=("M00",))
    assert prepare_village(village_case(snapshot=older)).computed.lines


def test_open_books_and_a_result_closed_by_hand_are_refused() -> None:
    for status in (PeriodStatus.OPEN, None):
        periods = [period(status=status)] if status else []
        said = refusal(read_books, village_entries(), periods, VILLAGE, YEAR, REC)
        assert said.code == "BOOKS_OPEN" and "第二十九条" in said.explanation.zh
    by_hand = [
        *village_entries(),
        entry(VILLAGE, REC, ("501 经营收入", 1_234_568), ("321 本年收益", -1_234_568)),
    ]
    said = refusal(read_books, by_hand, [period()], VILLAGE, YEAR, REC)
    assert said.code == "RESULT_NOT_EMPTY"


def test_the_notice_masks_names_and_the_town_sees_totals_only() -> None:
    done = prepare_village(village_case()).computed
    rows = notice_rows(done, {"H01": "欧阳修", "H02": "李四"})
    assert [(row.household, row.head) for row in rows] == [
        ("H01", "欧*修"), ("H02", "李*"), ("H03", ""),
    ]  # fmt: skip
    assert rows[1].held_fen == 782_266 and rows[1].remark is not None
    assert rows[1].remark.zh == "1 人冻结，代管" and rows[0].remark is None
    assert sum(row.gross_fen for row in rows) == 6_300_035
    town = town_figures(done)
    assert (town.holders, town.households, town.pool_fen) == (8, 3, 6_300_038)
    shown = repr(town)
    assert not any(line.holder in shown for line in done.lines)


def test_provenance_names_what_the_run_rests_on() -> None:
    done = prepare_village(village_case(guarantees=(MAX,))).computed
    facts = json.loads(canonical_json(done.provenance))
    assert facts["rules"]["version"] == "2026"
    assert facts["rules"]["document"]["sha256"] == PAPER.sha256
    assert facts["rules"]["rules"]["tax_basis"] == "税务答复 2026-3"
    assert facts["snapshot"]["record_day"] == LAST_DAY.isoformat()
    assert len(facts["answers"]) == 4 and facts["guarantees"][0]["guarantor"] == "operator"
