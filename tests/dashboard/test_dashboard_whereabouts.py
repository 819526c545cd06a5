"""A session stays with the address it began at, or with the farm's own network around it.

Knows no other way in than the login; other ends of sessions are in test_dashboard_signin.py.
"""

from pathlib import Path

import pytest

from dashboard.whereabouts import Whereabouts
from tests.dashboard.harness import Bench, on_bench, password
from tests.dashboard.test_dashboard_wishes import VALVE, take

HALL, FIELD, OUTSIDE = "192.168.20.7", "192.168.21.9", "198.51.100.9"


def test_a_stolen_cookie_opens_nothing_and_signs_nobody_out(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        owner = bench.client(address=HALL)
        await sign_in(owner)
        thief = bench.client(address=OUTSIDE)
        thief.cookies.set("ras_session", owner.cookies["ras_session"])
        for answer in (await thief.get("/api/v1/me"), await thief.post(VALVE, json=take(90))):
            assert (answer.status_code, answer.json()["error"]) == (401, "address_changed")
        assert (await thief.post("/api/v1/logout", json={})).status_code == 401
        assert (await owner.get("/api/v1/me")).status_code == 200
        assert bench.controller.acts() == []

    on_bench(tmp_path, test)


def test_a_phone_in_another_cell_is_back_after_one_password(tmp_path: Path) -> None:
    """At night: the wish is refused, the password is given once, the same wish goes through."""

    async def test(bench: Bench) -> None:
        phone = bench.client(address=HALL)
        await sign_in(phone)
        before = phone.cookies["ras_session"]
        phone = bench.client(address=FIELD)
        phone.cookies.set("ras_session", before)
        assert (await phone.post(VALVE, json=take(90))).json()["error"] == "address_changed"
        phone.cookies.clear()
        await sign_in(phone, Cookie=f"ras_session={before}")
        assert (await phone.post(VALVE, json=take(90))).status_code == 200
        back = bench.client(address=HALL, Cookie=f"ras_session={before}")
        assert (await back.get("/api/v1/me")).status_code == 401, "the old session went with it"

    on_bench(tmp_path, test)


def test_within_the_farms_own_network_a_phone_keeps_its_session(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        phone = bench.client(address=HALL)
        await sign_in(phone)
        token = phone.cookies["ras_session"]
        for address, status in ((FIELD, 200), ("::ffff:192.168.23.1", 200), (OUTSIDE, 401)):
            moved = bench.client(address=address, Cookie=f"ras_session={token}")
            assert (await moved.get("/api/v1/me")).status_code == status, address

    on_bench(tmp_path, test, roam=("192.168.20.0/22",))


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.168.20.7", "192.168.20.0/23"),
        ("192.168.21.255", "192.168.20.0/23"),
        ("192.168.22.1", "192.168.22.1"),
        ("::ffff:192.168.22.1", "192.168.22.1"),
        ("fd00:0:0:1::5", "fd00:0:0:1::/64"),
        ("fd00::2:0:0:0:5", "fd00:0:0:2::5"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_what_a_session_is_bound_to(address: str, place: str) -> None:
    assert Whereabouts(("192.168.20.0/23", "fd00:0:0:1::/64")).of(address) == place


async def sign_in(client: object, **headers: str) -> None:
    body = {"name": "operator", "password": password("operator")}
    answer = await client.post("/api/v1/login", json=body, headers=headers)  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.text
