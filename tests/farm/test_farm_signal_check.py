"""A signal on the wrong channel, incomplete or contradicted is refused in words, with its line."""

import re
from pathlib import Path

import pytest

from drivers.profiles import load_profiles
from farm.problem import Misconfigured
from farm.site import Mapping, mapping
from farm.site_check import load_site

LOX = "ai0: {tag: farm.lox_level, span: [0, 30]}"
FLOAT = "di0: 1-01.level_float"
FEEDER = "do1: 1-01.feeder"
RELAY = "do1: {tag: 1-01.feeder, signal: signal/feeder-relay"
PROFILES = load_profiles()


def bare() -> str:
    """The trial site with nothing said about three of its channels."""
    text = (Path(__file__).parents[2] / "sites" / "trial.yaml").read_text(encoding="utf-8")
    for channel in (LOX, FLOAT, FEEDER):
        key, tag = channel.split(": ", 1)
        tag = tag.removeprefix("{tag: ").split(",")[0]
        text, times = re.subn(rf"{key}: {{tag: {re.escape(tag)}, .*}}\n", f"{channel}\n", text)
        assert times == 1, channel
    return text


TRIAL = bare()


def swapped(old: str, new: str) -> str:
    assert old in TRIAL
    return TRIAL.replace(old, new, 1)


def wrong(text: str) -> list[str]:
    with pytest.raises(Misconfigured) as caught:
        load_site("trial.yaml", text, PROFILES)
    assert all(problem.line > 1 for problem in caught.value.problems)
    return [problem.wrong.en for problem in caught.value.problems]


def test_signals_where_they_belong_are_accepted() -> None:
    text = swapped(
        "ai0: {tag: farm.lox_level, span: [0, 30]}",
        "ai0: {tag: farm.lox_level, span: [0, 30], signal: signal/lox-level-4-20}",
    )
    text = text.replace(FLOAT, "di0: {tag: 1-01.level_float, signal: signal/level-float}")
    dose = (
        "{g_s: 25, calibrated_on: '2026-11-01', calibrated_by: 王,"
        " cap_kg_h: 12, cap_kg_d: 40, witness: 1-01.hopper}"
    )
    text = text.replace(FEEDER, f"{RELAY}, dose: {dose}}}")
    site = load_site("trial.yaml", text, PROFILES)
    panel = next(device for device in site.devices if device.id == "s1-io")
    entry = mapping(panel.outputs["do1"])
    assert isinstance(entry, Mapping)
    assert entry.dose is not None
    assert entry.dose.g_s == 25


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (LOX, f"{LOX[:-1]}, signal: signal/no-such}}", "unknown signal signal/no-such"),
        (
            LOX,
            f"{LOX[:-1]}, signal: signal/level-4-20}}",
            "signal/level-4-20 is in m, LOX stock in t",
        ),
        (
            FLOAT,
            "di0: {tag: 1-01.level_float, signal: signal/lox-level-4-20}",
            "signal/lox-level-4-20 does not belong on this channel",
        ),
        (
            FLOAT,
            "di0: {tag: 1-01.level_float, signal: signal/level-float, invert: true}",
            "signal/level-float settles the sense",
        ),
        (FEEDER, f"{RELAY}}}", "signal/feeder-relay needs dose"),
        (
            FEEDER,
            f"{RELAY}, dose: {{g_s: 25, calibrated_on: '2026-11-31', cap_kg_h: 2, cap_kg_d: 4}}}}",
            "there is no such day: 2026-11-31",
        ),
        (
            FEEDER,
            f"{RELAY}, dose: {{g_s: 25, calibrated_on: '2026-11-01', cap_kg_h: 50, cap_kg_d: 4}}}}",
            "the day's cap is not between the cap of one hour and of 24 hours",
        ),
        (
            FLOAT,
            "di0: {tag: 1-01.level_float, per_pulse: 0.01}",
            "per_pulse needs a signal beside it",
        ),
    ],
)
def test_what_does_not_fit_is_said(old: str, new: str, said: str) -> None:
    assert said in wrong(swapped(old, new))
