"""Calibrations over HTTP: written down once, listed with what is due, taken back by two."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.dashboard.harness import Bench, on_bench, password

PATH = "/api/v1/calibrations"


def body(bench: Bench, **changes: Any) -> dict[str, Any]:
    return {
        "event_id": str(uuid4()),
        "happened_ms": bench.clock.utc_ms() - 60_000,
        "device": "s1-01-do-a",
        "profile": "yosemitech/y504-a",
        "serial_number": "YL0114010022",
        "procedure": "air",
        "quantity": "saturation",
        "unit": "%",
        "standards": [{"reference": "100", "before": "96.2", "after": "100.1"}],
        "coefficients": [{"name": "K", "before": "1", "after": "1.0395"}],
        "due_on": "2030-01-01",
        "result": "ADJUSTED",
    } | changes


def test_a_calibration_is_saved_once_and_listed(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("technician")
        before = (await client.get(PATH)).json()["devices"]
        assert any(row["device"] == "s1-01-do-a" and row["overdue"] for row in before)
        wanted = body(bench)
        first, again = await client.post(PATH, json=wanted), await client.post(PATH, json=wanted)
        assert first.status_code == again.status_code == 201, first.text
        assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
        other = await client.post(PATH, json=wanted | {"procedure": "zero"})
        assert (other.status_code, other.json()["error"]) == (409, "id_used")
        rows = {row["device"]: row for row in (await client.get(PATH)).json()["devices"]}
        row = rows["s1-01-do-a"]
        assert (row["result"], row["times"], row["overdue"], row["by"]) == (
            "ADJUSTED", 1, False, "technician",
        )  # fmt: skip
        listed = (await client.get("/api/v1/events?kind=CALIBRATION")).json()["events"]
        assert len(listed) == 1 and "标定" in listed[0]["text"]["zh"]

    on_bench(tmp_path, test, controller=False)


def test_a_wrong_calibration_is_taken_back_by_two(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        technician, manager = await bench.signed_in("technician"), await bench.signed_in("manager")
        saved = (await technician.post(PATH, json=body(bench))).json()["event"]
        answer = await manager.post(
            f"/api/v1/events/{saved['event_id']}/correct",
            json={
                "event_id": str(uuid4()), "reason": "wrong probe",
                "second_name": "technician", "second_password": password("technician"),
            },
        )  # fmt: skip
        assert answer.status_code == 201, answer.text
        rows = {row["device"]: row for row in (await manager.get(PATH)).json()["devices"]}
        assert rows["s1-01-do-a"]["calibrated_ms"] is None

    on_bench(tmp_path, test, controller=False)


def test_a_viewer_sees_and_does_not_write(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        viewer = await bench.signed_in("viewer")
        assert (await viewer.get(PATH)).status_code == 200
        assert (await viewer.post(PATH, json=body(bench))).status_code == 403

    on_bench(tmp_path, test, controller=False)


ZERO_IN_AIR = {
    "procedure": "zero", "quantity": "do_a", "unit": "mg/L", "coefficients": [],
    "standards": [{"reference": "0", "before": "8.4", "after": "0.0"}],
}  # fmt: skip


def test_what_no_drift_explains_is_for_two(tmp_path: Path) -> None:
    """A zero taken in air (safety F-64): refused to one, kept with both names, once."""

    async def test(bench: Bench) -> None:
        technician = await bench.signed_in("technician")
        wanted = body(bench, **ZERO_IN_AIR)
        alone = await technician.post(PATH, json=wanted)
        assert (alone.status_code, alone.json()["error"]) == (403, "second_person_needed")
        assert "8.4" in alone.json()["text"]["zh"]
        for who in ("technician", "operator", "nobody"):
            agrees = {"second_name": who, "second_password": password(who)}
            assert (await technician.post(PATH, json=wanted | agrees)).status_code == 403, who
        rows = (await technician.get(PATH)).json()["devices"]
        assert all(row["times"] == 0 for row in rows)
        agrees = {"second_name": "manager", "second_password": password("manager")}
        saved = await technician.post(PATH, json=wanted | agrees)
        assert saved.status_code == 201, saved.text
        kept = bench.store.log.events()[-1].event.as_json()
        assert (kept["actor"], kept["accepted_by"]) == ("technician", "manager")
        again = await technician.post(PATH, json=wanted)
        assert (again.status_code, again.json()["repeated"]) == (201, True)
        assert password("manager") not in str(bench.store.audit.records())

    on_bench(tmp_path, test, controller=False)


def test_what_changed_nothing_is_written_down_by_one(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        technician = await bench.signed_in("technician")
        for result in ("CHECKED", "FAILED"):
            answer = await technician.post(PATH, json=body(bench, **ZERO_IN_AIR, result=result))
            assert answer.status_code == 201, answer.text

    on_bench(tmp_path, test, controller=False)
