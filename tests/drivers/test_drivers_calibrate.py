"""Calibrations on simulated probes: done when everything fits, and otherwise the old one stands."""

import asyncio
import struct
from collections.abc import Callable

import pytest

from drivers.calibrate import calibrate, check
from drivers.decode import encoded
from drivers.gauge import Stopped
from drivers.hand_line import hand_line
from drivers.modbus import write_request
from drivers.scan_plan import Setting, row_of
from drivers.workbench import Outcome, Place, Workbench
from farm.clock import run_simulated
from farm.profile import Swap
from farm.words import Words
from hil_sim import settable
from models.oxygen import pressure_at_altitude_atm, saturation_mg_l
from tests.drivers.commission_scene import FLOW, PH, Bench, bench_site, loop_now, profile

SITE_ATM = float(pressure_at_altitude_atm(200.0))
DO, PH_UNIT, FLOW_UNIT = ("yosemitech/y504-a", 1), ("yosemitech/y532-a", 5), ("dalian/tuf-2000m", 7)


class Hand:
    """A person who does what is asked: `acts` is told of every question and says yes or no."""

    def __init__(self, acts: Callable[[int], bool] = lambda _n: True) -> None:
        self.asked: list[Words] = []
        self.acts = acts

    def tell(self, words: Words) -> None:
        pass

    def agree(self, words: Words) -> bool:
        self.asked.append(words)
        return self.acts(len(self.asked))

    def number(self, words: Words) -> float | None:
        return 8.0

    def progress(self, text: str) -> None:
        pass


Work = Callable[[Bench, Workbench], "asyncio.Future[Outcome]"]


def on_bench(
    what: tuple[str, int],
    prepare: Callable[[Bench, Hand], None],
    *,
    more: str = "",
    today_atm: float = SITE_ATM,
    procedure: int = 0,
    point: str | None = None,
    reference: float | None = None,
) -> tuple[Bench, Hand, Outcome | Stopped]:
    async def main() -> tuple[Bench, Hand, Outcome | Stopped]:
        bench, hand = Bench(bench_site(more)), Hand()
        prepare(bench, hand)
        model = profile(what[0])
        async with hand_line(row_of("w", "rtu", Setting()), bench.opener, loop_now()) as line:
            work = Workbench(line, model, what[1], hand, Place(SITE_ATM, today_atm))
            try:
                if point:
                    return bench, hand, await check(work, point, reference)
                row = model.commissioning.calibrations[procedure]
                return bench, hand, await calibrate(work, row)
            except Stopped as stopped:
                return bench, hand, stopped

    return run_simulated(main())


def in_air(bench: Bench, fraction: float) -> None:
    """The probe shows this share of saturation at the site's pressure."""
    bench.farm.panel.hold("1-01.temperature", 22.0)
    full = float(saturation_mg_l(22.0, bench.farm.plant.layout.pressure_atm))
    bench.farm.panel.hold("1-01.do_a", fraction * full)


def coefficients(bench: Bench, what: str = "do") -> list[float]:
    table = bench.farm.stations[what].built.table
    reply = table.reply(bytes.fromhex("03 11 00 00 04".replace(" ", "")))
    assert reply is not None
    return list(struct.unpack("<ff", reply[2:]))


# -- oxygen in air ---------------------------------------------------------------------------


def test_a_probe_that_drifted_shows_the_truth_after_an_air_calibration() -> None:
    bench, hand, outcome = on_bench(DO, lambda b, _h: in_air(b, 0.96))
    assert isinstance(outcome, Outcome) and outcome.result == "ADJUSTED"
    (held,) = outcome.standards
    assert held.before == pytest.approx(96.0, abs=0.05)
    assert held.after == pytest.approx(100.0, abs=0.1)
    assert coefficients(bench) == pytest.approx([1 / 0.96, 0.0], abs=1e-3)
    assert len(bench.writes()) == 1 and len(hand.asked) == 2
    assert bench.writes()[0].hex(" ").upper() in hand.asked[1].zh


def test_todays_pressure_counts() -> None:
    """In air at 2 % less pressure the probe has to show 2 % less of what the farm reckons with."""
    _, _, outcome = on_bench(DO, lambda b, _h: in_air(b, 0.96), today_atm=0.98 * SITE_ATM)
    assert isinstance(outcome, Outcome)
    assert outcome.standards[0].reference == pytest.approx(97.94, abs=0.05)


@pytest.mark.parametrize(
    ("fraction", "says"),
    [(0.85, "0.9 to 1.1"), (1.2, "0.9 to 1.1"), (96.0 / 20, "0.9 to 1.1")],
)
def test_what_cannot_be_air_is_not_calibrated(fraction: float, says: str) -> None:
    bench, _, outcome = on_bench(DO, lambda b, _h: in_air(b, fraction))
    assert isinstance(outcome, Stopped) and says in outcome.words.en
    assert bench.writes() == []


def percent(bench: Bench, _hand: Hand) -> None:
    """A firmware that sends percent, as the manual's word would have it."""
    in_air(bench, 1.0)
    full = float(saturation_mg_l(22.0, bench.farm.plant.layout.pressure_atm))
    bench.farm.panel.hold("1-01.do_a", 98.0 * full)


