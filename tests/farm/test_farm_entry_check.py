"""What a site may not say although every name in it is known: wrong measure, side, sense, wire."""

import pytest

from drivers.profiles import load_profiles
from farm.problem import Misconfigured
from farm.site_check import load_site

PROFILES = load_profiles()
TEXT = """schema: ras-site/1
id: x
name: {{zh: x, en: x}}
water: {{alkalinity_mg_l: 80}}
systems:
  - {{id: "1", name: {{zh: x, en: x}}, tanks: [{{id: 1-01, volume_m3: 42}}]}}
buses:
  - {{id: b, kind: {kind}, wire: "{wire}"}}
outputs:
  - {{quantity: feeder, low: 0, high: 1, safe: 0}}
  - {{quantity: siren, low: 0, high: 1, safe: 0}}
  - {{quantity: pump_1, low: 0, high: 50, safe: 30}}
  - {{quantity: oxygen_valve, low: 0, high: 100, safe: 60}}
devices:
  - {{id: d, {device}}}
"""
RELAY = "profile: waveshare/relay-8ch, bus: b"
PROBE = "profile: aqualabo/optod, bus: b, unit: 10, period_s: 5"
PH = "profile: yosemitech/y532-a, bus: b, period_s: 5"
METER = "profile: eastron/sdm120, bus: b, period_s: 5"
PANEL = "profile: xjl/rio-1, bus: b"
SERIAL, NETWORK = ("rtu", "/dev/ras/b"), ("tcp", "192.168.1.10:502")


def said(device: str, line: tuple[str, str] = SERIAL) -> list[str]:
    try:
        load_site("x", TEXT.format(device=device, kind=line[0], wire=line[1]), PROFILES)
    except Misconfigured as error:
        assert all(p.line > 1 and p.remedy.zh and p.remedy.en for p in error.problems)
        return [f"{problem.path}: {problem.wrong.en}" for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("device", "line"),
    [
        (f"{PH}, points: {{ph: 1.ph, temperature: 1.ph_temperature}}", SERIAL),
        (f"{RELAY}, outputs: {{relay0: {{tag: 1-01.feeder, invert: true}}}}", SERIAL),
        (f"{RELAY}, outputs: {{relay0: 1-01.feeder, relay1: farm.siren}}", SERIAL),
        (f"{RELAY}, unit: 247, outputs: {{relay0: 1-01.feeder}}", SERIAL),
        (f"{RELAY}, outputs: {{relay0: 1-01.feeder}}", ("rtu", "/dev/serial/by-path/usb-0:1:1")),
        (f"{RELAY}, outputs: {{relay0: 1-01.feeder}}", ("rtu-over-tcp", "[fd00::5]:4001")),
        (f"{PANEL}, points: {{ai0: {{tag: 1.sump_level, span: [2, 0]}}}}", NETWORK),
    ],
)
def test_what_makes_sense_is_accepted(device: str, line: tuple[str, str]) -> None:
    assert said(device, line) == []


@pytest.mark.parametrize(
    ("device", "wrong"),
    [
        (f"{PH}, points: {{ph: 1-01.do_a}}", "points.ph: unit pH of the device is not mg/L"),
        (f"{PROBE}, points: {{temperature: 1.ph}}", "unit °C of the device is not pH"),
        (f"{METER}, points: {{power_factor: 1.ph}}", "unit (none) of the device is not pH"),
        (f"{METER}, points: {{power_factor: 1-01.do_a}}", "unit (none) of the device is not mg/L"),
        (f"{PH}, points: {{ph: 1.pump_1_fault}}", "unit pH of the device is not (none)"),
        (
            f"{PROBE}, points: {{temperature: {{tag: 1-01.temperature, invert: true}}}}",
            "points.temperature.invert: invert is for 0 and 1 only",
        ),
        (
            "profile: schneider/atv320, bus: b,"
            " outputs: {setpoint_hz: {tag: 1.pump_1, invert: true}}",
            "outputs.setpoint_hz.invert: invert is for 0 and 1 only",
        ),
        (f"{RELAY}, points: {{relay1: 1-01.feeder}}", "is an output and no point"),
        (f"{RELAY}, outputs: {{relay_for0: farm.siren}}", "relay_for0 ends by itself"),
        (
            f"{RELAY}, outputs: {{relay0: 1-01.feeder, relay_for0: farm.siren}}",
            "relay_for0 and relay0 move the same thing, relay0",
        ),
        (f"{RELAY}, unit: 255, outputs: {{relay0: 1-01.feeder}}", "has no station 255"),
        (f"{RELAY}, unit: 0, outputs: {{relay0: 1-01.feeder}}", "has no station 0"),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(device: str, wrong: str) -> None:
    found = said(device)
    assert any(wrong in text for text in found), found


@pytest.mark.parametrize(
    ("device", "wrong"),
    [
        (f"{PANEL}, points: {{ai0: {{tag: 1.sump_level, span: [2, 2]}}}}", "are both 2"),
        (
            f"{PANEL}, points: {{di0: {{tag: 1-01.do_a, signal: signal/plain-contact}}}}",
            "is on or off, Dissolved oxygen A is in mg/L",
        ),
        (f"{PANEL}, outputs: {{ao0: 1-01.oxygen_valve}}", "unit mA of the device is not %"),
    ],
)
def test_channels_that_cannot_be_right_are_refused_too(device: str, wrong: str) -> None:
    found = said(device, NETWORK)
    assert any(wrong in text for text in found), found


@pytest.mark.parametrize(
    ("kind", "wire", "wrong"),
    [
        ("rtu", "10.0.0.1:502", "needs a serial device"),
        ("modbus-ascii", "moxa:4001", "needs a serial device"),
        ("rtu-over-tcp", "/dev/ttyUSB0", "needs host:port"),
        ("tcp", "/dev/ttyUSB0", "needs host:port"),
        ("tcp", "10.0.0.1", "needs host:port"),
        ("tcp", "10.0.0.1:99999", "needs host:port"),
        ("tcp", "10.0.0.1:0", "needs host:port"),
    ],
)
def test_a_line_is_written_as_its_kind_is_opened(kind: str, wire: str, wrong: str) -> None:
    found = said(f"{RELAY}, outputs: {{relay0: 1-01.feeder}}", (kind, wire))
    assert any(text.startswith("buses.0.wire") and wrong in text for text in found), found
