"""Every route against every role and nobody: the table of rights is the whole truth.

Knows no route by heart: they are taken from the app.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.api_live import Take
from dashboard.rights import MATRIX, ROUTES, Right, Role, rights_of
from tests.dashboard.harness import Bench, on_bench

OPEN = {("POST", "/api/v1/login")}


def routes(app: object) -> Iterator[tuple[str, str]]:
    for route in _flat(app):
        for method in sorted(route.methods or ()):
            yield method, route.path


def _flat(app: object) -> Iterator[APIRoute]:
    for route in getattr(app, "routes", ()):
        if isinstance(route, APIRoute):
            if route.path.startswith("/api/"):
                yield route
        else:
            yield from _flat(getattr(route, "original_router", None) or getattr(route, "app", None))


def filled(path: str) -> str:
    values = {
        "tag": "1-01.oxygen_valve",
        "alarm": "nothing@1-01",
        "tank": "1-01",
        "event": "00000000-0000-4000-8000-000000000000",
        "voucher": "00000000-0000-4000-8000-000000000000",
        "entity": "nobody",
        "run": "no-run",
        "person": "M0001",
    }
    for name, value in values.items():
        path = path.replace("{" + name + "}", value)
    return path


def test_the_table_names_every_route_and_nothing_else(tmp_path: Path) -> None:
    async def test(bench: Bench) -> set[tuple[str, str]]:
        openapi = bench.app.openapi()
        return {
            (method.upper(), path)
            for path, methods in openapi["paths"].items()
            for method in methods
            if path.startswith("/api/")
        }

    served = on_bench(tmp_path, test, controller=False)
    unseen = {("GET", "/api/v1/openapi.json")}
    assert served - OPEN == set(ROUTES) - unseen
    assert len(served) >= 28


def test_every_role_gets_exactly_what_the_table_gives_it(tmp_path: Path) -> None:
    async def test(bench: Bench) -> dict[str, str]:
        wrong: dict[str, str] = {}
        nobody = bench.client()
        people = {role: await bench.signed_in(role.value) for role in Role}
        for (method, path), right in ROUTES.items():
            if path.endswith(("/live", "/logout")):
                continue  # an endless answer, and the end of the session: each has its own test
            address = filled(path)
            answer = await nobody.request(method, address, json={})
            if answer.status_code != 401:
                wrong[f"nobody {method} {path}"] = answer.text[:80]
            for role, client in people.items():
                answer = await client.request(method, address, json={})
                allowed = right in rights_of([role])
                if (answer.status_code == 403) == allowed or answer.status_code in (401, 500):
                    wrong[f"{role} {method} {path}"] = f"{answer.status_code} {answer.text[:80]}"
        return wrong

    assert on_bench(tmp_path, test) == {}


def test_the_program_reads_and_never_writes(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        program = bench.program()
        for (method, path), right in ROUTES.items():
            if path.endswith("/live") or method == "GET":
                continue
            if right is Right.SIGNED_IN:
                continue
            answer = await program.request(method, filled(path), json={})
            assert answer.status_code == 403, (method, path)
        assert bench.controller.acts() == []

    on_bench(tmp_path, test)


def test_admin_has_neither_plant_nor_books_nor_money() -> None:
    assert rights_of([Role.ADMIN]) == {
        Right.SIGNED_IN,
        Right.SEE_PLANT,
        Right.SEE_AUDIT,
        Right.SEE_OWN_AUDIT,
        Right.KEEP_PEOPLE,
        Right.KEEP_KEYS,
    }
    assert MATRIX[Right.PREPARE_DIVIDEND] == {Role.ACCOUNTANT}


def test_the_audit_is_whole_for_the_manager_and_own_for_the_accountant(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        await bench.signed_in("operator")
        accountant, manager = await bench.signed_in("accountant"), await bench.signed_in("manager")
        own = (await accountant.get("/api/v1/audit")).json()["rows"]
        assert {row["actor"] for row in own} == {"accountant"}
        every = (await manager.get("/api/v1/audit")).json()["rows"]
        assert [row["actor"] for row in every] == ["operator", "accountant", "manager"]

    on_bench(tmp_path, test, controller=False)


def test_a_take_has_a_time_limit() -> None:
    assert Take(value=1).minutes <= 480


def changing(bench: Bench) -> list[tuple[str, str]]:
    """Every route of the application that is no GET, but signing in and out."""
    paths = bench.app.openapi()["paths"]
    every = [(method.upper(), path) for path, methods in paths.items() for method in methods]
    own = {("POST", "/api/v1/login"), ("POST", "/api/v1/logout")}
    return [route for route in every if route[0] != "GET" and route not in own]


bodies = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def test_an_auditor_reads_all_and_changes_nothing(tmp_path: Path) -> None:
    """Whatever is sent to whatever route: refused, nothing told to the controller or the books."""

    async def test(bench: Bench) -> None:
        auditor = await bench.signed_in("auditor")
        before = bench.store.anchor("trial").heads

        @settings(max_examples=40, deadline=None)
        @given(route=st.sampled_from(changing(bench)), body=bodies)
        def refused(route: tuple[str, str], body: object) -> None:
            sent.append((*route, body))

        sent: list[tuple[str, str, object]] = []
        refused()
        for method, path in changing(bench):
            sent.append((method, path, {}))
        for method, path, body in sent:
            answer = await auditor.request(method, filled(path), json=body)
            assert answer.status_code == 403, (method, path, body, answer.text)
        heads = bench.store.anchor("trial").heads
        assert {name: heads[name] for name in heads if name != "audit"} == {
            name: before[name] for name in before if name != "audit"
        }
        assert bench.controller.acts() == []

    on_bench(tmp_path, test)


def test_an_auditor_may_see_whatever_anybody_sees() -> None:
    seeing = {right for (method, _), right in ROUTES.items() if method == "GET"}
    assert seeing <= rights_of([Role.AUDITOR])
    changing = {right for (method, _), right in ROUTES.items() if method != "GET"}
    assert changing & rights_of([Role.AUDITOR]) == {Right.SIGNED_IN}


def test_the_newest_acts_come_first_when_asked_backwards_and_no_act_is_missed(
    tmp_path: Path,
) -> None:
    async def test(bench: Bench) -> None:
        for login in ("operator", "accountant", "manager", "accountant"):
            asking = await bench.signed_in(login)
        manager = await bench.signed_in("manager")
        seen: list[dict[str, Any]] = []
        before = 2**53
        for _ in range(3):
            page = (await manager.get(f"/api/v1/audit?before={before}&limit=2")).json()
            seen += page["rows"]
            before = page["last_seq"]
        assert [row["actor"] for row in seen] == [
            "manager", "accountant", "manager", "accountant", "operator",
        ]  # fmt: skip
        assert page["more"] is False
        own = (await asking.get("/api/v1/audit?before=100&limit=1")).json()
        assert [row["actor"] for row in own["rows"]] == ["accountant"] and own["more"]

    on_bench(tmp_path, test, controller=False)
