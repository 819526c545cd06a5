"""Every refusal of a distribution names its figure, its rule and article, and what to do."""

from typing import Any

import pytest

from records.dividend.allocation import hamilton, per_share
from records.dividend.class_year import class_year
from records.dividend.company_waterfall import CompanyOpening, CompanyRules, company_waterfall
from records.dividend.contract_terms import tax_regime
from records.dividend.coop_waterfall import CoopRules, coop_waterfall
from records.dividend.rec_waterfall import RecRules, ReserveBase, rec_waterfall
from records.dividend.rec_year import Member, MemberStatus, RecYear, SplitMode
from records.dividend.supplementary import Increment, split
from tests.records.dividend_scene import refusal

SOUND = RecRules(3000, 3000, 10_000, ReserveBase.AFTER_LOSS)
COOP_SOUND = CoopRules(1000, 6000)

TWO_CLASSES = RecYear(
    {"501 经营收入": 1000}, {}, 0, 0, SOUND, tax_regime("NONE"), ("甲", "乙"),
    (Member("M1", "H1", (100, 100), MemberStatus.ACTIVE),),
)  # fmt: skip


def low_reserve() -> None:
    rec_waterfall(100, 0, 0, RecRules(2999, 3000, 10_000, ReserveBase.AFTER_LOSS))


def low_patronage() -> None:
    coop_waterfall(1, 0, CoopRules(0, 5999), [("a", 1)], [("a", 1)])


CASES: list[tuple[str, Any, str]] = [
    ("NEGATIVE_POOL", lambda: hamilton(-17, [("a", 1)]), "-17"),
    ("NEGATIVE_POOL", lambda: per_share(-17, [("a", 1)]), "-17"),
    ("NEGATIVE_WEIGHT", lambda: hamilton(1, [("M7", -1)]), "M7"),
    ("NEGATIVE_WEIGHT", lambda: per_share(1, [("M7", -1)]), "M7"),
    ("NO_BASE", lambda: hamilton(23, [("a", 0)]), "23"),
    ("NO_BASE", lambda: per_share(23, []), "23"),
    ("DUPLICATE_KEY", lambda: hamilton(1, [("M7", 1), ("M7", 2)]), "M7"),
    ("DUPLICATE_KEY", lambda: per_share(1, [("M7", 1), ("M7", 2)]), "M7"),
    ("RESERVE_BELOW_MINIMUM", low_reserve, "2999"),
    ("PATRONAGE_BELOW_60", low_patronage, "5999"),
    (
        "NO_PATRONAGE_BASE",
        lambda: coop_waterfall(10_000, 0, COOP_SOUND, [("a", 0)], [("a", 1)]),
        "9000",
    ),
    ("OPENING_BOTH_LOSS_AND_SURPLUS", lambda: rec_waterfall(1, 31, 37, SOUND), "37"),
    ("NEGATIVE_OPENING", lambda: rec_waterfall(1, -41, 0, SOUND), "-41"),
    ("NEGATIVE_OPENING", lambda: coop_waterfall(1, -41, COOP_SOUND, [], []), "-41"),
    (
        "NEGATIVE_OPENING",
        lambda: company_waterfall(1, CompanyOpening(0, 0, -41), CompanyRules(1, 0, 0)),
        "-41",
    ),
    ("UNKNOWN_TAX_REGIME", lambda: tax_regime("WITHHOLD_10"), "WITHHOLD_10"),
    ("CLASS_PARTS", lambda: class_year(TWO_CLASSES, {"甲": 5000, "乙": 4999}), "9999"),
    (
        "CLASS_PARTS",
        lambda: split(
            Increment(1, SplitMode.A_HAMILTON, tax_regime("NONE"), ("甲",), {"甲": 9_999}, ())
        ),
        "9999",
    ),
]


@pytest.mark.parametrize(("code", "call", "figure"), CASES)
def test_a_refusal_says_which_figure_which_rule_and_what_to_do(
    code: str, call: Any, figure: str
) -> None:
    said = refusal(call)
    assert said.code == code
    zh, en = said.explanation.zh, said.explanation.en
    assert figure in zh and figure in en
    assert any(word in zh for word in ("条", "规范", "章程"))
    assert any(word in en for word in ("article", "rule", "charter"))
    told, _, remedy = zh.partition("：")
    assert told and remedy
    assert ": " in en


def test_every_code_of_the_specification_has_a_case() -> None:
    wanted = {
        "NEGATIVE_POOL", "NEGATIVE_WEIGHT", "NO_BASE", "DUPLICATE_KEY", "RESERVE_BELOW_MINIMUM",
        "PATRONAGE_BELOW_60", "NO_PATRONAGE_BASE", "OPENING_BOTH_LOSS_AND_SURPLUS",
        "NEGATIVE_OPENING", "UNKNOWN_TAX_REGIME",
    }  # fmt: skip
    assert wanted <= {code for code, _, _ in CASES}


def test_the_limits_themselves_are_allowed() -> None:
    assert rec_waterfall(100, 0, 0, SOUND).reserve == 30
    assert coop_waterfall(1, 0, CoopRules(0, 6000), [("a", 1)], [("a", 1)]).distributable == 1


def test_a_loss_year_of_a_cooperative_does_not_hide_a_wrong_list() -> None:
    twice = [("C7", 1), ("C7", 1)]
    for trade, capital in ((twice, []), ([], twice)):
        said = refusal(coop_waterfall, -1, 0, COOP_SOUND, trade, capital)
        assert said.code == "DUPLICATE_KEY"
    below = [("C7", -1), ("C8", 1)]
    for surplus in (-1, 1):
        assert refusal(coop_waterfall, surplus, 0, COOP_SOUND, below, []).code == "NEGATIVE_WEIGHT"
