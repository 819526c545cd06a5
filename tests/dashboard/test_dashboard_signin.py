"""Signing in: sessions, their ends, rate limits, forged requests, headers.

Knows the harness; refuses to know the other routes.
"""

from pathlib import Path

import httpx
import pytest

from dashboard.people import create_person
from dashboard.rights import Role
from records.refusal import RuleRefused
from tests.dashboard.harness import Bench, on_bench, password

LOGIN = "/api/v1/login"


def body(name: str, secret: str | None = None) -> dict[str, str]:
    return {"name": name, "password": password(name) if secret is None else secret}


def test_a_session_begins_is_used_and_ends(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        cookie = next(iter(client.cookies.jar))
        assert cookie.name == "ras_session" and cookie.has_nonstandard_attr("HttpOnly")
        me = (await client.get("/api/v1/me")).json()
        assert (me["name"], me["roles"], me["kind"]) == ("operator", ["operator"], "person")
        assert "operate" in me["may"] and "correct_record" not in me["may"]
        assert (await client.post("/api/v1/logout", json={})).status_code == 200
        client.cookies.set("ras_session", cookie.value or "")
        assert (await client.get("/api/v1/me")).status_code == 401

    on_bench(tmp_path, test, controller=False)


def test_the_cookie_is_strict_over_tls(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        transport = httpx.ASGITransport(app=bench.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://farm.test") as client:
            answer = await client.post(LOGIN, json=body("viewer"))
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-ras_session=")
        for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
            assert part in cookie
        assert "max-age" in answer.headers["strict-transport-security"]

    on_bench(tmp_path, test, controller=False)


def test_a_session_ends_when_nobody_is_there_and_at_the_latest_after_half_a_day(
    tmp_path: Path,
) -> None:
    async def test(bench: Bench) -> None:
        operator, wall = await bench.signed_in("operator"), await bench.signed_in("viewer")
        bench.clock.ahead_s += 29 * 60
        assert (await operator.get("/api/v1/me")).status_code == 200
        bench.clock.ahead_s += 31 * 60
        assert (await operator.get("/api/v1/me")).status_code == 401
        assert (await wall.get("/api/v1/me")).status_code == 200
        bench.clock.ahead_s += 11.5 * 3600
        assert (await wall.get("/api/v1/me")).status_code == 401

    on_bench(tmp_path, test, controller=False)


def test_sessions_outlive_a_restart(tmp_path: Path) -> None:
    async def begin(bench: Bench) -> str:
        client = await bench.signed_in("manager")
        return client.cookies["ras_session"]

    token = on_bench(tmp_path, begin, controller=False)
    assert token.encode() not in (tmp_path / "journal.db").read_bytes()

    async def goes_on(bench: Bench) -> int:
        client = bench.client(Cookie=f"ras_session={token}")
        return (await client.get("/api/v1/me")).status_code

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.dashboard.harness.PEOPLE", {})
        assert on_bench(tmp_path, goes_on, controller=False) == 200


def test_an_account_switched_off_is_out_within_seconds(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("technician")
        person = bench.store.people.person("technician")
        assert person is not None
        bench.store.people.change(
            type(person)(person.login, person.password_hash, person.role, person.post_name, False)
        )
        bench.clock.ahead_s += 6
        assert (await client.get("/api/v1/me")).status_code == 401
        again = await client.post(LOGIN, json=body("technician"))
        assert again.status_code == 401

    on_bench(tmp_path, test, controller=False)


def test_a_wrong_name_and_a_wrong_password_look_the_same(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = bench.client()
        wrong = await client.post(LOGIN, json=body("operator", "not the password"))
        nobody = await client.post(LOGIN, json=body("nobody", "not the password"))
        assert wrong.status_code == nobody.status_code == 401
        assert wrong.json() == nobody.json()

    on_bench(tmp_path, test, controller=False)


def test_five_failures_close_an_account_for_a_quarter_of_an_hour_and_no_longer(
    tmp_path: Path,
) -> None:
    async def test(bench: Bench) -> None:
        client = bench.client()
        for _ in range(5):
            assert (await client.post(LOGIN, json=body("operator", "wrong"))).status_code == 401
        shut = await client.post(LOGIN, json=body("operator"))
        assert shut.status_code == 429 and int(shut.headers["retry-after"]) > 800
        assert (await client.post(LOGIN, json=body("manager"))).status_code == 200
        bench.clock.ahead_s += 901
        assert (await client.post(LOGIN, json=body("operator"))).status_code == 200

    on_bench(tmp_path, test, controller=False)


def test_an_address_that_tries_many_names_is_stopped(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = bench.client()
        for number in range(20):
            await client.post(LOGIN, json=body(f"name{number}", "wrong"))
        assert (await client.post(LOGIN, json=body("operator"))).status_code == 429

    on_bench(tmp_path, test, controller=False)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://farm.test"}, 200),
        ({"Content-Type": "text/plain"}, 415),
        ({}, 200),
    ],
)
def test_another_site_cannot_act_for_somebody(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        sent = {"Content-Type": "application/json"} | headers
        answer = await client.post("/api/v1/logout", content=b"{}", headers=sent)
        assert answer.status_code == status
        assert (await client.get("/api/v1/me", headers=headers)).status_code == (
            401 if status == 200 else 200
        )

    on_bench(tmp_path, test, controller=False)


def test_every_answer_is_dressed_and_a_failure_has_one_shape(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = bench.client()
        for path in ("/", "/healthz", "/api/v1/nothing", "/api/v1/me"):
            answer = await client.get(path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'self'" in policy and "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
        failure = (await client.get("/api/v1/nothing")).json()
        assert failure["error"] == "not_signed_in"
        assert failure["text"].keys() == failure["do"].keys() == {"zh", "en"}
        known = await (await bench.signed_in("viewer")).get("/api/v1/nothing")
        assert (known.status_code, known.json()["error"]) == (404, "not_found")

    on_bench(tmp_path, test, controller=False)


def test_a_body_beyond_a_megabyte_is_refused(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        big = b'"' + b"x" * (1 << 20) + b'"'
        headers = {"Content-Type": "application/json"}
        answer = await client.post("/api/v1/events", content=big, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (413, "too_large")

    on_bench(tmp_path, test, controller=False)


def test_a_wrong_or_missing_token_is_401(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        assert (await bench.program().get("/api/v1/snapshot")).status_code == 200
        for header in ("Bearer wrong", "Bearer ", "Basic dDp0", ""):
            client = bench.client(Authorization=header)
            assert (await client.get("/api/v1/snapshot")).status_code == 401

    on_bench(tmp_path, test, controller=False)


def test_accounts_need_a_name_and_a_long_password(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        people, passwords = bench.store.people, bench.desk.passwords
        for login, role, secret in [
            ("Big", Role.VIEWER, "long enough password"),
            ("short", Role.VIEWER, "123456789"),
            ("chief", Role.MANAGER, "14-characters-"),
        ]:
            with pytest.raises(RuleRefused):
                create_person(people, passwords, login=login, post="x", role=role, password=secret)
            assert people.person(login) is None

    on_bench(tmp_path, test, controller=False)


def test_what_people_did_stands_in_an_unbroken_chain_without_secrets(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("operator")
        await bench.client().post(LOGIN, json=body("operator", "canary-password-9"))
        await client.post("/api/v1/logout", json={})
        acts = [(r.entry.action, r.entry.result) for r in bench.store.audit.records()]
        assert acts == [("login", "ok"), ("login", "refused"), ("logout", "ok")]
        assert bench.store.audit.verify() == []

    on_bench(tmp_path, test, controller=False)
    for file in tmp_path.glob("journal.db*"):
        assert b"canary-password-9" not in file.read_bytes()