def test_a_register_in_percent_refuses_the_profile() -> None:
    """device reference 0 rule 3; the probe's own limit of 500 % must not hide it."""
    bench, _, outcome = on_bench(DO, percent)
    assert isinstance(outcome, Stopped) and bench.writes() == []
    assert "percent" in outcome.words.en


def moving(bench: Bench, _hand: Hand) -> None:
    in_air(bench, 0.96)
    loop, panel = asyncio.get_running_loop(), bench.farm.panel

    def on() -> None:
        panel.hold("1-01.do_a", panel.value("1-01.do_a") + 0.01)
        if loop.time() < 2000:
            loop.call_later(2.0, on)

    on()


def test_a_reading_that_moves_is_never_used() -> None:
    bench, hand, outcome = on_bench(DO, moving)
    assert isinstance(outcome, Stopped)
    assert bench.writes() == [] and len(hand.asked) == 1


def test_no_to_the_bytes_leaves_the_old_calibration() -> None:
    def refuse(bench: Bench, hand: Hand) -> None:
        in_air(bench, 0.96)
        hand.acts = lambda count: count < 2

    bench, _, outcome = on_bench(DO, refuse)
    assert isinstance(outcome, Stopped) and "old one stands" in outcome.words.en
    assert bench.writes() == [] and coefficients(bench) == [1.0, 0.0]


def test_a_lost_answer_to_the_write_is_cleared_up_by_reading() -> None:
    def lose(bench: Bench, _hand: Hand) -> None:
        in_air(bench, 0.96)
        bench.cut = lambda request: request[1] == 16

    bench, _, outcome = on_bench(DO, lose)
    assert isinstance(outcome, Outcome) and outcome.result == "ADJUSTED"
    assert len(bench.writes()) == 1


def test_a_write_that_never_arrived_is_said_and_not_repeated() -> None:
    def deaf(bench: Bench, _hand: Hand) -> None:
        in_air(bench, 0.96)
        plain = bench.farm.wire

        class Deaf:
            next_due_s = None
            broken = False

            def feed(self, data: bytes, at_s: float):  # type: ignore[no-untyped-def]
                return [] if data[1] == 16 else inner.feed(data, at_s)

        inner = plain(bench.row.id)
        bench.line = Deaf()  # type: ignore[assignment]

    bench, _, outcome = on_bench(DO, deaf)
    assert isinstance(outcome, Outcome) and outcome.result == "FAILED"
    assert "old calibration stands" in outcome.words.en and len(bench.writes()) == 1


def test_a_reading_that_is_wrong_after_the_write_brings_the_old_numbers_back() -> None:
    def fall(bench: Bench, hand: Hand) -> None:
        in_air(bench, 0.96)

        def acts(count: int) -> bool:
            if count == 2:  # while the person reads the bytes, the probe falls into the tank
                asyncio.get_running_loop().call_later(0.5, in_air, bench, 0.93)
            return True

        hand.acts = acts

    bench, _, outcome = on_bench(DO, fall)
    assert isinstance(outcome, Outcome) and outcome.result == "FAILED"
    assert coefficients(bench) == [1.0, 0.0] and len(bench.writes()) == 2
    assert "old coefficients are back" in outcome.words.en


def test_a_probe_that_goes_silent_stops_it() -> None:
    def mute(bench: Bench, hand: Hand) -> None:
        in_air(bench, 0.96)

        def acts(_count: int) -> bool:
            bench.farm.faults["do"].mute = True
            return True

        hand.acts = acts

    bench, _, outcome = on_bench(DO, mute)
    assert isinstance(outcome, Stopped) and "no answer" in outcome.words.en
    assert bench.writes() == []


# -- pH ------------------------------------------------------------------------------------


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


# -- flow and comparison -----------------------------------------------------------------------


def test_the_zero_of_a_flow_meter_is_recorded_and_nothing_written() -> None:
    def closed(bench: Bench, _hand: Hand) -> None:
        bench.farm.panel.hold("1.flow", 3.6)

    bench, _, outcome = on_bench(FLOW_UNIT, closed, more=FLOW)
    assert isinstance(outcome, Outcome) and outcome.result == "CHECKED"
    assert outcome.standards[0].before == pytest.approx(0.02) and bench.writes() == []


def test_a_meter_without_signal_shows_zero_and_is_not_believed() -> None:
    """TUF-2000M: no signal reads 0 m3/h; the quality decides."""

    def blind(bench: Bench, _hand: Hand) -> None:
        binding = bench.farm.stations["flow"].binding
        binding.overrides |= {"signal_quality": 20.0, "error_bits": 1.0}
        bench.farm.panel.hold("1.flow", 0.0)

    _, _, outcome = on_bench(FLOW_UNIT, blind, more=FLOW)
    assert isinstance(outcome, Stopped) and "vouch" in outcome.words.en


def test_any_probe_can_be_compared_with_a_reference() -> None:
    bench, _, outcome = on_bench(
        DO, lambda b, _h: in_air(b, 0.96), point="oxygen_mg_l", reference=8.0
    )
    assert isinstance(outcome, Outcome) and outcome.result == "CHECKED"
    assert outcome.standards[0].reference == 8.0 and bench.writes() == []
