"""What is no deed at all, what is taken back, and what an entry must never hold."""

import json
from typing import Any
from uuid import uuid4

import pytest
from pydantic import TypeAdapter, ValidationError

from records.deeds.deed import Proof
from records.shares.classes import USUAL_CLASSES, ClassForm, ShareClass, Standing
from records.shares.fold import of_register
from records.shares.holdings import Inherit, Issue, ShareCounter, SharesDeed
from records.shares.people import GainReason, HouseholdSplit, LossReason, RestoreByJudgment
from records.shares.recording import problems_of
from records.shares.status import HolderStatus
from records.shares.words import (
    FORM_WORDS,
    GAIN_WORDS,
    KIND_WORDS,
    LOSS_WORDS,
    STANDING_WORDS,
    STATUS_WORDS,
)
from tests.records.shares_scene import Village, forty, lot, on


@pytest.mark.parametrize(
    "wrong",
    [
        {"lots": ()},
        {"lots": lot(5) + lot(6)},
        {"lots": [{"share_class": "人口股", "hundredths": 0}]},
        {"lots": [{"share_class": "人口股", "hundredths": -5}]},
        {"lots": [{"share_class": "人口股", "hundredths": 1.5}]},
        {"lots": [{"share_class": "人口股", "hundredths": 10**9 + 1}]},
        {"holder": "李四"},
        {"holder": "330722199001011234"},
        {"holder": "13857912345"},
        {"holder": ""},
        {"sex": "F"},
        {"name": "李四"},
        {"recorded_day": None},
    ],
)
def test_what_is_malformed_is_no_deed(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Village().deed(Issue, **{"holder": "M01", "lots": lot(1), **wrong})


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("身份证 33072219900101123X", True),
        ("330722199001011234", True),
        ("电话13857912345", True),
        ("卡 6222021234567890123", True),
        ("成员大会决议 2020-1", False),
        ("(2026)浙0784民初12345号", False),
        ("统一社会信用代码 91330784147567890X", False),
        ("承包经营权证 330784104210JC00012", False),
        ("138579123456", False),
    ],
)
def test_no_personal_number_gets_into_an_entry(text: str, personal: bool) -> None:
    scene = forty()
    expected = ["PERSONAL_NUMBER"] if personal else []
    fields: dict[str, Any] = {"holder": "M01", "lots": lot(1)}
    assert scene.refuses(Issue, **fields, proof=Proof(title=text)) == expected
    assert scene.refuses(Issue, **fields, proof=Proof(title="决议", number=text)) == expected
    assert scene.refuses(Issue, **fields, note=text) == expected
    deed = scene.deed(Issue, 1, **fields, note=text)
    assert all(text not in str(found) for found in problems_of(scene.log, [deed]))


def test_a_static_class_says_when_it_was_fixed_and_no_other_does() -> None:
    usual: dict[str, Any] = {
        "share_class": "人口股", "basis": "每名成员 1 股", "holders": ("MEMBER",),
        "transferable": True, "inheritable": True,
    }  # fmt: skip
    with pytest.raises(ValidationError):
        Village().deed(ShareClass, **usual, form="STATIC")
    with pytest.raises(ValidationError):
        Village().deed(ShareClass, **usual, form="DYNAMIC", fixed_on=on(0))


class TestCounter:
    """A counter-deed takes back one entry, on its own day, with a second person."""

    FIELDS: dict[str, Any] = {"reason": "录入错误", "approved_by": "zhuren"}  # noqa: RUF012

    def test_it_may_stand(self) -> None:
        scene = forty()
        wrong = scene.add(Issue, 3, holder="M01", lots=lot(7))
        assert scene.refuses(ShareCounter, 3, ref=wrong.deed_id, **self.FIELDS) == []

    @pytest.mark.parametrize(
        ("code", "changed"),
        [
            ("COUNTER_OTHER_DAY", {"day": on(4)}),
            ("COUNTER_BEFORE_ENTRY", {"recorded_day": on(2)}),
            ("SAME_PERSON", {"approved_by": "kuaiji"}),
            ("COUNTER_UNKNOWN", {"ref": uuid4()}),
        ],
    )
    def test_it_is_refused(self, code: str, changed: dict[str, Any]) -> None:
        scene = forty()
        wrong = scene.add(Issue, 3, holder="M01", lots=lot(7))
        fields = {"ref": wrong.deed_id, **self.FIELDS, **changed}
        assert scene.refuses(ShareCounter, 3, **fields) == [code]

    def test_it_is_taken_back_once_and_a_counter_never(self) -> None:
        scene = forty()
        wrong = scene.add(Issue, 3, holder="M01", lots=lot(7))
        counter = scene.add(ShareCounter, 3, ref=wrong.deed_id, **self.FIELDS)
        assert scene.refuses(ShareCounter, 3, ref=wrong.deed_id, **self.FIELDS) == ["COUNTER_TWICE"]
        assert scene.refuses(ShareCounter, 3, ref=counter.deed_id, **self.FIELDS) == [
            "COUNTER_OF_COUNTER"
        ]

    def test_another_collective_s_entry_is_unknown(self) -> None:
        scene, other = forty(), Village("other")
        theirs = other.share_class()
        scene.log += other.log
        refused = scene.refuses(ShareCounter, 0, ref=theirs.deed_id, **self.FIELDS)
        assert refused == ["COUNTER_UNKNOWN"]


