"""The API against its own OpenAPI, with inputs nobody would think of.

Refuses to know any route: they and their inputs are made from the schema.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dashboard.rights import Role
from farm.clock import ScaledLoop, anchor_now, run_on
from tests.dashboard.harness import Bench, bench

EXAMPLES = 6
"""A few for each route and role; the night has time for more."""

SAID = [status_code_conformance, content_type_conformance, response_schema_conformance]


@contextmanager
def served(folder: Path) -> Iterator[tuple[Bench, asyncio.AbstractEventLoop]]:
    """A bench on a loop in its own thread, so that generated calls may be synchronous."""
    loop, up = ScaledLoop(anchor_now()), threading.Event()
    held: list[Bench] = []
    end = asyncio.Event()

    async def main() -> None:
        async with bench(folder) as made:
            await made.linked()
            held.append(made)
            up.set()
            await end.wait()

    thread = threading.Thread(target=run_on, args=(loop, main()))
    thread.start()
    try:
        assert up.wait(30)
        yield held[0], loop
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()


def operations(bench: Bench) -> list[Any]:
    raw = bench.app.openapi()
    raw["paths"] = {path: item for path, item in raw["paths"].items() if path.startswith("/api")}
    raw["paths"].pop("/api/v1/live")  # an endless answer
    raw["paths"].pop("/api/v1/logout")  # would end the session that the others need
    schema = schemathesis.openapi.from_dict(raw)
    found = list(schema.get_all_operations())
    assert all(isinstance(result, Ok) for result in found)
    return [result.ok() for result in found if isinstance(result, Ok)]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ACCOUNTANT, Role.OPERATOR])
def test_no_input_makes_the_server_fail(tmp_path: Path, role: Role) -> None:
    with served(tmp_path) as (made, loop):

        def on_loop(coroutine: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(coroutine, loop).result(60)

        client: httpx.AsyncClient = on_loop(made.signed_in(role.value))
        for operation in operations(made):

            @given(case=operation.as_strategy())
            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def holds(case: Case) -> None:
                made.clock.ahead_s += 2
                plain = case.as_transport_kwargs(base_url="http://farm.test")
                plain.pop("cookies", None)
                plain["headers"] = {
                    name: value for name, value in (plain.get("headers") or {}).items()
                    if name.lower() not in ("authorization", "cookie", "user-agent")
                }  # fmt: skip
                answer = on_loop(client.request(**plain))
                assert answer.status_code < 500 or answer.status_code in (503, 504), answer.text
                assert "Traceback" not in answer.text
                case.validate_response(Response.from_httpx(answer, verify=False), checks=SAID)
                if answer.status_code >= 400 and answer.content:
                    assert answer.json().keys() >= {"error", "text", "do"}, answer.text

            holds()
