"""A pump whose drive would stop with the computer: found on its wire, and left alone by the laws.

Knows the shipped trial site; what is wrong is one parameter at one keypad.
"""

import pytest

from controller.as_found import AS_FOUND
from farm.profile import Profile
from farm.site import Site
from farm.tag import TagName
from hil_sim import device_tables
from hil_sim.binding import Binding
from hil_sim.drive_tables import invt_gd20
from hil_sim.registers import Area, Table
from hil_sim.stocking import fullest_day
from trials.whole_farm import Trial, try_farm

P14_05 = 0x0E05
PUMP, FAN = "1.pump_1", "1.fan"
STATION = 1
"""Pump 1 on the drive line of the trial site."""


def run(site: Site, profiles: dict[str, Profile]) -> Trial:
    return try_farm(site, profiles, fullest_day(site), 120.0, seed=3)


def led_by(trial: Trial, tag: str) -> str:
    """Who decided about an output last."""
    return trial.trace.decided[TagName(tag)][-1].by


def test_a_drive_that_would_coast_with_the_computer_is_left_as_it_stands(
    trial_site: Site, profiles: dict[str, Profile], monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_the_keypad(binding: Binding) -> Table:
        table = invt_gd20(binding)
        if binding.device.unit == STATION:
            table.doors[Area.HOLDING][P14_05](0)
        return table

    sound = run(trial_site, profiles)
    assert not sound.run.wire_health.findings
    assert led_by(sound, PUMP) not in ("", AS_FOUND)
    monkeypatch.setitem(device_tables.TABLES, "invt/gd20", at_the_keypad)
    trial = run(trial_site, profiles)
    (finding,) = trial.run.wire_health.findings
    assert finding.comm_loss and tuple(finding.outputs) == (PUMP,)
    assert led_by(trial, PUMP) == AS_FOUND
    assert led_by(trial, FAN) == led_by(sound, FAN), "the fan is led as ever"
    assert trial.farm.plant.drives.run[0, 0], "it runs on as it was found"