def test_one_id_stands_for_one_content() -> None:
    scene = forty()
    issued = scene.add(Issue, 3, holder="M01", lots=lot(7))
    before = scene.at(5)
    assert scene.refused(issued) == []
    scene.log.append(issued)
    assert scene.at(5) == before
    other = issued.model_copy(update={"holder": "M02"})
    assert scene.refused(other) == ["SAME_ID_OTHER_CONTENT"]


def test_every_deed_is_read_back_from_its_own_text() -> None:
    reader: TypeAdapter[SharesDeed] = TypeAdapter(SharesDeed)
    scene = forty()
    scene.cap(1)
    scene.add(Inherit, 1, from_holder="M01", heirs=[{"heir": "M02", "lots": lot(1)}])
    scene.add(RestoreByJudgment, 1, holder="M01", household="H0", lots=lot(1))
    scene.add(HouseholdSplit, 1, household="H1", new_household="H9B", holders=("M04",))
    for deed in scene.log:
        assert of_register(deed)
        assert reader.validate_json(deed.canonical()) == deed


def test_every_kind_has_its_words_and_no_kind_knows_sex_or_name() -> None:
    document = json.dumps(TypeAdapter(SharesDeed).json_schema())
    kinds = set(TypeAdapter(SharesDeed).json_schema()["discriminator"]["mapping"])
    assert kinds == set(KIND_WORDS)
    for field in ("sex", "gender", "name", "born", "birthday", "id_card", "bank"):
        assert f'"{field}":' not in document


def test_everything_that_is_shown_has_its_words() -> None:
    for kind, words in (
        (Standing, STANDING_WORDS), (HolderStatus, STATUS_WORDS), (ClassForm, FORM_WORDS),
        (GainReason, GAIN_WORDS), (LossReason, LOSS_WORDS),
    ):  # fmt: skip
        assert set(words) == set(kind)


def test_the_usual_classes_are_proposals() -> None:
    assert list(USUAL_CLASSES) == [
        "人口股", "农龄股", "土地股", "水资源股", "集体股", "扶贫股", "现金股", "贡献股",
    ]  # fmt: skip
    assert not any(usual.verified for usual in USUAL_CLASSES.values())
    static = [name for name, usual in USUAL_CLASSES.items() if usual.form is ClassForm.STATIC]
    passed_on = [name for name, usual in USUAL_CLASSES.items() if usual.transferable]
    assert static == ["人口股", "农龄股", "土地股", "水资源股"]
    assert passed_on == ["人口股", "农龄股", "土地股", "水资源股", "现金股"]
    assert passed_on == [name for name, usual in USUAL_CLASSES.items() if usual.inheritable]
    for name, usual in USUAL_CLASSES.items():
        scene = Village()
        fixed = on(0) if usual.form is ClassForm.STATIC else None
        scene.share_class(
            name, basis=usual.basis, form=usual.form, fixed_on=fixed, holders=usual.holders,
            transferable=usual.transferable, inheritable=usual.inheritable,
        )  # fmt: skip
        assert scene.at(0).classes == (name,)


def test_an_entry_and_its_parts_are_never_edited() -> None:
    issued = Village().deed(Issue, holder="M01", lots=lot(1))
    heirs = [{"heir": "M02", "lots": lot(1)}]
    inherited = Village().deed(Inherit, from_holder="M01", heirs=heirs)
    for part, field in ((issued, "holder"), (issued.lots[0], "hundredths"),
                        (inherited.heirs[0], "heir"), (issued.proof, "title")):  # fmt: skip
        with pytest.raises(ValidationError):
            setattr(part, field, getattr(part, field))
    for field in ("lots", "heirs"):
        assert isinstance(getattr(issued if field == "lots" else inherited, field), tuple)
    with pytest.raises(ValidationError):
        Village().deed(Inherit, from_holder="M01", heirs=[{**heirs[0], "share": 1}])
    with pytest.raises(ValidationError):
        Village().deed(Issue, holder="M01", lots=[{**lot(1)[0].model_dump(), "sex": "F"}])
