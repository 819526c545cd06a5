"""Calibrations on simulated probes: done when everything fits, and otherwise the old one stands."""

import asyncio
import struct
from random import Random

import pytest

from drivers.calibration.watch import Seen, Stopped, stands
from drivers.calibration.workbench import Outcome
from farm.profile import Stable
from models.oxygen import saturation_mg_l
from tests.drivers.commission_scene import (
    DO,
    FLOW,
    FLOW_UNIT,
    SITE_ATM,
    Bench,
    Hand,
    in_air,
    on_bench,
)


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


# -- standing still ----------------------------------------------------------------------------

RULE = Stable(wait_s=0, window_s=30, spread=0.1, within_s=300)


def readings(noise: float, per_window: float) -> Seen:
    dice = Random(7)
    return Seen(
        (float(at), 8.0 + per_window * at / 30 + dice.gauss(0, noise), None) for at in range(30)
    )


def test_noise_alone_does_not_hold_a_calibration_up() -> None:
    """Noise of this size has a range of four times the limit; its mean is known to a fifth."""
    assert stands(readings(noise=0.1, per_window=0.0), RULE)


@pytest.mark.parametrize(("noise", "per_window"), [(0.0, 0.11), (0.02, 0.2), (0.6, 0.0)])
def test_what_moves_or_is_too_noisy_for_its_mean_does_not_stand(
    noise: float, per_window: float
) -> None:
    assert not stands(readings(noise, per_window), RULE)


def test_how_long_it_may_take_is_said_before_the_wait() -> None:
    told: list[str] = []

    def listen(bench: Bench, hand: Hand) -> None:
        in_air(bench, 0.96)
        hand.tell = lambda words: told.append(words.en)  # type: ignore[method-assign]

    on_bench(DO, listen)
    assert "at most" in told[0]
