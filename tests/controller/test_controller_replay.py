"""A past decision recomputed from what a run kept, equal to what was commanded then.

Knows that changed readings must give another decision; else equality would prove nothing.
"""

import asyncio
from pathlib import Path

from controller.checkpoints import Checkpoints
from controller.plant import farm_plan
from controller.replay import Stored, replayed
from controller.run import Run
from controller.store import PlainHistory
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, FakeFarm, ask
from tests.controller.whole_run import SITE, ran


def test_any_past_decision_can_be_recomputed(tmp_path: Path) -> None:
    history = PlainHistory(1_000_000)

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(130)
        assert run._granting is not None
        await ask(run, run._granting, "set_output", output="1-02.oxygen_valve", value=77)
        farm.over[TagName("1-01.do_a")] = 6.0
        await asyncio.sleep(120)

    _, _, _ = ran(then, folder=tmp_path, history=history)
    samples: dict[str, list[Stored]] = {}
    for name, at_ms, value, status in history.rows:
        samples.setdefault(name, []).append((at_ms, value, status))

    def stored(name: TagName, from_ms: int, to_ms: int) -> list[Stored]:
        return [row for row in samples.get(name, []) if from_ms <= row[0] < to_ms]

    kept = Checkpoints(tmp_path / "checkpoints")
    plan = farm_plan(SITE)
    for second in (10, 59, 61, 125, 140, 185, 240):
        at_ms = START_MS + second * 1000
        minute = kept.holding(at_ms)
        assert minute is not None
        for name in ("1-01.oxygen_valve", "1-02.oxygen_valve", "1.pump_1", "1.cone_valve"):
            again = replayed(plan, minute, stored, TagName(name), at_ms)
            assert again is not None and again.same, (second, name, again)
    hand = kept.holding(START_MS + 150_000)
    assert hand is not None
    told = replayed(plan, hand, stored, TagName("1-02.oxygen_valve"), START_MS + 150_000)
    assert told is not None
    assert (told.value, told.rank.name) == (77.0, "OPERATOR")
    samples["1-01.do_a"] = [(at, 9.0, 0) for at, _, _ in samples["1-01.do_a"]]
    samples["1-01.do_b"] = samples["1-01.do_a"]
    other = replayed(plan, hand, stored, TagName("1-01.oxygen_valve"), START_MS + 150_000)
    assert other is not None and not other.same
