"""Sealed fields through the doors: masked, revealed with reason and password, listed, never leaked.

Knows constructed people only; their region codes exist nowhere.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records.personal.keys import KeyRing
from records.personal.passphrase import closed_text, opened_text
from records.personal.secret import Secret
from records.refusal import RuleRefused
from tests.dashboard.money_bench import PAPER, MoneyBench, ident, on_day
from tests.dashboard.test_dashboard_money_run import FIRST, VILLAGE, founded

RING = KeyRing({1: bytes(range(32))})
DAY = date(2026, 12, 31)
ID_1, BANK_1, NAME_1, PHONE_1 = "990001198001010019", "6229990000000017", "欧阳测试", "13900000017"
SECRETS = (ID_1, BANK_1, NAME_1, PHONE_1)


async def sealed(desk: MoneyBench) -> None:
    fields = {"name": NAME_1, "id_number": ID_1, "bank_account": BANK_1, "phone": PHONE_1}
    await desk.post("/personal/M0101", {"fields": fields, "reason": "建档"})


def test_a_field_is_masked_until_it_is_revealed_with_reason_and_password(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await sealed(desk)
        shown = (await desk.get("/personal", person="M0101", login="auditor"))["people"]["M0101"]
        assert shown["name"] == "欧**试" and shown["bank_account"].endswith("0017")
        assert not any(secret in str(shown) for secret in SECRETS)
        path = "/personal/M0101/reveal"
        wish = {"field": "bank_account", "reason": "核对账号", "password": "wrong-password-here"}
        assert await desk.refused(path, wish) == (403, "step_up_refused")
        right = {**wish, "password": "accountant-has-a-long-password"}
        assert await desk.refused(path, {**right, "reason": ""}) == (422, "reason_needed")
        assert await desk.refused(path, right, "auditor") == (403, "not_allowed")
        assert (await desk.post(path, right))["value"] == BANK_1
        told = [one.entry for one in desk.store.audit.records() if "REVEAL" in one.entry.action]
        assert [(one.actor, one.target, one.reason) for one in told] == [
            ("accountant", "M0101", "核对账号")
        ]
        found = {"field": "bank_account", "value": BANK_1}
        assert (await desk.post("/personal/search", found))["people"] == ["M0101"]
        assert await desk.refused("/personal/M0102", {
            "fields": {"id_number": ID_1}, "reason": "建档",
        }) == (409, "id_number_taken")  # fmt: skip

    on_day(tmp_path, DAY, test, keys=RING)


def test_what_is_typed_wrongly_is_not_repeated(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        wrong = ID_1[:-1] + "8"
        answer = await desk.asked(
            "/personal/M0101", {"fields": {"id_number": wrong}, "reason": "建档"}
        )
        assert answer.status_code == 422 and wrong not in answer.text
        answer = await desk.asked(
            "/personal/M0101", {"fields": {"id_number": [wrong]}, "reason": "建档"}
        )
        assert answer.status_code == 422 and wrong not in answer.text

    on_day(tmp_path, DAY, test, keys=RING)


def test_without_keys_nothing_is_read_or_written(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        body = {"fields": {"name": NAME_1}, "reason": "建档"}
        assert await desk.refused("/personal/M0101", body) == (503, "no_keys")

    on_day(tmp_path, DAY, test)


def listed(*rows: tuple[str, ...], **changes: Any) -> dict[str, Any]:
    columns = ["成员编号", "户编号", "人口股", "姓名", "身份证号", "银行账号"]
    return {
        "import_id": ident("list 1"), "day": "2026-01-01", "columns": columns, "rows": rows,
        "proof": PAPER, "reason": "首次登记", "take": True, **changes,
    }  # fmt: skip


GOOD = (
    ("M0101", "H01", "1.35", NAME_1, ID_1, BANK_1),
    ("M0102", "H01", "1", "测二", "", ""),
    ("合计", "", "2.35", "", "", ""),
)


async def with_class(desk: MoneyBench) -> None:
    await founded(desk)
    kind = desk.deed(
        "SHARE_CLASS", VILLAGE, FIRST, share_class="人口股", basis="章程", form="DYNAMIC",
        holders=["MEMBER", "HEIR"], transferable=True, inheritable=True,
    )  # fmt: skip
    await desk.post("/shares/deeds", {"deeds": [kind]})


def test_a_list_is_taken_whole_with_its_people_sealed(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await with_class(desk)
        path = f"/shares/{VILLAGE}/list"
        tried = await desk.post(path, listed(*GOOD, take=False))
        assert tried["hundredths"] == {"人口股": 235} and not tried["taken"]
        assert (await desk.get(f"/shares/{VILLAGE}"))["members"] == []
        taken = await desk.post(path, listed(*GOOD))
        assert taken["taken"] and (taken["holders"], taken["personal_fields"]) == (2, 4)
        register = await desk.get(f"/shares/{VILLAGE}")
        assert [row["weight"] for row in register["members"]] == [135, 100]
        await desk.go_to(date(2027, 1, 2))
        assert (await desk.post(path, listed(*GOOD)))["repeated"]
        assert desk.store.verify() == []

    on_day(tmp_path, DAY, test, keys=RING)


def test_a_list_with_mistakes_tells_all_of_them_and_writes_nothing(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await with_class(desk)
        heads = desk.store.anchor("trial").heads
        bad = (
            ("M0101", "H01", "-1", NAME_1, ID_1[:-1] + "8", BANK_1),
            ("M0101", "", "1", NAME_1, "", "12"),
        )
        answer = await desk.asked(f"/shares/{VILLAGE}/list", listed(*bad))
        assert answer.status_code == 422
        said = answer.json()["problems"]
        assert {one["code"] for one in said} == {
            "PERSONAL_MALFORMED", "CELL_UNREADABLE", "ROW_TWICE",
        }  # fmt: skip
        assert len(said) == 5 and "第 3 行" in said[1]["text"]["zh"]
        assert not any(secret in answer.text for secret in (*SECRETS, ID_1[:-1] + "8"))
        extra = listed(("M1", "H1", "1", "", "", "", "男"))
        extra["columns"] = [*extra["columns"], "性别"]
        codes = (await desk.asked(f"/shares/{VILLAGE}/list", extra)).json()["problems"]
        assert [one["code"] for one in codes] == ["COLUMN_NOT_COLLECTED"]
        after = desk.store.anchor("trial").heads
        assert {name: after[name] for name in after if name != "audit"} == {
            name: heads[name] for name in heads if name != "audit"
        }

    on_day(tmp_path, DAY, test, keys=RING)


def test_a_list_without_keys_leaves_no_half(tmp_path: Path) -> None:
    """The deeds go in the same transaction as the sealed fields: without the one not the other."""

    async def test(desk: MoneyBench) -> None:
        await with_class(desk)
        assert await desk.refused(f"/shares/{VILLAGE}/list", listed(*GOOD)) == (503, "no_keys")
        assert (await desk.get(f"/shares/{VILLAGE}"))["members"] == []

    on_day(tmp_path, DAY, test)


def test_two_people_with_one_id_number_stop_the_whole_list(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await with_class(desk)
        twins = (GOOD[0], ("M0103", "H02", "1", "测三", ID_1, ""))
        said = await desk.refused(f"/shares/{VILLAGE}/list", listed(*twins))
        assert said == (409, "id_number_taken")
        assert (await desk.get(f"/shares/{VILLAGE}"))["members"] == []
        assert (await desk.get("/personal", person="M0101"))["people"] == {}

    on_day(tmp_path, DAY, test, keys=RING)


def test_nothing_personal_is_in_clear_on_the_disk(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await with_class(desk)
        await desk.post(f"/shares/{VILLAGE}/list", listed(*GOOD))
        await sealed(desk)

    on_day(tmp_path, DAY, test, keys=RING)
    found = [
        path.name
        for path in tmp_path.rglob("*")
        if path.is_file() and any(secret.encode() in path.read_bytes() for secret in SECRETS)
    ]
    assert found == [] and any(path.name == "journal.db" for path in tmp_path.rglob("*"))


def test_a_closed_file_needs_its_passphrase() -> None:
    with pytest.raises(RuleRefused, match="PASSPHRASE_SHORT"):
        closed_text(Secret("x"), Secret("too short"), bytes)
    good = Secret("a passphrase of the office")
    closed = closed_text(Secret("收款人,账号"), good, bytes)
    assert opened_text(closed, good) == Secret("收款人,账号") and "收款人" not in closed
    for other in (closed.replace("A", "B", 1), "{}", "[]", "no json", closed[:-10]):
        with pytest.raises(RuleRefused, match="FILE_NOT_OPENED"):
            opened_text(other, good)
    with pytest.raises(RuleRefused, match="FILE_NOT_OPENED"):
        opened_text(closed, Secret("another passphrase here"))
