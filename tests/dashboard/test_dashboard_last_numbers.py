"""A page opened after a value died still dates it: the stream begins with its last number."""

import json
from pathlib import Path
from typing import Any

from farm.link import State, TagState
from farm.status import Status
from tests.dashboard.harness import Bench, full_state, on_bench, tag, until


def news(bench: Bench, revision: int, oxygen: TagState) -> State:
    whole = full_state(bench.clock)
    part = {"full": False, "revision": revision, "tags": {"1-01.oxygen": oxygen}}
    return whole.model_copy(update=part)


async def begun(bench: Bench) -> dict[str, Any]:
    stream = bench.desk.live.messages()
    said: dict[str, Any] = json.loads((await anext(stream)).split(b"data: ")[1])
    await stream.aclose()  # type: ignore[attr-defined]
    return said


def test_who_comes_late_is_told_the_last_number_of_a_dead_value_and_its_time(
    tmp_path: Path,
) -> None:
    async def test(bench: Bench) -> None:
        good = bench.desk.link.last.tags["1-01.oxygen"]
        dead = tag(None, bench.clock.utc_ms(), Status.BAD_TIMEOUT)
        await bench.controller.tell(news(bench, 2, dead))
        await bench.controller.tell(news(bench, 3, dead))
        await until(lambda: bench.desk.link.last.revision == 3)
        whole = await begun(bench)
        assert whole["tags"]["1-01.oxygen"]["value"] is None
        assert whole["last"] == {"1-01.oxygen": {"value": good.value, "at_ms": good.at_ms}}
        await bench.controller.tell(full_state(bench.clock).model_copy(update={"revision": 4}))
        await until(lambda: bench.desk.link.last.revision == 4)
        assert (await begun(bench))["last"] == {}

    on_bench(tmp_path, test)
