"""A pH probe through its buffers on the simulated bench: in order, each a minute, or the old
coefficients stand."""

import asyncio
from collections.abc import Callable

import pytest

from drivers.calibration.guided import calibrate
from drivers.calibration.watch import Stopped
from drivers.calibration.workbench import Outcome, Place, Workbench
from drivers.commissioning.hand_line import hand_line
from drivers.commissioning.scan_plan import Setting, row_of
from drivers.decode import encoded
from drivers.modbus import write_request
from farm.clock import run_simulated
from farm.profile import Swap
from hil_sim import settable
from tests.drivers.commission_scene import (
    PH,
    PH_UNIT,
    SITE_ATM,
    Bench,
    Hand,
    bench_site,
    loop_now,
    on_bench,
    profile,
)


def bottles(*order: float, off: float = 0.3) -> Callable[[Bench, Hand], None]:
    """The person puts the probe into these; the electrode reads `off` too much."""

    def prepare(bench: Bench, hand: Hand) -> None:
        bench.farm.stations["ph"].binding.overrides["temperature"] = 25.0

        def acts(count: int) -> bool:
            if count % 2 == 1 and count // 2 < len(order):
                bench.farm.panel.hold("1.ph", order[count // 2] + off)
            return True

        hand.acts = acts

    return prepare


def test_three_buffers_in_order_put_a_probe_right() -> None:
    bench, hand, outcome = on_bench(PH_UNIT, bottles(4.0, 6.86, 9.18), more=PH)
    assert isinstance(outcome, Outcome) and outcome.result == "ADJUSTED"
    assert [h.reference for h in outcome.standards] == [4.0, 6.86, 9.18]
    assert outcome.standards[2].after == pytest.approx(9.18, abs=0.01)
    assert bench.writes()[0][1:11].hex(" ").upper() == "10 23 00 00 02 04 00 00 80 40"
    assert len(outcome.coefficients) == 6 and len(hand.asked) == 6


def test_each_buffer_is_waited_for_a_minute_at_least() -> None:
    async def main() -> float:
        bench, hand = Bench(bench_site(PH)), Hand()
        bottles(4.0, 6.86, 9.18)(bench, hand)
        model = profile(PH_UNIT[0])
        async with hand_line(row_of("w", "rtu", Setting()), bench.opener, loop_now()) as line:
            work = Workbench(line, model, 5, hand, Place(SITE_ATM, SITE_ATM))
            await calibrate(work, model.commissioning.calibrations[0])
        return asyncio.get_running_loop().time()

    assert run_simulated(main()) >= 180.0


@pytest.mark.parametrize("order", [(9.18,), (4.0, 9.18), (4.0, 4.0), (7.0,)])
def test_a_wrong_bottle_stops_it_and_the_old_coefficients_stand(order: tuple[float, ...]) -> None:
    bench, _, outcome = on_bench(PH_UNIT, bottles(*order), more=PH)
    assert isinstance(outcome, Stopped) and "wrong bottle" in outcome.words.en
    assert len(bench.writes()) == len(order) - 1
    if len(order) > 1:
        assert "old coefficients stand" in outcome.words.en


def test_what_the_probe_does_not_accept_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settable, "OFFSET_MOST", 0.1)
    bench, _, outcome = on_bench(PH_UNIT, bottles(4.0, 6.86, 9.18), more=PH)
    assert isinstance(outcome, Outcome) and outcome.result == "FAILED"
    assert "out of range" in outcome.words.en and "old coefficients stand" in outcome.words.en
    assert len(bench.writes()) == 3


def test_the_frame_of_a_buffer_is_the_one_of_the_manual() -> None:
    """Y532 v1.7: calibration at 4.00."""
    sent = write_request(1, 16, 0x2300, encoded(4.0, "float32", Swap.WORD_BYTE)).rtu
    assert sent.hex(" ").upper() == "01 10 23 00 00 02 04 00 00 80 40 1E AE"


def test_cold_buffers_are_refused() -> None:
    def cold(bench: Bench, hand: Hand) -> None:
        bottles(4.0)(bench, hand)
        bench.farm.stations["ph"].binding.overrides["temperature"] = 15.0

    bench, _, outcome = on_bench(PH_UNIT, cold, more=PH)
    assert isinstance(outcome, Stopped) and "15.0" in outcome.words.en and bench.writes() == []
