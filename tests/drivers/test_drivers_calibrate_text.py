"""An EZO told of its standards on the simulated bench: in order, confirmed, counted and looked at
again; a wrong bottle, a lost answer, another circuit and a refusal by the person."""

from collections.abc import Callable

import pytest

from drivers.calibration.guided import calibrate_text, check
from drivers.calibration.text_bench import text_bench
from drivers.calibration.watch import Stopped
from drivers.calibration.workbench import Outcome
from drivers.port import Port
from farm.clock import run_simulated
from farm.site import Bus as BusRow
from tests.drivers.commission_scene import PROFILES, Bench, Hand, bench_site, loop_now

EZO = """
  - {{id: ezo, profile: atlas/{0}, bus: text, points: {{{1}}}}}
"""
DO = EZO.format("ezo-do", "oxygen_mg_l: 1-01.do_a")
PH = EZO.format("ezo-ph", "ph: 1.ph")
Act = Callable[[Bench, Hand], None]


def on_text(
    device: str, prepare: Act, *, model: str = "", point: str = ""
) -> tuple[Bench, Hand, Outcome | Stopped]:
    async def main() -> tuple[Bench, Hand, Outcome | Stopped]:
        site = bench_site(device)
        text = BusRow(id="text", kind="ascii", wire="t", baud=9600)
        bench, hand = (
            Bench(site.model_copy(update={"buses": (text,), "devices": site.devices[1:]})),
            Hand(),
        )
        prepare(bench, hand)
        row = bench.site.devices[0]
        profile = PROFILES[model or row.profile]

        async def opener(_row: BusRow) -> Port:
            return await bench.opener(bench.row)

        async with text_bench(text, row, profile, hand, opener, loop_now()) as work:
            try:
                if point:
                    return bench, hand, await check(work, point, None)
                outcome = await calibrate_text(work, profile.commissioning.calibrations[0])
                return bench, hand, outcome
            except Stopped as stopped:
                return bench, hand, stopped

    return run_simulated(main())


def told(bench: Bench) -> list[bytes]:
    return [one for one in bench.sent if one.startswith(b"Cal") and one != b"Cal,?\r"]


def bottles(*order: float, off: float = 0.3) -> Act:
    """The person puts the probe into these; the electrode reads `off` too much."""

    def prepare(bench: Bench, hand: Hand) -> None:
        bench.farm.panel.hold("1.ph", 7.0)

        def acts(count: int) -> bool:
            if count % 2 == 1 and count // 2 < len(order):
                bench.farm.panel.hold("1.ph", order[count // 2] + off)
            return True

        hand.acts = acts

    return prepare


def in_air(share: float) -> Act:
    def prepare(bench: Bench, hand: Hand) -> None:
        bench.farm.panel.hold("1-01.do_a", share * 9.092)

    return prepare


def test_an_oxygen_circuit_in_air_shows_a_hundred_percent_afterwards() -> None:
    bench, hand, outcome = on_text(DO, in_air(0.93))
    assert isinstance(outcome, Outcome) and outcome.result == "ADJUSTED", outcome
    (held,) = outcome.standards
    assert held.reference == 100 and held.after == pytest.approx(100, abs=0.1)
    assert held.before == pytest.approx(93, abs=0.1)
    assert outcome.coefficients == [("standards", 0.0, 1.0)]
    assert told(bench) == [b"Cal\r"] and len(hand.asked) == 2
    assert "Cal" in hand.asked[1].en and "Cal" in hand.asked[1].zh


def test_a_ph_circuit_is_told_the_middle_first_and_shows_the_last_buffer() -> None:
    bench, hand, outcome = on_text(PH, bottles(7.0, 4.0, 10.0))
    assert isinstance(outcome, Outcome) and outcome.result == "ADJUSTED", outcome
    assert told(bench) == [b"Cal,mid,7.00\r", b"Cal,low,4.00\r", b"Cal,high,10.00\r"]
    assert [held.reference for held in outcome.standards] == [7, 4, 10]
    assert outcome.standards[2].after == pytest.approx(10, abs=0.01)
    assert outcome.coefficients == [("standards", 0.0, 3.0)] and len(hand.asked) == 6


@pytest.mark.parametrize("order", [(4.0,), (7.0, 10.0), (7.0, 4.0, 4.0)])
def test_a_wrong_bottle_stops_it_and_says_how_far_it_came(order: tuple[float, ...]) -> None:
    bench, _, outcome = on_text(PH, bottles(*order))
    assert isinstance(outcome, Stopped) and "wrong standard" in outcome.words.en
    assert len(told(bench)) == len(order) - 1
    stands = "nothing written" if len(order) == 1 else f"it keeps {len(order) - 1} standards now"
    assert stands in outcome.words.en


def test_a_probe_that_is_not_in_air_is_not_told_that_it_is() -> None:
    bench, _, outcome = on_text(DO, in_air(0.6))
    assert isinstance(outcome, Stopped) and told(bench) == []


def test_nothing_is_sent_before_the_person_agrees() -> None:
    def says_no(bench: Bench, hand: Hand) -> None:
        in_air(0.95)(bench, hand)
        hand.acts = lambda count: count < 2

    bench, _, outcome = on_text(DO, says_no)
    assert isinstance(outcome, Stopped) and told(bench) == []


def test_a_lost_confirmation_is_no_success() -> None:
    def lost(bench: Bench, hand: Hand) -> None:
        in_air(0.95)(bench, hand)
        bench.cut = lambda data: data == b"Cal\r"

    _, _, outcome = on_text(DO, lost)
    assert isinstance(outcome, Stopped) and "not confirmed" in outcome.words.en
    assert "it keeps 1 standards now (before: 0)" in outcome.words.en


def test_another_circuit_is_not_calibrated() -> None:
    bench, _, outcome = on_text(PH, bottles(7.0), model="atlas/ezo-do")
    assert isinstance(outcome, Stopped) and "is no atlas/ezo-do" in outcome.words.en
    assert set(bench.sent) == {b"i\r"}


def test_a_comparison_writes_nothing() -> None:
    bench, _, outcome = on_text(DO, in_air(0.95), point="oxygen_mg_l")
    assert isinstance(outcome, Outcome) and outcome.result == "CHECKED"
    assert told(bench) == [] and outcome.standards[0].before == pytest.approx(8.64, abs=0.01)
